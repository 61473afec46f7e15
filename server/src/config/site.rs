//! Settings of `server serve` about the installation: what applicants see.
//!
//! Facts that mails also show have the same names as for the worker; give both programs the same values.

use std::collections::HashMap;

use entity::{language::Language, setting};
use url::{Host, Url};

use super::Check;
use crate::{
    procedure::Procedure,
    site::{BureauName, Link, LinkKind, Site},
};

/// Flags of `server serve` about the installation, as text.
#[derive(Debug, clap::Args)]
pub struct SiteArgs {
    /// The sender address of mails, the same as for the worker. The portal tells users to allow its domain.
    /// Required
    #[arg(long, env = "UKETORI_MAIL_FROM")]
    mail_from: Option<String>,
    /// The telephone number of the help desk, as the portal shows it, e.g. 050-0000-0000. Required
    #[arg(long, env = "UKETORI_HELP_DESK_PHONE")]
    help_desk_phone: Option<String>,
    /// The hours of the help desk on weekdays, as the portal shows them
    #[arg(long, env = "UKETORI_HELP_DESK_HOURS", default_value = "9:00-17:00")]
    help_desk_hours: String,
    /// The email address of the help desk, as the portal shows it. Required
    #[arg(long, env = "UKETORI_HELP_DESK_EMAIL")]
    help_desk_email: Option<String>,
    /// Whether the portal says that the Immigration Services Agency does not operate this installation:
    /// `shown` or `none`, the same as for the worker
    #[arg(long, env = "UKETORI_DISCLAIMER", default_value = "shown")]
    disclaimer: String,
    /// The name of the bureau, as the portal shows it: in Japanese, a |, and in English. Without it, the
    /// portal names no bureau
    #[arg(long, env = "UKETORI_BUREAU_NAME")]
    bureau_name: Option<String>,
    /// Addresses of pages outside the portal: pairs of a link and an address, separated by commas, e.g.
    /// `agency=https://agency.example/en,agency:ja=https://agency.example/`. The address after `agency:ja` is
    /// for readers of Japanese, the one after `agency` for all others. Write %2C for a comma in an address.
    /// Links are agency, bureaus, guide, who-can-register, before-registration and card-software
    #[arg(long, env = "UKETORI_SITE_LINKS")]
    site_links: Option<String>,
    /// The public address of the portal, the same as for the worker. "Search for Application Procedures" then
    /// leads to its pages. Officers see it in previews of mails; without it, they see the domain of
    /// `UKETORI_MAIL_FROM`
    #[arg(long, env = "UKETORI_PUBLIC_URL")]
    public_url: Option<String>,
    /// Addresses of the pages where procedures begin, in place of the portal's own: pairs of a procedure and
    /// an address, separated by commas, e.g. `user-registration=https://portal.example.jp/join`. Write %2C for
    /// a comma in an address. Procedures are in-person-application, user-registration, counter-registration,
    /// receipt-registration, user-information and forgotten-login
    #[arg(long, env = "UKETORI_PROCEDURE_URLS")]
    procedure_urls: Option<String>,
    /// The title of certificates, in Japanese and English with a | between them, the same as for the worker.
    /// Officers see it in previews of mails. Default: that of the worker
    #[arg(long, env = "UKETORI_CERTIFICATE_TITLE")]
    certificate_title: Option<String>,
    /// Authority that is printed below the title of certificates, in Japanese and English with a | between
    /// them, the same as for the worker. Officers see it in previews of mails. Default: none
    #[arg(long, env = "UKETORI_CERTIFICATE_AUTHORITY")]
    certificate_authority: Option<String>,
}

