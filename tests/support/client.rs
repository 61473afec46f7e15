//! People at their browsers: they send what a front end sends, over real HTTP, and keep a cookie.

use std::collections::BTreeMap;
use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};
use std::sync::Mutex;
use std::sync::atomic::{AtomicU32, Ordering};
use std::time::Instant;

use serde_json::{Value, json};

use super::app::TestApp;
use super::process::LIMIT;
use super::received::Received;

/// A password that every rule accepts.
pub(crate) const PASSWORD: &str = "Tsubaki-2025=hana";

/// One browser.
pub(crate) struct Client {
    base: String,
    http: reqwest::Client,
    /// Where it is said to be, by the proxy in front: somewhere else than every other browser.
    address: IpAddr,
    cookies: Mutex<BTreeMap<String, String>>,
    bearer: Option<String>,
}

/// An answer as it came.
pub(crate) struct Answer {
    /// The status code.
    pub(crate) status: u16,
    /// The headers, names in lower case.
    pub(crate) headers: reqwest::header::HeaderMap,
    /// The body.
    pub(crate) text: String,
}

impl Answer {
    /// The body as JSON.
    pub(crate) fn json(&self) -> Value {
        serde_json::from_str(&self.text).unwrap_or_else(|_| panic!("not JSON: {}", self.text))
    }

    /// The code of the first error of the whole request.
    pub(crate) fn code(&self) -> String {
        self.json()["errors"][0]["extensions"]["code"].as_str().unwrap_or_default().to_owned()
    }

    /// A header's text.
    pub(crate) fn header(&self, name: &str) -> &str {
        self.headers.get(name).map_or("", |value| value.to_str().expect("text"))
    }
}

/// An address in 100.64.0.0/10; of 16,384 in a row each in 24 bits of its own, for neighbours are counted together.
pub(crate) fn elsewhere(number: u32) -> Ipv4Addr {
    Ipv4Addr::from_bits(0x6440_0001 + number % 0x4000 * 0x100 + number / 0x4000 % 0xfe)
}

/// One of 256 networks of one household.
pub(crate) fn household(number: u32) -> Ipv6Addr {
    Ipv6Addr::from_bits((0x2001_0db8_0001_0f00 + u128::from(number % 256)) << 64 | 1)
}

/// A site of its own for each.
pub(crate) fn sites(number: u32) -> Ipv6Addr {
    Ipv6Addr::from_bits((0x2001_0000_0000 + u128::from(number)) << 80 | 1)
}

/// How many browsers there are so far.
static CLIENTS: AtomicU32 = AtomicU32::new(0);

impl Client {
    /// A browser that has never been there.
    pub(crate) fn new(base: &str) -> Self {
        let http = reqwest::Client::builder().redirect(reqwest::redirect::Policy::none()).build();
        let number = CLIENTS.fetch_add(1, Ordering::Relaxed);
        Self {
            base: base.to_owned(),
            http: http.expect("a client"),
            address: elsewhere(number).into(),
            cookies: Mutex::default(),
            bearer: None,
        }
    }

    /// A browser somewhere else that talks to the same server, over the connections of this one.
    pub(crate) fn someone_else(&self) -> Self {
        Self { http: self.http.clone(), ..Self::new(&self.base) }
    }

    /// An app that shows this token instead of a cookie.
    pub(crate) fn with_bearer(base: &str, token: &str) -> Self {
        Self { bearer: Some(token.to_owned()), ..Self::new(base) }
    }

    /// The same at an address of its own, as a proxy tells the server.
    pub(crate) fn at(self, address: &str) -> Self {
        Self { address: address.parse().expect("an address"), ..self }
    }

    /// All cookies that it holds: names and values.
    pub(crate) fn cookies(&self) -> BTreeMap<String, String> {
        self.cookies.lock().expect("not poisoned").clone()
    }

    /// The session's cookie as a header shows it.
    pub(crate) fn cookie(&self) -> Option<String> {
        let cookies = self.cookies.lock().expect("not poisoned");
        let session = cookies.iter().find(|(name, _)| name.ends_with("_session"));
        session.map(|(name, value)| format!("{name}={value}"))
    }

