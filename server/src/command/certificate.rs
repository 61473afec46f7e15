//! `server cancel` and `server resend`: each changes one certificate for the bureau (I3, I15).

use std::io::{self, Write};

use anyhow::Context;
use migration::program::Program;
use sea_orm::prelude::Uuid;

use super::database;
use crate::{
    audit::{Actor, RequestOrigin},
    certificate::{
        cancel,
        resend::{self, Resent},
    },
    config::{CancelArgs, ResendArgs},
};

/// Cancels a certificate, and prints when it was cancelled.
pub async fn cancel(args: CancelArgs) -> anyhow::Result<()> {
    let (db, clock) = database::open(Program::Command, args.target).await?;
    let source = RequestOrigin::run(Uuid::now_v7());
    let done = cancel::cancel(&db, &args.number, &args.reason, &source, Actor::System, clock.now()).await;
    let certificate = done.with_context(|| format!("{} was not cancelled", args.number))?.certificate;
    let at = certificate.cancelled_at.unwrap_or_default().to_rfc3339();
    writeln!(io::stdout(), "{}: cancelled at {at}", certificate.number)?;
    Ok(db.close().await?)
}

/// Mails a certificate again, and prints the number of the delivery.
pub async fn resend(args: ResendArgs) -> anyhow::Result<()> {
    let (db, clock) = database::open(Program::Command, args.target).await?;
    let source = RequestOrigin::run(Uuid::now_v7());
    let done = resend::resend(&db, &args.number, &source, Actor::System, clock.now()).await;
    let Resent { certificate, delivery } =
        done.with_context(|| format!("{} was not sent again", args.number))?;
    writeln!(io::stdout(), "{}: queued again, delivery {delivery}", certificate.number)?;
    Ok(db.close().await?)
}
