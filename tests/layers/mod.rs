//! The plan of the layers: which module of a crate may import which. A module includes those below it, except
//! that the two parts of `graphql` count separately. A module imports only modules that come after it in its
//! list. An import that is allowed but no longer used must be removed from the list, so the plan stays true.

use std::collections::BTreeSet;

mod imports;

use self::imports::{Imports, imports};
use crate::architecture::sources;

/// A crate: its name, its sources, our crates that it may import, and its modules with what each may import.
struct Crate {
    name: &'static str,
    folder: &'static str,
    crates: &'static [&'static str],
    modules: &'static [(&'static str, &'static str)],
}

const CRATES: [Crate; 4] = [
    Crate {
        name: "server",
        folder: "server/src",
        crates: &["entity", "migration", "passwords", "worker"],
        modules: &[
            ("main", "command config graphql graphql/applicant graphql/officer"),
            (
                "command",
                "embedded config http graphql graphql/applicant graphql/officer officer certificate account restore notice \
                 outbox_admin keys readiness_check app readiness rate_limit batches audit line_reader paging",
            ),
            (
                "embedded",
                "config http graphql graphql/applicant graphql/officer certificate account restore keys readiness_check app \
                 readiness rate_limit batches audit site terms",
            ),
            ("config", "http rate_limit site procedure"),
            (
                "http",
                "graphql graphql/applicant graphql/officer officer account app readiness rate_limit request_info client audit \
                 capacity paging",
            ),
            (
                "graphql/applicant",
                "graphql account certificate notice app rate_limit request_info site procedure terms paging",
            ),
            (
                "graphql/officer",
                "graphql officer account certificate notice outbox_admin app request_info audit paging",
            ),
            ("graphql", "capacity paging"),
            (
                "officer",
                "account certificate outbox_admin keys idempotency app rate_limit request_info audit site paging",
            ),
            (
                "account",
                "keys idempotency app rate_limit batches request_info audit capacity line_reader terms",
            ),
            ("certificate", "app rate_limit batches request_info audit capacity paging"),
            ("notice", "idempotency audit paging"),
            ("restore", "outbox_admin audit"),
            ("outbox_admin", "audit"),
            ("readiness_check", "app readiness"),
            ("keys", "app"),
            ("app", "readiness rate_limit batches site capacity"),
            ("readiness", ""),
            ("rate_limit", "client"),
            ("batches", "request_info audit"),
            ("idempotency", ""),
            ("request_info", "client audit"),
            ("client", ""),
            ("audit", ""),
            ("capacity", ""),
            ("site", "procedure"),
            ("procedure", ""),
            ("terms", ""),
            ("line_reader", ""),
            ("paging", ""),
        ],
    },
    Crate {
        name: "worker",
        folder: "worker/src",
        crates: &["entity", "migration"],
        modules: &[
            ("main", "bounce_command config keys mail signals"),
            ("bounce_command", "bounce config keys signals"),
            ("settle", "job context mail"),
            ("schedule", "job context"),
            ("notify_listener", "queue context"),
            ("dispatcher", "queue job context mail"),
            ("queue", "job context redis_client"),
            ("job", "context delivery_steps keys mail"),
            ("context", "delivery_steps mail"),
            ("config", "bounce mail redis_client"),
            ("bounce", "mail tls"),
            ("keys", "mail"),
            ("delivery_steps", ""),
            ("mail", "tls"),
            ("redis_client", ""),
            ("signals", ""),
            ("tls", ""),
        ],
    },
    Crate {
        name: "passwords",
        folder: "server/passwords/src",
        crates: &["entity"],
        modules: &[
            ("password_hash", "ticket slow_lane own_hash admission hashing_threads foreign_hash fair_queue"),
            ("ticket", "slow_lane own_hash admission hashing_threads foreign_hash fair_queue"),
            ("slow_lane", "own_hash hashing_threads foreign_hash fair_queue waiting_line"),
            ("own_hash", "foreign_hash hashing_threads"),
            ("admission", "attempt_gate fair_queue"),
            ("attempt_gate", "fair_queue"),
            ("hashing_threads", "fair_queue"),
            ("foreign_hash", ""),
            ("fair_queue", ""),
            ("waiting_line", ""),
        ],
    },
    Crate {
        name: "entity",
        folder: "entity/src",
        crates: &[],
        modules: &[
            ("restore", "account email_link known_device officer registration_step session"),
            ("officer", "account input key_ring known_device session"),
            ("outbox", "account certificate staff_alert trace"),
            ("mail_bounce", "account certificate"),
            ("email_link", "account language parts_digest"),
            ("known_device", "account"),
            ("session", "account"),
            ("suppressed_address", "account"),
            ("notice", "audit clock input language"),
            ("audit", "account"),
            ("certificate", "account clock input key_ring"),
            ("account", "clock input language"),
            ("user_id_request", "language"),
            ("municipality", "input"),
            ("server_key", "key_ring"),
            ("key_file", "key_ring private_file"),
            ("setting", "faults"),
            ("registration_step", ""),
            ("mail_quota", "parts_digest"),
            ("name_search", ""),
            ("idempotency", "parts_digest"),
            ("parts_digest", ""),
            ("staff_alert", ""),
            ("trace", ""),
            ("key_ring", ""),
            ("private_file", ""),
            ("error_chain", ""),
            ("faults", ""),
            ("clock", ""),
            ("input", ""),
            ("language", ""),
            ("version", ""),
        ],
    },
];

