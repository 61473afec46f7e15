//! The audit trail, as officers of security read it. Reading is recorded, too, before anything is shown; a line that
//! was read is never changed by it.

use std::collections::HashMap;

use chrono::{DateTime, TimeDelta, Utc};
use entity::{
    account::{self, AccountId},
    audit::{Action, ActorKind, Column, Entity, Model},
    officer::{self, OfficerId, OfficerName},
};
use sea_orm::{ActiveEnum, DbErr, QueryOrder, entity::prelude::*};

use super::session::LiveOfficer;
use crate::{
    app::App,
    audit,
    paging::{self, Page},
    visit::Visit,
};

/// Without a beginning the list goes back so long from its end: the trail is kept for good, and grows.
pub const RECENT: TimeDelta = TimeDelta::days(31);

/// Which events; what is left out does not count.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Filter {
    /// That happened to this account.
    pub user_id: Option<String>,
    /// That this officer did.
    pub officer: Option<String>,
    /// Of this action.
    pub action: Option<String>,
    /// At this moment or later.
    pub from: Option<DateTime<Utc>>,
    /// Before this moment.
    pub until: Option<DateTime<Utc>>,
}

/// Events, and the names of those whom they name.
pub struct Trail {
    /// The events, the newest first.
    pub events: Page<Model>,
    /// The user IDs of accounts.
    pub user_ids: HashMap<Uuid, String>,
    /// The names of officers.
    pub officers: HashMap<Uuid, String>,
}

/// A page of the trail.
pub async fn read(
    app: &App,
    by: &LiveOfficer,
    filter: &Filter,
    (page, per_page): (i32, i32),
    visit: &Visit,
) -> Result<Trail, DbErr> {
    let mut listed = Entity::find();
    let event = by.event(Action::AuditRead, visit).detail(looked_by(filter));
    let account = match &filter.user_id {
        Some(user_id) => super::account::find(&app.db, user_id).await?,
        None => None,
    };
    let event = match (&account, &filter.user_id) {
        (Some(account), _) => {
            listed = listed.filter(Column::SubjectId.eq(account.id));
            event.about(account.id)
        }
        (None, Some(_)) => {
            listed = listed.filter(Expr::cust("1 = 0"));
            event
        }
        (None, None) => event,
    };
    if let Some(name) = &filter.officer {
        // Closed ones, too: a name is not used again.
        let name = OfficerName::parse(name).map_or_else(|_| String::new(), |name| name.as_str().to_owned());
        let found = officer::Entity::find().filter(officer::Column::Name.eq(name)).all(&app.db).await?;
        listed = listed
            .filter(Column::ActorKind.eq(ActorKind::Officer.to_value()))
            .filter(Column::ActorId.is_in(found.into_iter().map(|officer| officer.id.0)));
    }
    if let Some(action) = &filter.action {
        listed = listed.filter(Column::Action.eq(action));
    }
    let from = filter.from.unwrap_or_else(|| filter.until.unwrap_or(visit.now) - RECENT);
    listed = listed.filter(Column::At.gte(from));
    if let Some(until) = filter.until {
        listed = listed.filter(Column::At.lt(until));
    }
    let tx = migration::database::write(&app.db).await?;
    audit::record(&tx, event).await?;
    tx.commit().await?;
    // The number orders events of one moment within a chain; between chains any order will do, if it is one.
    let listed = listed.order_by_desc(Column::At).order_by_desc(Column::Chain).order_by_desc(Column::Number);
    let events = paging::page(&app.db, listed, page, per_page).await?;
    named(app, events).await
}

async fn named(app: &App, events: Page<Model>) -> Result<Trail, DbErr> {
    let actors = events.items.iter().filter_map(|event| event.actor_id);
    let officers = officer::Entity::find().filter(officer::Column::Id.is_in(actors.clone().map(OfficerId)));
    let officers = officers.all(&app.db).await?.into_iter().map(|officer| (officer.id.0, officer.name));
    let subjects = events.items.iter().filter_map(|event| event.subject_id);
    let accounts = account::Column::Id.is_in(subjects.chain(actors.map(AccountId)));
    let accounts = account::Entity::find().filter(accounts).all(&app.db).await?;
    let user_ids = accounts.into_iter().map(|account| (account.id.0, account.user_id)).collect();
    Ok(Trail { officers: officers.collect(), user_ids, events })
}

/// By what was looked, in codes; nothing that was typed.
fn looked_by(filter: &Filter) -> String {
    let codes = [
        (filter.user_id.is_some(), "USER_ID"),
        (filter.officer.is_some(), "OFFICER"),
        (filter.action.is_some(), "ACTION"),
        (filter.from.is_some() || filter.until.is_some(), "TIME"),
    ];
    let codes: Vec<_> = codes.into_iter().filter_map(|(is_given, code)| is_given.then_some(code)).collect();
    if codes.is_empty() { "ALL".to_owned() } else { codes.join(" ") }
}
