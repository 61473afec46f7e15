//! The audit log: events are written in the transaction of their action, nothing in it can be changed, and
//! owners see what happened to their accounts.

use chrono::TimeDelta;
use entity::account;
use entity::audit::{self, Action, Chain, Model, Reason};
use migration::database;
use sea_orm::{
    ColumnTrait, ConnectionTrait, DatabaseConnection, DbBackend, EntityTrait, PaginatorTrait, QueryFilter,
};
use serde_json::{Value, json};
use server::audit::verify::Verdict;
use server::audit::{Actor, Event, RequestOrigin, record, record_all};
use tokio::task::JoinSet;
use uuid::Uuid;

use crate::support::audit_log::{ALICE, BOB, CHAIN, chain, later, record_logins, source, verdict};
use crate::support::{Applicant, stories};

/// Runs a statement that the database must refuse.
async fn refused(db: &DatabaseConnection, sql: &str) {
    let error = db.execute_unprepared(sql).await.expect_err(sql).to_string();
    assert!(error.contains("append-only"), "{sql}: {error}");
}

async fn activity(applicant: &Applicant, arguments: &str) -> Value {
    let query = format!(
        "{{viewer{{activity{arguments}{{items{{at action outcome device}} \
         pageInfo{{page perPage perPageOptions totalItems totalPages}}}}}}}}"
    );
    applicant.browser.run(&query, json!({})).await["viewer"]["activity"].clone()
}

