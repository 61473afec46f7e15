//! Which password hashes of other systems are left among the accounts, so that the time of a refusal follows
//! the most expensive of them and falls when its last owner has logged in (I25, R26).
//!
//! The partial index `account_by_foreign_hash` has exactly these hashes, because our own name their key. One
//! step in it finds the next kind and cost, however many accounts have the same. Until a look has succeeded,
//! and while there are more kinds than one look finds, refusals take as long as any hash may. Nothing here
//! verifies a password, changes a row, or logs a hash.

use std::{pin::pin, time::Duration};

use passwords::foreign_hash::{ForeignHash, Refusal, kind_and_costs};
use sea_orm::{ConnectionTrait, DbBackend, DbErr, Statement};

use crate::app::App;

/// The pause between two looks. An import is noticed at the latest after it, or at the first login of an
/// imported account.
const PAUSE: Duration = Duration::from_secs(30);
/// The most kinds and costs of one scheme that a look finds. A system has a few, unless it varies the number
/// of rounds for each password.
const MOST_OF_A_SCHEME: usize = 500;
/// The most of all schemes.
const MOST: usize = 2_000;

/// The hashes that are left, as they were at the last look.
#[derive(Default)]
pub struct ImportedHashes {
    /// What was reported as too expensive for this machine, so that it is logged once.
    reported: Vec<Refusal>,
}

impl ImportedHashes {
    /// Takes the first look. A server that starts listening afterwards answers no refusal too soon, even if
    /// the look failed.
    pub async fn begin(app: &App) -> Self {
        let mut hashes = Self::default();
        app.hasher.assume_dearest();
        hashes.look(app).await;
        hashes
    }

    /// Looks again every half minute until `end`.
    pub async fn go_on(mut self, app: &App, end: impl Future<Output = ()>) {
        let mut end = pin!(end);
        loop {
            tokio::select! {
                () = tokio::time::sleep(PAUSE) => self.look(app).await,
                () = &mut end => return,
            }
        }
    }

    async fn look(&mut self, app: &App) {
        let too_slow = match survey(app).await {
            Ok(too_slow) => too_slow,
            Err(error) => {
                tracing::warn!(
                    error = &error as &dyn std::error::Error,
                    "failed to look up which kinds of imported password hashes are left; trying again in half a minute"
                );
                return;
            }
        };
        for refusal in too_slow.iter().filter(|refusal| !self.is_reported(refusal)) {
            tracing::warn!(
                "an imported password hash cannot be verified on this machine, and its owner can only reset the \
                 password: {refusal}"
            );
        }
        self.reported = too_slow;
    }

    /// Whether a hash of the same kind and costs was reported. What took too long is measured again every
    /// hour, and takes another time then.
    fn is_reported(&self, refusal: &Refusal) -> bool {
        self.reported.iter().any(|known| known.is_for_the_same_as(refusal))
    }
}

/// Measures one hash of each kind and cost that is left. Returns those that take too long on this machine.
pub async fn survey(app: &App) -> Result<Vec<Refusal>, DbErr> {
    let mut found = Found::default();
    let mut after = String::new();
    while let Some(text) = next(app, &after).await? {
        let Some(end) = found.note(&text) else { break };
        after = end;
    }
    Ok(app.hasher.survey(found.hashes, !found.is_cut_short).await)
}

/// What a look has found so far.
#[derive(Default)]
struct Found {
    hashes: Vec<ForeignHash>,
    /// The scheme of the last hash, and how many kinds and costs of it were found.
    scheme: (String, usize),
    looked_at: usize,
    /// Whether there may be kinds that were not looked at.
    is_cut_short: bool,
}

impl Found {
    /// Notes a hash. Returns the text after which the next one is searched; `None` if the look ends here.
    fn note(&mut self, text: &str) -> Option<String> {
        if self.looked_at == MOST {
            self.is_cut_short = true;
            return None;
        }
        self.looked_at += 1;
        let (scheme, hash) = (scheme(text), ForeignHash::parse(text).ok());
        let count = if self.scheme.0 == scheme { self.scheme.1 + 1 } else { 1 };
        self.scheme = (scheme.to_owned(), count);
        // The rest of a scheme with too many is left out, not the schemes that follow it.
        let is_too_many = count > MOST_OF_A_SCHEME;
        self.is_cut_short |= is_too_many;
        let begins = match &hash {
            // What is no hash has no kind, and hides nothing but itself.
            None if !is_too_many => return Some(text.to_owned()),
            Some(_) if !is_too_many => kind_and_costs(text),
            _ => scheme,
        };
        self.hashes.extend(hash);
        // Greater than every hash that begins so, and less than all that follow them.
        Some(format!("{begins}\u{7f}"))
    }
}

