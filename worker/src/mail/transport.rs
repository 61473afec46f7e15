//! How a mail leaves: by SMTP relays in production, into the local mailbox in the embedded mode.
//!
//! In two steps: first somebody is found who would take it, then it is handed over. Between the two its
//! sender writes down that it may be sent from here on. Nothing here decides what follows from a failure.

use entity::clock::Clock;

use super::{
    Letter,
    mailbox::Mailbox,
    smtp::{Failure, Gate, Offered, Relays},
    texts::TextError,
};

/// Where mails are handed to.
pub enum Transport {
    /// Relays.
    Smtp(Relays),
    /// The mailbox of the embedded mode.
    Mailbox(Mailbox),
}

/// Somebody who would take one mail.
pub enum Offer<'t> {
    /// A relay that knows sender and addressee.
    Smtp(Box<Offered<'t>>),
    /// The mailbox.
    Mailbox(&'t Mailbox),
}

/// Why a mail was not accepted. No text here holds an address.
#[derive(Debug, thiserror::Error)]
pub enum SendError {
    /// The relay did not take it.
    #[error("{0}")]
    Relay(Failure),
    /// All relays are resting.
    #[error("all relays are resting")]
    NoRelay,
    /// That it may be sent could not be written down, so it was not.
    #[error("the attempt could not be written down")]
    NotBegun,
    /// The worker ends, and nothing of the mail has left.
    #[error("the worker ends")]
    Ending,
    /// The lease passed to another worker, or the mail is no longer wanted.
    #[error("the mail is not this worker's any more")]
    LeaseLost,
    /// The mail itself cannot be made.
    #[error("the mail cannot be made")]
    Text(#[from] TextError),
    /// The address is none that this system takes.
    #[error("the address is not one that mail is sent to")]
    Address,
    /// A header cannot be made.
    #[error("a header of the mail cannot be made")]
    Invalid,
    /// The mailbox's folder cannot be written.
    #[error("the mailbox cannot be written")]
    Mailbox(#[from] std::io::Error),
}

impl SendError {
    /// The relay's reply code.
    #[must_use]
    pub fn code(&self) -> Option<i32> {
        match self {
            Self::Relay(failure) => failure.code().map(i32::from),
            _ => None,
        }
    }
}

impl Transport {
    /// What a mail may expect now.
    #[must_use]
    pub fn gate(&self, clock: &Clock) -> Gate {
        match self {
            Self::Smtp(relays) => relays.gate(clock.now()),
            Self::Mailbox(_) => Gate::Open,
        }
    }

    pub(super) async fn offer(&self, letter: &Letter<'_>, clock: &Clock) -> Result<Offer<'_>, SendError> {
        match self {
            Self::Mailbox(mailbox) => Ok(Offer::Mailbox(mailbox)),
            Self::Smtp(relays) => match relays.offer(&letter.from, &letter.to, clock).await {
                Ok(Some(offered)) => Ok(Offer::Smtp(Box::new(offered))),
                Ok(None) => Err(SendError::NoRelay),
                Err(failure) => Err(SendError::Relay(failure)),
            },
        }
    }
}

impl Offer<'_> {
    /// Hands the mail over; returns once it was accepted.
    pub async fn hand_over(self, letter: &Letter<'_>, clock: &Clock) -> Result<(), SendError> {
        match self {
            Self::Mailbox(mailbox) => Ok(mailbox.accept(letter, clock.now())?),
            Self::Smtp(offered) => offered.hand_over(&letter.source, clock).await.map_err(SendError::Relay),
        }
    }
}
