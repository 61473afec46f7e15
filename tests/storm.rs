//! Everything at once on one account, on PostgreSQL: in whatever order things happen, the invariants hold
//! afterwards.

use std::collections::BTreeSet;
use std::sync::{Arc, Mutex};

use chrono::TimeDelta;
use entity::account::{self, AccountId};
use entity::{audit, certificate, email_link, known_device, session};
use migration::database;
use rand::{RngExt, SeedableRng, rngs::StdRng};
use sea_orm::{ColumnTrait, EntityTrait, PaginatorTrait, QueryFilter, sea_query::Expr};
use serde_json::json;
use server::audit::verify;
use server::certificate::issue::IssueError;
use server::rate_limit::RateLimits;
use tokio::task::JoinSet;

use crate::support::beside::Beside;
use crate::support::client::codes;
use crate::support::database::waiting_for_locks;
use crate::support::fixtures::line;
use crate::support::site::{LIMIT, wait_until};
use crate::support::{Applicant, Client, Mode, PASSWORD, Received, TestApp};

const PASSWORDS: [&str; 4] = [PASSWORD, "Momiji-2026=aki", "Sakura-2027=haru", "Yuki-2028=fuyu"];
const PEOPLE: u64 = 8;
const DEEDS: usize = 40;

/// A person who knows the account's ID and some passwords, with a new browser.
struct Person {
    app: Arc<TestApp>,
    browser: Client,
    user_id: String,
    /// The password that was set last, as far as people know.
    heard: Arc<Mutex<&'static str>>,
    draw: StdRng,
}

impl Person {
    fn password(&mut self) -> &'static str {
        if self.draw.random_bool(0.9) {
            return *self.heard.lock().expect("not poisoned");
        }
        PASSWORDS[self.draw.random_range(0..PASSWORDS.len())]
    }

    fn address(&mut self) -> String {
        format!("a{}@example.com", self.draw.random_range(0..3))
    }

    /// A link of any mail so far, as page and token; newer ones more often.
    fn link(&mut self) -> Option<(String, String)> {
        let links: Vec<_> = self.app.mails().iter().rev().take(6).filter_map(Received::link).collect();
        // A link to a new address ends with every change of the password, so it is used while it works.
        let to_new_address = links.iter().find(|link| link.contains("/change-email#"));
        let to_new_address = to_new_address.filter(|_| self.draw.random_bool(0.8));
        let any = links.get(self.draw.random_range(0..links.len().max(1)));
        let link = to_new_address.or(any)?;
        let (page, token) = link.split_once("#t=")?;
        Some((page.rsplit('/').next()?.to_owned(), token.to_owned()))
    }

    /// What to do next. Someone who is not logged in starts with that more often.
    fn action(&mut self) -> u32 {
        let action = self.draw.random_range(0..14);
        if self.browser.cookie().is_none() && matches!(action, 3..=5 | 8..=10) { 0 } else { action }
    }

    /// Does one thing, with any result; but the server must not fail.
    async fn act(&mut self) {
        let new = PASSWORDS[self.draw.random_range(0..PASSWORDS.len())];
        let (password, address) = (self.password(), self.address());
        let (name, fields, input) = match self.action() {
            0..=2 => ("logIn", "sessionStatus{now}", json!({ "userId": self.user_id, "password": password })),
            3 | 4 => (
                "changePassword",
                "viewer{userId}",
                json!({ "password": new, "passwordConfirmation": new, "currentPassword": password }),
            ),
            5 => (
                "startEmailChange",
                "sentTo",
                json!({ "email": address, "emailConfirmation": address, "currentPassword": null }),
            ),
            6 | 7 => ("requestPasswordReset", "", json!({ "userId": self.user_id, "email": address })),
            8 => ("reauthenticate", "sessionStatus{now}", json!({ "password": password })),
            9 => (
                "changeContactDetails",
                "viewer{userId}",
                json!({ "phoneNumber": format!("03123456{:02}", self.draw.random_range(0..99)) }),
            ),
            10 => {
                let query = "mutation{endOtherSessions{viewer{sessions{id}} errors{... on UserError{code}}}}";
                drop(self.browser.run(query, json!({})).await);
                return;
            }
            _ => match self.link() {
                Some((page, token)) if page == "reset-password" => (
                    "completePasswordReset",
                    "userId",
                    json!({ "token": token, "password": new, "passwordConfirmation": new }),
                ),
                Some((page, token)) if page == "change-email" => {
                    ("completeEmailChange", "", json!({ "token": token }))
                }
                Some((page, token)) if page == "not-me" && self.draw.random_bool(0.2) => {
                    ("disavowChange", "", json!({ "token": token }))
                }
                _ => return,
            },
        };
        let payload = match self.browser.try_to_mutate(name, fields, input).await {
            Ok(payload) => payload,
            // It waited too long for the others, as on a slow machine; what was begun is still finished.
            Err(answer) => return assert_eq!(answer.code(), "SERVICE_UNAVAILABLE", "{name}"),
        };
        if codes(&payload) == ["SESSION_EXPIRED"] {
            self.browser.set_cookie(None);
        }
        if ["changePassword", "completePasswordReset"].contains(&name) && codes(&payload).is_empty() {
            *self.heard.lock().expect("not poisoned") = new;
        }
    }
}

