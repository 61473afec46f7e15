//! Measurements of speed and memory, run by hand, never by a test: `cargo bench --bench load -- timing
//! [samples]`, `… -- login-storm [rounds] [seconds]`, `… -- login-flood [seconds]`, `… -- intake [lines]`, `…
//! -- idle [seconds]` or `… -- table [seconds] [certificates]`.

#![expect(clippy::print_stdout, reason = "a measurement prints its results")]

mod idle;
mod intake;
mod login_flood;
mod login_storm;
mod measure;
#[expect(dead_code, unused_imports, unused_macros, reason = "only a part of the support is needed here")]
#[path = "../support/mod.rs"]
mod support;
mod table;
mod timing;

#[tokio::main]
async fn main() {
    let arguments: Vec<_> = std::env::args().skip(1).filter(|argument| argument != "--bench").collect();
    let number =
        |index: usize, usual| arguments.get(index).map_or(usual, |text| text.parse().expect("a number"));
    match arguments.first().map(String::as_str) {
        Some("timing") => timing::run(number(1, 200)).await,
        Some("login-storm") => login_storm::run(number(1, 3), number(2, 20)).await,
        Some("login-flood") => login_flood::run(number(1, 60)).await,
        Some("intake") => intake::run(number(1, 100_000)).await,
        Some("idle") => idle::run(number(1, 60)).await,
        Some("table") => table::run(number(1, 8), number(2, 1_000_000)).await,
        _ => println!(
            "say what to measure: timing [samples], login-storm [rounds] [seconds], login-flood [seconds], intake \
             [lines], idle [seconds], or table [seconds] [certificates]"
        ),
    }
}
