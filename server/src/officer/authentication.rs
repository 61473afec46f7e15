//! Authenticates an officer with a password and a code, for one action. The algorithm is in
//! [`crate::account::password_attempt`].
//!
//! The password is always verified, and only then the code is checked: a wrong code is answered, counted and
//! timed like a wrong password. A code is used up in the transaction of the action, by a statement whose
//! condition is that it is unused; of two requests with the same code, the second fails.

use std::sync::Arc;

use chrono::{DateTime, Utc};
use entity::{
    account::{Password, lockout::Count},
    audit::Action,
    input::ValidationError,
    officer::{self, OfficerName, TotpSecret, device, recovery_code},
};
use passwords::password_hash::{Class, Requester};
use sea_orm::{DatabaseTransaction, DbErr, EntityTrait, UpdateMany, prelude::Uuid};

use crate::{
    account::{
        FieldError, Form, attempt_count,
        password_attempt::{self, AuthenticationError, Refusal},
        secret,
    },
    app::App,
    audit::{self, Actor, Event},
    rate_limit::Limited,
    request_info::RequestInfo,
};

/// The row that counts wrong attempts: the officer's own, or that of a browser or app that the officer is known
/// to use.
type Counter = attempt_count::Counter<officer::Entity, device::Entity>;

/// Why an attempt failed, or was not made.
#[derive(Debug, thiserror::Error)]
pub enum AttemptError {
    /// One or more fields are empty or invalid.
    #[error("some fields are empty or invalid")]
    Input(Vec<FieldError>),
    /// Some of the input is wrong, or the officer is locked. The caller never learns which.
    #[error(transparent)]
    AuthenticationError(#[from] AuthenticationError),
    /// A rate limit was exceeded.
    #[error(transparent)]
    RateLimited(#[from] Limited),
}

/// The second factor that the officer typed. Without `Debug`.
#[derive(Clone)]
pub enum Code {
    /// The TOTP code of a phone.
    Totp(String),
    /// A recovery code, which works once.
    Recovery(String),
}

impl Code {
    /// Records an error if the code is empty.
    pub(super) fn read(&self, form: &mut Form) {
        let (field, text) = match self {
            Self::Totp(text) => ("totpCode", text),
            Self::Recovery(text) => ("recoveryCode", text),
        };
        let is_empty = text.trim().is_empty();
        form.take(field, if is_empty { Err(ValidationError::Required) } else { Ok(()) });
    }
}

/// One attempt to authenticate an officer.
pub(super) struct Attempt {
    pub(super) app: Arc<App>,
    /// `None` if the input cannot be a name.
    pub(super) name: Option<OfficerName>,
    /// The known browser or app of the officer that the request came from, if any.
    pub(super) device: Option<Uuid>,
    pub(super) password: Password,
    pub(super) code: Code,
    /// The action that a refusal is recorded as.
    pub(super) refusal: Action,
    pub(super) info: RequestInfo,
}

/// An officer whose password is right, with a valid code that is not used up yet.
pub(super) struct Verified {
    /// The officer's row at the time of verification.
    pub(super) officer: officer::Model,
    /// The renewed hash, if the stored one has an old key or old costs.
    pub(super) rehashed: Option<String>,
    code: Unused,
    counter: Counter,
    /// The TOTP secret sealed with the current key, if it was sealed with an old one.
    resealed: Option<String>,
}

enum Unused {
    Step(i64),
    Recovery(Vec<u8>),
}

impl Verified {
    /// Starts the update of the officer. Its condition is that the verified password is still in force.
    pub(super) fn change(&self) -> UpdateMany<officer::Entity> {
        officer::change_proved(self.officer.id, self.officer.password_version)
    }

    /// Uses up the code and updates the officer. `None` if the code is already used, or the password has
    /// changed: then the caller must not do anything else.
    pub(super) async fn consume(
        self,
        tx: &DatabaseTransaction,
        mut change: UpdateMany<officer::Entity>,
        now: DateTime<Utc>,
    ) -> Result<Option<officer::Model>, DbErr> {
        if let Some(sealed) = self.resealed {
            change = officer::with_resealed(sealed, change);
        }
        let change = match self.code {
            Unused::Step(step) => officer::with_code_of(step, change),
            Unused::Recovery(digest) => {
                // In the same transaction as the action: if that fails, the code is not lost.
                if recovery_code::take(digest, now).exec(tx).await?.rows_affected == 0 {
                    return Ok(None);
                }
                change
            }
        };
        let Some(officer) = change.exec_with_returning(tx).await?.pop() else { return Ok(None) };
        // Only now, because a right password with a wrong code must not reset the count.
        self.counter.clear(tx).await?;
        Ok(Some(officer))
    }
}

/// Authenticates the officer, then runs `action` with the result. If `action` returns `None`, the code was
/// used in the meantime, and the attempt counts as wrong. Every refusal takes the same time.
pub(super) async fn carry_out<T, A, F>(attempt: Attempt, action: A) -> Result<T, AuthenticationError>
where
    T: Send + 'static,
    A: FnOnce(Arc<Attempt>, Verified) -> F + Send + Sync + 'static,
    F: Future<Output = Result<Option<T>, DbErr>> + Send,
{
    let requester = attempt.requester();
    password_attempt::make(ActionAttempt { attempt: Arc::new(attempt), action }, &requester).await
}

/// The requester of a password hash, for the hasher's queues: an officer, real or claimed.
pub(super) fn requester(name: String, info: &RequestInfo) -> Requester {
    Requester { class: Class::Officer, networks: info.client.networks(), subject: name }
}

/// An officer, and the row that counts the wrong attempts.
struct Owner {
    officer: officer::Model,
    counter: Counter,
}

/// An attempt, with the action that it is made for.
struct ActionAttempt<A> {
    attempt: Arc<Attempt>,
    action: A,
}

impl<T, A, F> password_attempt::Attempt for ActionAttempt<A>
where
    T: Send + 'static,
    A: FnOnce(Arc<Attempt>, Verified) -> F + Send + Sync + 'static,
    F: Future<Output = Result<Option<T>, DbErr>> + Send,
{
    type Owner = Owner;
    type Success = T;

    fn app(&self) -> &Arc<App> {
        &self.attempt.app
    }

    fn password(&self) -> &Password {
        &self.attempt.password
    }

    fn info(&self) -> &RequestInfo {
        &self.attempt.info
    }

    async fn find(&self) -> Result<Option<Owner>, DbErr> {
        let Some(name) = &self.attempt.name else { return Ok(None) };
        let db = &self.attempt.app.db;
        let found = officer::open_by_name(name).one(db).await?;
        // An officer who has not enrolled yet is answered like an unknown one.
        let Some(officer) = found.filter(|officer| officer.password_hash.is_some()) else { return Ok(None) };
        // Read again, because the count may have changed since the request's limits were checked.
        let device = match self.attempt.device {
            Some(id) => device::Entity::find_by_id(id).one(db).await?,
            None => None,
        };
        let counter = Counter::of(&officer, device.filter(|it| it.officer_id == officer.id).as_ref());
        Ok(Some(Owner { officer, counter }))
    }

    fn count(owner: &Owner) -> Count {
        owner.counter.count
    }

    fn hash(owner: &Owner) -> Option<String> {
        owner.officer.password_hash.clone()
    }

    async fn reserve(&self, owner: &Owner) -> Result<Option<Owner>, DbErr> {
        let (db, now) = (&self.attempt.app.db, self.attempt.info.now);
        let reserved = owner.counter.reserve(db, &owner.officer, now).await?;
        Ok(reserved.map(|(counter, officer)| Owner { officer, counter }))
    }

    async fn give_back(&self, owner: &Owner) -> Result<(), DbErr> {
        owner.counter.give_back(&self.attempt.app.db).await
    }

    async fn succeed(self, owner: Owner, renewed: Option<String>) -> Result<T, AuthenticationError> {
        let verified = match self.attempt.check_code(&owner, renewed).await {
            Ok(Some(verified)) => verified,
            // Answered, counted and timed like a wrong password, so that neither can be guessed alone.
            Ok(None) => return password_attempt::fail(&self, &owner, Refusal::WrongCode).await,
            Err(error) => return password_attempt::give_back(&self, &owner, error).await,
        };
        let Self { attempt, action } = self;
        if let Some(done) = action(Arc::clone(&attempt), verified).await? {
            return Ok(done);
        }
        attempt.fail(&owner, Refusal::CodeUsed).await?;
        Err(AuthenticationError::InvalidCredentials)
    }

    async fn fail(&self, owner: &Owner, refusal: Refusal) -> Result<(), DbErr> {
        self.attempt.fail(owner, refusal).await
    }

    async fn refuse(&self, owner: Option<&Owner>, refusal: Refusal) -> Result<(), DbErr> {
        let who = owner.map_or_else(|| self.attempt.pseudonym(), |owner| owner.officer.id.0.to_string());
        let tx = migration::database::write(&self.attempt.app.db).await?;
        audit::record(&tx, self.attempt.refused(refusal, who)).await?;
        tx.commit().await
    }
}

impl Attempt {
    /// The requester of this attempt, for the hasher's queues. A known browser or app has its own place,
    /// which strangers who type the name cannot take.
    pub(super) fn requester(&self) -> Requester {
        let device = self.device.map(|device| format!(":{device}")).unwrap_or_default();
        requester(format!("{}{device}", self.pseudonym()), &self.info)
    }

    /// Checks the code, after the password was found right. `None` if it is wrong.
    async fn check_code(
        &self,
        Owner { officer, counter }: &Owner,
        rehashed: Option<String>,
    ) -> Result<Option<Verified>, AuthenticationError> {
        let (keys, id) = (&self.app.keys, officer.id);
        let sealed = officer.totp_secret.as_deref().unwrap_or_default();
        let secret = TotpSecret::open(keys, id, sealed);
        if let (None, Code::Totp(_)) = (&secret, &self.code) {
            // This server's key file is wrong, so the attempt is given back.
            if let Some(missing) = keys.missing_for(sealed) {
                return Err(missing.into());
            }
            // With all keys present, the secret itself is damaged. The code then counts as wrong.
            tracing::error!(officer = %id.0, "could not decrypt the TOTP secret; run `server officer reset`");
        }
        let code = match &self.code {
            Code::Totp(code) => {
                secret.as_ref().and_then(|secret| secret.step_of(code, self.info.now)).map(Unused::Step)
            }
            Code::Recovery(code) => {
                let found = recovery_code::unused(id, code).one(&self.app.db).await?;
                found.map(|code| Unused::Recovery(code.digest))
            }
        };
        let Some(code) = code else { return Ok(None) };
        let resealed = secret.and_then(|secret| secret.reseal(keys, id, sealed, secret::bytes));
        Ok(Some(Verified { officer: officer.clone(), rehashed, code, counter: *counter, resealed }))
    }

    /// Counts a wrong password or code, and locks the officer, or the known browser or app, after each fifth in
    /// a row.
    async fn fail(&self, Owner { officer, counter }: &Owner, refusal: Refusal) -> Result<(), DbErr> {
        let tx = migration::database::write(&self.app.db).await?;
        let mut events = vec![self.refused(refusal, officer.id.0.to_string())];
        if counter.count.is_last() && counter.lock(&tx, self.info.now).await? {
            let action = counter.device.map_or(Action::OfficerLocked, |_| Action::OfficerDeviceLocked);
            let locked = self.info.event(action).by(Actor::System);
            events.push(locked.detail(officer.id.0.to_string()));
        }
        audit::record_all(&tx, events).await?;
        tx.commit().await
    }

    fn refused(&self, refusal: Refusal, who: String) -> Event<'_> {
        self.info.event(self.refusal).refused(refusal.reason()).detail(who)
    }

    /// A pseudonym for the name, because people type passwords into that field.
    fn pseudonym(&self) -> String {
        let name = self.name.as_ref().map(OfficerName::as_str).unwrap_or_default();
        audit::pseudonym(&self.app.keys, "officer-name", name)
    }
}
