//! One attempt to authenticate with a password: the algorithm behind both doors.
//!
//! The order is fixed: a ticket and a turn of the hasher, a reserved attempt, the verification, its verdict.
//! So of any number of simultaneous guesses, five are verified (R36). Without a turn nothing is reserved. If
//! no hashing thread becomes free in time, or a key is missing, the attempt is given back. No hashing thread
//! ever waits for the database. An unknown identifier, an owner without a password and a locked one cost the
//! same as a wrong password, and get the same answer after the same time (I21, I25). The time counts from the
//! turn, and the turn is kept until the answer: so of several guesses at once, none shows how long another
//! took. While the table has hashes of another system that cost more than ours, every refusal takes as long
//! as theirs ([`Ticket::conclude_refusal`]). A password that no rule ever allowed is no attempt: it takes no
//! turn.
//!
//! Whose password it is, and what a verdict changes, is up to the `Attempt`:
//! [`super::credential`] for applicants, [`crate::officer::authentication`] for officers.

use std::{sync::Arc, time::Duration};

use chrono::{DateTime, Utc};
use entity::{
    account::{Password, lockout::Count},
    audit::Reason,
    key_ring::KeyMissing,
};
use passwords::password_hash::{HashError, LONGEST_WAIT, Overloaded, Requester, Ticket, Turn, Verdict};
use sea_orm::DbErr;
use tokio::time::Instant;
use tracing::Instrument;

use crate::{
    app::App,
    keys,
    rate_limit::{Limit, Limited},
    request_info::RequestInfo,
};

/// Minimum time from an attempt's turn to its refusal. It is longer than any path to one takes, so the time
/// reveals nothing.
pub const REFUSAL_FLOOR: Duration = Duration::from_millis(400);
/// How long an attempt may wait, in all, for its turn and for the verdict on another attempt that may lock
/// the row.
const TIMEOUT: Duration = Duration::from_secs(2);
/// The polling interval while waiting for that verdict.
const LOOK_AGAIN: Duration = Duration::from_millis(50);