impl SiteArgs {
    /// Checks these flags and adds their errors to `check`; `None` if one of them is wrong.
    pub(super) fn check(self, check: &mut Check) -> Option<Site> {
        let mail_domain = check.that("UKETORI_MAIL_FROM", self.mail_from, |text| {
            domain(&text).ok_or_else(|| "must be an email address in ASCII".to_owned())
        });
        let help_desk_phone = check.that("UKETORI_HELP_DESK_PHONE", self.help_desk_phone, shown);
        let help_desk_hours = check.that("UKETORI_HELP_DESK_HOURS", Some(self.help_desk_hours), shown);
        let help_desk_email = check.that("UKETORI_HELP_DESK_EMAIL", self.help_desk_email, shown);
        let has_disclaimer =
            check.that("UKETORI_DISCLAIMER", Some(self.disclaimer), |text| setting::disclaimer(&text));
        let bureau_name = optional(check, "UKETORI_BUREAU_NAME", self.bureau_name, |text| {
            let (ja, en) = setting::bilingual(text)?;
            Ok(BureauName { ja, en })
        });
        let links = Some(self.site_links.unwrap_or_default());
        let links = check.that("UKETORI_SITE_LINKS", links, |text| links_of(&text));
        let public_url = optional(check, "UKETORI_PUBLIC_URL", self.public_url, setting::url::base);
        let bilingual = setting::bilingual;
        let title = optional(check, "UKETORI_CERTIFICATE_TITLE", self.certificate_title, bilingual);
        let authority =
            optional(check, "UKETORI_CERTIFICATE_AUTHORITY", self.certificate_authority, bilingual);
        let urls = Some(self.procedure_urls.unwrap_or_default());
        let procedure_urls = check.that("UKETORI_PROCEDURE_URLS", urls, |text| urls_of(&text));
        Some(Site {
            help_desk_phone: help_desk_phone?,
            help_desk_hours: help_desk_hours?,
            help_desk_email: help_desk_email?,
            mail_domain: mail_domain?,
            has_disclaimer: has_disclaimer?,
            bureau_name: bureau_name?,
            links: links?,
            public_url: public_url?,
            procedure_urls: procedure_urls?,
            certificate_title: title?,
            certificate_authority: authority?,
        })
    }
}

/// Checks a setting that may be left out or empty.
#[expect(clippy::option_option, reason = "None: it is wrong; Some(None): it is left out")]
fn optional<T>(
    check: &mut Check,
    name: &'static str,
    text: Option<String>,
    parse: impl FnOnce(&str) -> Result<T, String>,
) -> Option<Option<T>> {
    match text.filter(|text| !text.is_empty()) {
        Some(text) => check.that(name, Some(text), |text| parse(&text)).map(Some),
        None => Some(None),
    }
}

fn domain(address: &str) -> Option<String> {
    let (local, domain) = address.rsplit_once('@').filter(|_| address.is_ascii())?;
    let is_name = |domain: &str| matches!(Host::parse(domain), Ok(Host::Domain(_)));
    let is_address = !local.is_empty() && !local.contains(|c: char| c.is_whitespace()) && is_name(domain);
    is_address.then(|| domain.to_ascii_lowercase())
}

/// Checks a text that applicants see: one line, not empty.
fn shown(text: String) -> Result<String, String> {
    match text.trim() {
        "" => Err("must not be empty".to_owned()),
        line if line.contains(char::is_control) => Err("must be one line".to_owned()),
        _ => Ok(text),
    }
}

fn urls_of(text: &str) -> Result<HashMap<Procedure, Url>, String> {
    let pairs = pairs(text, "user-registration=https://…")?;
    let named = pairs.into_iter().map(|(id, url)| match Procedure::of_id(id) {
        Some(procedure) => Ok((procedure, url)),
        None => Err(format!("there is no procedure called {id}; `server serve --help` lists them")),
    });
    named.collect()
}

fn links_of(text: &str) -> Result<HashMap<LinkKind, Link>, String> {
    let mut links = HashMap::new();
    let mut of_languages = Vec::new();
    for (name, url) in pairs(text, "agency=https://…")? {
        let (id, tag) = name.split_once(':').map_or((name, None), |(id, tag)| (id, Some(tag)));
        let kind = LinkKind::of_id(id)
            .ok_or_else(|| format!("there is no link called {id}; `server serve --help` lists them"))?;
        match tag {
            None => drop(links.insert(kind, Link { url, by_language: HashMap::new() })),
            Some(tag) => of_languages.push((kind, tag, url)),
        }
    }
    for (kind, tag, url) in of_languages {
        let language = Language::ALL.into_iter().find(|language| language.tag() == tag);
        let language = language.ok_or_else(|| format!("{tag} is not a language of the portal"))?;
        let link = links.get_mut(&kind);
        let link = link.ok_or_else(|| format!("{0} is missing, the address for all readers", kind.id()))?;
        link.by_language.insert(language, url);
    }
    Ok(links)
}

