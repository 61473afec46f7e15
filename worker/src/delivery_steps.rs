//! The steps of a delivery that are one statement each. Mails that come to the same step at the same time
//! share one statement (`migration::batch`). Nothing here decides what happens to a mail.
//!
//! If two workers claim the same mail at the same time, one of them succeeds. A write whose token differs
//! from the row's changes nothing.

use std::{error::Error, time::Duration};

use chrono::{DateTime, Utc};
use entity::{
    email_link,
    outbox::{self, State},
    suppressed_address,
};
use futures_util::FutureExt;
use migration::{
    batch::{Batch, in_order, padded},
    together::{self, Write},
};
use sea_orm::{DbBackend, RuntimeErr, Statement, UpdateMany, entity::prelude::*};
use tokio::{
    sync::Notify,
    time::{Instant, timeout},
};

/// How long the database may take for one step. A host that has vanished does not even send an error.
pub(crate) const LIMIT: Duration = Duration::from_secs(10);

/// The DATA mark of a mail with a link: from here on the mail may have been sent. Also has what is stored of
/// the link's token.
#[derive(Clone)]
pub(crate) struct DataMark {
    pub(crate) id: Uuid,
    pub(crate) token: Uuid,
    /// The `Date` in the mail's header.
    pub(crate) date: DateTime<Utc>,
    pub(crate) link: Uuid,
    pub(crate) key_id: String,
    pub(crate) link_token: String,
}

/// A mail with a link that a relay has accepted, and what is recorded about it.
#[derive(Clone)]
pub(crate) struct Accepted {
    pub(crate) id: Uuid,
    pub(crate) token: Uuid,
    pub(crate) language: &'static str,
    pub(crate) link: Box<email_link::Model>,
    pub(crate) to: String,
    pub(crate) now: DateTime<Utc>,
}

/// The batched steps. Each statement skips rows that someone else has locked, so that no mail waits for
/// another one's row; a skipped row is then done alone.
#[derive(Clone)]
pub struct DeliverySteps {
    db: DatabaseConnection,
    claim: Batch<(Uuid, DateTime<Utc>), Option<outbox::Model>>,
    link: Batch<Uuid, Option<email_link::Model>>,
    mark_data: Batch<DataMark, bool>,
    finish: Batch<Accepted, bool>,
}

impl DeliverySteps {
    /// The steps on `db`. Mails share statements only if they share this.
    #[must_use]
    pub fn new(db: &DatabaseConnection) -> Self {
        Self {
            db: db.clone(),
            claim: Batch::new(db, LIMIT, |db, asked| claim(db, asked).boxed()),
            link: Batch::new(db, LIMIT, |db, asked| links(db, asked).boxed()),
            mark_data: Batch::new(db, LIMIT, |db, asked| mark_data(db, asked).boxed()),
            finish: Batch::new(db, LIMIT, |db, asked| finish(db, asked).boxed()),
        }
    }

    /// Claims the row if it is due at `now`, and leases it with a new token. Returns `None` if it is not due
    /// or another worker holds it.
    pub(crate) async fn claim(&self, id: Uuid, now: DateTime<Utc>) -> Result<Option<outbox::Model>, DbErr> {
        // The batch also skips a row that is locked, so a mail that it did not claim is asked for once more,
        // alone.
        if let Some(claimed) = self.claim.ask((id, now)).await? {
            return Ok(Some(claimed));
        }
        Ok(outbox::claim(id, Uuid::new_v4(), now).exec_with_returning(&self.db).await?.pop())
    }

    /// Reads a link; `None` if it does not exist.
    pub(crate) async fn link(&self, id: Uuid) -> Result<Option<email_link::Model>, DbErr> {
        self.link.ask(id).await
    }

    /// Sets the DATA mark of a mail with a link. Returns whether the row is still held by this worker.
    pub(crate) async fn mark_data(&self, mail: DataMark) -> Result<bool, DbErr> {
        // False may only mean that the row was locked, so the mail is tried once more, alone.
        Ok(self.mark_data.ask(mail.clone()).await? || mark_data_alone(&self.db, &mail).await?)
    }

    /// Records that a relay has accepted a mail with a link. Returns whether the row was still held by this
    /// worker.
    pub(crate) async fn finish(&self, mail: Accepted) -> Result<bool, DbErr> {
        // As for the mark, a row that was locked is written alone.
        Ok(self.finish.ask(mail.clone()).await? || finish_alone(&self.db, &mail).await?)
    }
}

