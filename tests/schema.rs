//! The schemas: `schema.graphql` and `officer.graphql` are what the server prints, and everything in them is
//! described.

use apollo_compiler::Schema;
use apollo_compiler::schema::ExtendedType;

#[test]
fn the_committed_schema_is_the_servers() {
    let committed = include_str!("../schema.graphql");
    assert!(committed == server::graphql::applicant::sdl(), "run: cargo sdl > schema.graphql");
}

#[test]
fn the_committed_schema_of_officers_is_the_servers() {
    let committed = include_str!("../officer.graphql");
    assert!(committed == server::graphql::officer::sdl(), "run: cargo officer-sdl > officer.graphql");
}

/// The files, besides the schema, from which front ends generate their clients.
#[test]
fn the_committed_files_for_clients_are_the_servers() {
    let sdl = server::graphql::applicant::sdl();
    let possible_types = include_str!("../docs/client/possibleTypes.json");
    let expected = server::graphql::codegen::possible_types(&sdl);
    assert!(possible_types == expected, "run: cargo possible-types > docs/client/possibleTypes.json");
    let type_policies = include_str!("../docs/client/typePolicies.json");
    let expected = server::graphql::codegen::type_policies(&sdl);
    assert!(type_policies == expected, "run: cargo type-policies > docs/client/typePolicies.json");
    let scalars = include_str!("../docs/client/scalars.json");
    assert!(
        scalars == server::graphql::codegen::scalars(&sdl),
        "run: cargo scalars > docs/client/scalars.json"
    );
}

/// A cache finds an account again by its `id`, and keeps what has none inside the object that has it.
#[test]
fn the_type_policies_name_what_queries_return() {
    let policies = server::graphql::codegen::type_policies(&server::graphql::applicant::sdl());
    let policies: serde_json::Value = serde_json::from_str(&policies).expect("JSON");
    let of = |name: &str| policies["typePolicies"][name].clone();
    for name in ["Account", "Receipt", "Notice"] {
        assert_eq!(of(name), serde_json::json!({ "keyFields": ["id"] }), "{name}");
    }
    assert_eq!(of("UserTypeChoice"), serde_json::json!({ "keyFields": ["type"] }));
    for name in ["Site", "ReceiptPage", "TermsOfUse"] {
        assert_eq!(of(name), serde_json::json!({ "keyFields": false, "merge": true }), "{name}");
    }
    for name in ["Query", "Mutation", "LogInPayload"] {
        assert!(of(name).is_null(), "{name}: a cache has no use for it");
    }
}

/// The names that front ends rely on.
#[test]
fn the_promised_names_are_there_as_written() {
    let sdl = server::graphql::applicant::sdl();
    for promised in [
        "viewer: Account\n",
        "sessionStatus: SessionStatus\n",
        "userTypes: [UserTypeChoice!]!",
        "registrationRules: RegistrationRules!",
        "termsOfUse: TermsOfUse!",
        "): EmailLink!",
        "): [ErrorMessage!]!",
        "): StartRegistrationPayload!",
        "): CompleteRegistrationPayload!",
        "): LogInPayload!",
        "logOut: LogOutPayload!",
        "extendSession: ExtendSessionPayload!",
        "): RegisterReceiptPayload!",
        "validateOnly: Boolean! = false",
        "delivery: SessionDelivery! = COOKIE",
        "type: UserType\n",
        "emailConfirmation: String!",
        "agreedTermsVersion: String\n",
        "idempotencyKey: String\n",
        "page: Int! = 1",
        "perPage: Int! = 20",
        "asOf: DateTime\n",
        "): ActivityPage!",
        "perPageOptions: [Int!]!",
        "interface UserError",
        "interface RetryableError",
        "fieldLabel: String\n",
        "linkExpiresAt: DateTime\n",
        "interface Node",
        "enum ReceiptStatus",
        "isPastValidity: Boolean!",
        "retryAfterSeconds: Int!",
    ] {
        assert!(sdl.contains(promised), "{promised:?} is not in the schema");
    }
}

