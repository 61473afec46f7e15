//! Sample mails about people and certificates that do not exist, for the previews and the golden files.
//!
//! The code that renders every mail renders them, too; only their data are made up here. The token in their
//! links is not derived from any key and opens nothing. Samples are never sent.

use chrono::{DateTime, NaiveDate, TimeDelta, Utc};
use entity::{
    account::{self, AccountId, ColorScheme, Sex, UserType},
    certificate::{self, CertificateId, reminder_schedule},
    email_link::{self, Lifetimes, Purpose},
    known_device::LockReach,
    language::Language,
    outbox::{Kind, Mail},
};
use uuid::Uuid;

use super::{
    message::{Content, Message},
    origin::Origin,
};

/// The length of the data in a sample.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SampleData {
    /// Data of usual length.
    Usual,
    /// The longest data that are accepted, without spaces, where a layout breaks first.
    Longest,
}

/// The sample of a kind, for a reader of `language`. The same arguments give the same mail, to the byte.
#[must_use]
pub fn message(kind: Kind, language: Language, data: SampleData) -> Message {
    let (id, account, certificate) = (Uuid::from_u128(1), AccountId(Uuid::from_u128(2)), certificate(data));
    let link = |purpose| {
        let user_id = (purpose != Purpose::Registration).then(|| user_id(0));
        let token = "SAMPLE-SAMPLE-SAMPLE-SAMPLE-SAMPLE-SAMPLE-0".to_owned();
        let (link, key_id) = (Box::new(link(purpose, language)), "SAMPLE".to_owned());
        Content::Link { link, key_id, token, user_id, is_completed: false }
    };
    let (mail, content) = match kind {
        Kind::RegistrationLink => (Mail::RegistrationLink { link: id }, link(Purpose::Registration)),
        Kind::FirstPasswordLink => (Mail::FirstPasswordLink { link: id }, link(Purpose::FirstPassword)),
        Kind::PasswordResetLink => (Mail::PasswordResetLink { link: id }, link(Purpose::PasswordReset)),
        Kind::EmailChangeLink => (Mail::EmailChangeLink { link: id }, link(Purpose::EmailChange)),
        Kind::EmailChangeNotice => {
            (Mail::EmailChangeNotice { link: id, is_completed: Some(false) }, link(Purpose::Disavow))
        }
        Kind::UserIdIssued => {
            let content = Content::UserIdIssued { name: name(data), user_id: user_id(0) };
            (Mail::UserIdIssued { account }, content)
        }
        Kind::UserIdReminder => {
            let types: &[UserType] = match data {
                SampleData::Usual => &[UserType::ForeignNational, UserType::CounterApplicant],
                SampleData::Longest => &UserType::BY_EMAIL_LINK,
            };
            let accounts = types.iter().zip(0..).map(|(kind, number)| owner(*kind, number, language, data));
            (Mail::UserIdReminder { request: id }, Content::UserIdReminder(accounts.collect()))
        }
        Kind::ContactChanged => {
            (Mail::ContactChanged { account, change: id }, Content::ContactChanged { at: now() })
        }
        Kind::PasswordChanged => {
            (Mail::PasswordChanged { account, version: 2 }, Content::PasswordChanged { at: now() })
        }
        Kind::AccountLocked => {
            let until = now() + TimeDelta::hours(24);
            let content = Content::AccountLocked { until, reach: LockReach::Everybody };
            (Mail::AccountLocked { account, device: None, epoch: 1 }, content)
        }
        Kind::Certificate => {
            let mail = Mail::Certificate { certificate: certificate.id, delivery: 1 };
            let check_code = "SAMP-1E00-C0DE".to_owned();
            (mail, Content::Certificate { certificate: Box::new(certificate), check_code })
        }
        Kind::ReceiptReminder => {
            let mail = Mail::ReceiptReminder { certificate: certificate.id, week: 1 };
            (mail, Content::ReceiptReminder(Box::new(certificate)))
        }
        Kind::CertificateCancelled => {
            let mail = Mail::CertificateCancelled { certificate: certificate.id };
            (mail, Content::CertificateCancelled(Box::new(certificate)))
        }
    };
    let to = "applicant@uketori.example".to_owned();
    Message { id, created_at: now(), date: now(), mail, to, language, content, origin: origin(kind, data) }
}

/// The texts of kinds that have several, besides that of [`message`]: the name of each, and its kind.
pub const VARIANTS: [(&str, Kind); 4] = [
    ("contact-changed-by-bureau", Kind::ContactChanged),
    ("email-change-completed", Kind::EmailChangeNotice),
    ("account-locked-for-strangers", Kind::AccountLocked),
    ("browser-locked", Kind::AccountLocked),
];

