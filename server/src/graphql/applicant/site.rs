//! What every page shows about the installation: its title, the help desk, languages and colour schemes
//! (R4, R19, R20, R24, R29, R33).

use async_graphql::SimpleObject;
use entity::language::Language as Column;

use super::account::ColorScheme;
use crate::{
    graphql::{language::Language, texts::text},
    site,
};

/// The installation: the texts and menus in the header and footer of every page.
#[derive(SimpleObject)]
pub struct Site {
    /// The title of the top page.
    title: String,
    /// The telephone number of the System Help Desk, for questions about using the system.
    help_desk_phone: String,
    /// The hours of the System Help Desk, as a sentence: when calls are answered, and that emails are
    /// received at any time.
    help_desk_hours: String,
    /// The email address of the System Help Desk.
    help_desk_email: String,
    /// The domain of all emails from the portal, without `@`, e.g. `portal.example.jp`. Ask people to allow
    /// this domain before each step that sends an email.
    mail_domain: String,
    /// "Contact Information": whom to ask about procedures, as a sentence.
    procedure_contact: String,
    /// The sentence that says that the Immigration Services Agency does not operate this installation. Show
    /// it on every page. Empty if the installation says no such thing.
    disclaimer: String,
    /// The choices of the menu "Language", in the order of the menu.
    languages: Vec<LanguageChoice>,
    /// The choices of the menu "Change Color Scheme", in the order of the menu.
    color_schemes: Vec<ColorScheme>,
}

/// A choice of the menu "Language".
#[derive(SimpleObject)]
pub struct LanguageChoice {
    /// The value for inputs such as `changePreferences`.
    language: Language,
    /// The BCP 47 tag for `Accept-Language`, e.g. `zh-Hant`.
    tag: &'static str,
    /// The name in the language itself, as the menu shows it, e.g. `Español`.
    own_name: &'static str,
    /// The name in English, e.g. `Spanish`.
    english_name: &'static str,
}

impl Site {
    /// Builds the description of the installation, with texts in `language`.
    #[must_use]
    pub fn new(site: &site::Site, language: Column) -> Self {
        let text = |key, values: &[_]| text(language, key, values);
        Self {
            title: text("site-title", &[]),
            help_desk_phone: site.help_desk_phone.clone(),
            help_desk_hours: text("site-help-desk-hours", &[("hours", &site.help_desk_hours)]),
            help_desk_email: site.help_desk_email.clone(),
            mail_domain: site.mail_domain.clone(),
            procedure_contact: text("site-procedure-contact", &[]),
            disclaimer: if site.has_disclaimer { text("site-disclaimer", &[]) } else { String::new() },
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

#[cfg(test)]
mod tests {
    use super::*;

    /// I40: a trial says that it is not the agency's; the agency's own installation need not.
    #[test]
    fn the_disclaimer_is_a_setting() {
        let trial = site::Site::example();
        for language in Column::ALL {
            assert!(!Site::new(&trial, language).disclaimer.is_empty(), "{language:?}");
        }
        let agency = site::Site { has_disclaimer: false, ..trial };
        for language in Column::ALL {
            assert_eq!(Site::new(&agency, language).disclaimer, "", "{language:?}");
        }
    }
}
