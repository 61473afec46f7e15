//! What an installation publishes about itself besides its texts: the bureau, the help desk, the domain of its
//! mails, and addresses of pages (R4, R19, R28, R33, R91).
//!
//! All of it is configuration; the addresses in the manuals belong to the agency (I40).

use std::collections::HashMap;

use entity::language::Language;
use url::Url;

use crate::procedure::Procedure;

/// The public details of an installation.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Site {
    /// The telephone number of the help desk, as displayed.
    pub help_desk_phone: String,
    /// The opening hours of the help desk on weekdays, e.g. `9:00-17:00`.
    pub help_desk_hours: String,
    /// The e-mail address of the help desk.
    pub help_desk_email: String,
    /// The domain that all mails come from, without the `@`.
    pub mail_domain: String,
    /// Whether the portal says that the agency does not operate the installation.
    pub has_disclaimer: bool,
    /// The name of the bureau; `None` if the portal does not name it.
    pub bureau_name: Option<BureauName>,
    /// Pages outside the portal; some may be missing.
    pub links: HashMap<LinkKind, Link>,
    /// The base of the portal's pages, to which links in mails lead; `None` if its address is not known.
    pub public_url: Option<Url>,
    /// The start pages of procedures that do not start in the portal.
    pub procedure_urls: HashMap<Procedure, Url>,
    /// The title of certificates, in Japanese and English; `None` for the usual one. Only previews show it.
    pub certificate_title: Option<(String, String)>,
    /// The authority below the title, in Japanese and English; `None` for none. Only previews show it.
    pub certificate_authority: Option<(String, String)>,
}

/// The name of a bureau.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct BureauName {
    /// In Japanese.
    pub ja: String,
    /// In English.
    pub en: String,
}

/// What a link leads to.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum LinkKind {
    /// The website of the agency (R28).
    Agency,
    /// The list of the regional bureaus, with their telephone numbers (R19, R33).
    Bureaus,
    /// The manual of the portal.
    Guide,
    /// Who can register online (R91).
    WhoCanRegister,
    /// Preparations for the registration (R91).
    BeforeRegistration,
    /// The JPKI client software (R91).
    CardSoftware,
}

/// A page outside the portal.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Link {
    /// The address for all readers whose language has none of its own.
    pub url: Url,
    /// The addresses for readers of one language.
    pub by_language: HashMap<Language, Url>,
}

impl BureauName {
    /// The name for readers of a language: in English unless they read Japanese.
    #[must_use]
    pub fn in_language(&self, language: Language) -> &str {
        if language == Language::Ja { &self.ja } else { &self.en }
    }
}

impl LinkKind {
    /// All kinds, in the order in which they are listed.
    pub const ALL: [Self; 6] = [
        Self::Agency,
        Self::Bureaus,
        Self::Guide,
        Self::WhoCanRegister,
        Self::BeforeRegistration,
        Self::CardSoftware,
    ];

    /// Its name in settings and in the key of its text.
    #[must_use]
    pub const fn id(self) -> &'static str {
        match self {
            Self::Agency => "agency",
            Self::Bureaus => "bureaus",
            Self::Guide => "guide",
            Self::WhoCanRegister => "who-can-register",
            Self::BeforeRegistration => "before-registration",
            Self::CardSoftware => "card-software",
        }
    }

    /// The kind with this [`id`](Self::id).
    #[must_use]
    pub fn of_id(id: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.id() == id)
    }
}

impl Link {
    /// The address for readers of a language.
    #[must_use]
    pub fn url_in(&self, language: Language) -> &Url {
        self.by_language.get(&language).unwrap_or(&self.url)
    }

    /// The languages whose readers have an address of their own, in the order of the menu.
    pub fn languages(&self) -> impl Iterator<Item = Language> {
        Language::ALL.into_iter().filter(|language| self.by_language.contains_key(language))
    }
}

impl Site {
    /// Example values; none of these addresses reaches anyone.
    #[must_use]
    pub fn example() -> Self {
        Self {
            help_desk_phone: "050-0000-0000".to_owned(),
            help_desk_hours: "9:00-17:00".to_owned(),
            help_desk_email: "help@uketori.example".to_owned(),
            mail_domain: "uketori.example".to_owned(),
            has_disclaimer: true,
            bureau_name: Some(BureauName {
                ja: "見本出入国在留管理局".to_owned(),
                en: "Example Regional Immigration Bureau".to_owned(),
            }),
            links: LinkKind::ALL.map(|kind| (kind, example_link(kind))).into(),
            public_url: None,
            procedure_urls: HashMap::new(),
            certificate_title: None,
            certificate_authority: None,
        }
    }

    /// The address of the page where a procedure starts; `None` if it starts at a counter, or if the address
    /// of the portal is not known.
    #[must_use]
    pub fn start_of(&self, procedure: Procedure) -> Option<Url> {
        let own = || self.public_url.as_ref()?.join(procedure.page()?).ok();
        self.procedure_urls.get(&procedure).cloned().or_else(own)
    }
}

/// An address that leads nowhere, with another one for readers of Japanese.
fn example_link(kind: LinkKind) -> Link {
    let url = |language| format!("https://agency.example/{language}/{}", kind.id());
    let url = |language| url(language).parse().expect("a good address");
    Link { url: url("en"), by_language: [(Language::Ja, url("ja"))].into() }
}
