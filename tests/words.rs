//! Words that rows keep as text are enums in the schemas: each has its value and its label, and one of another release
//! is `OTHER`.

use std::collections::BTreeSet;

use async_graphql::resolver_utils::{EnumType, enum_value};
use chrono::TimeDelta;
use entity::account;
use entity::audit::{self, Action, Outcome, Reason};
use entity::language::Language;
use entity::officer::Role;
use entity::outbox::{self, Kind, State};
use entity::staff_alert::{self, Alert};
use sea_orm::sea_query::Expr;
use sea_orm::{ActiveEnum, ActiveValue::Set, ColumnTrait, EntityTrait, Iterable, QueryFilter};
use serde_json::{Value, json};
use server::graphql::applicant::activity_action::ActivityAction;
use server::graphql::enums::EventOutcome;
use server::graphql::officer::audit_action::AuditAction;
use server::graphql::officer::audit_log::{ActorKind, RefusalReason};
use server::graphql::officer::mail::MailKind;
use server::graphql::officer::queue::StaffAlertName;
use server::graphql::texts::{officer_text, text};

use crate::support::bureau::colleague;
use crate::support::stories;

fn name(value: impl EnumType) -> String {
    enum_value(value).to_string()
}

/// The names of all values but `OTHER`.
fn names<T: EnumType>() -> BTreeSet<String> {
    T::items().iter().map(|item| item.name.to_owned()).filter(|name| name != "OTHER").collect()
}

#[test]
fn each_word_has_a_value_with_its_name() {
    let actions: BTreeSet<_> = Action::iter().map(|action| action.to_value()).collect();
    assert_eq!(names::<AuditAction>(), actions);
    for action in Action::iter() {
        assert_eq!(name(AuditAction::of(&action.to_value())), action.to_value());
        assert_eq!(AuditAction::from(action).word(), Some(action));
    }
    assert!(names::<ActivityAction>().is_subset(&actions));
    assert_eq!(names::<EventOutcome>(), Outcome::iter().map(|outcome| outcome.to_value()).collect());
    assert_eq!(names::<ActorKind>(), audit::ActorKind::iter().map(|kind| kind.to_value()).collect());
    for reason in Reason::iter() {
        let expected = if reason == Reason::Unknown { "NOT_FOUND".to_owned() } else { reason.to_value() };
        assert_eq!(name(RefusalReason::of(&reason.to_value())), expected);
    }
    assert_eq!(names::<MailKind>(), Kind::ALL.map(|kind| kind.name().to_owned()).into());
    assert_eq!(names::<StaffAlertName>(), Alert::ALL.map(|alert| alert.name().to_owned()).into());
    for other in ["", "OTHER", "FROM_TOMORROW", "logged_in"] {
        assert_eq!(ActivityAction::of(other), ActivityAction::Other, "{other}");
        assert_eq!(AuditAction::of(other), AuditAction::Other, "{other}");
        assert_eq!(EventOutcome::of(other), EventOutcome::Other, "{other}");
        assert_eq!(ActorKind::of(other), ActorKind::Other, "{other}");
        assert_eq!(RefusalReason::of(other), RefusalReason::Other, "{other}");
        assert_eq!(MailKind::of(other), MailKind::Other, "{other}");
        assert_eq!(StaffAlertName::of(other), StaffAlertName::Other, "{other}");
    }
    assert_eq!((MailKind::Other.word(), AuditAction::Other.word()), (None, None));
}

/// Checks that every value has a text of its own in each of these languages.
fn check_labels<T: EnumType>(
    prefix: &str,
    languages: &[Language],
    text: fn(Language, &str, &[(&str, &str)]) -> String,
) {
    for language in languages {
        let mut texts = BTreeSet::new();
        for item in T::items() {
            let key = format!("{prefix}{}", item.name.to_lowercase().replace('_', "-"));
            let label = text(*language, &key, &[]);
            assert!(!label.is_empty() && label != key, "{} has no {key}", language.tag());
            assert!(texts.insert(label), "{} says {key} twice", language.tag());
        }
    }
}

#[test]
fn each_value_that_people_read_has_a_label() {
    check_labels::<ActivityAction>("activity-", &Language::ALL, text);
    let officers = [Language::Ja, Language::En];
    check_labels::<AuditAction>("audit-action-", &officers, officer_text);
    check_labels::<MailKind>("mail-kind-", &officers, officer_text);
    check_labels::<StaffAlertName>("staff-alert-", &officers, officer_text);
    for kind in Kind::ALL.map(MailKind::from) {
        assert_eq!(kind.label(Language::Ko), kind.label(Language::En), "{kind:?}");
        assert_ne!(kind.label(Language::Ja), kind.label(Language::En), "{kind:?}");
    }
}

