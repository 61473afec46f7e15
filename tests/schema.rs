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
    let scalars = include_str!("../docs/client/scalars.json");
    assert!(
        scalars == server::graphql::codegen::scalars(&sdl),
        "run: cargo scalars > docs/client/scalars.json"
    );
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
        "): TermsOfUse!",
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
        "agreedTermsVersion: String!",
        "idempotencyKey: String\n",
        "page: Int! = 1",
        "perPage: Int! = 20",
        "asOf: DateTime\n",
        "): ActivityPage!",
        "perPageOptions: [Int!]!",
        "interface UserError",
        "interface Node",
        "enum ReceiptStatus",
        "isPastValidity: Boolean!",
        "retryAfterSeconds: Int!",
    ] {
        assert!(sdl.contains(promised), "{promised:?} is not in the schema");
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
