//! Coerces the variables of an operation before it is executed. A wrong or missing value makes the whole
//! request fail, no matter how deep in an input it is.

use apollo_compiler::{
    ExecutableDocument,
    ast::DirectiveList,
    executable::{Operation, SelectionSet, Type},
    request::coerce_variable_values,
    response::{JsonMap, JsonValue},
    schema::ExtendedType,
    validation::Valid,
};
use serde_json::{Map, Value};

use super::{
    refusal::{DocumentError, Refusal},
    schema::ApiSchema,
};
use crate::graphql::scalar;

/// Coerces the values of an operation's variables. Fills in defaults, and drops variables that it does not
/// declare. An error has the location of the variable's definition.
pub fn coerce(
    api: &ApiSchema,
    document: &ExecutableDocument,
    operation: &Operation,
    given: Map<String, Value>,
) -> Result<Valid<JsonMap>, Refusal> {
    let mut given: JsonMap = given.into_iter().map(|(name, value)| (name.into(), value.into())).collect();
    let mut coerced = JsonMap::new();
    for variable in &operation.variables {
        let wrong = |message: String| {
            let start = variable.location().and_then(|span| span.line_column(&document.sources));
            let location = start.map(|start| (start.line, start.column));
            Refusal::Variables(DocumentError { message, location })
        };
        if let Some(value) = given.get_mut(variable.name.as_str()) {
            make_whole(api, value, &variable.ty);
        }
        // One by one, because an error does not say which variable it is about.
        let alone = Operation {
            operation_type: operation.operation_type,
            name: None,
            variables: vec![variable.clone()],
            directives: DirectiveList::new(),
            selection_set: SelectionSet::new(operation.object_type().clone()),
        };
        let found = coerce_variable_values(&api.schema, &alone, &given);
        let found = found.map_err(|error| wrong(without_value(&error.message().to_string())))?.into_inner();
        if let Some(value) = found.get(variable.name.as_str()) {
            look_at(api, value, &variable.ty)
                .map_err(|fault| wrong(format!("{fault}, in variable `${}`.", variable.name)))?;
        }
        coerced.extend(found);
    }
    Ok(Valid::assume_valid(coerced))
}

/// The largest whole number up to which a number with a point is exact.
const MAX_EXACT: f64 = 9_007_199_254_740_991.0;

/// Writes a whole number without a point where an `Int` or an `ID` is expected: JSON does not distinguish
/// `1.0` from `1`, and some languages write every number with a point.
fn make_whole(api: &ApiSchema, value: &mut JsonValue, expected: &Type) {
    match value {
        JsonValue::Array(items) if expected.is_list() => {
            for item in items.iter_mut() {
                make_whole(api, item, expected.item_type());
            }
        }
        JsonValue::Object(fields) => {
            let named = api.schema.types.get(expected.inner_named_type());
            let Some(ExtendedType::InputObject(of)) = named else { return };
            for (name, value) in fields {
                if let Some(field) = of.fields.get(name.as_str()) {
                    make_whole(api, value, &field.ty);
                }
            }
        }
        JsonValue::Number(number) if matches!(expected.inner_named_type().as_str(), "Int" | "ID") => {
            let exact = number.as_f64().filter(|it| it.fract() == 0.0 && it.abs() <= MAX_EXACT);
            if let Some(whole) = exact.filter(|_| number.is_f64()) {
                #[expect(
                    clippy::cast_possible_truncation,
                    reason = "it is whole and within the bounds of i64"
                )]
                let whole = whole as i64;
                *number = whole.into();
            }
        }
        _ => {}
    }
}

/// Removes the value from apollo-compiler's message about it, because the value may be a password.
fn without_value(text: &str) -> String {
    let about = text.strip_prefix("could not coerce ");
    let parts = about.and_then(|about| Some((about.split_once(": ")?.0, about.rsplit_once(" to type ")?.1)));
    match parts {
        Some((place, of)) => format!("Not a value of type `{of}`, in {place}."),
        None => format!("{}{}.", text[..1].to_uppercase(), &text[1..]),
    }
}

/// Checks what apollo-compiler does not: `@oneOf` inputs, and the texts of our own scalars.
fn look_at(api: &ApiSchema, value: &JsonValue, expected: &Type) -> Result<(), String> {
    if value.is_null() {
        return Ok(());
    }
    if let (true, Some(items)) = (expected.is_list(), value.as_array()) {
        return items.iter().try_for_each(|item| look_at(api, item, expected.item_type()));
    }
    match api.schema.types.get(expected.inner_named_type()) {
        Some(ExtendedType::Scalar(of)) if !scalar::takes(&of.name, value.as_str()) => {
            Err(format!("Not a value of type `{}`", of.name))
        }
        Some(ExtendedType::InputObject(of)) => {
            let Some(fields) = value.as_object() else { return Ok(()) };
            let is_one = fields.len() == 1 && fields.values().all(|value| !value.is_null());
            if of.directives.has("oneOf") && !is_one {
                return Err(format!(
                    "Exactly one field of `{}` must be given, and it must not be null",
                    of.name
                ));
            }
            let with_types =
                fields.iter().filter_map(|(name, value)| Some((value, of.fields.get(name.as_str())?)));
            with_types.into_iter().try_for_each(|(value, field)| look_at(api, value, &field.ty))
        }
        _ => Ok(()),
    }
}

