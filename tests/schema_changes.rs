//! What was released stays compatible: existing clients work with every later schema.
//!
//! `tests/released/` has the schemas of the last release; a release copies them there. What is deprecated
//! there may be removed here, from the day on that its reason begins with (`docs/DEPRECATION.md`). Additions are
//! free, except what clients would have to provide.

use apollo_compiler::ast::{DirectiveList, FieldDefinition, InputValueDefinition, Type};
use apollo_compiler::collections::IndexMap;
use apollo_compiler::schema::{Component, ExtendedType, Name};
use apollo_compiler::{Node, Schema};
use chrono::NaiveDate;
use entity::clock::Clock;

fn parse(sdl: &str) -> Schema {
    Schema::parse(sdl, "schema").unwrap_or_else(|faults| panic!("{}", faults.errors))
}

/// All changes in `new` that may break a client of `old`.
fn breaking(old: &Schema, new: &Schema) -> Vec<String> {
    let mut found = Vec::new();
    for (name, was) in old.types.iter().filter(|(_, of)| !of.is_built_in()) {
        match new.types.get(name) {
            Some(is) => of_type(name, was, is, &mut found),
            None => found.push(format!("{name} is gone")),
        }
    }
    found
}

fn of_type(name: &Name, was: &ExtendedType, is: &ExtendedType, found: &mut Vec<String>) {
    match (was, is) {
        (ExtendedType::Scalar(_), ExtendedType::Scalar(_)) => {}
        (ExtendedType::Object(was), ExtendedType::Object(is)) => {
            fields(name, &was.fields, &is.fields, found);
            let gone = was.implements_interfaces.iter().filter(|it| !is.implements_interfaces.contains(*it));
            found.extend(gone.map(|interface| format!("{name} is no {} any more", interface.name)));
        }
        (ExtendedType::Interface(was), ExtendedType::Interface(is)) => {
            fields(name, &was.fields, &is.fields, found);
        }
        (ExtendedType::Union(was), ExtendedType::Union(is)) => {
            let gone = was.members.iter().filter(|member| !is.members.contains(*member));
            found.extend(gone.map(|member| format!("{name} has no {} any more", member.name)));
        }
        (ExtendedType::Enum(was), ExtendedType::Enum(is)) => {
            let gone = was
                .values
                .iter()
                .filter(|(value, of)| !is.values.contains_key(*value) && !may_go(&of.directives));
            found.extend(gone.map(|(value, _)| format!("{name}.{value} is gone")));
        }
        (ExtendedType::InputObject(was), ExtendedType::InputObject(is)) => {
            let values = |fields: &IndexMap<Name, Component<InputValueDefinition>>| -> Vec<_> {
                fields.values().map(|field| field.node.clone()).collect()
            };
            given(&format!("{name}."), &values(&was.fields), &values(&is.fields), found);
        }
        _ => found.push(format!("{name} is of another kind")),
    }
}

fn fields(
    name: &Name,
    was: &IndexMap<Name, Component<FieldDefinition>>,
    is: &IndexMap<Name, Component<FieldDefinition>>,
    found: &mut Vec<String>,
) {
    for (field, was) in was {
        match is.get(field) {
            Some(is) => {
                if !is_still(&was.ty, &is.ty) {
                    found.push(format!("{name}.{field} was {} and is {}", was.ty, is.ty));
                }
                given(&format!("{name}.{field}, argument "), &was.arguments, &is.arguments, found);
            }
            None if may_go(&was.directives) => {}
            None => found.push(format!("{name}.{field} is gone")),
        }
    }
}

/// Arguments of a field, or fields of an input: what clients provide.
fn given(
    place: &str,
    was: &[Node<InputValueDefinition>],
    is: &[Node<InputValueDefinition>],
    found: &mut Vec<String>,
) {
    for old in was {
        match is.iter().find(|new| new.name == old.name) {
            Some(new) if !is_still(&new.ty, &old.ty) => {
                found.push(format!("{place}{} was {} and is {}", old.name, old.ty, new.ty));
            }
            Some(new) if new.is_required() && !old.is_required() => {
                found.push(format!("{place}{} has to be given", old.name));
            }
            Some(new) if old.default_value.is_some() && old.default_value != new.default_value => {
                found.push(format!("{place}{} means something else when it is not given", old.name));
            }
            Some(_) => {}
            None if may_go(&old.directives) => {}
            None => found.push(format!("{place}{} is gone", old.name)),
        }
    }
    let added = is.iter().filter(|new| new.is_required() && was.iter().all(|old| old.name != new.name));
    found.extend(added.map(|new| format!("{place}{} has to be given", new.name)));
}

