//! Somebody floods an address with mails: by accounts that are registered at the counter with it, or by changes
//! of address to it. It gets a limited number, and its owner gets what the owner asks for.

use chrono::TimeDelta;
use entity::outbox::{self, ADDRESS_QUOTA, Kind, State};
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter};
use serde_json::json;

use crate::known_devices::sent;
use crate::strangers::{Stranger, forgot_password};
use crate::support::client::{Client, codes, newest};
use crate::support::{PASSWORD, stories};

/// Registers an account with this address at the counter; returns its user ID.
async fn at_counter(browser: &Client, email: &str, street: u32) -> String {
    let mut form = json!({
        "type": "COUNTER_APPLICANT", "name": "HOUMU TARO", "sex": "MALE", "birthDate": "2000-01-01",
        "municipalityCode": "011011", "street": format!("{street}"), "phoneNumber": "0312345678",
        "email": email, "emailConfirmation": email, "agreedTermsVersion": "2026-01", "validateOnly": true,
    });
    let confirmed = browser.mutate("registerCounterApplicant", "stepToken", form.clone()).await;
    form["validateOnly"] = json!(false);
    form["stepToken"] = confirmed["stepToken"].clone();
    let registered = browser.mutate("registerCounterApplicant", "userId", form).await;
    registered["userId"].as_str().expect("a user ID").to_owned()
}

async fn reset_of(browser: &Client, user_id: &str, email: &str) {
    let input = json!({ "userId": user_id, "email": email });
    let payload = browser.mutate("requestPasswordReset", "", input).await;
    assert_eq!(codes(&payload), [""; 0], "{user_id}");
}

