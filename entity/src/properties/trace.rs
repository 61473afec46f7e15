//! The header that names a trace.

use proptest::prelude::*;
use rand::{SeedableRng, rngs::StdRng};

use super::{allowed_by, fits, input};
use crate::trace::TraceParent;

const HEADERS: &[&str] = &[
    "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01",
    "cc-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-03-what the future will be like",
    "00-00000000000000000000000000000001-0000000000000001-00",
];

const WRITTEN: &str = "^00-[0-9a-f]{32}-[0-9a-f]{16}-0[0-3]$";

proptest! {
    #[test]
    fn whatever_is_sent_is_refused_or_read_and_written_in_one_form(input in input(HEADERS)) {
        if let Ok(read) = TraceParent::parse(&input) {
            let written = read.to_string();
            prop_assert!(fits(WRITTEN, &written), "{written}");
            prop_assert_eq!(&written[2..52], &input[2..52], "both ids as they came");
            prop_assert_eq!(TraceParent::parse(&written), Ok(read));
        }
    }

    #[test]
    fn every_header_of_the_form_is_read_unless_an_id_is_zero(input in allowed_by(WRITTEN)) {
        let is_zero = input[3..35].bytes().all(|b| b == b'0') || input[36..52].bytes().all(|b| b == b'0');
        let read = TraceParent::parse(&input).map(|parent| parent.to_string());
        prop_assert_eq!(read.ok(), (!is_zero).then_some(input));
    }

    #[test]
    fn what_is_drawn_can_be_read(seed in any::<u64>()) {
        let mut rng = StdRng::seed_from_u64(seed);
        let begun = TraceParent::begin(&mut rng);
        let child = begun.child(&mut rng);
        for parent in [begun, child] {
            prop_assert_eq!(TraceParent::parse(&parent.to_string()), Ok(parent));
        }
        prop_assert!(begun.trace_id() == child.trace_id() && begun.span_id() != child.span_id());
    }
}
