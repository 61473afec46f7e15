//! One attempt to log in as an officer: one verification whatever is typed, and five wrong in a row lock.
//!
//! As with applicants an attempt is reserved before it is verified, so of any number at once five are verified.
//! The password is verified in any case, and only then the code is looked at: a wrong code is answered, counted
//! and timed like a wrong password. A code is used up in the transaction that opens the session, by a statement
//! that states that it was not; of two logins with one code the second fails.

use std::sync::Arc;

use entity::{
    account::{
        Password,
        lockout::{self, Count, Lockable},
    },
    audit::Action,
    officer::{self, OfficerName, TotpSecret, recovery_code, role, session},
    session::Delivery,
};
use sea_orm::{DatabaseTransaction, DbErr, EntityTrait};
use tokio::time::Instant;
use uuid::Uuid;

use super::{login::LoggedIn, session::LiveOfficer};
use crate::{
    account::{
        credential::{LOOK_AGAIN, PATIENCE, Unproved},
        password_hash::Verdict,
        secret,
    },
    app::App,
    audit::{self, Actor, Event},
    visit::Visit,
};

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
    pub(super) delivery: Delivery,
    /// A session that ends with this login.
    pub(super) carried: Option<Uuid>,
    pub(super) visit: Visit,
}

/// A code that is good and not yet used up.
enum Unused {
    Step(i64),
    Recovery(Vec<u8>),
}

/// Carries an attempt out; a refusal takes the same time whatever its reason.
pub(super) async fn carry_out(attempt: Attempt) -> Result<LoggedIn, Unproved> {
    let (started, app) = (Instant::now(), Arc::clone(&attempt.app));
    // A task of its own: a client that hangs up must not escape the verdict of a reserved attempt.
    let verdict = app.logins.spawn(attempt.run()).await.expect("an attempt does not panic");
    if matches!(verdict, Err(Unproved::InvalidCredentials)) {
        tokio::time::sleep_until(started + app.refusal_floor).await;
    }
    verdict
}

