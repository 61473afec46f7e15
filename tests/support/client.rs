//! Browsers: they send what a front end sends, over real HTTP, and keep cookies.

use std::collections::BTreeMap;
use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};
use std::sync::Mutex;
use std::sync::atomic::{AtomicU32, Ordering};
use std::time::Instant;

use serde_json::{Value, json};

use super::app::TestApp;
use super::process::LIMIT;
use super::received::Received;

/// A password that passes every rule.
pub(crate) const PASSWORD: &str = "Tsubaki-2025=hana";

/// A browser with its cookies.
pub(crate) struct Client {
    base: String,
    http: reqwest::Client,
    /// Its IP address as reported by the proxy, different for every browser.
    address: IpAddr,
    cookies: Mutex<BTreeMap<String, String>>,
    bearer: Option<String>,
}

/// An HTTP response.
pub(crate) struct Answer {
    /// The HTTP status code.
    pub(crate) status: u16,
    /// The headers, with names in lower case.
    pub(crate) headers: reqwest::header::HeaderMap,
    /// The body as text.
    pub(crate) text: String,
}

impl Answer {
    /// The body as JSON.
    pub(crate) fn json(&self) -> Value {
        serde_json::from_str(&self.text).unwrap_or_else(|_| panic!("not JSON: {}", self.text))
    }

    /// The code of the first top-level error.
    pub(crate) fn code(&self) -> String {
        self.json()["errors"][0]["extensions"]["code"].as_str().unwrap_or_default().to_owned()
    }

    /// The value of a header, or an empty string.
    pub(crate) fn header(&self, name: &str) -> &str {
        self.headers.get(name).map_or("", |value| value.to_str().expect("text"))
    }
}

/// An address in 100.64.0.0/10. 16,384 consecutive numbers give addresses in different /24 networks, because
/// neighbours share a limit.
pub(crate) fn elsewhere(number: u32) -> Ipv4Addr {
    Ipv4Addr::from_bits(0x6440_0001 + number % 0x4000 * 0x100 + number / 0x4000 % 0xfe)
}

/// One of the 256 networks of one household.
pub(crate) fn household(number: u32) -> Ipv6Addr {
    Ipv6Addr::from_bits((0x2001_0db8_0001_0f00 + u128::from(number % 256)) << 64 | 1)
}

/// An address in a different site for each number.
pub(crate) fn sites(number: u32) -> Ipv6Addr {
    Ipv6Addr::from_bits((0x2001_0000_0000 + u128::from(number)) << 80 | 1)
}

/// The number of browsers so far.
static CLIENTS: AtomicU32 = AtomicU32::new(0);

impl Client {
    /// A new browser without cookies.
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

    /// A new browser at another address, which shares the TCP connections of this one.
    pub(crate) fn someone_else(&self) -> Self {
        Self { http: self.http.clone(), ..Self::new(&self.base) }
    }

    /// A program that sends this token instead of a cookie.
    pub(crate) fn with_bearer(base: &str, token: &str) -> Self {
        Self { bearer: Some(token.to_owned()), ..Self::new(base) }
    }

    /// The same browser at another IP address, as reported by the proxy.
    pub(crate) fn at(self, address: &str) -> Self {
        Self { address: address.parse().expect("an address"), ..self }
    }

    /// All its cookies, by name.
    pub(crate) fn cookies(&self) -> BTreeMap<String, String> {
        self.cookies.lock().expect("not poisoned").clone()
    }

    /// The session cookie, as in a `Cookie` header.
    pub(crate) fn cookie(&self) -> Option<String> {
        let cookies = self.cookies.lock().expect("not poisoned");
        let session = cookies.iter().find(|(name, _)| name.ends_with("_session"));
        session.map(|(name, value)| format!("{name}={value}"))
    }

    /// Sets or removes the session cookie.
    pub(crate) fn set_cookie(&self, cookie: Option<&str>) {
        let mut cookies = self.cookies.lock().expect("not poisoned");
        match cookie.and_then(|pair| pair.split_once('=')) {
            Some((name, value)) => drop(cookies.insert(name.to_owned(), value.to_owned())),
            None => cookies.retain(|name, _| !name.ends_with("_session")),
        }
    }

    /// A request with this browser's cookies, token and address.
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

    /// Sends a request and stores the cookies of the response.
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

    /// Posts an operation and returns the response.
    pub(crate) async fn post(&self, query: &str, variables: Value) -> Answer {
        let body = json!({ "query": query, "variables": variables });
        self.send(self.request("POST", "/graphql").json(&body)).await
    }

