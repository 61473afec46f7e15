//! Prefectures, municipalities and wards of Japan (R97), from tables embedded in the program.
//!
//! An address in a designated city names the ward, as in the manual's example (北海道札幌市中央区). So the twenty
//! cities themselves are in the tables but cannot be chosen.

use std::{collections::HashMap, sync::LazyLock};

use crate::input::ValidationError;

/// Codes of the twenty designated cities. Their wards have rows of their own.
const DESIGNATED_CITIES: [&str; 20] = [
    "011002", "041009", "111007", "121002", "141003", "141305", "141500", "151009", "221007", "221309",
    "231002", "261009", "271004", "271403", "281000", "331007", "341002", "401005", "401307", "431001",
];

/// One of the 47 prefectures.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Prefecture {
    /// The six-digit code of local governments, check digit included.
    pub code: &'static str,
    /// The name in Japanese, e.g. 北海道.
    pub name: &'static str,
    /// The name in Latin letters.
    pub english: &'static str,
}

/// A city, town, village or ward.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Municipality {
    /// The six-digit code of local governments, check digit included.
    pub code: &'static str,
    /// The prefecture to which it belongs.
    pub prefecture: Prefecture,
    /// The name in Japanese, e.g. 札幌市中央区.
    pub name: &'static str,
    /// The reading of the name in kana.
    pub kana: &'static str,
    /// The name in Latin letters; not official.
    pub english: &'static str,
}

static PREFECTURES: LazyLock<Vec<Prefecture>> = LazyLock::new(|| {
    let rows = include_str!("../data/prefectures.csv").lines().skip(1);
    rows.filter_map(|line| {
        let cells: Vec<_> = line.split(',').collect();
        let [code, name, _, english] = cells[..] else { return None };
        Some(Prefecture { code, name, english })
    })
    .collect()
});

/// In the order of their codes, which is the order of the official list.
static MUNICIPALITIES: LazyLock<Vec<Municipality>> = LazyLock::new(|| {
    let rows = include_str!("../data/municipalities.csv").lines().skip(1);
    rows.filter_map(|line| {
        let cells: Vec<_> = line.split(',').collect();
        let [code, _, _, name, kana, english] = cells[..] else { return None };
        // The first two digits of a code are the prefecture's.
        let prefecture = *PREFECTURES.iter().find(|it| it.code[..2] == code[..2])?;
        Some(Municipality { code, prefecture, name, kana, english })
    })
    .collect()
});

static BY_CODE: LazyLock<HashMap<&'static str, Municipality>> =
    LazyLock::new(|| MUNICIPALITIES.iter().map(|found| (found.code, *found)).collect());

/// The 47 prefectures, from north to south.
#[must_use]
pub fn prefectures() -> &'static [Prefecture] {
    &PREFECTURES
}

/// The choices in a prefecture; none for an unknown code.
pub fn in_prefecture(code: &str) -> impl Iterator<Item = Municipality> {
    MUNICIPALITIES.iter().copied().filter(move |found| found.prefecture.code == code && is_choice(found.code))
}

/// The municipality or ward with this code, if it can be chosen.
pub fn parse(code: &str) -> Result<Municipality, ValidationError> {
    if code.is_empty() {
        return Err(ValidationError::Required);
    }
    match BY_CODE.get(code) {
        Some(found) if is_choice(code) => Ok(*found),
        _ => Err(ValidationError::NotInList),
    }
}

fn is_choice(code: &str) -> bool {
    !DESIGNATED_CITIES.contains(&code)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn all_rows_are_read_and_every_designated_city_is_among_them() {
        assert_eq!((prefectures().len(), BY_CODE.len()), (47, 1_912));
        assert!(DESIGNATED_CITIES.iter().all(|code| BY_CODE.contains_key(code)));
        assert_eq!(parse("011011").expect("a ward").name, "札幌市中央区");
    }

    #[test]
    fn the_choices_of_all_prefectures_are_all_choices() {
        let of_each = prefectures().iter().map(|prefecture| in_prefecture(prefecture.code).count());
        assert_eq!(of_each.sum::<usize>(), 1_892);
        assert_eq!(in_prefecture("010006").next().expect("Hokkaido has some").english, "Sapporo-shi Chuo-ku");
        assert_eq!(in_prefecture("999999").count(), 0);
    }
}
