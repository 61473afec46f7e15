//! `docs/FRONTEND.md` names only what exists, and leaves out no operation, mutation or code: the guide is
//! compared with the schema and with the playground's operations.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;
use std::sync::LazyLock;

use apollo_compiler::executable::{Operation, Selection, SelectionSet};
use apollo_compiler::schema::ExtendedType;
use apollo_compiler::validation::Valid;
use apollo_compiler::{ExecutableDocument, Node, Schema};
use server::http::origin::Origins;

use crate::support::guide::{name_in, prose, rows, spans};

const REPOSITORY: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/..");

/// Words in backticks that are not ours: of GraphQL over HTTP, of browsers, of tools.
const WORDS_OF_OTHERS: [&str; 43] = [
    "localhost",
    "localhost:3000",
    "localhost:8000",
    "cargo run",
    "new InMemoryCache({ possibleTypes, typePolicies })",
    "preferGetMethod: false",
    "client.clearStore()",
    "queryClient.clear()",
    "Environment",
    "Client",
    "__typename",
    "addTypenameSelectionDocumentTransform",
    "verbatimModuleSyntax",
    "typePolicies",
    "possibleTypes",
    "fetch",
    "query",
    "documentId",
    "RateLimit",
    "scalars",
    "keys",
    "variables",
    "operationName",
    "Accept",
    "Authorization",
    "Bearer",
    "traceparent",
    "extensions.code",
    "extensions.requestId",
    "extensions.reason",
    "extensions.limit",
    "extensions.max",
    "extensions",
    "Host",
    "data",
    "register",
    "uketori_session",
    "uketori_device",
    "Origin",
    "Cookie",
    "Authorization: Bearer",
    "login",
    "history.replaceState",
];

/// The schema, as the server prints it.
static SCHEMA: LazyLock<Valid<Schema>> = LazyLock::new(|| {
    let schema = Schema::parse_and_validate(server::graphql::applicant::sdl(), "schema.graphql");
    schema.unwrap_or_else(|faults| panic!("no schema: {}", faults.errors))
});

/// The type of this name.
fn kind_of(name: &str) -> &'static ExtendedType {
    SCHEMA.types.get(name).unwrap_or_else(|| panic!("the schema has no {name}"))
}

/// The fields of an object, each with the name of its innermost type.
fn fields(name: &str) -> Vec<(String, String)> {
    let ExtendedType::Object(object) = kind_of(name) else { panic!("{name} is no object") };
    let pairs = object.fields.iter();
    pairs.map(|(name, field)| (name.to_string(), field.ty.inner_named_type().to_string())).collect()
}

fn members(name: &str) -> BTreeSet<String> {
    let ExtendedType::Union(union) = kind_of(name) else { panic!("{name} is no union") };
    union.members.iter().map(|member| member.name.to_string()).collect()
}

/// The values of an enum.
fn values(name: &str) -> BTreeSet<String> {
    let ExtendedType::Enum(found) = kind_of(name) else { panic!("{name} is no enum") };
    found.values.keys().map(ToString::to_string).collect()
}

/// What a mutation can return besides errors, and the types of its errors.
fn payload(mutation: &str) -> (Vec<String>, BTreeSet<String>) {
    let of = |name: &str, field: &str| {
        let found = fields(name).into_iter().find(|(found, _)| found == field);
        found.unwrap_or_else(|| panic!("{name} has no {field}")).1
    };
    let payload = of("Mutation", mutation);
    let data = fields(&payload).into_iter().map(|(name, _)| name).filter(|name| name != "errors");
    (data.collect(), members(&of(&payload, "errors")))
}

/// Every name in the schema: types, fields, arguments, values.
fn names() -> BTreeSet<String> {
    let mut names = BTreeSet::new();
    for (name, of) in SCHEMA.types.iter().filter(|(_, of)| !of.is_built_in()) {
        names.insert(name.to_string());
        match of {
            ExtendedType::Object(object) => {
                for (name, field) in &object.fields {
                    names.extend(field.arguments.iter().map(|argument| argument.name.to_string()));
                    names.insert(name.to_string());
                }
            }
            ExtendedType::InputObject(input) => names.extend(input.fields.keys().map(ToString::to_string)),
            ExtendedType::Enum(found) => names.extend(found.values.keys().map(ToString::to_string)),
            ExtendedType::Scalar(_) | ExtendedType::Interface(_) | ExtendedType::Union(_) => {}
        }
    }
    names
}

/// The name of an operation in the file of this name.
fn pascal_case(name: &str) -> String {
    let (first, rest) = name.split_at(1);
    format!("{}{rest}", first.to_ascii_uppercase())
}