    /// Runs an operation that must succeed, and returns its data.
    pub(crate) async fn run(&self, query: &str, variables: Value) -> Value {
        let answer = self.post(query, variables).await;
        let body = answer.json();
        assert!(body.get("errors").is_none(), "{query}: {}", answer.text);
        body["data"].clone()
    }

    /// Runs a mutation with one `input`, and returns its payload. `fields` are selected besides the errors.
    pub(crate) async fn mutate(&self, name: &str, fields: &str, input: Value) -> Value {
        let payload = self.try_to_mutate(name, fields, input).await;
        payload.unwrap_or_else(|answer| panic!("{name}: {}", answer.text))
    }

    /// Like [`Self::mutate`], or the response if the whole request failed.
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

    /// Enters an address twice and agrees to the terms.
    pub(crate) async fn start_registration(&self, email: &str) -> Value {
        let input = json!({ "email": email, "emailConfirmation": email, "agreedTermsVersion": "2026-01" });
        self.mutate("startRegistration", "sentTo", input).await
    }

    /// Looks up a link by its token.
    pub(crate) async fn look_at(&self, token: &str) -> Value {
        let query = "query($t:String!){emailLink(token:$t){state purpose expiresAt email}}";
        self.run(query, json!({ "t": token })).await["emailLink"].clone()
    }

    /// Registers with valid details, changed by `with`.
    pub(crate) async fn complete_registration(&self, token: &str, with: Value) -> Value {
        let fields = "confirmation{type name phoneNumber email} userId sentTo";
        self.mutate("completeRegistration", fields, merged(details(token), with)).await
    }

    /// Logs in, with a cookie for the session.
    pub(crate) async fn log_in(&self, user_id: &str, password: &str) -> Value {
        let fields = "viewer{userId name lastLoginAt} sessionStatus{now warnAt expiresAt absoluteExpiresAt} accessToken";
        self.mutate("logIn", fields, json!({ "userId": user_id, "password": password })).await
    }

    /// Like [`Self::log_in`], repeated while the server is overloaded, as it may be on a slow machine.
    pub(crate) async fn log_in_at_last(&self, user_id: &str, password: &str) -> Value {
        let began = Instant::now();
        loop {
            let payload = self.log_in(user_id, password).await;
            if codes(&payload) != ["OVERLOADED"] || began.elapsed() > LIMIT {
                return payload;
            }
        }
    }

    /// The viewer as the server sees it; null if nobody is logged in.
    pub(crate) async fn viewer(&self) -> Value {
        self.run("{viewer{userId}}", json!({})).await["viewer"].clone()
    }
}

/// Details that pass every rule.
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

/// `base` with the members of `with` added or replaced.
pub(crate) fn merged(mut base: Value, with: Value) -> Value {
    let (Value::Object(under), Value::Object(over)) = (&mut base, with) else { panic!("objects") };
    under.extend(over);
    base
}

/// The codes of a payload's errors, in order.
pub(crate) fn codes(payload: &Value) -> Vec<String> {
    let errors = payload["errors"].as_array().expect("a list of errors");
    errors.iter().map(|error| error["code"].as_str().expect("a code").to_owned()).collect()
}

/// The errors of a payload as `path code`, in order.
pub(crate) fn faults(payload: &Value) -> Vec<String> {
    let errors = payload["errors"].as_array().expect("a list of errors");
    let text = |error: &Value| {
        let path = error["path"].as_array().expect("a path");
        let path: Vec<_> = path.iter().skip(1).map(|part| part.as_str().expect("text")).collect();
        format!("{} {}", path.join("."), error["code"].as_str().expect("a code"))
    };
    errors.iter().map(text).collect()
}

/// A person with an account.
pub(crate) struct Applicant {
    pub(crate) user_id: String,
    /// The registered e-mail address.
    pub(crate) email: String,
    pub(crate) browser: Client,
}

impl Applicant {
    /// Registers with the link in the mail.
    pub(crate) async fn register(app: &TestApp, email: &str) -> Self {
        let browser = app.visitor();
        app.settle().await; // another mail to the address, queued before, may otherwise be sent after this one
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

    /// Logs in; panics if that fails.
    pub(crate) async fn log_in(&self) -> Value {
        let payload = self.browser.log_in(&self.user_id, PASSWORD).await;
        assert_eq!(codes(&payload), [""; 0], "{payload}");
        payload
    }

    pub(crate) async fn log_out(&self) -> Value {
        let query = "mutation{logOut{errors{__typename ... on UserError{code message path}}}}";
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

/// The newest of some mails; panics if there is none.
pub(crate) fn newest(mut mails: Vec<Received>) -> Received {
    mails.pop().expect("a mail")
}