async fn account_of(app: &TestApp, id: AccountId) -> account::Model {
    account::Entity::find_by_id(id).one(app.db()).await.expect("an answer").expect("the account")
}

async fn id_of(app: &TestApp, applicant: &Applicant) -> AccountId {
    let found = account::Entity::find().filter(account::Column::UserId.eq(&applicant.user_id)).one(app.db());
    found.await.expect("an answer").expect("the account").id
}

/// Lets people use the account at once, and waits until they are done.
async fn storm(app: &Arc<TestApp>, server: &Beside, user_id: &str, seed: u64) {
    let (mut people, heard) = (JoinSet::new(), Arc::new(Mutex::new(PASSWORD)));
    for number in 0..PEOPLE {
        let mut person = Person {
            app: Arc::clone(app),
            browser: Client::new(&server.base),
            user_id: user_id.to_owned(),
            heard: Arc::clone(&heard),
            draw: StdRng::seed_from_u64(seed * 1_000 + number),
        };
        people.spawn(async move {
            for _ in 0..DEEDS {
                person.act().await;
            }
        });
    }
    people.join_all().await;
    let (operations, logins) = (&server.app.operations, &server.app.logins);
    wait_until("nothing is under way", LIMIT, async || operations.is_empty() && logins.is_empty()).await;
    app.settle().await;
}

/// The passwords that open the account, tried one by one without its lock.
async fn working(app: &TestApp, base: &str, id: AccountId) -> Vec<&'static str> {
    let mut working = Vec::new();
    for password in PASSWORDS {
        account::Entity::update_many()
            .col_expr(account::Column::LockedUntil, Expr::value(None::<sea_orm::prelude::DateTimeUtc>))
            .col_expr(account::Column::FailedCount, Expr::value(0))
            .filter(account::Column::Id.eq(id))
            .exec(app.db())
            .await
            .expect("unlocked");
        let user_id = account_of(app, id).await.user_id;
        if codes(&Client::new(base).log_in(&user_id, password).await).is_empty() {
            working.push(password);
        }
    }
    working
}

async fn check(app: &TestApp, base: &str, id: AccountId) {
    let account = account_of(app, id).await;
    let live = session::live_of(id, app.now()).all(app.db()).await.expect("sessions");
    assert!(live.len() <= session::MAX_LIVE, "{}", live.len());
    assert!(
        live.iter().all(|session| session.password_version == account.password_version),
        "an old session stands"
    );
    for purpose in [email_link::Purpose::EmailChange, email_link::Purpose::PasswordReset] {
        let open = email_link::Entity::find()
            .filter(email_link::Column::Purpose.eq(purpose))
            .filter(email_link::Column::AccountId.eq(id))
            .filter(email_link::Column::EmailKey.eq(&account.email_key))
            .filter(email_link::Column::SentAt.is_not_null())
            .filter(email_link::Column::ConsumedAt.is_null())
            .filter(email_link::Column::ReplacedAt.is_null());
        assert!(open.count(app.db()).await.expect("a count") <= 1, "two open links: {purpose:?}");
    }
    let devices = known_device::of(id).count(app.db()).await.expect("a count");
    // As many browsers, and as many apps.
    assert!(devices <= 2 * known_device::MAX_KNOWN as u64, "{devices}");
    let working = working(app, base, id).await;
    assert_eq!(working.len(), usize::from(account.password_hash.is_some()), "{working:?}");
    let mut faults = Vec::new();
    verify::verify(app.db(), Vec::new(), |verdict| faults.extend(verdict.fault)).await.expect("an answer");
    assert!(faults.is_empty(), "the chains hold");
}

