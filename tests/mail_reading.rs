//! What a reader finds in a mail, and in which order: the sender, what the mail is about, what to do and
//! until when, and whatever is to be copied, alone on its line.

use entity::language::Language;
use entity::outbox::Kind;
use serde_json::json;
use worker::mail::sample::SampleData;

use crate::support::client::newest;
use crate::support::samples::{Sample, samples};
use crate::support::stories;

const RECEIPTS: &str = "https://portal.example/receipts";
const FIREFOX: &str = "Mozilla/5.0 (Windows NT 10.0; Win64; x64; rv:140.0) Gecko/20100101 Firefox/140.0";

/// The text without its line breaks.
fn flat(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// First what to do, until when, and the button; then the certificate, or the notice, for officials; then
/// the rest.
#[test]
fn a_mail_about_a_certificate_begins_and_ends_in_the_readers_language() {
    for sample in samples(SampleData::Usual).into_iter().filter(Sample::is_about_certificate) {
        let name = sample.name();
        let parts = sample.parts();
        let [(_, summary), (_, sheet), (_, details)] = parts[..] else { panic!("{name}: three parts") };
        let has_button = sample.kind != Kind::CertificateCancelled;
        assert_eq!(summary.contains(RECEIPTS), has_button, "{name}");
        assert!(summary.lines().count() <= 20, "{name}: the summary is short: {summary}");
        assert!(sheet.contains("在留資格認定証明書番号 / Certificate of Eligibility number:"), "{name}");
        assert!(
            details.contains("050-0000-0000") && !details.contains("http"),
            "{name}: the help desk, and no button"
        );
        // The seventh day after the mail, and the last day of validity.
        let days = match sample.language {
            Language::Ja | Language::ZhHans | Language::ZhHant => ["2025年11月14日", "2026年2月6日"],
            Language::En => ["November 14, 2025", "February 6, 2026"],
            Language::Ko => ["2025년 11월 14일", "2026년 2월 6일"],
            Language::Es => ["14 de noviembre de 2025", "6 de febrero de 2026"],
            Language::Vi => ["ngày 14 tháng 11 năm 2025", "ngày 6 tháng 2 năm 2026"],
            Language::Tl => ["Nobyembre 14, 2025", "Pebrero 6, 2026"],
        };
        let said = days.map(|day| flat(summary).replace(' ', "").contains(&day.replace(' ', "")));
        let expected = match sample.kind {
            Kind::Certificate => [true, true],
            Kind::ReceiptReminder => [false, true],
            _ => [false, false],
        };
        assert_eq!(said, expected, "{name}: {summary}");

        let places = ["class=\"button\"", "class=\"part document", "050-0000-0000"];
        let places = places.map(|mark| sample.mail.html.find(mark));
        assert!(places[1] < places[2] && places[1].is_some(), "{name}");
        assert!(!has_button || places[0].is_some() && places[0] < places[1], "{name}");
    }
}

/// Both forms of a date, each label in both languages and each value once; and the disclaimer once, outside.
#[test]
fn the_certificate_itself_is_in_japanese_with_english() {
    for sample in samples(SampleData::Usual).into_iter().filter(|sample| sample.kind == Kind::Certificate) {
        let (name, (_, sheet)) = (sample.name(), sample.parts()[1]);
        assert!(sheet.starts_with("在留資格認定証明書\nCertificate of Eligibility\n"), "{name}: {sheet}");
        for row in [
            "在留資格認定証明書番号 / Certificate of Eligibility number:\n  TEST25-000123\n",
            "交付年月日 / Date of issue:\n  2025年11月6日 / November 6, 2025\n",
            "有効期限 / Valid until:\n  2026年2月6日 / February 6, 2026\n",
            "Issuing Regional Immigration Bureau:\n  Tokyo Regional Immigration Services Bureau\n",
            "確認コード / Check code:\nSAMP-1E00-C0DE\n",
            "\nhttps://portal.example/check#number=TEST25-000123&code=SAMP-1E00-C0DE\n",
        ] {
            assert_eq!(sheet.matches(row).count(), 1, "{name}: {row:?} in {sheet}");
        }
        let text = flat(&sample.mail.text);
        assert_eq!(text.matches("is not operated by the Immigration Services Agency").count(), 1, "{name}");
        let (inside, outside) = sheet.split_once("SAMP-1E00-C0DE\n").expect("the code comes last");
        assert!(!flat(inside).contains("not operated") && flat(outside).contains("not operated"), "{name}");
    }
}

/// Lists of mails, and locked phones, show the preheader: it says what the mail is about, and nothing of
/// anybody.
#[test]
fn every_mail_has_a_sender_line_and_a_preheader() {
    for sample in samples(SampleData::Usual) {
        let name = sample.name();
        let (sender, _) = sample.mail.from.split_once(" <").expect("a name before the address");
        assert!(sample.mail.text.starts_with(&format!("{sender}\n\n")), "{name}: {}", sample.mail.text);
        let line = sample.mail.html.find(&format!(">{sender}</p>")).expect("a sender line");
        assert!(line < sample.mail.html.find("<h1").expect("a heading"), "{name}: above everything else");
        let preheader = sample.preheader().replace("&quot;", "\"");
        let squeezed = |text: &str| text.split_whitespace().collect::<String>();
        let summary = squeezed(sample.parts()[0].1);
        assert!(!preheader.is_empty() && summary.contains(&squeezed(&preheader)), "{name}: {preheader}");
        for private in ["NGUYEN", "hdlpf", "applicant@", "203.0.113"] {
            assert!(!preheader.contains(private), "{name}: {preheader}");
        }
    }
}

#[test]
fn a_user_id_is_large_and_alone_on_its_line() {
    let kinds = [Kind::UserIdIssued, Kind::FirstPasswordLink, Kind::UserIdReminder];
    for sample in samples(SampleData::Usual).into_iter().filter(|sample| kinds.contains(&sample.kind)) {
        let (name, mail) = (sample.name(), &sample.mail);
        let parts = sample.parts().len();
        for id in
            ["hdlpf38617", "hdlpf38618"].iter().take(if sample.kind == Kind::UserIdReminder { 2 } else { 1 })
        {
            let alone = mail.text.lines().filter(|line| line == id).count();
            assert_eq!((alone, mail.text.matches(id).count()), (parts, parts), "{name}");
            let large = mail.html.matches("<p class=\"large\"").count();
            let in_html = mail.html.matches(&format!(">{id}</p>")).count();
            assert!(in_html == parts && mail.html.matches(id).count() == parts && large >= parts, "{name}");
        }
    }
}

stories! {
    /// The owner can tell whether it was themselves: time in Japan, browser, system and network. Nobody
    /// knows the country, and the mail says so.
    async fn a_security_mail_says_when_and_from_where(app: TestApp) {
        let applicant = app.applicant("a@example.com").await;
        applicant.log_in().await;
        let browser = &applicant.browser;
        let change = json!({ "query": "mutation{changePassword(input:{password:\"Momiji-2026=aki\",\
            passwordConfirmation:\"Momiji-2026=aki\"}){errors{__typename}}}" });
        let request = browser.request("POST", "/graphql").header("user-agent", FIREFOX).json(&change);
        assert!(browser.send(request).await.text.contains("\"errors\":[]"), "the password is changed");
        let changed = newest(app.mails_to("a@example.com").await);
        assert!(changed.subject.contains("Password changed"), "{}", changed.subject);
        for said in [
            "Time: November 7, 2025 at 5:00 PM (Japan time)",
            "Device: Firefox, Windows",
            "(its country is not known)",
            "端末: Firefox, Windows",
        ] {
            assert!(flat(&changed.text).contains(said), "{said} in {}", changed.text);
        }
        assert!(changed.html.contains(">Firefox, Windows<"), "{}", changed.html);

        let stranger = app.visitor();
        for _ in 0..5 {
            stranger.log_in(&applicant.user_id, "Wrong-2025=hana").await;
        }
        let locked = newest(app.mails_to("a@example.com").await);
        assert!(locked.subject.contains("Account locked"), "{}", locked.subject);
        assert!(flat(&locked.text).contains("Device: not known Place: network "), "{}", locked.text);
    }

    /// The address of a person who is not logged in is no change, so its mail says nothing of devices.
    async fn a_mail_that_tells_of_no_change_names_no_device(app: TestApp) {
        app.visitor().start_registration("a@example.com").await;
        let mail = newest(app.mails_to("a@example.com").await);
        assert!(!flat(&mail.text).contains("Device:") && !mail.text.contains("端末"), "{}", mail.text);
    }
}
