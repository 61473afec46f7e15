//! What every page shows about the installation: its title, the help desk, languages and colour schemes
//! (R4, R19, R20, R24, R29, R33).

use async_graphql::{ComplexObject, Context, SimpleObject};
use entity::language::Language as Column;

use super::{account::ColorScheme, request_context::RequestContext, site_link::SiteLink};
use crate::{
    graphql::{language::Language, texts::text},
    site,
};

/// The installation: the texts and menus in the header and footer of every page.
#[derive(SimpleObject)]
#[graphql(complex)]
pub struct Site {
    /// The telephone number of the System Help Desk, for questions about using the system.
    help_desk_phone: String,
    /// The email address of the System Help Desk.
    help_desk_email: String,
    /// The domain of all emails from the portal, without `@`, e.g. `portal.example.jp`. Ask people to allow
    /// this domain before each step that sends an email.
    mail_domain: String,
    /// The choices of the menu "Language", in the order of the menu.
    languages: Vec<LanguageChoice>,
    /// The choices of the menu "Change Color Scheme", in the order of the menu.
    color_schemes: Vec<ColorScheme>,
    /// Pages outside the portal that help its visitors, in the order in which to list them. Those that the
    /// installation does not name are missing.
    links: Vec<SiteLink>,
    #[graphql(skip)]
    settings: site::Site,
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

#[ComplexObject]
impl Site {
    /// The title of the top page.
    async fn title(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The language of the text. Default: that of the request.")] language: Option<
            Language,
        >,
    ) -> String {
        text(RequestContext::of(ctx).language(language), "site-title", &[])
    }

    /// The name of the bureau whose portal this is: in Japanese for readers of Japanese, in English for all
    /// others. Null if the installation does not name it.
    async fn bureau_name(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The language of the text. Default: that of the request.")] language: Option<
            Language,
        >,
    ) -> Option<&str> {
        let name = self.settings.bureau_name.as_ref()?;
        Some(name.in_language(RequestContext::of(ctx).language(language)))
    }

    /// The hours of the System Help Desk, as a sentence: when calls are answered, and that emails are
    /// received at any time.
    async fn help_desk_hours(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The language of the text. Default: that of the request.")] language: Option<
            Language,
        >,
    ) -> String {
        let hours = [("hours", self.settings.help_desk_hours.as_str())];
        text(RequestContext::of(ctx).language(language), "site-help-desk-hours", &hours)
    }

    /// "Contact Information": whom to ask about procedures, as a sentence.
    async fn procedure_contact(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The language of the text. Default: that of the request.")] language: Option<
            Language,
        >,
    ) -> String {
        text(RequestContext::of(ctx).language(language), "site-procedure-contact", &[])
    }

    /// The sentence that says that the Immigration Services Agency does not operate this installation. Show
    /// it on every page. Empty if the installation says no such thing.
    async fn disclaimer(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The language of the text. Default: that of the request.")] language: Option<
            Language,
        >,
    ) -> String {
        self.disclaimer_in(RequestContext::of(ctx).language(language))
    }
}

impl Site {
    /// Builds the description of the installation.
    #[must_use]
    pub fn new(site: &site::Site) -> Self {
        Self {
            help_desk_phone: site.help_desk_phone.clone(),
            help_desk_email: site.help_desk_email.clone(),
            mail_domain: site.mail_domain.clone(),
            languages: Column::ALL.map(Into::into).into(),
            color_schemes: vec![
                ColorScheme::Standard,
                ColorScheme::Blue,
                ColorScheme::Yellow,
                ColorScheme::Black,
            ],
            links: SiteLink::all(site),
            settings: site.clone(),
        }
    }

    fn disclaimer_in(&self, language: Column) -> String {
        if self.settings.has_disclaimer { text(language, "site-disclaimer", &[]) } else { String::new() }
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
            assert!(!Site::new(&trial).disclaimer_in(language).is_empty(), "{language:?}");
        }
        let agency = site::Site { has_disclaimer: false, ..trial };
        for language in Column::ALL {
            assert_eq!(Site::new(&agency).disclaimer_in(language), "", "{language:?}");
        }
    }
}
