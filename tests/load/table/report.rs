//! The tables as text. Ratios come first, because a machine's speed differs from day to day.

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::path::Path;

use super::embedded::Embedded;
use super::phase::{Figure, Row, Stage};

/// The marks around the tables in the document.
const MARKS: [&str; 2] = ["<!-- the table begins -->\n", "<!-- the table ends -->\n"];
/// The rows in their order, each with the limit that it is compared with.
const ROWS: [(&str, Row, Option<Row>); 12] = [
    ("a session and its first page, 32 connections", Row::Reads, Some(Row::LimitOfReads(32))),
    ("pgbench, the same statements, 32 clients", Row::LimitOfReads(32), None),
    ("the same, 8 clients", Row::LimitOfReads(8), None),
    ("logins, 16 connections", Row::Logins, Some(Row::LimitOfLogins)),
    ("bare argon2id on all cores", Row::LimitOfLogins, None),
    ("reads while 32 connections log in", Row::ReadsInStorm, Some(Row::LimitOfReads(32))),
    ("`registerReceipt`, 32 connections", Row::Registers, None),
    ("`startRegistration`, 32 connections, a worker beside it", Row::Starts, None),
    ("5,000 queued mails, one worker", Row::Drain, None),
    ("a look for reminders, 1,000 due", Row::Tick, None),
    ("the first page of an account with 10 certificates, 1 connection", Row::PageOf(false), None),
    ("the same with 50,000", Row::PageOf(true), None),
];

/// The figures of all rows.
type Figures = BTreeMap<Row, Vec<Figure>>;

/// Everything that was measured.
pub(crate) struct Report {
    table: String,
    /// How many times longer reads take during a storm of logins (p99), and a page of the large account
    /// (median).
    ratios: [f64; 2],
    embedded: String,
    certificates: u64,
    /// The peak memory of server and worker, in MiB.
    pub(crate) peaks: [u64; 2],
    embedded_mib: u64,
    /// Per cent of a core that server, worker and embedded mode use while idle.
    pub(crate) idle: [f64; 3],
    /// The larger number of certificates, and how the rows changed with it.
    pub(crate) grown: Option<(u64, String)>,
    /// The table of another product's server, if it was measured.
    pub(crate) peer: Option<String>,
}

impl Report {
    pub(crate) fn of(stage: &Stage, embedded: &Embedded, certificates: u64) -> Self {
        let figures = &stage.figures;
        let wait = |row, index: usize| of(figures, row, |figure| figure.waits[index]);
        let mut modes =
            String::from("| embedded mode | a second | median, p99 | µs of a core |\n|---|---|---|---|\n");
        for (name, figures) in &embedded.figures {
            let rate = median(figures, |figure| figure.rate);
            let [middle, p99, cost] = [
                median(figures, |it| it.waits[0]),
                median(figures, |it| it.waits[1]),
                median(figures, |it| it.costs[0]),
            ];
            writeln!(modes, "| {name} | {rate:.0} | {middle:.1}, {p99:.1} ms | {cost:.0} |")
                .expect("a string takes all");
        }
        Self {
            table: table(figures),
            ratios: [
                wait(Row::ReadsInStorm, 1) / wait(Row::Reads, 1),
                wait(Row::PageOf(true), 0) / wait(Row::PageOf(false), 0),
            ],
            embedded: modes,
            certificates,
            peaks: stage.peaks(),
            embedded_mib: embedded.process.peak_mib().unwrap_or_default(),
            idle: [f64::NAN; 3],
            grown: None,
            peer: None,
        }
    }

    /// The whole text.
    pub(crate) fn text(&self) -> String {
        let ([storm, page], [server, worker], [of_server, of_worker, of_embedded]) =
            (self.ratios, self.peaks, self.idle);
        let mut text = format!(
            "{}\nThe p99 of reads is {storm:.1} times as long while others log in. The page of the account with 50,000 \
             certificates takes {page:.1} times as long as one of 10. At most the server had {server} MiB in memory, and the \
             worker {worker} MiB. {} certificates, {} core(s), {}.\n\n{}\nThe embedded mode had {} MiB in memory. While nobody \
             asks, a server takes {of_server:.2} % of a core, a worker {of_worker:.2} %, and the embedded mode \
             {of_embedded:.2} %.\n",
            self.table,
            self.certificates,
            std::thread::available_parallelism().map_or(1, std::num::NonZeroUsize::get),
            entity::clock::today_in_japan(crate::measure::now()),
            self.embedded,
            self.embedded_mib,
        );
        if let Some((certificates, grown)) = &self.grown {
            write!(text, "\nWith {certificates} certificates:\n\n{grown}").expect("a string takes all");
        }
        if let Some(peer) = &self.peer {
            write!(
                text,
                "\nBeside a Node server, tuned for the same work, in turn and with one load:\n\n{peer}"
            )
            .expect("a string takes all");
        }
        text
    }
}

/// The table of the rows.
fn table(figures: &Figures) -> String {
    let mut text = String::new();
    let mut line = |cells: &str| writeln!(text, "{cells}").expect("a string takes all");
    line("| | of the limit | a second | median, p99 | µs of a core: server, worker, PostgreSQL, Redis |");
    line("|---|---|---|---|---|");
    let rate = |row| of(figures, row, |figure| figure.rate);
    for (name, row, limit) in ROWS {
        let Some(of_row) = figures.get(&row) else { continue };
        let share = limit.map_or_else(String::new, |limit| format!("{:.2}", rate(row) / rate(limit)));
        let costs: [f64; 4] = std::array::from_fn(|index| median(of_row, |figure| figure.costs[index]));
        let costs = if costs.iter().sum::<f64>() > 0.0 {
            costs.map(|cost| format!("{cost:.0}")).join(", ")
        } else {
            String::new()
        };
        let waits = match [0, 1].map(|index| median(of_row, |figure| figure.waits[index])) {
            [middle, _] if middle.is_nan() => String::new(),
            [middle, p99] if p99.is_nan() => format!("{middle:.1} ms"),
            [middle, p99] => format!("{middle:.1}, {p99:.1} ms"),
        };
        let failed: usize = of_row.iter().map(|figure| figure.failed).sum();
        let name = if failed > 0 { format!("{name} ({failed} not answered well)") } else { name.to_owned() };
        line(&format!("| {name} | {share} | {:.0} | {waits} | {costs} |", rate(row)));
    }
    text
}

/// How each row changed with more certificates.
pub(crate) fn growth(before: &Figures, after: &Figures) -> String {
    let mut text = String::from(
        "| | a second, in place of | ratio | µs of PostgreSQL, in place of |\n|---|---|---|---|\n",
    );
    for (name, row, _) in ROWS {
        let rates = [after, before].map(|figures| of(figures, row, |figure| figure.rate));
        let costs = [after, before].map(|figures| of(figures, row, |figure| figure.costs[2]));
        let cost = if costs[0] > 0.0 { format!("{:.0}, {:.0}", costs[0], costs[1]) } else { String::new() };
        let ratio = rates[0] / rates[1];
        writeln!(text, "| {name} | {:.0}, {:.0} | {ratio:.2} | {cost} |", rates[0], rates[1])
            .expect("a string takes all");
    }
    text
}

/// The median of a row's figures.
fn of(figures: &Figures, row: Row, what: impl Fn(&Figure) -> f64) -> f64 {
    figures.get(&row).map_or(f64::NAN, |figures| median(figures, what))
}

/// Replaces the table in its document.
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
