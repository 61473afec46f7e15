//! The price of a refused request, which has been read and validated although nothing was executed.
//!
//! An operation that is executed costs only its fields (`cost`). Nothing here charges or refuses.

/// Bytes that are read for one point.
const BYTES: usize = 4096;
/// Tokens that are validated for one point. Validating 2,000 tokens takes up to 4 ms.
const TOKENS: usize = 10;

/// The work that was done for a request before its execution.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Work {
    bytes: usize,
    tokens: usize,
}

impl Work {
    /// Sets how many bytes of the body or the query string have been read.
    pub fn read(&mut self, bytes: usize) {
        self.bytes = bytes;
    }

    /// Sets how many tokens of the document have been, or are about to be, validated.
    pub fn judge(&mut self, tokens: usize) {
        self.tokens = tokens;
    }

    /// The price of this work in points, at least 1.
    #[must_use]
    pub fn price(self) -> u32 {
        let points = self.bytes / BYTES + self.tokens.div_ceil(TOKENS);
        u32::try_from(points.max(1)).unwrap_or(u32::MAX)
    }
}

#[cfg(test)]
mod tests {
    use super::{super::limits::Limits, *};
    use crate::http::graphql::precheck;

    #[test]
    fn what_is_long_costs_more_and_nothing_is_free() {
        let price = |bytes, document: &str| {
            let mut work = Work::default();
            work.read(bytes);
            work.judge(precheck::tokens(document, Limits::default().tokens));
            work.price()
        };
        assert_eq!(Work::default().price(), 1);
        assert_eq!(price(50, "{nothing}"), 1);
        assert_eq!(price(4_000, &"a ".repeat(1_000)), 100);
        assert_eq!(
            price(64 * 1024, &"a ".repeat(30_000)),
            16 + 200,
            "no more tokens are validated than the limit"
        );
        assert_eq!(price(64 * 1024, "{a(b:\"never ends"), 16 + 1);
        assert_eq!(price(1024 * 1024, &"a ".repeat(50)), 256 + 5);
    }
}
