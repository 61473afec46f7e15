//! Corrections: what officers can change in an account and its owner cannot (I33), guarded by optimistic
//! locking.
//!
//! A correction names the version that the officer saw. The version is a digest of everything that can be
//! corrected, so a change by the owner counts too. The statement repeats each of those values as its
//! condition, so it changes nothing if the account was changed after the officer looked.

use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use sea_orm::{Condition, UpdateMany, entity::prelude::*};
use sha2::{Digest, Sha256};

use super::{Column, EmailAddress, Entity, Model, PersonName, Sex, UserType};

/// The columns that can be corrected, and their names in the audit log. The key of the address changes with
/// the address, so it has no name of its own.
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

/// The new values. A field that is `None` stays as it is.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Correction {
    /// The type of account holder.
    pub user_type: Option<UserType>,
    /// The name in English letters (R94).
    pub name: Option<PersonName>,
    /// The sex (R95).
    pub sex: Option<Sex>,
    /// The date of birth (R96).
    pub birth_date: Option<Date>,
    /// The postal code (R89); `Some(None)` removes it.
    pub postal_code: Option<Option<String>>,
    /// The municipality's code, which implies the prefecture (R97).
    pub municipality_code: Option<String>,
    /// Town name, street and house number (R98).
    pub street: Option<String>,
    /// The e-mail address (R100).
    pub email: Option<EmailAddress>,
}

impl Correction {
    /// The account after the correction.
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

/// The version that a correction must name. It changes with every value that can be corrected, and when the
/// account is closed.
#[must_use]
pub fn version(account: &Model) -> String {
    let mut digest = Sha256::new();
    for (column, _) in CORRECTABLE {
        // `{:?}` quotes text, so two different lists of values never have the same form.
        digest.update(format!("{:?}\n", account.get(column)));
    }
    // A correction of an account that has been closed in the meantime must fail.
    digest.update([u8::from(account.closed_at.is_some())]);
    // 96 bits are enough, because the statement compares the values themselves.
    URL_SAFE_NO_PAD.encode(&digest.finalize()[..12])
}

/// The audit names of the columns in which two states of an account differ.
#[must_use]
pub fn differences(old: &Model, new: &Model) -> Vec<&'static str> {
    let differs = |(column, name): &(Column, &'static str)| {
        (old.get(*column) != new.get(*column) && !name.is_empty()).then_some(*name)
    };
    CORRECTABLE.iter().filter_map(differs).collect()
}

/// Changes the account `seen` into `new`, unless it was changed since it was read.
#[must_use]
pub fn correct(seen: &Model, new: &Model) -> UpdateMany<Entity> {
    let mut update = Entity::update_many();
    for (column, _) in CORRECTABLE {
        update = update.col_expr(column, Expr::value(new.get(column)));
    }
    update.filter(Column::Id.eq(seen.id)).filter(unchanged(seen))
}

/// A condition: the account is open and still as it was read.
#[must_use]
pub fn unchanged(seen: &Model) -> Condition {
    let mut condition = Condition::all().add(Column::ClosedAt.is_null());
    for (column, _) in CORRECTABLE {
        let value = seen.get(column);
        // In SQL, a comparison with NULL is never true.
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