/// The playground's operations, by their files' names.
fn operations() -> BTreeMap<String, Node<Operation>> {
    let folder = Path::new(REPOSITORY).join("server/graphiql/src/applicants/operations");
    let files = std::fs::read_dir(folder).expect("a folder").map(|entry| entry.expect("an entry").path());
    let operation = |path: &Path| {
        let text = std::fs::read_to_string(path).expect("a file");
        let name = path.file_stem().and_then(|stem| stem.to_str()).expect("a name").to_owned();
        let document = ExecutableDocument::parse_and_validate(&SCHEMA, text, path);
        let document = document.unwrap_or_else(|faults| panic!("{name}: {}", faults.errors));
        (name, document.operations.iter().next().expect("one operation").clone())
    };
    let is_operation = |path: &Path| path.extension().is_some_and(|extension| extension == "graphql");
    files.filter(|path| is_operation(path)).map(|path| operation(&path)).collect()
}

/// The codes of whole requests: each has a text.
fn request_codes() -> BTreeSet<String> {
    let texts = include_str!("../locales/en/api.ftl").lines();
    let codes = texts.filter_map(|line| Some(line.strip_prefix("request-")?.split_once(" =")?.0));
    codes.map(|code| code.to_uppercase().replace('-', "_")).collect()
}

/// The error that each code comes with; some codes exist only for whole requests.
fn errors_by_code() -> BTreeMap<String, String> {
    let rows = rows(&["code", "error", "what the screen does"]);
    rows.iter().map(|row| (name_in(&row[0]), name_in(&row[1]))).collect()
}

#[test]
fn every_name_is_one_of_the_schema() {
    let (mut names, operations, request_codes) = (names(), operations(), request_codes());
    names.extend(operations.keys().map(|name| pascal_case(name)));
    let settings = include_str!("../.env.example");
    let prose = prose();
    let mut unknown = BTreeSet::new();
    for span in spans(&prose) {
        let is_plain = span.chars().all(|c| c.is_ascii_alphanumeric() || "_.:(){} ".contains(c));
        let is_file = ["docs/", "server/", "tests/"].iter().any(|folder| span.starts_with(folder));
        if is_file || span.ends_with(".graphql") && !span.starts_with('/') {
            assert!(Path::new(REPOSITORY).join(span).exists(), "there is no {span}");
        } else if span.starts_with("UKETORI_") {
            assert!(settings.contains(&format!("{span}=")), "there is no setting {span}");
        } else if is_plain && !WORDS_OF_OTHERS.contains(&span) {
            for word in span.split(|c: char| !c.is_ascii_alphanumeric() && c != '_') {
                let is_number = word.chars().all(|c| c.is_ascii_digit());
                let is_known = names.contains(word)
                    || operations.contains_key(word)
                    || request_codes.contains(word)
                    || ["true", "false", "null", "on"].contains(&word);
                if !is_number && !is_known {
                    unknown.insert(format!("{word} in `{span}`"));
                }
            }
        }
    }
    assert!(unknown.is_empty(), "no names of the schema: {unknown:#?}");
}

#[test]
fn every_mutation_stands_there_with_all_that_it_answers() {
    let rows = rows(&["mutation", "returns", "errors"]);
    let told: Vec<_> = rows.iter().map(|row| name_in(&row[0])).collect();
    let all: Vec<_> = fields("Mutation").into_iter().map(|(name, _)| name).collect();
    assert_eq!(told.iter().collect::<BTreeSet<_>>(), all.iter().collect());
    for row in rows {
        let mutation = name_in(&row[0]);
        let (data, errors) = payload(&mutation);
        assert_eq!(spans(&row[1]), data, "what {mutation} answers");
        let told: BTreeSet<_> = spans(&row[2]).into_iter().map(ToOwned::to_owned).collect();
        assert_eq!(told, errors, "what {mutation} refuses with");
    }
}

#[test]
fn every_code_stands_there_with_what_to_do() {
    let codes = errors_by_code();
    assert_eq!(codes.keys().cloned().collect::<BTreeSet<_>>(), values("ErrorCode"));
    let refused: BTreeSet<_> = fields("Mutation").iter().flat_map(|(name, _)| payload(name).1).collect();
    assert_eq!(codes.values().cloned().collect::<BTreeSet<_>>(), refused);
    let told = rows(&["request code", "status", "what to do"]);
    assert_eq!(told.iter().map(|row| name_in(&row[0])).collect::<BTreeSet<_>>(), request_codes());
}

/// Each step of a flow is an existing operation, every operation is a step of a flow, and no step names a
/// code that its mutation does not have.
#[test]
fn the_flows_have_every_operation_and_only_codes_of_theirs() {
    let (operations, codes) = (operations(), errors_by_code());
    let mut told = BTreeSet::new();
    for row in rows(&["screen", "operation", "response and what to do"]) {
        if row[1].is_empty() {
            continue; // a step without a call
        }
        let name = name_in(&row[1]);
        let operation = operations.get(&name).unwrap_or_else(|| panic!("there is no operation {name}"));
        let Selection::Field(field) = &operation.selection_set.selections[0] else {
            panic!("{name} begins with a fragment");
        };
        let root = field.name.as_str();
        for code in spans(&row[2]).into_iter().filter(|span| codes.contains_key(*span)) {
            // Looking up a link, checking a print, and a row of the list report in their state what the codes of the same name
            // report.
            let is_state = ["emailLink", "viewer", "certificateCheck"].contains(&root);
            assert!(is_state || payload(root).1.contains(&codes[code]), "{name} never answers {code}");
        }
        told.insert(name);
    }
    assert_eq!(told, operations.into_keys().collect());
}

