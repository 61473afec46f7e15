//! Verifies the password of an account: one verification, whatever is typed.
//!
//! The order is fixed: a ticket and a turn of the hasher, a reserved attempt, the verification, its verdict.
//! So of any number of simultaneous guesses, five are verified (R36). Without a turn nothing is reserved. If
//! no hashing thread becomes free in time, or a key is missing, the attempt is given back. No hashing thread
//! ever waits for the database. An unknown ID, an account without a password and a locked one cost the same
//! as a wrong password, and get the same answer after the same time (I21, I25).

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
use passwords::password_hash::{HashError, LONGEST_WAIT, Overloaded, Requester, Ticket, Verdict};
use sea_orm::{entity::prelude::*, sea_query::ExprTrait};
use tokio::time::Instant;
use tracing::Instrument;

use super::attempt_count::Counter;
use crate::{
    app::App,
    audit::{self, Event},
    keys,
    request_info::RequestInfo,
};

/// Minimum time before a refusal. It is longer than any path to one takes, so the time reveals nothing.
pub const REFUSAL_FLOOR: Duration = Duration::from_millis(400);
/// How long an attempt may wait, in all, for its turn and for the verdict on another attempt that may lock
/// the account.
pub(crate) const TIMEOUT: Duration = Duration::from_secs(2);
/// The polling interval while waiting for that verdict.
pub(crate) const LOOK_AGAIN: Duration = Duration::from_millis(50);

/// The account that the password is said to belong to.
#[derive(Clone, Debug)]
pub(super) enum Identifier {
    /// The account with this user ID; `None` if the input cannot be a user ID.
    UserId(Option<UserId>),
    /// The account of the current session.
    Account(AccountId),
}

