//! Collects the warnings of the programs during a step, so that the table also shows why something failed.
//! Lines are grouped by what they have in common.

use std::collections::BTreeMap;

use crate::site::{Site, plain};

/// How many kinds of lines are shown for a step.
const TOLD: usize = 8;
/// How many characters of a line are shown.
const LENGTH: usize = 180;

/// How often each kind of line was logged so far.
#[derive(Clone, Debug, Default)]
pub(super) struct Complaints(BTreeMap<String, usize>);

impl Complaints {
    /// Reads all logs of an installation.
    pub(super) fn of(site: &Site) -> Self {
        let mut kinds = BTreeMap::new();
        for line in site.log().lines().map(plain) {
            let alarming = [" WARN ", " ERROR "].into_iter().find_map(|level| line.split_once(level));
            if let Some((_, said)) = alarming {
                *kinds.entry(kind(said)).or_default() += 1;
            }
        }
        Self(kinds)
    }

    /// What was logged since `before`: one line for each kind, the most frequent first.
    pub(super) fn since(&self, before: &Self) -> Vec<String> {
        let new = |(kind, count): (&String, &usize)| {
            (count - before.0.get(kind).unwrap_or(&0), kind.chars().take(LENGTH).collect::<String>())
        };
        let mut new: Vec<_> = self.0.iter().map(new).filter(|(count, _)| *count > 0).collect();
        new.sort_by(|one, other| other.cmp(one));
        new.iter().take(TOLD).map(|(count, kind)| format!("log: {count} × {kind}")).collect()
    }
}

/// A line without the fields of its spans, and without numbers and ids.
fn kind(said: &str) -> String {
    let (mut kind, mut depth) = (String::new(), 0_usize);
    for c in said.chars() {
        match c {
            '{' => depth += 1,
            '}' => depth = depth.saturating_sub(1),
            _ if depth > 0 => {}
            _ if c.is_ascii_digit() => {
                if !kind.ends_with('#') {
                    kind.push('#');
                }
            }
            _ => kind.push(c),
        }
    }
    kind.trim().to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_are_told_by_their_kind() {
        let line = "\u{1b}[2m2026-01-01T00:00:00Z\u{1b}[0m \u{1b}[33m WARN\u{1b}[0m request{id=7f}: server: late ms=12";
        assert_eq!(plain(line), "2026-01-01T00:00:00Z  WARN request{id=7f}: server: late ms=12");
        assert_eq!(kind("request{id=7f}: server: late ms=1234"), "request: server: late ms=#");
        let (before, after) =
            (BTreeMap::from([("a".to_owned(), 1)]), [("a".to_owned(), 1), ("b".to_owned(), 2)]);
        assert_eq!(Complaints(after.into()).since(&Complaints(before)), ["log: 2 × b"]);
    }
}