/// Why a password was not verified.
#[derive(Debug, thiserror::Error)]
pub enum AuthenticationError {
    /// Some of the input is wrong, nobody has this identifier, or the owner is locked. The caller never
    /// learns which.
    #[error("the credentials are wrong")]
    InvalidCredentials,
    /// Too many passwords are being verified. This one was not, and does not count, or it was wrong, and
    /// counts: see [`Ticket::conclude_refusal`].
    #[error(transparent)]
    Overloaded(#[from] Overloaded),
    /// This server lacks the key of the password hash or of a sealed secret; no attempt was counted.
    #[error(transparent)]
    KeyMissing(#[from] KeyMissing),
    /// A database operation failed; the source says why.
    #[error("could not read or write the credentials")]
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

/// Why an attempt was refused, as the audit log records it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Refusal {
    /// Nobody has this identifier, or its owner has no password.
    Unknown,
    /// Too many wrong passwords in a row came before.
    Locked,
    /// The password is wrong.
    WrongPassword,
    /// The password is longer than any rule ever allowed. It counts as no attempt.
    Impossible,
    /// The officer's one-time code or recovery code is wrong.
    WrongCode,
    /// The officer's code was used by another request in the meantime.
    CodeUsed,
}

impl Refusal {
    /// The reason in the audit log.
    pub(crate) fn reason(self) -> Reason {
        match self {
            Self::Unknown => Reason::Unknown,
            Self::Locked => Reason::Locked,
            Self::WrongPassword => Reason::WrongPassword,
            Self::Impossible => Reason::ImpossiblePassword,
            Self::WrongCode => Reason::WrongCode,
            Self::CodeUsed => Reason::CodeUsed,
        }
    }
}

/// An attempt to authenticate an applicant or an officer.
pub(crate) trait Attempt: Send + Sync + Sized + 'static {
    /// The row of the owner, and the count of wrong passwords that this attempt belongs to.
    type Owner: Send + Sync;
    /// What the caller gets after a right password.
    type Success: Send + 'static;

    /// The services of the server.
    fn app(&self) -> &Arc<App>;

    /// The password, as typed.
    fn password(&self) -> &Password;

    /// The request that the attempt is part of.
    fn info(&self) -> &RequestInfo;

    /// Reads the owner. `None` if nobody has this identifier, or the owner has no password.
    fn find(&self) -> impl Future<Output = Result<Option<Self::Owner>, DbErr>> + Send;

    /// The count of wrong passwords, as it was read or reserved.
    fn count(owner: &Self::Owner) -> Count;

    /// The stored password hash; `None` costs the same work, and nothing matches it.
    fn hash(owner: &Self::Owner) -> Option<String>;

    /// Reserves an attempt. Returns the owner as it is now, because the hash may have changed; `None` if it
    /// is locked.
    fn reserve(&self, owner: &Self::Owner)
    -> impl Future<Output = Result<Option<Self::Owner>, DbErr>> + Send;

    /// Gives back a reserved attempt that was not verified.
    fn give_back(&self, owner: &Self::Owner) -> impl Future<Output = Result<(), DbErr>> + Send;

    /// Goes on after a right password. `renewed` is the hash to store if the stored one has an old key or old
    /// costs.
    fn succeed(
        self,
        owner: Self::Owner,
        renewed: Option<String>,
    ) -> impl Future<Output = Result<Self::Success, AuthenticationError>> + Send;

    /// Records a reserved attempt that was wrong, and locks the owner after the fifth in a row (R36).
    fn fail(&self, owner: &Self::Owner, refusal: Refusal) -> impl Future<Output = Result<(), DbErr>> + Send;

    /// Records a refusal without a verification: there is nothing to verify, or the owner is locked.
    fn refuse(
        &self,
        owner: Option<&Self::Owner>,
        refusal: Refusal,
    ) -> impl Future<Output = Result<(), DbErr>> + Send;
}

/// Checks the limits of a login before it is attempted: `limit` counts every login, `failed` only the wrong ones.
pub(crate) async fn admit(
    app: &App,
    limit: Limit<'_>,
    failed: Limit<'_>,
    now: DateTime<Utc>,
) -> Result<(), Limited> {
    let started = Instant::now();
    let admitted = async {
        app.limiter.take(&[limit], 1, now).await?;
        // Only checked, because a right password must not use up what is left for the next login.
        app.limiter.peek(&[failed], 1, now).await
    };
    let admitted = admitted.await;
    if admitted.is_err() {
        // Not earlier than any other refusal, which also slows down a client that retries in a loop.
        tokio::time::sleep_until(started + app.refusal_floor).await;
    }
    admitted
}

/// Counts a refused login; returns whether it was an attempt. Only failures cost, so any number of right logins
/// at once get in.
pub(crate) async fn charge(app: &App, failed: Limit<'_>, password: &str, now: DateTime<Utc>) -> bool {
    // What no rule ever allowed was no attempt, and counts as none.
    let is_attempt = Password::entered(password).is_possible();
    if is_attempt {
        app.limiter.charge(&[failed], 1, now).await;
    }
    is_attempt
}

/// Makes the attempt. Every refusal takes the same time.
pub(crate) async fn make<A: Attempt>(
    attempt: A,
    requester: &Requester,
) -> Result<A::Success, AuthenticationError> {
    let (started, app) = (Instant::now(), Arc::clone(attempt.app()));
    // Before any query: while too many wait, a refusal costs the database nothing.
    let verdict = match app.hasher.ticket(requester) {
        // A separate task, so that a client cannot escape the verdict of a reserved attempt by hanging up.
        Ok(ticket) => {
            let run = run(attempt, ticket).in_current_span();
            app.logins.spawn(run).await.expect("an attempt never panics")
        }
        Err(overloaded) => Err(overloaded.into()),
    };
    // An attempt that got no ticket or no turn waits, too: otherwise OVERLOADED would be the quickest answer.
    if matches!(verdict, Err(AuthenticationError::Overloaded(_))) {
        tokio::time::sleep_until(started + app.refusal_floor).await;
    }
    verdict
}

async fn run<A: Attempt>(attempt: A, ticket: Ticket) -> Result<A::Success, AuthenticationError> {
    if !attempt.password().is_possible() {
        return refuse_impossible(&attempt, ticket).await;
    }
    let deadline = Instant::now() + TIMEOUT;
    let mut turn = ticket.turn().await?;
    let (began, floor) = (Instant::now(), attempt.app().refusal_floor);
    let verdict = reach_verdict(attempt, &ticket, &mut turn, deadline).await;
    if !matches!(verdict, Err(AuthenticationError::InvalidCredentials | AuthenticationError::Overloaded(_))) {
        return verdict;
    }
    let concluded = ticket.conclude_refusal(turn, began + floor).await;
    let verdict = concluded.map_err(AuthenticationError::from).and(verdict);
    if matches!(verdict, Err(AuthenticationError::Overloaded(_))) {
        // The attempt had its turn and then found no free thread, or the line of the slow lane was full. Only for
        // an existing owner is an attempt reserved and given back, and the time of the answer must not reveal
        // that. The turn is over, so this pause keeps nobody from theirs.
        tokio::time::sleep_until(began + LONGEST_WAIT + floor).await;
    }
    verdict
}

/// Refuses a password that cannot be right. That says nothing about an owner, so the refusal takes the
/// minimum time alone; and it takes no turn of the subject, which others would have to wait for.
async fn refuse_impossible<A: Attempt>(
    attempt: &A,
    ticket: Ticket,
) -> Result<A::Success, AuthenticationError> {
    let turn = ticket.turn_beside_subject().await?;
    let began = Instant::now();
    let owner = attempt.find().await?;
    ticket.pretend().await?;
    let refusal = owner.as_ref().map_or(Refusal::Unknown, |_| Refusal::Impossible);
    attempt.refuse(owner.as_ref(), refusal).await?;
    drop((turn, ticket));
    tokio::time::sleep_until(began + attempt.app().refusal_floor).await;
    Err(AuthenticationError::InvalidCredentials)
}

async fn reach_verdict<A: Attempt>(
    attempt: A,
    ticket: &Ticket,
    turn: &mut Turn,
    deadline: Instant,
) -> Result<A::Success, AuthenticationError> {
    loop {
        let Some(owner) = attempt.find().await? else {
            return refuse(&attempt, ticket, None, Refusal::Unknown).await;
        };
        // Counted as wrong before it is verified, so that of fifty simultaneous guesses only five are.
        if let Some(reserved) = attempt.reserve(&owner).await? {
            let (password, hash) = (attempt.password().clone(), A::hash(&reserved));
            return match ticket.verify_and_renew(turn, password, hash).await {
                Ok(Verdict::Right { renewed }) => attempt.succeed(reserved, renewed).await,
                Ok(Verdict::Wrong) => fail(&attempt, &reserved, Refusal::WrongPassword).await,
                Err(error) => give_back(&attempt, &reserved, error.into()).await,
            };
        }
        // The verdict on an expensive hash takes so long that the wait would tell its owner from others.
        let is_worth_waiting = A::count(&owner).is_leased(attempt.info().now)
            && Instant::now() <= deadline
            && !ticket.is_slow(A::hash(&owner).as_deref());
        // A locked owner is refused even if the password is right: another answer would confirm a guess.
        if !is_worth_waiting {
            return refuse(&attempt, ticket, Some(&owner), Refusal::Locked).await;
        }
        // The verdict on the last permitted attempt may unlock the owner within a moment.
        tokio::time::sleep(LOOK_AGAIN).await;
    }
}

/// Refuses without a reserved attempt.
async fn refuse<A: Attempt, T>(
    attempt: &A,
    ticket: &Ticket,
    owner: Option<&A::Owner>,
    refusal: Refusal,
) -> Result<T, AuthenticationError> {
    // The same work as for a wrong password, so that the time reveals nothing (I25).
    ticket.verify(attempt.password().clone(), None).await?;
    attempt.refuse(owner, refusal).await?;
    Err(AuthenticationError::InvalidCredentials)
}

/// Counts a reserved attempt as wrong.
pub(crate) async fn fail<A: Attempt, T>(
    attempt: &A,
    reserved: &A::Owner,
    refusal: Refusal,
) -> Result<T, AuthenticationError> {
    attempt.fail(reserved, refusal).await?;
    Err(AuthenticationError::InvalidCredentials)
}

/// Gives back an attempt that could not be verified through no fault of its owner.
pub(crate) async fn give_back<A: Attempt, T>(
    attempt: &A,
    reserved: &A::Owner,
    why: AuthenticationError,
) -> Result<T, AuthenticationError> {
    attempt.give_back(reserved).await?;
    if let AuthenticationError::KeyMissing(missing) = &why {
        keys::report_missing(&attempt.app().db, missing, attempt.info().now).await;
    }
    Err(why)
}
