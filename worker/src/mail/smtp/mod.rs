//! The relays: which one is tried, and what its answers do to its health.
//!
//! [`relay`] reads the settings, [`conversation`] talks, `kept` has the conversations that wait for a next mail,
//! [`reply`] tells what an answer means, [`breaker`] when a relay rests. The first relay that is not resting is used; another one is tried only while the mail
//! cannot have been sent. What becomes of the mail is decided in `crate::job`.

pub mod breaker;
pub mod conversation;
mod kept;
pub mod relay;
pub mod reply;

use std::sync::{Mutex, MutexGuard, PoisonError};

use chrono::{DateTime, Utc};
use entity::clock::Clock;
use lettre::{Address, transport::smtp::extension::ClientId};
use tokio::time::Instant;

pub use self::{
    breaker::{Breaker, Gate},
    conversation::Deadlines,
    relay::{Relay, RelayError},
    reply::{Class, Failure},
};
use self::{conversation::Conversation, kept::Kept};

/// All relays, the preferred one first.
pub struct Relays {
    by_preference: Vec<Watched>,
    deadlines: Deadlines,
    hello: ClientId,
}

/// A relay and its health.
struct Watched {
    relay: Relay,
    /// From 1, as the log calls it.
    number: usize,
    breaker: Mutex<Breaker>,
    kept: Kept,
}

/// A relay that is ready to take one mail: it knows sender and addressee, and accepted both.
pub struct Offered<'r> {
    watched: &'r Watched,
    conversation: Conversation,
}

impl Relays {
    /// Relays in the order in which they are preferred.
    #[must_use]
    pub fn new(relays: Vec<Relay>, deadlines: Deadlines) -> Self {
        let watched = |(index, relay)| Watched {
            relay,
            number: index + 1,
            breaker: Mutex::new(Breaker::NEW),
            kept: Kept::default(),
        };
        let by_preference = relays.into_iter().enumerate().map(watched).collect();
        Self { by_preference, deadlines, hello: ClientId::default() }
    }

    /// What a mail may expect at `now`: of the relay that is best off.
    #[must_use]
    pub fn gate(&self, now: DateTime<Utc>) -> Gate {
        let gates = self.by_preference.iter().map(|relay| relay.breaker().gate(now));
        gates.max().unwrap_or(Gate::Shut)
    }

    /// Finds a relay that takes a mail to `to`; nothing of it is sent yet. `None` when all are resting.
    ///
    /// The clock itself, not an instant: a rest begins when a relay failed, which may be half a minute
    /// after the mail was taken up.
    pub async fn offer(
        &self,
        from: &Address,
        to: &Address,
        clock: &Clock,
    ) -> Result<Option<Offered<'_>>, Failure> {
        let until = Instant::now() + self.deadlines.whole;
        let mut last = Ok(None);
        for watched in &self.by_preference {
            if !watched.begin(clock.now()) {
                continue;
            }
            match self.open(watched, from, to, until).await {
                Ok(conversation) => return Ok(Some(Offered { watched, conversation })),
                Err(failure) => {
                    watched.note(failure, clock.now());
                    last = Err(failure);
                }
            }
            let of_the_relay =
                last.as_ref().err().is_some_and(|failure: &Failure| failure.class().is_about_the_relay());
            // A relay that has no time left to answer is not to blame for it.
            if !of_the_relay || until.saturating_duration_since(Instant::now()) < self.deadlines.connect {
                break;
            }
        }
        last
    }

    async fn open(
        &self,
        watched: &Watched,
        from: &Address,
        to: &Address,
        until: Instant,
    ) -> Result<Conversation, Failure> {
        if let Some(mut kept) = watched.kept.take() {
            kept.go_on(until);
            match kept.address(from, to).await {
                Ok(()) => return Ok(kept),
                // Nothing of this mail was sent, and the relay may just have had enough of that conversation.
                Err(failure) if failure.may_be_of_a_conversation_too_long() => {}
                Err(failure) => return Err(failure),
            }
        }
        let mut conversation = Conversation::open(&watched.relay, &self.hello, self.deadlines, until).await?;
        conversation.address(from, to).await?;
        Ok(conversation)
    }

    /// Takes leave of relays that no mail was for during the last seconds. To be called each second or so.
    pub async fn end_idle(&self) {
        for watched in &self.by_preference {
            watched.kept.end_idle().await;
        }
    }

    /// Takes leave of all relays.
    pub async fn take_leave(&self) {
        for watched in &self.by_preference {
            watched.kept.end_all().await;
        }
    }
}

impl Offered<'_> {
    /// Sends the mail itself: ASCII, lines ending in CRLF. The relay has it once this is `Ok`.
    pub async fn hand_over(mut self, mail: &[u8], clock: &Clock) -> Result<(), Failure> {
        match self.conversation.hand_over(mail).await {
            Ok(()) => {
                self.watched.worked();
                self.watched.kept.keep(self.conversation);
                Ok(())
            }
            Err(failure) => {
                self.watched.note(failure, clock.now());
                Err(failure)
            }
        }
    }
}

impl Watched {
    fn breaker(&self) -> MutexGuard<'_, Breaker> {
        self.breaker.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Whether a mail may try this relay; it is the probe when the relay was resting.
    fn begin(&self, now: DateTime<Utc>) -> bool {
        let mut breaker = self.breaker();
        let gate = breaker.gate(now);
        if gate == Gate::Probe {
            tracing::info!("relay {} is tried again", self.number);
        }
        if gate != Gate::Shut {
            *breaker = breaker.begun(now);
        }
        gate != Gate::Shut
    }

    fn worked(&self) {
        let before = std::mem::replace(&mut *self.breaker(), Breaker::NEW);
        if !matches!(before, Breaker::Closed { .. }) {
            tracing::info!("relay {} works again", self.number);
        }
    }

    /// What a failure tells about the relay's health.
    #[expect(clippy::disallowed_methods, reason = "a shell draws its own jitter")]
    fn note(&self, failure: Failure, now: DateTime<Utc>) {
        let class = failure.class();
        let mut breaker = self.breaker();
        let before = *breaker;
        *breaker = match class {
            Class::Provider | Class::Ambiguous => before.failed(now, &mut rand::rng()),
            Class::Configuration => before.misconfigured(now, &mut rand::rng()),
            Class::Later | Class::MailboxFull | Class::NoSuchAddress | Class::Refused => {
                drop(breaker);
                return self.worked();
            }
        };
        let Breaker::Open { until, .. } = *breaker else { return };
        if before == *breaker {
            return;
        }
        self.kept.forget();
        let (number, seconds) = (self.number, (until - now).num_seconds());
        if class == Class::Configuration {
            tracing::error!(
                "relay {number} does not accept this installation ({failure}): its settings need a look; \
                 it rests for {seconds} s, and mails wait"
            );
        } else {
            tracing::warn!("relay {number} failed ({failure}) and rests for {seconds} s");
        }
    }
}
