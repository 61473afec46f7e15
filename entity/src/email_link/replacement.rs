//! Which older links a newer one replaces, and which newer one stands in for an older one.

use chrono::{DateTime, Utc};
use sea_orm::{Condition, UpdateMany, entity::prelude::*};

use super::{Column, Entity, Model, Purpose, open};
use crate::{account::EmailAddress, parts_digest};

/// Replaces the links that were requested before `newer` for the same subject (I18). It is done when the mail
/// of the newer one is sent, and not when it is requested: a stranger who requests another link does not end
/// the one that its owner has. Of registration links, it replaces those that the same network requested: a
/// person who fills in the form goes on, however many links strangers request for the address.
#[must_use]
pub fn replace_older(newer: &Model, now: DateTime<Utc>) -> UpdateMany<Entity> {
    // A stranger's request ends no link that a browser or app of the account requested.
    let own = newer.known_device_id.is_some();
    Entity::update_many()
        .col_expr(Column::ReplacedAt, Expr::value(now))
        .filter(of_subject(newer))
        .filter(Condition::any().add(Column::KnownDeviceId.is_null()).add(Expr::value(own)))
        .filter(of_requester(newer))
        // The IDs are ordered by time.
        .filter(Column::Id.lt(newer.id))
        .filter(open(now))
}

/// Selects a link that was requested after `older` for the same subject, and can be used.
#[must_use]
pub fn newer_than(older: &Model, now: DateTime<Utc>) -> Select<Entity> {
    Entity::find().filter(of_subject(older)).filter(Column::Id.gt(older.id)).filter(open(now))
}

/// The links for the same purpose, address and typed user ID. Those that only an account can request are for
/// the same account, too.
fn of_subject(link: &Model) -> Condition {
    let typed = match &link.typed_user_id {
        Some(user_id) => Column::TypedUserId.eq(user_id),
        None => Column::TypedUserId.is_null(),
    };
    let of_account = match link.purpose {
        Purpose::Registration | Purpose::PasswordReset => None,
        Purpose::FirstPassword | Purpose::EmailChange | Purpose::Disavow => {
            Some(Column::AccountId.eq(link.account_id))
        }
    };
    Condition::all()
        .add(Column::EmailKey.eq(&link.email_key))
        .add(Column::Purpose.eq(link.purpose))
        .add(typed)
        .add_option(of_account)
}

/// The links that `newer` may replace, as far as it matters who requested them. A link of an older version
/// does not say.
fn of_requester(newer: &Model) -> Condition {
    match &newer.requester {
        Some(requester) => Condition::any()
            .add(Column::Requester.eq(requester.clone()))
            // A known browser or app of the address's owner replaces what it finds.
            .add(Expr::value(newer.known_device_id.is_some())),
        None => Condition::all(),
    }
}

/// Tells the requesters of registration links for one address apart: by `network`, which is not the client's
/// exact address, because that is never stored.
#[must_use]
pub fn requester(network: &str, email: &EmailAddress) -> Vec<u8> {
    parts_digest::digest("", &["registration-link", network, &email.key()])
}
