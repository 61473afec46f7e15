//! What officers look up of people: whoever looks leaves a line in the audit trail, about each account that was shown.
//!
//! The line is written before the answer goes out, so nothing is shown that nobody can be asked about later.

use std::collections::HashMap;

use entity::{
    account::AccountId,
    audit::Action,
    officer::{self, OfficerId},
};
use sea_orm::{DatabaseConnection, DbErr, QuerySelect, entity::prelude::*};

use super::session::LiveOfficer;
use crate::{
    app::App,
    audit,
    certificate::bureau_list::{self, Filter, Listed},
    paging::Page,
    visit::Visit,
};

/// A page of certificates; each account of the page has a line, with how many of its certificates were shown.
pub async fn certificates(
    app: &App,
    by: &LiveOfficer,
    filter: &Filter,
    (page, per_page): (i32, i32),
    visit: &Visit,
) -> Result<Page<Listed>, DbErr> {
    let found = bureau_list::page(&app.db, filter, page, per_page).await?;
    let mut shown = HashMap::<AccountId, u32>::new();
    for listed in &found.items {
        *shown.entry(listed.certificate.account_id).or_default() += 1;
    }
    let event = || by.event(Action::CertificatesViewed, visit);
    let mut events: Vec<_> =
        shown.iter().map(|(account, count)| event().about(*account).detail(count.to_string())).collect();
    if events.is_empty() {
        events.push(event().detail("0"));
    }
    let tx = migration::database::write(&app.db).await?;
    audit::record_all(&tx, events).await?;
    tx.commit().await?;
    Ok(found)
}

/// The names of officers, closed ones too.
pub async fn names(
    db: &DatabaseConnection,
    ids: impl IntoIterator<Item = Uuid>,
) -> Result<HashMap<Uuid, String>, DbErr> {
    let rows: Vec<(OfficerId, String)> = officer::Entity::find()
        .select_only()
        .columns([officer::Column::Id, officer::Column::Name])
        .filter(officer::Column::Id.is_in(ids.into_iter().map(OfficerId)))
        .into_tuple()
        .all(db)
        .await?;
    Ok(rows.into_iter().map(|(id, name)| (id.0, name)).collect())
}
