//! Converts a validated operation to the engine's form. So nothing is parsed twice, and syntax that the
//! engine's parser does not know (`\u{…}`, descriptions) never reaches it.
//!
//! Only the selected operation is converted. Fragments are expanded, variables are substituted, and skipped
//! selections and introspection are left out. Each selection on an interface or a union also requests the
//! type name, under an alias that no document can have ([`TYPE`]), because `completion` needs it.

use apollo_compiler::{
    ExecutableDocument, Name as Found, Node,
    executable::{Field, Operation, OperationType, Selection, SelectionSet, Value as Given},
    response::{JsonMap, JsonValue},
};
use async_graphql::{
    Name, Number, Pos, Positioned, ServerError, Value,
    indexmap::IndexMap,
    parser::types::{
        self, DocumentOperations, InlineFragment, OperationDefinition, SelectionSet as Selected,
        TypeCondition,
    },
};

use super::{schema::ApiSchema, selection::included};

/// The alias under which the conversion requests a type name, besides what the document requests.
pub const TYPE: &str = "__typename:";

/// Converts an operation; `None` if nothing is left for the engine to execute.
#[must_use]
pub fn request(
    api: &ApiSchema,
    document: &ExecutableDocument,
    operation: &Operation,
    variables: &JsonMap,
) -> Option<types::ExecutableDocument> {
    let conversion = Conversion { api, document, variables };
    let selection_set = conversion.selected(&operation.selection_set);
    if selection_set.items.is_empty() {
        return None;
    }
    let ty = match operation.operation_type {
        OperationType::Query => types::OperationType::Query,
        OperationType::Mutation => types::OperationType::Mutation,
        OperationType::Subscription => types::OperationType::Subscription,
    };
    let definition = OperationDefinition {
        ty,
        // The values are already in the document, so the engine has nothing to coerce.
        variable_definitions: Vec::new(),
        directives: Vec::new(),
        selection_set: here(selection_set),
    };
    Some(types::ExecutableDocument {
        operations: DocumentOperations::Single(here(definition)),
        fragments: std::collections::HashMap::new(),
    })
}

/// Replaces the locations of errors by lines and columns of the document. [`request`] passes byte offsets to
/// the engine in place of columns.
pub fn locate(errors: &mut [ServerError], document: &str) {
    for place in errors.iter_mut().flat_map(|error| &mut error.locations) {
        let before = document.get(..place.column).unwrap_or_default();
        let line = before.rsplit('\n').next().unwrap_or_default();
        *place = Pos { line: before.matches('\n').count() + 1, column: line.chars().count() + 1 };
    }
}

struct Conversion<'a> {
    api: &'a ApiSchema,
    document: &'a ExecutableDocument,
    variables: &'a JsonMap,
}

