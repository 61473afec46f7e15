//! Reads the audit log for officers with the role SECURITY. The reading itself is recorded before anything is
//! shown; it never changes an event.

use std::collections::HashMap;

use chrono::{DateTime, TimeDelta, Utc};
use entity::{
    account::{self, AccountId},
    audit::{Action, ActorKind, Column, Entity, Model},
    officer::{self, OfficerId},
};
use sea_orm::{ActiveEnum, DbErr, Iterable, QueryOrder, entity::prelude::*};

use super::{look_up::Word, session::LiveOfficer};
use crate::{
    app::App,
    audit,
    paging::{self, Page, PageRequest},
    request_info::RequestInfo,
};

/// Without a start time, the list goes back this far from its end: the log is kept for ever, and grows.
pub const RECENT: TimeDelta = TimeDelta::days(31);

/// Which events to list; a condition that is not set matches everything.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Filter {
    /// Only events about the account with this user ID.
    pub user_id: Option<String>,
    /// Only events caused by this officer.
    pub officer: Option<OfficerId>,
    /// Only events with this action.
    pub action: Option<Word<Action>>,
    /// Only events at or after this time.
    pub from: Option<DateTime<Utc>>,
    /// Only events before this time.
    pub until: Option<DateTime<Utc>>,
    /// Only events up to this time, so that newer ones do not shift the pages; among them are those of reading
    /// the log. `None` means now.
    pub as_of: Option<DateTime<Utc>>,
}

/// Events, and the names of the people in them.
pub struct AuditLogPage {
    /// The events, the newest first.
    pub events: Page<Model>,
    /// The user IDs of the accounts, by internal ID.
    pub user_ids: HashMap<Uuid, String>,
    /// The names of the officers, by internal ID.
    pub officers: HashMap<Uuid, String>,
}

/// Reads a page of the audit log, and records that it was read.
pub async fn read(
    app: &App,
    by: &LiveOfficer,
    filter: &Filter,
    page: PageRequest,
    info: &RequestInfo,
) -> Result<AuditLogPage, DbErr> {
    let mut listed = Entity::find();
    let event = by.event(Action::AuditRead, info).detail(looked_by(filter));
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
            // Nobody has this user ID. Leaving the condition out would list everything.
            listed = listed.filter(Expr::cust("1 = 0"));
            event
        }
        (None, None) => event,
    };
    if let Some(officer) = filter.officer {
        listed = listed
            .filter(Column::ActorKind.eq(ActorKind::Officer.to_value()))
            .filter(Column::ActorId.eq(officer.0));
    }
    if let Some(action) = filter.action {
        listed = listed.filter(action.condition(Column::Action, Action::iter(), |action| action.to_value()));
    }
    let as_of = filter.as_of.unwrap_or(info.now);
    let from = filter.from.unwrap_or_else(|| filter.until.unwrap_or(as_of) - RECENT);
    listed = listed.filter(Column::At.gte(from)).filter(Column::At.lte(as_of));
    if let Some(until) = filter.until {
        listed = listed.filter(Column::At.lt(until));
    }
    // Committed before the log is read, so that nothing is shown without a record.
    let tx = migration::database::write(&app.db).await?;
    audit::record(&tx, event).await?;
    tx.commit().await?;
    // Within a chain, the number orders events of the same time. Across chains any order will do, if it is
    // always the same.
    let listed = listed.order_by_desc(Column::At).order_by_desc(Column::Chain).order_by_desc(Column::Number);
    let events = paging::page(&app.db, listed, page).await?;
    named(app, events).await
}

async fn named(app: &App, events: Page<Model>) -> Result<AuditLogPage, DbErr> {
    let actors = events.items.iter().filter_map(|event| event.actor_id);
    let officers = officer::Entity::find().filter(officer::Column::Id.is_in(actors.clone().map(OfficerId)));
    let officers = officers.all(&app.db).await?.into_iter().map(|officer| (officer.id.0, officer.name));
    let subjects = events.items.iter().filter_map(|event| event.subject_id);
    // An ID of an actor may be an account or an officer; each is found in its own table.
    let accounts = account::Column::Id.is_in(subjects.chain(actors.map(AccountId)));
    let accounts = account::Entity::find().filter(accounts).all(&app.db).await?;
    let user_ids = accounts.into_iter().map(|account| (account.id.0, account.user_id)).collect();
    Ok(AuditLogPage { officers: officers.collect(), user_ids, events })
}

/// The names of the conditions that were set, as codes; never their values.
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
