//! Accounts to log in to, inserted directly into a database.

use entity::account::{self, AccountId, EmailAddress, NewAccount, PersonName, PhoneNumber, UserType};
use entity::language::Language;
use sea_orm::ActiveValue::Set;
use sea_orm::{DatabaseConnection, EntityTrait};
use uuid::Uuid;

/// A group of similar accounts.
pub(crate) struct Group<'a> {
    /// The first five letters of their user IDs.
    pub(crate) prefix: &'a str,
    /// The number of accounts.
    pub(crate) count: usize,
    /// Their password hash, if they have a password.
    pub(crate) hash: Option<&'a str>,
    /// Whether they are locked for a day.
    pub(crate) is_locked: bool,
}

/// The user ID of account `index` in a group.
pub(crate) fn user_id(prefix: &str, index: usize) -> String {
    format!("{prefix}{index:05}")
}

/// The e-mail address of account `index` in a group.
pub(crate) fn email(prefix: &str, index: usize) -> String {
    format!("{prefix}{index}@example.com")
}

/// Inserts a group.
pub(crate) async fn seed(db: &DatabaseConnection, group: &Group<'_>) {
    let now = super::now();
    let rows = (0..group.count).map(|index| {
        let new = NewAccount {
            id: AccountId(Uuid::now_v7()),
            user_type: UserType::ForeignNational,
            name: PersonName::parse("JOHN DOE").expect("a name"),
            email: EmailAddress::parse(&email(group.prefix, index)).expect("an address"),
            phone_number: PhoneNumber::parse("0312345678").expect("a number"),
            password_hash: group.hash.map(str::to_owned),
            language: Language::En,
            terms_version: "2026-01".to_owned(),
            terms_agreed_at: now,
        };
        let mut row = account::register(new, now);
        row.user_id = Set(user_id(group.prefix, index));
        row.locked_until = Set(group.is_locked.then(|| now + account::lockout::LOCK));
        row
    });
    account::Entity::insert_many(rows).exec_without_returning(db).await.expect("accounts are written");
}
