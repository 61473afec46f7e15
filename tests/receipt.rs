//! The receipt list and the registration of receipt (R72-R80, I11-I13).

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

/// The stored length of their list.
async fn kept(app: &TestApp, applicant: &Applicant) -> Option<i64> {
    let of =
        account::Entity::find().filter(account::Column::UserId.eq(&applicant.user_id)).one(app.db()).await;
    let id = of.expect("an answer").expect("the account").id;
    let mut kept = Query::select();
    kept.column("total").from("receipt_count").and_where(Expr::col("account_id").eq(id));
    app.db().query_one(&kept).await.expect("a table").map(|row| row.try_get("", "total").expect("a number"))
}

/// Deletes the stored length, as before lengths were stored.
async fn forget_length(app: &TestApp) {
    app.db().execute_unprepared("DELETE FROM receipt_count").await.expect("a table");
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
        certificate::Entity::update_many()
            .col_expr(certificate::Column::CancelledAt, Expr::value(app.now()))
            .filter(certificate::Column::Number.eq("TEST25-000001"))
            .exec(app.db())
            .await
            .expect("a cancellation");
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
