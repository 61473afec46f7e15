//! The language of mails and the colour scheme of pages (R20, R24), stored with the account for every front
//! end.

use entity::{
    account::{self, ColorScheme, Column},
    audit::Action,
    language::Language,
};
use sea_orm::entity::prelude::*;

use super::session::LiveSession;
use crate::{
    app::App,
    audit,
    rate_limit::{Limit, Limited},
    request_info::RequestInfo,
};

/// Why no preference was changed.
#[derive(Debug, thiserror::Error)]
pub enum ChangeError {
    /// The account has been closed meanwhile.
    #[error("the session has ended")]
    SessionOver,
    /// A rate limit was exceeded.
    #[error(transparent)]
    RateLimited(#[from] Limited),
    /// A database operation failed; the source says why.
    #[error("could not change the preferences")]
    Database(#[from] DbErr),
}

/// Sets the given preferences and keeps the others. If all are set already, nothing is written.
pub async fn change(
    app: &App,
    live: &LiveSession,
    language: Option<Language>,
    color_scheme: Option<ColorScheme>,
    info: &RequestInfo,
) -> Result<account::Model, ChangeError> {
    let account = &live.account;
    let language = language.filter(|language| *language != account.language);
    let color_scheme = color_scheme.filter(|scheme| *scheme != account.color_scheme);
    if language.is_none() && color_scheme.is_none() {
        return Ok(account.clone());
    }
    app.limiter.take(&[Limit::SessionChange(live.session.id)], 1, info.now).await?;
    let mut update = account::Entity::update_many();
    if let Some(language) = language {
        update = update.col_expr(Column::Language, Expr::value(language));
    }
    if let Some(color_scheme) = color_scheme {
        update = update.col_expr(Column::ColorScheme, Expr::value(color_scheme));
    }
    let tx = migration::database::write(&app.db).await?;
    let update = update.filter(Column::Id.eq(account.id)).filter(Column::ClosedAt.is_null());
    let changed = update.exec_with_returning(&tx).await?.pop().ok_or(ChangeError::SessionOver)?;
    audit::record(&tx, info.event(Action::PreferencesChanged).by_owner(changed.id)).await?;
    tx.commit().await?;
    Ok(changed)
}
