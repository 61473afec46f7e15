//! What a mail is about, read when it is sent: the addressee, the facts, and the link.
//!
//! The present address and language are read here (I14), and here it is decided whether the mail is
//! still wanted. The link's token is derived here, and its digest committed before anything is sent.

use chrono::{DateTime, Utc};
use entity::{
    account, certificate, email_link,
    language::Language,
    outbox::{self, Mail},
    user_id_request,
};
use sea_orm::{
    DatabaseTransaction, QueryOrder,
    entity::prelude::*,
    sea_query::{ExprTrait, Func},
};

use super::Mailer;

/// A mail ready to be rendered.
#[derive(Clone)]
pub struct Message {
    /// The outbox row; makes the Message-ID.
    pub id: Uuid,
    /// When the mail was put on its way; its `Date`.
    pub created_at: DateTime<Utc>,
    /// Which mail it is.
    pub mail: Mail,
    /// Whom it goes to.
    pub to: String,
    /// The reader's language.
    pub language: Language,
    /// What it says.
    pub content: Content,
}

/// The facts that a mail states. It has no `Debug`, for it may hold a token.
#[derive(Clone)]
pub enum Content {
    /// M1
    RegistrationLink {
        /// The request.
        link: Box<email_link::Model>,
        /// The token for the address in the mail.
        token: String,
    },
    /// M4
    UserIdReminder(Vec<account::Model>),
    /// M5
    PasswordResetLink {
        /// The request.
        link: Box<email_link::Model>,
        /// The token for the address in the mail.
        token: String,
    },
    /// M7
    PasswordChanged {
        /// When.
        at: DateTime<Utc>,
    },
    /// M2
    UserIdIssued {
        /// The account holder's name.
        name: String,
        /// The new user ID.
        user_id: String,
    },
    /// The lock.
    AccountLocked {
        /// When it ends.
        until: DateTime<Utc>,
    },
    /// M8
    Certificate(Box<certificate::Model>),
    /// M9
    ReceiptReminder(Box<certificate::Model>),
}

/// Reads what the mail of `row` needs; `None` when it is no longer wanted.
pub async fn compose(
    tx: &DatabaseTransaction,
    mailer: &Mailer,
    row: &outbox::Model,
    mail: Mail,
    certificate: Option<certificate::Model>,
    now: DateTime<Utc>,
) -> Result<Option<Message>, DbErr> {
    let message = |to, language, content| Message {
        id: row.id,
        created_at: row.created_at,
        mail,
        to,
        language,
        content,
    };
    let (account, content) = match mail {
        Mail::RegistrationLink { link } => {
            let Some(link) = open_link(tx, link, now).await? else { return Ok(None) };
            let token = commit_token(tx, mailer, &link).await?;
            let (to, language) = (link.email.clone(), link.language);
            return Ok(Some(message(
                to,
                language,
                Content::RegistrationLink { link: Box::new(link), token },
            )));
        }
        Mail::PasswordResetLink { link } => {
            let Some((account, link)) = reset_link(tx, link, now).await? else { return Ok(None) };
            let token = commit_token(tx, mailer, &link).await?;
            let content = Content::PasswordResetLink { link: Box::new(link), token };
            return Ok(Some(message(account.email, account.language, content)));
        }
        Mail::UserIdReminder { request } => {
            let Some((request, accounts)) = accounts_of(tx, request).await? else { return Ok(None) };
            // To the address as it is registered: what was typed may differ in case.
            let to = accounts[0].email.clone();
            return Ok(Some(message(to, request.language, Content::UserIdReminder(accounts))));
        }
        Mail::UserIdIssued { account }
        | Mail::AccountLocked { account, .. }
        | Mail::PasswordChanged { account, .. } => (account, None),
        Mail::Certificate { .. } | Mail::ReceiptReminder { .. } => {
            let Some(certificate) = certificate else { return Ok(None) };
            let reminder = matches!(mail, Mail::ReceiptReminder { .. });
            if reminder && !certificate.wants_reminder(now) || certificate.cancelled_at.is_some() {
                return Ok(None);
            }
            let wrap = if reminder { Content::ReceiptReminder } else { Content::Certificate };
            (certificate.account_id, Some(wrap(Box::new(certificate))))
        }
    };
    let Some(account) = account::Entity::find_by_id(account).one(tx).await? else { return Ok(None) };
    if account.closed_at.is_some() {
        return Ok(None);
    }
    let content = match (content, mail) {
        (Some(content), _) => content,
        (None, Mail::AccountLocked { epoch, .. }) => {
            // Lifted meanwhile: there is nothing to tell any more.
            let lock = account.locked_until.filter(|until| now < *until && account.lock_epoch == epoch);
            let Some(until) = lock else { return Ok(None) };
            Content::AccountLocked { until }
        }
        (None, Mail::PasswordChanged { .. }) => Content::PasswordChanged { at: row.created_at },
        (None, _) => Content::UserIdIssued { name: account.name, user_id: account.user_id },
    };
    Ok(Some(message(account.email, account.language, content)))
}

