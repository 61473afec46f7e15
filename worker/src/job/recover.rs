//! Takes back mails whose worker died: a lease that lapses is a crash, and is counted.

use entity::outbox::{self, MAX_CRASHES, Phase, State};
use sea_orm::{UpdateMany, entity::prelude::*, sea_query::{CaseStatement, ExprTrait}};

use crate::context::Context;

/// Rows whose lease has lapsed wait again, or are dead once they took too many workers with them.
pub async fn lapsed_leases(context: &Context) -> Result<(), DbErr> {
    let now = context.clock.now();
    let lapsed = take_back(now).filter(outbox::Column::LeaseUntil.lte(now)).exec(&context.db).await?;
    if lapsed.rows_affected > 0 {
        tracing::warn!("{} mail(s) taken back from workers that died", lapsed.rows_affected);
        context.due.notify_one();
    }
    Ok(())
}

/// After a restart of the only process, with a queue that died with it: everything waits again.
pub async fn after_restart(context: &Context) -> Result<(), DbErr> {
    take_back(context.clock.now()).exec(&context.db).await?;
    outbox::Entity::update_many()
        .col_expr(outbox::Column::PushedAt, Expr::value(None::<DateTimeUtc>))
        .filter(outbox::Column::State.is_in([State::Queued, State::Retry]))
        .exec(&context.db)
        .await?;
    Ok(())
}

fn take_back(now: DateTimeUtc) -> UpdateMany<outbox::Entity> {
    use outbox::Column;
    let state = CaseStatement::new()
        .case(Expr::col(Column::Crashes).gte(MAX_CRASHES - 1), Expr::value(State::Dead))
        .finally(Expr::value(State::Retry));
    outbox::release(outbox::Entity::update_many())
        .col_expr(Column::State, state.into())
        .col_expr(Column::Crashes, Expr::col(Column::Crashes).add(1))
        .col_expr(Column::NextAttemptAt, Expr::value(now))
        .col_expr(Column::PushedAt, Expr::value(None::<DateTimeUtc>))
        .col_expr(Column::Phase, Expr::value(Phase::None))
        .filter(Column::State.eq(State::Sending))
}
