//! The context of mails beyond their rows: whose they are, whether they are still wanted, whether their
//! address is suppressed. The worker decides again when it sends; this is what officers see.

use std::collections::{HashMap, HashSet};

use chrono::{DateTime, Utc};
use entity::{
    account::{self, AccountId, lockout},
    certificate::{self, CertificateId},
    email_link::{self, Purpose},
    mail_bounce,
    outbox::{
        self, Mail, State, pause,
        resend::{self, Ineligible, MailContext},
    },
    suppressed_address, user_id_request,
};
use sea_orm::{DbErr, entity::prelude::*};

/// A mail with its context.
#[derive(Clone, Debug)]
pub struct MailView {
    /// The row of the outbox, which has IDs and codes, but no address and no text.
    pub row: outbox::Model,
    /// The account that the mail is about, if known: its ID and user ID.
    pub account: Option<(AccountId, String)>,
    /// The number of the certificate that the mail is about, if any.
    pub certificate_number: Option<String>,
    /// The report that says most about the mail, if there is one.
    pub bounce: Option<mail_bounce::Model>,
    /// Whether the mail is waiting because its kind is paused.
    pub is_paused: bool,
    /// What [`Self::may_resend`] needs to know.
    pub context: MailContext,
}

impl MailView {
    /// The end of the retries if the mail were sent again, or why it cannot be.
    pub fn may_resend(
        &self,
        second_copy: bool,
        now: DateTime<Utc>,
    ) -> Result<Option<DateTime<Utc>>, Ineligible> {
        resend::may_resend(&self.row, self.context, second_copy, now)
    }
}

/// Everything that the rows refer to.
struct Referred {
    accounts: HashMap<AccountId, account::Model>,
    certificates: HashMap<CertificateId, certificate::Model>,
    links: HashMap<Uuid, email_link::Model>,
    requests: HashMap<Uuid, user_id_request::Model>,
    bounces: HashMap<Uuid, mail_bounce::Model>,
    paused: HashSet<String>,
    suppressed: HashSet<Vec<u8>>,
}

/// Adds the context to mails, in their order.
pub async fn of(
    db: &impl ConnectionTrait,
    rows: Vec<outbox::Model>,
    now: DateTime<Utc>,
) -> Result<Vec<MailView>, DbErr> {
    let referred = Referred::read(db, &rows).await?;
    Ok(rows.into_iter().map(|row| referred.shown(row, now)).collect())
}

impl Referred {
    async fn read(db: &impl ConnectionTrait, rows: &[outbox::Model]) -> Result<Self, DbErr> {
        let ids = rows.iter().filter_map(|row| row.certificate_id);
        let certificates = certificate::Entity::find().filter(certificate::Column::Id.is_in(ids));
        let certificates: HashMap<_, _> =
            certificates.all(db).await?.into_iter().map(|found| (found.id, found)).collect();
        let ids: Vec<_> = rows.iter().filter_map(|row| row.link_id).collect();
        let links = email_link::Entity::find().filter(email_link::Column::Id.is_in(ids.iter().copied()));
        let links: HashMap<_, _> = links.all(db).await?.into_iter().map(|link| (link.id, link)).collect();
        let requests = user_id_request::Entity::find().filter(user_id_request::Column::Id.is_in(ids));
        let requests: HashMap<_, _> =
            requests.all(db).await?.into_iter().map(|request| (request.id, request)).collect();
        let owners = rows.iter().filter_map(|row| row.account_id);
        let owners = owners.chain(certificates.values().map(|found| found.account_id));
        let owners = owners.chain(links.values().filter_map(|link| link.account_id));
        let accounts = account::Entity::find().filter(account::Column::Id.is_in(owners));
        let accounts: HashMap<_, _> =
            accounts.all(db).await?.into_iter().map(|found| (found.id, found)).collect();
        let addresses = accounts.values().map(|account| account.email.as_str());
        let addresses = addresses.chain(links.values().map(|link| link.email.as_str()));
        let addresses = addresses.chain(requests.values().map(|request| request.email.as_str()));
        let digests = addresses.map(suppressed_address::digest);
        let suppressed = suppressed_address::Column::Digest.is_in(digests);
        let suppressed = suppressed_address::Entity::find().filter(suppressed).all(db).await?;
        let reports = mail_bounce::of_mails(rows.iter().map(|row| row.id)).all(db).await?;
        let paused = pause::in_force().all(db).await?;
        Ok(Self {
            accounts,
            certificates,
            links,
            requests,
            // The last one of each mail stays.
            bounces: reports.into_iter().map(|report| (report.mail_id, report)).collect(),
            paused: paused.into_iter().map(|pause| pause.kind).collect(),
            suppressed: suppressed.into_iter().map(|row| row.digest).collect(),
        })
    }

    fn shown(&self, row: outbox::Model, now: DateTime<Utc>) -> MailView {
        let certificate = row.certificate_id.and_then(|id| self.certificates.get(&id));
        let link = row.link_id.and_then(|id| self.links.get(&id));
        let owner = row.account_id.or(certificate.map(|found| found.account_id));
        let account = owner.or(link.and_then(|link| link.account_id)).and_then(|id| self.accounts.get(&id));
        let request = row.link_id.and_then(|id| self.requests.get(&id));
        // A mail with a link goes to the address of its request, which may differ from the address in force.
        let address = link.map(|link| &link.email).or(request.map(|request| &request.email));
        let address = address.or(account.map(|account| &account.email));
        let is_suppressed =
            address.is_some_and(|email| self.suppressed.contains(&suppressed_address::digest(email)));
        let is_open = account.is_some_and(|account| account.closed_at.is_none());
        let is_wanted = match Mail::try_from(&row) {
            Err(_) => false,
            Ok(Mail::UserIdReminder { .. }) => request.is_some(),
            Ok(Mail::AccountLocked { .. }) => is_open && now < row.created_at + lockout::LOCK,
            Ok(Mail::Certificate { .. }) => {
                is_open && certificate.is_some_and(|found| found.cancelled_at.is_none())
            }
            Ok(Mail::ReceiptReminder { .. }) => {
                is_open && certificate.is_some_and(|found| found.wants_reminder(now))
            }
            Ok(_) => match link {
                // A password reset link may lack an account: the worker looks it up when it sends. A
                // registration has no account yet.
                Some(link) => {
                    // A link that sets a password works only while its address is the address in force.
                    let sets_password =
                        matches!(link.purpose, Purpose::FirstPassword | Purpose::PasswordReset);
                    let is_elsewhere =
                        sets_password && account.is_some_and(|account| account.email_key != link.email_key);
                    let needs_account =
                        !matches!(link.purpose, Purpose::Registration | Purpose::PasswordReset);
                    link.state(now) == email_link::State::Open
                        && !is_elsewhere
                        && (is_open || account.is_none() && !needs_account)
                }
                None => is_open,
            },
        };
        MailView {
            account: account.map(|account| (account.id, account.user_id.clone())),
            certificate_number: certificate.map(|found| found.number.clone()),
            bounce: self.bounces.get(&row.id).cloned(),
            is_paused: is_waiting(&row) && self.paused.contains(&row.kind),
            context: MailContext { is_wanted, is_suppressed },
            row,
        }
    }
}

/// Whether the mail is waiting for an attempt.
#[must_use]
pub fn is_waiting(row: &outbox::Model) -> bool {
    matches!(row.state, State::Queued | State::Retry)
}
