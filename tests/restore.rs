//! The restore drill: a backup is made, things happen, the backup is restored; and nothing that was ended,
//! used or replaced in between works again.

use std::path::Path;

use chrono::TimeDelta;
use entity::outbox::{self, Mail};
use entity::restore::Part;
use entity::{account, email_link, known_device, registration_step, restore as restores, session};
use sea_orm::{ColumnTrait, EntityTrait, PaginatorTrait, QueryFilter, Set};
use serde_json::json;
use server::audit::{Actor, RequestOrigin};
use server::restore::{self, BeginError, FinishError, lost::Known};
use uuid::Uuid;

use crate::support::client::{Client, codes, faults};
use crate::support::postgres::Postgres;
use crate::support::process::Directory;
use crate::support::program;
use crate::support::quiet::Quiet;
use crate::support::received::Received;
use crate::support::relay::Relay;
use crate::support::site::{LIMIT, Site};
use crate::support::{Mode, PASSWORD, stories};

const NEW: &str = "Momiji-2026=aki";

/// Writes a command's output to a file, as an operator's timer does.
fn keep(site: &Site, arguments: &[&str], file: &Path) {
    let done = program::run("server", arguments, &site.settings(""), site.directory.path());
    assert!(done.status.success(), "{}", String::from_utf8_lossy(&done.stderr));
    std::fs::write(file, done.stdout).expect("a file");
}

/// The token of the newest mail to `email`, once there are `count` mails in all.
async fn link(relay: &Relay, count: usize, email: &str) -> String {
    let mails = relay.wait_for(count, LIMIT).await;
    let mut to = mails.iter().filter(|mail| mail.to.iter().any(|address| address == email));
    Received::parse(&to.next_back().expect("a mail").raw).token().expect("a link")
}

async fn registered(browser: &Client, relay: &Relay, email: &str) -> String {
    let before = relay.accepted().len();
    assert_eq!(codes(&browser.start_registration(email).await), [""; 0]);
    let token = link(relay, before + 1, email).await;
    let payload = browser.complete_registration(&token, json!({})).await;
    relay.wait_for(before + 2, LIMIT).await;
    payload["userId"].as_str().unwrap_or_else(|| panic!("{payload}")).to_owned()
}

/// Logs a program in, and returns its token.
async fn app_token(browser: &Client, user_id: &str, password: &str) -> String {
    let input = json!({ "userId": user_id, "password": password, "delivery": "BEARER" });
    let payload = browser.someone_else().mutate("logIn", "accessToken", input).await;
    payload["accessToken"].as_str().unwrap_or_else(|| panic!("{payload}")).to_owned()
}

async fn set_password(browser: &Client, token: &str) -> serde_json::Value {
    let input = json!({ "token": token, "password": NEW, "passwordConfirmation": NEW });
    browser.mutate("completePasswordReset", "userId", input).await
}

