//! Imports accounts from another system (R26, D5): user ID, details, and the password hash unchanged.
//!
//! The file is read in batches of 500 lines, each of them one transaction, so memory use does not depend on
//! the length of the file. If an import is interrupted, run it again: accounts that already exist are
//! skipped. A bad line does not stop the others. A hash that would take longer than a second at a login is
//! refused; what that takes is measured here, once for each kind. It sends no mail, and never knows a
//! password.

mod line;
mod members;

use std::{
    collections::{BTreeMap, HashMap, hash_map::Entry},
    hash::{BuildHasher, RandomState},
    io::{self, BufRead},
};

use chrono::{DateTime, Utc};
use entity::{
    account::{self, Column},
    audit::Action,
};
use passwords::foreign_hash::{Calibration, Kind};
use sea_orm::{DatabaseConnection, QuerySelect, TryInsertResult, entity::prelude::*};

use self::line::Candidate;
pub use self::line::{Reason, Refused};
use crate::{
    audit::{self, Actor, Event, RequestOrigin},
    line_reader::Lines,
};

/// Lines per transaction: 500 rows stay within the parameter limits of SQLite and PostgreSQL.
const BATCH: usize = 500;

/// Whether an import writes accounts.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Mode {
    /// Every valid line becomes an account.
    Write,
    /// Everything is checked, and nothing is written.
    DryRun,
}

/// Why an import stopped before the end of the file.
#[derive(Debug, thiserror::Error)]
pub enum ImportError {
    /// The file could not be read.
    #[error("could not read the file")]
    File(#[from] io::Error),
    /// The batch from line `from` on failed; the batches before it are committed.
    #[error("the lines from {from} on could not be imported; those before are done")]
    Database {
        /// The first line of the batch that failed.
        from: u64,
        /// The error of the database.
        source: DbErr,
    },
}

/// Totals of the lines so far.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Report {
    /// Accounts that were created, or would be in a dry run.
    pub imported: u64,
    /// Lines whose account existed already, with the same name and address; they change nothing.
    pub already_there: u64,
    /// Lines that were refused as invalid or taken.
    pub refused: u64,
    /// The number of imported accounts for each kind of hash.
    pub kinds: BTreeMap<Kind, u64>,
}

/// The result of one batch.
#[derive(Debug)]
pub struct Batch {
    /// The refused lines, each with its number.
    pub refused: Vec<(u64, Refused)>,
    /// Lines read so far, for progress reports.
    pub lines: u64,
    /// Bytes read so far, for progress reports.
    pub bytes: u64,
}

/// A running import, advanced batch by batch.
pub struct Import<'a, R> {
    db: &'a DatabaseConnection,
    lines: Lines<R>,
    mode: Mode,
    now: DateTime<Utc>,
    source: RequestOrigin,
    /// What a dry run would have written so far: 16 bytes per account.
    seen: Seen,
    /// What verifying each kind of hash costs on this machine.
    calibration: Calibration,
    report: Report,
}

impl<'a, R: BufRead> Import<'a, R> {
    /// Starts an import at the beginning of `file`.
    pub fn of(db: &'a DatabaseConnection, file: R, mode: Mode, now: DateTime<Utc>) -> Self {
        let (source, seen) = (RequestOrigin::run(Uuid::now_v7()), Seen::default());
        let (lines, calibration) = (Lines::of(file), Calibration::default());
        Self { db, lines, mode, now, source, seen, calibration, report: Report::default() }
    }

    /// Imports the next batch of lines; `None` at the end of the file.
    pub async fn next_batch(&mut self) -> Result<Option<Batch>, ImportError> {
        let (mut good, mut refused, mut from) = (Vec::new(), Vec::new(), None);
        while good.len() + refused.len() < BATCH {
            let Some(line) = self.lines.next()? else { break };
            let number = self.lines.number;
            from = from.or(Some(number));
            let too_long = || Refused { user_id: None, reasons: vec![Reason::TooLong] };
            let calibration = &mut self.calibration;
            match line.ok_or_else(too_long).and_then(|line| line::check(&line, self.now, calibration)) {
                Ok(candidate) => good.push((number, candidate)),
                Err(why) => refused.push((number, why)),
            }
        }
        let Some(from) = from else { return Ok(None) };
        let candidates: Vec<_> = good.iter().map(|(_, candidate)| candidate).collect();
        let fates = match self.mode {
            Mode::Write => write(self.db, &candidates, &self.source, self.now).await,
            Mode::DryRun => {
                there(self.db, &candidates).await.map(|there| self.seen.judge(&candidates, &there))
            }
        };
        for ((number, candidate), fate) in
            good.into_iter().zip(fates.map_err(|source| ImportError::Database { from, source })?)
        {
            match fate {
                Outcome::New => {
                    self.report.imported += 1;
                    *self.report.kinds.entry(candidate.kind).or_default() += 1;
                }
                Outcome::AlreadyThere => self.report.already_there += 1,
                Outcome::Taken => {
                    let user_id = Some(candidate.user_id);
                    refused.push((number, Refused { user_id, reasons: vec![Reason::Taken] }));
                }
            }
        }
        self.report.refused += refused.len() as u64;
        // Lines with a taken user ID were added after the invalid ones.
        refused.sort_unstable_by_key(|(number, _)| *number);
        Ok(Some(Batch { refused, lines: self.lines.number, bytes: self.lines.bytes }))
    }

