//! The one-time token between "Confirm" and "Registration" of the 2023 form (R104, I27): sealed with the
//! server's key, so that confirming stores nothing, however often somebody does it. Only taking the step
//! leaves a row, which makes the token one-time.

use chrono::{DateTime, Utc};
use entity::{
    key_ring::KeyRing,
    registration_step::{self, LIFETIME},
};
use migration::together::hex;
use sea_orm::{DatabaseTransaction, DbErr, EntityTrait, TryInsertResult};

use super::secret;

/// A token that works until [`LIFETIME`] has passed, for the data with this digest.
pub(super) fn seal(keys: &KeyRing, input_digest: &[u8], now: DateTime<Utc>) -> String {
    let end = (now + LIFETIME).timestamp_millis();
    keys.seal(&context(input_digest), secret::bytes(), &end.to_be_bytes())
}

/// When the token ends. `None` if it was sealed for other data, or if no key of this server made it.
pub(super) fn end(keys: &KeyRing, token: &str, input_digest: &[u8]) -> Option<DateTime<Utc>> {
    let end = keys.open(&context(input_digest), token)?;
    DateTime::from_timestamp_millis(i64::from_be_bytes(end.try_into().ok()?))
}

/// Takes the step. Of several callers, one gets `true`. A token of a server of the previous version has a row
/// already.
pub(super) async fn take(
    keys: &KeyRing,
    tx: &DatabaseTransaction,
    token: &str,
    input_digest: &[u8],
    now: DateTime<Utc>,
) -> Result<bool, DbErr> {
    let Some(end) = end(keys, token, input_digest) else {
        let write = registration_step::take(token, input_digest, now).exec(tx).await?;
        return Ok(write.rows_affected > 0);
    };
    if end <= now {
        return Ok(false);
    }
    let row = registration_step::taken(token, input_digest.to_vec(), end, now);
    let inserted = registration_step::Entity::insert(row)
        .on_conflict_do_nothing_on([registration_step::Column::Digest])
        .exec(tx)
        .await?;
    Ok(matches!(inserted, TryInsertResult::Inserted(_)))
}

fn context(input_digest: &[u8]) -> String {
    format!("registration-step|{}", hex(input_digest))
}
