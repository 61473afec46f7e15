//! Street, municipality and date of birth.

use proptest::prelude::*;

use super::{NASTY, check_stored, input};
use crate::{
    account::street::{self, birth_dates_from, parse_birth_date, parse_street},
    clock::today_in_japan,
    municipality,
};

const STREETS: &[&str] = &[
    "１－１－１　緑ヶ関ハイツ２０２号",
    "1-1-1 Midori Heights 202",
    "ﾐﾄﾞﾘｶﾞｵｶ 3〜5",
    "霞が関1−1−1",
    "か\u{3099}は\u{309a}",
];
const CODES: &[&str] = &["011011", "131016", "473821", "011002", "281000"];
const DAYS: &[&str] = &["2000-01-01", "1990/4/1", " 1900-1-1 ", "2026-01-05", "2024-02-29", "2023-02-29"];

proptest! {
    /// The street's ideographic spaces are trimmed too, so it has checks of its own.
    #[test]
    fn a_street(input in prop_oneof![
        input(STREETS),
        proptest::collection::vec(
            prop_oneof![
                4 => proptest::char::range('\u{3000}', '\u{30ff}'),
                4 => proptest::char::range('\u{ff00}', '\u{ffef}'),
                4 => proptest::char::range('\u{4e00}', '\u{9fff}'),
                4 => proptest::char::range('\u{2000}', '\u{22ff}'),
                2 => proptest::char::range(' ', '~'),
                1 => proptest::sample::select(NASTY),
            ],
            0..8,
        ).prop_map(String::from_iter),
    ]) {
        let Ok(stored) = parse_street(&input) else { return Ok(()) };
        check_stored(&stored, parse_street)?;
        prop_assert!((1..=street::MAX_LENGTH).contains(&stored.chars().count()));
        let (bytes, _, is_lossy) = encoding_rs::SHIFT_JIS.encode(&stored);
        prop_assert!(!is_lossy && bytes.len() == 2 * stored.chars().count());
        let (back, is_wrong) = encoding_rs::SHIFT_JIS.decode_without_bom_handling(&bytes);
        prop_assert_eq!((back.as_ref(), is_wrong), (stored.as_str(), false), "the bureau's forms read another");
    }

    #[test]
    fn a_date_of_birth(input in input(DAYS), days in 0_i64..40_000, seconds in 0_i64..86_400) {
        let now = chrono::DateTime::UNIX_EPOCH + chrono::TimeDelta::days(days) + chrono::TimeDelta::seconds(seconds);
        check_stored(&input, |text| parse_birth_date(text, now).map(|day| day.to_string()))?;
        if let Ok(day) = parse_birth_date(&input, now) {
            prop_assert!(birth_dates_from() <= day && day <= today_in_japan(now));
        }
    }

    #[test]
    fn every_day_until_today_is_read(days in 0_i64..40_000, past in 0_i64..60_000) {
        let now = chrono::DateTime::UNIX_EPOCH + chrono::TimeDelta::days(days);
        let day = today_in_japan(now) - chrono::TimeDelta::days(past);
        let expected = (birth_dates_from() <= day).then_some(day);
        prop_assert_eq!(parse_birth_date(&day.to_string(), now).ok(), expected);
        prop_assert_eq!(parse_birth_date(&day.format("%Y/%-m/%-d").to_string(), now).ok(), expected);
    }

    #[test]
    fn a_municipality_is_found_by_its_code_to_the_letter(
        input in prop_oneof![input(CODES), (0_u32..480_000).prop_map(|code| format!("{code:06}"))],
    ) {
        if let Ok(found) = municipality::parse(&input) {
            prop_assert_eq!(found.code, &input);
            let digits: Vec<u32> = input.chars().filter_map(|c| c.to_digit(10)).collect();
            let sum: u32 = digits[..5].iter().zip((2..=6).rev()).map(|(digit, weight)| digit * weight).sum();
            prop_assert_eq!(digits[5], (11 - sum % 11) % 10, "the check digit");
        }
    }
}
