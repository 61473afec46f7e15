//! The events of Amazon SES: bounces, complaints and delays. Both forms are read, that of identity
//! notifications (`notificationType`) and that of configuration sets (`eventType`).

use entity::{mail_bounce::BounceKind, parts_digest};
use serde::Deserialize;
use worker::bounce::{
    Report,
    status::{self, Status},
};

use super::events::{judged, named};

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Event {
    mail: Mail,
    bounce: Option<Bounce>,
    complaint: Option<Complaint>,
    delivery_delay: Option<Delay>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Mail {
    /// The envelope sender.
    #[serde(default)]
    source: String,
    common_headers: Option<CommonHeaders>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct CommonHeaders {
    message_id: Option<String>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Bounce {
    #[serde(rename = "bounceType")]
    kind: String,
    #[serde(rename = "bounceSubType", default)]
    sub_kind: String,
    #[serde(default)]
    bounced_recipients: Vec<Recipient>,
    timestamp: String,
    feedback_id: Option<String>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Complaint {
    #[serde(default)]
    complained_recipients: Vec<Recipient>,
    #[serde(rename = "complaintFeedbackType")]
    kind: Option<String>,
    timestamp: String,
    feedback_id: Option<String>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Delay {
    #[serde(default)]
    delayed_recipients: Vec<Recipient>,
    timestamp: String,
}

#[derive(Default, Deserialize)]
#[serde(rename_all = "camelCase")]
struct Recipient {
    #[serde(default)]
    email_address: String,
    status: Option<String>,
    diagnostic_code: Option<String>,
}

/// Reads an event. `None` for one that reports no bounce, complaint or delay, or is about no mail of ours.
#[must_use]
pub fn read(message: &str) -> Option<Report> {
    let event: Event = serde_json::from_str(message).ok()?;
    // A mail of ours has one recipient.
    let (kind, recipient, identity) = if let Some(bounce) = event.bounce {
        let recipient = bounce.bounced_recipients.into_iter().next().unwrap_or_default();
        let kind = match (bounce.kind.as_str(), bounce.sub_kind.as_str()) {
            // Not `Suppressed` and `OnAccountSuppressionList`: those were not even tried.
            ("Permanent", "General" | "NoEmail" | "") => judged(recipient.status()),
            _ => BounceKind::Soft,
        };
        (kind, recipient, bounce.feedback_id.unwrap_or(bounce.timestamp))
    } else if let Some(complaint) = event.complaint {
        if complaint.kind.as_deref() == Some("not-spam") {
            return None;
        }
        let recipient = complaint.complained_recipients.into_iter().next().unwrap_or_default();
        (BounceKind::Complaint, recipient, complaint.feedback_id.unwrap_or(complaint.timestamp))
    } else {
        let delay = event.delivery_delay?;
        let recipient = delay.delayed_recipients.into_iter().next().unwrap_or_default();
        (BounceKind::Delayed, recipient, delay.timestamp)
    };
    // SES replaces our Message-ID, unless it was told not to; so the envelope sender comes first.
    let message_id = event.mail.common_headers.and_then(|headers| headers.message_id).unwrap_or_default();
    let address = Some(recipient.email_address.as_str()).filter(|address| !address.is_empty());
    let (mail, sent_to) = named(&event.mail.source, address).or_else(|| named(&message_id, address))?;
    Some(Report {
        mail,
        sent_to,
        kind,
        status: recipient.status(),
        reply_code: recipient.diagnostic_code.as_deref().and_then(status::reply_code),
        digest: parts_digest::digest("ses", &[&identity]),
    })
}

impl Recipient {
    /// The status code, or else the one in the diagnostic code.
    fn status(&self) -> Option<Status> {
        let given = self.status.as_deref().and_then(Status::parse);
        let quoted = self.diagnostic_code.as_deref().and_then(Status::find);
        given.filter(|status| !status.is_vague()).or(quoted).or(given)
    }
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use super::*;

    const ID: &str = "0190a8f0-0000-7000-8000-000000000001";

    fn read_with(rest: &Value) -> Option<Report> {
        let mut event = json!({
            "mail": { "source": "no-reply@x.example", "commonHeaders": { "messageId": format!("<{ID}@x.example>") } },
        });
        event.as_object_mut().expect("an object").extend(rest.as_object().expect("an object").clone());
        read(&event.to_string())
    }

    fn bounce(kind: &str, sub_kind: &str, status: &str) -> Option<BounceKind> {
        let report = read_with(&json!({ "bounce": {
            "bounceType": kind, "bounceSubType": sub_kind, "timestamp": "2025-11-07T08:00:00.000Z", "feedbackId": "f",
            "bouncedRecipients": [{ "emailAddress": "a@example.com", "status": status, "action": "failed",
                                    "diagnosticCode": "smtp; 550 no" }],
        }}))?;
        assert_eq!((report.mail.to_string().as_str(), report.reply_code), (ID, Some(550)));
        assert!(report.sent_to.is("a@example.com") && !report.sent_to.is("b@example.com"));
        Some(report.kind)
    }

    #[test]
    fn a_permanent_bounce_about_the_address_is_hard_and_the_rest_is_not() {
        assert_eq!(bounce("Permanent", "General", "5.1.1"), Some(BounceKind::Hard));
        assert_eq!(bounce("Permanent", "NoEmail", ""), Some(BounceKind::Hard));
        assert_eq!(bounce("Permanent", "General", "5.7.1"), Some(BounceKind::Soft));
        assert_eq!(bounce("Permanent", "OnAccountSuppressionList", "5.1.1"), Some(BounceKind::Soft));
        assert_eq!(bounce("Transient", "MailboxFull", "5.2.2"), Some(BounceKind::Soft));
        assert_eq!(bounce("Undetermined", "Undetermined", ""), Some(BounceKind::Soft));
    }

    #[test]
    fn complaints_and_delays_are_read_and_other_events_are_none() {
        let at = "2025-11-07T08:00:00.000Z";
        let complaint = |kind: &str| {
            read_with(&json!({ "complaint": { "timestamp": at, "complaintFeedbackType": kind } }))
                .map(|report| report.kind)
        };
        assert_eq!(complaint("abuse"), Some(BounceKind::Complaint));
        assert_eq!(complaint("not-spam"), None);
        let delay = read_with(&json!({ "deliveryDelay": { "timestamp": at } }));
        assert_eq!(delay.map(|report| report.kind), Some(BounceKind::Delayed));
        assert_eq!(read_with(&json!({ "delivery": { "timestamp": at } })), None);
        for other in ["", "{}", "Successfully validated SNS topic for Amazon SES event publishing."] {
            assert_eq!(read(other), None, "{other}");
        }
    }
}
