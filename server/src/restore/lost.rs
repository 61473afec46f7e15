//! What happened after a backup was made, as far as records outside of the database show: anchors show how
//! many events are missing, exported lines show which.
//!
//! It repeats none of them, with one exception: if a password is known to have been replaced, or an account
//! closed, the old password is withdrawn.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use chrono::{DateTime, Utc};
use entity::{
    account::{self, AccountId},
    audit::{self, Action, Outcome},
    officer::{self, OfficerId},
    restore,
};
use migration::database;
use sea_orm::{
    ActiveEnum, DatabaseConnection, DbErr, QueryOrder, QuerySelect, QueryTrait, entity::prelude::*,
};

use crate::{
    audit::{Event, export::Line, record, verify::Anchor},
    outbox_admin::By,
};

/// After these actions, the password in the backup must not work.
const PASSWORD: [Action; 4] =
    [Action::PasswordReset, Action::PasswordChanged, Action::ChangeDisavowed, Action::AccountClosed];
/// Actions that staff must look at, or repeat.
const SHOWN: [Action; 25] = [
    Action::PasswordReset,
    Action::PasswordChanged,
    Action::ChangeDisavowed,
    Action::AccountClosed,
    Action::AccountRegistered,
    Action::AccountImported,
    Action::FirstPasswordSet,
    Action::EmailChanged,
    Action::ContactDetailsChanged,
    Action::AccountCorrected,
    Action::CertificateIssued,
    Action::CertificateCancelled,
    Action::ReceiptRegistered,
    Action::NoticePublished,
    Action::NoticeChanged,
    Action::NoticeWithdrawn,
    Action::MailKindPaused,
    Action::MailKindResumed,
    Action::MailDropped,
    Action::OfficerCreated,
    Action::OfficerPasswordChanged,
    Action::OfficerReset,
    Action::OfficerClosed,
    Action::RoleGranted,
    Action::RoleRevoked,
];
/// How many IDs one query looks up.
const CHUNK: usize = 1_000;

/// What the operator has kept outside of the database.
#[derive(Clone, Debug, Default)]
pub struct Known {
    /// Chain heads that `server audit anchor` printed after the backup.
    pub anchors: Vec<Anchor>,
    /// Events that `server audit export` wrote after the backup.
    pub events: Vec<Line>,
}

/// What the database has lost.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Lost {
    /// The time of the last event in the backup.
    pub last_event: Option<DateTime<Utc>>,
    /// For each chain, the number of its last event here, and the number in the anchor.
    pub missing: BTreeMap<String, (i64, i64)>,
    /// Events that staff must look at, or repeat; the oldest first.
    pub shown: Vec<Shown>,
    /// The number of other events that are known to be missing.
    pub others: usize,
    /// Accounts whose password in the backup must not work.
    passwords: BTreeSet<Uuid>,
}

/// A missing event, in a form that an operator can act on.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Shown {
    /// The time of the event, as the exported line has it.
    pub at: DateTime<Utc>,
    /// The action, as the audit log names it.
    pub action: String,
    /// The user ID of the account, or its internal ID if the backup does not have it.
    pub account: Option<String>,
    /// The detail of the event, with the names of officers in place of their IDs.
    pub detail: Option<String>,
}

impl Lost {
    /// Compares the operator's records with the database.
    pub(super) async fn since_backup(db: &DatabaseConnection, known: Known) -> Result<Self, DbErr> {
        // An interrupted run has recorded events of its own; they do not come from the backup.
        let begun_at = restore::under_way().one(db).await?.map(|row| row.begun_at);
        let heads = heads(db, begun_at).await?;
        let here = |chain: &str| heads.get(chain).copied().unwrap_or(0);
        let mut lost = Self { last_event: last_event(db, begun_at).await?, ..Self::default() };
        for Anchor { chain, number, .. } in known.anchors {
            let head = here(&chain);
            if number > head {
                let most = lost.missing.entry(chain).or_insert((head, number));
                // A file of anchors may have several of one chain, and the last event is the one that counts.
                most.1 = most.1.max(number);
            }
        }
        let missing: BTreeMap<_, _> = known
            .events
            .into_iter()
            .filter(|line| line.number > here(&line.chain))
            // Sorted by time, and an event that was exported twice counts once.
            .map(|line| ((line.at, line.chain.clone(), line.number), line))
            .collect();
        let done = Outcome::Success.to_value();
        let (shown, others): (Vec<_>, Vec<_>) =
            missing.into_values().partition(|line| line.outcome == done && is_one_of(&SHOWN, &line.action));
        lost.others = others.len();
        let replaced = shown.iter().filter(|line| is_one_of(&PASSWORD, &line.action));
        lost.passwords = replaced.filter_map(|line| line.subject_id).collect();
        lost.shown = named(db, shown).await?;
        Ok(lost)
    }

