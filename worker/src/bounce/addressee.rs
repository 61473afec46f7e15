//! Finds the address that a mail went to, if it is still known.
//!
//! A row of the outbox has no address. The candidates are the address of its link or request, and that of its
//! account; the report tells which of them it was. An owner who has changed the address since matches none.

use entity::{
    account::{self, AccountId},
    certificate, email_link, outbox, user_id_request,
};
use sea_orm::{ConnectionTrait, DbErr, entity::prelude::*};

use super::SentTo;

/// The address that the mail of `row` went to, and the account that it belongs to.
pub(super) async fn find(
    db: &impl ConnectionTrait,
    row: &outbox::Model,
    sent_to: &SentTo,
) -> Result<Option<(String, Option<AccountId>)>, DbErr> {
    let mut owner = owner(db, row).await?;
    if let Some(id) = row.link_id {
        if let Some(link) = email_link::Entity::find_by_id(id).one(db).await? {
            owner = owner.or(link.account_id);
            if sent_to.is(&link.email) {
                return Ok(Some((link.email, owner)));
            }
        }
        if let Some(request) = user_id_request::Entity::find_by_id(id).one(db).await?
            && sent_to.is(&request.email)
        {
            return Ok(Some((request.email, owner)));
        }
    }
    let Some(id) = owner else { return Ok(None) };
    let account = account::Entity::find_by_id(id).one(db).await?;
    Ok(account.filter(|account| sent_to.is(&account.email)).map(|account| (account.email, owner)))
}

/// The account that the mail of `row` is about, without looking at its link.
pub(super) async fn owner(
    db: &impl ConnectionTrait,
    row: &outbox::Model,
) -> Result<Option<AccountId>, DbErr> {
    match (row.account_id, row.certificate_id) {
        (Some(account), _) => Ok(Some(account)),
        (None, Some(certificate)) => {
            let found = certificate::Entity::find_by_id(certificate).one(db).await?;
            Ok(found.map(|found| found.account_id))
        }
        (None, None) => Ok(None),
    }
}
