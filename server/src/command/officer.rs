//! `server officer`: creates the first officers, lists, unlocks, closes and resets officers.
//!
//! It prints the secrets of an enrolment once, and nothing stores them in clear. It never sets a password:
//! officers choose their own.

use std::io::{self, Write};

use entity::officer::role::role_code;
use entity::{
    clock::Clock,
    key_ring::KeyRing,
    officer::{self, Role},
    server_key::Ring,
};
use migration::program::Program;
use qrcode::{QrCode, render::unicode::Dense1x2};
use uuid::Uuid;

use super::database;
use crate::{
    audit::{Actor, RequestOrigin},
    config::{OfficerArgs, OfficerTargetArgs, OfficerTask, TargetArgs},
    keys,
    officer::{
        creation::{self, CreationError, Invitation, Provisioning},
        officer_admin,
    },
};

/// A task that changes an officer.
enum Change<'a> {
    Create(&'a [Role]),
    Unlock,
    Close,
    Reset,
}

/// Runs one task of `server officer`.
pub async fn run(args: OfficerArgs) -> anyhow::Result<()> {
    match args.task {
        OfficerTask::Create { name, roles, target } => change(&name, Change::Create(&roles), target).await,
        OfficerTask::Reset { name, target } => change(&name, Change::Reset, target).await,
        OfficerTask::Unlock { name, target } => change(&name, Change::Unlock, target).await,
        OfficerTask::Close { name, target } => change(&name, Change::Close, target).await,
        OfficerTask::List { target } => list(target).await,
    }
}

async fn change(name: &str, wanted: Change<'_>, args: OfficerTargetArgs) -> anyhow::Result<()> {
    let ring = args.keys()?;
    let (db, clock) = database::open(Program::Command, args.target).await?;
    // Checked first: a secret that is encrypted with a wrong key would be of no use to the servers.
    keys::check(&db, Ring::Server, &ring, clock.now()).await?;
    let source = RequestOrigin::run(Uuid::now_v7());
    let run = Provisioning { db: &db, keys: &ring, source: &source, by: Actor::System, now: clock.now() };
    let mut out = io::stdout();
    match wanted {
        Change::Create(roles) => {
            let invitation = run.create(name, roles).await?;
            show(&invitation, &clock)?;
            tell_of_roles(&mut out, roles, &invitation.granted)?;
        }
        Change::Reset => show(&run.reset(name).await?, &clock)?,
        Change::Unlock => {
            run.unlock(name).await?;
            writeln!(out, "{name} is unlocked and can log in again, at the latest in a minute")?;
        }
        Change::Close => {
            run.close(name).await?;
            writeln!(out, "{name} is closed")?;
        }
    }
    Ok(db.close().await?)
}

/// Prints what the officer needs to enrol: a QR code with its URI for an authenticator app, and the enrolment
/// code.
fn show(invitation: &Invitation, clock: &Clock) -> Result<(), anyhow::Error> {
    let mut out = io::stdout();
    let code = QrCode::new(&invitation.uri)?;
    let picture = code.render::<Dense1x2>().dark_color(Dense1x2::Light).light_color(Dense1x2::Dark).build();
    writeln!(out, "{picture}")?;
    writeln!(out, "Authenticator app:   {}", invitation.uri)?;
    writeln!(out, "Enrolment code:      {}", invitation.enrolment_code)?;
    writeln!(out)?;
    writeln!(
        out,
        "The enrolment code works once, within 24 hours, with the mutation completeEnrolment of the officers' API."
    )?;
    writeln!(out, "Give both to the officer in person: they are not shown again.")?;
    if matches!(clock, Clock::Manual(_)) {
        writeln!(
            out,
            "The clock of this data folder is manual, and an authenticator app follows the real time: the app's codes \
             are refused unless the two agree within 30 seconds."
        )?;
    }
    Ok(out.flush()?)
}

fn tell_of_roles(out: &mut impl Write, asked: &[Role], granted: &[Role]) -> io::Result<()> {
    let names: Vec<_> = granted.iter().map(|role| role_code(*role)).collect();
    if asked.len() > granted.len() {
        return writeln!(
            out,
            "No role was granted: two independent officers hold SECURITY, so officers now propose and grant roles \
             to each other."
        );
    }
    writeln!(out, "Roles: {}", if names.is_empty() { "none".to_owned() } else { names.join(", ") })
}

async fn list(args: TargetArgs) -> anyhow::Result<()> {
    let (db, clock) = database::open(Program::Command, args).await?;
    let officers = creation::all(&db).await.map_err(CreationError::from)?;
    let ids: Vec<_> = officers.iter().map(|officer| officer.id).collect();
    let roles = officer_admin::roles_of(&db, &ids).await?;
    let mut out = io::stdout();
    for officer in officers {
        let held = roles.get(&officer.id).map(Vec::as_slice).unwrap_or_default();
        let held: Vec<_> = held.iter().map(|role| role_code(*role)).collect();
        let state = state(&officer, clock.now());
        let key = officer.totp_secret.as_deref().and_then(KeyRing::sealed_with).unwrap_or("-");
        writeln!(out, "{:<32}  {state:<12}  key {key:<8}  {}", officer.name, held.join(","))?;
    }
    Ok(db.close().await?)
}

fn state(officer: &officer::Model, now: chrono::DateTime<chrono::Utc>) -> &'static str {
    match officer {
        _ if officer.closed_at.is_some() => "closed",
        _ if officer.enrolled_at.is_none() => "not enrolled",
        _ if officer.locked_until.is_some_and(|until| now < until) => "locked",
        _ => "enrolled",
    }
}
