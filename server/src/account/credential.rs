//! Proving that one knows an account's password: one verification whatever is typed.
//!
//! The order is fixed: a ticket of the hasher and a turn, a reserved attempt, the verification, then its verdict. However
//! many guess at once five are verified (R36). Without a turn nothing is reserved; where no thread becomes free in time, or
//! a key is missing, the attempt is given back; so neither costs an attempt. Nothing waits for the database with a thread of the
//! hasher. An unknown ID, an account without a password and a locked one cost the same as a wrong password and get the
//! same answer, after the same time (I21, I25).

use std::{sync::Arc, time::Duration};

use entity::{
    account::{
        self, AccountId, Column, Password, UserId,
        lockout::{Count, Lockable},
    },
    audit::Action,
    key_ring::KeyMissing,
    known_device,
    outbox::{self, Mail},
};
use sea_orm::{entity::prelude::*, sea_query::ExprTrait};
use tokio::time::Instant;
use tracing::Instrument;

use super::{
    attempt_count::Counter,
    password_hash::{HashError, LONGEST_WAIT, Overloaded, Requester, Ticket, Verdict},
};
use crate::{
    app::App,
    audit::{self, Event},
    keys,
    visit::Visit,
};

/// A refusal is given no sooner than this: longer than any way to it takes, so that the time tells nothing.
pub const REFUSAL_FLOOR: Duration = Duration::from_millis(400);
/// So long an attempt waits for its turn and for the verdict on another one that may lock the account.
pub(crate) const PATIENCE: Duration = Duration::from_secs(2);
/// How often it looks whether that verdict is there.
pub(crate) const LOOK_AGAIN: Duration = Duration::from_millis(50);

/// Whose password it is said to be.
#[derive(Clone, Debug)]
pub(super) enum Claim {
    /// That of the account with this user ID; `None` for something that is no user ID.
    UserId(Option<UserId>),
    /// That of this account.
    Account(AccountId),
}

