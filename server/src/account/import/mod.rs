//! Taking over accounts from another system (R26, D5): ID, details, and the password's hash as it is.
//!
//! The file is read in batches of some hundred lines, each one transaction, so a file of any length takes
//! the same memory, and one that was cut off is simply taken again: what is there already is left alone.
//! A bad line stops no other. No mail is sent to anyone, and no password is known here.

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
use sea_orm::{DatabaseConnection, QuerySelect, TryInsertResult, entity::prelude::*};

use self::line::Candidate;
pub use self::line::{Reason, Refused};
use crate::{
    account::foreign_hash::Kind,
    audit::{self, Actor, Event, Source},
    lines::Lines,
};

/// Lines in a transaction: 500 rows stay within what one statement may have on SQLite and PostgreSQL.
const BATCH: usize = 500;

/// Whether anything is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Mode {
    /// Good lines become accounts.
    Write,
    /// Everything is checked, and nothing is written.
    DryRun,
}

/// The file cannot be read, or the database did not answer.
#[derive(Debug, thiserror::Error)]
pub enum ImportError {
    /// Reading the file failed.
    #[error("the file cannot be read any further")]
    File(#[from] io::Error),
    /// Every line before this one was dealt with.
    #[error("the database did not take the lines from {from} on; those before are done")]
    Database {
        /// The first line of the batch that failed.
        from: u64,
        /// The cause.
        source: DbErr,
    },
}

/// What came of the lines so far.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Report {
    /// Accounts that were made, or would be.
    pub imported: u64,
    /// Lines whose account was there already.
    pub already_there: u64,
    /// Lines that were refused.
    pub refused: u64,
    /// How many of the imported have a hash of which kind.
    pub kinds: BTreeMap<Kind, u64>,
}

/// What came of some lines.
#[derive(Debug)]
pub struct Batch {
    /// The lines that were refused, by number.
    pub refused: Vec<(u64, Refused)>,
    /// Lines read so far.
    pub lines: u64,
    /// Bytes read so far.
    pub bytes: u64,
}

/// An import under way.
pub struct Import<'a, R> {
    db: &'a DatabaseConnection,
    lines: Lines<R>,
    mode: Mode,
    now: DateTime<Utc>,
    source: Source,
    /// In a dry run, which writes nothing, stands for what it would have written: 16 bytes an account.
    seen: Seen,
    report: Report,
}

impl<'a, R: BufRead> Import<'a, R> {
    /// Begins with the first line of `file`.
    pub fn of(db: &'a DatabaseConnection, file: R, mode: Mode, now: DateTime<Utc>) -> Self {
        let (source, seen) = (Source::run(Uuid::now_v7()), Seen::default());
        Self { db, lines: Lines::of(file), mode, now, source, seen, report: Report::default() }
    }

    /// Deals with the next lines; `None` after the last.
    pub async fn next_batch(&mut self) -> Result<Option<Batch>, ImportError> {
        let (mut good, mut refused, mut from) = (Vec::new(), Vec::new(), None);
        while good.len() + refused.len() < BATCH {
            let Some(line) = self.lines.next()? else { break };
            let number = self.lines.number;
            from = from.or(Some(number));
            let too_long = || Refused { user_id: None, reasons: vec![Reason::TooLong] };
            match line.ok_or_else(too_long).and_then(|line| line::check(&line, self.now)) {
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
                Fate::New => {
                    self.report.imported += 1;
                    *self.report.kinds.entry(candidate.kind).or_default() += 1;
                }
                Fate::AlreadyThere => self.report.already_there += 1,
                Fate::Taken => {
                    let user_id = Some(candidate.user_id);
                    refused.push((number, Refused { user_id, reasons: vec![Reason::Taken] }));
                }
            }
        }
        self.report.refused += refused.len() as u64;
        refused.sort_unstable_by_key(|(number, _)| *number);
        Ok(Some(Batch { refused, lines: self.lines.number, bytes: self.lines.bytes }))
    }

    /// What came of all lines so far.
    #[must_use]
    pub fn report(&self) -> &Report {
        &self.report
    }
}

/// What becomes of a good line.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Fate {
    New,
    AlreadyThere,
    Taken,
}

/// Name and address, as they are compared, of the accounts that are there, by user ID.
type There = HashMap<String, (String, String)>;

/// The accounts that have one of these IDs; a closed one keeps its own (I30).
async fn there(db: &impl ConnectionTrait, candidates: &[&Candidate]) -> Result<There, DbErr> {
    if candidates.is_empty() {
        return Ok(There::new());
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

/// Makes the accounts that are not there, in one transaction. Where someone else takes one of the IDs in
/// between, it looks again.
async fn write(
    db: &DatabaseConnection,
    candidates: &[&Candidate],
    source: &Source,
    now: DateTime<Utc>,
) -> Result<Vec<Fate>, DbErr> {
    for _ in 0..5 {
        let there = there(db, candidates).await?;
        let fates = Seen::default().judge(candidates, &there);
        let is_new = |(candidate, fate): (&&Candidate, &Fate)| (*fate == Fate::New).then(|| candidate.row());
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
        if matches!(inserted, TryInsertResult::Inserted(count) if count == expected) {
            let imported = |id| Event::new(Action::AccountImported, source, now).by(Actor::System).about(id);
            audit::record_all(&tx, ids.into_iter().map(imported)).await?;
            tx.commit().await?;
            return Ok(fates);
        }
        tx.rollback().await?;
    }
    Err(DbErr::Custom("user IDs were taken by others five times in a row".to_owned()))
}

/// Which user IDs came before, with which name and address; digests of them.
#[derive(Default)]
struct Seen {
    accounts: HashMap<u64, u64>,
    digest: RandomState,
}

impl Seen {
    /// What becomes of each: an ID that is there, or came before, is not taken a second time.
    fn judge(&mut self, candidates: &[&Candidate], there: &There) -> Vec<Fate> {
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
                        return Fate::New;
                    }
                }
            };
            if is_same { Fate::AlreadyThere } else { Fate::Taken }
        };
        candidates.iter().map(judge).collect()
    }
}
