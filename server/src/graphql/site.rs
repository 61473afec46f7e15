//! What every page of the portal shows of the installation: its title, whom to ask, languages and colours.

use async_graphql::SimpleObject;
use entity::language::Language as Column;

use super::{account::ColorScheme, language::Language, texts::text};
use crate::site;

/// The installation, as the top page and the footer of every page show it (R19, R24, R29, R33).
#[derive(SimpleObject)]
pub struct Site {
    /// The title of the top page (R29).
    title: String,
    /// The System Help Desk's telephone number, for questions about using the system (R33).
    help_desk_phone: String,
    /// When the telephone is answered, and that e-mail is received at all hours: a sentence (R33).
    help_desk_hours: String,
    /// The System Help Desk's e-mail address (R33).
    help_desk_email: String,
    /// The domain that all mails come from, without the `@`. Readers are told to allow it, before each step that
    /// sends a mail (R4).
    mail_domain: String,
    /// "Contact Information": where to ask about procedures (R19, R33).
    procedure_contact: String,
    /// Who does not operate this installation; every page states it.
    disclaimer: String,
    /// The choices of "Language", in the order of the menu (R24).
    languages: Vec<LanguageChoice>,
    /// The choices of "Change Color Scheme", in their order (R20).
    color_schemes: Vec<ColorScheme>,
}

/// A choice of "Language" (R24).
#[derive(SimpleObject)]
pub struct LanguageChoice {
    /// The language.
    language: Language,
    /// Its BCP 47 tag, as `Accept-Language` takes it.
    tag: &'static str,
    /// Its name in itself, as the menu shows it.
    own_name: &'static str,
    /// Its name in English.
    english_name: &'static str,
}

impl Site {
    /// The installation, with texts in `language`.
    #[must_use]
    pub fn new(site: &site::Site, language: Column) -> Self {
        let text = |key, facts: &[_]| text(language, key, facts);
        Self {
            title: text("site-title", &[]),
            help_desk_phone: site.help_desk_phone.clone(),
            help_desk_hours: text("site-help-desk-hours", &[("hours", &site.help_desk_hours)]),
            help_desk_email: site.help_desk_email.clone(),
            mail_domain: site.mail_domain.clone(),
            procedure_contact: text("site-procedure-contact", &[]),
            disclaimer: text("site-disclaimer", &[]),
            languages: Column::ALL.map(Into::into).into(),
            color_schemes: vec![
                ColorScheme::Standard,
                ColorScheme::Blue,
                ColorScheme::Yellow,
                ColorScheme::Black,
            ],
        }
    }
}

impl From<Column> for LanguageChoice {
    fn from(language: Column) -> Self {
        Self {
            language: language.into(),
            tag: language.tag(),
            own_name: language.own_name(),
            english_name: language.english_name(),
        }
    }
}
