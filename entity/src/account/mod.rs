//! Accounts of the people who receive certificates: one table for the flows of both manuals (D1).
//!
//! No code that reads an account depends on how it was registered.

use chrono::{DateTime, Utc};
use sea_orm::{
    ActiveValue::{NotSet, Set},
    TryFromU64, UpdateMany,
    entity::prelude::*,
};

use crate::language::Language;

mod common_password;
pub mod contact;
pub mod correction;
pub mod identity;
pub mod lockout;
pub mod password_policy;
mod personal_data;
pub mod street;

pub use contact::{EmailAddress, PhoneNumber};
pub use identity::{PersonName, Sex, UserId};
pub use password_policy::{About, Password};

/// The primary key of an account.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, DeriveValueType)]
pub struct AccountId(pub Uuid);

impl TryFromU64 for AccountId {
    fn try_from_u64(n: u64) -> Result<Self, DbErr> {
        Uuid::try_from_u64(n).map(Self)
    }
}

/// Who the account holder is (R58, R101, C3).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, EnumIter, DeriveActiveEnum)]
#[sea_orm(rs_type = "String", db_type = "Text", rename_all = "SCREAMING_SNAKE_CASE")]
pub enum UserType {
    /// 外国人本人 · Foreign national (applicant)
    ForeignNational,
    /// 法定代理人等 · Legal Representative
    LegalRepresentative,
    /// 弁護士・行政書士 · Attorney/Administrative Procedures Legal Specialist
    LegalSpecialist,
    /// 所属機関等の職員 · Staff Member of the Organization
    OrganizationStaff,
    /// （窓口申請）在留資格認定証明書電子交付希望者 · the only type of the 2023 form
    CounterApplicant,
}

impl UserType {
    /// The four types that the 2025 form offers, in the form's order (R58).
    pub const BY_EMAIL_LINK: [Self; 4] =
        [Self::OrganizationStaff, Self::LegalSpecialist, Self::ForeignNational, Self::LegalRepresentative];
}

/// The colour scheme of the pages (R20). The API only stores it, for the front ends.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, EnumIter, DeriveActiveEnum)]
#[sea_orm(rs_type = "String", db_type = "Text", rename_all = "SCREAMING_SNAKE_CASE")]
pub enum ColorScheme {
    /// 標準, the default.
    Standard,
    /// 青, blue.
    Blue,
    /// 黄, yellow.
    Yellow,
    /// 黒, black.
    Black,
}

/// A row of the table `account`.
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "account")]
pub struct Model {
    /// The primary key. The API shows it in an encoded form; people know `user_id`.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: AccountId,
    /// The user ID of the manuals: unique and never reused (I30).
    #[sea_orm(unique)]
    pub user_id: String,
    /// The type of account holder (R58, R101).
    pub user_type: UserType,
    /// The name in English letters (R94); in other forms if it was imported (R26).
    pub name: String,
    /// The current e-mail address; not unique (I16).
    pub email: String,
    /// The address in lower case, for comparisons.
    pub email_key: String,
    /// The telephone number, digits only (R99); in other forms if it was imported (R26).
    pub phone_number: String,
    /// The sex (R95). This and the next four columns are filled only by the 2023 form (C4).
    pub sex: Option<Sex>,
    /// Date of birth (R96).
    pub birth_date: Option<Date>,
    /// Postal code, seven digits (R89).
    pub postal_code: Option<String>,
    /// The municipality's code, which implies the prefecture (R97).
    pub municipality_code: Option<String>,
    /// Town name, street and house number (R98).
    pub street: Option<String>,
    /// The password's hash as a PHC or crypt string; `None` until the first password is set (I25).
    pub password_hash: Option<String>,
    /// Grows with every new password, so that a login that verified the old one opens no session.
    pub password_version: i32,
    /// The language of the account's mails (R24).
    pub language: Language,
    /// The colour scheme of the pages (R20).
    pub color_scheme: ColorScheme,
    /// The version of the terms of use that the holder agreed to (I38).
    pub terms_version: String,
    /// When the holder agreed to them (I38).
    pub terms_agreed_at: DateTimeUtc,
    /// When the account was registered or imported.
    pub registered_at: DateTimeUtc,
    /// When the holder last logged in.
    pub logged_in_at: Option<DateTimeUtc>,
    /// The login before that one: "Last Logindate" (R18, I29).
    pub previous_login_at: Option<DateTimeUtc>,
    /// Consecutive attempts that failed or whose result is not known yet (R36).
    pub failed_count: i32,
    /// No password is verified before this time (R37).
    pub locked_until: Option<DateTimeUtc>,
    /// Grows with every success, every reset, and the first attempt after a lock; see [`lockout`].
    pub lock_epoch: i32,
    /// Number of wrong passwords since the last login.
    pub failed_since_login: i32,
    /// Number of wrong passwords between the last two logins.
    pub failed_before_login: i32,
    /// When the account was closed. A closed account cannot log in and receives no mail.
    pub closed_at: Option<DateTimeUtc>,
}

