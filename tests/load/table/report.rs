//! The table as text: ratios first, for a machine is another one every day.

use std::fmt::Write as _;
use std::path::Path;

use super::phase::{Figure, Row, Stage};

/// Where the table stands in its document.
const MARKS: [&str; 2] = ["<!-- the table begins -->\n", "<!-- the table ends -->\n"];

/// The table of what was measured.
pub(crate) fn table(stage: &Stage, certificates: u64) -> String {
    let rate =
        |row| stage.figures.get(&row).map_or(f64::NAN, |figures| median(figures, |figure| figure.rate));
    let p99 = |row| stage.figures.get(&row).map_or(f64::NAN, |figures| median(figures, |it| it.waits[1]));
    let middle = |row| stage.figures.get(&row).map_or(f64::NAN, |figures| median(figures, |it| it.waits[0]));
    let mut text = String::new();
    let mut line = |cells: &str| writeln!(text, "{cells}").expect("a string takes all");
    line("| | of the limit | a second | median, p99 | µs of a core: server, worker, PostgreSQL, Redis |");
    line("|---|---|---|---|---|");
    let rows = [
        ("a session and its first page, 32 connections", Row::Reads, Some(Row::LimitOfReads(32))),
        ("pgbench, the same statements, 32 clients", Row::LimitOfReads(32), None),
        ("the same, 8 clients", Row::LimitOfReads(8), None),
        ("logins, 16 connections", Row::Logins, Some(Row::LimitOfLogins)),
        ("bare argon2id on all cores", Row::LimitOfLogins, None),
        ("reads while 32 connections log in", Row::ReadsInStorm, Some(Row::LimitOfReads(32))),
        ("`registerReceipt`, 32 connections", Row::Registers, None),
        ("`startRegistration`, 32 connections, a worker beside it", Row::Starts, None),
        ("5,000 queued mails, one worker", Row::Drain, None),
        ("the first page of an account with 10 certificates, 1 connection", Row::PageOf(false), None),
        ("the same with 50,000", Row::PageOf(true), None),
    ];
    for (name, row, limit) in rows {
        let Some(figures) = stage.figures.get(&row) else { continue };
        let share = limit.map_or_else(String::new, |limit| format!("{:.2}", rate(row) / rate(limit)));
        let costs: [f64; 4] = std::array::from_fn(|index| median(figures, |figure| figure.costs[index]));
        let costs = if costs.iter().sum::<f64>() > 0.0 {
            costs.map(|cost| format!("{cost:.0}")).join(", ")
        } else {
            String::new()
        };
        let waits = match (middle(row), p99(row)) {
            (middle, _) if middle.is_nan() => String::new(),
            (middle, p99) if p99.is_nan() => format!("{middle:.1} ms"),
            (middle, p99) => format!("{middle:.1}, {p99:.1} ms"),
        };
        let failed: usize = figures.iter().map(|figure| figure.failed).sum();
        let name = if failed > 0 { format!("{name} ({failed} not answered well)") } else { name.to_owned() };
        line(&format!("| {name} | {share} | {:.0} | {waits} | {costs} |", rate(row)));
    }
    let [server, worker] = stage.peaks();
    format!(
        "{text}\nThe p99 of reads is {:.1} times as long while others log in. The page of the account with 50,000 \
         certificates takes {:.1} times as long as one of 10. At most the server had {server} MiB in memory, and the worker \
         {worker} MiB. {certificates} certificates, {} core(s), {}.\n",
        p99(Row::ReadsInStorm) / p99(Row::Reads),
        middle(Row::PageOf(true)) / middle(Row::PageOf(false)),
        std::thread::available_parallelism().map_or(1, std::num::NonZeroUsize::get),
        entity::clock::today_in_japan(crate::measure::now()),
    )
}

/// Puts the table into its document, in the place of the one before.
pub(crate) fn write(table: &str) {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../docs/PERFORMANCE.md");
    let document = std::fs::read_to_string(&path).expect("the document");
    let [before, behind] = MARKS.map(|mark| document.find(mark).expect("the table's place"));
    let before = &document[..before + MARKS[0].len()];
    std::fs::write(&path, format!("{before}\n{table}\n{}", &document[behind..])).expect("the document");
}

fn median(figures: &[Figure], of: impl Fn(&Figure) -> f64) -> f64 {
    let mut values: Vec<_> = figures.iter().map(of).collect();
    values.sort_by(f64::total_cmp);
    values.get(values.len() / 2).copied().unwrap_or(f64::NAN)
}
