//! What both schemas share when they are printed as SDL.

/// Adds a description of the whole schema to a printed one, because the engine prints none.
pub(super) fn described(sdl: &str, description: &str) -> String {
    sdl.replacen("\nschema {", &format!("\n\"\"\"\n{description}\n\"\"\"\nschema {{"), 1)
}
