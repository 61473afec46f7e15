//! Certificates that officers check before they issue them, dates that cannot be right, and the search by name.

use entity::officer::Role;
use serde_json::{Value, json};

use crate::bureau_day::{RESULTS, entry, events, issue, outcomes, recorded, total};
use crate::support::client::{codes, faults, merged};
use crate::support::stories;

stories! {
    /// With `validateOnly`, each line is judged as if it were issued, and none is: no certificate, no mail. The
    /// only event is that of the look.
    async fn certificates_are_checked_without_being_issued(app: TestApp) {
        let applicant = app.applicant("a@example.com").await;
        let hanako = app.officer("hanako", &[Role::Issuer]).await;
        let of = |number: &str| entry(&applicant.user_id, number);
        assert_eq!(outcomes(&issue(&hanako, &[of("TEST25-000001"), of("TEST25-000002")]).await), ["NEW", "NEW"]);
        app.settle().await;
        let mut lines = vec![
            of("TEST25-000001"), merged(of("TEST25-000002"), json!({ "periodOfStay": "3 years" })),
            of("TEST25-000003"), of("TEST25-000003"), merged(of("TEST25-000004"), json!({ "sex": "female" })),
            entry("abcde99999", "TEST25-000005"), merged(of("TEST25-000006"), json!({ "issuedOn": "2025-07-07" })),
        ];
        lines.extend((100..700).map(|number| of(&format!("TEST25-{number:06}")))); // more than one batch
        let judged = |payload: &Value| {
            let results = payload["results"].as_array().expect("results");
            results.iter().map(|result| (faults(result), result["isNew"] == true)).collect::<Vec<_>>()
        };
        let before = recorded(&app).await;
        let input = json!({ "certificates": lines, "validateOnly": true });
        let checked = hanako.browser.mutate("issueCertificates", RESULTS, input.clone()).await;
        assert_eq!(codes(&checked), [""; 0], "{checked}");
        app.settle().await;
        assert_eq!(recorded(&app).await, (before.0, before.1, before.2 + 1), "nothing is issued");
        let results = checked["results"].as_array().expect("results");
        assert!(results.iter().all(|result| result["certificate"].is_null()), "there is none");
        let expected = [
            (vec![], false),
            (vec!["certificates.1.certificateNumber CERTIFICATE_NUMBER_TAKEN".to_owned()], false),
            (vec![], true),
            (vec!["certificates.3.certificateNumber CERTIFICATE_NUMBER_TWICE".to_owned()], false),
            (vec!["certificates.4.sex NOT_IN_LIST".to_owned()], false),
            (vec!["certificates.5.userId ACCOUNT_UNKNOWN".to_owned()], false),
            (vec!["certificates.6.issuedOn CERTIFICATE_EXPIRED".to_owned()], false),
        ];
        assert_eq!(judged(&checked)[..7], expected);
        let none = json!({ "certificates": [], "validateOnly": true });
        let none = hanako.browser.mutate("issueCertificates", RESULTS, none).await;
        assert_eq!(faults(&none), ["certificates REQUIRED"]);
        let again = hanako.browser.mutate("issueCertificates", RESULTS, input).await;
        assert_eq!(judged(&again), judged(&checked), "and again");
        assert_eq!(judged(&issue(&hanako, &lines).await), judged(&checked), "issuing does what was said");
        assert_eq!(recorded(&app).await.0, before.0 + 601);
    }

    /// A day that is yet to come has the right form: it is said to be in the future. A spreadsheet's slashes
    /// are read.
    async fn a_date_in_the_future_is_said_to_be_that(app: TestApp) {
        let applicant = app.applicant("a@example.com").await;
        let hanako = app.officer("hanako", &[Role::Issuer]).await;
        let with = |number: &str, birth: &str, issued: &str| {
            let dates = json!({ "birthDate": birth, "issuedOn": issued });
            merged(entry(&applicant.user_id, number), dates)
        };
        let lines = [
            with("TEST25-000001", "2026/1/1", "2025-11-08"),
            with("TEST25-000002", "2000/1/1", "2025/11/07"),
            with("TEST25-000003", "2000-02-30", "7.11.2025"),
        ];
        let payload = issue(&hanako, &lines).await;
        let done = outcomes(&payload);
        assert_eq!(done[0], "certificates.0.birthDate DATE_IN_FUTURE, certificates.0.issuedOn DATE_IN_FUTURE");
        assert_eq!(done[1], "NEW");
        assert_eq!(done[2], "certificates.2.birthDate INVALID_FORMAT, certificates.2.issuedOn INVALID_FORMAT");
        let message = payload["results"][0]["errors"][1]["message"].as_str().expect("a message");
        assert!(message.contains("in the future"), "{message}");
    }

    /// By the beginning of the name, in any case; no character is a wildcard. Each look is recorded.
    async fn certificates_are_found_by_the_holders_name(app: TestApp) {
        let applicant = app.applicant("a@example.com").await;
        let hanako = app.officer("hanako", &[Role::Issuer]).await;
        let names = ["QUISPE MAMANI ANA", "Quispe Rojas Luis", "TRUONG 100% X_Y", "QU"];
        let lines: Vec<_> = (1..).zip(names).map(|(number, name)| {
            let entry = entry(&applicant.user_id, &format!("TEST25-{number:06}"));
            merged(entry, json!({ "holderName": name }))
        }).collect();
        assert_eq!(outcomes(&issue(&hanako, &lines).await), ["NEW"; 4]);
        let looks = events(&app, "CERTIFICATES_VIEWED").await.len();
        let cases = [
            ("quispe", 2), (" Quispe m", 1), ("QUISPE ROJAS LUIS", 1), ("qu", 3), ("MAMANI", 0), ("truong 100% x_", 1),
            ("quispe%", 0), ("q_ispe", 0), ("%%%", 0), ("q", 0), ("", 0), ("QUISPE MAMANI ANA B", 0),
        ];
        for (typed, count) in cases {
            assert_eq!(total(&hanako, json!({ "holderName": typed })).await, count, "{typed}");
        }
        let both = json!({ "holderName": "quispe", "certificateNumber": "TEST25-000002" });
        assert_eq!(total(&hanako, both).await, 1);
        let looks_now = events(&app, "CERTIFICATES_VIEWED").await;
        assert_eq!(looks_now.len() - looks, cases.len() + 1, "one for each: whose, or that there were none");
        assert!(looks_now.iter().all(|look| look.detail.as_deref().is_some_and(|shown| shown.len() < 3)), "no name");
    }
}
