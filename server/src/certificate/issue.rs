//! Recording certificates that the bureau has issued, each with its mail (I1-I4, R71).
//!
//! A line is checked in full before anything is written, and one bad line stops no other. The
//! certificate and the outbox row are one transaction, so there is never one without the other.

use chrono::{DateTime, NaiveDate, Utc};
use entity::{
    account::{self, Sex, UserId},
    audit::Action,
    certificate::{self, CertificateId, CertificateNumber, reminder_schedule::remind_until},
    clock::today_in_japan,
    input::{Fault, required},
    outbox::{self, Mail},
};
use sea_orm::{ActiveValue::Set, DatabaseConnection, QuerySelect, TryInsertResult, entity::prelude::*};
use serde::Deserialize;

use crate::audit::{self, Actor, Event, Source};

/// A line of the intake as it was written (I2); empty text counts as missing.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Line {
    /// The user ID on the request form.
    pub user_id: String,
    /// The certificate number.
    pub certificate_number: String,
    /// The foreign national's name.
    pub holder_name: String,
    /// Nationality or region.
    pub nationality: String,
    /// MALE or FEMALE.
    pub sex: String,
    /// YYYY-MM-DD.
    pub birth_date: String,
    /// Status of residence.
    pub status_of_residence: String,
    /// Period of stay.
    pub period_of_stay: String,
    /// YYYY-MM-DD, a day in Japan.
    pub issued_on: String,
    /// The bureau that issued it.
    pub issuing_bureau: String,
    /// Receipt number of the application; may be empty.
    pub application_number: Option<String>,
}

/// Why a line was refused.
#[derive(Debug, thiserror::Error)]
pub enum IssueError {
    /// Columns are wrong.
    #[error("{}", .0.iter().map(|(column, fault)| format!("{column}: {fault}")).collect::<Vec<_>>().join("; "))]
    Input(Vec<(&'static str, Fault)>),
    /// No open account has this user ID.
    #[error("user_id: no open account has this user ID")]
    NoSuchAccount,
    /// The number was used before.
    #[error("certificate_number: this number was used before")]
    NumberTaken,
    /// The database did not answer.
    #[error("the database did not answer")]
    Database(#[from] DbErr),
}

/// The most characters of a text column.
const MAX_TEXT: usize = 200;

/// Records one certificate and puts its mail on its way; returns its number.
pub async fn issue(
    db: &DatabaseConnection,
    line: &Line,
    source: &Source,
    now: DateTime<Utc>,
) -> Result<CertificateNumber, IssueError> {
    let (user_id, number, mut row) = check(line, now)?;
    let tx = migration::database::write(db).await?;
    // Locked, so that its owner does not close it meanwhile.
    let account = account::open_by_user_id(&user_id).lock_shared().one(&tx).await?;
    let account = account.ok_or(IssueError::NoSuchAccount)?;
    row.account_id = Set(account.id);
    let certificate = *row.id.as_ref();
    let inserted = certificate::Entity::insert(row)
        .on_conflict_do_nothing_on([certificate::Column::Number])
        .exec_without_returning(&tx)
        .await?;
    // A conflict inserts no row, and is no error here.
    if !matches!(inserted, TryInsertResult::Inserted(1)) {
        return Err(IssueError::NumberTaken);
    }
    let mail = Mail::Certificate { certificate, delivery: 1 };
    let row = outbox::queue(Uuid::now_v7(), mail, now, source.trace);
    outbox::Entity::insert(row).exec_without_returning(&tx).await?;
    let event = Event::new(Action::CertificateIssued, source, now).by(Actor::System).about(account.id);
    audit::record(&tx, event.detail(certificate.0.to_string())).await?;
    tx.commit().await?;
    Ok(number)
}

fn check(
    line: &Line,
    now: DateTime<Utc>,
) -> Result<(UserId, CertificateNumber, certificate::ActiveModel), IssueError> {
    let mut faults = Vec::new();
    let mut check = Check(&mut faults);
    let user_id = check.that("user_id", UserId::parse_login(&line.user_id));
    let number = check.that("certificate_number", CertificateNumber::parse(&line.certificate_number));
    let sex = check.that("sex", sex(&line.sex));
    let birth_date = check.that("birth_date", past_day(&line.birth_date, now));
    let issued_on = check.that("issued_on", past_day(&line.issued_on, now));
    let mut text = |column, typed: &str| check.that(column, plain_text(typed)).unwrap_or_default();
    let holder_name = text("holder_name", &line.holder_name);
    let nationality = text("nationality", &line.nationality);
    let status_of_residence = text("status_of_residence", &line.status_of_residence);
    let period_of_stay = text("period_of_stay", &line.period_of_stay);
    let issuing_bureau = text("issuing_bureau", &line.issuing_bureau);
    let application_number = (line.application_number.as_deref().map(|typed| typed.trim_matches(' ')))
        .filter(|typed| !typed.is_empty())
        .map(|typed| text("application_number", typed));
    let (Some(user_id), Some(number), Some(sex), Some(birth_date), Some(issued_on), true) =
        (user_id, number, sex, birth_date, issued_on, faults.is_empty())
    else {
        return Err(IssueError::Input(faults));
    };
    let row = certificate::ActiveModel {
        id: Set(CertificateId(Uuid::now_v7())),
        number: Set(number.as_str().to_owned()),
        account_id: sea_orm::ActiveValue::NotSet,
        holder_name: Set(holder_name),
        nationality: Set(nationality),
        sex: Set(sex),
        birth_date: Set(birth_date),
        status_of_residence: Set(status_of_residence),
        period_of_stay: Set(period_of_stay),
        issued_on: Set(issued_on),
        issuing_bureau: Set(issuing_bureau),
        application_number: Set(application_number),
        recorded_at: Set(now),
        requested_at: Set(None),
        registered_at: Set(None),
        cancelled_at: Set(None),
        remind_until: Set(remind_until(issued_on)),
        next_reminder_at: Set(None),
    };
    Ok((user_id, number, row))
}

struct Check<'a>(&'a mut Vec<(&'static str, Fault)>);

impl Check<'_> {
    fn that<T>(&mut self, column: &'static str, parsed: Result<T, Fault>) -> Option<T> {
        parsed.map_err(|fault| self.0.push((column, fault))).ok()
    }
}

fn sex(typed: &str) -> Result<Sex, Fault> {
    match required(typed)? {
        "MALE" => Ok(Sex::Male),
        "FEMALE" => Ok(Sex::Female),
        _ => Err(Fault::NotInList),
    }
}

/// A day written YYYY-MM-DD, from 1900 to today in Japan.
fn past_day(typed: &str, now: DateTime<Utc>) -> Result<NaiveDate, Fault> {
    let typed = required(typed)?;
    let day = NaiveDate::parse_from_str(typed, "%Y-%m-%d").map_err(|_| Fault::InvalidFormat)?;
    let is_good =
        typed.len() == 10 && account::street::birth_dates_from() <= day && day <= today_in_japan(now);
    if is_good { Ok(day) } else { Err(Fault::InvalidFormat) }
}

/// Text for a mail: one line, no control characters.
fn plain_text(typed: &str) -> Result<String, Fault> {
    let typed = required(typed)?;
    if typed.chars().count() > MAX_TEXT {
        return Err(Fault::TooLong { max: MAX_TEXT });
    }
    let is_plain =
        |c: char| !c.is_control() && !matches!(c, '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}');
    if typed.chars().all(is_plain) { Ok(typed.to_owned()) } else { Err(Fault::InvalidFormat) }
}
