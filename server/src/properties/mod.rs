//! What holds for whatever a client sends, tried with made-up requests.
//!
//! Nothing here is about good input: headers, IDs and documents of any content are read without a panic, and
//! what is taken from them is what was meant. `PROPTEST_CASES=100000 cargo test -p server properties` tries
//! more than the usual 256 of each.

mod document;
mod headers;
mod ids;
