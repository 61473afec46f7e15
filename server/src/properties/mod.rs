//! What holds for whatever a client sends, tried with made-up requests.
//!
//! Nothing here is about good input: headers, IDs and documents of any content are read without a panic, and
//! what is taken from them is what was meant. The input is the same at each run, 256 of each kind;
//! `tests/new-seeds` draws more, and other input.

use proptest::test_runner::{Config, RngSeed};

mod document;
mod headers;
mod ids;

/// The command that must always pass is no lottery.
#[test]
fn made_up_input_comes_from_a_seed_that_is_known() {
    assert_ne!(Config::default().rng_seed, RngSeed::Random, "start it by cargo, or set PROPTEST_RNG_SEED");
}
