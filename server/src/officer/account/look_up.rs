//! Finding accounts, and seeing one. What is typed decides what is looked for, and every account that is shown is
//! recorded as read: a list of names and addresses is as much to look at as one account.

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
    visit::Visit,
};

/// Fewer letters than these are no name to look for.
const SHORTEST_NAME: usize = 2;

/// What is looked for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Sought {
    /// One account, by its user ID.
    UserId(UserId),
    /// The open accounts of an address, all of it.
    Email(EmailAddress),
    /// Accounts whose names begin so; and one whose user ID it is, for old ones can be letters alone.
    Name(PersonName, Option<UserId>),
    /// Nothing: it has none of these forms.
    Nothing,
}

impl Sought {
    /// What someone looks for who typed this: with an @ an address, with a digit a user ID, else a name.
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

    /// Its word in the trail.
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
                // A name is letters and spaces, so nothing of it is a wildcard.
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

/// A page of the accounts that were looked for, by name.
pub async fn search(
    app: &App,
    by: &LiveOfficer,
    sought: &Sought,
    (page, per_page): (i32, i32),
    visit: &Visit,
) -> Result<Page<account::Model>, DbErr> {
    let found = Entity::find().filter(sought.condition());
    let found = found.order_by_asc(Column::Name).order_by_asc(Column::UserId);
    let page = paging::page(&app.db, found, page, per_page).await?;
    let searched = by.event(Action::AccountsSearched, visit);
    let mut events = vec![searched.detail(format!("{} {}", sought.code(), page.total_items))];
    let shown =
        |account: &account::Model| by.event(Action::AccountRead, visit).about(account.id).detail("LIST");
    events.extend(page.items.iter().map(shown));
    let tx = migration::database::write(&app.db).await?;
    audit::record_all(&tx, events).await?;
    tx.commit().await?;
    Ok(page)
}

/// One account, closed ones too.
pub async fn read(
    app: &App,
    by: &LiveOfficer,
    user_id: &str,
    visit: &Visit,
) -> Result<Option<account::Model>, DbErr> {
    let found = super::find(&app.db, user_id).await?;
    let event = by.event(Action::AccountRead, visit);
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
        check("%@example.com", "EMAIL"); // a letter like any other: addresses are compared, not matched
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
