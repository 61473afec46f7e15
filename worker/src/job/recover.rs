//! Takes back mails whose worker died: a lease that lapses is a crash, and is counted.

use chrono::TimeDelta;
use entity::outbox::{self, Kind, MAX_CRASHES, Phase, State};
use sea_orm::{
    Condition, UpdateMany,
    entity::prelude::*,
    sea_query::{CaseStatement, ExprTrait},
};

use crate::context::Context;

/// A mail whose second worker died waits so long for a third.
const SECOND_CRASH_PAUSE: TimeDelta = TimeDelta::minutes(1);

/// Rows whose lease has lapsed wait again, or are dead once they took too many workers with them.
pub async fn lapsed_leases(context: &Context) -> Result<(), DbErr> {
    let now = context.clock.now();
    // A row whose holder is writing its end at last is left to it.
    let lapsed =
        outbox::not_in_use(Condition::all().add(outbox::leased()).add(outbox::Column::LeaseUntil.lte(now)));
    let lapsed = take_back(now).filter(outbox::Column::Id.in_subquery(lapsed)).exec(&context.db).await?;
    if lapsed.rows_affected > 0 {
        tracing::warn!("{} mail(s) taken back from workers that died", lapsed.rows_affected);
        context.ring();
    }
    Ok(())
}

/// After a restart of the only process, with a queue that died with it: everything waits again.
pub async fn after_restart(context: &Context) -> Result<(), DbErr> {
    take_back(context.clock.now()).exec(&context.db).await?;
    outbox::push_again().exec(&context.db).await?;
    Ok(())
}

/// What may have been sent and must not be sent twice is left to people; what took workers with it
/// again and again is dead; the rest waits, at first not at all.
fn take_back(now: DateTimeUtc) -> UpdateMany<outbox::Entity> {
    use outbox::Column;
    let kinds_sent_once = Kind::ALL.into_iter().filter(|kind| !kind.policy().may_repeat).map(Kind::name);
    let perhaps_sent = Column::Phase.eq(Phase::Data).and(Column::Kind.is_in(kinds_sent_once));
    let state = CaseStatement::new()
        .case(perhaps_sent.clone(), Expr::value(State::Unknown))
        .case(Expr::col(Column::Crashes).gte(MAX_CRASHES - 1), Expr::value(State::Dead))
        .finally(Expr::value(State::Retry));
    let given_up = CaseStatement::new()
        .case(perhaps_sent.or(Expr::col(Column::Crashes).gte(MAX_CRASHES - 1)), Expr::value(now))
        .finally(Expr::value(None::<DateTimeUtc>));
    let next_attempt = CaseStatement::new()
        .case(Expr::col(Column::Crashes).gt(0), Expr::value(now + SECOND_CRASH_PAUSE))
        .finally(Expr::value(now));
    outbox::release(outbox::Entity::update_many())
        .col_expr(Column::State, state.into())
        .col_expr(Column::GivenUpAt, given_up.into())
        .col_expr(Column::Crashes, Expr::col(Column::Crashes).add(1))
        .col_expr(Column::NextAttemptAt, next_attempt.into())
        .col_expr(Column::PushedAt, Expr::value(None::<DateTimeUtc>))
        .col_expr(Column::Phase, Expr::value(Phase::None))
        .filter(outbox::leased())
}
