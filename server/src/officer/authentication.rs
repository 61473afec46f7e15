//! One attempt of an officer to authenticate: one verification, whatever is typed; five wrong ones in a row
//! lock the officer.
//!
//! As with applicants, an attempt is reserved before it is verified, so of any number of simultaneous
//! guesses, five are verified. The password is always verified, and only then the code is checked: a wrong
//! code is answered, counted and timed like a wrong password. A code is used up in the transaction of the
//! action, by a statement whose condition is that it is unused; of two requests with the same code, the
//! second fails.

use std::sync::Arc;

use chrono::{DateTime, Utc};
use entity::{
    account::{
        Password,
        lockout::{self, Count, Lockable},
    },
    audit::Action,
    officer::{self, OfficerName, TotpSecret, recovery_code},
};
use passwords::password_hash::{Class, Requester, Ticket, Verdict};
use sea_orm::{DatabaseTransaction, DbErr, UpdateMany};
use tokio::time::Instant;
use tracing::Instrument;

use crate::{
    account::{
        FieldError, attempt_count,
        credential::{self, AuthenticationError, LOOK_AGAIN, TIMEOUT},
        secret,
    },
    app::App,
    audit::{self, Actor, Event},
    keys,
    rate_limit::Limited,
    request_info::RequestInfo,
};

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

/// The second factor that the officer typed.
pub(super) enum Code {
    /// The TOTP code of a phone.
    Totp(String),
    /// A recovery code, which works once.
    Recovery(String),
}

/// One attempt to authenticate an officer.
pub(super) struct Attempt {
    pub(super) app: Arc<App>,
    /// `None` if the input cannot be a name.
    pub(super) name: Option<OfficerName>,
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
                if recovery_code::take(digest, now).exec(tx).await?.rows_affected == 0 {
                    return Ok(None);
                }
                change
            }
        };
        let Some(officer) = change.exec_with_returning(tx).await?.pop() else { return Ok(None) };
        lockout::clear::<officer::Entity>(officer.id, officer::Entity::count_of(&officer)).exec(tx).await?;
        Ok(Some(officer))
    }
}

/// Authenticates the officer, then runs `action` with the result. If `action` returns `None`, the code had been
/// used meanwhile, and the attempt counts as wrong. Every refusal takes the same time.
pub(super) async fn carry_out<T, D>(
    attempt: Attempt,
    action: impl FnOnce(Arc<Attempt>, Verified) -> D + Send + 'static,
) -> Result<T, AuthenticationError>
where
    T: Send + 'static,
    D: Future<Output = Result<Option<T>, DbErr>> + Send,
{
    let (started, app) = (Instant::now(), Arc::clone(&attempt.app));
    let ticket = match app.hasher.ticket(&attempt.requester()) {
        Ok(ticket) => ticket,
        Err(overloaded) => {
            tokio::time::sleep_until(started + app.refusal_floor).await;
            return Err(overloaded.into());
        }
    };
    let attempt = Arc::new(attempt);
    let run = async move {
        let deadline = Instant::now() + TIMEOUT;
        let turn = ticket.turn().await?;
        let (began, app) = (Instant::now(), Arc::clone(&attempt.app));
        let verdict = async {
            let verified = attempt.authenticate(&ticket, deadline).await?;
            let officer = verified.officer.clone();
            match action(Arc::clone(&attempt), verified).await? {
                Some(done) => Ok(done),
                None => attempt.fail(&officer, "CODE_USED").await,
            }
        };
        let verdict = verdict.await;
        drop((turn, ticket));
        credential::even_out(&app, began, verdict).await
    };
    // A separate task, so that a client cannot escape the verdict of a reserved attempt by hanging up.
    let verdict = app.logins.spawn(run.in_current_span()).await.expect("an attempt never panics");
    if matches!(verdict, Err(AuthenticationError::InvalidCredentials | AuthenticationError::Overloaded(_))) {
        tokio::time::sleep_until(started + app.refusal_floor).await;
    }
    verdict
}

/// The requester of a password hash, for the hasher's queues: an officer, real or claimed.
pub(super) fn requester(name: String, info: &RequestInfo) -> Requester {
    Requester { class: Class::Officer, networks: info.client.networks(), subject: name }
}

impl Attempt {
    /// The requester of this attempt, for the hasher's queues.
    pub(super) fn requester(&self) -> Requester {
        requester(self.typed_name(), &self.info)
    }

