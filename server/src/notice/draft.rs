//! A draft of a notice, and its validation, which reports all errors at once, each with its field.

use std::fmt;

use chrono::{DateTime, Utc};
use entity::{
    faults::Faults,
    input::ValidationError,
    language::Language,
    notice::{Body, BodyFault, Period, PeriodFault, Title, text::ORIGINAL},
};

/// A notice as written; an empty text counts as missing.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Draft {
    /// When the notice becomes visible, in RFC 3339. Empty means now, or, in a change, the current value.
    pub from: String,
    /// When it stops being current, in RFC 3339. Empty means never.
    pub until: String,
    /// The texts. Japanese is required, and a language may occur only once.
    pub texts: Vec<DraftText>,
}

/// The text of a draft in one language.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DraftText {
    /// The language of this text.
    pub language: Language,
    /// The title: plain text on one line.
    pub title: String,
    /// The body, in the subset of CommonMark that [`Body`] accepts.
    pub body: String,
}

/// A notice that passed validation.
pub(super) struct Checked {
    pub(super) period: Period,
    pub(super) texts: Vec<(Language, Title, Body)>,
}

/// A field of a notice, displayed as in the file of `server notice publish`, e.g. `ja.title`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Field {
    /// The field `from`: when the notice becomes visible.
    From,
    /// The field `until`: when it stops being current.
    Until,
    /// All of the text in a language.
    Text(Language),
    /// The title in a language, e.g. `ja.title`.
    Title(Language),
    /// The body in a language, e.g. `ja.body`.
    Body(Language),
}

impl fmt::Display for Field {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::From => f.write_str("from"),
            Self::Until => f.write_str("until"),
            Self::Text(language) => f.write_str(language.tag()),
            Self::Title(language) => write!(f, "{}.title", language.tag()),
            Self::Body(language) => write!(f, "{}.body", language.tag()),
        }
    }
}

/// Why a field was rejected.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum NoticeFault {
    /// Any text: missing, too long, or malformed.
    #[error(transparent)]
    Input(#[from] ValidationError),
    /// A body: not in the subset of CommonMark.
    #[error(transparent)]
    Body(#[from] BodyFault),
    /// The field `from` or `until`: malformed, or in the wrong order.
    #[error(transparent)]
    Period(#[from] PeriodFault),
    /// The language occurs twice in the draft.
    #[error("given twice")]
    Twice,
}

impl NoticeFault {
    /// The corresponding validation error of forms, for an API that has codes for those.
    #[must_use]
    pub const fn fault(self) -> ValidationError {
        match self {
            Self::Input(fault) => fault,
            Self::Body(fault) => fault.fault(),
            Self::Period(fault) => fault.fault(),
            Self::Twice => ValidationError::InvalidFormat,
        }
    }
}

/// An error and its field.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{field}: {fault}")]
pub struct Wrong {
    /// The field that was rejected.
    pub field: Field,
    /// Why the field was rejected.
    pub fault: NoticeFault,
}

/// All errors in one sentence, separated by semicolons.
pub(super) fn in_words(wrong: &[Wrong]) -> String {
    wrong.iter().map(ToString::to_string).collect::<Vec<_>>().join("; ")
}

/// All errors of a draft. `default_from` is used if the draft has no `from`.
#[must_use]
pub fn faults(draft: &Draft, default_from: DateTime<Utc>) -> Vec<Wrong> {
    check(draft, default_from).err().unwrap_or_default()
}

/// Validates a draft; see [`faults`].
pub(super) fn check(draft: &Draft, default_from: DateTime<Utc>) -> Result<Checked, Vec<Wrong>> {
    let mut faults = Faults::default();
    let from = faults.take(Period::parse_moment(&draft.from), wrong(Field::From));
    let until = faults.take(Period::parse_moment(&draft.until), wrong(Field::Until));
    // Compared only if both can be read; otherwise the order of the two would be a second, false error.
    let period = from.zip(until).and_then(|(from, until)| {
        faults.take(Period::new(from.unwrap_or(default_from), until), wrong(Field::Until))
    });
    let mut texts: Vec<(Language, Title, Body)> = Vec::new();
    for (index, DraftText { language, title, body }) in draft.texts.iter().enumerate() {
        if draft.texts[..index].iter().any(|before| before.language == *language) {
            faults.push(Wrong { field: Field::Text(*language), fault: NoticeFault::Twice });
            continue;
        }
        let title = faults.take(Title::parse(title), wrong(Field::Title(*language)));
        let body = faults.take(Body::parse(body), wrong(Field::Body(*language)));
        texts.extend(title.zip(body).map(|(title, body)| (*language, title, body)));
    }
    // A reader whose language is missing gets the Japanese text, so every notice must have one.
    if !draft.texts.iter().any(|text| text.language == ORIGINAL) {
        for field in [Field::Title(ORIGINAL), Field::Body(ORIGINAL)] {
            faults.push(Wrong { field, fault: ValidationError::Required.into() });
        }
    }
    match period {
        Some(period) if faults.is_empty() => Ok(Checked { period, texts }),
        _ => Err(faults.into_vec()),
    }
}

/// Makes an error an entry for `field`.
fn wrong<E: Into<NoticeFault>>(field: Field) -> impl FnOnce(E) -> Wrong {
    move |error| Wrong { field, fault: error.into() }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn text(language: Language, title: &str, body: &str) -> DraftText {
        DraftText { language, title: title.to_owned(), body: body.to_owned() }
    }

    fn wrong(from: &str, until: &str, texts: Vec<DraftText>) -> String {
        let draft = Draft { from: from.to_owned(), until: until.to_owned(), texts };
        in_words(&faults(&draft, DateTime::UNIX_EPOCH))
    }

    #[test]
    fn everything_that_is_wrong_is_named_by_its_field() {
        let good = || text(Language::Ja, "お知らせ", "本文");
        assert_eq!(wrong("", "", vec![good()]), "");
        assert_eq!(wrong("", "", vec![]), "ja.title: a value is required; ja.body: a value is required");
        assert_eq!(
            wrong("soon", "2025-11-08", vec![good(), text(Language::Es, "", "<b>")]),
            "from: must be a date and time like 2025-11-08T09:00:00+09:00; until: must be a date and time like \
             2025-11-08T09:00:00+09:00; es.title: a value is required; es.body: line 1: HTML, or text that \
             looks like HTML, is not allowed"
        );
        assert_eq!(
            wrong("2025-11-08T00:00:00Z", "2025-11-08T09:00:00+09:00", vec![good()]),
            "until: must be later than `from`"
        );
        assert_eq!(wrong("", "", vec![good(), text(Language::Ko, "a", "b"), good()]), "ja: given twice");
        assert_eq!(
            wrong("", "", vec![text(Language::ZhHans, "a\nb", "b")]),
            "zh-Hans.title: the value does not have the required form; ja.title: a value is required; \
             ja.body: a value is required"
        );
    }
}
