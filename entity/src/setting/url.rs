//! Checks settings that are URLs. An error names a parameter, but never a value or another part of the URL,
//! because both can be secret.

use url::Url;

use super::nearest;

/// The parameters of a PostgreSQL URL that the driver (sqlx 0.9) reads.
const POSTGRES_PARAMETERS: [&str; 18] = [
    "application_name",
    "dbname",
    "host",
    "hostaddr",
    "options",
    "password",
    "port",
    "ssl-ca",
    "ssl-cert",
    "ssl-key",
    "ssl-mode",
    "ssl-root-cert",
    "sslcert",
    "sslkey",
    "sslmode",
    "sslrootcert",
    "statement-cache-capacity",
    "user",
];

/// The values of `sslmode`. libpq's `allow` is missing, because the driver treats it as `disable`.
const SSL_MODES: [&str; 5] = ["disable", "prefer", "require", "verify-ca", "verify-full"];

const ONE_HOST: &str = "must name one host, without target_session_attrs, because the driver tries no second \
                        host; use a name, a virtual address or a proxy that always leads to the primary server";

/// Checks the URL of a PostgreSQL database.
pub fn postgres(text: &str) -> Result<(), String> {
    let form = || "must be postgres://user:password@host/database".to_owned();
    // Looked for in the text, because several hosts with ports are no valid URL.
    let hosts =
        text.split_once("://").map_or("", |(_, rest)| rest.split(['/', '?', '#']).next().unwrap_or_default());
    if hosts.rsplit_once('@').map_or(hosts, |(_, hosts)| hosts).contains(',') {
        return Err(ONE_HOST.to_owned());
    }
    let url = Url::parse(text).map_err(|_| form())?;
    let names_more = |(name, value): (std::borrow::Cow<'_, str>, std::borrow::Cow<'_, str>)| {
        name == "target_session_attrs" || (matches!(&*name, "host" | "hostaddr") && value.contains(','))
    };
    if url.query_pairs().any(names_more) {
        return Err(ONE_HOST.to_owned());
    }
    if !matches!(url.scheme(), "postgres" | "postgresql") {
        return Err(form());
    }
    parameters(&url, &POSTGRES_PARAMETERS)?;
    for (name, value) in url.query_pairs() {
        let is_good = match &*name {
            "sslmode" | "ssl-mode" => SSL_MODES.contains(&value.to_ascii_lowercase().as_str()),
            "port" => value.parse::<u16>().is_ok(),
            "hostaddr" => value.parse::<std::net::IpAddr>().is_ok(),
            "statement-cache-capacity" => value.parse::<usize>().is_ok(),
            _ => true,
        };
        if !is_good {
            return Err(match &*name {
                "sslmode" | "ssl-mode" => {
                    format!("its parameter `{name}` must be one of {}", SSL_MODES.join(", "))
                }
                "hostaddr" => "its parameter `hostaddr` must be an IP address".to_owned(),
                _ => format!("its parameter `{name}` must be a number"),
            });
        }
    }
    Ok(())
}

/// Refuses unknown parameters (`?name=value`): nothing reads them, so a misspelt one would silently have no
/// effect.
pub fn parameters(url: &Url, known: &'static [&'static str]) -> Result<(), String> {
    for (name, _) in url.query_pairs() {
        // `options[name]` is PostgreSQL's syntax for one option of the session.
        let base = name.split_once('[').map_or(&*name, |(base, _)| base);
        if known.contains(&base) {
            continue;
        }
        let is_name = |c: char| c.is_ascii_alphanumeric() || matches!(c, '_' | '-');
        return Err(if name.is_empty() || name.len() > 40 || !name.chars().all(is_name) {
            "has text after `?` that is not `name=value`; in a password, write `?` as %3F".to_owned()
        } else {
            let hint = nearest(&name, known.iter().copied()).map_or_else(
                || format!("known parameters: {}", known.join(", ")),
                |known| format!("did you mean `{known}`?"),
            );
            format!("has an unknown parameter `{name}`; {hint}")
        });
    }
    Ok(())
}

/// Parses the base URL of links: an http(s) URL to which the name of a page is appended.
pub fn base(text: &str) -> Result<Url, String> {
    let url = Url::parse(text).ok().filter(|url| matches!(url.scheme(), "http" | "https"));
    let is_plain = |url: &Url| url.query().is_none() && url.fragment().is_none() && url.username().is_empty();
    url.filter(|url| url.has_host() && url.path().ends_with('/') && is_plain(url)).ok_or_else(|| {
        "must be an http(s) address that ends with a slash, e.g. https://portal.example.jp/".to_owned()
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_database_url_is_taken_with_what_the_driver_reads() {
        for good in [
            "postgres://u:p@h/d",
            "postgresql://h",
            "postgres://h/d?sslmode=verify-full&sslrootcert=/etc/ca.pem",
            "postgres:///d?host=/run/postgresql",
            "postgres://h/d?options[statement_timeout]=5s&application_name=a",
        ] {
            assert_eq!(postgres(good), Ok(()), "{good}");
        }
    }

    #[test]
    fn a_wrong_parameter_is_named_without_its_value() {
        for (wrong, named) in [
            ("mysql://u:hunter2@h/d", "must be postgres://"),
            ("postgres://u:hunter2@h:port/d", "must be postgres://"),
            ("postgres://h/d?sslmod=hunter2", "`sslmod`; did you mean `sslmode`?"),
            ("postgres://h/d?connect_timeout=hunter2", "`connect_timeout`; known parameters: "),
            ("postgres://h/d?sslmode=hunter2", "`sslmode` must be one of disable"),
            ("postgres://h/d?port=hunter2", "`port` must be a number"),
            ("postgres://u:1?hunter2@h/d", "%3F"),
            ("postgres://h/d?hunter2/=1", "%3F"),
        ] {
            let fault = postgres(wrong).expect_err(wrong);
            assert!(fault.contains(named) && !fault.contains("hunter2"), "{wrong}: {fault}");
        }
    }

    #[test]
    fn the_base_of_links_ends_with_a_slash_and_has_nothing_behind_it() {
        for good in ["http://localhost:3000", "https://portal.example.jp/", "http://[::1]:3000/app/"] {
            assert!(base(good).is_ok(), "{good}");
        }
        for wrong in
            ["localhost:3000", "http://a/b", "http://a/?q=1", "http://a/#f", "http://u:p@a/", "ftp://a/", ""]
        {
            assert!(base(wrong).is_err(), "{wrong}");
        }
    }
}
