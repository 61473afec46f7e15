//! What may be shown to an officer: people's data, together with the proof that the audit log says so.
//!
//! The officers' types of accounts and certificates are built from a [`Shown`] alone, and only this module
//! makes one: after an event about the account was committed. So no path can forget the event, not even one
//! that changes nothing because everything was done before.

use std::collections::HashMap;

use entity::{
    account::{self, AccountId},
    audit::Action,
    certificate::CertificateId,
};
use sea_orm::{DatabaseTransaction, DbErr};

use super::session::LiveOfficer;
use crate::{
    app::App,
    audit::{self, Event},
    certificate::search::{self, Listed},
    paging::Page,
    request_info::RequestInfo,
};

/// The detail of a view by a mutation that changed nothing.
const UNCHANGED: &str = "UNCHANGED";

/// Data of a person, of which the audit log says that this officer was shown them.
#[derive(Clone, Debug)]
pub struct Shown<T>(T);

impl<T> Shown<T> {
    /// The data, for the answer.
    #[must_use]
    pub fn into_inner(self) -> T {
        self.0
    }
}

/// Records `event` about the account as the last step of a change, and commits it.
pub(super) async fn commit(
    tx: DatabaseTransaction,
    event: Event<'_>,
    account: account::Model,
) -> Result<Shown<account::Model>, DbErr> {
    audit::record(&tx, event.about(account.id)).await?;
    tx.commit().await?;
    Ok(Shown(account))
}

/// Records that an account was shown by a mutation that had nothing to change.
pub(super) async fn unchanged(
    app: &App,
    by: &LiveOfficer,
    account: account::Model,
    info: &RequestInfo,
) -> Result<Shown<account::Model>, DbErr> {
    let tx = migration::database::write(&app.db).await?;
    commit(tx, by.event(Action::AccountRead, info).detail(UNCHANGED), account).await
}

/// An account about which [`crate::account::link_request`] has recorded the event of this request, together
/// with the link.
pub(super) const fn with_its_link(account: account::Model) -> Shown<account::Model> {
    Shown(account)
}

/// Records that a search listed these accounts, together with `searched`, the event of the search.
pub(super) async fn accounts(
    app: &App,
    by: &LiveOfficer,
    searched: Event<'_>,
    found: Page<account::Model>,
    info: &RequestInfo,
) -> Result<Page<Shown<account::Model>>, DbErr> {
    let listed =
        |account: &account::Model| by.event(Action::AccountRead, info).about(account.id).detail("LIST");
    let events: Vec<_> = [searched].into_iter().chain(found.items.iter().map(listed)).collect();
    record_all(app, events).await?;
    Ok(all(found))
}

/// Records that a search listed these certificates: one event for each account says how many of its
/// certificates were shown.
pub(super) async fn certificates(
    app: &App,
    by: &LiveOfficer,
    found: Page<Listed>,
    info: &RequestInfo,
) -> Result<Page<Shown<Listed>>, DbErr> {
    let listed = found.items.iter().map(|listed| (listed.certificate.account_id, true));
    let mut events = views(by, listed, info);
    if events.is_empty() {
        events.push(by.event(Action::CertificatesViewed, info).detail("0"));
    }
    record_all(app, events).await?;
    Ok(all(found))
}

/// The certificates of a mutation, by ID. `done` says of each whether this request has recorded an event
/// about it; the others are recorded as viewed. Unknown IDs are left out.
pub async fn after_change(
    app: &App,
    by: &LiveOfficer,
    done: impl IntoIterator<Item = (CertificateId, bool)> + Send,
    info: &RequestInfo,
) -> Result<HashMap<CertificateId, Shown<Listed>>, DbErr> {
    let done: HashMap<_, _> = done.into_iter().collect();
    let ids: Vec<_> = done.keys().copied().collect();
    let found: Vec<_> = search::of(&app.db, &ids).await?.into_values().collect();
    let is_viewed = |listed: &&Listed| !done.get(&listed.certificate.id).copied().unwrap_or_default();
    let viewed = found.iter().filter(is_viewed).map(|listed| (listed.certificate.account_id, true));
    record_all(app, views(by, viewed, info)).await?;
    Ok(found.into_iter().map(|listed| (listed.certificate.id, Shown(listed))).collect())
}

/// Records a check of certificates that would be issued. Its answer shows no certificate, but it says of an
/// account that it is there and open, and of a certificate whether it is recorded: for each certificate, the
/// account and whether it is.
pub async fn checked(
    app: &App,
    by: &LiveOfficer,
    found: impl IntoIterator<Item = (AccountId, bool)> + Send,
    info: &RequestInfo,
) -> Result<(), DbErr> {
    record_all(app, views(by, found, info)).await
}

/// One event for each account, with the number of its certificates that are recorded.
fn views<'a>(
    by: &LiveOfficer,
    viewed: impl IntoIterator<Item = (AccountId, bool)>,
    info: &'a RequestInfo,
) -> Vec<Event<'a>> {
    let mut counts = HashMap::<AccountId, u32>::new();
    for (account, is_recorded) in viewed {
        *counts.entry(account).or_default() += u32::from(is_recorded);
    }
    let event = |(account, count): (AccountId, u32)| {
        by.event(Action::CertificatesViewed, info).about(account).detail(count.to_string())
    };
    counts.into_iter().map(event).collect()
}

async fn record_all(app: &App, events: Vec<Event<'_>>) -> Result<(), DbErr> {
    if events.is_empty() {
        return Ok(());
    }
    let tx = migration::database::write(&app.db).await?;
    audit::record_all(&tx, events).await?;
    tx.commit().await
}

fn all<T>(found: Page<T>) -> Page<Shown<T>> {
    let Page { items, page, per_page, total_items } = found;
    Page { items: items.into_iter().map(Shown).collect(), page, per_page, total_items }
}
