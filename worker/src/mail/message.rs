//! Reads what a mail needs when it is sent: the addressee, the values, and the link.
//!
//! The present address and language are read here (I14), and so is whether the mail is still wanted. The
//! link's token is derived here; `job::deliver_mail` commits its digest before anything is sent.

use chrono::{DateTime, Utc};
use entity::{
    account::{self, AccountId, lockout::Lockable},
    certificate::{self, CertificateId, check_code},
    email_link::{self, Purpose},
    key_ring::KeyMissing,
    known_device,
    language::Language,
    name_search::folded,
    outbox::{self, Mail},
    user_id_request,
};
use sea_orm::{DatabaseConnection, QueryOrder, entity::prelude::*, sea_query::ExprTrait};

pub use super::content::Content;
use super::{
    Mailer,
    origin::{self, Origin},
};

/// A mail ready to be rendered.
#[derive(Clone)]
pub struct Message {
    /// The id of the outbox row, from which the Message-ID is made.
    pub id: Uuid,
    /// When the mail was queued, with the change that causes it.
    pub created_at: DateTime<Utc>,
    /// When the attempt began that sent its first copy; this attempt's time if no copy was begun. Used as its
    /// `Date`, so that a mail that was held does not look old, and all copies are the same.
    pub date: DateTime<Utc>,
    /// The kind of the mail, with the ids that belong to it.
    pub mail: Mail,
    /// The address it is sent to.
    pub to: String,
    /// The language of the reader.
    pub language: Language,
    /// The values in its text.
    pub content: Content,
    /// Where the change came from that the mail tells of, if it tells of one.
    pub origin: Option<Origin>,
}

impl Message {
    /// The account that the mail is about, if its content tells.
    #[must_use]
    pub fn account(&self) -> Option<AccountId> {
        match &self.content {
            Content::Link { link, .. } => link.account_id,
            Content::UserIdReminder(accounts) => accounts.first().map(|account| account.id),
            other => other.certificate().map(|certificate| certificate.account_id),
        }
    }
}

