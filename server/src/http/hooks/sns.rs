//! The envelope of Amazon SNS: which topic it is from, when it was sent, and whether Amazon signed it.
//!
//! Nothing here connects. The addresses in an envelope are used only if their host is that of the topic's
//! region.

use base64::{Engine, engine::general_purpose::STANDARD};
use chrono::{DateTime, TimeDelta, Utc};
use ring::signature::{
    RSA_PKCS1_2048_8192_SHA1_FOR_LEGACY_USE_ONLY, RSA_PKCS1_2048_8192_SHA256, UnparsedPublicKey,
};
use serde::Deserialize;
use url::Url;
use x509_parser::{pem::parse_x509_pem, time::ASN1Time};

/// How old an envelope may be: SNS tries for hours to deliver one. An event that is repeated changes nothing.
const OLDEST: TimeDelta = TimeDelta::days(1);
/// How far ahead of ours the clock of Amazon may be.
const AHEAD: TimeDelta = TimeDelta::minutes(5);

/// The topic whose events are taken.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Topic {
    arn: String,
    /// The host of its region, from which certificates come.
    host: String,
}

impl Topic {
    /// Parses the ARN of a topic, e.g. `arn:aws:sns:ap-northeast-1:123456789012:bounces`.
    #[must_use]
    pub fn parse(arn: &str) -> Option<Self> {
        let parts: Vec<_> = arn.split(':').collect();
        let [_, partition, "sns", region, account, name] = parts[..] else { return None };
        let is_region = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '-';
        let is_valid = arn.starts_with("arn:aws")
            && !region.is_empty()
            && region.chars().all(is_region)
            && account.chars().all(|c| c.is_ascii_digit())
            && !name.is_empty();
        let domain = if partition == "aws-cn" { "amazonaws.com.cn" } else { "amazonaws.com" };
        is_valid.then(|| Self { arn: arn.to_owned(), host: format!("sns.{region}.{domain}") })
    }

    /// Parses an address, if its host is that of the topic's region, and it is HTTPS on the usual port.
    fn url(&self, text: &str) -> Option<Url> {
        let url = Url::parse(text).ok()?;
        let is_theirs = url.scheme() == "https"
            && url.host_str() == Some(&self.host)
            && url.port().is_none()
            && url.username().is_empty()
            && url.password().is_none();
        is_theirs.then_some(url)
    }
}

/// An envelope as SNS sends it. Nothing in it is trusted until [`Self::is_signed_by`].
#[derive(Debug, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub struct Envelope {
    #[serde(rename = "Type")]
    kind: String,
    message_id: String,
    topic_arn: String,
    message: String,
    timestamp: String,
    signature_version: String,
    signature: String,
    #[serde(rename = "SigningCertURL")]
    signing_cert_url: String,
    #[serde(rename = "SubscribeURL")]
    subscribe_url: Option<String>,
    subject: Option<String>,
    token: Option<String>,
}

impl Envelope {
    /// Parses a body; `None` if it is no envelope.
    #[must_use]
    pub fn parse(body: &[u8]) -> Option<Self> {
        serde_json::from_slice(body).ok()
    }

    /// Where the certificate is, if the envelope is from the topic, was sent lately, and names a certificate
    /// of Amazon.
    #[must_use]
    pub fn certificate_url(&self, topic: &Topic, now: DateTime<Utc>) -> Option<Url> {
        let sent = DateTime::parse_from_rfc3339(&self.timestamp).ok()?.to_utc();
        let is_recent = sent > now - OLDEST && sent < now + AHEAD;
        let url = topic.url(&self.signing_cert_url)?;
        (self.topic_arn == topic.arn && is_recent && is_certificate(&url)).then_some(url)
    }

    /// Whether the key of the certificate, in PEM, has signed the envelope, and the certificate is valid at
    /// `now`.
    #[must_use]
    pub fn is_signed_by(&self, certificate: &[u8], now: DateTime<Utc>) -> bool {
        self.verify(certificate, now).is_some()
    }

    fn verify(&self, certificate: &[u8], now: DateTime<Utc>) -> Option<()> {
        let (_, pem) = parse_x509_pem(certificate).ok()?;
        let certificate = pem.parse_x509().ok()?;
        let now = ASN1Time::from_timestamp(now.timestamp()).ok()?;
        if !certificate.validity().is_valid_at(now) {
            return None;
        }
        let algorithm = match self.signature_version.as_str() {
            "1" => &RSA_PKCS1_2048_8192_SHA1_FOR_LEGACY_USE_ONLY,
            "2" => &RSA_PKCS1_2048_8192_SHA256,
            _ => return None,
        };
        let key = &certificate.public_key().subject_public_key.data;
        let signature = STANDARD.decode(&self.signature).ok()?;
        UnparsedPublicKey::new(algorithm, key).verify(self.signed_text()?.as_bytes(), &signature).ok()
    }

