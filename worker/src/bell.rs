//! What tells dispatchers that a mail was queued: PostgreSQL's NOTIFY, or a look every now and then.
//!
//! One bell rings for all lanes of a process. It only says that something may be due, never what.

use std::{error::Error, sync::Arc, time::Duration};

use sea_orm::{DatabaseConnection, DbBackend, sqlx::postgres::PgListener};

use crate::context::Context;

/// How often the database is asked where it cannot ring.
const POLL: Duration = Duration::from_millis(200);
/// How often it is asked where it can: what waits for its time rings nobody, and a bell may be missed while
/// a connection is renewed.
const POLL_BESIDE_BELL: Duration = Duration::from_secs(1);

/// Rings until the worker ends.
pub async fn run(context: Arc<Context>) -> anyhow::Result<()> {
    let mut bell = Bell::of(&context.db).await;
    loop {
        tokio::select! {
            () = context.ending.cancelled() => return Ok(()),
            () = bell.rung() => context.ring(),
        }
    }
}

enum Bell {
    Notify(Box<PgListener>),
    Poll,
}

impl Bell {
    async fn of(db: &DatabaseConnection) -> Self {
        if db.get_database_backend() != DbBackend::Postgres {
            return Self::Poll;
        }
        let listener = async {
            let mut listener = PgListener::connect_with(db.get_postgres_connection_pool()).await?;
            listener.listen("mail_outbox").await?;
            Ok::<_, sea_orm::sqlx::Error>(listener)
        };
        match listener.await {
            Ok(listener) => Self::Notify(Box::new(listener)),
            Err(error) => {
                tracing::warn!(error = &error as &dyn Error, "no bell from the database; polling");
                Self::Poll
            }
        }
    }

    async fn rung(&mut self) {
        match self {
            Self::Poll => tokio::time::sleep(POLL).await,
            Self::Notify(listener) => {
                // An error means that the connection is being renewed; the poll covers that time.
                if let Ok(Err(_)) = tokio::time::timeout(POLL_BESIDE_BELL, listener.recv()).await {
                    tokio::time::sleep(POLL).await;
                }
            }
        }
    }
}
