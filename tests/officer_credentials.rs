//! What officers change about themselves, and officers who are created and closed by other officers.

use std::net::TcpStream;

use chrono::TimeDelta;
use entity::audit;
use entity::officer::Role;
use rand::{SeedableRng, rngs::StdRng};
use sea_orm::{ColumnTrait, EntityTrait, PaginatorTrait, QueryFilter};
use serde_json::{Value, json};

use crate::support::client::{codes, faults, merged};
use crate::support::officer::with_second_factor;
use crate::support::process::Directory;
use crate::support::program::{self, Program};
use crate::support::site::free_address;
use crate::support::{Client, OFFICER_PASSWORD, Officer, TestApp, stories};

const NEW_PASSWORD: &str = "Sakura-2026=udon";

impl Officer {
    async fn try_to_change_password(&self, app: &TestApp, with: Value) -> Value {
        let input = json!({
            "currentPassword": OFFICER_PASSWORD, "totpCode": self.code(app), "password": NEW_PASSWORD,
            "passwordConfirmation": NEW_PASSWORD,
        });
        self.browser.mutate("changePassword", "", with_second_factor(merged(input, with))).await
    }

    async fn try_to_renew_codes(&self, app: &TestApp, with: Value) -> Value {
        let input = json!({ "currentPassword": OFFICER_PASSWORD, "totpCode": self.code(app) });
        self.browser
            .mutate("renewRecoveryCodes", "recoveryCodes", with_second_factor(merged(input, with)))
            .await
    }
}

async fn recorded(app: &TestApp, action: &str) -> u64 {
    let rows = audit::Entity::find().filter(audit::Column::Action.eq(action));
    rows.count(app.db()).await.expect("a count")
}

/// The keys are rotated as in docs/OPERATIONS.md, section Keys: the new key first, a login, and then the old
/// key can be removed.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_officer_logs_in_while_the_keys_are_rotated() {
    let (folder, logs) = (Directory::new("data"), Directory::new("log"));
    let data_dir = folder.path().to_str().expect("text");
    let (public, officers) = (free_address(), free_address());
    let arguments =
        ["--listen", &public, "--officer-listen", &officers, "--data-dir", data_dir, "--clock", "manual"];
    let start = || {
        Program::start("server", &arguments, &[], &logs, || {
            [&public, &officers].iter().all(|address| TcpStream::connect(address).is_ok())
        })
    };
    let public_browser = Client::new(&format!("http://{public}"));
    let log_in = async || {
        let later = public_browser.request("POST", "/clock").json(&json!({ "advance": "PT30S" }));
        assert_eq!(public_browser.send(later).await.status, 200);
        let page = public_browser.send(public_browser.request("GET", "/")).await.text;
        let code = page.split("Current code</dt>").nth(1).and_then(|rest| rest.split("<code>").nth(1));
        let code = code.and_then(|rest| rest.split('<').next()).expect("a code").to_owned();
        let input =
            json!({ "name": "demo", "password": OFFICER_PASSWORD, "secondFactor": { "totpCode": code } });
        let browser = Client::new(&format!("http://{officers}"));
        assert_eq!(codes(&browser.mutate("logIn", "viewer{officer{name}}", input).await), [""; 0]);
    };
    let key_of_demo = || {
        let done = program::run("server", &["officer", "list", "--data-dir", data_dir], &[], folder.path());
        let list = String::from_utf8_lossy(&done.stdout).into_owned();
        let line = list.lines().find(|line| line.starts_with("demo ")).expect("the demo officer");
        line.split_whitespace().skip_while(|word| *word != "key").nth(1).expect("a key").to_owned()
    };
    let key_file = folder.path().join("server-keys");

    let server = start();
    log_in().await;
    server.terminate();
    assert_eq!(key_of_demo(), "k1");
    let old = std::fs::read_to_string(&key_file).expect("keys");
    let new = format!("k2 {}\n", entity::key_file::new_key(&mut StdRng::seed_from_u64(2)));
    std::fs::write(&key_file, format!("{new}{old}")).expect("keys");
    let server = start();
    assert_eq!(key_of_demo(), "k1");
    log_in().await;
    assert_eq!(key_of_demo(), "k2");
    server.terminate();
    std::fs::write(&key_file, new).expect("keys");
    let server = start();
    log_in().await;
    server.terminate();
}

