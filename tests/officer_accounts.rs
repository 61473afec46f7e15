//! What officers do about accounts: find and view them, lift locks, send reset mails, correct and close them.
//! Each action is an audit event, which officers with SECURITY can read.

use chrono::TimeDelta;
use entity::email_link::{self, Purpose};
use entity::officer::Role;
use entity::{audit, suppressed_address};
use sea_orm::{ColumnTrait, EntityTrait, PaginatorTrait, QueryFilter, QueryOrder};
use serde_json::{Value, json};
use server::graphql::scalar::NodeKind;

use crate::support::bureau::{Colleague, colleague};
use crate::support::client::{codes, faults, newest};
use crate::support::{Applicant, PASSWORD, TestApp, stories};

const NEW: &str = "Momiji-2026=aki";

/// The fields of an account that an officer sees.
const ACCOUNT: &str = "account{userId version type name email phoneNumber sex birthDate postalCode \
    address{street municipality{code}} lockedUntil sessionCount hasPassword closedAt suppression{since code}}";

async fn account(by: &Colleague, user_id: &str) -> Value {
    let query = format!(
        "query($id:String!){{viewer{{account(userId:$id){{{}}}}}}}",
        &ACCOUNT["account{".len()..ACCOUNT.len() - 1]
    );
    by.client.run(&query, json!({ "id": user_id })).await["viewer"]["account"].clone()
}

async fn correct(by: &Colleague, seen: &Value, with: Value) -> Value {
    let mut input = json!({ "userId": seen["userId"], "expectedVersion": seen["version"] });
    input.as_object_mut().expect("an object").extend(with.as_object().expect("an object").clone());
    by.client.mutate("correctAccount", ACCOUNT, input).await
}

/// The audit events of an officer: action, outcome, details, and whether it is about an account.
async fn told(app: &TestApp, by: &Colleague) -> Vec<String> {
    let all = audit::Entity::find().order_by_asc(audit::Column::At).order_by_asc(audit::Column::RequestId);
    let all = all.order_by_asc(audit::Column::Number).all(app.db()).await.expect("events");
    let lines = all.into_iter().filter(|event| event.actor_id == Some(by.id.0));
    lines
        .map(|event| {
            assert_eq!(event.actor_kind, "OFFICER");
            let about = if event.subject_id.is_some() { "+" } else { "-" };
            let more = event.reason.or(event.detail).unwrap_or_default();
            format!("{about} {} {more}", event.action).trim_end().to_owned()
        })
        .collect()
}

async fn search(by: &Colleague, text: &str) -> (String, Vec<String>) {
    let query = "query($text:String!){viewer{accounts(search:$text){searchedBy items{userId name} pageInfo{totalItems}}}}";
    let found = by.client.run(query, json!({ "text": text })).await["viewer"]["accounts"].clone();
    let ids = found["items"].as_array().expect("rows").iter();
    let ids = ids.map(|row| row["userId"].as_str().expect("text").to_owned()).collect();
    (found["searchedBy"].as_str().expect("text").to_owned(), ids)
}

async fn lock(app: &TestApp, applicant: &Applicant) {
    // From elsewhere, because a browser that has logged in before has its own count.
    let stranger = app.visitor();
    for _ in 0..5 {
        stranger.log_in(&applicant.user_id, "Wrong-password1").await;
    }
}

