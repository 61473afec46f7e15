//! Reads what a mail needs when it is sent: the addressee, the facts, and the link.
//!
//! The present address and language are read here (I14), and so is whether the mail is still wanted. The
//! link's token is derived here; `job::deliver_mail` commits its digest before anything is sent.

use chrono::{DateTime, Utc};
use entity::{
    account::{self, AccountId, lockout::Lockable},
    certificate::{self, CertificateId},
    email_link::{self, Purpose},
    key_ring::KeyMissing,
    known_device,
    language::Language,
    outbox::{self, Mail},
    user_id_request,
};
use sea_orm::{
    DatabaseConnection, QueryOrder,
    entity::prelude::*,
    sea_query::{ExprTrait, Func},
};

use super::Mailer;

/// A mail ready to be rendered.
#[derive(Clone)]
pub struct Message {
    /// The id of the outbox row, from which the Message-ID is made.
    pub id: Uuid,
    /// When the mail was queued; used as its `Date`.
    pub created_at: DateTime<Utc>,
    /// The kind of the mail, with the ids that belong to it.
    pub mail: Mail,
    /// The address it is sent to.
    pub to: String,
    /// The language of the reader.
    pub language: Language,
    /// The facts that it states.
    pub content: Content,
}

impl Message {
    /// The account that the mail is about, if its content tells.
    #[must_use]
    pub fn account(&self) -> Option<AccountId> {
        match &self.content {
            Content::Link { link, .. } => link.account_id,
            Content::UserIdReminder(accounts) => accounts.first().map(|account| account.id),
            Content::Certificate(certificate)
            | Content::ReceiptReminder(certificate)
            | Content::CertificateCancelled(certificate) => Some(certificate.account_id),
            Content::UserIdIssued { .. }
            | Content::PasswordChanged { .. }
            | Content::ContactChanged { .. }
            | Content::AccountLocked { .. } => None,
        }
    }
}

/// The facts that a mail states. Without `Debug`, because it may contain a token.
#[derive(Clone)]
pub enum Content {
    /// M1, M3, M5, M6, M10: a mail with a link. The link's purpose tells which one.
    Link {
        /// The request that the link belongs to.
        link: Box<email_link::Model>,
        /// The name of the key that the token is derived with.
        key_id: String,
        /// The token in the link's URL.
        token: String,
        /// The user ID of the link's account, if it has an account.
        user_id: Option<String>,
    },
    /// M2: the user ID, after registration.
    UserIdIssued {
        /// The account holder's name.
        name: String,
        /// The new user ID.
        user_id: String,
    },
    /// M4: all user IDs of an address and a name.
    UserIdReminder(Vec<account::Model>),
    /// M7: the password was changed.
    PasswordChanged {
        /// When the password was changed.
        at: DateTime<Utc>,
    },
    /// M11: the telephone number or the address was changed.
    ContactChanged {
        /// When they were changed.
        at: DateTime<Utc>,
    },
    /// The account, or a known browser, was locked.
    AccountLocked {
        /// When the lock ends.
        until: DateTime<Utc>,
    },
    /// M8: the certificate itself.
    Certificate(Box<certificate::Model>),
    /// M9: the reminder to register the receipt of a certificate.
    ReceiptReminder(Box<certificate::Model>),
    /// M12: a certificate that was sent was cancelled.
    CertificateCancelled(Box<certificate::Model>),
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
        | Mail::EmailChangeNotice { link } => with_link(db, find_link(link).await?, mailer, now).await?,
        Mail::UserIdReminder { request } => with_user_ids(db, request).await?,
        Mail::UserIdIssued { account }
        | Mail::AccountLocked { account, .. }
        | Mail::ContactChanged { account, .. }
        | Mail::PasswordChanged { account, .. } => about_account(db, row, mail, account, now).await?,
        Mail::Certificate { certificate, .. }
        | Mail::ReceiptReminder { certificate, .. }
        | Mail::CertificateCancelled { certificate } => with_certificate(db, mail, certificate, now).await?,
    };
    let (id, created_at) = (row.id, row.created_at);
    Ok(addressed.map(|(to, language, content)| Message { id, created_at, mail, to, language, content }))
}

/// A certificate, its reminder or its cancellation, to the account's present address (I14).
async fn with_certificate(
    db: &DatabaseConnection,
    mail: Mail,
    id: CertificateId,
    now: DateTime<Utc>,
) -> Result<Option<Addressed>, DbErr> {
    let Some(certificate) = certificate::Entity::find_by_id(id).one(db).await? else { return Ok(None) };
    let is_cancelled = certificate.cancelled_at.is_some();
    let (is_wanted, wrap): (bool, fn(Box<certificate::Model>) -> Content) = match mail {
        Mail::ReceiptReminder { .. } => (certificate.wants_reminder(now), Content::ReceiptReminder),
        Mail::CertificateCancelled { .. } => (is_cancelled, Content::CertificateCancelled),
        _ => (!is_cancelled, Content::Certificate),
    };
    if !is_wanted {
        return Ok(None);
    }
    let Some(account) = open_account(db, certificate.account_id).await? else { return Ok(None) };
    Ok(Some((account.email, account.language, wrap(Box::new(certificate)))))
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
            Content::AccountLocked { until }
        }
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
    let user_id = account.map(|account| account.user_id);
    Ok(Some((to, language, Content::Link { link: Box::new(link), key_id, token, user_id })))
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
        .filter(ExprTrait::eq(Func::upper(Expr::col(account::Column::Name)), request.name.as_str()))
        .filter(account::Column::ClosedAt.is_null())
        .order_by_asc(account::Column::RegisteredAt)
        .all(db)
        .await?;
    // To the registered address: what was typed may differ from it in case.
    let to = accounts.first().map(|account| account.email.clone());
    Ok(to.map(|to| (to, request.language, Content::UserIdReminder(accounts))))
}

/// Derives the token of a link, and returns it with the name of its key. A second attempt uses the key of the
/// first, so it derives the same token.
fn derive_token(mailer: &Mailer, link: &email_link::Model) -> Result<(String, String), KeyMissing> {
    let keys = mailer.link_keys();
    let key_id = link.key_id.as_deref().unwrap_or(keys.current_id());
    let token = keys.derive(key_id, link.purpose, link.id, &link.nonce)?;
    Ok((key_id.to_owned(), token))
}
