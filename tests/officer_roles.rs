//! Granting a role takes two officers: one proposes, another grants; and the guard over real HTTP.

use chrono::TimeDelta;
use entity::audit;
use entity::officer::Role;
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter};
use serde_json::{Value, json};

use crate::support::client::{codes, faults};
use crate::support::{Officer, stories};

async fn propose(by: &Officer, officer: &str, role: &str) -> Value {
    by.browser
        .mutate("proposeRole", "proposal{id}", json!({ "officerId": by.id_of(officer).await, "role": role }))
        .await
}

async fn grant(by: &Officer, proposal: &Value) -> Value {
    by.browser.mutate("grantRole", "officer{name roles}", json!({ "proposalId": proposal })).await
}

async fn revoke(by: &Officer, officer: &str, role: &str) -> Value {
    by.browser
        .mutate(
            "revokeRole",
            "officer{name roles}",
            json!({ "officerId": by.id_of(officer).await, "role": role }),
        )
        .await
}

stories! {
    /// The officer who proposes a role cannot grant it.
    async fn a_role_is_proposed_by_one_and_granted_by_another(app: TestApp) {
        let hanako = app.officer("hanako", &[Role::Security]).await;
        let taro = app.officer("taro", &[Role::Security]).await;
        let jiro = app.officer("jiro", &[]).await;
        let proposed = propose(&hanako, "jiro", "ISSUER").await;
        assert_eq!(codes(&proposed), [""; 0]);
        let id = proposed["proposal"]["id"].clone();
        assert_eq!(faults(&grant(&hanako, &id).await), ["proposalId SECOND_OFFICER_REQUIRED"]);
        assert_eq!(faults(&propose(&taro, "jiro", "ISSUER").await), ["role ROLE_ALREADY_THERE"]);
        let waiting = taro.browser.run("{viewer{roleProposals{officer{name} role proposedBy{name}}}}", json!({})).await;
        let expected = json!([{ "officer": { "name": "jiro" }, "role": "ISSUER", "proposedBy": { "name": "hanako" } }]);
        assert_eq!(waiting["viewer"]["roleProposals"], expected);

        let granted = grant(&taro, &id).await;
        assert_eq!(granted["officer"], json!({ "name": "jiro", "roles": ["ISSUER"] }));
        assert_eq!(faults(&grant(&taro, &id).await), ["proposalId NOT_FOUND"], "a second time");
        let me = jiro.browser.run("{viewer{officer{roles}}}", json!({})).await;
        assert_eq!(me["viewer"]["officer"]["roles"], json!(["ISSUER"]), "from the next request on");
        assert_eq!(revoke(&hanako, "jiro", "ISSUER").await["officer"]["roles"], json!([]));
        assert_eq!(faults(&revoke(&hanako, "jiro", "ISSUER").await), ["officerId NOT_FOUND"]);
    }

    /// If two officers grant at once, one succeeds, and the audit log shows it.
    async fn of_two_who_grant_at_once_one_does(app: TestApp) {
        let hanako = app.officer("hanako", &[Role::Security]).await;
        let taro = app.officer("taro", &[Role::Security]).await;
        let sakura = app.officer("sakura", &[Role::Security]).await;
        Officer::create(&app, "jiro", &[]).await;
        let id = propose(&hanako, "jiro", "SUPPORT").await["proposal"]["id"].clone();
        let (one, two) = tokio::join!(grant(&taro, &id), grant(&sakura, &id));
        let granted = [one, two].iter().filter(|payload| codes(payload).is_empty()).count();
        assert_eq!(granted, 1);
        let rows = audit::Entity::find().filter(audit::Column::ActorKind.eq("OFFICER"));
        let rows = rows.filter(audit::Column::Action.eq("ROLE_GRANTED")).all(app.db()).await.expect("rows");
        assert_eq!(rows.len(), 1);
    }

    /// A proposal expires after a week, and can be made again.
    async fn a_proposal_ends_after_a_week(app: TestApp) {
        let hanako = app.officer("hanako", &[Role::Security]).await;
        let taro = app.officer("taro", &[Role::Security]).await;
        Officer::create(&app, "jiro", &[]).await;
        let id = propose(&hanako, "jiro", "ISSUER").await["proposal"]["id"].clone();
        app.advance(TimeDelta::days(7) - TimeDelta::minutes(1)).await;
        for officer in [&hanako, &taro] {
            officer.log_in(&app).await;
        }
        assert_eq!(faults(&propose(&taro, "jiro", "ISSUER").await), ["role ROLE_ALREADY_THERE"]);
        app.advance(TimeDelta::minutes(1)).await;
        for officer in [&hanako, &taro] {
            assert_eq!(faults(&grant(officer, &id).await), ["proposalId NOT_FOUND"]);
        }
        let waiting = taro.browser.run("{viewer{roleProposals{id}}}", json!({})).await;
        assert_eq!(waiting["viewer"]["roleProposals"], json!([]));
        let again = propose(&hanako, "jiro", "ISSUER").await["proposal"]["id"].clone();
        assert_eq!(grant(&taro, &again).await["officer"]["roles"], json!(["ISSUER"]));
    }

    /// Anyone who created an officer or gave the enrolment code may stand behind that officer: they do not count
    /// as two.
    async fn an_officer_who_created_or_invited_another_is_no_second_one(app: TestApp) {
        let hanako = app.officer("hanako", &[Role::Security]).await;
        let taro = app.officer("taro", &[Role::Security]).await;
        let sakura = app.officer("sakura", &[Role::Security]).await;
        let created = hanako.browser.mutate("createOfficer", "officer{name}", json!({ "name": "jiro" })).await;
        assert_eq!(codes(&created), [""; 0]);
        let fields = "telephoneUri enrolmentCode";
        let invited = taro.browser.mutate("inviteOfficer", fields, json!({ "officerId": taro.id_of("jiro").await })).await;
        let mut jiro = Officer::told(&app, "jiro", &invited);
        let id = propose(&sakura, "jiro", "SECURITY").await["proposal"]["id"].clone();
        for knows_the_secrets in [&hanako, &taro] {
            assert_eq!(faults(&grant(knows_the_secrets, &id).await), ["proposalId SECOND_OFFICER_REQUIRED"]);
        }
        let id = { revoke(&sakura, "jiro", "SECURITY").await; propose(&hanako, "jiro", "SECURITY").await };
        assert_eq!(codes(&grant(&sakura, &id["proposal"]["id"]).await), [""; 0]);
        let late = sakura.browser.mutate("inviteOfficer", fields, json!({ "officerId": sakura.id_of("jiro").await })).await;
        assert_eq!(faults(&late), ["officerId SECOND_OFFICER_REQUIRED"], "granted the role, and would see the code");

        jiro.enrol(&app).await;
        jiro.log_in(&app).await;
        Officer::create(&app, "saburo", &[]).await;
        for (proposer, expected) in [(&hanako, false), (&taro, false), (&sakura, true)] {
            let id = propose(proposer, "saburo", "VIEWER").await["proposal"]["id"].clone();
            assert_eq!(codes(&grant(&jiro, &id).await).is_empty(), expected, "{}", proposer.name);
            revoke(proposer, "saburo", "VIEWER").await;
        }
        let id = propose(&jiro, "saburo", "VIEWER").await["proposal"]["id"].clone();
        assert_eq!(faults(&grant(&hanako, &id).await), ["proposalId SECOND_OFFICER_REQUIRED"], "nor the reverse");
    }

    /// The role that manages officers is revoked by two; the others, and proposals, by one.
    async fn revoking_security_takes_two_officers(app: TestApp) {
        let hanako = app.officer("hanako", &[Role::Security]).await;
        let taro = app.officer("taro", &[Role::Security, Role::Viewer]).await;
        let sakura = app.officer("sakura", &[Role::Security]).await;
        assert_eq!(revoke(&hanako, "taro", "VIEWER").await["officer"]["roles"], json!(["SECURITY"]), "at once");
        assert_eq!(revoke(&hanako, "taro", "SECURITY").await["officer"]["roles"], json!(["SECURITY"]), "proposed");
        assert_eq!(faults(&revoke(&hanako, "taro", "SECURITY").await), ["officerId SECOND_OFFICER_REQUIRED"]);
        assert_eq!(taro.browser.run("{viewer{roleProposals{id}}}", json!({})).await["viewer"]["roleProposals"], json!([]), "still an officer of security");
        app.advance(TimeDelta::days(7)).await;
        for officer in [&hanako, &sakura] {
            officer.log_in(&app).await;
        }
        assert_eq!(revoke(&sakura, "taro", "SECURITY").await["officer"]["roles"], json!(["SECURITY"]), "too late");
        let (one, two) = tokio::join!(revoke(&hanako, "taro", "SECURITY"), revoke(&sakura, "taro", "SECURITY"));
        assert!(codes(&one).is_empty() && one["officer"]["roles"] == json!([]), "{one}");
        assert_ne!(codes(&two), [""; 0], "{two}");
        let events = audit::Entity::find().filter(audit::Column::Action.eq("ROLE_REVOKED"));
        assert_eq!(events.all(app.db()).await.expect("rows").len(), 2);
    }

    /// Proposals of an officer who may no longer propose are removed.
    async fn whoever_loses_security_loses_their_proposals(app: TestApp) {
        let hanako = app.officer("hanako", &[Role::Security]).await;
        let taro = app.officer("taro", &[Role::Security]).await;
        let sakura = app.officer("sakura", &[Role::Security]).await;
        Officer::create(&app, "jiro", &[]).await;
        let id = propose(&hanako, "jiro", "SECURITY").await["proposal"]["id"].clone();
        for officer in [&taro, &sakura] {
            assert_eq!(codes(&revoke(officer, "hanako", "SECURITY").await), [""; 0]);
        }
        assert_eq!(faults(&grant(&taro, &id).await), ["proposalId NOT_FOUND"]);
        let answer = hanako.browser.post("{viewer{roleProposals{id}}}", json!({})).await;
        assert_eq!(answer.code(), "FORBIDDEN", "at once");
    }

    /// A reset ends what the officer proposed: anyone who gets the enrolment code could be the second.
    async fn a_reset_ends_what_the_officer_proposed(app: TestApp) {
        let hanako = app.officer("hanako", &[Role::Security]).await;
        let taro = app.officer("taro", &[Role::Security]).await;
        let sakura = app.officer("sakura", &[Role::Security]).await;
        Officer::create(&app, "jiro", &[]).await;
        let id = propose(&hanako, "jiro", "SECURITY").await["proposal"]["id"].clone();
        assert_eq!(codes(&revoke(&hanako, "sakura", "SECURITY").await), [""; 0]);
        hanako.reset(&app).await;
        assert_eq!(faults(&grant(&taro, &id).await), ["proposalId NOT_FOUND"]);
        let waiting = taro.browser.run("{viewer{removalProposals{id}}}", json!({})).await;
        assert_eq!(waiting["viewer"]["removalProposals"], json!([]));
        assert_eq!(sakura.me().await, "sakura", "still an officer");
    }

    /// An officer without the role gets that answer, a visitor is asked to log in, and both are in the audit
    /// log.
    async fn what_a_role_does_not_allow_is_refused_and_recorded(app: TestApp) {
        let hanako = app.officer("hanako", &[Role::Viewer]).await;
        let refused = hanako.browser.post("{viewer{a:officers{items{name}} b:roleProposals{id}}}", json!({})).await;
        assert_eq!(refused.code(), "FORBIDDEN");
        assert!(!refused.text.contains("hanako"), "{}", refused.text);
        assert!(["a", "b"].iter().any(|alias| refused.json()["errors"][0]["path"] == json!(["viewer", alias])), "{}", refused.text);
        let visitor = hanako.browser.someone_else();
        assert!(visitor.run("{viewer{officer{name}}}", json!({})).await["viewer"].is_null());
        let payload = visitor.mutate("createOfficer", "officer{name}", json!({ "name": "jiro" })).await;
        assert_eq!((codes(&payload), &payload["officer"]), (vec!["NOT_LOGGED_IN".to_owned()], &Value::Null));
        let rows = audit::Entity::find().filter(audit::Column::Action.eq("PERMISSION_REFUSED"));
        let rows = rows.all(app.db()).await.expect("rows");
        let mut told: Vec<_> = rows.iter().map(|row| (row.actor_kind.as_str(), row.reason.as_deref())).collect();
        told.sort_unstable();
        assert_eq!(told, [("OFFICER", Some("FORBIDDEN")), ("VISITOR", Some("NOT_LOGGED_IN"))], "one a request");
    }

    /// A command grants roles until two enrolled officers can, and not afterwards.
    async fn a_command_makes_the_first_officers_alone(app: TestApp) {
        app.officer("hanako", &[Role::Security]).await;
        app.officer("taro", &[Role::Security]).await;
        let source = server::audit::RequestOrigin::run(uuid::Uuid::now_v7());
        let keys = &app.app.keys;
        let run = server::officer::creation::Provisioning { db: app.db(), keys, source: &source, by: server::audit::Actor::System, now: app.now() };
        let invited = run.create("Jiro", &[Role::Security]).await.expect("created all the same");
        assert!(invited.granted.is_empty());
        assert!(run.create("jiro", &[]).await.is_err(), "a name is one officer's");
        run.close("jiro").await.expect("closed");
        assert!(run.create("jiro", &[]).await.is_err(), "for good");
    }
}