/// A password was not proved.
#[derive(Debug, thiserror::Error)]
pub enum Unproved {
    /// It is wrong, or there is no such account, or it is locked; nobody learns which.
    #[error("the password does not belong to the account")]
    InvalidCredentials,
    /// Too many are being verified; nothing was tried.
    #[error(transparent)]
    Overloaded(#[from] Overloaded),
    /// The password was hashed, or a secret sealed, with a key that this server lacks; nothing was tried.
    #[error(transparent)]
    KeyMissing(#[from] KeyMissing),
    /// The database did not answer.
    #[error("could not read or write the account")]
    Database(#[from] DbErr),
}

impl From<HashError> for Unproved {
    fn from(error: HashError) -> Self {
        match error {
            HashError::Overloaded(overloaded) => Self::Overloaded(overloaded),
            HashError::KeyMissing(missing) => Self::KeyMissing(missing),
        }
    }
}

/// Verifies what was typed, and answers with the account as it was verified.
pub(super) async fn prove(
    app: &Arc<App>,
    requester: &Requester,
    claim: Claim,
    typed: &str,
    visit: &Visit,
) -> Result<account::Model, Unproved> {
    let started = Instant::now();
    let ticket = match app.hasher.ticket(requester) {
        Ok(ticket) => ticket,
        Err(overloaded) => {
            tokio::time::sleep_until(started + app.refusal_floor).await;
            return Err(overloaded.into());
        }
    };
    let attempt =
        Attempt { app: Arc::clone(app), claim, password: Password::typed(typed), visit: visit.clone() };
    // A task of its own: a client that hangs up must not escape the verdict of a reserved attempt.
    let run = attempt.run(ticket).in_current_span();
    let verdict = app.logins.spawn(run).await.expect("an attempt does not panic");
    if matches!(verdict, Err(Unproved::InvalidCredentials | Unproved::Overloaded(_))) {
        tokio::time::sleep_until(started + app.refusal_floor).await;
    }
    verdict
}

/// Waits after an attempt that had its turn at `began` and was turned away for want of a thread: where there is an account
/// it was reserved and given back, and the time of the answer must not tell that.
pub(crate) async fn even_out<T>(
    app: &App,
    began: Instant,
    verdict: Result<T, Unproved>,
) -> Result<T, Unproved> {
    if matches!(verdict, Err(Unproved::Overloaded(_))) {
        tokio::time::sleep_until(began + LONGEST_WAIT + app.refusal_floor).await;
    }
    verdict
}

/// One attempt.
struct Attempt {
    app: Arc<App>,
    claim: Claim,
    password: Password,
    visit: Visit,
}

impl Attempt {
    async fn run(self, ticket: Ticket) -> Result<account::Model, Unproved> {
        let patience = Instant::now() + PATIENCE;
        let turn = ticket.turn().await?;
        let (began, app) = (Instant::now(), Arc::clone(&self.app));
        let verdict = self.reach_verdict(&ticket, patience).await;
        drop((turn, ticket));
        even_out(&app, began, verdict).await
    }

    async fn reach_verdict(self, ticket: &Ticket, patience: Instant) -> Result<account::Model, Unproved> {
        loop {
            let account = self.account().await?.filter(|account| account.password_hash.is_some());
            let Some(account) = account else {
                ticket.verify(self.password.clone(), None).await?;
                return self.refuse("UNKNOWN", None).await;
            };
            let (id, counter) = (account.id, self.counter(&account).await?);
            if let Some((reserved, account)) = counter.reserve(&self.app.db, account, self.visit.now).await? {
                let hash = account.password_hash.clone();
                return match ticket.verify_and_renew(self.password.clone(), hash).await {
                    Ok(Verdict::Right { renewed }) => self.succeed(account, counter, reserved, renewed).await,
                    Ok(Verdict::Wrong) => self.fail(&account, counter, reserved).await,
                    Err(error) => {
                        counter.give_back(&self.app.db, reserved).await?;
                        if let HashError::KeyMissing(missing) = &error {
                            keys::report_missing(&self.app.db, missing, self.visit.now).await;
                        }
                        Err(error.into())
                    }
                };
            }
            if !counter.count.is_leased(self.visit.now) || Instant::now() > patience {
                ticket.verify(self.password.clone(), None).await?;
                return self.refuse("LOCKED", Some(id)).await;
            }
            // The verdict on the last attempt may free the account within a moment.
            tokio::time::sleep(LOOK_AGAIN).await;
        }
    }

    async fn account(&self) -> Result<Option<account::Model>, DbErr> {
        match &self.claim {
            Claim::UserId(None) => Ok(None),
            Claim::UserId(Some(user_id)) => account::open_by_user_id(user_id).one(&self.app.db).await,
            Claim::Account(id) => {
                let found = account::Entity::find_by_id(*id).one(&self.app.db).await?;
                Ok(found.filter(|account| account.closed_at.is_none()))
            }
        }
    }

    /// A browser that the account knows counts by itself, so that a stranger's lock is not its owner's.
    async fn counter(&self, account: &account::Model) -> Result<Counter, DbErr> {
        let token = self.visit.known_device.as_deref().filter(|_| self.app.device_cookie);
        let device = match token {
            Some(token) => {
                known_device::by_token(token, account.id, self.visit.now).one(&self.app.db).await?
            }
            None => None,
        };
        Ok(match device {
            Some(device) => Counter {
                device: Some(device.id),
                account: account.id,
                count: known_device::Entity::count_of(&device),
            },
            None => Counter { device: None, account: account.id, count: account::Entity::count_of(account) },
        })
    }

    /// Begins the count anew; a renewed hash takes the place of the one that was verified.
    async fn succeed(
        self,
        account: account::Model,
        counter: Counter,
        reserved: Count,
        renewed: Option<String>,
    ) -> Result<account::Model, Unproved> {
        counter.clear(&self.app.db, reserved).await?;
        if let Some((old, new)) = account.password_hash.as_deref().zip(renewed) {
            account::rehash(account.id, old, new).exec(&self.app.db).await?;
        }
        Ok(account)
    }

    /// Counts a wrong password, and locks after the fifth in a row (R36).
    async fn fail(
        self,
        account: &account::Model,
        counter: Counter,
        reserved: Count,
    ) -> Result<account::Model, Unproved> {
        let tx = migration::database::write(&self.app.db).await?;
        account::Entity::update_many()
            .col_expr(Column::FailedSinceLogin, Expr::col(Column::FailedSinceLogin).add(1))
            .filter(Column::Id.eq(account.id))
            .exec(&tx)
            .await?;
        let mut events = vec![self.refused("WRONG_PASSWORD").about(account.id)];
        if reserved.is_last() && counter.lock(&tx, reserved, self.visit.now).await? {
            let action = counter.device.map_or(Action::AccountLocked, |_| Action::DeviceLocked);
            events.push(self.visit.event(action).about(account.id));
            let mail =
                Mail::AccountLocked { account: account.id, device: counter.device, epoch: reserved.epoch };
            let row = outbox::queue(Uuid::now_v7(), mail, self.visit.now, self.visit.source.trace);
            outbox::Entity::insert(row)
                .on_conflict_do_nothing_on([outbox::Column::DedupeKey])
                .exec_without_returning(&tx)
                .await?;
        }
        audit::record_all(&tx, events).await?;
        tx.commit().await?;
        Err(Unproved::InvalidCredentials)
    }

    /// Refuses without a verdict: there is nothing to verify, or it must not be verified now.
    async fn refuse(
        &self,
        reason: &'static str,
        account: Option<AccountId>,
    ) -> Result<account::Model, Unproved> {
        let tx = migration::database::write(&self.app.db).await?;
        let event = match account {
            Some(account) => self.refused(reason).about(account),
            None => self.refused(reason).detail(self.typed_id()),
        };
        audit::record(&tx, event).await?;
        tx.commit().await?;
        Err(Unproved::InvalidCredentials)
    }

    fn refused(&self, reason: &'static str) -> Event<'_> {
        let action = match self.claim {
            Claim::UserId(_) => Action::LoginRefused,
            Claim::Account(_) => Action::ReauthenticationRefused,
        };
        self.visit.event(action).refused(reason)
    }

    /// What stands for an ID that nobody has: equal for equal ones, and not to be turned back, for people
    /// type passwords into that field.
    fn typed_id(&self) -> String {
        let typed = match &self.claim {
            Claim::UserId(Some(user_id)) => user_id.as_str(),
            Claim::UserId(None) | Claim::Account(_) => "",
        };
        audit::stand_in(&self.app.keys, "user-id", typed)
    }
}
