//! A schema for validating documents. It is parsed once, at the start, from the SDL that the server prints.

use std::collections::HashMap;

use apollo_compiler::{
    Name, Node, Schema,
    executable::Operation,
    schema::{ExtendedType, Implementers},
    validation::Valid,
};

use super::introspection_types;

/// The queries with a secret argument. Browsers, proxies and their logs keep URLs, so these
/// queries are answered by POST alone.
const WITH_SECRETS: [&str; 2] = ["emailLink", "certificateCheck"];

/// A parsed schema with two indexes.
pub struct ApiSchema {
    /// The parsed schema, for apollo-compiler.
    pub schema: Valid<Schema>,
    /// The types that implement each interface, for introspection.
    pub implementers: apollo_compiler::collections::HashMap<Name, Implementers>,
    /// For each object, interface and union: the object types that its values can have.
    possible: HashMap<Name, Vec<Name>>,
}

impl ApiSchema {
    /// Parses a schema that the server printed. Panics if it is invalid, which would be a bug.
    #[must_use]
    pub fn new(sdl: &str) -> Self {
        let schema = introspection_types::schema(sdl);
        let implementers = schema.implementers_map();
        let objects = |name: &Name, of: &ExtendedType| match of {
            ExtendedType::Object(_) => Some(vec![name.clone()]),
            ExtendedType::Interface(_) => Some(
                implementers.get(name).map_or_else(Vec::new, |all| all.objects.iter().cloned().collect()),
            ),
            ExtendedType::Union(union) => {
                Some(union.members.iter().map(|member| member.name.clone()).collect())
            }
            _ => None,
        };
        let possible = schema.types.iter().filter_map(|(name, of)| Some((name.clone(), objects(name, of)?)));
        let possible = possible.collect();
        Self { schema, implementers, possible }
    }

    /// Whether every value of the object type `object` is also one of the type `condition`.
    #[must_use]
    pub fn is_a(&self, object: &str, condition: &str) -> bool {
        object == condition
            || self.possible.get(condition).is_some_and(|all| all.iter().any(|name| name == object))
    }

    /// Whether every value of the type `known` is also one of the type `condition`, so that a fragment on
    /// `condition` always applies.
    #[must_use]
    pub fn is_always(&self, known: &str, condition: &str) -> bool {
        known == condition || (!self.is_abstract(known) && self.is_a(known, condition))
    }

    /// Whether a type is an interface or a union, so that its values must say which object type they have.
    #[must_use]
    pub fn is_abstract(&self, name: &str) -> bool {
        matches!(self.schema.types.get(name), Some(ExtendedType::Interface(_) | ExtendedType::Union(_)))
    }

    /// Whether a type needs a selection: an object, an interface or a union.
    #[must_use]
    pub fn is_composite(&self, name: &str) -> bool {
        self.possible.contains_key(name)
    }
}

/// Whether an operation only reads the session or the schema. Such an operation is not activity (R8), so a
/// page that polls it does not keep its user logged in.
#[must_use]
pub fn is_passive(document: &apollo_compiler::ExecutableDocument, operation: &Node<Operation>) -> bool {
    operation.root_fields(document).all(|field| field.name == "sessionStatus" || field.name.starts_with("__"))
}

/// Whether an operation passes a secret as an argument.
#[must_use]
pub fn takes_secret(document: &apollo_compiler::ExecutableDocument, operation: &Node<Operation>) -> bool {
    operation.root_fields(document).any(|field| WITH_SECRETS.contains(&field.name.as_str()))
}

#[cfg(test)]
mod tests {
    use apollo_compiler::executable::Type;

    use super::*;
    use crate::graphql;

    /// Whether an argument or input field is a secret, or an input object with a secret in it.
    fn is_secret(api: &ApiSchema, name: &str, of: &Type) -> bool {
        let (name, public) = (name.to_lowercase(), ["prefecturecode", "postalcode"]);
        let is_code = name.ends_with("code") && !public.contains(&name.as_str());
        let fields = match api.schema.types.get(of.inner_named_type()) {
            Some(ExtendedType::InputObject(object)) => Some(&object.fields),
            _ => None,
        };
        is_code
            || ["token", "password", "secret"].iter().any(|word| name.contains(word))
            || fields.into_iter().flatten().any(|(name, field)| is_secret(api, name, &field.ty))
    }

    /// Mutations are sent by POST anyway. Of all other fields, those of `Query` alone may take a secret.
    #[test]
    fn every_query_with_a_secret_is_known() {
        let mut found = Vec::new();
        for sdl in [graphql::applicant::sdl(), graphql::officer::sdl()] {
            let api = ApiSchema::new(&sdl);
            for (name, of) in &api.schema.types {
                let ExtendedType::Object(object) = of else { continue };
                for (field, definition) in object.fields.iter().filter(|_| name.as_str() != "Mutation") {
                    if definition.arguments.iter().any(|it| is_secret(&api, &it.name, &it.ty)) {
                        found.push(format!("{name}.{field}"));
                    }
                }
            }
        }
        assert_eq!(found, WITH_SECRETS.map(|name| format!("Query.{name}")));
    }
}