async fn forgot_password(browser: &Client, user_id: &str, email: &str) {
    let input = json!({ "userId": user_id, "email": email });
    browser.mutate("requestPasswordReset", "", input).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
#[expect(clippy::too_many_lines, reason = "one drill from the backup to the day after")]
async fn nothing_of_before_opens_anything_after_a_restore() {
    let relay = Relay::start().await;
    let mut site = Site::new(relay.url()).await;
    let server = site.server_with(&[], &Directory::new("server"));
    let browser = Client::new(&server.1);
    let worker = site.worker();
    let files = Directory::new("backup");
    let file = |name: &str| files.path().join(name);

    // The state at the backup.
    let alice = registered(&browser.someone_else(), &relay, "alice@example.com").await;
    let bob = registered(&browser.someone_else(), &relay, "bob@example.com").await;
    let carol = registered(&browser.someone_else(), &relay, "carol@example.com").await;
    let alices = app_token(&browser, &alice, PASSWORD).await;
    let bobs = app_token(&browser, &bob, PASSWORD).await;
    let before = relay.accepted().len();
    forgot_password(&browser, &alice, "alice@example.com").await;
    let reset = link(&relay, before + 1, "alice@example.com").await;
    assert_eq!(codes(&browser.start_registration("dave@example.com").await), [""; 0]);
    let registration = link(&relay, before + 2, "dave@example.com").await;
    tokio::task::block_in_place(|| worker.terminate());
    site.issue(&carol, "TEST25-000001");
    Postgres::dump(&site.database_url, &file("backup")).await;

    // What happens after the backup: a password is reset, a session ended, a link used, an account closed;
    // mails are sent.
    let worker = site.worker();
    relay.wait_for(before + 3, LIMIT).await;
    assert_eq!(codes(&set_password(&browser, &reset).await), [""; 0]);
    let app = Client::with_bearer(&server.1, &bobs);
    assert_eq!(app.viewer().await["userId"], json!(bob));
    app.run("mutation{logOut{errors{__typename}}}", json!({})).await;
    let payload = browser.someone_else().complete_registration(&registration, json!({})).await;
    let dave = payload["userId"].as_str().expect("a user ID").to_owned();
    let carols = app_token(&browser, &carol, PASSWORD).await;
    let app = Client::with_bearer(&server.1, &carols);
    let closed = app.mutate("closeAccount", "", json!({ "currentPassword": PASSWORD })).await;
    assert_eq!(codes(&closed), [""; 0]);
    keep(&site, &["audit", "anchor"], &file("anchors"));
    keep(&site, &["audit", "export", "--since", "2020-01-01T00:00:00Z"], &file("events"));
    tokio::task::block_in_place(|| (server.0.terminate(), worker.terminate()));

    // The backup is restored, and a program is started too early.
    site.database_url = Postgres::shared().restore(&file("backup")).await;
    site.redis.flush_all();
    let named = format!("{}?application_name=uketori%20server%200.0.0", site.database_url);
    let (early, _) = site.server_with(&[("UKETORI_DATABASE_URL", named.as_str())], &Directory::new("server"));
    let (anchors, events) = (file("anchors"), file("events"));
    let begin = [
        "restore",
        "begin",
        "--anchor",
        anchors.to_str().expect("text"),
        "--events",
        events.to_str().expect("text"),
    ];
    let (is_good, said) = site.command("server", &begin);
    assert!(!is_good && said.contains("servers or workers are connected: uketori server"), "{said}");
    early.kill();
    let (is_good, said) = site.command("server", &["restore", "finish"]);
    assert!(!is_good && said.contains("no restore is under way"), "{said}");

    let (is_good, first) = site.command("server", &begin);
    assert!(is_good, "{first}");
    for expected in [
        "2 session(s) ended",
        "2 link(s) in mails no longer work",
        "1 mail(s) are held",
        &format!("PASSWORD_RESET account {alice}"),
        &format!("ACCOUNT_CLOSED account {carol}"),
        "ACCOUNT_REGISTERED account ",
        "event(s) after number ",
        "2 account(s) need a password reset",
        "next: `server restore finish`",
    ] {
        assert!(first.contains(expected), "{expected:?} is not in {first}");
    }
    for (name, arguments) in [("server", &["serve"][..]), ("worker", &[])] {
        let (is_good, said) = site.command(name, arguments);
        assert!(
            !is_good && said.contains("servers and workers cannot start until `server restore finish`"),
            "{said}"
        );
    }
    let (is_good, said) = site.command("server", &begin);
    assert!(is_good && said.contains("0 session(s) ended"), "it may be run again: {said}");
    let lost =
        |said: &str| said.lines().filter(|line| line.contains("lost") || line.contains("missing")).count();
    assert_eq!(lost(&said), lost(&first), "its own events are not the backup's");
    let (is_good, said) = site.command("server", &["restore", "finish"]);
    assert!(is_good, "{said}");

    // The day after.
    let sent = relay.accepted().len();
    let server = site.server_with(&[], &Directory::new("server"));
    let browser = Client::new(&server.1);
    let _worker = site.worker();
    for token in [&alices, &bobs] {
        assert_eq!(Client::with_bearer(&server.1, token).viewer().await, json!(null));
    }
    assert_eq!(faults(&set_password(&browser, &reset).await), ["token LINK_EXPIRED"]);
    let again = browser.someone_else().complete_registration(&registration, json!({})).await;
    assert_eq!(faults(&again), ["token LINK_EXPIRED"], "{dave}: {again}");
    for user_id in [&alice, &carol] {
        let payload = browser.someone_else().log_in(user_id, PASSWORD).await;
        assert_eq!(codes(&payload), ["INVALID_CREDENTIALS"], "{user_id}");
    }
    assert_eq!(
        codes(&browser.someone_else().log_in(&bob, PASSWORD).await),
        [""; 0],
        "nothing is known of Bob's"
    );
    forgot_password(&browser, &alice, "alice@example.com").await;
    let reset = link(&relay, sent + 1, "alice@example.com").await;
    assert_eq!(codes(&set_password(&browser, &reset).await), [""; 0]);
    assert_eq!(codes(&browser.someone_else().log_in(&alice, NEW).await), [""; 0]);
    let mails = relay.wait_for(sent + 2, LIMIT).await;
    assert!(
        mails[sent..].iter().all(|mail| mail.to == ["alice@example.com"]),
        "Carol's certificate waits for staff"
    );
    let (is_good, said) = site.command("server", &["mail", "drop-held"]);
    assert!(is_good && said.contains("1 mail(s) are cancelled"), "{said}");
    let (is_good, said) = site.command("server", &["audit", "verify"]);
    assert!(is_good && said.ends_with("0 broken\n"), "{said}");
}

fn source() -> RequestOrigin {
    RequestOrigin::run(Uuid::from_u128(7))
}

stories! {
    /// Each part of the restore, and passwords if the operator asks for that.
    async fn what_a_backup_holds_open_ends_in_both_databases(app: TestApp) {
        let applicant = app.applicant("a@example.com").await;
        applicant.log_in().await;
        forgot_password(&app.visitor(), &applicant.user_id, &applicant.email).await;
        app.settle().await;
        app.advance(TimeDelta::minutes(1)).await;
        let (source, now) = (source(), app.now());
        let by = (Actor::System, &source);

        let early = restore::finish(app.db(), by, now).await;
        assert!(matches!(early, Err(FinishError::NotBegun)), "{early:?}");
        restore::note(app.db(), by, now).await.expect("noted");
        let begun = restore::clear(app.db(), Known::default(), true, by, now).await.expect("cleared");
        let ended = |part| begun.ended.iter().find(|(ended, _)| *ended == part).expect("a part").1;
        let expected = [
            (Part::Sessions, 1),
            (Part::Links, 1),
            (Part::Browsers, 1),
            (Part::Passwords, ended(Part::Passwords)),
        ];
        for (part, count) in expected {
            assert!(count > 0 && ended(part) >= count, "{part:?}: {begun:?}");
        }
        let db = app.db();
        let live = session::Entity::find().filter(session::Column::EndedAt.is_null());
        assert_eq!(live.count(db).await.expect("a count"), 0);
        let open = email_link::Entity::find()
            .filter(email_link::Column::ConsumedAt.is_null())
            .filter(email_link::Column::ReplacedAt.is_null())
            .filter(email_link::Column::ExpiresAt.gt(now));
        assert_eq!(open.count(db).await.expect("a count"), 0);
        assert_eq!(known_device::Entity::find().count(db).await.expect("a count"), 0);
        assert_eq!(registration_step::Entity::find().count(db).await.expect("a count"), 0);
        assert!(restores::under_way().one(db).await.expect("an answer").is_some());
        assert!(restore::refuse_under_way(db).await.is_err());
        assert_eq!(applicant.browser.viewer().await, json!(null));
        assert_eq!(codes(&app.visitor().log_in(&applicant.user_id, PASSWORD).await), ["INVALID_CREDENTIALS"]);

        restore::finish(db, by, now).await.expect("finished");
        restore::refuse_under_way(db).await.expect("all may run");
        let recorded = entity::audit::Entity::find()
            .filter(entity::audit::Column::Action.is_in(["RESTORE_BEGUN", "RESTORE_FINISHED"]));
        assert_eq!(recorded.count(db).await.expect("a count"), 2);
    }

    /// More than one batch, interrupted in the middle: what was ended stays ended, and the rest ends next
    /// time.
    async fn a_restore_that_was_cut_off_is_begun_again(app: TestApp) {
        let (source, now) = (source(), app.now());
        let (by, ends) = ((Actor::System, &source), now + registration_step::LIFETIME);
        let rows = 2 * usize::try_from(restores::BATCH).expect("few") + 1;
        let steps: Vec<_> = (0..rows)
            .map(|index| registration_step::taken(&format!("step {index}"), vec![0; 32], ends, now))
            // As servers of the previous version offered it.
            .map(|step| registration_step::ActiveModel { taken_at: Set(None), ..step })
            .collect();
        for steps in steps.chunks(1_000) {
            let insert = registration_step::Entity::insert_many(steps.to_vec());
            insert.exec_without_returning(app.db()).await.expect("rows");
        }
        restores::Entity::insert(restores::begin(now)).exec_without_returning(app.db()).await.expect("a row");
        let cut_off = restore::finish(app.db(), by, now).await;
        assert!(matches!(cut_off, Err(FinishError::NotCleared)), "{cut_off:?}");
        restore::note(app.db(), by, now).await.expect("noted already");
        let begun = restore::clear(app.db(), Known::default(), false, by, now).await.expect("cleared");
        let steps = begun.ended.iter().find(|(part, _)| *part == Part::Steps).expect("a part").1;
        assert_eq!(usize::try_from(steps).expect("few"), rows);
        let batches = entity::audit::Entity::find()
            .filter(entity::audit::Column::Detail.is_in(["STEPS 5000", "STEPS 1"]));
        assert_eq!(batches.count(app.db()).await.expect("a count"), 3);
        restore::finish(app.db(), by, now).await.expect("finished");
    }
}

/// Connections of servers and workers have their names; a mail that is being sent also shows a worker.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_restore_does_not_begin_while_something_is_at_work() {
    for mode in [Mode::Embedded, Mode::Production] {
        let quiet = Quiet::new(mode).await;
        quiet.account("abcde12345").await;
        let account = account::Entity::find().one(quiet.db()).await.expect("an answer").expect("an account");
        let mail = quiet.queue(Mail::PasswordChanged { account: account.id, version: 2 }).await;
        outbox::claim(mail, Uuid::from_u128(7), quiet.now()).exec(quiet.db()).await.expect("claimed");
        let source = source();
        let begun = restore::announce(quiet.db(), (Actor::System, &source), quiet.now()).await;
        let is_refused = match mode {
            Mode::Embedded => matches!(begun, Err(BeginError::Hold(_))),
            Mode::Production => matches!(begun, Err(BeginError::Connected(_))),
        };
        assert!(is_refused, "{mode:?}: {begun:?}");
        let noted = restores::under_way().one(quiet.db()).await.expect("an answer");
        assert!(noted.is_none(), "nothing was changed");
    }
}
