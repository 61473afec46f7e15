//! What the use cases behind a link in a mail share: making it, finding it, and why it does not work.

use chrono::{DateTime, Utc};
use entity::{
    account::{AccountId, EmailAddress, Password},
    email_link::{self, Purpose, State},
    key_ring::KeyMissing,
    language::Language,
    outbox::Mail,
};
use sea_orm::{ActiveValue::Set, DatabaseConnection, DatabaseTransaction, entity::prelude::*};

use super::{
    FieldFault,
    password_hash::{Class, HashError, Overloaded, Requester},
    queue_mail, secret,
};
use crate::{
    app::App,
    keys,
    rate_limit::{Limit, Limited},
    visit::Visit,
};

/// Why a link does not work.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum LinkFault {
    /// There is no such link, or it is for something else.
    Unknown,
    /// Its lifetime is over (R57).
    Expired,
    /// It was used up.
    Used,
    /// A newer one took its place (I18).
    Replaced,
}

/// Why what stands behind a link was not done.
#[derive(Debug, thiserror::Error)]
pub enum LinkError {
    /// The link does not work, fields are wrong, or both.
    #[error("the link or fields are wrong")]
    Refused {
        /// What is wrong with the link, if anything.
        link: Option<LinkFault>,
        /// What is wrong with the fields.
        faults: Vec<FieldFault>,
    },
    /// Too many are being served.
    #[error(transparent)]
    Overloaded(#[from] Overloaded),
    /// The password was hashed with a key that this server lacks; nothing was tried.
    #[error(transparent)]
    KeyMissing(#[from] KeyMissing),
    /// It was asked for too often.
    #[error(transparent)]
    RateLimited(#[from] Limited),
    /// The database did not answer.
    #[error("could not read or write what the link is about")]
    Database(#[from] DbErr),
}

impl From<HashError> for LinkError {
    fn from(error: HashError) -> Self {
        match error {
            HashError::Overloaded(overloaded) => Self::Overloaded(overloaded),
            HashError::KeyMissing(missing) => Self::KeyMissing(missing),
        }
    }
}

/// Why a link that stands alone, with no form behind it, was not used.
#[derive(Debug, thiserror::Error)]
pub enum Unusable {
    /// It does not work.
    #[error("the link does not work")]
    Link(LinkFault),
    /// It was asked for too often.
    #[error(transparent)]
    RateLimited(#[from] Limited),
    /// The database did not answer.
    #[error("could not read or write what the link is about")]
    Database(#[from] DbErr),
}

impl From<LinkFault> for Unusable {
    fn from(fault: LinkFault) -> Self {
        Self::Link(fault)
    }
}

impl From<LinkFault> for LinkError {
    fn from(fault: LinkFault) -> Self {
        Self::Refused { link: Some(fault), faults: Vec::new() }
    }
}

/// Asks whether this client may use another link.
pub(super) async fn admit(app: &App, visit: &Visit) -> Result<(), Limited> {
    app.limiter.take(&[Limit::LinkClient(visit.client)], 1, visit.now).await
}

/// Who asks for the hash of a password behind a link that works.
pub(super) fn requester(link: &email_link::Model, visit: &Visit) -> Requester {
    Requester { class: Class::Link, networks: visit.client.networks(), subject: link.id.to_string() }
}

/// Whether the password is the one that was set by a link that works no more.
pub(super) async fn is_same_password(
    app: &App,
    link: &email_link::Model,
    (password, phc): (Password, Option<String>),
    visit: &Visit,
) -> Result<bool, LinkError> {
    let verified = app.hasher.verify(&requester(link, visit), password, phc).await;
    if let Err(HashError::KeyMissing(missing)) = &verified {
        keys::report_missing(&app.db, missing, visit.now).await;
    }
    Ok(verified?)
}

/// The link behind a token, whatever has become of it, if it is for this purpose.
pub async fn find(
    db: &DatabaseConnection,
    token: &str,
    purpose: Purpose,
) -> Result<Option<email_link::Model>, DbErr> {
    if !email_link::is_token(token) {
        return Ok(None);
    }
    let found = email_link::by_token(token).one(db).await?;
    Ok(found.filter(|link| link.purpose == purpose))
}

/// Why a link does not work at `now`, if it does not.
#[must_use]
pub fn fault_of(link: &email_link::Model, now: DateTime<Utc>) -> Option<LinkFault> {
    match link.state(now) {
        State::Open => None,
        State::Expired => Some(LinkFault::Expired),
        State::Used => Some(LinkFault::Used),
        State::Replaced => Some(LinkFault::Replaced),
    }
}

/// Whether a link was used up so recently that the same input gets the same answer again.
#[must_use]
pub fn may_replay(link: &email_link::Model, now: DateTime<Utc>) -> bool {
    link.consumed_at.is_some_and(|at| now < at + email_link::REPLAY)
}

/// The open link behind a token; `None` when it was used up so recently that the same click gets the same
/// answer again.
pub(super) async fn open_or_replayed(
    db: &DatabaseConnection,
    token: &str,
    purpose: Purpose,
    now: DateTime<Utc>,
) -> Result<Option<email_link::Model>, Unusable> {
    let link = find(db, token, purpose).await?.ok_or(LinkFault::Unknown)?;
    match fault_of(&link, now) {
        None => Ok(Some(link)),
        Some(_) if may_replay(&link, now) => Ok(None),
        Some(fault) => Err(fault.into()),
    }
}

/// The row of a new link of an account, whose mail goes to `email`.
pub(crate) fn of_account(
    app: &App,
    purpose: Purpose,
    account: AccountId,
    email: &EmailAddress,
    language: Language,
    now: DateTime<Utc>,
) -> email_link::ActiveModel {
    let mut link = new(app, purpose, email, language, now);
    link.account_id = Set(Some(account));
    link
}

/// The row of a new link, whose mail goes to `email`.
pub(super) fn new(
    app: &App,
    purpose: Purpose,
    email: &EmailAddress,
    language: Language,
    now: DateTime<Utc>,
) -> email_link::ActiveModel {
    let (id, lifetime, nonce) = (Uuid::now_v7(), app.link_lifetimes.of(purpose), secret::nonce());
    email_link::request(email_link::Request { id, purpose, email, language, lifetime, nonce }, now)
}

/// Records the request for a link, with the mail that brings it.
pub(crate) async fn send(
    tx: &DatabaseTransaction,
    link: email_link::ActiveModel,
    mail: impl FnOnce(Uuid) -> Mail,
    visit: &Visit,
) -> Result<(), DbErr> {
    let mail = mail(*link.id.as_ref());
    email_link::Entity::insert(link).exec_without_returning(tx).await?;
    queue_mail(tx, mail, visit).await
}