stories! {
    /// A stolen session alone is not enough; the owner must log in again everywhere.
    async fn an_officer_changes_the_password_and_every_session_ends(app: TestApp) {
        let hanako = app.officer("hanako", &[Role::Viewer]).await;
        app.advance(TimeDelta::seconds(30)).await;
        let elsewhere = hanako.browser.someone_else();
        let with = json!({ "name": "hanako", "password": OFFICER_PASSWORD, "secondFactor": { "totpCode": hanako.code(&app) } });
        assert_eq!(codes(&elsewhere.mutate("logIn", "accessToken", with).await), [""; 0]);
        let used = hanako.try_to_change_password(&app, json!({})).await;
        assert_eq!(codes(&used), ["INVALID_CREDENTIALS"], "that code has opened a session");
        app.advance(TimeDelta::seconds(30)).await;
        let bad = json!({ "currentPassword": "", "totpCode": " ", "password": "short", "passwordConfirmation": "" });
        let found = faults(&hanako.try_to_change_password(&app, bad).await);
        for fault in ["currentPassword REQUIRED", "secondFactor.totpCode REQUIRED", "password TOO_SHORT", "passwordConfirmation REQUIRED"] {
            assert!(found.iter().any(|found| found == fault), "{fault} is not in {found:?}");
        }
        for wrong in [json!({ "currentPassword": "Wrong-2025=soba" }), json!({ "totpCode": "000000" })] {
            assert_eq!(codes(&hanako.try_to_change_password(&app, wrong).await), ["INVALID_CREDENTIALS"]);
        }
        assert_eq!(recorded(&app, "OFFICER_PROOF_REFUSED").await, 3);
        assert_eq!(hanako.me().await, "hanako", "nothing was changed");

        let payload = hanako.try_to_change_password(&app, json!({})).await;
        assert_eq!(codes(&payload), [""; 0]);
        assert_eq!(hanako.me().await, "nobody");
        assert!(elsewhere.run("{viewer{officer{name}}}", json!({})).await["viewer"].is_null());
        app.advance(TimeDelta::seconds(30)).await;
        assert_eq!(codes(&hanako.try_to_log_in(&app, json!({})).await), ["INVALID_CREDENTIALS"], "the old one");
        let with = json!({ "password": NEW_PASSWORD });
        assert_eq!(codes(&hanako.try_to_log_in(&app, with).await), [""; 0]);
        assert_eq!(recorded(&app, "OFFICER_PASSWORD_CHANGED").await, 1);
    }

    /// A change of the password forgets every browser but the one that it was made in.
    async fn after_a_change_of_the_password_only_this_browser_is_known(app: TestApp) {
        let hanako = app.officer("hanako", &[Role::Viewer]).await;
        app.advance(TimeDelta::seconds(30)).await;
        let elsewhere = hanako.browser.someone_else();
        let from_elsewhere = async |password: &str| {
            let input = json!({ "name": "hanako", "password": password, "secondFactor": { "totpCode": hanako.code(&app) } });
            elsewhere.mutate("logIn", "accessToken", input).await
        };
        assert_eq!(codes(&from_elsewhere(OFFICER_PASSWORD).await), [""; 0]);
        app.advance(TimeDelta::seconds(30)).await;
        assert_eq!(codes(&hanako.try_to_change_password(&app, json!({})).await), [""; 0]);
        for _ in 0..5 {
            let wrong = json!({ "name": "hanako", "password": "Wrong-2025=soba", "secondFactor": { "totpCode": "000000" } });
            let stranger = Client::new(&app.officer_base).mutate("logIn", "accessToken", wrong).await;
            assert_eq!(codes(&stranger), ["INVALID_CREDENTIALS"]);
        }
        app.advance(TimeDelta::seconds(30)).await;
        assert_eq!(codes(&from_elsewhere(NEW_PASSWORD).await), ["INVALID_CREDENTIALS"], "a stranger's browser now");
        assert_eq!(codes(&hanako.try_to_log_in(&app, json!({ "password": NEW_PASSWORD })).await), [""; 0]);
    }

    /// Guessing the password within a session locks like guessing at the login.
    async fn five_wrong_proofs_lock_the_officer(app: TestApp) {
        let hanako = app.officer("hanako", &[Role::Viewer]).await;
        app.advance(TimeDelta::seconds(30)).await;
        for _ in 0..5 {
            let wrong = hanako.try_to_renew_codes(&app, json!({ "currentPassword": "Wrong-2025=soba" })).await;
            assert_eq!(codes(&wrong), ["INVALID_CREDENTIALS"]);
        }
        assert_eq!(recorded(&app, "OFFICER_DEVICE_LOCKED").await, 1, "the officer is known in this browser");
        assert_eq!(codes(&hanako.try_to_renew_codes(&app, json!({})).await), ["INVALID_CREDENTIALS"]);
        assert_eq!(codes(&hanako.try_to_log_in(&app, json!({})).await), ["INVALID_CREDENTIALS"]);
    }

    /// The paper was lost: new codes are made, and the old ones open nothing.
    async fn new_recovery_codes_take_the_place_of_the_old_ones(app: TestApp) {
        let hanako = app.officer("hanako", &[Role::Viewer]).await;
        app.advance(TimeDelta::seconds(30)).await;
        let empty = json!({ "currentPassword": "", "totpCode": "" });
        assert_eq!(
            faults(&hanako.try_to_renew_codes(&app, empty).await),
            ["currentPassword REQUIRED", "secondFactor.totpCode REQUIRED"]
        );
        let payload = hanako.try_to_renew_codes(&app, json!({})).await;
        let fresh = payload["recoveryCodes"].as_array().expect("codes").clone();
        assert_eq!((codes(&payload), fresh.len()), (vec![], 10));
        let again = hanako.try_to_renew_codes(&app, json!({})).await;
        assert_eq!((codes(&again), &again["recoveryCodes"]), (vec!["INVALID_CREDENTIALS".to_owned()], &json!([])));
        let with = |code: &Value| json!({ "totpCode": null, "recoveryCode": code });
        let old = hanako.try_to_log_in(&app, with(&json!(hanako.recovery_codes[0]))).await;
        assert_eq!(codes(&old), ["INVALID_CREDENTIALS"]);
        assert_eq!(codes(&hanako.try_to_log_in(&app, with(&fresh[0])).await), [""; 0]);
        assert_eq!(recorded(&app, "OFFICER_RECOVERY_CODES_RENEWED").await, 1);
    }

    /// A colleague starts and another leaves. Creating an officer grants no role and shows no secret, and it
    /// takes two officers to close one.
    async fn an_officer_is_created_and_closed_by_two_others(app: TestApp) {
        let hanako = app.officer("hanako", &[Role::Security]).await;
        let taro = app.officer("taro", &[Role::Security]).await;
        let create = async |name: &str| {
            let fields = "officer{name roles enrolledAt}";
            hanako.browser.mutate("createOfficer", fields, json!({ "name": name })).await
        };
        assert_eq!(faults(&create("x").await), ["name INVALID_FORMAT"]);
        assert_eq!(faults(&create("hanako").await), ["name OFFICER_NAME_TAKEN"]);
        let payload = create("Jiro").await;
        assert_eq!(payload["officer"], json!({ "name": "jiro", "roles": [], "enrolledAt": null }));
        let invite = async |by: &Officer, name: &str| {
            let fields = "officer{name} telephoneUri enrolmentCode";
            by.browser.mutate("inviteOfficer", fields, json!({ "officerId": by.id_of(name).await })).await
        };
        assert_eq!(faults(&invite(&hanako, "jiro").await), ["officerId SECOND_OFFICER_REQUIRED"], "the creator");
        let payload = invite(&taro, "jiro").await;
        assert_eq!(codes(&payload), [""; 0]);
        let mut jiro = Officer::told(&app, "jiro", &payload);
        jiro.enrol(&app).await;
        assert_eq!(faults(&invite(&taro, "jiro").await), ["officerId NOT_FOUND"], "enrolled");
        let by_command = Officer::create(&app, "saburo", &[Role::Issuer]).await;
        assert_eq!(faults(&invite(&taro, &by_command.name).await), ["officerId NOT_FOUND"], "has roles already");
        assert_eq!(jiro.log_in(&app).await["viewer"]["officer"]["roles"], json!([]));

        let close = async |by: &Officer, name: &str| {
            let fields = "officer{name closedAt} proposal{id officer{name} removal proposedBy{name}}";
            by.browser.mutate("closeOfficer", fields, json!({ "officerId": by.id_of(name).await })).await
        };
        assert_eq!(faults(&close(&hanako, "hanako").await), ["officerId SECOND_OFFICER_REQUIRED"]);
        assert_eq!(faults(&close(&hanako, "nobody").await), ["officerId NOT_FOUND"]);
        let proposed = close(&hanako, "jiro").await;
        assert!(proposed["officer"]["closedAt"].is_null(), "{proposed}");
        assert_eq!((&proposed["proposal"]["removal"], &proposed["proposal"]["proposedBy"]["name"]), (&json!("CLOSE"), &json!("hanako")));
        assert_eq!(faults(&close(&hanako, "jiro").await), ["officerId SECOND_OFFICER_REQUIRED"], "one officer is not two");
        assert_eq!(jiro.me().await, "jiro");
        let withdraw = json!({ "proposalId": proposed["proposal"]["id"] });
        let withdrawn = hanako.browser.mutate("withdrawRemoval", "", withdraw.clone()).await;
        assert_eq!(codes(&withdrawn), [""; 0]);
        assert_eq!(faults(&hanako.browser.mutate("withdrawRemoval", "", withdraw).await), ["proposalId NOT_FOUND"]);
        assert!(close(&taro, "jiro").await["proposal"]["id"].is_string(), "begins again");
        let waiting = hanako.browser.run("{viewer{removalProposals{officer{name} removal proposedBy{name}}}}", json!({})).await;
        let expected = json!([{ "officer": { "name": "jiro" }, "removal": "CLOSE", "proposedBy": { "name": "taro" } }]);
        assert_eq!(waiting["viewer"]["removalProposals"], expected);
        let closed = close(&hanako, "jiro").await;
        assert!(closed["officer"]["closedAt"].is_string() && closed["proposal"].is_null(), "{closed}");
        assert_eq!(jiro.me().await, "nobody");
        assert_eq!(faults(&close(&hanako, "jiro").await), ["officerId NOT_FOUND"], "already");
        assert_eq!(faults(&create("jiro").await), ["name OFFICER_NAME_TAKEN"], "for good");
        let by_officer = audit::Entity::find().filter(audit::Column::ActorKind.eq("OFFICER"));
        for action in ["OFFICER_CREATED", "OFFICER_CLOSED"] {
            let rows = by_officer.clone().filter(audit::Column::Action.eq(action)).count(app.db()).await;
            assert_eq!(rows.expect("a count"), 1, "{action}");
        }
    }
}
