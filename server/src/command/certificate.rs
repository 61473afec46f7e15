//! `server cancel` and `server resend`: what the bureau does to one certificate (I3, I15).

use std::io::{self, Write};

use anyhow::Context;
use migration::program::Program;
use sea_orm::prelude::Uuid;

use super::database;
use crate::{
    audit::{Actor, Source},
    certificate::{cancel, resend},
    config::{CancelArgs, ResendArgs},
};

/// Cancels a certificate.
pub async fn cancel(args: CancelArgs) -> anyhow::Result<()> {
    let (db, clock) = database::open(Program::Command, args.place.data_dir, args.place.database).await?;
    let source = Source::run(Uuid::now_v7());
    let done = cancel::cancel(&db, &args.number, &args.reason, &source, Actor::System, clock.now()).await;
    let certificate = done.with_context(|| format!("{} was not cancelled", args.number))?;
    let at = certificate.cancelled_at.unwrap_or_default().to_rfc3339();
    writeln!(io::stdout(), "{}: cancelled at {at}", certificate.number)?;
    Ok(db.close().await?)
}

/// Sends the mail of a certificate once more.
pub async fn resend(args: ResendArgs) -> anyhow::Result<()> {
    let (db, clock) = database::open(Program::Command, args.place.data_dir, args.place.database).await?;
    let source = Source::run(Uuid::now_v7());
    let done = resend::resend(&db, &args.number, &source, Actor::System, clock.now()).await;
    let (certificate, delivery) = done.with_context(|| format!("{} was not sent again", args.number))?;
    writeln!(io::stdout(), "{}: on its way, delivery {delivery}", certificate.number)?;
    Ok(db.close().await?)
}
