//! Answers introspection from the schema that the server prints, without the engine. So the response agrees
//! with the published schema, descriptions included.

use apollo_compiler::{
    ExecutableDocument, Node,
    executable::Operation,
    introspection::{check_max_depth, partial_execute},
    response::JsonMap,
    validation::Valid,
};

use super::{refusal::Refusal, schema::ApiSchema};

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
    check_max_depth(document, operation).map_err(|_| Refusal::TooDeep)?;
    let answered = partial_execute(&api.schema, &api.implementers, document, operation, variables);
    answered.ok().and_then(|answered| answered.data).ok_or(Refusal::Internal)
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn asked(text: &str) -> (About, Result<serde_json::Value, Refusal>) {
        let api = ApiSchema::new(&crate::graphql::applicant::sdl());
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
        assert_eq!(asked("mutation{logOut{loggedOut}}").0, About::Data);
        assert_eq!(asked("{__typename}").0, About::Schema);
    }

    #[test]
    fn types_of_fields_of_types_of_fields_are_refused() {
        let nested = "{__schema{types{fields{type{fields{type{fields{name}}}}}}}}";
        assert_eq!(asked(nested).1, Err(Refusal::TooDeep));
    }
}
