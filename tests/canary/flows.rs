//! Everything that people do, with right and wrong input, each with unique words.

use serde_json::{Value, json};

use super::walk::{Person, Walk};
use crate::support::client::{Client, merged};

/// A person with an account.
pub(super) struct Member {
    pub(super) person: Person,
    pub(super) user_id: String,
    pub(super) password: String,
    browser: Client,
}

/// Runs all flows.
pub(super) async fn all(walk: &mut Walk) {
    let member = by_mail(walk).await;
    logins(walk, &member).await;
    my_page(walk).await;
    new_address_and_password(walk).await;
    at_the_counter(walk).await;
    locked(walk).await;
    from_before(walk).await;
    super::officers::all(walk).await;
    super::mishaps::all(walk, &member.user_id).await;
    certificates(walk, member).await;
}

/// The registration of 2025, with everything wrong first.
pub(super) async fn by_mail(walk: &mut Walk) -> Member {
    let (browser, person, password) = (walk.browser(), walk.person(), walk.password());
    let email = &person.email;
    let input = json!({ "email": email, "emailConfirmation": email, "agreedTermsVersion": "2026-01" });
    walk.done(&browser, "startRegistration", "sentTo", input).await;
    let token = walk.link(email).await;
    browser.look_at(&token).await;
    let good = json!({
        "token": token, "type": "FOREIGN_NATIONAL", "name": person.name, "phoneNumber": person.phone,
        "password": password, "passwordConfirmation": password,
    });
    let fields = "confirmation{name phoneNumber} userId";
    let (weak, other) = (walk.password().to_lowercase(), walk.password());
    let weak = walk.typed(weak);
    let with = json!({ "password": weak, "passwordConfirmation": other });
    walk.refused(&browser, "completeRegistration", fields, merged(good.clone(), with)).await;
    let with = json!({ "validateOnly": true });
    walk.done(&browser, "completeRegistration", fields, merged(good.clone(), with)).await;
    let payload = walk.done(&browser, "completeRegistration", fields, good.clone()).await;
    walk.act(&browser, "completeRegistration", fields, good).await; // again
    let user_id = payload["userId"].as_str().expect("a user ID").to_owned();
    walk.mail(email).await;
    Member { person, user_id, password, browser }
}

/// Logging in and out, by cookie and by token, and failed logins.
async fn logins(walk: &mut Walk, member: &Member) {
    let (wrong, in_the_wrong_field, nobodys) = (walk.password(), walk.password(), walk.password());
    let stranger = walk.browser();
    for (user_id, password) in [
        (member.user_id.as_str(), wrong.as_str()),
        (&in_the_wrong_field, &nobodys),
        ("abcde99999", &nobodys),
        (&in_the_wrong_field, ""),
    ] {
        let input = json!({ "userId": user_id, "password": password });
        walk.refused(&stranger, "logIn", "accessToken", input).await;
    }
    log_in(walk, member).await;
    member.browser.run("{sessionStatus{expiresAt}}", json!({})).await;
    walk.act(&member.browser, "logIn", "accessToken", right(member)).await; // over an open session
    let fields = "accessToken deviceToken";
    let payload = walk.done(&stranger, "logIn", fields, merged(right(member), bearer())).await;
    let phone = walk.app(payload["accessToken"].as_str().expect("a token"));
    phone.viewer().await;
    let payload =
        walk.done(&phone, "reauthenticate", "accessToken", json!({ "password": member.password })).await;
    let phone = walk.app(payload["accessToken"].as_str().expect("a token"));
    for mutation in ["extendSession{sessionStatus{expiresAt}}", "logOut{errors{__typename}}"] {
        phone.run(&format!("mutation{{{mutation}}}"), json!({})).await;
    }
}

