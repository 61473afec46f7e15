//! Certificate search for the bureau: all certificates, with their accounts and the deliveries of their
//! mails.
//!
//! Never use it for applicants: their queries start from `certificate::listed_for`, which requires the owner.

use std::collections::HashMap;

use chrono::NaiveDate;
use entity::{
    account::{self, AccountId, UserId},
    certificate::{self, CertificateId, CertificateNumber, Column, Entity, ReceiptStatus},
    mail_bounce,
    name_search::Beginning,
    outbox::{self, State, delivery},
};
use sea_orm::{
    DatabaseConnection, DbBackend, DbErr, QueryOrder, QuerySelect, QueryTrait, entity::prelude::*,
};

use crate::paging::{self, Page, PageRequest};

/// Which certificates to list; every condition that is set narrows the result.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Filter {
    /// Only the certificate with this number.
    pub number: Option<String>,
    /// Only certificates of the account with this user ID.
    pub user_id: Option<String>,
    /// Only certificates whose holder's name begins with this text of at least two letters: see
    /// [`entity::name_search`].
    pub holder_name: Option<String>,
    /// Only certificates with this receipt status.
    pub status: Option<ReceiptStatus>,
    /// Only certificates issued on or after this day.
    pub issued_from: Option<NaiveDate>,
    /// Only certificates issued on or before this day.
    pub issued_until: Option<NaiveDate>,
    /// Only certificates recorded up to this time, so that newer ones do not shift the pages. `None` means now.
    pub as_of: Option<DateTimeUtc>,
    /// Only certificates whose latest delivery is in this state.
    pub delivery_state: Option<State>,
}

/// A certificate with its account and its deliveries.
#[derive(Clone, Debug)]
pub struct Listed {
    /// The row of the certificate.
    pub certificate: certificate::Model,
    /// The user ID of its account.
    pub user_id: String,
    /// Its deliveries, the first one first; some may have been deleted when their retention period ended.
    pub deliveries: Vec<outbox::Model>,
    /// The report that says most about its latest delivery, if there is one.
    pub bounce: Option<mail_bounce::Model>,
}

/// A page of certificates, the most recently recorded first.
pub async fn page(
    db: &DatabaseConnection,
    filter: &Filter,
    request: PageRequest,
) -> Result<Page<Listed>, DbErr> {
    // IDs are UUIDv7, so their order is the order of recording.
    let found = filter.apply(Entity::find(), db.get_database_backend()).order_by_desc(Column::Id);
    let Page { items, page, per_page, total_items } = paging::page(db, found, request).await?;
    Ok(Page { items: with_the_rest(db, items).await?, page, per_page, total_items })
}

/// The certificates with these IDs; unknown IDs are left out.
pub async fn of(
    db: &DatabaseConnection,
    ids: &[CertificateId],
) -> Result<HashMap<CertificateId, Listed>, DbErr> {
    let found = Entity::find().filter(Column::Id.is_in(ids.iter().copied())).all(db).await?;
    let listed = with_the_rest(db, found).await?;
    Ok(listed.into_iter().map(|listed| (listed.certificate.id, listed)).collect())
}

impl Filter {
    /// Adds the conditions. Input that cannot be a certificate number or a user ID, or is too short a name,
    /// matches nothing.
    fn apply(&self, mut found: Select<Entity>, backend: DbBackend) -> Select<Entity> {
        if let Some(input) = &self.number {
            let number = CertificateNumber::parse(input).ok();
            // No certificate has an empty number, so input that cannot be a number matches nothing.
            found = found.filter(Column::Number.eq(number.as_ref().map_or("", CertificateNumber::as_str)));
        }
        if let Some(input) = &self.user_id {
            let user_id = UserId::parse_login(input).ok();
            let account = account::Entity::find().select_only().column(account::Column::Id);
            let named = account::Column::UserId.eq(user_id.as_ref().map_or("", UserId::as_str));
            found = found.filter(Column::AccountId.in_subquery(account.filter(named).into_query()));
        }
        if let Some(input) = &self.holder_name {
            let holder = Beginning::parse(input).map(|name| name.of(Column::HolderName, backend));
            found = found.filter(holder.unwrap_or_else(|| Expr::cust("1 = 0")));
        }
        if let Some(status) = self.status {
            found = match status {
                ReceiptStatus::Cancelled => found.filter(Column::CancelledAt.is_not_null()),
                ReceiptStatus::Registered => {
                    found.filter(Column::CancelledAt.is_null()).filter(Column::RegisteredAt.is_not_null())
                }
                ReceiptStatus::NotRegistered => {
                    found.filter(Column::CancelledAt.is_null()).filter(Column::RegisteredAt.is_null())
                }
            };
        }
        let state = self.delivery_state;
        found
            .apply_if(self.issued_from, |found, day| found.filter(Column::IssuedOn.gte(day)))
            .apply_if(self.issued_until, |found, day| found.filter(Column::IssuedOn.lte(day)))
            .apply_if(self.as_of, |found, at| found.filter(Column::RecordedAt.lte(at)))
            .apply_if(state, |found, state| found.filter(Column::Id.in_subquery(delivery::latest_in(state))))
    }
}

async fn with_the_rest(
    db: &DatabaseConnection,
    certificates: Vec<certificate::Model>,
) -> Result<Vec<Listed>, DbErr> {
    let user_ids: Vec<(AccountId, String)> = account::Entity::find()
        .select_only()
        .columns([account::Column::Id, account::Column::UserId])
        .filter(account::Column::Id.is_in(certificates.iter().map(|certificate| certificate.account_id)))
        .into_tuple()
        .all(db)
        .await?;
    let user_ids: HashMap<_, _> = user_ids.into_iter().collect();
    let mut deliveries = HashMap::<_, Vec<_>>::new();
    let rows = delivery::of_all(certificates.iter().map(|certificate| certificate.id));
    for row in rows.all(db).await? {
        deliveries.entry(row.certificate_id).or_default().push(row);
    }
    let reports = mail_bounce::of_latest_deliveries(certificates.iter().map(|certificate| certificate.id));
    // The last one of each certificate stays.
    let mut bounces: HashMap<_, _> =
        reports.all(db).await?.into_iter().map(|report| (report.certificate_id, report)).collect();
    let listed = |certificate: certificate::Model| Listed {
        user_id: user_ids.get(&certificate.account_id).cloned().unwrap_or_default(),
        deliveries: deliveries.remove(&Some(certificate.id)).unwrap_or_default(),
        bounce: bounces.remove(&Some(certificate.id)),
        certificate,
    };
    Ok(certificates.into_iter().map(listed).collect())
}