#[cfg(test)]
mod tests {
    use apollo_compiler::ExecutableDocument;
    use serde_json::json;

    use super::*;

    const SDL: &str = "
        scalar DateTime
        enum Size { SMALL LARGE }
        input Choice @oneOf { a: Int b: String }
        input Form { name: String! size: Size! = SMALL at: DateTime choice: Choice }
        type Query { form(input: Form, forms: [Form!], at: DateTime, ids: [ID!], is: Boolean!): Int }
        directive @oneOf on INPUT_OBJECT
    ";
    const QUERY: &str = "query($input:Form,$forms:[Form!],$at:DateTime,$ids:[ID!],$is:Boolean!){\
                         form(input:$input,forms:$forms,at:$at,ids:$ids,is:$is)}";

    fn coerced(given: Value) -> Result<Value, String> {
        let api = ApiSchema::new(SDL);
        let document = ExecutableDocument::parse_and_validate(&api.schema, QUERY, "document").expect("good");
        let operation = document.operations.get(None).expect("one");
        let Value::Object(given) = given else { panic!("an object") };
        match coerce(&api, &document, operation, given) {
            Ok(values) => Ok(serde_json::to_value(&*values).expect("JSON")),
            Err(Refusal::Variables(fault)) => Err(fault.message),
            Err(other) => panic!("{other:?}"),
        }
    }

    #[test]
    fn defaults_are_filled_in_and_single_values_become_lists() {
        let given = json!({ "is": true, "input": { "name": "a" }, "ids": 7, "unknown": 1 });
        let expected = json!({ "is": true, "input": { "name": "a", "size": "SMALL" }, "ids": [7] });
        assert_eq!(coerced(given), Ok(expected));
        assert_eq!(coerced(json!({ "is": false, "at": null })), Ok(json!({ "is": false, "at": null })));
    }

    #[test]
    fn a_whole_number_may_have_a_point() {
        let api =
            ApiSchema::new("input I { a: [Int!] } type Query { f(i: I, n: Int, x: Float, id: ID): Int }");
        let query = "query($i:I,$n:Int,$x:Float,$id:ID){f(i:$i,n:$n,x:$x,id:$id)}";
        let document = ExecutableDocument::parse_and_validate(&api.schema, query, "document").expect("good");
        let operation = document.operations.get(None).expect("one");
        let coerced = |given: Value| {
            let Value::Object(given) = given else { panic!("an object") };
            let coerced = coerce(&api, &document, operation, given);
            coerced.map(|values| serde_json::to_value(&*values).expect("JSON"))
        };
        let given = json!({ "i": { "a": [1.0, 2] }, "n": -3.0, "x": 4.0, "id": 1e3 });
        assert_eq!(coerced(given), Ok(json!({ "i": { "a": [1, 2] }, "n": -3, "x": 4.0, "id": 1000 })));
        assert_eq!(coerced(json!({ "i": { "a": 5.0 } })), Ok(json!({ "i": { "a": [5] } })));
        for (variable, column) in [("n", 12), ("id", 28)] {
            for value in [json!(1.5), json!(1e300)] {
                let refused = coerced(json!({ variable: value }));
                let Err(Refusal::Variables(fault)) = refused else { panic!("{refused:?}") };
                assert_eq!(fault.location, Some((1, column)), "{}", fault.message);
            }
        }
        assert!(coerced(json!({ "n": 3_000_000_000.0 })).is_err(), "more than 32 bits");
    }

    #[test]
    fn a_wrong_one_is_named_without_its_value() {
        for (given, message) in [
            (json!({}), "Missing value for non-null variable 'is'."),
            (json!({ "is": null }), "Null value for variable is of non-null type Boolean!."),
            (json!({ "is": "true" }), "Not a value of type `Boolean`, in variable is."),
            (json!({ "is": true, "ids": [1.5] }), "Not a value of type `ID`, in variable ids."),
            (json!({ "is": true, "input": {} }), "Missing value for non-null input object field Form.name."),
            (
                json!({ "is": true, "input": { "name": 77777 } }),
                "Not a value of type `String`, in input field Form.name.",
            ),
            (
                json!({ "is": true, "input": { "name": [": 77777 to type x"] } }),
                "Not a value of type `String`, in input field Form.name.",
            ),
            (
                json!({ "is": true, "input": { "name": "a", "size": "HUGE" } }),
                "Not a value of type `Size`, in input field Form.size.",
            ),
            (
                json!({ "is": true, "input": { "name": "a", "x": 1 } }),
                "Input object has key x not in type Form.",
            ),
            (json!({ "is": true, "at": "yesterday" }), "Not a value of type `DateTime`, in variable `$at`."),
            (
                json!({ "is": true, "forms": [{ "name": "a", "at": 5 }] }),
                "Not a value of type `DateTime`, in variable `$forms`.",
            ),
            (
                json!({ "is": true, "input": { "name": "a", "choice": { "a": 1, "b": "x" } } }),
                "Exactly one field of `Choice` must be given, and it must not be null, in variable `$input`.",
            ),
            (
                json!({ "is": true, "input": { "name": "a", "choice": { "a": null } } }),
                "Exactly one field of `Choice` must be given, and it must not be null, in variable `$input`.",
            ),
        ] {
            assert_eq!(coerced(given.clone()), Err(message.to_owned()), "{given}");
        }
    }
}
