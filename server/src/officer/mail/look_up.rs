//! Finds mails by state, kind, account, certificate and time, the newest first.

use std::collections::HashMap;

use chrono::{DateTime, TimeDelta, Utc};
use entity::{
    account::{self, AccountId},
    audit::Action,
    certificate, email_link,
    outbox::{self, Column, Kind, State},
};
use sea_orm::{
    Condition, DatabaseConnection, DbErr, QueryOrder, QuerySelect, QueryTrait, Select, entity::prelude::*,
};

use super::{
    super::{account as accounts, look_up::Word, session::LiveOfficer},
    context::{self, MailView},
};
use crate::{
    app::App,
    audit::{self, Event},
    paging::{self, Page, PageRequest},
    request_info::RequestInfo,
};

/// Without a condition that keeps the list short, it goes back this far from its end.
const RECENT: TimeDelta = TimeDelta::days(31);

/// Which mails to list; a condition that is not set matches everything.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Filter {
    /// Only mails in this state.
    pub state: Option<State>,
    /// Only mails of this kind.
    pub kind: Option<Word<Kind>>,
    /// Only mails about the account with this user ID.
    pub user_id: Option<String>,
    /// Only mails about the certificate with this number.
    pub certificate_number: Option<String>,
    /// Only mails queued at or after this time.
    pub from: Option<DateTime<Utc>>,
    /// Only mails queued before this time.
    pub until: Option<DateTime<Utc>>,
    /// Only mails queued up to this time, so that newer ones do not shift the pages. `None` means now.
    pub as_of: Option<DateTime<Utc>>,
}

impl Filter {
    /// The start time of the list. States that few mails stay in need no limit, nor do conditions on an
    /// account or a certificate. Otherwise, all mails ever sent would have to be counted.
    fn from(&self, now: DateTime<Utc>) -> Option<DateTime<Utc>> {
        let is_short = self.user_id.is_some()
            || self.certificate_number.is_some()
            || self
                .state
                .is_some_and(|state| !matches!(state, State::Sent | State::Cancelled | State::Expired));
        let usual = self.until.or(self.as_of).unwrap_or(now) - RECENT;
        self.from.or((!is_short).then_some(usual))
    }
}

/// A page of mails. One event for each account of the page says how many of its mails were shown, and so does
/// one for the account that was asked for, even if it has none. Mails about no account that is there are one
/// event as well, and so is an empty page.
pub async fn list(
    app: &App,
    by: &LiveOfficer,
    filter: &Filter,
    page: PageRequest,
    info: &RequestInfo,
) -> Result<Page<MailView>, DbErr> {
    let account = match &filter.user_id {
        Some(user_id) => accounts::find(&app.db, user_id).await?,
        None => None,
    };
    // Leaving the condition out would list the mails of everybody.
    let is_nobodys = filter.user_id.is_some() && account.is_none();
    let listed = if is_nobodys { nothing() } else { select(filter, account.as_ref(), info.now) };
    let found = paging::page(&app.db, listed, page).await?;
    let found = shown(&app.db, found, info.now).await?;
    let mut counts: HashMap<Option<AccountId>, u32> =
        account.iter().map(|account| (Some(account.id), 0)).collect();
    for mail in &found.items {
        *counts.entry(mail.account.as_ref().map(|(id, _)| *id)).or_default() += 1;
    }
    if counts.is_empty() {
        counts.insert(None, 0);
    }
    let tx = migration::database::write(&app.db).await?;
    audit::record_all(&tx, counts.into_iter().map(|count| read(by, count, info))).await?;
    tx.commit().await?;
    Ok(found)
}

/// The event of a lookup that showed this number of mails about the account.
fn read<'a>(
    by: &LiveOfficer,
    (account, mails): (Option<AccountId>, u32),
    info: &'a RequestInfo,
) -> Event<'a> {
    let event = by.event(Action::MailsRead, info).detail(mails.to_string());
    match account {
        Some(account) => event.about(account),
        None => event,
    }
}

