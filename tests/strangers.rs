//! A stranger who knows an owner's user ID and address, has a thousand addresses of their own and unlimited
//! patience, keeps nobody out: neither by wrong passwords nor by requests for mails nor by taking keys.

use chrono::TimeDelta;
use entity::outbox::{self, ADDRESS_QUOTA, Kind, State};
use entity::{account, email_link, user_id_request};
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter};
use serde_json::{Value, json};

use crate::known_devices::{app_logs_in, sent};
use crate::support::client::{Client, codes, newest, sites};
use crate::support::{Applicant, PASSWORD, Received, TestApp, stories};

const WRONG: &str = "Wrong-2025=hana";

/// How many addresses the stranger has, each in a network of its own.
const ADDRESSES: u32 = 1_000;

pub(crate) struct Stranger {
    browser: Client,
    used: u32,
}

impl Stranger {
    pub(crate) fn new(app: &TestApp) -> Self {
        Self { browser: app.visitor(), used: 0 }
    }

    /// A browser at the next of the addresses.
    pub(crate) fn next(&mut self) -> Client {
        self.used += 1;
        self.browser.someone_else().at(&sites(self.used % ADDRESSES).to_string())
    }

    /// Guesses until the account is locked.
    async fn lock(&mut self, app: &TestApp, owner: &Applicant) {
        for _ in 0..20 {
            let account = account::Entity::find().filter(account::Column::UserId.eq(&owner.user_id));
            let account = account.one(app.db()).await.expect("an answer").expect("the account");
            if account.locked_until.is_some_and(|until| app.now() < until) {
                return;
            }
            self.next().log_in(&owner.user_id, WRONG).await;
        }
        panic!("the account cannot be locked");
    }

    /// Requests each kind of mail that anybody can request.
    async fn request_mails(&mut self, owner: &Applicant, times: usize) {
        for _ in 0..times {
            assert_eq!(codes(&forgot_password(&self.next(), owner).await), [""; 0]);
            assert_eq!(codes(&forgot_user_id(&self.next(), owner).await), [""; 0]);
        }
    }
}

pub(crate) async fn forgot_password(browser: &Client, owner: &Applicant) -> Value {
    let input = json!({ "userId": owner.user_id, "email": owner.email });
    browser.mutate("requestPasswordReset", "", input).await
}

async fn forgot_user_id(browser: &Client, owner: &Applicant) -> Value {
    let input = json!({ "email": owner.email, "name": "JOHN DOE" });
    browser.mutate("requestUserId", "", input).await
}

/// The kinds of mail that anybody can request for an account.
async fn both(app: &TestApp) -> (u64, u64) {
    (sent(app, Kind::PasswordResetLink).await, sent(app, Kind::UserIdReminder).await)
}

/// The address that was typed in the request that a mail answers.
async fn recipient(app: &TestApp, row: &outbox::Model) -> String {
    let id = row.link_id.expect("a request");
    if row.kind == Kind::UserIdReminder.name() {
        let request = user_id_request::Entity::find_by_id(id).one(app.db()).await.expect("an answer");
        return request.expect("the request").email_key;
    }
    let link = email_link::Entity::find_by_id(id).one(app.db()).await.expect("an answer");
    link.expect("the link").email_key
}

/// An owner in a browser that was never seen before asks for both mails. The stranger goes on meanwhile.
/// Within ten minutes both mails come, and the link opens the account, although the stranger locks it again.
async fn recovers(app: &TestApp, stranger: &mut Stranger, owner: &Applicant, visit: i32) {
    let (browser, before) = (app.visitor(), both(app).await);
    assert_eq!(codes(&forgot_password(&browser, owner).await), [""; 0], "visit {visit}");
    assert_eq!(codes(&forgot_user_id(&browser, owner).await), [""; 0], "visit {visit}");
    app.settle().await;
    for _ in 0..5 {
        stranger.request_mails(owner, 3).await;
        app.advance(TimeDelta::minutes(2)).await;
    }
    let after = both(app).await;
    assert!(before.0 < after.0 && before.1 < after.1, "visit {visit}: {before:?}, {after:?}");
    assert!(after.0 - before.0 <= 3 && after.1 - before.1 <= 3, "no flood: {before:?}, {after:?}");
    let mails = app.mails_to(&owner.email).await;
    let token = mails.iter().rev().find_map(Received::token).expect("a link");
    assert_eq!(browser.look_at(&token).await["state"], json!("OPEN"), "visit {visit}");
    let input = json!({ "token": token, "password": PASSWORD, "passwordConfirmation": PASSWORD });
    assert_eq!(codes(&browser.mutate("completePasswordReset", "userId", input).await), [""; 0]);
    stranger.lock(app, owner).await;
    let payload = browser.log_in_at_last(&owner.user_id, PASSWORD).await;
    assert_eq!(codes(&payload), [""; 0], "visit {visit}: the browser of the reset is known");
}

