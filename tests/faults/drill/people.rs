//! The people who use the installation during a drill, and what they request through the proxy. A request
//! either gets the right answer or has failed; nothing here retries.

use std::net::IpAddr;
use std::sync::atomic::{AtomicU32, Ordering};
use std::sync::{Mutex, PoisonError};
use std::time::Duration;

use reqwest::header::HeaderMap;
use serde_json::{Value, json};
use tokio::time::Instant;

/// The password of every person.
const PASSWORD: &str = "Tsubaki-2025=hana";

/// The classes of requests.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Class {
    /// A public query: the notices.
    Notices,
    /// A query of a person who is logged in: the list of receipts.
    Receipts,
    /// A login from a known browser.
    LogIn,
    /// The registration of a receipt, of a different certificate each time.
    Receipt,
    /// A request for a registration mail, to a different address each time.
    Link,
    /// The registration of the receipt of [`LOCKED`], requested only by a step that has locked it.
    LockedReceipt,
    /// A login of the last person, requested only by a step that has locked the account.
    LockedLogIn,
}

/// The number of the certificate that a step locks.
pub(super) const LOCKED: &str = "DRILL-LOCKED";

impl Class {
    /// The classes of the steady load, and their requests per second.
    pub(super) const STEADY: [(Self, f64); 5] = [
        (Self::Notices, 8.0),
        (Self::Receipts, 4.0),
        (Self::LogIn, 1.0),
        (Self::Receipt, 2.0),
        (Self::Link, 2.0),
    ];
}

/// A person with a browser that has logged in before.
struct Person {
    user_id: String,
    address: IpAddr,
    /// The cookies of the browser and of the newest session, as in a `Cookie` header.
    device: String,
    session: String,
}

/// All people, and the mails that they were promised.
pub(super) struct People {
    http: reqwest::Client,
    base: String,
    persons: Vec<Mutex<Person>>,
    asked: AtomicU32,
    promised: Mutex<Vec<(String, Instant)>>,
}

/// How many people make the steady load.
pub(super) const ASKING: usize = 11;
/// The owner of [`LOCKED`]: not one of those, because a session may run only a few operations at a time.
pub(super) const OWNER_OF_LOCKED: usize = ASKING;
/// How many people there are. A step locks the account of the last one.
pub(super) const COUNT: usize = ASKING + 2;

/// The user ID of person `number`.
pub(super) fn user_id(number: usize) -> String {
    format!("drill{number:05}")
}

impl People {
    /// Logs everyone in for the first time. Requests time out after `timeout`.
    pub(super) async fn come_in(base: &str, timeout: Duration) -> Self {
        let person = |number: usize| {
            let address = IpAddr::from([100, 64, u8::try_from(number).expect("few people"), 7]);
            let (device, session) = (String::new(), String::new());
            Mutex::new(Person { user_id: user_id(number), address, device, session })
        };
        let people = Self {
            http: reqwest::Client::builder().timeout(timeout).build().expect("a client"),
            base: base.to_owned(),
            persons: (0..COUNT).map(person).collect(),
            asked: AtomicU32::new(0),
            promised: Mutex::default(),
        };
        for number in 0..COUNT {
            people.log_in(number).await.expect("a first login");
        }
        people
    }

    /// The addresses that a mail was promised to, and when.
    pub(super) fn promised(&self) -> Vec<(String, Instant)> {
        self.promised.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }

    /// Sends a request. Returns what was wrong with the answer, if anything.
    pub(super) async fn ask(&self, class: Class) -> Result<(), String> {
        let turn = self.asked.fetch_add(1, Ordering::Relaxed);
        let number = usize::try_from(turn).expect("a number") % ASKING;
        match class {
            Class::Notices => {
                let query = "{notices{items{id}}}";
                self.post(elsewhere(turn), "", query, Value::Null).await.map(drop)
            }
            Class::Receipts => {
                let (address, session) = self.session_of(number);
                let query = "{viewer{receipts{items{certificateNumber}}}}";
                let (viewer, _) = self.post(address, &session, query, Value::Null).await?;
                if viewer.is_null() { Err("nobody is logged in".to_owned()) } else { Ok(()) }
            }
            Class::LogIn => self.log_in(number).await,
            Class::LockedLogIn => self.log_in(COUNT - 1).await,
            Class::Receipt => self.register(number, &format!("DRILL-{number}-{turn}")).await,
            Class::LockedReceipt => self.register(OWNER_OF_LOCKED, LOCKED).await,
            Class::Link => self.ask_for_a_link(turn).await,
        }
    }

