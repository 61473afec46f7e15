//! One line of the intake: what it says, checked in full, or everything that is wrong with it (I2).

use chrono::{DateTime, NaiveDate, Utc};
use entity::{
    account::{self, AccountId, Sex, UserId},
    certificate::{self, CertificateId, CertificateNumber, reminder_schedule::remind_until},
    clock::today_in_japan,
    input::{Fault, plain_text, required},
};
use sea_orm::{ActiveValue::Set, prelude::Uuid};
use serde::Deserialize;

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

/// Columns and what is wrong with them.
pub type Faults = Vec<(&'static str, Fault)>;

/// The most characters of a text column.
const MAX_TEXT: usize = 200;

/// A certificate as a good line has it.
#[derive(Clone, Debug)]
pub(super) struct Candidate {
    pub(super) user_id: UserId,
    pub(super) number: CertificateNumber,
    pub(super) issued_on: NaiveDate,
    holder_name: String,
    nationality: String,
    sex: Sex,
    birth_date: NaiveDate,
    status_of_residence: String,
    period_of_stay: String,
    issuing_bureau: String,
    application_number: Option<String>,
}

/// Checks a line in full.
pub(super) fn check(line: &Line, now: DateTime<Utc>) -> Result<Candidate, Faults> {
    let mut faults = Faults::new();
    let mut check = Check(&mut faults);
    let user_id = check.that("user_id", UserId::parse_login(&line.user_id));
    let number = check.that("certificate_number", CertificateNumber::parse(&line.certificate_number));
    let sex = check.that("sex", sex(&line.sex));
    let birth_date = check.that("birth_date", past_day(&line.birth_date, now));
    let issued_on = check.that("issued_on", past_day(&line.issued_on, now));
    let mut text = |column, typed: &str| {
        check.that(column, plain_text(typed, MAX_TEXT)).map(str::to_owned).unwrap_or_default()
    };
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
        return Err(faults);
    };
    Ok(Candidate {
        user_id,
        number,
        issued_on,
        holder_name,
        nationality,
        sex,
        birth_date,
        status_of_residence,
        period_of_stay,
        issuing_bureau,
        application_number,
    })
}

impl Candidate {
    /// The row of the certificate, for this account.
    pub(super) fn row(&self, account: AccountId, now: DateTime<Utc>) -> certificate::ActiveModel {
        certificate::ActiveModel {
            id: Set(CertificateId(Uuid::now_v7())),
            number: Set(self.number.as_str().to_owned()),
            account_id: Set(account),
            holder_name: Set(self.holder_name.clone()),
            nationality: Set(self.nationality.clone()),
            sex: Set(self.sex),
            birth_date: Set(self.birth_date),
            status_of_residence: Set(self.status_of_residence.clone()),
            period_of_stay: Set(self.period_of_stay.clone()),
            issued_on: Set(self.issued_on),
            issuing_bureau: Set(self.issuing_bureau.clone()),
            application_number: Set(self.application_number.clone()),
            recorded_at: Set(now),
            requested_at: Set(None),
            registered_at: Set(None),
            cancelled_at: Set(None),
            cancellation_reason: Set(None),
            remind_until: Set(remind_until(self.issued_on)),
            next_reminder_at: Set(None),
        }
    }

    /// Whether `there` was recorded from a line that said the very same.
    pub(super) fn says(&self, account: Option<AccountId>, there: &certificate::Model) -> bool {
        account == Some(there.account_id)
            && self.number.as_str() == there.number
            && self.holder_name == there.holder_name
            && self.nationality == there.nationality
            && self.sex == there.sex
            && self.birth_date == there.birth_date
            && self.status_of_residence == there.status_of_residence
            && self.period_of_stay == there.period_of_stay
            && self.issued_on == there.issued_on
            && self.issuing_bureau == there.issuing_bureau
            && self.application_number == there.application_number
    }
}

struct Check<'a>(&'a mut Faults);

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