/// The beginning of a hash's text that names its scheme: up to the second `$`. All of a text that is no hash.
fn scheme(text: &str) -> &str {
    text.match_indices('$').nth(1).map_or(text, |(at, _)| &text[..=at])
}

/// The first hash of another system in the order of their bytes that comes after `after`.
async fn next(app: &App, after: &str) -> Result<Option<String>, DbErr> {
    let backend = app.db.get_database_backend();
    // Word for word the condition and the order of the index, without which it is not used.
    let sql = match backend {
        DbBackend::Postgres => {
            r#"SELECT password_hash FROM account WHERE password_hash NOT LIKE '%keyid=%'
               AND password_hash COLLATE "C" > $1 ORDER BY password_hash COLLATE "C" LIMIT 1"#
        }
        _ => {
            "SELECT password_hash FROM account WHERE password_hash NOT LIKE '%keyid=%'
             AND password_hash > $1 ORDER BY password_hash LIMIT 1"
        }
    };
    let row = app.db.query_one_raw(Statement::from_sql_and_values(backend, sql, [after.into()])).await?;
    row.map(|row| row.try_get_by_index(0)).transpose()
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Looks through these hashes as through the index. Returns how many it looked at, and whether it found
    /// all.
    fn look(mut hashes: Vec<String>) -> (Found, usize) {
        hashes.sort();
        let (mut found, mut after, mut steps) = (Found::default(), String::new(), 0);
        while let Some(text) = hashes.iter().find(|text| **text > after) {
            steps += 1;
            let Some(end) = found.note(text) else { break };
            after = end;
        }
        (found, steps)
    }

    fn pbkdf2(rounds: usize) -> String {
        format!("$pbkdf2-sha256${rounds}${}${}", "A".repeat(22), "A".repeat(43))
    }

    fn bcrypt(cost: u8) -> String {
        format!("$2b${cost}${}", "a".repeat(53))
    }

    #[test]
    fn each_kind_and_cost_is_looked_at_once() {
        let (found, steps) = look([bcrypt(10), bcrypt(10), bcrypt(12), pbkdf2(1_000), pbkdf2(2_000)].into());
        assert_eq!((found.hashes.len(), steps, found.is_cut_short), (4, 4, false));
    }

    #[test]
    fn what_is_no_hash_hides_none() {
        let (found, steps) = look(["$1$x".into(), "!".into(), "$".into(), bcrypt(10), pbkdf2(1_000)].into());
        assert_eq!((found.hashes.len(), steps, found.is_cut_short), (2, 5, false));
    }

    /// A scheme in which every hash has its own number of rounds hides none after it.
    #[test]
    fn a_scheme_with_many_costs_hides_no_other() {
        let scrypt = format!("$scrypt$ln=17,r=8,p=1${}${}", "A".repeat(22), "A".repeat(43));
        let hashes = (10_000..20_000).map(pbkdf2).chain([bcrypt(13), scrypt]).collect();
        let (found, steps) = look(hashes);
        let parameters: Vec<_> = found.hashes.iter().map(|hash| hash.parameters().to_string()).collect();
        assert!(parameters.contains(&"a cost of 13".to_owned()), "{parameters:?}");
        assert!(parameters.contains(&"ln=17, r=8 and p=1".to_owned()), "{parameters:?}");
        assert!(found.is_cut_short, "one of the others may be more expensive");
        assert!(steps <= MOST_OF_A_SCHEME + 3, "{steps}");
    }

    #[test]
    fn a_look_ends_even_if_every_text_has_a_scheme_of_its_own() {
        let (found, steps) = look((0..5_000).map(|index| format!("${index}$rest")).collect());
        assert!(found.is_cut_short && steps == MOST + 1, "{steps}");
    }
}
