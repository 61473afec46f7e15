//! Looks up officers' sessions by the digests of their tokens.

use std::time::Duration;

use entity::officer::{
    self,
    session::{self, Model},
};
use futures_util::FutureExt;
use migration::batch::{Batch, in_order, padded};
use sea_orm::{ColumnTrait, DatabaseConnection, DbErr, EntityTrait, QueryFilter};

/// A session and its officer, as stored.
pub type Stored = (Model, officer::Model);

/// Batches lookups of officers' sessions. It has its own limits, because the applicants' API asks it about
/// every token that is not valid there.
pub struct OfficerSessions(Batch<Vec<u8>, Option<Stored>>);

impl OfficerSessions {
    /// Creates the batch on `db`.
    #[must_use]
    pub fn new(db: &DatabaseConnection, limit: Duration) -> Self {
        Self(Batch::new(db, limit, |db, digests| stored(db, digests).boxed()))
    }

    /// The session with this digest, valid or not.
    pub(crate) async fn find(&self, digest: Vec<u8>) -> Result<Option<Stored>, DbErr> {
        self.0.ask(digest).await
    }
}

async fn stored(db: &DatabaseConnection, digests: &[Vec<u8>]) -> Result<Vec<Option<Stored>>, DbErr> {
    let of_them = session::Column::TokenDigest.is_in(padded(digests));
    let found = session::Entity::find().filter(of_them).find_also_related(officer::Entity).all(db).await?;
    let stored = in_order(digests, found, |(session, _)| &session.token_digest).into_iter();
    Ok(stored.map(|row| row.and_then(|(session, officer)| Some((session, officer?)))).collect())
}
