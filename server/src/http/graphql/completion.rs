//! Completes the data of a response: keys in the order of the document, null for missing fields, and no null
//! where the schema forbids it.
//!
//! It walks the typed document beside the data. Today's engine leaves little to correct, but clients rely on
//! these rules, so this module guarantees them, independently of a library's version.

use apollo_compiler::{
    ExecutableDocument, Name as Found,
    executable::{Field, Operation, Selection, SelectionSet, Type},
    response::JsonMap,
};
use async_graphql::{Name, PathSegment, ServerError, Value, indexmap::IndexMap};

use super::{
    engine::{TYPE, of_json},
    schema::ApiSchema,
    selection::included,
};
use crate::graphql::error::ApiError;

/// Merges the engine's data with the introspection data, in the order of the document. Adds an error for each
/// forbidden null that no error explains yet.
pub fn complete(
    api: &ApiSchema,
    document: &ExecutableDocument,
    operation: &Operation,
    variables: &JsonMap,
    (data, about_schema): (Value, &JsonMap),
    errors: &mut Vec<ServerError>,
) -> Value {
    let mut given = match data {
        Value::Object(given) => given,
        _ if !errors.is_empty() => return Value::Null,
        _ => IndexMap::new(),
    };
    given.extend(about_schema.iter().map(|(name, value)| (Name::new(name.as_str()), of_json(value))));
    let mut completion = Completion { api, document, variables, errors };
    let shape = completion.shape(operation.object_type(), &[&operation.selection_set]);
    completion.object(&shape, given, None).map_or(Value::Null, Value::Object)
}

/// The fields of an object by their names in the response, in order. Fields with the same name are merged.
type Shape<'a> = IndexMap<&'a Found, Vec<&'a Field>>;

/// A value is null although its type is non-null, so its parent becomes null, too.
struct Nullified;

/// The position of a value in the response.
#[derive(Clone, Copy)]
struct Path<'a> {
    above: Option<&'a Path<'a>>,
    step: Step<'a>,
}

#[derive(Clone, Copy)]
enum Step<'a> {
    Field(&'a Found),
    Item(usize),
}

impl Path<'_> {
    fn segments(self) -> Vec<PathSegment> {
        let mut segments = self.above.map_or_else(Vec::new, |above| above.segments());
        segments.push(match self.step {
            Step::Field(name) => PathSegment::Field(name.to_string()),
            Step::Item(index) => PathSegment::Index(index),
        });
        segments
    }
}

struct Completion<'a, 'e> {
    api: &'a ApiSchema,
    document: &'a ExecutableDocument,
    variables: &'a JsonMap,
    errors: &'e mut Vec<ServerError>,
}

