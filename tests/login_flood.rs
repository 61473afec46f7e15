//! Logins under a flood, with a locked row, and without a free thread: each costs only those who meet it.

use std::net::Ipv6Addr;
use std::sync::Arc;
use std::sync::atomic::{AtomicU32, AtomicUsize, Ordering};
use std::time::Duration;

use entity::account::{self, lockout, lockout::Lockable};
use migration::database;
use passwords::password_hash::LONGEST_WAIT;
use sea_orm::{ColumnTrait, ConnectionTrait, DbBackend, EntityTrait, QueryFilter, Statement};
use serde_json::{Value, json};
use server::account::attempt_count;
use server::account::password_attempt::REFUSAL_FLOOR;
use server::rate_limit::RateLimits;
use tokio::task::JoinSet;
use tokio::time::Instant;
use tokio_util::sync::CancellationToken;

use crate::support::beside::Beside;
use crate::support::client::{codes, household, sites};
use crate::support::database::{another_pool, waiting_for_locks};
use crate::support::site::{LIMIT, wait_until};
use crate::support::{Applicant, Client, Mode, OFFICER_PASSWORD, Officer, PASSWORD, TestApp, stories};

/// How many attackers are added at a time, until they have succeeded.
const MORE: usize = 10;
const WRONG: &str = "Wrong-2025=hana";

/// The interval of an attacker's attempts, and of adding more attackers: short enough that all tickets are
/// always in use, and long enough that a slow machine can refuse them all.
const PAUSE: Duration = Duration::from_millis(250);
/// The interval after a refusal by a limit, which comes at once.
const LONG_PAUSE: Duration = Duration::from_secs(2);

/// Attackers who log in with made-up IDs, each attempt from a different network.
struct Flood {
    end: CancellationToken,
    attackers: JoinSet<()>,
}

/// The address of an attempt, by its number.
type From = fn(u32) -> Ipv6Addr;

/// What the attackers share.
struct Attack {
    http: reqwest::Client,
    url: String,
    /// The input field for the made-up ID.
    name: &'static str,
    from: From,
    next: AtomicU32,
    /// How many attempts got the code that is waited for.
    answered: AtomicUsize,
}

impl Attack {
    /// Tries to log in, and returns the code.
    async fn attempt(&self) -> String {
        let number = self.next.fetch_add(1, Ordering::Relaxed);
        let query = "mutation($input:LogInInput!){logIn(input:$input){errors{... on UserError{code}}}}";
        let mut input = json!({ "password": WRONG, self.name: format!("abcde{:05}", number % 100_000) });
        if self.name == "name" {
            input["secondFactor"] = json!({ "totpCode": "000000" });
        }
        let body = json!({ "query": query, "variables": { "input": input } });
        let request = self.http.post(&self.url).header("x-forwarded-for", (self.from)(number).to_string());
        let answer = request.json(&body).send().await.expect("an answer");
        let answer: Value = answer.json().await.expect("JSON");
        let code = answer["data"]["logIn"]["errors"][0]["code"].as_str();
        code.map_or_else(|| answer.to_string(), str::to_owned)
    }
}

impl Flood {
    /// Starts a flood, and adds attackers until one gets `code`, however fast the machine is.
    async fn until(code: &'static str, base: &str, name: &'static str, from: From) -> Self {
        let (end, mut attackers) = (CancellationToken::new(), JoinSet::new());
        let attack = Arc::new(Attack {
            http: reqwest::Client::new(),
            url: format!("{base}/graphql"),
            name,
            from,
            next: AtomicU32::new(0),
            answered: AtomicUsize::new(0),
        });
        let began = Instant::now();
        while attack.answered.load(Ordering::Relaxed) == 0 {
            assert!(
                began.elapsed() < LIMIT,
                "{} attackers, and nobody was answered with {code}",
                attackers.len()
            );
            for _ in 0..MORE {
                let (attack, end) = (Arc::clone(&attack), end.clone());
                attackers.spawn(async move {
                    while !end.is_cancelled() {
                        let answer = attack.attempt().await;
                        attack.answered.fetch_add(usize::from(answer == code), Ordering::Relaxed);
                        let pause = if answer == "RATE_LIMITED" { LONG_PAUSE } else { PAUSE };
                        tokio::select! {
                            () = tokio::time::sleep(pause) => {}
                            () = end.cancelled() => {}
                        }
                    }
                });
            }
            tokio::time::sleep(PAUSE).await;
        }
        Self { end, attackers }
    }

    /// Stops the flood.
    async fn end(self) {
        self.end.cancel();
        self.attackers.join_all().await;
    }
}

/// A known browser and an officer can always log in.
async fn known_ones_get_in(applicant: &Applicant, officer: &mut Officer) {
    for _ in 0..8 {
        let payload = applicant.browser.log_in(&applicant.user_id, PASSWORD).await;
        assert_eq!(codes(&payload), [""; 0], "the known browser");
    }
    for _ in 0..4 {
        let input = json!({
            "name": officer.name, "password": OFFICER_PASSWORD,
            "secondFactor": { "recoveryCode": officer.recovery_codes.pop() },
        });
        let payload = officer.browser.mutate("logIn", "viewer{officer{name}}", input).await;
        assert_eq!(codes(&payload), [""; 0], "the officer");
    }
}

/// An applicant whose browser is known, and an officer.
async fn people(app: &TestApp) -> (Applicant, Officer) {
    let applicant = app.applicant("a@example.com").await;
    applicant.log_in().await;
    (applicant, app.officer("hanako", &[]).await)
}