/// No relation: what an account owns is selected by its owner.
#[derive(Clone, Copy, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}

impl lockout::Lockable for Entity {
    const ID: Column = Column::Id;
    const FAILED_COUNT: Column = Column::FailedCount;
    const LOCKED_UNTIL: Column = Column::LockedUntil;
    const LOCK_EPOCH: Column = Column::LockEpoch;

    fn id_of(row: &Model) -> Uuid {
        row.id.0
    }

    fn count_of(row: &Model) -> lockout::Count {
        lockout::Count { failed: row.failed_count, locked_until: row.locked_until, epoch: row.lock_epoch }
    }
}

impl Model {
    /// The personal data that the account's password must not contain.
    #[must_use]
    pub fn about(&self) -> About<'_> {
        About {
            user_id: Some(&self.user_id),
            name: Some(&self.name),
            email: Some(&self.email),
            phone_number: Some(&self.phone_number),
        }
    }

    /// Whether the owner has ever set a password, and so has proved to read the mails to the address. An
    /// account begins with version 1.
    #[must_use]
    pub fn has_had_password(&self) -> bool {
        self.password_hash.is_some() || self.password_version > 1
    }
}

/// What every new account starts with, whichever form registered it.
#[derive(Clone, Debug)]
pub struct NewAccount {
    /// The primary key, a new UUID v7.
    pub id: AccountId,
    /// The type of account holder.
    pub user_type: UserType,
    /// The name in English letters (R94).
    pub name: PersonName,
    /// The e-mail address (R100).
    pub email: EmailAddress,
    /// The telephone number (R99).
    pub phone_number: PhoneNumber,
    /// The password's hash, if a password is set at registration.
    pub password_hash: Option<String>,
    /// The language of the account's mails.
    pub language: Language,
    /// The version of the terms of use that the holder agreed to (I38).
    pub terms_version: String,
    /// When the holder agreed to them (I38).
    pub terms_agreed_at: DateTime<Utc>,
}

/// The row of an account registered at `now`. The caller that inserts it sets the user ID. The form that asks
/// for sex, date of birth and address adds them.
#[must_use]
pub fn register(new: NewAccount, now: DateTime<Utc>) -> ActiveModel {
    ActiveModel {
        id: Set(new.id),
        user_id: NotSet,
        user_type: Set(new.user_type),
        name: Set(new.name.as_str().to_owned()),
        email: Set(new.email.as_str().to_owned()),
        email_key: Set(new.email.key()),
        phone_number: Set(new.phone_number.as_str().to_owned()),
        sex: Set(None),
        birth_date: Set(None),
        postal_code: Set(None),
        municipality_code: Set(None),
        street: Set(None),
        password_hash: Set(new.password_hash),
        password_version: Set(1),
        language: Set(new.language),
        color_scheme: Set(ColorScheme::Standard),
        terms_version: Set(new.terms_version),
        terms_agreed_at: Set(new.terms_agreed_at),
        registered_at: Set(now),
        logged_in_at: Set(None),
        previous_login_at: Set(None),
        failed_count: Set(0),
        locked_until: Set(None),
        lock_epoch: Set(0),
        failed_since_login: Set(0),
        failed_before_login: Set(0),
        closed_at: Set(None),
    }
}

/// Selects the account with this user ID, closed or not.
#[must_use]
pub fn by_user_id(user_id: &UserId) -> Select<Entity> {
    Entity::find().filter(Column::UserId.eq(user_id.as_str()))
}

/// Selects the account with this user ID, unless it is closed.
#[must_use]
pub fn open_by_user_id(user_id: &UserId) -> Select<Entity> {
    by_user_id(user_id).filter(Column::ClosedAt.is_null())
}

/// The language of a mail to the owner of several accounts: that of the account which was used last, because
/// its owner chose or confirmed it most recently. An account that never had a password counts only if there is
/// no other, because anybody can register one. `None` without an account.
#[must_use]
pub fn language_of(accounts: &[Model]) -> Option<Language> {
    let used = |account: &&Model| {
        (account.has_had_password(), account.logged_in_at.unwrap_or(account.registered_at))
    };
    accounts.iter().max_by_key(used).map(|account| account.language)
}

/// Replaces the hash `old` by `new`, another hash of the same password. Sessions stay valid. Changes nothing
/// if the password was changed in the meantime.
#[must_use]
pub fn rehash(account: AccountId, old: &str, new: String) -> UpdateMany<Entity> {
    Entity::update_many()
        .col_expr(Column::PasswordHash, Expr::value(new))
        .filter(Column::Id.eq(account))
        .filter(Column::PasswordHash.eq(old))
}
