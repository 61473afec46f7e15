//! Settings of `server serve` about the installation: what applicants see.
//!
//! Facts that mails also show have the same names as for the worker; give both programs the same values.

use std::collections::HashMap;

use entity::setting;
use url::{Host, Url};

use super::Check;
use crate::{procedure::Procedure, site::Site};

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
    /// Addresses of the pages where procedures begin, for "Search for Application Procedures": pairs of a
    /// procedure and an address, separated by commas, e.g.
    /// `user-registration=https://portal.example.jp/register`. Write %2C for a comma in an address. A
    /// procedure that is not listed has no address. Procedures are in-person-application, user-registration,
    /// counter-registration, receipt-registration, user-information and forgotten-login
    #[arg(long, env = "UKETORI_PROCEDURE_URLS")]
    procedure_urls: Option<String>,
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
        let urls = Some(self.procedure_urls.unwrap_or_default());
        let procedure_urls = check.that("UKETORI_PROCEDURE_URLS", urls, |text| urls_of(&text));
        Some(Site {
            help_desk_phone: help_desk_phone?,
            help_desk_hours: help_desk_hours?,
            help_desk_email: help_desk_email?,
            mail_domain: mail_domain?,
            has_disclaimer: has_disclaimer?,
            procedure_urls: procedure_urls?,
        })
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
    let mut urls = HashMap::new();
    for pair in text.split(',').map(str::trim).filter(|pair| !pair.is_empty()) {
        let (id, url) = pair.split_once('=').ok_or("must be pairs like user-registration=https://…")?;
        let procedure = Procedure::of_id(id)
            .ok_or_else(|| format!("there is no procedure called {id}; `server serve --help` lists them"))?;
        let url = Url::parse(url).ok().filter(|url| matches!(url.scheme(), "http" | "https"));
        let url = url.ok_or_else(|| format!("{id} must be an http(s) address"))?;
        if urls.insert(procedure, url).is_some() {
            return Err(format!("{id} is given twice"));
        }
    }
    Ok(urls)
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
            procedure_urls: Some(urls.to_owned()),
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
        let url = &site.procedure_urls[&Procedure::UserRegistration];
        assert_eq!(url.as_str(), "https://portal.example.jp/register?a=b");
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
