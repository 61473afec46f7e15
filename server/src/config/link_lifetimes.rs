//! The lifetimes of links in mails, as `UKETORI_LINK_LIFETIMES` gives them.

use chrono::TimeDelta;
use entity::email_link::Lifetimes;

/// Parses pairs like `registration=PT24H`. Kinds that are left out keep their default lifetime.
pub(super) fn parse(text: &str) -> Result<Lifetimes, String> {
    let mut lifetimes = Lifetimes::default();
    for pair in text.split(',').map(str::trim).filter(|pair| !pair.is_empty()) {
        let (kind, span) = pair.split_once('=').ok_or("must be pairs like registration=PT24H")?;
        let span = duration(span)
            .ok_or_else(|| format!("{kind} must be an ISO 8601 duration from PT5M to P30D, like PT24H"))?;
        let lifetime = match kind {
            "registration" => &mut lifetimes.registration,
            "first-password" => &mut lifetimes.first_password,
            "password-reset" => &mut lifetimes.password_reset,
            "email-change" => &mut lifetimes.email_change,
            "disavow" => &mut lifetimes.disavow,
            _ => {
                return Err(format!(
                    "there is no link called {kind}; links are registration, first-password, password-reset, \
                     email-change and disavow"
                ));
            }
        };
        *lifetime = span;
    }
    Ok(lifetimes)
}

/// Parses a duration from PT5M to P30D: in a shorter one nobody can open the mail in time, and after a longer
/// one nobody remembers the request.
fn duration(text: &str) -> Option<TimeDelta> {
    let span: jiff::Span = text.parse().ok()?;
    let day = jiff::SpanRelativeTo::days_are_24_hours();
    let seconds = span.to_duration(day).ok()?.as_secs();
    (300..=30 * 86_400).contains(&seconds).then(|| TimeDelta::seconds(seconds))
}
