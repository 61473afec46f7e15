//! Links in mails: what each is for, how long it works, and how it is consumed exactly once.
//!
//! A row holds neither the token nor a key. The worker derives the token while it renders the mail, and
//! commits its [`digest`] before sending. A visitor's token is looked up by that digest. Looking at a link
//! never uses it up, because mail scanners open links. Only [`consume`] does, as one guarded UPDATE in the
//! transaction of its effect.

mod lifetimes;
mod replacement;

use chrono::{DateTime, TimeDelta, Utc};
use sea_orm::{ActiveValue::Set, Condition, QueryOrder, UpdateMany, entity::prelude::*};
use sha2::{Digest, Sha256};

pub use self::{
    lifetimes::Lifetimes,
    replacement::{newer_than, replace_older, requester},
};
use crate::{
    account::{AccountId, EmailAddress},
    language::Language,
};

/// How long after use the same link with the same input gets the same answer again.
pub const REPLAY: TimeDelta = TimeDelta::minutes(10);

/// The purpose of a link.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, EnumIter, DeriveActiveEnum)]
#[sea_orm(rs_type = "String", db_type = "Text", rename_all = "SCREAMING_SNAKE_CASE")]
pub enum Purpose {
    /// Enter the user information (R56).
    Registration,
    /// Set the first password (R111).
    FirstPassword,
    /// Reset a forgotten password (R44).
    PasswordReset,
    /// Complete a change of the e-mail address (R85).
    EmailChange,
    /// Disavow a change that the owner did not make.
    Disavow,
}

impl Purpose {
    /// How long an unsent mail is kept before it is given up. A link works for at most this much longer than
    /// its lifetime. A person who waits for a mail asks again after two hours; a user ID or a warning is
    /// still useful days later.
    #[must_use]
    pub const fn sending_grace(self) -> TimeDelta {
        match self {
            Self::Registration | Self::PasswordReset | Self::EmailChange => TimeDelta::hours(2),
            Self::FirstPassword | Self::Disavow => TimeDelta::days(5),
        }
    }

    /// The purpose's name in the derivation of a token. It never changes, or links on their way would stop
    /// working.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Registration => "registration",
            Self::FirstPassword => "first-password",
            Self::PasswordReset => "password-reset",
            Self::EmailChange => "email-change",
            Self::Disavow => "disavow",
        }
    }
}

/// One request for a link.
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "email_link")]
pub struct Model {
    /// The request's ID; part of the input from which the token is derived.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    /// The purpose of the link.
    pub purpose: Purpose,
    /// The address to which the link is sent, as given in the request.
    pub email: String,
    /// The address in lower case, for comparisons.
    pub email_key: String,
    /// The account, if there is one; for a registration, the account that was created.
    pub account_id: Option<AccountId>,
    /// The language of the mail that carries the link.
    pub language: Language,
    /// The version of the terms agreed to at the request (R52, I38).
    pub terms_version: Option<String>,
    /// When the person agreed to them.
    pub terms_agreed_at: Option<DateTimeUtc>,
    /// 16 random bytes; part of the input from which the token is derived.
    pub nonce: Vec<u8>,
    /// The name of the key from which the token was derived; set together with the digest.
    pub key_id: Option<String>,
    /// SHA-256 of the token; `None` until the mail is rendered.
    #[sea_orm(unique)]
    pub digest: Option<Vec<u8>>,
    /// The user ID that was typed with the address. The worker checks whether the two belong together.
    pub typed_user_id: Option<String>,
    /// The link's lifetime in seconds, counted from when its mail is accepted.
    pub lifetime_seconds: i64,
    /// When the link was requested.
    pub created_at: DateTimeUtc,
    /// When the relay accepted the mail. The lifetime starts here.
    pub sent_at: Option<DateTimeUtc>,
    /// When the link expires. Until its mail is accepted, this is an upper bound.
    pub expires_at: DateTimeUtc,
    /// When the link was used.
    pub consumed_at: Option<DateTimeUtc>,
    /// When it stopped working early: a newer mail replaced it (I18), or the account was changed.
    pub replaced_at: Option<DateTimeUtc>,
    /// When a change of the account ended it. `replaced_at` is set, too: older programs look only at that.
    pub revoked_at: Option<DateTimeUtc>,
    /// The known browser or app of the account that requested it. Its mails have room of their own.
    pub known_device_id: Option<Uuid>,
    /// For a registration, who requested it, as a [`requester`].
    pub requester: Option<Vec<u8>>,
}

/// No relation: links are selected by token, address or account.
#[derive(Clone, Copy, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}

/// The state of a link.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum State {
    /// The link can be used.
    Open,
    /// The lifetime has ended.
    Expired,
    /// The link was used.
    Used,
    /// A newer mail replaced it.
    Replaced,
    /// The account was changed since, e.g. its password or address. No newer link was sent.
    Revoked,
}

impl Model {
    /// The link's lifetime, counted from when its mail is accepted.
    #[must_use]
    pub fn lifetime(&self) -> TimeDelta {
        TimeDelta::seconds(self.lifetime_seconds)
    }

    /// The state at `now`. If several apply, the most informative wins: used, revoked, replaced, expired.
    #[must_use]
    pub fn state(&self, now: DateTime<Utc>) -> State {
        match self {
            Self { consumed_at: Some(_), .. } => State::Used,
            Self { revoked_at: Some(_), .. } => State::Revoked,
            Self { replaced_at: Some(_), .. } => State::Replaced,
            Self { expires_at, .. } if *expires_at <= now => State::Expired,
            _ => State::Open,
        }
    }
}

