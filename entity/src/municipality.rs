//! Prefectures, municipalities and wards of Japan (R97), from tables embedded in the binary.
//!
//! A designated city is chosen by ward, as the manual's example does (北海道札幌市中央区), so the
//! twenty cities as a whole are known here but cannot be chosen.

use std::{collections::HashMap, sync::LazyLock};

use crate::input::Fault;

/// The twenty designated cities as a whole: codes of rows that have wards.
const DESIGNATED_CITIES: [&str; 20] = [
    "011002", "041009", "111007", "121002", "141003", "141305", "141500", "151009", "221007", "221309",
    "231002", "261009", "271004", "271403", "281000", "331007", "341002", "401005", "401307", "431001",
];

/// A city, town, village or ward.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Municipality {
    /// The six-digit code of local governments, check digit included.
    pub code: &'static str,
    /// The prefecture's name in Japanese.
    pub prefecture: &'static str,
    /// The name in Japanese, e.g. 札幌市中央区.
    pub name: &'static str,
    /// The name in kana.
    pub kana: &'static str,
    /// The name in Latin letters (not official).
    pub english: &'static str,
}

static BY_CODE: LazyLock<HashMap<&'static str, Municipality>> = LazyLock::new(|| {
    include_str!("../data/municipalities.csv")
        .lines()
        .skip(1)
        .filter_map(|line| {
            let mut cells = line.split(',');
            let (code, prefecture) = (cells.next()?, cells.next()?);
            let (_, name, kana, english) = (cells.next()?, cells.next()?, cells.next()?, cells.next()?);
            Some((code, Municipality { code, prefecture, name, kana, english }))
        })
        .collect()
});

/// The municipality or ward that may be chosen under `code`.
pub fn parse(code: &str) -> Result<Municipality, Fault> {
    if code.is_empty() {
        return Err(Fault::Required);
    }
    match BY_CODE.get(code) {
        Some(found) if !DESIGNATED_CITIES.contains(&code) => Ok(*found),
        _ => Err(Fault::NotInList),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn all_rows_are_read_and_every_designated_city_is_among_them() {
        assert_eq!(BY_CODE.len(), 1_912);
        assert!(DESIGNATED_CITIES.iter().all(|code| BY_CODE.contains_key(code)));
        assert_eq!(parse("011011").expect("a ward").name, "札幌市中央区");
    }
}
