//! What the worker does, each job as a plain function of the context.
//!
//! A job that fails has changed nothing that it cannot take up again: the next tick, or the lapse
//! of a lease, is its retry.

use sea_orm::DbErr;

use crate::context::Context;

pub mod clock_check;
pub mod deliver_mail;
pub mod delivery_steps;
mod failed_mail;
mod lease;
pub mod purge_expired;
pub mod recover;
pub mod remind_receipts;
mod turn;
pub mod watch;

/// Puts everything that has come due where it belongs: lapsed leases, reminders, late mails.
pub async fn sweep(context: &Context) -> Result<(), DbErr> {
    recover::lapsed_leases(context).await?;
    remind_receipts::remind(context).await?;
    purge_expired::close_late_mails(context).await
}
