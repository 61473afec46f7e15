//! Officers at their browsers, with a phone whose codes follow the story's clock.

use chrono::TimeDelta;
use entity::officer::{OfficerName, Role, open_by_name, role};
use sea_orm::EntityTrait;
use serde_json::{Value, json};
use server::audit::{Actor, RequestOrigin};
use server::officer::creation::{Invitation, Provisioning};
use totp_rs::Totp;
use uuid::Uuid;

use super::app::TestApp;
use super::client::{Client, codes, merged};

/// The password of every officer.
pub(crate) const OFFICER_PASSWORD: &str = "Himawari-2025=soba";

/// An officer of the bureau.
pub(crate) struct Officer {
    /// The officer's name.
    pub(crate) name: String,
    pub(crate) browser: Client,
    /// The enrolment code that was printed.
    pub(crate) enrolment_code: String,
    /// The recovery codes that enrolment showed.
    pub(crate) recovery_codes: Vec<String>,
    telephone: Totp,
}

impl Officer {
    /// Creates an officer with these roles, as the command does. The officer has not enrolled yet.
    pub(crate) async fn create(app: &TestApp, name: &str, roles: &[Role]) -> Self {
        let invitation = commanded(app, async |run| run.create(name, roles).await).await.expect("created");
        let officer = Self::invited(app, name, &invitation);
        // The command grants no roles once officers can grant them to each other. That would need two more
        // officers in every story.
        for wanted in roles.iter().filter(|role| !invitation.granted.contains(role)) {
            let name = OfficerName::parse(name).expect("a name");
            let row = open_by_name(&name).one(app.db()).await.expect("an answer").expect("the officer");
            let row = role::granted_by_command(Uuid::now_v7(), row.id, *wanted, app.now());
            role::Entity::insert(row).exec_without_returning(app.db()).await.expect("a role");
        }
        officer
    }

    /// Resets the officer, who must enrol again.
    pub(crate) async fn reset(&self, app: &TestApp) -> Self {
        let invitation = commanded(app, async |run| run.reset(&self.name).await).await.expect("reset");
        Self::invited(app, &self.name, &invitation)
    }

    /// An officer whom another officer invited, from the payload of that mutation.
    pub(crate) fn told(app: &TestApp, name: &str, payload: &Value) -> Self {
        let text = |field: &str| payload[field].as_str().expect("text").to_owned();
        let (uri, enrolment_code) = (text("telephoneUri"), text("enrolmentCode"));
        Self::invited(app, name, &Invitation { uri, enrolment_code, granted: Vec::new() })
    }

    fn invited(app: &TestApp, name: &str, invitation: &Invitation) -> Self {
        Self {
            name: name.to_owned(),
            browser: Client::new(&app.officer_base),
            enrolment_code: invitation.enrolment_code.clone(),
            recovery_codes: Vec::new(),
            telephone: Totp::from_url(&invitation.uri).expect("a URL that phones understand"),
        }
    }

    /// The code that the phone shows now.
    pub(crate) fn code(&self, app: &TestApp) -> String {
        self.telephone.generate(app.now().timestamp().unsigned_abs()).to_string()
    }

    /// Enrols with valid input, changed by `with`.
    pub(crate) async fn try_to_enrol(&self, app: &TestApp, with: Value) -> Value {
        let input = json!({
            "name": self.name, "enrolmentCode": self.enrolment_code, "totpCode": self.code(app),
            "password": OFFICER_PASSWORD, "passwordConfirmation": OFFICER_PASSWORD,
        });
        self.browser.mutate("completeEnrolment", "recoveryCodes", merged(input, with)).await
    }

    /// Enrols; panics if that fails. Then half a minute passes, because the phone's code is used up.
    pub(crate) async fn enrol(&mut self, app: &TestApp) {
        let payload = self.try_to_enrol(app, json!({})).await;
        assert_eq!(codes(&payload), [""; 0], "{payload}");
        let shown = payload["recoveryCodes"].as_array().expect("codes");
        self.recovery_codes = shown.iter().map(|code| code.as_str().expect("text").to_owned()).collect();
        app.advance(TimeDelta::seconds(30)).await;
    }

    /// Logs in with valid input, changed by `with`.
    pub(crate) async fn try_to_log_in(&self, app: &TestApp, with: Value) -> Value {
        let input = json!({ "name": self.name, "password": OFFICER_PASSWORD, "totpCode": self.code(app) });
        let fields = "viewer{officer{name roles}} sessionStatus{expiresAt absoluteExpiresAt} accessToken";
        self.browser.mutate("logIn", fields, with_second_factor(merged(input, with))).await
    }

    /// Logs in; panics if that fails.
    pub(crate) async fn log_in(&self, app: &TestApp) -> Value {
        let payload = self.try_to_log_in(app, json!({})).await;
        assert_eq!(codes(&payload), [""; 0], "{payload}");
        payload
    }

    /// The name of the officer who is logged in; `nobody` if there is none.
    pub(crate) async fn me(&self) -> String {
        let found = self.browser.run("{viewer{officer{name}}}", json!({})).await;
        found["viewer"]["officer"]["name"].as_str().unwrap_or("nobody").to_owned()
    }

    /// The ID of the officer with this name, as this officer's list has it; of an unknown name, an ID of nobody.
    pub(crate) async fn id_of(&self, name: &str) -> Value {
        let query = "{viewer{officers{items{id name}}}}";
        let found = self.browser.run(query, json!({})).await["viewer"]["officers"]["items"].clone();
        let officers = found.as_array().expect("officers");
        officers.iter().find(|officer| officer["name"] == name).map_or(json!("nobody"), |it| it["id"].clone())
    }

    /// Unlocks the officer, as the command does.
    pub(crate) async fn unlock(&self, app: &TestApp) {
        commanded(app, async |run| run.unlock(&self.name).await).await.expect("unlocked");
    }

    /// Closes the officer, as the command does.
    pub(crate) async fn close(&self, app: &TestApp) {
        commanded(app, async |run| run.close(&self.name).await).await.expect("closed");
    }
}

/// The input of a mutation, with its `totpCode` or `recoveryCode` as the second factor. Codes that are null are
/// left out.
pub(crate) fn with_second_factor(mut input: Value) -> Value {
    let fields = input.as_object_mut().expect("an input");
    let codes = ["totpCode", "recoveryCode"].map(|name| Some((name.to_owned(), fields.remove(name)?)));
    let given = codes.into_iter().flatten().filter(|(_, code)| !code.is_null());
    let factor = Value::Object(given.collect());
    fields.insert("secondFactor".to_owned(), factor);
    input
}

/// Runs an action as a command does.
async fn commanded<T>(app: &TestApp, action: impl AsyncFnOnce(Provisioning<'_>) -> T) -> T {
    let source = RequestOrigin::run(Uuid::now_v7());
    action(Provisioning {
        db: app.db(),
        keys: &app.app.keys,
        source: &source,
        by: Actor::System,
        now: app.now(),
    })
    .await
}
