//! The table of permissions, compared with the schema: every field has a line, every line a field, and the
//! guard lets exactly the roles in the table pass.

use std::collections::BTreeSet;
use std::sync::Arc;

use async_graphql::{Request, Response};
use entity::language::Language;
use entity::officer::{self, OfficerId, Role, session};
use entity::session::Delivery;
use sea_orm::{Iterable, TryIntoModel};
use serde_json::{Value, json};
use server::App;
use server::audit::RequestOrigin;
use server::client::ClientAddress;
use server::graphql::officer::{
    context::{OfficerContext, Viewer},
    schema,
};
use server::officer::permission::{FIELDS, Operation, Verdict};
use server::officer::session::LiveOfficer;
use server::request_info::RequestInfo;
use uuid::Uuid;

use crate::support::{Mode, TestApp};

/// The introspection query.
const INTROSPECTION: &str = "{__schema{queryType{name} mutationType{name} types{name kind isOneOf fields{name type{...t} \
    args{name defaultValue type{...t}}} inputFields{name defaultValue type{...t}} enumValues{name}}}} \
    fragment t on __Type{name kind ofType{name kind ofType{name kind ofType{name kind}}}}";

struct Schema(Vec<Value>);

impl Schema {
    async fn read(app: &Arc<App>) -> Self {
        let answer = ask(app, None, INTROSPECTION).await;
        assert!(answer.errors.is_empty(), "{:?}", answer.errors);
        let data = answer.data.into_json().expect("JSON");
        Self(data["__schema"]["types"].as_array().expect("types").clone())
    }

    fn find(&self, name: &str) -> &Value {
        self.0.iter().find(|found| found["name"] == name).unwrap_or_else(|| panic!("no type {name}"))
    }

    fn fields(&self, operation: Operation) -> Vec<Value> {
        let name = match operation {
            Operation::Query => "Query",
            Operation::Viewer => "Viewer",
            Operation::Mutation => "Mutation",
        };
        self.find(name)["fields"].as_array().expect("fields").clone()
    }

    /// A document that selects `field`, with a well-formed value for every argument.
    fn document(&self, operation: Operation, field: &Value) -> String {
        let name = field["name"].as_str().expect("a name");
        let arguments = self.members(&field["args"]);
        let arguments = if arguments.is_empty() { String::new() } else { format!("({arguments})") };
        let mut kind = &field["type"];
        while !kind["ofType"].is_null() {
            kind = &kind["ofType"];
        }
        let is_leaf = kind["kind"] == "SCALAR" || kind["kind"] == "ENUM";
        let below = if is_leaf { "" } else { "{__typename}" };
        match operation {
            Operation::Query => format!("query{{{name}{arguments}{below}}}"),
            Operation::Viewer => format!("query{{viewer{{{name}{arguments}{below}}}}}"),
            Operation::Mutation => {
                format!("mutation{{{name}{arguments}{{errors{{... on UserError{{code}}}}}}}}")
            }
        }
    }

    fn members(&self, members: &Value) -> String {
        let needed = members
            .as_array()
            .expect("a list")
            .iter()
            .filter(|member| member["type"]["kind"] == "NON_NULL" && member["defaultValue"].is_null());
        let member = |member: &Value| {
            format!("{}:{}", member["name"].as_str().expect("a name"), self.value(&member["type"]))
        };
        needed.map(member).collect::<Vec<_>>().join(",")
    }

    fn value(&self, kind: &Value) -> String {
        match kind["kind"].as_str().expect("a kind") {
            "NON_NULL" => self.value(&kind["ofType"]),
            "LIST" => "[]".to_owned(),
            "INPUT_OBJECT" => {
                let found = self.find(kind["name"].as_str().expect("a name"));
                if found["isOneOf"] == true {
                    let first = &found["inputFields"][0];
                    let name = first["name"].as_str().expect("a name");
                    return format!("{{{name}:{}}}", self.value(&first["type"]));
                }
                format!("{{{}}}", self.members(&found["inputFields"]))
            }
            "ENUM" => {
                let found = self.find(kind["name"].as_str().expect("a name"));
                found["enumValues"][0]["name"].as_str().expect("a value").to_owned()
            }
            _ => match kind["name"].as_str().expect("a name") {
                "Int" | "Float" => "1".to_owned(),
                "Boolean" => "true".to_owned(),
                "DateTime" => "\"2026-01-01T00:00:00.000Z\"".to_owned(),
                "Date" => "\"2026-01-01\"".to_owned(),
                _ => "\"nobody\"".to_owned(),
            },
        }
    }
}