    async fn authenticate(
        &self,
        ticket: &Ticket,
        deadline: Instant,
    ) -> Result<Verified, AuthenticationError> {
        let now = self.info.now;
        loop {
            let officer = self.officer().await?.filter(|officer| officer.password_hash.is_some());
            // Without an officer or a password, the same work is done, so that the time reveals nothing
            // (I25).
            let Some(officer) = officer else {
                ticket.verify(self.password.clone(), None).await?;
                return self.refuse("UNKNOWN", self.typed_name()).await;
            };
            let reserved = lockout::reserve::<officer::Entity>(officer.id, now);
            let reserved = reserved.exec_with_returning(&self.app.db);
            if let Some(officer) = reserved.await?.pop() {
                let hash = officer.password_hash.clone();
                return match ticket.verify_and_renew(self.password.clone(), hash).await {
                    Ok(Verdict::Right { renewed }) => self.go_on(officer, renewed).await,
                    Ok(Verdict::Wrong) => self.fail(&officer, "WRONG_PASSWORD").await,
                    Err(error) => self.give_back(&officer, error.into()).await,
                };
            }
            let count = officer::Entity::count_of(&officer);
            if !count.is_leased(now) || Instant::now() > deadline {
                ticket.verify(self.password.clone(), None).await?;
                return self.refuse("LOCKED", officer.id.0.to_string()).await;
            }
            // The verdict on the last permitted attempt may unlock the officer within a moment.
            tokio::time::sleep(LOOK_AGAIN).await;
        }
    }

    async fn officer(&self) -> Result<Option<officer::Model>, DbErr> {
        match &self.name {
            Some(name) => officer::open_by_name(name).one(&self.app.db).await,
            None => Ok(None),
        }
    }

    /// Checks the code, after the password was found right.
    async fn go_on(
        &self,
        officer: officer::Model,
        rehashed: Option<String>,
    ) -> Result<Verified, AuthenticationError> {
        let (keys, id) = (&self.app.keys, officer.id);
        let sealed = officer.totp_secret.as_deref().unwrap_or_default();
        let secret = TotpSecret::open(keys, id, sealed);
        if let (None, Code::Totp(_)) = (&secret, &self.code) {
            if let Some(missing) = keys.missing_for(sealed) {
                return self.give_back(&officer, missing.into()).await;
            }
            tracing::error!(officer = %id.0, "could not decrypt the TOTP secret; run `server officer reset`");
        }
        let code = match &self.code {
            Code::Totp(typed) => {
                secret.as_ref().and_then(|secret| secret.step_of(typed, self.info.now)).map(Unused::Step)
            }
            Code::Recovery(typed) => {
                let found = recovery_code::unused(id, typed).one(&self.app.db).await?;
                found.map(|code| Unused::Recovery(code.digest))
            }
        };
        let Some(code) = code else { return self.fail(&officer, "WRONG_CODE").await };
        let resealed = secret.and_then(|secret| secret.reseal(keys, id, sealed, secret::bytes));
        Ok(Verified { officer, rehashed, code, resealed })
    }

    /// Gives back an attempt that was not verified through no fault of the officer.
    async fn give_back<T>(
        &self,
        reserved: &officer::Model,
        why: AuthenticationError,
    ) -> Result<T, AuthenticationError> {
        let count = officer::Entity::count_of(reserved);
        lockout::give_back::<officer::Entity>(reserved.id, count).exec(&self.app.db).await?;
        if let AuthenticationError::KeyMissing(missing) = &why {
            keys::report_missing(&self.app.db, missing, self.info.now).await;
        }
        Err(why)
    }

    /// Counts a wrong password or code, and locks the officer after the fifth in a row.
    async fn fail<T>(
        &self,
        reserved: &officer::Model,
        reason: &'static str,
    ) -> Result<T, AuthenticationError> {
        let count: Count = officer::Entity::count_of(reserved);
        let tx = migration::database::write(&self.app.db).await?;
        let mut events = vec![self.refused(reason, reserved.id.0.to_string())];
        if count.is_last()
            && attempt_count::conclude::<officer::Entity>(&tx, reserved.id, count, self.info.now).await?
        {
            let locked = self.info.event(Action::OfficerLocked).by(Actor::System);
            events.push(locked.detail(reserved.id.0.to_string()));
        }
        audit::record_all(&tx, events).await?;
        tx.commit().await?;
        Err(AuthenticationError::InvalidCredentials)
    }

    /// Refuses without verifying: there is nothing to verify, or the officer is locked.
    async fn refuse<T>(&self, reason: &'static str, who: String) -> Result<T, AuthenticationError> {
        let tx = migration::database::write(&self.app.db).await?;
        audit::record(&tx, self.refused(reason, who)).await?;
        tx.commit().await?;
        Err(AuthenticationError::InvalidCredentials)
    }

    fn refused(&self, reason: &'static str, who: String) -> Event<'_> {
        self.info.event(self.refusal).refused(reason).detail(who)
    }

    /// A pseudonym for the typed name, because people type passwords into that field.
    fn typed_name(&self) -> String {
        let typed = self.name.as_ref().map(OfficerName::as_str).unwrap_or_default();
        audit::pseudonym(&self.app.keys, "officer-name", typed)
    }
}
