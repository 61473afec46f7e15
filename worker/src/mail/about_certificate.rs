//! The texts in the reader's language of mails about a certificate: a short summary with what to do and until
//! when, and, after the sheet for officials (`sheet`), the details.

use chrono::TimeDelta;
use entity::{
    account::Sex,
    certificate::{self, reminder_schedule::last_day},
    clock::today_in_japan,
    language::Language,
};

use super::{
    compose::{Composer, kind_of},
    dates::{day, moment},
    layout::{Block, Section},
    message::{Content, Message},
    texts::TextError,
};

/// Page with the list of receipts. A constant address without a secret, because the mail is forwarded (I6).
/// The visitor logs in there (R72).
const RECEIPTS: &str = "receipts";
/// Within which time after the mail receipt is to be registered (R11).
const TO_REGISTER: TimeDelta = TimeDelta::days(7);

impl Composer<'_> {
    /// The text `key`, with everything that a mail about a certificate can fill in.
    pub(super) fn about_certificate(&self, message: &Message, key: &str) -> Result<String, TextError> {
        let language = self.language;
        let Some(certificate) = message.content.certificate() else { return self.text(key, &[]) };
        let requested = certificate.requested_at.map(|at| moment(language, at)).unwrap_or_default();
        let values = [
            ("number", certificate.number.as_str()),
            ("holder", &certificate.holder_name),
            ("requested", &requested),
            ("deadline", &day(language, last_day(certificate.issued_on))),
            ("register_by", &day(language, today_in_japan(message.date + TO_REGISTER))),
        ];
        self.text(key, &values)
    }

    /// The body of the summary: what the mail is, what to do and until when, and the button.
    pub(super) fn summary(&self, message: &Message) -> Result<Vec<Block>, TextError> {
        let kind = kind_of(&message.content);
        let keys: &[&str] = match message.content {
            Content::Certificate { .. } => &["certificate-p1", "certificate-summary"],
            Content::ReceiptReminder(_) => {
                &["receipt-reminder-p1", "receipt-reminder-p2", "receipt-reminder-p3"]
            }
            // Without the officer's reason: it is in one language and about a person, while the mail is in up
            // to three languages and is passed on.
            _ => &["certificate-cancelled-p1", "certificate-cancelled-p2"],
        };
        let mut blocks = self.each(message, keys)?;
        if !matches!(message.content, Content::CertificateCancelled(_)) {
            blocks.push(self.action(&format!("{kind}-button"), RECEIPTS, None)?);
        }
        Ok(blocks)
    }

    /// The section behind the sheet: what is good to know besides, and whom to ask.
    pub(super) fn details(&self, message: &Message) -> Result<Section, TextError> {
        let mut blocks = vec![Block::Heading(self.text("layout-details-heading", &[])?)];
        match &message.content {
            Content::Certificate { certificate, .. } => {
                blocks.extend(self.each(message, &["certificate-p2"])?);
                // The certificate itself has them in Japanese and English.
                if !matches!(self.language, Language::Ja | Language::En) {
                    blocks.push(Block::Fields(self.fields(certificate)?));
                    let note = |n: usize| self.text(&format!("certificate-note-{n}"), &[]);
                    blocks.push(Block::Notes {
                        heading: self.text("certificate-notes-heading", &[])?,
                        items: (1..=3).map(note).collect::<Result<_, _>>()?,
                    });
                    blocks.extend(self.each(message, &["certificate-check"])?);
                }
                blocks.extend(self.each(message, &["certificate-request-1", "certificate-request-2"])?);
            }
            Content::ReceiptReminder(_) => {
                blocks.extend(self.each(message, &["receipt-reminder-p4", "receipt-reminder-p5"])?);
            }
            _ => blocks.extend(self.each(message, &["certificate-cancelled-p3"])?),
        }
        blocks.push(self.footer(message)?);
        Ok(Section { language: self.language, blocks })
    }

    fn each(&self, message: &Message, keys: &[&str]) -> Result<Vec<Block>, TextError> {
        keys.iter().map(|key| self.about_certificate(message, key).map(Block::Paragraph)).collect()
    }

    fn fields(&self, certificate: &certificate::Model) -> Result<Vec<(String, String)>, TextError> {
        let language = self.language;
        let sex = match certificate.sex {
            Sex::Male => self.text("sex-male", &[])?,
            Sex::Female => self.text("sex-female", &[])?,
        };
        let born = day(language, certificate.birth_date);
        let issued = day(language, certificate.issued_on);
        let valid_until = day(language, last_day(certificate.issued_on));
        let fields = [
            ("number", Some(certificate.number.as_str())),
            ("holder-name", Some(&certificate.holder_name)),
            ("nationality", Some(&certificate.nationality)),
            ("sex", Some(&sex)),
            ("birth-date", Some(&born)),
            ("status-of-residence", Some(&certificate.status_of_residence)),
            ("period-of-stay", Some(&certificate.period_of_stay)),
            ("issued-on", Some(&issued)),
            ("valid-until", Some(&valid_until)),
            ("issuing-bureau", Some(&certificate.issuing_bureau)),
            ("application-number", certificate.application_number.as_deref()),
        ];
        fields
            .into_iter()
            .filter_map(|(key, value)| value.map(|value| (key, value)))
            .map(|(key, value)| Ok((self.text(&format!("certificate-label-{key}"), &[])?, value.to_owned())))
            .collect()
    }
}
