//! Chooses a mail's languages (R24, I5, domain §5) and the order of its sections, its subject, heading and
//! footer. `body`, `about_certificate` and `sheet` have the rest.
//!
//! A mail about a certificate begins with a summary for the reader. Then comes the certificate, or the notice
//! about it, in Japanese and English, because people show it to officials; then the details for the reader. A
//! mail about the account has a section for each language, the reader's first.

use entity::{email_link::Purpose, known_device::LockReach, language::Language};

use super::{
    Sender,
    layout::{Block, Layout, Section},
    message::{Content, Message},
    render::Rendered,
    texts::{TextError, Texts},
};

/// Composes the mail in its languages. Fails if a text is missing or cannot be filled in.
pub fn compose(texts: &Texts, sender: &Sender, message: &Message) -> Result<Rendered, TextError> {
    let reader = Composer { texts, sender, language: message.language };
    let languages = languages(message.language);
    let sections = if let Some(sheet) = reader.sheet(message)? {
        vec![reader.section(message)?, sheet, reader.details(message)?]
    } else {
        let section = |&language: &Language| Composer { texts, sender, language }.section(message);
        languages.iter().map(section).collect::<Result<_, TextError>>()?
    };
    // Subject and sender are in the reader's language only: they are what the reader sees in a list of mails.
    let system_name = reader.text("layout-system-name", &[])?;
    let layout = Layout {
        language: message.language,
        subject: reader.subject(message, &system_name)?,
        preheader: preheader(message, &sections),
        sender: system_name,
        sections,
    };
    Ok(Rendered::new(layout, languages))
}

/// The reader's language, Japanese and English, each once.
fn languages(reader: Language) -> Vec<Language> {
    let others = [Language::Ja, Language::En].into_iter().filter(|&language| language != reader);
    std::iter::once(reader).chain(others).collect()
}

/// What lists of mails show beside the subject: the first paragraph that says what the mail is about. It
/// contains no user ID and no name, because a phone shows it even while it is locked.
fn preheader(message: &Message, sections: &[Section]) -> String {
    // The first paragraph of these has a name: in a salutation, or of the holder of a certificate.
    let is_second = matches!(
        message.content,
        Content::UserIdIssued { .. } | Content::Certificate { .. } | Content::CertificateCancelled(_)
    );
    let blocks = sections.iter().flat_map(|section| &section.blocks);
    let mut paragraphs = blocks.filter_map(|block| match block {
        Block::Paragraph(text) => Some(text.clone()),
        _ => None,
    });
    paragraphs.nth(is_second.into()).unwrap_or_default()
}

/// The prefix of the keys of a mail's texts.
pub(super) fn kind_of(content: &Content) -> &'static str {
    match content {
        Content::Link { link, is_completed, .. } => match link.purpose {
            Purpose::Registration => "registration-link",
            Purpose::FirstPassword => "first-password-link",
            Purpose::PasswordReset => "password-reset-link",
            Purpose::EmailChange => "email-change-link",
            Purpose::Disavow if *is_completed => "email-change-completed",
            Purpose::Disavow => "email-change-requested",
        },
        Content::UserIdIssued { .. } => "user-id-issued",
        Content::AccountLocked { reach, .. } => match reach {
            LockReach::Everybody => "account-locked",
            LockReach::Strangers => "account-locked-for-strangers",
            LockReach::OneBrowser => "browser-locked",
        },
        Content::UserIdReminder(_) => "user-id-reminder",
        Content::PasswordChanged { .. } => "password-changed",
        Content::ContactChanged { .. } => "contact-changed",
        Content::Certificate { .. } => "certificate",
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
    pub(super) texts: &'a Texts,
    pub(super) sender: &'a Sender,
    pub(super) language: Language,
}

impl Composer<'_> {
    /// The heading and the body; of a mail about an account also the footer.
    fn section(&self, message: &Message) -> Result<Section, TextError> {
        let mut blocks = vec![Block::Heading(self.title(message)?)];
        blocks.extend(self.body(message)?);
        if message.content.certificate().is_none() {
            blocks.push(self.footer(message)?);
        }
        Ok(Section { language: self.language, blocks })
    }

    pub(super) fn text(&self, key: &str, values: &[(&str, &str)]) -> Result<String, TextError> {
        self.texts.get_plain(self.language, key, values)
    }

    /// A value that stands by itself, checked like one in a text.
    pub(super) fn copied(&self, value: &str) -> Result<String, TextError> {
        self.texts.value(self.language, value)
    }

    pub(super) fn paragraphs(
        &self,
        kind: &str,
        count: usize,
        values: &[(&str, &str)],
    ) -> Result<Vec<Block>, TextError> {
        (1..=count).map(|n| self.text(&format!("{kind}-p{n}"), values).map(Block::Paragraph)).collect()
    }

    pub(super) fn action(&self, key: &str, path: &str, token: Option<&str>) -> Result<Block, TextError> {
        let mut url = self.sender.public_url.join(path).expect("our paths are relative URLs");
        // In the fragment, which browsers send to no server, so the token gets into no log.
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
        if let Content::Certificate { certificate, .. } = &message.content {
            let title = self.sender.imprint.title.ja.as_str();
            let values = [("title", title), ("number", &certificate.number), ("system", system)];
            return self.text("certificate-subject", &values);
        }
        let title = self.title(message)?;
        match message.content.certificate() {
            Some(certificate) => self.text(
                "layout-subject-of-certificate",
                &[("title", &title), ("number", &certificate.number), ("system", system)],
            ),
            None => self.text("layout-subject", &[("title", &title), ("system", system)]),
        }
    }

    fn title(&self, message: &Message) -> Result<String, TextError> {
        let title = &self.sender.imprint.title.ja;
        self.text(&format!("{}-title", kind_of(&message.content)), &[("title", title)])
    }

    pub(super) fn footer(&self, message: &Message) -> Result<Block, TextError> {
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
        // Not `text`, which checks values that other people wrote. These are the operator's.
        lines.push(self.texts.get(self.language, "layout-help-desk", &desk)?);
        lines.push(self.text("layout-no-reply", &[])?);
        // A mail about a certificate says so below the certificate, once.
        if self.sender.imprint.has_disclaimer && message.content.certificate().is_none() {
            lines.push(self.text("layout-disclaimer", &[])?);
        }
        Ok(Block::Footer(lines))
    }
}
