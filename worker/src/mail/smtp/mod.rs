//! The relays: which one is used, and what its replies say about its health.
//!
//! [`relay`] reads the settings, [`conversation`] talks, `kept` has the idle conversations, [`reply`]
//! classifies replies, and [`breaker`] decides when a relay has a cool-down. The first relay without a
//! cool-down is used. Another one is tried only while the mail cannot have been sent. `crate::job` decides
//! what happens to the mail.

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

/// All relays, in order of preference.
pub struct Relays {
    by_preference: Vec<Watched>,
    deadlines: Deadlines,
    hello: ClientId,
}

/// A relay, its health and its idle conversations.
struct Watched {
    relay: Relay,
    /// The relay's number in the log, from 1.
    number: usize,
    breaker: Mutex<Breaker>,
    kept: Kept,
}

/// A relay that is ready to take one mail: it has accepted sender and addressee.
pub struct SmtpSession<'r> {
    watched: &'r Watched,
    conversation: Conversation,
}

impl Relays {
    /// The relays, in order of preference.
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

    /// Whether mails may be sent at `now`, by the relay in the best state.
    #[must_use]
    pub fn gate(&self, now: DateTime<Utc>) -> Gate {
        let gates = self.by_preference.iter().map(|relay| relay.breaker().gate(now));
        gates.max().unwrap_or(Gate::Shut)
    }

    /// Finds a relay that takes a mail to `to`; nothing of the content is sent yet. Returns `None` while all
    /// relays have a cool-down.
    ///
    /// Takes the clock rather than an instant: a cool-down begins when a relay fails, which may be half a
    /// minute after the mail was begun.
    pub async fn open_session(
        &self,
        from: &Address,
        to: &Address,
        clock: &Clock,
    ) -> Result<Option<SmtpSession<'_>>, Failure> {
        let until = Instant::now() + self.deadlines.whole;
        let mut last = Ok(None);
        for watched in &self.by_preference {
            if !watched.begin(clock.now()) {
                continue;
            }
            match self.open(watched, from, to, until).await {
                Ok(conversation) => return Ok(Some(SmtpSession { watched, conversation })),
                Err(failure) => {
                    watched.note(failure, clock.now());
                    last = Err(failure);
                }
            }
            let of_the_relay =
                last.as_ref().err().is_some_and(|failure: &Failure| failure.class().is_about_the_relay());
            // A relay that gets too little time to answer must not be blamed for it.
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
                // Nothing of this mail was sent, and perhaps the relay only ended an old conversation: try a
                // new one.
                Err(failure) if failure.may_be_of_a_conversation_too_long() => {}
                Err(failure) => return Err(failure),
            }
        }
        let mut conversation = Conversation::open(&watched.relay, &self.hello, self.deadlines, until).await?;
        conversation.address(from, to).await?;
        Ok(conversation)
    }

    /// Closes connections that were idle for some seconds. To be called about once a second.
    pub async fn end_idle(&self) {
        for watched in &self.by_preference {
            watched.kept.end_idle().await;
        }
    }

    /// Closes all connections.
    pub async fn quit(&self) {
        for watched in &self.by_preference {
            watched.kept.end_all().await;
        }
    }
}

impl SmtpSession<'_> {
    /// Sends the content: ASCII, with CRLF line ends. After `Ok` the relay has it.
    pub async fn send_data(mut self, mail: &[u8], clock: &Clock) -> Result<(), Failure> {
        match self.conversation.send_data(mail).await {
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

    /// Whether a mail may use this relay. After a cool-down the mail is the probe.
    fn begin(&self, now: DateTime<Utc>) -> bool {
        let mut breaker = self.breaker();
        let gate = breaker.gate(now);
        if gate == Gate::Probe {
            tracing::info!("probing relay {}", self.number);
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

    /// Updates the relay's health after a failure, and logs a cool-down that begins.
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
                "relay {number} does not accept this installation ({failure}): check its settings; \
                 retrying in {seconds} s"
            );
        } else {
            tracing::warn!("relay {number} failed ({failure}); retrying in {seconds} s");
        }
    }
}