/// The digest that is stored in place of a token.
#[must_use]
pub fn digest(token: &str) -> Vec<u8> {
    // The prefix keeps secrets of other kinds apart: a session token never has the digest of a link.
    Sha256::new().chain_update(b"uketori:link:v1:").chain_update(token).finalize().to_vec()
}

/// Whether `text` has the form of a token: 43 characters of base64url. Checked before any query.
#[must_use]
pub fn is_token(text: &str) -> bool {
    text.len() == 43 && text.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'-' || b == b'_')
}

/// Selects the link of a token, in whatever state.
#[must_use]
pub fn by_token(token: &str) -> Select<Entity> {
    Entity::find().filter(Column::Digest.eq(digest(token)))
}

/// Consumes a link. However many callers try, one of them changes one row. No row means that the link no
/// longer works.
#[must_use]
pub fn consume(token: &str, purpose: Purpose, account: AccountId, now: DateTime<Utc>) -> UpdateMany<Entity> {
    Entity::update_many()
        .col_expr(Column::ConsumedAt, Expr::value(now))
        .col_expr(Column::AccountId, Expr::value(account))
        .filter(Column::Digest.eq(digest(token)))
        .filter(Column::Purpose.eq(purpose))
        // The guard: of several callers only the first still finds the link open.
        .filter(open(now))
}

/// The data of a new request for a link.
#[derive(Clone, Debug)]
pub struct Request<'a> {
    /// The primary key; the token is derived from it, too.
    pub id: Uuid,
    /// The purpose of the link.
    pub purpose: Purpose,
    /// The address to which the link is sent.
    pub email: &'a EmailAddress,
    /// The language of the mail.
    pub language: Language,
    /// The lifetime, counted from when the mail is accepted.
    pub lifetime: TimeDelta,
    /// 16 random bytes, unique to this request.
    pub nonce: Vec<u8>,
}

/// The lifetime of the link in a new row, counted from when its mail is accepted.
#[must_use]
pub fn lifetime_of(link: &ActiveModel) -> TimeDelta {
    TimeDelta::seconds(*link.lifetime_seconds.as_ref())
}

/// The row of a new request. Until its mail is accepted, the link works for its lifetime plus the time that
/// sending may take.
#[must_use]
pub fn request(new: Request<'_>, now: DateTime<Utc>) -> ActiveModel {
    ActiveModel {
        id: Set(new.id),
        purpose: Set(new.purpose),
        email: Set(new.email.as_str().to_owned()),
        email_key: Set(new.email.key()),
        account_id: Set(None),
        language: Set(new.language),
        terms_version: Set(None),
        terms_agreed_at: Set(None),
        nonce: Set(new.nonce),
        key_id: Set(None),
        digest: Set(None),
        typed_user_id: Set(None),
        lifetime_seconds: Set(new.lifetime.num_seconds()),
        created_at: Set(now),
        sent_at: Set(None),
        expires_at: Set(now + new.lifetime + new.purpose.sending_grace()),
        consumed_at: Set(None),
        replaced_at: Set(None),
        revoked_at: Set(None),
        known_device_id: Set(None),
        requester: Set(None),
    }
}

/// Replaces the older links of this purpose for an account: a new request ends them (I18).
#[must_use]
pub fn replace_for_account(purpose: Purpose, account: AccountId, now: DateTime<Utc>) -> UpdateMany<Entity> {
    Entity::update_many()
        .col_expr(Column::ReplacedAt, Expr::value(now))
        .filter(Column::Purpose.eq(purpose))
        .filter(Column::AccountId.eq(account))
        .filter(open(now))
}

/// Selects the open link of this purpose for an account; the newest one first, if there are several.
#[must_use]
pub fn open_for_account(purpose: Purpose, account: AccountId, now: DateTime<Utc>) -> Select<Entity> {
    Entity::find()
        .filter(Column::Purpose.eq(purpose))
        .filter(Column::AccountId.eq(account))
        .filter(open(now))
        .order_by_desc(Column::Id)
}

/// Revokes the links of this purpose for an account: it was changed, and they belong to what it was before.
#[must_use]
pub fn revoke(purpose: Purpose, account: AccountId, now: DateTime<Utc>) -> UpdateMany<Entity> {
    replace_for_account(purpose, account, now).col_expr(Column::RevokedAt, Expr::value(now))
}

/// Stores the token's digest and the name of its key, before the mail is sent. Changes nothing if a digest is
/// stored already.
#[must_use]
pub fn derived(id: Uuid, key_id: &str, token: &str) -> UpdateMany<Entity> {
    Entity::update_many()
        .col_expr(Column::KeyId, Expr::value(key_id))
        .col_expr(Column::Digest, Expr::value(digest(token)))
        .filter(Column::Id.eq(id))
        .filter(Column::Digest.is_null())
}

/// Records that the mail was accepted. The lifetime starts now (R57).
#[must_use]
pub fn sent(link: &Model, now: DateTime<Utc>) -> UpdateMany<Entity> {
    Entity::update_many()
        .col_expr(Column::SentAt, Expr::value(now))
        .col_expr(Column::ExpiresAt, Expr::value(now + link.lifetime()))
        .filter(Column::Id.eq(link.id))
        // A second copy of the mail does not extend the link's life.
        .filter(Column::SentAt.is_null())
}

fn open(now: DateTime<Utc>) -> Condition {
    Condition::all()
        .add(Column::ConsumedAt.is_null())
        .add(Column::ReplacedAt.is_null())
        .add(Column::ExpiresAt.gt(now))
}

#[cfg(test)]
mod tests;
