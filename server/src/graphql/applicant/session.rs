//! Sessions as their owner sees them (R8, R46).

use async_graphql::{ComplexObject, Context, ID, SimpleObject};
use chrono::Utc;
use entity::session::{Deadlines, SessionEnd};
use uuid::Uuid;

use super::{
    request_context::RequestContext,
    user_error::{SessionEndReason, SessionError},
};
use crate::graphql::{
    language::Language,
    scalar::{DateTime, NodeKind},
};

/// A session of the account, as "My page" lists it.
#[derive(SimpleObject, Clone, Debug)]
pub struct AccountSession {
    /// The global object ID: an opaque string. Pass it to `endSession`.
    id: ID,
    /// When the session began: the time of the login.
    created_at: DateTime,
    /// The time of the last activity, accurate to the minute.
    last_seen_at: DateTime,
    /// The browser and the operating system, e.g. `Firefox, Windows`; `?` if neither is known.
    device: String,
    /// Whether this is the current session.
    is_current: bool,
}

impl AccountSession {
    /// Builds the list entry of a session; `current` is the ID of the request's own session.
    #[must_use]
    pub fn new(session: entity::session::Model, current: Uuid) -> Self {
        Self {
            id: NodeKind::Session.id(session.id),
            created_at: DateTime(session.created_at),
            last_seen_at: DateTime(session.last_seen_at),
            is_current: session.id == current,
            device: session.device,
        }
    }
}

/// When the session warns about automatic logout, when it ends, and once it has ended, why. Compute the
/// remaining time from `now`, the server's time, and not from the device's clock, which may be wrong.
#[derive(SimpleObject, Clone, Copy, Debug)]
#[graphql(complex)]
pub struct SessionStatus {
    /// The server's time when it created this response.
    now: DateTime,
    /// When to show the message that warns about automatic logout.
    warn_at: DateTime,
    /// When the session ends if there is no further activity: three hours after the last one. When it ended,
    /// if it has ended.
    expires_at: DateTime,
    /// When the session ends regardless of activity: by default 24 hours after the login. Null if there is no
    /// such limit.
    absolute_expires_at: Option<DateTime>,
    /// When the session ended; null while it is open.
    ended_at: Option<DateTime>,
    /// Why the session has ended; null while it is open, and if the server does not know.
    end_reason: Option<SessionEndReason>,
}

#[ComplexObject]
impl SessionStatus {
    /// Why the session has ended, as a sentence for the user; null while it is open.
    async fn end_message(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Language of the text. Default: that of the request.")] language: Option<Language>,
    ) -> Option<String> {
        let language = RequestContext::of(ctx).language(language);
        self.ended_at.map(|_| SessionError::expired_text(self.end_reason, language))
    }
}

impl SessionStatus {
    /// Builds the status from the session's deadlines; `now` is the time of the request.
    #[must_use]
    pub fn new(deadlines: Deadlines, now: chrono::DateTime<Utc>) -> Self {
        Self {
            now: DateTime(now),
            warn_at: DateTime(deadlines.warn_at),
            expires_at: DateTime(deadlines.expires_at),
            absolute_expires_at: deadlines.absolute_expires_at.map(DateTime),
            ended_at: None,
            end_reason: None,
        }
    }

    /// Builds the status of a session that has ended; `now` is the time of the request.
    #[must_use]
    pub fn ended(end: SessionEnd, now: chrono::DateTime<Utc>) -> Self {
        Self {
            ended_at: Some(DateTime(end.at)),
            end_reason: end.why.map(Into::into),
            ..Self::new(end.deadlines(), now)
        }
    }
}
