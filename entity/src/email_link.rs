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

/// How long each kind of link works, counted from the moment its mail was accepted (R57, I19).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Lifetimes {
    /// To enter the user information (R57).
    pub registration: TimeDelta,
    /// To set the first password.
    pub first_password: TimeDelta,
    /// To set the password again.
    pub password_reset: TimeDelta,
    /// To complete a change of address.
    pub email_change: TimeDelta,
    /// To say that a change was not one's own.
    pub disavow: TimeDelta,
}

impl Default for Lifetimes {
    fn default() -> Self {
        Self {
            registration: TimeDelta::hours(24),
            first_password: TimeDelta::hours(24),
            password_reset: TimeDelta::hours(1),
            email_change: TimeDelta::hours(24),
            disavow: TimeDelta::days(10),
        }
    }
}

impl Lifetimes {
    /// The lifetime of links for `purpose`.
    #[must_use]
    pub const fn of(&self, purpose: Purpose) -> TimeDelta {
        match purpose {
            Purpose::Registration => self.registration,
            Purpose::FirstPassword => self.first_password,
            Purpose::PasswordReset => self.password_reset,
            Purpose::EmailChange => self.email_change,
            Purpose::Disavow => self.disavow,
        }
    }
}

impl Purpose {
    /// How long before an unsent mail is given up; a link cannot outlive its lifetime by more. Whoever waits
    /// for a mail asks again after two hours; a user ID or a warning is good news later, too.
    #[must_use]
    pub const fn sending_grace(self) -> TimeDelta {
        match self {
            Self::Registration | Self::PasswordReset | Self::EmailChange => TimeDelta::hours(2),
            Self::FirstPassword | Self::Disavow => TimeDelta::days(5),
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
    /// How long it works from the moment its mail is accepted, in seconds.
    pub lifetime_seconds: i64,
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
    /// How long the link works from the moment its mail is accepted.
    #[must_use]
    pub fn lifetime(&self) -> TimeDelta {
        TimeDelta::seconds(self.lifetime_seconds)
    }

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

/// What a request for a link is made of.
#[derive(Clone, Debug)]
pub struct Request<'a> {
    /// The key of the row.
    pub id: Uuid,
    /// What the link is for.
    pub purpose: Purpose,
    /// The address that it goes to.
    pub email: &'a EmailAddress,
    /// The language of the mail.
    pub language: Language,
    /// How long it is to work.
    pub lifetime: TimeDelta,
    /// Sixteen random bytes.
    pub nonce: Vec<u8>,
}

/// The row of a new request; its mail carries the link. Until the mail is accepted the link works for its
/// lifetime and the time that the sending may take.
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
        .col_expr(Column::ExpiresAt, Expr::value(now + link.lifetime()))
        .filter(Column::Id.eq(link.id))
        .filter(Column::SentAt.is_null())
}

fn open(now: DateTime<Utc>) -> Condition {
    Condition::all()
        .add(Column::ConsumedAt.is_null())
        .add(Column::ReplacedAt.is_null())
        .add(Column::ExpiresAt.gt(now))
}
