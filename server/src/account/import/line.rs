//! Parses and validates one line of an import file, and reports everything that is wrong with it.
//!
//! The reasons name fields, and never contain a name, an address or a hash: such files are handled in
//! terminals, and the output is kept.

use std::{collections::HashMap, fmt};

use chrono::{DateTime, Utc};
use entity::{
    account::{self, AccountId, EmailAddress, NewAccount, PersonName, PhoneNumber, UserId, UserType},
    clock::to_millis,
    faults::Faults,
    input::{ValidationError, required},
    language::Language,
};
use passwords::foreign_hash::{Calibration, ForeignHash, Kind, Refusal};
use sea_orm::{ActiveEnum, ActiveValue::Set, prelude::Uuid};
use serde_json::Value;

use super::members::{Members, printable};
use crate::{line_reader::MAX_LINE, terms};

/// The members that a line may have. The last two are optional.
const MEMBERS: [&str; 8] =
    ["userId", "name", "email", "phoneNumber", "type", "passwordHash", "language", "registeredAt"];

/// The account of a valid line.
pub(super) struct Candidate {
    pub(super) user_id: UserId,
    pub(super) name: PersonName,
    pub(super) email: EmailAddress,
    /// The kind of its password hash.
    pub(super) kind: Kind,
    phone_number: PhoneNumber,
    user_type: UserType,
    hash: String,
    language: Language,
    registered_at: DateTime<Utc>,
}

/// A line that was not imported, and why.
#[derive(Debug, PartialEq, Eq)]
pub struct Refused {
    /// The user ID, if it could be parsed.
    pub user_id: Option<UserId>,
    /// Every error of the line.
    pub reasons: Vec<Reason>,
}

