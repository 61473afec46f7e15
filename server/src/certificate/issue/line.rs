//! Validates one line of bulk issuing, and reports everything that is wrong with it (I2).

use chrono::{DateTime, NaiveDate, Utc};
use entity::{
    account::{AccountId, Sex, UserId, street},
    certificate::{self, CertificateId, CertificateNumber, reminder_schedule::remind_until},
    faults::Faults,
    input::{ValidationError, plain_text, required},
};
use sea_orm::{ActiveValue::Set, prelude::Uuid};
use serde::Deserialize;

/// A line of bulk issuing, as written (I2). An empty text counts as missing.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Line {
    /// The user ID on the request form.
    pub user_id: String,
    /// The certificate number, as printed on the certificate.
    pub certificate_number: String,
    /// The name of the foreign national, at most 200 characters.
    pub holder_name: String,
    /// Nationality or region, at most 200 characters.
    pub nationality: String,
    /// The sex: `MALE` or `FEMALE`.
    pub sex: String,
    /// The date of birth, as YYYY-MM-DD or YYYY/MM/DD.
    pub birth_date: String,
    /// Status of residence, at most 200 characters.
    pub status_of_residence: String,
    /// Period of stay, at most 200 characters.
    pub period_of_stay: String,
    /// The day of issue in Japan, as YYYY-MM-DD or YYYY/MM/DD.
    pub issued_on: String,
    /// The bureau that issued the certificate.
    pub issuing_bureau: String,
    /// Receipt number of the application; may be empty.
    pub application_number: Option<String>,
}

/// The columns that every line must have.
pub const REQUIRED_COLUMNS: [&str; 10] = [
    "user_id",
    "certificate_number",
    "holder_name",
    "nationality",
    "sex",
    "birth_date",
    "status_of_residence",
    "period_of_stay",
    "issued_on",
    "issuing_bureau",
];
/// The column that a line may lack.
pub const OPTIONAL_COLUMN: &str = "application_number";

impl Line {
    /// The columns with their values; an optional one that is missing has an empty value.
    #[must_use]
    pub fn columns(&self) -> [(&'static str, &str); 11] {
        [
            ("user_id", &self.user_id),
            ("certificate_number", &self.certificate_number),
            ("holder_name", &self.holder_name),
            ("nationality", &self.nationality),
            ("sex", &self.sex),
            ("birth_date", &self.birth_date),
            ("status_of_residence", &self.status_of_residence),
            ("period_of_stay", &self.period_of_stay),
            ("issued_on", &self.issued_on),
            ("issuing_bureau", &self.issuing_bureau),
            (OPTIONAL_COLUMN, self.application_number.as_deref().unwrap_or_default()),
        ]
    }
}

/// The invalid columns, each with its error.
pub type LineErrors = Vec<(&'static str, ValidationError)>;

/// Maximum length of a text column, in characters.
const MAX_TEXT: usize = 200;

/// The certificate of a valid line.
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

/// Validates a line, and reports all of its errors.
pub(super) fn check(line: &Line, now: DateTime<Utc>) -> Result<Candidate, LineErrors> {
    let mut faults = Faults::default();
    let user_id = faults.take(UserId::parse_login(&line.user_id), in_column("user_id"));
    let number =
        faults.take(CertificateNumber::parse(&line.certificate_number), in_column("certificate_number"));
    let sex = faults.take(sex(&line.sex), in_column("sex"));
    let birth_date = faults.take(street::parse_birth_date(&line.birth_date, now), in_column("birth_date"));
    let issued_on = faults.take(street::parse_past_day(&line.issued_on, now), in_column("issued_on"));
    let mut text = |column, input: &str| {
        faults.take(plain_text(input, MAX_TEXT), in_column(column)).map(str::to_owned).unwrap_or_default()
    };
    let holder_name = text("holder_name", &line.holder_name);
    let nationality = text("nationality", &line.nationality);
    let status_of_residence = text("status_of_residence", &line.status_of_residence);
    let period_of_stay = text("period_of_stay", &line.period_of_stay);
    let issuing_bureau = text("issuing_bureau", &line.issuing_bureau);
    let application_number = (line.application_number.as_deref().map(|input| input.trim_matches(' ')))
        .filter(|input| !input.is_empty())
        .map(|input| text("application_number", input));
    // Texts that failed became empty, so the number of errors decides, and not the values alone.
    let (Some(user_id), Some(number), Some(sex), Some(birth_date), Some(issued_on), true) =
        (user_id, number, sex, birth_date, issued_on, faults.is_empty())
    else {
        return Err(faults.into_vec());
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
    /// The new row of the certificate, for this account.
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
            last_checked_at: Set(None),
        }
    }

    /// Whether the recorded certificate `there` has exactly the content of this line.
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

/// Makes an error an entry for `column`.
fn in_column(column: &'static str) -> impl FnOnce(ValidationError) -> (&'static str, ValidationError) {
    move |error| (column, error)
}

fn sex(input: &str) -> Result<Sex, ValidationError> {
    match required(input)? {
        "MALE" => Ok(Sex::Male),
        "FEMALE" => Ok(Sex::Female),
        _ => Err(ValidationError::NotInList),
    }
}

/// What is wrong with each column, and what would be right, for the person at the command.
pub(super) fn all_described(faults: &[(&str, ValidationError)]) -> String {
    let described = faults.iter().map(|(column, fault)| {
        let right = expected(column);
        format!("{column}: {fault}, expected {right}")
    });
    described.collect::<Vec<_>>().join("; ")
}

/// The right form of a column.
fn expected(column: &str) -> &'static str {
    match column {
        "user_id" => "the user ID on the request form, e.g. hdlpf38617",
        "certificate_number" => "1 to 30 characters out of A-Z, 0-9 and hyphen, e.g. TEST25-000123",
        "sex" => "MALE or FEMALE",
        "birth_date" | "issued_on" => {
            "a day from 1900 to today in Japan, as YYYY-MM-DD or YYYY/MM/DD, e.g. 2025-11-07"
        }
        _ => "one line of at most 200 characters",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_would_be_right_is_what_the_rules_accept() {
        let now = "2025-11-07T08:00:00Z".parse().expect("an instant");
        let faults = check(&Line::default(), now).expect_err("an empty line");
        assert_eq!(faults.len(), 10, "every required column");
        let example = |column: &str| expected(column).rsplit("e.g. ").next().unwrap_or_default();
        UserId::parse_login(example("user_id")).expect("a user ID");
        CertificateNumber::parse(example("certificate_number")).expect("a number");
        street::parse_past_day(example("issued_on"), now).expect("a day");
        assert!(expected("certificate_number").contains(&format!("to {} ", CertificateNumber::MAX_LENGTH)));
        assert!(expected("holder_name").contains(&MAX_TEXT.to_string()));
    }
}
