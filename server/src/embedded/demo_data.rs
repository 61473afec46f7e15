//! Demo data, created at the first start: an applicant with certificates in every state, enough for three
//! pages; another one whose problems officers can solve; and two notices.
//!
//! It queues no mails: the certificates look as if their mails had been sent before.

use anyhow::Context as _;
use chrono::{DateTime, TimeDelta, Utc};
use entity::{
    account::{
        self, AccountId, EmailAddress, NewAccount, Password, PersonName, PhoneNumber, Sex, UserType, lockout,
    },
    certificate::{self, CertificateId, reminder_schedule as schedule},
    clock::today_in_japan,
    input::ValidationError,
    language::Language,
    suppressed_address,
};
use passwords::password_hash::Requester;
use sea_orm::{
    ActiveValue::Set, DatabaseConnection, DbErr, EntityTrait, IntoActiveModel, PaginatorTrait, prelude::Uuid,
};

use super::demo_notices;
use crate::{app::App, terms};

/// The login of the demo applicant.
#[derive(Clone, Copy, Debug)]
pub struct DemoApplicant {
    /// The user ID, the same as in the figures of the manual.
    pub user_id: &'static str,
    /// The password, which the start page shows.
    pub password: &'static str,
}

const DEMO: DemoApplicant = DemoApplicant { user_id: "hdlpf38617", password: "Tsubaki-2025=hana" };
/// The user ID of the applicant who is locked out and whose mails bounce.
const TROUBLED: &str = "btqrs52904";
/// Two full pages of 20, and a third one.
const CERTIFICATES: i32 = 45;

const HOLDERS: [(&str, &str, Sex, &str, &str); 5] = [
    (
        "NGUYEN VAN A",
        "Viet Nam",
        Sex::Male,
        "Engineer/Specialist in Humanities/International Services",
        "3 years",
    ),
    ("MARIA SANTOS", "Philippines", Sex::Female, "Specified Skilled Worker (i)", "1 year"),
    ("KIM MINSU", "Republic of Korea", Sex::Male, "Student", "2 years 3 months"),
    ("ANA LOPEZ", "Peru", Sex::Female, "Dependent", "3 years"),
    ("WANG WEI", "China", Sex::Female, "Student", "1 year 3 months"),
];

/// Creates the demo data, unless the database already has an account.
pub(super) async fn seed(app: &App) -> anyhow::Result<DemoApplicant> {
    if account::Entity::find().count(&app.db).await? > 0 {
        return Ok(DEMO);
    }
    let now = app.clock.now();
    let hash = app.hasher.hash(&Requester::PROCESS, Password::entered(DEMO.password)).await?;
    let troubled = troubled(hash.clone(), now).context("the details of the second demo applicant")?;
    let applicant = applicant(hash, now).context("the details of the demo applicant")?;
    seed_all(&app.db, applicant, troubled, now).await?;
    Ok(DEMO)
}

async fn seed_all(
    db: &DatabaseConnection,
    applicant: account::ActiveModel,
    troubled: account::ActiveModel,
    now: DateTime<Utc>,
) -> Result<(), DbErr> {
    let owner = *applicant.id.as_ref();
    let tx = migration::database::write(db).await?;
    account::Entity::insert(applicant).exec_without_returning(&tx).await?;
    let bounced = now - TimeDelta::days(3);
    let (id, email) = (*troubled.id.as_ref(), troubled.email.as_ref());
    let suppressed = suppressed_address::suppress(email, Some(id), Some(550), bounced);
    account::Entity::insert(troubled).exec_without_returning(&tx).await?;
    suppressed.exec_without_returning(&tx).await?;
    let certificates = (0..CERTIFICATES).map(|index| certificate(owner, index, now).into_active_model());
    certificate::Entity::insert_many(certificates).exec_without_returning(&tx).await?;
    demo_notices::seed(&tx, now).await?;
    tx.commit().await
}

