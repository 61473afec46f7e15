//! Relays as they are in the world: each file in `tests/relays/` plays one against a real worker, and says how
//! the mails that meet it end. Its README describes the files.

use std::collections::BTreeMap;
use std::panic::AssertUnwindSafe;
use std::path::Path;
use std::sync::Arc;

use chrono::{DateTime, TimeDelta, Utc};
use entity::clock::Clock;
use entity::outbox::{self, Kind, State};
use entity::{staff_alert, suppressed_address};
use futures_util::{FutureExt as _, StreamExt as _, stream};
use sea_orm::{
    ColumnTrait as _, DatabaseConnection, EntityTrait as _, PaginatorTrait as _, QueryFilter as _,
};
use worker::mail::smtp::Gate;

use crate::relay_failures::SHORT;
use crate::support::TestApp;
use crate::support::fixtures::relays;
use crate::support::process::Directory;
use crate::support::relay::play::ScriptedRelay;
use crate::support::relay::script::{End, Is, Script, Subject};
use crate::support::relay::{Authority, Relay};
use crate::support::site::{LIMIT, Site, wait_until};
use crate::support::waiting;

/// How many times faster than written a script is played. The worker waits for each reply as long as RFC 5321
/// grants for the one to the content, divided by this.
const PACE: u32 = 100;
/// How many scripts are played at a time. Some only wait.
const AT_A_TIME: usize = 6;
/// The name of the alert about a relay that does not accept this installation.
const ALERT: &str = "RELAY_MISCONFIGURED";

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn every_scripted_relay_ends_as_its_file_says() {
    let scripts = scripts();
    let count = scripts.len();
    let plays = stream::iter(scripts).map(|script| async move {
        let name = script.name.clone();
        let played = AssertUnwindSafe(play(Arc::new(script))).catch_unwind().await;
        let wrong = played.unwrap_or_else(|_| vec!["it panicked; see above".to_owned()]);
        wrong.into_iter().map(|wrong| format!("{name}: {wrong}")).collect::<Vec<_>>()
    });
    let wrong: Vec<_> = plays.buffer_unordered(AT_A_TIME).collect().await;
    let wrong = wrong.concat();
    assert!(wrong.is_empty(), "{} differences in {count} scripts:\n{}", wrong.len(), wrong.join("\n"));
}

/// All scripts, or those with the word in `UKETORI_RELAYS` in their names.
fn scripts() -> Vec<Script> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("relays");
    let entries = std::fs::read_dir(folder).expect("the folder of the scripts");
    let files = entries.map(|entry| entry.expect("an entry").path());
    let mut scripts: Vec<_> = files
        .filter(|file| file.extension().is_some_and(|extension| extension == "relay"))
        .map(|file| Script::read(&file))
        .collect();
    scripts.sort_by(|one, other| one.name.cmp(&other.name));
    assert!(scripts.len() >= 40, "{} scripts", scripts.len());
    #[expect(clippy::disallowed_methods, reason = "a test program has no command line of its own")]
    let word = std::env::var("UKETORI_RELAYS").unwrap_or_default();
    scripts.retain(|script| script.name.contains(&word));
    assert!(!scripts.is_empty(), "no script has {word:?} in its name");
    scripts
}

/// Plays a script, and returns what is not as it says.
async fn play(script: Arc<Script>) -> Vec<String> {
    if script.has_tls { Box::pin(with_a_program(script)).await } else { Box::pin(with_an_app(script)).await }
}

/// Plays a script against an app in the production mode, whose clock only the script moves.
async fn with_an_app(script: Arc<Script>) -> Vec<String> {
    let relay = ScriptedRelay::start(Arc::clone(&script), None, PACE).await;
    let unused = Relay::start().await;
    let app = TestApp::start_with_relays(unused, relays(&[relay.url()], SHORT)).await;
    queue(app.db(), &script, app.now()).await;
    app.settle().await;
    let mut wrong = Vec::new();
    for step in &script.end {
        match step {
            End::Wait(span, times) => {
                for _ in 0..*times {
                    app.advance(TimeDelta::from_std(*span).expect("a short span")).await;
                }
            }
            End::Is(is) => {
                worker::job::monitor::watch(&app.context).await.expect("a look");
                let gate = app.context.mailer.gate(&app.context.clock);
                let seen = Seen { gate: Some(gate), ..Seen::look(app.db(), &script, &relay).await };
                wrong.extend(seen.differs(is));
            }
        }
    }
    wrong.extend(relay.surprises());
    wrong
}

