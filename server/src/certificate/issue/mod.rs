//! Records certificates that the bureau has issued, each with its mail (I1-I4, R71): one, or many thousands.
//!
//! Each line gets its own result, and a bad line does not stop the others. Up to 500 lines are one
//! transaction, which also has the mail and the audit event of each certificate. If a run is interrupted, run
//! it again: a line that is already recorded with the same content is neither refused nor mailed twice. Lines
//! can also be checked without recording anything; the results are those that recording would have.

mod line;

use std::{
    collections::{HashMap, HashSet},
    hash::{BuildHasher, RandomState},
};

use chrono::{DateTime, NaiveDate, Utc};
use entity::{
    account::{self, AccountId},
    audit::Action,
    certificate::{self, CertificateId, CertificateNumber, reminder_schedule as schedule},
    outbox::{self, Mail},
};
use sea_orm::{
    ColumnTrait, ConnectionTrait, DatabaseConnection, DatabaseTransaction, DbErr, EntityTrait, QueryFilter,
    QuerySelect, TryInsertResult, prelude::Uuid,
};

use self::line::Candidate;
pub use self::line::{Line, LineErrors, OPTIONAL_COLUMN, REQUIRED_COLUMNS};
use crate::audit::{self, Actor, Event, RequestOrigin};

/// Lines per transaction: 500 rows stay within the parameter limits of SQLite and PostgreSQL.
pub const BATCH: usize = 500;

/// What to do with a certificate whose three months have ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Expired {
    /// Refuse it: it is no longer valid, and its mail would say otherwise (P9).
    Refuse,
    /// Record and mail it, without reminders.
    Accept,
}

/// Whether a run records its certificates.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Mode {
    /// Record them, and queue their mails.
    Record,
    /// Only check the lines: write and lock nothing.
    Check,
}

/// The result of a good line: a recorded certificate.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Issued {
    /// The ID of its row. If the run only checks, a new certificate has no row.
    pub id: CertificateId,
    /// The account that the certificate is for.
    pub account: AccountId,
    /// The number of the certificate.
    pub number: CertificateNumber,
    /// Whether this line recorded it, or would record it. If not, it had been recorded before with the same
    /// content, and nothing is done.
    pub is_new: bool,
}

/// Why a line was refused.
#[derive(Debug, thiserror::Error)]
pub enum IssueError {
    /// One or more columns are invalid.
    #[error("{}", line::all_described(.0))]
    Input(LineErrors),
    /// No open account has this user ID.
    #[error("user_id: no open account has this user ID")]
    NoSuchAccount,
    /// The number is recorded already, with other content.
    #[error("certificate_number: this number is already used by another certificate")]
    NumberTaken,
    /// An earlier line of the same run has this number, even if that line was refused.
    #[error("certificate_number: an earlier line has this number")]
    NumberTwice,
    /// The three months of validity have ended (P9).
    #[error(
        "issued_on: {issued_on} is too long ago; the certificate was valid until {last_day} \
         (`--allow-expired` accepts it)"
    )]
    Expired {
        /// The day of issue, in Japan.
        issued_on: NaiveDate,
        /// The last day of its validity.
        last_day: NaiveDate,
    },
}

/// The result of one line.
pub type Outcome = Result<Issued, IssueError>;

/// A run of bulk issuing.
pub struct Run<'a> {
    db: &'a DatabaseConnection,
    mode: Mode,
    expired: Expired,
    source: &'a RequestOrigin,
    actor: Actor,
    /// Digests of the numbers so far, to find duplicates. It is the only part that grows: about ten bytes per
    /// line.
    numbers: HashSet<u64>,
    digest: RandomState,
}

impl<'a> Run<'a> {
    /// Starts a run before its first line.
    #[must_use]
    pub fn of(
        db: &'a DatabaseConnection,
        mode: Mode,
        expired: Expired,
        source: &'a RequestOrigin,
        actor: Actor,
    ) -> Self {
        Self { db, mode, expired, source, actor, numbers: HashSet::new(), digest: RandomState::new() }
    }

