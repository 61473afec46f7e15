//! Creating, resetting and closing officers: by command, for there is no default officer, and all but resetting by
//! officers of security. Whoever resets another gets the code to enrol in their place, and could grant in their name
//! what they have proposed in their own; so that is left to commands.
//!
//! A command grants roles only while fewer than two enrolled officers hold SECURITY; from then on officers propose
//! and grant them to each other. The enrolment code and the telephone's secret are printed once.

use chrono::{DateTime, Utc};
use entity::{
    audit::Action,
    input::Fault,
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

use super::role::role_code;
use crate::{
    account::secret,
    audit::{self, Actor, Event, Source},
};

/// What a command was not able to do.
#[derive(Debug, thiserror::Error)]
pub enum CreationError {
    /// The name has another form.
    #[error("a name is 3 to 32 characters of a-z, 0-9, dot, hyphen and underscore, and begins with a letter")]
    Name(Fault),
    /// Names are never given out again.
    #[error("there is, or was, an officer of that name")]
    NameTaken,
    /// There is nobody of that name, or no longer.
    #[error("there is no open officer of that name")]
    NotFound,
    /// The database did not answer.
    #[error("could not read or write the officer")]
    Database(#[from] DbErr),
}

/// What someone needs to enrol: shown once, kept nowhere in clear. It has no `Debug` on purpose.
pub struct Invitation {
    /// What the telephone reads.
    pub uri: String,
    /// The one-time code.
    pub enrolment_code: String,
    /// The roles that were granted.
    pub granted: Vec<Role>,
}

/// Where and when it is done, and by whom.
pub struct Run<'a> {
    /// The database.
    pub db: &'a DatabaseConnection,
    /// The keys of the servers.
    pub keys: &'a KeyRing,
    /// Which run or request it is.
    pub source: &'a Source,
    /// Who does it.
    pub by: Actor,
    /// When it began.
    pub now: DateTime<Utc>,
}

impl Run<'_> {
    /// Creates an officer, with the roles if a command may still grant any.
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

    /// Lets an officer enrol anew: sessions end, the password, the telephone and the recovery codes are dead.
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

    /// Closes an officer for good: sessions, roles, and proposals by and for them end.
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

/// Whether a command may grant roles: not once two enrolled officers can do it.
async fn may_grant(tx: &DatabaseTransaction) -> Result<bool, DbErr> {
    Ok(role::enrolled_security().count(tx).await? < ENOUGH_SECURITY)
}

/// Every officer by name, closed ones too.
pub async fn all(db: &DatabaseConnection) -> Result<Vec<officer::Model>, DbErr> {
    sea_orm::QueryOrder::order_by_asc(Entity::find(), Column::Name).all(db).await
}
