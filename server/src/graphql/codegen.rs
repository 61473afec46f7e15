//! What generators of clients read besides the SDL, made from the SDL itself: which types stand behind an
//! interface or a union, and what the scalars are in JSON.
//!
//! Both schemas have theirs. Nothing of an operation is here: clients write their own, or take those of the
//! playground.

use std::collections::BTreeMap;

use async_graphql::{
    ScalarType, Value,
    parser::{
        parse_schema,
        types::{TypeDefinition, TypeKind, TypeSystemDefinition},
    },
};
use chrono::{DateTime as Moment, NaiveDate};
use serde::Serialize;

use super::scalar::{Date, DateTime, Url};

/// The types behind each interface and union, as Apollo Client's cache takes them: the content of
/// `docs/client/possibleTypes.json`.
#[must_use]
pub fn possible_types(sdl: &str) -> String {
    let mut possible: BTreeMap<String, Vec<String>> = BTreeMap::new();
    for definition in types(sdl) {
        let name = definition.name.node.to_string();
        match definition.kind {
            TypeKind::Union(union) => {
                possible.entry(name).or_default().extend(union.members.iter().map(ToString::to_string));
            }
            TypeKind::Object(object) => {
                for interface in object.implements {
                    possible.entry(interface.to_string()).or_default().push(name.clone());
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

/// A scalar as a generator of clients sees it; `input` and `output` are types of TypeScript, as
/// graphql-codegen's setting `scalars` names them.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Scalar {
    input: &'static str,
    output: &'static str,
    /// The name that JSON Schema has for the form.
    format: &'static str,
    specified_by: String,
    description: String,
    example: String,
}

/// The scalars that are not GraphQL's own: the content of `docs/client/scalars.json`.
#[must_use]
pub fn scalars(sdl: &str) -> String {
    let scalars = types(sdl).filter(|definition| matches!(definition.kind, TypeKind::Scalar));
    pretty(&scalars.map(|scalar| (scalar.name.node.to_string(), seen(&scalar))).collect::<BTreeMap<_, _>>())
}

fn seen(scalar: &TypeDefinition) -> Scalar {
    let name = scalar.name.node.as_str();
    let (format, example) = format_and_example(name);
    let Value::String(example) = example else { panic!("the scalar {name} is no string in JSON") };
    let specified_by = scalar.directives.iter().find(|directive| directive.node.name.node == "specifiedBy");
    let url = specified_by.and_then(|directive| match &directive.node.get_argument("url")?.node {
        Value::String(url) => Some(url.clone()),
        _ => None,
    });
    let description = scalar.description.as_ref().map(|text| text.node.trim().replace('\n', " "));
    Scalar {
        input: "string",
        output: "string",
        format,
        specified_by: url.unwrap_or_else(|| panic!("the scalar {name} names no specification")),
        description: description.unwrap_or_default(),
        example,
    }
}

/// A value of each scalar, as the server itself writes it.
fn format_and_example(scalar: &str) -> (&'static str, Value) {
    let day = NaiveDate::from_ymd_opt(2025, 11, 7).expect("a day");
    match scalar {
        "DateTime" => {
            let moment = "2025-11-07T17:00:00+09:00".parse::<Moment<chrono::FixedOffset>>();
            ("date-time", DateTime(moment.expect("a moment").to_utc()).to_value())
        }
        "Date" => ("date", Date(day).to_value()),
        "Url" => ("uri", Url("https://portal.example.jp/register".parse().expect("a URL")).to_value()),
        other => panic!("say here what the scalar {other} looks like"),
    }
}

fn types(sdl: &str) -> impl Iterator<Item = TypeDefinition> + use<> {
    let document = parse_schema(sdl).expect("an SDL of ours");
    document.definitions.into_iter().filter_map(|definition| match definition {
        TypeSystemDefinition::Type(definition) => Some(definition.node),
        TypeSystemDefinition::Schema(_) | TypeSystemDefinition::Directive(_) => None,
    })
}

fn pretty(value: &impl Serialize) -> String {
    serde_json::to_string_pretty(value).expect("texts are JSON") + "\n"
}