stories! {
    async fn what_is_recorded_is_a_chain(app: TestApp) {
        let db = app.db();
        let source = source();
        let tx = database::write(db).await.expect("a transaction");
        let refusal = Event::new(Action::LoginRefused, &source, later()).about(ALICE).refused(Reason::WrongPassword);
        record(&tx, refusal).await.expect("an event is recorded");
        let lock = Event::new(Action::AccountLocked, &source, later()).by(Actor::System).about(ALICE);
        record(&tx, lock.detail("epoch 4")).await.expect("another in the same transaction");
        tx.commit().await.expect("a commit");
        let tx = database::write(db).await.expect("a transaction");
        let silent = RequestOrigin::run(Uuid::from_u128(9));
        let reset = Event::new(Action::PasswordReset, &silent, later() + TimeDelta::seconds(1)).by_owner(ALICE);
        record(&tx, reset).await.expect("an event is recorded");
        tx.commit().await.expect("a commit");

        let rows = chain(db, CHAIN).await;
        let [refusal, lock, reset] = &rows[..] else { panic!("three rows: {rows:?}") };
        let expected = Model {
            chain: CHAIN.to_owned(),
            number: 1,
            at: later(),
            actor_kind: "VISITOR".to_owned(),
            actor_id: None,
            subject_id: Some(ALICE),
            action: "LOGIN_REFUSED".to_owned(),
            outcome: "REFUSED".to_owned(),
            reason: Some("WRONG_PASSWORD".to_owned()),
            request_id: Uuid::from_u128(7),
            session_id: Some(Uuid::from_u128(8)),
            network: Some("192.0.2.0/24".to_owned()),
            device: Some("Firefox, Linux".to_owned()),
            detail: None,
            prev_hash: vec![0; 32],
            hash: refusal.hash.clone(),
        };
        assert_eq!(*refusal, expected);
        assert_eq!((lock.actor_kind.as_str(), lock.outcome.as_str()), ("SYSTEM", "SUCCESS"));
        assert_eq!((lock.number, &lock.prev_hash, lock.detail.as_deref()), (2, &refusal.hash, Some("epoch 4")));
        assert_eq!((reset.number, &reset.prev_hash), (3, &lock.hash));
        assert_eq!((reset.actor_kind.as_str(), reset.actor_id), ("ACCOUNT", Some(ALICE.0)));
        assert_eq!((reset.session_id, &reset.network, &reset.device), (None, &None, &None));
        assert_eq!(
            verdict(db, CHAIN, Vec::new()).await,
            Some(Verdict { chain: CHAIN.to_owned(), good: 3, fault: None })
        );
    }

    async fn what_is_rolled_back_leaves_no_line(app: TestApp) {
        let db = app.db();
        record_logins(db, ALICE, later(), 1).await;
        let tx = database::write(db).await.expect("a transaction");
        let source = source();
        record(&tx, Event::new(Action::LoggedOut, &source, later()).by_owner(ALICE)).await.expect("recorded");
        tx.rollback().await.expect("a rollback");
        record_logins(db, ALICE, later(), 1).await;
        let actions: Vec<_> = chain(db, CHAIN).await.into_iter().map(|row| row.action).collect();
        assert_eq!(actions, ["LOGGED_IN", "LOGGED_IN"]);
        let found = verdict(db, CHAIN, Vec::new()).await.expect("the chain");
        assert_eq!((found.good, found.fault), (2, None));
    }

    async fn the_database_refuses_every_change(app: TestApp) {
        let db = app.db();
        record_logins(db, ALICE, later(), 2).await;
        let before = chain(db, CHAIN).await;
        refused(db, "UPDATE audit_event SET device = 'another'").await;
        refused(db, "UPDATE audit_event SET number = 9 WHERE number = 2").await;
        refused(db, "DELETE FROM audit_event WHERE number = 2").await;
        refused(db, "DELETE FROM audit_event").await;
        let columns = "chain, number, at, actor_kind, action, outcome, request_id, prev_hash, hash";
        let again = format!("SELECT {columns} FROM audit_event WHERE number = 1 AND chain = '{CHAIN}'");
        match db.get_database_backend() {
            DbBackend::Postgres => {
                refused(db, "TRUNCATE audit_event").await;
                let merge = "ON CONFLICT (chain, number) DO UPDATE SET device = 'another'";
                refused(db, &format!("INSERT INTO audit_event ({columns}) {again} {merge}")).await;
            }
            _ => refused(db, &format!("INSERT OR REPLACE INTO audit_event ({columns}) {again}")).await,
        }
        assert_eq!(chain(db, CHAIN).await, before);
    }

    /// Concurrent writers go one by one. Two events in a transaction, or two chains in either order, never
    /// deadlock.
    async fn fifty_at_once_make_an_unbroken_chain(app: TestApp) {
        let db = app.db();
        let mut writers = JoinSet::new();
        for index in 0..50 {
            let db = db.clone();
            writers.spawn(async move {
                let source = source();
                let tx = database::write(&db).await.expect("a transaction");
                let refusal = Event::new(Action::LoginRefused, &source, later()).about(ALICE);
                let lock = Event::new(Action::AccountLocked, &source, later()).about(ALICE);
                if index % 2 == 0 {
                    record(&tx, refusal.refused(Reason::WrongPassword)).await.expect("recorded");
                    record(&tx, lock).await.expect("recorded");
                } else {
                    let other = Event::new(Action::SessionEnded, &source, later()).about(BOB);
                    let both = if index % 4 == 1 { [refusal, other] } else { [other, refusal] };
                    record_all(&tx, both).await.expect("recorded");
                }
                tx.commit().await.expect("a commit");
            });
        }
        writers.join_all().await;
        let of = Chain::of(later(), Some(BOB), Uuid::nil()).to_string();
        for (name, count) in [(CHAIN, 75), (of.as_str(), 25)] {
            let found = verdict(db, name, Vec::new()).await.expect("the chain");
            assert_eq!((found.good, found.fault), (count, None), "{name}");
        }
    }

    /// The owner sees what happened to this account, and to no other.
    async fn the_owner_sees_what_happened(app: TestApp) {
        let applicant = app.applicant("a@example.com").await;
        let stranger = app.applicant("b@example.com").await;
        applicant.log_in().await;
        stranger.log_in().await;
        let id = async |applicant: &Applicant| {
            let found = account::Entity::find().filter(account::Column::UserId.eq(&applicant.user_id));
            found.one(app.db()).await.expect("an answer").expect("an account").id
        };
        let own = id(&applicant).await;
        let theirs = |account| audit::about(account).count(app.db());
        let before = i32::try_from(theirs(own).await.expect("a count")).expect("few");
        let begin = app.now() + TimeDelta::hours(1);
        record_logins(app.db(), own, begin, 43 - before).await;
        let tx = database::write(app.db()).await.expect("a transaction");
        let silent = RequestOrigin::run(Uuid::from_u128(9));
        let end = begin + TimeDelta::days(31);
        let closing = Event::new(Action::LoginRefused, &silent, end).about(own).refused(Reason::WrongPassword);
        record(&tx, closing).await.expect("an event of the next month");
        tx.commit().await.expect("a commit");

        app.advance_to(end + TimeDelta::minutes(1)).await; // a list ends at the time of the request
        applicant.log_in().await;
        let first = activity(&applicant, "").await;
        let login = begin + TimeDelta::seconds(i64::from(42 - before));
        let newest = json!([
            { "at": end.format("%FT%T%.3fZ").to_string(), "action": "LOGIN_REFUSED", "outcome": "REFUSED",
              "device": null },
            { "at": login.format("%FT%T%.3fZ").to_string(), "action": "LOGGED_IN", "outcome": "SUCCESS",
              "device": "Firefox, Linux" },
        ]);
        assert_eq!(json!(first["items"].as_array().expect("rows")[1..3]), newest);
        let place = json!({
            "page": 1, "perPage": 20, "perPageOptions": [20, 50, 100], "totalItems": 45, "totalPages": 3,
        });
        assert_eq!(first["pageInfo"], place);
        let last = activity(&applicant, "(page:3)").await;
        assert_eq!(last["items"].as_array().expect("rows").len(), 5);
        assert_eq!(activity(&applicant, "(page:2147483647)").await, last);
        assert_eq!(activity(&applicant, "(page:0)").await, first);
        assert_eq!(activity(&applicant, "(perPage:76)").await["items"].as_array().expect("rows").len(), 45);
        stranger.log_in().await;
        let others = activity(&stranger, "").await["pageInfo"]["totalItems"].clone();
        assert_eq!(others, json!(theirs(id(&stranger).await).await.expect("a count")));
    }
}
