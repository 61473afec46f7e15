//! One outbox row becomes one mail, or waits for a later attempt.
//!
//! Claim, read, send, finish: each write is one statement. Whether the mail is still wanted is read after the claim. An
//! operation that makes it unwanted changes the certificate, link or account first and the row second. So either this
//! delivery reads the change, or the operation finds the row claimed: then it takes the row away, or counts the mail as
//! one that may arrive. Every write after the claim shows the lease's token. What the mail changes (the request time of a certificate, the life of a link) is
//! committed with the row's end. What becomes of a mail that was not accepted is decided in `failed_mail`.
//!
//! All that is logged meanwhile is in a span of the trace that put the mail on its way. The mail itself knows
//! nothing of it: it goes to strangers.

use std::{error::Error, time::Duration};

use entity::{
    certificate::{self, reminder_schedule},
    outbox::{self, Mail, State},
    suppressed_address,
    trace::TraceParent,
};
use migration::together::{self, Write};
use sea_orm::{RuntimeErr, entity::prelude::*};
use tokio::time::{Instant, timeout};
use tokio_util::sync::CancellationToken;
use tracing::{Instrument, Span, field::Empty};

use super::{
    delivery_steps::{Accepted, HandedOver, LIMIT, accepted},
    failed_mail, lease, turn,
};
use crate::{
    context::Context,
    keys,
    mail::{
        Letter, Message, SendError,
        message::{self, ComposeError, Content},
        smtp::Gate,
    },
};

/// The pause before the end of an attempt is written down once more.
const PAUSE: Duration = Duration::from_secs(1);

/// So long that is tried. Longer than a lease: nobody takes a lease back while the database is away, and whoever
/// sent the mail is likely to be there first when it returns. A write that comes too late changes nothing.
const INSISTENCE: Duration = Duration::from_mins(10);

/// So long after it was told to end a worker still begins to hand mails over: less than it is given in all.
const LAST_CALL: Duration = Duration::from_secs(15);

/// A row that this worker holds.
pub(super) struct Claimed {
    pub(super) row: outbox::Model,
    pub(super) token: Uuid,
    pub(super) message: Message,
    /// When the lease was asked for.
    since: Instant,
}

/// Delivers the mail of row `id`, if it is due and nobody else holds it.
pub async fn deliver(context: &Context, id: Uuid) {
    let in_hand = context.in_hand.token();
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
    drop(in_hand);
    context.delivered.notify_waiters();
}

/// Tells the span what the claimed row knows: the delivery is a part of what put the mail on its way.
fn tell(span: &Span, row: &outbox::Model) {
    #[expect(clippy::disallowed_methods, reason = "a shell draws its own ids")]
    let trace = TraceParent::below(row.traceparent.as_deref(), &mut rand::rng());
    span.record("kind", &row.kind);
    span.record("attempt", row.attempts);
    span.record("trace_id", tracing::field::display(trace.trace_id()));
    span.record("span_id", tracing::field::display(trace.span_id()));
}

