//! What the guide for front ends promises about known devices, by what happens: browsers with their cookie,
//! apps with their token (`docs/FRONTEND.md`, "Cookies and origins" and "Apps").

use chrono::TimeDelta;
use entity::known_device;
use entity::outbox::{self, Kind, State};
use sea_orm::{ColumnTrait, EntityTrait, PaginatorTrait, QueryFilter};
use serde_json::{Value, json};

use crate::support::client::{Answer, codes, newest};
use crate::support::{Applicant, Client, PASSWORD, TestApp, stories};

const WRONG: &str = "Wrong-2025=hana";

/// An app, wherever it is now: it keeps no cookies, and sends its device token, if it has one.
pub(crate) async fn app_sends(
    app: &TestApp,
    device: Option<&str>,
    name: &str,
    fields: &str,
    input: Value,
) -> Value {
    let kind = format!("{}{}Input", name[..1].to_uppercase(), &name[1..]);
    let query =
        format!("mutation($i:{kind}!){{{name}(input:$i){{{fields} errors{{... on UserError{{code}}}}}}}}");
    let body = json!({ "query": query, "variables": { "i": input } });
    let phone = app.visitor();
    let mut request = phone.request("POST", "/graphql").json(&body);
    if let Some(device) = device {
        request = request.header("uketori-device", device);
    }
    let answer: Answer = phone.send(request).await;
    assert!(phone.cookies().is_empty(), "an app gets no cookie");
    answer.json()["data"][name].clone()
}

/// Logs in from an app.
pub(crate) async fn app_logs_in(app: &TestApp, user_id: &str, password: &str, device: Option<&str>) -> Value {
    let input = json!({ "userId": user_id, "password": password, "delivery": "BEARER" });
    loop {
        let payload = app_sends(app, device, "logIn", "accessToken deviceToken", input.clone()).await;
        if codes(&payload) != ["OVERLOADED"] {
            return payload;
        }
    }
}

fn device_of(payload: &Value) -> String {
    assert_eq!(codes(payload), [""; 0], "{payload}");
    payload["deviceToken"].as_str().expect("a device token").to_owned()
}

/// A stranger locks the account: another browser of the owner's is refused.
async fn lock(app: &TestApp, owner: &Applicant) {
    for _ in 0..5 {
        assert_eq!(codes(&app.visitor().log_in(&owner.user_id, WRONG).await), ["INVALID_CREDENTIALS"]);
    }
    assert_eq!(codes(&app.visitor().log_in(&owner.user_id, PASSWORD).await), ["INVALID_CREDENTIALS"]);
}

/// How many mails of this kind were sent.
pub(crate) async fn sent(app: &TestApp, kind: Kind) -> u64 {
    app.settle().await;
    let rows = outbox::Entity::find()
        .filter(outbox::Column::Kind.eq(kind.name()))
        .filter(outbox::Column::State.eq(State::Sent));
    rows.count(app.db()).await.expect("a count")
}

