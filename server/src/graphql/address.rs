//! Addresses in Japan, for both schemas: prefecture, municipality, street (R97, R98).

use async_graphql::SimpleObject;
use entity::{account, municipality};

/// One of the 47 prefectures of Japan.
#[derive(SimpleObject, Clone, Debug)]
pub struct Prefecture {
    /// The six-digit local government code, e.g. `010006`; the argument of `municipalities` in the
    /// applicants' schema.
    code: &'static str,
    /// The name in Japanese, e.g. 北海道.
    name: &'static str,
    /// The name in English, e.g. Hokkaido.
    name_english: &'static str,
}

impl From<municipality::Prefecture> for Prefecture {
    fn from(found: municipality::Prefecture) -> Self {
        Self { code: found.code, name: found.name, name_english: found.english }
    }
}

/// A city, ward, town or village. Large cities are listed by ward.
#[derive(SimpleObject, Clone, Debug)]
pub struct Municipality {
    /// The six-digit local government code, e.g. `011011`; the forms send it as `municipalityCode`.
    code: &'static str,
    /// The name in Japanese, e.g. 札幌市中央区.
    name: &'static str,
    /// The name in hiragana, e.g. さっぽろしちゅうおうく.
    name_kana: &'static str,
    /// The name in English, e.g. Sapporo-shi Chuo-ku. It is not official, and two municipalities of a
    /// prefecture may share it.
    name_english: &'static str,
    /// The prefecture of this municipality.
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

/// An address in Japan: prefecture, municipality and street.
#[derive(SimpleObject, Clone, Debug)]
pub struct Address {
    /// The prefecture, e.g. 北海道.
    prefecture: Prefecture,
    /// The city, ward, town or village within the prefecture.
    municipality: Municipality,
    /// The town name, the street and the house number, in full-width characters.
    street: String,
}

impl Address {
    /// Builds an address from its parts.
    #[must_use]
    pub fn new(found: municipality::Municipality, street: String) -> Self {
        Self { prefecture: found.prefecture.into(), municipality: found.into(), street }
    }

    /// Returns the account's address; `None` if none is on file.
    #[must_use]
    pub fn of(account: &account::Model) -> Option<Self> {
        let found = municipality::parse(account.municipality_code.as_deref()?).ok()?;
        Some(Self::new(found, account.street.clone()?))
    }
}
