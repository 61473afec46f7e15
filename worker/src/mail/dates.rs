//! Formats days and times in each language, always in Japan's time.

use chrono::{DateTime, Datelike, NaiveDate, Timelike, Utc};
use entity::{clock::tokyo, language::Language};
use icu_datetime::{
    DateTimeFormatter, fieldsets,
    input::{Date, DateTime as CivilTime, Time},
    options::TimePrecision,
};
use icu_locale_core::Locale;

/// A day, e.g. "November 7, 2025".
#[must_use]
pub fn day(language: Language, day: NaiveDate) -> String {
    if language == Language::Vi {
        return vietnamese(day);
    }
    DateTimeFormatter::try_new(locale(language).into(), fieldsets::YMD::long())
        .expect("the dates of all our languages are compiled in")
        .format(&civil_date(day))
        .to_string()
}

/// A day and a time, to the minute, e.g. "November 7, 2025 at 12:05 AM".
#[must_use]
pub fn moment(language: Language, at: DateTime<Utc>) -> String {
    let at = at.with_timezone(&tokyo());
    if language == Language::Vi {
        return format!("lúc {} {}", at.format("%H:%M"), vietnamese(at.date_naive()));
    }
    let hour_minute = |part: u32| u8::try_from(part).expect("hours and minutes are small");
    let time = Time::try_new(hour_minute(at.hour()), hour_minute(at.minute()), 0, 0).expect("a time of day");
    let fields = fieldsets::YMDT::long().with_time_precision(TimePrecision::Minute);
    DateTimeFormatter::try_new(locale(language).into(), fields)
        .expect("the dates of all our languages are compiled in")
        .format(&CivilTime { date: civil_date(at.date_naive()), time })
        .to_string()
        .replace('\u{202f}', " ") // not every mail reader can show this narrow space
}

/// A day in Vietnamese, e.g. "ngày 7 tháng 11 năm 2025", as official texts write it. The data of our library
/// leave out the words for day and year.
fn vietnamese(day: NaiveDate) -> String {
    format!("ngày {} tháng {} năm {}", day.day(), day.month(), day.year())
}

fn civil_date(day: NaiveDate) -> Date<icu_calendar::Iso> {
    let part = |part: u32| u8::try_from(part).expect("months and days are small");
    Date::try_new_iso(day.year(), part(day.month()), part(day.day())).expect("a day of the calendar")
}

/// The locale of a language. CLDR has Tagalog under its successor, Filipino.
fn locale(language: Language) -> Locale {
    let tag = if language == Language::Tl { "fil" } else { language.tag() };
    tag.parse().expect("our tags are locales")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(language: Language, expected_day: &str, expected_moment: &str) {
        let at = "2025-11-06T15:05:00Z".parse().expect("an instant");
        assert_eq!(moment(language, at), expected_moment, "five past midnight of the next day in Japan");
        assert_eq!(day(language, at.with_timezone(&tokyo()).date_naive()), expected_day);
    }

    /// R24: each language has its own format, as in CLDR.
    #[test]
    fn every_language_has_its_own_form() {
        check(Language::Ja, "2025年11月7日", "2025年11月7日 0:05");
        check(Language::En, "November 7, 2025", "November 7, 2025 at 12:05 AM");
        check(Language::ZhHans, "2025年11月7日", "2025年11月7日 00:05");
        check(Language::ZhHant, "2025年11月7日", "2025年11月7日 凌晨12:05");
        check(Language::Ko, "2025년 11월 7일", "2025년 11월 7일 오전 12:05");
        check(Language::Es, "7 de noviembre de 2025", "7 de noviembre de 2025 a las 00:05");
        check(Language::Vi, "ngày 7 tháng 11 năm 2025", "lúc 00:05 ngày 7 tháng 11 năm 2025");
        check(Language::Tl, "Nobyembre 7, 2025", "Nobyembre 7, 2025 nang 12:05 AM");
    }
}
