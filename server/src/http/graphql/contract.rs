//! A schema as documents are judged by it: read once, at the start, from what the server prints.

use std::collections::HashMap;

use apollo_compiler::{
    Name, Node, Schema,
    executable::Operation,
    schema::{ExtendedType, Implementers},
    validation::Valid,
};

/// A schema, and what is looked up in it.
pub struct Contract {
    /// The schema.
    pub schema: Valid<Schema>,
    /// Which types implement an interface.
    pub implementers: apollo_compiler::collections::HashMap<Name, Implementers>,
    /// The object types that a type can be, of all types that may be selected from.
    possible: HashMap<Name, Vec<Name>>,
}

impl Contract {
    /// The contract of a printed schema.
    #[must_use]
    pub fn new(sdl: &str) -> Self {
        let schema = Schema::parse_and_validate(sdl, "schema.graphql");
        let schema =
            schema.unwrap_or_else(|faults| panic!("what the engine prints is a schema: {}", faults.errors));
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

    /// Whether a value of the object type `object` is one of the type `condition`, too.
    #[must_use]
    pub fn is_a(&self, object: &str, condition: &str) -> bool {
        object == condition
            || self.possible.get(condition).is_some_and(|all| all.iter().any(|name| name == object))
    }

    /// Whether whatever is of the type `known` is of the type `condition`, too, and has its fields.
    #[must_use]
    pub fn is_always(&self, known: &str, condition: &str) -> bool {
        known == condition || (!self.is_abstract(known) && self.is_a(known, condition))
    }

    /// Whether what a type is selected from must say which object type it is.
    #[must_use]
    pub fn is_abstract(&self, name: &str) -> bool {
        matches!(self.schema.types.get(name), Some(ExtendedType::Interface(_) | ExtendedType::Union(_)))
    }

    /// Whether a type has fields.
    #[must_use]
    pub fn is_composite(&self, name: &str) -> bool {
        self.possible.contains_key(name)
    }
}

/// Whether an operation only looks at the session or at the schema: then it is not activity (R8),
/// and a page that polls it keeps nobody logged in.
#[must_use]
pub fn is_passive(document: &apollo_compiler::ExecutableDocument, operation: &Node<Operation>) -> bool {
    operation.root_fields(document).all(|field| field.name == "sessionStatus" || field.name.starts_with("__"))
}
