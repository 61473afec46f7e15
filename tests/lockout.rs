//! The lock after wrong passwords (R36, R37, I21).

use chrono::TimeDelta;
use entity::account;
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter};
use serde_json::{Value, json};
use tokio::task::JoinSet;

use crate::support::client::codes;
use crate::support::{Applicant, Client, PASSWORD, TestApp, stories};

const WRONG: &str = "Wrong-2025=hana";

async fn wrong(applicant: &Applicant, times: usize) {
    for _ in 0..times {
        let payload = applicant.browser.log_in(&applicant.user_id, WRONG).await;
        assert_eq!(codes(&payload), ["INVALID_CREDENTIALS"]);
    }
}

async fn row(app: &TestApp, applicant: &Applicant) -> account::Model {
    let found = account::Entity::find().filter(account::Column::UserId.eq(&applicant.user_id)).one(app.db());
    found.await.expect("an answer").expect("the account")
}

async fn lock_mails(app: &TestApp, applicant: &Applicant) -> usize {
    let mails = app.mails_to(&applicant.email).await;
    mails.iter().filter(|mail| mail.subject.contains("locked")).count()
}

/// Logs in `times` at once, each in a browser of its own; the codes of all.
async fn at_once(app: &TestApp, applicant: &Applicant, password: &'static str, times: usize) -> Vec<String> {
    let mut attempts = JoinSet::new();
    for _ in 0..times {
        let (base, user_id) = (app.base.clone(), applicant.user_id.clone());
        attempts.spawn(async move { codes(&Client::new(&base).log_in(&user_id, password).await) });
    }
    attempts.join_all().await.into_iter().flatten().collect()
}

stories! {
    /// R36, R37: the fifth in a row locks; the right password is refused until 24 hours have passed.
    async fn five_wrong_passwords_in_a_row_lock_for_a_day(app: TestApp) {
        let applicant = app.applicant("a@example.com").await;
        wrong(&applicant, 4).await;
        assert_eq!(codes(&applicant.browser.log_in(&applicant.user_id, PASSWORD).await), [""; 0]);
        wrong(&applicant, 5).await;
        assert_eq!(lock_mails(&app, &applicant).await, 1);
        app.advance(TimeDelta::hours(24) - TimeDelta::milliseconds(1)).await;
        let refused = applicant.browser.log_in(&applicant.user_id, PASSWORD).await;
        assert_eq!(codes(&refused), ["INVALID_CREDENTIALS"]);
        assert_eq!(refused["errors"][0]["path"], json!([]));
        app.advance(TimeDelta::milliseconds(1)).await;
        let payload = applicant.log_in().await;
        assert_ne!(payload["viewer"], Value::Null);
        assert_eq!(lock_mails(&app, &applicant).await, 1, "attempts while locked make no mail");
    }

    /// Any success begins the count anew, and the owner is told how many were wrong.
    async fn a_success_begins_the_count_anew(app: TestApp) {
        let applicant = app.applicant("a@example.com").await;
        let query = "{viewer{failedLoginsSince}}";
        for round in 0..3 {
            wrong(&applicant, 4).await;
            applicant.log_in().await;
            let told = applicant.browser.run(query, json!({})).await["viewer"]["failedLoginsSince"].clone();
            assert_eq!(told, json!(4), "round {round}");
        }
        assert_eq!(lock_mails(&app, &applicant).await, 0);
        assert_eq!(row(&app, &applicant).await.failed_count, 0);
    }

    /// Of fifty guesses at once exactly five are verified, and one mail is sent.
    async fn fifty_guesses_at_once_are_five(app: TestApp) {
        let applicant = app.applicant("a@example.com").await;
        let answers = at_once(&app, &applicant, WRONG, 50).await;
        assert_eq!(answers.len(), 50, "not one of them got in");
        assert!(answers.iter().all(|code| code == "INVALID_CREDENTIALS" || code == "OVERLOADED"), "{answers:?}");
        let account = row(&app, &applicant).await;
        assert_eq!(account.failed_since_login, 5, "so many were verified");
        assert_eq!(account.locked_until, Some(app.now() + TimeDelta::hours(24)));
        assert_eq!(lock_mails(&app, &applicant).await, 1);
    }

    /// Right passwords at once all get in: none of them counts against another.
    async fn twenty_right_passwords_at_once_all_get_in(app: TestApp) {
        let applicant = app.applicant("a@example.com").await;
        wrong(&applicant, 3).await;
        assert_eq!(at_once(&app, &applicant, PASSWORD, 20).await, [""; 0]);
        assert_eq!(row(&app, &applicant).await.locked_until, None);
    }

    /// What is no guess is not counted: an empty password, a malformed or unknown ID.
    async fn what_is_no_guess_does_not_count(app: TestApp) {
        let applicant = app.applicant("a@example.com").await;
        for _ in 0..6 {
            assert_eq!(codes(&applicant.browser.log_in(&applicant.user_id, "").await), ["REQUIRED"]);
        }
        assert_eq!(codes(&applicant.browser.log_in("abcde99999", WRONG).await), ["INVALID_CREDENTIALS"]);
        assert_eq!(row(&app, &applicant).await.failed_since_login, 0);
        applicant.log_in().await;
    }
}
