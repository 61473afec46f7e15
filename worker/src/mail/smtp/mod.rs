//! The relays: which one is used, and what its replies say about its health.
//!
//! [`relay`] reads the settings, `conversation` talks over `wire`, `kept` has the idle conversations,
//! [`reply`] classifies replies, [`refusals`] tells who is meant, and [`breaker`] decides when a relay has a
//! cool-down. The first relay without a cool-down is used. Another one is tried only while the mail cannot
//! have been sent. `place` keeps slow conversations out of the way of the others. `crate::job` decides what
//! happens to the mail.

pub mod breaker;
mod conversation;
mod extensions;
mod hello;
mod kept;
mod place;
mod reader;
pub mod refusals;
pub mod relay;
pub mod reply;
mod tally;
mod wait;
mod watched;
mod wire;

use std::hash::{BuildHasher, RandomState};

use chrono::{DateTime, Utc};
use entity::clock::Clock;
use lettre::Address;
use tokio::time::Instant;
use uuid::Uuid;

pub use self::{
    breaker::{Breaker, Gate},
    hello::Hello,
    place::{Errand, SLOW_PLACES},
    refusals::Judgement,
    relay::{Relay, RelayError},
    reply::{Class, Failure},
    wait::Deadlines,
};
use self::{
    conversation::Conversation,
    place::{Place, SlowPlaces},
    tally::Counted,
    wait::Wait,
    watched::{Attempt, Watched},
};

/// All relays, in order of preference.
pub struct Relays {
    by_preference: Vec<Watched>,
    deadlines: Deadlines,
    hello: Hello,
    slow_places: SlowPlaces,
    addressees: RandomState,
}

/// What a relay must know of a mail before it gets its content.
#[derive(Clone, Copy)]
pub struct Envelope<'e> {
    /// The id of its row, for [`refusals`]; no relay gets to know it.
    pub mail: Uuid,
    /// The sender in the envelope.
    pub from: &'e Address,
    /// The addressee in the envelope.
    pub to: &'e Address,
    /// The size of its content in bytes.
    pub size: usize,
}

/// Why a relay did not accept a mail.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Unsent {
    /// What happened.
    pub failure: Failure,
    /// What a refusal means. [`Judgement::Final`] if it was none: then the failure's class says it all.
    pub judgement: Judgement,
}

/// A relay that is ready to take one mail: it has accepted sender and addressee.
pub struct SmtpSession<'r> {
    watched: &'r Watched,
    conversation: Conversation,
    _busy: Counted<'r>,
    place: Place,
    moves_at: Instant,
    deadlines: Deadlines,
    attempt: Attempt,
}

impl Relays {
    /// The relays, in order of preference. They are greeted with the machine's name.
    #[must_use]
    pub fn new(relays: Vec<Relay>, deadlines: Deadlines) -> Self {
        let by_preference = (1..).zip(relays).map(|(number, relay)| Watched::new(relay, number)).collect();
        Self {
            by_preference,
            deadlines,
            hello: Hello::of_machine(),
            slow_places: SlowPlaces::new(SLOW_PLACES),
            addressees: RandomState::new(),
        }
    }

    /// The same relays, greeted with another name.
    #[must_use]
    pub fn greeted_with(self, hello: Hello) -> Self {
        Self { hello, ..self }
    }

    /// The same relays, with another number of slow places for each lane.
    #[must_use]
    pub fn with_slow_places(self, of_each_lane: usize) -> Self {
        Self { slow_places: SlowPlaces::new(of_each_lane), ..self }
    }

    /// Whether mails may be sent at `now`, by the relay in the best state.
    #[must_use]
    pub fn gate(&self, now: DateTime<Utc>) -> Gate {
        let gates = self.by_preference.iter().map(|relay| relay.gate(now));
        gates.max().unwrap_or(Gate::Shut)
    }

    /// How many relays do not accept this installation, as far as is known.
    #[must_use]
    pub fn misconfigured(&self) -> usize {
        self.by_preference.iter().filter(|relay| relay.is_misconfigured()).count()
    }