/// The first day on which something deprecated may be removed, as its reason begins with it.
fn removable_from(directives: &DirectiveList) -> Option<NaiveDate> {
    let reason = directives.get("deprecated")?.specified_argument_by_name("reason")?.as_str()?;
    reason.split_once(": ")?.0.parse().ok()
}

/// Whether the day has come on which something deprecated may be removed.
fn may_go(directives: &DirectiveList) -> bool {
    removable_from(directives).is_some_and(|day| day <= Clock::System.now().date_naive())
}

/// Whether a client that handles `wide` also handles `narrow`: the same type, or one that is not null.
fn is_still(wide: &Type, narrow: &Type) -> bool {
    match (wide, narrow) {
        (Type::Named(wide), Type::Named(narrow) | Type::NonNullNamed(narrow))
        | (Type::NonNullNamed(wide), Type::NonNullNamed(narrow)) => wide == narrow,
        (Type::List(wide), Type::List(narrow) | Type::NonNullList(narrow))
        | (Type::NonNullList(wide), Type::NonNullList(narrow)) => is_still(wide, narrow),
        _ => false,
    }
}

#[test]
fn nothing_that_was_released_is_broken() {
    for (released, now) in
        [(RELEASED[0], server::graphql::applicant::sdl()), (RELEASED[1], server::graphql::officer::sdl())]
    {
        let found = breaking(&parse(released), &parse(&now));
        assert!(found.is_empty(), "clients would break: {found:#?}");
    }
}

/// The applicants' and the officers' schema of the last release.
const RELEASED: [&str; 2] =
    [include_str!("released/schema.graphql"), include_str!("released/officer.graphql")];

/// The check refuses the removal of each type, field, input field, enum value and union member of the real
/// schemas.
#[test]
fn each_removal_from_what_was_released_is_refused() {
    for released in RELEASED.map(parse) {
        let refused = |without: &Schema, gone: &str| {
            let found = breaking(&released, without);
            assert!(found.iter().any(|breach| breach == gone), "{gone}: {found:?}");
        };
        for (name, of) in released.types.iter().filter(|(_, of)| !of.is_built_in()) {
            let mut without = released.clone();
            without.types.shift_remove(name);
            refused(&without, &format!("{name} is gone"));
            for member in members(of) {
                let mut without = released.clone();
                remove(without.types.get_mut(name).expect("the type"), &member);
                let between = if matches!(of, ExtendedType::Union(_)) { " has no " } else { "." };
                let after = if matches!(of, ExtendedType::Union(_)) { " any more" } else { " is gone" };
                refused(&without, &format!("{name}{between}{member}{after}"));
            }
        }
    }
}

/// The names of what a type consists of, without what may be removed by now.
fn members(of: &ExtendedType) -> Vec<Name> {
    let fields = |fields: &IndexMap<Name, Component<FieldDefinition>>| {
        fields.iter().filter(|(_, field)| !may_go(&field.directives)).map(|(name, _)| name.clone()).collect()
    };
    match of {
        ExtendedType::Scalar(_) => Vec::new(),
        ExtendedType::Object(of) => fields(&of.fields),
        ExtendedType::Interface(of) => fields(&of.fields),
        ExtendedType::Union(of) => of.members.iter().map(|member| member.name.clone()).collect(),
        ExtendedType::Enum(of) => of
            .values
            .iter()
            .filter(|(_, value)| !may_go(&value.directives))
            .map(|(name, _)| name.clone())
            .collect(),
        ExtendedType::InputObject(of) => of
            .fields
            .iter()
            .filter(|(_, field)| !may_go(&field.directives))
            .map(|(name, _)| name.clone())
            .collect(),
    }
}

