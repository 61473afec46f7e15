//! Validates input values in a document where apollo-compiler does not: duplicate fields of an input object,
//! `@oneOf` objects, nullable variables in non-null positions inside lists and objects, and the texts of our
//! own scalars.

use std::collections::HashSet;

use apollo_compiler::{
    ExecutableDocument, Name, Node,
    ast::Argument,
    executable::{Directive, Operation, Selection, SelectionSet, Type, Value, VariableDefinition},
    parser::SourceSpan,
    schema::{ExtendedType, InputObjectType, InputValueDefinition},
};

use super::{refusal::DocumentError, schema::ApiSchema};
use crate::graphql::scalar;

/// Returns all such errors in a document that is otherwise valid.
#[must_use]
pub fn faults(api: &ApiSchema, document: &ExecutableDocument) -> Vec<DocumentError> {
    let mut faults = Vec::new();
    for operation in document.operations.iter() {
        let mut walk = Walk { api, document, operation, seen: HashSet::new(), faults: Vec::new() };
        for variable in &operation.variables {
            if let Some(default) = &variable.default_value {
                walk.value(default, &variable.ty, false);
            }
        }
        walk.directives(&operation.directives);
        walk.selections(&operation.selection_set);
        faults.append(&mut walk.faults);
    }
    faults
}

struct Walk<'a> {
    api: &'a ApiSchema,
    document: &'a ExecutableDocument,
    operation: &'a Operation,
    seen: HashSet<&'a Name>,
    faults: Vec<DocumentError>,
}

impl<'a> Walk<'a> {
    fn selections(&mut self, selections: &'a SelectionSet) {
        for selection in &selections.selections {
            self.directives(selection.directives());
            match selection {
                Selection::Field(field) => {
                    self.arguments(&field.arguments, &field.definition.arguments);
                    self.selections(&field.selection_set);
                }
                Selection::InlineFragment(fragment) => self.selections(&fragment.selection_set),
                Selection::FragmentSpread(spread) => {
                    let fragment = self.document.fragments.get(&spread.fragment_name);
                    // Each fragment once: twenty with two spreads each would be a million visits.
                    if let Some(fragment) = fragment.filter(|_| self.seen.insert(&spread.fragment_name)) {
                        self.directives(&fragment.directives);
                        self.selections(&fragment.selection_set);
                    }
                }
            }
        }
    }

    fn directives(&mut self, directives: &[Node<Directive>]) {
        for directive in directives {
            if let Some(definition) = self.api.schema.directive_definitions.get(&directive.name) {
                self.arguments(&directive.arguments, &definition.arguments);
            }
        }
    }

    fn arguments(&mut self, given: &[Node<Argument>], defined: &[Node<InputValueDefinition>]) {
        for argument in given {
            if let Some(definition) = defined.iter().find(|definition| definition.name == argument.name) {
                self.value(&argument.value, &definition.ty, definition.default_value.is_some());
            }
        }
    }

    /// Checks a value where type `expected` is required. `has_default` says that the position has a default
    /// value.
    fn value(&mut self, value: &Node<Value>, expected: &Type, has_default: bool) {
        let named = self.api.schema.types.get(expected.inner_named_type());
        match (&**value, named) {
            (Value::Variable(name), _) => self.variable(name, value, expected, has_default),
            (Value::List(items), _) if expected.is_list() => {
                for item in items {
                    self.value(item, expected.item_type(), false);
                }
            }
            (Value::Object(fields), Some(ExtendedType::InputObject(of))) => self.object(value, fields, of),
            (Value::Null | Value::List(_), _) => {}
            (given, Some(ExtendedType::Scalar(of))) if !scalar::takes(&of.name, given.as_str()) => {
                self.fault(value.location(), format!("Not a value of type `{}`.", of.name));
            }
            _ => {}
        }
    }

    fn object(&mut self, value: &Node<Value>, fields: &[(Name, Node<Value>)], of: &InputObjectType) {
        let mut names = HashSet::new();
        for (name, given) in fields {
            if !names.insert(name) {
                let message = format!("The input field `{}.{name}` is given twice.", of.name);
                self.fault(given.location(), message);
            }
            if let Some(definition) = of.fields.get(name) {
                self.value(given, &definition.ty, definition.default_value.is_some());
            }
        }
        let is_one = match fields {
            [(_, given)] => match &**given {
                Value::Null => false,
                Value::Variable(name) => self.defined(name).is_some_and(|it| it.ty.is_non_null()),
                _ => true,
            },
            _ => false,
        };
        if of.directives.has("oneOf") && !is_one {
            let message =
                format!("Exactly one field of `{}` must be given, and it must not be null.", of.name);
            self.fault(value.location(), message);
        }
    }