/// A page of the mails about an account, as part of a lookup that is already recorded.
pub async fn of_account(
    db: &DatabaseConnection,
    account: &account::Model,
    page: PageRequest,
    as_of: DateTime<Utc>,
    now: DateTime<Utc>,
) -> Result<Page<MailView>, DbErr> {
    let user_id = Some(account.user_id.clone());
    let filter = Filter { user_id, as_of: Some(as_of), ..Filter::default() };
    let found = paging::page(db, select(&filter, Some(account), now), page).await?;
    shown(db, found, now).await
}

async fn shown(
    db: &DatabaseConnection,
    found: Page<outbox::Model>,
    now: DateTime<Utc>,
) -> Result<Page<MailView>, DbErr> {
    let Page { items, page, per_page, total_items } = found;
    Ok(Page { items: context::of(db, items, now).await?, page, per_page, total_items })
}

fn nothing() -> Select<outbox::Entity> {
    outbox::Entity::find().filter(Expr::cust("1 = 0"))
}

fn select(filter: &Filter, account: Option<&account::Model>, now: DateTime<Utc>) -> Select<outbox::Entity> {
    let mut rows = outbox::Entity::find();
    if let Some(state) = filter.state {
        rows = rows.filter(Column::State.eq(state));
    }
    if let Some(kind) = filter.kind {
        rows = rows.filter(kind.condition(Column::Kind, Kind::ALL, |kind| kind.name().to_owned()));
    }
    if let Some(account) = account {
        rows = rows.filter(about(account.id));
    }
    if let Some(number) = &filter.certificate_number {
        let certificates = certificate::Entity::find()
            .select_only()
            .column(certificate::Column::Id)
            .filter(certificate::Column::Number.eq(number.trim_matches(' ')));
        rows = rows.filter(Column::CertificateId.in_subquery(certificates.into_query()));
    }
    if let Some(from) = filter.from(now) {
        rows = rows.filter(Column::CreatedAt.gte(from));
    }
    if let Some(until) = filter.until {
        rows = rows.filter(Column::CreatedAt.lt(until));
    }
    if let Some(as_of) = filter.as_of {
        rows = rows.filter(Column::CreatedAt.lte(as_of));
    }
    rows.order_by_desc(Column::CreatedAt).order_by_desc(Column::Id)
}

/// Mails about an account: directly, through its certificates, or through its links.
fn about(account: AccountId) -> Condition {
    let certificates = certificate::Entity::find()
        .select_only()
        .column(certificate::Column::Id)
        .filter(certificate::Column::AccountId.eq(account));
    let links = email_link::Entity::find()
        .select_only()
        .column(email_link::Column::Id)
        .filter(email_link::Column::AccountId.eq(account));
    Condition::any()
        .add(Column::AccountId.eq(account))
        .add(Column::CertificateId.in_subquery(certificates.into_query()))
        .add(Column::LinkId.in_subquery(links.into_query()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_list_that_nothing_keeps_short_begins_a_month_before_its_end() {
        let now = DateTime::UNIX_EPOCH + TimeDelta::days(400);
        let recent = Some(now - RECENT);
        let check = |filter: Filter, expected| assert_eq!(filter.from(now), expected, "{filter:?}");
        let one = Filter::default;
        check(one(), recent);
        check(Filter { kind: Some(Word::Known(Kind::Certificate)), ..one() }, recent);
        check(Filter { state: Some(State::Sent), ..one() }, recent);
        check(Filter { state: Some(State::Dead), ..one() }, None);
        check(Filter { state: Some(State::Unknown), ..one() }, None);
        check(Filter { user_id: Some("hdlpf38617".to_owned()), ..one() }, None);
        check(Filter { from: Some(DateTime::UNIX_EPOCH), ..one() }, Some(DateTime::UNIX_EPOCH));
        let until = now - TimeDelta::days(100);
        check(Filter { until: Some(until), ..one() }, Some(until - RECENT));
    }
}