/// Logins, changes, resets, clicks and ends of sessions of eight people at once: no deadlock, one password,
/// no session of an older one, at most ten sessions and browsers, and an unbroken audit log.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn whatever_comes_first_an_account_stays_whole() {
    let app = Arc::new(TestApp::start(Mode::Production).await);
    let applicant = app.applicant("a0@example.com").await;
    let id = id_of(&app, &applicant).await;
    let server = Beside::start(&app, app.db().clone(), RateLimits::Off).await;
    // Whether a link to a new address is used before the next password ends it, is luck: it is tried, and not asked for.
    let looked_for =
        ["LOGGED_IN", "PASSWORD_CHANGED", "PASSWORD_RESET", "EMAIL_CHANGE_STARTED", "OTHER_SESSIONS_ENDED"];
    // Two storms; more if a slow or fast machine left out an action that must be in it.
    for seed in 1..=10 {
        storm(&app, &server, &applicant.user_id, seed).await;
        check(&app, &server.base, id).await;
        app.advance(TimeDelta::minutes(1)).await;
        let events = audit::about(id).all(app.db()).await.expect("events");
        let done: BTreeSet<_> = events.iter().map(|event| event.action.as_str()).collect();
        let is_complete = looked_for.iter().all(|action| done.contains(action));
        if seed >= 2 && is_complete {
            return;
        }
        assert!(seed < 10, "ten storms, and only this was done: {done:?}");
    }
}

/// A certificate is issued while the account is being closed: it waits, and is refused.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_certificate_is_not_issued_to_an_account_that_is_being_closed() {
    let app = Arc::new(TestApp::start(Mode::Production).await);
    let applicant = app.applicant("a@example.com").await;
    let id = id_of(&app, &applicant).await;
    let closing = database::write(app.db()).await.expect("a transaction");
    account::Entity::update_many()
        .col_expr(account::Column::ClosedAt, Expr::value(app.now()))
        .filter(account::Column::Id.eq(id))
        .exec(&closing)
        .await
        .expect("closed");
    let mut issue = JoinSet::new();
    let (intake, line) = (Arc::clone(&app), line(&applicant.user_id, "TEST25-000001", "2025-11-07"));
    issue.spawn(async move { intake.take_in(&line).await });
    wait_until("it waits for the closing", LIMIT, async || {
        assert!(issue.try_join_next().is_none(), "it did not wait for the closing");
        waiting_for_locks(app.db()).await > 0
    })
    .await;
    closing.commit().await.expect("a commit");
    let outcome = issue.join_next().await.expect("a task").expect("no panic");
    assert!(matches!(outcome, Err(IssueError::NoSuchAccount)), "{outcome:?}");
    assert_eq!(certificate::Entity::find().count(app.db()).await.expect("a count"), 0);
}

/// A certificate that is issued while the account is closed is either refused, or the bureau keeps the name.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_certificate_is_never_issued_to_a_closed_account() {
    let app = TestApp::start(Mode::Production).await;
    for round in 0..5 {
        let applicant = app.applicant(&format!("p{round}@example.com")).await;
        applicant.log_in().await;
        let id = id_of(&app, &applicant).await;
        let issue = async {
            let mut issued = 0;
            for number in 0..40 {
                let line = line(&applicant.user_id, &format!("TEST25-{round:03}{number:03}"), "2025-11-07");
                issued += u64::from(app.take_in(&line).await.is_ok());
            }
            issued
        };
        let close = applicant.browser.mutate("closeAccount", "", json!({ "currentPassword": PASSWORD }));
        let (issued, closed) = tokio::join!(issue, close);
        assert_eq!(codes(&closed), [""; 0]);
        let of_account = certificate::Entity::find().filter(certificate::Column::AccountId.eq(id));
        assert_eq!(of_account.count(app.db()).await.expect("a count"), issued);
        let name = account_of(&app, id).await.name;
        assert_eq!(name.is_empty(), issued == 0, "{issued} issued to {name:?}");
    }
}
