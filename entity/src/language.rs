//! The eight languages of the portal (R24).

use sea_orm::entity::prelude::*;

/// A language of the portal's pages and mails.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, EnumIter, DeriveActiveEnum)]
#[sea_orm(rs_type = "String", db_type = "Text")]
pub enum Language {
    /// 日本語
    #[sea_orm(string_value = "ja")]
    Ja,
    /// English
    #[sea_orm(string_value = "en")]
    En,
    /// 中文(简体字)
    #[sea_orm(string_value = "zh-Hans")]
    ZhHans,
    /// 中文(繁体字)
    #[sea_orm(string_value = "zh-Hant")]
    ZhHant,
    /// 한국어
    #[sea_orm(string_value = "ko")]
    Ko,
    /// Español
    #[sea_orm(string_value = "es")]
    Es,
    /// Tiếng Việt
    #[sea_orm(string_value = "vi")]
    Vi,
    /// Tagalog
    #[sea_orm(string_value = "tl")]
    Tl,
}

impl Language {
    /// All languages, in the order of the manual's menu.
    pub const ALL: [Self; 8] =
        [Self::Ja, Self::En, Self::ZhHans, Self::ZhHant, Self::Ko, Self::Es, Self::Vi, Self::Tl];

    /// The BCP 47 tag, which is also the folder under `locales/`.
    #[must_use]
    pub const fn tag(self) -> &'static str {
        match self {
            Self::Ja => "ja",
            Self::En => "en",
            Self::ZhHans => "zh-Hans",
            Self::ZhHant => "zh-Hant",
            Self::Ko => "ko",
            Self::Es => "es",
            Self::Vi => "vi",
            Self::Tl => "tl",
        }
    }

    /// The language's name in itself, as the manual's menu shows it (R24).
    #[must_use]
    pub const fn own_name(self) -> &'static str {
        match self {
            Self::Ja => "日本語",
            Self::En => "English",
            Self::ZhHans => "中文(简体字)",
            Self::ZhHant => "中文(繁体字)",
            Self::Ko => "한국어",
            Self::Es => "Español",
            Self::Vi => "Tiếng Việt",
            Self::Tl => "Tagalog",
        }
    }

    /// The language's name in English, as the manual's table has it (R24).
    #[must_use]
    pub const fn english_name(self) -> &'static str {
        match self {
            Self::Ja => "Japanese",
            Self::En => "English",
            Self::ZhHans => "Chinese (Simplified)",
            Self::ZhHant => "Chinese (Traditional)",
            Self::Ko => "Korean",
            Self::Es => "Spanish",
            Self::Vi => "Vietnamese",
            Self::Tl => "Tagalog",
        }
    }
}
