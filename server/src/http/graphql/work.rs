//! What kind of work an operation is, for `capacity`: operations of one kind wait for the same rows and tables.
//!
//! The kind of a mutation is its field. Those of a query are its fields at the top, or what is asked of these one step
//! further in, because there the tables differ.

use apollo_compiler::{
    ExecutableDocument,
    executable::{Operation, Selection, SelectionSet},
};

use super::door::Door;
use crate::capacity::Access;

/// What applicants read together with whatever others ask for at the same time (`migration::batch`), or without any
/// question to the database once their session is found.
const READ_TOGETHER: [&str; 6] = ["viewer", "receipts", "session", "sessionStatus", "address", "preferences"];
/// The fields at the top that these hang under. Below another one, as `node`, they are read with a permit.
const OF_THE_VISITOR: [&str; 3] = ["viewer", "sessionStatus", "__typename"];
/// Mutations that are carried out together with those of others.
const WRITTEN_TOGETHER: [&str; 3] = ["registerReceipt", "startRegistration", "requestPasswordReset"];
/// Mutations that hash a password in between.
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
/// The same at the officers' door.
const HASHING_OF_OFFICERS: [&str; 3] = ["completeEnrolment", "changePassword", "renewRecoveryCodes"];
/// Mutations of officers that are several transactions.
const IN_PARTS: [&str; 3] = ["issueCertificates", "retryMails", "dropMails"];

/// What an operation does with the database, and its kinds, in order.
pub(super) fn of(door: &Door, document: &ExecutableDocument, operation: &Operation) -> (Access, Vec<String>) {
    let mut kinds = Vec::new();
    name(document, &operation.selection_set, usize::from(operation.is_query()), &mut kinds);
    kinds.sort_unstable();
    kinds.dedup();
    let hashing = match door {
        Door::Public(_) => &HASHING[..],
        Door::Officers(..) => &HASHING_OF_OFFICERS,
    };
    let is_one_of = |names: &[&str]| kinds.iter().any(|kind| names.contains(kind));
    let are_all_of =
        |names: &[&str]| matches!(door, Door::Public(_)) && kinds.iter().all(|kind| names.contains(kind));
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

/// Names the fields of a selection, or in their place the fields with fields of their own, `deeper` steps further in.
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

/// The same of those fields alone that have fields of their own.
fn name_composites<'a>(
    document: &'a ExecutableDocument,
    selections: &'a SelectionSet,
    deeper: usize,
    names: &mut Vec<&'a str>,
) {
    for selection in &selections.selections {
        match selection {
            Selection::Field(field) if field.selection_set.selections.is_empty() => {}
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
    use super::{super::contract::Contract, *};
    use crate::graphql;

    fn kinds(text: &str) -> (Access, String) {
        let contract = Contract::new(&graphql::sdl());
        let document = ExecutableDocument::parse_and_validate(&contract.schema, text, "document")
            .unwrap_or_else(|faults| panic!("{text}: {}", faults.errors));
        let operation = document.operations.iter().next().expect("an operation");
        let (access, kinds) = of(&Door::Public(graphql::schema()), &document, operation);
        (access, kinds.join(" "))
    }

    #[test]
    fn operations_that_touch_the_same_tables_are_of_one_kind() {
        let read = |kinds: &str| (Access::Read, kinds.to_owned());
        let together = |kinds: &str| (Access::ReadTogether, kinds.to_owned());
        assert_eq!(kinds("{viewer{userId name}}"), together("viewer"));
        let receipts = together("receipts");
        assert_eq!(kinds("{viewer{userId receipts{items{id}}}}"), receipts);
        assert_eq!(kinds("{viewer{...f}} fragment f on Account{receipts{items{id status}}}"), receipts);
        assert_eq!(kinds("{site{title} viewer{name}}"), read("site viewer"));
        assert_eq!(kinds("{node(id:\"x\"){...on Account{address{__typename}}}}"), read("address"));
        assert_eq!(
            kinds("{viewer{name} node(id:\"x\"){...on Account{session{now}}}}"),
            read("session viewer")
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
        let officers = crate::officer::graphql::sdl();
        for (sdl, names) in [
            (graphql::sdl(), &HASHING[..]),
            (officers.clone(), &HASHING_OF_OFFICERS[..]),
            (officers, &IN_PARTS[..]),
        ] {
            let contract = Contract::new(&sdl);
            for name in names {
                assert!(contract.schema.type_field("Mutation", name).is_ok(), "{name}");
            }
        }
    }
}
