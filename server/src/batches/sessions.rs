//! Looks up applicants' sessions by the digests of their tokens, and records their activity.

use std::time::Duration;

use chrono::{DateTime, Utc};
use entity::{account, session};
use futures_util::FutureExt;
use migration::batch::{Batch, in_order, padded};
use sea_orm::{ColumnTrait, DatabaseConnection, DbErr, EntityTrait, QueryFilter};
use uuid::Uuid;

/// A session and its account, as stored.
pub type Stored = (session::Model, account::Model);

/// Batches lookups of sessions and records of activity.
pub struct Sessions {
    by_digest: Batch<Vec<u8>, Option<Stored>>,
    by_previous: Batch<Vec<u8>, Option<Stored>>,
    touched: Batch<(Uuid, DateTime<Utc>), ()>,
}

impl Sessions {
    /// Creates the batches on `db`.
    #[must_use]
    pub fn new(db: &DatabaseConnection, limit: Duration) -> Self {
        Self {
            by_digest: Batch::new(db, limit, |db, digests| stored(db, digests).boxed()),
            by_previous: Batch::new(db, limit, |db, digests| stored_before(db, digests).boxed()),
            touched: Batch::new(db, limit, |db, touched| write_down(db, touched).boxed()),
        }
    }

    /// The session with this digest, valid or not.
    pub(crate) async fn find(&self, digest: Vec<u8>) -> Result<Option<Stored>, DbErr> {
        self.by_digest.ask(digest).await
    }

    /// The session whose token had this digest before its last rotation, valid or not.
    pub(crate) async fn find_by_previous(&self, digest: Vec<u8>) -> Result<Option<Stored>, DbErr> {
        self.by_previous.ask(digest).await
    }

    /// Records activity at `now`, in a batch with others.
    pub(crate) async fn touch(&self, id: Uuid, now: DateTime<Utc>) -> Result<(), DbErr> {
        self.touched.ask((id, now)).await
    }
}

async fn stored(db: &DatabaseConnection, digests: &[Vec<u8>]) -> Result<Vec<Option<Stored>>, DbErr> {
    let of_them = session::Column::TokenDigest.is_in(padded(digests));
    let found = session::Entity::find().filter(of_them).find_also_related(account::Entity).all(db).await?;
    let stored = in_order(digests, found, |(session, _)| &session.token_digest).into_iter();
    Ok(stored.map(|row| row.and_then(|(session, account)| Some((session, account?)))).collect())
}

async fn stored_before(db: &DatabaseConnection, digests: &[Vec<u8>]) -> Result<Vec<Option<Stored>>, DbErr> {
    let of_them = session::Column::PreviousDigest.is_in(padded(digests));
    let found = session::Entity::find().filter(of_them).find_also_related(account::Entity).all(db).await?;
    let wanted: Vec<_> = digests.iter().cloned().map(Some).collect();
    let stored = in_order(&wanted, found, |(session, _)| &session.previous_digest).into_iter();
    Ok(stored.map(|row| row.and_then(|(session, account)| Some((session, account?)))).collect())
}

/// Records the latest time for all of them; they differ by a moment only.
async fn write_down(db: &DatabaseConnection, seen: &[(Uuid, DateTime<Utc>)]) -> Result<Vec<()>, DbErr> {
    let ids: Vec<_> = seen.iter().map(|(id, _)| *id).collect();
    // One time for all, so that any number of sessions is one statement.
    if let Some(now) = seen.iter().map(|(_, now)| *now).max() {
        session::touch_all(padded(&ids), now).exec(db).await?;
    }
    Ok(vec![(); seen.len()])
}
