//! Mails: from the ids in an outbox row to a message that a relay accepts.
//!
//! [`message`] reads what a mail needs (`content`) and derives its link; [`origin`] finds where a change
//! came from. [`compose`] chooses the texts (`body`, `about_certificate`, `sheet`), [`layout`] has the
//! blocks, [`render`] makes text (`plain`) and HTML (`html`) of them, and [`preview`] shows them without sending. `folding` keeps header lines short.
//! [`transport`] delivers the message by [`smtp`], or to the [`mailbox`]. Nothing here decides whether or
//! when to send.

mod about_certificate;
mod body;
pub mod compose;
mod content;
pub mod dates;
mod folding;
mod html;
mod imprint;
pub mod layout;
pub mod link_key;
pub mod mailbox;
pub mod message;
pub mod origin;
mod plain;
pub mod preview;
pub mod render;
pub mod return_path;
pub mod sample;
mod sheet;
pub mod smtp;
pub mod texts;
pub mod transport;

use chrono::{DateTime, Utc};
use entity::{account::contact::EmailAddress, clock::Clock};
use lettre::{
    Address,
    address::Envelope,
    message::{Mailbox as Addressee, MultiPart, header},
};
use url::Url;
use uuid::Uuid;

pub use self::{
    imprint::Imprint,
    layout::Bilingual,
    link_key::LinkKeys,
    mailbox::{Mailbox, StoredMail},
    message::Message,
    smtp::{Errand, Gate},
    transport::{MailSession, SendError, Transport},
};
use self::{render::Rendered, texts::Texts};

/// What mails say about the installation (R4, R33, I40).
#[derive(Clone, Debug)]
pub struct Sender {
    /// The sender address. Users are asked to allow mail from its domain.
    pub from: Address,
    /// Where reports about mails that bounce go: each mail's envelope sender is made of it. `None` if it is
    /// [`Self::from`].
    pub bounce: Option<Address>,
    /// The base URL of every link. Never taken from a request.
    pub public_url: Url,
    /// The telephone number of the help desk, as printed in the footer.
    pub help_desk_phone: String,
    /// The opening hours of the help desk, the same text in all languages.
    pub help_desk_hours: String,
    /// The e-mail address of the help desk, as printed in the footer.
    pub help_desk_email: String,
    /// Who issues certificates, and under which name.
    pub imprint: Imprint,
}

/// A mail that is ready to be sent. Without `Debug`, because it may contain a token.
pub struct RenderedMail<'m> {
    message: &'m Message,
    from: Address,
    envelope_sender: Address,
    to: Address,
    rendered: Rendered,
    source: Vec<u8>,
}

impl RenderedMail<'_> {
    /// The mail as the mailbox stores it, accepted at `now`.
    #[must_use]
    pub fn stored(&self, now: DateTime<Utc>) -> StoredMail {
        StoredMail::of(self, now)
    }
}

/// Renders mails, and sends them through a transport.
pub struct Mailer {
    sender: Sender,
    texts: Texts,
    link_keys: LinkKeys,
    transport: Transport,
}

impl Mailer {
    /// A mailer for one installation. Loads the texts of all languages.
    #[must_use]
    pub fn new(sender: Sender, link_keys: LinkKeys, transport: Transport) -> Self {
        Self { sender, texts: Texts::load(), link_keys, transport }
    }

    /// The keys that links are derived from.
    #[must_use]
    pub fn link_keys(&self) -> &LinkKeys {
        &self.link_keys
    }

    /// Whether mails may be sent now; [`Gate::Shut`] while no relay can be used.
    #[must_use]
    pub fn gate(&self, clock: &Clock) -> Gate {
        self.transport.gate(clock)
    }