    /// Records the certificates and queues their mails, or checks all lines, in batches. Returns a result for
    /// each line, in order.
    ///
    /// If the database fails, some lines may be recorded: repeat the run to continue.
    pub async fn all(mut self, lines: &[Line], now: DateTime<Utc>) -> Result<Vec<Outcome>, DbErr> {
        let mut outcomes = Vec::with_capacity(lines.len());
        for batch in lines.chunks(BATCH) {
            outcomes.extend(self.batch(batch, now).await?);
        }
        Ok(outcomes)
    }

    /// Records the next lines, at most [`BATCH`], in one transaction, or only checks them.
    pub async fn batch(&mut self, lines: &[Line], now: DateTime<Utc>) -> Result<Vec<Outcome>, DbErr> {
        let checked: Vec<_> = lines.iter().map(|line| self.check(line, now)).collect();
        let candidates: Vec<_> = checked.iter().flatten().collect();
        let outcomes = match self.mode {
            Mode::Record => self.record(&candidates, now).await?,
            Mode::Check => self.look_up(&candidates, now).await?,
        };
        let mut outcomes = outcomes.into_iter();
        let outcome = |checked: Result<Candidate, IssueError>| {
            checked.and_then(|_| outcomes.next().expect("an outcome for each candidate"))
        };
        Ok(checked.into_iter().map(outcome).collect())
    }

    /// The checks that need no database, so that they give the same result whenever the run is repeated.
    fn check(&mut self, line: &Line, now: DateTime<Utc>) -> Result<Candidate, IssueError> {
        // A refused line counts, too, so that the answer does not depend on how often a run was interrupted.
        if let Ok(number) = CertificateNumber::parse(&line.certificate_number)
            && !self.numbers.insert(self.digest.hash_one(number.as_str()))
        {
            return Err(IssueError::NumberTwice);
        }
        line::check(line, now).map_err(IssueError::Input)
    }

    /// Judges the candidates by what is recorded now.
    async fn look_up(&self, candidates: &[&Candidate], now: DateTime<Utc>) -> Result<Vec<Outcome>, DbErr> {
        if candidates.is_empty() {
            return Ok(Vec::new());
        }
        let known = Known::of(self.db, candidates, self.mode).await?;
        let mut rows = Vec::new();
        Ok(candidates.iter().map(|candidate| self.judge(candidate, &known, &mut rows, now)).collect())
    }

    /// Records the new certificates in one transaction. If another run takes one of the numbers meanwhile, it
    /// tries again, up to five times.
    async fn record(&self, candidates: &[&Candidate], now: DateTime<Utc>) -> Result<Vec<Outcome>, DbErr> {
        if candidates.is_empty() {
            return Ok(Vec::new());
        }
        // A round fails only if another run commits one of the numbers between the query and the insert.
        for _ in 0..5 {
            let tx = migration::database::write(self.db).await?;
            let known = Known::of(&tx, candidates, self.mode).await?;
            let mut rows = Vec::new();
            let judged = candidates.iter().map(|candidate| self.judge(candidate, &known, &mut rows, now));
            let outcomes = judged.collect();
            if rows.is_empty() {
                tx.rollback().await?;
                return Ok(outcomes);
            }
            if self.write(&tx, rows, now).await? {
                tx.commit().await?;
                return Ok(outcomes);
            }
            tx.rollback().await?;
        }
        Err(DbErr::Custom("other runs took certificate numbers of this batch five times in a row".to_owned()))
    }

