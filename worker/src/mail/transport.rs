//! How a mail is delivered: by SMTP relays in production, to the local mailbox in the embedded mode.
//!
//! Delivery has two steps: find a relay that takes the mail, then send the content. Between them the caller
//! sets the DATA mark. Nothing here decides what follows from a failure.

use chrono::TimeDelta;
use entity::clock::Clock;

use super::{
    RenderedMail,
    mailbox::Mailbox,
    smtp::{Class, Envelope, Errand, Failure, Gate, Judgement, Relays, SmtpSession, Unsent},
    texts::TextError,
};

/// Where mails are delivered to.
pub enum Transport {
    /// One or two SMTP relays.
    Smtp(Relays),
    /// The mailbox of the embedded mode, which accepts every mail.
    Mailbox(Mailbox),
}

/// A relay or mailbox that is ready to take one mail.
pub enum MailSession<'t> {
    /// A relay that has accepted sender and addressee.
    Smtp(Box<SmtpSession<'t>>),
    /// The mailbox of the embedded mode.
    Mailbox(&'t Mailbox),
}

/// Why a mail was not accepted. The messages are stored and logged, so they never contain an address.
#[derive(Debug, thiserror::Error)]
pub enum SendError {
    /// The relay refused the mail or failed.
    #[error("{0}{more}", more = more(*.0))]
    Relay(Failure),
    /// The relay refused the mail, but perhaps it does not mean this mail. It is tried again after this time.
    #[error("{0}; it is tried again, because the relay has accepted no other mail since")]
    Doubtful(Failure, TimeDelta),
    /// The relay refuses different addressees alike.
    #[error("{0}; the relay refuses different addressees alike, so this is about its settings or ours")]
    AboutUs(Failure),
    /// All relays are in their cool-down.
    #[error("no relay can be used at the moment")]
    NoRelay,
    /// The DATA mark could not be set, so the mail was not sent.
    #[error("the database could not record the attempt, so nothing was sent")]
    NotBegun,
    /// The worker is stopping, and no relay was found yet.
    #[error("the worker is shutting down")]
    Ending,
    /// Another worker has the lease, or the mail is no longer wanted.
    #[error("the lease on the mail was lost")]
    LeaseLost,
    /// A text of the mail is missing or cannot be filled in.
    #[error("the mail could not be rendered")]
    Text(#[from] TextError),
    /// The address does not pass the check of e-mail addresses.
    #[error("the address is not a valid email address")]
    Address,
    /// A header or the body cannot be encoded.
    #[error("the mail could not be encoded")]
    Invalid,
    /// The mailbox's folder cannot be written.
    #[error("failed to write to the mailbox")]
    Mailbox(#[from] std::io::Error),
}

impl SendError {
    /// The relay's reply code, if it replied.
    #[must_use]
    pub fn code(&self) -> Option<i32> {
        match self {
            Self::Relay(failure) | Self::Doubtful(failure, _) | Self::AboutUs(failure) => {
                failure.code().map(i32::from)
            }
            _ => None,
        }
    }
}

/// What officers have to know of a failure besides its codes.
fn more(failure: Failure) -> &'static str {
    match failure.class() {
        Class::Configuration => "; the relay does not accept this installation",
        _ => "",
    }
}

impl From<Unsent> for SendError {
    fn from(Unsent { failure, judgement }: Unsent) -> Self {
        match judgement {
            Judgement::Final => Self::Relay(failure),
            Judgement::Doubtful(pause) => Self::Doubtful(failure, pause),
            Judgement::AboutUs => Self::AboutUs(failure),
        }
    }
}

impl Transport {
    /// Whether mails may be sent now.
    #[must_use]
    pub fn gate(&self, clock: &Clock) -> Gate {
        match self {
            Self::Smtp(relays) => relays.gate(clock.now()),
            Self::Mailbox(_) => Gate::Pass,
        }
    }

    pub(super) async fn open_session(
        &self,
        rendered_mail: &RenderedMail<'_>,
        errand: Errand,
        clock: &Clock,
    ) -> Result<MailSession<'_>, SendError> {
        match self {
            Self::Mailbox(mailbox) => Ok(MailSession::Mailbox(mailbox)),
            Self::Smtp(relays) => {
                let envelope = Envelope {
                    mail: rendered_mail.message.id,
                    from: &rendered_mail.envelope_sender,
                    to: &rendered_mail.to,
                    size: rendered_mail.source.len(),
                };
                let session = relays.open_session(envelope, errand, clock).await?;
                session.map(|session| MailSession::Smtp(Box::new(session))).ok_or(SendError::NoRelay)
            }
        }
    }
}

impl MailSession<'_> {
    /// Sends the content. Returns once the mail was accepted.
    pub async fn send_data(self, rendered_mail: &RenderedMail<'_>, clock: &Clock) -> Result<(), SendError> {
        match self {
            Self::Mailbox(mailbox) => Ok(mailbox.accept(rendered_mail, clock.now())?),
            Self::Smtp(session) => Ok(session.send_data(&rendered_mail.source, clock).await?),
        }
    }
}
