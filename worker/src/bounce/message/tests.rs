//! Reports of many relays, and mails that are none.

use base64::{Engine, engine::general_purpose::STANDARD};
use uuid::Uuid;

use super::*;
use crate::mail::return_path::envelope_sender;

const MAIL: Uuid = Uuid::from_u128(7);

fn keys(letter: &str) -> KeyRing {
    let letters = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNO";
    KeyRing::parse(&format!("k {letter}{letters}A")).expect("a key")
}

/// What `read` makes of a mail; there is always a thread.
fn take(raw: &[u8], recipient: Option<&str>, keys: &KeyRing) -> Result<Report, Ignored> {
    read(raw, recipient, keys).expect("a thread")
}

/// A sample with the token of the mail, made with these keys.
fn sample(text: &str, keys: &KeyRing) -> String {
    let base = "bounce@mail.uketori.example".parse().expect("an address");
    let sender = envelope_sender(&base, keys, MAIL, "a@example.com").expect("a sender").to_string();
    let token = sender.split(['+', '@']).nth(1).expect("a token");
    text.replace("TOKEN", token)
}

macro_rules! sample {
    ($name:literal) => {
        ($name, include_str!(concat!("../../../../tests/data/bounces/", $name, ".eml")))
    };
}

#[test]
fn the_reports_of_many_relays_are_read() {
    use BounceKind::{Complaint, Delayed, Hard, Soft};
    let keys = keys("a");
    let check = |(name, text): (&str, &str), expected: Result<(BounceKind, &str, Option<i32>), Ignored>| {
        for text in [sample(text, &keys), sample(text, &keys).replace('\n', "\r\n")] {
            let found = take(text.as_bytes(), None, &keys);
            let brief = found.as_ref().map(|report| {
                let status = report.status.map(|status| status.to_string()).unwrap_or_default();
                (report.kind, status, report.reply_code)
            });
            let expected = expected.map(|(kind, status, code)| (kind, status.to_owned(), code));
            assert_eq!(brief.map_err(|ignored| *ignored), expected, "{name}");
            if let Ok(report) = found {
                assert!(report.mail == MAIL && report.sent_to.is("A@example.com"), "{name}");
                assert!(!report.sent_to.is("b@example.com"), "{name}");
            }
        }
    };
    check(sample!("postfix-unknown"), Ok((Hard, "5.1.1", Some(550))));
    check(sample!("postfix-no-domain"), Ok((Hard, "5.4.4", None)));
    check(sample!("postfix-null-mx"), Ok((Hard, "5.1.0", None)));
    check(sample!("postfix-delayed"), Ok((Delayed, "4.4.1", None)));
    check(sample!("postfix-expired"), Ok((Soft, "4.4.7", None)));
    check(sample!("exim-unknown"), Ok((Hard, "5.1.1", Some(550))));
    check(sample!("exim-plain"), Ok((Hard, "5.1.1", None)));
    check(sample!("exchange-unknown"), Ok((Hard, "5.1.10", Some(550))));
    check(sample!("gmail-unknown"), Ok((Hard, "5.1.1", Some(550))));
    check(sample!("gmail-full"), Ok((Soft, "5.2.2", Some(552))));
    check(sample!("yahoo-unknown"), Ok((Soft, "5.0.0", Some(554))));
    check(sample!("docomo-unknown"), Ok((Soft, "5.0.0", Some(550))));
    check(sample!("icloud-full"), Ok((Soft, "5.2.2", Some(552))));
    check(sample!("icloud-policy"), Ok((Soft, "5.7.1", Some(554))));
    check(sample!("disabled"), Ok((Hard, "5.2.1", Some(550))));
    check(sample!("sendmail-headers"), Ok((Hard, "5.1.1", Some(550))));
    check(sample!("qmail"), Ok((Hard, "5.1.1", None)));
    check(sample!("complaint"), Ok((Complaint, "", None)));
    check(sample!("delivered"), Err(Ignored::Delivered));
    check(sample!("not-spam"), Err(Ignored::NoReport));
    check(sample!("vacation"), Err(Ignored::NoReport));
    check(sample!("reply"), Err(Ignored::NoReport));
}

