//! Closed sets of words as enums: the words are those of `entity`, and `OTHER` stands for a word that only another
//! release knows.
//!
//! Rows keep such words as text, so that a word of another release breaks no list. The enum is defined by a macro,
//! because a derive for the enum of `entity` could not add `OTHER`. A new word does not compile until each of its
//! enums says what it means.

use async_graphql::resolver_utils::{EnumType, enum_value};

/// Defines an enum with the words of an enum of `entity`, and `OTHER`. Words under `unused` are those that cannot
/// occur here.
macro_rules! words {
    (
        $(#[$doc:meta])*
        $name:ident = $word:ident { $($(#[$about:meta])* $value:ident,)* }
        $(unused { $($unused:ident,)* })?
    ) => {
        $(#[$doc])*
        #[derive(async_graphql::Enum, Clone, Copy, Debug, PartialEq, Eq)]
        pub enum $name {
            $($(#[$about])* $value,)*
            /// Another one, which another release of the system wrote and this one does not know.
            Other,
        }

        impl From<$word> for $name {
            fn from(word: $word) -> Self {
                match word {
                    $($word::$value => Self::$value,)*
                    $($($word::$unused)|* => Self::Other,)?
                }
            }
        }

        impl $name {
            /// The value of a word as rows have it.
            #[must_use]
            pub fn of(stored: &str) -> Self {
                $word::named(stored).map_or(Self::Other, Into::into)
            }

            /// The word; `None` for `OTHER`.
            #[must_use]
            pub const fn word(self) -> Option<$word> {
                match self {
                    $(Self::$value => Some($word::$value),)*
                    Self::Other => None,
                }
            }
        }
    };
}

pub(crate) use words;

/// The name of a value as in the keys of texts, e.g. `logged-in`.
#[must_use]
pub(crate) fn name_in_keys(value: impl EnumType) -> String {
    enum_value(value).to_string().to_lowercase().replace('_', "-")
}

/// The words for an event: those for its action, and that it was refused, unless the action says so itself. `text`
/// returns the text of a name, with values.
pub(crate) fn event_label(
    action: impl EnumType,
    is_refused: bool,
    text: impl Fn(&str, &[(&str, &str)]) -> String,
) -> String {
    let name = name_in_keys(action);
    let label = text(&name, &[]);
    let is_said = name.ends_with("-refused");
    if is_refused && !is_said { text("refused", &[("label", &label)]) } else { label }
}
