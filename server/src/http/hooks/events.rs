//! Events in our own form, for providers whose events the operator's own program translates.

use chrono::{DateTime, Utc};
use entity::{mail_bounce::BounceKind, parts_digest};
use sea_orm::ActiveEnum;
use serde::Deserialize;
use uuid::Uuid;
use worker::{
    bounce::{
        Report, SentTo,
        status::{self, Action, Status},
    },
    mail::return_path::tokens_in,
};

/// How many events one request may have.
const MOST: usize = 100;

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Document {
    events: Vec<Event>,
}

/// An event, as `docs/OPERATIONS.md` describes it.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Event {
    /// The envelope sender, the Message-ID, or the part of it before the `@`.
    mail: String,
    kind: Kind,
    status: Option<String>,
    recipient: Option<String>,
    at: DateTime<Utc>,
}

#[derive(Clone, Copy, Deserialize)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
enum Kind {
    Hard,
    Soft,
    Delayed,
    Complaint,
}

/// Reads the reports of a document; `None` if it has another form.
#[must_use]
pub fn read(body: &[u8]) -> Option<Vec<Report>> {
    let document: Document = serde_json::from_slice(body).ok()?;
    if document.events.len() > MOST {
        return None;
    }
    document.events.iter().map(report).collect()
}

fn report(event: &Event) -> Option<Report> {
    let (mail, sent_to) = named(&event.mail, event.recipient.as_deref())?;
    let status = match &event.status {
        Some(text) => Some(Status::parse(text)?),
        None => None,
    };
    let kind = match event.kind {
        Kind::Hard => judged(status),
        Kind::Soft => BounceKind::Soft,
        Kind::Delayed => BounceKind::Delayed,
        Kind::Complaint => BounceKind::Complaint,
    };
    let status_text = status.map(|status| status.to_string()).unwrap_or_default();
    let digest = parts_digest::digest("event", &[&kind.to_value(), &status_text, &event.at.to_rfc3339()]);
    Some(Report { mail, sent_to, kind, status, reply_code: None, digest })
}

/// What a provider calls a hard bounce is one only if its status code agrees: a refusal by policy says
/// nothing about the address.
pub(super) fn judged(status: Option<Status>) -> BounceKind {
    match status {
        None => BounceKind::Hard,
        Some(_) => status::kind(Action::Failed, status).unwrap_or(BounceKind::Soft),
    }
}

/// The mail that a text names, and what is known of its address.
pub(super) fn named(text: &str, recipient: Option<&str>) -> Option<(Uuid, SentTo)> {
    if let Some(token) = tokens_in(text).next() {
        return Some((token.mail(), SentTo::Token(token)));
    }
    let id = text.trim().trim_start_matches('<').split('@').next().unwrap_or_default();
    let mail = Uuid::try_parse(id).ok()?;
    Some((mail, recipient.map_or(SentTo::Unknown, SentTo::recipient)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn events_are_read_and_a_policy_is_no_hard_bounce() {
        let id = "0190a8f0-0000-7000-8000-000000000001";
        let check = |event: &str, expected: Option<(BounceKind, bool)>| {
            let found = read(format!("{{\"events\":[{event}]}}").as_bytes());
            let found = found.map(|reports| (reports[0].kind, reports[0].sent_to.is("A@example.com")));
            assert_eq!(found, expected, "{event}");
        };
        let at = "\"at\":\"2025-11-07T08:00:00Z\"";
        let hard = Some((BounceKind::Hard, true));
        check(&format!(r#"{{"mail":"{id}","kind":"HARD","recipient":"a@example.com",{at}}}"#), hard);
        check(
            &format!(r#"{{"mail":"<{id}@x>","kind":"HARD","status":"5.1.1",{at}}}"#),
            Some((BounceKind::Hard, false)),
        );
        check(
            &format!(r#"{{"mail":"{id}@x","kind":"HARD","status":"5.7.1",{at}}}"#),
            Some((BounceKind::Soft, false)),
        );
        check(&format!(r#"{{"mail":"{id}","kind":"COMPLAINT",{at}}}"#), Some((BounceKind::Complaint, false)));
        for wrong in [
            format!(r#"{{"mail":"{id}","kind":"HARD"}}"#),
            format!(r#"{{"mail":"{id}","kind":"hard",{at}}}"#),
            format!(r#"{{"mail":"somebody","kind":"HARD",{at}}}"#),
            format!(r#"{{"mail":"{id}","kind":"HARD","status":"no",{at}}}"#),
            format!(r#"{{"mail":"{id}","kind":"HARD","more":1,{at}}}"#),
        ] {
            check(&wrong, None);
        }
        assert_eq!(read(b"{\"events\":[]}").map(|reports| reports.len()), Some(0));
        assert!(read(b"[]").is_none() && read(b"").is_none());
    }
}
