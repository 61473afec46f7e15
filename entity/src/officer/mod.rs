//! Officers of the bureau: who they are, how they authenticate, and what they may do.
//!
//! An officer authenticates with a password and a one-time code from a phone. Nobody else ever knows either
//! secret: an officer is created without a password, and enrols with a code that works once.

use chrono::{DateTime, TimeDelta, Utc};
use sea_orm::{TryFromU64, UpdateMany, entity::prelude::*, sea_query::ExprTrait};

use crate::{
    account::lockout::{self, Count, Lockable},
    input::ValidationError,
};

pub mod device;
mod enrolment;
pub mod recovery_code;
pub mod removal;
pub mod role;
pub mod secret_code;
pub mod session;
pub mod ties;
pub mod totp;

pub use enrolment::{ENROLMENT, Enrolment, create, create_uninvited, enrol, invite, reset};
pub use role::Role;
pub use ties::Ties;
pub use totp::TotpSecret;

/// How long nothing is verified after each five wrong attempts without a success between them: after the
/// fifth, after the tenth, and after the fifteenth, with which the count begins again. Names of officers are
/// easy to guess, so the first pauses are short: a stranger must not close the bureau for a day with five
/// requests.
pub const PAUSES: [TimeDelta; 3] = [TimeDelta::minutes(5), TimeDelta::hours(1), lockout::LOCK];

/// The primary key of an officer.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, DeriveValueType)]
pub struct OfficerId(pub Uuid);

impl TryFromU64 for OfficerId {
    fn try_from_u64(n: u64) -> Result<Self, DbErr> {
        Uuid::try_from_u64(n).map(Self)
    }
}

/// The name that an officer logs in with: lower case, 3 to 32 characters, e.g. `houmu.hanako`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OfficerName(String);

impl OfficerName {
    /// Parses a name as it was typed or pasted. Case and the white space around it are ignored.
    pub fn parse(input: &str) -> Result<Self, ValidationError> {
        let name = input.trim().to_ascii_lowercase();
        let is_known = |c: u8| c.is_ascii_lowercase() || c.is_ascii_digit() || b"._-".contains(&c);
        let begins_well = name.bytes().next().is_some_and(|c| c.is_ascii_lowercase());
        match name.len() {
            0 => Err(ValidationError::Required),
            3..=32 if begins_well && name.bytes().all(is_known) => Ok(Self(name)),
            _ => Err(ValidationError::InvalidFormat),
        }
    }

    /// The name in lower case, as it is stored.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

/// A row of the table `officer`.
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "officer")]
pub struct Model {
    /// The primary key; the API shows it in an encoded form.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: OfficerId,
    /// The login name, in lower case. It is never given to another officer.
    #[sea_orm(unique)]
    pub name: String,
    /// The password's hash as a PHC string; `None` until the officer has enrolled.
    pub password_hash: Option<String>,
    /// Grows with every enrolment, reset, new password and closing, so that a login that verified the old
    /// password opens no session.
    pub password_version: i32,
    /// The sealed secret of the one-time codes; `None` once the officer is closed.
    pub totp_secret: Option<String>,
    /// The time step of the last code that was used. Codes of this step or an earlier one do not work again.
    pub totp_last_step: i64,
    /// Attempts since the last success that failed or whose result is not known yet, except those from known
    /// browsers.
    pub failed_count: i32,
    /// No attempt is verified before this time, except from known browsers; `None` if the officer is not
    /// locked.
    pub locked_until: Option<DateTimeUtc>,
    /// Grows with every success, every reset, and the first attempt after a lock.
    pub lock_epoch: i32,
    /// The digest of the enrolment code; `None` once it was used.
    pub enrolment_digest: Option<Vec<u8>>,
    /// When the enrolment code expires.
    pub enrolment_expires_at: Option<DateTimeUtc>,
    /// When the officer was created.
    pub created_at: DateTimeUtc,
    /// When the officer enrolled; `None` before that, and after a reset.
    pub enrolled_at: Option<DateTimeUtc>,
    /// When the officer last logged in.
    pub logged_in_at: Option<DateTimeUtc>,
    /// When the officer was closed, for good.
    pub closed_at: Option<DateTimeUtc>,
    /// The officer who created this one; `None` for one whom a command created.
    pub created_by: Option<OfficerId>,
    /// The officer who gave this one the enrolment code; `None` if a command did. It stays after a reset, for
    /// which a command draws the code: the tie to what was done before does not end.
    pub invited_by: Option<OfficerId>,
}

/// No relation: an officer's rows are selected by the officer's ID.
#[derive(Clone, Copy, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}