/// Executes a document as an officer with these roles, or without a login.
async fn ask(app: &Arc<App>, roles: Option<&[Role]>, document: &str) -> Response {
    let now = app.clock.now();
    let visit = RequestInfo {
        now,
        language: Language::En,
        client: ClientAddress::from([192, 0, 2, 1]),
        source: RequestOrigin::run(Uuid::now_v7()),
        known_device: None,
    };
    let sent_by = roles.map_or(Viewer::LoggedOut, |roles| {
        Viewer::LoggedIn(Box::new(LiveOfficer { roles: roles.to_vec(), ..somebody(now) }))
    });
    let context = Arc::new(OfficerContext::new(Arc::clone(app), visit, sent_by));
    schema().execute(Request::new(document).data(context)).await
}

/// An officer who does not exist in the database.
fn somebody(now: chrono::DateTime<chrono::Utc>) -> LiveOfficer {
    let id = OfficerId(Uuid::now_v7());
    let name = officer::OfficerName::parse("somebody").expect("a name");
    let enrolment = officer::Enrolment { digest: Vec::new(), totp_secret: String::new() };
    let officer = officer::create(id, &name, enrolment, now).try_into_model().expect("a whole row");
    let session = session::Model {
        id: Uuid::now_v7(),
        token_digest: Vec::new(),
        officer_id: id,
        password_version: 0,
        created_at: now,
        last_seen_at: now,
        idle_expires_at: session::idle_end(now),
        absolute_expires_at: now + session::LONGEST,
        device: String::new(),
        ended_at: None,
    };
    LiveOfficer { session, delivery: Delivery::Bearer, officer, roles: Vec::new() }
}

/// The result of the only field of a document: a mutation's payload says that nobody is logged in, and `viewer`
/// is null then.
fn verdict(operation: Operation, name: &str, answer: &Response) -> Verdict {
    let code = answer.errors.iter().find_map(|error| error.extensions.as_ref()?.get("code").cloned());
    let data = answer.data.clone().into_json().expect("JSON");
    let is_nobodys = match operation {
        Operation::Query => false,
        Operation::Viewer => data["viewer"].is_null(),
        Operation::Mutation => data[name]["errors"][0]["code"] == "NOT_LOGGED_IN",
    };
    match code.map(|code| code.into_json().expect("JSON")) {
        Some(code) if code == json!("FORBIDDEN") => Verdict::Forbidden,
        None if is_nobodys => Verdict::NotLoggedIn,
        _ => Verdict::Allowed,
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn every_field_has_a_line_and_every_line_a_field() {
    let app = TestApp::start(Mode::Embedded).await;
    let schema = Schema::read(&app.app).await;
    for operation in [Operation::Query, Operation::Viewer, Operation::Mutation] {
        let fields = schema.fields(operation);
        let in_schema: BTreeSet<_> =
            fields.iter().map(|field| field["name"].as_str().expect("a name")).collect();
        let lines = FIELDS.iter().filter(|(kind, ..)| *kind == operation);
        let in_table: BTreeSet<_> = lines.map(|(_, name, _)| *name).collect();
        assert_eq!(in_schema, in_table, "{operation:?}: server/src/officer/permission.rs and the schema");
    }
}

/// The guard does what the table says, for every field, for every role, for no role, and without a login.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_guard_does_what_the_table_says() {
    let app = TestApp::start(Mode::Embedded).await;
    let schema = Schema::read(&app.app).await;
    let single: Vec<_> = Role::iter().map(|role| vec![role]).collect();
    let visitors = [None, Some(&[][..])].into_iter().chain(single.iter().map(|roles| Some(&roles[..])));
    for roles in visitors {
        for (operation, name, permission) in FIELDS {
            let field = schema.fields(*operation).into_iter().find(|field| field["name"] == *name);
            let document = schema.document(*operation, &field.expect("a field"));
            let answer = ask(&app.app, roles, &document).await;
            let found = verdict(*operation, name, &answer);
            assert_eq!(found, permission.judge(roles), "{document} as {roles:?}: {:?}", answer.errors);
            let depth = if *operation == Operation::Viewer { 2 } else { 1 };
            let carried_out = answer.errors.iter().all(|error| error.path.len() == depth);
            assert!(carried_out, "{document} was not even begun: {:?}", answer.errors);
        }
    }
}
