//! Mails: from the ids in an outbox row to a message that a relay accepts.
//!
//! [`message`] reads what a mail needs and derives its link. [`compose`] chooses the texts (`body`),
//! [`layout`] has the blocks, [`render`] makes text (`plain`) and HTML (`html`) of them. [`transport`]
//! delivers the message by [`smtp`], or to the [`mailbox`]. Nothing here decides whether or when to send.

mod body;
pub mod compose;
pub mod dates;
mod html;
pub mod layout;
pub mod link_key;
pub mod mailbox;
pub mod message;
mod plain;
pub mod render;
pub mod sample;
pub mod smtp;
pub mod texts;
pub mod transport;

use chrono::{DateTime, Utc};
use entity::{account::contact::EmailAddress, clock::Clock};
use lettre::{
    Address,
    message::{Mailbox as Addressee, MultiPart, header},
};
use url::Url;
use uuid::Uuid;

pub use self::{
    link_key::LinkKeys,
    mailbox::{Mailbox, StoredMail},
    message::Message,
    smtp::Gate,
    transport::{MailSession, SendError, Transport},
};
use self::{render::Rendered, texts::Texts};

/// What mails say about the installation (R4, R33, I40).
#[derive(Clone, Debug)]
pub struct Sender {
    /// The sender address. Users are asked to allow mail from its domain.
    pub from: Address,
    /// The base URL of every link. Never taken from a request.
    pub public_url: Url,
    /// The telephone number of the help desk, as printed in the footer.
    pub help_desk_phone: String,
    /// The opening hours of the help desk, the same text in all languages.
    pub help_desk_hours: String,
    /// The e-mail address of the help desk, as printed in the footer.
    pub help_desk_email: String,
}

/// A mail that is ready to be sent. Without `Debug`, because it may contain a token.
pub struct RenderedMail<'m> {
    message: &'m Message,
    from: Address,
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
        let source = self.build(message, &rendered, &to)?.formatted();
        if !source.is_ascii() {
            // So that no relay needs 8BITMIME or SMTPUTF8.
            return Err(SendError::Invalid);
        }
        Ok(RenderedMail { message, from: self.sender.from.clone(), to, rendered, source })
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
        clock: &Clock,
    ) -> Result<MailSession<'_>, SendError> {
        self.transport.open_session(rendered_mail, clock).await
    }

    /// The message as it is sent, in ASCII: headers are encoded, parts are in base64. Two calls for one row
    /// give the same bytes, so that a copy sent after a crash is recognizable as one.
    fn build(
        &self,
        message: &Message,
        rendered: &Rendered,
        to: &Address,
    ) -> Result<lettre::Message, SendError> {
        let id = format!("<{}@{}>", message.id, self.sender.from.domain());
        lettre::Message::builder()
            .from(Addressee::new(Some(rendered.system_name.clone()), self.sender.from.clone()))
            .to(Addressee::new(None, to.clone()))
            .subject(&rendered.subject)
            .date(message.created_at.into())
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
/// second line or a second command. What passes is ASCII, so no relay needs SMTPUTF8 or 8BITMIME.
fn addressee(to: &str) -> Result<Address, SendError> {
    let checked = EmailAddress::parse(to).map_err(|_| SendError::Address)?;
    if !checked.as_str().eq_ignore_ascii_case(to) {
        return Err(SendError::Address);
    }
    checked.as_str().parse().map_err(|_| SendError::Address)
}

fn boundary(id: Uuid) -> String {
    format!("part-{}", id.simple())
}

fn part(kind: header::ContentType, body: &str) -> lettre::message::SinglePart {
    lettre::message::SinglePart::builder()
        .header(kind)
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
