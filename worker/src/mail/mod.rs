//! Mails: from ids to a message that a relay accepts.
//!
//! [`message`] reads what a mail needs and derives its link, [`compose`] puts the texts together,
//! [`layout`] makes text and HTML of them, [`transport`] hands them over. Nothing here decides
//! whether or when to send.

pub mod compose;
pub mod dates;
pub mod layout;
pub mod link_key;
pub mod mailbox;
pub mod message;
pub mod texts;
pub mod transport;

use std::time::Duration;

use chrono::{DateTime, Utc};
use lettre::{
    Address,
    message::{Mailbox as Addressee, MultiPart, header},
};
use url::Url;
use uuid::Uuid;

use self::{layout::Rendered, texts::Texts};
pub use self::{
    link_key::LinkKeys,
    mailbox::Mailbox,
    message::Message,
    transport::{SendError, Transport},
};

/// A whole send may take no longer; lettre itself only limits the connecting.
const DEADLINE: Duration = Duration::from_secs(30);

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

    /// Renders a message and hands it to the relay; returns once the relay has accepted it.
    pub async fn send(&self, message: &Message, now: DateTime<Utc>) -> Result<(), SendError> {
        let rendered = compose::compose(&self.texts, &self.sender, message)?;
        let email = self.build(message, &rendered)?;
        let handed_over = self.transport.hand_over(message, &rendered, &email, now);
        match tokio::time::timeout(DEADLINE, handed_over).await {
            Ok(result) => result,
            Err(_) => Err(SendError::Deadline),
        }
    }

    /// The message as it travels. Two calls for one row give the same bytes, so that a copy sent
    /// after a crash can be told as one.
    fn build(&self, message: &Message, rendered: &Rendered) -> Result<lettre::Message, SendError> {
        let invalid = |error: &dyn std::fmt::Display| SendError::Invalid(error.to_string());
        let to: Address = message.to.parse().map_err(|error| invalid(&error))?;
        let id = format!("<{}@{}>", message.id, self.sender.from.domain());
        lettre::Message::builder()
            .from(Addressee::new(Some(rendered.system_name.clone()), self.sender.from.clone()))
            .to(Addressee::new(None, to))
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
            .map_err(|error| invalid(&error))
    }
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