async fn open_link(
    tx: &DatabaseTransaction,
    id: Uuid,
    now: DateTime<Utc>,
) -> Result<Option<email_link::Model>, DbErr> {
    let link = email_link::Entity::find_by_id(id).one(tx).await?;
    Ok(link.filter(|link| link.state(now) == email_link::State::Open))
}

/// The link of a reset, and the account that it is for: none, when what was typed does not belong
/// together (I20). The link is the account's from here on.
async fn reset_link(
    tx: &DatabaseTransaction,
    id: Uuid,
    now: DateTime<Utc>,
) -> Result<Option<(account::Model, email_link::Model)>, DbErr> {
    let Some(mut link) = open_link(tx, id, now).await? else { return Ok(None) };
    let account = account::Entity::find()
        .filter(account::Column::UserId.eq(link.typed_user_id.clone()))
        .filter(account::Column::EmailKey.eq(&link.email_key))
        .filter(account::Column::ClosedAt.is_null())
        .one(tx)
        .await?;
    let Some(account) = account else { return Ok(None) };
    email_link::Entity::update_many()
        .col_expr(email_link::Column::AccountId, Expr::value(account.id))
        .filter(email_link::Column::Id.eq(id))
        .exec(tx)
        .await?;
    link.account_id = Some(account.id);
    Ok(Some((account, link)))
}

/// The request for user IDs and the accounts that it means; none means no mail (I20).
async fn accounts_of(
    tx: &DatabaseTransaction,
    id: Uuid,
) -> Result<Option<(user_id_request::Model, Vec<account::Model>)>, DbErr> {
    let Some(request) = user_id_request::Entity::find_by_id(id).one(tx).await? else { return Ok(None) };
    let accounts = account::Entity::find()
        .filter(account::Column::EmailKey.eq(&request.email_key))
        .filter(ExprTrait::eq(Func::upper(Expr::col(account::Column::Name)), request.name.as_str()))
        .filter(account::Column::ClosedAt.is_null())
        .order_by_asc(account::Column::RegisteredAt)
        .all(tx)
        .await?;
    Ok(if accounts.is_empty() { None } else { Some((request, accounts)) })
}

/// Derives the token of a link. A second attempt derives the same one, with the key of the first.
async fn commit_token(
    tx: &DatabaseTransaction,
    mailer: &Mailer,
    link: &email_link::Model,
) -> Result<String, DbErr> {
    let keys = mailer.link_keys();
    let key_id = link.key_id.as_deref().unwrap_or(keys.current_id());
    let token = keys
        .derive(key_id, link.purpose, link.id, &link.nonce)
        .ok_or_else(|| DbErr::Custom(format!("link key {key_id} is not among the keys of this worker")))?;
    email_link::derived(link.id, key_id, &token).exec(tx).await?;
    Ok(token)
}
