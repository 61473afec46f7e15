//! What mails say about who issues certificates: the settings of an installation, because a trial must not
//! claim what an authority may.

use entity::setting;

use super::layout::Bilingual;

/// Who issues certificates, and under which name.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Imprint {
    /// The title of certificates. Its Japanese form is also in their subjects (P7).
    pub title: Bilingual,
    /// The authority below the title; `None` if the issuing bureau alone is named.
    pub authority: Option<Bilingual>,
    /// Whether mails say that the agency does not operate this installation (I40).
    pub has_disclaimer: bool,
}

impl Default for Imprint {
    /// That of an installation which is not the agency's.
    fn default() -> Self {
        Self {
            title: Bilingual {
                ja: "在留資格認定証明書".to_owned(),
                en: "Certificate of Eligibility".to_owned(),
            },
            authority: None,
            has_disclaimer: true,
        }
    }
}

impl Bilingual {
    /// Reads a setting of the form `Japanese|English`.
    pub fn parse(text: &str) -> Result<Self, String> {
        setting::bilingual(text).map(|(ja, en)| Self { ja, en })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_text_is_given_in_both_languages() {
        let both = Bilingual { ja: "証明書".to_owned(), en: "Certificate".to_owned() };
        assert_eq!(Bilingual::parse("証明書 | Certificate"), Ok(both));
        for wrong in ["", "証明書", "証明書|", "|Certificate", "a|b|c", "a|b\nc"] {
            assert!(Bilingual::parse(wrong).is_err(), "{wrong:?}");
        }
    }
}
