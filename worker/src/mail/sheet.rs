//! What people show to officials: the certificate, or the notice about one, in Japanese and English as the
//! agency does (P7). A label is in both languages, a value is there once.

use entity::{
    account::Sex,
    certificate::{self, reminder_schedule::last_day},
    language::Language,
};
use url::form_urlencoded;

use super::{
    compose::{Composer, kind_of},
    dates::day,
    layout::{Bilingual, Block, Check, Row, Section, Sheet},
    message::{Content, Message},
    texts::TextError,
};

/// The page on which anyone checks a certificate. Number and code are in the fragment, so they reach no
/// server log.
const CHECK: &str = "check";

/// Composes texts in Japanese and English.
struct Pair<'a> {
    ja: Composer<'a>,
    en: Composer<'a>,
}

impl Composer<'_> {
    /// The section in Japanese and English of a mail about a certificate; `None` if the mail is about none.
    pub(super) fn sheet(&self, message: &Message) -> Result<Option<Section>, TextError> {
        let composer = |language| Composer { texts: self.texts, sender: self.sender, language };
        let pair = Pair { ja: composer(Language::Ja), en: composer(Language::En) };
        let kind = kind_of(&message.content);
        let sheet = match &message.content {
            Content::Certificate { certificate, check_code } => pair.certificate(certificate, check_code)?,
            Content::ReceiptReminder(certificate) => {
                pair.notice(message, &[&format!("{kind}-p1")], pair.reminder_rows(certificate)?)?
            }
            Content::CertificateCancelled(certificate) => {
                let holder = pair.row("holder-name", certificate.holder_name.clone())?;
                let rows = vec![pair.number(certificate)?, holder];
                pair.notice(message, &[&format!("{kind}-p1"), &format!("{kind}-p2")], rows)?
            }
            _ => return Ok(None),
        };
        let mut blocks = vec![Block::Sheet(Box::new(sheet))];
        if self.sender.imprint.has_disclaimer {
            blocks.push(Block::Small(self.disclaimers()?));
        }
        Ok(Some(Section { language: Language::Ja, blocks }))
    }

    /// That the installation is not the agency's: once in a mail, below what could be taken for the agency's.
    fn disclaimers(&self) -> Result<Vec<(Language, String)>, TextError> {
        let mut languages = vec![Language::Ja, Language::En];
        if !languages.contains(&self.language) {
            languages.push(self.language);
        }
        let line = |language| Ok((language, self.texts.get(language, "layout-disclaimer", &[])?));
        languages.into_iter().map(line).collect()
    }
}

impl Pair<'_> {
    fn text(&self, key: &str) -> Result<Bilingual, TextError> {
        Ok(Bilingual { ja: self.ja.text(key, &[])?, en: self.en.text(key, &[])? })
    }

    fn row(&self, key: &str, value: String) -> Result<Row, TextError> {
        Ok(Row { label: self.text(&format!("certificate-label-{key}"))?, value, is_large: false })
    }

    fn number(&self, certificate: &certificate::Model) -> Result<Row, TextError> {
        Ok(Row { is_large: true, ..self.row("number", certificate.number.clone())? })
    }

    fn certificate(&self, certificate: &certificate::Model, check_code: &str) -> Result<Sheet, TextError> {
        let imprint = &self.ja.sender.imprint;
        let sex = self.text(match certificate.sex {
            Sex::Male => "sex-male",
            Sex::Female => "sex-female",
        })?;
        let mut rows = vec![
            self.number(certificate)?,
            self.row("holder-name", certificate.holder_name.clone())?,
            self.row("nationality", certificate.nationality.clone())?,
            self.row("sex", format!("{} / {}", sex.ja, sex.en))?,
            self.row("birth-date", in_both_forms(certificate.birth_date))?,
            self.row("status-of-residence", certificate.status_of_residence.clone())?,
            self.row("period-of-stay", certificate.period_of_stay.clone())?,
            self.row("issued-on", in_both_forms(certificate.issued_on))?,
            self.row("valid-until", in_both_forms(last_day(certificate.issued_on)))?,
            self.row("issuing-bureau", certificate.issuing_bureau.clone())?,
        ];
        if let Some(number) = &certificate.application_number {
            rows.push(self.row("application-number", number.clone())?);
        }
        let notes = (1..=3).map(|n| self.text(&format!("certificate-note-{n}"))).collect::<Result<_, _>>()?;
        Ok(Sheet {
            title: imprint.title.clone(),
            authority: imprint.authority.clone(),
            paragraphs: Vec::new(),
            rows,
            notes: Some((self.text("certificate-notes-heading")?, notes)),
            check: Some(self.check(&certificate.number, check_code)?),
        })
    }

    fn check(&self, number: &str, code: &str) -> Result<Check, TextError> {
        let mut url = self.ja.sender.public_url.join(CHECK).expect("our paths are relative URLs");
        let address = url.to_string();
        let mut fragment = form_urlencoded::Serializer::new(String::new());
        fragment.append_pair("number", number).append_pair("code", code);
        url.set_fragment(Some(&fragment.finish()));
        Ok(Check {
            text: self.text("certificate-check")?,
            page: self.text("certificate-label-check-page")?,
            address,
            url: url.into(),
            code: (self.text("certificate-label-check-code")?, code.to_owned()),
        })
    }

    fn reminder_rows(&self, certificate: &certificate::Model) -> Result<Vec<Row>, TextError> {
        let valid_until = in_both_forms(last_day(certificate.issued_on));
        // Nothing else of the certificate, not even a name (I39).
        Ok(vec![self.number(certificate)?, self.row("valid-until", valid_until)?])
    }

    /// A notice about a certificate: its title, these paragraphs, and these rows.
    fn notice(&self, message: &Message, keys: &[&str], rows: Vec<Row>) -> Result<Sheet, TextError> {
        let paragraph = |key: &&str| {
            let in_one = |composer: &Composer<'_>| composer.about_certificate(message, key);
            Ok(Bilingual { ja: in_one(&self.ja)?, en: in_one(&self.en)? })
        };
        let paragraphs = keys.iter().map(paragraph).collect::<Result<_, TextError>>()?;
        let title = self.text(&format!("{}-title", kind_of(&message.content)))?;
        Ok(Sheet { title, authority: None, paragraphs, rows, notes: None, check: None })
    }
}

/// A date in Japanese and in English.
fn in_both_forms(date: chrono::NaiveDate) -> String {
    format!("{} / {}", day(Language::Ja, date), day(Language::En, date))
}