impl Conversion<'_> {
    fn selected(&self, selections: &SelectionSet) -> Selected {
        let mut items = Vec::new();
        self.select(selections, &[selections.ty.as_str()], &mut items);
        Selected { items }
    }

    /// Converts what is selected from a value that is known to have these types. A fragment whose condition
    /// always holds is merged into its parent, so that fragments nest no deeper than there are types.
    fn select(
        &self,
        selections: &SelectionSet,
        known: &[&str],
        items: &mut Vec<Positioned<types::Selection>>,
    ) {
        for selection in included(selections, self.variables) {
            let (condition, inner) = match selection {
                Selection::Field(field) if matches!(field.name.as_str(), "__schema" | "__type") => continue,
                Selection::Field(field) => {
                    items.push(here(self.field(field)));
                    continue;
                }
                Selection::InlineFragment(fragment) => {
                    (fragment.type_condition.as_ref().map(Found::as_str), &fragment.selection_set)
                }
                Selection::FragmentSpread(spread) => {
                    let Some(fragment) = self.document.fragments.get(&spread.fragment_name) else { continue };
                    (Some(fragment.type_condition().as_str()), &fragment.selection_set)
                }
            };
            match condition
                .filter(|condition| !known.iter().any(|known| self.api.is_always(known, condition)))
            {
                None => self.select(inner, known, items),
                Some(condition) => items.extend(self.fragment(condition, inner, known)),
            }
        }
    }

    fn fragment(
        &self,
        condition: &str,
        selections: &SelectionSet,
        known: &[&str],
    ) -> Option<Positioned<types::Selection>> {
        let mut items = Vec::new();
        self.select(selections, &[known, &[condition]].concat(), &mut items);
        if items.is_empty() {
            return None;
        }
        Some(here(types::Selection::InlineFragment(here(InlineFragment {
            type_condition: Some(here(TypeCondition { on: here(Name::new(condition)) })),
            directives: Vec::new(),
            selection_set: here(Selected { items }),
        }))))
    }

    fn field(&self, field: &Node<Field>) -> types::Selection {
        let at = field.location().map_or(0, |place| place.offset());
        let at = Pos { line: 0, column: at };
        let mut selected = self.selected(&field.selection_set);
        let of = field.ty().inner_named_type().as_str();
        if self.api.is_abstract(of) || (selected.items.is_empty() && self.api.is_composite(of)) {
            selected.items.push(here(its_type()));
        }
        let arguments = field.arguments.iter().filter_map(|argument| {
            Some((here(Name::new(argument.name.as_str())), here(self.value(&argument.value)?.into_value())))
        });
        types::Selection::Field(Positioned::new(
            types::Field {
                alias: field.alias.as_ref().map(|alias| here(Name::new(alias.as_str()))),
                name: Positioned::new(Name::new(field.name.as_str()), at),
                arguments: arguments.collect(),
                directives: Vec::new(),
                selection_set: here(selected),
            },
            at,
        ))
    }

    /// Converts a value and substitutes its variables; `None` for a variable that has no value.
    fn value(&self, given: &Given) -> Option<Value> {
        Some(match given {
            Given::Null => Value::Null,
            Given::Enum(name) => Value::Enum(Name::new(name.as_str())),
            Given::Variable(name) => of_json(self.variables.get(name.as_str())?),
            Given::String(text) => Value::String(text.clone()),
            Given::Boolean(it) => Value::Boolean(*it),
            Given::Int(number) => of_digits(number.as_str()),
            Given::Float(number) => of_digits(number.as_str()),
            Given::List(items) => {
                Value::List(items.iter().map(|item| self.value(item).unwrap_or_default()).collect())
            }
            Given::Object(fields) => {
                let given = fields.iter().filter_map(|(name, value)| Some((name, self.value(value)?)));
                Value::Object(given.map(|(name, value)| (Name::new(name.as_str()), value)).collect())
            }
        })
    }
}

/// Converts a number of the document. A whole number that does not fit into 64 bits can only be an ID, so it
/// becomes a string.
fn of_digits(digits: &str) -> Value {
    let is_whole = digits.bytes().all(|byte| byte.is_ascii_digit() || byte == b'-');
    let number = if is_whole { digits.parse::<i64>().ok().map(Number::from) } else { digits.parse().ok() };
    number.map_or_else(|| Value::String(digits.to_owned()), Value::Number)
}

/// Converts the value of a variable.
pub fn of_json(value: &JsonValue) -> Value {
    match value {
        JsonValue::Null => Value::Null,
        JsonValue::Bool(it) => Value::Boolean(*it),
        JsonValue::Number(number) => Value::Number(number.clone()),
        JsonValue::String(text) => Value::String(text.as_str().to_owned()),
        JsonValue::Array(items) => Value::List(items.iter().map(of_json).collect()),
        JsonValue::Object(fields) => {
            let fields = fields.iter().map(|(name, value)| (Name::new(name.as_str()), of_json(value)));
            Value::Object(fields.collect::<IndexMap<_, _>>())
        }
    }
}

fn its_type() -> types::Selection {
    types::Selection::Field(here(types::Field {
        alias: Some(here(Name::new(TYPE))),
        name: here(Name::new("__typename")),
        arguments: Vec::new(),
        directives: Vec::new(),
        selection_set: here(Selected { items: Vec::new() }),
    }))
}

/// A node whose position is never used.
fn here<T>(node: T) -> Positioned<T> {
    Positioned::new(node, Pos::default())
}

#[cfg(test)]
mod tests {
    use async_graphql::{
        EmptyMutation, EmptySubscription, InputObject, Interface, Object, Schema, SimpleObject,
    };
    use serde_json::json;

