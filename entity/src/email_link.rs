//! Links in mails: what each is for, how long it lives, and how it is used up exactly once.
//!
//! A row holds neither the token nor a key. The worker derives the token while it renders the mail
//! and commits [`digest`] of it before it sends; a visitor's token is looked up by that digest.
//! Looking at a link never uses it up (mail scanners open links); only [`consume`] does, as one
//! guarded UPDATE in the transaction of its effect.

use chrono::{DateTime, TimeDelta, Utc};
use sea_orm::{ActiveValue::Set, Condition, UpdateMany, entity::prelude::*};
use sha2::{Digest, Sha256};

use crate::{
    account::{AccountId, EmailAddress},
    language::Language,
};

/// How long before an unsent mail is given up; a link cannot outlive its lifetime by more.
pub const SENDING_GRACE: TimeDelta = TimeDelta::hours(2);
/// For so long after use the same link with the same input gets the same answer again.
pub const REPLAY: TimeDelta = TimeDelta::minutes(10);

/// What a link is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, EnumIter, DeriveActiveEnum)]
#[sea_orm(rs_type = "String", db_type = "Text", rename_all = "SCREAMING_SNAKE_CASE")]
pub enum Purpose {
    /// To enter the user information (R56).
    Registration,
    /// To set the first password (R111).
    FirstPassword,
    /// To set the password again (R44).
    PasswordReset,
    /// To complete a change of address (R85).
    EmailChange,
    /// To say that a change was not one's own.
    Disavow,
}

impl Purpose {
    /// How long a link works, counted from the moment its mail was accepted (R57, I19).
    #[must_use]
    pub const fn lifetime(self) -> TimeDelta {
        match self {
            Self::Registration | Self::FirstPassword | Self::EmailChange => TimeDelta::hours(24),
            Self::PasswordReset => TimeDelta::hours(1),
            Self::Disavow => TimeDelta::days(10),
        }
    }

    /// The purpose's name in the derivation of a token; never changes, or links in flight die.
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
    /// The request; part of what the token is derived from.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    /// What the link is for.
    pub purpose: Purpose,
    /// The address that the link goes to, as it was at the request.
    pub email: String,
    /// The address as it is compared.
    pub email_key: String,
    /// The account, where there is one already; at registration, the account that came of it.
    pub account_id: Option<AccountId>,
    /// The language of the mail.
    pub language: Language,
    /// The version of the terms agreed to at the request (R52, I38).
    pub terms_version: Option<String>,
    /// When they were agreed to.
    pub terms_agreed_at: Option<DateTimeUtc>,
    /// Sixteen random bytes; part of what the token is derived from.
    pub nonce: Vec<u8>,
    /// Which key the token was derived with; set with the digest.
    pub key_id: Option<String>,
    /// SHA-256 of the token; `None` until the mail is rendered.
    #[sea_orm(unique)]
    pub digest: Option<Vec<u8>>,
    /// The user ID that was typed with the address; the worker looks whether they belong together.
    pub typed_user_id: Option<String>,
    /// When it was asked for.
    pub created_at: DateTimeUtc,
    /// When the mail was accepted by the relay; the lifetime counts from here.
    pub sent_at: Option<DateTimeUtc>,
    /// From this moment the link no longer works.
    pub expires_at: DateTimeUtc,
    /// When it was used up.
    pub consumed_at: Option<DateTimeUtc>,
    /// When a newer request took its place (I18).
    pub replaced_at: Option<DateTimeUtc>,
}

/// No relation is loaded through a link.
#[derive(Clone, Copy, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}

/// What has become of a link.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum State {
    /// It works.
    Open,
    /// Its lifetime is over.
    Expired,
    /// It was used up.
    Used,
    /// A newer request made a newer link.
    Replaced,
}

impl Model {
    /// The state at `now`: used before replaced before expired, the most telling first.
    #[must_use]
    pub fn state(&self, now: DateTime<Utc>) -> State {
        match self {
            Self { consumed_at: Some(_), .. } => State::Used,
            Self { replaced_at: Some(_), .. } => State::Replaced,
            Self { expires_at, .. } if *expires_at <= now => State::Expired,
            _ => State::Open,
        }
    }
}

