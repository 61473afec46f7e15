//! The receipt list and the registration of receipt (R72-R80, I11-I13).

use std::collections::BTreeSet;

use chrono::{DateTime, TimeDelta, Utc};
use entity::{account, certificate, outbox};
use sea_orm::{
    ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter,
    sea_query::{Expr, ExprTrait, Query},
};
use serde_json::{Value, json};

use crate::support::client::{codes, faults};
use crate::support::fixtures::line;
use crate::support::{Applicant, TestApp, stories};

/// Issues `count` certificates a minute apart; the last one is the newest.
async fn issue_many(app: &TestApp, applicant: &Applicant, count: usize) {
    for index in 1..=count {
        let line = line(&applicant.user_id, &format!("TEST25-{index:06}"), "2025-11-07");
        app.take_in(&line).await.expect("a good line");
        app.advance(TimeDelta::minutes(1)).await;
    }
}

fn numbers(page: &Value) -> Vec<String> {
    let items = page["items"].as_array().expect("rows");
    let number = |item: &Value| {
        item["certificateNumber"].as_str().expect("a number").trim_start_matches("TEST25-0").to_owned()
    };
    items.iter().map(number).collect()
}

fn place(page: &Value) -> [i64; 4] {
    let info = &page["pageInfo"];
    ["page", "perPage", "totalItems", "totalPages"].map(|name| info[name].as_i64().expect("a number"))
}

async fn id_of(app: &TestApp, applicant: &Applicant) -> account::AccountId {
    let of = account::Entity::find().filter(account::Column::UserId.eq(&applicant.user_id));
    of.one(app.db()).await.expect("an answer").expect("the account").id
}

/// The stored length of their list.
async fn kept(app: &TestApp, applicant: &Applicant) -> Option<i64> {
    let mut kept = Query::select();
    let id = id_of(app, applicant).await;
    kept.column("total").from("receipt_count").and_where(Expr::col("account_id").eq(id));
    app.db().query_one(&kept).await.expect("a table").map(|row| row.try_get("", "total").expect("a number"))
}

/// Deletes the stored length, as before lengths were stored.
async fn forget_length(app: &TestApp) {
    app.db().execute_unprepared("DELETE FROM receipt_count").await.expect("a table");
}

/// The stored lengths of an account's lists by status: of those that wait, and of the cancelled ones.
async fn kept_by_status(app: &TestApp, applicant: &Applicant) -> [Option<i64>; 2] {
    let mut kept = Query::select();
    kept.columns(["waiting", "cancelled"]).from("receipt_count");
    kept.and_where(Expr::col("account_id").eq(id_of(app, applicant).await));
    let row = app.db().query_one(&kept).await.expect("a table").expect("a row");
    ["waiting", "cancelled"].map(|name| row.try_get("", name).expect("a number or none"))
}

/// `waitingReceiptCount`.
async fn waiting_count(applicant: &Applicant) -> i64 {
    let found = applicant.browser.run("{viewer{waitingReceiptCount}}", json!({})).await;
    found["viewer"]["waitingReceiptCount"].as_i64().expect("a number")
}

/// The bureau cancels these certificates, in one statement.
async fn cancelled(app: &TestApp, numbers: &[&str]) {
    certificate::Entity::update_many()
        .col_expr(certificate::Column::CancelledAt, Expr::value(app.now()))
        .filter(certificate::Column::Number.is_in(numbers.iter().copied()))
        .exec(app.db())
        .await
        .expect("a cancellation");
}

/// Makes certificates with smaller numbers sent at `sent`, or not sent yet.
async fn certificates_become(app: &TestApp, below: &str, sent: Option<DateTime<Utc>>) {
    certificate::Entity::update_many()
        .col_expr(certificate::Column::RequestedAt, Expr::value(sent))
        .filter(certificate::Column::Number.starts_with("TEST25-"))
        .filter(certificate::Column::Number.lt(below))
        .exec(app.db())
        .await
        .expect("a change");
}