    /// Puts the session's cookie into the browser, or takes it out.
    pub(crate) fn set_cookie(&self, cookie: Option<&str>) {
        let mut cookies = self.cookies.lock().expect("not poisoned");
        match cookie.and_then(|pair| pair.split_once('=')) {
            Some((name, value)) => drop(cookies.insert(name.to_owned(), value.to_owned())),
            None => cookies.retain(|name, _| !name.ends_with("_session")),
        }
    }

    /// A request to begin with, with what this browser shows of itself.
    pub(crate) fn request(&self, method: &str, path: &str) -> reqwest::RequestBuilder {
        let method = method.parse().expect("a method");
        let mut request = self.http.request(method, format!("{}{path}", self.base));
        request = request.header("x-forwarded-for", self.address.to_string());
        let cookies = self.cookies.lock().expect("not poisoned").clone();
        if !cookies.is_empty() {
            let pairs: Vec<_> = cookies.iter().map(|(name, value)| format!("{name}={value}")).collect();
            request = request.header("cookie", pairs.join("; "));
        }
        if let Some(token) = &self.bearer {
            request = request.bearer_auth(token);
        }
        request
    }

    /// Sends a request and takes up the cookie of the answer.
    pub(crate) async fn send(&self, request: reqwest::RequestBuilder) -> Answer {
        let response = request.send().await.expect("an answer");
        let (status, headers) = (response.status().as_u16(), response.headers().clone());
        for cookie in headers.get_all("set-cookie") {
            let pair = cookie.to_str().expect("text").split(';').next().expect("a pair");
            match pair.split_once('=').expect("a pair") {
                (name, "") => drop(self.cookies.lock().expect("not poisoned").remove(name)),
                _ => self.set_cookie(Some(pair)),
            }
        }
        Answer { status, headers, text: response.text().await.expect("a body") }
    }

    /// Posts an operation, and answers as it came.
    pub(crate) async fn post(&self, query: &str, variables: Value) -> Answer {
        let body = json!({ "query": query, "variables": variables });
        self.send(self.request("POST", "/graphql").json(&body)).await
    }

    /// Carries out an operation that must be carried out; answers with its data.
    pub(crate) async fn run(&self, query: &str, variables: Value) -> Value {
        let answer = self.post(query, variables).await;
        let body = answer.json();
        assert!(body.get("errors").is_none(), "{query}: {}", answer.text);
        body["data"].clone()
    }

    /// Carries out a mutation of one `input`; answers with its payload. `fields` are what to read of it
    /// besides the errors.
    pub(crate) async fn mutate(&self, name: &str, fields: &str, input: Value) -> Value {
        let payload = self.try_to_mutate(name, fields, input).await;
        payload.unwrap_or_else(|answer| panic!("{name}: {}", answer.text))
    }

    /// The same, or the answer where the whole request failed.
    pub(crate) async fn try_to_mutate(
        &self,
        name: &str,
        fields: &str,
        input: Value,
    ) -> Result<Value, Answer> {
        let kind = format!("{}{}Input", name[..1].to_uppercase(), &name[1..]);
        let query = format!(
            "mutation($input:{kind}!){{{name}(input:$input){{{fields} errors{{__typename ... on UserError{{\
             code message path}}}}}}}}"
        );
        let answer = self.post(&query, json!({ "input": input })).await;
        if answer.json().get("errors").is_some() {
            return Err(answer);
        }
        Ok(answer.json()["data"][name].clone())
    }

    /// Enters an address, twice, and agrees to the terms.
    pub(crate) async fn start_registration(&self, email: &str) -> Value {
        let input = json!({ "email": email, "emailConfirmation": email, "agreedTermsVersion": "2026-01" });
        self.mutate("startRegistration", "sentTo", input).await
    }

    /// Looks at a link.
    pub(crate) async fn look_at(&self, token: &str) -> Value {
        let query = "query($t:String!){emailLink(token:$t){state purpose expiresAt email}}";
        self.run(query, json!({ "t": token })).await["emailLink"].clone()
    }

    /// Registers with good details, changed by `with`.
    pub(crate) async fn complete_registration(&self, token: &str, with: Value) -> Value {
        let fields = "confirmation{type name phoneNumber email} userId sentTo";
        self.mutate("completeRegistration", fields, merged(details(token), with)).await
    }

    /// Logs in by cookie.
    pub(crate) async fn log_in(&self, user_id: &str, password: &str) -> Value {
        let fields =
            "viewer{userId name lastLoginAt} session{now warnAt expiresAt absoluteExpiresAt} accessToken";
        self.mutate("logIn", fields, json!({ "userId": user_id, "password": password })).await
    }

