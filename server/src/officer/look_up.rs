//! Lookups by officers. Each one is recorded in the audit log, about every account that is shown.
//!
//! The event is committed before the answer goes out, so nothing is shown without a record.

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
    certificate::search::{self, Filter, Listed},
    paging::Page,
    request_info::RequestInfo,
};

/// A page of certificates. One event for each account of the page says how many of its certificates were
/// shown.
pub async fn certificates(
    app: &App,
    by: &LiveOfficer,
    filter: &Filter,
    (page, per_page): (i32, i32),
    info: &RequestInfo,
) -> Result<Page<Listed>, DbErr> {
    let found = search::page(&app.db, filter, page, per_page).await?;
    let mut shown = HashMap::<AccountId, u32>::new();
    for listed in &found.items {
        *shown.entry(listed.certificate.account_id).or_default() += 1;
    }
    let event = || by.event(Action::CertificatesViewed, info);
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

/// The names of these officers by ID, closed ones included.
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
