//! The plan of the layers: which room may import which. A room is a crate's module with everything below it;
//! the two parts of `graphql` are separate rooms. Each list goes from the top floor down, and a room imports
//! only rooms below it. An import that is allowed but no longer used must be removed from the list, so the
//! plan stays true.

use std::collections::{BTreeMap, BTreeSet};

use syn::visit::{self, Visit};

use crate::architecture::sources;

/// A crate: its name, its sources, our crates that it may import, and its rooms with what each may import.
struct Crate {
    name: &'static str,
    folder: &'static str,
    crates: &'static [&'static str],
    rooms: &'static [(&'static str, &'static str)],
}

const HOUSE: [Crate; 4] = [
    Crate {
        name: "server",
        folder: "server/src",
        crates: &["entity", "migration", "passwords", "worker"],
        rooms: &[
            ("main", "command config graphql graphql/applicant graphql/officer"),
            (
                "command",
                "embedded config http graphql graphql/applicant graphql/officer officer certificate account restore notice \
                 outbox_admin keys readiness_check app readiness rate_limit batches audit line_reader paging",
            ),
            (
                "embedded",
                "config http graphql graphql/applicant graphql/officer account restore keys readiness_check app readiness \
                 rate_limit batches site terms",
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
                "graphql officer account certificate notice outbox_admin app rate_limit request_info audit paging",
            ),
            ("graphql", "capacity paging"),
            (
                "officer",
                "account certificate outbox_admin keys idempotency app rate_limit request_info audit capacity paging",
            ),
            (
                "account",
                "keys idempotency app rate_limit batches request_info audit capacity line_reader terms",
            ),
            ("certificate", "app batches request_info audit capacity paging"),
            ("notice", "idempotency audit paging"),
            ("restore", "outbox_admin audit"),
            ("outbox_admin", "audit"),
            ("readiness_check", "app readiness"),
            ("keys", "app"),
            ("app", "readiness rate_limit batches site capacity"),
            ("readiness", ""),
            ("rate_limit", "client"),
            ("batches", "request_info audit"),
            ("request_info", "client audit"),
            ("idempotency", ""),
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
        rooms: &[
            ("main", "config keys mail signals"),
            ("settle", "job context mail"),
            ("schedule", "job context"),
            ("notify_listener", "queue context"),
            ("dispatcher", "queue job context mail"),
            ("queue", "job context redis_client"),
            ("job", "context delivery_steps keys mail"),
            ("context", "delivery_steps mail"),
            ("config", "mail redis_client"),
            ("keys", "mail"),
            ("delivery_steps", ""),
            ("mail", ""),
            ("redis_client", ""),
            ("signals", ""),
        ],
    },
    Crate {
        name: "passwords",
        folder: "server/passwords/src",
        crates: &["entity"],
        rooms: &[
            ("password_hash", "own_hash admission hashing_threads fair_queue"),
            ("own_hash", "foreign_hash hashing_threads"),
            ("admission", "attempt_gate fair_queue"),
            ("attempt_gate", "fair_queue"),
            ("hashing_threads", "fair_queue"),
            ("foreign_hash", ""),
            ("fair_queue", ""),
        ],
    },
    Crate {
        name: "entity",
        folder: "entity/src",
        crates: &[],
        rooms: &[
            ("restore", "account email_link known_device officer registration_step session"),
            ("officer", "account input key_ring session"),
            ("outbox", "account certificate staff_alert trace"),
            ("email_link", "account language"),
            ("known_device", "account"),
            ("session", "account"),
            ("suppressed_address", "account"),
            ("notice", "audit clock input language"),
            ("audit", "account"),
            ("certificate", "account clock input"),
            ("account", "clock input language"),
            ("user_id_request", "language"),
            ("municipality", "input"),
            ("server_key", "key_ring"),
            ("key_file", "key_ring private_file"),
            ("setting", "faults"),
            ("registration_step", ""),
            ("idempotency", ""),
            ("staff_alert", ""),
            ("trace", ""),
            ("key_ring", ""),
            ("private_file", ""),
            ("error_chain", ""),
            ("faults", ""),
            ("clock", ""),
            ("input", ""),
            ("language", ""),
        ],
    },
];

/// The paths of our own that a file names, each from its crate's name on.
struct Paths {
    module: Vec<String>,
    /// What the file's `use` items call by a shorter name.
    names: BTreeMap<String, Vec<String>>,
    found: Vec<Vec<String>>,
}

impl Paths {
    /// A path from its crate's name on. One into a foreign crate becomes one below the file itself, which is no import.
    fn absolute(&self, path: &[String]) -> Vec<String> {
        let supers = path.iter().take_while(|part| *part == "super").count();
        let parent = &self.module[..self.module.len().saturating_sub(supers)];
        match path.first().map(String::as_str) {
            Some("crate") => [&self.module[..1], &path[1..]].concat(),
            Some("super") => [parent, &path[supers..]].concat(),
            Some("self") => [&self.module, &path[1..]].concat(),
            Some(name) if name == "migration" || HOUSE.iter().any(|house| house.name == name) => {
                path.to_vec()
            }
            Some(name) if self.names.contains_key(name) => [&self.names[name], &path[1..]].concat(),
            _ => [&self.module, path].concat(),
        }
    }

    fn note_tree(&mut self, tree: &syn::UseTree, before: &[String]) {
        let (ident, name) = match tree {
            syn::UseTree::Path(path) => {
                return self.note_tree(&path.tree, &[before, &[path.ident.to_string()]].concat());
            }
            syn::UseTree::Group(group) => {
                return group.items.iter().for_each(|tree| self.note_tree(tree, before));
            }
            syn::UseTree::Glob(_) => return self.found.push(self.absolute(before)),
            syn::UseTree::Name(syn::UseName { ident }) => (ident, ident),
            syn::UseTree::Rename(syn::UseRename { ident, rename, .. }) => (ident, rename),
        };
        let path = if ident == "self" { before.to_vec() } else { [before, &[ident.to_string()]].concat() };
        let name = if name == "self" { path.last().cloned().unwrap_or_default() } else { name.to_string() };
        let path = self.absolute(&path);
        self.names.insert(name, path.clone());
        self.found.push(path);
    }
}

impl<'ast> Visit<'ast> for Paths {
    /// Tests may import anything.
    fn visit_item_mod(&mut self, module: &'ast syn::ItemMod) {
        let is_test = module.attrs.iter().any(|attribute| attribute.path().is_ident("cfg"));
        if !is_test {
            self.module.push(module.ident.to_string());
            visit::visit_item_mod(self, module);
            self.module.pop();
        }
    }

    fn visit_item_use(&mut self, item: &'ast syn::ItemUse) {
        self.note_tree(&item.tree, &[]);
    }

    fn visit_path(&mut self, path: &'ast syn::Path) {
        let parts: Vec<_> = path.segments.iter().map(|segment| segment.ident.to_string()).collect();
        if parts.len() > 1 {
            self.found.push(self.absolute(&parts));
        }
        visit::visit_path(self, path);
    }
}

/// All files by their module paths, with the files that each imports.
type Imports = BTreeMap<String, BTreeSet<String>>;

fn imports(all: &[(&Crate, Vec<(String, String)>)]) -> Imports {
    let of = |house: &Crate, path: &str| {
        let inside = path.trim_start_matches(house.folder).trim_start_matches('/').trim_end_matches(".rs");
        let parts = inside.split('/').filter(|part| !["mod", "lib"].contains(part));
        [house.name].into_iter().chain(parts).map(str::to_owned).collect::<Vec<_>>()
    };
    let files = all.iter().flat_map(|(house, files)| files.iter().map(|file| (*house, file)));
    let files: Vec<_> = files.filter(|(_, (path, _))| !path.contains("/properties/")).collect();
    let modules: BTreeSet<_> = files.iter().map(|(house, (path, _))| of(house, path).join("::")).collect();
    let mut imports = Imports::new();
    for (house, (path, text)) in files {
        let module = of(house, path);
        let mut paths = Paths { module: module.clone(), names: BTreeMap::new(), found: Vec::new() };
        paths.visit_file(&syn::parse_file(text).expect("a source"));
        let name = module.join("::");
        let found = paths.found.into_iter().filter_map(|path| {
            (1..=path.len()).rev().map(|length| path[..length].join("::")).find(|path| modules.contains(path))
        });
        // A file and the `mod.rs` above it count as one.
        let found = found.filter(|other| !format!("{name}::").starts_with(&format!("{other}::")));
        imports.insert(name.clone(), found.collect());
    }
    imports
}

/// The room of a module, with the name of its crate.
fn room(module: &str) -> String {
    let parts: Vec<_> = module.split("::").collect();
    match parts[..] {
        ["server", "graphql", wing @ ("applicant" | "officer"), ..] => format!("server/graphql/{wing}"),
        [name, room, ..] => format!("{name}/{room}"),
        _ => module.to_owned(),
    }
}

/// Imports that the plan does not allow, and allowances that are not used.
fn breaches(imports: &Imports) -> Vec<String> {
    let mut unused = BTreeSet::new();
    for house in &HOUSE {
        for (from, to) in house.rooms {
            let to = to
                .split_whitespace()
                .map(|to| (format!("{}/{from}", house.name), format!("{}/{to}", house.name)));
            unused.extend(to);
        }
    }
    let allowed = unused.clone();
    let mut found = Vec::new();
    for (from, others) in imports {
        for to in others {
            let (here, there) = (room(from), room(to));
            let arrow = (here.clone(), there.clone());
            let of = |room: &str| room.split('/').next().map(str::to_owned).unwrap_or_default();
            let (this, that) = (of(&here), of(&there));
            let may = if this == that {
                // The root of a crate names its modules.
                here == there || !here.contains('/') || allowed.contains(&arrow)
            } else {
                HOUSE.iter().any(|house| house.name == this && house.crates.contains(&that.as_str()))
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
fn circle(imports: &Imports) -> Option<Vec<String>> {
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

fn house() -> Vec<(&'static Crate, Vec<(String, String)>)> {
    HOUSE.iter().map(|house| (house, sources(house.folder))).collect()
}

#[test]
fn the_plan_goes_down() {
    for house in &HOUSE {
        for (floor, (from, to)) in house.rooms.iter().enumerate() {
            for to in to.split_whitespace() {
                let below = house.rooms[floor + 1..].iter().any(|(room, _)| *room == to);
                assert!(below, "{}: {to} does not stand below {from}", house.name);
            }
        }
    }
}

#[test]
fn each_room_imports_what_its_plan_says() {
    let found = breaches(&imports(&house()));
    assert!(found.is_empty(), "{}", found.join("\n"));
}

#[test]
fn no_files_import_each_other_in_a_circle() {
    assert_eq!(circle(&imports(&house())), None);
}

#[test]
fn a_wrong_import_and_a_circle_are_found() {
    let plant = |file: &str, text: &str| {
        let mut house = house();
        let files = house.iter_mut().flat_map(|(_, files)| files);
        files.filter(|(path, _)| path == file).for_each(|(_, source)| source.push_str(text));
        imports(&house)
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
        let breaches = breaches(&plant(file, text));
        assert!(breaches.iter().any(|breach| breach.ends_with(found)), "{breaches:?}");
    }
    let circle = circle(&plant("entity/src/language.rs", "use super::user_id_request;"));
    assert!(circle.is_some_and(|circle| circle.contains(&"entity::language".to_owned())));
}
