//! Shared by the use cases behind links in mails: creating a link, finding it, and why it does not work.

use chrono::{DateTime, Utc};
use entity::{
    account::{AccountId, EmailAddress, Password},
    email_link::{self, Purpose, State},
    key_ring::KeyMissing,
    language::Language,
    outbox::Mail,
};
use passwords::password_hash::{Class, HashError, Overloaded, Requester};
use sea_orm::{ActiveValue::Set, DatabaseConnection, DatabaseTransaction, entity::prelude::*};

use super::{FieldError, queue_mail, secret};
use crate::{
    app::App,
    keys,
    rate_limit::{Limit, Limited},
    request_info::RequestInfo,
};

/// Why a link does not work.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum LinkFault {
    /// The link does not exist, or has another purpose.
    Unknown,
    /// Its lifetime has ended, counted from when its mail was accepted (R57).
    Expired,
    /// The link has already been used.
    Used,
    /// A newer link has replaced it (I18).
    Replaced,
    /// The account was changed since it was sent, and no newer link was sent.
    Revoked,
}

/// Why the action behind a link was not carried out.
#[derive(Debug, thiserror::Error)]
pub enum LinkError {
    /// The link does not work, some fields are invalid, or both.
    #[error("the link or some fields are invalid")]
    Refused {
        /// Why the link does not work, if it does not.
        link: Option<LinkFault>,
        /// The errors of the fields.
        faults: Vec<FieldError>,
    },
    /// Too many passwords are being hashed.
    #[error(transparent)]
    Overloaded(#[from] Overloaded),
    /// This server lacks the key of the password hash; nothing was tried.
    #[error(transparent)]
    KeyMissing(#[from] KeyMissing),
    /// A rate limit was exceeded.
    #[error(transparent)]
    RateLimited(#[from] Limited),
    /// A database operation failed; the source says why.
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

/// Why a link without a form was not used.
#[derive(Debug, thiserror::Error)]
pub enum Unusable {
    /// The link does not work.
    #[error("the link does not work")]
    Link(LinkFault),
    /// A rate limit was exceeded.
    #[error(transparent)]
    RateLimited(#[from] Limited),
    /// A database operation failed; the source says why.
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

/// Checks the rate limit for links of this client.
pub(super) async fn admit(app: &App, info: &RequestInfo) -> Result<(), Limited> {
    app.limiter.take(&[Limit::LinkClient(info.client)], 1, info.now).await
}

/// The requester of a password hash, for the hasher's queues: a link that works.
pub(super) fn requester(link: &email_link::Model, info: &RequestInfo) -> Requester {
    Requester { class: Class::Link, networks: info.client.networks(), subject: link.id.to_string() }
}

/// Whether the password is the one that was set through this used link.
pub(super) async fn is_same_password(
    app: &App,
    link: &email_link::Model,
    (password, phc): (Password, Option<String>),
    info: &RequestInfo,
) -> Result<bool, LinkError> {
    let verified = app.hasher.verify(&requester(link, info), password, phc).await;
    if let Err(HashError::KeyMissing(missing)) = &verified {
        // The fault is in the installation, so staff get an alert, and the password does not count as wrong.
        keys::report_missing(&app.db, missing, info.now).await;
    }
    Ok(verified?)
}

/// Finds the link of a token, in any state, if it has this purpose.
pub async fn find(
    db: &DatabaseConnection,
    token: &str,
    purpose: Purpose,
) -> Result<Option<email_link::Model>, DbErr> {
    // Checked before any query, so that garbage never reaches the database.
    if !email_link::is_token(token) {
        return Ok(None);
    }
    let found = email_link::by_token(token).one(db).await?;
    // A link for one purpose must not serve another, e.g. a registration link as a password reset.
    Ok(found.filter(|link| link.purpose == purpose))
}

/// Why a link does not work at `now`; `None` if it works.
#[must_use]
pub fn fault_of(link: &email_link::Model, now: DateTime<Utc>) -> Option<LinkFault> {
    match link.state(now) {
        State::Open => None,
        State::Expired => Some(LinkFault::Expired),
        State::Used => Some(LinkFault::Used),
        State::Replaced => Some(LinkFault::Replaced),
        State::Revoked => Some(LinkFault::Revoked),
    }
}

/// Whether a link was used so recently that the same input gets the same answer again.
#[must_use]
pub fn may_replay(link: &email_link::Model, now: DateTime<Utc>) -> bool {
    link.consumed_at.is_some_and(|at| now < at + email_link::REPLAY)
}

/// A link that was clicked.
#[derive(Debug)]
#[expect(
    clippy::large_enum_variant,
    reason = "one at a time, on the stack, and the large variant is the usual one"
)]
pub(super) enum Clicked {
    /// It can be used.
    Open(email_link::Model),
    /// It was used at this time, so recently that the same click gets the same answer again.
    Again(DateTime<Utc>),
}

impl Clicked {
    /// When it was used; `now` if that is still to come.
    pub(super) fn at(&self, now: DateTime<Utc>) -> DateTime<Utc> {
        match self {
            Self::Open(_) => now,
            Self::Again(at) => *at,
        }
    }
}

/// The link of a token, if it is open or was used just now.
pub(super) async fn open_or_replayed(
    db: &DatabaseConnection,
    token: &str,
    purpose: Purpose,
    now: DateTime<Utc>,
) -> Result<Clicked, Unusable> {
    let link = find(db, token, purpose).await?.ok_or(LinkFault::Unknown)?;
    match (fault_of(&link, now), link.consumed_at.filter(|_| may_replay(&link, now))) {
        (None, _) => Ok(Clicked::Open(link)),
        (Some(_), Some(at)) => Ok(Clicked::Again(at)),
        (Some(fault), None) => Err(fault.into()),
    }
}

/// A new row for a link of an account; its mail goes to `email`.
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

/// A new row for a link; its mail goes to `email`.
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

/// Inserts the row of a link, and queues the mail that contains it.
pub(crate) async fn send(
    tx: &DatabaseTransaction,
    link: email_link::ActiveModel,
    mail: impl FnOnce(Uuid) -> Mail,
    info: &RequestInfo,
) -> Result<(), DbErr> {
    // The mail names only the row of the link: the worker derives the token when it renders the mail.
    let mail = mail(*link.id.as_ref());
    email_link::Entity::insert(link).exec_without_returning(tx).await?;
    queue_mail(tx, mail, info).await
}
