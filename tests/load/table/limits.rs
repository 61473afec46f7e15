//! What the machine can do without our programs: PostgreSQL with our statements only, and bare threads that
//! hash.

use std::process::Command;
use std::time::Duration;

use entity::{account, session};
use sea_orm::{ColumnTrait, DbBackend, EntityTrait, QueryFilter, QuerySelect, QueryTrait};
use server::batches::receipt_pages;

use super::seed;
use crate::support::postgres;
use crate::support::process::Directory;

/// The results of a pgbench script.
pub(crate) struct Bench {
    /// Runs per second.
    pub(crate) rate: f64,
    /// The average duration of a run, in milliseconds.
    pub(crate) latency: f64,
}

/// The statements of a read: the session with its account, and a page with its count.
pub(crate) fn read() -> String {
    let session = session::Entity::find()
        .filter(session::Column::TokenDigest.eq(Vec::<u8>::new()))
        .find_also_related(account::Entity)
        .limit(1)
        .build(DbBackend::Postgres)
        .sql;
    // Without a colon, because pgbench takes what follows one for a variable.
    let token = "sha256(convert_to(concat_ws(chr(58), 'uketori', 'session', 'bearer', 'v1', \
                 'table' || lpad((:n::int)::text, 59, '0')), 'UTF8'))";
    let account = "md5('account-' || (:n::int)::text)::uuid";
    let page = receipt_pages::of_one([account, "now()", "20", "0"]).replace('\n', " ");
    let session = session.replace("$1", token).replace("$2", "1");
    format!("\\set n random(0, {})\n{session};\n{page};\n", seed::SESSIONS - 1)
}

/// Runs a script for `span` with `clients` clients. Each statement is prepared once.
pub(crate) fn pgbench(url: &str, script: &str, clients: usize, span: Duration) -> Bench {
    let folder = Directory::new("pgbench");
    let file = folder.path().join("script.sql");
    std::fs::write(&file, script).expect("a file");
    let mut bench = Command::new(postgres::program("pgbench"));
    bench.args(["--no-vacuum", "--protocol=prepared", "--jobs=1", "--client", &clients.to_string()]);
    bench.args(["--time", &span.as_secs().max(1).to_string(), "--file"]).arg(&file).arg(url);
    let done = bench.output().expect("pgbench runs");
    let said = String::from_utf8_lossy(&done.stdout);
    assert!(done.status.success(), "{said}{}", String::from_utf8_lossy(&done.stderr));
    let figure = |name: &str| {
        let line = said.lines().find_map(|line| line.strip_prefix(name)).unwrap_or_else(|| panic!("{said}"));
        let number = line.trim_start_matches([' ', '=']).split(' ').next().expect("a number");
        number.parse().unwrap_or_else(|_| panic!("{said}"))
    };
    Bench { rate: figure("tps"), latency: figure("latency average") }
}
