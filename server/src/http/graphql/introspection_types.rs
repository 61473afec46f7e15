//! The types of introspection, as the edition of September 2025 defines them. apollo-compiler has those of
//! October 2021. `introspection` answers what is added here.

use apollo_compiler::{
    Node, Schema,
    schema::{ExtendedType, InputValueDefinition},
    ty,
    validation::Valid,
};

/// What has been added since. graphql-js can also ask whether a directive is deprecated.
const ADDED: &str = r#"
extend type __Type {
  "Whether exactly one field of an input object must be given; null for every other type."
  isOneOf: Boolean
}
extend type __Directive {
  isDeprecated: Boolean!
  deprecationReason: String
}
"#;

/// The engine prints this directive only if the schema uses it.
const ONE_OF: &str = r#"
"Indicates that exactly one field of an input object must be given, and that it must not be null."
directive @oneOf on INPUT_OBJECT
"#;

/// The types with arguments that include what is deprecated.
const WITH_DEPRECATED: [&str; 4] = ["__Schema", "__Type", "__Field", "__Directive"];

/// Parses a schema that the server printed, and completes its types of introspection. Panics if it is
/// invalid, which would be a bug.
pub(super) fn schema(sdl: &str) -> Valid<Schema> {
    let one_of = if sdl.contains("directive @oneOf") { "" } else { ONE_OF };
    let builder = Schema::builder().parse(sdl, "schema.graphql");
    let schema = builder.parse(format!("{ADDED}{one_of}"), "introspection.graphql").build();
    let schema = match schema {
        Ok(schema) => with_arguments(schema).validate(),
        Err(faults) => Err(faults),
    };
    schema.unwrap_or_else(|faults| panic!("the engine printed an invalid schema: {}", faults.errors))
}

/// The schema with `includeDeprecated: Boolean! = false` wherever something can be deprecated.
fn with_arguments(mut schema: Schema) -> Schema {
    let argument =
        schema.type_field("__Type", "fields").ok().and_then(|field| field.arguments.first()).cloned();
    if let Some(ExtendedType::Object(of)) = schema.types.get_mut("__Schema")
        && let Some(field) = of.make_mut().fields.get_mut("directives")
    {
        field.make_mut().arguments.extend(argument);
    }
    for name in WITH_DEPRECATED {
        let Some(ExtendedType::Object(of)) = schema.types.get_mut(name) else { continue };
        for field in of.make_mut().fields.values_mut() {
            field.make_mut().arguments.iter_mut().for_each(require);
        }
    }
    schema
}

fn require(argument: &mut Node<InputValueDefinition>) {
    argument.make_mut().ty = Node::new(ty!(Boolean!));
}