/// The pause before another attempt to record the end of a delivery.
const PAUSE: Duration = Duration::from_secs(1);

/// How long recording is retried. Longer than a lease: no lease is taken back while the database is
/// unavailable, and the worker that sent the mail is likely to be there first when it returns. A write that
/// comes too late changes nothing.
const INSISTENCE: Duration = Duration::from_mins(10);

/// Records the end of an attempt, with retries: the relay has the mail, and a database that is unavailable
/// for a while must not cause a second copy.
pub(crate) async fn insist<F: Future<Output = Result<(), DbErr>>>(
    delivered: &Notify,
    write: impl Fn() -> F,
) -> Result<(), DbErr> {
    let deadline = Instant::now() + INSISTENCE;
    loop {
        let silent = |_| Err(DbErr::Conn(RuntimeErr::Internal(format!("no answer within {LIMIT:?}"))));
        match timeout(LIMIT, write()).await.unwrap_or_else(silent) {
            Err(error) if Instant::now() < deadline => {
                tracing::warn!(
                    error = &error as &dyn Error,
                    "failed to record the end of a delivery; retrying"
                );
                tokio::time::sleep(PAUSE).await;
            }
            written => {
                delivered.notify_waiters();
                return written;
            }
        }
    }
}

/// Rows claimed in one statement share a token. That is safe, because every later write names the token
/// together with the row's id.
async fn claim(
    db: &DatabaseConnection,
    asked: &[(Uuid, DateTime<Utc>)],
) -> Result<Vec<Option<outbox::Model>>, DbErr> {
    let ids: Vec<_> = asked.iter().map(|(id, _)| *id).collect();
    let Some(now) = asked.iter().map(|(_, now)| *now).max() else { return Ok(Vec::new()) };
    let mut claimed = outbox::claim_all(padded(&ids), Uuid::new_v4(), now).exec_with_returning(db).await?;
    // An id that is asked for twice is claimed once.
    let mut take = |id: Uuid| Some(claimed.swap_remove(claimed.iter().position(|row| row.id == id)?));
    Ok(ids.into_iter().map(&mut take).collect())
}

async fn links(db: &DatabaseConnection, ids: &[Uuid]) -> Result<Vec<Option<email_link::Model>>, DbErr> {
    let of_them = email_link::Column::Id.is_in(padded(ids));
    let found = email_link::Entity::find().filter(of_them).all(db).await?;
    Ok(in_order(ids, found, |link| &link.id))
}

/// The CASE makes PostgreSQL find the rows by their primary keys rather than by the index of all rows that
/// are being sent.
const MARK_DATA: &str = "
    WITH free AS (
        SELECT asked.* FROM unnest(
                $1::uuid[], $2::uuid[], $3::uuid[], $4::text[], $5::bytea[], $6::timestamptz[]
            ) AS asked (mail, token, link, its_key_id, its_digest, its_date)
            JOIN mail_outbox ON mail_outbox.id = mail AND lease_token = token
            JOIN email_link ON email_link.id = link
        WHERE CASE state WHEN 'SENDING' THEN TRUE ELSE FALSE END
        FOR NO KEY UPDATE OF mail_outbox, email_link SKIP LOCKED
    ), marked AS (
        UPDATE mail_outbox SET phase = 'DATA', first_copy_at = COALESCE(first_copy_at, its_date)
        FROM free WHERE id = mail RETURNING mail, token
    ), derived AS (
        UPDATE email_link SET key_id = its_key_id, digest = its_digest FROM free WHERE id = link AND digest IS NULL
    )
    SELECT mail, token FROM marked";

async fn mark_data(db: &DatabaseConnection, asked: &[DataMark]) -> Result<Vec<bool>, DbErr> {
    if db.get_database_backend() != DbBackend::Postgres {
        // SQLite has no round trips to save. The caller writes each row alone.
        return Ok(vec![false; asked.len()]);
    }
    let values = [
        asked.iter().map(|asked| asked.id).collect::<Vec<_>>().into(),
        asked.iter().map(|asked| asked.token).collect::<Vec<_>>().into(),
        asked.iter().map(|asked| asked.link).collect::<Vec<_>>().into(),
        asked.iter().map(|asked| asked.key_id.clone()).collect::<Vec<_>>().into(),
        asked.iter().map(|asked| email_link::digest(&asked.link_token)).collect::<Vec<_>>().into(),
        asked.iter().map(|asked| asked.date).collect::<Vec<_>>().into(),
    ];
    let held = changed(db, MARK_DATA, values).await?;
    Ok(asked.iter().map(|asked| held.contains(&(asked.id, asked.token))).collect())
}