/// Reads pairs of a name and an http(s) address. No name may occur twice.
fn pairs<'a>(text: &'a str, example: &str) -> Result<Vec<(&'a str, Url)>, String> {
    let mut pairs: Vec<(&str, Url)> = Vec::new();
    for pair in text.split(',').map(str::trim).filter(|pair| !pair.is_empty()) {
        let (name, url) = pair.split_once('=').ok_or_else(|| format!("must be pairs like {example}"))?;
        let url = Url::parse(url).ok().filter(|url| matches!(url.scheme(), "http" | "https"));
        let url = url.ok_or_else(|| format!("{name} must be an http(s) address"))?;
        if pairs.iter().any(|(before, _)| *before == name) {
            return Err(format!("{name} is given twice"));
        }
        pairs.push((name, url));
    }
    Ok(pairs)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(from: &str, phone: &str, urls: &str) -> Result<Site, String> {
        let mut check = Check::default();
        let args = SiteArgs {
            mail_from: Some(from.to_owned()),
            help_desk_phone: Some(phone.to_owned()),
            help_desk_hours: "9:00-17:00".to_owned(),
            help_desk_email: Some("help@portal.example.jp".to_owned()),
            disclaimer: "none".to_owned(),
            bureau_name: Some("東京局|Tokyo Bureau".to_owned()),
            site_links: None,
            public_url: Some("https://portal.example.jp/coe/".to_owned()),
            procedure_urls: Some(urls.to_owned()),
            certificate_title: None,
            certificate_authority: Some(String::new()),
        };
        args.check(&mut check).ok_or_else(|| check.0.as_slice().join("\n"))
    }

    #[test]
    fn the_particulars_of_an_installation() {
        let urls =
            "user-registration=https://portal.example.jp/register?a=b, user-information=http://127.0.0.1/me";
        let site = check("no-reply@Portal.example.jp", "050-0000-0000", urls).expect("valid settings");
        assert_eq!(site.mail_domain, "portal.example.jp");
        assert!(!site.has_disclaimer);
        assert_eq!(site.procedure_urls.len(), 2);
        assert_eq!(site.public_url.as_ref().map(Url::as_str), Some("https://portal.example.jp/coe/"));
        assert_eq!((&site.certificate_title, &site.certificate_authority), (&None, &None));
        let url = &site.procedure_urls[&Procedure::UserRegistration];
        assert_eq!(url.as_str(), "https://portal.example.jp/register?a=b");
        let start = |procedure| site.start_of(procedure).map(String::from);
        let own = "https://portal.example.jp/coe/receipts";
        assert_eq!(start(Procedure::ReceiptRegistration).as_deref(), Some(own), "the portal's own page");
        assert_eq!(start(Procedure::UserInformation).as_deref(), Some("http://127.0.0.1/me"));
        assert_eq!(start(Procedure::InPersonApplication), None);
        let name = site.bureau_name.expect("a name");
        let names = [Language::Ja, Language::ZhHant].map(|language| name.in_language(language));
        assert_eq!(names, ["東京局", "Tokyo Bureau"]);
    }

    #[test]
    fn a_link_has_an_address_for_all_readers_and_others_for_some() {
        let text =
            "bureaus:ja=https://a.example/ja, agency=https://b.example/,bureaus=https://a.example/en?x=%2C";
        let links = links_of(text).expect("valid links");
        let url = |kind, language| links[&kind].url_in(language).as_str();
        assert_eq!(url(LinkKind::Bureaus, Language::Ja), "https://a.example/ja");
        assert_eq!(url(LinkKind::Bureaus, Language::Ko), "https://a.example/en?x=%2C");
        assert_eq!(url(LinkKind::Agency, Language::Ja), "https://b.example/");
        assert_eq!(links.len(), 2);
        for (text, expected) in [
            ("bureaus", "must be pairs like agency=https://…"),
            ("home=https://a.example", "there is no link called home; `server serve --help` lists them"),
            ("bureaus:ja=https://a.example", "bureaus is missing, the address for all readers"),
            ("agency=https://a.example,agency:fr=https://a.example/fr", "fr is not a language of the portal"),
            ("agency=https://a.example,agency=https://b.example", "agency is given twice"),
            ("agency=javascript:alert(1)", "agency must be an http(s) address"),
        ] {
            assert_eq!(links_of(text), Err(expected.to_owned()), "{text}");
        }
    }

    #[test]
    fn every_wrong_one_is_named() {
        for from in
            ["", "nobody", "@a.example", "a@", "a b@a.example", "a@127.0.0.1", "ä@a.example", "a@a b.example"]
        {
            assert_eq!(
                check(from, "1", "").err(),
                Some("UKETORI_MAIL_FROM: must be an email address in ASCII".to_owned())
            );
        }
        for phone in ["", "  ", "a\nb"] {
            assert!(
                check("a@b.example", phone, "")
                    .is_err_and(|text| text.starts_with("UKETORI_HELP_DESK_PHONE"))
            );
        }
        for urls in [
            "x",
            "x=https://a.example",
            "user-registration=/register",
            "user-registration=ftp://a.example",
            "user-registration=https://a.example,user-registration=https://b.example",
        ] {
            assert!(
                check("a@b.example", "1", urls).is_err_and(|text| text.starts_with("UKETORI_PROCEDURE_URLS")),
                "{urls}"
            );
        }
    }
}
