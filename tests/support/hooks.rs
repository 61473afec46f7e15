//! Mail providers that report bounces to the hooks: their secret, their topic, and how they sign.

use base64::{Engine, engine::general_purpose::STANDARD};
use chrono::{DateTime, Utc};
use ring::hmac;
use ring::rand::SystemRandom;
use ring::signature::{RSA_PKCS1_SHA256, RsaKeyPair};
use serde_json::{Value, json};
use server::http::hooks::Hooks;
use server::http::hooks::signature::Secret;
use server::http::hooks::sns::Topic;

/// The topic of the stories.
pub(crate) const TOPIC: &str = "arn:aws:sns:ap-northeast-1:123456789012:bounces";
/// Where its certificate is.
const CERTIFICATE_URL: &str = "https://sns.ap-northeast-1.amazonaws.com/SimpleNotificationService-1.pem";

/// What signs events.
pub(crate) const SECRET: &str = "a-secret-of-the-stories-0123456789";

/// What the operator's program sends in the header `uketori-signature` with a body.
pub(crate) fn signature(body: &[u8], at: DateTime<Utc>) -> String {
    let time = at.timestamp();
    let mac = hmac::sign(
        &hmac::Key::new(hmac::HMAC_SHA256, SECRET.as_bytes()),
        &[format!("{time}.").as_bytes(), body].concat(),
    );
    let hex = mac.as_ref().iter().fold(String::new(), |text, byte| text + &format!("{byte:02x}"));
    format!("t={time},v1={hex}")
}

/// Both hooks.
pub(crate) fn hooks(now: DateTime<Utc>) -> Hooks {
    let hooks = Hooks { secret: Secret::new(SECRET), topic: Topic::parse(TOPIC), ..Hooks::default() };
    know_certificate(&hooks, now);
    hooks
}

/// Keeps the certificate of the topic as if it had been fetched at `now`, so that no story asks Amazon.
pub(crate) fn know_certificate(hooks: &Hooks, now: DateTime<Utc>) {
    let certificate = include_bytes!("../data/sns/certificate.pem").to_vec();
    hooks.certificates.keep(CERTIFICATE_URL.parse().expect("a URL"), certificate, now);
}

/// What Amazon SNS sends for an event, signed.
pub(crate) fn envelope(event: &Value, now: DateTime<Utc>) -> Value {
    let (message, at) = (event.to_string(), now.to_rfc3339());
    let text =
        format!("Message\n{message}\nMessageId\nm\nTimestamp\n{at}\nTopicArn\n{TOPIC}\nType\nNotification\n");
    let key = RsaKeyPair::from_pkcs8(include_bytes!("../data/sns/key.pk8")).expect("a key");
    let mut signature = vec![0; key.public().modulus_len()];
    key.sign(&RSA_PKCS1_SHA256, &SystemRandom::new(), text.as_bytes(), &mut signature).expect("a signature");
    json!({
        "Type": "Notification", "MessageId": "m", "TopicArn": TOPIC, "Message": message, "Timestamp": at,
        "SignatureVersion": "2", "Signature": STANDARD.encode(signature), "SigningCertURL": CERTIFICATE_URL,
    })
}
