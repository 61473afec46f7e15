//! Property tests: what holds for any request, tried with generated input.
//!
//! They are not about valid input: headers, IDs and documents of any content are read without a panic, and
//! what is taken from them is what was meant. Each run uses the same 256 inputs of each kind;
//! `tests/new-seeds` runs more, and different ones.

use proptest::test_runner::{Config, RngSeed};

mod document;
mod headers;
mod ids;

/// A command that must always pass must not depend on chance.
#[test]
fn made_up_input_comes_from_a_seed_that_is_known() {
    assert_ne!(Config::default().rng_seed, RngSeed::Random, "start it by cargo, or set PROPTEST_RNG_SEED");
}
