//! One outbox row becomes one mail, or waits for a later attempt.
//!
//! Claim, render, send, finish. The claim decides whether the mail is still wanted, in one
//! transaction that locks the certificate before the row, as the registration of receipt does, so
//! the two order themselves. Every write after it shows the lease's token. What the mail changes
//! (the request time of a certificate, the life of a link) is committed with the row's end. What
//! becomes of a mail that was not accepted is decided in `failed_mail`.
//!
//! All that is logged meanwhile is in a span of the trace that put the mail on its way. The mail itself knows
//! nothing of it: it goes to strangers.

use std::{error::Error, time::Duration};

use entity::{
    certificate::{self, reminder_schedule},
    email_link,
    outbox::{self, Mail, State},
    suppressed_address,
    trace::TraceParent,
};
use sea_orm::{DatabaseTransaction, QuerySelect, entity::prelude::*};
use tokio::time::Instant;
use tracing::{Instrument, Span, field::Empty};

use super::{failed_mail, turn};
use crate::{
    context::Context,
    mail::{Letter, Message, SendError, message, smtp::Gate, transport::Taken},
};

/// How often the holder of a lease says that it is alive.
const HEARTBEAT: Duration = Duration::from_secs(10);

/// The pause before the end of an attempt is written down once more.
const PAUSE: Duration = Duration::from_secs(1);

/// So long that is tried. Longer than a lease: nobody takes a lease back while the database is away, and whoever
/// sent the mail is likely to be there first when it returns.
const INSISTENCE: Duration = Duration::from_mins(10);

/// So long the database may take to note that the mail may be sent from here on; a relay waits meanwhile.
const MARK: Duration = Duration::from_secs(10);

/// So long after it was told to end a worker still begins to hand mails over: less than it is given in all.
const LAST_CALL: Duration = Duration::from_secs(15);

/// A row that this worker holds.
pub(super) struct Claimed {
    pub(super) row: outbox::Model,
    pub(super) token: Uuid,
    pub(super) message: Message,
}

/// Delivers the mail of row `id`, if it is due and nobody else holds it.
pub async fn deliver(context: &Context, id: Uuid) {
    let span = tracing::error_span!(
        "delivery",
        mail = %id,
        kind = Empty,
        attempt = Empty,
        trace_id = Empty,
        span_id = Empty
    );
    let work = async {
        if let Err(error) = try_deliver(context, id, &span).await {
            // The row is leased or waiting; it comes again by itself.
            tracing::warn!(error = &error as &dyn Error, "mail {id} could not be worked on");
        }
    };
    work.instrument(span.clone()).await;
    context.delivered.notify_waiters();
}

/// Tells the span what the row knows: the delivery is a part of what put the mail on its way.
fn tell(span: &Span, row: &outbox::Model) {
    #[expect(clippy::disallowed_methods, reason = "a shell draws its own ids")]
    let trace = TraceParent::below(row.traceparent.as_deref(), &mut rand::rng());
    span.record("kind", &row.kind);
    span.record("attempt", row.attempts + 1);
    span.record("trace_id", tracing::field::display(trace.trace_id()));
    span.record("span_id", tracing::field::display(trace.span_id()));
}

async fn try_deliver(context: &Context, id: Uuid, span: &Span) -> Result<(), DbErr> {
    if context.mailer.gate(&context.clock) == Gate::Shut {
        // It waits untouched until a relay is tried again: here, or by another worker at once.
        return outbox::push_again().filter(outbox::Column::Id.eq(id)).exec(&context.db).await.map(|_| ());
    }
    if !turn::wait_for(context, id).await? {
        return Ok(());
    }
    let Some(claimed) = claim(context, id, span).await? else { return Ok(()) };
    match send(context, &claimed).await {
        Ok(taken) => {
            let written = insist(context, || finish(context, &claimed)).await;
            taken.take_leave().await;
            written
        }
        Err(error) => insist(context, || failed_mail::write_down(context, &claimed, &error)).await,
    }
}

/// Writes the end of an attempt down, again and again: the relay has the mail, and a database that is away for
/// a while must not make a second copy of it.
async fn insist<F: Future<Output = Result<(), DbErr>>>(
    context: &Context,
    write: impl Fn() -> F,
) -> Result<(), DbErr> {
    let deadline = Instant::now() + INSISTENCE;
    loop {
        match write().await {
            Err(error) if Instant::now() < deadline => {
                tracing::warn!(
                    error = &error as &dyn Error,
                    "the end of a delivery could not be written down yet"
                );
                tokio::time::sleep(PAUSE).await;
            }
            written => {
                context.delivered.notify_waiters();
                return written;
            }
        }
    }
}

/// Leases the row and reads what the mail needs; a mail that is no longer wanted ends here.
async fn claim(context: &Context, id: Uuid, span: &Span) -> Result<Option<Claimed>, DbErr> {
    let (now, token) = (context.clock.now(), Uuid::new_v4());
    let tx = migration::database::write(&context.db).await?;
    let Some(row) = outbox::Entity::find_by_id(id).one(&tx).await? else { return Ok(None) };
    tell(span, &row);
    let Ok(mail) = Mail::try_from(&row) else {
        tracing::info!("mail {id} is of a kind that this version does not know; left alone");
        return Ok(None);
    };
    let certificate = match row.certificate_id {
        Some(certificate) => certificate::Entity::find_by_id(certificate).lock_shared().one(&tx).await?,
        None => None,
    };
    let mut rows = outbox::claim(id, token, now).exec_with_returning(&tx).await?;
    let Some(row) = rows.pop() else { return Ok(None) };
    let message = message::compose(&tx, &context.mailer, &row, mail, certificate, now).await?;
    let Some(message) = message else {
        outbox::finish(id, token, State::Cancelled).exec(&tx).await?;
        tx.commit().await?;
        tracing::info!("mail {id} is no longer wanted");
        return Ok(None);
    };
    if !mail.kind().policy().to_suppressed && suppressed_address::of(&message.to).one(&tx).await?.is_some() {
        failed_mail::withhold(&tx, id, token, mail.kind(), now).await?;
        tx.commit().await?;
        return Ok(None);
    }
    tx.commit().await?;
    Ok(Some(Claimed { row, token, message }))
}

