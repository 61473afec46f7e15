//! Verifies the password of an account: whose it is, and what a right or wrong one changes there. The
//! algorithm is in [`super::password_attempt`].

use std::sync::Arc;

use entity::{
    account::{self, AccountId, Column, Password, UserId, lockout::Count},
    audit::Action,
    known_device,
    outbox::{self, Mail},
};
use passwords::password_hash::Requester;
use sea_orm::{entity::prelude::*, sea_query::ExprTrait};

use super::{
    attempt_count,
    password_attempt::{self, Attempt, AuthenticationError, Refusal},
};
use crate::{
    app::App,
    audit::{self, Event},
    request_info::RequestInfo,
};

/// The row that counts wrong passwords: the account, or a browser or app that it knows.
type Counter = attempt_count::Counter<account::Entity, known_device::Entity>;

/// The account that the password is said to belong to.
#[derive(Clone, Debug)]
pub(super) enum Identifier {
    /// The account with this user ID; `None` if the input cannot be a user ID.
    UserId(Option<UserId>),
    /// The account of the current session.
    Account(AccountId),
}

/// Verifies a password, and returns the account as it was when verified.
pub(super) async fn authenticate(
    app: &Arc<App>,
    requester: &Requester,
    identifier: Identifier,
    password: &str,
    info: &RequestInfo,
) -> Result<account::Model, AuthenticationError> {
    let password = Password::entered(password);
    let attempt = PasswordAttempt { app: Arc::clone(app), identifier, password, info: info.clone() };
    password_attempt::make(attempt, requester).await
}

/// One attempt to log in or to reauthenticate.
struct PasswordAttempt {
    app: Arc<App>,
    identifier: Identifier,
    password: Password,
    info: RequestInfo,
}

/// An account, and the row that counts the wrong passwords of this attempt.
struct Owner {
    account: account::Model,
    counter: Counter,
}

impl Attempt for PasswordAttempt {
    type Owner = Owner;
    type Success = account::Model;

    fn app(&self) -> &Arc<App> {
        &self.app
    }

    fn password(&self) -> &Password {
        &self.password
    }

    fn info(&self) -> &RequestInfo {
        &self.info
    }

    async fn find(&self) -> Result<Option<Owner>, DbErr> {
        // Without a password nothing can be verified: it is answered like an unknown user ID (I21).
        let Some(account) = self.account().await?.filter(|account| account.password_hash.is_some()) else {
            return Ok(None);
        };
        let counter = self.counter(&account).await?;
        Ok(Some(Owner { account, counter }))
    }

    fn count(owner: &Owner) -> Count {
        owner.counter.count
    }

    fn hash(owner: &Owner) -> Option<String> {
        owner.account.password_hash.clone()
    }

    async fn reserve(&self, owner: &Owner) -> Result<Option<Owner>, DbErr> {
        let reserved = owner.counter.reserve(&self.app.db, &owner.account, self.info.now).await?;
        Ok(reserved.map(|(counter, account)| Owner { account, counter }))
    }

    async fn give_back(&self, owner: &Owner) -> Result<(), DbErr> {
        owner.counter.give_back(&self.app.db).await
    }

    /// Resets the count of wrong passwords, and stores the renewed hash, if there is one.
    async fn succeed(
        self,
        owner: Owner,
        renewed: Option<String>,
    ) -> Result<account::Model, AuthenticationError> {
        let Owner { account, counter } = owner;
        counter.clear(&self.app.db).await?;
        if let Some((old, new)) = account.password_hash.as_deref().zip(renewed) {
            // Its condition is the old hash, so it cannot undo a change of password that came in between.
            account::rehash(account.id, old, new).exec(&self.app.db).await?;
        }
        Ok(account)
    }

    async fn fail(&self, Owner { account, counter }: &Owner, refusal: Refusal) -> Result<(), DbErr> {
        let tx = migration::database::write(&self.app.db).await?;
        // The account changes before the row of the browser, the order in which every transaction locks them.
        account::Entity::update_many()
            .col_expr(Column::FailedSinceLogin, Expr::col(Column::FailedSinceLogin).add(1))
            .filter(Column::Id.eq(account.id))
            .exec(&tx)
            .await?;
        let mut events = vec![self.refused(refusal).about(account.id)];
        if counter.count.is_last() && counter.lock(&tx, self.info.now).await? {
            let action = counter.device.map_or(Action::AccountLocked, |_| Action::DeviceLocked);
            events.push(self.info.event(action).about(account.id));
            let epoch = counter.count.epoch;
            let mail = Mail::AccountLocked { account: account.id, device: counter.device, epoch };
            let row = outbox::queue(Uuid::now_v7(), mail, self.info.now, self.info.source.trace);
            outbox::Entity::insert(row)
                // The key contains the epoch: one mail for each lock.
                .on_conflict_do_nothing_on([outbox::Column::DedupeKey])
                .exec_without_returning(&tx)
                .await?;
        }
        audit::record_all(&tx, events).await?;
        tx.commit().await
    }

    async fn refuse(&self, owner: Option<&Owner>, refusal: Refusal) -> Result<(), DbErr> {
        let tx = migration::database::write(&self.app.db).await?;
        let event = match owner {
            Some(owner) => self.refused(refusal).about(owner.account.id),
            // It shows guesses at one user ID as such, without storing what somebody typed.
            None => self.refused(refusal).detail(self.pseudonym()),
        };
        audit::record(&tx, event).await?;
        tx.commit().await
    }
}

impl PasswordAttempt {
    async fn account(&self) -> Result<Option<account::Model>, DbErr> {
        match &self.identifier {
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
        // Without device cookies, the manual holds to the letter: one count for each account.
        let token = self.info.known_device.as_deref().filter(|_| self.app.device_cookie);
        let device = match token {
            Some(token) => known_device::by_token(token, account.id, self.info.now).one(&self.app.db).await?,
            None => None,
        };
        Ok(Counter::of(account, device.as_ref()))
    }

    fn refused(&self, refusal: Refusal) -> Event<'_> {
        let action = match self.identifier {
            Identifier::UserId(_) => Action::LoginRefused,
            Identifier::Account(_) => Action::ReauthenticationRefused,
        };
        self.info.event(action).refused(refusal.reason())
    }

    /// A pseudonym for a user ID that does not exist. The same input gives the same pseudonym, and it cannot
    /// be reversed, because people type passwords into that field.
    fn pseudonym(&self) -> String {
        let user_id = match &self.identifier {
            Identifier::UserId(Some(user_id)) => user_id.as_str(),
            Identifier::UserId(None) | Identifier::Account(_) => "",
        };
        audit::pseudonym(&self.app.keys, "user-id", user_id)
    }
}