stories! {
    /// Each login of an app returns its device token, with which it gets in although the account is locked.
    /// Without the token it is a stranger. The token works after a logout and from any network.
    async fn an_app_is_known_by_its_device_token(app: TestApp) {
        let owner = app.applicant("a@example.com").await;
        let first = app_logs_in(&app, &owner.user_id, PASSWORD, None).await;
        let device = device_of(&first);
        let phone = Client::with_bearer(&app.base, first["accessToken"].as_str().expect("a token"));
        phone.run("mutation{logOut{errors{__typename}}}", json!({})).await;
        lock(&app, &owner).await;
        let refused = app_logs_in(&app, &owner.user_id, PASSWORD, None).await;
        assert_eq!(codes(&refused), ["INVALID_CREDENTIALS"]);
        for _ in 0..3 {
            let again = app_logs_in(&app, &owner.user_id, PASSWORD, Some(&device)).await;
            assert_eq!(device_of(&again), device, "the token to keep");
        }
        let other = app.applicant("b@example.com").await;
        lock(&app, &other).await;
        let refused = app_logs_in(&app, &other.user_id, PASSWORD, Some(&device)).await;
        assert_eq!(codes(&refused), ["INVALID_CREDENTIALS"], "it is known to one account");
    }

    /// The app's own wrong passwords lock the app alone.
    async fn a_known_app_is_locked_by_itself(app: TestApp) {
        let owner = app.applicant("a@example.com").await;
        let device = device_of(&app_logs_in(&app, &owner.user_id, PASSWORD, None).await);
        for _ in 0..5 {
            app_logs_in(&app, &owner.user_id, WRONG, Some(&device)).await;
        }
        let refused = app_logs_in(&app, &owner.user_id, PASSWORD, Some(&device)).await;
        assert_eq!(codes(&refused), ["INVALID_CREDENTIALS"]);
        assert_eq!(codes(&app.visitor().log_in(&owner.user_id, PASSWORD).await), [""; 0]);
        app.advance(TimeDelta::hours(24)).await;
        device_of(&app_logs_in(&app, &owner.user_id, PASSWORD, Some(&device)).await);
    }

    /// In a session that is open, the password can be entered again although strangers have locked the
    /// account.
    async fn a_known_app_enters_its_password_again_in_spite_of_a_lock(app: TestApp) {
        let owner = app.applicant("a@example.com").await;
        let payload = app_logs_in(&app, &owner.user_id, PASSWORD, None).await;
        let (device, token) = (device_of(&payload), payload["accessToken"].as_str().expect("a token").to_owned());
        lock(&app, &owner).await;
        let phone = Client::with_bearer(&app.base, &token);
        let query = "mutation($p:String!){reauthenticate(input:{password:$p}){accessToken errors{... on \
                     UserError{code}}}}";
        let body = json!({ "query": query, "variables": { "p": PASSWORD } });
        let without = phone.send(phone.request("POST", "/graphql").json(&body)).await.json();
        assert_ne!(codes(&without["data"]["reauthenticate"]), [""; 0], "it is locked");
        let request = phone.request("POST", "/graphql").header("uketori-device", &device).json(&body);
        let with = phone.send(request).await.json();
        assert_eq!(codes(&with["data"]["reauthenticate"]), [""; 0]);
    }

    /// Known for 180 days after the last login; neither token nor cookie gives access by itself; ten browsers
    /// and ten apps, and neither displace the others.
    async fn a_device_is_known_for_180_days_and_opens_nothing(app: TestApp) {
        let owner = app.applicant("a@example.com").await;
        owner.log_in().await;
        owner.log_out().await;
        assert_eq!(owner.browser.viewer().await, Value::Null, "the cookie alone opens nothing");
        let device = device_of(&app_logs_in(&app, &owner.user_id, PASSWORD, None).await);
        assert_eq!(Client::with_bearer(&app.base, &device).viewer().await, Value::Null);
        for _ in 0..12 {
            device_of(&app_logs_in(&app, &owner.user_id, PASSWORD, None).await);
        }
        let known = known_device::Entity::find().all(app.db()).await.expect("devices");
        let apps = known.iter().filter(|device| device.is_app).count();
        assert_eq!((apps, known.len() - apps), (10, 1));
        lock(&app, &owner).await;
        owner.log_in().await;
        app.advance(TimeDelta::days(180)).await;
        assert_eq!(codes(&owner.browser.log_in(&owner.user_id, PASSWORD).await), [""; 0], "a new one, not locked");
    }

    /// A reset in an app forgets all others, and gives that app a new token. So does the same request, if its
    /// answer was lost.
    async fn a_reset_in_an_app_makes_that_app_known(app: TestApp) {
        let owner = app.applicant("a@example.com").await;
        owner.log_in().await;
        let old = device_of(&app_logs_in(&app, &owner.user_id, PASSWORD, None).await);
        let forgot = json!({ "userId": owner.user_id, "email": owner.email });
        app_sends(&app, Some(&old), "requestPasswordReset", "", forgot).await;
        let token = newest(app.mails_to(&owner.email).await).token().expect("a link");
        let input = json!({
            "token": token, "password": PASSWORD, "passwordConfirmation": PASSWORD, "delivery": "BEARER",
        });
        let fields = "deviceToken";
        let lost = app_sends(&app, Some(&old), "completePasswordReset", fields, input.clone()).await;
        let again = app_sends(&app, Some(&old), "completePasswordReset", fields, input).await;
        lock(&app, &owner).await;
        for device in [device_of(&lost), device_of(&again)] {
            assert_ne!(device, old);
            device_of(&app_logs_in(&app, &owner.user_id, PASSWORD, Some(&device)).await);
        }
        let forgotten = app_logs_in(&app, &owner.user_id, PASSWORD, Some(&old)).await;
        assert_eq!(codes(&forgotten), ["INVALID_CREDENTIALS"]);
        assert_eq!(codes(&owner.browser.log_in(&owner.user_id, PASSWORD).await), ["INVALID_CREDENTIALS"]);
    }

    /// However often the request of a reset is repeated, no more than ten apps are known.
    async fn a_repeated_reset_adds_no_devices_beyond_the_maximum(app: TestApp) {
        let owner = app.applicant("a@example.com").await;
        let forgot = json!({ "userId": owner.user_id, "email": owner.email });
        app.visitor().mutate("requestPasswordReset", "", forgot).await;
        let token = newest(app.mails_to(&owner.email).await).token().expect("a link");
        let input = json!({
            "token": token, "password": PASSWORD, "passwordConfirmation": PASSWORD, "delivery": "BEARER",
        });
        let mut last = String::new();
        for _ in 0..known_device::MAX_KNOWN + 2 {
            let set = app_sends(&app, None, "completePasswordReset", "deviceToken", input.clone()).await;
            last = device_of(&set);
        }
        let known = known_device::Entity::find().filter(known_device::Column::IsApp.eq(true));
        let known = known.all(app.db()).await.expect("rows");
        let is_last = |app: &&known_device::Model| app.token_digest == known_device::digest(&last);
        let account = known.iter().find(is_last).expect("the last one is known").account_id;
        let of_account = known.iter().filter(|app| app.account_id == account);
        assert_eq!(of_account.count(), known_device::MAX_KNOWN);
    }

    /// Requests for mails from a known device have room of their own, where they are made and where the mails
    /// are sent: while a stranger uses up the address, a browser and an app get their mails at once.
    async fn a_known_device_has_room_of_its_own(app: TestApp) {
        let owner = app.applicant("a@example.com").await;
        owner.log_in().await;
        let device = device_of(&app_logs_in(&app, &owner.user_id, PASSWORD, None).await);
        let forgot = json!({ "userId": owner.user_id, "email": owner.email });
        let ids = json!({ "email": owner.email, "name": "JOHN DOE" });
        for _ in 0..8 {
            app.visitor().mutate("requestPasswordReset", "", forgot.clone()).await;
            app.visitor().mutate("requestUserId", "", ids.clone()).await;
        }
        assert_eq!((sent(&app, Kind::PasswordResetLink).await, sent(&app, Kind::UserIdReminder).await), (3, 3));
        let payload = owner.browser.mutate("requestPasswordReset", "", forgot.clone()).await;
        assert_eq!(codes(&payload), [""; 0]);
        let payload = owner.browser.mutate("requestUserId", "", ids).await;
        assert_eq!(codes(&payload), [""; 0]);
        assert_eq!((sent(&app, Kind::PasswordResetLink).await, sent(&app, Kind::UserIdReminder).await), (4, 4));
        let payload = app_sends(&app, Some(&device), "requestPasswordReset", "", forgot).await;
        assert_eq!(codes(&payload), [""; 0]);
        assert_eq!(sent(&app, Kind::PasswordResetLink).await, 5);
        let token = newest(app.mails_to(&owner.email).await).token().expect("a link");
        assert_eq!(app.visitor().look_at(&token).await["state"], json!("OPEN"));
    }
}