#[test]
fn a_report_needs_a_genuine_token_and_a_bearable_size() {
    let (keys, (_, text)) = (keys("a"), sample!("postfix-unknown"));
    let genuine = sample(text, &keys);
    assert_eq!(take(genuine.as_bytes(), None, &self::keys("b")), Err(Ignored::Forged));
    assert_eq!(take(text.as_bytes(), None, &keys), Err(Ignored::NoToken));
    // The recipient that the relay names is enough, and a forged one does not hide a genuine one.
    let recipient = sample("bounce+TOKEN@mail.uketori.example", &keys);
    assert!(take(text.as_bytes(), Some(&recipient), &keys).is_ok());
    let forged = sample("bounce+TOKEN@mail.uketori.example", &self::keys("b"));
    assert!(take(genuine.as_bytes(), Some(&forged), &keys).is_ok());
    assert_eq!(take(text.as_bytes(), Some(&forged), &keys), Err(Ignored::Forged));
    let mut huge = genuine.into_bytes();
    huge.resize(MAX_BYTES, b' ');
    assert!(take(&huge, None, &keys).is_ok());
    huge.push(b' ');
    assert_eq!(take(&huge, None, &keys), Err(Ignored::TooLarge));
}

#[test]
fn nothing_that_arrives_is_too_odd_to_be_ignored() {
    let keys = keys("a");
    for odd in ["", "\r\n", "no header", "\u{0}\u{1}", "Content-Type: multipart/report; boundary=x\n\n--x\n"]
    {
        assert!(take(odd.as_bytes(), Some("+"), &keys).is_err(), "{odd:?}");
    }
    // Every beginning of a report, as if it had been cut off.
    let whole = sample(sample!("complaint").1, &keys);
    for end in 0..whole.len() {
        let _ = take(&whole.as_bytes()[..end], None, &keys);
    }
}

/// The mailbox of the addressee passes its mails on to one that is gone.
#[test]
fn a_report_about_another_address_is_no_hard_bounce() {
    let keys = keys("a");
    let kind = |text: &str| take(sample(text, &keys).as_bytes(), None, &keys).expect("a report").kind;
    let text = sample!("postfix-unknown").1;
    let passed_on = text.replace("Final-Recipient: rfc822; a@", "Final-Recipient: rfc822; <b@");
    assert_eq!(kind(&passed_on), BounceKind::Hard, "it was ours in the beginning");
    let passed_on = passed_on.replace("Original-Recipient: rfc822;a@", "Original-Recipient: rfc822;b@");
    assert_eq!(kind(&passed_on), BounceKind::Soft);
    let unnamed = text.replace("-Recipient: rfc822;", "-Other: rfc822;");
    assert_eq!(kind(&unnamed), BounceKind::Hard);
}

/// The report in base64, and the plain text of an old relay in quoted-printable.
#[test]
fn encoded_parts_are_decoded() {
    let keys = keys("a");
    let judge = |text: &str| take(sample(text, &keys).as_bytes(), None, &keys).map(|report| report.kind);
    let text = sample!("postfix-unknown").1;
    let (before, rest) = text.split_once("message/delivery-status\n\n").expect("a report");
    let (report, after) = rest.split_once("\n--b1_/example").expect("another part");
    let encoded = STANDARD.encode(report);
    let (line, rest) = encoded.split_at(76);
    let encoded = format!(
        "{before}message/delivery-status\nContent-Transfer-Encoding: BASE64\n\n{line}\n{rest}\n--b1_/example{after}"
    );
    assert_eq!(judge(&encoded), Ok(BounceKind::Hard));
    let text = sample!("exim-plain").1.replace('=', "=3D").replace("5.1.1", "5=2E1=2E1");
    assert_ne!(judge(&text), Ok(BounceKind::Hard));
    let text = format!("Content-Transfer-Encoding: quoted-printable\n{text}");
    assert_eq!(judge(&text), Ok(BounceKind::Hard));
}

/// Mails within mails and parts within parts, as deep as the size allows, in the open and in base64.
#[test]
fn the_deepest_mail_ends_nothing() {
    let (keys, mail) = (keys("a"), "Content-Type:message/rfc822\n\n");
    let part = "Content-Type:multipart/mixed;boundary=b\n\n--b\n";
    for level in [mail, part] {
        let open = level.repeat(MAX_BYTES / level.len());
        assert!(take(open.as_bytes(), None, &keys).is_err(), "{level}");
        let within = &open[..MAX_BYTES / 4 * 3 - 256];
        let encoded = STANDARD.encode(within);
        let whole = format!("Content-Type:message/rfc822\nContent-Transfer-Encoding:base64\n\n{encoded}\n");
        assert!(whole.len() <= MAX_BYTES && take(whole.as_bytes(), None, &keys).is_err(), "{level}");
    }
}

#[test]
fn a_report_that_comes_by_another_way_is_the_same_and_another_report_is_not() {
    let keys = keys("a");
    let of = |text: &str| take(sample(text, &keys).as_bytes(), None, &keys).expect("a report").digest;
    let text = sample!("postfix-unknown").1;
    assert_eq!(of(text), of(&format!("Received: by another.example\n{text}")));
    assert_ne!(of(text), of(sample!("postfix-expired").1));
}
