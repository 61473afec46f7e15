//! One attempt of an officer to prove who that is: one verification whatever is typed, and five wrong in a row lock.
//!
//! As with applicants an attempt is reserved before it is verified, so of any number at once five are verified.
//! The password is verified in any case, and only then the code is looked at: a wrong code is answered, counted
//! and timed like a wrong password. A code is used up in the transaction of what it was typed for, by a statement
//! that states that it was not; of two with one code the second fails.

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
use sea_orm::{DatabaseTransaction, DbErr, UpdateMany};
use tokio::time::Instant;
use tracing::Instrument;

use crate::{
    account::{
        FieldFault, attempt_count,
        credential::{self, LOOK_AGAIN, PATIENCE, Unproved},
        password_hash::{Class, Requester, Ticket, Verdict},
        secret,
    },
    app::App,
    audit::{self, Actor, Event},
    keys,
    rate_limit::Limited,
    visit::Visit,
};

/// Nothing was tried, or nothing was proved.
#[derive(Debug, thiserror::Error)]
pub enum AttemptError {
    /// Fields are empty or wrong.
    #[error("fields are empty or wrong")]
    Input(Vec<FieldFault>),
    /// Something of what was typed is wrong, or the officer is locked; nobody learns which.
    #[error(transparent)]
    Unproved(#[from] Unproved),
    /// It was asked for too often.
    #[error(transparent)]
    RateLimited(#[from] Limited),
}

/// What is typed besides the password.
pub(super) enum Code {
    /// The telephone's code.
    Totp(String),
    /// A code that was written down.
    Recovery(String),
}

/// One attempt.
pub(super) struct Attempt {
    pub(super) app: Arc<App>,
    /// `None` for something that is no name.
    pub(super) name: Option<OfficerName>,
    pub(super) password: Password,
    pub(super) code: Code,
    /// What the trail calls a refusal.
    pub(super) refusal: Action,
    pub(super) visit: Visit,
}

/// An officer whose password was right, with a code that is good and not yet used up.
pub(super) struct Proved {
    /// The officer as verified.
    pub(super) officer: officer::Model,
    /// The password hashed under the current key and costs, when it was hashed under others.
    pub(super) rehashed: Option<String>,
    code: Unused,
    /// The telephone's secret under the current key, when it was sealed with another.
    resealed: Option<String>,
}

enum Unused {
    Step(i64),
    Recovery(Vec<u8>),
}

impl Proved {
    /// What is to become of the officer, as long as the password is in force that was proved.
    pub(super) fn change(&self) -> UpdateMany<officer::Entity> {
        officer::change_proved(self.officer.id, self.officer.password_version)
    }

    /// Uses the code up and changes the officer; `None` when the code was used, or the password is in force no
    /// more: then nothing else may be done with it.
    pub(super) async fn spend(
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

/// Carries an attempt out, and `deed` with what it proved; a deed without an answer found the code used. A
/// refusal takes the same time whatever its reason.
pub(super) async fn carry_out<T, D>(
    attempt: Attempt,
    deed: impl FnOnce(Arc<Attempt>, Proved) -> D + Send + 'static,
) -> Result<T, Unproved>
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
        let patience = Instant::now() + PATIENCE;
        let turn = ticket.turn().await?;
        let (began, app) = (Instant::now(), Arc::clone(&attempt.app));
        let verdict = async {
            let proved = attempt.prove(&ticket, patience).await?;
            let officer = proved.officer.clone();
            match deed(Arc::clone(&attempt), proved).await? {
                Some(done) => Ok(done),
                None => attempt.fail(&officer, "CODE_USED").await,
            }
        };
        let verdict = verdict.await;
        drop((turn, ticket));
        credential::even_out(&app, began, verdict).await
    };
    // A task of its own: a client that hangs up must not escape the verdict of a reserved attempt.
    let verdict = app.logins.spawn(run.in_current_span()).await.expect("an attempt does not panic");
    if matches!(verdict, Err(Unproved::InvalidCredentials | Unproved::Overloaded(_))) {
        tokio::time::sleep_until(started + app.refusal_floor).await;
    }
    verdict
}

/// An officer, or somebody who claims to be one, as it stands in the hasher's queue.
pub(super) fn requester(name: String, visit: &Visit) -> Requester {
    Requester { class: Class::Officer, networks: visit.client.networks(), subject: name }
}

impl Attempt {
    /// Who waits for the hasher.
    pub(super) fn requester(&self) -> Requester {
        requester(self.typed_name(), &self.visit)
    }

    async fn prove(&self, ticket: &Ticket, patience: Instant) -> Result<Proved, Unproved> {
        let now = self.visit.now;
        loop {
            let officer = self.officer().await?.filter(|officer| officer.password_hash.is_some());
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
            if !count.is_leased(now) || Instant::now() > patience {
                ticket.verify(self.password.clone(), None).await?;
                return self.refuse("LOCKED", officer.id.0.to_string()).await;
            }
            // The verdict on the last attempt may free the officer within a moment.
            tokio::time::sleep(LOOK_AGAIN).await;
        }
    }

    async fn officer(&self) -> Result<Option<officer::Model>, DbErr> {
        match &self.name {
            Some(name) => officer::open_by_name(name).one(&self.app.db).await,
            None => Ok(None),
        }
    }

    /// The password is right; now the code.
    async fn go_on(&self, officer: officer::Model, rehashed: Option<String>) -> Result<Proved, Unproved> {
        let (keys, id) = (&self.app.keys, officer.id);
        let sealed = officer.totp_secret.as_deref().unwrap_or_default();
        let secret = TotpSecret::open(keys, id, sealed);
        if let (None, Code::Totp(_)) = (&secret, &self.code) {
            if let Some(missing) = keys.missing_for(sealed) {
                return self.give_back(&officer, missing.into()).await;
            }
            tracing::error!(officer = %id.0, "a telephone's secret does not open; run `server officer reset`");
        }
        let code = match &self.code {
            Code::Totp(typed) => {
                secret.as_ref().and_then(|secret| secret.step_of(typed, self.visit.now)).map(Unused::Step)
            }
            Code::Recovery(typed) => {
                let found = recovery_code::unused(id, typed).one(&self.app.db).await?;
                found.map(|code| Unused::Recovery(code.digest))
            }
        };
        let Some(code) = code else { return self.fail(&officer, "WRONG_CODE").await };
        let resealed = secret.and_then(|secret| secret.reseal(keys, id, sealed, secret::bytes));
        Ok(Proved { officer, rehashed, code, resealed })
    }

    /// Gives an attempt back that was not judged, for no fault of the officer's.
    async fn give_back<T>(&self, reserved: &officer::Model, why: Unproved) -> Result<T, Unproved> {
        let count = officer::Entity::count_of(reserved);
        lockout::give_back::<officer::Entity>(reserved.id, count).exec(&self.app.db).await?;
        if let Unproved::KeyMissing(missing) = &why {
            keys::report_missing(&self.app.db, missing, self.visit.now).await;
        }
        Err(why)
    }

    /// Counts something wrong, and locks after the fifth in a row.
    async fn fail<T>(&self, reserved: &officer::Model, reason: &'static str) -> Result<T, Unproved> {
        let count: Count = officer::Entity::count_of(reserved);
        let tx = migration::database::write(&self.app.db).await?;
        let mut events = vec![self.refused(reason, reserved.id.0.to_string())];
        if count.is_last()
            && attempt_count::conclude::<officer::Entity>(&tx, reserved.id, count, self.visit.now).await?
        {
            let locked = self.visit.event(Action::OfficerLocked).by(Actor::System);
            events.push(locked.detail(reserved.id.0.to_string()));
        }
        audit::record_all(&tx, events).await?;
        tx.commit().await?;
        Err(Unproved::InvalidCredentials)
    }

    /// Refuses without a verdict: there is nothing to verify, or it must not be verified now.
    async fn refuse<T>(&self, reason: &'static str, who: String) -> Result<T, Unproved> {
        let tx = migration::database::write(&self.app.db).await?;
        audit::record(&tx, self.refused(reason, who)).await?;
        tx.commit().await?;
        Err(Unproved::InvalidCredentials)
    }

    fn refused(&self, reason: &'static str, who: String) -> Event<'_> {
        self.visit.event(self.refusal).refused(reason).detail(who)
    }

    /// What stands for a name that nobody has; people type passwords into that field.
    fn typed_name(&self) -> String {
        let typed = self.name.as_ref().map(OfficerName::as_str).unwrap_or_default();
        audit::stand_in(&self.app.keys, "officer-name", typed)
    }
}
