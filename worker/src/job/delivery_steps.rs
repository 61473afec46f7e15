//! The steps of a delivery that are one statement each, taken together with those of other mails that come to them at the
//! same time (`migration::batch`). Nothing here decides what becomes of a mail.
//!
//! Of two claims of one mail at the same time one succeeds. A write that shows another token than the row's changes nothing.

use std::time::Duration;

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
use sea_orm::{DbBackend, Statement, UpdateMany, entity::prelude::*};

/// How long the database may take for a step. A host that has vanished sends nothing, not even an error.
pub(super) const LIMIT: Duration = Duration::from_secs(10);

/// A mail with a link that may be sent from here on, and what is stored of the link's token.
#[derive(Clone)]
pub(super) struct HandedOver {
    pub(super) id: Uuid,
    pub(super) token: Uuid,
    pub(super) link: Uuid,
    pub(super) key_id: String,
    pub(super) link_token: String,
}

/// A mail with a link that a relay has accepted.
#[derive(Clone)]
pub(super) struct Accepted {
    pub(super) id: Uuid,
    pub(super) token: Uuid,
    pub(super) language: &'static str,
    pub(super) link: Box<email_link::Model>,
    pub(super) to: String,
    pub(super) now: DateTime<Utc>,
}

/// The steps. Each leaves out rows that someone else is changing, so that no mail waits for another one's.
#[derive(Clone)]
pub struct DeliverySteps {
    db: DatabaseConnection,
    claim: Batch<(Uuid, DateTime<Utc>), Option<outbox::Model>>,
    link: Batch<Uuid, Option<email_link::Model>>,
    hand_over: Batch<HandedOver, bool>,
    finish: Batch<Accepted, bool>,
}

impl DeliverySteps {
    /// Steps in `db`.
    #[must_use]
    pub fn new(db: &DatabaseConnection) -> Self {
        Self {
            db: db.clone(),
            claim: Batch::new(db, LIMIT, |db, asked| claim(db, asked).boxed()),
            link: Batch::new(db, LIMIT, |db, asked| links(db, asked).boxed()),
            hand_over: Batch::new(db, LIMIT, |db, asked| hand_over(db, asked).boxed()),
            finish: Batch::new(db, LIMIT, |db, asked| finish(db, asked).boxed()),
        }
    }

    /// Leases a row that is due at `now`, with a token that is in it then; `None` where it is not due, or someone else's.
    pub(super) async fn claim(&self, id: Uuid, now: DateTime<Utc>) -> Result<Option<outbox::Model>, DbErr> {
        if let Some(claimed) = self.claim.ask((id, now)).await? {
            return Ok(Some(claimed));
        }
        Ok(outbox::claim(id, Uuid::new_v4(), now).exec_with_returning(&self.db).await?.pop())
    }

    /// Finds a link.
    pub(super) async fn link(&self, id: Uuid) -> Result<Option<email_link::Model>, DbErr> {
        self.link.ask(id).await
    }

    /// Notes that a mail with a link may be sent from here on; whether the row is still held.
    pub(super) async fn hand_over(&self, mail: HandedOver) -> Result<bool, DbErr> {
        Ok(self.hand_over.ask(mail.clone()).await? || hand_over_alone(&self.db, &mail).await?)
    }

    /// Notes that a relay has accepted a mail with a link; whether the row was still held.
    pub(super) async fn finish(&self, mail: Accepted) -> Result<bool, DbErr> {
        Ok(self.finish.ask(mail.clone()).await? || finish_alone(&self.db, &mail).await?)
    }
}

/// Rows that are claimed in one statement have one token: it is shown with the row's id.
async fn claim(
    db: &DatabaseConnection,
    asked: &[(Uuid, DateTime<Utc>)],
) -> Result<Vec<Option<outbox::Model>>, DbErr> {
    let ids: Vec<_> = asked.iter().map(|(id, _)| *id).collect();
    let Some(now) = asked.iter().map(|(_, now)| *now).max() else { return Ok(Vec::new()) };
    let mut claimed = outbox::claim_all(padded(&ids), Uuid::new_v4(), now).exec_with_returning(db).await?;
    // One that is asked for twice is claimed once.
    let mut take = |id: Uuid| Some(claimed.swap_remove(claimed.iter().position(|row| row.id == id)?));
    Ok(ids.into_iter().map(&mut take).collect())
}

