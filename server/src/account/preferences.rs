//! The language of mails and the colour scheme of pages (R20, R24), stored with the account for every front
//! end.

use entity::{
    account::{self, ColorScheme, Column},
    audit::Action,
    language::Language,
};
use sea_orm::entity::prelude::*;

use super::session::LiveSession;
use crate::{app::App, audit, request_info::RequestInfo};

/// Sets the given preferences and keeps the others; `None` if the account has been closed meanwhile.
pub async fn change(
    app: &App,
    live: &LiveSession,
    language: Option<Language>,
    color_scheme: Option<ColorScheme>,
    info: &RequestInfo,
) -> Result<Option<account::Model>, DbErr> {
    let id = live.account.id;
    let mut update = account::Entity::update_many();
    if let Some(language) = language {
        update = update.col_expr(Column::Language, Expr::value(language));
    }
    if let Some(color_scheme) = color_scheme {
        update = update.col_expr(Column::ColorScheme, Expr::value(color_scheme));
    }
    if language.is_none() && color_scheme.is_none() {
        return Ok(Some(live.account.clone()));
    }
    let tx = migration::database::write(&app.db).await?;
    let update = update.filter(Column::Id.eq(id)).filter(Column::ClosedAt.is_null());
    let Some(changed) = update.exec_with_returning(&tx).await?.pop() else { return Ok(None) };
    audit::record(&tx, info.event(Action::PreferencesChanged).by_owner(id)).await?;
    tx.commit().await?;
    Ok(Some(changed))
}
