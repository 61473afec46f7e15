//! Answers introspection from the schema that the server prints, without the engine. So the response agrees
//! with the published schema, descriptions included.
//!
//! apollo-compiler does not answer the fields that `introspection_types` adds. They are replaced by fields
//! that it does answer, under aliases that no document can have, and their values follow from the answer.

use apollo_compiler::{
    ExecutableDocument, Name, Node,
    executable::{Field, Operation, Selection, SelectionSet},
    introspection::{check_max_depth, partial_execute},
    response::{JsonMap, JsonValue},
    schema::ExtendedType,
    validation::Valid,
};

use super::{reason::Reason, refusal::Refusal, schema::ApiSchema};

/// What the top-level fields of an operation request.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum About {
    /// Only data, and no introspection.
    Data,
    /// Only introspection: `__schema`, `__type` or `__typename`.
    Schema,
    /// Both data and introspection.
    Both,
}

/// Finds out what an operation requests. A mutation always requests data.
#[must_use]
pub fn about(document: &ExecutableDocument, operation: &Operation) -> About {
    let mut names = operation.root_fields(document).map(|field| field.name.as_str());
    let (mut schema, mut data) = (false, operation.is_mutation());
    for name in &mut names {
        match name {
            "__schema" | "__type" => schema = true,
            "__typename" => {}
            _ => data = true,
        }
    }
    match (schema, data) {
        (true, true) => About::Both,
        (_, false) => About::Schema,
        (false, true) => About::Data,
    }
}

/// Executes the introspection fields of a query. Refuses lists of fields and types nested too deeply in one
/// another.
pub fn answer(
    api: &ApiSchema,
    document: &Valid<ExecutableDocument>,
    operation: &Node<Operation>,
    variables: &Valid<JsonMap>,
) -> Result<JsonMap, Refusal> {
    check_max_depth(document, operation).map_err(|_| Refusal::Request(Reason::IntrospectionNested))?;
    let (mut document, mut operation) = ((**document).clone(), (**operation).clone());
    replace_added(api, &mut operation.selection_set);
    for fragment in document.fragments.values_mut() {
        replace_added(api, &mut fragment.make_mut().selection_set);
    }
    // Still valid: a field that was replaced takes no arguments and has no selection.
    let document = Valid::assume_valid(document);
    let answered = partial_execute(&api.schema, &api.implementers, &document, &operation, variables);
    let answered = answered.ok().and_then(|answered| answered.data).ok_or(Refusal::Internal)?;
    Ok(with_added(api, answered))
}

/// Separates the name of an added field from its name in the response.
const ADDED: char = ':';

/// Replaces each added field by the name of what it belongs to.
fn replace_added(api: &ApiSchema, selections: &mut SelectionSet) {
    let of = selections.ty.clone();
    for selection in &mut selections.selections {
        match selection {
            Selection::Field(field) if is_added(&of, field) => {
                let Ok(name) = api.schema.type_field(&of, "name") else { continue };
                let alias = Name::new_unchecked(&format!("{}{ADDED}{}", field.name, field.response_key()));
                let field = field.make_mut();
                (field.alias, field.name) = (Some(alias), name.name.clone());
                field.definition = name.node.clone();
            }
            Selection::Field(field) => replace_added(api, &mut field.make_mut().selection_set),
            Selection::InlineFragment(fragment) => {
                replace_added(api, &mut fragment.make_mut().selection_set);
            }
            Selection::FragmentSpread(_) => {} // all fragments are replaced by themselves
        }
    }
}

fn is_added(of: &str, field: &Field) -> bool {
    matches!(
        (of, field.name.as_str()),
        ("__Type", "isOneOf") | ("__Directive", "isDeprecated" | "deprecationReason")
    )
}

/// Puts the values of the added fields in the places of the names.
fn with_added(api: &ApiSchema, answered: JsonMap) -> JsonMap {
    let settled = answered.into_iter().map(|(key, value)| match key.as_str().split_once(ADDED) {
        Some((field, asked)) => (asked.into(), added(api, field, &value)),
        None => (key, settle(api, value)),
    });
    settled.collect()
}