    /// The same, again and again while the server has too much to do, as many at once on a slow machine are told.
    pub(crate) async fn log_in_at_last(&self, user_id: &str, password: &str) -> Value {
        let began = Instant::now();
        loop {
            let payload = self.log_in(user_id, password).await;
            if codes(&payload) != ["OVERLOADED"] || began.elapsed() > LIMIT {
                return payload;
            }
        }
    }

    /// Who the server says is there; null for nobody.
    pub(crate) async fn viewer(&self) -> Value {
        self.run("{viewer{userId}}", json!({})).await["viewer"].clone()
    }
}

/// Details that every rule accepts.
pub(crate) fn details(token: &str) -> Value {
    json!({
        "token": token,
        "type": "FOREIGN_NATIONAL",
        "name": "JOHN DOE",
        "phoneNumber": "03-1234-5678",
        "password": PASSWORD,
        "passwordConfirmation": PASSWORD,
    })
}

/// `base` with the members of `with` put over it.
pub(crate) fn merged(mut base: Value, with: Value) -> Value {
    let (Value::Object(under), Value::Object(over)) = (&mut base, with) else { panic!("objects") };
    under.extend(over);
    base
}

/// The codes of a payload's errors, in their order.
pub(crate) fn codes(payload: &Value) -> Vec<String> {
    let errors = payload["errors"].as_array().expect("a list of errors");
    errors.iter().map(|error| error["code"].as_str().expect("a code").to_owned()).collect()
}

/// The errors of a payload as `path code`, in their order.
pub(crate) fn faults(payload: &Value) -> Vec<String> {
    let errors = payload["errors"].as_array().expect("a list of errors");
    let text = |error: &Value| {
        let path = error["path"].as_array().expect("a path");
        let path: Vec<_> = path.iter().skip(1).map(|part| part.as_str().expect("text")).collect();
        format!("{} {}", path.join("."), error["code"].as_str().expect("a code"))
    };
    errors.iter().map(text).collect()
}

/// Someone with an account.
pub(crate) struct Applicant {
    /// The user ID.
    pub(crate) user_id: String,
    /// The address.
    pub(crate) email: String,
    /// The browser.
    pub(crate) browser: Client,
}

impl Applicant {
    /// Registers by the link in the mail.
    pub(crate) async fn register(app: &TestApp, email: &str) -> Self {
        let browser = app.visitor();
        let started = browser.start_registration(email).await;
        assert_eq!(codes(&started), [""; 0]);
        let mail = newest(app.mails_to(email).await);
        let token = mail.token().expect("a link in the mail");
        let payload = browser.complete_registration(&token, json!({})).await;
        assert_eq!(codes(&payload), [""; 0], "{payload}");
        let user_id = payload["userId"].as_str().expect("a user ID").to_owned();
        app.settle().await;
        Self { user_id, email: email.to_owned(), browser }
    }

    /// Logs in by cookie; it must succeed.
    pub(crate) async fn log_in(&self) -> Value {
        let payload = self.browser.log_in(&self.user_id, PASSWORD).await;
        assert_eq!(codes(&payload), [""; 0], "{payload}");
        payload
    }

    /// Logs out.
    pub(crate) async fn log_out(&self) -> Value {
        let query = "mutation{logOut{loggedOut errors{__typename ... on UserError{code message path}}}}";
        self.browser.run(query, json!({})).await["logOut"].clone()
    }

    /// A page of the receipt list.
    pub(crate) async fn receipts(&self, arguments: &str) -> Value {
        let query = format!(
            "{{viewer{{receipts{arguments}{{asOf items{{certificateNumber requestedAt registeredAt status \
             issuedOn validUntil isPastValidity}} pageInfo{{page perPage perPageOptions totalItems \
             totalPages}}}}}}}}"
        );
        self.browser.run(&query, json!({})).await["viewer"]["receipts"].clone()
    }

    /// Registers the receipt of a certificate.
    pub(crate) async fn register_receipt(&self, number: &str) -> Value {
        let fields = "receipt{certificateNumber status registeredAt}";
        self.browser.mutate("registerReceipt", fields, json!({ "certificateNumber": number })).await
    }
}

/// The last of some mails.
pub(crate) fn newest(mut mails: Vec<Received>) -> Received {
    mails.pop().expect("a mail")
}