/// What every generator takes: a name in `PascalCase`, which is that of the file; and no variable that has a default
/// and may not be null, which Relay's compiler refuses.
#[test]
fn the_operations_are_valid_for_every_generator() {
    for audience in ["applicants", "officers"] {
        let folder = Path::new(REPOSITORY).join(format!("server/graphiql/src/{audience}/operations"));
        let mut count = 0;
        for entry in std::fs::read_dir(folder).expect("a folder") {
            let path = entry.expect("an entry").path();
            if path.extension().is_none_or(|extension| extension != "graphql") {
                continue;
            }
            let text = std::fs::read_to_string(&path).expect("a file");
            let document = apollo_compiler::ast::Document::parse(text, &path).expect("a document");
            let [apollo_compiler::ast::Definition::OperationDefinition(operation)] =
                &document.definitions[..]
            else {
                panic!("{}: one operation", path.display());
            };
            let file = path.file_stem().and_then(|stem| stem.to_str()).expect("a name");
            assert_eq!(operation.name.as_ref().map(ToString::to_string), Some(pascal_case(file)));
            for variable in &operation.variables {
                let is_refused = variable.ty.is_non_null() && variable.default_value.is_some();
                assert!(!is_refused, "{file}: ${} has a default and may not be null", variable.name);
            }
            count += 1;
        }
        assert!(count > 40, "{audience}: {count} operations");
    }
}

/// Every enum has a row that says where its words come from, and no row is about another one.
#[test]
fn every_enum_has_its_words() {
    let rows = rows(&["enum", "where its words come from"]);
    let told: BTreeSet<_> = rows.iter().map(|row| name_in(&row[0])).collect();
    let enums = SCHEMA.types.iter().filter(|(_, of)| of.is_enum() && !of.is_built_in());
    assert_eq!(told, enums.map(|(name, _)| name.to_string()).collect());
    for row in rows {
        let own = row[1].starts_with("yours");
        let ExtendedType::Enum(found) = kind_of(&name_in(&row[0])) else { panic!("{} is no enum", row[0]) };
        for value in
            spans(&row[1]).iter().filter(|span| span.chars().all(|c| c.is_ascii_uppercase() || c == '_'))
        {
            assert!(!own || found.values.contains_key(*value), "{} has no {value}", row[0]);
        }
    }
}

/// What a client's cache and its buttons need: the `id` of each object that has one, and when to retry.
#[test]
fn the_operations_ask_for_what_a_client_needs() {
    for (name, operation) in operations() {
        look_through(&name, &operation.selection_set);
    }
}

fn look_through(operation: &str, selected: &SelectionSet) {
    let on = selected.ty.as_str();
    if let ExtendedType::Union(_) = kind_of(on) {
        for member in members(on) {
            let asks = selected.selections.iter().any(|item| match item {
                Selection::InlineFragment(fragment) => fragment
                    .type_condition
                    .as_ref()
                    .is_some_and(|condition| condition.as_str() == "RetryableError"),
                Selection::Field(_) | Selection::FragmentSpread(_) => false,
            });
            let must_ask = fields(&member).iter().any(|(name, _)| name == "retryAfterSeconds");
            assert!(asks || !must_ask, "{operation} does not ask {member} when to try again");
        }
        return;
    }
    let has_id = fields(on).iter().any(|(name, _)| name == "id");
    let asks = selected.fields().any(|field| field.name == "id");
    assert!(asks || !has_id, "{operation} does not ask for the id of {on}");
    for field in selected.fields().filter(|field| !field.selection_set.selections.is_empty()) {
        look_through(operation, &field.selection_set);
    }
}

#[test]
fn the_cookies_have_the_names_that_the_guide_says() {
    let (secure, plain) = (Origins::secure(&[]), Origins::plain(([127, 0, 0, 1], 8000).into()));
    for name in
        [secure.cookie_name(), secure.device_cookie_name(), plain.cookie_name(), plain.device_cookie_name()]
    {
        assert!(spans(&prose()).contains(&name), "the guide does not name {name}");
    }
}

/// The pages that links in mails lead to: each belongs to a purpose, and each purpose has one.
#[test]
fn every_purpose_of_a_link_has_its_page() {
    let rows = rows(&["page", "purpose of the token", "screen", "how long it works"]);
    let purposes = rows.iter().filter(|row| row[1] != "no token").map(|row| name_in(&row[1]));
    assert_eq!(purposes.collect::<BTreeSet<_>>(), values("EmailLinkPurpose"));
    let settings = include_str!("../.env.example");
    for row in rows {
        assert!(
            settings.contains(&format!("`{}`", name_in(&row[0]))),
            "operators are not told of {}",
            row[0]
        );
    }
}
