//! Scalars: points in time, calendar days, URLs, and opaque IDs.

use async_graphql::{ID, InputValueError, InputValueResult, Scalar, ScalarType, Value};
use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use chrono::{NaiveDate, SecondsFormat, Utc};
use uuid::Uuid;

/// A point in time in UTC.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct DateTime(pub chrono::DateTime<Utc>);

/// A point in time in UTC, with milliseconds and `Z`, e.g. `2025-11-07T08:00:00.000Z`. As input, any RFC 3339
/// date and time is accepted, e.g. `2025-11-07T17:00:00+09:00`.
#[Scalar(specified_by_url = "https://scalars.graphql.org/andimarek/date-time.html")]
impl ScalarType for DateTime {
    fn parse(value: Value) -> InputValueResult<Self> {
        let Value::String(text) = &value else { return Err(InputValueError::expected_type(value)) };
        match chrono::DateTime::parse_from_rfc3339(text) {
            Ok(at) => Ok(Self(at.to_utc())),
            Err(_) => Err(InputValueError::custom("not an RFC 3339 date and time")),
        }
    }

    fn to_value(&self) -> Value {
        Value::String(self.0.to_rfc3339_opts(SecondsFormat::Millis, true))
    }
}

/// A calendar day without a time zone.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Date(pub NaiveDate);

/// A calendar day without a time zone, e.g. `2025-11-07`.
#[Scalar(specified_by_url = "https://scalars.graphql.org/andimarek/local-date.html")]
impl ScalarType for Date {
    fn parse(value: Value) -> InputValueResult<Self> {
        let Value::String(text) = &value else { return Err(InputValueError::expected_type(value)) };
        match NaiveDate::parse_from_str(text, "%Y-%m-%d") {
            Ok(day) => Ok(Self(day)),
            Err(_) => Err(InputValueError::custom("not a calendar day")),
        }
    }

    fn to_value(&self) -> Value {
        Value::String(self.0.to_string())
    }
}

/// An absolute URL.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Url(pub url::Url);

/// An absolute URL, e.g. `https://portal.example.jp/register`.
#[Scalar(name = "URL", specified_by_url = "https://url.spec.whatwg.org/")]
impl ScalarType for Url {
    fn parse(value: Value) -> InputValueResult<Self> {
        let Value::String(text) = &value else { return Err(InputValueError::expected_type(value)) };
        text.parse().map(Self).map_err(|_| InputValueError::custom("not an absolute URL"))
    }

    fn to_value(&self) -> Value {
        Value::String(self.0.to_string())
    }
}

/// Whether a custom scalar accepts a value: `text`, or a value of another type if there is none. True for all
/// other scalars, which the validation of the request has already checked.
#[must_use]
pub fn takes(scalar: &str, text: Option<&str>) -> bool {
    let value = text.map_or(Value::Null, |text| Value::String(text.to_owned()));
    match scalar {
        "DateTime" => DateTime::parse(value).is_ok(),
        "Date" => Date::parse(value).is_ok(),
        "URL" => Url::parse(value).is_ok(),
        _ => true,
    }
}

/// The type of the object that an ID refers to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum NodeKind {
    /// An account; its tag is `A`.
    Account,
    /// A certificate as its applicant sees it; its tag is `R`.
    Receipt,
    /// An applicant's session; its tag is `S`.
    Session,
    /// A notice; its tag is `N`.
    Notice,
    /// An officer; its tag is `O`.
    Officer,
    /// A role that was proposed for an officer; its tag is `P`.
    RoleProposal,
    /// A proposal to close an officer or to revoke a role; its tag is `D`.
    RemovalProposal,
    /// An email in the outbox; its tag is `M`.
    Mail,
}

impl NodeKind {
    /// All kinds, for the search by tag.
    pub const ALL: [Self; 8] = [
        Self::Account,
        Self::Receipt,
        Self::Session,
        Self::Notice,
        Self::Officer,
        Self::RoleProposal,
        Self::RemovalProposal,
        Self::Mail,
    ];

    /// Returns the global ID of an object: the kind's tag and the UUID, in base64url.
    #[must_use]
    pub fn id(self, id: Uuid) -> ID {
        let mut bytes = vec![self.tag()];
        bytes.extend_from_slice(id.as_bytes());
        ID(URL_SAFE_NO_PAD.encode(bytes))
    }

    /// Parses a global ID; returns `None` for a string that this server cannot have issued.
    #[must_use]
    pub fn parse(id: &ID) -> Option<(Self, Uuid)> {
        let bytes = URL_SAFE_NO_PAD.decode(id.as_str()).ok()?;
        let (tag, rest) = bytes.split_first()?;
        let kind = Self::ALL.into_iter().find(|kind| kind.tag() == *tag)?;
        Some((kind, Uuid::from_slice(rest).ok()?))
    }

    const fn tag(self) -> u8 {
        match self {
            Self::Account => b'A',
            Self::Receipt => b'R',
            Self::Session => b'S',
            Self::Notice => b'N',
            Self::Officer => b'O',
            Self::RoleProposal => b'P',
            Self::RemovalProposal => b'D',
            Self::Mail => b'M',
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_id_is_read_back_and_anything_else_is_not() {
        let uuid = Uuid::now_v7();
        assert_eq!(NodeKind::parse(&NodeKind::Receipt.id(uuid)), Some((NodeKind::Receipt, uuid)));
        for wrong in ["", "x", "QQ", &uuid.to_string()] {
            assert_eq!(NodeKind::parse(&ID(wrong.to_owned())), None);
        }
    }

    #[test]
    fn a_moment_has_three_digits_and_a_z() {
        let at = "2025-11-07T17:00:00+09:00".parse::<chrono::DateTime<chrono::FixedOffset>>();
        let value = DateTime(at.expect("a moment").to_utc()).to_value();
        assert_eq!(value, Value::String("2025-11-07T08:00:00.000Z".to_owned()));
    }
}
