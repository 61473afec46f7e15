//! No officer sees people's data unseen: whatever a mutation answers about an account, the audit log has a line
//! about that account by that officer, even if there was nothing to change.

use std::collections::{BTreeSet, HashMap};

use entity::account::{self, AccountId};
use entity::audit;
use entity::officer::Role;
use sea_orm::{ColumnTrait, EntityTrait, PaginatorTrait, QueryFilter};
use serde_json::{Value, json};
use server::officer::permission::{FIELDS, Operation};

use crate::bureau_day::entry;
use crate::support::bureau::{Colleague, colleague};
use crate::support::client::codes;
use crate::support::{Applicant, TestApp, stories};

/// The mutations that answer no data of an applicant.
const NOBODYS: [&str; 20] = [
    "changeNotice",
    "changePassword",
    "closeOfficer",
    "completeEnrolment",
    "createOfficer",
    "endOfficerSessions",
    "grantRole",
    "inviteOfficer",
    "logIn",
    "logOut",
    "pauseMails",
    "proposeRole",
    "publishNotice",
    "releaseMails",
    "renewRecoveryCodes",
    "resumeMails",
    "revokeRole",
    "unlockOfficer",
    "withdrawNotice",
    "withdrawRemoval",
];

/// The mutations that answer the same data when there is nothing to change.
const AGAIN: [&str; 7] = [
    "unlockAccount",
    "endAccountSessions",
    "sendPasswordReset",
    "correctAccount",
    "liftSuppression",
    "issueCertificates",
    "cancelCertificate",
];

/// Every other mutation, with the fields to select and an input about this account.
async fn asked(officer: &Colleague, applicant: &Applicant) -> Vec<(&'static str, &'static str, Value)> {
    let query = "query($id:String!){viewer{account(userId:$id){version name mails{items{id}}}}}";
    let seen =
        officer.client.run(query, json!({ "id": applicant.user_id })).await["viewer"]["account"].clone();
    let whose = json!({ "userId": applicant.user_id });
    let account = "account{userId name email}";
    let line = json!({
        "userId": applicant.user_id, "certificateNumber": "TEST25-000001", "holderName": "HOUMU HANAKO",
        "nationality": "Utopia", "sex": "FEMALE", "birthDate": "2000-01-01", "statusOfResidence": "Student",
        "periodOfStay": "1 year 3 months", "issuedOn": "2025-11-07", "issuingBureau": "Tokyo",
    });
    let number = "TEST25-000001";
    let ids = json!([seen["mails"]["items"][0]["id"]]);
    let with_key =
        json!({ "userId": applicant.user_id, "idempotencyKey": "9dcb3a1e51a64c0c8f5f3f9e6d0c1b7a" });
    let same =
        json!({ "userId": applicant.user_id, "expectedVersion": seen["version"], "name": seen["name"] });
    let version = json!({ "userId": applicant.user_id, "expectedVersion": seen["version"] });
    vec![
        ("unlockAccount", account, whose.clone()),
        ("endAccountSessions", account, whose.clone()),
        ("sendPasswordReset", account, with_key),
        ("correctAccount", account, same),
        ("liftSuppression", account, whose),
        ("issueCertificates", "results{certificate{userId holderName}}", json!({ "certificates": [line] })),
        ("resendCertificate", "certificate{userId}", json!({ "certificateNumber": number })),
        (
            "cancelCertificate",
            "certificate{userId}",
            json!({ "certificateNumber": number, "reason": "Wrong" }),
        ),
        ("resendMails", "mails{userId}", json!({ "ids": ids })),
        ("dropMails", "mails{userId}", json!({ "ids": ids, "reason": "DUPLICATE" })),
        ("closeAccount", account, version),
    ]
}

/// The number of lines about the account by the officer.
async fn lines(app: &TestApp, officer: &Colleague, account: AccountId) -> u64 {
    let lines = audit::Entity::find().filter(audit::Column::ActorId.eq(officer.id.0));
    let lines = lines.filter(audit::Column::SubjectId.eq(account));
    lines.count(app.db()).await.expect("a count")
}

/// The account with this user ID.
async fn account_id(app: &TestApp, user_id: &str) -> AccountId {
    let found = account::Entity::find().filter(account::Column::UserId.eq(user_id));
    found.one(app.db()).await.expect("an answer").expect("the account").id
}