stories! {
    /// The input decides what is found; every account that is shown is an audit event about it (I39).
    async fn an_officer_finds_accounts_and_each_look_is_recorded(app: TestApp) {
        let one = app.applicant("a@example.com").await;
        let two = app.applicant("a@example.com").await;
        let officer = colleague(&app, "viewer", &[Role::Viewer]).await;
        let both = { let mut both = vec![one.user_id.clone(), two.user_id.clone()]; both.sort(); both };
        assert_eq!(search(&officer, &one.user_id.to_uppercase()).await, ("USER_ID".to_owned(), vec![one.user_id.clone()]));
        assert_eq!(search(&officer, "A@Example.com").await, ("EMAIL".to_owned(), both.clone()));
        assert_eq!(search(&officer, "a%@example.com").await, ("EMAIL".to_owned(), vec![]), "no wildcards");
        assert_eq!(search(&officer, "example.com").await, ("NOTHING".to_owned(), vec![]));
        assert_eq!(search(&officer, "john  d").await, ("NAME".to_owned(), both));
        assert_eq!(search(&officer, "DOE").await, ("NAME".to_owned(), vec![]), "names that begin so");
        let seen = account(&officer, &one.user_id).await;
        assert_eq!((seen["name"].as_str(), seen["email"].as_str()), (Some("JOHN DOE"), Some("a@example.com")));
        assert_eq!(account(&officer, "nobody12345").await, Value::Null);
        let mut told = told(&app, &officer).await;
        told.sort();
        let expected = [
            "+ ACCOUNT_READ", "+ ACCOUNT_READ LIST", "+ ACCOUNT_READ LIST", "+ ACCOUNT_READ LIST", "+ ACCOUNT_READ LIST",
            "+ ACCOUNT_READ LIST", "- ACCOUNTS_SEARCHED EMAIL 0", "- ACCOUNTS_SEARCHED EMAIL 2", "- ACCOUNTS_SEARCHED NAME 0",
            "- ACCOUNTS_SEARCHED NAME 2", "- ACCOUNTS_SEARCHED NOTHING 0", "- ACCOUNTS_SEARCHED USER_ID 1",
            "- ACCOUNT_READ UNKNOWN",
        ];
        assert_eq!(told, expected);
        // The owner sees that an officer looked, but not for what.
        one.log_in().await;
        let activity = one.browser.run("{viewer{activity(perPage:100){items{action device}}}}", json!({})).await;
        let items = activity["viewer"]["activity"]["items"].as_array().expect("rows").clone();
        let reads: Vec<_> = items.iter().filter(|item| item["action"] == "ACCOUNT_READ").collect();
        assert_eq!(reads.len(), 4);
        assert!(reads.iter().all(|item| item["device"].is_null()));
    }

    /// A lock is lifted (R36). A reset mail is the usual one, to the registered address, and its link works
    /// (R45).
    async fn an_officer_lifts_a_lock_and_has_the_ordinary_reset_mail_sent(app: TestApp) {
        let applicant = app.applicant("a@example.com").await;
        let officer = colleague(&app, "support", &[Role::Support]).await;
        lock(&app, &applicant).await;
        assert!(account(&officer, &applicant.user_id).await["lockedUntil"].is_string());
        let whose = json!({ "userId": applicant.user_id });
        let unlocked = officer.client.mutate("unlockAccount", ACCOUNT, whose.clone()).await;
        assert_eq!((codes(&unlocked), &unlocked["account"]["lockedUntil"]), (vec![], &Value::Null));
        assert_eq!(codes(&app.visitor().log_in(&applicant.user_id, PASSWORD).await), [""; 0]);

        let before = app.mails_to("a@example.com").await.len();
        let keyed = json!({ "userId": applicant.user_id, "idempotencyKey": "one" });
        for _ in 0..2 {
            let sent = officer.client.mutate("sendPasswordReset", "account{userId}", keyed.clone()).await;
            assert_eq!(codes(&sent), [""; 0], "{sent}");
        }
        let mails = app.mails_to("a@example.com").await;
        assert_eq!(mails.len(), before + 1, "the same key, one mail");
        let token = newest(mails).token().expect("a link");
        let input = json!({ "token": token, "password": NEW, "passwordConfirmation": NEW });
        assert_eq!(codes(&app.visitor().mutate("completePasswordReset", "userId", input).await), [""; 0]);
        assert_eq!(codes(&app.visitor().log_in(&applicant.user_id, NEW).await), [""; 0]);

        for _ in 0..4 {
            let sent = officer.client.mutate("sendPasswordReset", "account{userId}", whose.clone()).await;
            assert_eq!(codes(&sent), [""; 0], "{sent}");
        }
        let sent = officer.client.mutate("sendPasswordReset", "account{userId}", whose).await;
        assert_eq!(codes(&sent), ["RATE_LIMITED"], "a mailbox is not to be filled");
        let nobody = json!({ "userId": "nobody12345" });
        assert_eq!(faults(&officer.client.mutate("unlockAccount", "account{userId}", nobody).await), ["userId NOT_FOUND"]);
        let told = told(&app, &officer).await;
        assert_eq!(told[..3], ["+ ACCOUNT_READ", "+ ACCOUNT_UNLOCKED", "+ PASSWORD_RESET_REQUESTED"]);
    }

    /// Officers correct what owners cannot change (I33), and the owner is notified by mail. All faults are
    /// reported at once, with their fields.
    async fn an_officer_corrects_what_the_owner_cannot_change(app: TestApp) {
        let applicant = app.applicant("a@example.com").await;
        let officer = colleague(&app, "support", &[Role::Support]).await;
        let seen = account(&officer, &applicant.user_id).await;
        let wrong = json!({ "name": "John", "birthDate": "2025-02-30", "street": "１－１", "email": "b@example.com" });
        let refused = correct(&officer, &seen, wrong).await;
        let expected = ["name INVALID_FORMAT", "birthDate INVALID_FORMAT", "municipalityCode REQUIRED", "emailConfirmation REQUIRED"];
        assert_eq!(faults(&refused), expected);
        assert!(refused["errors"][0]["message"].as_str().expect("text").contains("HOUMU TARO"), "the applicants' form");
        let unborn = correct(&officer, &seen, json!({ "birthDate": "2125-01-01" })).await;
        assert_eq!(faults(&unborn), ["birthDate DATE_IN_FUTURE"]);
        let right = json!({
            "name": "JOHN Q DOE", "birthDate": "2000/1/2", "sex": "MALE", "type": "LEGAL_SPECIALIST",
            "municipalityCode": "131016", "street": "霞が関１－１－１", "postalCode": "100-8977",
        });
        let before = app.mails_to("a@example.com").await.len();
        let corrected = correct(&officer, &seen, right).await;
        assert_eq!(codes(&corrected), [""; 0], "{corrected}");
        let now = &corrected["account"];
        let shown = [&now["name"], &now["birthDate"], &now["sex"], &now["type"], &now["address"]["municipality"]["code"], &now["postalCode"]];
        assert_eq!(shown.map(|value| value.as_str().expect("text")), ["JOHN Q DOE", "2000-01-02", "MALE", "LEGAL_SPECIALIST", "131016", "1008977"]);
        assert_ne!(now["version"], seen["version"]);
        let mails = app.mails_to("a@example.com").await;
        assert_eq!(mails.len(), before + 1, "the owner is told");
        let mail = newest(mails).text;
        assert!(mail.contains("Regional Immigration Bureau (changed by its staff)") && !mail.contains("Device:"), "{mail}");
        // The same correction again changes nothing and notifies nobody.
        let again = correct(&officer, now, json!({ "name": "JOHN Q DOE" })).await;
        assert_eq!((codes(&again), &again["account"]["version"]), (vec![], &now["version"]));
        assert_eq!(app.mails_to("a@example.com").await.len(), before + 1);
        let told = told(&app, &officer).await;
        let expected = "+ ACCOUNT_CORRECTED TYPE NAME SEX BIRTH_DATE POSTAL_CODE MUNICIPALITY STREET";
        assert_eq!(told, ["+ ACCOUNT_READ", expected, "+ ACCOUNT_READ UNCHANGED"]);
    }

    /// Two officers, or an owner and an officer, do not overwrite each other. Closing names the version that
    /// was seen, too.
    async fn of_two_officers_one_comes_first(app: TestApp) {
        let applicant = app.applicant("a@example.com").await;
        let (one, two) = (colleague(&app, "one", &[Role::Support]).await, colleague(&app, "two", &[Role::Support]).await);
        let seen = account(&one, &applicant.user_id).await;
        let (first, second) = tokio::join!(
            correct(&one, &seen, json!({ "name": "FIRST NAME" })),
            correct(&two, &seen, json!({ "name": "SECOND NAME" })),
        );
        let mut ends = [faults(&first), faults(&second)];
        ends.sort();
        assert_eq!(ends, [vec![], vec!["expectedVersion CHANGED_MEANWHILE".to_owned()]]);
        let winner = if codes(&first).is_empty() { "FIRST NAME" } else { "SECOND NAME" };
        let now = account(&two, &applicant.user_id).await;
        assert_eq!(now["name"], winner);

        // The owner changes the address while an officer views it.
        applicant.log_in().await;
        let input = json!({ "email": "b@example.com", "emailConfirmation": "b@example.com" });
        applicant.browser.mutate("startEmailChange", "sentTo", input).await;
        let token = newest(app.mails_to("b@example.com").await).token().expect("a link");
        applicant.browser.mutate("completeEmailChange", "", json!({ "token": token })).await;
        let late = correct(&two, &now, json!({ "email": "c@example.com", "emailConfirmation": "c@example.com" })).await;
        assert_eq!(faults(&late), ["expectedVersion CHANGED_MEANWHILE"]);
        let stale = json!({ "userId": applicant.user_id, "expectedVersion": now["version"] });
        let refused = two.client.mutate("closeAccount", "account{userId}", stale).await;
        assert_eq!(faults(&refused), ["expectedVersion CHANGED_MEANWHILE"]);

        let now = account(&two, &applicant.user_id).await;
        let input = json!({ "userId": applicant.user_id, "expectedVersion": now["version"] });
        let closed = two.client.mutate("closeAccount", ACCOUNT, input.clone()).await;
        assert_eq!((codes(&closed), closed["account"]["email"].as_str()), (vec![], Some("")));
        assert!(closed["account"]["closedAt"].is_string());
        assert_eq!(faults(&one.client.mutate("closeAccount", "account{userId}", input).await), ["userId ACCOUNT_CLOSED"]);
        assert_eq!(applicant.browser.viewer().await, Value::Null);
        assert_eq!(codes(&app.visitor().log_in(&applicant.user_id, PASSWORD).await), ["INVALID_CREDENTIALS"]);
        assert_eq!(told(&app, &two).await.last().map(String::as_str), Some("+ ACCOUNT_CLOSED"));
    }

    /// A new address takes effect at once. Every session ends, and the old address can undo the change for
    /// ten days (I22).
    async fn whoever_holds_the_old_address_can_undo_an_officers_change(app: TestApp) {
        let applicant = app.applicant("a@example.com").await;
        let officer = colleague(&app, "support", &[Role::Support]).await;
        applicant.log_in().await;
        let forgot = json!({ "userId": applicant.user_id, "email": "a@example.com" });
        app.visitor().mutate("requestPasswordReset", "", forgot).await;
        let reset = newest(app.mails_to("a@example.com").await).token().expect("a link");
        let seen = account(&officer, &applicant.user_id).await;
        assert_eq!(seen["sessionCount"], 1);
        let input = json!({ "email": "B@example.com", "emailConfirmation": "B@example.com" });
        let corrected = correct(&officer, &seen, input).await;
        assert_eq!(codes(&corrected), [""; 0], "{corrected}");
        assert_eq!(corrected["account"]["sessionCount"], 0);
        assert_eq!(applicant.browser.viewer().await, Value::Null);
        assert_eq!(app.visitor().look_at(&reset).await["state"], "REVOKED", "sent to the address before");
        assert_eq!(app.mails_to("B@example.com").await.len(), 1, "the new address is told");
        let notice = newest(app.mails_to("a@example.com").await);
        let token = notice.token().expect("a link");
        app.advance(TimeDelta::days(9)).await;
        assert_eq!(codes(&app.visitor().mutate("disavowChange", "", json!({ "token": token })).await), [""; 0]);
        let officer = colleague(&app, "later", &[Role::Viewer]).await;
        let now = account(&officer, &applicant.user_id).await;
        assert_eq!((now["email"].as_str(), now["hasPassword"].as_bool()), (Some("a@example.com"), Some(false)));
    }

    /// A telephone was stolen: an officer ends all sessions, and the owner sees that.
    async fn an_officer_ends_an_applicants_sessions_and_the_owner_sees_it(app: TestApp) {
        let applicant = app.applicant("a@example.com").await;
        let officer = colleague(&app, "support", &[Role::Support]).await;
        applicant.log_in().await;
        let whose = json!({ "userId": applicant.user_id });
        for ended in [1, 0] {
            let payload = officer.client.mutate("endAccountSessions", "account{sessionCount} ended", whose.clone()).await;
            assert_eq!((codes(&payload), &payload["ended"]), (vec![], &json!(ended)), "{payload}");
            assert_eq!(payload["account"]["sessionCount"], 0);
            assert_eq!(applicant.browser.viewer().await, Value::Null);
        }
        let nobody = json!({ "userId": "nobody12345" });
        let refused = officer.client.mutate("endAccountSessions", "ended", nobody).await;
        assert_eq!(faults(&refused), ["userId NOT_FOUND"]);
        let expected = ["+ ACCOUNT_SESSIONS_ENDED 1", "+ ACCOUNT_SESSIONS_ENDED 0"];
        let mut told = told(&app, &officer).await;
        told.sort_by(|one, other| other.cmp(one)); // at the same instant
        assert_eq!(told, expected);
        applicant.log_in().await;
        let activity = applicant.browser.run("{viewer{activity(perPage:100){items{action}}}}", json!({})).await;
        let items = activity["viewer"]["activity"]["items"].as_array().expect("rows").clone();
        assert_eq!(items.iter().filter(|item| item["action"] == "ACCOUNT_SESSIONS_ENDED").count(), 2);
    }

    /// Mails to an address bounced, so it may be mistyped and a stranger's: the correction sends nothing there
    /// that could undo it.
    async fn a_correction_after_a_bounce_sends_the_old_address_no_link(app: TestApp) {
        let applicant = app.applicant("a@example.com").await;
        let officer = colleague(&app, "support", &[Role::Support]).await;
        let bounced = suppressed_address::suppress("a@example.com", None, Some(550), app.now());
        bounced.exec_without_returning(app.db()).await.expect("a row");
        let seen = account(&officer, &applicant.user_id).await;
        let before = app.mails_to("a@example.com").await.len();
        let input = json!({ "email": "b@example.com", "emailConfirmation": "b@example.com" });
        let corrected = correct(&officer, &seen, input).await;
        assert_eq!((codes(&corrected), corrected["account"]["email"].as_str()), (vec![], Some("b@example.com")));
        assert_eq!(app.mails_to("a@example.com").await.len(), before, "nothing to the mistyped address");
        assert_eq!(app.mails_to("b@example.com").await.len(), 1, "the owner is told");
        let open = email_link::Entity::find().filter(email_link::Column::Purpose.eq(Purpose::Disavow));
        assert_eq!(open.count(app.db()).await.expect("a count"), 0);
    }

    /// Roles are separate: an officer who may look may not change, and one who may read the audit log sees no
    /// account. Refusals are audit events.
    async fn each_wrong_role_is_refused_and_the_trail_says_so(app: TestApp) {
        let applicant = app.applicant("a@example.com").await;
        let viewer = colleague(&app, "viewer", &[Role::Viewer]).await;
        let support = colleague(&app, "support", &[Role::Support]).await;
        let security = colleague(&app, "security", &[Role::Security]).await;
        let whose = json!({ "userId": applicant.user_id });
        let unlock = "mutation($i:UnlockAccountInput!){unlockAccount(input:$i){errors{__typename}}}";
        for wrong in [&viewer, &security] {
            let answer = wrong.client.post(unlock, json!({ "i": whose })).await;
            assert_eq!(answer.code(), "FORBIDDEN", "{}", answer.text);
        }
        let answer = security.client.post("{viewer{account(userId:\"hdlpf38617\"){name}}}", json!({})).await;
        assert_eq!(answer.code(), "FORBIDDEN");
        assert_eq!(support.client.post("{viewer{audit{items{action}}}}", json!({})).await.code(), "FORBIDDEN");
        account(&support, &applicant.user_id).await;

        let query = "query($f:AuditFilter){viewer{audit(filter:$f){items{action actorKind officerId officerName userId outcome reason \
                     detail device} pageInfo{totalItems}}}}";
        let read = async |filter: Value| {
            let found = security.client.run(query, json!({ "f": filter })).await;
            found["viewer"]["audit"]["items"].as_array().expect("rows").clone()
        };
        let refused = read(json!({ "action": "PERMISSION_REFUSED" })).await;
        assert_eq!(refused.len(), 4);
        assert!(refused.iter().all(|line| line["reason"] == "FORBIDDEN" && line["outcome"] == "REFUSED"));
        let id = json!(NodeKind::Officer.id(support.id.0).to_string());
        let about = read(json!({ "userId": applicant.user_id, "officerId": id })).await;
        assert_eq!(about.len(), 1);
        assert_eq!((&about[0]["action"], &about[0]["userId"]), (&json!("ACCOUNT_READ"), &json!(applicant.user_id)));
        assert_eq!((&about[0]["officerName"], &about[0]["actorKind"]), (&json!("support"), &json!("OFFICER")));
        assert_eq!(about[0]["officerId"], id);
        assert_eq!(read(json!({ "officerId": "nobody" })).await, Vec::<Value>::new());
        assert_eq!(read(json!({ "userId": "nobody12345" })).await, Vec::<Value>::new());
        assert_eq!(read(json!({ "until": "2025-11-01T00:00:00Z" })).await, Vec::<Value>::new());
        let looks = read(json!({ "action": "AUDIT_READ", "from": "2025-11-01T00:00:00Z" })).await;
        let details: Vec<_> = looks.iter().map(|line| line["detail"].as_str().expect("text")).collect();
        assert_eq!(details.len(), 6, "this look, too: {details:?}");
        assert!(details.contains(&"USER_ID OFFICER") && details.contains(&"ACTION TIME"), "{details:?}");
    }
}
