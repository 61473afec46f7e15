//! Publishing with a key: whoever lost the answer sends the same again, and the notice is published once.

use chrono::{DateTime, Utc};
use entity::{
    audit::Action,
    idempotency,
    input::Fault,
    notice::{self, NoticeId},
};
use sea_orm::{DatabaseConnection, DbErr, EntityTrait};
use uuid::{Builder, Uuid};

use super::{
    PublishError,
    draft::{self, Checked, Draft, Wrong},
    event, publish, write,
};
use crate::{
    account::repeatable::{self, Once, Use},
    audit::{self, Actor, Source},
};

/// Why a notice was not published with a key.
#[derive(Debug, thiserror::Error)]
pub enum OnceError {
    /// Fields are wrong, or the key is.
    #[error("fields are wrong, or the key is")]
    Input(Vec<Wrong>, Option<Fault>),
    /// The key came with other input before.
    #[error("the idempotency key came with other input before")]
    IdempotencyKeyReused,
    /// The database did not answer.
    #[error("the database did not answer")]
    Database(#[from] DbErr),
}

/// Publishes a notice once for a key, of which each actor has its own; without one, each time.
pub async fn publish_once(
    db: &DatabaseConnection,
    draft: &Draft,
    key: Option<&str>,
    source: &Source,
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
    let operation = format!("publishNotice/{}", actor.columns().1.unwrap_or_default());
    let tx = migration::database::write(db).await?;
    let once = Once { operation: &operation, key: Some(key), input: &parts(draft) };
    match repeatable::note(&tx, once, now).await? {
        Use::First => {}
        Use::Reused => return Err(OnceError::IdempotencyKeyReused),
        Use::Again => {
            let digest = idempotency::used(&operation, key, &[], now).digest.as_ref().clone();
            let used = idempotency::Entity::find_by_id(digest).one(&tx).await?;
            let id = used.map(|used| id(&operation, key, used.created_at));
            let before = notice::Entity::find_by_id(id.unwrap_or(NoticeId(Uuid::nil()))).one(&tx).await?;
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
    let fault = (key.chars().count() > max).then_some(Fault::TooLong { max });
    match (draft::check(draft, now), fault) {
        (Ok(checked), None) => Ok(checked),
        (checked, fault) => Err(OnceError::Input(checked.err().unwrap_or_default(), fault)),
    }
}

/// The notice that a key made when it was first used: so the second request finds it. A key that is used for
/// something else after its time makes another.
fn id(operation: &str, key: &str, first_used: DateTime<Utc>) -> NoticeId {
    let digest = idempotency::digest(&[operation, key, &first_used.timestamp_millis().to_string()]);
    let mut bytes = [0; 16];
    bytes.copy_from_slice(&digest[..16]);
    NoticeId(Builder::from_custom_bytes(bytes).into_uuid())
}

fn parts(draft: &Draft) -> Vec<&str> {
    let texts = draft.texts.iter().flat_map(|text| [text.language.tag(), &text.title, &text.body]);
    [draft.from.as_str(), &draft.until].into_iter().chain(texts).collect()
}
