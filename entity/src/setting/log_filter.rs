//! Checks a log filter (`RUST_LOG`) more strictly than the logging library does.
//!
//! The library takes every word that is not a level for the name of a module, so `RUST_LOG=inof` would
//! silence the whole program without an error. Filters with spans (`[…]`) are not checked here.

const LEVELS: [&str; 6] = ["off", "error", "warn", "info", "debug", "trace"];

/// Reports the first directive that is wrong. Directives are separated by commas.
pub fn check(filter: &str) -> Result<(), String> {
    filter.split(',').map(str::trim).filter(|part| !part.is_empty()).try_for_each(directive)
}

fn directive(part: &str) -> Result<(), String> {
    if part.contains('[') {
        return Ok(());
    }
    match part.split_once('=') {
        Some((target, level)) if is_module(target) && is_level(level) => Ok(()),
        Some((target, _)) if !is_module(target) => Err(form(part)),
        Some((_, level)) => {
            Err(format!("`{part}`: `{level}` is not a level; levels are {}", LEVELS.join(", ")))
        }
        None if is_level(part) => Ok(()),
        None => match near_level(part) {
            Some(level) => Err(format!(
                "`{part}` is not a level; did you mean `{level}`? A module of that name is written `{part}=trace`"
            )),
            None if is_module(part) => Ok(()),
            None => Err(form(part)),
        },
    }
}

fn form(part: &str) -> String {
    format!("`{part}` is not of the form `level` or `module=level`; levels are {}", LEVELS.join(", "))
}

fn is_level(word: &str) -> bool {
    LEVELS.iter().any(|level| level.eq_ignore_ascii_case(word))
        || matches!(word, "0" | "1" | "2" | "3" | "4" | "5")
}

/// The level that a misspelt word probably means.
fn near_level(word: &str) -> Option<&'static str> {
    let word = word.to_ascii_lowercase();
    let is_near = |level: &&str| {
        strsim::damerau_levenshtein(level, &word) == 1
            || (word.len() >= 4 && strsim::damerau_levenshtein(level, &word) == 2)
            || (word.len() >= 3 && (level.starts_with(&word) || word.starts_with(level)))
    };
    LEVELS.into_iter().find(is_near)
}

/// Whether a word can be a module path, e.g. `sqlx` or `server::http`.
fn is_module(word: &str) -> bool {
    let is_name = |name: &str| {
        name.starts_with(|first: char| first.is_ascii_alphabetic() || first == '_')
            && name.chars().all(|c| c.is_ascii_alphanumeric() || matches!(c, '_' | '-'))
    };
    word.split("::").all(is_name)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn levels_and_modules_are_taken() {
        for good in [
            "info",
            "INFO",
            "off",
            "3",
            "server",
            "server::http=debug",
            "info,apalis=off,sqlx=warn",
            "warn, h2=info ,",
            "tower-http=debug",
            "server[request{id=1}]=trace",
            "apalis",
            "hyper",
            "",
        ] {
            assert_eq!(check(good), Ok(()), "{good}");
        }
    }

    #[test]
    fn what_would_pass_in_silence_is_refused_by_name() {
        for (wrong, part, hint) in [
            ("inof", "`inof`", "`info`"),
            ("warning", "`warning`", "`warn`"),
            ("debugg,sqlx=warn", "`debugg`", "`debug`"),
            ("err", "`err`", "`error`"),
            ("sqlx=warn,trce", "`trce`", "`trace`"),
            ("info,sqlx=wran", "`sqlx=wran`", "`wran` is not a level"),
            ("info,sqlx=", "`sqlx=`", "`` is not a level"),
            ("=info", "`=info`", "module=level"),
            ("info;sqlx=warn", "`info;sqlx=warn`", "module=level"),
            ("6", "`6`", "module=level"),
            ("http://x", "`http://x`", "module=level"),
        ] {
            let fault = check(wrong).expect_err(wrong);
            assert!(fault.contains(part) && fault.contains(hint), "{wrong}: {fault}");
        }
    }
}