/// Plays a script with TLS against a worker program, which trusts the relay's authority by `SSL_CERT_FILE`.
/// Its time is real, so the script ends with the first attempt.
async fn with_a_program(script: Arc<Script>) -> Vec<String> {
    let authority = Authority::new();
    let relay = ScriptedRelay::start(Arc::clone(&script), Some(authority.certify("127.0.0.1")), 1).await;
    let site = Site::copied(relay.url()).await;
    let (trusted, log) = (site.directory.path().join("authority.pem"), Directory::new("log"));
    authority.write(&trusted);
    let db = site.db().await;
    queue(&db, &script, Clock::System.now()).await;
    let _worker = site.worker_with(&[("SSL_CERT_FILE", trusted.to_str().expect("text"))], &log);
    let all_were_tried = async || rows(&db, &script).await.iter().all(was_tried);
    wait_until("the first attempt of every mail", LIMIT, all_were_tried).await;
    let seen = Seen::look(&db, &script, &relay).await;
    let expected = script.end.iter().filter_map(|step| if let End::Is(is) = step { Some(is) } else { None });
    expected.filter_map(|is| seen.differs(is)).chain(relay.surprises()).collect()
}

/// Whether a mail has come to an end, or one attempt has.
fn was_tried(row: &outbox::Model) -> bool {
    match row.state {
        State::Queued | State::Sending => false,
        State::Retry => row.last_error.is_some(),
        State::Sent | State::Dead | State::Cancelled | State::Expired | State::Unknown => true,
    }
}

/// Queues the mails of a script.
async fn queue(db: &DatabaseConnection, script: &Script, now: DateTime<Utc>) {
    let names: Vec<_> = (0..script.mails).map(|number| format!("p{number}")).collect();
    waiting::accounts(db, &names, now).await;
    if script.is_reminder {
        waiting::due_reminders(db, &names, now).await;
    } else {
        waiting::certificates(db, &names, now).await;
    }
}

/// The mails of a script.
async fn rows(db: &DatabaseConnection, script: &Script) -> Vec<outbox::Model> {
    let kind = if script.is_reminder { Kind::ReceiptReminder } else { Kind::Certificate };
    outbox::Entity::find().filter(outbox::Column::Kind.eq(kind.name())).all(db).await.expect("rows")
}

/// What can be compared.
struct Seen {
    rows: Vec<outbox::Model>,
    copies: usize,
    suppressed: u64,
    is_alerted: bool,
    /// Whether the relay may be used; `None` if the worker is a program, which does not say.
    gate: Option<Gate>,
}

impl Seen {
    async fn look(db: &DatabaseConnection, script: &Script, relay: &ScriptedRelay) -> Self {
        let rows = rows(db, script).await;
        assert_eq!(rows.len(), script.mails, "a row for each mail");
        let alerts = staff_alert::raised().all(db).await.expect("alerts");
        Self {
            rows,
            copies: relay.copies(),
            suppressed: suppressed_address::Entity::find().count(db).await.expect("a count"),
            is_alerted: alerts.iter().any(|alert| alert.name == ALERT),
            gate: None,
        }
    }

    /// What differs from the script; `None` if it is as expected.
    fn differs(&self, Is { subject, value, line }: &Is) -> Option<String> {
        let (seen, is_so) = match subject {
            Subject::Never => (self.states(), self.rows.iter().all(|row| name(row.state) != *value)),
            subject => {
                let seen = self.seen(*subject);
                let is_so = seen == *value;
                (seen, is_so)
            }
        };
        (!is_so).then(|| format!("line {line}: {subject:?} {value} was expected, and {seen} seen"))
    }

    fn seen(&self, subject: Subject) -> String {
        match subject {
            Subject::State | Subject::Never => self.states(),
            Subject::Copies => self.copies.to_string(),
            Subject::Attempts => {
                self.rows.iter().map(|row| row.attempts).max().unwrap_or_default().to_string()
            }
            Subject::Suppressed => self.suppressed.to_string(),
            Subject::Relay => match self.gate.expect("an app says whether its relay rests") {
                Gate::Pass => "works".to_owned(),
                Gate::Shut | Gate::Probe => "rests".to_owned(),
            },
            Subject::Alert => if self.is_alerted { "yes" } else { "no" }.to_owned(),
        }
    }

    /// The states of all mails: one, or several with their numbers.
    fn states(&self) -> String {
        let mut counts = BTreeMap::new();
        for row in &self.rows {
            *counts.entry(name(row.state)).or_insert(0) += 1;
        }
        if counts.len() == 1 {
            return counts.into_keys().collect();
        }
        let parts: Vec<_> = counts.iter().map(|(state, count)| format!("{count} {state}")).collect();
        parts.join(", ")
    }
}

fn name(state: State) -> String {
    match state {
        State::Queued | State::Retry => "WAITING".to_owned(),
        _ => format!("{state:?}").to_uppercase(),
    }
}
