//! Emails as officers see them: kind, recipient's account, state, and the reason for a failure. No address
//! and no text.

use async_graphql::{ComplexObject, Context, Enum, ID, InputObject, SimpleObject};
use entity::outbox::{self, Kind, hold, resend};

use super::{bounce::Bounce, context::OfficerContext};
use crate::{
    graphql::{
        language::Language,
        paging::NumberedPageInfo,
        scalar::{DateTime, NodeKind},
        texts::officer_text,
        words::{name_in_keys, words},
    },
    officer::{
        look_up::Word,
        mail::{MailView, context, look_up},
    },
    paging::Page,
};

words! {
    /// The kind of an email.
    MailKind = Kind {
        /// The link to the "UserRegistration" screen.
        RegistrationLink,
        /// The new user ID, after a registration.
        UserIdIssued,
        /// The new user ID and the link to set the first password.
        FirstPasswordLink,
        /// The user IDs that somebody requested with their address and name.
        UserIdReminder,
        /// The link to set a new password.
        PasswordResetLink,
        /// The link to complete a change of the email address.
        EmailChangeLink,
        /// The notice to the old address about a change of the email address.
        EmailChangeNotice,
        /// The notice that user information was changed.
        ContactChanged,
        /// The notice that the password was changed.
        PasswordChanged,
        /// The notice that the account was locked.
        AccountLocked,
        /// The Certificate of Eligibility itself.
        Certificate,
        /// The notice that a certificate was cancelled.
        CertificateCancelled,
        /// The reminder to register receipt.
        ReceiptReminder,
    }
}

impl MailKind {
    /// The kind in a few words: in Japanese, or in English for all other languages.
    #[must_use]
    pub fn label(self, language: entity::language::Language) -> String {
        officer_text(language, &format!("mail-kind-{}", name_in_keys(self)), &[])
    }
}

/// The delivery state of an email. Emails that are `QUEUED`, `SENDING` or `RETRY` are on their way. All other
/// states are final, unless `resendMails` resends the email.
#[derive(Enum, Clone, Copy, Debug, PartialEq, Eq)]
#[graphql(remote = "outbox::State")]
pub enum MailState {
    /// Waiting for the first attempt.
    Queued,
    /// Being sent at this moment.
    Sending,
    /// Waiting for the next attempt, after one failed.
    Retry,
    /// Accepted by a relay for delivery.
    Sent,
    /// Given up, e.g. because a relay rejected the email. An officer has to deal with it.
    Dead,
    /// Cancelled, because the email is no longer wanted or an officer dropped it.
    Cancelled,
    /// Expired before it could be sent.
    Expired,
    /// Possibly sent: the relay's answer was lost. It is not resent automatically, because emails of its kind
    /// should not arrive twice.
    #[graphql(name = "UNCERTAIN")]
    Unknown,
}

/// A filter for emails. An email has to match all the fields that are set.
#[derive(InputObject, Default)]
pub struct MailFilter {
    /// The delivery state, e.g. `DEAD`.
    state: Option<MailState>,
    /// The kind of the email. `OTHER` stands for all that this release does not know.
    kind: Option<MailKind>,
    /// The user ID of the account that the email is about.
    user_id: Option<String>,
    /// The number of the certificate that the email is about, e.g. `TEST25-0001`.
    certificate_number: Option<String>,
    /// Queued at or after this time.
    from: Option<DateTime>,
    /// Queued before this time; null for no limit.
    until: Option<DateTime>,
}

impl From<MailFilter> for look_up::Filter {
    fn from(filter: MailFilter) -> Self {
        Self {
            state: filter.state.map(Into::into),
            kind: filter.kind.map(|kind| Word::from(kind.word())),
            user_id: filter.user_id,
            certificate_number: filter.certificate_number,
            from: filter.from.map(|at| at.0),
            until: filter.until.map(|at| at.0),
            as_of: None,
        }
    }
}

