//! Formats an error and its causes as one line that says everything once.
//!
//! Libraries often include a cause's text in their own and also return the same cause as their source.
//! Printing such a chain as it is repeats everything two or three times.

use std::error::Error;

/// The texts of `error` and its causes, joined by `: `. A text that the line already contains is left out.
#[must_use]
pub fn chain(error: &(dyn Error + 'static)) -> String {
    let mut line = error.to_string();
    let mut cause = error.source();
    while let Some(error) = cause {
        let text = error.to_string();
        if !line.contains(&text) {
            line = format!("{line}: {text}");
        }
        cause = error.source();
    }
    line
}

#[cfg(test)]
mod tests {
    use std::io;

    use super::*;

    #[derive(Debug, thiserror::Error)]
    enum Failed {
        #[error("reading failed: {0}")]
        Repeats(#[from] io::Error),
        #[error("nothing was read")]
        Silent(#[source] io::Error),
        #[error(transparent)]
        Transparent(Box<Failed>),
    }

    #[test]
    fn each_cause_is_said_once() {
        let refused = || io::Error::other("connection refused");
        for (error, expected) in [
            (Failed::Repeats(refused()), "reading failed: connection refused"),
            (Failed::Silent(refused()), "nothing was read: connection refused"),
            (Failed::Transparent(Failed::Repeats(refused()).into()), "reading failed: connection refused"),
        ] {
            assert_eq!(chain(&error), expected);
        }
    }
}
