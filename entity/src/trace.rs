//! Trace IDs in the format of W3C Trace Context: `00-{trace}-{span}-{flags}`.
//!
//! A trace connects the log lines that a request causes in all processes. Nothing is decided by it, because a
//! client can send any value. `tracestate` is not read, because nothing is forwarded to other systems.

use std::{
    fmt,
    num::{NonZeroU64, NonZeroU128},
};

use rand::Rng;

/// A span of a trace: the value of the header `traceparent`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct TraceParent {
    trace: TraceId,
    span: SpanId,
    flags: u8,
}

/// The ID of a trace: 32 hexadecimal digits, never all zero.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct TraceId(NonZeroU128);

/// The ID of a span, that is, of one piece of work in a trace: 16 hexadecimal digits, never all zero.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct SpanId(NonZeroU64);

/// The text is not a valid `traceparent`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("is not a valid traceparent")]
pub struct NoTraceParent;

/// The length of version 00. A later version may continue after another hyphen.
const LENGTH: usize = 55;
/// Flag: the sender recorded the trace. It is passed on and has no other effect.
const SAMPLED: u8 = 0b01;
/// Flag: the last seven bytes of the trace ID are random (level 2).
const RANDOM: u8 = 0b10;

impl TraceParent {
    /// Parses a header or a column.
    pub fn parse(text: &str) -> Result<Self, NoTraceParent> {
        Self::read(text.as_bytes()).ok_or(NoTraceParent)
    }

    fn read(text: &[u8]) -> Option<Self> {
        let (known, rest) = text.split_at_checked(LENGTH)?;
        let [b'0'..=b'9' | b'a'..=b'f', b'0'..=b'9' | b'a'..=b'f', b'-', ids @ .., b'-', high, low] = known
        else {
            return None;
        };
        match (&known[..2], rest) {
            // The recommendation forbids this version.
            (b"ff", _) => return None,
            (_, []) => {}
            (b"00", _) => return None,
            (_, [b'-', ..]) => {}
            (_, _) => return None,
        }
        let (trace, span) = ids.split_at_checked(32)?;
        Some(Self {
            trace: TraceId(NonZeroU128::new(number(trace)?)?),
            span: SpanId(NonZeroU64::new(u64::try_from(number(span.strip_prefix(b"-")?)?).ok()?)?),
            // Bits without a defined meaning are not passed on.
            flags: u8::try_from(number(&[*high, *low])?).ok()? & (SAMPLED | RANDOM),
        })
    }

    /// Starts a new trace with a random ID.
    #[must_use]
    pub fn begin(rng: &mut impl Rng) -> Self {
        let trace = std::iter::repeat_with(|| u128::from(rng.next_u64()) << 64 | u128::from(rng.next_u64()))
            .find_map(NonZeroU128::new)
            .expect("a generator does not draw zero for ever");
        Self { trace: TraceId(trace), span: SpanId::draw(rng), flags: RANDOM }
    }

    /// A new span of the same trace, a child of this one.
    #[must_use]
    pub fn child(self, rng: &mut impl Rng) -> Self {
        Self { span: SpanId::draw(rng), ..self }
    }

    /// A child of the span that `text` names, or a new trace if `text` is not valid.
    #[must_use]
    pub fn below(text: Option<&str>, rng: &mut impl Rng) -> Self {
        match text.map(Self::parse) {
            Some(Ok(parent)) => parent.child(rng),
            Some(Err(NoTraceParent)) | None => Self::begin(rng),
        }
    }

    /// The trace's ID.
    #[must_use]
    pub const fn trace_id(&self) -> TraceId {
        self.trace
    }

    /// The span's ID.
    #[must_use]
    pub const fn span_id(&self) -> SpanId {
        self.span
    }
}

impl SpanId {
    fn draw(rng: &mut impl Rng) -> Self {
        let drawn = std::iter::repeat_with(|| rng.next_u64()).find_map(NonZeroU64::new);
        Self(drawn.expect("a generator does not draw zero for ever"))
    }
}