impl Attempt {
    async fn run(self) -> Result<LoggedIn, Unproved> {
        let app = Arc::clone(&self.app);
        let (patience, now) = (Instant::now() + PATIENCE, self.visit.now);
        loop {
            let place = app.hasher.place().await?;
            let officer = self.officer().await?.filter(|officer| officer.password_hash.is_some());
            let Some(officer) = officer else {
                place.verify(self.password.clone(), None).await;
                return self.refuse("UNKNOWN", self.typed_name()).await;
            };
            let reserved = lockout::reserve::<officer::Entity>(officer.id, now).exec_with_returning(&app.db);
            if let Some(officer) = reserved.await?.pop() {
                let hash = officer.password_hash.clone();
                return match place.verify_and_renew(self.password.clone(), hash).await {
                    Verdict::Right { .. } => self.go_on(officer).await,
                    Verdict::Wrong => self.fail(&officer, "WRONG_PASSWORD").await,
                };
            }
            let count = officer::Entity::count_of(&officer);
            if !count.is_leased(now) || Instant::now() > patience {
                place.verify(self.password.clone(), None).await;
                return self.refuse("LOCKED", officer.id.0.to_string()).await;
            }
            // The verdict on the last attempt may free the officer within a moment; nobody waits for it with a
            // place at the hasher.
            drop(place);
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
    async fn go_on(self, officer: officer::Model) -> Result<LoggedIn, Unproved> {
        let code = match &self.code {
            Code::Totp(typed) => {
                let sealed = officer.totp_secret.as_deref().unwrap_or_default();
                let secret = TotpSecret::open(&self.app.keys, officer.id, sealed);
                if secret.is_none() {
                    tracing::error!(
                        "an officer's secret does not open: is its key in the ring of server keys?"
                    );
                }
                secret.and_then(|secret| secret.step_of(typed, self.visit.now)).map(Unused::Step)
            }
            Code::Recovery(typed) => {
                let found = recovery_code::unused(officer.id, typed).one(&self.app.db).await?;
                found.map(|code| Unused::Recovery(code.digest))
            }
        };
        let Some(code) = code else { return self.fail(&officer, "WRONG_CODE").await };
        match self.open(&officer, code).await? {
            Some(logged_in) => Ok(logged_in),
            None => self.fail(&officer, "CODE_USED").await,
        }
    }

    /// Uses the code up and opens a session; `None` when the code was used, or the password is in force no more.
    async fn open(&self, officer: &officer::Model, code: Unused) -> Result<Option<LoggedIn>, DbErr> {
        let now = self.visit.now;
        let tx = migration::database::write(&self.app.db).await?;
        let login = officer::logged_in(officer.id, officer.password_version, now);
        let login = match code {
            Unused::Step(step) => officer::with_code_of(step, login),
            Unused::Recovery(digest) => {
                if recovery_code::take(digest, now).exec(&tx).await?.rows_affected == 0 {
                    return Ok(None);
                }
                login
            }
        };
        let Some(officer) = login.exec_with_returning(&tx).await?.pop() else { return Ok(None) };
        lockout::clear::<officer::Entity>(officer.id, officer::Entity::count_of(&officer)).exec(&tx).await?;
        if let Some(carried) = self.carried {
            session::end(carried, now).exec(&tx).await?;
        }
        let (token, session) = self.session(&officer);
        session::Entity::insert(session::ActiveModel::from(session.clone()))
            .exec_without_returning(&tx)
            .await?;
        let roles = role::held_by(officer.id).all(&tx).await?.into_iter().map(|held| held.role).collect();
        let live = LiveOfficer { session, delivery: self.delivery, officer, roles };
        let event = live.event(Action::OfficerLoggedIn, &self.visit).detail(live.session.id.to_string());
        audit::record(&tx, event).await?;
        tx.commit().await?;
        Ok(Some(LoggedIn { live, token }))
    }

    fn session(&self, officer: &officer::Model) -> (String, session::Model) {
        let (now, token) = (self.visit.now, secret::token());
        let session = session::Model {
            id: Uuid::now_v7(),
            token_digest: session::digest(&token, self.delivery),
            officer_id: officer.id,
            password_version: officer.password_version,
            created_at: now,
            last_seen_at: now,
            idle_expires_at: session::idle_end(now),
            absolute_expires_at: now + session::LONGEST,
            device: self.visit.source.device.clone(),
            ended_at: None,
        };
        (token, session)
    }

    /// Counts something wrong, and locks after the fifth in a row.
    async fn fail(self, reserved: &officer::Model, reason: &'static str) -> Result<LoggedIn, Unproved> {
        let count: Count = officer::Entity::count_of(reserved);
        let tx = migration::database::write(&self.app.db).await?;
        let mut events = vec![self.refused(reason, reserved.id.0.to_string())];
        if count.is_last() && self.lock(&tx, reserved, count).await? {
            let locked = self.visit.event(Action::OfficerLocked).by(Actor::System);
            events.push(locked.detail(reserved.id.0.to_string()));
        }
        audit::record_all(&tx, events).await?;
        tx.commit().await?;
        Err(Unproved::InvalidCredentials)
    }

    /// Locks; false when a success or a reset came between.
    async fn lock(
        &self,
        tx: &DatabaseTransaction,
        officer: &officer::Model,
        count: Count,
    ) -> Result<bool, DbErr> {
        let locked = lockout::lock::<officer::Entity>(officer.id, count, self.visit.now).exec(tx).await?;
        Ok(locked.rows_affected > 0)
    }

    /// Refuses without a verdict: there is nothing to verify, or it must not be verified now.
    async fn refuse(&self, reason: &'static str, who: String) -> Result<LoggedIn, Unproved> {
        let tx = migration::database::write(&self.app.db).await?;
        audit::record(&tx, self.refused(reason, who)).await?;
        tx.commit().await?;
        Err(Unproved::InvalidCredentials)
    }

    fn refused(&self, reason: &'static str, who: String) -> Event<'_> {
        self.visit.event(Action::OfficerLoginRefused).refused(reason).detail(who)
    }

    /// What stands for a name that nobody has; people type passwords into that field.
    fn typed_name(&self) -> String {
        let typed = self.name.as_ref().map(OfficerName::as_str).unwrap_or_default();
        audit::stand_in(&self.app.keys, "officer-name", typed)
    }
}