    /// The number of accounts that need a password reset, because their password is known to have been
    /// replaced.
    #[must_use]
    pub fn passwords(&self) -> usize {
        self.passwords.len()
    }

    /// Withdraws the passwords that are known to have been replaced, each in a transaction with its own audit
    /// event.
    pub(super) async fn withdraw_passwords(
        &self,
        db: &DatabaseConnection,
        (actor, source): By<'_>,
        now: DateTime<Utc>,
    ) -> Result<(), DbErr> {
        for id in self.passwords.iter().copied().map(AccountId) {
            let tx = database::write(db).await?;
            if restore::withdraw_password(id).exec(&tx).await?.rows_affected > 0 {
                let event = Event::new(Action::PasswordWithdrawn, source, now).by(actor).about(id);
                record(&tx, event).await?;
            }
            tx.commit().await?;
        }
        Ok(())
    }
}

fn is_one_of(actions: &[Action], name: &str) -> bool {
    actions.iter().any(|action| action.to_value() == name)
}

/// The events before a time, or all events.
fn before(moment: Option<DateTime<Utc>>) -> Select<audit::Entity> {
    audit::Entity::find().apply_if(moment, |rows, moment| rows.filter(audit::Column::At.lt(moment)))
}

/// The number of the last event of each chain before a time.
async fn heads(
    db: &DatabaseConnection,
    moment: Option<DateTime<Utc>>,
) -> Result<HashMap<String, i64>, DbErr> {
    let heads = before(moment)
        .select_only()
        .column(audit::Column::Chain)
        .column_as(audit::Column::Number.max(), "number")
        .group_by(audit::Column::Chain)
        .into_tuple::<(String, i64)>();
    Ok(heads.all(db).await?.into_iter().collect())
}

async fn last_event(
    db: &DatabaseConnection,
    moment: Option<DateTime<Utc>>,
) -> Result<Option<DateTime<Utc>>, DbErr> {
    let last = before(moment).order_by_desc(audit::Column::At).limit(1).one(db).await?;
    Ok(last.map(|row| row.at))
}

/// Adds user IDs and officers' names, as far as the backup has them.
async fn named(db: &DatabaseConnection, lines: Vec<Line>) -> Result<Vec<Shown>, DbErr> {
    let mut user_ids = HashMap::new();
    let subjects: BTreeSet<_> = lines.iter().filter_map(|line| line.subject_id).collect();
    for chunk in Vec::from_iter(subjects).chunks(CHUNK) {
        let ids = chunk.iter().copied().map(AccountId);
        let found = account::Entity::find().filter(account::Column::Id.is_in(ids)).all(db).await?;
        user_ids.extend(found.into_iter().map(|account| (account.id.0, account.user_id)));
    }
    let officers = officer::Entity::find().all(db).await?;
    let officers: HashMap<_, _> = officers.into_iter().map(|officer| (officer.id, officer.name)).collect();
    let shown = lines.into_iter().map(|line| Shown {
        at: line.at,
        account: line.subject_id.map(|id| user_ids.get(&id).cloned().unwrap_or_else(|| id.to_string())),
        detail: line.detail.map(|detail| with_names(&detail, &officers)),
        action: line.action,
    });
    Ok(shown.collect())
}

fn with_names(detail: &str, officers: &HashMap<OfficerId, String>) -> String {
    let name = |word: &str| {
        let id = word.parse().ok().map(OfficerId);
        id.and_then(|id| officers.get(&id).cloned()).unwrap_or_else(|| word.to_owned())
    };
    detail.split(' ').map(name).collect::<Vec<_>>().join(" ")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ids_of_officers_are_said_as_names_and_anything_else_stays() {
        let id = OfficerId(Uuid::from_u128(7));
        let officers = HashMap::from([(id, "hanako".to_owned())]);
        let stranger = Uuid::from_u128(8);
        let said = with_names(&format!("ISSUER {} {stranger}", id.0), &officers);
        assert_eq!(said, format!("ISSUER hanako {stranger}"));
    }

    #[test]
    fn what_ends_a_password_is_shown() {
        assert!(PASSWORD.iter().all(|action| SHOWN.contains(action)));
    }
}