/// One error of a line. It never contains a value from the line.
#[derive(Debug, PartialEq, Eq, thiserror::Error)]
pub enum Reason {
    /// The line is longer than 16 KiB.
    #[error("longer than {MAX_LINE} bytes")]
    TooLong,
    /// The line is not a JSON object in UTF-8.
    #[error("not a JSON object in UTF-8")]
    NotAnObject,
    /// A member with an unknown name.
    #[error("{0}: unknown member")]
    NoSuchMember(String),
    /// A member that occurs twice.
    #[error("{0}: given twice")]
    Twice(&'static str),
    /// A member with an invalid value.
    #[error("{0}: {1}")]
    Wrong(&'static str, ValidationError),
    /// A password hash that cannot be verified by this system.
    #[error("passwordHash: {0}")]
    Hash(Refusal),
    /// A registration time after now.
    #[error("registeredAt: is in the future")]
    Future,
    /// The user ID belongs to another account.
    #[error("userId: belongs to an account with another name or email address")]
    Taken,
}

impl fmt::Display for Refused {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (index, reason) in self.reasons.iter().enumerate() {
            write!(f, "{}{reason}", if index == 0 { "" } else { "; " })?;
        }
        Ok(())
    }
}

/// Validates a line, and reports all of its errors. User ID, name and telephone number may have the forms
/// that the earlier system allowed (R26). The first hash of each kind is measured, which may take half a
/// second.
pub(super) fn check(
    line: &[u8],
    now: DateTime<Utc>,
    calibration: &mut Calibration,
) -> Result<Candidate, Refused> {
    // The parser's own message is dropped, because it may quote the line.
    let Ok(Members(pairs)) = serde_json::from_slice(line) else {
        return Err(Refused { user_id: None, reasons: vec![Reason::NotAnObject] });
    };
    let mut fields = Fields::of(pairs);
    let user_id = fields.take("userId", |text| UserId::parse_login(text).map_err(Into::into));
    let name = fields.take("name", |text| PersonName::from_before(text).map_err(Into::into));
    let email = fields.take("email", |text| EmailAddress::parse(text).map_err(Into::into));
    let phone_number = fields.take("phoneNumber", |text| PhoneNumber::from_before(text).map_err(Into::into));
    let user_type = fields.take("type", |text| {
        let user_type = UserType::try_from_value(&required(text)?.to_owned());
        user_type.map_err(|_| ValidationError::NotInList.into())
    });
    let hash = fields.take("passwordHash", |text| match text {
        "" => Err(ValidationError::Required.into()),
        text => {
            let hash = ForeignHash::parse(text).map_err(Wrong::Hash)?;
            calibration.check(&hash).map_err(Wrong::Hash)?;
            Ok((hash.kind(), text.to_owned()))
        }
    });
    let language = fields.take("language", |tag| match tag {
        "" => Ok(Language::En),
        tag => Language::ALL
            .into_iter()
            .find(|language| language.tag() == tag)
            .ok_or(ValidationError::NotInList.into()),
    });
    let registered_at = fields.take("registeredAt", |text| match text {
        "" => Ok(now),
        text => past(text, now),
    });
    // Unknown and repeated members refuse a line, too, even if all its fields are valid.
    let reasons = fields.reasons.into_vec();
    let good = (|| {
        let (kind, hash) = hash?;
        Some(Candidate {
            user_id: user_id.clone()?,
            name: name?,
            email: email?,
            kind,
            phone_number: phone_number?,
            user_type: user_type?,
            hash,
            language: language?,
            registered_at: registered_at?,
        })
    })();
    good.filter(|_| reasons.is_empty()).ok_or(Refused { user_id, reasons })
}

impl Candidate {
    /// The new row of the account. Its owner has agreed to the terms of the earlier system.
    pub(super) fn row(&self) -> account::ActiveModel {
        let new = NewAccount {
            id: AccountId(Uuid::now_v7()),
            user_type: self.user_type,
            name: self.name.clone(),
            email: self.email.clone(),
            phone_number: self.phone_number.clone(),
            password_hash: Some(self.hash.clone()),
            language: self.language,
            terms_version: terms::BEFORE.to_owned(),
            terms_agreed_at: self.registered_at,
        };
        let mut row = account::register(new, self.registered_at);
        row.user_id = Set(self.user_id.as_str().to_owned());
        row
    }
}

/// Why the value of a member was rejected.
enum Wrong {
    ValidationError(ValidationError),
    Hash(Refusal),
    Future,
}

impl From<ValidationError> for Wrong {
    fn from(fault: ValidationError) -> Self {
        Self::ValidationError(fault)
    }
}

struct Fields {
    members: HashMap<&'static str, Value>,
    reasons: Faults<Reason>,
}

impl Fields {
    /// Sorts the members of a line; unknown and repeated ones are errors.
    fn of(pairs: Vec<(String, Value)>) -> Self {
        let mut fields = Self { members: HashMap::new(), reasons: Faults::default() };
        for (name, value) in pairs {
            match MEMBERS.into_iter().find(|member| *member == name) {
                None => fields.reasons.push(Reason::NoSuchMember(printable(name))),
                Some(member) if fields.members.contains_key(member) => {
                    fields.reasons.push(Reason::Twice(member));
                }
                Some(member) => drop(fields.members.insert(member, value)),
            }
        }
        fields
    }