impl<'a> Completion<'a, '_> {
    fn shape(&self, object: &str, sets: &[&'a SelectionSet]) -> Shape<'a> {
        let mut shape = Shape::new();
        for set in sets {
            self.collect(object, set, &mut shape);
        }
        shape
    }

    fn collect(&self, object: &str, selections: &'a SelectionSet, shape: &mut Shape<'a>) {
        for selection in included(selections, self.variables) {
            match selection {
                Selection::Field(field) => shape.entry(field.response_key()).or_default().push(field),
                Selection::InlineFragment(fragment) => {
                    let condition = fragment.type_condition.as_ref();
                    if condition.is_none_or(|condition| self.api.is_a(object, condition)) {
                        self.collect(object, &fragment.selection_set, shape);
                    }
                }
                Selection::FragmentSpread(spread) => {
                    let fragment = self.document.fragments.get(&spread.fragment_name);
                    if let Some(fragment) = fragment.filter(|it| self.api.is_a(object, it.type_condition())) {
                        self.collect(object, &fragment.selection_set, shape);
                    }
                }
            }
        }
    }

    fn object(
        &mut self,
        shape: &Shape<'a>,
        given: IndexMap<Name, Value>,
        above: Option<&Path<'_>>,
    ) -> Result<IndexMap<Name, Value>, Nullified> {
        let mut ordered = in_order(shape, given);
        for ((key, fields), slot) in shape.iter().zip(ordered.values_mut()) {
            // apollo-compiler has executed these completely.
            if matches!(fields[0].name.as_str(), "__schema" | "__type") {
                continue;
            }
            let path = Path { above, step: Step::Field(key) };
            // Fields with one name in the response have one type, which the validation has checked.
            *slot = self.value(fields[0].ty(), fields, std::mem::take(slot), path, &mut Vec::new())?;
        }
        Ok(ordered)
    }

    /// Completes a value of type `of`. `shapes` caches the shapes of a list's objects, most of which have the
    /// same type.
    fn value(
        &mut self,
        of: &Type,
        fields: &[&'a Field],
        value: Value,
        path: Path<'_>,
        shapes: &mut Vec<(String, Shape<'a>)>,
    ) -> Result<Value, Nullified> {
        let completed = match value {
            Value::Null => Ok(Value::Null),
            Value::List(items) if of.is_list() => {
                let items = items.into_iter().enumerate().map(|(index, item)| {
                    let path = Path { above: Some(&path), step: Step::Item(index) };
                    self.value(of.item_type(), fields, item, path, shapes)
                });
                items.collect::<Result<_, _>>().map(Value::List)
            }
            Value::Object(given) if self.api.is_composite(of.inner_named_type()) => {
                let object = match given.get(TYPE) {
                    Some(Value::String(name)) => name.as_str(),
                    _ => of.inner_named_type().as_str(),
                };
                let known = shapes.iter().position(|(name, _)| name == object);
                let known = known.unwrap_or_else(|| {
                    let sets: Vec<_> = fields.iter().map(|field| &field.selection_set).collect();
                    shapes.push((object.to_owned(), self.shape(object, &sets)));
                    shapes.len() - 1
                });
                self.object(&shapes[known].1, given, Some(&path)).map(Value::Object)
            }
            leaf => Ok(leaf),
        };
        match completed {
            Ok(Value::Null) if of.is_non_null() => {
                self.account_for(path);
                Err(Nullified)
            }
            Err(Nullified) if !of.is_non_null() => Ok(Value::Null),
            completed => completed,
        }
    }

    /// Adds an error for a forbidden null, unless an error at or below this path explains it already.
    fn account_for(&mut self, path: Path<'_>) {
        let path = path.segments();
        if !self.errors.iter().any(|error| error.path.starts_with(&path)) {
            let mut error = async_graphql::Error::from(ApiError::Internal)
                .into_server_error(async_graphql::Pos::default());
            error.path = path;
            error.locations.clear();
            self.errors.push(error);
        }
    }
}

/// The entries of `shape`, in its order. Missing ones are null, and others are dropped.
fn in_order(shape: &Shape<'_>, mut given: IndexMap<Name, Value>) -> IndexMap<Name, Value> {
    let is_ordered = shape.len() == given.len()
        && shape.keys().zip(given.keys()).all(|(asked, found)| asked.as_str() == found.as_str());
    if is_ordered {
        return given;
    }
    let entry = |asked: &&Found| {
        given.swap_remove_entry(asked.as_str()).unwrap_or_else(|| (Name::new(asked.as_str()), Value::Null))
    };
    shape.keys().map(entry).collect()
}

#[cfg(test)]
mod tests {
    use apollo_compiler::response::JsonValue;
    use serde_json::json;

    use super::*;

    const SDL: &str = "
        interface Node { id: ID! }
        type User implements Node { id: ID! name: String friends: [User!]! pets: [Pet] best: User }
        type Pet implements Node { id: ID! sound: String! }
        union Either = User | Pet
        type Query { me: User you: User! node: Node any: [Either!] n: Int }
    ";

    /// Returns the completed data, and the paths of all errors, old and added.
    fn completed(query: &str, data: serde_json::Value, old: &[&str]) -> (String, Vec<String>) {
        let api = ApiSchema::new(SDL);
        let document = ExecutableDocument::parse_and_validate(&api.schema, query, "document")
            .unwrap_or_else(|faults| panic!("{query}: {}", faults.errors));
        let operation = document.operations.get(None).expect("one");
        let variables: JsonValue = json!({ "yes": true }).into();
        let variables = variables.as_object().expect("an object");
        let data = Value::from_json(data).expect("a value");
        let error = |path: &&str| ServerError {
            path: path.split('.').map(|part| PathSegment::Field(part.to_owned())).collect(),
            ..ServerError::new("old", None)
        };
        let mut errors: Vec<_> = old.iter().map(error).collect();
        let data = complete(&api, &document, operation, variables, (data, &JsonMap::new()), &mut errors);
        let shown = |error: &ServerError| {
            let parts = error.path.iter().map(|part| match part {
                PathSegment::Field(name) => name.clone(),
                PathSegment::Index(index) => index.to_string(),
            });
            parts.collect::<Vec<_>>().join(".")
        };
        (serde_json::to_string(&data).expect("JSON"), errors.iter().map(shown).collect())
    }

    fn check(query: &str, data: serde_json::Value, expected: &str) {
        assert_eq!(completed(query, data, &[]), (expected.to_owned(), Vec::new()), "{query}");
    }

    #[test]
    fn keys_stand_in_the_order_of_the_document_and_none_is_missing() {
        check("{b:n a:n}", json!({ "a": 1, "b": 2 }), r#"{"b":2,"a":1}"#);
        check("{n me{name id}}", json!({ "me": { "id": "1" } }), r#"{"n":null,"me":{"name":null,"id":"1"}}"#);
        let merged = "{me{id} n ...f} fragment f on Query{me{name id}}";
        check(
            merged,
            json!({ "n": 1, "me": { "name": "N", "id": "1" } }),
            r#"{"me":{"id":"1","name":"N"},"n":1}"#,
        );
        check("query($yes:Boolean!){n @skip(if:$yes)}", json!({}), "{}");
        check("query($yes:Boolean!){n @skip(if:$yes)}", json!(null), "{}");
        check(
            "query($yes:Boolean!){me{id @skip(if:$yes)}}",
            json!({ "me": { TYPE: "User" } }),
            r#"{"me":{}}"#,
        );
    }

    #[test]
    fn what_is_selected_of_an_abstract_type_follows_the_type_that_it_is() {
        let query = "{node{... on Pet{sound} id ... on User{name}} any{... on User{name} ... on Node{id}}}";
        let data = json!({
            "node": { "id": "1", TYPE: "User" },
            "any": [{ "id": "2", TYPE: "Pet" }, { TYPE: "User", "id": "3", "name": "N" }],
        });
        let expected = r#"{"node":{"id":"1","name":null},"any":[{"id":"2"},{"name":"N","id":"3"}]}"#;
        check(query, data, expected);
    }

    #[test]
    fn a_null_goes_up_to_what_may_be_null() {
        let check = |query: &str, data, expected: &str, errors: &[&str]| {
            let errors = errors.iter().map(ToString::to_string).collect();
            assert_eq!(completed(query, data, &[]), (expected.to_owned(), errors), "{query}");
        };
        check("{n me{id}}", json!({ "n": 1, "me": {} }), r#"{"n":1,"me":null}"#, &["me.id"]);
        check("{n you{id}}", json!({ "n": 1, "you": { "id": null } }), "null", &["you.id"]);
        let friends = json!({ "me": { "friends": [{ "id": "1" }, { "id": null }] } });
        check("{me{friends{id}}}", friends, r#"{"me":null}"#, &["me.friends.1.id"]);
        let pets = json!({ "me": { "pets": [{ "sound": "w" }, { "sound": null }] } });
        check("{me{pets{sound}}}", pets, r#"{"me":{"pets":[{"sound":"w"},null]}}"#, &["me.pets.1.sound"]);
    }

    #[test]
    fn a_null_that_an_error_tells_of_is_not_told_of_again() {
        let (data, errors) = completed("{me{id}}", json!({ "me": {} }), &["me.id"]);
        assert_eq!((data.as_str(), errors), (r#"{"me":null}"#, vec!["me.id".to_owned()]));
        assert_eq!(completed("{you{id}}", json!(null), &["you"]).0, "null");
    }
}
