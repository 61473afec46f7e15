//! What a mail is about, read when it is sent: the addressee, the facts, and the link.
//!
//! The present address and language are read here (I14), and here it is decided whether the mail is
//! still wanted. The link's token is derived here, and its digest committed before anything is sent.

use chrono::{DateTime, Utc};
use entity::{
    account, certificate, email_link,
    language::Language,
    outbox::{self, Mail},
};
use sea_orm::{DatabaseTransaction, DbErr, EntityTrait};
use uuid::Uuid;

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
        Mail::UserIdIssued { account } | Mail::AccountLocked { account, .. } => (account, None),
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
