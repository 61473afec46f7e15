//! One name for one thing, in both schemas: IDs, versions, filters, who is logged in, the errors of a mutation.

use apollo_compiler::Schema;
use apollo_compiler::ast::{Type, Value};
use apollo_compiler::schema::ExtendedType;

/// Names that end like an ID's, of texts that people read and type, and of the mutation that asks for one.
const TYPED_IDS: [&str; 3] = ["userId", "actorUserId", "requestUserId"];
/// The mutation that proves that the app is set up: its code is no choice.
const ENROLMENT: &str = "CompleteEnrolmentInput";
/// The mutations of officers without a login.
const WITHOUT_LOGIN: [&str; 3] = ["completeEnrolment", "logIn", "logOut"];
/// The errors of one line of a request, which has its own union besides the mutation's.
const OF_A_LINE: [&str; 1] = ["IssueLineError"];

fn parse(sdl: &str) -> Schema {
    Schema::parse(sdl, "schema").unwrap_or_else(|faults| panic!("{}", faults.errors))
}

/// A field, an argument or an input field.
struct Named<'a> {
    place: String,
    name: &'a str,
    ty: &'a Type,
    is_input: bool,
    default: Option<&'a Value>,
}

/// All fields of objects and interfaces, their arguments, and the fields of inputs.
fn all(schema: &Schema) -> Vec<Named<'_>> {
    let mut found = Vec::new();
    for (owner, of) in schema.types.iter().filter(|(_, of)| !of.is_built_in()) {
        let fields = match of {
            ExtendedType::Object(of) => Some(&of.fields),
            ExtendedType::Interface(of) => Some(&of.fields),
            _ => None,
        };
        for (name, field) in fields.into_iter().flatten() {
            let place = format!("{owner}.{name}");
            for argument in &field.arguments {
                found.push(Named {
                    place: format!("{place}({})", argument.name),
                    name: argument.name.as_str(),
                    ty: &argument.ty,
                    is_input: true,
                    default: argument.default_value.as_deref(),
                });
            }
            let (name, ty) = (name.as_str(), &field.ty);
            found.push(Named { place, name, ty, is_input: false, default: None });
        }
        if let ExtendedType::InputObject(of) = of {
            for (name, field) in &of.fields {
                found.push(Named {
                    place: format!("{owner}.{name}"),
                    name: name.as_str(),
                    ty: &field.ty,
                    is_input: true,
                    default: field.default_value.as_deref(),
                });
            }
        }
    }
    found
}

/// IDs that are not called so, and names of IDs that are none.
fn wrong_ids(schema: &Schema) -> Vec<String> {
    let is_called_id = |name: &str| {
        name == "id" || name == "ids" || ((name.ends_with("Id") || name.ends_with("Ids")) && name.len() > 3)
    };
    let is_wrong = |named: &Named<'_>| {
        let is_id = named.ty.inner_named_type() == "ID";
        is_id != (is_called_id(named.name) && !TYPED_IDS.contains(&named.name))
    };
    places(schema, is_wrong)
}

/// Other names of a certificate's number, of an optimistic condition, and of who is logged in.
fn wrong_names(schema: &Schema) -> Vec<String> {
    places(schema, |named| match named.name {
        "number" => named.ty.inner_named_type() == "String",
        "version" => named.is_input,
        "expectedVersion" => !named.is_input,
        "me" | "currentUser" => true,
        "viewer" => named.ty.is_non_null(),
        _ => false,
    })
}

/// Filters that have to be given, or that have a default of their own.
fn wrong_filters(schema: &Schema) -> Vec<String> {
    places(schema, |named| {
        let is_filter = named.name == "filter" || named.ty.inner_named_type().ends_with("Filter");
        let has_default = named.default.is_some_and(|value| !value.is_null());
        is_filter && (named.name != "filter" || named.ty.is_non_null() || has_default)
    })
}

/// Second factors outside a `@oneOf` input, and such inputs under another name.
fn wrong_factors(schema: &Schema) -> Vec<String> {
    let is_one_of = |name: &str| match schema.types.get(name) {
        Some(ExtendedType::InputObject(of)) => of.directives.has("oneOf"),
        _ => false,
    };
    places(schema, |named| match named.name {
        "totpCode" | "recoveryCode" => {
            let owner = named.place.split('.').next().unwrap_or_default();
            !is_one_of(owner) && owner != ENROLMENT
        }
        "secondFactor" => !named.ty.is_non_null() || !is_one_of(named.ty.inner_named_type()),
        _ => named.ty.inner_named_type() == "SecondFactorInput",
    })
}