/// Why the content of a mail could not be read.
#[derive(Debug, thiserror::Error)]
pub enum ComposeError {
    /// The database failed; the mail is tried again later.
    #[error(transparent)]
    Database(#[from] DbErr),
    /// The link was derived with a key that this worker lacks.
    #[error(transparent)]
    KeyMissing(#[from] KeyMissing),
}

/// The address, the language and the content of a mail.
type Addressed = (String, Language, Content);

/// Reads what the mail of `row` needs. `find_link` reads its link. Returns `None` if the mail is no longer
/// wanted.
pub async fn compose<F: Future<Output = Result<Option<email_link::Model>, DbErr>>>(
    db: &DatabaseConnection,
    find_link: impl FnOnce(Uuid) -> F,
    mailer: &Mailer,
    row: &outbox::Model,
    mail: Mail,
    now: DateTime<Utc>,
) -> Result<Option<Message>, ComposeError> {
    let addressed = match mail {
        Mail::RegistrationLink { link }
        | Mail::FirstPasswordLink { link }
        | Mail::PasswordResetLink { link }
        | Mail::EmailChangeLink { link }
        | Mail::EmailChangeNotice { link, .. } => {
            with_link(db, find_link(link).await?, mail, mailer, now).await?
        }
        Mail::UserIdReminder { request } => with_user_ids(db, request).await?,
        Mail::UserIdIssued { account }
        | Mail::AccountLocked { account, .. }
        | Mail::ContactChanged { account, .. }
        | Mail::PasswordChanged { account, .. } => about_account(db, row, mail, account, now).await?,
        Mail::Certificate { certificate, .. }
        | Mail::ReceiptReminder { certificate, .. }
        | Mail::CertificateCancelled { certificate } => {
            with_certificate(db, mail, certificate, mailer, now).await?
        }
    };
    let Some((to, language, content)) = addressed else { return Ok(None) };
    let (id, created_at) = (row.id, row.created_at);
    let origin = match (mail, &content) {
        (
            Mail::AccountLocked { account, .. }
            | Mail::ContactChanged { account, .. }
            | Mail::PasswordChanged { account, .. },
            _,
        ) => origin::find(db, account, mail, created_at).await?,
        (Mail::EmailChangeNotice { .. }, Content::Link { link, .. }) => match link.account_id {
            Some(account) => origin::find(db, account, mail, created_at).await?,
            None => None,
        },
        _ => None,
    };
    let date = row.first_copy_at.unwrap_or(now);
    Ok(Some(Message { id, created_at, date, mail, to, language, content, origin }))
}

/// A certificate, its reminder or its cancellation, to the account's present address (I14).
async fn with_certificate(
    db: &DatabaseConnection,
    mail: Mail,
    id: CertificateId,
    mailer: &Mailer,
    now: DateTime<Utc>,
) -> Result<Option<Addressed>, DbErr> {
    let Some(certificate) = certificate::Entity::find_by_id(id).one(db).await? else { return Ok(None) };
    let is_cancelled = certificate.cancelled_at.is_some();
    let is_wanted = match mail {
        Mail::ReceiptReminder { .. } => certificate.wants_reminder(now),
        Mail::CertificateCancelled { .. } => is_cancelled,
        _ => !is_cancelled,
    };
    if !is_wanted {
        return Ok(None);
    }
    let Some(account) = open_account(db, certificate.account_id).await? else { return Ok(None) };
    let check_code = check_code::of(mailer.link_keys().ring(), &certificate.number);
    let certificate = Box::new(certificate);
    let content = match mail {
        Mail::ReceiptReminder { .. } => Content::ReceiptReminder(certificate),
        Mail::CertificateCancelled { .. } => Content::CertificateCancelled(certificate),
        _ => Content::Certificate { certificate, check_code },
    };
    Ok(Some((account.email, account.language, content)))
}

/// News about an account, to its owner.
async fn about_account(
    db: &DatabaseConnection,
    row: &outbox::Model,
    mail: Mail,
    id: AccountId,
    now: DateTime<Utc>,
) -> Result<Option<Addressed>, DbErr> {
    let Some(account) = open_account(db, id).await? else { return Ok(None) };
    let content = match mail {
        Mail::AccountLocked { device, epoch, .. } => {
            let count = match device {
                None => Some(account::Entity::count_of(&account)),
                Some(device) => {
                    let found = known_device::Entity::find_by_id(device).one(db).await?;
                    found.as_ref().map(known_device::Entity::count_of)
                }
            };
            // The lock was lifted meanwhile, so there is nothing to report any more.
            let lock = count.filter(|count| count.epoch == epoch).and_then(|count| count.locked_until);
            let Some(until) = lock.filter(|until| now < *until) else { return Ok(None) };
            let known = known_device::of(id).all(db).await?;
            Content::AccountLocked { until, reach: known_device::reach(device, &known, now) }
        }
        // The row was inserted in the transaction of the change, so its time is the time of the change.
        Mail::PasswordChanged { .. } => Content::PasswordChanged { at: row.created_at },
        Mail::ContactChanged { .. } => Content::ContactChanged { at: row.created_at },
        _ => Content::UserIdIssued { name: account.name, user_id: account.user_id },
    };
    Ok(Some((account.email, account.language, content)))
}

async fn open_account(db: &DatabaseConnection, id: AccountId) -> Result<Option<account::Model>, DbErr> {
    let account = account::Entity::find_by_id(id).one(db).await?;
    Ok(account.filter(|account| account.closed_at.is_none()))
}

/// A mail with a link, if the link still works and its account is open.
async fn with_link(
    db: &DatabaseConnection,
    link: Option<email_link::Model>,
    mail: Mail,
    mailer: &Mailer,
    now: DateTime<Utc>,
) -> Result<Option<Addressed>, ComposeError> {
    let Some(mut link) = link.filter(|link| link.state(now) == email_link::State::Open) else {
        return Ok(None);
    };
    let account = match (link.purpose, link.account_id) {
        (Purpose::Registration, _) => None,
        (Purpose::PasswordReset, _) => {
            let Some(account) = account_to_reset(db, &link).await? else { return Ok(None) };
            link.account_id = Some(account.id);
            Some(account)
        }
        (_, Some(account)) => match open_account(db, account).await? {
            Some(account) => Some(account),
            None => return Ok(None),
        },
        (_, None) => return Ok(None),
    };
    // After all other checks, so that a missing key holds up no mail that is not wanted anyway.
    let (key_id, token) = derive_token(mailer, &link)?;
    let to = match &account {
        // To the registered address: what was typed may differ from it in case.
        Some(account) if link.purpose == Purpose::PasswordReset => account.email.clone(),
        _ => link.email.clone(),
    };
    let language = match &account {
        Some(account) => account.language,
        None => link.language,
    };
    // The previous version does not say which. Then the address in force tells it.
    let is_other = account.as_ref().is_some_and(|account| account.email_key != link.email_key);
    let is_completed = match mail {
        Mail::EmailChangeNotice { is_completed, .. } => is_completed.unwrap_or(is_other),
        _ => false,
    };
    let user_id = account.map(|account| account.user_id);
    Ok(Some((to, language, Content::Link { link: Box::new(link), key_id, token, user_id, is_completed })))
}

/// The account that a reset is for. There is none if the typed user ID and address do not belong together
/// (I20). From here on the link belongs to the account.
async fn account_to_reset(
    db: &DatabaseConnection,
    link: &email_link::Model,
) -> Result<Option<account::Model>, DbErr> {
    let account = account::Entity::find()
        .filter(account::Column::UserId.eq(link.typed_user_id.clone()))
        .filter(account::Column::EmailKey.eq(&link.email_key))
        .filter(account::Column::ClosedAt.is_null())
        .one(db)
        .await?;
    if let Some(account) = &account {
        // From now on a change of password or address, or the end of the account, ends this link, too.
        email_link::Entity::update_many()
            .col_expr(email_link::Column::AccountId, Expr::value(account.id))
            .filter(email_link::Column::Id.eq(link.id))
            .exec(db)
            .await?;
    }
    Ok(account)
}

/// All user IDs of the address and the name that were typed. If there is none, no mail is sent (I17, I20).
async fn with_user_ids(db: &DatabaseConnection, id: Uuid) -> Result<Option<Addressed>, DbErr> {
    let Some(request) = user_id_request::Entity::find_by_id(id).one(db).await? else { return Ok(None) };
    let accounts = account::Entity::find()
        .filter(account::Column::EmailKey.eq(&request.email_key))
        .filter(ExprTrait::eq(
            folded(account::Column::Name, db.get_database_backend()),
            request.name.as_str(),
        ))
        .filter(account::Column::ClosedAt.is_null())
        .order_by_asc(account::Column::RegisteredAt)
        .all(db)
        .await?;
    // To the registered address: what was typed may differ from it in case.
    let to = accounts.first().map(|account| account.email.clone());
    // In the owner's language, not in that of the request, which a stranger may have made.
    let addressed = to.zip(account::language_of(&accounts));
    Ok(addressed.map(|(to, language)| (to, language, Content::UserIdReminder(accounts))))
}

/// Derives the token of a link, and returns it with the name of its key. A second attempt uses the key of the
/// first, so it derives the same token.
fn derive_token(mailer: &Mailer, link: &email_link::Model) -> Result<(String, String), KeyMissing> {
    let keys = mailer.link_keys();
    let key_id = link.key_id.as_deref().unwrap_or(keys.current_id());
    let token = keys.derive(key_id, link.purpose, link.id, &link.nonce)?;
    Ok((key_id.to_owned(), token))
}