/// Attackers, each in a different network of one household, which share a limit.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_flood_from_one_household_keeps_no_known_browser_and_no_officer_out() {
    let app = TestApp::start(Mode::Production).await;
    let (applicant, mut officer) = people(&app).await;
    let flood = Flood::until("RATE_LIMITED", &app.base, "userId", household).await;
    known_ones_get_in(&applicant, &mut officer).await;
    flood.end().await;
    let flood = Flood::until("RATE_LIMITED", &app.officer_base, "name", household).await;
    known_ones_get_in(&applicant, &mut officer).await;
    flood.end().await;
}

/// Each attempt comes from a different site, so that no client limit applies: strangers may be refused, but
/// nobody else.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_flood_from_everywhere_keeps_no_known_browser_and_no_officer_out() {
    let app = TestApp::start(Mode::Production).await;
    let (applicant, mut officer) = people(&app).await;
    let flood = Flood::until("OVERLOADED", &app.base, "userId", sites).await;
    known_ones_get_in(&applicant, &mut officer).await;
    flood.end().await;
}

/// Logins that wait for their account's row use no hashing thread, so all others continue; and with the same
/// user ID, what is no attempt, because nobody can have that password, is refused meanwhile. This server's
/// database has no time limits: the logins wait as long as the row is locked, not three seconds as usual,
/// because a slow machine needs longer for the others.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn logins_that_wait_for_a_locked_row_hold_up_no_others() {
    let app = TestApp::start(Mode::Production).await;
    let (stuck, other) = (app.applicant("a@example.com").await, app.applicant("b@example.com").await);
    let mut officer = app.officer("hanako", &[]).await;
    let port = app.db().get_postgres_connection_pool().connect_options().get_port();
    let server = Beside::start(&app, another_pool(&app, port, 20).await, RateLimits::Off).await;
    let lock = database::write(&server.app.db).await.expect("a transaction");
    let select = "SELECT 1 FROM account WHERE user_id = $1 FOR UPDATE";
    let values = [stuck.user_id.clone().into()];
    lock.query_one_raw(Statement::from_sql_and_values(DbBackend::Postgres, select, values))
        .await
        .expect("locked");
    // As many as one account may have under way: more would wait for a ticket, not for the row.
    let mut logins = JoinSet::new();
    for _ in 0..2 {
        let (base, user_id) = (server.base.clone(), stuck.user_id.clone());
        logins.spawn(async move { codes(&Client::new(&base).log_in(&user_id, PASSWORD).await) });
    }
    wait_until("both wait for the row", LIMIT, async || waiting_for_locks(app.db()).await == 2).await;
    for base in [&server.base, &app.base] {
        assert_eq!(codes(&Client::new(base).log_in(&other.user_id, PASSWORD).await), [""; 0]);
    }
    let impossible = Client::new(&server.base).log_in(&stuck.user_id, &"x".repeat(513)).await;
    assert_eq!(codes(&impossible), ["INVALID_CREDENTIALS"]);
    let input = json!({
        "name": officer.name, "password": OFFICER_PASSWORD,
            "secondFactor": { "recoveryCode": officer.recovery_codes.pop() },
    });
    assert_eq!(codes(&officer.browser.mutate("logIn", "viewer{officer{name}}", input).await), [""; 0]);
    assert!(waiting_for_locks(app.db()).await >= 2, "they still wait");
    lock.rollback().await.expect("unlocked");
    assert_eq!(logins.join_all().await.concat(), [""; 0], "all got in");
}

stories! {
    /// No thread is free in time: the answer says so, comes no sooner for an unknown ID, and no attempt is
    /// counted.
    async fn whoever_is_turned_away_has_used_no_attempt_up(app: TestApp) {
        let applicant = app.applicant("a@example.com").await;
        let busy = Beside::without_threads(&app).await;
        for user_id in [applicant.user_id.as_str(), "abcde99999"] {
            let asked = Instant::now();
            let payload = Client::new(&busy.base).log_in(user_id, WRONG).await;
            assert_eq!(codes(&payload), ["OVERLOADED"]);
            assert!(asked.elapsed() >= LONGEST_WAIT + REFUSAL_FLOOR, "{:?}", asked.elapsed());
        }
        let row = account::Entity::find().filter(account::Column::UserId.eq(&applicant.user_id)).one(app.db());
        let row = row.await.expect("an answer").expect("the account");
        assert_eq!((row.failed_count, row.failed_since_login), (0, 0));
        applicant.log_in().await;
    }

    /// The last attempt in a row is wrong, and an earlier one was given back meanwhile: four wrong attempts
    /// lock nothing. The next one does.
    async fn an_attempt_that_was_given_back_locks_nobody(app: TestApp) {
        let id = {
            let applicant = app.applicant("a@example.com").await;
            let row = account::Entity::find().filter(account::Column::UserId.eq(&applicant.user_id)).one(app.db());
            row.await.expect("an answer").expect("the account").id.0
        };
        let reserve = async || {
            let rows = lockout::reserve::<account::Entity>(id, app.now()).exec_with_returning(app.db()).await;
            rows.expect("written").first().map(account::Entity::count_of)
        };
        let give_back = async |reserved| {
            lockout::give_back::<account::Entity>(id, reserved).exec(app.db()).await.expect("written");
        };
        let conclude = async |reserved| {
            attempt_count::conclude::<account::Entity>(app.db(), id, reserved, app.now()).await.expect("written")
        };
        let mut reserved = Vec::new();
        while let Some(count) = reserve().await {
            reserved.push(count);
        }
        assert_eq!(reserved.len(), 5);
        give_back(reserved[2]).await;
        assert!(reserve().await.is_none(), "the last one is still under way");
        assert!(!conclude(reserved[4]).await, "four were wrong");
        let again = reserve().await.expect("the fifth");
        give_back(again).await;
        let again = reserve().await.expect("the fifth, again");
        assert!(conclude(again).await, "five were wrong");
        assert!(reserve().await.is_none());
    }
}