/// The sample of one of [`VARIANTS`]; `None` if no text has this name.
#[must_use]
pub fn variant(name: &str, language: Language, data: SampleData) -> Option<Message> {
    let (_, kind) = VARIANTS.into_iter().find(|(one, _)| *one == name)?;
    let mut message = message(kind, language, data);
    match &mut message.content {
        Content::ContactChanged { at } => {
            message.origin = Some(Origin { at: *at, device: None, network: None, is_bureaus: true });
        }
        Content::Link { is_completed, .. } => *is_completed = true,
        Content::AccountLocked { reach, .. } => {
            let is_browser = name == "browser-locked";
            *reach = if is_browser { LockReach::OneBrowser } else { LockReach::Strangers };
        }
        _ => {}
    }
    Some(message)
}

/// Where the change came from, for the kinds that tell of one.
fn origin(kind: Kind, data: SampleData) -> Option<Origin> {
    let tells = [Kind::AccountLocked, Kind::PasswordChanged, Kind::ContactChanged, Kind::EmailChangeNotice];
    let is_usual = data == SampleData::Usual;
    tells.contains(&kind).then(|| Origin {
        at: now(),
        device: is_usual.then(|| "Firefox, Windows".to_owned()),
        network: Some(if is_usual { "203.0.113.0/24" } else { "2001:db8:1234::/48" }.to_owned()),
        is_bureaus: false,
    })
}

/// Friday, 7 November 2025, 17:00 in Japan.
fn now() -> DateTime<Utc> {
    DateTime::from_timestamp(1_762_502_400, 0).expect("a valid timestamp")
}

fn name(data: SampleData) -> String {
    match data {
        SampleData::Usual => "NGUYEN VAN AN".to_owned(),
        SampleData::Longest => "ABCDEFGHIJKLMNOPQRSTUVWXYZ".repeat(4),
    }
}

fn user_id(number: u32) -> String {
    format!("hdlpf{}", 38_617 + number)
}

fn link(purpose: Purpose, language: Language) -> email_link::Model {
    let lifetime = Lifetimes::default().of(purpose);
    email_link::Model {
        id: Uuid::from_u128(1),
        purpose,
        email: "applicant@uketori.example".to_owned(),
        email_key: "applicant@uketori.example".to_owned(),
        account_id: None,
        language,
        terms_version: None,
        terms_agreed_at: None,
        nonce: Vec::new(),
        key_id: None,
        digest: None,
        typed_user_id: None,
        lifetime_seconds: lifetime.num_seconds(),
        created_at: now(),
        sent_at: None,
        expires_at: now() + lifetime,
        consumed_at: None,
        replaced_at: None,
        revoked_at: None,
        known_device_id: None,
        requester: None,
    }
}

fn owner(user_type: UserType, number: u32, language: Language, data: SampleData) -> account::Model {
    account::Model {
        id: AccountId(Uuid::from_u128(2 + u128::from(number))),
        user_id: user_id(number),
        user_type,
        name: name(data),
        email: "applicant@uketori.example".to_owned(),
        email_key: "applicant@uketori.example".to_owned(),
        phone_number: "0312345678".to_owned(),
        sex: None,
        birth_date: None,
        postal_code: None,
        municipality_code: None,
        street: None,
        password_hash: None,
        password_version: 1,
        language,
        color_scheme: ColorScheme::Standard,
        terms_version: "2026-01".to_owned(),
        terms_agreed_at: now(),
        registered_at: now() - TimeDelta::days(30 * i64::from(number)),
        logged_in_at: None,
        previous_login_at: None,
        failed_count: 0,
        locked_until: None,
        lock_epoch: 0,
        failed_since_login: 0,
        failed_before_login: 0,
        closed_at: None,
    }
}

fn certificate(data: SampleData) -> certificate::Model {
    let is_usual = data == SampleData::Usual;
    let either = |usual: &str, longest: String| if is_usual { usual.to_owned() } else { longest };
    let day = |year, month, day| NaiveDate::from_ymd_opt(year, month, day).expect("a day of the calendar");
    let issued_on = day(2025, 11, 6);
    certificate::Model {
        id: CertificateId(Uuid::from_u128(3)),
        number: either("TEST25-000123", "TEST25-0000001234567890ABCDEFG".to_owned()),
        account_id: AccountId(Uuid::from_u128(2)),
        holder_name: either("NGUYEN VAN AN", "ABCDEFGHIJ".repeat(20)),
        nationality: either("Viet Nam", "ベトナム社会主義共和国、".repeat(16)),
        sex: Sex::Male,
        birth_date: day(1998, 4, 21),
        status_of_residence: either(
            "Engineer/Specialist in Humanities/International Services",
            "Engineer/Specialist in Humanities/International Services; ".repeat(3),
        ),
        period_of_stay: either("3 years", "W".repeat(200)),
        issued_on,
        issuing_bureau: either(
            "Tokyo Regional Immigration Services Bureau",
            "東京出入国在留管理局立川出張所、".repeat(12),
        ),
        application_number: Some(either("TOKYO-2025-0004711", "9".repeat(200))),
        recorded_at: now(),
        requested_at: Some(now()),
        registered_at: None,
        cancelled_at: None,
        cancellation_reason: None,
        remind_until: reminder_schedule::remind_until(issued_on),
        next_reminder_at: None,
        last_checked_at: None,
    }
}
