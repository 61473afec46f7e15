//! Requests that may concern an account do the same work whether it exists or not: the statements sent to the
//! database are compared (I16, I20).

use std::sync::{Arc, Mutex};

use entity::certificate::check_code;
use serde_json::{Value, json};
use server::rate_limit::RateLimits;

use crate::support::beside::Beside;
use crate::support::{Applicant, Client, PASSWORD, TestApp, stories};

/// The statements that were sent, without their values.
type Sent = Arc<Mutex<Vec<String>>>;

/// Another server on the app's database, whose statements are recorded.
struct Watched {
    server: Beside,
    sent: Sent,
}

impl Watched {
    async fn beside(app: &TestApp) -> Self {
        let (mut db, sent) = (app.db().clone(), Sent::default());
        let noted = Arc::clone(&sent);
        db.set_metric_callback(move |info| {
            noted.lock().expect("not poisoned").push(info.statement.sql.clone());
        });
        Self { server: Beside::start(app, db, RateLimits::On).await, sent }
    }

    /// The statements of a mutation by a new browser, and its answer.
    async fn work(
        &self,
        device: Option<&str>,
        name: &str,
        fields: &str,
        input: Value,
    ) -> (Vec<String>, Value) {
        let browser = Client::new(&self.server.base);
        browser.set_cookie(device);
        self.sent.lock().expect("not poisoned").clear();
        let payload = browser.mutate(name, fields, input).await;
        (std::mem::take(&mut *self.sent.lock().expect("not poisoned")), payload)
    }

    /// The statements of a check of a print by a new browser, and the status that it answers.
    async fn check(&self, number: &str, code: &str) -> (Vec<String>, Value) {
        let query =
            "query($n:String!,$c:String!){certificateCheck(certificateNumber:$n,code:$c){check{status}}}";
        let browser = Client::new(&self.server.base);
        self.sent.lock().expect("not poisoned").clear();
        let data = browser.run(query, json!({ "n": number, "c": code })).await;
        let sent = std::mem::take(&mut *self.sent.lock().expect("not poisoned"));
        (sent, data["certificateCheck"]["check"]["status"].clone())
    }
}

/// The device cookie of a browser, under the name that the second server reads.
fn device_of(applicant: &Applicant) -> String {
    let request = applicant.browser.request("POST", "/graphql").build().expect("a request");
    let cookies = request.headers()["cookie"].to_str().expect("text").to_owned();
    let device = cookies.split("; ").find_map(|pair| pair.split_once("uketori_device="));
    format!("__Host-uketori_device={}", device.expect("the cookie").1)
}

stories! {
    /// Registration, forgotten ID, forgotten password: the statements and the answer are the same for free or
    /// taken, known, unknown or mismatched data.
    async fn a_request_for_a_mail_is_the_same_work_for_everyone(app: TestApp) {
        app.applicant("a@example.com").await;
        let known = app.applicant("b@example.com").await;
        let watched = Watched::beside(&app).await;
        let register = |email: &str| {
            json!({ "email": email, "emailConfirmation": email, "agreedTermsVersion": "2026-01" })
        };
        let (expected, _) = watched.work(None, "startRegistration", "sentTo", register("new@example.com")).await;
        let (taken, _) = watched.work(None, "startRegistration", "sentTo", register("a@example.com")).await;
        assert!(!expected.is_empty());
        assert_eq!(taken, expected);

        let forgot = |email: &str, name: &str| json!({ "email": email, "name": name });
        let expected = watched.work(None, "requestUserId", "", forgot("x@example.com", "JOHN DOE")).await;
        for (email, name) in [("a@example.com", "JOHN DOE"), ("b@example.com", "JANE DOE")] {
            assert_eq!(watched.work(None, "requestUserId", "", forgot(email, name)).await, expected);
        }

        let forgot = |user_id: &str, email: &str| json!({ "userId": user_id, "email": email });
        let unknown = forgot("abcde99999", "y@example.com");
        let expected = watched.work(None, "requestPasswordReset", "", unknown).await;
        for (user_id, email) in
            [(known.user_id.as_str(), "b@example.com"), (&known.user_id, "a@example.com"), ("abcde99999", "b@example.com")]
        {
            let input = forgot(user_id, email);
            assert_eq!(watched.work(None, "requestPasswordReset", "", input).await, expected);
        }
    }

    /// A check of a print with a wrong code asks the database nothing, whether there is such a certificate or
    /// not. Only the right code leads to it.
    async fn a_check_with_a_wrong_code_is_no_work_for_the_database(app: TestApp) {
        let applicant = app.applicant("a@example.com").await;
        app.issue(&applicant, "TEST25-000001").await;
        let watched = Watched::beside(&app).await;
        let code = |number: &str| check_code::of(&app.app.link_keys, number);
        for (number, code) in [
            ("TEST25-000001", "0000-0000-0000".to_owned()),
            ("TEST25-000009", "0000-0000-0000".to_owned()),
            ("TEST25-000009", code("TEST25-000001")),
            ("TEST25-000001", "x".repeat(1_000)),
            ("no number", code("TEST25-000001")),
        ] {
            assert_eq!(watched.check(number, &code).await, (vec![], json!("NOT_FOUND")), "{number} {code}");
        }
        let (sent, status) = watched.check("TEST25-000001", &code("TEST25-000001")).await;
        assert!(status == "VALID" && !sent.is_empty(), "{status}: {sent:?}");
    }

    /// Before the minimum time of refused logins begins, nothing is read that depends on the account; also
    /// with a browser's cookie, real or made up.
    async fn what_a_login_reads_first_does_not_depend_on_the_account(app: TestApp) {
        let (known, own) = (app.applicant("a@example.com").await, app.applicant("b@example.com").await);
        own.log_in().await;
        let watched = Watched::beside(&app).await;
        let (own, invented) = (device_of(&own), format!("__Host-uketori_device={}", "A".repeat(43)));
        for (device, reads) in [(own, 2), (invented, 1)] {
            let mut first = Vec::new();
            for user_id in ["abcde99999", &known.user_id] {
                let input = json!({ "userId": user_id, "password": "Wrong-2025=hana" });
                let (sent, _) = watched.work(Some(&device), "logIn", "viewer{userId}", input).await;
                first.push(sent.into_iter().take(reads).collect::<Vec<_>>());
            }
            assert_eq!(first[0], first[1]);
            assert!(first[0][0].contains("known_device"), "{first:?}");
        }
        assert_ne!(known.log_in().await["viewer"], Value::Null, "{PASSWORD}");
    }
}