async fn try_deliver(context: &Context, id: Uuid, span: &Span) -> Result<(), DbErr> {
    if context.mailer.gate(&context.clock) == Gate::Shut {
        // It waits untouched until a relay is tried again: here, or by another worker at once.
        return outbox::push_again().filter(outbox::Column::Id.eq(id)).exec(&context.db).await.map(|_| ());
    }
    // One block: a missing key may be found before the turn as well as after the claim.
    let in_turn =
        async { if turn::wait_for(context, id).await? { claim(context, id, span).await } else { Ok(None) } };
    let claimed = match in_turn.await {
        // Perhaps another worker has the key.
        Err(ComposeError::KeyMissing(missing)) => {
            return keys::report_missing(&context.db, &missing, context.clock.now()).await;
        }
        Err(ComposeError::Database(error)) => return Err(error),
        Ok(None) => return Ok(()),
        Ok(Some(claimed)) => claimed,
    };
    match send(context, &claimed).await {
        Ok(()) => insist(context, || finish(context, &claimed)).await,
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
        let silent = |_| Err(DbErr::Conn(RuntimeErr::Internal(format!("no answer within {LIMIT:?}"))));
        match timeout(LIMIT, write()).await.unwrap_or_else(silent) {
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
async fn claim(context: &Context, id: Uuid, span: &Span) -> Result<Option<Claimed>, ComposeError> {
    let since = Instant::now();
    let row = context.steps.claim(id, context.clock.now()).await?;
    let Some((row, token)) = row.and_then(|row| row.lease_token.map(|token| (row, token))) else {
        return Ok(None);
    };
    tell(span, &row);
    match read(context, &row, token).await {
        Ok(message) => Ok(message.map(|message| Claimed { row, token, message, since })),
        Err(error) => {
            insist(context, || async { outbox::unclaim(id, token).exec(&context.db).await.map(drop) })
                .await?;
            Err(error)
        }
    }
}

/// What the mail says and to whom; nothing where it is no longer wanted, or its address is suppressed: then that is
/// written down.
async fn read(context: &Context, row: &outbox::Model, token: Uuid) -> Result<Option<Message>, ComposeError> {
    let (now, db) = (context.clock.now(), &context.db);
    let mail = Mail::try_from(row).map_err(|unknown| DbErr::Custom(unknown.to_string()))?;
    let find_link = |id| context.steps.link(id);
    let Some(message) = message::compose(db, find_link, &context.mailer, row, mail, now).await? else {
        outbox::finish(row.id, token, State::Cancelled).exec(db).await?;
        tracing::info!("mail {} is no longer wanted", row.id);
        return Ok(None);
    };
    if !mail.kind().policy().to_suppressed && suppressed_address::of(&message.to).one(db).await?.is_some() {
        failed_mail::withhold(db, row.id, token, mail.kind(), now).await?;
        return Ok(None);
    }
    Ok(Some(message))
}

/// Sends, and keeps the lease alive meanwhile. Once it is lost, the conversation is dropped.
async fn send(context: &Context, claimed: &Claimed) -> Result<(), SendError> {
    let letter = context.mailer.render(&claimed.message)?;
    let (done, lost) = (CancellationToken::new(), CancellationToken::new());
    // A task of its own: a statement that was sent is awaited, whatever becomes of the conversation.
    context.deliveries.spawn(keep_lease(context, claimed, done.clone(), lost.clone()).in_current_span());
    let _done = done.drop_guard();
    tokio::select! {
        biased; // what was sent is written down, even at the last moment
        sent = hand_over(context, claimed, &letter) => sent,
        () = lost.cancelled() => Err(SendError::LeaseLost),
    }
}

/// Finds a relay, notes that the mail may be sent from here on, with the digest of its link, and sends it. Before the
/// note nothing of it has left; without the note nothing does.
async fn hand_over(context: &Context, claimed: &Claimed, letter: &Letter<'_>) -> Result<(), SendError> {
    let offer = tokio::select! {
        offer = context.mailer.offer(letter, &context.clock) => offer?,
        () = until_time_to_go(context) => return Err(SendError::Ending),
    };
    let (id, token) = (claimed.row.id, claimed.token);
    let link = match &claimed.message.content {
        Content::Link { link, key_id, token: link_token, .. } => {
            let (link, key_id, link_token) = (link.id, key_id.clone(), link_token.clone());
            Some(HandedOver { id, token, link, key_id, link_token })
        }
        _ => None,
    };
    let (steps, db) = (context.steps.clone(), context.db.clone());
    // A mark that comes too late does no harm: by then the row has another token, or none.
    let marked = context.deliveries.spawn(async move {
        match link {
            Some(mail) => steps.hand_over(mail).await,
            None => together::if_changed(&db, outbox::handing_over(id, token), None).await,
        }
    });
    match timeout(LIMIT, marked).await {
        Ok(Ok(Ok(true))) => offer.hand_over(letter, &context.clock).await,
        Ok(Ok(Ok(false))) => Err(SendError::LeaseLost),
        Ok(Ok(Err(_)) | Err(_)) | Err(_) => Err(SendError::NotBegun),
    }
}

/// A worker that ends lets mails finish; one that is still looking for a relay in the end is left to another.
async fn until_time_to_go(context: &Context) {
    context.ending.cancelled().await;
    tokio::time::sleep(LAST_CALL).await;
}

/// Extends the lease until the mail is `done`; cancels `lost` when it can no longer be counted on.
fn keep_lease(
    context: &Context,
    claimed: &Claimed,
    done: CancellationToken,
    lost: CancellationToken,
) -> impl Future<Output = ()> + use<> {
    let (db, clock) = (context.db.clone(), context.clock.clone());
    let (id, token, since) = (claimed.row.id, claimed.token, claimed.since);
    async move {
        let extend = async || -> Result<bool, DbErr> {
            let until = clock.now() + outbox::LEASE;
            let extend = outbox::fenced(id, token).col_expr(outbox::Column::LeaseUntil, Expr::value(until));
            Ok(extend.exec(&db).await?.rows_affected == 1)
        };
        if lease::keep(since, &done, extend).await.is_err() {
            lost.cancel();
        }
    }
}

/// Notes that the relay accepted the mail, with what follows from it.
async fn finish(context: &Context, claimed: &Claimed) -> Result<(), DbErr> {
    let (now, id, token) = (context.clock.now(), claimed.row.id, claimed.token);
    let Message { to, language, content, .. } = &claimed.message;
    let was_held = if let Content::Link { link, .. } = content {
        let (language, link, to) = (language.tag(), link.clone(), to.clone());
        context.steps.finish(Accepted { id, token, language, link, to, now }).await?
    } else {
        // The address works after all.
        let lifted = suppressed_address::lift(to).into();
        let following = effect(content, now).into_iter().chain([lifted]);
        together::if_changed(&context.db, accepted(id, token, language.tag(), now), following).await?
    };
    if was_held {
        tracing::info!("mail {id} sent");
    } else {
        tracing::warn!("mail {id} was accepted, but its lease had passed to another worker");
    }
    Ok(())
}

/// What changes when the relay has accepted a mail without a link.
fn effect(content: &Content, now: DateTimeUtc) -> Option<Write> {
    match content {
        Content::Certificate(certificate) => Some(certificate::requested(certificate, now).into()),
        Content::ReceiptReminder(certificate) => skip_slot_too_near(certificate, now),
        Content::Link { .. }
        | Content::UserIdIssued { .. }
        | Content::UserIdReminder(_)
        | Content::ContactChanged { .. }
        | Content::PasswordChanged { .. }
        | Content::AccountLocked { .. }
        | Content::CertificateCancelled(_) => None,
    }
}

/// A reminder that went out late takes the place of the next one, when that is too near.
fn skip_slot_too_near(certificate: &certificate::Model, now: DateTimeUtc) -> Option<Write> {
    let next = certificate.next_reminder_at?;
    let later = reminder_schedule::after_sent(next, now, certificate.remind_until);
    let skip = certificate::Entity::update_many()
        .col_expr(certificate::Column::NextReminderAt, Expr::value(later))
        .filter(certificate::Column::Id.eq(certificate.id))
        .filter(certificate::Column::NextReminderAt.eq(next));
    (later != Some(next)).then(|| skip.into())
}
