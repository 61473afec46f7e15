//! Chooses a mail's languages (R24, I5, domain §5), its subject, heading and footer. `body` has the rest.
//!
//! A mail about a certificate is in Japanese, then English, then the reader's language, because people show
//! it to officials. A mail about the account begins with the reader's language.

use entity::{email_link::Purpose, language::Language};

use super::{
    Sender,
    layout::{Block, Section},
    message::{Content, Message},
    render::Rendered,
    texts::{TextError, Texts},
};

/// Composes the mail in its languages. Fails if a text is missing or cannot be filled in.
pub fn compose(texts: &Texts, sender: &Sender, message: &Message) -> Result<Rendered, TextError> {
    let languages = languages(message);
    let sections = languages.iter().map(|&language| {
        let composer = Composer { texts, sender, language };
        let mut blocks = vec![Block::Heading(composer.title(message)?)];
        blocks.extend(composer.body(message)?);
        blocks.push(composer.footer(message)?);
        Ok(Section { language, blocks })
    });
    let sections = sections.collect::<Result<Vec<_>, TextError>>()?;
    // The subject is in the reader's language only, even if the first section is not: it is what the reader
    // sees in a list of mails.
    let composer = Composer { texts, sender, language: message.language };
    let system_name = composer.text("layout-system-name", &[])?;
    let subject = composer.subject(message, &system_name)?;
    Ok(Rendered::new(message.language, system_name, subject, &sections))
}

fn languages(message: &Message) -> Vec<Language> {
    let order = match message.content {
        Content::Certificate(_) | Content::ReceiptReminder(_) | Content::CertificateCancelled(_) => {
            [Language::Ja, Language::En, message.language]
        }
        Content::Link { .. }
        | Content::UserIdIssued { .. }
        | Content::UserIdReminder(_)
        | Content::ContactChanged { .. }
        | Content::PasswordChanged { .. }
        | Content::AccountLocked { .. } => [message.language, Language::Ja, Language::En],
    };
    let mut languages = Vec::new();
    for language in order {
        if !languages.contains(&language) {
            languages.push(language);
        }
    }
    languages
}

/// The prefix of the keys of a mail's texts.
pub(super) fn kind_of(content: &Content) -> &'static str {
    match content {
        Content::Link { link, .. } => match link.purpose {
            Purpose::Registration => "registration-link",
            Purpose::FirstPassword => "first-password-link",
            Purpose::PasswordReset => "password-reset-link",
            Purpose::EmailChange => "email-change-link",
            Purpose::Disavow => "email-change-notice",
        },
        Content::UserIdIssued { .. } => "user-id-issued",
        Content::AccountLocked { .. } => "account-locked",
        Content::UserIdReminder(_) => "user-id-reminder",
        Content::PasswordChanged { .. } => "password-changed",
        Content::ContactChanged { .. } => "contact-changed",
        Content::Certificate(_) => "certificate",
        Content::ReceiptReminder(_) => "receipt-reminder",
        Content::CertificateCancelled(_) => "certificate-cancelled",
    }
}

/// Whether the footer must say what to do if the mail is not for the reader, because the body does not. The
/// mail with a certificate says nothing of the kind: people forward it to those who need it.
fn says_nothing_of_strangers(content: &Content) -> bool {
    match content {
        Content::Link { link, .. } => link.purpose == Purpose::FirstPassword,
        Content::UserIdIssued { .. } | Content::ReceiptReminder(_) | Content::CertificateCancelled(_) => true,
        _ => false,
    }
}

/// Composes one language's section of a mail.
pub(super) struct Composer<'a> {
    texts: &'a Texts,
    sender: &'a Sender,
    pub(super) language: Language,
}

impl Composer<'_> {
    pub(super) fn text(&self, key: &str, facts: &[(&str, &str)]) -> Result<String, TextError> {
        self.texts.get_plain(self.language, key, facts)
    }

    pub(super) fn paragraphs(
        &self,
        kind: &str,
        count: usize,
        facts: &[(&str, &str)],
    ) -> Result<Vec<Block>, TextError> {
        (1..=count).map(|n| self.text(&format!("{kind}-p{n}"), facts).map(Block::Paragraph)).collect()
    }

    pub(super) fn action(&self, key: &str, path: &str, token: Option<&str>) -> Result<Block, TextError> {
        let mut url = self.sender.public_url.join(path).expect("our paths are relative URLs");
        url.set_fragment(token.map(|token| format!("t={token}")).as_deref());
        Ok(Block::Action {
            label: self.text(key, &[])?,
            hint: self.text("layout-button-hint", &[])?,
            url: url.into(),
        })
    }

    /// The purpose of the mail, then the name of the system. A mail about a certificate has the number in
    /// between, to tell one reminder from another.
    fn subject(&self, message: &Message, system: &str) -> Result<String, TextError> {
        let number = match &message.content {
            Content::Certificate(it) => {
                return self.text("certificate-subject", &[("number", &it.number), ("system", system)]);
            }
            Content::ReceiptReminder(it) | Content::CertificateCancelled(it) => Some(it.number.as_str()),
            _ => None,
        };
        let title = self.title(message)?;
        match number {
            Some(number) => self.text(
                "layout-subject-of-certificate",
                &[("title", &title), ("number", number), ("system", system)],
            ),
            None => self.text("layout-subject", &[("title", &title), ("system", system)]),
        }
    }

    fn title(&self, message: &Message) -> Result<String, TextError> {
        self.text(&format!("{}-title", kind_of(&message.content)), &[])
    }

    fn footer(&self, message: &Message) -> Result<Block, TextError> {
        let desk = [
            ("phone", self.sender.help_desk_phone.as_str()),
            ("hours", &self.sender.help_desk_hours),
            ("email", &self.sender.help_desk_email),
        ];
        let mut lines = vec![self.text("layout-system-name", &[])?];
        if says_nothing_of_strangers(&message.content) {
            lines.push(self.text("layout-not-you", &[])?);
        }
        lines.push(self.text("layout-domain", &[("domain", &format!("@{}", self.sender.from.domain()))])?);
        lines.push(self.texts.get(self.language, "layout-help-desk", &desk)?);
        lines.push(self.text("layout-no-reply", &[])?);
        lines.push(self.text("layout-disclaimer", &[])?);
        Ok(Block::Footer(lines))
    }
}