/// Sends, and keeps the lease alive meanwhile. Once it is lost, the conversation is dropped.
async fn send(context: &Context, claimed: &Claimed) -> Result<Taken, SendError> {
    let letter = context.mailer.render(&claimed.message)?;
    tokio::select! {
        sent = hand_over(context, claimed, &letter) => sent,
        () = until_lease_is_lost(context, claimed) => Err(SendError::LeaseLost),
    }
}

/// Finds a relay, notes that the mail may be sent from here on, and sends it. Before the note nothing of
/// it has left; without the note nothing does.
async fn hand_over(context: &Context, claimed: &Claimed, letter: &Letter<'_>) -> Result<Taken, SendError> {
    let offer = tokio::select! {
        offer = context.mailer.offer(letter, &context.clock) => offer?,
        () = until_time_to_go(context) => return Err(SendError::Ending),
    };
    let mark = outbox::handing_over(claimed.row.id, claimed.token);
    match tokio::time::timeout(MARK, mark.exec(&context.db)).await {
        Ok(Ok(marked)) if marked.rows_affected == 1 => offer.hand_over(letter, &context.clock).await,
        Ok(Ok(_)) => Err(SendError::LeaseLost),
        Ok(Err(_)) | Err(_) => Err(SendError::NotBegun),
    }
}

/// A worker that ends lets mails finish; one that is still looking for a relay in the end is left to another.
async fn until_time_to_go(context: &Context) {
    context.ending.cancelled().await;
    tokio::time::sleep(LAST_CALL).await;
}

/// Extends the lease again and again; ends when it is another's. A database that does not answer is asked
/// again at the next beat.
async fn until_lease_is_lost(context: &Context, claimed: &Claimed) {
    let mut heartbeat = tokio::time::interval(HEARTBEAT);
    heartbeat.tick().await;
    loop {
        heartbeat.tick().await;
        let until = context.clock.now() + outbox::LEASE;
        let extend = outbox::fenced(claimed.row.id, claimed.token)
            .col_expr(outbox::Column::LeaseUntil, Expr::value(until));
        if matches!(extend.exec(&context.db).await, Ok(done) if done.rows_affected == 0) {
            return;
        }
    }
}

/// Notes that the relay accepted the mail, with what follows from it.
async fn finish(context: &Context, claimed: &Claimed) -> Result<(), DbErr> {
    let (now, id) = (context.clock.now(), claimed.row.id);
    let tx = migration::database::write(&context.db).await?;
    apply_effect(&tx, &claimed.message, now).await?;
    let done = outbox::finish(id, claimed.token, State::Sent)
        .col_expr(outbox::Column::SentAt, Expr::value(now))
        .col_expr(outbox::Column::RenderedLanguage, Expr::value(claimed.message.language.tag()))
        .exec(&tx)
        .await?;
    if done.rows_affected == 0 {
        tracing::warn!("mail {id} was accepted, but its lease had passed to another worker");
        return tx.rollback().await;
    }
    suppressed_address::lift(&claimed.message.to).exec(&tx).await?; // it works after all
    tx.commit().await?;
    tracing::info!("mail {id} sent");
    Ok(())
}

async fn apply_effect(tx: &DatabaseTransaction, message: &Message, now: DateTimeUtc) -> Result<(), DbErr> {
    match &message.content {
        message::Content::Certificate(certificate) => {
            certificate::requested(certificate, now).exec(tx).await?;
        }
        message::Content::ReceiptReminder(certificate) => skip_slot_too_near(tx, certificate, now).await?,
        message::Content::Link { link, .. } => {
            email_link::sent(link, now).exec(tx).await?;
        }
        message::Content::UserIdIssued { .. }
        | message::Content::UserIdReminder(_)
        | message::Content::ContactChanged { .. }
        | message::Content::PasswordChanged { .. }
        | message::Content::AccountLocked { .. }
        | message::Content::CertificateCancelled(_) => {}
    }
    Ok(())
}

/// A reminder that went out late takes the place of the next one, when that is too near.
async fn skip_slot_too_near(
    tx: &DatabaseTransaction,
    certificate: &certificate::Model,
    now: DateTimeUtc,
) -> Result<(), DbErr> {
    let Some(next) = certificate.next_reminder_at else { return Ok(()) };
    let later = reminder_schedule::after_sent(next, now, certificate.remind_until);
    if later != Some(next) {
        certificate::Entity::update_many()
            .col_expr(certificate::Column::NextReminderAt, Expr::value(later))
            .filter(certificate::Column::Id.eq(certificate.id))
            .filter(certificate::Column::NextReminderAt.eq(next))
            .exec(tx)
            .await?;
    }
    Ok(())
}
