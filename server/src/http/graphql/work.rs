//! Classifies operations for `capacity`: operations of one kind wait for the same rows and tables.
//!
//! The kind of a mutation is its field. The kinds of a query are its top-level fields or, if these have
//! fields with selections, those fields, because they read different tables.

use apollo_compiler::{
    ExecutableDocument,
    executable::{Field, Operation, Selection, SelectionSet},
};

use super::audience::Audience;
use crate::capacity::Access;

/// Kinds of applicants' queries that are batched with those of other requests (`migration::batch`), or that
/// do not ask the database at all once the session is loaded.
const READ_TOGETHER: [&str; 5] = ["viewer", "receipts", "sessionStatus", "address", "preferences"];
/// The top-level fields under which these are batched. Under another one, e.g. `node`, they need a permit.
const OF_THE_VISITOR: [&str; 3] = ["viewer", "sessionStatus", "__typename"];
/// Fields without selections that ask the database nevertheless. Each is a kind of its own.
const READ_ALONE: [&str; 1] = ["pendingEmail"];
/// Mutations that are batched with those of other requests.
const WRITTEN_TOGETHER: [&str; 3] = ["registerReceipt", "startRegistration", "requestPasswordReset"];
/// Mutations of applicants that hash a password, and hold no connection meanwhile.
const HASHING: [&str; 8] = [
    "reauthenticate",
    "completeRegistration",
    "setFirstPassword",
    "completePasswordReset",
    "changePassword",
    "startEmailChange",
    "exportData",
    "closeAccount",
];
/// Mutations of officers that hash a password.
const HASHING_OF_OFFICERS: [&str; 3] = ["completeEnrolment", "changePassword", "renewRecoveryCodes"];
/// Mutations of officers that consist of several transactions.
const IN_PARTS: [&str; 3] = ["issueCertificates", "resendMails", "dropMails"];

/// How an operation uses the database, and its kinds, sorted and each once.
pub(super) fn of(
    audience: &Audience,
    document: &ExecutableDocument,
    operation: &Operation,
) -> (Access, Vec<String>) {
    let mut kinds = Vec::new();
    name(document, &operation.selection_set, usize::from(operation.is_query()), &mut kinds);
    // Permits are taken in this order, so that two operations cannot deadlock.
    kinds.sort_unstable();
    kinds.dedup();
    let hashing = match audience {
        Audience::Applicants(_) => &HASHING[..],
        Audience::Officers(..) => &HASHING_OF_OFFICERS,
    };
    let is_one_of = |names: &[&str]| kinds.iter().any(|kind| names.contains(kind));
    let are_all_of = |names: &[&str]| {
        matches!(audience, Audience::Applicants(_)) && kinds.iter().all(|kind| names.contains(kind))
    };
    let is_of_the_visitor =
        operation.root_fields(document).all(|field| OF_THE_VISITOR.contains(&field.name.as_str()));
    let access = match operation.is_mutation() {
        false if is_of_the_visitor && are_all_of(&READ_TOGETHER) => Access::ReadTogether,
        true if are_all_of(&WRITTEN_TOGETHER) => Access::WriteTogether,
        false => Access::Read,
        true if is_one_of(&["logIn"]) => Access::LogIn,
        true if is_one_of(hashing) => Access::Hash,
        true if is_one_of(&IN_PARTS) => Access::WriteInParts,
        true => Access::Write,
    };
    (access, kinds.into_iter().map(str::to_owned).collect())
}

/// Adds the names of a selection's fields. A field that has fields with selections, `deeper` levels down, is
/// replaced by those.
fn name<'a>(
    document: &'a ExecutableDocument,
    selections: &'a SelectionSet,
    deeper: usize,
    names: &mut Vec<&'a str>,
) {
    for selection in &selections.selections {
        match selection {
            Selection::Field(field) => {
                let before = names.len();
                if deeper > 0 {
                    name_composites(document, &field.selection_set, deeper - 1, names);
                }
                if names.len() == before {
                    names.push(field.name.as_str());
                }
            }
            Selection::InlineFragment(fragment) => name(document, &fragment.selection_set, deeper, names),
            Selection::FragmentSpread(spread) => {
                if let Some(fragment) = document.fragments.get(&spread.fragment_name) {
                    name(document, &fragment.selection_set, deeper, names);
                }
            }
        }
    }
}