/// The upper bound of a link whose mail is not sent yet.
#[must_use]
pub fn expires_unsent(purpose: Purpose, now: DateTime<Utc>) -> DateTime<Utc> {
    now + purpose.lifetime() + SENDING_GRACE
}

/// What is stored of a token.
#[must_use]
pub fn digest(token: &str) -> Vec<u8> {
    Sha256::new().chain_update(b"uketori:link:v1:").chain_update(token).finalize().to_vec()
}

/// Whether `text` can be a token at all: 43 characters of base64url. Asked before any look-up.
#[must_use]
pub fn is_token(text: &str) -> bool {
    text.len() == 43 && text.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'-' || b == b'_')
}

/// The link behind a token, whatever has become of it.
#[must_use]
pub fn by_token(token: &str) -> Select<Entity> {
    Entity::find().filter(Column::Digest.eq(digest(token)))
}

/// Uses a link up. One row is changed for one caller, however many try; zero means: too late.
#[must_use]
pub fn consume(token: &str, purpose: Purpose, account: AccountId, now: DateTime<Utc>) -> UpdateMany<Entity> {
    Entity::update_many()
        .col_expr(Column::ConsumedAt, Expr::value(now))
        .col_expr(Column::AccountId, Expr::value(account))
        .filter(Column::Digest.eq(digest(token)))
        .filter(Column::Purpose.eq(purpose))
        .filter(open(now))
}

/// Ends the older links of a kind for an address: asking again makes the older one die (I18).
#[must_use]
pub fn replace(purpose: Purpose, email_key: &str, now: DateTime<Utc>) -> UpdateMany<Entity> {
    Entity::update_many()
        .col_expr(Column::ReplacedAt, Expr::value(now))
        .filter(Column::Purpose.eq(purpose))
        .filter(Column::EmailKey.eq(email_key))
        .filter(open(now))
}

/// The row of a new request; its mail carries the link.
#[must_use]
pub fn request(
    id: Uuid,
    purpose: Purpose,
    email: &EmailAddress,
    language: Language,
    nonce: Vec<u8>,
    now: DateTime<Utc>,
) -> ActiveModel {
    ActiveModel {
        id: Set(id),
        purpose: Set(purpose),
        email: Set(email.as_str().to_owned()),
        email_key: Set(email.key()),
        account_id: Set(None),
        language: Set(language),
        terms_version: Set(None),
        terms_agreed_at: Set(None),
        nonce: Set(nonce),
        key_id: Set(None),
        digest: Set(None),
        typed_user_id: Set(None),
        created_at: Set(now),
        sent_at: Set(None),
        expires_at: Set(expires_unsent(purpose, now)),
        consumed_at: Set(None),
        replaced_at: Set(None),
    }
}

/// Ends the older links of a kind for an account.
#[must_use]
pub fn replace_for_account(purpose: Purpose, account: AccountId, now: DateTime<Utc>) -> UpdateMany<Entity> {
    Entity::update_many()
        .col_expr(Column::ReplacedAt, Expr::value(now))
        .filter(Column::Purpose.eq(purpose))
        .filter(Column::AccountId.eq(account))
        .filter(open(now))
}

/// Commits what the token is derived from and its digest, before the mail is sent.
#[must_use]
pub fn derived(id: Uuid, key_id: &str, token: &str) -> UpdateMany<Entity> {
    Entity::update_many()
        .col_expr(Column::KeyId, Expr::value(key_id))
        .col_expr(Column::Digest, Expr::value(digest(token)))
        .filter(Column::Id.eq(id))
        .filter(Column::Digest.is_null())
}

/// Notes that the mail was accepted: the lifetime counts from here (R57).
#[must_use]
pub fn sent(link: &Model, now: DateTime<Utc>) -> UpdateMany<Entity> {
    Entity::update_many()
        .col_expr(Column::SentAt, Expr::value(now))
        .col_expr(Column::ExpiresAt, Expr::value(now + link.purpose.lifetime()))
        .filter(Column::Id.eq(link.id))
        .filter(Column::SentAt.is_null())
}

fn open(now: DateTime<Utc>) -> Condition {
    Condition::all()
        .add(Column::ConsumedAt.is_null())
        .add(Column::ReplacedAt.is_null())
        .add(Column::ExpiresAt.gt(now))
}
