//! Lookups by officers. Each one is recorded in the audit log, about every account that is shown.
//!
//! The event is committed before the answer goes out, so nothing is shown without a record.

use std::collections::HashMap;

use entity::officer::{self, OfficerId};
use sea_orm::{DatabaseConnection, DbErr, QuerySelect, entity::prelude::*};

use super::{
    session::LiveOfficer,
    shown::{self, Shown},
};
use crate::{
    app::App,
    certificate::search::{self, Filter, Listed},
    paging::{Page, PageRequest},
    request_info::RequestInfo,
};

/// A page of certificates. One event for each account of the page says how many of its certificates were
/// shown.
pub async fn certificates(
    app: &App,
    by: &LiveOfficer,
    filter: &Filter,
    page: PageRequest,
    info: &RequestInfo,
) -> Result<Page<Shown<Listed>>, DbErr> {
    let found = search::page(&app.db, filter, page).await?;
    shown::certificates(app, by, found, info).await
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
