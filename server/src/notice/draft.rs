//! A notice as somebody wrote it, checked in full: all that is wrong is named at once, by its field.

use std::fmt;

use chrono::{DateTime, Utc};
use entity::{
    input::Fault,
    language::Language,
    notice::{Body, BodyFault, Period, PeriodFault, Title, text::ORIGINAL},
};

/// What somebody wrote; empty text counts as missing.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Draft {
    /// From when on it is seen, as RFC 3339 writes it; empty for now, and in a change for what it is.
    pub from: String,
    /// Until when it is a current one; empty for no such moment.
    pub until: String,
    /// The texts. Japanese must be among them, and no language twice.
    pub texts: Vec<DraftText>,
}

/// A text in one language.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DraftText {
    /// The language.
    pub language: Language,
    /// Plain text, one line.
    pub title: String,
    /// The subset of CommonMark that [`Body`] knows.
    pub body: String,
}

/// A notice that was found good.
pub(super) struct Checked {
    pub(super) period: Period,
    pub(super) texts: Vec<(Language, Title, Body)>,
}

/// A field of a notice. It is named as the file of `server notice publish` names it, e.g. `ja.title`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Field {
    /// `from`
    From,
    /// `until`
    Until,
    /// A language as a whole.
    Text(Language),
    /// Its title.
    Title(Language),
    /// Its body.
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

/// What can be wrong with a field.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum NoticeFault {
    /// With any text.
    #[error(transparent)]
    Input(#[from] Fault),
    /// With a body.
    #[error(transparent)]
    Body(#[from] BodyFault),
    /// With `from` or `until`.
    #[error(transparent)]
    Period(#[from] PeriodFault),
    /// A language that was given before.
    #[error("given twice")]
    Twice,
}

impl NoticeFault {
    /// The same among the faults of forms, for an API that has codes for those.
    #[must_use]
    pub const fn fault(self) -> Fault {
        match self {
            Self::Input(fault) => fault,
            Self::Body(fault) => fault.fault(),
            Self::Period(fault) => fault.fault(),
            Self::Twice => Fault::InvalidFormat,
        }
    }
}

/// One thing that is wrong, and where.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{field}: {fault}")]
pub struct Wrong {
    /// Where.
    pub field: Field,
    /// What.
    pub fault: NoticeFault,
}

/// All that is wrong, in one sentence.
pub(super) fn in_words(wrong: &[Wrong]) -> String {
    wrong.iter().map(ToString::to_string).collect::<Vec<_>>().join("; ")
}

/// Everything that is wrong with a draft; `default_from` is its `from` where it names none.
#[must_use]
pub fn faults(draft: &Draft, default_from: DateTime<Utc>) -> Vec<Wrong> {
    check(draft, default_from).err().unwrap_or_default()
}

/// Checks a draft.
pub(super) fn check(draft: &Draft, default_from: DateTime<Utc>) -> Result<Checked, Vec<Wrong>> {
    let mut check = Check(Vec::new());
    let from = check.that(Field::From, Period::parse_moment(&draft.from));
    let until = check.that(Field::Until, Period::parse_moment(&draft.until));
    let period = from
        .zip(until)
        .and_then(|(from, until)| check.that(Field::Until, Period::new(from.unwrap_or(default_from), until)));
    let mut texts: Vec<(Language, Title, Body)> = Vec::new();
    for (index, DraftText { language, title, body }) in draft.texts.iter().enumerate() {
        if draft.texts[..index].iter().any(|before| before.language == *language) {
            check.that(Field::Text(*language), Err::<(), _>(NoticeFault::Twice));
            continue;
        }
        let title = check.that(Field::Title(*language), Title::parse(title));
        let body = check.that(Field::Body(*language), Body::parse(body));
        texts.extend(title.zip(body).map(|(title, body)| (*language, title, body)));
    }
    if !draft.texts.iter().any(|text| text.language == ORIGINAL) {
        for field in [Field::Title(ORIGINAL), Field::Body(ORIGINAL)] {
            check.that(field, Err::<(), _>(Fault::Required));
        }
    }
    match period {
        Some(period) if check.0.is_empty() => Ok(Checked { period, texts }),
        _ => Err(check.0),
    }
}

struct Check(Vec<Wrong>);

impl Check {
    fn that<T, E: Into<NoticeFault>>(&mut self, field: Field, parsed: Result<T, E>) -> Option<T> {
        parsed.map_err(|fault| self.0.push(Wrong { field, fault: fault.into() })).ok()
    }
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
             2025-11-08T09:00:00+09:00; es.title: a value is required; es.body: line 1: HTML, or what looks like \
             it, is not allowed"
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
