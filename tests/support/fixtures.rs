//! Values that many stories need: moments, a certificate's line, a sender, relays, a generator.

use chrono::{DateTime, Utc};
use server::certificate::issue::Line;
use worker::mail::smtp::{self, Deadlines, Relays};
use worker::mail::{Imprint, Sender};

/// 17:00 on 7 November 2025 in Japan.
pub(crate) fn start_of_stories() -> DateTime<Utc> {
    at("2025-11-07T17:00:00+09:00")
}

/// Parses an instant in RFC 3339.
pub(crate) fn at(text: &str) -> DateTime<Utc> {
    DateTime::parse_from_rfc3339(text).expect("an instant").to_utc()
}

/// Relays at these URLs on loopback, in order of preference.
pub(crate) fn relays(urls: &[String], deadlines: Deadlines) -> Relays {
    let relay = |url: &String| smtp::Relay::parse(&url.parse().expect("a URL")).expect("on loopback");
    Relays::new(urls.iter().map(relay).collect(), deadlines)
}

/// A valid line of the intake.
pub(crate) fn line(user_id: &str, number: &str, issued_on: &str) -> Line {
    Line {
        user_id: user_id.to_owned(),
        certificate_number: number.to_owned(),
        holder_name: "HOUMU HANAKO".to_owned(),
        nationality: "Utopia".to_owned(),
        sex: "FEMALE".to_owned(),
        birth_date: "2000-01-01".to_owned(),
        status_of_residence: "Student".to_owned(),
        period_of_stay: "1 year 3 months".to_owned(),
        issued_on: issued_on.to_owned(),
        issuing_bureau: "Tokyo Regional Immigration Services Bureau".to_owned(),
        application_number: None,
    }
}

pub(crate) fn sender() -> Sender {
    Sender {
        from: "no-reply@uketori.example".parse().expect("an address"),
        bounce: Some("bounce@mail.uketori.example".parse().expect("an address")),
        public_url: "https://portal.example/".parse().expect("a URL"),
        help_desk_phone: "050-0000-0000".to_owned(),
        help_desk_hours: "9:00-17:00".to_owned(),
        help_desk_email: "help@uketori.example".to_owned(),
        imprint: Imprint::default(),
    }
}

#[expect(clippy::disallowed_methods, reason = "a test's keys are drawn like any others")]
pub(crate) fn generator() -> rand::rngs::ThreadRng {
    rand::rng()
}
