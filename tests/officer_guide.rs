//! `docs/OFFICER_API.md` names every mutation of the officers' API, with the roles that may use it, and only names that
//! exist.

use std::collections::BTreeSet;

use apollo_compiler::Schema;
use apollo_compiler::schema::ExtendedType;
use entity::officer::role::role_code;
use server::officer::permission::{FIELDS, Operation, Permission};

use crate::support::guide::{name_in, rows_in, spans};

const GUIDE: &str = include_str!("../docs/OFFICER_API.md");

/// The one that everybody may use, whatever the table of permissions says of it.
const LOG_OUT: &str = "logOut";

#[test]
fn every_mutation_is_there_with_its_roles() {
    let rows = rows_in(GUIDE, &["mutation", "who may", "what it does"]);
    let mut told = BTreeSet::from([LOG_OUT.to_owned()]);
    for row in &rows {
        let name = name_in(&row[0]);
        let line = FIELDS.iter().find(|(of, field, _)| *of == Operation::Mutation && *field == name);
        let (.., permission) = line.unwrap_or_else(|| panic!("there is no mutation {name}"));
        let roles: Vec<String> = match permission {
            Permission::Anyone => vec!["anyone".to_owned()],
            Permission::LoggedIn => vec!["every officer".to_owned()],
            Permission::Roles(roles) => roles.iter().map(|role| format!("`{}`", role_code(*role))).collect(),
        };
        assert_eq!(row[1], roles.join(" "), "who may use {name}");
        told.insert(name);
    }
    let mutations = FIELDS.iter().filter(|(of, ..)| *of == Operation::Mutation);
    assert_eq!(told, mutations.map(|(_, name, _)| (*name).to_owned()).collect());
}

/// A word in camelCase or in capitals is a name of the schema, a setting or a cookie.
#[test]
fn every_name_exists() {
    let sdl = server::graphql::officer::sdl();
    let schema = Schema::parse(&sdl, "officer.graphql").expect("a schema");
    let mut names = BTreeSet::new();
    for (name, of) in &schema.types {
        names.insert(name.to_string());
        match of {
            ExtendedType::Object(object) => {
                for (name, field) in &object.fields {
                    names.insert(name.to_string());
                    names.extend(field.arguments.iter().map(|argument| argument.name.to_string()));
                }
            }
            ExtendedType::InputObject(input) => names.extend(input.fields.keys().map(ToString::to_string)),
            ExtendedType::Enum(found) => names.extend(found.values.keys().map(ToString::to_string)),
            _ => {}
        }
    }
    let settings = include_str!("../.env.example");
    let is_name = |span: &&str| span.chars().all(|c| c.is_ascii_alphanumeric() || c == '_');
    for span in spans(GUIDE).into_iter().filter(is_name) {
        let is_ours = names.contains(span) || settings.contains(&format!("{span}="));
        assert!(
            is_ours || span.starts_with("uketori_officer") || span.starts_with("__Host-"),
            "there is no {span}"
        );
    }
}
