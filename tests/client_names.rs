//! The names of both schemas suit the code generators of apps: Apollo iOS, Apollo Kotlin, and those for TypeScript.
//!
//! A generator renames what its language reserves, or refuses the schema. The rules here are theirs:
//! - Apollo iOS, `String+SwiftNameEscaping.swift` (names that it escapes, adds a suffix to, or refuses),
//!   `SelectionSetValidationContext.swift` and "Code Generation Troubleshooting: `TypeNameConflict`" (a list of objects
//!   becomes a struct with the singular of the field's name). An enum's unknown value is `GraphQLEnum.unknown`.
//! - Apollo Kotlin, `Strings.kt` and `Identifiers.kt` (`UNKNOWN__`, `KNOWN__`, `Companion`, `name`, `ordinal`, `type` in
//!   enums). Issue 3880: types that differ only in case are one file on many machines.

use std::collections::BTreeMap;

use apollo_compiler::Schema;
use apollo_compiler::ast::{FieldDefinition, Type};
use apollo_compiler::schema::{Component, ExtendedType, Name};

/// What Swift reserves for itself where a field, a case or an argument is declared.
const SWIFT: &str = "associatedtype class deinit enum extension fileprivate func import init inout internal let \
                     operator private precedencegroup protocol public rethrows static struct subscript typealias var \
                     break case catch continue default defer do else fallthrough for guard if in repeat return throw \
                     switch where while as false is nil self super throws true try";
/// Kotlin's hard keywords.
const KOTLIN: &str = "as break class continue do else false for fun if in interface is null object package return super \
                      this throw true try typealias typeof val var when while";
/// The reserved words of ECMAScript modules and of TypeScript's strict mode.
const TYPESCRIPT: &str = "await break case catch class const continue debugger default delete do else enum export \
                          extends false finally for function if implements import in instanceof interface let new null \
                          package private protected public return static super switch this throw true try typeof var \
                          void while with yield";
/// Fields and arguments that Apollo iOS refuses, or cannot use in test mocks.
const REFUSED_FIELDS: &str = "fragments hash self";
/// Cases that are something else in Swift: of `Optional`, of `GraphQLEnum`, of every enum.
const SWIFT_CASES: &str = "none some unknown allCases rawValue hash hashValue description";
/// Values that are something else in Kotlin.
const KOTLIN_VALUES: &str = "name ordinal type Companion UNKNOWN__ KNOWN__";
/// Types that Apollo iOS gives a suffix, that `ApolloAPI` has, or without which Swift code cannot be written; and global
/// classes of JavaScript.
const TAKEN_TYPES: &str = "Any DataDict DocumentType Fragments FragmentContainer ParentType Protocol Schema Selection \
                           Self Bool Double Type Error Actor Object Interface Union InputObject GraphQLEnum \
                           GraphQLNullable SelectionSet Fragment JSONValue AnyObject Array Character Data Dictionary \
                           Never Optional Result Sendable Set Void Number Function Symbol Promise Map Record";

fn holds(words: &str, name: &str) -> bool {
    words.split_whitespace().any(|word| word == name)
}

fn is_reserved(name: &str) -> bool {
    [SWIFT, KOTLIN, TYPESCRIPT].iter().any(|words| holds(words, name))
}

/// The singular, for the words that a schema has.
fn singular(name: &str) -> String {
    let cut = |ending: &str| name.strip_suffix(ending);
    if let Some(stem) = cut("ies") {
        return format!("{stem}y");
    }
    let is_plural = cut("s").is_some() && !["ss", "us", "is"].iter().any(|ending| name.ends_with(ending));
    let hissing = ["sses", "xes", "ches", "shes"].iter().any(|ending| name.ends_with(ending));
    let ending = if hissing { "es" } else { "s" };
    cut(ending).filter(|_| is_plural).unwrap_or(name).to_owned()
}

/// An enum value as a case in Swift: `LOGGED_IN` is `loggedIn`.
fn swift_case(value: &str) -> String {
    let words = value.split('_').filter(|word| !word.is_empty()).map(str::to_lowercase).enumerate();
    let word = |(index, word): (usize, String)| {
        let first = word.chars().next().filter(|_| index > 0).map(|first| first.to_ascii_uppercase());
        first.map_or_else(|| word.clone(), |first| format!("{first}{}", &word[1..]))
    };
    words.map(word).collect()
}

/// The struct that Apollo iOS makes of a field, if its type is an object, an interface or a union.
fn struct_name(schema: &Schema, field: &str, of: &Type) -> Option<String> {
    let inner = schema.types.get(of.inner_named_type())?;
    let is_composite = inner.is_object() || inner.is_interface() || inner.is_union();
    is_composite.then(|| if of.is_list() { singular(field) } else { field.to_owned() })
}