    /// Parses the text of a member, which is empty if the member is missing; records an error if it is
    /// invalid.
    fn take<T>(&mut self, member: &'static str, parse: impl FnOnce(&str) -> Result<T, Wrong>) -> Option<T> {
        let parsed = match self.members.remove(member) {
            None | Some(Value::Null) => parse(""),
            Some(Value::String(text)) => parse(&text),
            Some(_) => Err(ValidationError::InvalidFormat.into()),
        };
        self.reasons.take(parsed, |wrong| match wrong {
            Wrong::ValidationError(fault) => Reason::Wrong(member, fault),
            Wrong::Hash(refusal) => Reason::Hash(refusal),
            Wrong::Future => Reason::Future,
        })
    }
}

/// Parses a time between 1970 and now.
fn past(text: &str, now: DateTime<Utc>) -> Result<DateTime<Utc>, Wrong> {
    let at = DateTime::parse_from_rfc3339(text).map_err(|_| ValidationError::InvalidFormat)?;
    match to_millis(at.to_utc()) {
        at if at.timestamp() < 0 => Err(ValidationError::InvalidFormat.into()),
        at if at > now => Err(Wrong::Future),
        at => Ok(at),
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn refused(line: &[u8]) -> String {
        let now = DateTime::from_timestamp(1_762_500_000, 0).expect("a moment");
        let calibration = &mut Calibration::default();
        check(line, now, calibration).map_or_else(|refused| refused.to_string(), |_| String::new())
    }

    fn good() -> Value {
        json!({
            "userId": "Abc123",
            "name": "JOHN DOE",
            "email": "john@example.com",
            "phoneNumber": "03-1234-5678",
            "type": "FOREIGN_NATIONAL",
            "passwordHash": format!("$pbkdf2-sha256$1000${}${}", "A".repeat(22), "A".repeat(43)),
        })
    }

    /// The result of a valid line with some members changed.
    fn changed(with: &[(&str, Value)]) -> String {
        let mut line = good();
        for (name, value) in with {
            line[*name] = value.clone();
        }
        refused(line.to_string().as_bytes())
    }

    #[test]
    fn every_fault_of_a_line_is_named_by_its_field() {
        assert_eq!(changed(&[]), "");
        assert_eq!(changed(&[("language", json!("zh-Hans")), ("registeredAt", Value::Null)]), "");
        assert_eq!(changed(&[("registeredAt", json!("2024-01-31T09:00:00.1234567+09:00"))]), "");
        assert_eq!(changed(&[("registeredAt", json!("2031-01-31T09:00:00Z"))]), Reason::Future.to_string());
        assert_eq!(
            changed(&[("passwordHash", json!("hunter2"))]),
            Reason::Hash(Refusal::Unknown).to_string()
        );
        assert_eq!(changed(&[("status", json!("x"))]), "status: unknown member");
        assert_eq!(
            changed(&[("name", json!("JOHN 2")), ("type", json!("foreign_national")), ("email", json!(7))]),
            "name: the value does not have the required form; email: the value does not have the required \
             form; type: not one of the allowed values"
        );
        let before = [
            ("userId", json!("Taro_Y@b.jp")),
            ("name", json!("Anna-Maria O'Neil")),
            ("phoneNumber", json!("+63 917-123-4567")),
        ];
        assert_eq!(changed(&before), "", "what the earlier system allowed");
        for member in &MEMBERS[..6] {
            assert_eq!(changed(&[(member, Value::Null)]), format!("{member}: a value is required"));
        }
        for (member, value) in
            [("userId", "a@b"), ("phoneNumber", "+x"), ("language", "fr"), ("registeredAt", "2024-01-31")]
        {
            assert!(changed(&[(member, json!(value))]).starts_with(member), "{member}");
        }
    }

    #[test]
    fn a_line_that_is_no_object_is_refused_as_a_whole() {
        for line in ["", "[]", "\"JOHN\"", "{\"userId\":\"abc12", "{}{}", "7"] {
            assert_eq!(refused(line.as_bytes()), Reason::NotAnObject.to_string(), "{line}");
        }
        assert_eq!(refused(b"{\"name\":\"\xff\"}"), Reason::NotAnObject.to_string());
        let twice = good().to_string().replacen('{', "{\"name\":\"JANE DOE\",", 1);
        assert_eq!(refused(twice.as_bytes()), "name: given twice");
    }

    #[test]
    fn no_value_is_ever_repeated() {
        let secret = "hidden@example.com";
        for member in MEMBERS {
            let text = changed(&[(member, json!(secret)), (secret, json!(1)), ("JOHN DOE", json!(1))]);
            assert!(!text.contains("hidden") && !text.contains("JOHN"), "{text}");
        }
    }
}
