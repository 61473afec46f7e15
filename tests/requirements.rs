//! Every requirement of the account chapters, of issuing and of the top page is named by a test: those that
//! the API can show in its story, and those of a page alone here, with what the API provides for that page.

use std::fs;
use std::path::Path;

/// Requirements of pages alone, and what the page is built on.
const OF_PAGES: [(&str, &str); 8] = [
    ("R21", "scrolling to the top of a page"),
    ("R25", "which screens have two languages alone; `termsOfUse` says in which language it is"),
    ("R28", "the way in from the agency's page: an address of the front end"),
    ("R30", "the top page's sections: their headings; behind them `notices` and `procedures`"),
    ("R31", "the card of the application status: a text; the list behind it is `viewer.receipts`"),
    ("R32", "the card of the registration: a text; behind it `userTypes` and `startRegistration`"),
    ("R34", "two buttons that lead to the login screen; behind it `logIn`"),
    ("R110", "the button back to the top page"),
];

/// The texts of all stories and tests except this one.
fn stories() -> String {
    let mut text = String::new();
    let mut folders = vec![Path::new(env!("CARGO_MANIFEST_DIR")).to_owned()];
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(folder).expect("a folder") {
            let path = entry.expect("an entry").path();
            let is_source = path.extension().is_some_and(|extension| extension == "rs");
            if path.is_dir() {
                folders.push(path);
            } else if is_source && !path.ends_with("requirements.rs") {
                text += &fs::read_to_string(path).expect("a source");
            }
        }
    }
    text
}

/// Whether the text contains the mark as a separate word.
fn names(text: &str, mark: &str) -> bool {
    text.match_indices(mark).any(|(at, _)| {
        let before = text[..at].chars().next_back().is_none_or(|c| !c.is_alphanumeric());
        let after = text[at + mark.len()..].chars().next().is_none_or(|c| !c.is_alphanumeric());
        before && after
    })
}

#[test]
fn every_requirement_of_accounts_and_the_top_page_is_named_by_a_test() {
    let stories = stories();
    for number in [4, 15].into_iter().chain(19..=48).chain(81..=112) {
        let mark = format!("R{number}");
        let is_of_a_page = OF_PAGES.iter().any(|(of_page, _)| *of_page == mark);
        assert!(names(&stories, &mark) || is_of_a_page, "no test names {mark}");
    }
}

/// What ISA's manuals and other public sources leave open about issuing, and its two mails.
#[test]
fn everything_about_issuing_certificates_is_named_by_a_test() {
    let stories = stories();
    for mark in ["I1", "I2", "I3", "I4", "I5", "I15", "M8", "M12", "P7", "P8", "P9", "P10", "R71"] {
        assert!(names(&stories, mark), "no test names {mark}");
    }
}
