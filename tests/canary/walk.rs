//! Uses everything that exists with unique words, and keeps a list of them: what is typed as a password, and
//! every token that arrives by mail, by cookie or in an answer.

use std::collections::HashMap;

use serde_json::{Value, json};
use uuid::Uuid;

use super::places::{DATABASE_PASSWORD, Mode, Place};
use super::search::Words;
use crate::support::client::{Answer, Client, codes};
use crate::support::received::Received;

/// How long a mail may take on a machine that also compiles.
const TIMEOUT: std::time::Duration = std::time::Duration::from_mins(3);

/// A new person, by what they type.
#[derive(Clone)]
pub(super) struct Person {
    pub(super) name: String,
    pub(super) email: String,
    /// The telephone number as it is typed, with hyphens.
    pub(super) phone: String,
}

/// A walk and the secrets that it saw.
pub(super) struct Walk {
    pub(super) place: Place,
    secrets: Words,
    persons: Words,
    read: HashMap<String, usize>,
    made: u8,
}

impl Walk {
    pub(super) fn new(place: Place) -> Self {
        let (mut secrets, persons) = (Words::default(), Words::default());
        secrets.add("database password", DATABASE_PASSWORD);
        Self { place, secrets, persons, read: HashMap::new(), made: 0 }
    }

    /// Returns the place, the secrets, and the personal data.
    pub(super) fn end(self) -> (Place, Words, Words) {
        (self.place, self.secrets, self.persons)
    }

    /// A browser, at its own IP address.
    pub(super) fn browser(&mut self) -> Client {
        self.made += 1;
        Client::new(&self.place.base).at(&format!("198.51.100.{}", self.made))
    }

    /// A program that sends a token, at its own IP address.
    pub(super) fn app(&mut self, token: &str) -> Client {
        self.made += 1;
        Client::with_bearer(&self.place.base, token).at(&format!("198.51.100.{}", self.made))
    }

    /// A new password that passes every rule.
    pub(super) fn password(&mut self) -> String {
        let word = Uuid::new_v4().simple().to_string();
        let password = format!("Zq{}=7", &word[..12]);
        self.secrets.add("password", &password);
        password
    }

    /// Adds a secret of another kind.
    pub(super) fn secret(&mut self, what: &'static str, word: &str) {
        self.secrets.add(what, word);
    }

    /// An officer's browser.
    pub(super) fn officers_browser(&mut self) -> Client {
        self.made += 1;
        Client::new(&self.place.officer_base).at(&format!("198.51.100.{}", self.made))
    }

    /// A unique text that is typed in place of a secret.
    pub(super) fn typed(&mut self, password: String) -> String {
        self.secrets.add("password", &password);
        password
    }

    /// A new person.
    pub(super) fn person(&mut self) -> Person {
        let number = Uuid::new_v4().as_u128();
        let letters: String =
            number.to_string().bytes().map(|digit| char::from(digit - b'0' + b'A')).collect();
        let digits = format!("{:08}", number % 100_000_000);
        let person = Person {
            name: format!("KANARIA {}", &letters[..16]),
            email: self.address(),
            phone: format!("03-{}-{}", &digits[..4], &digits[4..]),
        };
        self.persons.add("name", &person.name);
        self.persons.add("telephone number", &person.phone);
        self.persons.add("telephone number", &person.phone.replace('-', ""));
        person
    }

    /// A new e-mail address.
    pub(super) fn address(&mut self) -> String {
        let email = format!("kanaria.{}@example.com", &Uuid::new_v4().simple().to_string()[..12]);
        self.persons.add("e-mail address", &email);
        email
    }

    /// An e-mail address that also occurs elsewhere.
    pub(super) fn known_address(&mut self, email: &str) {
        self.persons.add("e-mail address", email);
    }

    /// Sends a mutation, and records the secrets of its input and its answer.
    pub(super) async fn act(&mut self, browser: &Client, name: &str, fields: &str, input: Value) -> Value {
        self.note(&input);
        let payload = browser.mutate(name, fields, input).await;
        self.note(&payload);
        self.note_cookies(browser);
        payload
    }

    /// Like [`Self::act`], but must succeed.
    pub(super) async fn done(&mut self, browser: &Client, name: &str, fields: &str, input: Value) -> Value {
        let payload = self.act(browser, name, fields, input).await;
        assert_eq!(codes(&payload), [""; 0], "{name}: {payload}");
        payload
    }

    /// Like [`Self::act`], but must be refused.
    pub(super) async fn refused(&mut self, browser: &Client, name: &str, fields: &str, input: Value) {
        let payload = self.act(browser, name, fields, input).await;
        assert_ne!(codes(&payload), [""; 0], "{name}: {payload}");
    }

    /// Sends any request.
    pub(super) async fn send(&mut self, browser: &Client, request: reqwest::RequestBuilder) -> Answer {
        let answer = browser.send(request).await;
        self.note_cookies(browser);
        answer
    }

    /// The next unread mail to an address.
    pub(super) async fn mail(&mut self, address: &str) -> Received {
        let read = self.read.entry(address.to_owned()).or_default();
        let mail = loop {
            let mails = self.place.mails().await;
            let to: Vec<_> = mails.iter().filter(|mail| mail.to == [address]).collect();
            if let Some(mail) = to.get(*read) {
                break (*mail).clone();
            }
            self.place.wait_for_more_than(mails.len()).await;
        };
        *read += 1;
        if let Some(token) = mail.token() {
            self.secrets.add("link token", &token);
        }
        mail
    }

    /// The token of the link in the next mail to an address that has one.
    pub(super) async fn link(&mut self, address: &str) -> String {
        loop {
            if let Some(token) = self.mail(address).await.token() {
                return token;
            }
        }
    }

    fn note_cookies(&mut self, browser: &Client) {
        for (name, value) in browser.cookies() {
            let what = if name.ends_with("_device") { "device cookie" } else { "session token" };
            self.secrets.add(what, &value);
        }
    }

    /// Records every member whose name says that it is a secret.
    fn note(&mut self, value: &Value) {
        for (name, member) in value.as_object().into_iter().flatten() {
            let what = match name.as_str() {
                "accessToken" => "session token",
                "stepToken" => "step token",
                "deviceToken" => "device cookie",
                _ => continue,
            };
            if let Some(text) = member.as_str() {
                self.secrets.add(what, text);
            }
        }
    }
}

impl Place {
    /// All mails, oldest first.
    async fn mails(&self) -> Vec<Received> {
        if let Mode::Production { relay, .. } = &self.mode {
            return relay.accepted().iter().map(|mail| Received::parse(&mail.raw)).collect();
        }
        // Moving the clock by nothing returns when everything due was done.
        assert_eq!(self.post("/clock", &json!({ "advance": "PT0S" })).await, 200);
        let browser = Client::new(&self.base);
        let list = browser.send(browser.request("GET", "/mailbox/messages")).await.json();
        let mut mails = Vec::new();
        for mail in list.as_array().expect("a list").iter().rev() {
            let path = format!("/mailbox/messages/{}.eml", mail["id"].as_str().expect("an id"));
            let source = browser.send(browser.request("GET", &path)).await.text;
            mails.push(Received::parse(source.as_bytes()));
        }
        mails
    }

    /// Waits for another mail. The embedded mode has already done what is due.
    async fn wait_for_more_than(&self, count: usize) {
        match &self.mode {
            Mode::Production { relay, .. } => drop(relay.wait_for(count + 1, TIMEOUT).await),
            Mode::Embedded(_) => panic!("no such mail comes"),
        }
    }
}
