//! Who is a second officer: nobody who may be the first one, in however many steps. Anyone who created or
//! invited an officer may be that officer.

use entity::officer::{self, OfficerId, Role};
use migration::{Migrator, MigratorTrait};
use sea_orm::entity::prelude::*;
use serde_json::{Value, json};
use server::audit::{Actor, RequestOrigin};
use server::officer::creation::Provisioning;

use crate::support::client::{codes, faults};
use crate::support::{Officer, TestApp, stories};

const REFUSED: [&str; 1] = ["SECOND_OFFICER_REQUIRED"];

async fn create(by: &Officer, name: &str) {
    let payload = by.browser.mutate("createOfficer", "officer{name}", json!({ "name": name })).await;
    assert_eq!(codes(&payload), [""; 0], "{payload}");
}

async fn invite(by: &Officer, name: &str) -> Value {
    by.browser
        .mutate("inviteOfficer", "telephoneUri enrolmentCode", json!({ "officerId": by.id_of(name).await }))
        .await
}

/// The ID of a new proposal of a role.
async fn proposal(by: &Officer, officer: &str, role: &str) -> Value {
    let input = json!({ "officerId": by.id_of(officer).await, "role": role });
    let payload = by.browser.mutate("proposeRole", "proposal{id}", input).await;
    assert_eq!(codes(&payload), [""; 0], "{payload}");
    payload["proposal"]["id"].clone()
}

async fn grant(by: &Officer, proposal: &Value) -> Value {
    by.browser.mutate("grantRole", "officer{roles}", json!({ "proposalId": proposal })).await
}

/// A new colleague with SECURITY: `first` creates the officer and proposes the role, `second` invites the
/// officer, and `third` grants the role.
async fn colleague(app: &TestApp, name: &str, [first, second, third]: [&Officer; 3]) -> Officer {
    create(first, name).await;
    let mut new = Officer::told(app, name, &invite(second, name).await);
    let id = proposal(first, name, "SECURITY").await;
    assert_eq!(codes(&grant(third, &id).await), [""; 0]);
    new.enrol(app).await;
    new.log_in(app).await;
    new
}

/// Creates an officer as the command does. Returns whether it granted the role.
async fn is_granted_by_command(app: &TestApp, name: &str, role: Role) -> bool {
    let source = RequestOrigin::run(Uuid::now_v7());
    let by = Actor::System;
    let run = Provisioning { db: app.db(), keys: &app.app.keys, source: &source, by, now: app.now() };
    run.create(name, &[role]).await.expect("created").granted == [role]
}

/// Closes all other open officers, as the command does: the embedded mode has some of its own.
async fn close_all_but(app: &TestApp, staying: &[&str]) {
    let source = RequestOrigin::run(Uuid::now_v7());
    let by = Actor::System;
    let run = Provisioning { db: app.db(), keys: &app.app.keys, source: &source, by, now: app.now() };
    let open = officer::Entity::find().filter(officer::Column::ClosedAt.is_null()).all(app.db()).await;
    for officer in open.expect("officers").iter().filter(|officer| !staying.contains(&officer.name.as_str()))
    {
        run.close(&officer.name).await.expect("closed");
    }
}

async fn row(app: &TestApp, name: &str) -> officer::Model {
    let found = officer::Entity::find().filter(officer::Column::Name.eq(name)).one(app.db()).await;
    found.expect("an answer").expect("the officer")
}

