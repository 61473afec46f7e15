//! One line of the file: what it says, checked in full, or everything that is wrong with it.
//!
//! What is said about a line names fields and reasons. It never holds a name, an address or a hash: such
//! files are worked on in terminals and their answers are kept.

use std::{collections::HashMap, fmt};

use chrono::{DateTime, Utc};
use entity::{
    account::{self, AccountId, EmailAddress, NewAccount, PersonName, PhoneNumber, UserId, UserType},
    clock::to_millis,
    input::{Fault, required},
    language::Language,
};
use sea_orm::{ActiveEnum, ActiveValue::Set, prelude::Uuid};
use serde_json::Value;

use super::members::{Members, printable};
use crate::{
    account::foreign_hash::{ForeignHash, Kind, Refusal},
    lines::MAX_LINE,
    terms,
};

/// The members that a line may have; the last two may be left out.
const MEMBERS: [&str; 8] =
    ["userId", "name", "email", "phoneNumber", "type", "passwordHash", "language", "registeredAt"];

/// An account as a good line has it.
pub(super) struct Candidate {
    pub(super) user_id: UserId,
    pub(super) name: PersonName,
    pub(super) email: EmailAddress,
    /// The kind of its hash.
    pub(super) kind: Kind,
    phone_number: PhoneNumber,
    user_type: UserType,
    hash: String,
    language: Language,
    registered_at: DateTime<Utc>,
}

/// A line that is not imported, and why.
#[derive(Debug, PartialEq, Eq)]
pub struct Refused {
    /// The user ID, where that much can be read.
    pub user_id: Option<UserId>,
    /// Everything that is wrong.
    pub reasons: Vec<Reason>,
}

/// One thing that is wrong with a line; never holds a value of it.
#[derive(Debug, PartialEq, Eq, thiserror::Error)]
pub enum Reason {
    /// Longer than any good line.
    #[error("longer than {MAX_LINE} bytes")]
    TooLong,
    /// Nothing that can be read.
    #[error("not a JSON object in UTF-8")]
    NotAnObject,
    /// A member that lines do not have.
    #[error("{0}: no line has such a member")]
    NoSuchMember(String),
    /// A member that comes twice.
    #[error("{0}: given twice")]
    Twice(&'static str),
    /// A member with a wrong value.
    #[error("{0}: {1}")]
    Wrong(&'static str, Fault),
    /// A hash that no login could be checked against.
    #[error("passwordHash: {0}")]
    Hash(Refusal),
    /// A moment that is still to come.
    #[error("registeredAt: lies in the future")]
    Future,
    /// The user ID is someone's already.
    #[error("userId: belongs to an account with another name or e-mail address")]
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

/// Checks a line in full.
pub(super) fn check(line: &[u8], now: DateTime<Utc>) -> Result<Candidate, Refused> {
    let Ok(Members(pairs)) = serde_json::from_slice(line) else {
        return Err(Refused { user_id: None, reasons: vec![Reason::NotAnObject] });
    };
    let mut reasons = Vec::new();
    let mut members = HashMap::new();
    for (name, value) in pairs {
        match MEMBERS.into_iter().find(|member| *member == name) {
            None => reasons.push(Reason::NoSuchMember(printable(name))),
            Some(member) if members.contains_key(member) => reasons.push(Reason::Twice(member)),
            Some(member) => drop(members.insert(member, value)),
        }
    }
    let mut fields = Fields { members, reasons };
    let user_id = fields.take("userId", |text| UserId::parse_login(text).map_err(Into::into));
    let name = fields.take("name", |text| PersonName::parse(text).map_err(Into::into));
    let email = fields.take("email", |text| EmailAddress::parse(text).map_err(Into::into));
    let phone_number = fields.take("phoneNumber", |text| PhoneNumber::parse(text).map_err(Into::into));
    let user_type = fields.take("type", |text| {
        let user_type = UserType::try_from_value(&required(text)?.to_owned());
        user_type.map_err(|_| Fault::NotInList.into())
    });
    let hash = fields.take("passwordHash", |text| match text {
        "" => Err(Fault::Required.into()),
        text => Ok((ForeignHash::parse(text).map_err(Wrong::Hash)?.kind(), text.to_owned())),
    });
    let language = fields.take("language", |tag| match tag {
        "" => Ok(Language::En),
        tag => {
            Language::ALL.into_iter().find(|language| language.tag() == tag).ok_or(Fault::NotInList.into())
        }
    });
    let registered_at = fields.take("registeredAt", |text| match text {
        "" => Ok(now),
        text => past(text, now),
    });
    let reasons = fields.reasons;
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
    /// The row of the account. Its owner agreed to the terms of the system that it comes from.
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

/// Why a member's value is not taken.
enum Wrong {
    Fault(Fault),
    Hash(Refusal),
    Future,
}

impl From<Fault> for Wrong {
    fn from(fault: Fault) -> Self {
        Self::Fault(fault)
    }
}

struct Fields {
    members: HashMap<&'static str, Value>,
    reasons: Vec<Reason>,
}

impl Fields {
    /// Takes a member's text, empty where there is none, or notes what is wrong with it.
    fn take<T>(&mut self, member: &'static str, parse: impl FnOnce(&str) -> Result<T, Wrong>) -> Option<T> {
        let parsed = match self.members.remove(member) {
            None | Some(Value::Null) => parse(""),
            Some(Value::String(text)) => parse(&text),
            Some(_) => Err(Fault::InvalidFormat.into()),
        };
        let noted = parsed.map_err(|wrong| match wrong {
            Wrong::Fault(fault) => Reason::Wrong(member, fault),
            Wrong::Hash(refusal) => Reason::Hash(refusal),
            Wrong::Future => Reason::Future,
        });
        noted.map_err(|reason| self.reasons.push(reason)).ok()
    }
}

/// A moment since 1970 that is over.
fn past(text: &str, now: DateTime<Utc>) -> Result<DateTime<Utc>, Wrong> {
    let at = DateTime::parse_from_rfc3339(text).map_err(|_| Fault::InvalidFormat)?;
    match to_millis(at.to_utc()) {
        at if at.timestamp() < 0 => Err(Fault::InvalidFormat.into()),
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
        check(line, now).map_or_else(|refused| refused.to_string(), |_| String::new())
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

    /// `good` with some members changed.
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
        assert_eq!(changed(&[("status", json!("x"))]), "status: no line has such a member");
        assert_eq!(
            changed(&[("name", json!("John Doe")), ("type", json!("foreign_national")), ("email", json!(7))]),
            "name: the value does not have the required form; email: the value does not have the required \
             form; type: not one of the choices"
        );
        for member in &MEMBERS[..6] {
            assert_eq!(changed(&[(member, Value::Null)]), format!("{member}: a value is required"));
        }
        for (member, value) in
            [("userId", "a@b"), ("phoneNumber", "x"), ("language", "fr"), ("registeredAt", "2024-01-31")]
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