/// My page: what protects the account, other data, the sessions, and the data to download.
async fn my_page(walk: &mut Walk) {
    let mut member = by_mail(walk).await;
    let (wrong, new) = (walk.password(), walk.password());
    log_in(walk, &member).await;
    walk.refused(&member.browser, "reauthenticate", "accessToken", json!({ "password": wrong })).await;
    let mut input = json!({ "password": new, "passwordConfirmation": new, "currentPassword": wrong });
    walk.refused(&member.browser, "changePassword", "accessToken", input.clone()).await;
    input["currentPassword"] = json!(member.password);
    walk.done(&member.browser, "changePassword", "accessToken", input).await;
    walk.mail(&member.person.email).await;
    member.password = new;
    let input = json!({ "phoneNumber": walk.person().phone });
    walk.done(&member.browser, "changeContactDetails", "viewer{phoneNumber}", input).await;
    walk.mail(&member.person.email).await;
    let input = json!({ "language": "VI", "colorScheme": "YELLOW" });
    walk.done(&member.browser, "changePreferences", "viewer{preferences{language}}", input).await;
    for _ in 0..2 {
        let elsewhere = walk.browser();
        walk.done(&elsewhere, "logIn", "accessToken", right(&member)).await;
    }
    let page = member
        .browser
        .run("{viewer{sessions{id isCurrent} activity{items{action device}}}}", json!({}))
        .await;
    let sessions = page["viewer"]["sessions"].as_array().expect("a list").clone();
    let other = sessions.iter().find(|it| it["isCurrent"] == json!(false)).expect("another");
    walk.done(&member.browser, "endSession", "viewer{userId}", json!({ "id": other["id"] })).await;
    member.browser.run("mutation{endOtherSessions{viewer{userId}}}", json!({})).await;
    let input = json!({ "currentPassword": member.password });
    let exported = walk.done(&member.browser, "exportData", "json", input).await;
    walk.place.keep("the export", exported["json"].as_str().expect("a text"));
}

/// A new address, undone from the old one. After that only a new password opens the account.
async fn new_address_and_password(walk: &mut Walk) {
    let mut member = by_mail(walk).await;
    new_address(walk, &member).await;
    forgotten(walk, &mut member).await;
}

/// A new address, confirmed; then undone from the old one.
async fn new_address(walk: &mut Walk, member: &Member) {
    log_in(walk, member).await;
    let (new, old) = (walk.address(), member.person.email.clone());
    let input = json!({ "email": new, "emailConfirmation": new, "currentPassword": member.password });
    walk.done(&member.browser, "startEmailChange", "sentTo", input).await;
    let (confirm, stop) = (walk.link(&new).await, walk.link(&old).await);
    walk.done(&member.browser, "completeEmailChange", "", json!({ "token": confirm })).await;
    walk.act(&member.browser, "completeEmailChange", "", json!({ "token": confirm })).await;
    let undo = walk.link(&old).await;
    let owner = walk.browser();
    walk.done(&owner, "disavowChange", "", json!({ "token": undo })).await;
    walk.refused(&owner, "disavowChange", "", json!({ "token": stop })).await;
}

/// A forgotten user ID and a forgotten password, with and without such an account.
async fn forgotten(walk: &mut Walk, member: &mut Member) {
    let (browser, stranger, new) = (walk.browser(), walk.person(), walk.password());
    let Person { name, email, .. } = &member.person;
    for (email, name) in [(email, name), (&stranger.email, &stranger.name)] {
        let input = json!({ "email": email, "name": name, "idempotencyKey": name });
        walk.done(&browser, "requestUserId", "", input).await;
    }
    walk.mail(email).await;
    for (user_id, email) in [("abcde99999", &stranger.email), (&member.user_id, email)] {
        let input = json!({ "userId": user_id, "email": email });
        walk.done(&browser, "requestPasswordReset", "", input).await;
    }
    let token = walk.link(email).await;
    let other = walk.password();
    let mut input = json!({ "token": token, "password": new, "passwordConfirmation": other });
    walk.refused(&browser, "completePasswordReset", "userId", input.clone()).await;
    input["passwordConfirmation"] = json!(new);
    walk.done(&browser, "completePasswordReset", "userId", input).await;
    walk.mail(email).await;
    member.password = new;
    log_in(walk, member).await;
}

/// The registration of 2023: a step, then the first password by a link.
async fn at_the_counter(walk: &mut Walk) {
    let (browser, person, password) = (walk.browser(), walk.person(), walk.password());
    let form = json!({
        "type": "COUNTER_APPLICANT", "name": person.name, "sex": "MALE", "birthDate": "2000-01-01",
        "municipalityCode": "011011", "street": "1-1-1", "phoneNumber": person.phone, "email": person.email,
        "emailConfirmation": person.email, "agreedTermsVersion": "2026-01", "language": "EN",
    });
    let step = async |walk: &mut Walk| {
        let with = json!({ "validateOnly": true });
        let payload =
            walk.done(&browser, "registerCounterApplicant", "stepToken", merged(form.clone(), with)).await;
        payload["stepToken"].clone()
    };
    step(walk).await; // never completed
    let with = json!({ "stepToken": step(walk).await });
    walk.done(&browser, "registerCounterApplicant", "userId sentTo", merged(form.clone(), with.clone()))
        .await;
    walk.refused(&browser, "registerCounterApplicant", "userId sentTo", merged(form.clone(), with)).await;
    let link = walk.link(&person.email).await;
    let weak = walk.password().to_uppercase();
    let weak = walk.typed(weak);
    let input =
        |password: &str| json!({ "token": link, "password": password, "passwordConfirmation": password });
    walk.refused(&browser, "setFirstPassword", "userId", input(&weak)).await;
    let payload = walk.done(&browser, "setFirstPassword", "userId", input(&password)).await;
    let user_id = payload["userId"].as_str().expect("a user ID").to_owned();
    let member = Member { person, user_id, password, browser };
    log_in(walk, &member).await;
}