    /// Finds a relay that takes a mail; nothing of the content is sent yet. Returns `None` while all relays have
    /// a cool-down.
    ///
    /// Takes the clock rather than an instant: a cool-down begins when a relay fails, which may be minutes
    /// after the mail was begun.
    pub async fn open_session(
        &self,
        envelope: Envelope<'_>,
        errand: Errand,
        clock: &Clock,
    ) -> Result<Option<SmtpSession<'_>>, Unsent> {
        let place = self.slow_places.place(errand);
        let to: &str = envelope.to.as_ref();
        let addressee = self.addressees.hash_one(to);
        let mut last = None;
        let (quick, slow): (Vec<_>, Vec<_>) = self.by_preference.iter().partition(|relay| !relay.is_slow());
        let in_turn = [quick, slow].concat();
        for (index, &watched) in in_turn.iter().enumerate() {
            let Some(attempt) = watched.begin(envelope.mail, addressee, clock.now()) else { continue };
            let others = &in_turn[index + 1..];
            let hurries = others.iter().any(|other| other.gate(clock.now()) != Gate::Shut);
            // Anew for each relay: one that says nothing must not use up the time of the next.
            let moves_at = Instant::now() + self.deadlines.slow;
            let slow = watched.slow();
            let wait = Wait { deadlines: self.deadlines, place: &place, moves_at, slow, hurries };
            match self.open(watched, envelope, &wait).await {
                Ok((conversation, busy)) => {
                    return Ok(Some(SmtpSession {
                        watched,
                        conversation,
                        _busy: busy,
                        place,
                        moves_at,
                        deadlines: self.deadlines,
                        attempt,
                    }));
                }
                Err(failure) => {
                    let judgement = watched.note(attempt, failure, clock.now());
                    last = Some(Unsent { failure, judgement });
                    if !failure.may_differ_elsewhere() && judgement != Judgement::AboutUs {
                        break;
                    }
                }
            }
        }
        last.map_or(Ok(None), Err)
    }

    async fn open<'r>(
        &self,
        watched: &'r Watched,
        envelope: Envelope<'_>,
        wait: &Wait<'_>,
    ) -> Result<(Conversation, Counted<'r>), Failure> {
        if let Some(mut kept) = watched.kept().take() {
            let busy = watched.busy();
            match kept.address(envelope.from, envelope.to, envelope.size, wait).await {
                Ok(()) => return Ok((kept, busy)),
                // Nothing of this mail was sent, and perhaps the relay only ended an old conversation: try a
                // new one.
                Err(failure) if failure.may_be_of_a_conversation_too_long() => {}
                Err(failure) => return Err(failure),
            }
        }
        let mut conversation = Conversation::open(watched.relay(), &self.hello, wait).await?;
        let busy = watched.busy();
        conversation.address(envelope.from, envelope.to, envelope.size, wait).await?;
        Ok((conversation, busy))
    }

    /// Closes connections that were idle for some seconds. To be called about once a second.
    pub async fn end_idle(&self) {
        for watched in &self.by_preference {
            watched.kept().end_idle().await;
        }
    }

    /// Closes all connections, each with QUIT. To be called when no mail is under way any more.
    pub async fn quit(&self) {
        for watched in &self.by_preference {
            watched.kept().end_all().await;
        }
    }
}

impl SmtpSession<'_> {
    /// Sends the content: ASCII, with CRLF line ends. After `Ok` the relay has it.
    pub async fn send_data(mut self, mail: &[u8], clock: &Clock) -> Result<(), Unsent> {
        let wait = Wait {
            deadlines: self.deadlines,
            place: &self.place,
            moves_at: self.moves_at,
            slow: self.watched.slow(),
            hurries: false,
        };
        match self.conversation.send_data(mail, &wait).await {
            Ok(()) => {
                self.watched.accepted(self.attempt);
                self.watched.kept().keep(self.conversation);
                Ok(())
            }
            Err(failure) => {
                let judgement = self.watched.note(self.attempt, failure, clock.now());
                Err(Unsent { failure, judgement })
            }
        }
    }
}
