//! The worker's jobs, each a plain function of the context.
//!
//! A job that fails leaves nothing half done: it is retried by the next tick, or when its lease lapses.

use sea_orm::DbErr;

use crate::context::Context;

mod claim;
pub mod clock_check;
pub mod deliver_mail;
mod failed_mail;
mod lease;
pub mod monitor;
pub mod purge_expired;
mod quota;
pub mod recover;
pub mod remind_receipts;
mod throttle;

/// Handles everything that has come due: lapsed leases, reminders, mails that are too late.
pub async fn sweep(context: &Context) -> Result<(), DbErr> {
    recover::lapsed_leases(context).await?;
    remind_receipts::remind(context).await?;
    purge_expired::close_late_mails(context).await
}
