//! Restores of the database from a backup: which one is under way, and what ends when one begins.
//!
//! A backup shows a past state. What has since been ended, used or replaced is open in it again, and nothing
//! in it says which. So everything that opens something is ended. The links for "This was not me" are the
//! exception: they only give an account back to its owner, who may have no other way.

use sea_orm::{
    ActiveValue::Set,
    Condition, DbBackend, QueryTrait, Statement, UpdateMany,
    entity::prelude::*,
    sea_query::{ExprTrait, IntoCondition, Query, SelectStatement},
};

use crate::{
    account::{self, AccountId},
    email_link::{self, Purpose},
    known_device,
    officer::{self, recovery_code},
    registration_step, session,
};

/// Number of rows changed by one statement.
pub const BATCH: u64 = 5_000;

/// A restore of the database.
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "database_restore")]
pub struct Model {
    /// When the restore began, which also identifies it.
    #[sea_orm(primary_key, auto_increment = false)]
    pub begun_at: DateTimeUtc,
    /// When everything that must end had been ended; `None` before that.
    pub cleared_at: Option<DateTimeUtc>,
    /// When servers and workers were allowed to run again; `None` while the restore is under way.
    pub finished_at: Option<DateTimeUtc>,
}

/// No relation: a restore is found by its times.
#[derive(Clone, Copy, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}

/// A restore is under way, so no server or worker starts.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error(
    "a restore from a backup has been under way since {0}; servers and workers cannot start until \
     `server restore finish`"
)]
pub struct UnderWay(pub DateTimeUtc);

/// The row of a restore that begins now.
#[must_use]
pub fn begin(now: DateTimeUtc) -> ActiveModel {
    ActiveModel { begun_at: Set(now), cleared_at: Set(None), finished_at: Set(None) }
}

/// Selects the restore that is under way, if there is one.
#[must_use]
pub fn under_way() -> Select<Entity> {
    Entity::find().filter(Column::FinishedAt.is_null())
}

/// Records that everything that must end was ended.
#[must_use]
pub fn cleared(now: DateTimeUtc) -> UpdateMany<Entity> {
    Entity::update_many()
        .col_expr(Column::ClearedAt, Expr::value(now))
        .filter(Column::FinishedAt.is_null())
        .filter(Column::ClearedAt.is_null())
}

/// Finishes the restore that is under way, if everything that must end was ended.
#[must_use]
pub fn finish(now: DateTimeUtc) -> UpdateMany<Entity> {
    Entity::update_many()
        .col_expr(Column::FinishedAt, Expr::value(now))
        .filter(Column::FinishedAt.is_null())
        .filter(Column::ClearedAt.is_not_null())
}

/// A kind of thing in a backup that opens something.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, EnumIter)]
pub enum Part {
    /// Applicants' sessions.
    Sessions,
    /// Officers' sessions.
    OfficerSessions,
    /// Links in mails, except those for "This was not me".
    Links,
    /// Steps between "Confirm" and "Registration" of the 2023 form.
    Steps,
    /// Browsers that accounts are known to use.
    Browsers,
    /// Browsers that officers are known to use.
    OfficerBrowsers,
    /// Officers' unused enrolment codes.
    EnrolmentCodes,
    /// Officers' unused recovery codes.
    RecoveryCodes,
    /// Applicants' passwords. They end only if the operator asks for it.
    Passwords,
}

impl Part {
    /// The kinds that end at every restore.
    pub const ALWAYS: [Self; 8] = [
        Self::Sessions,
        Self::OfficerSessions,
        Self::Links,
        Self::Steps,
        Self::Browsers,
        Self::OfficerBrowsers,
        Self::EnrolmentCodes,
        Self::RecoveryCodes,
    ];

