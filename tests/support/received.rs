//! A mail as whoever received it reads it: parsed and decoded. It never judges a mail: that is for the
//! test that asked for it. A mail that cannot be parsed fails the test.

use mail_parser::{Address, MessageParser, PartType};

/// What a mail says, with encodings undone.
#[derive(Clone, Debug)]
pub(crate) struct Received {
    /// Without the angle brackets.
    pub(crate) message_id: String,
    /// Decoded.
    pub(crate) subject: String,
    /// The bare address, without a display name.
    pub(crate) from: String,
    /// The bare addresses of `To`, without display names.
    pub(crate) to: Vec<String>,
    /// Every header of the mail in order: its name as written, its value unfolded but not decoded.
    pub(crate) headers: Vec<(String, String)>,
    /// The `text/plain` part, or nothing if there is none.
    pub(crate) text: String,
    /// The `text/html` part, or nothing if there is none.
    pub(crate) html: String,
}

impl Received {
    /// Reads a mail as it went over the wire, dots unstuffed.
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

    /// The value of the first header of that name, however it is capitalised.
    pub(crate) fn header(&self, name: &str) -> Option<&str> {
        let mut headers = self.headers.iter();
        headers.find(|header| header.0.eq_ignore_ascii_case(name)).map(|header| header.1.as_str())
    }

    /// The first link in the text part that carries a token: `http(s)://…#t=…`.
    pub(crate) fn link(&self) -> Option<String> {
        let ends = |c: char| !c.is_ascii_graphic() || matches!(c, '<' | '>' | '"');
        self.text.split(ends).find_map(|word| {
            let start = word.find("https://").or_else(|| word.find("http://"))?;
            let link = word[start..].trim_end_matches(['.', ',', ';', ':', '!', '?', ')', ']', '\'']);
            link.contains("#t=").then(|| link.to_owned())
        })
    }

    /// The token of [`Self::link`]: what follows `#t=`.
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
