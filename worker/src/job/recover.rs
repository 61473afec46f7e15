//! Takes back mails whose worker died. A lease that lapses counts as a crash.

use chrono::TimeDelta;
use entity::outbox::{self, Kind, MAX_CRASHES, Phase, State};
use sea_orm::{
    Condition, UpdateMany,
    entity::prelude::*,
    sea_query::{CaseStatement, ExprTrait},
};

use crate::context::Context;

/// How long a mail waits after its second crash.
const SECOND_CRASH_PAUSE: TimeDelta = TimeDelta::minutes(1);

/// Makes rows whose lease has lapsed wait again. A row becomes DEAD after too many crashes.
pub async fn lapsed_leases(context: &Context) -> Result<(), DbErr> {
    let now = context.clock.now();
    // Skips a row whose holder is just recording its end.
    let lapsed =
        outbox::not_in_use(Condition::all().add(outbox::leased()).add(outbox::Column::LeaseUntil.lte(now)));
    let lapsed = take_back(now).filter(outbox::Column::Id.in_subquery(lapsed)).exec(&context.db).await?;
    if lapsed.rows_affected > 0 {
        tracing::warn!("took back {} mail(s) from workers that died", lapsed.rows_affected);
        context.wake_dispatchers();
    }
    Ok(())
}

/// Makes everything wait again after a restart of the only process, whose in-memory queue ended with it.
pub async fn after_restart(context: &Context) -> Result<(), DbErr> {
    take_back(context.clock.now()).exec(&context.db).await?;
    outbox::push_again().exec(&context.db).await?;
    Ok(())
}

/// A mail that may have been sent and must not be sent twice becomes UNKNOWN. A mail that crashed too many
/// workers becomes DEAD. All others wait: not at all after the first crash, and [`SECOND_CRASH_PAUSE`] after
/// the second.
fn take_back(now: DateTimeUtc) -> UpdateMany<outbox::Entity> {
    use outbox::Column;
    let kinds_sent_once = Kind::ALL.into_iter().filter(|kind| !kind.policy().may_repeat).map(Kind::name);
    let perhaps_sent = Column::Phase.eq(Phase::Data).and(Column::Kind.is_in(kinds_sent_once));
    // The conditions see the count before this crash, hence one less than the limit.
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
        // Otherwise the row would wait until its last push is old enough to be repeated.
        .col_expr(Column::PushedAt, Expr::value(None::<DateTimeUtc>))
        .col_expr(Column::Phase, Expr::value(Phase::None))
        .filter(outbox::leased())
}