stories! {
    /// A week. Twice a day, at changing hours, each of three owners wants to get in: one with a browser that
    /// the account knows, one with an app, and one with neither.
    async fn a_week_of_a_strangers_efforts_keeps_nobody_out(app: TestApp) {
        let in_browser = app.applicant("browser@example.com").await;
        in_browser.log_in().await;
        in_browser.log_out().await;
        let in_app = app.applicant("app@example.com").await;
        let first = app_logs_in(&app, &in_app.user_id, PASSWORD, None).await;
        let device = first["deviceToken"].as_str().expect("a device token").to_owned();
        let neither = app.applicant("neither@example.com").await;
        let mut stranger = Stranger::new(&app);
        for visit in 0..14 {
            for _ in 0..3 {
                stranger.request_mails(&neither, 4).await;
                app.advance(TimeDelta::minutes(5)).await;
            }
            for owner in [&in_browser, &in_app, &neither] {
                stranger.lock(&app, owner).await;
                let refused = app.visitor().log_in_at_last(&owner.user_id, PASSWORD).await;
                assert_eq!(codes(&refused), ["INVALID_CREDENTIALS"], "visit {visit}: it is locked");
            }
            let payload = in_browser.browser.log_in_at_last(&in_browser.user_id, PASSWORD).await;
            assert_eq!(codes(&payload), [""; 0], "visit {visit}: the known browser");
            let payload = app_logs_in(&app, &in_app.user_id, PASSWORD, Some(&device)).await;
            assert_eq!(codes(&payload), [""; 0], "visit {visit}: the known app");
            recovers(&app, &mut stranger, &neither, visit).await;
            let until_next = if visit % 2 == 0 { 11 } else { 13 };
            app.advance(TimeDelta::hours(until_next) - TimeDelta::minutes(25)).await;
        }
    }

    /// However many clients request mails to an address, it gets three, and then one in ten minutes: always
    /// one whose link works. No answer tells, and officers see why a mail was not sent.
    async fn an_address_gets_three_mails_and_then_one_in_ten_minutes(app: TestApp) {
        let owner = app.applicant("a@example.com").await;
        let mut stranger = Stranger::new(&app);
        let all = async || {
            let (links, ids) = both(&app).await;
            [links, ids, sent(&app, Kind::RegistrationLink).await]
        };
        let before = all().await;
        let more = |count: u64| before.map(|before| before + count);
        for round in 0..4 {
            for _ in 0..8 {
                stranger.request_mails(&owner, 1).await;
                let payload = stranger.next().start_registration("new@example.com").await;
                assert_eq!(codes(&payload), [""; 0], "round {round}");
            }
            assert_eq!(all().await, more(3 + round), "round {round}");
            for address in ["a@example.com", "new@example.com"] {
                let mails = app.mails_to(address).await;
                let open = async |token: &String| app.visitor().look_at(token).await["state"] == json!("OPEN");
                let mut works = false;
                for token in mails.iter().filter_map(Received::token) {
                    works |= open(&token).await;
                }
                assert!(works, "round {round}: {address}");
            }
            app.advance(TimeDelta::minutes(10)).await;
            assert_eq!(all().await, more(4 + round), "round {round}: the newest has waited");
        }
        let held = outbox::Entity::find().filter(outbox::Column::LastError.eq(ADDRESS_QUOTA));
        let held = held.all(app.db()).await.expect("rows");
        // Of 32 mails of each kind, seven were sent, and one may wait, the newest. The others gave way to it.
        let mut seen = 0;
        for (kind, address) in [
            (Kind::PasswordResetLink, "a@example.com"),
            (Kind::UserIdReminder, "a@example.com"),
            (Kind::RegistrationLink, "new@example.com"),
        ] {
            let (mut gave_way, mut waiting) = (0, 0);
            for row in held.iter().filter(|row| row.kind == kind.name()) {
                assert_eq!(recipient(&app, row).await, address, "{kind:?}");
                match row.state {
                    State::Cancelled => gave_way += 1,
                    State::Retry => waiting += 1,
                    State::Sent => {}
                    other => panic!("{kind:?} is {other:?}"),
                }
            }
            assert!(gave_way > 0 && waiting <= 1, "{kind:?}: {gave_way} gave way, {waiting} wait");
            seen += held.iter().filter(|row| row.kind == kind.name()).count();
        }
        assert!(seen > 20 && seen == held.len(), "no mail of another kind was held: {seen}, {}", held.len());
    }

    /// A stranger who has taken a key has taken it from nobody who asks for something else, also in the same
    /// network. A person who repeats a request from another network, e.g. because the phone left the Wi-Fi,
    /// sends no second mail.
    async fn a_key_that_a_stranger_took_is_free_for_everybody_else(app: TestApp) {
        let owner = app.applicant("a@example.com").await;
        let input = |email: &str| json!({ "userId": owner.user_id, "email": email, "idempotencyKey": "1" });
        let mallory = app.visitor();
        let ask = async |browser: &Client, email: &str| {
            browser.mutate("requestPasswordReset", "", input(email)).await
        };
        assert_eq!(codes(&ask(&mallory, "m@example.com").await), [""; 0]);
        let neighbour = app.visitor().at("198.51.100.7");
        assert_eq!(codes(&ask(&neighbour, "n@example.com").await), [""; 0]);
        let alice = app.visitor().at("198.51.100.7");
        assert_eq!(codes(&ask(&alice, "a@example.com").await), [""; 0]);
        assert_eq!(sent(&app, Kind::PasswordResetLink).await, 1);
        let alice = app.visitor();
        assert_eq!(codes(&ask(&alice, "a@example.com").await), [""; 0]);
        assert_eq!(sent(&app, Kind::PasswordResetLink).await, 1, "the same request from elsewhere");
        for (name, fields, input) in [
            ("requestUserId", "", json!({ "email": "x@example.com", "name": "A", "idempotencyKey": "1" })),
            ("startRegistration", "sentTo", json!({
                "email": "x@example.com", "emailConfirmation": "x@example.com", "agreedTermsVersion": "2026-01",
                "idempotencyKey": "1",
            })),
        ] {
            assert_eq!(codes(&mallory.mutate(name, fields, input.clone()).await), [""; 0], "{name}");
            let mut others = input;
            others["email"] = json!("y@example.com");
            if name == "startRegistration" {
                others["emailConfirmation"] = json!("y@example.com");
            }
            assert_eq!(codes(&alice.mutate(name, fields, others).await), [""; 0], "{name}");
        }
    }

    /// A key holds no longer than what it made: once the link has expired, was replaced or was used, the same
    /// request sends another mail.
    async fn a_key_holds_no_longer_than_its_link(app: TestApp) {
        let owner = app.applicant("a@example.com").await;
        let browser = app.visitor();
        let input = json!({ "userId": owner.user_id, "email": owner.email, "idempotencyKey": "key" });
        let ask = async || {
            let payload = browser.mutate("requestPasswordReset", "", input.clone()).await;
            assert_eq!(codes(&payload), [""; 0]);
            sent(&app, Kind::PasswordResetLink).await
        };
        assert_eq!((ask().await, ask().await), (1, 1), "the same request");
        app.advance(TimeDelta::minutes(59)).await;
        assert_eq!(ask().await, 1);
        app.advance(TimeDelta::minutes(1)).await;
        assert_eq!((ask().await, ask().await), (2, 2), "the link's hour is over");
        forgot_password(&app.visitor(), &owner).await;
        assert_eq!(sent(&app, Kind::PasswordResetLink).await, 3);
        assert_eq!(ask().await, 3, "the key holds for its hour, so that it does not tell what became of the link");
        let token = newest(app.mails_to(&owner.email).await).token().expect("a link");
        let new = json!({ "token": token, "password": PASSWORD, "passwordConfirmation": PASSWORD });
        assert_eq!(codes(&app.visitor().mutate("completePasswordReset", "userId", new).await), [""; 0]);
        app.advance(TimeDelta::minutes(30)).await;
        assert_eq!(ask().await, 3, "nor whether it was used");
        app.advance(TimeDelta::minutes(30)).await;
        assert_eq!(ask().await, 4);

        let ids = json!({ "email": owner.email, "name": "JOHN DOE", "idempotencyKey": "key" });
        let ask = async || {
            browser.mutate("requestUserId", "", ids.clone()).await;
            sent(&app, Kind::UserIdReminder).await
        };
        assert_eq!((ask().await, ask().await), (1, 1));
        app.advance(TimeDelta::hours(2)).await;
        assert_eq!(ask().await, 2, "the mail is no longer tried");
    }
}