fn applicant(hash: String, now: DateTime<Utc>) -> Result<account::ActiveModel, ValidationError> {
    let registered_at = now - TimeDelta::days(200);
    let new = NewAccount {
        id: AccountId(Uuid::now_v7()),
        user_type: UserType::LegalSpecialist,
        name: PersonName::parse("HOUMU TARO")?,
        email: EmailAddress::parse("houmu.taro@uketori.example")?,
        phone_number: PhoneNumber::parse("0312345678")?,
        password_hash: Some(hash),
        language: Language::En,
        terms_version: terms::VERSION.to_owned(),
        terms_agreed_at: registered_at,
    };
    let mut row = account::register(new, registered_at);
    row.user_id = Set(DEMO.user_id.to_owned());
    Ok(row)
}

/// The applicant with problems: locked after five wrong passwords, a typing error in the name, and an address
/// that bounced.
fn troubled(hash: String, now: DateTime<Utc>) -> Result<account::ActiveModel, ValidationError> {
    let registered_at = now - TimeDelta::days(40);
    let new = NewAccount {
        id: AccountId(Uuid::now_v7()),
        user_type: UserType::ForeignNational,
        name: PersonName::parse("MARIA SANTO")?,
        email: EmailAddress::parse("maria.santos@uketori.example")?,
        phone_number: PhoneNumber::parse("0698765432")?,
        password_hash: Some(hash),
        language: Language::Tl,
        terms_version: terms::VERSION.to_owned(),
        terms_agreed_at: registered_at,
    };
    let mut row = account::register(new, registered_at);
    row.user_id = Set(TROUBLED.to_owned());
    row.failed_count = Set(lockout::MAX_FAILURES);
    row.locked_until = Set(Some(now + lockout::LOCK));
    Ok(row)
}

/// The `index`th certificate, newest first. The receipt of most of them is registered, so that moving the
/// clock sends a few reminders instead of a flood. Some still wait, a few are cancelled, and the oldest are
/// past their validity.
fn certificate(owner: AccountId, index: i32, now: DateTime<Utc>) -> certificate::Model {
    let (holder, nationality, sex, status, period) =
        HOLDERS[usize::try_from(index).unwrap_or(0) % HOLDERS.len()];
    let requested_at = now - TimeDelta::hours(26) - TimeDelta::hours(61) * index;
    let issued_on = today_in_japan(requested_at);
    let remind_until = schedule::remind_until(issued_on);
    let cancelled_at = (index % 11 == 6).then(|| requested_at + TimeDelta::hours(9));
    let is_registered = index % 8 != 0 && cancelled_at.is_none();
    let registered_at = is_registered.then(|| requested_at + TimeDelta::hours(20));
    let is_waiting = registered_at.is_none() && cancelled_at.is_none();
    let next_week = schedule::newest_due(requested_at, remind_until, now).unwrap_or(0) + 1;
    let next = schedule::slot(requested_at, next_week);
    certificate::Model {
        id: CertificateId(Uuid::now_v7()),
        number: format!("DEMO-{:04}", CERTIFICATES - index),
        account_id: owner,
        holder_name: holder.to_owned(),
        nationality: nationality.to_owned(),
        sex,
        birth_date: issued_on - TimeDelta::days(365 * 27 + i64::from(index) * 11),
        status_of_residence: status.to_owned(),
        period_of_stay: period.to_owned(),
        issued_on,
        issuing_bureau: "Tokyo Regional Immigration Services Bureau".to_owned(),
        application_number: None,
        recorded_at: requested_at,
        requested_at: Some(requested_at),
        registered_at,
        cancelled_at,
        cancellation_reason: cancelled_at.map(|_| "Withdrawn at the applicant's request".to_owned()),
        remind_until,
        next_reminder_at: (is_waiting && now < remind_until && next < remind_until).then_some(next),
        last_checked_at: None,
    }
}
