//! Delivers one outbox row, or leaves it for a later attempt: claim, read, send, finish.
//!
//! Each write is one statement that names the lease's token. Effects of a mail (the request time of a
//! certificate, the lifetime of a link) are committed with the row's end. `failed_mail` decides about a mail
//! that was not accepted.
//!
//! Log lines are in a span of the trace that queued the mail. The mail itself contains no trace, because it
//! goes to strangers.

use std::{error::Error, time::Duration};

use entity::{
    certificate::{self, reminder_schedule},
    email_link::{self, Purpose},
    outbox, suppressed_address,
};
use migration::together::{self, Write};
use sea_orm::entity::prelude::*;
use tokio::time::timeout;
use tokio_util::sync::CancellationToken;
use tracing::{Instrument, Span, field::Empty};

use super::{
    claim::{Claimed, claim},
    failed_mail, lease, throttle,
};
use crate::{
    context::Context,
    delivery_steps::{Accepted, DataMark, LIMIT, accepted, insist},
    keys,
    mail::{
        Message, RenderedMail, SendError,
        message::{ComposeError, Content},
        smtp::{Errand, Gate},
    },
};

/// How long after the signal to stop a worker still starts to send. Less than the time it has to drain.
const LAST_CALL: Duration = Duration::from_secs(15);

/// Delivers the mail of row `id`, if it is due and nobody else holds it. Cancels `left` if the relay takes its
/// time: then the delivery goes on beside the others, and its place may be given to another mail.
pub async fn deliver(context: &Context, id: Uuid, left: CancellationToken) {
    // Before the claim, because until then no row shows `settle` that this delivery is under way.
    let in_hand = context.in_hand.token();
    // At this level, so that no filter drops the span and with it the fields of the lines in it.
    let span = tracing::error_span!(
        "delivery",
        mail = %id,
        kind = Empty,
        attempt = Empty,
        trace_id = Empty,
        span_id = Empty
    );
    let work = async {
        if let Err(error) = try_deliver(context, id, left, &span).await {
            // The row is still leased or waiting, so it is picked up again without our help.
            tracing::warn!(error = &error as &dyn Error, "failed to work on mail {id}; it will be retried");
        }
    };
    work.instrument(span.clone()).await;
    // Before the notification, so that `settle` finds it gone when it wakes.
    drop(in_hand);
    context.delivered.notify_waiters();
}

async fn try_deliver(context: &Context, id: Uuid, left: CancellationToken, span: &Span) -> Result<(), DbErr> {
    if context.mailer.gate(&context.clock) == Gate::Shut {
        // The row waits untouched until a relay is tried again: here, or at once by another worker.
        return outbox::push_again().filter(outbox::Column::Id.eq(id)).exec(&context.db).await.map(|_| ());
    }
    // One block, because a missing key may be found while waiting for the send rate as well as after the
    // claim.
    let in_turn = async {
        if throttle::wait_for(context, id).await? { claim(context, id, span).await } else { Ok(None) }
    };
    let claimed = match in_turn.await {
        // Another worker may have the key.
        Err(ComposeError::KeyMissing(missing)) => {
            return keys::report_missing(&context.db, &missing, context.clock.now()).await;
        }
        Err(ComposeError::Database(error)) => return Err(error),
        Ok(None) => return Ok(()),
        Ok(Some(claimed)) => claimed,
    };
    match send(context, &claimed, left).await {
        Ok(()) => insist(&context.delivered, || finish(context, &claimed)).await,
        Err(error) => insist(&context.delivered, || failed_mail::write_down(context, &claimed, &error)).await,
    }
}

/// Sends the mail and extends the lease meanwhile. If the lease is lost, the connection to the relay is
/// dropped.
async fn send(context: &Context, claimed: &Claimed, left: CancellationToken) -> Result<(), SendError> {
    let rendered_mail = context.mailer.render(&claimed.message)?;
    let (done, lost) = (CancellationToken::new(), CancellationToken::new());
    // In its own task, so that a statement that was sent is awaited even if the conversation is dropped.
    context.deliveries.spawn(keep_lease(context, claimed, done.clone(), lost.clone()).in_current_span());
    // However this function is left, even if it is dropped, the lease is no longer extended.
    let _done = done.drop_guard();
    tokio::select! {
        biased; // a mail that was just sent is recorded as sent, even if the lease is lost now
        sent = transmit(context, claimed, &rendered_mail, left) => sent,
        () = lost.cancelled() => Err(SendError::LeaseLost),
    }
}