stories! {
    /// What another release wrote is listed, and labelled, and changes nothing else.
    async fn a_word_of_another_release_is_other(app: TestApp) {
        let applicant = app.applicant("a@example.com").await;
        applicant.log_in().await;
        let of = account::Entity::find().filter(account::Column::UserId.eq(&applicant.user_id));
        let id = of.one(app.db()).await.expect("an answer").expect("an account").id;
        let event = |number: i64, action: &str, outcome: &str| audit::ActiveModel {
            chain: Set("0000-00/00".to_owned()),
            number: Set(number),
            at: Set(app.now() + TimeDelta::seconds(number)),
            actor_kind: Set("MACHINE".to_owned()),
            actor_id: Set(None),
            subject_id: Set(Some(id)),
            action: Set(action.to_owned()),
            outcome: Set(outcome.to_owned()),
            reason: Set(None),
            request_id: Set(uuid::Uuid::nil()),
            session_id: Set(None),
            network: Set(None),
            device: Set(None),
            detail: Set(None),
            prev_hash: Set(vec![0; 32]),
            hash: Set(vec![0; 32]),
        };
        let events = [event(2, "FROM_TOMORROW", "PERHAPS"), event(1, "SESSION_ENDED", "REFUSED")];
        audit::Entity::insert_many(events).exec_without_returning(app.db()).await.expect("inserted");
        app.advance(TimeDelta::seconds(3)).await;
        let query = "{viewer{activity{items{action outcome label ja:label(language:JA)}}}}";
        let found = applicant.browser.run(query, json!({})).await;
        let expected = json!([
            { "action": "OTHER", "outcome": "OTHER", "label": "Another operation", "ja": "その他の操作" },
            { "action": "SESSION_ENDED", "outcome": "REFUSED", "label": "A session ended (refused)",
              "ja": "ログイン状態の終了（拒否）" },
            { "action": "LOGGED_IN", "outcome": "SUCCESS", "label": "Logged in", "ja": "ログイン" },
        ]);
        assert_eq!(json!(found["viewer"]["activity"]["items"].as_array().expect("rows")[..3]), expected);

        let security = colleague(&app, "security", &[Role::Security]).await;
        let query = "query($f:AuditFilter){viewer{audit(filter:$f){items{action actorKind outcome label ko:label(language:KO)}}}}";
        let read = async |action: &str| {
            let filter = json!({ "action": action, "userId": applicant.user_id, "until": "2100-01-01T00:00:00Z",
                                 "from": "2025-01-01T00:00:00Z" });
            security.client.run(query, json!({ "f": filter })).await["viewer"]["audit"]["items"].clone()
        };
        let other = json!({ "action": "OTHER", "actorKind": "OTHER", "outcome": "OTHER", "label": "Another operation",
                            "ko": "Another operation" });
        assert_eq!(read("OTHER").await, json!([other]));
        let ended = json!({ "action": "SESSION_ENDED", "actorKind": "OTHER", "outcome": "REFUSED",
                            "label": "Session ended (refused)", "ko": "Session ended (refused)" });
        assert_eq!(read("SESSION_ENDED").await, json!([ended]));
    }

    /// A kind of email that only another release has is listed and found, and cannot be paused, resumed or released.
    async fn a_kind_of_email_of_another_release_is_other(app: TestApp) {
        let applicant = app.applicant("a@example.com").await;
        app.issue(&applicant, "TEST25-000001").await;
        app.settle().await;
        let strange = outbox::Entity::update_many()
            .filter(outbox::Column::Kind.eq(Kind::Certificate.name()))
            .col_expr(outbox::Column::Kind, Expr::value("FROM_TOMORROW"))
            .col_expr(outbox::Column::State, Expr::value(State::Dead));
        outbox::given_up(strange, State::Dead, app.now()).exec(app.db()).await.expect("changed");
        let alert = staff_alert::ActiveModel {
            name: Set("FROM_TOMORROW".to_owned()),
            count: Set(3),
            raised_at: Set(app.now()),
            said_at: Set(app.now()),
            seen_at: Set(app.now()),
            cleared_at: Set(None),
        };
        staff_alert::Entity::insert(alert).exec_without_returning(app.db()).await.expect("inserted");
        let officer = colleague(&app, "support", &[Role::Support]).await;
        let query = "query($f:MailFilter){viewer{mails(filter:$f){items{kind label ja:label(language:JA)}} \
                     queue{kinds{kind label} alerts{name label}}}}";
        let whose = json!({ "kind": "OTHER", "userId": applicant.user_id });
        let found = officer.client.run(query, json!({ "f": whose })).await["viewer"].clone();
        let other = json!({ "kind": "OTHER", "label": "Another kind of email", "ja": "その他のメール" });
        assert_eq!(found["mails"]["items"], json!([other]));
        let rows = |list: &str| found["queue"][list].as_array().expect("rows").clone();
        let label = |row: Option<&Value>| row.expect("a row")["label"].clone();
        let of = |kind: &'static str| move |row: &&Value| row["kind"] == kind || row["name"] == kind;
        assert_eq!(label(rows("kinds").iter().find(of("OTHER"))), json!("Another kind of email"));
        assert_eq!(label(rows("kinds").iter().find(of("CERTIFICATE"))), json!("Certificate of Eligibility"));
        assert_eq!(label(rows("alerts").iter().find(of("OTHER"))), json!("Another alert"));

        for (mutation, input) in [
            ("pauseMails", json!({ "kind": "OTHER", "reason": "a test" })),
            ("resumeMails", json!({ "kind": "OTHER" })),
            ("releaseMails", json!({ "kind": "OTHER" })),
        ] {
            let refused = officer.client.mutate(mutation, "queue{alerts{name}}", input).await;
            assert_eq!(refused["errors"][0]["code"], json!("NOT_IN_LIST"), "{mutation}");
            assert_eq!(refused["errors"][0]["path"], json!(["input", "kind"]), "{mutation}");
        }
    }
}
