//! Finds accounts, and reads one. The form of the input decides what is searched. Every account that is shown
//! is recorded as read: a list reveals names and addresses, too.

use entity::{
    account::{self, Column, EmailAddress, Entity, PersonName, UserId},
    audit::Action,
};
use sea_orm::{
    DbErr, QueryOrder,
    entity::prelude::*,
    sea_query::{ExprTrait, Func},
};

use super::super::session::LiveOfficer;
use crate::{
    app::App,
    audit,
    paging::{self, Page},
    request_info::RequestInfo,
};

/// Minimum length of a name to search for, in letters.
const SHORTEST_NAME: usize = 2;

/// What a search looks for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Sought {
    /// The account with this user ID.
    UserId(UserId),
    /// The open accounts with exactly this address.
    Email(EmailAddress),
    /// Accounts whose names start with this, and the one with this user ID, because old user IDs may consist
    /// of letters only.
    Name(PersonName, Option<UserId>),
    /// Nothing: the input has none of these forms.
    Nothing,
}

impl Sought {
    /// Interprets the input: with an `@` it is an address, with a digit a user ID, otherwise a name.
    #[must_use]
    pub fn typed(text: &str) -> Self {
        let user_id = UserId::parse_login(text).ok();
        if text.contains('@') {
            EmailAddress::parse(text).map_or(Self::Nothing, Self::Email)
        } else if text.bytes().any(|byte| byte.is_ascii_digit()) {
            user_id.map_or(Self::Nothing, Self::UserId)
        } else {
            match PersonName::parse(&text.to_ascii_uppercase()) {
                Ok(name) if name.as_str().len() >= SHORTEST_NAME => Self::Name(name, user_id),
                _ => Self::Nothing,
            }
        }
    }

    /// Its code in the audit log.
    const fn code(&self) -> &'static str {
        match self {
            Self::UserId(_) => "USER_ID",
            Self::Email(_) => "EMAIL",
            Self::Name(..) => "NAME",
            Self::Nothing => "NOTHING",
        }
    }

    fn condition(&self) -> Expr {
        match self {
            Self::UserId(user_id) => Column::UserId.eq(user_id.as_str()),
            Self::Email(email) => Column::EmailKey.eq(email.key()),
            Self::Name(name, user_id) => {
                // A name consists of letters and spaces, so it contains no wildcard.
                let begins = format!("{}%", name.as_str());
                let by_name = Expr::expr(Func::upper(Expr::col(Column::Name))).like(begins);
                match user_id {
                    Some(user_id) => by_name.or(Column::UserId.eq(user_id.as_str())),
                    None => by_name,
                }
            }
            Self::Nothing => Expr::cust("1 = 0"),
        }
    }
}

/// A page of the accounts that were found, by name.
pub async fn search(
    app: &App,
    by: &LiveOfficer,
    sought: &Sought,
    (page, per_page): (i32, i32),
    info: &RequestInfo,
) -> Result<Page<account::Model>, DbErr> {
    let found = Entity::find().filter(sought.condition());
    let found = found.order_by_asc(Column::Name).order_by_asc(Column::UserId);
    let page = paging::page(&app.db, found, page, per_page).await?;
    let searched = by.event(Action::AccountsSearched, info);
    let mut events = vec![searched.detail(format!("{} {}", sought.code(), page.total_items))];
    let shown =
        |account: &account::Model| by.event(Action::AccountRead, info).about(account.id).detail("LIST");
    events.extend(page.items.iter().map(shown));
    let tx = migration::database::write(&app.db).await?;
    audit::record_all(&tx, events).await?;
    tx.commit().await?;
    Ok(page)
}

/// Reads one account, closed or not, and records the lookup.
pub async fn read(
    app: &App,
    by: &LiveOfficer,
    user_id: &str,
    info: &RequestInfo,
) -> Result<Option<account::Model>, DbErr> {
    let found = super::find(&app.db, user_id).await?;
    let event = by.event(Action::AccountRead, info);
    let event = match &found {
        Some(account) => event.about(account.id),
        None => event.refused("UNKNOWN"),
    };
    let tx = migration::database::write(&app.db).await?;
    audit::record(&tx, event).await?;
    tx.commit().await?;
    Ok(found)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_typed_decides_what_is_looked_for() {
        let check = |typed: &str, code: &str| assert_eq!(Sought::typed(typed).code(), code, "{typed}");
        check("hdlpf38617", "USER_ID");
        check(" HDLPF38617 ", "USER_ID");
        check("12", "NOTHING");
        check("A.B@example.com", "EMAIL");
        check("%@example.com", "EMAIL"); // `%` is no wildcard: addresses are compared, not matched
        check("@example.com", "NOTHING");
        check("tanaka", "NAME");
        check("Tanaka  Taro", "NAME");
        check("T", "NOTHING");
        check("%", "NOTHING");
        check("TAN%", "NOTHING");
        check("", "NOTHING");
        check("山田", "NOTHING");
    }
}
