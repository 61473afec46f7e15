//! Which texts a mail is made of, kind by kind, and in which languages (R24, I5, domain §5).
//!
//! A certificate and what is about it stand in Japanese, then English, then the reader's language,
//! because they are shown to officials; mails about the account begin with the reader's language.

use entity::{
    account::{self, Sex, UserType},
    certificate::{self, reminder_schedule::last_day},
    clock::today_in_japan,
    language::Language,
};

use super::{
    Sender,
    dates::{day, moment},
    layout::{Block, Rendered, Section},
    message::{Content, Message},
    texts::{TextError, Texts},
};

/// Where the list of receipts is: a constant address that holds no secret, for the mail is
/// forwarded (I6). The visitor logs in there (R72).
const RECEIPTS: &str = "receipts";
/// Where user information is entered; the token follows in the fragment, so it reaches no log.
const REGISTER: &str = "register";
/// Where the password is set again, with the token in the fragment.
const RESET_PASSWORD: &str = "reset-password";
/// Where one asks for that link.
const FORGOT_PASSWORD: &str = "forgot-password";
/// Where one logs in.
const LOG_IN: &str = "login";

/// Makes the mail in its languages.
pub fn compose(texts: &Texts, sender: &Sender, message: &Message) -> Result<Rendered, TextError> {
    let languages = languages(message);
    let sections = languages.iter().map(|&language| {
        let voice = Voice { texts, sender, language };
        let mut blocks = voice.body(message)?;
        blocks.push(voice.footer(message)?);
        Ok(Section { language, blocks })
    });
    let sections = sections.collect::<Result<Vec<_>, TextError>>()?;
    let voice = Voice { texts, sender, language: languages[0] };
    Ok(Rendered::new(voice.text("layout-system-name", &[])?, voice.subject(message)?, &sections))
}