/// The module in the plan that a module belongs to, with the name of its crate.
fn top_module(module: &str) -> String {
    let parts: Vec<_> = module.split("::").collect();
    match parts[..] {
        ["server", "graphql", wing @ ("applicant" | "officer"), ..] => format!("server/graphql/{wing}"),
        [name, module, ..] => format!("{name}/{module}"),
        _ => module.to_owned(),
    }
}

/// Imports that the plan does not allow, and allowances that are not used.
fn breaches(imports: &Imports) -> Vec<String> {
    let mut unused = BTreeSet::new();
    for part in &CRATES {
        for (from, to) in part.modules {
            let to = to
                .split_whitespace()
                .map(|to| (format!("{}/{from}", part.name), format!("{}/{to}", part.name)));
            unused.extend(to);
        }
    }
    let allowed = unused.clone();
    let mut found = Vec::new();
    for (from, others) in imports {
        for to in others {
            let (here, there) = (top_module(from), top_module(to));
            let arrow = (here.clone(), there.clone());
            let of = |module: &str| module.split('/').next().map(str::to_owned).unwrap_or_default();
            let (this, that) = (of(&here), of(&there));
            let may = if this == that {
                // The root of a crate names its modules.
                here == there || !here.contains('/') || allowed.contains(&arrow)
            } else {
                CRATES.iter().any(|part| part.name == this && part.crates.contains(&that.as_str()))
            };
            if !may {
                found.push(format!("{from} imports {to}: {here} may not import {there}"));
            }
            unused.remove(&arrow);
        }
    }
    found.extend(
        unused.iter().map(|(from, to)| format!("nothing in {from} imports {to}: take it out of the plan")),
    );
    found
}

/// Files that import each other in a cycle, if there are any.
fn cycle(imports: &Imports) -> Option<Vec<String>> {
    let mut left = imports.clone();
    // A file that imports none of the remaining files is in no cycle, nor is one that none of them imports.
    while let Some(end) = left.keys().find(|file| {
        let imports_some = left[*file].iter().any(|to| left.contains_key(to));
        !imports_some || !left.values().any(|to| to.contains(*file))
    }) {
        let end = end.clone();
        left.remove(&end);
    }
    (!left.is_empty()).then(|| left.into_keys().collect())
}

fn all() -> Vec<(&'static Crate, Vec<(String, String)>)> {
    CRATES.iter().map(|part| (part, sources(part.folder))).collect()
}

#[test]
fn the_plan_goes_down() {
    for part in &CRATES {
        for (index, (from, to)) in part.modules.iter().enumerate() {
            for to in to.split_whitespace() {
                let below = part.modules[index + 1..].iter().any(|(module, _)| *module == to);
                assert!(below, "{}: {to} does not stand below {from}", part.name);
            }
        }
    }
}

#[test]
fn each_module_imports_what_its_plan_allows() {
    let found = breaches(&imports(&all()));
    assert!(found.is_empty(), "{}", found.join("\n"));
}

#[test]
fn no_files_import_each_other_in_a_cycle() {
    assert_eq!(cycle(&imports(&all())), None);
}

#[test]
fn a_wrong_import_and_a_cycle_are_found() {
    let with = |file: &str, text: &str| {
        let mut all = all();
        let files = all.iter_mut().flat_map(|(_, files)| files);
        files.filter(|(path, _)| path == file).for_each(|(_, source)| source.push_str(text));
        imports(&all)
    };
    for (file, text, found) in [
        ("server/src/audit/mod.rs", "use crate::http::device;", "server/audit may not import server/http"),
        (
            "server/src/graphql/applicant/node.rs",
            "fn f() { super::super::officer::schema(); }",
            "server/graphql/applicant may not import server/graphql/officer",
        ),
        ("entity/src/clock.rs", "use {worker::{mail::{self}}};", "entity/clock may not import worker/mail"),
    ] {
        let breaches = breaches(&with(file, text));
        assert!(breaches.iter().any(|breach| breach.ends_with(found)), "{breaches:?}");
    }
    let cycle = cycle(&with("entity/src/language.rs", "use super::user_id_request;"));
    assert!(cycle.is_some_and(|cycle| cycle.contains(&"entity::language".to_owned())));
}