fn remove(from: &mut ExtendedType, member: &Name) {
    match from {
        ExtendedType::Scalar(_) => {}
        ExtendedType::Object(of) => drop(of.make_mut().fields.shift_remove(member)),
        ExtendedType::Interface(of) => drop(of.make_mut().fields.shift_remove(member)),
        ExtendedType::Union(of) => of.make_mut().members.retain(|one| one.name != *member),
        ExtendedType::Enum(of) => drop(of.make_mut().values.shift_remove(member)),
        ExtendedType::InputObject(of) => drop(of.make_mut().fields.shift_remove(member)),
    }
}

/// What is deprecated says until when it stays, so that clients can plan and [`may_go`] can tell.
#[test]
fn each_deprecation_begins_with_the_day_on_which_it_may_be_removed() {
    for sdl in [server::graphql::applicant::sdl(), server::graphql::officer::sdl()] {
        for line in sdl.lines().filter(|line| line.contains("@deprecated(reason: \"")) {
            let reason = line.split_once("reason: \"").expect("a reason").1;
            let day = reason.split_once(": ").map(|(day, _)| day.parse::<NaiveDate>());
            assert!(matches!(day, Some(Ok(_))), "begin the reason with a day, as in 2027-06-30: {line}");
        }
    }
}

const OLD: &str = "
    interface Node { id: ID! }
    type User implements Node { id: ID! name: String tags: [String!] old: Int @deprecated(reason: \"2025-06-30: use name.\") soon: Int @deprecated(reason: \"9999-06-30: use name.\") }
    type Pet implements Node { id: ID! }
    union Any = User | Pet
    enum Size { SMALL LARGE }
    input Form { name: String! size: Size = SMALL note: String }
    type Query { user(id: ID!, size: Size = SMALL, page: Int! = 1): User any: Any forms(form: Form): [Int!]! }
";

fn check(from: &str, to: &str, expected: &[&str]) {
    assert!(OLD.contains(from), "{from}");
    assert_eq!(breaking(&parse(OLD), &parse(&OLD.replace(from, to))), expected, "{from} -> {to}");
}

#[test]
fn what_clients_read_may_grow_and_lose_nulls() {
    check("id: ID! name", "id: ID! more: Int name", &[]);
    check("name: String tags", "name: String! tags", &[]);
    check("[String!]", "[String!]!", &[]);
    check("old: Int @deprecated(reason: \"2025-06-30: use name.\")", "", &[]);
    check("soon: Int @deprecated(reason: \"9999-06-30: use name.\")", "", &["User.soon is gone"]);
    check("SMALL LARGE", "SMALL LARGE HUGE", &[]);
    check("name: String tags", "tags", &["User.name is gone"]);
    check("name: String tags", "name: Int tags", &["User.name was String and is Int"]);
    check("tags: [String!]", "tags: [String]", &["User.tags was [String!] and is [String]"]);
    check("tags: [String!]", "tags: String", &["User.tags was [String!] and is String"]);
    check("SMALL LARGE }", "SMALL }", &["Size.LARGE is gone"]);
    check("User | Pet", "User", &["Any has no Pet any more"]);
    check("Pet implements Node", "Pet", &["Pet is no Node any more"]);
    check("enum Size { SMALL LARGE }", "scalar Size", &["Size is of another kind"]);
    check("any: Any", "any: Int", &["Query.any was Any and is Int"]);
}

#[test]
fn what_clients_give_is_still_taken_and_nothing_more_is_asked() {
    check("note: String }", "note: String more: Int other: Int! = 1 }", &[]);
    check("name: String! size", "name: String size", &[]);
    check("page: Int! = 1", "page: Int = 1", &[]);
    check("user(id: ID!,", "user(id: ID!, more: Int,", &[]);
    check("note: String }", "}", &["Form.note is gone"]);
    check("note: String }", "note: String! }", &["Form.note was String and is String!"]);
    check("note: String }", "note: String more: Int! }", &["Form.more has to be given"]);
    check("page: Int! = 1", "page: Int!", &["Query.user, argument page has to be given"]);
    check(
        "page: Int! = 1",
        "page: Int! = 2",
        &["Query.user, argument page means something else when it is not given"],
    );
    check("user(id: ID!,", "user(id: ID!, more: Int!,", &["Query.user, argument more has to be given"]);
    check("user(id: ID!,", "user(", &["Query.user, argument id is gone"]);
    check("(form: Form)", "(form: Form!)", &["Query.forms, argument form was Form and is Form!"]);
}