fn places(schema: &Schema, is_wrong: impl Fn(&Named<'_>) -> bool) -> Vec<String> {
    all(schema).into_iter().filter(|named| is_wrong(named)).map(|named| named.place).collect()
}

fn capitalized(name: &str) -> String {
    let (first, rest) = name.split_at(1);
    format!("{}{rest}", first.to_uppercase())
}

/// Mutations whose input, payload or errors are not named after them, and unions of errors that belong to none.
fn wrong_unions(schema: &Schema) -> Vec<String> {
    let mut found = Vec::new();
    if let Some(ExtendedType::Object(mutation)) = schema.types.get("Mutation") {
        for (name, field) in &mutation.fields {
            let own = capitalized(name);
            let has_other = field.arguments.iter().any(|argument| {
                argument.name == "input" && argument.ty.inner_named_type() != format!("{own}Input").as_str()
            });
            if has_other || field.ty.inner_named_type() != format!("{own}Payload").as_str() {
                found.push(format!("Mutation.{name}"));
            }
        }
    }
    let mut used = Vec::new();
    for (name, of) in &schema.types {
        let (Some(own), ExtendedType::Object(of)) = (name.strip_suffix("Payload"), of) else { continue };
        match of.fields.get("errors").map(|errors| errors.ty.to_string()) {
            Some(ty) if ty == format!("[{own}Error!]!") => used.push(format!("{own}Error")),
            _ => found.push(format!("{name}.errors")),
        }
    }
    let is_union = |of: &ExtendedType| matches!(of, ExtendedType::Union(_));
    for (name, _) in schema.types.iter().filter(|(name, of)| is_union(of) && name.ends_with("Error")) {
        if !used.iter().any(|one| one == name.as_str()) && !OF_A_LINE.contains(&name.as_str()) {
            found.push(name.to_string());
        }
    }
    found
}

/// Enums of the states of a mail; there is one.
fn mail_states(schema: &Schema) -> Vec<&str> {
    let is_it = |of: &ExtendedType| match of {
        ExtendedType::Enum(of) => of.values.contains_key("QUEUED"),
        _ => false,
    };
    schema.types.iter().filter(|(_, of)| is_it(of)).map(|(name, _)| name.as_str()).collect()
}

/// Mutations that require a login and cannot say so.
fn silent_mutations(schema: &Schema) -> Vec<String> {
    let Some(ExtendedType::Object(mutation)) = schema.types.get("Mutation") else { return Vec::new() };
    let says = |name: &str| match schema.types.get(format!("{}Error", capitalized(name)).as_str()) {
        Some(ExtendedType::Union(of)) => of.members.iter().any(|member| member.name == "SessionError"),
        _ => false,
    };
    let names = mutation.fields.keys().map(apollo_compiler::Name::as_str);
    names.filter(|name| !WITHOUT_LOGIN.contains(name) && !says(name)).map(str::to_owned).collect()
}

#[test]
fn one_thing_has_one_name_in_both_schemas() {
    for sdl in [server::graphql::applicant::sdl(), server::graphql::officer::sdl()] {
        let schema = parse(&sdl);
        assert_eq!(wrong_ids(&schema), [""; 0], "IDs are of type ID and named so");
        assert_eq!(wrong_names(&schema), [""; 0]);
        assert_eq!(wrong_filters(&schema), [""; 0]);
        assert_eq!(wrong_factors(&schema), [""; 0]);
        assert_eq!(wrong_unions(&schema), [""; 0], "named after their mutation");
    }
}

#[test]
fn what_officers_see_is_below_viewer_and_every_mutation_can_say_that_nobody_is_logged_in() {
    let schema = parse(&server::graphql::officer::sdl());
    let Some(ExtendedType::Object(query)) = schema.types.get("Query") else { panic!("no queries") };
    let fields: Vec<_> = query.fields.iter().map(|(name, field)| format!("{name}: {}", field.ty)).collect();
    assert_eq!(fields, ["viewer: Viewer", "sessionStatus: SessionStatus"]);
    assert_eq!(silent_mutations(&schema), [""; 0]);
    assert_eq!(mail_states(&schema), ["MailState"]);
    let is_other = |named: &Named<'_>| {
        (named.ty.inner_named_type() == "SessionStatus") != (named.name == "sessionStatus")
    };
    assert_eq!(places(&schema, is_other), [""; 0]);
}

/// Each rule finds what breaks it.
#[test]
fn a_schema_that_breaks_the_rules_is_caught() {
    let schema = parse(
        "type Query { me: Int certificate(number: String!): Int list(filter: ListFilter! = {}): Int viewer: Int! }
         type Mutation { logIn(input: LogInInput!): LogInPayload! end(input: EndInput!): EndPayload! }
         input ListFilter { officer: ID sessionId: String version: Int }
         input LogInInput { totpCode: String secondFactor: Factor }
         input Factor { a: Int }
         input OtherInput { a: Int }
         type LogInPayload { errors: [LogInError!]! }
         type EndPayload { errors: [RoleError!]! }
         input EndInput { a: Int }
         enum State { QUEUED } enum Delivery { QUEUED }
         type A { a: Int } union LogInError = A union RoleError = A",
    );
    assert_eq!(wrong_ids(&schema), ["ListFilter.officer", "ListFilter.sessionId"]);
    assert_eq!(
        wrong_names(&schema),
        ["Query.me", "Query.certificate(number)", "Query.viewer", "ListFilter.version"]
    );
    assert_eq!(wrong_filters(&schema), ["Query.list(filter)"]);
    assert_eq!(wrong_factors(&schema), ["LogInInput.totpCode", "LogInInput.secondFactor"]);
    assert_eq!(wrong_unions(&schema), ["EndPayload.errors", "RoleError"]);
    assert_eq!(mail_states(&schema), ["State", "Delivery"]);
    assert_eq!(silent_mutations(&schema), ["end"]);
}
