//! Mails, as officers see them: what kind, about whom, how far, and why not further. No address and no words.

use async_graphql::{Enum, ID, InputObject, SimpleObject};
use entity::outbox::{self, again, hold};

use crate::{
    graphql::{
        paging::NumberedPageInfo,
        scalar::{DateTime, NodeKind},
    },
    officer::mail::{Shown, facts, look_up},
    paging::Page,
};

/// What kind of mail it is.
#[derive(Enum, Clone, Copy, Debug, PartialEq, Eq)]
#[graphql(remote = "outbox::Kind")]
pub enum MailKind {
    /// The link to enter the user information.
    RegistrationLink,
    /// The user ID, after the registration.
    UserIdIssued,
    /// The user ID and the link to set the first password.
    FirstPasswordLink,
    /// The forgotten user IDs.
    UserIdReminder,
    /// The link to set the password again.
    PasswordResetLink,
    /// The link to complete a change of address.
    EmailChangeLink,
    /// To the old address: it is being changed, or was.
    EmailChangeNotice,
    /// User information was changed.
    ContactChanged,
    /// The password was changed.
    PasswordChanged,
    /// The account was locked.
    AccountLocked,
    /// The certificate.
    Certificate,
    /// Word that a certificate is cancelled.
    CertificateCancelled,
    /// The reminder to register receipt.
    ReceiptReminder,
}

/// How far a mail has come. The last five are ends.
#[derive(Enum, Clone, Copy, Debug, PartialEq, Eq)]
#[graphql(remote = "outbox::State")]
pub enum MailState {
    /// Waiting for its first attempt.
    Queued,
    /// Being sent.
    Sending,
    /// Waiting for a later attempt.
    Retry,
    /// Accepted by a relay.
    Sent,
    /// Given up; somebody has to look at it.
    Dead,
    /// No longer wanted, or dropped.
    Cancelled,
    /// Too late to be of use.
    Expired,
    /// Perhaps sent, and of a kind that is not sent twice.
    Unknown,
}

/// Which mails; what is left out does not count.
#[derive(InputObject, Default)]
pub struct MailFilter {
    /// In this state.
    state: Option<MailState>,
    /// Of this kind.
    kind: Option<MailKind>,
    /// About this account.
    user_id: Option<String>,
    /// About this certificate.
    certificate_number: Option<String>,
    /// Put on their way at this moment or later.
    from: Option<DateTime>,
    /// Put on their way before this moment.
    until: Option<DateTime>,
}

impl From<MailFilter> for look_up::Filter {
    fn from(filter: MailFilter) -> Self {
        Self {
            state: filter.state.map(Into::into),
            kind: filter.kind.map(Into::into),
            user_id: filter.user_id,
            certificate_number: filter.certificate_number,
            from: filter.from.map(|at| at.0),
            until: filter.until.map(|at| at.0),
        }
    }
}

/// A mail on its way, or at its end.
#[derive(SimpleObject)]
#[expect(
    clippy::struct_excessive_bools,
    reason = "four questions that a front end asks, each with its own answer"
)]
pub struct Mail {
    /// The opaque, global ID; what `retryMails` and `dropMails` take.
    id: ID,
    /// The left part of its Message-ID, to search a relay's log for.
    message_id: String,
    /// What kind it is: one of `MailKind`, or one that this version does not know.
    kind: String,
    /// How far it has come.
    state: MailState,
    /// The account that it is about, where there is one.
    user_id: Option<String>,
    /// The certificate that it is about.
    certificate_number: Option<String>,
    /// When it was put on its way.
    created_at: DateTime,
    /// Attempts so far, without those that failed through a relay's fault.
    attempts: i32,
    /// The earliest next attempt, while it waits.
    next_attempt_at: Option<DateTime>,
    /// From when on it is not sent any more.
    expires_at: Option<DateTime>,
    /// When a relay accepted it.
    sent_at: Option<DateTime>,
    /// When it was given up.
    given_up_at: Option<DateTime>,
    /// Since when staff hold it.
    held_at: Option<DateTime>,
    /// Whether it waits because its kind is paused.
    is_paused: bool,
    /// Why it was not accepted, the last time; null when nothing failed.
    failure: Option<MailFailure>,
    /// Whether its address is one whose mails bounce.
    is_suppressed: bool,
    /// Whether `retryMails` would take it, once a second copy is allowed.
    is_retryable: bool,
    /// Whether it may have arrived, and should not arrive twice: `retryMails` needs `allowSecondCopy`.
    is_second_copy_possible: bool,
}

/// Why a mail was not accepted.
#[derive(SimpleObject)]
pub struct MailFailure {
    /// The relay's code, if one answered.
    code: Option<i32>,
    /// The reason, in a few words, e.g. `550 5.1.1 to RCPT`; `SUPPRESSED`: it was not even tried, because mails to its
    /// address bounce. Never an address.
    reason: String,
}

impl Mail {
    /// The mail as of `now`.
    #[must_use]
    pub fn new(shown: Shown, now: chrono::DateTime<chrono::Utc>) -> Self {
        let is_waiting = facts::is_waiting(&shown.row);
        let is_retryable = shown.may_send_again(true, now).is_ok();
        let row = shown.row;
        let has_failed = row.state != outbox::State::Sent && row.last_error.as_deref() != Some(hold::DROPPED);
        Self {
            id: NodeKind::Mail.id(row.id),
            message_id: row.id.to_string(),
            state: row.state.into(),
            user_id: shown.account.map(|(_, user_id)| user_id),
            certificate_number: shown.certificate_number,
            created_at: DateTime(row.created_at),
            attempts: row.attempts,
            next_attempt_at: is_waiting.then_some(DateTime(row.next_attempt_at)),
            expires_at: row.expires_at.map(DateTime),
            sent_at: row.sent_at.map(DateTime),
            given_up_at: row.given_up_at.map(DateTime),
            held_at: row.held_at.filter(|_| is_waiting).map(DateTime),
            is_paused: shown.is_paused,
            is_suppressed: shown.facts.is_suppressed,
            is_retryable,
            is_second_copy_possible: again::may_be_second_copy(&row),
            failure: row
                .last_error
                .filter(|_| has_failed)
                .map(|reason| MailFailure { code: row.last_code, reason }),
            kind: row.kind,
        }
    }
}

/// A page of mails.
#[derive(SimpleObject)]
pub struct MailPage {
    /// The mails, the newest first.
    items: Vec<Mail>,
    /// Where this page stands among the others.
    page_info: NumberedPageInfo,
}

impl MailPage {
    /// A page as of `now`.
    #[must_use]
    pub fn new(page: Page<Shown>, now: chrono::DateTime<chrono::Utc>) -> Self {
        let page_info = NumberedPageInfo::from(&page);
        Self { items: page.items.into_iter().map(|shown| Mail::new(shown, now)).collect(), page_info }
    }
}
