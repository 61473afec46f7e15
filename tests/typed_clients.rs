//! Clients in TypeScript as front ends build them, each with another generator: from the schema and from the
//! operations that a release has for clients. The compiler checks the result under `verbatimModuleSyntax`.

use crate::support::node::NodeProject;

const REPOSITORY: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/..");

/// Generates the client of this name and checks a page that is built on it. Returns what the generator printed.
fn checked(name: &str) -> String {
    let project = NodeProject::installed(&format!("typed_clients/{name}"));
    project.run("npm", &["run", "--silent", "check"], &[("UKETORI_REPOSITORY", REPOSITORY)])
}

/// GraphQL Code Generator's client preset, with `useTypeImports` and masked fragments.
#[test]
fn a_page_on_the_client_preset_is_type_checked() {
    checked("client_preset");
}

/// relay-compiler leaves out what it does not recognize, so the operations are counted.
#[test]
fn relay_compiles_all_operations() {
    let folder = format!("{REPOSITORY}/server/graphiql/src/applicants/operations");
    let files = std::fs::read_dir(folder).expect("a folder").map(|entry| entry.expect("an entry").path());
    let count = files.filter(|path| path.extension().is_some_and(|ending| ending == "graphql")).count();
    let printed = checked("relay");
    assert!(count > 0 && printed.contains(&format!("{count} operation text")), "{count} of: {printed}");
}

#[test]
fn a_page_on_gql_tada_is_type_checked() {
    checked("gql_tada");
}

/// genql needs the schema alone: a page writes its operations in TypeScript.
#[test]
fn a_page_on_genql_is_type_checked() {
    checked("genql");
}

#[test]
fn a_page_on_houdini_is_type_checked() {
    checked("houdini");
}
