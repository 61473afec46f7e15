//! What both programs know about settings: the names, how errors are collected, and the format of environment
//! variables and URLs.
//!
//! Servers and workers can share one environment file, so each program knows the names of both.
//! `tests/settings.rs` compares the list with the flags of both. Nothing here reads the environment. No error
//! contains a value, because a URL can contain a password.

mod check;
pub mod log_filter;
pub mod url;

use std::{ffi::OsString, path::PathBuf};

pub use self::check::{Check, WrongSettings};

/// The prefix of every setting's name.
const PREFIX: &str = "UKETORI_";

/// All settings of servers, commands and workers, in alphabetical order.
pub const NAMES: [&str; 43] = [
    "UKETORI_ALLOWED_ORIGINS",
    "UKETORI_BOUNCE_ADDRESS",
    "UKETORI_BOUNCE_IMAP_URL",
    "UKETORI_BUREAU_NAME",
    "UKETORI_CERTIFICATE_AUTHORITY",
    "UKETORI_CERTIFICATE_TITLE",
    "UKETORI_DATABASE_CONNECTIONS",
    "UKETORI_DATABASE_URL",
    "UKETORI_DEVICE_COOKIE",
    "UKETORI_DISCLAIMER",
    "UKETORI_GRAPHQL_DOCUMENTS",
    "UKETORI_GRAPHQL_LIMITS",
    "UKETORI_GRAPHQL_MANIFEST",
    "UKETORI_HELP_DESK_EMAIL",
    "UKETORI_HELP_DESK_HOURS",
    "UKETORI_HELP_DESK_PHONE",
    "UKETORI_HOOK_SECRET",
    "UKETORI_HOOK_SES_TOPIC",
    "UKETORI_LINK_KEY_FILE",
    "UKETORI_LINK_LIFETIMES",
    "UKETORI_LISTEN",
    "UKETORI_MAIL_FROM",
    "UKETORI_MAIL_RATE",
    "UKETORI_MAX_CONNECTIONS",
    "UKETORI_MAX_CONNECTIONS_PER_CLIENT",
    "UKETORI_OFFICER_ALLOWED_ORIGINS",
    "UKETORI_OFFICER_LISTEN",
    "UKETORI_OFFICER_MAX_CONNECTIONS",
    "UKETORI_PROCEDURE_URLS",
    "UKETORI_PUBLIC_URL",
    "UKETORI_RATE_LIMITS",
    "UKETORI_REDIS_CA_FILE",
    "UKETORI_REDIS_PREFIX",
    "UKETORI_REDIS_URL",
    "UKETORI_SERVER_KEY_FILE",
    "UKETORI_SESSION_CAP_HOURS",
    "UKETORI_SHUTDOWN_DELAY",
    "UKETORI_SITE_LINKS",
    "UKETORI_SMTP_HELLO",
    "UKETORI_SMTP_URL",
    "UKETORI_SMTP_URL_2",
    "UKETORI_TRUSTED_PROXIES",
    "UKETORI_WORKER_CONCURRENCY",
];

/// Facts in a program's environment that no command's flags cover: the log filter, and names that are not
/// settings.
#[derive(Debug, Default, PartialEq, Eq)]
pub struct Environment {
    /// `RUST_LOG`, if it is set, not empty, and valid.
    pub log_filter: Option<String>,
    /// The errors, one line for each variable.
    pub faults: Vec<String>,
}

impl Environment {
    /// Checks all environment variables of a process.
    pub fn of(variables: impl IntoIterator<Item = (OsString, OsString)>) -> Self {
        let mut found = Self::default();
        let mut variables: Vec<_> = variables.into_iter().collect();
        // In a fixed order, so that the same environment gives the same message each time.
        variables.sort();
        for (name, value) in variables {
            let (name, value) = (name.to_string_lossy(), value.to_string_lossy());
            if name == "RUST_LOG" && !value.trim().is_empty() {
                match log_filter::check(&value) {
                    Ok(()) => found.log_filter = Some(value.into_owned()),
                    Err(fault) => found.faults.push(format!("RUST_LOG: {fault}")),
                }
            } else if is_misnamed(&name) && !is_service_link(&name) {
                let nearest = nearest(&name.to_ascii_uppercase(), NAMES);
                found.faults.push(format!("{name}: is not a setting{}", suggestion(nearest)));
            }
        }
        found
    }
}

/// Reads `UKETORI_DISCLAIMER`: whether portal and mails say that the agency does not operate the installation.
pub fn disclaimer(text: &str) -> Result<bool, String> {
    match text {
        "shown" => Ok(true),
        "none" => Ok(false),
        _ => Err("must be shown or none".to_owned()),
    }
}

/// Parses a text in Japanese and English, of the form `Japanese|English`.
pub fn bilingual(text: &str) -> Result<(String, String), String> {
    let (ja, en) = text.split_once('|').unwrap_or_default();
    let (ja, en) = (ja.trim(), en.trim());
    let is_line = |text: &str| !text.is_empty() && !text.contains(|c: char| c == '|' || c.is_control());
    if is_line(ja) && is_line(en) {
        Ok((ja.to_owned(), en.to_owned()))
    } else {
        Err("must be the text in Japanese, a |, and the text in English".to_owned())
    }
}

