//! Collects what is wrong with settings, so that one start names every fault.

use std::fmt;

/// All that is wrong with the settings, a line each.
#[derive(Debug, PartialEq, Eq, thiserror::Error)]
pub struct WrongSettings(pub Vec<String>);

impl WrongSettings {
    /// `Ok` when nothing is wrong.
    pub fn none_or(faults: Vec<String>) -> Result<(), Self> {
        if faults.is_empty() { Ok(()) } else { Err(Self(faults)) }
    }
}

impl fmt::Display for WrongSettings {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "wrong settings:\n  {}", self.0.join("\n  "))
    }
}

/// Collects what is wrong; a value is only missing in the end when a fault was noted.
#[derive(Debug, Default)]
pub struct Check(pub Vec<String>);

impl Check {
    /// The value of the setting `name`, or `None` and a fault: `NAME: is required`, or what `parse` says.
    pub fn that<V, T>(
        &mut self,
        name: &str,
        value: Option<V>,
        parse: impl FnOnce(V) -> Result<T, String>,
    ) -> Option<T> {
        match value.ok_or_else(|| "is required".to_owned()).and_then(parse) {
            Ok(value) => Some(value),
            Err(fault) => {
                self.0.push(format!("{name}: {fault}"));
                None
            }
        }
    }
}