fn settle(api: &ApiSchema, value: JsonValue) -> JsonValue {
    match value {
        JsonValue::Object(fields) => JsonValue::Object(with_added(api, fields)),
        JsonValue::Array(items) => items.into_iter().map(|item| settle(api, item)).collect(),
        leaf => leaf,
    }
}

/// The value of an added field of the type or directive with this name; a list or non-null type has none.
fn added(api: &ApiSchema, field: &str, name: &JsonValue) -> JsonValue {
    match (field, name.as_str().and_then(|name| api.schema.types.get(name))) {
        ("isOneOf", Some(ExtendedType::InputObject(of))) => of.directives.has("oneOf").into(),
        ("isDeprecated", _) => false.into(), // no directive of ours can be deprecated
        _ => JsonValue::Null,
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn asked(text: &str) -> (About, Result<serde_json::Value, Refusal>) {
        asked_of(&crate::graphql::applicant::sdl(), text)
    }

    fn asked_of(sdl: &str, text: &str) -> (About, Result<serde_json::Value, Refusal>) {
        let api = ApiSchema::new(sdl);
        let document = ExecutableDocument::parse_and_validate(&api.schema, text, "document")
            .unwrap_or_else(|faults| panic!("{text}: {}", faults.errors));
        let operation = document.operations.get(None).expect("one");
        let variables = Valid::assume_valid(JsonMap::new());
        let found = answer(&api, &document, operation, &variables);
        (about(&document, operation), found.map(|data| serde_json::to_value(data).expect("JSON")))
    }

    #[test]
    fn the_schema_answers_for_itself() {
        let (about, answered) = asked("{__typename __type(name:\"SessionDelivery\"){kind enumValues{name}}}");
        assert_eq!(about, About::Schema);
        let values = json!([{ "name": "BEARER" }, { "name": "COOKIE" }]);
        assert_eq!(
            answered,
            Ok(json!({ "__typename": "Query", "__type": { "kind": "ENUM", "enumValues": values } }))
        );
        let (about, answered) = asked("{__schema{description} site{title}}");
        assert_eq!(about, About::Both);
        let description = answered.expect("an answer")["__schema"]["description"].clone();
        assert!(description.as_str().is_some_and(|text| text.contains("Certificates of Eligibility")));
        assert_eq!(asked("{site{title}}").0, About::Data);
        assert_eq!(asked("mutation{logOut{errors{__typename}}}").0, About::Data);
        assert_eq!(asked("{__typename}").0, About::Schema);
    }

    #[test]
    fn what_was_added_in_2025_is_answered() {
        let sdl = "input One @oneOf { a: Int b: [One!] } input All { a: Int } type Query { f(one: One, all: All): Int } \
                   directive @oneOf on INPUT_OBJECT";
        let types = "{b:__type(name:\"One\"){isOneOf ...T} c:__type(name:\"All\"){n:name y:isOneOf} \
                     d:__type(name:\"Query\"){isOneOf}} \
                     fragment T on __Type{isOneOf inputFields(includeDeprecated:true){type{isOneOf ofType{... on __Type{x:isOneOf}}}}}";
        let scalar = json!({ "isOneOf": null, "ofType": null });
        let list = json!({ "isOneOf": null, "ofType": { "x": null } });
        let expected = json!({
            "b": { "isOneOf": true, "inputFields": [{ "type": scalar }, { "type": list }] },
            "c": { "n": "All", "y": false },
            "d": { "isOneOf": null },
        });
        assert_eq!(asked_of(sdl, types).1, Ok(expected));
        let directives =
            "{__schema{directives(includeDeprecated:true){name isDeprecated deprecationReason}}}";
        for sdl in [sdl, "type Query { n: Int }"] {
            let answered = asked_of(sdl, directives).1.expect("an answer");
            let directives = answered["__schema"]["directives"].as_array().expect("a list");
            let one_of = json!({ "name": "oneOf", "isDeprecated": false, "deprecationReason": null });
            assert_eq!(directives.iter().filter(|it| **it == one_of).count(), 1, "{answered}");
        }
    }

    #[test]
    fn types_of_fields_of_types_of_fields_are_refused() {
        let nested = "{__schema{types{fields{type{fields{type{fields{name}}}}}}}}";
        assert_eq!(asked(nested).1, Err(Refusal::Request(Reason::IntrospectionNested)));
    }
}
