//! Refuses null from a variable where the schema does not allow it.
//!
//! A variable of a nullable type may stand in a non-null position if one of the two has a default value. The
//! validation cannot know whether a request then gives null for it, so this is checked for each request. It
//! looks only at what is left after `@skip` and `@include`, and never at the values themselves.

use std::{collections::HashSet, fmt};

use apollo_compiler::{
    ExecutableDocument, Name, Node,
    ast::Argument,
    executable::{Operation, Selection, SelectionSet, Type, Value},
    response::{JsonMap, JsonValue},
    schema::{ExtendedType, InputValueDefinition},
};

use super::{
    refusal::{DocumentError, Refusal},
    schema::ApiSchema,
    selection::is_included,
};

/// Checks an operation with the coerced values of its variables.
pub fn check(
    api: &ApiSchema,
    document: &ExecutableDocument,
    operation: &Operation,
    variables: &JsonMap,
) -> Result<(), Refusal> {
    let is_null = |name: &Name| variables.get(name.as_str()).is_some_and(JsonValue::is_null);
    let nulls: HashSet<_> =
        operation.variables.iter().map(|variable| &variable.name).filter(|name| is_null(name)).collect();
    if nulls.is_empty() {
        return Ok(());
    }
    let mut walk = Walk { api, document, variables, nulls, seen: HashSet::new() };
    walk.selections(&operation.selection_set).map_err(Refusal::Variables)
}

struct Walk<'a> {
    api: &'a ApiSchema,
    document: &'a ExecutableDocument,
    variables: &'a JsonMap,
    nulls: HashSet<&'a Name>,
    seen: HashSet<&'a Name>,
}

/// Where a value stands.
#[derive(Clone, Copy)]
struct Place<'a> {
    selection: &'a Selection,
    position: Position<'a>,
}

#[derive(Clone, Copy)]
enum Position<'a> {
    Argument(&'a Name),
    ArgumentOf(&'a Name, &'a Name),
    InputField(&'a Name, &'a Name),
}

impl fmt::Display for Place<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.position {
            Position::Argument(name) => write!(f, "the argument `{name}`")?,
            Position::ArgumentOf(directive, name) => write!(f, "the argument `{name}` of `@{directive}`")?,
            Position::InputField(of, name) => write!(f, "the input field `{of}.{name}`")?,
        }
        match self.selection {
            Selection::Field(field) => write!(f, " at the field `{}`", field.response_key()),
            Selection::FragmentSpread(spread) => write!(f, " at the fragment `{}`", spread.fragment_name),
            Selection::InlineFragment(_) => f.write_str(" at an inline fragment"),
        }
    }
}

impl<'a> Walk<'a> {
    fn selections(&mut self, selections: &'a SelectionSet) -> Result<(), DocumentError> {
        for selection in &selections.selections {
            self.directives(selection)?;
            if !is_included(selection.directives(), self.variables) {
                continue;
            }
            match selection {
                Selection::Field(field) => {
                    let position = Position::Argument;
                    self.arguments(selection, &field.arguments, &field.definition.arguments, position)?;
                    self.selections(&field.selection_set)?;
                }
                Selection::InlineFragment(fragment) => self.selections(&fragment.selection_set)?,
                Selection::FragmentSpread(spread) => {
                    let fragment = self.document.fragments.get(&spread.fragment_name);
                    // Each fragment once: twenty with two spreads each would be a million visits.
                    if let Some(fragment) = fragment.filter(|_| self.seen.insert(&spread.fragment_name)) {
                        self.selections(&fragment.selection_set)?;
                    }
                }
            }
        }
        Ok(())
    }

    fn directives(&self, selection: &'a Selection) -> Result<(), DocumentError> {
        selection.directives().iter().try_for_each(|directive| {
            let definition = self.api.schema.directive_definitions.get(&directive.name);
            let defined = definition.map_or(&[][..], |definition| definition.arguments.as_slice());
            let position = |name| Position::ArgumentOf(&directive.name, name);
            self.arguments(selection, &directive.arguments, defined, position)
        })
    }