    /// The name in the audit log.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Sessions => "SESSIONS",
            Self::OfficerSessions => "OFFICER_SESSIONS",
            Self::Links => "LINKS",
            Self::Steps => "STEPS",
            Self::Browsers => "BROWSERS",
            Self::OfficerBrowsers => "OFFICER_BROWSERS",
            Self::EnrolmentCodes => "ENROLMENT_CODES",
            Self::RecoveryCodes => "RECOVERY_CODES",
            Self::Passwords => "PASSWORDS",
        }
    }

    /// Ends at most [`BATCH`] of them. If it changes fewer rows, none is left.
    #[must_use]
    pub fn end(self, backend: DbBackend, now: DateTimeUtc) -> Statement {
        match self {
            Self::Sessions => {
                let open = session::Column::EndedAt.is_null();
                update(session::Column::Id, open, session::Column::EndedAt, now, backend)
            }
            Self::OfficerSessions => {
                let open = officer::session::Column::EndedAt.is_null();
                update(officer::session::Column::Id, open, officer::session::Column::EndedAt, now, backend)
            }
            Self::Links => {
                use email_link::Column;
                let open = Condition::all()
                    .add(Column::ConsumedAt.is_null())
                    .add(Column::ReplacedAt.is_null())
                    .add(Column::ExpiresAt.gt(now))
                    // A disavow link only gives an account back, and its holder may have no other way.
                    .add(Column::Purpose.ne(Purpose::Disavow));
                update(Column::Id, open, Column::ExpiresAt, now, backend)
            }
            Self::Steps => {
                use registration_step::Column;
                let open = Column::TakenAt.is_null().and(Column::ExpiresAt.gt(now));
                update(Column::Digest, open, Column::ExpiresAt, now, backend)
            }
            Self::Browsers => {
                let some = first(known_device::Column::Id, Condition::all());
                known_device::Entity::delete_many()
                    .filter(known_device::Column::Id.in_subquery(some))
                    .build(backend)
            }
            Self::OfficerBrowsers => {
                use officer::device::{Column, Entity};
                let some = first(Column::Id, Condition::all());
                Entity::delete_many().filter(Column::Id.in_subquery(some)).build(backend)
            }
            Self::EnrolmentCodes => {
                use officer::Column;
                let open = Column::EnrolmentDigest.is_not_null().and(Column::EnrolmentExpiresAt.gt(now));
                update(Column::Id, open, Column::EnrolmentExpiresAt, now, backend)
            }
            Self::RecoveryCodes => {
                let open = recovery_code::Column::UsedAt.is_null();
                update(recovery_code::Column::Digest, open, recovery_code::Column::UsedAt, now, backend)
            }
            Self::Passwords => {
                let some = first(account::Column::Id, with_password());
                without_password().filter(account::Column::Id.in_subquery(some)).build(backend)
            }
        }
    }
}

/// Removes the password of one account, so that only a password reset gives access to it.
#[must_use]
pub fn withdraw_password(account: AccountId) -> UpdateMany<account::Entity> {
    without_password().filter(account::Column::Id.eq(account))
}

fn without_password() -> UpdateMany<account::Entity> {
    account::Entity::update_many()
        .col_expr(account::Column::PasswordHash, Expr::value(None::<String>))
        // A login that has verified the old password must not open a session.
        .col_expr(account::Column::PasswordVersion, Expr::col(account::Column::PasswordVersion).add(1))
        .filter(with_password())
}

fn with_password() -> Expr {
    account::Column::PasswordHash.is_not_null()
}

/// Sets `moment` to `now` in at most [`BATCH`] rows that satisfy `condition`.
fn update<C: ColumnTrait>(
    key: C,
    condition: impl IntoCondition,
    moment: C,
    now: DateTimeUtc,
    backend: DbBackend,
) -> Statement {
    let condition = condition.into_condition();
    let some = first(key, condition.clone());
    let change = Query::update()
        .table(C::EntityName::default())
        .value(moment, now)
        // Repeated outside of the subquery: under READ COMMITTED, a row that was waited for is checked only
        // here again.
        .cond_where(condition)
        .and_where(key.in_subquery(some))
        .to_owned();
    backend.build(&change)
}

/// The keys of at most [`BATCH`] rows that satisfy `condition`.
fn first<C: ColumnTrait>(key: C, condition: impl IntoCondition) -> SelectStatement {
    Query::select().column(key).from(C::EntityName::default()).cond_where(condition).limit(BATCH).to_owned()
}

#[cfg(test)]
mod tests {
    use sea_orm::Iterable;

    use super::*;

    #[test]
    fn what_ends_at_every_restore_is_all_but_passwords() {
        let rest: Vec<_> = Part::iter().filter(|part| !Part::ALWAYS.contains(part)).collect();
        assert_eq!(rest, [Part::Passwords]);
    }

    #[test]
    fn every_statement_is_bounded_and_guarded() {
        let now = DateTimeUtc::UNIX_EPOCH;
        for part in Part::iter() {
            for backend in [DbBackend::Postgres, DbBackend::Sqlite] {
                let sql = part.end(backend, now).to_string();
                assert!(sql.contains("LIMIT 5000") && sql.contains("WHERE"), "{sql}");
            }
        }
        let links = Part::Links.end(DbBackend::Postgres, now).to_string();
        assert!(links.contains("<> 'DISAVOW'") && links.contains("\"consumed_at\" IS NULL"), "{links}");
    }
}
