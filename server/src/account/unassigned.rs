//! What was typed with an account's address and belongs to no account: requests for forgotten user IDs, and
//! links that nobody has used yet.
//!
//! The export lists it, and closing the account erases it at once, as far as it is this account's alone.
//! Several accounts may have one address, e.g. those of a family. Then only the name, or the user ID that was
//! typed, says whose a request is. A link for a registration names nobody, so it stays with the others.
//!
//! The addresses are the present one and those that the account's links still name: earlier ones, which the
//! account has proved to be its own, and the new one of a change that waits. The latter may be mistyped and
//! anybody's, so there, too, only the name or the user ID counts.

use std::collections::{BTreeMap, BTreeSet};

use entity::{
    account::{self, Column},
    email_link::{self, Purpose},
    user_id_request,
};
use sea_orm::{Condition, QuerySelect, entity::prelude::*};

/// The rows of one account and of no other.
pub(super) struct Unassigned {
    /// The requests for forgotten user IDs, as a condition on their table.
    pub(super) requests: Condition,
    /// The links without an account, as a condition on their table.
    pub(super) links: Condition,
}

impl Unassigned {
    /// Finds out what `account`, as it is before it is closed and its links are deleted, shares with other
    /// open accounts.
    pub(super) async fn of(db: &impl ConnectionTrait, account: &account::Model) -> Result<Self, DbErr> {
        let links = email_link::Entity::find()
            .select_only()
            .columns([
                email_link::Column::EmailKey,
                email_link::Column::Purpose,
                email_link::Column::ConsumedAt,
            ])
            .filter(email_link::Column::AccountId.eq(account.id))
            .into_tuple::<(String, Purpose, Option<DateTimeUtc>)>()
            .all(db)
            .await?;
        // By address: whether it is or was the account's, and not only typed for a change.
        let mut addresses = BTreeMap::from([(account.email_key.clone(), true)]);
        for (address, purpose, consumed_at) in links {
            *addresses.entry(address).or_default() |=
                purpose != Purpose::EmailChange || consumed_at.is_some();
        }
        let others = account::Entity::find()
            .select_only()
            .columns([Column::EmailKey, Column::Name])
            .filter(Column::EmailKey.is_in(addresses.keys()))
            .filter(Column::Id.ne(account.id))
            .filter(Column::ClosedAt.is_null())
            .into_tuple::<(String, String)>()
            .all(db)
            .await?;
        Ok(Self::among(account, addresses, &others))
    }

    /// The same, where the open accounts `others`, each with address and name, are all others at these
    /// addresses.
    fn among(
        account: &account::Model,
        addresses: BTreeMap<String, bool>,
        others: &[(String, String)],
    ) -> Self {
        let shared: BTreeSet<_> = others.iter().map(|(address, _)| address).collect();
        let (alone, shared): (Vec<_>, Vec<_>) =
            addresses.into_iter().partition(|(address, is_own)| *is_own && !shared.contains(address));
        let keys =
            |list: Vec<(String, bool)>| list.into_iter().map(|(address, _)| address).collect::<Vec<_>>();
        let (alone, shared) = (keys(alone), keys(shared));
        // A request with the name of two accounts serves the other, too.
        let has_namesake = |address: &String| {
            others.iter().any(|(at, name)| at == address && name.eq_ignore_ascii_case(&account.name))
        };
        let by_name = shared.iter().filter(|address| !has_namesake(address));
        // A request has the name in upper case.
        let named = Condition::all()
            .add(user_id_request::Column::EmailKey.is_in(by_name))
            .add(user_id_request::Column::Name.eq(account.name.to_ascii_uppercase()));
        let typed = Condition::all()
            .add(email_link::Column::EmailKey.is_in(&shared))
            .add(email_link::Column::TypedUserId.eq(&account.user_id));
        let links = Condition::any().add(email_link::Column::EmailKey.is_in(&alone)).add(typed);
        Self {
            requests: Condition::any().add(user_id_request::Column::EmailKey.is_in(&alone)).add(named),
            links: Condition::all().add(email_link::Column::AccountId.is_null()).add(links),
        }
    }
}
