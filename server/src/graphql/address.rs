//! Addresses in Japan: prefecture, municipality, street (R97, R98).

use async_graphql::SimpleObject;
use entity::{account, municipality};

/// A prefecture of Japan.
#[derive(SimpleObject, Clone, Debug)]
pub struct Prefecture {
    /// The six-digit code of local governments; what `municipalities` takes.
    code: &'static str,
    /// The name in Japanese, e.g. 北海道.
    name: &'static str,
    /// The name in English letters, e.g. Hokkaido.
    name_english: &'static str,
}

impl From<municipality::Prefecture> for Prefecture {
    fn from(found: municipality::Prefecture) -> Self {
        Self { code: found.code, name: found.name, name_english: found.english }
    }
}

/// A city, town, village or ward.
#[derive(SimpleObject, Clone, Debug)]
pub struct Municipality {
    /// The six-digit code of local governments; what the forms send.
    code: &'static str,
    /// The name in Japanese, e.g. 札幌市中央区.
    name: &'static str,
    /// The name in kana.
    name_kana: &'static str,
    /// The name in English letters; not official, and not always unique in a prefecture.
    name_english: &'static str,
    /// The prefecture that it lies in.
    prefecture: Prefecture,
}

impl From<municipality::Municipality> for Municipality {
    fn from(found: municipality::Municipality) -> Self {
        Self {
            code: found.code,
            name: found.name,
            name_kana: found.kana,
            name_english: found.english,
            prefecture: found.prefecture.into(),
        }
    }
}

/// An address in Japan.
#[derive(SimpleObject, Clone, Debug)]
pub struct Address {
    /// The prefecture.
    prefecture: Prefecture,
    /// The municipality.
    municipality: Municipality,
    /// Town name, street and house number.
    street: String,
}

impl Address {
    /// An address of its parts.
    #[must_use]
    pub fn new(found: municipality::Municipality, street: String) -> Self {
        Self { prefecture: found.prefecture.into(), municipality: found.into(), street }
    }

    /// The address on file, if there is one.
    #[must_use]
    pub fn of(account: &account::Model) -> Option<Self> {
        let found = municipality::parse(account.municipality_code.as_deref()?).ok()?;
        Some(Self::new(found, account.street.clone()?))
    }
}
