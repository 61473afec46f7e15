//! Registration by the 2025 manual (R49-R69, I16, I18).

use chrono::TimeDelta;
use entity::{account, email_link, outbox};
use sea_orm::{EntityTrait, PaginatorTrait};
use serde_json::json;

use crate::support::client::{codes, faults, merged, newest};
use crate::support::stories;

stories! {
    /// R57: valid for 24 hours from when the mail was accepted.
    async fn a_link_works_for_twenty_four_hours_after_it_was_sent(app: TestApp) {
        let browser = app.visitor();
        browser.start_registration("a@example.com").await;
        let token = newest(app.mails_to("a@example.com").await).token().expect("a link");

        app.advance(TimeDelta::hours(24) - TimeDelta::milliseconds(1)).await;
        let link = browser.look_at(&token).await;
        let open = json!({
            "state": "OPEN", "purpose": "REGISTRATION",
            "expiresAt": "2025-11-08T08:00:00.000Z", "email": "a@example.com",
        });
        assert_eq!(link, open);

        app.advance(TimeDelta::milliseconds(1)).await;
        let link = browser.look_at(&token).await;
        assert_eq!((&link["state"], &link["email"]), (&json!("EXPIRED"), &json!(null)));
        let payload = browser.complete_registration(&token, json!({})).await;
        assert_eq!(faults(&payload), ["token LINK_EXPIRED"]);
    }

    /// Mail scanners open links; only the mutation behind the button uses one up.
    async fn looking_at_a_link_never_uses_it_up(app: TestApp) {
        let browser = app.visitor();
        browser.start_registration("a@example.com").await;
        let token = newest(app.mails_to("a@example.com").await).token().expect("a link");
        for _ in 0..50 {
            assert_eq!(browser.look_at(&token).await["state"], json!("OPEN"));
        }
        let payload = browser.complete_registration(&token, json!({})).await;
        assert_eq!(codes(&payload), [""; 0]);
        assert_eq!(browser.look_at(&token).await["state"], json!("USED"));
    }

    /// I18: a new request makes a new link, and the older one becomes invalid.
    async fn a_newer_link_takes_the_place_of_an_older_one(app: TestApp) {
        let browser = app.visitor();
        browser.start_registration("a@example.com").await;
        let older = newest(app.mails_to("a@example.com").await).token().expect("a link");
        browser.start_registration("A@EXAMPLE.com").await;
        app.settle().await;
        let newer = newest(app.mails()).token().expect("a link");
        assert_eq!(browser.look_at(&older).await["state"], json!("REPLACED"));
        let payload = browser.complete_registration(&older, json!({})).await;
        assert_eq!(faults(&payload), ["token LINK_REPLACED"]);
        let payload = browser.complete_registration(&newer, json!({})).await;
        assert_eq!(codes(&payload), [""; 0]);
    }

    /// A person who fills in the form goes on, however many links strangers request for the address. Each
    /// requester's newer link still ends that one's older link.
    async fn a_link_that_somebody_else_requests_ends_nobodys(app: TestApp) {
        let (browser, stranger) = (app.visitor(), app.visitor());
        browser.start_registration("a@example.com").await;
        let own = newest(app.mails_to("a@example.com").await).token().expect("a link");
        let mut of_stranger = Vec::new();
        for _ in 0..4 {
            stranger.start_registration("a@example.com").await;
            of_stranger.push(newest(app.mails_to("a@example.com").await).token().expect("a link"));
            app.advance(TimeDelta::hours(1)).await;
        }
        for older in &of_stranger[..3] {
            assert_eq!(browser.look_at(older).await["state"], json!("REPLACED"));
        }
        assert_eq!(browser.look_at(&own).await["state"], json!("OPEN"));
        assert_eq!(codes(&browser.complete_registration(&own, json!({})).await), [""; 0]);
    }

    /// Two clicks on "Register" at once: only the newer of the two links works.
    async fn of_two_links_asked_for_at_once_one_works(app: TestApp) {
        let browser = app.visitor();
        for round in 0..5 {
            let email = format!("p{round}@example.com");
            tokio::join!(browser.start_registration(&email), browser.start_registration(&email));
            app.settle().await;
            let links = email_link::Entity::find().all(app.db()).await.expect("links");
            let open = |link: &&email_link::Model| {
                link.email == email && link.state(app.now()) == email_link::State::Open
            };
            assert_eq!(links.iter().filter(open).count(), 1);
        }
    }

    async fn an_unknown_link_is_refused_whatever_it_looks_like(app: TestApp) {
        let browser = app.visitor();
        let unknown = "A".repeat(43);
        for token in ["", "short", unknown.as_str(), "ä".repeat(43).as_str()] {
            assert_eq!(browser.look_at(token).await["state"], json!("NOT_FOUND"), "{token}");
            let payload = browser.complete_registration(token, json!({})).await;
            assert_eq!(faults(&payload), ["token LINK_UNKNOWN"], "{token}");
        }
    }

    /// R62, R66: everything that is wrong is reported at once, and nothing is changed.
    async fn all_wrong_fields_are_reported_at_once(app: TestApp) {
        let browser = app.visitor();
        let input = json!({ "email": "nobody", "emailConfirmation": "", "agreedTermsVersion": "1999-01" });
        let payload = browser.mutate("startRegistration", "sentTo", input).await;
        let expected =
            ["email INVALID_FORMAT", "emailConfirmation REQUIRED", "agreedTermsVersion TERMS_OUTDATED"];
        assert_eq!(faults(&payload), expected);
        let input = json!({ "email": "a@example.com", "emailConfirmation": "b@example.com", "agreedTermsVersion": "" });
        let payload = browser.mutate("startRegistration", "sentTo", input).await;
        let expected = ["emailConfirmation CONFIRMATION_MISMATCH", "agreedTermsVersion TERMS_NOT_AGREED"];
        assert_eq!(faults(&payload), expected);

        browser.start_registration("a@example.com").await;
        let token = newest(app.mails_to("a@example.com").await).token().expect("a link");
        let before = account::Entity::find().count(app.db()).await.expect("a count");
        let wrong = json!({
            "type": null, "name": "john", "phoneNumber": "12", "password": "abc", "passwordConfirmation": "abd",
        });
        let payload = browser.complete_registration(&token, wrong).await;
        let expected = [
            "type REQUIRED", "name INVALID_FORMAT", "phoneNumber TOO_SHORT", "password TOO_SHORT",
            "password PASSWORD_NEEDS_UPPERCASE", "password PASSWORD_NEEDS_NUMBER",
            "password PASSWORD_NEEDS_SYMBOL", "passwordConfirmation CONFIRMATION_MISMATCH",
        ];
        assert_eq!(faults(&payload), expected);
        let payload = browser.complete_registration(&token, json!({ "type": "COUNTER_APPLICANT" })).await;
        assert_eq!(faults(&payload), ["type NOT_IN_LIST"]);
        let after = account::Entity::find().count(app.db()).await.expect("a count");
        assert_eq!(before, after);
    }

    /// Beyond the manual: neither common passwords nor the person's own data are accepted.
    async fn a_password_that_others_would_guess_is_refused(app: TestApp) {
        let browser = app.visitor();
        browser.start_registration("maple.tree@example.com").await;
        let token = newest(app.mails_to("maple.tree@example.com").await).token().expect("a link");
        let refused = async |password: &str| {
            let input = json!({ "password": password, "passwordConfirmation": password });
            let payload = browser.complete_registration(&token, input).await;
            assert_eq!(payload["errors"][0]["path"], json!(["input", "password"]));
            faults(&payload)
        };
        assert_eq!(refused("P@ssw0rd123!").await, ["password PASSWORD_TOO_COMMON"]);
        for password in ["Uncle-JOHN=7", "Red-Maple=7", "Aa=03-1234-5678"] {
            assert_eq!(refused(password).await, ["password PASSWORD_CONTAINS_PERSONAL_DATA"], "{password}");
        }
        let expected = ["password PASSWORD_NEEDS_SYMBOL", "password PASSWORD_CONTAINS_PERSONAL_DATA"];
        assert_eq!(refused("UncleJohn7").await, expected);
        let payload = browser.complete_registration(&token, json!({})).await;
        assert_eq!(codes(&payload), [""; 0]);
    }

    /// R67: "Proceed to Confirmation" shows what would be stored, and stores nothing.
    async fn a_confirmation_stores_nothing(app: TestApp) {
        let browser = app.visitor();
        browser.start_registration("a@example.com").await;
        let token = newest(app.mails_to("a@example.com").await).token().expect("a link");
        let with = json!({ "validateOnly": true, "name": " JOHN  DOE ", "type": "LEGAL_REPRESENTATIVE" });
        let payload = browser.complete_registration(&token, with).await;
        let shown = json!({
            "type": "LEGAL_REPRESENTATIVE", "name": "JOHN DOE", "phoneNumber": "0312345678",
            "email": "a@example.com",
        });
        assert_eq!(payload["confirmation"], shown);
        assert_eq!(payload["userId"], json!(null));
        assert_eq!(browser.look_at(&token).await["state"], json!("OPEN"));
    }

    /// Two clicks at once, and a click again after a lost answer: one account, one mail, one answer.
    async fn completing_twice_makes_one_account(app: TestApp) {
        let browser = app.visitor();
        browser.start_registration("a@example.com").await;
        let token = newest(app.mails_to("a@example.com").await).token().expect("a link");
        let (first, second) = tokio::join!(
            browser.complete_registration(&token, json!({})),
            browser.complete_registration(&token, json!({})),
        );
        assert_eq!(codes(&first), [""; 0], "{first}");
        assert_eq!(first, second, "the same input gets the same answer");

        app.advance(TimeDelta::minutes(10) - TimeDelta::milliseconds(1)).await;
        assert_eq!(browser.complete_registration(&token, json!({})).await, first);
        let other = browser.complete_registration(&token, json!({ "name": "JANE DOE" })).await;
        assert_eq!(faults(&other), ["token LINK_USED"]);
        let other = json!({ "password": "Momiji-2026=aki", "passwordConfirmation": "Momiji-2026=aki" });
        let other = browser.complete_registration(&token, other).await;
        assert_eq!(faults(&other), ["token LINK_USED"]);

        app.advance(TimeDelta::milliseconds(1)).await;
        let late = browser.complete_registration(&token, json!({})).await;
        assert_eq!(faults(&late), ["token LINK_USED"]);
        assert_eq!(app.mails_to("a@example.com").await.len(), 2, "the link and one user ID");
    }

    /// Two people with one link: one of them gets the account.
    async fn two_different_completions_at_once_make_one_account(app: TestApp) {
        let browser = app.visitor();
        browser.start_registration("a@example.com").await;
        let token = newest(app.mails_to("a@example.com").await).token().expect("a link");
        let (first, second) = tokio::join!(
            browser.complete_registration(&token, json!({ "name": "ONE" })),
            browser.complete_registration(&token, json!({ "name": "TWO" })),
        );
        let mut outcomes = [codes(&first).len(), codes(&second).len()];
        outcomes.sort_unstable();
        assert_eq!(outcomes, [0, 1], "{first} {second}");
        assert_eq!(app.mails_to("a@example.com").await.len(), 2);
    }

    /// A client that lost the answer sends the same key again.
    async fn a_repeated_request_with_its_key_sends_one_mail(app: TestApp) {
        let browser = app.visitor();
        let input = json!({
            "email": "a@example.com", "emailConfirmation": "a@example.com", "agreedTermsVersion": "2026-01",
            "idempotencyKey": "3f1c",
        });
        for _ in 0..3 {
            let payload = browser.mutate("startRegistration", "sentTo", input.clone()).await;
            assert_eq!(payload, json!({ "sentTo": "a@example.com", "errors": [] }));
        }
        let other = json!({ "email": "b@example.com", "emailConfirmation": "b@example.com" });
        let payload = browser.mutate("startRegistration", "sentTo", merged(input.clone(), other)).await;
        assert_eq!(payload["sentTo"], json!("b@example.com"), "with other input, it is another request");
        assert_eq!(app.mails_to("a@example.com").await.len(), 1);
        assert_eq!(app.mails_to("b@example.com").await.len(), 1);
        for email in ["c@example.com", "d@example.com"] {
            let empty = json!({ "email": email, "emailConfirmation": email, "idempotencyKey": "" });
            let payload = browser.mutate("startRegistration", "sentTo", merged(input.clone(), empty)).await;
            assert_eq!(payload["sentTo"], json!(email), "an empty key is none");
        }
        let long = json!({ "idempotencyKey": "x".repeat(65) });
        let payload = browser.mutate("startRegistration", "sentTo", merged(input.clone(), long)).await;
        assert_eq!(faults(&payload), ["idempotencyKey TOO_LONG"]);

        app.advance(TimeDelta::hours(24)).await;
        browser.mutate("startRegistration", "sentTo", input).await;
        assert_eq!(app.mails_to("a@example.com").await.len(), 2, "a key is kept for 24 hours");
    }

    /// I16: an address may have several accounts, and no answer reveals that it has one.
    async fn a_known_address_gets_the_same_answer_as_an_unknown_one(app: TestApp) {
        let applicant = app.applicant("a@example.com").await;
        let known = applicant.browser.start_registration("a@example.com").await;
        assert_eq!(known, json!({ "sentTo": "a@example.com", "errors": [] }));
        let token = newest(app.mails_to("a@example.com").await).token().expect("a link");
        let payload = applicant.browser.complete_registration(&token, json!({})).await;
        assert_eq!(codes(&payload), [""; 0]);
        assert_ne!(payload["userId"], json!(applicant.user_id));
    }

    /// I39: an unfinished registration is deleted seven days after its link has expired.
    async fn an_unfinished_registration_is_removed(app: TestApp) {
        let browser = app.visitor();
        browser.start_registration("a@example.com").await;
        app.settle().await;
        app.advance(TimeDelta::days(8) - TimeDelta::milliseconds(1)).await;
        assert_eq!(email_link::Entity::find().count(app.db()).await.expect("a count"), 1);
        app.advance(TimeDelta::milliseconds(1)).await;
        assert_eq!(email_link::Entity::find().count(app.db()).await.expect("a count"), 0);
    }

    /// Neither the database nor Redis contains anything that opens a link.
    async fn no_token_is_kept_anywhere(app: TestApp) {
        let browser = app.visitor();
        browser.start_registration("a@example.com").await;
        let token = newest(app.mails_to("a@example.com").await).token().expect("a link");
        let links = email_link::Entity::find().all(app.db()).await.expect("links");
        let rows = outbox::Entity::find().all(app.db()).await.expect("rows");
        assert!(!format!("{links:?} {rows:?}").contains(&token));
        if let Some(redis) = &app.redis {
            let dump = redis.dump();
            assert!(!dump.contains(&token) && !dump.contains("example.com"), "{dump}");
        }
    }
}