    async fn register(&self, number: usize, certificate: &str) -> Result<(), String> {
        let (address, session) = self.session_of(number);
        let query = "mutation($input:RegisterReceiptInput!){registerReceipt(input:$input){receipt{status} \
                     errors{... on UserError{code}}}}";
        let input = json!({ "certificateNumber": certificate });
        self.post(address, &session, query, input).await.map(drop)
    }

    async fn ask_for_a_link(&self, turn: u32) -> Result<(), String> {
        let email = format!("drill{turn}@example.com");
        let query = "mutation($input:StartRegistrationInput!){startRegistration(input:$input){sentTo errors{... on \
                     UserError{code}}}}";
        let input = json!({ "email": email, "emailConfirmation": email, "agreedTermsVersion": "2026-01" });
        self.post(elsewhere(turn), "", query, input).await?;
        let mut promised = self.promised.lock().unwrap_or_else(PoisonError::into_inner);
        promised.push((email, Instant::now()));
        Ok(())
    }

    async fn log_in(&self, number: usize) -> Result<(), String> {
        let (user_id, address, device) = {
            let person = self.person(number);
            (person.user_id.clone(), person.address, person.device.clone())
        };
        let query = "mutation($input:LogInInput!){logIn(input:$input){viewer{userId} errors{... on UserError{code}}}}";
        let input = json!({ "userId": user_id, "password": PASSWORD });
        let (_, headers) = self.post(address, &device, query, input).await?;
        let mut person = self.person(number);
        for cookie in headers.get_all("set-cookie") {
            let pair = cookie.to_str().unwrap_or_default().split(';').next().unwrap_or_default().to_owned();
            if pair.contains("_session=") {
                person.session = pair;
            } else {
                person.device = pair;
            }
        }
        Ok(())
    }

    fn person(&self, number: usize) -> std::sync::MutexGuard<'_, Person> {
        self.persons[number].lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn session_of(&self, number: usize) -> (IpAddr, String) {
        let person = self.person(number);
        (person.address, person.session.clone())
    }

    /// The value of the operation's only field, if the answer has no error.
    pub(super) async fn post(
        &self,
        from: IpAddr,
        cookie: &str,
        query: &str,
        input: Value,
    ) -> Result<(Value, HeaderMap), String> {
        let body = json!({ "query": query, "variables": { "input": input } });
        let mut request = self.http.post(format!("{}/graphql", self.base)).json(&body);
        request = request.header("x-forwarded-for", from.to_string());
        if !cookie.is_empty() {
            request = request.header("cookie", cookie);
        }
        let answer = request.send().await.map_err(|error| failure(&error))?;
        let (status, headers) = (answer.status().as_u16(), answer.headers().clone());
        let text = answer.text().await.map_err(|error| failure(&error))?;
        let body: Value = serde_json::from_str(&text).unwrap_or_default();
        let code = body["errors"][0]["extensions"]["code"].as_str();
        if status != 200 || code.is_some() {
            return Err(format!("{status} {}", code.unwrap_or("without a code")));
        }
        let field =
            body["data"].as_object().and_then(|data| data.values().next()).cloned().unwrap_or_default();
        match field["errors"][0]["code"].as_str() {
            Some(code) => Err(code.to_owned()),
            None => Ok((field, headers)),
        }
    }
}

/// An IP address that no other request has, in a network that few requests share.
fn elsewhere(turn: u32) -> IpAddr {
    std::net::Ipv4Addr::from_bits(0x6480_0000 + turn.wrapping_mul(0x0001_0101) % 0x0070_0000).into()
}

fn failure(error: &reqwest::Error) -> String {
    if error.is_timeout() { "no answer in time".to_owned() } else { "the conversation broke off".to_owned() }
}
