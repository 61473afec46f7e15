//! Property tests of headers: credentials, language, device.

use entity::language::Language;
use poem::http::{HeaderMap, HeaderValue, header};
use proptest::{collection::vec, prelude::*, sample::select};
use sea_orm::Iterable;

use crate::{
    graphql::language::negotiate,
    http::{
        credentials::{self, Credentials, CredentialsError},
        device,
        origin::Origins,
    },
    request_info::CookieChange,
};

/// The characters of tokens, in cookies and in headers.
const TOKEN: &str = "[A-Za-z0-9_-]{1,43}";

fn origins() -> Origins {
    Origins::plain(([127, 0, 0, 1], 8000).into())
}

fn read(
    cookies: impl IntoIterator<Item = HeaderValue>,
    authorization: Option<HeaderValue>,
) -> Result<Credentials, CredentialsError> {
    let mut headers = HeaderMap::new();
    for cookie in cookies {
        headers.append(header::COOKIE, cookie);
    }
    if let Some(value) = authorization {
        headers.insert(header::AUTHORIZATION, value);
    }
    credentials::read(&headers, &origins())
}

fn value(text: &str) -> HeaderValue {
    HeaderValue::from_str(text).expect("a header's value")
}

/// Bytes that a header may contain, often pieces of real header values.
fn header_bytes(words: &'static [&'static str]) -> impl Strategy<Value = HeaderValue> {
    let piece = prop_oneof![
        4 => select(words).prop_map(|word| word.as_bytes().to_vec()),
        1 => vec(any::<u8>(), 0..9),
        1 => (select(words), 1_usize..200).prop_map(|(word, times)| word.repeat(times).into_bytes()),
    ];
    vec(piece, 0..12)
        .prop_filter_map("not in a header", |pieces| HeaderValue::from_bytes(&pieces.concat()).ok())
}

const COOKIE_WORDS: &[&str] = &[
    "uketori_session",
    "=",
    ";",
    "; ",
    "abc",
    "__Host-uketori_session",
    " ",
    "\t",
    "\"",
    ",",
    "Uketori_Session",
];
const SCHEME_WORDS: &[&str] = &["Bearer", "bearer", " ", "  ", "abc", "Basic", ",", "=", "\t", "a-._~+/="];
const LANGUAGE_WORDS: &[&str] = &[
    "ja", "en", "zh", "-TW", "-Hant", "_hans", "fil", ";q=", ";q=0", "0.5", "1", ",", ", ", "*", "NaN", "-1",
    "inf",
];
const AGENT_WORDS: &[&str] =
    &["Mozilla/5.0 ", "Chrome/", "Safari/", "Edg", "iPhone", "Windows", "(", ";", "X11"];

proptest! {
    #[test]
    fn whatever_is_sent_is_no_token_or_one_of_clean_text(
        cookies in vec(header_bytes(COOKIE_WORDS), 0..3),
        authorization in proptest::option::of(header_bytes(SCHEME_WORDS)),
    ) {
        let (has_cookies, has_header) = (!cookies.is_empty(), authorization.is_some());
        let text = authorization.as_ref().map(|line| String::from_utf8_lossy(line.as_bytes()).to_lowercase());
        let is_bearer = text.is_some_and(|text| text.trim().starts_with("bearer "));
        match read(cookies, authorization) {
            Ok(Credentials::Cookie(token) | Credentials::Bearer(token)) => {
                prop_assert!(has_cookies || has_header);
                prop_assert!(!token.is_empty() && !token.contains(';') && token.trim() == token, "{:?}", token);
            }
            Ok(Credentials::None) => prop_assert!(!is_bearer, "a token was passed over"),
            Err(CredentialsError::Both) => prop_assert!(has_cookies && has_header),
            Err(CredentialsError::Malformed) => prop_assert!(has_header),
        }
    }

    #[test]
    fn a_token_arrives_as_it_was_sent_among_whatever_else(
        token in TOKEN, before in "([a-z]{1,5}=[a-z]{0,5}; ){0,3}", behind in "(; [a-z]{1,5}=[a-z]{0,5}){0,3}",
    ) {
        let cookie = value(&format!("{before}uketori_session={token}{behind}"));
        let bearer = value(&format!("Bearer {token}"));
        prop_assert_eq!(read([cookie.clone()], None), Ok(Credentials::Cookie(token.clone())));
        prop_assert_eq!(read([], Some(bearer.clone())), Ok(Credentials::Bearer(token)));
        prop_assert_eq!(read([cookie], Some(bearer)), Err(CredentialsError::Both));
    }

    /// Cookies of other sites may be bytes that are not text, and white space around our token is not part of
    /// it.
    #[test]
    fn a_token_arrives_among_bytes_that_are_no_text(
        token in TOKEN, foreign in vec(any::<u8>(), 0..20), space in "[ \t]{0,3}",
    ) {
        let ours = format!("uketori_session={space}{token}{space}").into_bytes();
        let foreign: Vec<u8> = [b"a=".to_vec(), foreign].concat().into_iter().filter(|byte| *byte != b';').collect();
        for pairs in [[foreign.clone(), ours.clone()], [ours, foreign]] {
            let Ok(line) = HeaderValue::from_bytes(&pairs.join(&b"; "[..])) else { continue };
            prop_assert_eq!(read([line], None), Ok(Credentials::Cookie(token.clone())));
        }
    }

    /// The server reads back a cookie that it sets.
    #[test]
    fn a_cookie_that_was_set_is_read_back(token in TOKEN) {
        let set = origins().set_cookie(&CookieChange::SetSession(token.clone()));
        let pair = set.split(';').next().expect("a pair");
        prop_assert_eq!(read([value(pair)], None), Ok(Credentials::Cookie(token)));
    }

    #[test]
    fn a_language_is_always_found(
        header in prop_oneof![any::<String>(), vec(select(LANGUAGE_WORDS), 0..40).prop_map(|words| words.concat())],
    ) {
        let language = negotiate(&header);
        prop_assert_eq!(negotiate(&header.to_ascii_uppercase()), language, "case counts");
        prop_assert_eq!(negotiate(language.tag()), language, "our own tag");
    }

    #[test]
    fn the_language_wanted_most_is_the_answer(
        wanted in vec((select(Language::iter().collect::<Vec<_>>()), 1_u16..=999), 1..8),
    ) {
        let range = |(language, quality): &(Language, u16)| format!("{};q=0.{quality:03}", language.tag());
        let header = wanted.iter().map(range).collect::<Vec<_>>().join(", ");
        let most = wanted.iter().map(|(_, quality)| *quality).max();
        let first = wanted.iter().find(|(_, quality)| Some(*quality) == most).map(|(language, _)| *language);
        prop_assert_eq!(Some(negotiate(&header)), first, "{}", header);
    }

    #[test]
    fn a_device_is_called_by_words_of_ours(agent in header_bytes(AGENT_WORDS)) {
        let label = device::label(&HeaderMap::from_iter([(header::USER_AGENT, agent)]));
        prop_assert!(!label.is_empty() && label.len() < 40, "{:?}", label);
        let is_ours = |c: char| c.is_ascii_alphabetic() || " ,?".contains(c);
        prop_assert!(label.chars().all(is_ours), "{:?}", label);
    }
}
