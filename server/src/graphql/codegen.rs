//! Files for client generators, derived from the SDL: the members of each interface and union, how a cache finds
//! each object again, and the JSON form of each scalar.
//!
//! Each schema has its own files. They contain no operations: clients write their own, or take those of the
//! playground.

use std::collections::{BTreeMap, BTreeSet};

use apollo_compiler::schema::{ExtendedType, ScalarType, Schema};
use async_graphql::{ScalarType as _, Value};
use chrono::{DateTime as Moment, NaiveDate};
use serde::Serialize;

use super::scalar::{Date, DateTime, Url};

/// The members of each interface and union, in the format of Apollo Client's cache: the contents of
/// `docs/client/possibleTypes.json`.
#[must_use]
pub fn possible_types(sdl: &str) -> String {
    let schema = read(sdl);
    let mut possible: BTreeMap<String, Vec<String>> = BTreeMap::new();
    for (name, of) in schema.types.iter().filter(|(_, of)| !of.is_built_in()) {
        match of {
            ExtendedType::Union(union) => {
                let members = union.members.iter().map(|member| member.name.to_string());
                possible.entry(name.to_string()).or_default().extend(members);
            }
            ExtendedType::Object(object) => {
                for interface in &object.implements_interfaces {
                    possible.entry(interface.name.to_string()).or_default().push(name.to_string());
                }
            }
            _ => {}
        }
    }
    for names in possible.values_mut() {
        names.sort_unstable();
    }
    pretty(&BTreeMap::from([("possibleTypes", possible)]))
}

/// What names an object without an `id` in lists: without a key, a list in one language would take the place of the
/// same list in another one.
const KEYS: [(&str, &str); 4] =
    [("Municipality", "code"), ("Prefecture", "code"), ("SiteLink", "kind"), ("UserTypeChoice", "type")];

/// How Apollo Client's cache keeps the objects of a type.
#[derive(Serialize)]
#[serde(untagged)]
enum TypePolicy {
    /// An object that has a name of its own: it is the same wherever it appears.
    Key {
        /// The fields that name it.
        #[serde(rename = "keyFields")]
        key_fields: [&'static str; 1],
    },
    /// Any other object: a part of the one that it was selected in.
    Part {
        /// Always false: the cache gives it no name.
        #[serde(rename = "keyFields")]
        key_fields: bool,
        /// Always true: a query for some of its fields does not remove the others.
        merge: bool,
    },
}

/// The policy of each object type that queries return, in the format of Apollo Client's cache: the contents of
/// `docs/client/typePolicies.json`.
#[must_use]
pub fn type_policies(sdl: &str) -> String {
    let schema = read(sdl);
    let policy = |name: &str, has_id: bool| {
        let key = KEYS.iter().find(|(of, _)| *of == name).map(|(_, key)| *key);
        match key.or(has_id.then_some("id")) {
            Some(key) => TypePolicy::Key { key_fields: [key] },
            None => TypePolicy::Part { key_fields: false, merge: true },
        }
    };
    let mut policies = BTreeMap::new();
    for name in returned_by_queries(&schema).into_iter().filter(|name| name != "Query") {
        if let Some(ExtendedType::Object(object)) = schema.types.get(name.as_str()) {
            let policy = policy(&name, object.fields.contains_key("id"));
            policies.insert(name, policy);
        }
    }
    pretty(&BTreeMap::from([("typePolicies", policies)]))
}

/// The names of all types that the answer to a query can contain. The payloads of mutations are not among them: a
/// cache keeps what is in them, not themselves.
fn returned_by_queries(schema: &Schema) -> BTreeSet<String> {
    let mut found = BTreeSet::from(["Query".to_owned()]);
    let mut open = vec!["Query".to_owned()];
    while let Some(name) = open.pop() {
        let next: Vec<String> = match schema.types.get(name.as_str()) {
            Some(ExtendedType::Object(object)) => {
                object.fields.values().map(|field| field.ty.inner_named_type().to_string()).collect()
            }
            Some(ExtendedType::Union(union)) => {
                union.members.iter().map(|member| member.name.to_string()).collect()
            }
            Some(ExtendedType::Interface(_)) => {
                let implements = |of: &ExtendedType| match of {
                    ExtendedType::Object(object) => {
                        object.implements_interfaces.iter().any(|one| *one.name == *name)
                    }
                    _ => false,
                };
                schema
                    .types
                    .iter()
                    .filter(|(_, of)| implements(of))
                    .map(|(name, _)| name.to_string())
                    .collect()
            }
            _ => Vec::new(),
        };
        open.extend(next.into_iter().filter(|name| found.insert(name.clone())));
    }
    found
}

/// A scalar as client generators need it; `input` and `output` are TypeScript types, in the format of
/// graphql-codegen's `scalars` setting.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Scalar {
    input: &'static str,
    output: &'static str,
    /// The JSON Schema name of the format, e.g. `date-time`.
    format: &'static str,
    specified_by: String,
    description: String,
    example: String,
}

/// The custom scalars, in the format of graphql-codegen: the contents of `docs/client/scalars.json`.
#[must_use]
pub fn scalars(sdl: &str) -> String {
    let schema = read(sdl);
    let scalars = schema.types.iter().filter_map(|(name, of)| match of {
        ExtendedType::Scalar(scalar) if !of.is_built_in() => Some((name.to_string(), seen(name, scalar))),
        _ => None,
    });
    pretty(&scalars.collect::<BTreeMap<_, _>>())
}

fn seen(name: &str, scalar: &ScalarType) -> Scalar {
    let (format, example) = format_and_example(name);
    let Value::String(example) = example else { panic!("the scalar {name} is not a string in JSON") };
    let specified_by = scalar.directives.get("specifiedBy");
    let url = specified_by.and_then(|directive| directive.specified_argument_by_name("url")?.as_str());
    let description = scalar.description.as_ref().map(|text| text.trim().replace('\n', " "));
    Scalar {
        input: "string",
        output: "string",
        format,
        specified_by: url.map_or_else(|| panic!("the scalar {name} has no @specifiedBy URL"), str::to_owned),
        description: description.unwrap_or_default(),
        example,
    }
}

/// The JSON Schema format of a scalar, and an example value as the server serializes it.
fn format_and_example(scalar: &str) -> (&'static str, Value) {
    let day = NaiveDate::from_ymd_opt(2025, 11, 7).expect("a valid day");
    match scalar {
        "DateTime" => {
            let moment = "2025-11-07T17:00:00+09:00".parse::<Moment<chrono::FixedOffset>>();
            ("date-time", DateTime(moment.expect("a valid moment").to_utc()).to_value())
        }
        "Date" => ("date", Date(day).to_value()),
        "URL" => ("uri", Url("https://portal.example.jp/register".parse().expect("a valid URL")).to_value()),
        other => panic!("add a format and an example for the scalar {other}"),
    }
}

fn read(sdl: &str) -> Schema {
    Schema::parse(sdl, "schema.graphql").unwrap_or_else(|faults| panic!("invalid SDL: {}", faults.errors))
}

fn pretty(value: &impl Serialize) -> String {
    serde_json::to_string_pretty(value).expect("strings serialize to JSON") + "\n"
}