    /// The text that is signed: names and values of the members, each on a line of its own.
    fn signed_text(&self) -> Option<String> {
        let mut members = vec![("Message", self.message.as_str()), ("MessageId", &self.message_id)];
        match self.kind.as_str() {
            "Notification" => {
                members.extend(self.subject.as_deref().map(|subject| ("Subject", subject)));
                members.push(("Timestamp", &self.timestamp));
            }
            "SubscriptionConfirmation" | "UnsubscribeConfirmation" => {
                members.push(("SubscribeURL", self.subscribe_url.as_deref()?));
                members.push(("Timestamp", &self.timestamp));
                members.push(("Token", self.token.as_deref()?));
            }
            _ => return None,
        }
        members.extend([("TopicArn", self.topic_arn.as_str()), ("Type", &self.kind)]);
        Some(members.iter().fold(String::new(), |text, (name, value)| text + name + "\n" + value + "\n"))
    }

    /// What the envelope brings; `None` if it is to be confirmed at an address that is not Amazon's.
    #[must_use]
    pub fn content(&self, topic: &Topic) -> Option<Content<'_>> {
        match self.kind.as_str() {
            "SubscriptionConfirmation" => topic.url(self.subscribe_url.as_deref()?).map(Content::Confirm),
            "Notification" => Some(Content::Event(&self.message)),
            _ => Some(Content::End),
        }
    }
}

/// What an envelope brings.
#[derive(Debug, PartialEq, Eq)]
pub enum Content<'a> {
    /// An event.
    Event(&'a str),
    /// The address at which our subscription is confirmed.
    Confirm(Url),
    /// Our subscription has ended.
    End,
}

/// Whether an address at Amazon is that of a certificate, and nothing else that its API answers.
fn is_certificate(url: &Url) -> bool {
    let name = url.path().strip_prefix("/SimpleNotificationService-");
    let name = name.and_then(|name| name.strip_suffix(".pem"));
    name.is_some_and(|name| name.bytes().all(|byte| byte.is_ascii_alphanumeric()))
        && url.query().is_none()
        && url.fragment().is_none()
}

#[cfg(test)]
mod tests {
    use ring::{
        rand::SystemRandom,
        signature::{RSA_PKCS1_SHA256, RsaKeyPair},
    };
    use serde_json::{Map, Value, json};

    use super::*;

    const ARN: &str = "arn:aws:sns:ap-northeast-1:123456789012:bounces";
    const CERTIFICATE: &[u8] = include_bytes!("../../../../tests/data/sns/certificate.pem");
    const KEY: &[u8] = include_bytes!("../../../../tests/data/sns/key.pk8");

    fn now() -> DateTime<Utc> {
        "2025-11-07T08:00:00Z".parse().expect("a time")
    }

    fn topic() -> Topic {
        Topic::parse(ARN).expect("a topic")
    }

    /// An envelope with these changes, signed.
    fn signed(changes: &Value) -> Envelope {
        let mut envelope = json!({
            "Type": "Notification", "MessageId": "m", "TopicArn": ARN, "Message": "{}",
            "Timestamp": "2025-11-07T07:59:00.000Z", "SignatureVersion": "2", "Signature": "",
            "SigningCertURL": "https://sns.ap-northeast-1.amazonaws.com/SimpleNotificationService-1.pem",
        });
        let envelope = envelope.as_object_mut().expect("an object");
        envelope.extend(changes.as_object().expect("an object").clone());
        let parse = |envelope: &Map<String, Value>| {
            Envelope::parse(&serde_json::to_vec(envelope).expect("JSON")).expect("an envelope")
        };
        let text = parse(envelope).signed_text().expect("a text");
        let key = RsaKeyPair::from_pkcs8(KEY).expect("a key");
        let mut signature = vec![0; key.public().modulus_len()];
        let random = SystemRandom::new();
        key.sign(&RSA_PKCS1_SHA256, &random, text.as_bytes(), &mut signature).expect("a signature");
        envelope.insert("Signature".to_owned(), STANDARD.encode(signature).into());
        parse(envelope)
    }

