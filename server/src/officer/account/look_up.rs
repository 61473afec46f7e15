//! Finds accounts, and reads one. The form of the input decides what is searched. Every account that is shown
//! is recorded as read: a list reveals names and addresses, too.

use entity::{
    account::{self, Column, EmailAddress, Entity, PersonName, UserId},
    audit::{Action, Reason},
    name_search::Beginning,
};
use sea_orm::{DbBackend, DbErr, QueryOrder, entity::prelude::*, sea_query::ExprTrait};

use super::super::{
    session::LiveOfficer,
    shown::{self, Shown},
};
use crate::{
    app::App,
    audit,
    paging::{self, Page, PageRequest},
    request_info::RequestInfo,
};

/// What a search looks for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Sought {
    /// The account with this user ID.
    UserId(UserId),
    /// The open accounts with exactly this address, and the one with this user ID, because old user IDs may
    /// look like an address.
    Email(EmailAddress, Option<UserId>),
    /// Accounts whose names begin with this, and the one with this user ID, because old user IDs may consist
    /// of letters only.
    Name(Beginning, Option<UserId>),
    /// Nothing: the input has none of these forms.
    Nothing,
}

impl Sought {
    /// Interprets the input: with an `@` it is an address, with a digit a user ID, otherwise a name. What is
    /// none of these may still be an old user ID.
    #[must_use]
    pub fn parse(text: &str) -> Self {
        let user_id = UserId::parse_login(text).ok();
        if let Ok(email) = EmailAddress::parse(text) {
            return Self::Email(email, user_id);
        }
        let is_name = !text.bytes().any(|byte| byte.is_ascii_digit());
        let name = PersonName::from_before(text).ok().filter(|_| is_name);
        match name.and_then(|name| Beginning::parse(name.as_str())) {
            Some(name) => Self::Name(name, user_id),
            None => user_id.map_or(Self::Nothing, Self::UserId),
        }
    }

    /// Its code in the audit log.
    const fn code(&self) -> &'static str {
        match self {
            Self::UserId(_) => "USER_ID",
            Self::Email(..) => "EMAIL",
            Self::Name(..) => "NAME",
            Self::Nothing => "NOTHING",
        }
    }

    fn condition(&self, backend: DbBackend) -> Expr {
        match self {
            Self::UserId(user_id) => Column::UserId.eq(user_id.as_str()),
            Self::Email(email, user_id) => or_user_id(Column::EmailKey.eq(email.key()), user_id.as_ref()),
            Self::Name(name, user_id) => or_user_id(name.of(Column::Name, backend), user_id.as_ref()),
            Self::Nothing => Expr::cust("1 = 0"),
        }
    }
}

fn or_user_id(condition: Expr, user_id: Option<&UserId>) -> Expr {
    match user_id {
        Some(user_id) => condition.or(Column::UserId.eq(user_id.as_str())),
        None => condition,
    }
}

/// A page of the accounts that were found, by name.
pub async fn search(
    app: &App,
    by: &LiveOfficer,
    sought: &Sought,
    page: PageRequest,
    info: &RequestInfo,
) -> Result<Page<Shown<account::Model>>, DbErr> {
    let found = Entity::find().filter(sought.condition(app.db.get_database_backend()));
    let found = found.order_by_asc(Column::Name).order_by_asc(Column::UserId);
    let page = paging::page(&app.db, found, page).await?;
    let searched = by.event(Action::AccountsSearched, info);
    // The kind of the search and the number of results, never the text that was searched for.
    let searched = searched.detail(format!("{} {}", sought.code(), page.total_items));
    shown::accounts(app, by, searched, page, info).await
}

/// Reads one account, closed or not, and records the lookup.
pub async fn read(
    app: &App,
    by: &LiveOfficer,
    user_id: &str,
    info: &RequestInfo,
) -> Result<Option<Shown<account::Model>>, DbErr> {
    let found = super::find(&app.db, user_id).await?;
    let event = by.event(Action::AccountRead, info);
    let tx = migration::database::write(&app.db).await?;
    if let Some(account) = found {
        return shown::commit(tx, event, account).await.map(Some);
    }
    audit::record(&tx, event.refused(Reason::Unknown)).await?;
    tx.commit().await?;
    Ok(None)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_typed_decides_what_is_looked_for() {
        let check = |input: &str, code: &str| assert_eq!(Sought::parse(input).code(), code, "{input}");
        check("hdlpf38617", "USER_ID");
        check(" HDLPF38617 ", "USER_ID");
        check("12", "NOTHING");
        check("A.B@example.com", "EMAIL");
        check("%@example.com", "EMAIL"); // `%` is no wildcard: addresses are compared, not matched
        check("@example.com", "NOTHING");
        check("taro_y@b.jp", "EMAIL");
        check("taro_y@b", "USER_ID");
        check("taro_y", "USER_ID");
        check("o'neil", "NAME");
        check("tanaka", "NAME");
        check("Tanaka  Taro", "NAME");
        check("T", "NOTHING");
        check("%", "NOTHING");
        check("TAN%", "NOTHING");
        check("", "NOTHING");
        check("山田", "NOTHING");
    }
}
