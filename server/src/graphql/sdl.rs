//! How both schemas are built and printed.

use async_graphql::{EmptySubscription, ObjectType, SDLExportOptions, Schema, SchemaBuilder, ValidationMode};

/// Starts a schema. Its limits are a second line of defence: the HTTP layer already refuses what exceeds its
/// own.
pub(super) fn build<Q, M>(query: Q, mutation: M) -> SchemaBuilder<Q, M, EmptySubscription>
where
    Q: ObjectType + 'static,
    M: ObjectType + 'static,
{
    Schema::build(query, mutation, EmptySubscription)
        .limit_depth(20)
        .limit_recursive_depth(64)
        .limit_complexity(2_000)
        .limit_directives(5)
        // The HTTP layer has validated the document completely, so a second full validation is wasted.
        .validation_mode(ValidationMode::Fast)
        .disable_suggestions()
}

/// Prints a schema as SDL, with a description of the whole, because the engine prints none.
pub(super) fn print<Q, M>(schema: &Schema<Q, M, EmptySubscription>, description: &str) -> String
where
    Q: ObjectType + 'static,
    M: ObjectType + 'static,
{
    let options = SDLExportOptions::new().sorted_enum_items().include_specified_by();
    let sdl = schema.sdl_with_options(options);
    sdl.replacen("\nschema {", &format!("\n\"\"\"\n{description}\n\"\"\"\nschema {{"), 1)
}
