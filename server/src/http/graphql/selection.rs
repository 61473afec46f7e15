//! Applies `@skip` and `@include` once the variables are known.

use apollo_compiler::{
    ast::DirectiveList,
    executable::{Selection, SelectionSet, Value},
    response::{JsonMap, JsonValue},
};

/// The selections that remain after `@skip` and `@include`.
pub fn included<'a>(
    selections: &'a SelectionSet,
    variables: &'a JsonMap,
) -> impl Iterator<Item = &'a Selection> + 'a {
    selections.selections.iter().filter(|selection| is_included(selection.directives(), variables))
}

/// Whether a selection with these directives remains.
pub(super) fn is_included(directives: &DirectiveList, variables: &JsonMap) -> bool {
    let says = |name: &str| {
        let condition = directives.get(name).and_then(|directive| directive.specified_argument_by_name("if"));
        condition.is_some_and(|condition| match &**condition {
            Value::Variable(name) => variables.get(name.as_str()).and_then(JsonValue::as_bool) == Some(true),
            value => value.to_bool() == Some(true),
        })
    };
    !says("skip") && (!directives.has("include") || says("include"))
}

#[cfg(test)]
mod tests {
    use apollo_compiler::{ExecutableDocument, Schema};
    use serde_json::json;

    use super::*;

    #[test]
    fn what_is_skipped_or_not_included_is_left_out() {
        let schema =
            Schema::parse_and_validate("type Query { a: Int b: Int c: Int d: Int e: Int }", "schema");
        let schema = schema.expect("a schema");
        let query = "query($t:Boolean!,$f:Boolean!){a @skip(if:$t) b @skip(if:$f) c @include(if:$t) d @include(if:$f) \
                     e @skip(if:false) @include(if:true) ... @include(if:false){a}}";
        let document =
            ExecutableDocument::parse_and_validate(&schema, query, "document").expect("a document");
        let JsonValue::Object(variables) = JsonValue::from(json!({ "t": true, "f": false })) else {
            panic!("an object")
        };
        let selections = &document.operations.get(None).expect("one").selection_set;
        let left: Vec<_> = included(selections, &variables)
            .map(|selection| selection.as_field().map_or("fragment", |field| field.name.as_str()))
            .collect();
        assert_eq!(left, ["b", "c", "e"]);
    }
}
