//! The demo officers, created at the first start: one with all roles, and a colleague who has not enrolled
//! yet.
//!
//! Only the embedded mode has them. A production installation has no officers until a command creates the
//! first one. Their secrets are not confidential: the server decrypts them and shows the current one-time
//! codes. The codes follow the server's clock, so an authenticator app has others if that clock is manual.

use chrono::{DateTime, TimeDelta, Utc};
use entity::{
    account::Password,
    officer::{
        self, Enrolment, Entity, Model, OfficerId, OfficerName, Role, TotpSecret, role,
        secret_code::{self, CodeKind},
    },
};
use passwords::password_hash::Requester;
use sea_orm::{ColumnTrait, DbErr, EntityTrait, Iterable, QueryFilter, prelude::Uuid};

use crate::{account::secret, app::App};

/// The name of the demo officer.
const NAME: &str = "demo";
/// The password of the demo officer.
const PASSWORD: &str = "Himawari-2025=soba";
/// The name of the colleague, who is needed to try out roles: granting one takes two officers.
const COLLEAGUE: &str = "colleague";
/// How long an authenticator app shows a code.
const STEP: TimeDelta = TimeDelta::seconds(30);

/// The login of the demo officer.
#[derive(Clone)]
pub struct DemoOfficer {
    /// The name to log in with.
    pub name: &'static str,
    /// The password, which the start page shows.
    pub password: &'static str,
    secret: TotpSecret,
}

/// The colleague, who can enrol as a second officer.
#[derive(Clone)]
pub struct DemoColleague {
    /// The name to log in with.
    pub name: &'static str,
    /// The enrolment code. Each start draws a new one.
    pub enrolment_code: String,
}

/// A one-time code for the next login, or the time until there is one.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum UsableCode {
    /// This code of six digits works now, once.
    Now(String),
    /// The current codes have been used. The next one works after this many seconds.
    InSeconds(i64),
}

impl DemoOfficer {
    /// The `otpauth:` URI for an authenticator app.
    #[must_use]
    pub fn uri(&self) -> String {
        self.secret.uri(self.name)
    }

    /// The one-time code at `now`. It works once.
    #[must_use]
    pub fn code(&self, now: DateTime<Utc>) -> String {
        self.secret.code(now)
    }
}

/// Creates the demo officer, unless the database already has an officer. `None` if there is no demo officer
/// whose secret can be shown, e.g. because they were closed or have not enrolled again after a reset.
pub(super) async fn seed(app: &App) -> anyhow::Result<Option<DemoOfficer>> {
    if Entity::find().one(&app.db).await?.is_none() {
        let (id, now) = (OfficerId(Uuid::now_v7()), app.clock.now());
        let hash = app.hasher.hash(&Requester::PROCESS, Password::entered(PASSWORD)).await?;
        let (enrolment, _) = draw(app, id);
        let digest = enrolment.digest.clone();
        let tx = migration::database::write(&app.db).await?;
        Entity::insert(officer::create(id, &name(NAME), enrolment, now)).exec_without_returning(&tx).await?;
        officer::enrol(id, digest, hash, 0, now).exec(&tx).await?;
        let roles = Role::iter().map(|held| role::granted_by_command(Uuid::now_v7(), id, held, now));
        role::Entity::insert_many(roles).exec_without_returning(&tx).await?;
        tx.commit().await?;
    }
    let known = find(app, NAME).await?.filter(|officer| officer.enrolled_at.is_some());
    let secret = known.and_then(|officer| secret_of(app, &officer));
    Ok(secret.map(|secret| DemoOfficer { name: NAME, password: PASSWORD, secret }))
}

/// Creates the colleague, with the role that can grant roles. A colleague who has not enrolled yet gets a new
/// code. `None` if the colleague has enrolled or was closed.
pub(super) async fn seed_colleague(app: &App) -> anyhow::Result<Option<DemoColleague>> {
    let (new, now) = (OfficerId(Uuid::now_v7()), app.clock.now());
    let found = Entity::find().filter(officer::Column::Name.eq(COLLEAGUE)).one(&app.db).await?;
    let id = found.as_ref().map_or(new, |officer| officer.id);
    let (enrolment, enrolment_code) = draw(app, id);
    let tx = migration::database::write(&app.db).await?;
    match found {
        None => {
            let row = officer::create(id, &name(COLLEAGUE), enrolment, now);
            Entity::insert(row).exec_without_returning(&tx).await?;
            let role = role::granted_by_command(Uuid::now_v7(), id, Role::Security, now);
            role::Entity::insert(role).exec_without_returning(&tx).await?;
        }
        Some(officer) if officer.enrolled_at.is_none() && officer.closed_at.is_none() => {
            officer::reset(id, enrolment, now).exec(&tx).await?;
        }
        Some(_) => return Ok(None),
    }
    tx.commit().await?;
    Ok(Some(DemoColleague { name: COLLEAGUE, enrolment_code }))
}

/// The usable codes of the demo officer and of the colleague; `None` for an officer who was closed.
pub(super) async fn usable_codes(app: &App) -> Result<[Option<UsableCode>; 2], DbErr> {
    let now = app.clock.now();
    let code = |officer: Option<Model>| {
        let officer = officer?;
        Some(usable(&secret_of(app, &officer)?, officer.totp_last_step, now))
    };
    Ok([code(find(app, NAME).await?), code(find(app, COLLEAGUE).await?)])
}

/// The current code or, if that one has been used, the next one, which works up to 30 seconds early.
fn usable(secret: &TotpSecret, last_step: i64, now: DateTime<Utc>) -> UsableCode {
    let mut codes = [now, now + STEP].into_iter().map(|at| secret.code(at));
    let is_unused = |code: &String| secret.step_of(code, now).is_some_and(|step| step > last_step);
    codes.find(is_unused).map_or_else(
        || UsableCode::InSeconds(STEP.num_seconds() - now.timestamp().rem_euclid(STEP.num_seconds())),
        UsableCode::Now,
    )
}

async fn find(app: &App, wanted: &str) -> Result<Option<Model>, DbErr> {
    officer::open_by_name(&name(wanted)).one(&app.db).await
}

fn name(text: &str) -> OfficerName {
    OfficerName::parse(text).expect("a valid name")
}

fn secret_of(app: &App, officer: &Model) -> Option<TotpSecret> {
    TotpSecret::open(&app.keys, officer.id, officer.totp_secret.as_deref()?)
}

/// Draws an enrolment, and returns it with its code in clear.
fn draw(app: &App, id: OfficerId) -> (Enrolment, String) {
    let code = secret_code::draw(&mut secret::generator());
    let digest = secret_code::digest(CodeKind::Enrolment, id, &code);
    let drawn = TotpSecret::draw(&mut secret::generator());
    (Enrolment { digest, totp_secret: drawn.seal(&app.keys, id, secret::bytes()) }, code)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_code_is_offered_once_and_the_next_one_early() {
        let (secret, now) =
            (TotpSecret::from_bytes([7; 20]), DateTime::from_timestamp(600, 0).expect("a time"));
        let check =
            |last_step, expected| assert_eq!(usable(&secret, last_step, now), expected, "{last_step}");
        check(0, UsableCode::Now(secret.code(now)));
        check(19, UsableCode::Now(secret.code(now)));
        check(20, UsableCode::Now(secret.code(now + STEP)));
        check(21, UsableCode::InSeconds(30));
        let later = now + TimeDelta::seconds(29);
        assert_eq!(usable(&secret, 21, later), UsableCode::InSeconds(1));
    }
}
