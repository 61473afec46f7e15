//! The procedures of "Search for Application Procedures" (R15, R30, I35), and their search.
//!
//! They come from the two manuals, in the order of the first one. Their texts are in
//! `locales/<language>/api.ftl`.

use unicode_normalization::UnicodeNormalization;

/// A procedure that the manuals describe.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Procedure {
    /// Applying at a counter, and asking for the certificate by e-mail (R70).
    InPersonApplication,
    /// Getting a user ID by e-mail (R49-R69).
    UserRegistration,
    /// Getting a user ID as an applicant at a counter (R91-R111).
    CounterRegistration,
    /// Registering receipt of a certificate (R72-R80).
    ReceiptRegistration,
    /// Viewing and changing user information (R81-R90).
    UserInformation,
    /// What to do about a forgotten user ID or password (R41-R45).
    ForgottenLogin,
}

impl Procedure {
    /// All procedures, in the order of the manual.
    pub const ALL: [Self; 6] = [
        Self::InPersonApplication,
        Self::UserRegistration,
        Self::CounterRegistration,
        Self::ReceiptRegistration,
        Self::UserInformation,
        Self::ForgottenLogin,
    ];

    /// Its name in the API, in settings and in the keys of its texts.
    #[must_use]
    pub const fn id(self) -> &'static str {
        match self {
            Self::InPersonApplication => "in-person-application",
            Self::UserRegistration => "user-registration",
            Self::CounterRegistration => "counter-registration",
            Self::ReceiptRegistration => "receipt-registration",
            Self::UserInformation => "user-information",
            Self::ForgottenLogin => "forgotten-login",
        }
    }

    /// The page of the portal where it starts; `None` if it starts at a counter. `docs/FRONTEND.md` lists
    /// these pages.
    #[must_use]
    pub const fn page(self) -> Option<&'static str> {
        match self {
            Self::InPersonApplication => None,
            Self::UserRegistration => Some("new-registration"),
            Self::CounterRegistration => Some("counter-registration"),
            Self::ReceiptRegistration => Some("receipts"),
            Self::UserInformation => Some("my-page"),
            Self::ForgottenLogin => Some("login"),
        }
    }

    /// The procedure with this [`id`](Self::id).
    #[must_use]
    pub fn of_id(id: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|procedure| procedure.id() == id)
    }
}

/// Whether each word of `search` occurs in one of the texts, ignoring case, width and accents. An empty
/// search matches everything.
#[must_use]
pub fn is_found(search: &str, texts: &[&str]) -> bool {
    let texts: Vec<_> = texts.iter().map(|text| folded(text)).collect();
    folded(search).split_whitespace().all(|word| texts.iter().any(|text| text.contains(word)))
}

/// Normalizes a text for comparison: ＡＢＣ and abc, ｶﾞ and ガ, contraseña and contrasena, đăng ký and dang ky
/// are equal.
fn folded(text: &str) -> String {
    let is_accent = |c: &char| ('\u{300}'..='\u{36f}').contains(c);
    let plain = |c: char| if matches!(c, 'đ' | 'Đ') { 'd' } else { c };
    // Recomposed at the end, because the marks of kana and the parts of hangul are not accents: they make
    // different letters.
    text.nfkd().filter(|c| !is_accent(c)).map(plain).nfc().flat_map(char::to_lowercase).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn case_width_and_accents_do_not_count_and_every_word_does() {
        let check = |search: &str, text: &str, expected: bool| {
            assert_eq!(is_found(search, &["Title", text]), expected, "{search} in {text}");
        };
        for search in ["", " \u{3000} ", "title", "ＴＩＴＬＥ", "user ID", "ｕｓｅｒ　ｉｄ", "id USER title"]
        {
            check(search, "Get a User ID", true);
        }
        check("user password", "Get a User ID", false);
        check("利用者id", "利用者ＩＤを取得します", true);
        check("ﾒｰﾙｱﾄﾞﾚｽ", "メールアドレス", true);
        check("メールアトレス", "メールアドレス", false);
        check("contrasena", "Restablezca la Contraseña", true);
        check("CONTRASEÑA", "Restablezca la contrasen\u{303}a", true);
        check("dang ky", "Đăng ký tiếp nhận", true);
        check("등록", "이용자 등록", true);
        check("드", "이용자 등록", false);
    }

    #[test]
    fn every_procedure_is_found_by_its_name() {
        for procedure in Procedure::ALL {
            assert_eq!(Procedure::of_id(procedure.id()), Some(procedure));
        }
        assert_eq!(Procedure::of_id("x"), None);
    }
}
