//! Claims a mail: leases its row and reads what the mail needs. A mail that is no longer wanted, or whose
//! address is suppressed, ends here. If too many were requested for its address, it waits or ends (`quota`).

use chrono::{DateTime, Utc};
use entity::{
    outbox::{self, Kind, Mail, SUPPRESSED, State},
    suppressed_address,
    trace::TraceParent,
};
use sea_orm::{DatabaseConnection, entity::prelude::*};
use tokio::time::Instant;
use tracing::Span;

use super::quota;
use crate::{
    context::Context,
    delivery_steps::insist,
    mail::{
        Message,
        message::{self, ComposeError},
    },
};

/// A row that this worker has leased.
pub(super) struct Claimed {
    pub(super) row: outbox::Model,
    pub(super) token: Uuid,
    pub(super) message: Message,
    /// When the lease was requested, which is before it began.
    pub(super) since: Instant,
}

/// Records the claimed row's fields in the span. The delivery is part of the trace of whatever queued the
/// mail.
fn tell(span: &Span, row: &outbox::Model) {
    #[expect(clippy::disallowed_methods, reason = "a shell draws its own ids")]
    let trace = TraceParent::below(row.traceparent.as_deref(), &mut rand::rng());
    span.record("kind", &row.kind);
    span.record("attempt", row.attempts);
    span.record("trace_id", tracing::field::display(trace.trace_id()));
    span.record("span_id", tracing::field::display(trace.span_id()));
}

/// Leases the row and reads what the mail needs. Returns `None` if the row cannot be claimed, or if the mail
/// ends here.
pub(super) async fn claim(context: &Context, id: Uuid, span: &Span) -> Result<Option<Claimed>, ComposeError> {
    // Before the request, so that this worker never believes its lease to be longer than it is.
    let since = Instant::now();
    let row = context.steps.claim(id, context.clock.now()).await?;
    let Some((row, token)) = row.and_then(|row| row.lease_token.map(|token| (row, token))) else {
        return Ok(None);
    };
    tell(span, &row);
    // Read after the claim: an operation that makes a mail unwanted changes the certificate, link or account
    // first and the row second. So either this read sees the change, or the operation finds the row claimed;
    // then it takes the row away, or counts the mail as one that may arrive.
    match read(context, &row, token).await {
        Ok(message) => Ok(message.map(|message| Claimed { row, token, message, since })),
        Err(error) => {
            // The mail goes back untouched, without counting an attempt.
            insist(&context.delivered, || async {
                outbox::unclaim(id, token).exec(&context.db).await.map(drop)
            })
            .await?;
            Err(error)
        }
    }
}

/// Reads the mail's content and addressee. Returns `None` if the mail is no longer wanted, if its address is
/// suppressed, or if it must wait, after recording that in the row.
async fn read(context: &Context, row: &outbox::Model, token: Uuid) -> Result<Option<Message>, ComposeError> {
    let (now, db) = (context.clock.now(), &context.db);
    let mail = Mail::try_from(row).map_err(|unknown| DbErr::Custom(unknown.to_string()))?;
    let find_link = |id| context.steps.link(id);
    let Some(message) = message::compose(db, find_link, &context.mailer, row, mail, now).await? else {
        outbox::finish(row.id, token, State::Cancelled).exec(db).await?;
        tracing::info!("mail {} cancelled: it is no longer wanted", row.id);
        return Ok(None);
    };
    // In this order, because most kinds are sent all the same, and need no look at the table.
    if !mail.kind().policy().to_suppressed && suppressed_address::of(&message.to).one(db).await?.is_some() {
        withhold(db, row.id, token, mail.kind(), now).await?;
        return Ok(None);
    }
    Ok(quota::admit(db, row, token, &message, now).await?.then_some(message))
}

/// Ends a mail to a suppressed address without an attempt. A certificate becomes DEAD, so that staff look at
/// it. A reminder is only skipped: the next one checks again, so it is enough to lift the suppression.
async fn withhold(
    db: &DatabaseConnection,
    id: Uuid,
    token: Uuid,
    kind: Kind,
    now: DateTime<Utc>,
) -> Result<(), DbErr> {
    let state = if kind == Kind::ReceiptReminder { State::Cancelled } else { State::Dead };
    outbox::given_up(outbox::finish(id, token, state), state, now)
        .col_expr(outbox::Column::LastError, Expr::value(SUPPRESSED))
        .exec(db)
        .await?;
    tracing::info!("mail {id} not sent: its address is suppressed");
    Ok(())
}