/// Everything in a schema that a generator would rename or refuse: where it is, and why.
fn faults(sdl: &str) -> Vec<String> {
    let schema = Schema::parse(sdl, "schema").unwrap_or_else(|faults| panic!("{}", faults.errors));
    let mut found = Vec::new();
    let mut in_lower_case: BTreeMap<String, &Name> = BTreeMap::new();
    for (name, of) in schema.types.iter().filter(|(_, of)| !of.is_built_in()) {
        if holds(TAKEN_TYPES, name) || is_reserved(name) || name.starts_with('_') {
            found.push(format!("{name}: taken"));
        }
        if let Some(other) = in_lower_case.insert(name.to_lowercase(), name) {
            found.push(format!("{name}: like {other}"));
        }
        match of {
            ExtendedType::Object(of) => check_fields(&schema, name, of.fields.iter(), &mut found),
            ExtendedType::Interface(of) => check_fields(&schema, name, of.fields.iter(), &mut found),
            ExtendedType::InputObject(of) => {
                of.fields.keys().for_each(|field| check_name(&format!("{name}.{field}"), field, &mut found));
            }
            ExtendedType::Enum(of) => check_values(name, of.values.keys(), &mut found),
            ExtendedType::Scalar(_) | ExtendedType::Union(_) => {}
        }
    }
    found
}

fn check_name(place: &str, name: &str, found: &mut Vec<String>) {
    if is_reserved(name) || holds(REFUSED_FIELDS, name) || name.starts_with('_') {
        found.push(format!("{place}: reserved"));
    }
}

fn check_fields<'a>(
    schema: &Schema,
    name: &Name,
    fields: impl Iterator<Item = (&'a Name, &'a Component<FieldDefinition>)>,
    found: &mut Vec<String>,
) {
    let mut structs: BTreeMap<String, &Name> = BTreeMap::new();
    for (field, of) in fields {
        check_name(&format!("{name}.{field}"), field, found);
        for argument in &of.arguments {
            check_name(&format!("{name}.{field}({})", argument.name), &argument.name, found);
        }
        let made = struct_name(schema, field, &of.ty);
        if let Some(twin) = made.and_then(|made| structs.insert(made, field)) {
            found.push(format!("{name}.{field}: a twin of {twin}"));
        }
    }
}

fn check_values<'a>(name: &Name, values: impl Iterator<Item = &'a Name>, found: &mut Vec<String>) {
    let mut cases: BTreeMap<String, &Name> = BTreeMap::new();
    for value in values {
        let case = swift_case(value);
        let is_taken = holds(SWIFT_CASES, &case) || holds(KOTLIN_VALUES, value);
        if is_taken || is_reserved(value) || is_reserved(&case) || value.starts_with('_') {
            found.push(format!("{name}.{value}: reserved"));
        }
        if let Some(twin) = cases.insert(case, value) {
            found.push(format!("{name}.{value}: a twin of {twin}"));
        }
    }
}

#[test]
fn code_generators_keep_every_name_of_both_schemas() {
    for sdl in [server::graphql::applicant::sdl(), server::graphql::officer::sdl()] {
        assert_eq!(faults(&sdl), [""; 0]);
    }
}

#[test]
fn a_name_that_a_code_generator_would_change_is_found() {
    let check = |sdl: &str, expected: &[&str]| assert_eq!(faults(sdl), expected, "{sdl}");
    let query = "type Query { a: Int } type Thing { b: Int }";
    check(query, &[]);
    check(&format!("{query} type Error {{ a: Int }}"), &["Error: taken"]);
    check(&format!("{query} type Self {{ a: Int }}"), &["Self: taken"]);
    check(&format!("{query} scalar Url scalar URL"), &["URL: like Url"]);
    check("type Query { thing: Int things: [Int!]! }", &[]);
    check("type Query { x: X xs: [X!]! } type X { a: Int }", &["Query.xs: a twin of x"]);
    check("type Query { entries: [X!] entry: X } type X { a: Int }", &["Query.entry: a twin of entries"]);
    check(
        "type Query { addresses: [X!] address: X } type X { a: Int }",
        &["Query.address: a twin of addresses"],
    );
    check("type Query { xs: X x: X status: [X] statu: X } type X { a: Int }", &[]);
    check(
        "type Query { fragments: Int is(in: Int val: Int): Int let: Int new: Int }",
        &[
            "Query.fragments: reserved",
            "Query.is: reserved",
            "Query.is(in): reserved",
            "Query.is(val): reserved",
            "Query.let: reserved",
            "Query.new: reserved",
        ],
    );
    check("type Query { _a(_b: Int): Int }", &["Query._a: reserved", "Query._a(_b): reserved"]);
    check(
        &format!("{query} input I {{ self: Int, default: Int }}"),
        &["I.self: reserved", "I.default: reserved"],
    );
    check(
        &format!("{query} enum E {{ UNKNOWN NONE LOGGED_IN UNKNOWN__ DEFAULT name }}"),
        &[
            "E.UNKNOWN: reserved",
            "E.NONE: reserved",
            "E.UNKNOWN__: reserved",
            "E.UNKNOWN__: a twin of UNKNOWN",
            "E.DEFAULT: reserved",
            "E.name: reserved",
        ],
    );
    check(
        &format!("{query} enum E {{ LOGGED_IN ALL_CASES LOGGED__IN }}"),
        &["E.ALL_CASES: reserved", "E.LOGGED__IN: a twin of LOGGED_IN"],
    );
}
