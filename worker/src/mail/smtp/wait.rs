//! How long a mail waits for a relay: the deadlines of RFC 5321, and where it waits meanwhile (`place`).
//!
//! Nothing here knows what is waited for.

use std::{future::pending, time::Duration};

use tokio::time::{Instant, sleep};

use super::{
    place::Place,
    reply::{Answer, Failure, Stage},
    tally::Tally,
};

/// How long to wait for a relay. The limits of a step are those of RFC 5321 §4.5.3.2.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Deadlines {
    /// For name resolution and a connection, however many addresses it has.
    pub connect: Duration,
    /// For the greeting.
    pub greeting: Duration,
    /// For the reply to one command, and for the handshake of TLS.
    pub command: Duration,
    /// For the reply to DATA.
    pub data: Duration,
    /// For the relay to take one block of the content.
    pub block: Duration,
    /// For the reply to the content, and for all blocks together.
    pub content: Duration,
    /// After this time with one relay, a delivery moves to a slow place.
    pub slow: Duration,
    /// For each step before the content, while another relay could take the mail.
    pub elsewhere: Duration,
}

impl Deadlines {
    /// Those that are used.
    pub const USUAL: Self = Self {
        connect: Duration::from_secs(5),
        greeting: Duration::from_mins(5),
        command: Duration::from_mins(5),
        data: Duration::from_mins(2),
        block: Duration::from_mins(3),
        content: Duration::from_mins(10),
        slow: Duration::from_secs(10),
        elsewhere: Duration::from_secs(15),
    };
}

impl Default for Deadlines {
    fn default() -> Self {
        Self::USUAL
    }
}

/// How long one mail waits for one relay.
pub(super) struct Wait<'p> {
    pub(super) deadlines: Deadlines,
    pub(super) place: &'p Place,
    /// When the delivery moves to a slow place.
    pub(super) moves_at: Instant,
    /// Counts the mails that this relay has for that long.
    pub(super) slow: &'p Tally,
    /// Whether another relay could take the mail.
    pub(super) hurries: bool,
}

impl Wait<'_> {
    /// Waits for an answer before the content. Later than `limit` counts as [`Answer::Silence`], and so does an
    /// answer for which there is no place to wait.
    pub(super) async fn within<T>(
        &self,
        step: Stage,
        limit: Duration,
        answer: impl Future<Output = Result<T, Answer>>,
    ) -> Result<T, Failure> {
        let limit = if self.hurries { limit.min(self.deadlines.elsewhere) } else { limit };
        let answer = tokio::select! {
            biased;
            answer = answer => answer,
            () = sleep(limit) => Err(Answer::Silence),
            () = self.place.runs_out(self.moves_at) => Err(Answer::Silence),
        };
        answer.map_err(|answer| Failure { step, answer })
    }

    /// Waits for the content to be sent and answered. It cannot be cut off to make room: the relay may have
    /// the mail.
    pub(super) async fn to_the_end<T>(&self, answer: impl Future<Output = T>) -> T {
        let moved = async {
            self.place.moves(self.moves_at).await;
            let _slow = self.slow.count();
            pending().await
        };
        tokio::select! {
            biased;
            answer = answer => answer,
            never = moved => never,
        }
    }
}
