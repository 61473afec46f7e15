//! Lists that grow at their top: what arrives after the first page was read moves no row of the next ones (R74).

use chrono::TimeDelta;
use entity::account::{self, AccountId};
use entity::language::Language;
use entity::officer::Role;
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter};
use serde_json::{Value, json};
use server::audit::Actor;
use server::notice::draft::{Draft, DraftText};
use server::notice::publish;

use crate::support::audit_log::{record_logins, source};
use crate::support::bureau::colleague;
use crate::support::fixtures::line;
use crate::support::{Applicant, Client, TestApp, stories};

/// A list: a query with `USER` in place of the user ID and `PAGE` in place of the arguments, and where the list is
/// in the response.
type List = (&'static str, &'static str);

/// Those of the applicants' API.
const APPLICANTS: [List; 3] = [
    ("{notices(PAGE){asOf items{id} pageInfo{totalPages}}}", "/notices"),
    ("{viewer{receipts(PAGE){asOf items{id} pageInfo{totalPages}}}}", "/viewer/receipts"),
    ("{viewer{activity(PAGE){asOf items{at action} pageInfo{totalPages}}}}", "/viewer/activity"),
];

/// Those of the officers' API.
const OFFICERS: [List; 6] = [
    ("{viewer{notices(PAGE){asOf items{id} pageInfo{totalPages}}}}", "/viewer/notices"),
    (
        "{viewer{certificates(filter:{userId:\"USER\"},PAGE){asOf items{id} pageInfo{totalPages}}}}",
        "/viewer/certificates",
    ),
    ("{viewer{mails(filter:{userId:\"USER\"},PAGE){asOf items{id} pageInfo{totalPages}}}}", "/viewer/mails"),
    (
        "{viewer{account(userId:\"USER\"){certificates(PAGE){asOf items{certificateNumber} pageInfo{totalPages}}}}}",
        "/viewer/account/certificates",
    ),
    (
        "{viewer{account(userId:\"USER\"){mails(PAGE){asOf items{id} pageInfo{totalPages}}}}}",
        "/viewer/account/mails",
    ),
    (
        "{viewer{audit(filter:{userId:\"USER\"},PAGE){asOf items{chain number} pageInfo{totalPages}}}}",
        "/viewer/audit",
    ),
];

/// A page of a list.
async fn read(browser: &Client, user_id: &str, (query, place): List, page: &str) -> Value {
    let query = query.replace("USER", user_id).replace("PAGE", page);
    let data = browser.run(&query, json!({})).await;
    data.pointer(place).expect("a list").clone()
}

fn rows(page: &Value) -> Vec<Value> {
    page["items"].as_array().expect("rows").clone()
}

/// Adds these certificates with their emails, a login for each, and a notice for each that begins at `from`.
async fn grow(
    app: &TestApp,
    applicant: &Applicant,
    account: AccountId,
    numbers: std::ops::Range<i32>,
    from: &str,
) {
    let today = entity::clock::today_in_japan(app.now()).to_string();
    let number = |index| format!("TEST25-{index:05}");
    let lines: Vec<_> =
        numbers.clone().map(|index| line(&applicant.user_id, &number(index), &today)).collect();
    for issued in app.take_in_all(&lines).await {
        issued.expect("a good line is issued");
    }
    app.settle().await;
    for _ in numbers {
        record_logins(app.db(), account, app.now(), 1).await;
        let text = DraftText { language: Language::Ja, title: "題".to_owned(), body: "本文".to_owned() };
        let draft = Draft { from: from.to_owned(), texts: vec![text], ..Draft::default() };
        publish(app.db(), &draft, &source(), Actor::System, app.now()).await.expect("a good notice");
    }
}

stories! {
    /// Each page after the first one is read with its `asOf`: together they are the list as it was then.
    async fn new_rows_shift_no_page(app: TestApp) {
        let applicant = app.applicant("a@example.com").await;
        applicant.log_in().await;
        let officer = colleague(&app, "hanako", &[Role::Viewer, Role::Security]).await.client;
        let named = account::Column::UserId.eq(&applicant.user_id);
        let account = account::Entity::find().filter(named).one(app.db()).await.expect("an answer").expect("an account").id;
        grow(&app, &applicant, account, 0..25, "").await;
        let of_officers = OFFICERS.map(|list| (&officer, list));
        let lists: Vec<_> = of_officers.into_iter().chain(APPLICANTS.map(|list| (&applicant.browser, list))).collect();
        let mut before = Vec::new();
        for (browser, list) in &lists {
            // What an officer reads is an event in the account's activity and in the audit log.
            app.advance(TimeDelta::seconds(1)).await;
            let page = read(browser, &applicant.user_id, *list, "perPage:100").await;
            assert_eq!(page["pageInfo"]["totalPages"], json!(1), "{}", list.1);
            before.push(page);
        }

        app.advance(TimeDelta::minutes(1)).await;
        // One of the notices has a date in the past.
        grow(&app, &applicant, account, 25..26, "").await;
        grow(&app, &applicant, account, 26..27, "2025-11-07T07:00:00Z").await;
        for ((browser, list), before) in lists.iter().zip(before) {
            let as_of = before["asOf"].as_str().expect("a time").to_owned();
            let mut found = Vec::new();
            for number in 1.. {
                let page = format!("page:{number},asOf:\"{as_of}\"");
                let page = read(browser, &applicant.user_id, *list, &page).await;
                assert_eq!(page["asOf"], json!(as_of), "{}", list.1);
                found.extend(rows(&page));
                if page["pageInfo"]["totalPages"] == json!(number) {
                    break;
                }
            }
            assert!(found.len() > 20, "{}: {} rows are one page", list.1, found.len());
            assert_eq!(found, rows(&before), "{}", list.1);
            let now = read(browser, &applicant.user_id, *list, "perPage:100").await;
            assert_ne!(rows(&now)[0], found[0], "{} has grown", list.1);
            let future = read(browser, &applicant.user_id, *list, "perPage:100,asOf:\"2199-01-01T00:00:00Z\"").await;
            assert_eq!(future["asOf"], now["asOf"], "{}: not later than now", list.1);
        }
    }
}