/// Five wrong passwords from elsewhere, then the right one in vain, then a known browser that is locked by
/// itself.
async fn locked(walk: &mut Walk) {
    let member = by_mail(walk).await;
    log_in(walk, &member).await;
    let stranger = walk.browser();
    for browser in [&stranger, &member.browser] {
        for _ in 0..5 {
            let input = json!({ "userId": member.user_id, "password": walk.password() });
            walk.refused(browser, "logIn", "accessToken", input).await;
        }
        walk.refused(browser, "logIn", "accessToken", right(&member)).await;
    }
    walk.mail(&member.person.email).await;
}

/// An account from another system, whose hash is replaced at the first login.
async fn from_before(walk: &mut Walk) {
    use passwords::password_hash::{Hasher, Requester};
    let (person, password, browser) = (walk.person(), walk.password(), walk.browser());
    let costs = argon2::Params::new(256, 1, 1, None).expect("costs");
    let typed = entity::account::Password::entered(&password);
    let hash = Hasher::new(&costs, 1, None).hash(&Requester::PROCESS, typed).await;
    let line = json!({
        "userId": "kanaria1", "name": person.name, "email": person.email, "phoneNumber": person.phone,
        "type": "LEGAL_SPECIALIST", "passwordHash": hash.expect("a hash"),
    });
    let wrong = merged(line.clone(), json!({ "userId": "kanaria2", "passwordHash": password }));
    let lines = format!("{line}\n{wrong}\n");
    walk.place.command_on("accounts.ndjson", &lines, &["import", "--file"]);
    let member = Member { person, user_id: "kanaria1".to_owned(), password, browser };
    log_in(walk, &member).await;
}

/// Certificates: received, registered, reminded; and the closing of the account.
async fn certificates(walk: &mut Walk, member: Member) {
    let today = entity::clock::today_in_japan(entity::clock::Clock::System.now()).to_string();
    let holder = walk.person().name;
    let of = |number: &str| {
        json!({
            "user_id": member.user_id, "certificate_number": number, "holder_name": holder,
            "nationality": "Utopia", "sex": "MALE", "birth_date": "2000-01-01",
            "status_of_residence": "Student", "period_of_stay": "1 year", "issued_on": today,
            "issuing_bureau": "Tokyo",
        })
    };
    let file = Value::Array(vec![of("TEST25-000001"), of("TEST25-000002")]).to_string();
    walk.place.command_on("certificates.json", &file, &["issue", "--file"]);
    for _ in 0..2 {
        walk.mail(&member.person.email).await;
    }
    let input = json!({ "certificateNumber": "TEST25-000001" });
    walk.done(&member.browser, "registerReceipt", "receipt{status}", input).await;
    walk.place.a_week_passes().await;
    let reminder = walk.mail(&member.person.email).await;
    assert!(reminder.text.contains("TEST25-000002"), "{}", reminder.text);
    walk.place.command(&["resend", "TEST25-000001"]);
    walk.mail(&member.person.email).await;
    let reason = format!("Asked for by {}", walk.person().name);
    walk.place.command(&["cancel", "TEST25-000002", "--reason", &reason]);
    let cancelled = walk.mail(&member.person.email).await;
    assert!(cancelled.text.contains("TEST25-000002"), "{}", cancelled.text);
    let (stranger, in_the_wrong_field, forged) = (walk.browser(), walk.password(), walk.password());
    let check = "query($n:String!,$c:String!){certificateCheck(certificateNumber:$n,code:$c){check{status}}}";
    for number in ["TEST25-000001", in_the_wrong_field.as_str()] {
        stranger.run(check, json!({ "n": number, "c": forged })).await;
    }
    log_in(walk, &member).await;
    let wrong = walk.password();
    walk.refused(&member.browser, "closeAccount", "", json!({ "currentPassword": wrong })).await;
    walk.done(&member.browser, "closeAccount", "", json!({ "currentPassword": member.password })).await;
    walk.refused(&member.browser, "logIn", "accessToken", right(&member)).await;
}

async fn log_in(walk: &mut Walk, member: &Member) {
    walk.done(&member.browser, "logIn", "viewer{name email} accessToken", right(member)).await;
    member.browser.viewer().await;
}

fn right(member: &Member) -> Value {
    json!({ "userId": member.user_id, "password": member.password })
}

fn bearer() -> Value {
    json!({ "delivery": "BEARER" })
}