stories! {
    /// R75, R76, R78: numbered pages, newest first; a wrong page number is never an error.
    async fn the_list_has_numbered_pages_newest_first(app: TestApp) {
        let applicant = app.applicant("a@example.com").await;
        issue_many(&app, &applicant, 45).await;
        applicant.log_in().await;
        let first = applicant.receipts("").await;
        assert_eq!(place(&first), [1, 20, 45, 3]);
        assert_eq!(first["pageInfo"]["perPageOptions"], json!([20, 50, 100]));
        assert_eq!(numbers(&first)[..2], ["00045", "00044"]);
        let last = applicant.receipts("(page:3)").await;
        assert_eq!(numbers(&last), ["00005", "00004", "00003", "00002", "00001"]);
        assert_eq!(applicant.receipts("(page:4)").await, last);
        assert_eq!(applicant.receipts("(page:2147483647)").await, last);
        assert_eq!(applicant.receipts("(page:-3)").await, first);
        assert_eq!(place(&applicant.receipts("(perPage:30)").await), [1, 20, 45, 3]);
        assert_eq!(place(&applicant.receipts("(perPage:40,page:9)").await), [1, 50, 45, 1]);
        assert_eq!(place(&applicant.receipts("(perPage:2147483647)").await), [1, 100, 45, 1]);
    }

    /// By status: a list of its own, with its own length, whether that length is stored or not.
    async fn the_list_by_status_has_its_own_length(app: TestApp) {
        let applicant = app.applicant("a@example.com").await;
        issue_many(&app, &applicant, 48).await;
        applicant.log_in().await;
        for index in 1..=25 {
            let registered = applicant.register_receipt(&format!("TEST25-{index:06}")).await;
            assert_eq!(codes(&registered), [""; 0]);
        }
        // The first one is registered and cancelled: cancelled is what counts.
        cancelled(&app, &["TEST25-000001", "TEST25-000047"]).await;
        for is_stored in [true, false] {
            if !is_stored {
                forget_length(&app).await;
            }
            let waiting = applicant.receipts("(status:NOT_REGISTERED)").await;
            assert_eq!(place(&waiting), [1, 20, 22, 2]);
            assert_eq!(numbers(&waiting)[..2], ["00048", "00046"]);
            let last = applicant.receipts("(status:NOT_REGISTERED,page:9)").await;
            assert_eq!((place(&last), numbers(&last)), ([2, 20, 22, 2], vec!["00027".to_owned(), "00026".to_owned()]));
            let registered = applicant.receipts("(status:REGISTERED,perPage:50)").await;
            assert_eq!((place(&registered), numbers(&registered).len()), ([1, 50, 24, 1], 24));
            let cancelled = applicant.receipts("(status:CANCELLED)").await;
            assert_eq!((place(&cancelled)[2], &numbers(&cancelled)[..]), (2, &["00047".to_owned(), "00001".to_owned()][..]));
            assert_eq!((place(&applicant.receipts("").await)[2], waiting_count(&applicant).await), (48, 22));
        }
    }

    /// The stored lengths by status follow every change, also of accounts whose lengths were not stored before.
    async fn the_lengths_by_status_are_right_however_they_came_about(app: TestApp) {
        let applicant = app.applicant("a@example.com").await;
        issue_many(&app, &applicant, 5).await;
        applicant.log_in().await;
        let lengths = async || {
            let mut lengths = [0; 3];
            for (length, status) in lengths.iter_mut().zip(["NOT_REGISTERED", "REGISTERED", "CANCELLED"]) {
                *length = place(&applicant.receipts(&format!("(status:{status})")).await)[2];
            }
            lengths
        };
        assert_eq!((lengths().await, kept_by_status(&app, &applicant).await), ([5, 0, 0], [Some(5), Some(0)]));
        let register = async |number: &str| assert_eq!(codes(&applicant.register_receipt(number).await), [""; 0]);
        register("TEST25-000001").await;
        register("TEST25-000001").await;
        assert_eq!((lengths().await, kept_by_status(&app, &applicant).await), ([4, 1, 0], [Some(4), Some(0)]));

        // As an older version left it: the whole length alone.
        app.db().execute_unprepared("UPDATE receipt_count SET waiting = NULL, cancelled = NULL").await.expect("a table");
        assert_eq!((lengths().await, kept_by_status(&app, &applicant).await), ([4, 1, 0], [None, None]));
        register("TEST25-000002").await;
        assert_eq!((lengths().await, kept_by_status(&app, &applicant).await), ([3, 2, 0], [Some(3), Some(0)]));

        // Several in one statement, without any stored length.
        forget_length(&app).await;
        cancelled(&app, &["TEST25-000002", "TEST25-000003", "TEST25-000004"]).await;
        assert_eq!((lengths().await, kept_by_status(&app, &applicant).await), ([1, 1, 3], [Some(1), Some(3)]));
        assert_eq!(kept(&app, &applicant).await, Some(5));
        certificates_become(&app, "TEST25-000004", None).await;
        assert_eq!((lengths().await, kept_by_status(&app, &applicant).await), ([1, 0, 1], [Some(1), Some(1)]));
        assert_eq!(kept(&app, &applicant).await, Some(2));
        app.issue(&applicant, "TEST25-000009").await;
        assert_eq!((lengths().await, waiting_count(&applicant).await), ([2, 0, 1], 2));
    }

    /// With `asOf`, a list by status does not shift either when a certificate arrives.
    async fn a_list_by_status_is_stable_as_of_a_moment(app: TestApp) {
        let applicant = app.applicant("a@example.com").await;
        issue_many(&app, &applicant, 22).await;
        applicant.log_in().await;
        let first = applicant.receipts("(status:NOT_REGISTERED)").await;
        let as_of = first["asOf"].as_str().expect("a moment").to_owned();
        app.advance(TimeDelta::minutes(1)).await;
        app.issue(&applicant, "TEST25-000099").await;
        let second = applicant.receipts(&format!("(status:NOT_REGISTERED,page:2,asOf:\"{as_of}\")")).await;
        assert_eq!((numbers(&second), place(&second)[2]), (vec!["00002".to_owned(), "00001".to_owned()], 22));
        assert_eq!(waiting_count(&applicant).await, 23);
    }

    /// A firm with many certificates sees whose each is, and its status in the language that it reads.
    async fn a_row_names_the_holder_and_the_status_in_words(app: TestApp) {
        let applicant = app.applicant("a@example.com").await;
        issue_many(&app, &applicant, 2).await;
        applicant.log_in().await;
        applicant.register_receipt("TEST25-000001").await;
        let of = async |language: &str, label: &str| {
            let variable = if label.contains("$l") { "($l:Language)" } else { "" };
            let query = format!(
                "query{variable}{{viewer{{receipts{{items{{id holderName {label}}}}} \
                 receipt(certificateNumber:\"TEST25-000001\"){{id holderName {label}}}}}}}"
            );
            let found = applicant.browser.run(&query, json!({ "l": language })).await["viewer"].clone();
            let rows = found["receipts"]["items"].as_array().expect("rows").clone();
            assert_eq!(rows[1], found["receipt"], "as the engine writes it");
            assert_eq!(rows[0]["holderName"], json!("HOUMU HANAKO"));
            rows.iter().map(|row| row["statusLabel"].as_str().expect("a text").to_owned()).collect::<Vec<_>>()
        };
        let english = ["Receipt Not Yet Registered", "Receipt Registration Completed"];
        assert_eq!(of("JA", "statusLabel").await, english, "the language of the request");
        assert_eq!(of("JA", "statusLabel(language:null)").await, english);
        assert_eq!(of("JA", "statusLabel(language:$l)").await, ["受領未登録", "受領登録済み"]);
        assert_eq!(of("JA", "statusLabel(language:KO)").await, ["수령 미등록", "수령 등록 완료"]);
        let mut seen = BTreeSet::new();
        for language in ["JA", "EN", "ZH_HANS", "ZH_HANT", "KO", "ES", "VI", "TL"] {
            seen.insert(of(language, "statusLabel(language:$l)").await);
        }
        assert_eq!(seen.len(), 8, "{seen:?}");
    }

    /// R74: with the `asOf` of the first page, a certificate that arrives meanwhile moves no row.
    async fn pages_stay_stable_as_of_a_moment(app: TestApp) {
        let applicant = app.applicant("a@example.com").await;
        issue_many(&app, &applicant, 22).await;
        applicant.log_in().await;
        let first = applicant.receipts("").await;
        let as_of = first["asOf"].as_str().expect("a moment").to_owned();
        app.advance(TimeDelta::minutes(1)).await;
        app.issue(&applicant, "TEST25-000099").await;
        let second = applicant.receipts(&format!("(page:2,asOf:\"{as_of}\")")).await;
        assert_eq!(numbers(&second), ["00002", "00001"]);
        assert_eq!((second["asOf"].as_str(), place(&second)[2]), (Some(as_of.as_str()), 22));
        assert_eq!(place(&applicant.receipts("").await)[2], 23);
        let future = applicant.receipts("(asOf:\"2099-01-01T00:00:00Z\")").await;
        assert_eq!(future["asOf"], json!("2025-11-07T08:23:00.000Z"), "not later than now");
    }

    async fn an_empty_list_is_one_empty_page(app: TestApp) {
        let applicant = app.applicant("a@example.com").await;
        applicant.log_in().await;
        let page = applicant.receipts("(page:7)").await;
        assert_eq!((place(&page), page["items"].clone()), ([1, 20, 0, 1], json!([])));
    }

    /// I12: registering again changes nothing and returns the first time, also if both requests arrive at
    /// once.
    async fn registering_again_answers_with_the_first_time(app: TestApp) {
        let applicant = app.applicant("a@example.com").await;
        app.issue(&applicant, "TEST25-000001").await;
        app.issue(&applicant, "TEST25-000002").await;
        applicant.log_in().await;
        let (first, second) =
            tokio::join!(applicant.register_receipt("TEST25-000001"), applicant.register_receipt("TEST25-000001"));
        assert_eq!(codes(&first), [""; 0]);
        assert_eq!(first, second);
        app.advance(TimeDelta::hours(2)).await;
        assert_eq!(applicant.register_receipt(" TEST25-000001 ").await, first);
        let page = applicant.receipts("").await;
        let statuses: Vec<_> = page["items"].as_array().expect("rows").iter().map(|row| &row["status"]).collect();
        assert_eq!(statuses.iter().filter(|status| ***status == json!("NOT_REGISTERED")).count(), 1);
    }

    /// I13: someone else's certificate appears not to exist.
    async fn another_applicants_certificate_is_not_found(app: TestApp) {
        let alice = app.applicant("alice@example.com").await;
        let bob = app.applicant("bob@example.com").await;
        app.issue(&alice, "TEST25-000001").await;
        bob.log_in().await;
        for number in ["TEST25-000001", "TEST25-999999", "", "no such number", "テスト"] {
            assert_eq!(faults(&bob.register_receipt(number).await), ["certificateNumber NOT_FOUND"], "{number}");
        }
        assert_eq!(bob.receipts("").await["items"], json!([]));
        let query = "query($n:String!){viewer{receipt(certificateNumber:$n){id}}}";
        let found = bob.browser.run(query, json!({ "n": "TEST25-000001" })).await;
        assert_eq!(found["viewer"]["receipt"], json!(null));
        alice.log_in().await;
        let found = alice.browser.run(query, json!({ "n": "TEST25-000001" })).await;
        let id = found["viewer"]["receipt"]["id"].clone();
        let node = "query($id:ID!){node(id:$id){id ... on Receipt{certificateNumber}}}";
        assert_eq!(bob.browser.run(node, json!({ "id": id })).await["node"], json!(null));
        let own = alice.browser.run(node, json!({ "id": id })).await;
        assert_eq!(own["node"]["certificateNumber"], json!("TEST25-000001"));
        assert_eq!(faults(&app.visitor().mutate("registerReceipt", "receipt{id}",
            json!({ "certificateNumber": "TEST25-000001" })).await), [" NOT_LOGGED_IN"]);
    }

    /// I3: the row stays, and receipt can no longer be registered.
    async fn a_cancelled_certificate_stays_in_the_list(app: TestApp) {
        let applicant = app.applicant("a@example.com").await;
        app.issue(&applicant, "TEST25-000001").await;
        cancelled(&app, &["TEST25-000001"]).await;
        applicant.log_in().await;
        assert_eq!(applicant.receipts("").await["items"][0]["status"], json!("CANCELLED"));
        let payload = applicant.register_receipt("TEST25-000001").await;
        assert_eq!(faults(&payload), ["certificateNumber CANCELLED"]);
    }

    /// I11: after three months the row stays, and receipt can still be registered.
    async fn receipt_can_be_registered_after_three_months(app: TestApp) {
        let applicant = app.applicant("a@example.com").await;
        app.issue(&applicant, "TEST25-000001").await;
        app.advance(TimeDelta::days(100)).await;
        applicant.log_in().await;
        assert_eq!(applicant.receipts("").await["items"][0]["isPastValidity"], json!(true));
        assert_eq!(codes(&applicant.register_receipt("TEST25-000001").await), [""; 0]);
    }

    /// I7: a certificate is listed once its mail was accepted, and not before.
    async fn a_certificate_is_listed_once_its_mail_was_accepted(app: TestApp) {
        let applicant = app.applicant("a@example.com").await;
        applicant.log_in().await;
        app.issue(&applicant, "TEST25-000001").await;
        certificates_become(&app, "TEST25-000002", None).await;
        assert_eq!(applicant.receipts("").await["items"], json!([]));
        assert_eq!(codes(&applicant.register_receipt("TEST25-000001").await), ["NOT_FOUND"]);
        let mails = outbox::Entity::find().filter(outbox::Column::Kind.eq("CERTIFICATE")).all(app.db()).await;
        assert_eq!(mails.expect("rows").len(), 1);
    }

    /// The stored length of the list is right: also for people who had certificates before it was stored, and
    /// for any changes at once.
    async fn the_length_of_the_list_is_right_however_it_came_about(app: TestApp) {
        let applicant = app.applicant("a@example.com").await;
        issue_many(&app, &applicant, 22).await;
        applicant.log_in().await;
        let length = async || place(&applicant.receipts("").await)[2];
        assert_eq!((length().await, kept(&app, &applicant).await), (22, Some(22)));

        forget_length(&app).await;
        assert_eq!(length().await, 22);
        app.issue(&applicant, "TEST25-000023").await;
        assert_eq!((length().await, kept(&app, &applicant).await), (23, Some(23)));

        // Two of them in one statement, with a stored length; then all, without.
        for (below, left) in [("TEST25-000003", 21), ("TEST25-000099", 0)] {
            certificates_become(&app, below, None).await;
            assert_eq!((length().await, kept(&app, &applicant).await), (left, Some(left)));
        }
        forget_length(&app).await;
        certificates_become(&app, "TEST25-000099", Some(app.now())).await;
        assert_eq!((length().await, kept(&app, &applicant).await), (23, Some(23)));
        assert_eq!(place(&applicant.receipts("(page:9)").await), [2, 20, 23, 2]);
    }
}