stories! {
    /// Anybody can register accounts with somebody else's address at the counter. Together they have the room
    /// of the address, and they leave that of an owner's account alone.
    async fn accounts_that_strangers_make_do_not_use_up_the_owners_room(app: TestApp) {
        let owner = app.applicant("a@example.com").await;
        let mut stranger = Stranger::new(&app);
        let mut made = Vec::new();
        for street in 0..5 {
            made.push(at_counter(&stranger.next(), "a@example.com", street).await);
        }
        for user_id in made.iter().cycle().take(20) {
            reset_of(&stranger.next(), user_id, "a@example.com").await;
        }
        assert_eq!(sent(&app, Kind::PasswordResetLink).await, 10, "three each, and ten together");
        assert_eq!(codes(&forgot_password(&app.visitor(), &owner).await), [""; 0]);
        assert_eq!(sent(&app, Kind::PasswordResetLink).await, 11, "the owner has room");
    }

    /// Nobody uses up the room of another account: each account at an address has three mails of a kind.
    async fn each_new_account_at_an_address_has_room_of_its_own(app: TestApp) {
        let mut stranger = Stranger::new(&app);
        let theirs = at_counter(&stranger.next(), "a@example.com", 0).await;
        for _ in 0..8 {
            reset_of(&stranger.next(), &theirs, "a@example.com").await;
        }
        assert_eq!(sent(&app, Kind::PasswordResetLink).await, 3);
        let own = at_counter(&app.visitor(), "a@example.com", 1).await;
        assert_eq!(sent(&app, Kind::FirstPasswordLink).await, 2);
        reset_of(&app.visitor(), &own, "a@example.com").await;
        assert_eq!(sent(&app, Kind::PasswordResetLink).await, 4);
    }

    /// A stranger floods an address with accounts at the counter. It gets ten mails at once, and then one in
    /// ten minutes; none is given up. A new owner's mail waits among them, but "Forgot password" brings one,
    /// and while the stranger floods that, too, any mail that arrives leads past the flood.
    async fn a_flood_of_accounts_delays_a_new_owner_and_denies_nothing(app: TestApp) {
        let mut stranger = Stranger::new(&app);
        let mut theirs = Vec::new();
        for street in 0..30 {
            theirs.push(at_counter(&stranger.next(), "a@example.com", street).await);
        }
        let own = at_counter(&app.visitor(), "a@example.com", 99).await;
        assert_eq!(sent(&app, Kind::FirstPasswordLink).await, 10);
        let rows = outbox::Entity::find().filter(outbox::Column::Kind.eq(Kind::FirstPasswordLink.name()));
        let waiting = rows.filter(outbox::Column::State.eq(State::Retry)).all(app.db()).await.expect("rows");
        assert_eq!(waiting.len(), 21, "none is given up");
        assert!(waiting.iter().all(|row| row.last_error.as_deref() == Some(ADDRESS_QUOTA)));
        app.advance(TimeDelta::minutes(10)).await;
        assert_eq!(sent(&app, Kind::FirstPasswordLink).await, 11, "one in ten minutes");
        reset_of(&app.visitor(), &own, "a@example.com").await;
        assert_eq!(sent(&app, Kind::PasswordResetLink).await, 1, "and the owner's, who asks for it");

        for user_id in &theirs {
            reset_of(&stranger.next(), user_id, "a@example.com").await;
        }
        assert_eq!(sent(&app, Kind::PasswordResetLink).await, 10);
        // The owner has no link in hand, and asks in the flood. The next mail to the address is anybody's.
        let browser = app.visitor();
        let before = app.mails_to("a@example.com").await.len();
        reset_of(&browser, &own, "a@example.com").await;
        app.advance(TimeDelta::minutes(10)).await;
        let arrived = app.mails_to("a@example.com").await;
        assert!(arrived.len() > before, "within ten minutes");
        let token = newest(arrived).token().expect("a link");
        let name = match browser.look_at(&token).await["purpose"].as_str() {
            Some("FIRST_PASSWORD") => "setFirstPassword",
            _ => "completePasswordReset",
        };
        let input = json!({ "token": token, "password": PASSWORD, "passwordConfirmation": PASSWORD });
        let set = browser.mutate(name, "userId", input).await;
        assert_eq!(codes(&set), [""; 0]);
        let opened = set["userId"].as_str().expect("a user ID");
        assert_eq!(codes(&browser.log_in_at_last(opened, PASSWORD).await), [""; 0]);
        browser.run("mutation{logOut{errors{__typename}}}", json!({})).await;
        let before = sent(&app, Kind::PasswordResetLink).await;
        reset_of(&browser, &own, "a@example.com").await;
        assert_eq!(sent(&app, Kind::PasswordResetLink).await, before + 1, "past the flood, at once");
        let token = newest(app.mails_to("a@example.com").await).token().expect("a link");
        let input = json!({ "token": token, "password": PASSWORD, "passwordConfirmation": PASSWORD });
        let set = browser.mutate("completePasswordReset", "userId", input).await;
        assert_eq!(set["userId"], json!(own));
    }

    /// The mails to the new address of a change are counted by that address, whichever accounts ask: three,
    /// then one in ten minutes. A newer request of the same account stands in for its older one.
    async fn accounts_together_send_an_address_three_links_for_a_change(app: TestApp) {
        let mut accounts = Vec::new();
        for number in 0..3 {
            let account = app.applicant(&format!("p{number}@example.com")).await;
            account.log_in().await;
            accounts.push(account);
        }
        let input = json!({ "email": "victim@example.org", "emailConfirmation": "victim@example.org" });
        for _ in 0..2 {
            for account in &accounts {
                let payload = account.browser.mutate("startEmailChange", "sentTo", input.clone()).await;
                assert_eq!(codes(&payload), [""; 0]);
                app.settle().await;
            }
        }
        assert_eq!(app.mails_to("victim@example.org").await.len(), 3);
        for minutes in 1..=3 {
            app.advance(TimeDelta::minutes(10)).await;
            assert_eq!(app.mails_to("victim@example.org").await.len(), 3 + minutes, "one in ten minutes");
        }
        app.advance(TimeDelta::minutes(10)).await;
        assert_eq!(app.mails_to("victim@example.org").await.len(), 6, "one for each request");
    }
}