async fn mark_data_alone(db: &DatabaseConnection, mail: &DataMark) -> Result<bool, DbErr> {
    let derived = email_link::derived(mail.link, &mail.key_id, &mail.link_token).into();
    together::if_changed(db, outbox::mark_data(mail.id, mail.token, mail.date), [derived]).await
}

const FINISH: &str = "
    WITH free AS (
        SELECT asked.* FROM unnest($1::uuid[], $2::uuid[], $3::text[], $4::uuid[], $5::bytea[])
            AS asked (mail, token, language, link, address)
            JOIN mail_outbox ON mail_outbox.id = mail AND lease_token = token
            JOIN email_link ON email_link.id = link
        WHERE CASE state WHEN 'SENDING' THEN TRUE ELSE FALSE END
        FOR NO KEY UPDATE OF mail_outbox, email_link SKIP LOCKED
    ), done AS (
        UPDATE mail_outbox SET state = 'SENT', sent_at = $6, rendered_language = language,
            lease_token = NULL, lease_until = NULL
        FROM free WHERE id = mail RETURNING mail, token
    ), links AS (
        UPDATE email_link SET sent_at = $6, expires_at = $6 + make_interval(secs => lifetime_seconds)
        FROM free WHERE id = link AND sent_at IS NULL
    ), suppressed AS (
        SELECT digest FROM suppressed_address WHERE digest IN (SELECT address FROM free) FOR UPDATE SKIP LOCKED
    ), lifted AS (
        DELETE FROM suppressed_address WHERE digest IN (SELECT digest FROM suppressed)
    )
    SELECT mail, token FROM done";

/// Also lifts the suppression of the addresses: a delivery shows that an address works again.
async fn finish(db: &DatabaseConnection, asked: &[Accepted]) -> Result<Vec<bool>, DbErr> {
    if db.get_database_backend() != DbBackend::Postgres {
        return Ok(vec![false; asked.len()]);
    }
    let now = asked.iter().map(|asked| asked.now).max();
    let values = [
        asked.iter().map(|asked| asked.id).collect::<Vec<_>>().into(),
        asked.iter().map(|asked| asked.token).collect::<Vec<_>>().into(),
        asked.iter().map(|asked| asked.language.to_owned()).collect::<Vec<_>>().into(),
        asked.iter().map(|asked| asked.link.id).collect::<Vec<_>>().into(),
        asked.iter().map(|asked| suppressed_address::digest(&asked.to)).collect::<Vec<_>>().into(),
        now.into(),
    ];
    let held = changed(db, FINISH, values).await?;
    Ok(asked.iter().map(|asked| held.contains(&(asked.id, asked.token))).collect())
}

async fn finish_alone(db: &DatabaseConnection, mail: &Accepted) -> Result<bool, DbErr> {
    let following: [Write; 2] =
        [email_link::sent(&mail.link, mail.now).into(), suppressed_address::lift(&mail.to).into()];
    together::if_changed(db, accepted(mail.id, mail.token, mail.language, mail.now), following).await
}

/// The update that marks a mail as SENT.
pub(crate) fn accepted(
    id: Uuid,
    token: Uuid,
    language: &str,
    now: DateTime<Utc>,
) -> UpdateMany<outbox::Entity> {
    outbox::finish(id, token, State::Sent)
        .col_expr(outbox::Column::SentAt, Expr::value(now))
        .col_expr(outbox::Column::RenderedLanguage, Expr::value(language))
}

/// Runs a statement and returns the id and the token of each row it changed.
async fn changed(
    db: &DatabaseConnection,
    sql: &str,
    values: impl IntoIterator<Item = Value>,
) -> Result<Vec<(Uuid, Uuid)>, DbErr> {
    let statement = Statement::from_sql_and_values(DbBackend::Postgres, sql, values);
    let rows = db.query_all_raw(statement).await?;
    rows.iter().map(|row| Ok((row.try_get_by_index(0)?, row.try_get_by_index(1)?))).collect()
}
