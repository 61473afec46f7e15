//! The contracts: `schema.graphql` and `officer.graphql` are what the server prints, and everything in them is
//! described.

use std::collections::BTreeSet;

#[test]
fn the_committed_schema_is_the_servers() {
    let committed = include_str!("../schema.graphql");
    assert!(committed == server::graphql::sdl(), "run: cargo sdl > schema.graphql");
}

#[test]
fn the_committed_schema_of_officers_is_the_servers() {
    let committed = include_str!("../officer.graphql");
    assert!(committed == server::officer::graphql::sdl(), "run: cargo officer-sdl > officer.graphql");
}

/// What front ends generate their clients from, besides the schema.
#[test]
fn the_committed_files_for_clients_are_the_servers() {
    let sdl = server::graphql::sdl();
    let possible_types = include_str!("../docs/client/possibleTypes.json");
    let expected = server::graphql::codegen::possible_types(&sdl);
    assert!(possible_types == expected, "run: cargo possible-types > docs/client/possibleTypes.json");
    let scalars = include_str!("../docs/client/scalars.json");
    assert!(
        scalars == server::graphql::codegen::scalars(&sdl),
        "run: cargo scalars > docs/client/scalars.json"
    );
}

/// The names that front ends were promised.
#[test]
fn the_promised_names_are_there_as_written() {
    let sdl = server::graphql::sdl();
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
    for sdl in [server::graphql::sdl(), server::officer::graphql::sdl()] {
        let undescribed = undescribed(&sdl);
        assert!(undescribed.is_empty(), "without a description: {undescribed:#?}");
    }
}

fn undescribed(sdl: &str) -> BTreeSet<String> {
    let mut undescribed = BTreeSet::new();
    let mut described = false;
    let mut in_description = false;
    for line in sdl.lines().map(str::trim) {
        match line {
            "\"\"\"" => {
                in_description = !in_description;
                described = !in_description;
            }
            _ if in_description => {}
            "" | "}" | ")" => described = false,
            _ if line.starts_with("schema {") || line.starts_with("directive @") => break,
            _ => {
                let is_tail =
                    line.starts_with("):") || line.starts_with("query:") || line.starts_with("mutation:");
                if !described && !is_tail {
                    undescribed.insert(line.to_owned());
                }
                described = false;
            }
        }
    }
    undescribed
}