/// What can be tried again says when, through one interface in each schema.
#[test]
fn every_error_that_can_be_tried_again_is_retryable() {
    for sdl in [server::graphql::applicant::sdl(), server::graphql::officer::sdl()] {
        let schema = Schema::parse(sdl, "schema").unwrap_or_else(|faults| panic!("{}", faults.errors));
        let mut retryable = Vec::new();
        for (name, of) in &schema.types {
            let ExtendedType::Object(object) = of else { continue };
            let implements =
                |interface: &str| object.implements_interfaces.iter().any(|it| it.as_str() == interface);
            assert_eq!(
                implements("RetryableError"),
                object.fields.contains_key("retryAfterSeconds"),
                "{name}"
            );
            if implements("RetryableError") {
                assert!(implements("UserError"), "{name}");
                retryable.push(name.as_str());
            }
        }
        retryable.sort_unstable();
        assert_eq!(retryable, ["OverloadedError", "RateLimitedError"]);
    }
}

/// A payload says by its `errors` alone whether the mutation succeeded.
#[test]
fn no_result_repeats_what_empty_errors_say() {
    for sdl in [server::graphql::applicant::sdl(), server::graphql::officer::sdl()] {
        let schema = Schema::parse(sdl, "schema").unwrap_or_else(|faults| panic!("{}", faults.errors));
        for (name, of) in schema.types.iter().filter(|(name, _)| name.ends_with("Payload")) {
            let ExtendedType::Object(object) = of else { continue };
            let flags =
                object.fields.iter().filter(|(_, field)| field.ty.inner_named_type().as_str() == "Boolean");
            assert_eq!(flags.map(|(flag, _)| flag.as_str()).collect::<Vec<_>>(), [""; 0], "{name}");
            assert!(object.fields.contains_key("errors"), "{name}");
        }
    }
}

/// What a person chooses in a form is nullable: a missing choice is an error in the payload.
#[test]
fn choices_in_forms_and_consent_may_be_missing() {
    let sdl = server::graphql::applicant::sdl();
    let schema = Schema::parse(sdl, "schema").unwrap_or_else(|faults| panic!("{}", faults.errors));
    for (name, of) in &schema.types {
        let ExtendedType::InputObject(input) = of else { continue };
        for (field, definition) in &input.fields {
            let is_choice =
                matches!(schema.types.get(definition.ty.inner_named_type()), Some(ExtendedType::Enum(_)));
            let may_be_missing = !definition.ty.is_non_null() || definition.default_value.is_some();
            assert!(may_be_missing || !(is_choice || field == "agreedTermsVersion"), "{name}.{field}");
        }
    }
}

#[test]
fn everything_in_the_schema_is_described() {
    for sdl in [server::graphql::applicant::sdl(), server::graphql::officer::sdl()] {
        assert_eq!(undescribed(&sdl), [""; 0], "without a description");
    }
    let bare = "type Query { \"a\" a(b: Int): Int } enum E { X } \"i\" input I { y: Int }";
    assert_eq!(undescribed(bare), ["schema", "Query", "Query.a(b)", "E", "E.X", "I.y"]);
}

/// Everything without a description: the schema, types, fields, arguments, enum values, input fields.
fn undescribed(sdl: &str) -> Vec<String> {
    let schema = Schema::parse(sdl, "schema").unwrap_or_else(|faults| panic!("{}", faults.errors));
    let mut found = Vec::new();
    let mut look_at = |name: String, is_described: bool| found.extend((!is_described).then_some(name));
    look_at("schema".to_owned(), schema.schema_definition.description.is_some());
    for (name, of) in schema.types.iter().filter(|(_, of)| !of.is_built_in()) {
        look_at(name.to_string(), of.description().is_some());
        let fields = match of {
            ExtendedType::Object(of) => Some(&of.fields),
            ExtendedType::Interface(of) => Some(&of.fields),
            _ => None,
        };
        for (field, of) in fields.into_iter().flatten() {
            look_at(format!("{name}.{field}"), of.description.is_some());
            for argument in &of.arguments {
                look_at(format!("{name}.{field}({})", argument.name), argument.description.is_some());
            }
        }
        match of {
            ExtendedType::Enum(of) => {
                of.values
                    .iter()
                    .for_each(|(it, of)| look_at(format!("{name}.{it}"), of.description.is_some()));
            }
            ExtendedType::InputObject(of) => {
                of.fields
                    .iter()
                    .for_each(|(it, of)| look_at(format!("{name}.{it}"), of.description.is_some()));
            }
            _ => {}
        }
    }
    found
}