    fn judge(
        &self,
        candidate: &Candidate,
        known: &Known,
        rows: &mut Vec<certificate::ActiveModel>,
        now: DateTime<Utc>,
    ) -> Outcome {
        let number = candidate.number.clone();
        let account = known.accounts.get(candidate.user_id.as_str()).copied();
        // Before all other checks, so that a repeated run reports it as issued even if its account is closed.
        if let Some(there) = known.certificates.get(number.as_str()) {
            let is_same = candidate.says(account.map(|(id, _)| id), there);
            let before = Issued { id: there.id, account: there.account_id, number, is_new: false };
            return if is_same { Ok(before) } else { Err(IssueError::NumberTaken) };
        }
        let Some((account, true)) = account else { return Err(IssueError::NoSuchAccount) };
        let issued_on = candidate.issued_on;
        if self.expired == Expired::Refuse && schedule::remind_until(issued_on) <= now {
            return Err(IssueError::Expired { issued_on, last_day: schedule::last_day(issued_on) });
        }
        let row = candidate.row(account, now);
        let id = *row.id.as_ref();
        rows.push(row);
        Ok(Issued { id, account, number, is_new: true })
    }

    /// Inserts certificates, mails and events. Returns `false` if another run has taken one of the numbers.
    async fn write(
        &self,
        tx: &DatabaseTransaction,
        mut rows: Vec<certificate::ActiveModel>,
        now: DateTime<Utc>,
    ) -> Result<bool, DbErr> {
        // In the order of their numbers, so that two runs of the same file wait for each other and never
        // deadlock.
        rows.sort_unstable_by(|one, other| one.number.as_ref().cmp(other.number.as_ref()));
        let new: Vec<_> = rows.iter().map(|row| (*row.id.as_ref(), *row.account_id.as_ref())).collect();
        let inserted = certificate::Entity::insert_many(rows)
            .on_conflict_do_nothing_on([certificate::Column::Number])
            .exec_without_returning(tx)
            .await?;
        if !matches!(inserted, TryInsertResult::Inserted(count) if count == new.len() as u64) {
            return Ok(false);
        }
        let mail = |(certificate, _): &(CertificateId, AccountId)| {
            // The number makes the key of the mail: the first delivery of a certificate can exist only once.
            let mail = Mail::Certificate { certificate: *certificate, delivery: 1 };
            outbox::queue(Uuid::now_v7(), mail, now, self.source.trace)
        };
        outbox::Entity::insert_many(new.iter().map(mail)).exec_without_returning(tx).await?;
        let issued = |(certificate, account): (CertificateId, AccountId)| {
            let event = Event::new(Action::CertificateIssued, self.source, now).by(self.actor);
            event.about(account).detail(certificate.0.to_string())
        };
        audit::record_all(tx, new.into_iter().map(issued)).await?;
        Ok(true)
    }
}

/// What the database has for the lines of a batch.
struct Known {
    /// By user ID: the account, and whether it is open.
    accounts: HashMap<String, (AccountId, bool)>,
    /// The recorded certificates, by number.
    certificates: HashMap<String, certificate::Model>,
}

impl Known {
    async fn of(db: &impl ConnectionTrait, candidates: &[&Candidate], mode: Mode) -> Result<Self, DbErr> {
        let user_ids: HashSet<_> = candidates.iter().map(|candidate| candidate.user_id.as_str()).collect();
        let found = account::Entity::find()
            .select_only()
            .columns([account::Column::Id, account::Column::UserId, account::Column::ClosedAt])
            .filter(account::Column::UserId.is_in(user_ids));
        // Locked, so that their owners cannot close them meanwhile. A check writes and locks nothing.
        let found = if mode == Mode::Record { found.lock_shared() } else { found };
        let accounts: Vec<(AccountId, String, Option<DateTime<Utc>>)> = found.into_tuple().all(db).await?;
        let numbers = candidates.iter().map(|candidate| candidate.number.as_str());
        let certificates = certificate::Entity::find().filter(certificate::Column::Number.is_in(numbers));
        let certificates = certificates.all(db).await?.into_iter();
        Ok(Self {
            accounts: accounts
                .into_iter()
                .map(|(id, user_id, closed)| (user_id, (id, closed.is_none())))
                .collect(),
            certificates: certificates.map(|it| (it.number.clone(), it)).collect(),
        })
    }
}