    fn arguments(
        &self,
        selection: &'a Selection,
        given: &'a [Node<Argument>],
        defined: &'a [Node<InputValueDefinition>],
        position: impl Fn(&'a Name) -> Position<'a>,
    ) -> Result<(), DocumentError> {
        given.iter().try_for_each(|argument| {
            let definition = defined.iter().find(|definition| definition.name == argument.name);
            let place = Place { selection, position: position(&argument.name) };
            definition.map_or(Ok(()), |definition| self.value(&argument.value, &definition.ty, place))
        })
    }

    /// Checks a value at a place of type `expected`.
    fn value(&self, value: &'a Value, expected: &Type, place: Place<'a>) -> Result<(), DocumentError> {
        match value {
            Value::Variable(name) if expected.is_non_null() && self.nulls.contains(name) => {
                Err(self.fault(name, expected, place))
            }
            Value::List(items) if expected.is_list() => {
                items.iter().try_for_each(|item| self.value(item, expected.item_type(), place))
            }
            Value::Object(fields) => {
                let named = self.api.schema.types.get(expected.inner_named_type());
                let Some(ExtendedType::InputObject(of)) = named else { return Ok(()) };
                fields.iter().try_for_each(|(name, value)| {
                    let place = Place { position: Position::InputField(&of.name, name), ..place };
                    let definition = of.fields.get(name);
                    definition.map_or(Ok(()), |definition| self.value(value, &definition.ty, place))
                })
            }
            _ => Ok(()),
        }
    }

    fn fault(&self, variable: &Name, expected: &Type, place: Place<'_>) -> DocumentError {
        let span = match place.selection {
            Selection::Field(field) => field.location(),
            Selection::FragmentSpread(spread) => spread.location(),
            Selection::InlineFragment(fragment) => fragment.location(),
        };
        let start = span.and_then(|span| span.line_column(&self.document.sources));
        DocumentError {
            message: format!("Variable `${variable}` is null, but {place} has the type `{expected}`."),
            location: start.map(|start| (start.line, start.column)),
        }
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    const SDL: &str = "
        input Form { size: Int! = 1 inner: [Form!] }
        type Query { list(size: Int! = 1, sizes: [Int!], form: Form): Query n: Int }
    ";

    /// The message and the place for a document in which `$n` is null and `$no` is false.
    fn fault(document: &str) -> Option<(String, (usize, usize))> {
        let api = ApiSchema::new(SDL);
        let document = ExecutableDocument::parse_and_validate(&api.schema, document, "document")
            .unwrap_or_else(|faults| panic!("{document}: {}", faults.errors));
        let JsonValue::Object(variables) = JsonValue::from(json!({ "n": null, "no": false })) else {
            panic!("an object")
        };
        match check(&api, &document, document.operations.get(None).expect("one"), &variables) {
            Ok(()) => None,
            Err(Refusal::Variables(DocumentError { message, location: Some(place) })) => {
                Some((message, place))
            }
            Err(other) => panic!("{other:?}"),
        }
    }

    #[test]
    fn null_is_refused_wherever_a_default_allows_the_variable() {
        for (document, place, of, at) in [
            (
                "query($n:Boolean=true){n @include(if:$n)}",
                "the argument `if` of `@include` at the field `n`",
                "Boolean!",
                24,
            ),
            (
                "query($n:Boolean=true){a:n @skip(if:$n)}",
                "the argument `if` of `@skip` at the field `a`",
                "Boolean!",
                24,
            ),
            ("query($n:Int=1){list(size:$n){n}}", "the argument `size` at the field `list`", "Int!", 17),
            ("query($n:Int){list(size:$n){n}}", "the argument `size` at the field `list`", "Int!", 15),
            (
                "query($n:Int=1){list(sizes:[2,$n]){n}}",
                "the argument `sizes` at the field `list`",
                "Int!",
                17,
            ),
            (
                "query($n:Int=1){list{list(form:{inner:[{size:$n}]}){n}}}",
                "the input field `Form.size` at the field `list`",
                "Int!",
                22,
            ),
            (
                "query($n:Boolean=true){...f @include(if:$n)} fragment f on Query{n}",
                "the argument `if` of `@include` at the fragment `f`",
                "Boolean!",
                24,
            ),
            (
                "query($n:Boolean=true){...@include(if:$n){n}}",
                "the argument `if` of `@include` at an inline fragment",
                "Boolean!",
                24,
            ),
            (
                "query($n:Int=1){...f} fragment f on Query{list(size:$n){n}}",
                "the argument `size` at the field `list`",
                "Int!",
                43,
            ),
        ] {
            let message = format!("Variable `$n` is null, but {place} has the type `{of}`.");
            assert_eq!(fault(document), Some((message, (1, at))), "{document}");
        }
    }

    #[test]
    fn null_is_fine_where_it_may_be_and_where_nothing_is_executed() {
        for document in [
            "query($n:[Int!]=[1]){list(sizes:$n){n}}",
            "query($n:Form={}){list(form:$n){n}}",
            "query($n:Int=1,$no:Boolean!){list(size:$n)@include(if:$no){n}}",
            "query($n:Int=1,$no:Boolean!){...f @include(if:$no)} fragment f on Query{list(size:$n){n}}",
        ] {
            assert_eq!(fault(document), None, "{document}");
        }
    }
}