/// Treats an empty path as not given, as an environment file may set a variable to nothing.
#[must_use]
pub fn given(path: Option<PathBuf>) -> Option<PathBuf> {
    path.filter(|path| !path.as_os_str().is_empty())
}

/// Whether a file's content has a certificate in PEM. The TLS libraries silently take a file without one for
/// an empty list of authorities.
#[must_use]
pub fn has_certificate(content: &[u8]) -> bool {
    let begin = b"-----BEGIN CERTIFICATE-----";
    content.windows(begin.len()).any(|part| part == begin)
}

/// Variables for scripts that start the programs: the folder of the programs, and the number of workers. The
/// programs inherit them and do not read them.
const STARTERS: [&str; 2] = ["UKETORI_BIN", "UKETORI_WORKERS"];

/// Whether a name looks like one of our settings and is not one.
fn is_misnamed(name: &str) -> bool {
    name.to_ascii_uppercase().starts_with(PREFIX) && !NAMES.contains(&name) && !STARTERS.contains(&name)
}

/// Whether Kubernetes sets this variable for a Service called `uketori` or `uketori-…`.
fn is_service_link(name: &str) -> bool {
    let is_port = |part: &str| part.split('_').next().is_some_and(|port| port.parse::<u16>().is_ok());
    name.ends_with("_SERVICE_HOST")
        || name.ends_with("_SERVICE_PORT")
        || name.contains("_SERVICE_PORT_")
        || name.ends_with("_PORT")
        || name.split_once("_PORT_").is_some_and(|(_, rest)| is_port(rest))
}

/// The known name most similar to `name`, if any is similar enough.
fn nearest(name: &str, known: impl IntoIterator<Item = &'static str>) -> Option<&'static str> {
    // The common prefix would make all names similar. For short names, Jaro rates one slip too low, so one
    // edit counts as a match.
    let own = |name: &str| name.strip_prefix(PREFIX).unwrap_or(name).to_owned();
    let likeness = |known: &str| match strsim::damerau_levenshtein(&own(name), &own(known)) {
        0 | 1 => 1.0,
        _ => strsim::jaro(&own(name), &own(known)),
    };
    let best = known.into_iter().map(|known| (likeness(known), known));
    let best = best.max_by(|(one, _), (other, _)| one.total_cmp(other));
    best.filter(|(likeness, _)| *likeness > 0.7).map(|(_, known)| known)
}

fn suggestion(nearest: Option<&str>) -> String {
    nearest.map_or_else(
        || "; `server serve --help` and `worker --help` list all settings".to_owned(),
        |nearest| format!("; did you mean {nearest}?"),
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    fn faults(variables: &[(&str, &str)]) -> Vec<String> {
        let variables = variables.iter().map(|(name, value)| (name.into(), value.into()));
        Environment::of(variables).faults
    }

    #[test]
    fn a_misspelt_setting_is_named_with_the_right_one_and_without_its_value() {
        for (wrong, right) in [
            ("UKETORI_DATBASE_URL", "UKETORI_DATABASE_URL"),
            ("UKETORI_DATABASE", "UKETORI_DATABASE_URL"),
            ("UKETORI_SMTP_URL2", "UKETORI_SMTP_URL_2"),
            ("UKETORI_TRUSTED_PROXY", "UKETORI_TRUSTED_PROXIES"),
            ("UKETORI_ALLOWED_ORIGIN", "UKETORI_ALLOWED_ORIGINS"),
            ("uketori_listen", "UKETORI_LISTEN"),
            ("UKETORI_CONCURRENCY", "UKETORI_WORKER_CONCURRENCY"),
        ] {
            let expected = format!("{wrong}: is not a setting; did you mean {right}?");
            assert_eq!(faults(&[(wrong, "hunter2")]), [expected]);
        }
        let [fault] = &faults(&[("UKETORI_XQZ", "hunter2")])[..] else { panic!("one fault") };
        assert!(fault.contains("server serve --help") && !fault.contains("hunter2"), "{fault}");
    }

    #[test]
    fn known_names_other_programs_starters_and_kubernetes_services_are_no_faults() {
        let known = NAMES.map(|name| (name, "anything"));
        assert!(faults(&known).is_empty());
        for name in [
            "PATH",
            "PGUSER",
            "UKETORI",
            "UKETORI_SERVICE_HOST",
            "UKETORI_SERVICE_PORT",
            "UKETORI_SERVICE_PORT_HTTP",
            "UKETORI_PORT",
            "UKETORI_SERVER_PORT_8000_TCP_ADDR",
            "UKETORI_BIN",
            "UKETORI_WORKERS",
        ] {
            assert!(faults(&[(name, "tcp://10.0.0.1:8000")]).is_empty(), "{name}");
        }
    }

    #[test]
    fn the_list_is_in_order_and_names_nothing_twice() {
        assert!(NAMES.is_sorted_by(|one, next| one < next));
    }

    #[test]
    fn a_log_filter_is_passed_on_or_refused() {
        let of = |value: &str| Environment::of([("RUST_LOG".into(), value.into())]);
        assert_eq!(of("info,sqlx=warn").log_filter.as_deref(), Some("info,sqlx=warn"));
        assert_eq!(of(" "), Environment::default(), "empty is not set");
        assert!(of("inof").faults[0].starts_with("RUST_LOG: `inof`"));
    }
}
