//! Decides whether a mail that somebody else can request may go to its address now. Strangers can request mails
//! to an address without end; its owner gets three, then one in ten minutes, and always the newest.
//!
//! Accounts of one address are counted apart, so nobody uses up another's. But anybody can register accounts
//! with somebody else's address, at the counter. So the accounts that never had a password count together,
//! too: [`UNPROVEN`] mails at once, then one in ten minutes. No rule can tell a new owner's account from a
//! stranger's by itself, but only the owner reads the mails. A browser or app that has logged in to any account
//! of the address, or has reset its password, has room of its own, whichever account it names. So a flood
//! delays a new owner's mail, and never denies it: within ten minutes some mail arrives, and its link leads
//! past the flood.
//!
//! A mail without room waits until there is some, unless a newer request with the same input stands in for
//! it. Nobody who asks is told, because the answer was given before. Officers see the reason in the row.

use chrono::{DateTime, TimeDelta, Utc};
use entity::{
    account,
    email_link::{self, Purpose},
    mail_quota::{self, BURST},
    outbox::{self, ADDRESS_QUOTA, Mail, State},
    user_id_request,
};
use sea_orm::{DatabaseConnection, entity::prelude::*};

use crate::mail::{Message, message::Content};

/// Mails of a kind at once about the accounts of one address that never had a password. A family or a school
/// may share the address, and each account is told its user ID at the counter, too.
const UNPROVEN: i64 = 10;

/// What a mail counts as, and how many of these there may be at once.
struct Count {
    digest: Vec<u8>,
    burst: i64,
}

/// Whether the mail may be sent now. If not, that is recorded in its row.
pub(super) async fn admit(
    db: &DatabaseConnection,
    row: &outbox::Model,
    token: Uuid,
    message: &Message,
    now: DateTime<Utc>,
) -> Result<bool, DbErr> {
    // It was let through before: only a mail that a relay was asked about has had an attempt.
    if row.attempts > 1 {
        return Ok(true);
    }
    let Some(full) = first_full(db, row.id, counts(db, message).await?, now).await? else {
        return Ok(true);
    };
    let write = if has_successor(db, message, now).await? {
        tracing::info!("mail {} cancelled: too many were requested for its address", row.id);
        outbox::finish(row.id, token, State::Cancelled)
    } else {
        let used = mail_quota::Entity::find_by_id(full.digest).one(db).await?;
        // There may be room by now: another look is free.
        let soon = now + TimeDelta::seconds(1);
        let next = used.map_or(soon, |used| used.room_at(full.burst).max(soon));
        tracing::info!("mail {} waits until {next}: too many were requested for its address", row.id);
        outbox::put_back(row.id, token, next)
    };
    write.col_expr(outbox::Column::LastError, Expr::value(ADDRESS_QUOTA)).exec(db).await?;
    Ok(false)
}

/// Takes room for the mail in each count; returns the first one that has none. What the mail has taken before
/// stays its own, so that it costs nothing to come back.
async fn first_full(
    db: &DatabaseConnection,
    mail: Uuid,
    counts: Vec<Count>,
    now: DateTime<Utc>,
) -> Result<Option<Count>, DbErr> {
    for count in counts {
        let share = mail_quota::take(&count.digest, count.burst, mail, now);
        if share.exec_without_returning(db).await? == 0 {
            return Ok(Some(count));
        }
    }
    Ok(None)
}

/// What the mail counts as: nothing if it is not one that strangers can request.
async fn counts(db: &DatabaseConnection, message: &Message) -> Result<Vec<Count>, DbErr> {
    let count = |email_key: &str, subject: &str, device: Option<Uuid>, burst| {
        let device = device.map(|id| id.simple().to_string()).unwrap_or_default();
        let digest = mail_quota::digest(&[message.mail.kind().name(), email_key, subject, &device]);
        Count { digest, burst }
    };
    // Its own room first: a mail that has none there must not use up what is shared.
    let of_account = |email_key: &str, subject: &str, device: Option<Uuid>, is_proven: bool| {
        let own = count(email_key, subject, device, BURST);
        let is_shared = !is_proven && device.is_none();
        let shared = is_shared.then(|| count(email_key, "", None, UNPROVEN));
        [own].into_iter().chain(shared).collect::<Vec<_>>()
    };
    Ok(match (&message.content, message.mail) {
        (Content::Link { link, .. }, _) => match (link.purpose, link.account_id) {
            // The first goes only to an address that was in force; the others are never sent.
            (Purpose::Disavow, _) | (Purpose::FirstPassword | Purpose::PasswordReset, None) => Vec::new(),
            // A change names an address that need not be the account's. So accounts count together.
            (Purpose::Registration | Purpose::EmailChange, _) => {
                vec![count(&link.email_key, "", link.known_device_id, BURST)]
            }
            (Purpose::FirstPassword | Purpose::PasswordReset, Some(id)) => {
                let account = account::Entity::find_by_id(id).one(db).await?;
                account.map_or_else(Vec::new, |account| {
                    let is_proven = account.has_had_password();
                    of_account(&link.email_key, &account.user_id, link.known_device_id, is_proven)
                })
            }
        },
        (Content::UserIdReminder(accounts), Mail::UserIdReminder { request }) => {
            let request = user_id_request::Entity::find_by_id(request).one(db).await?;
            request.map_or_else(Vec::new, |request| {
                let is_proven = accounts.iter().any(account::Model::has_had_password);
                of_account(&request.email_key, &request.name, request.known_device_id, is_proven)
            })
        }
        _ => Vec::new(),
    })
}

/// Whether another request stands in for that of the mail, so that the mail need not wait.
async fn has_successor(
    db: &DatabaseConnection,
    message: &Message,
    now: DateTime<Utc>,
) -> Result<bool, DbErr> {
    match (&message.content, message.mail) {
        (Content::Link { link, .. }, _) => Ok(email_link::newer_than(link, now).one(db).await?.is_some()),
        (_, Mail::UserIdReminder { request }) => {
            let request = user_id_request::Entity::find_by_id(request).one(db).await?;
            match request {
                Some(request) => Ok(user_id_request::newer_than(&request).one(db).await?.is_some()),
                None => Ok(false),
            }
        }
        _ => Ok(false),
    }
}