async fn links(db: &DatabaseConnection, ids: &[Uuid]) -> Result<Vec<Option<email_link::Model>>, DbErr> {
    let of_them = email_link::Column::Id.is_in(padded(ids));
    let found = email_link::Entity::find().filter(of_them).all(db).await?;
    Ok(in_order(ids, found, |link| &link.id))
}

/// The state is asked for by a CASE, so that rows are found by their keys, and not by the index of all that is being sent.
const HAND_OVER: &str = "
    WITH free AS (
        SELECT asked.* FROM unnest($1::uuid[], $2::uuid[], $3::uuid[], $4::text[], $5::bytea[])
            AS asked (mail, token, link, its_key_id, its_digest)
            JOIN mail_outbox ON mail_outbox.id = mail AND lease_token = token
            JOIN email_link ON email_link.id = link
        WHERE CASE state WHEN 'SENDING' THEN TRUE ELSE FALSE END
        FOR NO KEY UPDATE OF mail_outbox, email_link SKIP LOCKED
    ), marked AS (
        UPDATE mail_outbox SET phase = 'DATA' FROM free WHERE id = mail RETURNING mail, token
    ), derived AS (
        UPDATE email_link SET key_id = its_key_id, digest = its_digest FROM free WHERE id = link AND digest IS NULL
    )
    SELECT mail, token FROM marked";

async fn hand_over(db: &DatabaseConnection, asked: &[HandedOver]) -> Result<Vec<bool>, DbErr> {
    if db.get_database_backend() != DbBackend::Postgres {
        return Ok(vec![false; asked.len()]);
    }
    let values = [
        asked.iter().map(|asked| asked.id).collect::<Vec<_>>().into(),
        asked.iter().map(|asked| asked.token).collect::<Vec<_>>().into(),
        asked.iter().map(|asked| asked.link).collect::<Vec<_>>().into(),
        asked.iter().map(|asked| asked.key_id.clone()).collect::<Vec<_>>().into(),
        asked.iter().map(|asked| email_link::digest(&asked.link_token)).collect::<Vec<_>>().into(),
    ];
    let held = changed(db, HAND_OVER, values).await?;
    Ok(asked.iter().map(|asked| held.contains(&(asked.id, asked.token))).collect())
}

async fn hand_over_alone(db: &DatabaseConnection, mail: &HandedOver) -> Result<bool, DbErr> {
    let derived = email_link::derived(mail.link, &mail.key_id, &mail.link_token).into();
    together::if_changed(db, outbox::handing_over(mail.id, mail.token), [derived]).await
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

/// An address that has a mail works after all: it is suppressed no more.
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

/// The end of a mail that a relay has accepted.
pub(super) fn accepted(
    id: Uuid,
    token: Uuid,
    language: &str,
    now: DateTime<Utc>,
) -> UpdateMany<outbox::Entity> {
    outbox::finish(id, token, State::Sent)
        .col_expr(outbox::Column::SentAt, Expr::value(now))
        .col_expr(outbox::Column::RenderedLanguage, Expr::value(language))
}

/// The rows that a statement has changed, with the tokens that they had.
async fn changed(
    db: &DatabaseConnection,
    sql: &str,
    values: impl IntoIterator<Item = Value>,
) -> Result<Vec<(Uuid, Uuid)>, DbErr> {
    let statement = Statement::from_sql_and_values(DbBackend::Postgres, sql, values);
    let rows = db.query_all_raw(statement).await?;
    rows.iter().map(|row| Ok((row.try_get_by_index(0)?, row.try_get_by_index(1)?))).collect()
}
