//! Files for client generators, derived from the SDL: the members of each interface and union, and the JSON
//! form of each scalar.
//!
//! Each schema has its own files. They contain no operations: clients write their own, or take those of the
//! playground.

use std::collections::BTreeMap;

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
        "Url" => ("uri", Url("https://portal.example.jp/register".parse().expect("a valid URL")).to_value()),
        other => panic!("add a format and an example for the scalar {other}"),
    }
}

fn read(sdl: &str) -> Schema {
    Schema::parse(sdl, "schema.graphql").unwrap_or_else(|faults| panic!("invalid SDL: {}", faults.errors))
}

fn pretty(value: &impl Serialize) -> String {
    serde_json::to_string_pretty(value).expect("strings serialize to JSON") + "\n"
}
