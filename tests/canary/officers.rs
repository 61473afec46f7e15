//! What officers do, with right and wrong input: enrolling, logging in, tokens on the wrong listener, and a
//! day's work.

use serde_json::{Value, json};
use totp_rs::Totp;

use super::flows::by_mail;
use super::walk::Walk;
use crate::support::client::{Client, merged};

/// Runs all of it.
pub(super) async fn all(walk: &mut Walk) {
    let (uri, code) = walk.place.create_officer("kanaria");
    let telephone = Totp::from_url(&uri).expect("a URL that phones understand");
    walk.secret("telephone's secret", &telephone.secret().to_base32());
    walk.secret("enrolment code", &code);
    walk.secret("enrolment code", &code.replace('-', ""));
    let now = walk.place.now().await.timestamp().unsigned_abs();
    // The next code is already valid, so no story has to wait half a minute.
    let [first, second] = [now, now + 30].map(|at| telephone.generate(at).to_string());
    let (password, wrong, other) = (walk.password(), walk.password(), walk.password());
    let browser = walk.officers_browser();

    let good = json!({
        "name": "kanaria", "enrolmentCode": code, "password": password, "passwordConfirmation": password,
        "totpCode": first,
    });
    let with = json!({ "enrolmentCode": wrong, "passwordConfirmation": other });
    walk.refused(&browser, "completeEnrolment", "recoveryCodes", merged(good.clone(), with)).await;
    walk.refused(
        &browser,
        "completeEnrolment",
        "recoveryCodes",
        merged(good.clone(), json!({ "name": wrong })),
    )
    .await;
    let payload = walk.done(&browser, "completeEnrolment", "recoveryCodes", good).await;
    let recovery = payload["recoveryCodes"].as_array().expect("codes").clone();
    for code in &recovery {
        let code = code.as_str().expect("text");
        walk.secret("recovery code", code);
        walk.secret("recovery code", &code.replace('-', ""));
    }

    let good = json!({ "name": "kanaria", "password": password, "secondFactor": { "totpCode": second } });
    for with in [
        json!({ "password": wrong }),
        json!({ "name": password, "secondFactor": { "totpCode": "000000" } }),
        json!({ "secondFactor": { "recoveryCode": other } }),
    ] {
        walk.refused(&browser, "logIn", "accessToken", merged(good.clone(), with)).await;
    }
    walk.done(&browser, "logIn", "accessToken viewer{officer{name}}", by_paper(&password, &recovery[0]))
        .await;
    let with = merged(by_paper(&password, &recovery[1]), json!({ "delivery": "BEARER" }));
    let payload = walk.done(&browser, "logIn", "accessToken", with).await;
    let token = payload["accessToken"].as_str().expect("a token").to_owned();
    let lost = walk.app(&token);
    lost.viewer().await;
    let at_home = Client::with_bearer(&walk.place.officer_base, &token);
    at_home
        .post("{viewer{officer{name} officers{items{name}} roleProposals{officer{name}}}}", json!({}))
        .await;
    at_home.post("mutation{logOut{errors{__typename}}}", json!({})).await;
    at_home.post("{viewer{officer{name}}}", json!({})).await;

    walk.done(&browser, "logIn", "accessToken", by_paper(&password, &recovery[2])).await;
    colleagues(walk, &browser).await;
    accounts(walk, &browser).await;
    certificates_and_notices(walk, &browser).await;

    let new = walk.password();
    let good = json!({ "secondFactor": { "totpCode": second }, "currentPassword": password, "password": new, "passwordConfirmation": new });
    for with in [json!({ "passwordConfirmation": other }), json!({ "currentPassword": wrong })] {
        walk.refused(&browser, "changePassword", "", merged(good.clone(), with)).await;
    }
    walk.done(&browser, "changePassword", "", good).await;
    walk.done(&browser, "logIn", "accessToken", by_paper(&new, &recovery[3])).await;
    let used = json!({ "secondFactor": { "totpCode": second }, "currentPassword": new });
    walk.refused(&browser, "renewRecoveryCodes", "recoveryCodes", used).await;
}

/// The input of a login without a phone.
fn by_paper(password: &str, code: &Value) -> Value {
    json!({ "name": "kanaria", "password": password, "secondFactor": { "recoveryCode": code } })
}

