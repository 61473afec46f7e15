//! Mails: from ids to a message that a relay accepts.
//!
//! [`message`] reads what a mail needs and derives its link, [`compose`] puts the texts together (`body`),
//! [`layout`] makes text (`plain`) and HTML (`html`) of them, [`transport`] hands them over: by [`smtp`], or to the
//! [`mailbox`]. Nothing here decides whether or when to send.

mod body;
pub mod compose;
pub mod dates;
mod html;
pub mod layout;
pub mod link_key;
pub mod mailbox;
pub mod message;
mod plain;
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

use self::{layout::Rendered, texts::Texts};
pub use self::{
    link_key::LinkKeys,
    mailbox::{Mailbox, StoredMail},
    message::Message,
    smtp::Gate,
    transport::{Offer, SendError, Transport},
};

/// What mails say about the installation (R4, R33, I40).
#[derive(Clone, Debug)]
pub struct Sender {
    /// The address that mails come from, at the domain that users are told to allow.
    pub from: Address,
    /// Base of every link. Never taken from a request.
    pub public_url: Url,
    /// The help desk's telephone number.
    pub help_desk_phone: String,
    /// The help desk's hours, as text for all languages.
    pub help_desk_hours: String,
    /// The help desk's e-mail address.
    pub help_desk_email: String,
}

/// A mail that is ready to travel. It has no `Debug`, for it may hold a token.
pub struct Letter<'m> {
    message: &'m Message,
    from: Address,
    to: Address,
    rendered: Rendered,
    source: Vec<u8>,
}

impl Letter<'_> {
    /// The mail as the mailbox keeps it, taken at `now`.
    #[must_use]
    pub fn stored(&self, now: DateTime<Utc>) -> StoredMail {
        StoredMail::of(self, now)
    }
}

/// Makes mails and sends them.
pub struct Mailer {
    sender: Sender,
    texts: Texts,
    link_keys: LinkKeys,
    transport: Transport,
}

impl Mailer {
    /// A mailer for one installation.
    #[must_use]
    pub fn new(sender: Sender, link_keys: LinkKeys, transport: Transport) -> Self {
        Self { sender, texts: Texts::load(), link_keys, transport }
    }

    /// The keys that links are derived with.
    #[must_use]
    pub fn link_keys(&self) -> &LinkKeys {
        &self.link_keys
    }

    /// What a mail may expect now: nothing, while all relays are resting.
    #[must_use]
    pub fn gate(&self, clock: &Clock) -> Gate {
        self.transport.gate(clock)
    }

    /// Renders a message.
    pub fn render<'m>(&self, message: &'m Message) -> Result<Letter<'m>, SendError> {
        let to = addressee(&message.to)?;
        let rendered = compose::compose(&self.texts, &self.sender, message)?;
        let source = self.build(message, &rendered, &to)?.formatted();
        if !source.is_ascii() {
            return Err(SendError::Invalid);
        }
        Ok(Letter { message, from: self.sender.from.clone(), to, rendered, source })
    }

    /// Takes leave of relays that no mail was for during the last seconds. To be called each second or so.
    pub async fn end_idle(&self) {
        if let Transport::Smtp(relays) = &self.transport {
            relays.end_idle().await;
        }
    }

    /// Takes leave of all relays, when no mail is under way any more.
    pub async fn take_leave(&self) {
        if let Transport::Smtp(relays) = &self.transport {
            relays.take_leave().await;
        }
    }

    /// Finds somebody who takes the mail. Nothing of it is sent until [`Offer::hand_over`].
    pub async fn offer(&self, letter: &Letter<'_>, clock: &Clock) -> Result<Offer<'_>, SendError> {
        self.transport.offer(letter, clock).await
    }

    /// The message as it travels, in ASCII: headers are encoded, parts are base64. Two calls for one row give the same bytes, so that a copy sent
    /// after a crash can be told as one.
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

/// Whom a mail is sent to, checked once more as if it were typed: whatever stands in the database, no second
/// line and no second command comes of it. What passes is ASCII, so no relay needs SMTPUTF8 or 8BITMIME.
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
        /// RFC 3834: no machine should answer.
        AutoSubmitted, "Auto-Submitted", "auto-generated"
    );
    constant_header!(
        /// The same for Exchange.
        SuppressResponses, "X-Auto-Response-Suppress", "All"
    );

    /// The languages of the parts, in their order.
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