fn languages(message: &Message) -> Vec<Language> {
    let order = match message.content {
        Content::Certificate(_) | Content::ReceiptReminder(_) => {
            [Language::Ja, Language::En, message.language]
        }
        Content::RegistrationLink { .. }
        | Content::UserIdIssued { .. }
        | Content::UserIdReminder(_)
        | Content::PasswordResetLink { .. }
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

/// One language's way of saying things.
struct Voice<'a> {
    texts: &'a Texts,
    sender: &'a Sender,
    language: Language,
}

impl Voice<'_> {
    fn text(&self, key: &str, facts: &[(&str, &str)]) -> Result<String, TextError> {
        self.texts.get(self.language, key, facts)
    }

    fn paragraphs(&self, kind: &str, count: usize, facts: &[(&str, &str)]) -> Result<Vec<Block>, TextError> {
        (1..=count).map(|n| self.text(&format!("{kind}-p{n}"), facts).map(Block::Paragraph)).collect()
    }

    fn action(&self, key: &str, path: &str, token: Option<&str>) -> Result<Block, TextError> {
        let mut url = self.sender.public_url.join(path).expect("our paths are relative addresses");
        url.set_fragment(token.map(|token| format!("t={token}")).as_deref());
        Ok(Block::Action {
            label: self.text(key, &[])?,
            hint: self.text("layout-button-hint", &[])?,
            url: url.into(),
        })
    }

    fn subject(&self, message: &Message) -> Result<String, TextError> {
        match &message.content {
            Content::RegistrationLink { .. } => self.text("registration-link-subject", &[]),
            Content::UserIdIssued { .. } => self.text("user-id-issued-subject", &[]),
            Content::AccountLocked { .. } => self.text("account-locked-subject", &[]),
            Content::UserIdReminder(_) => self.text("user-id-reminder-subject", &[]),
            Content::PasswordResetLink { .. } => self.text("password-reset-link-subject", &[]),
            Content::PasswordChanged { .. } => self.text("password-changed-subject", &[]),
            Content::Certificate(it) => self.text("certificate-subject", &[("number", &it.number)]),
            Content::ReceiptReminder(_) => self.text("receipt-reminder-subject", &[]),
        }
    }

    fn body(&self, message: &Message) -> Result<Vec<Block>, TextError> {
        let language = self.language;
        match &message.content {
            Content::RegistrationLink { link, token } => {
                // Counted from the request, so that a copy says the same; the link itself lives a
                // little longer, from the moment the mail was accepted.
                let expires = moment(language, message.created_at + link.purpose.lifetime());
                let mut blocks = self.paragraphs("registration-link", 4, &[("expires", &expires)])?;
                blocks.insert(2, self.action("registration-link-button", REGISTER, Some(token))?);
                Ok(blocks)
            }
            Content::UserIdIssued { name, user_id } => {
                let facts = [("name", name.as_str()), ("user_id", user_id)];
                let mut blocks = self.paragraphs("user-id-issued", 5, &facts)?;
                blocks.push(self.action("user-id-issued-button", LOG_IN, None)?);
                Ok(blocks)
            }
            Content::AccountLocked { until } => {
                let mut blocks =
                    self.paragraphs("account-locked", 3, &[("until", &moment(language, *until))])?;
                blocks.push(self.action("account-locked-button", FORGOT_PASSWORD, None)?);
                Ok(blocks)
            }
            Content::PasswordChanged { at } => {
                let mut blocks =
                    self.paragraphs("password-changed", 3, &[("when", &moment(language, *at))])?;
                blocks.push(self.action("password-changed-button", FORGOT_PASSWORD, None)?);
                Ok(blocks)
            }
            Content::PasswordResetLink { link, token } => {
                let expires = moment(language, message.created_at + link.purpose.lifetime());
                let mut blocks = self.paragraphs("password-reset-link", 4, &[("expires", &expires)])?;
                blocks.insert(2, self.action("password-reset-link-button", RESET_PASSWORD, Some(token))?);
                Ok(blocks)
            }
            Content::UserIdReminder(accounts) => self.user_ids(accounts),
            Content::Certificate(certificate) => self.certificate(certificate),
            Content::ReceiptReminder(certificate) => {
                let requested = certificate.requested_at.map(|at| moment(language, at)).unwrap_or_default();
                let deadline = day(language, last_day(certificate.issued_on));
                let facts = [
                    ("number", certificate.number.as_str()),
                    ("requested", &requested),
                    ("deadline", &deadline),
                ];
                let mut blocks = self.paragraphs("receipt-reminder", 5, &facts)?;
                blocks.insert(2, self.action("receipt-reminder-button", RECEIPTS, None)?);
                Ok(blocks)
            }
        }
    }

    /// All user IDs of an address and a name, with type and date to tell them apart (I17).
    fn user_ids(&self, accounts: &[account::Model]) -> Result<Vec<Block>, TextError> {
        let mut blocks = vec![Block::Paragraph(self.text("user-id-reminder-p1", &[])?)];
        for account in accounts {
            let kind = match account.user_type {
                UserType::ForeignNational => "user-type-foreign-national",
                UserType::LegalRepresentative => "user-type-legal-representative",
                UserType::LegalSpecialist => "user-type-legal-specialist",
                UserType::OrganizationStaff => "user-type-organization-staff",
                UserType::CounterApplicant => "user-type-counter-applicant",
            };
            let kind = self.text(kind, &[])?;
            let registered = day(self.language, today_in_japan(account.registered_at));
            let facts = [("user_id", account.user_id.as_str()), ("type", &kind), ("registered", &registered)];
            blocks.push(Block::Paragraph(self.text("user-id-reminder-item", &facts)?));
        }
        blocks.push(Block::Paragraph(self.text("user-id-reminder-p2", &[])?));
        blocks.push(Block::Paragraph(self.text("user-id-reminder-p3", &[])?));
        blocks.push(self.action("user-id-reminder-button", LOG_IN, None)?);
        Ok(blocks)
    }

    fn certificate(&self, certificate: &certificate::Model) -> Result<Vec<Block>, TextError> {
        let language = self.language;
        let deadline = day(language, last_day(certificate.issued_on));
        let facts = [
            ("number", certificate.number.as_str()),
            ("holder", &certificate.holder_name),
            ("deadline", &deadline),
        ];
        let note = |n: usize| self.text(&format!("certificate-note-{n}"), &facts);
        let mut blocks = vec![Block::Heading(self.text("certificate-heading", &facts)?)];
        blocks.extend(self.paragraphs("certificate", 2, &facts)?);
        blocks.push(Block::Fields(self.fields(certificate, &deadline)?));
        blocks.push(Block::Notes {
            heading: self.text("certificate-notes-heading", &[])?,
            items: (1..=3).map(note).collect::<Result<_, _>>()?,
        });
        blocks.push(Block::Paragraph(self.text("certificate-request-1", &facts)?));
        blocks.push(self.action("certificate-button", RECEIPTS, None)?);
        blocks.push(Block::Paragraph(self.text("certificate-request-2", &facts)?));
        Ok(blocks)
    }

    fn fields(
        &self,
        certificate: &certificate::Model,
        deadline: &str,
    ) -> Result<Vec<(String, String)>, TextError> {
        let language = self.language;
        let sex = match certificate.sex {
            Sex::Male => self.text("sex-male", &[])?,
            Sex::Female => self.text("sex-female", &[])?,
        };
        let (born, issued) = (day(language, certificate.birth_date), day(language, certificate.issued_on));
        let fields = [
            ("number", Some(certificate.number.as_str())),
            ("holder-name", Some(&certificate.holder_name)),
            ("nationality", Some(&certificate.nationality)),
            ("sex", Some(&sex)),
            ("birth-date", Some(&born)),
            ("status-of-residence", Some(&certificate.status_of_residence)),
            ("period-of-stay", Some(&certificate.period_of_stay)),
            ("issued-on", Some(&issued)),
            ("valid-until", Some(deadline)),
            ("issuing-bureau", Some(&certificate.issuing_bureau)),
            ("application-number", certificate.application_number.as_deref()),
        ];
        fields
            .into_iter()
            .filter_map(|(key, value)| value.map(|value| (key, value)))
            .map(|(key, value)| Ok((self.text(&format!("certificate-label-{key}"), &[])?, value.to_owned())))
            .collect()
    }

    fn footer(&self, message: &Message) -> Result<Block, TextError> {
        let desk = [
            ("phone", self.sender.help_desk_phone.as_str()),
            ("hours", &self.sender.help_desk_hours),
            ("email", &self.sender.help_desk_email),
        ];
        let mut lines = vec![self.text("layout-system-name", &[])?];
        if matches!(message.content, Content::UserIdIssued { .. }) {
            lines.push(self.text("layout-not-you", &[])?);
        }
        lines.push(self.text("layout-domain", &[("domain", &format!("@{}", self.sender.from.domain()))])?);
        lines.push(self.text("layout-help-desk", &desk)?);
        lines.push(self.text("layout-no-reply", &[])?);
        lines.push(self.text("layout-disclaimer", &[])?);
        Ok(Block::Footer(lines))
    }
}