/// Parses hexadecimal digits in lower case, without a sign.
fn number(digits: &[u8]) -> Option<u128> {
    digits.iter().try_fold(0, |number: u128, digit| {
        let value = match digit {
            b'0'..=b'9' => digit - b'0',
            b'a'..=b'f' => digit - b'a' + 10,
            _ => return None,
        };
        Some(number << 4 | u128::from(value))
    })
}

impl fmt::Display for TraceId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:032x}", self.0)
    }
}

impl fmt::Display for SpanId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:016x}", self.0)
    }
}

impl fmt::Display for TraceParent {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "00-{}-{}-{:02x}", self.trace, self.span, self.flags)
    }
}

#[cfg(test)]
mod tests {
    use rand::{SeedableRng, rngs::StdRng};

    use super::*;

    const TRACE: &str = "4bf92f3577b34da6a3ce929d0e0e4736";
    const SPAN: &str = "00f067aa0ba902b7";

    #[test]
    fn a_header_is_read_as_the_recommendation_says() {
        let check = |text: &str, expected: Option<&str>| {
            let read = TraceParent::parse(text).ok().map(|parent| parent.to_string());
            assert_eq!(read.as_deref(), expected, "{text:?}");
        };
        let written = |flags: &str| format!("00-{TRACE}-{SPAN}-{flags}");
        for flags in ["00", "01", "02", "03"] {
            check(&written(flags), Some(&written(flags)));
        }
        check(&written("ff"), Some(&written("03")));
        check(&written("fc"), Some(&written("00")));
        check(&format!("cc-{TRACE}-{SPAN}-01"), Some(&written("01")));
        check(&format!("01-{TRACE}-{SPAN}-01-what-comes-then"), Some(&written("01")));
        for wrong in [
            String::new(),
            format!("{TRACE}-{SPAN}"),
            format!("00-{TRACE}-{SPAN}"),
            format!("00-{TRACE}-{SPAN}-0"),
            format!("00-{TRACE}-{SPAN}-001"),
            format!("00-{TRACE}-{SPAN}-01-"),
            format!("00-{TRACE}-{SPAN}-01-what-comes-then"),
            format!("01-{TRACE}-{SPAN}-01.what-comes-then"),
            format!("01-{TRACE}-{SPAN}-011"),
            format!("ff-{TRACE}-{SPAN}-01"),
            format!("0g-{TRACE}-{SPAN}-01"),
            format!("0A-{TRACE}-{SPAN}-01"),
            format!("00-{}-{SPAN}-01", TRACE.to_uppercase()),
            format!("00-{TRACE}-{}-01", SPAN.to_uppercase()),
            format!("00-{TRACE}-{SPAN}-0A"),
            format!("00-{}-{SPAN}-01", "0".repeat(32)),
            format!("00-{TRACE}-{}-01", "0".repeat(16)),
            format!("00-{TRACE}_{SPAN}-01"),
            format!("00-+{}-{SPAN}-01", &TRACE[1..]),
            format!(" 00-{TRACE}-{SPAN}-01"),
            format!("00-{TRACE}-{SPAN}-01 "),
            format!("00-{TRACE}-{SPAN}-é"),
        ] {
            check(&wrong, None);
        }
    }

    #[test]
    fn a_child_has_its_parents_trace_and_a_span_of_its_own() {
        let mut rng = StdRng::seed_from_u64(2);
        let parent = TraceParent::parse(&format!("00-{TRACE}-{SPAN}-01")).expect("a traceparent");
        let (one, other) = (parent.child(&mut rng), parent.child(&mut rng));
        assert!([one, other].iter().all(|child| child.trace_id().to_string() == TRACE));
        assert!(one.span_id() != other.span_id() && one.span_id().to_string() != SPAN);
        assert!(one.to_string().ends_with("-01"), "the flag is passed on");
        assert_eq!(TraceParent::below(Some(&parent.to_string()), &mut rng).trace_id(), parent.trace_id());
        for none in [None, Some(""), Some("00-0-0-00")] {
            assert_ne!(TraceParent::below(none, &mut rng).trace_id(), parent.trace_id());
        }
        assert!(TraceParent::begin(&mut rng).to_string().ends_with("-02"), "random, and not recorded");
    }
}
