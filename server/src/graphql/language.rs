//! Languages: the enum of the schemas (R24), and the negotiation of a response's language.

use async_graphql::Enum;
use entity::language::Language as Column;

/// The eight languages of the portal: the choices of the menu "Language".
#[derive(Enum, Clone, Copy, Debug, PartialEq, Eq)]
#[graphql(remote = "entity::language::Language")]
pub enum Language {
    /// 日本語 · Japanese
    Ja,
    /// English
    En,
    /// 中文(简体字) · Chinese (Simplified)
    ZhHans,
    /// 中文(繁体字) · Chinese (Traditional)
    ZhHant,
    /// 한국어 · Korean
    Ko,
    /// Español · Spanish
    Es,
    /// Tiếng Việt · Vietnamese
    Vi,
    /// Tagalog
    Tl,
}

/// Picks the language of a response from `Accept-Language`: the supported one with the highest quality, or
/// English. Related tags count too: zh-TW and zh-HK as Traditional Chinese, fil as Tagalog.
#[must_use]
pub fn negotiate(header: &str) -> Column {
    let mut best: Option<(u16, Column)> = None;
    // Bounded, because anyone can send a header with thousands of languages.
    for range in header.split(',').take(32) {
        let mut parts = range.split(';');
        let Some(language) = parts.next().and_then(|tag| of_tag(tag.trim())) else { continue };
        let quality = parts
            .find_map(|part| part.trim().strip_prefix(['q', 'Q'])?.strip_prefix('='))
            .map_or(Some(1_000), quality);
        let Some(quality) = quality.filter(|quality| *quality > 0) else { continue };
        // The first of equal qualities wins, so only a higher one replaces it.
        if best.is_none_or(|(so_far, _)| so_far < quality) {
            best = Some((quality, language));
        }
    }
    best.map_or(Column::En, |(_, language)| language)
}

/// Parses a quality into thousandths; `None` if it is not a number from 0 to 1.
fn quality(text: &str) -> Option<u16> {
    let value: f32 = text.trim().parse().ok()?;
    #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "between 0 and 1000")]
    (0.0..=1.0).contains(&value).then_some((value * 1_000.0).round() as u16)
}

fn of_tag(tag: &str) -> Option<Column> {
    let tag = tag.to_ascii_lowercase();
    let mut subtags = tag.split(['-', '_']);
    match subtags.next()? {
        "ja" => Some(Column::Ja),
        "en" => Some(Column::En),
        "ko" => Some(Column::Ko),
        "es" => Some(Column::Es),
        "vi" => Some(Column::Vi),
        "tl" | "fil" => Some(Column::Tl),
        "zh" => {
            let is_traditional = subtags.any(|subtag| matches!(subtag, "hant" | "tw" | "hk" | "mo"));
            let is_simplified = tag.contains("hans");
            Some(if is_traditional && !is_simplified { Column::ZhHant } else { Column::ZhHans })
        }
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_language_wanted_most_that_there_is() {
        let check = |header: &str, expected| assert_eq!(negotiate(header), expected, "{header}");
        check("", Column::En);
        check("*", Column::En);
        check("fr-FR, de;q=0.9", Column::En);
        check("ja", Column::Ja);
        check("en;q=0.1, ko;q=0.9", Column::Ko);
        check("zh-TW", Column::ZhHant);
        check("zh-HK,zh;q=0.8", Column::ZhHant);
        check("zh-Hans-HK", Column::ZhHans);
        check("zh-CN", Column::ZhHans);
        check("fil-PH", Column::Tl);
        check("fr, vi;q=0.5, es;q=0.5", Column::Vi);
        check("ja;q=0, en;q=0.2", Column::En);
        check("es;Q=0.1, vi;q=0.2", Column::Vi);
        check("es;q=0.250, vi;q=0.251", Column::Vi);
        check("ja;q=nonsense, es;q=0.3", Column::Es);
        check("ja-u-ca-japanese", Column::Ja);
    }
}