    #[test]
    fn what_amazon_signed_is_taken_and_any_change_is_not() {
        for changes in [json!({}), json!({ "Subject": "s" })] {
            let envelope = signed(&changes);
            assert!(envelope.is_signed_by(CERTIFICATE, now()));
            assert!(
                envelope.certificate_url(&topic(), now()).is_some()
                    && envelope.content(&topic()) == Some(Content::Event("{}"))
            );
        }
        let changed = |change: fn(&mut Envelope)| {
            let mut envelope = signed(&json!({}));
            change(&mut envelope);
            envelope.is_signed_by(CERTIFICATE, now())
        };
        assert!(!changed(|envelope| envelope.message.push(' ')));
        assert!(!changed(|envelope| envelope.timestamp.push('0')));
        assert!(!changed(|envelope| envelope.subject = Some(String::new())));
        assert!(!changed(|envelope| envelope.signature.clear()));
        assert!(!changed(|envelope| "1".clone_into(&mut envelope.signature_version)));
        assert!(!changed(|envelope| "3".clone_into(&mut envelope.signature_version)));
        let envelope = signed(&json!({}));
        assert!(!envelope.is_signed_by(CERTIFICATE, now() - TimeDelta::days(365)), "not valid yet");
        assert!(!envelope.is_signed_by(b"-----BEGIN CERTIFICATE-----", now()));
    }

    #[test]
    fn another_topic_another_host_and_an_old_envelope_are_refused() {
        let check = |changes: Value, expected: bool| {
            let found = signed(&changes).certificate_url(&topic(), now());
            assert_eq!(found.is_some(), expected, "{changes}");
        };
        check(json!({ "Timestamp": "2025-11-06T08:00:01Z" }), true);
        check(json!({ "Timestamp": "2025-11-06T08:00:00Z" }), false);
        check(json!({ "Timestamp": "2025-11-07T08:05:00Z" }), false);
        check(json!({ "TopicArn": "arn:aws:sns:ap-northeast-1:123456789012:other" }), false);
        for url in [
            "http://sns.ap-northeast-1.amazonaws.com/SimpleNotificationService-1.pem",
            "https://sns.us-east-1.amazonaws.com/SimpleNotificationService-1.pem",
            "https://sns.ap-northeast-1.amazonaws.com.evil.example/SimpleNotificationService-1.pem",
            "https://sns.ap-northeast-1.amazonaws.com:444/SimpleNotificationService-1.pem",
            "https://a@sns.ap-northeast-1.amazonaws.com/SimpleNotificationService-1.pem",
            "https://evil.example/sns.ap-northeast-1.amazonaws.com/SimpleNotificationService-1.pem",
            "https://evil.example\\@sns.ap-northeast-1.amazonaws.com/SimpleNotificationService-1.pem",
            "https://127.0.0.1/SimpleNotificationService-1.pem",
            "https://sns.ap-northeast-1.amazonaws.com/SimpleNotificationService-1.txt",
            "https://sns.ap-northeast-1.amazonaws.com/c.pem",
            "https://sns.ap-northeast-1.amazonaws.com/SimpleNotificationService-1.pem?Action=Publish",
            "https://sns.ap-northeast-1.amazonaws.com/SimpleNotificationService-/../1.pem",
            "file:///SimpleNotificationService-1.pem",
        ] {
            check(json!({ "SigningCertURL": url }), false);
        }
    }

    #[test]
    fn a_subscription_is_confirmed_at_the_topics_own_region() {
        let at = |host: &str| {
            let url = format!("https://{host}/?Action=ConfirmSubscription");
            json!({ "Type": "SubscriptionConfirmation", "Token": "t", "SubscribeURL": url })
        };
        let envelope = signed(&at("sns.ap-northeast-1.amazonaws.com"));
        assert!(envelope.is_signed_by(CERTIFICATE, now()));
        assert!(matches!(envelope.content(&topic()), Some(Content::Confirm(_))));
        assert_eq!(signed(&at("internal.example")).content(&topic()), None);
        let mut end = at("sns.ap-northeast-1.amazonaws.com");
        end["Type"] = json!("UnsubscribeConfirmation");
        assert_eq!(signed(&end).content(&topic()), Some(Content::End));
        for wrong in
            ["", "arn:aws:sqs:r:1:n", "arn:aws:sns::1:n", "arn:aws:sns:r.evil/:1:n", "arn:aws:sns:r:1:"]
        {
            assert_eq!(Topic::parse(wrong), None, "{wrong}");
        }
        let china = Topic::parse("arn:aws-cn:sns:cn-north-1:1:n").expect("a topic");
        assert_eq!(china.host, "sns.cn-north-1.amazonaws.com.cn");
    }
}
