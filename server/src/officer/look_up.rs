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

/// A condition on a column that keeps words as text, e.g. the actions of the audit log.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Word<T> {
    /// Rows with this word.
    Known(T),
    /// Rows with a word that only another release knows.
    Other,
}

impl<T> From<Option<T>> for Word<T> {
    fn from(word: Option<T>) -> Self {
        word.map_or(Self::Other, Self::Known)
    }
}

impl<T> Word<T> {
    /// The condition in SQL. `known` are all words that this release knows, and `name` is how rows keep one.
    pub(super) fn condition<C: ColumnTrait>(
        self,
        column: C,
        known: impl IntoIterator<Item = T>,
        name: impl Fn(T) -> String,
    ) -> Expr {
        match self {
            Self::Known(word) => column.eq(name(word)),
            Self::Other => column.is_not_in(known.into_iter().map(name)),
        }
    }
}

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