    /// The totals of all lines so far.
    #[must_use]
    pub fn report(&self) -> &Report {
        &self.report
    }
}

/// What happens to a valid line.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Outcome {
    New,
    AlreadyThere,
    Taken,
}

/// Name and normalized e-mail address of existing accounts, by user ID.
type Existing = HashMap<String, (String, String)>;

/// The existing accounts with one of these user IDs. A closed account keeps its user ID (I30).
async fn there(db: &impl ConnectionTrait, candidates: &[&Candidate]) -> Result<Existing, DbErr> {
    if candidates.is_empty() {
        return Ok(Existing::new());
    }
    let user_ids = candidates.iter().map(|candidate| candidate.user_id.as_str());
    let rows: Vec<(String, String, String)> = account::Entity::find()
        .select_only()
        .columns([Column::UserId, Column::Name, Column::EmailKey])
        .filter(Column::UserId.is_in(user_ids))
        .into_tuple()
        .all(db)
        .await?;
    Ok(rows.into_iter().map(|(user_id, name, email)| (user_id, (name, email))).collect())
}

/// Creates the missing accounts in one transaction. If another process takes one of the IDs meanwhile, it
/// reads them again, up to five times.
async fn write(
    db: &DatabaseConnection,
    candidates: &[&Candidate],
    source: &RequestOrigin,
    now: DateTime<Utc>,
) -> Result<Vec<Outcome>, DbErr> {
    for _ in 0..5 {
        // Read again in each round, because the round before met a user ID that was taken meanwhile.
        let there = there(db, candidates).await?;
        let fates = Seen::default().judge(candidates, &there);
        let is_new =
            |(candidate, fate): (&&Candidate, &Outcome)| (*fate == Outcome::New).then(|| candidate.row());
        let rows: Vec<_> = candidates.iter().zip(&fates).filter_map(is_new).collect();
        if rows.is_empty() {
            return Ok(fates);
        }
        let expected = rows.len() as u64;
        let ids: Vec<_> = rows.iter().map(|row| *row.id.as_ref()).collect();
        let tx = migration::database::write(db).await?;
        let inserted = account::Entity::insert_many(rows)
            .on_conflict_do_nothing_on([Column::UserId])
            .exec_without_returning(&tx)
            .await?;
        // The database does not say which rows met a conflict, so all or none of them are kept.
        if matches!(inserted, TryInsertResult::Inserted(count) if count == expected) {
            let imported = |id| Event::new(Action::AccountImported, source, now).by(Actor::System).about(id);
            audit::record_all(&tx, ids.into_iter().map(imported)).await?;
            tx.commit().await?;
            return Ok(fates);
        }
        tx.rollback().await?;
    }
    Err(DbErr::Custom("other processes took user IDs of this batch five times in a row".to_owned()))
}

/// Digests of the user IDs so far, with their names and addresses.
#[derive(Default)]
struct Seen {
    accounts: HashMap<u64, u64>,
    digest: RandomState,
}

impl Seen {
    /// Decides on each candidate. A user ID that exists, or occurred before, is not imported a second time.
    fn judge(&mut self, candidates: &[&Candidate], there: &Existing) -> Vec<Outcome> {
        let judge = |candidate: &&Candidate| {
            let (name, email) = (candidate.name.as_str(), candidate.email.key());
            let is_same = if let Some(there) = there.get(candidate.user_id.as_str()) {
                (there.0.as_str(), &there.1) == (name, &email)
            } else {
                let digest = self.digest.hash_one((name, &email));
                match self.accounts.entry(self.digest.hash_one(candidate.user_id.as_str())) {
                    Entry::Occupied(before) => *before.get() == digest,
                    Entry::Vacant(free) => {
                        free.insert(digest);
                        return Outcome::New;
                    }
                }
            };
            if is_same { Outcome::AlreadyThere } else { Outcome::Taken }
        };
        candidates.iter().map(judge).collect()
    }
}
