//! The demo officer, planted on the first start: with all roles, and a telephone's secret that everyone may read.
//!
//! Only the embedded mode has one; a production installation has no officer until a command creates the first.

use chrono::{DateTime, Utc};
use entity::{
    account::Password,
    officer::{
        self, Enrolment, Entity, OfficerId, OfficerName, Role, TotpSecret, role,
        secret_code::{self, CodeKind},
    },
};
use sea_orm::{EntityTrait, Iterable, prelude::Uuid};

use crate::{account::secret, app::App};

/// The name.
const NAME: &str = "demo";
/// The password.
const PASSWORD: &str = "Himawari-2025=soba";

/// Whom to log in as on the officers' side.
#[derive(Clone)]
pub struct DemoOfficer {
    /// The name.
    pub name: &'static str,
    /// The password.
    pub password: &'static str,
    secret: TotpSecret,
}

impl DemoOfficer {
    /// What a telephone reads.
    #[must_use]
    pub fn uri(&self) -> String {
        self.secret.uri(self.name)
    }

    /// The code that works now, once.
    #[must_use]
    pub fn code(&self, now: DateTime<Utc>) -> String {
        self.secret.code(now)
    }
}

/// Plants the officer, unless there is one already; `None` when that one is another's by now.
pub(super) async fn plant(app: &App) -> anyhow::Result<Option<DemoOfficer>> {
    let name = OfficerName::parse(NAME).expect("a name of an officer");
    if Entity::find().one(&app.db).await?.is_none() {
        enrol(app, &name).await?;
    }
    let found = officer::open_by_name(&name).one(&app.db).await?;
    let known = found.filter(|officer| officer.enrolled_at.is_some());
    let secret = known.and_then(|officer| TotpSecret::open(&app.keys, officer.id, &officer.totp_secret?));
    Ok(secret.map(|secret| DemoOfficer { name: NAME, password: PASSWORD, secret }))
}

async fn enrol(app: &App, name: &OfficerName) -> anyhow::Result<()> {
    let (id, now) = (OfficerId(Uuid::now_v7()), app.clock.now());
    let hash = app.hasher.hash(Password::typed(PASSWORD)).await?;
    let digest = secret_code::digest(CodeKind::Enrolment, id, &secret_code::draw(&mut secret::generator()));
    let drawn = TotpSecret::draw(&mut secret::generator());
    let enrolment =
        Enrolment { digest: digest.clone(), totp_secret: drawn.seal(&app.keys, id, secret::bytes()) };
    let tx = migration::database::write(&app.db).await?;
    Entity::insert(officer::create(id, name, enrolment, now)).exec_without_returning(&tx).await?;
    officer::enrol(id, digest, hash, 0, now).exec(&tx).await?;
    let roles = Role::iter().map(|held| role::granted_by_command(Uuid::now_v7(), id, held, now));
    role::Entity::insert_many(roles).exec_without_returning(&tx).await?;
    Ok(tx.commit().await?)
}
