//! A request for a new link, which ends the older ones (I18): the link, its mail and the audit event are recorded together.
//!
//! Requests for one subject pass one by one, so that each ends the link of the one before. On PostgreSQL all of it is
//! one statement, in which a function takes the lock (`migration::m0021_fewer_round_trips`); SQLite has one writer.

use entity::{
    email_link,
    outbox::{self, Mail},
};
use migration::together;
use sea_orm::{
    ActiveEnum, ActiveValue, ConnectionTrait, DatabaseTransaction, DbBackend, QueryTrait,
    entity::prelude::*,
    sea_query::{Query, SubQueryStatement},
};

use super::repeatable::{self, Once, Use};
use crate::{
    app::App,
    audit::{self, Event},
    visit::Visit,
};

/// A request.
pub(crate) struct Request<'a> {
    /// The row of the new link.
    pub(crate) link: email_link::ActiveModel,
    /// Whose older links it ends, among those to its address: requests for one subject wait for each other.
    pub(crate) subject: &'a str,
    /// The mail that brings it.
    pub(crate) mail: fn(Uuid) -> Mail,
    /// What happened.
    pub(crate) event: Event<'a>,
}

/// Records a request, unless the same one was recorded `once` before.
pub(crate) async fn record(
    app: &App,
    request: Request<'_>,
    once: Once<'_>,
    visit: &Visit,
) -> Result<Use, DbErr> {
    if once.has_no_key() && app.db.get_database_backend() == DbBackend::Postgres {
        in_one_statement(&app.db, request, visit).await?;
        return Ok(Use::First);
    }
    let tx = migration::database::write(&app.db).await?;
    let seen = repeatable::note(&tx, once, visit.now).await?;
    if seen != Use::First {
        return Ok(seen);
    }
    match tx.get_database_backend() {
        DbBackend::Postgres => in_one_statement(&tx, request, visit).await?,
        _ => one_by_one(&tx, request, visit).await?,
    }
    tx.commit().await?;
    Ok(Use::First)
}

async fn in_one_statement(
    db: &impl ConnectionTrait,
    Request { link, subject, mail, event }: Request<'_>,
    visit: &Visit,
) -> Result<(), DbErr> {
    let (id, purpose) = (*link.id.as_ref(), *link.purpose.as_ref());
    let replace = Expr::cust_with_values(
        "replace_links($1, $2, $3, $4, $5, $6)",
        [
            Value::from(format!("{}:{subject}", purpose.name())),
            id.into(),
            purpose.to_value().into(),
            link.email_key.as_ref().clone().into(),
            typed_user_id(&link).into(),
            visit.now.into(),
        ],
    );
    let mut calls = Query::select();
    calls.expr(replace).exprs(audit::calls_to_record([event]));
    let mail = outbox::queue(Uuid::now_v7(), mail(id), visit.now, visit.source.trace);
    let writes: [SubQueryStatement; 2] = [
        email_link::Entity::insert(link).into_query().into(),
        outbox::Entity::insert(mail).into_query().into(),
    ];
    db.execute(&together::with_calls(writes, calls)).await.map(drop)
}

async fn one_by_one(
    tx: &DatabaseTransaction,
    Request { link, subject: _, mail, event }: Request<'_>,
    visit: &Visit,
) -> Result<(), DbErr> {
    let mut replace = email_link::replace(*link.purpose.as_ref(), link.email_key.as_ref(), visit.now);
    if let Some(user_id) = typed_user_id(&link) {
        replace = replace.filter(email_link::Column::TypedUserId.eq(user_id));
    }
    replace.exec(tx).await?;
    super::link::send(tx, link, mail, visit).await?;
    audit::record(tx, event).await
}

fn typed_user_id(link: &email_link::ActiveModel) -> Option<String> {
    match &link.typed_user_id {
        ActiveValue::Set(user_id) | ActiveValue::Unchanged(user_id) => user_id.clone(),
        ActiveValue::NotSet => None,
    }
}
