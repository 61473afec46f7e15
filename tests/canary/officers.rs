//! What officers do, well and badly: enrolling, logging in, and tokens at the wrong door.

use serde_json::json;
use totp_rs::Totp;

use super::walk::Walk;
use crate::support::client::{Client, merged};

/// All of it.
pub(super) async fn all(walk: &mut Walk) {
    let (uri, code) = walk.place.create_officer("kanaria");
    let telephone = Totp::from_url(&uri).expect("what a telephone reads");
    walk.secret("telephone's secret", &telephone.secret().to_base32());
    walk.secret("enrolment code", &code);
    walk.secret("enrolment code", &code.replace('-', ""));
    let now = walk.place.now().await.timestamp().unsigned_abs();
    // The next code works already, so no story has to wait for half a minute.
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

    let good = json!({ "name": "kanaria", "password": password, "totpCode": second });
    for with in [
        json!({ "password": wrong }),
        json!({ "name": password, "totpCode": "000000" }),
        json!({ "totpCode": null, "recoveryCode": other }),
    ] {
        walk.refused(&browser, "logIn", "accessToken", merged(good.clone(), with)).await;
    }
    walk.done(&browser, "logIn", "accessToken officer{name}", good).await;
    let with =
        json!({ "name": "kanaria", "password": password, "recoveryCode": recovery[0], "delivery": "BEARER" });
    let payload = walk.done(&browser, "logIn", "accessToken", with).await;
    let token = payload["accessToken"].as_str().expect("a token").to_owned();
    let lost = walk.app(&token);
    lost.viewer().await;
    let at_home = Client::with_bearer(&walk.place.officer_base, &token);
    at_home.post("{me{officer{name}} officers{items{name}} roleProposals{officer}}", json!({})).await;
    at_home.post("mutation{logOut{loggedOut}}", json!({})).await;
    at_home.post("{me{officer{name}}}", json!({})).await;
}