/// Whether a field comes with the object that has it.
fn asks_nothing(field: &Field) -> bool {
    field.selection_set.selections.is_empty() && !READ_ALONE.contains(&field.name.as_str())
}

/// The same for only those fields that have selections or are read alone.
fn name_composites<'a>(
    document: &'a ExecutableDocument,
    selections: &'a SelectionSet,
    deeper: usize,
    names: &mut Vec<&'a str>,
) {
    for selection in &selections.selections {
        match selection {
            Selection::Field(field) if asks_nothing(field) => {}
            Selection::Field(field) if deeper == 0 => names.push(field.name.as_str()),
            Selection::Field(field) => name_composites(document, &field.selection_set, deeper - 1, names),
            Selection::InlineFragment(fragment) => {
                name_composites(document, &fragment.selection_set, deeper, names);
            }
            Selection::FragmentSpread(spread) => {
                if let Some(fragment) = document.fragments.get(&spread.fragment_name) {
                    name_composites(document, &fragment.selection_set, deeper, names);
                }
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::graphql;
    use crate::http::graphql::schema::ApiSchema;

    fn kinds(text: &str) -> (Access, String) {
        let api = ApiSchema::new(&graphql::applicant::sdl());
        let document = ExecutableDocument::parse_and_validate(&api.schema, text, "document")
            .unwrap_or_else(|faults| panic!("{text}: {}", faults.errors));
        let operation = document.operations.iter().next().expect("an operation");
        let (access, kinds) = of(&Audience::Applicants(graphql::applicant::schema()), &document, operation);
        (access, kinds.join(" "))
    }

    #[test]
    fn operations_that_touch_the_same_tables_are_of_one_kind() {
        let read = |kinds: &str| (Access::Read, kinds.to_owned());
        let together = |kinds: &str| (Access::ReadTogether, kinds.to_owned());
        assert_eq!(kinds("{viewer{userId name}}"), together("viewer"));
        assert_eq!(kinds("{viewer{userId pendingEmail}}"), read("pendingEmail"));
        assert_eq!(kinds("{viewer{receipts{items{id}} pendingEmail}}"), read("pendingEmail receipts"));
        let receipts = together("receipts");
        assert_eq!(kinds("{viewer{userId receipts{items{id}}}}"), receipts);
        assert_eq!(kinds("{viewer{...f}} fragment f on Account{receipts{items{id status}}}"), receipts);
        assert_eq!(kinds("{site{title} viewer{name}}"), read("site viewer"));
        assert_eq!(kinds("{node(id:\"x\"){...on Account{address{__typename}}}}"), read("address"));
        assert_eq!(
            kinds("{viewer{name} node(id:\"x\"){...on Account{sessionStatus{now}}}}"),
            read("sessionStatus viewer")
        );
        assert_eq!(kinds("{site{title} viewer{receipts{items{id}}}}"), read("receipts site"));
    }

    #[test]
    fn a_mutation_is_its_field_and_hashes_or_not() {
        let text = "mutation{registerReceipt(input:{certificateNumber:\"1\"}){receipt{id}}}";
        assert_eq!(kinds(text), (Access::WriteTogether, "registerReceipt".to_owned()));
        let text = "mutation{logIn(input:{userId:\"a\",password:\"b\"}){accessToken}}";
        assert_eq!(kinds(text), (Access::LogIn, "logIn".to_owned()));
    }

    #[test]
    fn what_is_named_is_a_mutation() {
        let officers = crate::graphql::officer::sdl();
        for (sdl, names) in [
            (graphql::applicant::sdl(), &HASHING[..]),
            (officers.clone(), &HASHING_OF_OFFICERS[..]),
            (officers, &IN_PARTS[..]),
        ] {
            let api = ApiSchema::new(&sdl);
            for name in names {
                assert!(api.schema.type_field("Mutation", name).is_ok(), "{name}");
            }
        }
    }
}