/// A new officer, who is to be closed again.
async fn colleagues(walk: &mut Walk, browser: &Client) {
    let fields = "officer{name}";
    walk.done(browser, "createOfficer", fields, json!({ "name": "kanaria.two" })).await;
    // Another officer would see the enrolment code, as the command does above.
    let query = "{viewer{officers{items{id name}}}}";
    let officers = browser.run(query, json!({})).await["viewer"]["officers"]["items"].clone();
    let mut officers = officers.as_array().expect("officers").iter();
    let id = &officers.find(|officer| officer["name"] == "kanaria.two").expect("the new officer")["id"];
    let input = json!({ "officerId": id });
    walk.refused(browser, "inviteOfficer", "telephoneUri enrolmentCode", input).await;
    let password = walk.password();
    walk.refused(browser, "createOfficer", fields, json!({ "name": password })).await;
    let role = json!({ "officerId": id, "role": "VIEWER" });
    walk.done(browser, "proposeRole", "proposal{id}", role).await;
    walk.done(browser, "closeOfficer", "officer{name}", json!({ "officerId": id })).await;
}

/// An applicant calls: the account is found by every kind of data, corrected, notified by mail, and closed at
/// last.
async fn accounts(walk: &mut Walk, browser: &Client) {
    let member = by_mail(walk).await;
    let (email, name) = (&member.person.email, &member.person.name);
    for text in [&member.user_id, email, name, &walk.person().name, &walk.password()] {
        let query = "query($t:String!){viewer{accounts(search:$t){items{userId name email phoneNumber}}}}";
        browser.post(query, json!({ "t": text })).await;
    }
    let account = async |browser: &Client| {
        let query = "query($u:String!){viewer{account(userId:$u){version name email phoneNumber}}}";
        browser.run(query, json!({ "u": member.user_id })).await["viewer"]["account"].clone()
    };
    let (person, seen) = (walk.person(), account(browser).await);
    let of = json!({ "userId": member.user_id, "expectedVersion": seen["version"] });
    let other = walk.address();
    let to = |confirmation: &str| json!({ "name": person.name, "email": person.email, "emailConfirmation": confirmation });
    let fields = "account{name email}";
    walk.refused(browser, "correctAccount", fields, merged(of.clone(), to(&other))).await;
    walk.done(browser, "correctAccount", fields, merged(of.clone(), to(&person.email))).await;
    walk.refused(browser, "correctAccount", fields, merged(of, to(&person.email))).await; // seen before that
    walk.mail(email).await;
    let id = json!({ "userId": member.user_id });
    walk.done(browser, "unlockAccount", "account{userId}", id.clone()).await;
    walk.done(browser, "endAccountSessions", "account{userId} ended", id.clone()).await;
    walk.done(browser, "sendPasswordReset", "account{email}", id.clone()).await;
    walk.link(&person.email).await;
    walk.act(browser, "liftSuppression", "account{email}", id.clone()).await;
    let query = "query($u:String){viewer{mails(filter:{userId:$u}){items{id kind state failure{code}}} queue{kinds{kind}}}}";
    browser.post(query, json!({ "u": member.user_id })).await;
    let version = account(browser).await["version"].clone();
    walk.done(
        browser,
        "closeAccount",
        "account{closedAt}",
        merged(id, json!({ "expectedVersion": version })),
    )
    .await;
    browser.post("{viewer{audit{items{action}}}}", json!({})).await;
}

/// A certificate with a name on it, and the bureau's texts about it.
async fn certificates_and_notices(walk: &mut Walk, browser: &Client) {
    let (member, holder) = (by_mail(walk).await, walk.person().name);
    let today = entity::clock::today_in_japan(walk.place.now().await).to_string();
    let line = |number: &str| {
        json!({
            "userId": member.user_id, "certificateNumber": number, "holderName": holder, "nationality": "Utopia",
            "sex": "MALE", "birthDate": "2000-01-01", "statusOfResidence": "Student",
            "periodOfStay": "1 year", "issuedOn": today, "issuingBureau": "Tokyo",
        })
    };
    let bad =
        merged(line("TEST25-000008"), json!({ "userId": member.password, "birthDate": member.password }));
    let input = json!({ "certificates": [line("TEST25-000007"), bad] });
    walk.act(browser, "issueCertificates", "results{certificate{holderName}}", input).await;
    walk.mail(&member.person.email).await;
    let number = json!({ "certificateNumber": "TEST25-000007" });
    walk.done(browser, "resendCertificate", "certificate{holderName}", number.clone()).await;
    walk.mail(&member.person.email).await;
    let reason = json!({ "reason": format!("Asked for by {}", walk.person().name) });
    walk.done(browser, "cancelCertificate", "certificate{holderName}", merged(number, reason)).await;
    walk.mail(&member.person.email).await;
    browser.post("{viewer{certificates{items{holderName userId}}}}", json!({})).await;
    let query = "query($n:String){viewer{certificates(filter:{holderName:$n}){items{holderName}}}}";
    browser.post(query, json!({ "n": holder })).await;
    let password = walk.password();
    let input = json!({ "from": password, "texts": [{ "language": "JA", "title": "a", "body": "b" }] });
    walk.refused(browser, "publishNotice", "notice{id}", input).await;
}
