//! Language of the mails and colours of the pages (R20, R24); kept with the account for every front end.

use entity::{
    account::{self, AccountId, ColorScheme, Column},
    language::Language,
};
use sea_orm::{DatabaseConnection, entity::prelude::*};

/// Sets what is given and leaves the rest; `None` when the account is closed meanwhile.
pub async fn change(
    db: &DatabaseConnection,
    account: AccountId,
    language: Option<Language>,
    color_scheme: Option<ColorScheme>,
) -> Result<Option<account::Model>, DbErr> {
    let mut update =
        account::Entity::update_many().filter(Column::Id.eq(account)).filter(Column::ClosedAt.is_null());
    if let Some(language) = language {
        update = update.col_expr(Column::Language, Expr::value(language));
    }
    if let Some(color_scheme) = color_scheme {
        update = update.col_expr(Column::ColorScheme, Expr::value(color_scheme));
    }
    if language.is_none() && color_scheme.is_none() {
        return account::Entity::find_by_id(account).filter(Column::ClosedAt.is_null()).one(db).await;
    }
    Ok(update.exec_with_returning(db).await?.pop())
}
