//! Reads a mail that reports about one of ours: a delivery status notification (RFC 3464), a feedback report
//! (RFC 5965), or the plain mail of an old relay.
//!
//! The mail is a stranger's. What proves it is the token in the recipient that it was delivered to, or in the
//! mail that it returns. Everything else decides nothing, and no text of it is kept.

use std::{borrow::Cow, io, thread};

use entity::{key_ring::KeyRing, mail_bounce::BounceKind, parts_digest};
use mail_parser::{
    HeaderName, Message, MessageParser, MessagePart, MimeHeaders, PartType,
    decoders::{base64::base64_decode, quoted_printable::quoted_printable_decode},
};

use super::{
    Report, SentTo,
    fields::{self, Group},
    status::{self, Action, Status},
};
use crate::mail::return_path::{Token, tokens_in};

/// The largest mail that is read. Larger ones return a large mail, which none of ours is.
pub const MAX_BYTES: usize = 256 * 1024;
/// The stack for one mail, in bytes. Mails within mails are dropped recursively, and the smallest takes about
/// 30 bytes. So the largest mail has fewer than 9,000 levels, with 14 KiB for each.
const STACK: usize = 128 * 1024 * 1024;

/// Headers in which a relay writes the recipient that it delivered to.
const RECIPIENTS: [&str; 6] =
    ["Delivered-To", "X-Original-To", "Original-Recipient", "Envelope-To", "X-Envelope-To", "To"];

/// Why a mail is not a report about a mail of ours.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Ignored {
    /// It is larger than [`MAX_BYTES`].
    #[error("larger than 256 KiB")]
    TooLarge,
    /// It has no headers.
    #[error("not a mail")]
    Malformed,
    /// The parser failed.
    #[error("the parser failed")]
    Unreadable,
    /// It is neither a report nor a bounce, e.g. an automatic answer.
    #[error("neither a bounce nor a complaint")]
    NoReport,
    /// It reports that the mail arrived.
    #[error("a report that the mail arrived")]
    Delivered,
    /// It names no mail of ours.
    #[error("it names no mail")]
    NoToken,
    /// It names a mail with a token that was not made with our keys.
    #[error("its token is not genuine: forged, or made with a key that this process lacks")]
    Forged,
}

/// What a report says, without the mail that it is about.
struct Finding {
    kind: BounceKind,
    status: Option<Status>,
    reply_code: Option<i32>,
    /// The recipients that it names.
    recipients: Vec<String>,
    /// The part that says so, which identifies the report.
    source: String,
}

/// Reads a mail that was delivered to `recipient`, if the relay said so. The outer error means that there is
/// no thread for it at the moment.
pub fn read(raw: &[u8], recipient: Option<&str>, keys: &KeyRing) -> io::Result<Result<Report, Ignored>> {
    if raw.len() > MAX_BYTES {
        return Ok(Err(Ignored::TooLarge));
    }
    // A thread of its own, so that no mail can exhaust the stack, or end the process by a panic.
    thread::scope(|scope| {
        let parser = thread::Builder::new().stack_size(STACK);
        let parsed = parser.spawn_scoped(scope, || parse(raw, recipient, keys))?.join();
        Ok(parsed.unwrap_or(Err(Ignored::Unreadable)))
    })
}

fn parse(raw: &[u8], recipient: Option<&str>, keys: &KeyRing) -> Result<Report, Ignored> {
    // Decoding is ours: the parser would take a mail in base64 apart as well, and copy it once for each mail
    // within it, which is a gigabyte for the deepest.
    let parser = MessageParser::new().with_minimal_headers();
    let parser = parser.ignore_header(HeaderName::ContentTransferEncoding);
    let message = parser.parse(raw).ok_or(Ignored::Malformed)?;
    if message.headers().is_empty() {
        return Err(Ignored::Malformed);
    }
    let mail = Mail { raw, message };
    let mut finding = mail.find()?;
    let token = mail.token(recipient, keys)?;
    let is_about_another =
        !finding.recipients.is_empty() && !finding.recipients.iter().any(|email| token.is_for(email));
    if finding.kind == BounceKind::Hard && is_about_another {
        // The mail was passed on, and it is the next address that does not exist.
        finding.kind = BounceKind::Soft;
    }
    Ok(Report {
        mail: token.mail(),
        sent_to: SentTo::Token(token),
        kind: finding.kind,
        status: finding.status,
        reply_code: finding.reply_code,
        // Of the report alone: a mail that brings it a second time has other headers.
        digest: parts_digest::digest("mail", &[&finding.source]),
    })
}

/// A mail and its parts, which are not decoded yet.
struct Mail<'m> {
    raw: &'m [u8],
    message: Message<'m>,
}

