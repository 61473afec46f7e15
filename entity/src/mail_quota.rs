//! How many mails of one kind about one subject are sent to an address, counted where they are sent.
//!
//! Requests are limited by client, because a limit of an address is one that strangers can use up. Here the
//! mails are limited, and nobody gets an error: the row that does not go out yet waits, or a newer request stands
//! in for it. So however many ask, the owner gets a mail that works within [`INTERVAL`]. The worker's job `quota`
//! says what is counted together, and what that means for accounts that strangers register.

use chrono::{DateTime, TimeDelta, Utc};
use sea_orm::{
    ActiveValue::Set,
    DeleteMany, Insert,
    entity::prelude::*,
    sea_query::{CaseStatement, ExprTrait, OnConflict},
};

use crate::parts_digest;

/// After a burst, the time between two mails.
pub const INTERVAL: TimeDelta = TimeDelta::minutes(10);
/// The mails that are sent at once to a subject that had none lately.
pub const BURST: i64 = 3;

/// The mails of a kind about a subject.
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "mail_quota")]
pub struct Model {
    /// The [`digest`] of kind, address, subject and known browser.
    #[sea_orm(primary_key, auto_increment = false)]
    pub digest: Vec<u8>,
    /// When the whole burst is available again, in milliseconds since 1970. Each mail moves it on by
    /// [`INTERVAL`].
    pub full_until_ms: i64,
    /// The last mail that was let through. Its further attempts cost nothing.
    pub mail_id: Uuid,
}

/// No relation: a row is found by its digest.
#[derive(Clone, Copy, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}

impl Model {
    /// When there is room for another mail.
    #[must_use]
    pub fn room_at(&self, burst: i64) -> DateTime<Utc> {
        let at = self.full_until_ms - (burst - 1) * INTERVAL.num_milliseconds();
        DateTime::from_timestamp_millis(at).unwrap_or(DateTime::UNIX_EPOCH)
    }
}

/// The digest of what is counted together.
#[must_use]
pub fn digest(parts: &[&str]) -> Vec<u8> {
    parts_digest::digest("uketori:quota:v1:", parts)
}

/// Lets a mail through, if there is room: then it changes one row, otherwise none. One statement, so however
/// many workers ask at once, no more than `burst` mails are let through.
#[must_use]
pub fn take(digest: &[u8], burst: i64, mail: Uuid, now: DateTime<Utc>) -> Insert<ActiveModel> {
    let (now, step) = (now.timestamp_millis(), INTERVAL.num_milliseconds());
    let full_until = || Expr::col((Entity, Column::FullUntilMs));
    let is_again = || Expr::col((Entity, Column::MailId)).eq(mail);
    let moved_on = CaseStatement::new()
        .case(is_again(), full_until())
        .case(full_until().lt(now), Expr::value(now + step))
        .finally(full_until().add(step));
    let row =
        ActiveModel { digest: Set(digest.to_vec()), full_until_ms: Set(now + step), mail_id: Set(mail) };
    let again = OnConflict::column(Column::Digest)
        .value(Column::FullUntilMs, moved_on)
        .value(Column::MailId, Expr::value(mail))
        .action_and_where(is_again().or(full_until().lte(now + (burst - 1) * step)))
        .to_owned();
    Entity::insert(row).on_conflict(again)
}

/// Deletes what no longer limits anything at `now`.
#[must_use]
pub fn past(now: DateTime<Utc>) -> DeleteMany<Entity> {
    Entity::delete_many().filter(Column::FullUntilMs.lte(now.timestamp_millis()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn there_is_room_again_when_less_than_the_burst_is_in_use() {
        let used = |mails: i64| Model {
            digest: Vec::new(),
            full_until_ms: mails * INTERVAL.num_milliseconds(),
            mail_id: Uuid::nil(),
        };
        let check = |mails, minutes| {
            let expected = DateTime::UNIX_EPOCH + TimeDelta::minutes(minutes);
            assert_eq!(used(mails).room_at(BURST), expected, "{mails} mails");
        };
        check(3, 10);
        check(2, 0);
        check(1, -10);
    }
}