/// The details of the lines of an action by the officer, in order: about the account, or about none.
async fn details(
    app: &TestApp,
    officer: &Colleague,
    action: &str,
    account: Option<AccountId>,
) -> Vec<String> {
    let lines = audit::Entity::find().filter(audit::Column::ActorId.eq(officer.id.0));
    let lines = lines.filter(audit::Column::Action.eq(action)).all(app.db()).await.expect("lines");
    let about = lines.into_iter().filter(|line| line.subject_id == account);
    let mut details: Vec<_> = about.map(|line| line.detail.unwrap_or_default()).collect();
    details.sort();
    details
}

stories! {
    /// Each mutation is asked three times; what changes nothing is recorded, too.
    async fn what_a_mutation_answers_about_an_account_is_in_the_audit_log(app: TestApp) {
        let applicant = app.applicant("a@example.com").await;
        let id = account_id(&app, &applicant.user_id).await;
        let officer = colleague(&app, "all", &[Role::Viewer, Role::Issuer, Role::Support]).await;
        let asked = asked(&officer, &applicant).await;
        let named: BTreeSet<_> = asked.iter().map(|(name, ..)| *name).chain(NOBODYS).collect();
        let mutations = FIELDS.iter().filter(|(operation, ..)| *operation == Operation::Mutation);
        assert_eq!(named, mutations.map(|(_, name, _)| *name).collect(), "each mutation stands in one of the lists");

        for (name, fields, input) in asked {
            for turn in 1..=3 {
                let before = lines(&app, &officer, id).await;
                let payload = officer.client.mutate(name, fields, input.clone()).await;
                let is_answered = payload.to_string().contains(&applicant.user_id);
                let is_recorded = lines(&app, &officer, id).await > before;
                assert!(is_recorded || !is_answered, "{name}, time {turn}: {payload}");
                assert!(is_answered || !AGAIN.contains(&name), "{name}, time {turn}: {payload}");
            }
        }
    }

    /// A check answers no certificate, but it says that an account is there, and whether a certificate is
    /// recorded. It is one line about each account, with the number of its certificates that are recorded.
    async fn a_check_of_certificates_is_recorded_about_each_account(app: TestApp) {
        let one = app.applicant("a@example.com").await;
        let two = app.applicant("b@example.com").await;
        let (first, second) = (account_id(&app, &one.user_id).await, account_id(&app, &two.user_id).await);
        let officer = colleague(&app, "issuer", &[Role::Issuer]).await;
        let certificates = [
            entry(&one.user_id, "TEST25-000001"), entry(&one.user_id, "TEST25-000002"),
            entry(&two.user_id, "TEST25-000003"), entry("nobody12345", "TEST25-000004"),
        ];
        let send = async |count: usize, validate_only: bool| {
            let input = json!({ "certificates": certificates[..count], "validateOnly": validate_only });
            let payload = officer.client.mutate("issueCertificates", "results{isNew}", input).await;
            assert_eq!(codes(&payload), [""; 0], "{payload}");
        };
        let looks = async |account| details(&app, &officer, "CERTIFICATES_VIEWED", Some(account)).await;
        send(4, true).await;
        assert_eq!((looks(first).await, looks(second).await), (vec!["0".to_owned()], vec!["0".to_owned()]));
        send(1, false).await;
        send(2, true).await;
        assert_eq!((looks(first).await, looks(second).await), (vec!["0".to_owned(), "1".to_owned()], vec!["0".to_owned()]));
    }

    /// A list shows mails of several people. It is one line about each of them, with the number of their mails.
    async fn a_list_of_mails_is_recorded_about_each_account_in_it(app: TestApp) {
        let one = app.applicant("a@example.com").await;
        app.applicant("b@example.com").await;
        app.issue(&one, "TEST25-000001").await;
        app.visitor().start_registration("c@example.com").await;
        app.settle().await;
        let officer = colleague(&app, "support", &[Role::Support]).await;
        let listed = officer.client.run("{viewer{mails{items{userId} pageInfo{totalItems}}}}", json!({})).await["viewer"]["mails"].clone();
        let items = listed["items"].as_array().expect("rows");
        assert_eq!(listed["pageInfo"]["totalItems"], json!(items.len()), "one page");
        let mut counts = HashMap::<Option<&str>, usize>::new();
        for item in items {
            *counts.entry(item["userId"].as_str()).or_default() += 1;
        }
        assert_eq!(counts.len(), 3, "two accounts, and a link that belongs to none: {listed}");
        for (user_id, count) in counts {
            let account = match user_id {
                Some(user_id) => Some(account_id(&app, user_id).await),
                None => None,
            };
            assert_eq!(details(&app, &officer, "MAILS_READ", account).await, [count.to_string()], "{user_id:?}");
        }
    }
}
