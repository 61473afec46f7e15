//! Compares people's names in the database without regard to case, the same on PostgreSQL and SQLite.
//!
//! Only A-Z and a-z are the same letter here. Rust, SQLite and each language of PostgreSQL have their own rules
//! for all others (`ß`, `İ`, full-width letters), so those are compared as they are. No character is a
//! wildcard.

use sea_orm::{DbBackend, entity::prelude::*, sea_query::ExprTrait};

/// Minimum number of letters of a name to search for.
const SHORTEST: usize = 2;

/// The column of a name in upper case, in the order of its bytes. Indexes have exactly this expression.
#[must_use]
pub fn folded(column: impl ColumnTrait, backend: DbBackend) -> Expr {
    let column = column.as_str();
    match backend {
        // With the collation "C", PostgreSQL changes and compares as SQLite always does.
        DbBackend::Postgres => Expr::cust(format!("upper({column} COLLATE \"C\")")),
        _ => Expr::cust(format!("upper({column})")),
    }
}

/// The beginning of a name, with at least two letters.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Beginning(String);

impl Beginning {
    /// Takes what was typed, without the white space around it; `None` if it has too few letters.
    #[must_use]
    pub fn parse(typed: &str) -> Option<Self> {
        let typed = typed.trim();
        let letters = typed.chars().filter(|c| c.is_alphabetic()).count();
        (letters >= SHORTEST).then(|| Self(typed.to_ascii_uppercase()))
    }

    /// The condition on the column of a name: a range of its index, if it has one.
    #[must_use]
    pub fn of(&self, column: impl ColumnTrait, backend: DbBackend) -> Expr {
        let end = format!("{}{}", self.0, char::MAX);
        folded(column, backend).gte(self.0.as_str()).and(folded(column, backend).lt(end))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_plain_letters_have_a_case_and_two_are_enough() {
        let check = |typed: &str, expected: Option<&str>| {
            let beginning = Beginning::parse(typed);
            assert_eq!(beginning.as_ref().map(|beginning| beginning.0.as_str()), expected, "{typed:?}");
        };
        check(" houmu h ", Some("HOUMU H"));
        check("straße", Some("STRAßE"));
        check("ıi", Some("ıI"));
        check("ｙａ", Some("ｙａ"));
        check("山田", Some("山田"));
        check("%_", None);
        check("A 1", None);
        check("", None);
    }
}
