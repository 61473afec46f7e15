//! Publishes a notice with an idempotency key: a client that lost the answer can repeat the request, and the
//! notice is published once.

use chrono::{DateTime, Utc};
use entity::{
    audit::Action,
    idempotency,
    input::ValidationError,
    notice::{self, NoticeId},
    parts_digest,
};
use sea_orm::{DatabaseConnection, DbErr, EntityTrait};
use uuid::Builder;

use super::{
    PublishError,
    draft::{self, Checked, Draft, Wrong},
    event, publish, write,
};
use crate::{
    audit::{self, Actor, RequestOrigin},
    idempotency::{self as keys, Makes, Once, Use},
};

/// Why a notice was not published with a key.
#[derive(Debug, thiserror::Error)]
pub enum OnceError {
    /// Some fields are invalid, or the key is.
    #[error("some fields or the idempotency key are invalid")]
    Input(Vec<Wrong>, Option<ValidationError>),
    /// The idempotency key was used before with other input.
    #[error("the idempotency key was used before with other input")]
    IdempotencyKeyReused,
    /// A database operation failed; the source says why.
    #[error("the database operation failed")]
    Database(#[from] DbErr),
}

/// Publishes a notice once for each key. Each actor has its own keys; without a key, every call publishes.
pub async fn publish_once(
    db: &DatabaseConnection,
    draft: &Draft,
    key: Option<&str>,
    source: &RequestOrigin,
    actor: Actor,
    now: DateTime<Utc>,
) -> Result<notice::Model, OnceError> {
    let Some(key) = key.filter(|key| !key.is_empty()) else {
        return publish(db, draft, source, actor, now).await.map_err(|error| match error {
            PublishError::Input(wrong) => OnceError::Input(wrong, None),
            PublishError::Database(error) => OnceError::Database(error),
        });
    };
    let checked = check(draft, key, now)?;
    // Each actor has keys of its own, because two clients may choose the same one.
    let operation = format!("publishNotice/{}", actor.columns().1.unwrap_or_default());
    let tx = migration::database::write(db).await?;
    let makes = Makes::lasting(idempotency::RETENTION);
    let once = Once { operation: &operation, key: Some(key), input: &parts(draft), makes };
    match keys::note(&tx, once, now).await? {
        Use::First => {}
        Use::Reused => return Err(OnceError::IdempotencyKeyReused),
        Use::Again(at) => {
            // The key stores no answer: the ID of the notice follows from the key and its first use.
            let before = notice::Entity::find_by_id(id(&operation, key, at)).one(&tx).await?;
            return before.ok_or(OnceError::IdempotencyKeyReused);
        }
    }
    let row = notice::publish(id(&operation, key, now), checked.period, actor.columns(), now);
    let published = notice::Entity::insert(row).exec_with_returning(&tx).await?;
    write(&tx, &published, &checked).await?;
    audit::record(&tx, event(Action::NoticePublished, &published, source, actor, now)).await?;
    tx.commit().await?;
    Ok(published)
}

fn check(draft: &Draft, key: &str, now: DateTime<Utc>) -> Result<Checked, OnceError> {
    let max = idempotency::MAX_LENGTH;
    let fault = (key.chars().count() > max).then_some(ValidationError::TooLong { max });
    match (draft::check(draft, now), fault) {
        (Ok(checked), None) => Ok(checked),
        (checked, fault) => Err(OnceError::Input(checked.err().unwrap_or_default(), fault)),
    }
}

/// The ID of the notice that a key publishes: derived from the key and its first use, so that a repeated
/// request finds it. A key that is reused after its retention period gives another ID.
fn id(operation: &str, key: &str, first_used: DateTime<Utc>) -> NoticeId {
    let first_used = first_used.timestamp_millis().to_string();
    let digest = parts_digest::digest("", &[operation, key, &first_used]);
    let mut bytes = [0; 16];
    bytes.copy_from_slice(&digest[..16]);
    NoticeId(Builder::from_custom_bytes(bytes).into_uuid())
}

fn parts(draft: &Draft) -> Vec<&str> {
    let texts = draft.texts.iter().flat_map(|text| [text.language.tag(), &text.title, &text.body]);
    [draft.from.as_str(), &draft.until].into_iter().chain(texts).collect()
}