/// Finds a relay, sets the DATA mark together with the digest of the mail's link, and sends the content.
/// Before the mark nothing of the content has left; without the mark nothing is sent.
async fn transmit(
    context: &Context,
    claimed: &Claimed,
    rendered_mail: &RenderedMail<'_>,
    left: CancellationToken,
) -> Result<(), SendError> {
    let errand = Errand { lane: claimed.message.mail.kind().policy().lane, left };
    let session = tokio::select! {
        session = context.mailer.open_session(rendered_mail, errand, &context.clock) => session?,
        // Otherwise a relay that does not answer would use up the time to drain.
        () = until_time_to_go(context) => return Err(SendError::Ending),
    };
    let (id, token, date) = (claimed.row.id, claimed.token, claimed.message.date);
    let link = match &claimed.message.content {
        Content::Link { link, key_id, token: link_token, .. } => {
            let (link, key_id, link_token) = (link.id, key_id.clone(), link_token.clone());
            Some(DataMark { id, token, date, link, key_id, link_token })
        }
        _ => None,
    };
    let (steps, db) = (context.steps.clone(), context.db.clone());
    // A mark that comes too late does no harm: by then the row has another token, or none.
    let marked = context.deliveries.spawn(async move {
        match link {
            Some(mail) => steps.mark_data(mail).await,
            None => together::if_changed(&db, outbox::mark_data(id, token, date), None).await,
        }
    });
    match timeout(LIMIT, marked).await {
        Ok(Ok(Ok(true))) => session.send_data(rendered_mail, &context.clock).await,
        // Another worker has the row, or a registration of receipt took it away. Nothing of the content has
        // left.
        Ok(Ok(Ok(false))) => Err(SendError::LeaseLost),
        // The mark may have been set, but without the answer nothing is sent, so there can be no copy.
        Ok(Ok(Err(_)) | Err(_)) | Err(_) => Err(SendError::NotBegun),
    }
}

/// Waits until a worker that is stopping must leave a mail without a relay to another worker.
async fn until_time_to_go(context: &Context) {
    context.ending.cancelled().await;
    tokio::time::sleep(LAST_CALL).await;
}

/// Extends the lease until the mail is `done`. Cancels `lost` when the lease can no longer be relied on.
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

/// Records that the relay accepted the mail, together with the effects.
async fn finish(context: &Context, claimed: &Claimed) -> Result<(), DbErr> {
    let (now, id, token) = (context.clock.now(), claimed.row.id, claimed.token);
    let Message { to, language, content, .. } = &claimed.message;
    let was_held = if let Content::Link { link, .. } = content {
        replace_older(context, link, now).await?;
        let (language, link, to) = (language.tag(), link.clone(), to.clone());
        context.steps.finish(Accepted { id, token, language, link, to, now }).await?
    } else {
        // A delivery shows that the address works, so its suppression is lifted.
        let lifted = suppressed_address::lift(to).into();
        let following = effect(content, now).into_iter().chain([lifted]);
        together::if_changed(&context.db, accepted(id, token, language.tag(), now), following).await?
    };
    if was_held {
        tracing::info!("mail {id} sent");
    } else {
        tracing::warn!("mail {id} was accepted after its lease was lost; it may be sent twice");
    }
    Ok(())
}

/// Ends the older links that this mail replaces (I18). Not before the relay has the mail: until then, the
/// older link is the only one that works. A link of a signed-in owner's change is replaced when it is
/// requested.
async fn replace_older(context: &Context, link: &email_link::Model, now: DateTimeUtc) -> Result<(), DbErr> {
    if matches!(link.purpose, Purpose::Registration | Purpose::PasswordReset) {
        email_link::replace_older(link, now).exec(&context.db).await?;
    }
    Ok(())
}

/// What changes in the database when a relay has accepted a mail without a link.
fn effect(content: &Content, now: DateTimeUtc) -> Option<Write> {
    match content {
        Content::Certificate { certificate, .. } => Some(certificate::requested(certificate, now).into()),
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

/// If a reminder went out late and the next slot is too near, skips that slot.
fn skip_slot_too_near(certificate: &certificate::Model, now: DateTimeUtc) -> Option<Write> {
    let next = certificate.next_reminder_at?;
    let later = reminder_schedule::after_sent(next, now, certificate.remind_until);
    let skip = certificate::Entity::update_many()
        .col_expr(certificate::Column::NextReminderAt, Expr::value(later))
        .filter(certificate::Column::Id.eq(certificate.id))
        // Unless the reminder job or a registration of receipt has changed it since it was read.
        .filter(certificate::Column::NextReminderAt.eq(next));
    (later != Some(next)).then(|| skip.into())
}
