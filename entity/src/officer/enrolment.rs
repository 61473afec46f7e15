//! How an officer begins: created without a password, invited with a code that works once, enrolled with a
//! phone, and reset to begin again.

use chrono::{DateTime, TimeDelta, Utc};
use sea_orm::{ActiveValue::Set, UpdateMany, entity::prelude::*, sea_query::ExprTrait};

use super::{ActiveModel, Column, Entity, OfficerId, OfficerName};
use crate::account::lockout;

/// How long an enrolment code works.
pub const ENROLMENT: TimeDelta = TimeDelta::hours(24);

/// What an officer enrols with.
#[derive(Clone, Debug)]
pub struct Enrolment {
    /// The digest of the enrolment code.
    pub digest: Vec<u8>,
    /// The secret of the officer's phone, sealed.
    pub totp_secret: String,
}

/// The row of a new officer, who has not enrolled yet.
#[must_use]
pub fn create(id: OfficerId, name: &OfficerName, with: Enrolment, now: DateTime<Utc>) -> ActiveModel {
    ActiveModel {
        id: Set(id),
        name: Set(name.as_str().to_owned()),
        password_hash: Set(None),
        password_version: Set(0),
        totp_secret: Set(Some(with.totp_secret)),
        totp_last_step: Set(0),
        failed_count: Set(0),
        locked_until: Set(None),
        lock_epoch: Set(0),
        enrolment_digest: Set(Some(with.digest)),
        enrolment_expires_at: Set(Some(now + ENROLMENT)),
        created_at: Set(now),
        enrolled_at: Set(None),
        logged_in_at: Set(None),
        closed_at: Set(None),
        created_by: Set(None),
        invited_by: Set(None),
    }
}

/// The row of a new officer whom another officer creates. There is no enrolment code yet: a third officer
/// draws it, with [`invite`], or a command.
#[must_use]
pub fn create_uninvited(id: OfficerId, name: &OfficerName, by: OfficerId, now: DateTime<Utc>) -> ActiveModel {
    let nothing = Enrolment { digest: Vec::new(), totp_secret: String::new() };
    ActiveModel {
        totp_secret: Set(None),
        enrolment_digest: Set(None),
        enrolment_expires_at: Set(None),
        created_by: Set(Some(by)),
        ..create(id, name, nothing, now)
    }
}

/// Draws the enrolment code of an officer whom another officer than `by` created, and who never had a
/// password. The caller has checked that `by` is independent of everyone who gave the officer something.
#[must_use]
pub fn invite(id: OfficerId, with: Enrolment, by: OfficerId, now: DateTime<Utc>) -> UpdateMany<Entity> {
    Entity::update_many()
        .col_expr(Column::TotpSecret, Expr::value(with.totp_secret))
        .col_expr(Column::EnrolmentDigest, Expr::value(with.digest))
        .col_expr(Column::EnrolmentExpiresAt, Expr::value(now + ENROLMENT))
        .col_expr(Column::InvitedBy, Expr::value(Some(by)))
        .filter(Column::Id.eq(id))
        .filter(Column::PasswordVersion.eq(0))
        .filter(Column::ClosedAt.is_null())
        // Not true either of an officer whom a command created, perhaps with roles.
        .filter(Column::CreatedBy.ne(by))
}

/// Enrols an officer: sets the first password, and uses up the enrolment code and the one-time code. Changes
/// nothing if the enrolment code was used or has expired.
#[must_use]
pub fn enrol(
    id: OfficerId,
    enrolment_digest: Vec<u8>,
    password_hash: String,
    totp_step: i64,
    now: DateTime<Utc>,
) -> UpdateMany<Entity> {
    lockout::unlock(Entity::update_many())
        .col_expr(Column::PasswordHash, Expr::value(password_hash))
        .col_expr(Column::PasswordVersion, Expr::col(Column::PasswordVersion).add(1))
        .col_expr(Column::TotpLastStep, Expr::value(totp_step))
        .col_expr(Column::EnrolmentDigest, Expr::value(None::<Vec<u8>>))
        .col_expr(Column::EnrolmentExpiresAt, Expr::value(None::<DateTimeUtc>))
        .col_expr(Column::EnrolledAt, Expr::value(now))
        .filter(Column::Id.eq(id))
        .filter(Column::EnrolmentDigest.eq(enrolment_digest))
        .filter(Column::EnrolmentExpiresAt.gt(now))
        .filter(Column::ClosedAt.is_null())
}

/// Resets an officer to enrol again with another phone. The password and the old secret are deleted. Who
/// created and invited the officer stays: they may have been the officer until now.
#[must_use]
pub fn reset(id: OfficerId, with: Enrolment, now: DateTime<Utc>) -> UpdateMany<Entity> {
    lockout::unlock(Entity::update_many())
        .col_expr(Column::PasswordHash, Expr::value(None::<String>))
        // A login that verified the old password must not open a session.
        .col_expr(Column::PasswordVersion, Expr::col(Column::PasswordVersion).add(1))
        .col_expr(Column::TotpSecret, Expr::value(with.totp_secret))
        .col_expr(Column::TotpLastStep, Expr::value(0_i64))
        .col_expr(Column::EnrolmentDigest, Expr::value(with.digest))
        .col_expr(Column::EnrolmentExpiresAt, Expr::value(now + ENROLMENT))
        .col_expr(Column::EnrolledAt, Expr::value(None::<DateTimeUtc>))
        .filter(Column::Id.eq(id))
        .filter(Column::ClosedAt.is_null())
}
