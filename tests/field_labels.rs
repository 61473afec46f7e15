//! The names of fields in errors (`fieldLabel`): every field that an error can name has one, in the reader's
//! language.

use std::collections::BTreeSet;

use apollo_compiler::Schema;
use apollo_compiler::schema::ExtendedType;
use entity::language::Language;
use entity::officer::Role;
use serde_json::{Value, json};
use server::graphql::texts::label;

use crate::support::client::Client;
use crate::support::stories;

/// What no error can name: whatever is sent is right.
const ALWAYS_RIGHT: [&str; 2] = ["Boolean", "SessionDelivery"];

/// The fields of an input object and of those in it.
fn fields_of(schema: &Schema, name: &str, found: &mut BTreeSet<String>) {
    let Some(ExtendedType::InputObject(input)) = schema.types.get(name) else { return };
    for (field, definition) in &input.fields {
        let of = definition.ty.inner_named_type();
        if !ALWAYS_RIGHT.contains(&of.as_str()) && found.insert(field.to_string()) {
            fields_of(schema, of, found);
        }
    }
}

/// Every field of a mutation's input has a name in every language, and no two fields of a form have the same.
#[test]
fn every_field_that_an_error_can_name_has_a_label() {
    for sdl in [server::graphql::applicant::sdl(), server::graphql::officer::sdl()] {
        let schema = Schema::parse(sdl, "schema").unwrap_or_else(|faults| panic!("{}", faults.errors));
        let Some(ExtendedType::Object(mutations)) = schema.types.get("Mutation") else { panic!("mutations") };
        let inputs = mutations.fields.values().flat_map(|field| &field.arguments);
        let inputs: BTreeSet<_> = inputs.map(|input| input.ty.inner_named_type().to_string()).collect();
        assert!(inputs.len() > 15);
        for input in inputs {
            let mut fields = BTreeSet::new();
            fields_of(&schema, &input, &mut fields);
            assert!(!fields.is_empty(), "{input}");
            for language in Language::ALL {
                let labels: BTreeSet<_> = fields
                    .iter()
                    .map(|field| {
                        label(field, language).unwrap_or_else(|| panic!("{input}.{field} in {language:?}"))
                    })
                    .collect();
                assert_eq!(labels.len(), fields.len(), "{input} in {language:?}: {labels:?}");
            }
        }
    }
}

/// The labels and codes of a mutation's errors.
async fn named(browser: &Client, mutation: &str, language: &str) -> Vec<(Value, Value)> {
    let query = format!("mutation{{{mutation}{{errors{{...on UserError{{code fieldLabel}}}}}}}}");
    let request = browser.request("POST", "/graphql").header("accept-language", language);
    let answer = browser.send(request.json(&json!({ "query": query }))).await.json();
    let payload =
        answer["data"].as_object().and_then(|data| data.values().next()).expect("a payload").clone();
    let errors = payload["errors"].as_array().expect("errors").clone();
    errors.into_iter().map(|error| (error["fieldLabel"].clone(), error["code"].clone())).collect()
}

stories! {
    /// A summary of all errors can be written from them alone.
    async fn an_error_names_its_field_as_the_form_does(app: TestApp) {
        let browser = app.visitor();
        let register = "startRegistration(input:{email:\"x\",emailConfirmation:\"\"})";
        for (language, labels) in [
            ("ja", ["メールアドレス", "メールアドレス（確認用）", "利用規約への同意"]),
            ("en", ["Email address", "Email address (for confirmation)", "Agreement to the Terms of Use"]),
        ] {
            let codes = ["INVALID_FORMAT", "REQUIRED", "TERMS_NOT_AGREED"];
            let expected: Vec<_> = labels.iter().zip(codes).map(|(label, code)| (json!(label), json!(code))).collect();
            assert_eq!(named(&browser, register, language).await, expected);
        }
        let whole = named(&browser, "logIn(input:{userId:\"abcde12345\",password:\"x\"})", "ja").await;
        assert_eq!(whole, [(Value::Null, json!("INVALID_CREDENTIALS"))], "it concerns no field");

        let officer = app.officer("hanako", &[Role::Issuer, Role::Security]).await;
        let missing = named(&officer.browser, "createOfficer(input:{name:\"\"})", "en").await;
        assert_eq!(missing, [(json!("Name of the officer"), json!("REQUIRED"))]);
        let query = "mutation{issueCertificates(input:{certificates:[{userId:\"\"}],validateOnly:true}){results{errors{\
                     ...on UserError{path fieldLabel}}}}}";
        let lines = officer.browser.run(query, json!({})).await["issueCertificates"]["results"].clone();
        let first = json!({ "path": ["input", "certificates", "0", "userId"], "fieldLabel": "User ID" });
        assert!(lines[0]["errors"].as_array().expect("errors").contains(&first), "{lines}");
    }
}
