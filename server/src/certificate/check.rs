//! Checks the print of a certificate for anyone who has it: number and code.
//!
//! The code is compared before the database is asked. So a wrong code, an unknown number and garbage are the
//! same to this server: no statement, the same work, the same answer. Nothing here says whose certificate it
//! is, beyond initials.

use chrono::NaiveDate;
use entity::{
    audit::Action,
    certificate::{
        self,
        check::{self, CheckStatus},
        check_code,
    },
};
use sea_orm::{ConnectionTrait, DatabaseConnection, DbBackend, DbErr, Statement};

use crate::{
    app::App,
    audit::{self, Event},
    rate_limit::{Limit, Limited},
    request_info::RequestInfo,
};

/// A certificate whose number and code belong together.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Checked {
    /// Whether it can be used, and if not, why.
    pub status: CheckStatus,
    /// Date of issue, a day in Japan.
    pub issued_on: NaiveDate,
    /// The holder's initials, e.g. `J. D.`.
    pub holder_initials: String,
}

/// Why nothing was checked.
#[derive(Debug, thiserror::Error)]
pub enum CheckError {
    /// The client has made too many checks.
    #[error(transparent)]
    RateLimited(#[from] Limited),
    /// A database operation failed; the source says why.
    #[error("could not read the certificate or record its check")]
    Database(#[from] DbErr),
}

/// Checks a certificate by its number and the code beside it, as typed. `None` if they do not belong
/// together. Records a successful check, once an hour for each certificate.
pub async fn check(
    app: &App,
    number: &str,
    code: &str,
    info: &RequestInfo,
) -> Result<Option<Checked>, CheckError> {
    // Every check counts, good or not, so the limit says nothing about a code.
    app.limiter.take(&[Limit::CheckClient(info.client)], 1, info.now).await?;
    let number = check_code::typed_number(number);
    // A number that cannot exist is compared like any other, for the same work.
    let text = number.as_ref().map_or("", |number| number.as_str());
    let (true, Some(number)) = (check_code::matches(&app.link_keys, text, code), number) else {
        return Ok(None);
    };
    let Some(certificate) = certificate::by_number(&number).one(&app.db).await? else { return Ok(None) };
    if check::is_due(certificate.last_checked_at, info.now) {
        record(&app.db, &certificate, info).await?;
    }
    Ok(Some(Checked {
        status: check::status(&certificate, info.now),
        issued_on: certificate.issued_on,
        holder_initials: check::initials(&certificate.holder_name),
    }))
}

/// Records the check in the owner's activity, unless another one within the hour has been recorded since the
/// certificate was read.
async fn record(
    db: &DatabaseConnection,
    certificate: &certificate::Model,
    info: &RequestInfo,
) -> Result<(), DbErr> {
    match db.get_database_backend() {
        DbBackend::Postgres => record_on_postgres(db, certificate, info).await,
        _ => record_on_sqlite(db, certificate, info).await,
    }
}

/// The event needs a row that the update has returned, so no row is locked after the lock of the audit chain.
const RECORD: &str = "
    WITH checked AS (
        UPDATE certificate SET last_checked_at = $1
        WHERE id = $2 AND (last_checked_at IS NULL OR last_checked_at <= $3)
        RETURNING id
    )
    SELECT {record} FROM checked";

async fn record_on_postgres(
    db: &DatabaseConnection,
    certificate: &certificate::Model,
    info: &RequestInfo,
) -> Result<(), DbErr> {
    let mut values = vec![info.now.into(), certificate.id.into(), check::latest_before(info.now).into()];
    let record = audit::call_with_detail(event(certificate, info), "checked.id::text", &mut values);
    let sql = RECORD.replace("{record}", &record);
    db.execute_raw(Statement::from_sql_and_values(DbBackend::Postgres, sql, values)).await.map(drop)
}

async fn record_on_sqlite(
    db: &DatabaseConnection,
    certificate: &certificate::Model,
    info: &RequestInfo,
) -> Result<(), DbErr> {
    let tx = migration::database::write(db).await?;
    if check::checked(certificate.id, info.now).exec(&tx).await?.rows_affected == 0 {
        return tx.rollback().await;
    }
    audit::record(&tx, event(certificate, info).detail(certificate.id.0.to_string())).await?;
    tx.commit().await
}

/// The owner sees that somebody checked it, and not who: the actor is a visitor, also if logged in.
fn event<'a>(certificate: &certificate::Model, info: &'a RequestInfo) -> Event<'a> {
    info.event(Action::CertificateChecked).about(certificate.account_id)
}