impl Mail<'_> {
    fn find(&self) -> Result<Finding, Ignored> {
        if let Some(part) = self.part("delivery-status") {
            return delivery_status(&self.decoded(part));
        }
        if let Some(part) = self.part("feedback-report") {
            return feedback(&self.decoded(part));
        }
        self.plain()
    }

    /// The first part of the type `message/SUBTYPE`, in any case.
    fn part(&self, subtype: &str) -> Option<&MessagePart<'_>> {
        self.message.parts.iter().find(|part| {
            part.content_type().is_some_and(|found| {
                found.ctype().eq_ignore_ascii_case("message")
                    && found.subtype().is_some_and(|found| found.eq_ignore_ascii_case(subtype))
            })
        })
    }

    /// The decoded contents of a part; as they are if they cannot be decoded.
    fn decoded<'p>(&self, part: &'p MessagePart<'_>) -> Cow<'p, [u8]> {
        let header = part.headers.iter().find(|header| header.name == HeaderName::ContentTransferEncoding);
        let value =
            header.and_then(|header| self.raw.get(header.offset_start as usize..header.offset_end as usize));
        let decoded = match value.unwrap_or_default().trim_ascii() {
            value if value.eq_ignore_ascii_case(b"base64") => base64_decode(part.contents()),
            value if value.eq_ignore_ascii_case(b"quoted-printable") => {
                quoted_printable_decode(part.contents())
            }
            _ => None,
        };
        decoded.map_or(Cow::Borrowed(part.contents()), Cow::Owned)
    }

    /// The mail of a relay that is older than reports. It comes from the mail system; the automatic answer of
    /// a mailbox comes from the mailbox.
    fn plain(&self) -> Result<Finding, Ignored> {
        let from = self.message.from().and_then(|from| from.first()).and_then(|from| from.address());
        let user = from.unwrap_or_default().split('@').next().unwrap_or_default();
        let is_system = ["mailer-daemon", "postmaster"].iter().any(|known| user.eq_ignore_ascii_case(known));
        let text = self.message.text_part(0).map(|part| self.decoded(part)).unwrap_or_default();
        let text = String::from_utf8_lossy(&text);
        let is_qmail = text.trim_start().starts_with("Hi. This is the");
        // Exim before 4.86 names the recipients of a failure in this header.
        let is_exim = self.message.header_raw("X-Failed-Recipients").is_some();
        let status = Status::find(&text);
        if !is_system || !(is_qmail || is_exim || status.is_some()) {
            return Err(Ignored::NoReport);
        }
        let kind = status::kind(Action::Failed, status).ok_or(Ignored::Delivered)?;
        Ok(Finding { kind, status, reply_code: None, recipients: Vec::new(), source: text.into_owned() })
    }

    /// The genuine token in the recipient of the report, or else in the mail that it returns.
    fn token(&self, recipient: Option<&str>, keys: &KeyRing) -> Result<Token, Ignored> {
        let mut texts: Vec<String> = recipient.map(str::to_owned).into_iter().collect();
        texts.extend(headers(&self.message, &RECIPIENTS));
        for part in &self.message.parts {
            match &part.body {
                PartType::Message(returned) => texts.extend(headers(returned, &["Return-Path"])),
                // The report itself, e.g. its field `Original-Mail-From`; the headers of the returned mail; or,
                // in a plain bounce, the whole mail.
                PartType::Binary(_) | PartType::InlineBinary(_) | PartType::Text(_) => {
                    texts.push(String::from_utf8_lossy(&self.decoded(part)).into_owned());
                }
                PartType::Html(_) | PartType::Multipart(_) => {}
            }
        }
        let mut is_named = false;
        for token in texts.iter().flat_map(|text| tokens_in(text)) {
            if token.is_genuine(keys) {
                return Ok(token);
            }
            is_named = true;
        }
        Err(if is_named { Ignored::Forged } else { Ignored::NoToken })
    }
}

/// A failure counts before a delay. A mail of ours has one recipient, but a relay may have passed it on to
/// several.
fn delivery_status(contents: &[u8]) -> Result<Finding, Ignored> {
    let groups = fields::groups(contents);
    let with = |action| {
        groups.iter().find(|group| group.get("Action").and_then(Action::parse).is_some_and(|it| it == action))
    };
    let judge = |action, group: &Group| {
        let diagnostic = group.get("Diagnostic-Code").unwrap_or_default();
        let status = group.get("Status").and_then(Status::parse);
        // Some relays report every failure as 5.0.0, and quote the real code.
        let status = status.filter(|status| !status.is_vague()).or(Status::find(diagnostic)).or(status);
        let reply_code = status::reply_code(diagnostic);
        let recipients = ["Original-Recipient", "Final-Recipient"].iter().filter_map(|name| group.get(name));
        let recipients = recipients.filter_map(address).map(str::to_owned).collect();
        status::kind(action, status).map(|kind| Finding {
            kind,
            status,
            reply_code,
            recipients,
            source: String::from_utf8_lossy(contents).into_owned(),
        })
    };
    for action in [Action::Failed, Action::Delayed, Action::Delivered] {
        if let Some(group) = with(action) {
            return judge(action, group).ok_or(Ignored::Delivered);
        }
    }
    Err(Ignored::NoReport)
}

/// The address in the value of a recipient's field, e.g. `rfc822; a@example.com`.
fn address(value: &str) -> Option<&str> {
    let (_, address) = value.split_once(';')?;
    Some(address.trim().trim_start_matches('<').trim_end_matches('>'))
}

fn feedback(contents: &[u8]) -> Result<Finding, Ignored> {
    let groups = fields::groups(contents);
    let kind = groups.iter().find_map(|group| group.get("Feedback-Type")).unwrap_or_default();
    // The others are no complaints, e.g. `not-spam` and `auth-failure`.
    if ["abuse", "fraud", "virus"].iter().any(|known| kind.eq_ignore_ascii_case(known)) {
        let (kind, source) = (BounceKind::Complaint, String::from_utf8_lossy(contents).into_owned());
        return Ok(Finding { kind, status: None, reply_code: None, recipients: Vec::new(), source });
    }
    Err(Ignored::NoReport)
}

/// The values of all headers with these names, in the order of the names.
fn headers(message: &Message<'_>, names: &[&str]) -> Vec<String> {
    let of = |name: &str| -> Vec<String> {
        let found = message.headers_raw().filter(|(known, _)| known.eq_ignore_ascii_case(name));
        found.map(|(_, value)| value.to_owned()).collect()
    };
    names.iter().flat_map(|name| of(name)).collect()
}

#[cfg(test)]
mod tests;