    /// Renders a message. Fails if a text cannot be made, or if the address or a header is invalid.
    pub fn render<'m>(&self, message: &'m Message) -> Result<RenderedMail<'m>, SendError> {
        let to = addressee(&message.to)?;
        let rendered = compose::compose(&self.texts, &self.sender, message)?;
        let from = self.sender.from.clone();
        let keys = self.link_keys.ring();
        let of_its_own = |base| {
            return_path::envelope_sender(base, keys, message.id, &message.to).ok_or(SendError::Invalid)
        };
        let bounce = self.sender.bounce.as_ref();
        let envelope_sender = bounce.map_or_else(|| Ok(from.clone()), of_its_own)?;
        let source = folding::folded(&self.build(message, &rendered, &to)?.formatted());
        if !source.is_ascii() {
            // So that no relay needs 8BITMIME or SMTPUTF8.
            return Err(SendError::Invalid);
        }
        Ok(RenderedMail { message, from, envelope_sender, to, rendered, source })
    }

    /// How many relays do not accept this installation, as far as this worker knows.
    #[must_use]
    pub fn misconfigured_relays(&self) -> usize {
        match &self.transport {
            Transport::Smtp(relays) => relays.misconfigured(),
            Transport::Mailbox(_) => 0,
        }
    }

    /// Closes connections to relays that were idle for some seconds. To be called about once a second.
    pub async fn end_idle(&self) {
        if let Transport::Smtp(relays) = &self.transport {
            relays.end_idle().await;
        }
    }

    /// Closes all connections to relays. To be called when no mail is under way any more.
    pub async fn quit(&self) {
        if let Transport::Smtp(relays) = &self.transport {
            relays.quit().await;
        }
    }

    /// Finds a relay, or the mailbox, that takes the mail. Nothing of the content is sent before
    /// [`MailSession::send_data`].
    pub async fn open_session(
        &self,
        rendered_mail: &RenderedMail<'_>,
        errand: Errand,
        clock: &Clock,
    ) -> Result<MailSession<'_>, SendError> {
        self.transport.open_session(rendered_mail, errand, clock).await
    }

    /// The message as it is sent, in ASCII: headers are encoded, parts are in base64. Two calls for one
    /// message give the same bytes, so a copy that is sent after a crash is recognizable as one.
    fn build(
        &self,
        message: &Message,
        rendered: &Rendered,
        to: &Address,
    ) -> Result<lettre::Message, SendError> {
        let id = format!("<{}@{}>", message.id, self.sender.from.domain());
        // Otherwise lettre reads the envelope back from the headers, and loses the quotes of a local part.
        let envelope = Envelope::new(Some(self.sender.from.clone()), vec![to.clone()])
            .map_err(|_| SendError::Invalid)?;
        lettre::Message::builder()
            .envelope(envelope)
            .from(Addressee::new(Some(rendered.system_name.clone()), self.sender.from.clone()))
            // Without a name, because lettre panics if a name contains a line break.
            .to(Addressee::new(None, to.clone()))
            .subject(&rendered.subject)
            // A time and an id of our own: those that lettre picks would differ from render to render.
            .date(message.date.into())
            .message_id(Some(id))
            .header(headers::AutoSubmitted)
            .header(headers::SuppressResponses)
            .header(headers::ContentLanguage(rendered.languages()))
            .multipart(
                MultiPart::alternative()
                    .boundary(boundary(message.id))
                    .singlepart(part(header::ContentType::TEXT_PLAIN, &rendered.text))
                    .singlepart(part(header::ContentType::TEXT_HTML, &rendered.html)),
            )
            .map_err(|_| SendError::Invalid)
    }
}

/// The addressee. The address is checked again as if it were typed, so that nothing in the database can add a
/// second line or a second command. What passes is ASCII, so no relay needs SMTPUTF8 or 8BITMIME. The local
/// part of an old carrier address is in quotes.
fn addressee(to: &str) -> Result<Address, SendError> {
    let checked = EmailAddress::parse(to).map_err(|_| SendError::Address)?;
    // Parsing repairs what people type. What it repairs here, apart from case, never passed a form.
    if !checked.as_str().eq_ignore_ascii_case(to) {
        return Err(SendError::Address);
    }
    checked.in_mails().parse().map_err(|_| SendError::Address)
}

fn boundary(id: Uuid) -> String {
    format!("part-{}", id.simple())
}

fn part(kind: header::ContentType, body: &str) -> lettre::message::SinglePart {
    lettre::message::SinglePart::builder()
        .header(kind)
        // Base64 keeps every language in ASCII, so no relay needs 8BITMIME.
        .header(header::ContentTransferEncoding::Base64)
        .body(body.to_owned())
}

/// Headers that lettre does not know.
mod headers {
    use lettre::message::header::{Header, HeaderName, HeaderValue};

    type Error = Box<dyn std::error::Error + Send + Sync>;

    macro_rules! constant_header {
        ($(#[$doc:meta])* $name:ident, $header:literal, $value:literal) => {
            $(#[$doc])*
            #[derive(Clone)]
            pub(super) struct $name;
            impl Header for $name {
                fn name() -> HeaderName {
                    HeaderName::new_from_ascii_str($header)
                }
                fn parse(_: &str) -> Result<Self, Error> {
                    Ok(Self)
                }
                fn display(&self) -> HeaderValue {
                    HeaderValue::new(Self::name(), $value.to_owned())
                }
            }
        };
    }

    constant_header!(
        /// RFC 3834: machines must not answer.
        AutoSubmitted, "Auto-Submitted", "auto-generated"
    );
    constant_header!(
        /// The same for Microsoft Exchange.
        SuppressResponses, "X-Auto-Response-Suppress", "All"
    );

    /// The languages of the mail's sections, in their order.
    #[derive(Clone)]
    pub(super) struct ContentLanguage(pub String);

    impl Header for ContentLanguage {
        fn name() -> HeaderName {
            HeaderName::new_from_ascii_str("Content-Language")
        }
        fn parse(text: &str) -> Result<Self, Error> {
            Ok(Self(text.to_owned()))
        }
        fn display(&self) -> HeaderValue {
            HeaderValue::new(Self::name(), self.0.clone())
        }
    }
}
