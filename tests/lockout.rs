//! The lock after wrong passwords (R36, R37, I21).

use chrono::TimeDelta;
use entity::account::{
    self,
    lockout::{self, Lockable},
};
use entity::known_device;
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter};
use serde_json::{Value, json};
use tokio::task::JoinSet;

use crate::support::client::{codes, faults, newest};
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

/// Logs in `times` times at once, each in a new browser. Returns the codes of all.
async fn at_once(app: &TestApp, applicant: &Applicant, password: &'static str, times: usize) -> Vec<String> {
    let mut attempts = JoinSet::new();
    for _ in 0..times {
        let (base, user_id) = (app.base.clone(), applicant.user_id.clone());
        attempts.spawn(async move {
            let browser = Client::new(&base);
            // With the right password, retries.
            codes(&match password {
                WRONG => browser.log_in(&user_id, password).await,
                _ => browser.log_in_at_last(&user_id, password).await,
            })
        });
    }
    attempts.join_all().await.into_iter().flatten().collect()
}

stories! {
    /// R36, R37: the fifth in a row locks. The right password is refused until 24 hours have passed.
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

    /// White space of any kind comes along when an ID is copied out of a mail.
    async fn a_copied_user_id_logs_in(app: TestApp) {
        let applicant = app.applicant("a@example.com").await;
        let id = applicant.user_id.to_uppercase();
        for copied in [format!("{id}\t"), format!("\r\n{id}\n"), format!("\u{a0}{id}\u{3000}")] {
            let payload = app.visitor().log_in(&copied, PASSWORD).await;
            assert_eq!(payload["viewer"]["userId"], json!(applicant.user_id), "{copied:?}: {payload}");
            let input = json!({ "userId": copied, "email": applicant.email });
            let asked = app.visitor().mutate("requestPasswordReset", "", input).await;
            assert_eq!(codes(&asked), [""; 0], "{copied:?}");
        }
    }

    /// What looks right and is no ID is said, with what would be right. It depends on the input alone, and
    /// counts as no attempt. Whatever else is no ID is a wrong password.
    async fn a_mistyped_user_id_is_said_and_counts_nothing(app: TestApp) {
        let applicant = app.applicant("a@example.com").await;
        let id = &applicant.user_id;
        let wide: String = id.chars().map(|c| char::from_u32(u32::from(c) + 0xfee0).expect("wide")).collect();
        let stranger = app.visitor();
        for mistyped in [wide, format!("{id}\u{200b}"), format!("\u{feff}{id}"), "ａｂｃｄｅ１２３４５".to_owned()] {
            for _ in 0..6 {
                let payload = stranger.log_in(&mistyped, WRONG).await;
                assert_eq!(faults(&payload), ["userId INVALID_FORMAT"], "{mistyped}");
                let message = payload["errors"][0]["message"].as_str().expect("a text");
                assert!(message.contains("half-width"), "{message}");
            }
        }
        let row = row(&app, &applicant).await;
        assert_eq!((row.failed_count, row.failed_since_login), (0, 0));
        for other in ["x' OR '1'='1", "利用者", "hdlpf 38617"] {
            assert_eq!(codes(&app.visitor().log_in(other, WRONG).await), ["INVALID_CREDENTIALS"], "{other}");
        }
        let payload = stranger.log_in(id, PASSWORD).await;
        assert_eq!(codes(&payload), [""; 0], "{payload}");
    }

    /// Each lock sends its own mail: also the next lock without a success in between, and that of a known
    /// browser as well as the account's.
    async fn every_lock_is_told(app: TestApp) {
        let applicant = app.applicant("a@example.com").await;
        applicant.log_in().await;
        let stranger = app.visitor();
        for day in 1..=2 {
            for _ in 0..5 {
                stranger.log_in(&applicant.user_id, WRONG).await;
            }
            wrong(&applicant, 5).await;
            assert_eq!(lock_mails(&app, &applicant).await, 2 * day, "on day {day}");
            for browser in [&stranger, &applicant.browser] {
                let refused = browser.log_in(&applicant.user_id, PASSWORD).await;
                assert_eq!(codes(&refused), ["INVALID_CREDENTIALS"]);
            }
            assert_eq!(lock_mails(&app, &applicant).await, 2 * day, "attempts while locked make no mail");
            app.advance(TimeDelta::hours(24)).await;
        }
    }

    /// Another server is still verifying a fifth wrong password while the owner resets: its verdict comes too
    /// late, and locks nobody.
    async fn a_verdict_of_before_a_reset_locks_nobody(app: TestApp) {
        let applicant = app.applicant("a@example.com").await;
        wrong(&applicant, 4).await;
        let id = row(&app, &applicant).await.id;
        let reserved = lockout::reserve::<account::Entity>(id, app.now()).exec_with_returning(app.db()).await;
        let reserved = reserved.expect("written").first().map(account::Entity::count_of).expect("reserved");
        assert!(reserved.is_last());
        let input = json!({ "userId": applicant.user_id, "email": applicant.email });
        applicant.browser.mutate("requestPasswordReset", "", input).await;
        let token = newest(app.mails_to(&applicant.email).await).token().expect("a link");
        let input = json!({ "token": token, "password": PASSWORD, "passwordConfirmation": PASSWORD });
        applicant.browser.mutate("completePasswordReset", "userId", input).await;
        let verdict = lockout::lock::<account::Entity>(id, reserved, app.now()).exec(app.db()).await;
        assert_eq!(verdict.expect("written").rows_affected, 0);
        assert_eq!(codes(&app.visitor().log_in(&applicant.user_id, PASSWORD).await), [""; 0]);
    }

    /// Any success resets the count, and the owner sees how many attempts were wrong.
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

    /// Of fifty simultaneous guesses exactly five are verified, and one mail is sent.
    async fn fifty_guesses_at_once_are_five(app: TestApp) {
        let applicant = app.applicant("a@example.com").await;
        let answers = at_once(&app, &applicant, WRONG, 50).await;
        assert_eq!(answers.len(), 50, "not one of them got in");
        assert!(answers.iter().all(|code| code == "INVALID_CREDENTIALS" || code == "OVERLOADED"), "{answers:?}");
        // A slow machine may have refused some of those before it had verified five.
        for _ in 0..5 {
            if row(&app, &applicant).await.locked_until.is_none() {
                applicant.browser.log_in(&applicant.user_id, WRONG).await;
            }
        }
        let account = row(&app, &applicant).await;
        assert_eq!(account.failed_since_login, 5, "five were verified");
        assert_eq!(account.locked_until, Some(app.now() + TimeDelta::hours(24)));
        assert_eq!(lock_mails(&app, &applicant).await, 1);
    }

    /// Simultaneous logins with the right password all succeed: none counts against another.
    async fn twenty_right_passwords_at_once_all_get_in(app: TestApp) {
        let applicant = app.applicant("a@example.com").await;
        wrong(&applicant, 3).await;
        assert_eq!(at_once(&app, &applicant, PASSWORD, 20).await, [""; 0]);
        assert_eq!(row(&app, &applicant).await.locked_until, None);
    }

    /// I21: only guesses count: not an empty password, nor a malformed or unknown ID.
    async fn what_is_no_guess_does_not_count(app: TestApp) {
        let applicant = app.applicant("a@example.com").await;
        for _ in 0..6 {
            assert_eq!(codes(&applicant.browser.log_in(&applicant.user_id, "").await), ["REQUIRED"]);
        }
        assert_eq!(codes(&applicant.browser.log_in("abcde99999", WRONG).await), ["INVALID_CREDENTIALS"]);
        assert_eq!(row(&app, &applicant).await.failed_since_login, 0);
        applicant.log_in().await;
    }

    /// A stranger locks the account: a browser that has logged in before still gets in, and the stranger
    /// stays out.
    async fn a_stranger_does_not_lock_the_owner_out(app: TestApp) {
        let applicant = app.applicant("a@example.com").await;
        applicant.log_in().await;
        applicant.log_out().await;
        let stranger = app.visitor();
        for _ in 0..6 {
            stranger.log_in(&applicant.user_id, WRONG).await;
        }
        assert_eq!(codes(&app.visitor().log_in(&applicant.user_id, PASSWORD).await), ["INVALID_CREDENTIALS"]);
        applicant.log_in().await;
        assert_eq!(codes(&app.visitor().log_in(&applicant.user_id, PASSWORD).await), ["INVALID_CREDENTIALS"]);
        assert_eq!(lock_mails(&app, &applicant).await, 1);
    }

    /// A known browser has its own count: five wrong passwords from it lock only that browser, not the
    /// account.
    async fn a_known_browser_is_locked_by_itself(app: TestApp) {
        let applicant = app.applicant("a@example.com").await;
        applicant.log_in().await;
        wrong(&applicant, 5).await;
        let refused = applicant.browser.log_in(&applicant.user_id, PASSWORD).await;
        assert_eq!(codes(&refused), ["INVALID_CREDENTIALS"]);
        assert_eq!(lock_mails(&app, &applicant).await, 1);
        assert_eq!(row(&app, &applicant).await.locked_until, None);
        assert_eq!(codes(&app.visitor().log_in(&applicant.user_id, PASSWORD).await), [""; 0]);
        app.advance(TimeDelta::hours(24)).await;
        applicant.log_in().await;
    }

    /// A reset forgets every known browser except the one in which it is done. Ten browsers are known at a
    /// time, each for 180 days.
    async fn a_reset_forgets_the_known_browsers(app: TestApp) {
        let applicant = app.applicant("a@example.com").await;
        for _ in 0..11 {
            app.visitor().log_in(&applicant.user_id, PASSWORD).await;
        }
        let known = || known_device::Entity::find().all(app.db());
        assert_eq!(known().await.expect("devices").len(), 10);
        let browser = app.visitor();
        let input = json!({ "userId": applicant.user_id, "email": applicant.email });
        browser.mutate("requestPasswordReset", "", input).await;
        let token = newest(app.mails_to(&applicant.email).await).token().expect("a link");
        let input = json!({ "token": token, "password": PASSWORD, "passwordConfirmation": PASSWORD });
        browser.mutate("completePasswordReset", "userId", input).await;
        let devices = known().await.expect("devices");
        assert_eq!(devices.len(), 1);
        assert_eq!(devices[0].expires_at, app.now() + TimeDelta::days(180));
        browser.log_in(&applicant.user_id, PASSWORD).await;
        assert_eq!(known().await.expect("devices").len(), 1, "the browser is known by the same cookie");
        let cookie = browser.request("POST", "/graphql").build().expect("a request");
        let cookie = cookie.headers()["cookie"].to_str().expect("text").to_owned();
        assert!(cookie.contains("uketori_device="), "{cookie}");
    }
}