impl Lockable for Entity {
    const ID: Column = Column::Id;
    const FAILED_COUNT: Column = Column::FailedCount;
    const LOCKED_UNTIL: Column = Column::LockedUntil;
    const LOCK_EPOCH: Column = Column::LockEpoch;
    const PAUSES: &'static [TimeDelta] = &PAUSES;

    fn id_of(row: &Model) -> Uuid {
        row.id.0
    }

    fn count_of(row: &Model) -> Count {
        Count { failed: row.failed_count, locked_until: row.locked_until, epoch: row.lock_epoch }
    }
}

/// Selects the officers who are locked at `now`; those whose last permitted attempt is running do not count.
#[must_use]
pub fn locked(now: DateTime<Utc>) -> Select<Entity> {
    Entity::find().filter(Column::LockedUntil.gt(now + lockout::LEASE)).filter(Column::ClosedAt.is_null())
}

/// Selects the officer with this name, unless closed.
#[must_use]
pub fn open_by_name(name: &OfficerName) -> Select<Entity> {
    Entity::find().filter(Column::Name.eq(name.as_str())).filter(Column::ClosedAt.is_null())
}

/// Closes an officer for good. The row is kept, because the audit log and certificates refer to it.
#[must_use]
pub fn close(id: OfficerId, now: DateTime<Utc>) -> UpdateMany<Entity> {
    Entity::update_many()
        .col_expr(Column::PasswordHash, Expr::value(None::<String>))
        .col_expr(Column::PasswordVersion, Expr::col(Column::PasswordVersion).add(1))
        .col_expr(Column::TotpSecret, Expr::value(None::<String>))
        .col_expr(Column::EnrolmentDigest, Expr::value(None::<Vec<u8>>))
        .col_expr(Column::EnrolmentExpiresAt, Expr::value(None::<DateTimeUtc>))
        .col_expr(Column::ClosedAt, Expr::value(now))
        .filter(Column::Id.eq(id))
        .filter(Column::ClosedAt.is_null())
}

/// Starts an update of an officer who has authenticated with the password of `password_version`. Changes
/// nothing if that password was replaced in the meantime.
#[must_use]
pub fn change_proved(id: OfficerId, password_version: i32) -> UpdateMany<Entity> {
    Entity::update_many()
        .filter(Column::Id.eq(id))
        .filter(Column::PasswordVersion.eq(password_version))
        .filter(Column::ClosedAt.is_null())
}

/// Extends an update to use up the code of `step`. Of two updates with the same code, the second changes
/// nothing.
#[must_use]
pub fn with_code_of(step: i64, change: UpdateMany<Entity>) -> UpdateMany<Entity> {
    // The last step only grows, so a code that somebody watched does not work a second time.
    change.col_expr(Column::TotpLastStep, Expr::value(step)).filter(Column::TotpLastStep.lt(step))
}

/// Extends an update with the phone's secret, sealed with another key.
#[must_use]
pub fn with_resealed(sealed: String, change: UpdateMany<Entity>) -> UpdateMany<Entity> {
    change.col_expr(Column::TotpSecret, Expr::value(sealed))
}

/// Extends an update with the time of the login.
#[must_use]
pub fn with_login(now: DateTime<Utc>, change: UpdateMany<Entity>) -> UpdateMany<Entity> {
    change.col_expr(Column::LoggedInAt, Expr::value(now))
}

/// Extends an update with another hash of the same password.
#[must_use]
pub fn with_rehashed(hash: String, change: UpdateMany<Entity>) -> UpdateMany<Entity> {
    change.col_expr(Column::PasswordHash, Expr::value(hash))
}

/// Extends an update with another password, which ends every session of the old one.
#[must_use]
pub fn with_password(hash: String, change: UpdateMany<Entity>) -> UpdateMany<Entity> {
    change
        .col_expr(Column::PasswordHash, Expr::value(hash))
        .col_expr(Column::PasswordVersion, Expr::col(Column::PasswordVersion).add(1))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_is_a_few_plain_characters_in_lower_case() {
        let check = |input: &str, expected: Result<&str, ValidationError>| {
            let name = OfficerName::parse(input);
            assert_eq!(name.as_ref().map(OfficerName::as_str).map_err(|fault| *fault), expected, "{input:?}");
        };
        check(" Houmu.Hanako ", Ok("houmu.hanako"));
        check("abc\t\n", Ok("abc"));
        check(&"a".repeat(32), Ok(&"a".repeat(32)));
        check("", Err(ValidationError::Required));
        for wrong in ["ab", &"a".repeat(33), "1abc", "a b c", "ａｂｃ", "a:bc", "a\nbc"] {
            check(wrong, Err(ValidationError::InvalidFormat));
        }
    }
}
