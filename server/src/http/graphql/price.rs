//! What a request costs that is refused: it was read and judged, although nothing was carried out.
//!
//! A document that is carried out costs its fields alone (`cost`). Nothing here counts, and nothing here refuses.

/// So many bytes that were read cost a point.
const BYTES: usize = 4096;
/// So many tokens that were judged cost a point: 2,000 of them take up to 4 ms, and as many fields take as long.
const TOKENS: usize = 10;

/// What was done for a request before it was carried out.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Work {
    bytes: usize,
    tokens: usize,
}

impl Work {
    /// The same after so many bytes of a body or a query string were read.
    pub fn read(&mut self, bytes: usize) {
        self.bytes = bytes;
    }

    /// The same after so many tokens of a document were, or are about to be, judged.
    pub fn judge(&mut self, tokens: usize) {
        self.tokens = tokens;
    }

    /// Its price in points, at least one.
    #[must_use]
    pub fn price(self) -> u32 {
        let points = self.bytes / BYTES + self.tokens.div_ceil(TOKENS);
        u32::try_from(points.max(1)).unwrap_or(u32::MAX)
    }
}

#[cfg(test)]
mod tests {
    use super::{
        super::{limits::Limits, shape},
        *,
    };

    #[test]
    fn what_is_long_costs_more_and_nothing_is_free() {
        let price = |bytes, document: &str| {
            let mut work = Work::default();
            work.read(bytes);
            work.judge(shape::tokens(document, Limits::default().tokens));
            work.price()
        };
        assert_eq!(Work::default().price(), 1);
        assert_eq!(price(50, "{nothing}"), 1);
        assert_eq!(price(4_000, &"a ".repeat(1_000)), 100);
        assert_eq!(price(64 * 1024, &"a ".repeat(30_000)), 16 + 200, "no more is judged than the limit");
        assert_eq!(price(64 * 1024, "{a(b:\"never ends"), 16 + 1);
        assert_eq!(price(1024 * 1024, &"a ".repeat(50)), 256 + 5);
    }
}
