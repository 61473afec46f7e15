//! `server officer`: the first officers, and what nobody but the operator can do for the others.
//!
//! What is printed here is shown once and stored nowhere in clear; the password is chosen by the officer alone.

use std::io::{self, Write};

use entity::{
    key_ring::KeyRing,
    officer::{self, Role},
    server_key::Ring,
};
use migration::program::Program;
use qrcode::{QrCode, render::unicode::Dense1x2};
use uuid::Uuid;

use super::database;
use crate::{
    audit::{Actor, Source},
    config::{OfficerArgs, OfficerPlaceArgs, OfficerTask, PlaceArgs},
    keys,
    officer::{
        care,
        creation::{self, CreationError, Invitation, Run},
        role::role_code,
    },
};

/// What to do to an officer.
enum Deed<'a> {
    Create(&'a [Role]),
    Close,
    Reset,
}

/// Carries the command out.
pub async fn run(args: OfficerArgs) -> anyhow::Result<()> {
    match args.task {
        OfficerTask::Create { name, roles, place } => change(&name, Deed::Create(&roles), place).await,
        OfficerTask::Reset { name, place } => change(&name, Deed::Reset, place).await,
        OfficerTask::Close { name, place } => change(&name, Deed::Close, place).await,
        OfficerTask::List { place } => list(place).await,
    }
}

async fn change(name: &str, deed: Deed<'_>, args: OfficerPlaceArgs) -> anyhow::Result<()> {
    let ring = args.keys()?;
    let (db, clock) = database::open(Program::Command, args.place.data_dir, args.place.database).await?;
    keys::check(&db, Ring::Server, &ring, clock.now()).await?;
    let source = Source::run(Uuid::now_v7());
    let run = Run { db: &db, keys: &ring, source: &source, by: Actor::System, now: clock.now() };
    let mut out = io::stdout();
    match deed {
        Deed::Create(roles) => {
            let invitation = run.create(name, roles).await?;
            show(&invitation)?;
            tell_of_roles(&mut out, roles, &invitation.granted)?;
        }
        Deed::Reset => show(&run.reset(name).await?)?,
        Deed::Close => {
            run.close(name).await?;
            writeln!(out, "{name} is closed")?;
        }
    }
    Ok(db.close().await?)
}

/// What a telephone and the officer need.
fn show(invitation: &Invitation) -> Result<(), anyhow::Error> {
    let mut out = io::stdout();
    let code = QrCode::new(&invitation.uri)?;
    let picture = code.render::<Dense1x2>().dark_color(Dense1x2::Light).light_color(Dense1x2::Dark).build();
    writeln!(out, "{picture}")?;
    writeln!(out, "For the telephone:   {}", invitation.uri)?;
    writeln!(out, "Enrolment code:      {}", invitation.enrolment_code)?;
    writeln!(out)?;
    writeln!(
        out,
        "The code works once, for 24 hours, with the mutation completeEnrolment of the officers' API. Give"
    )?;
    writeln!(out, "both to the officer in person; they are not shown again.")?;
    Ok(out.flush()?)
}

fn tell_of_roles(out: &mut impl Write, asked: &[Role], granted: &[Role]) -> io::Result<()> {
    let names: Vec<_> = granted.iter().map(|role| role_code(*role)).collect();
    if asked.len() > granted.len() {
        return writeln!(out, "No role was granted: officers propose and grant them to each other now.");
    }
    writeln!(out, "Roles: {}", if names.is_empty() { "none".to_owned() } else { names.join(", ") })
}

async fn list(args: PlaceArgs) -> anyhow::Result<()> {
    let (db, clock) = database::open(Program::Command, args.data_dir, args.database).await?;
    let officers = creation::all(&db).await.map_err(CreationError::from)?;
    let ids: Vec<_> = officers.iter().map(|officer| officer.id).collect();
    let roles = care::roles_of(&db, &ids).await?;
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
