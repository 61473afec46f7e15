//! A mail as its receiver reads it: parsed and decoded. The test that asked for it judges its content; only a
//! mail that cannot be parsed fails here.

use mail_parser::{Address, MessageParser, PartType};

/// The content of a mail, decoded.
#[derive(Clone, Debug)]
pub(crate) struct Received {
    /// The Message-ID, without angle brackets.
    pub(crate) message_id: String,
    /// The subject, decoded.
    pub(crate) subject: String,
    /// The address of the sender, without a display name.
    pub(crate) from: String,
    /// The addresses of `To`, without display names.
    pub(crate) to: Vec<String>,
    /// Every header in order: the name as written, the value unfolded but not decoded.
    pub(crate) headers: Vec<(String, String)>,
    /// The `text/plain` part; empty if there is none.
    pub(crate) text: String,
    /// The `text/html` part; empty if there is none.
    pub(crate) html: String,
}

impl Received {
    /// Parses a mail as it was sent, after undoing dot-stuffing.
    pub(crate) fn parse(raw: &[u8]) -> Self {
        let message = MessageParser::default()
            .parse(raw)
            .unwrap_or_else(|| panic!("not a mail: {:?}", String::from_utf8_lossy(raw)));
        let plain = message.text_bodies().find_map(|part| match &part.body {
            PartType::Text(text) => Some(text.to_string()),
            _ => None,
        });
        let html = message.html_bodies().find_map(|part| match &part.body {
            PartType::Html(html) => Some(html.to_string()),
            _ => None,
        });
        Self {
            message_id: message.message_id().unwrap_or_default().to_owned(),
            subject: message.subject().unwrap_or_default().to_owned(),
            from: addresses(message.from()).into_iter().next().unwrap_or_default(),
            to: addresses(message.to()),
            headers: message
                .headers_raw()
                .map(|(name, value)| (name.to_owned(), value.replace(['\r', '\n'], "").trim().to_owned()))
                .collect(),
            text: plain.unwrap_or_default(),
            html: html.unwrap_or_default(),
        }
    }

    /// The value of the first header of that name, in any capitalization.
    pub(crate) fn header(&self, name: &str) -> Option<&str> {
        let mut headers = self.headers.iter();
        headers.find(|header| header.0.eq_ignore_ascii_case(name)).map(|header| header.1.as_str())
    }

    /// The first link with a token in the text part: `http(s)://…#t=…`.
    pub(crate) fn link(&self) -> Option<String> {
        let ends = |c: char| !c.is_ascii_graphic() || matches!(c, '<' | '>' | '"');
        self.text.split(ends).find_map(|word| {
            let start = word.find("https://").or_else(|| word.find("http://"))?;
            let link = word[start..].trim_end_matches(['.', ',', ';', ':', '!', '?', ')', ']', '\'']);
            link.contains("#t=").then(|| link.to_owned())
        })
    }

    /// The token of [`Self::link`], which follows `#t=`.
    pub(crate) fn token(&self) -> Option<String> {
        let link = self.link()?;
        let (_, fragment) = link.split_once("#t=")?;
        fragment.split('&').next().map(str::to_owned)
    }
}

fn addresses(header: Option<&Address<'_>>) -> Vec<String> {
    let addresses = header.into_iter().flat_map(Address::iter);
    addresses.filter_map(|address| address.address()).map(str::to_owned).collect()
}
