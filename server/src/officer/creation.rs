//! Creates, resets and closes officers. Commands can do all three, since there is no default officer;
//! officers with the role SECURITY can create and close. Only commands reset: an officer who resets a
//! colleague gets the enrolment code, could enrol in the colleague's place, and then grant in that name what
//! they proposed in their own.
//!
//! A command grants roles only while fewer than two enrolled officers hold SECURITY; afterwards, officers
//! propose roles and grant them to each other. The enrolment code and the TOTP secret are printed once.

use chrono::{DateTime, Utc};
use entity::officer::role::role_code;
use entity::{
    audit::Action,
    input::ValidationError,
    key_ring::KeyRing,
    officer::{
        self, Column, Enrolment, Entity, OfficerId, OfficerName, Role, TotpSecret, recovery_code,
        role::{self, ENOUGH_SECURITY},
        secret_code::{self, CodeKind},
        session,
    },
};
use sea_orm::{DatabaseConnection, DatabaseTransaction, DbErr, SqlErr, entity::prelude::*};
use uuid::Uuid;

use crate::{
    account::secret,
    audit::{self, Actor, Event, RequestOrigin},
};

/// Why an officer was not created, reset or closed.
#[derive(Debug, thiserror::Error)]
pub enum CreationError {
    /// The name is not valid.
    #[error(
        "a name has 3 to 32 characters of a-z, 0-9, dot, hyphen and underscore, and begins with a letter"
    )]
    Name(ValidationError),
    /// The name is in use, or was: names are never reused.
    #[error("an officer has or had this name")]
    NameTaken,
    /// No officer has this name, or the officer is closed.
    #[error("there is no open officer with this name")]
    NotFound,
    /// A database operation failed; the source says why.
    #[error("could not read or write the officer")]
    Database(#[from] DbErr),
}

/// What an officer needs to enrol. It is shown once, and stored only sealed or as a digest. It has no
/// `Debug`, so that it cannot end up in a log.
pub struct Invitation {
    /// The `otpauth:` URI that the authenticator app reads.
    pub uri: String,
    /// The enrolment code, which works once.
    pub enrolment_code: String,
    /// The roles that were granted.
    pub granted: Vec<Role>,
}

/// The circumstances of a change: who makes it, where and when.
pub struct Provisioning<'a> {
    /// The database in which the officer is changed.
    pub db: &'a DatabaseConnection,
    /// The server keys, which seal the TOTP secret.
    pub keys: &'a KeyRing,
    /// The run or request that makes the change.
    pub source: &'a RequestOrigin,
    /// Who makes the change: a command or an officer.
    pub by: Actor,
    /// The time of the run or request.
    pub now: DateTime<Utc>,
}

impl Provisioning<'_> {
    /// Creates an officer, with `roles` if a command may still grant any.
    pub async fn create(&self, name: &str, roles: &[Role]) -> Result<Invitation, CreationError> {
        let name = OfficerName::parse(name).map_err(CreationError::Name)?;
        let id = OfficerId(Uuid::now_v7());
        let (enrolment, uri, enrolment_code) = self.draw(id, &name);
        let tx = migration::database::write(self.db).await?;
        let inserted = Entity::insert(officer::create(id, &name, enrolment, self.now));
        inserted.exec_without_returning(&tx).await.map_err(|error| match error.sql_err() {
            Some(SqlErr::UniqueConstraintViolation(_)) => CreationError::NameTaken,
            _ => error.into(),
        })?;
        let granted = if may_grant(&tx).await? { roles } else { &[] };
        for wanted in granted {
            let row = role::granted_by_command(Uuid::now_v7(), id, *wanted, self.now);
            role::Entity::insert(row).exec_without_returning(&tx).await?;
        }
        let created = self.event(Action::OfficerCreated, id.0.to_string());
        let told = |role: &Role| self.event(Action::RoleGranted, format!("{} {}", role_code(*role), id.0));
        audit::record_all(&tx, [created].into_iter().chain(granted.iter().map(told))).await?;
        tx.commit().await?;
        Ok(Invitation { uri, enrolment_code, granted: granted.to_vec() })
    }

    /// Resets an officer, who has to enrol again: sessions end, and the password, the TOTP secret and the
    /// recovery codes stop working.
    pub async fn reset(&self, name: &str) -> Result<Invitation, CreationError> {
        let found = self.find(name).await?;
        let name = OfficerName::parse(&found.name).map_err(CreationError::Name)?;
        let (enrolment, uri, enrolment_code) = self.draw(found.id, &name);
        let tx = migration::database::write(self.db).await?;
        if officer::reset(found.id, enrolment, self.now).exec(&tx).await?.rows_affected == 0 {
            return Err(CreationError::NotFound);
        }
        self.end(&tx, found.id).await?;
        audit::record(&tx, self.event(Action::OfficerReset, found.id.0.to_string())).await?;
        tx.commit().await?;
        Ok(Invitation { uri, enrolment_code, granted: Vec::new() })
    }

    /// Closes an officer irrevocably: sessions, roles, and proposals by and for the officer end.
    pub async fn close(&self, name: &str) -> Result<(), CreationError> {
        let found = self.find(name).await?;
        let tx = migration::database::write(self.db).await?;
        if officer::close(found.id, self.now).exec(&tx).await?.rows_affected == 0 {
            return Err(CreationError::NotFound);
        }
        self.end(&tx, found.id).await?;
        role::remove_all(found.id).exec(&tx).await?;
        role::withdraw_proposals_of(found.id).exec(&tx).await?;
        audit::record(&tx, self.event(Action::OfficerClosed, found.id.0.to_string())).await?;
        tx.commit().await?;
        Ok(())
    }

    async fn find(&self, name: &str) -> Result<officer::Model, CreationError> {
        let name = OfficerName::parse(name).map_err(CreationError::Name)?;
        officer::open_by_name(&name).one(self.db).await?.ok_or(CreationError::NotFound)
    }

    async fn end(&self, tx: &DatabaseTransaction, officer: OfficerId) -> Result<(), DbErr> {
        session::end_all(officer, self.now).exec(tx).await?;
        recovery_code::remove(officer).exec(tx).await?;
        Ok(())
    }

    fn draw(&self, id: OfficerId, name: &OfficerName) -> (Enrolment, String, String) {
        let secret = TotpSecret::draw(&mut secret::generator());
        let code = secret_code::draw(&mut secret::generator());
        let enrolment = Enrolment {
            digest: secret_code::digest(CodeKind::Enrolment, id, &code),
            totp_secret: secret.seal(self.keys, id, secret::bytes()),
        };
        (enrolment, secret.uri(name.as_str()), code)
    }

    fn event(&self, action: Action, detail: String) -> Event<'_> {
        Event::new(action, self.source, self.now).by(self.by).detail(detail)
    }
}

/// Whether a command may grant roles: no longer once two enrolled officers can.
async fn may_grant(tx: &DatabaseTransaction) -> Result<bool, DbErr> {
    Ok(role::enrolled_security().count(tx).await? < ENOUGH_SECURITY)
}

/// All officers ordered by name, closed ones included.
pub async fn all(db: &DatabaseConnection) -> Result<Vec<officer::Model>, DbErr> {
    sea_orm::QueryOrder::order_by_asc(Entity::find(), Column::Name).all(db).await
}