/// Why a password was not verified.
#[derive(Debug, thiserror::Error)]
pub enum AuthenticationError {
    /// The password is wrong, there is no such account, or it is locked. The caller never learns which.
    #[error("the password does not belong to the account")]
    InvalidCredentials,
    /// Too many passwords are being verified; none was tried.
    #[error(transparent)]
    Overloaded(#[from] Overloaded),
    /// This server lacks the key of the password hash or of a sealed secret; no attempt was counted.
    #[error(transparent)]
    KeyMissing(#[from] KeyMissing),
    /// A database operation failed; the source says why.
    #[error("could not read or write the account")]
    Database(#[from] DbErr),
}

impl From<HashError> for AuthenticationError {
    fn from(error: HashError) -> Self {
        match error {
            HashError::Overloaded(overloaded) => Self::Overloaded(overloaded),
            HashError::KeyMissing(missing) => Self::KeyMissing(missing),
        }
    }
}

/// Verifies a password, and returns the account as it was when verified.
pub(super) async fn prove(
    app: &Arc<App>,
    requester: &Requester,
    claim: Identifier,
    typed: &str,
    info: &RequestInfo,
) -> Result<account::Model, AuthenticationError> {
    let started = Instant::now();
    let ticket = match app.hasher.ticket(requester) {
        Ok(ticket) => ticket,
        Err(overloaded) => {
            tokio::time::sleep_until(started + app.refusal_floor).await;
            return Err(overloaded.into());
        }
    };
    let attempt =
        Attempt { app: Arc::clone(app), claim, password: Password::typed(typed), info: info.clone() };
    // A separate task, so that a client cannot escape the verdict of a reserved attempt by hanging up.
    let run = attempt.run(ticket).in_current_span();
    let verdict = app.logins.spawn(run).await.expect("an attempt never panics");
    if matches!(verdict, Err(AuthenticationError::InvalidCredentials | AuthenticationError::Overloaded(_))) {
        tokio::time::sleep_until(started + app.refusal_floor).await;
    }
    verdict
}

/// Delays the answer to an attempt that had its turn at `began` and then found no free thread. Only for an
/// existing account is an attempt reserved and given back, and the time of the answer must not reveal that.
pub(crate) async fn even_out<T>(
    app: &App,
    began: Instant,
    verdict: Result<T, AuthenticationError>,
) -> Result<T, AuthenticationError> {
    if matches!(verdict, Err(AuthenticationError::Overloaded(_))) {
        tokio::time::sleep_until(began + LONGEST_WAIT + app.refusal_floor).await;
    }
    verdict
}

/// One attempt to log in or to reauthenticate.
struct Attempt {
    app: Arc<App>,
    claim: Identifier,
    password: Password,
    info: RequestInfo,
}

impl Attempt {
    async fn run(self, ticket: Ticket) -> Result<account::Model, AuthenticationError> {
        let patience = Instant::now() + TIMEOUT;
        let turn = ticket.turn().await?;
        let (began, app) = (Instant::now(), Arc::clone(&self.app));
        let verdict = self.reach_verdict(&ticket, patience).await;
        drop((turn, ticket));
        even_out(&app, began, verdict).await
    }

    async fn reach_verdict(
        self,
        ticket: &Ticket,
        patience: Instant,
    ) -> Result<account::Model, AuthenticationError> {
        loop {
            let account = self.account().await?.filter(|account| account.password_hash.is_some());
            // Without an account or a password, the same work is done, so that the time reveals nothing
            // (I25).
            let Some(account) = account else {
                ticket.verify(self.password.clone(), None).await?;
                return self.refuse("UNKNOWN", None).await;
            };
            let (id, counter) = (account.id, self.counter(&account).await?);
            if let Some((reserved, account)) = counter.reserve(&self.app.db, account, self.info.now).await? {
                let hash = account.password_hash.clone();
                return match ticket.verify_and_renew(self.password.clone(), hash).await {
                    Ok(Verdict::Right { renewed }) => self.succeed(account, counter, reserved, renewed).await,
                    Ok(Verdict::Wrong) => self.fail(&account, counter, reserved).await,
                    Err(error) => {
                        counter.give_back(&self.app.db, reserved).await?;
                        if let HashError::KeyMissing(missing) = &error {
                            keys::report_missing(&self.app.db, missing, self.info.now).await;
                        }
                        Err(error.into())
                    }
                };
            }
            if !counter.count.is_leased(self.info.now) || Instant::now() > patience {
                ticket.verify(self.password.clone(), None).await?;
                return self.refuse("LOCKED", Some(id)).await;
            }
            // The verdict on the last permitted attempt may unlock the account within a moment.
            tokio::time::sleep(LOOK_AGAIN).await;
        }
    }

    async fn account(&self) -> Result<Option<account::Model>, DbErr> {
        match &self.claim {
            Identifier::UserId(None) => Ok(None),
            Identifier::UserId(Some(user_id)) => account::open_by_user_id(user_id).one(&self.app.db).await,
            Identifier::Account(id) => {
                let found = account::Entity::find_by_id(*id).one(&self.app.db).await?;
                Ok(found.filter(|account| account.closed_at.is_none()))
            }
        }
    }

    /// A browser that the account knows has a count of its own, so that a stranger who locks the account does
    /// not lock its owner out.
    async fn counter(&self, account: &account::Model) -> Result<Counter, DbErr> {
        let token = self.info.known_device.as_deref().filter(|_| self.app.device_cookie);
        let device = match token {
            Some(token) => known_device::by_token(token, account.id, self.info.now).one(&self.app.db).await?,
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

    /// Resets the count of wrong passwords, and stores the renewed hash, if there is one.
    async fn succeed(
        self,
        account: account::Model,
        counter: Counter,
        reserved: Count,
        renewed: Option<String>,
    ) -> Result<account::Model, AuthenticationError> {
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
    ) -> Result<account::Model, AuthenticationError> {
        let tx = migration::database::write(&self.app.db).await?;
        account::Entity::update_many()
            .col_expr(Column::FailedSinceLogin, Expr::col(Column::FailedSinceLogin).add(1))
            .filter(Column::Id.eq(account.id))
            .exec(&tx)
            .await?;
        let mut events = vec![self.refused("WRONG_PASSWORD").about(account.id)];
        if reserved.is_last() && counter.lock(&tx, reserved, self.info.now).await? {
            let action = counter.device.map_or(Action::AccountLocked, |_| Action::DeviceLocked);
            events.push(self.info.event(action).about(account.id));
            let mail =
                Mail::AccountLocked { account: account.id, device: counter.device, epoch: reserved.epoch };
            let row = outbox::queue(Uuid::now_v7(), mail, self.info.now, self.info.source.trace);
            outbox::Entity::insert(row)
                .on_conflict_do_nothing_on([outbox::Column::DedupeKey])
                .exec_without_returning(&tx)
                .await?;
        }
        audit::record_all(&tx, events).await?;
        tx.commit().await?;
        Err(AuthenticationError::InvalidCredentials)
    }

    /// Refuses without verifying: there is nothing to verify, or the account is locked.
    async fn refuse(
        &self,
        reason: &'static str,
        account: Option<AccountId>,
    ) -> Result<account::Model, AuthenticationError> {
        let tx = migration::database::write(&self.app.db).await?;
        let event = match account {
            Some(account) => self.refused(reason).about(account),
            None => self.refused(reason).detail(self.typed_id()),
        };
        audit::record(&tx, event).await?;
        tx.commit().await?;
        Err(AuthenticationError::InvalidCredentials)
    }

    fn refused(&self, reason: &'static str) -> Event<'_> {
        let action = match self.claim {
            Identifier::UserId(_) => Action::LoginRefused,
            Identifier::Account(_) => Action::ReauthenticationRefused,
        };
        self.info.event(action).refused(reason)
    }

    /// A pseudonym for a user ID that does not exist. The same input gives the same pseudonym, and it cannot
    /// be reversed, because people type passwords into that field.
    fn typed_id(&self) -> String {
        let typed = match &self.claim {
            Identifier::UserId(Some(user_id)) => user_id.as_str(),
            Identifier::UserId(None) | Identifier::Account(_) => "",
        };
        audit::pseudonym(&self.app.keys, "user-id", typed)
    }
}