stories! {
    /// Hanako and taro may be jiro, and may be saburo: so these two are not two. Neither are hanako and an officer
    /// whom jiro created.
    async fn two_officers_whom_one_person_may_be_are_not_two(app: TestApp) {
        let hanako = app.officer("hanako", &[Role::Security]).await;
        let taro = app.officer("taro", &[Role::Security]).await;
        let sakura = app.officer("sakura", &[Role::Security]).await;
        let jiro = colleague(&app, "jiro", [&hanako, &taro, &sakura]).await;
        let saburo = colleague(&app, "saburo", [&hanako, &taro, &sakura]).await;
        Officer::create(&app, "shiro", &[]).await;
        let id = proposal(&jiro, "shiro", "VIEWER").await;
        assert_eq!(codes(&grant(&saburo, &id).await), REFUSED, "both were created by hanako");
        assert_eq!(codes(&grant(&sakura, &id).await), [""; 0]);

        create(&jiro, "goro").await;
        for may_be_jiro in [&hanako, &taro, &saburo] {
            assert_eq!(codes(&invite(may_be_jiro, "goro").await), REFUSED, "{}", may_be_jiro.name);
        }
        assert_eq!(codes(&invite(&sakura, "goro").await), [""; 0]);
        let yuki = app.officer("yuki", &[Role::Security]).await;
        let id = proposal(&yuki, "goro", "VIEWER").await;
        for may_be_goro in [&hanako, &taro, &saburo, &sakura] {
            assert_eq!(codes(&grant(may_be_goro, &id).await), REFUSED, "{}", may_be_goro.name);
        }
        assert_eq!(codes(&grant(&yuki, &id).await), REFUSED, "the proposer");
        let mio = app.officer("mio", &[Role::Security]).await;
        assert_eq!(codes(&grant(&mio, &id).await), [""; 0]);
    }

    /// An officer who may be the one that granted the role does not see the enrolment code either.
    async fn nobody_invites_who_may_have_granted_the_role(app: TestApp) {
        let hanako = app.officer("hanako", &[Role::Security]).await;
        let taro = app.officer("taro", &[Role::Security]).await;
        let sakura = app.officer("sakura", &[Role::Security]).await;
        let yuki = app.officer("yuki", &[Role::Security]).await;
        let jiro = colleague(&app, "jiro", [&hanako, &taro, &sakura]).await;
        create(&yuki, "goro").await;
        let id = proposal(&yuki, "goro", "VIEWER").await;
        assert_eq!(codes(&grant(&jiro, &id).await), [""; 0]);
        for may_be_jiro in [&hanako, &taro] {
            assert_eq!(codes(&invite(may_be_jiro, "goro").await), REFUSED, "{}", may_be_jiro.name);
        }
        assert_eq!(codes(&invite(&sakura, "goro").await), [""; 0]);
    }

    /// Otherwise the officer whom it is about could have it withdrawn under another name.
    async fn a_removal_is_withdrawn_by_its_proposer_or_a_second_officer(app: TestApp) {
        let hanako = app.officer("hanako", &[Role::Security]).await;
        let taro = app.officer("taro", &[Role::Security]).await;
        let sakura = app.officer("sakura", &[Role::Security]).await;
        let jiro = colleague(&app, "jiro", [&hanako, &taro, &sakura]).await;
        let close = async |by: &Officer| {
            let payload = by.browser.mutate("closeOfficer", "proposal{id}", json!({ "officerId": by.id_of("jiro").await })).await;
            assert_eq!(codes(&payload), [""; 0], "{payload}");
            json!({ "proposalId": payload["proposal"]["id"] })
        };
        let withdraw = async |by: &Officer, input: &Value| {
            by.browser.mutate("withdrawRemoval", "", input.clone()).await
        };
        let by_sakura = close(&sakura).await;
        for may_be_jiro in [&jiro, &hanako, &taro] {
            let refused = faults(&withdraw(may_be_jiro, &by_sakura).await);
            assert_eq!(refused, ["proposalId SECOND_OFFICER_REQUIRED"], "{}", may_be_jiro.name);
        }
        assert_eq!(codes(&withdraw(&sakura, &by_sakura).await), [""; 0], "her own");
        let by_hanako = close(&hanako).await;
        assert_eq!(codes(&withdraw(&hanako, &by_hanako).await), [""; 0], "her own, although she may be jiro");
        let by_taro = close(&taro).await;
        assert_eq!(codes(&withdraw(&sakura, &by_taro).await), [""; 0], "she cannot be jiro");
    }

    /// Two officers who may be one person could grant nothing to anybody: until there are two others, the command
    /// does.
    async fn a_command_grants_roles_until_two_who_count_as_two_can(app: TestApp) {
        let hanako = app.officer("hanako", &[Role::Security]).await;
        let taro = app.officer("taro", &[Role::Security]).await;
        let sakura = app.officer("sakura", &[Role::Security]).await;
        colleague(&app, "jiro", [&hanako, &taro, &sakura]).await;
        assert!(!is_granted_by_command(&app, "goro", Role::Viewer).await, "hanako and taro");
        close_all_but(&app, &["hanako", "jiro"]).await;
        assert!(is_granted_by_command(&app, "rokuro", Role::Viewer).await, "hanako and jiro");
        app.officer("yuki", &[Role::Security]).await;
        assert!(!is_granted_by_command(&app, "shichiro", Role::Viewer).await, "hanako and yuki");
    }

    /// With a new telephone, the officer is still one whom taro may have been when the role was granted.
    async fn a_reset_ends_no_tie(app: TestApp) {
        let hanako = app.officer("hanako", &[Role::Security]).await;
        let taro = app.officer("taro", &[Role::Security]).await;
        let sakura = app.officer("sakura", &[Role::Security]).await;
        let jiro = colleague(&app, "jiro", [&hanako, &taro, &sakura]).await;
        let mut jiro = jiro.reset(&app).await;
        jiro.enrol(&app).await;
        jiro.log_in(&app).await;
        Officer::create(&app, "shiro", &[]).await;
        let id = proposal(&taro, "shiro", "VIEWER").await;
        assert_eq!(codes(&grant(&jiro, &id).await), REFUSED);
        assert_eq!(codes(&grant(&sakura, &id).await), [""; 0]);
    }

    /// Earlier versions did not record on the officer's row who created the officer: the audit log says it.
    async fn the_audit_log_says_who_created_the_officers_of_earlier_versions(app: TestApp) {
        let hanako = app.officer("hanako", &[Role::Security]).await;
        let taro = app.officer("taro", &[Role::Security]).await;
        for name in ["jiro", "saburo"] {
            create(&hanako, name).await;
        }
        assert_eq!(codes(&invite(&taro, "saburo").await), [""; 0]);
        let forget = officer::Entity::update_many()
            .col_expr(officer::Column::CreatedBy, Expr::value(None::<OfficerId>))
            .col_expr(officer::Column::InvitedBy, Expr::value(None::<OfficerId>))
            .filter(officer::Column::Name.eq("jiro"));
        forget.exec(app.db()).await.expect("as in an earlier version");
        let undo = "DELETE FROM seaql_migrations WHERE version = 'm0040_creators_from_audit_log'";
        assert_eq!(app.db().execute_unprepared(undo).await.expect("undone").rows_affected(), 1);
        Migrator::up(app.db(), None).await.expect("migrated");

        let (hanako, taro) = (row(&app, "hanako").await, row(&app, "taro").await);
        let jiro = row(&app, "jiro").await;
        assert_eq!((jiro.created_by, jiro.invited_by), (Some(hanako.id), Some(hanako.id)));
        let saburo = row(&app, "saburo").await;
        assert_eq!((saburo.created_by, saburo.invited_by), (Some(hanako.id), Some(taro.id)), "as recorded");
        assert_eq!((hanako.created_by, hanako.invited_by), (None, None), "a command created her");
    }
}