    fn variable(&mut self, name: &Name, value: &Node<Value>, expected: &Type, has_default: bool) {
        let Some(variable) = self.defined(name) else { return };
        let has_value = variable.default_value.as_ref().is_some_and(|default| !default.is_null());
        let is_allowed = if expected.is_non_null() && !variable.ty.is_non_null() {
            (has_value || has_default) && variable.ty.is_assignable_to(&expected.clone().nullable())
        } else {
            variable.ty.is_assignable_to(expected)
        };
        if !is_allowed {
            let message = format!(
                "Variable `${name}` of type `{}` is used where `{expected}` is expected.",
                variable.ty
            );
            self.fault(value.location(), message);
        }
    }

    fn defined(&self, name: &Name) -> Option<&'a Node<VariableDefinition>> {
        self.operation.variables.iter().find(|variable| variable.name == *name)
    }

    fn fault(&mut self, place: Option<SourceSpan>, message: String) {
        let place = place.and_then(|place| place.line_column(&self.document.sources));
        self.faults.push(DocumentError { message, location: place.map(|place| (place.line, place.column)) });
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const SDL: &str = "
        scalar DateTime
        input Choice @oneOf { a: Int b: String }
        input Form { name: String! size: Int! = 1 at: DateTime inner: [Form!] choice: Choice }
        type Query { form(input: Form, forms: [Form!], choice: Choice, at: DateTime, name: String!): Int }
        directive @oneOf on INPUT_OBJECT
    ";

    fn check(document: &str, expected: &[&str]) {
        let api = ApiSchema::new(SDL);
        let document = ExecutableDocument::parse_and_validate(&api.schema, document, "document")
            .unwrap_or_else(|faults| panic!("{document}: {}", faults.errors));
        let found: Vec<_> = faults(&api, &document).into_iter().map(|fault| fault.message).collect();
        assert_eq!(found, expected);
    }

    #[test]
    fn a_field_is_given_once() {
        check("{form(name:\"\",input:{name:\"a\",size:2,inner:[{name:\"b\"}]})}", &[]);
        let twice = "The input field `Form.name` is given twice.";
        check("{form(name:\"\",input:{name:\"a\",name:\"b\"})}", &[twice]);
        check("{form(name:\"\",forms:[{name:\"a\",inner:{name:\"b\",name:\"c\"}}])}", &[twice]);
        check("query($f:Form={name:\"a\",name:\"b\"}){form(name:\"\",input:$f)}", &[twice]);
    }

    #[test]
    fn of_a_choice_exactly_one_is_given() {
        let one = "Exactly one field of `Choice` must be given, and it must not be null.";
        check("{form(name:\"\",choice:{a:1})}", &[]);
        check("query($a:Int!){form(name:\"\",choice:{a:$a})}", &[]);
        for choice in ["{}", "{a:1,b:\"x\"}", "{a:null}", "{a:1,b:null}"] {
            check(&format!("{{form(name:\"\",choice:{choice})}}"), &[one]);
        }
        check("query($a:Int){form(name:\"\",input:{name:\"x\",choice:{a:$a}})}", &[one]);
    }

    #[test]
    fn a_variable_that_may_be_null_does_not_stand_where_nothing_may_be() {
        check("query($n:String!,$s:Int){form(name:$n,input:{name:$n,size:$s})}", &[]);
        check("query($n:String=\"x\"){form(name:$n)}", &[]);
        let wrong = "Variable `$n` of type `String` is used where `String!` is expected.";
        check("query($n:String){form(name:\"\",input:{name:$n})}", &[wrong]);
        check("query($n:String=null){form(name:$n)}", &[wrong]);
        check(
            "query($n:String){...f} fragment f on Query{form(name:\"\",forms:[{name:$n}]) ...f2} \
               fragment f2 on Query{__typename}",
            &[wrong],
        );
    }

    #[test]
    fn a_scalar_of_ours_reads_its_texts() {
        check("{form(name:\"\",at:\"2025-11-07T08:00:00Z\")}", &[]);
        check("{form(name:\"\",at:null)}", &[]);
        check("{form(name:\"\",at:\"yesterday\")}", &["Not a value of type `DateTime`."]);
        check("{form(name:\"\",input:{name:\"x\",at:5})}", &["Not a value of type `DateTime`."]);
    }
}