/// An email in the queue, or one that has ended.
#[derive(SimpleObject)]
#[graphql(complex)]
#[expect(clippy::struct_excessive_bools, reason = "four independent questions that a front end asks")]
pub struct Mail {
    /// The global object ID: an opaque string. Pass it to `resendMails` or `dropMails`.
    id: ID,
    /// The part of the Message-ID header before the `@`. Search the relay's log for it.
    message_id: ID,
    /// The kind of the email.
    kind: MailKind,
    /// The delivery state of the email.
    state: MailState,
    /// The user ID of the account that the email is about; null if there is none.
    user_id: Option<String>,
    /// The number of the certificate that the email is about, e.g. `TEST25-0001`; null if there is none.
    certificate_number: Option<String>,
    /// When the email was queued.
    queued_at: DateTime,
    /// The number of delivery attempts so far. Attempts that failed because of a problem of the relay itself
    /// do not count.
    attempts: i32,
    /// The earliest time of the next attempt; null if the email does not wait.
    next_attempt_at: Option<DateTime>,
    /// When the email expires, if it has not been sent by then; null if it does not expire.
    expires_at: Option<DateTime>,
    /// When a relay accepted the email; null until then.
    sent_at: Option<DateTime>,
    /// When the email was given up; null if it was not.
    given_up_at: Option<DateTime>,
    /// When the email was put on hold; null if it is not on hold. See `releaseMails`.
    held_at: Option<DateTime>,
    /// Whether the email waits because its kind is paused.
    is_paused: bool,
    /// Why the latest attempt failed; null if none failed.
    failure: Option<MailFailure>,
    /// The newest report that the email came back, is delayed or is unwanted, after a relay had accepted it; null if
    /// there is none. A delay does not replace a failure. Reports are kept for 90 days.
    bounce: Option<Bounce>,
    /// Whether the address of the email is suppressed, because emails to it bounce.
    is_suppressed: bool,
    /// Whether `resendMails` can resend the email. If `isSecondCopyPossible` is true, the call also requires
    /// `allowSecondCopy`.
    is_resendable: bool,
    /// Whether the email may already have arrived and should not arrive twice. `resendMails` then requires
    /// `allowSecondCopy`.
    is_second_copy_possible: bool,
}

#[ComplexObject]
impl Mail {
    /// The kind of the email in a few words: in Japanese, or in English for all other languages.
    async fn label(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Language of the text. Default: that of the request.")] language: Option<Language>,
    ) -> String {
        self.kind.label(OfficerContext::of(ctx).language(language))
    }
}

/// Why an email was not accepted.
#[derive(SimpleObject, Clone, Debug)]
pub struct MailFailure {
    /// The SMTP reply code of the relay, e.g. `550`; null if it did not answer.
    code: Option<i32>,
    /// The reason in a few words, e.g. `550 5.1.1 to RCPT`; never an address. `SUPPRESSED` means that no
    /// attempt was made, because emails to this address bounce. `ADDRESS_QUOTA` means that too many emails of
    /// this kind were requested for the address: the email waits, or was cancelled in favour of a newer
    /// request.
    reason: String,
}

impl MailFailure {
    /// The failure of the latest attempt; `None` if none failed, or if a relay or an officer has ended the email
    /// since.
    #[must_use]
    pub fn of(row: &outbox::Model) -> Option<Self> {
        let reason = row.last_error.as_deref().filter(|reason| *reason != hold::DROPPED)?;
        let failure = Self { code: row.last_code, reason: reason.to_owned() };
        (row.state != outbox::State::Sent).then_some(failure)
    }
}

impl Mail {
    /// Builds the email; `now` decides whether it can be resent.
    #[must_use]
    pub fn new(shown: MailView, now: chrono::DateTime<chrono::Utc>) -> Self {
        let is_waiting = context::is_waiting(&shown.row);
        let is_resendable = shown.may_resend(true, now).is_ok();
        let row = shown.row;
        Self {
            id: NodeKind::Mail.id(row.id),
            message_id: ID(row.id.to_string()),
            state: row.state.into(),
            user_id: shown.account.map(|(_, user_id)| user_id),
            certificate_number: shown.certificate_number,
            queued_at: DateTime(row.created_at),
            attempts: row.attempts,
            next_attempt_at: is_waiting.then_some(DateTime(row.next_attempt_at)),
            expires_at: row.expires_at.map(DateTime),
            sent_at: row.sent_at.map(DateTime),
            given_up_at: row.given_up_at.map(DateTime),
            held_at: row.held_at.filter(|_| is_waiting).map(DateTime),
            is_paused: shown.is_paused,
            bounce: shown.bounce.map(Into::into),
            is_suppressed: shown.context.is_suppressed,
            is_resendable,
            is_second_copy_possible: resend::may_be_second_copy(&row),
            failure: MailFailure::of(&row),
            kind: MailKind::of(&row.kind),
        }
    }
}

/// One page of a list of emails.
#[derive(SimpleObject)]
pub struct MailPage {
    /// The time as of which the list was read. Send it back as `asOf` with every further page.
    as_of: DateTime,
    /// The emails of this page, newest first.
    items: Vec<Mail>,
    /// The number and size of this page, and the totals of the list.
    page_info: NumberedPageInfo,
}

impl MailPage {
    /// Builds a page of the list as of a time; `now` decides which emails can be resent.
    #[must_use]
    pub fn new(
        page: Page<MailView>,
        as_of: chrono::DateTime<chrono::Utc>,
        now: chrono::DateTime<chrono::Utc>,
    ) -> Self {
        let page_info = NumberedPageInfo::from(&page);
        let items = page.items.into_iter().map(|shown| Mail::new(shown, now)).collect();
        Self { as_of: DateTime(as_of), items, page_info }
    }
}
