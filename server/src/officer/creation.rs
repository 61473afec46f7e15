//! Creates, invites, resets, unlocks and closes officers. Commands can do all of it alone, since there is no
//! default officer. Of officers it takes two: one creates a colleague and another one, who gets the enrolment
//! code, invites; one proposes a closing and another one confirms it ([`super::removal`]). Only commands
//! reset: anyone who gets an enrolment code could enrol in the colleague's place, and then grant in that name
//! what they proposed in their own.
//!
//! A command grants roles only while no two enrolled officers who hold SECURITY are independent of each other;
//! afterwards, officers propose roles and grant them to each other. The enrolment code and the TOTP secret are
//! printed once.

use chrono::{DateTime, Utc};
use entity::officer::role::role_code;
use entity::{
    account::lockout,
    audit::Action,
    input::ValidationError,
    key_ring::KeyRing,
    officer::{
        self, Column, Enrolment, Entity, OfficerId, OfficerName, Role, TotpSecret, device, recovery_code,
        removal, role,
        secret_code::{self, CodeKind},
        session,
    },
};
use sea_orm::{DatabaseConnection, DatabaseTransaction, DbErr, SqlErr, entity::prelude::*};
use uuid::Uuid;

use super::second_officer;
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
    #[error("an officer has or had this name; choose another one")]
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
    /// The roles that were granted; empty once two independent officers hold SECURITY.
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
        insert(&tx, officer::create(id, &name, enrolment, self.now)).await?;
        // Once two officers can grant, a command grants nothing: from then on it takes two officers.
        let granted = if may_grant(&tx).await? { roles } else { &[] };
        for wanted in granted {
            let row = role::granted_by_command(Uuid::now_v7(), id, *wanted, self.now);
            role::Entity::insert(row).exec_without_returning(&tx).await?;
        }
        let created = self.event(Action::OfficerCreated, id.0.to_string());
        let granting =
            |role: &Role| self.event(Action::RoleGranted, format!("{} {}", role_code(*role), id.0));
        audit::record_all(&tx, [created].into_iter().chain(granted.iter().map(granting))).await?;
        tx.commit().await?;
        Ok(Invitation { uri, enrolment_code, granted: granted.to_vec() })
    }

    /// Creates an officer for the officer `by`, without roles and without an enrolment code.
    pub(super) async fn create_uninvited(&self, name: &str, by: OfficerId) -> Result<(), CreationError> {
        let name = OfficerName::parse(name).map_err(CreationError::Name)?;
        let id = OfficerId(Uuid::now_v7());
        let tx = migration::database::write(self.db).await?;
        insert(&tx, officer::create_uninvited(id, &name, by, self.now)).await?;
        audit::record(&tx, self.event(Action::OfficerCreated, id.0.to_string())).await?;
        tx.commit().await?;
        Ok(())
    }

    /// Draws the enrolment code of an officer whom another officer than `by` created. `None` if `by` may not
    /// see it, or if the officer is not waiting for one: see [`role::may_invite`].
    pub(super) async fn invite(
        &self,
        found: &officer::Model,
        by: OfficerId,
    ) -> Result<Option<Invitation>, CreationError> {
        let name = OfficerName::parse(&found.name).map_err(CreationError::Name)?;
        let (enrolment, uri, enrolment_code) = self.draw(found.id, &name);
        let tx = migration::database::write(self.db).await?;
        // Lock the officer first: a role that is being proposed or granted at this moment is seen below.
        let creator = second_officer::lock_open(&tx, found.id).await?.and_then(|officer| officer.created_by);
        let roles = role::held_or_proposed(found.id).all(&tx).await?;
        let ties = second_officer::ties(&tx).await?;
        let may_invite = creator.is_some_and(|creator| role::may_invite(&ties, by, creator, &roles));
        if !may_invite
            || officer::invite(found.id, enrolment, by, self.now).exec(&tx).await?.rows_affected == 0
        {
            return Ok(None);
        }
        audit::record(&tx, self.event(Action::OfficerInvited, found.id.0.to_string())).await?;
        tx.commit().await?;
        Ok(Some(Invitation { uri, enrolment_code, granted: Vec::new() }))
    }

    /// Lifts the lock of an officer, and those of the browsers that the officer is known to use.
    pub async fn unlock(&self, name: &str) -> Result<officer::Model, CreationError> {
        self.unlock_one(self.find(name).await?.id).await
    }

    /// Like [`Self::unlock`], for an officer who was found already.
    pub(super) async fn unlock_one(&self, officer: OfficerId) -> Result<officer::Model, CreationError> {
        let tx = migration::database::write(self.db).await?;
        let unlock = lockout::unlock(Entity::update_many())
            .filter(Column::Id.eq(officer))
            .filter(Column::ClosedAt.is_null());
        let unlocked = unlock.exec_with_returning(&tx).await?.pop().ok_or(CreationError::NotFound)?;
        lockout::unlock(device::Entity::update_many())
            .filter(device::Column::OfficerId.eq(officer))
            .exec(&tx)
            .await?;
        audit::record(&tx, self.event(Action::OfficerUnlocked, officer.0.to_string())).await?;
        tx.commit().await?;
        Ok(unlocked)
    }

    /// Resets an officer, who has to enrol again: sessions and proposals by the officer end, and the password,
    /// the TOTP secret and the recovery codes stop working.
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
        self.close_within(&tx, found.id).await?;
        tx.commit().await?;
        Ok(())
    }

    /// Closes an officer as the last step of `tx`.
    pub(super) async fn close_within(
        &self,
        tx: &DatabaseTransaction,
        officer: OfficerId,
    ) -> Result<(), CreationError> {
        if officer::close(officer, self.now).exec(tx).await?.rows_affected == 0 {
            return Err(CreationError::NotFound);
        }
        self.end(tx, officer).await?;
        role::remove_all(officer).exec(tx).await?;
        removal::remove_all(officer).exec(tx).await?;
        audit::record(tx, self.event(Action::OfficerClosed, officer.0.to_string())).await?;
        Ok(())
    }

    async fn find(&self, name: &str) -> Result<officer::Model, CreationError> {
        let name = OfficerName::parse(name).map_err(CreationError::Name)?;
        officer::open_by_name(&name).one(self.db).await?.ok_or(CreationError::NotFound)
    }

    /// Ends what the officer began: sessions, recovery codes, known browsers and proposals.
    async fn end(&self, tx: &DatabaseTransaction, officer: OfficerId) -> Result<(), DbErr> {
        session::end_all(officer, self.now).exec(tx).await?;
        recovery_code::remove(officer).exec(tx).await?;
        device::forget_all(officer).exec(tx).await?;
        // They would otherwise still need only one more officer. After a reset, that may be the one who gets
        // the enrolment code.
        role::withdraw_proposals_of(officer).exec(tx).await?;
        removal::withdraw_proposals_of(officer).exec(tx).await?;
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

/// Inserts an officer, whose name must be new.
async fn insert(tx: &DatabaseTransaction, row: officer::ActiveModel) -> Result<(), CreationError> {
    Entity::insert(row).exec_without_returning(tx).await.map_err(|error| match error.sql_err() {
        Some(SqlErr::UniqueConstraintViolation(_)) => CreationError::NameTaken,
        _ => error.into(),
    })?;
    Ok(())
}

/// Whether a command may grant roles: only while officers cannot, because no two of those who have enrolled
/// and hold SECURITY are independent of each other.
async fn may_grant(tx: &DatabaseTransaction) -> Result<bool, DbErr> {
    let security = role::enrolled_security().all(tx).await?;
    let security: Vec<_> = security.into_iter().map(|held| held.officer_id).collect();
    Ok(!second_officer::ties(tx).await?.has_independent_pair(&security))
}

/// All officers ordered by name, closed ones included.
pub async fn all(db: &DatabaseConnection) -> Result<Vec<officer::Model>, DbErr> {
    sea_orm::QueryOrder::order_by_asc(Entity::find(), Column::Name).all(db).await
}
