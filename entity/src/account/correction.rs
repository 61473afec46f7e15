//! What officers correct of an account, which its owner cannot (I33): and how two of them do not overwrite each other.
//!
//! A correction names the version that its officer saw. The version is a digest of all that can be corrected, so a
//! change by the owner counts, too; and the statement repeats every one of those values as its condition, so what
//! was changed between the look and the write changes nothing.

use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use sea_orm::{Condition, UpdateMany, entity::prelude::*};
use sha2::{Digest, Sha256};

use super::{Column, EmailAddress, Entity, Model, PersonName, Sex, UserType};

/// What can be corrected, and its names in the audit trail.
const CORRECTABLE: [(Column, &str); 9] = [
    (Column::UserType, "TYPE"),
    (Column::Name, "NAME"),
    (Column::Sex, "SEX"),
    (Column::BirthDate, "BIRTH_DATE"),
    (Column::PostalCode, "POSTAL_CODE"),
    (Column::MunicipalityCode, "MUNICIPALITY"),
    (Column::Street, "STREET"),
    (Column::Email, "EMAIL"),
    (Column::EmailKey, ""),
];

/// New values; what is left out stays.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Correction {
    /// Who the holder is.
    pub user_type: Option<UserType>,
    /// The name.
    pub name: Option<PersonName>,
    /// The sex.
    pub sex: Option<Sex>,
    /// The date of birth.
    pub birth_date: Option<Date>,
    /// The postal code, or that there is none.
    pub postal_code: Option<Option<String>>,
    /// Prefecture and municipality, by the municipality's code.
    pub municipality_code: Option<String>,
    /// Town name, street and house number.
    pub street: Option<String>,
    /// The address.
    pub email: Option<EmailAddress>,
}

impl Correction {
    /// The account as it is to be.
    #[must_use]
    pub fn applied_to(self, seen: &Model) -> Model {
        let mut new = seen.clone();
        new.user_type = self.user_type.unwrap_or(new.user_type);
        new.name = self.name.map_or(new.name, |name| name.as_str().to_owned());
        new.sex = self.sex.or(new.sex);
        new.birth_date = self.birth_date.or(new.birth_date);
        new.postal_code = self.postal_code.unwrap_or(new.postal_code);
        new.municipality_code = self.municipality_code.or(new.municipality_code);
        new.street = self.street.or(new.street);
        if let Some(email) = self.email {
            (new.email, new.email_key) = (email.as_str().to_owned(), email.key());
        }
        new
    }
}

/// What a correction has to show: it changes whenever something does that can be corrected, and with the closing.
#[must_use]
pub fn version(account: &Model) -> String {
    let mut digest = Sha256::new();
    for (column, _) in CORRECTABLE {
        // The written form of a text is quoted, so no two lists of values look alike.
        digest.update(format!("{:?}\n", account.get(column)));
    }
    digest.update([u8::from(account.closed_at.is_some())]);
    URL_SAFE_NO_PAD.encode(&digest.finalize()[..12])
}

/// What differs between two states of an account, in codes.
#[must_use]
pub fn differences(old: &Model, new: &Model) -> Vec<&'static str> {
    let differs = |(column, name): &(Column, &'static str)| {
        (old.get(*column) != new.get(*column) && !name.is_empty()).then_some(*name)
    };
    CORRECTABLE.iter().filter_map(differs).collect()
}

/// Makes the account of `seen` what `new` is; changes nothing when it is no longer as it was seen.
#[must_use]
pub fn correct(seen: &Model, new: &Model) -> UpdateMany<Entity> {
    let mut update = Entity::update_many();
    for (column, _) in CORRECTABLE {
        update = update.col_expr(column, Expr::value(new.get(column)));
    }
    update.filter(Column::Id.eq(seen.id)).filter(unchanged(seen))
}

/// The account is open, and as it was seen.
#[must_use]
pub fn unchanged(seen: &Model) -> Condition {
    let mut condition = Condition::all().add(Column::ClosedAt.is_null());
    for (column, _) in CORRECTABLE {
        let value = seen.get(column);
        let is_null = value == value.as_null();
        condition = condition.add(if is_null { column.is_null() } else { column.eq(value) });
    }
    condition
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{account, language::Language};

    fn account() -> Model {
        Model {
            id: account::AccountId(Uuid::nil()),
            user_id: "hdlpf38617".to_owned(),
            user_type: UserType::ForeignNational,
            name: "JOHN DOE".to_owned(),
            email: "a@example.com".to_owned(),
            email_key: "a@example.com".to_owned(),
            phone_number: "0312345678".to_owned(),
            sex: None,
            birth_date: None,
            postal_code: None,
            municipality_code: None,
            street: None,
            password_hash: None,
            password_version: 1,
            language: Language::En,
            color_scheme: account::ColorScheme::Standard,
            terms_version: "2026-01".to_owned(),
            terms_agreed_at: DateTimeUtc::UNIX_EPOCH,
            registered_at: DateTimeUtc::UNIX_EPOCH,
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

    #[test]
    fn the_version_follows_what_can_be_corrected_and_nothing_else() {
        let one = account();
        let email = EmailAddress::parse("B@example.com").expect("an address");
        let check = |new: Model, differences_in: &[&str]| {
            assert_eq!(differences(&one, &new), differences_in);
            assert_eq!(version(&one) == version(&new), differences_in.is_empty());
        };
        check(Correction::default().applied_to(&one), &[]);
        check(Model { phone_number: "0612345678".to_owned(), failed_count: 3, ..one.clone() }, &[]);
        check(Correction { email: Some(email), ..Correction::default() }.applied_to(&one), &["EMAIL"]);
        let sex = Correction { sex: Some(Sex::Female), ..Correction::default() };
        check(sex.clone().applied_to(&one), &["SEX"]);
        check(
            Correction { user_type: Some(UserType::LegalSpecialist), ..sex }.applied_to(&one),
            &["TYPE", "SEX"],
        );
        assert_ne!(
            version(&one),
            version(&Model { closed_at: Some(DateTimeUtc::UNIX_EPOCH), ..one.clone() })
        );
    }

    #[test]
    fn an_address_keeps_its_case_and_is_compared_without() {
        let email = EmailAddress::parse("B@example.com").expect("an address");
        let new = Correction { email: Some(email), ..Correction::default() }.applied_to(&account());
        assert_eq!((new.email.as_str(), new.email_key.as_str()), ("B@example.com", "b@example.com"));
    }
}
