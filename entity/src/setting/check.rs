//! Collects errors in settings, so that one start reports all of them.

use std::fmt;

use crate::faults::Faults;

/// All errors in the settings, one line each.
#[derive(Debug, PartialEq, Eq, thiserror::Error)]
pub struct WrongSettings(pub Vec<String>);

impl WrongSettings {
    /// `Ok` if there is no error.
    pub fn none_or(faults: Vec<String>) -> Result<(), Self> {
        if faults.is_empty() { Ok(()) } else { Err(Self(faults)) }
    }
}

impl fmt::Display for WrongSettings {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "wrong settings:\n  {}", self.0.join("\n  "))
    }
}

/// A collector of errors. If [`Self::that`] returned `None` for any setting, an error is collected.
#[derive(Debug, Default)]
pub struct Check(pub Faults<String>);

impl Check {
    /// Parses the value of the setting `name`. On failure it returns `None` and collects an error:
    /// `NAME: is required`, or the error from `parse`.
    pub fn that<V, T>(
        &mut self,
        name: &str,
        value: Option<V>,
        parse: impl FnOnce(V) -> Result<T, String>,
    ) -> Option<T> {
        let parsed = value.ok_or_else(|| "is required".to_owned()).and_then(parse);
        self.0.take(parsed, |error| format!("{name}: {error}"))
    }
}
