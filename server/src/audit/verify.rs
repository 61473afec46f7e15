//! Verifies the audit log: every chain from its first row, and against anchors kept elsewhere. It only reads,
//! one row at a time.
//!
//! Hashes alone reveal rows that were altered or removed from the middle. Someone who can write to the
//! database can also cut rows off the end, or rewrite a chain from some row on. Anchors reveal that: the
//! heads of all chains at some time, kept where the same person cannot change them.

use std::{collections::BTreeMap, fmt, str::FromStr};

use entity::audit::{self, Break, Head};
use futures_util::TryStreamExt;
use sea_orm::{DatabaseConnection, DbErr};

/// The result for one chain.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Verdict {
    /// The name of the chain, e.g. `2025-11/07`.
    pub chain: String,
    /// The number of intact rows, from the first one.
    pub good: i64,
    /// The first error of a chain, if any.
    pub fault: Option<Fault>,
}

/// The first error of a chain, if any.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Fault {
    /// A row that does not follow from the one before it.
    #[error("row {number} is broken: {why}")]
    Row {
        /// The number that the row has or should have.
        number: i64,
        /// How the row is broken.
        why: Break,
    },
    /// A row that differs from its anchor.
    #[error("row {0} differs from its anchor")]
    NotAnchored(i64),
    /// An anchored row that no longer exists.
    #[error("row {0} was anchored and is gone")]
    Gone(i64),
}

/// The head of a chain, written as one line: chain, number and hash.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Anchor {
    /// The name of the chain, e.g. `2025-11/07`.
    pub chain: String,
    /// The number of its last row, from 1.
    pub number: i64,
    /// The SHA-256 hash of its last row.
    pub hash: Vec<u8>,
}

/// The line is not an anchor.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("must be a chain, a number and a hash of 64 hexadecimal digits")]
pub struct NoAnchor;

impl fmt::Display for Anchor {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} {} ", self.chain, self.number)?;
        self.hash.iter().try_for_each(|byte| write!(f, "{byte:02x}"))
    }
}

impl FromStr for Anchor {
    type Err = NoAnchor;

    fn from_str(line: &str) -> Result<Self, NoAnchor> {
        let words: Vec<_> = line.split_whitespace().collect();
        let [chain, number, hex] = words[..] else { return Err(NoAnchor) };
        let number = number.parse().ok().filter(|number| *number > 0).ok_or(NoAnchor)?;
        // In ASCII, so that the slices below never cut through a character, which would panic.
        if hex.len() != 64 || !hex.is_ascii() {
            return Err(NoAnchor);
        }
        let byte = |at| u8::from_str_radix(&hex[at..at + 2], 16).map_err(|_| NoAnchor);
        let hash = (0..64).step_by(2).map(byte).collect::<Result<_, _>>()?;
        Ok(Self { chain: chain.to_owned(), number, hash })
    }
}

impl From<audit::Model> for Anchor {
    fn from(row: audit::Model) -> Self {
        Self { chain: row.chain, number: row.number, hash: row.hash }
    }
}

/// The anchors of all chains as they are now.
pub async fn anchors(db: &DatabaseConnection) -> Result<Vec<Anchor>, DbErr> {
    Ok(audit::heads().all(db).await?.into_iter().map(Anchor::from).collect())
}

/// Verifies every chain, and calls `report` when each one ends; then for anchored chains that no longer
/// exist.
pub async fn verify(
    db: &DatabaseConnection,
    anchors: Vec<Anchor>,
    mut report: impl FnMut(Verdict),
) -> Result<(), DbErr> {
    let mut waiting = BTreeMap::<String, Anchored>::new();
    for anchor in anchors {
        waiting.entry(anchor.chain).or_default().entry(anchor.number).or_default().push(anchor.hash);
    }
    let mut rows = audit::in_order().stream(db).await?;
    let mut under_way = None::<Walk>;
    while let Some(row) = rows.try_next().await? {
        if let Some(ended) = under_way.take_if(|walk| walk.chain != row.chain) {
            report(ended.end());
        }
        let begin = || Walk::new(&row.chain, waiting.remove(&row.chain).unwrap_or_default());
        under_way.get_or_insert_with(begin).step(&row);
    }
    under_way.map(Walk::end).into_iter().for_each(&mut report);
    // A chain that was deleted as a whole has no row that could reveal it. Only its anchor does.
    for (chain, anchored) in waiting {
        report(Walk::new(&chain, anchored).end());
    }
    Ok(())
}

/// The anchored hashes by row number. An intact log has one hash for each.
type Anchored = BTreeMap<i64, Vec<Vec<u8>>>;

/// A chain that is being read.
struct Walk {
    chain: String,
    head: Head,
    anchored: Anchored,
    fault: Option<Fault>,
}

impl Walk {
    fn new(chain: &str, anchored: Anchored) -> Self {
        Self { chain: chain.to_owned(), head: Head::default(), anchored, fault: None }
    }

    /// Checks the next row. After the first error, nothing more can be said about a chain.
    fn step(&mut self, row: &audit::Model) {
        if self.fault.is_some() {
            return;
        }
        match self.head.then(row) {
            Err(why) => self.fault = Some(Fault::Row { number: self.head.number + 1, why }),
            Ok(head) => {
                let anchored = self.anchored.remove(&row.number).unwrap_or_default();
                if anchored.iter().any(|hash| *hash != row.hash) {
                    self.fault = Some(Fault::NotAnchored(row.number));
                } else {
                    self.head = head;
                }
            }
        }
    }

    /// The result. An anchored row that did not occur is an error, too.
    fn end(self) -> Verdict {
        let gone = self.anchored.keys().next().map(|number| Fault::Gone(*number));
        Verdict { chain: self.chain, good: self.head.number, fault: self.fault.or(gone) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_anchor_is_read_back_and_anything_else_is_not() {
        let anchor = Anchor { chain: "2025-11/07".to_owned(), number: 12, hash: (0..32).collect() };
        assert_eq!(anchor.to_string().parse(), Ok(anchor.clone()));
        assert!(anchor.to_string().starts_with("2025-11/07 12 000102"));
        let hash = "0".repeat(64);
        for wrong in [
            String::new(),
            "2025-11/07 12".to_owned(),
            format!("2025-11/07 0 {hash}"),
            format!("2025-11/07 x {hash}"),
            format!("2025-11/07 1 {hash}0"),
            format!("2025-11/07 1 {}", "x".repeat(64)),
            format!("2025-11/07 1 {hash} more"),
        ] {
            assert_eq!(wrong.parse::<Anchor>(), Err(NoAnchor), "{wrong}");
        }
    }
}