    use super::*;

    #[derive(InputObject)]
    struct Form {
        text: async_graphql::MaybeUndefined<String>,
        list: Option<Vec<Option<i32>>>,
    }

    #[derive(SimpleObject)]
    struct Thing {
        id: i32,
        said: String,
    }

    #[derive(Interface)]
    #[graphql(field(name = "id", ty = "&i32"))]
    enum Node {
        Thing(Thing),
    }

    struct Query;

    #[Object]
    #[expect(clippy::unused_async, reason = "the engine's macro asks for it")]
    impl Query {
        async fn said(&self, form: Option<Form>, id: Option<async_graphql::ID>) -> String {
            let form = form.map(|form| (format!("{:?}", form.text), form.list));
            format!("{form:?} {:?}", id.map(|id| id.0))
        }
        async fn node(&self) -> Node {
            Node::Thing(Thing { id: 1, said: "x".to_owned() })
        }
        async fn broken(&self) -> async_graphql::Result<i32> {
            Err("broken".into())
        }
    }

    async fn executed(query: &str, variables: serde_json::Value) -> (serde_json::Value, Vec<ServerError>) {
        let schema = Schema::build(Query, EmptyMutation, EmptySubscription).finish();
        let api = ApiSchema::new(&schema.sdl());
        let document = ExecutableDocument::parse_and_validate(&api.schema, query, "document")
            .unwrap_or_else(|faults| panic!("{query}: {}", faults.errors));
        let operation = document.operations.get(None).expect("one");
        let variables: JsonValue = variables.into();
        let asked = request(&api, &document, operation, variables.as_object().expect("an object"));
        let mut request = async_graphql::Request::new("");
        request.set_parsed_query(asked.expect("something is left to execute"));
        let mut answer = schema.execute(request).await;
        locate(&mut answer.errors, query);
        (answer.data.into_json().expect("JSON"), answer.errors)
    }

    async fn said(query: &str, variables: serde_json::Value) -> String {
        executed(query, variables).await.0["said"].as_str().expect("text").to_owned()
    }

    #[tokio::test]
    async fn variables_are_put_in_and_missing_ones_are_left_out() {
        let query = "query($t:String,$i:Int,$id:ID){said(form:{text:$t,list:[1,$i]},id:$id)}";
        let given = said(query, json!({ "t": "x", "i": 2, "id": "y" })).await;
        assert_eq!(given, r#"Some(("Value(\"x\")", Some([Some(1), Some(2)]))) Some("y")"#);
        assert_eq!(said(query, json!({})).await, r#"Some(("Undefined", Some([Some(1), None]))) None"#);
        let null = said(query, json!({ "t": null, "id": 7 })).await;
        assert_eq!(null, r#"Some(("Null", Some([Some(1), None]))) Some("7")"#);
    }

    #[tokio::test]
    async fn texts_and_numbers_arrive_as_they_are_meant() {
        let text = said(r#"{said(form:{text:"\u{1F600}\uD83D\uDE00\u0041"})}"#, json!({})).await;
        assert_eq!(text, "Some((\"Value(\\\"😀😀A\\\")\", None)) None");
        assert_eq!(
            said("{said(id:99999999999999999999)}", json!({})).await,
            r#"None Some("99999999999999999999")"#
        );
    }

    #[tokio::test]
    async fn fragments_are_unfolded_and_an_abstract_type_says_what_it_is() {
        let query = "{node{...f}} fragment f on Node{id ... on Thing{said}}";
        let (data, _) = executed(query, json!({})).await;
        assert_eq!(data, json!({ "node": { "id": 1, "said": "x", TYPE: "Thing" } }));
        let skipped = "query($s:Boolean!){node @skip(if:$s){id} said}";
        assert_eq!(executed(skipped, json!({ "s": true })).await.0, json!({ "said": "None None" }));
    }

    #[tokio::test]
    async fn an_error_has_its_place_in_the_document() {
        let (_, errors) =
            executed("{\n  said # ä\n  äö: broken\n}".replace("äö", "ao").as_str(), json!({})).await;
        assert_eq!(errors[0].locations, [Pos { line: 3, column: 3 }]);
    }
}
