//! Many mails through a relay that misbehaves at random: none is lost, and the only copies are those of mails
//! that the relay had accepted when it broke off.

use std::collections::HashMap;

use chrono::TimeDelta;
use entity::outbox::{self, Kind, State};
use entity::{account, certificate, suppressed_address};
use sea_orm::{ColumnTrait as _, EntityTrait as _, PaginatorTrait as _, QueryFilter as _};

use crate::relay_failures::SHORT;
use crate::support::TestApp;
use crate::support::fixtures::relays;
use crate::support::relay::Relay;
use crate::support::relay::wild::{Dealings, GONE, WildRelay};
use crate::support::waiting;

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_relay_that_misbehaves_at_random_loses_no_mail() {
    storm(1, 300).await;
}

/// The long run: `cargo it ten_thousand -- --ignored --nocapture`.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
#[ignore = "takes minutes: cargo it ten_thousand -- --ignored --nocapture"]
async fn ten_thousand_mails_through_a_relay_that_misbehaves_at_random() {
    let (seed, mails) = (setting("UKETORI_FAULTS_SEED", 1), setting("UKETORI_FAULTS_MAILS", 10_000));
    let table = storm(seed, usize::try_from(mails).expect("a number of mails")).await;
    #[expect(clippy::print_stdout, reason = "the table is the output of the long run")]
    {
        println!("seed {seed}: {table}");
    }
}

fn setting(name: &str, usual: u64) -> u64 {
    #[expect(clippy::disallowed_methods, reason = "a test program has no command line of its own")]
    let value = std::env::var(name).ok();
    value.map_or(usual, |value| value.parse().unwrap_or_else(|_| panic!("{name} must be a number")))
}

/// Sends the mails, lets time pass until each has ended, and judges them. Returns what happened, in numbers.
async fn storm(seed: u64, mails: usize) -> String {
    let relay = WildRelay::start(seed).await;
    let app = TestApp::start_with_relays(Relay::start().await, relays(&[relay.url()], SHORT)).await;
    let name = |number: usize| match number % 50 {
        7 => format!("{GONE}{number}"),
        _ => format!("p{number}"),
    };
    let names: Vec<_> = (0..mails).map(name).collect();
    waiting::accounts(app.db(), &names, app.now()).await;
    let (reminded, issued): (Vec<_>, Vec<_>) =
        names.into_iter().enumerate().partition(|(number, _)| number % 5 == 0);
    let without_number =
        |names: Vec<(usize, String)>| names.into_iter().map(|(_, name)| name).collect::<Vec<_>>();
    let (reminded, issued) = (without_number(reminded), without_number(issued));
    waiting::due_reminders(app.db(), &reminded, app.now()).await;
    waiting::certificates(app.db(), &issued, app.now()).await;
    app.settle().await;
    // Two hours in small steps, then hours: at most four days, in which no certificate is given up.
    for step in 0..150 {
        if waiting_mails(&app).await == 0 {
            break;
        }
        app.advance(if step < 60 { TimeDelta::minutes(2) } else { TimeDelta::hours(1) }).await;
    }
    let ends = ends(&app).await;
    assert_eq!(ends.len(), mails, "a row for each mail");
    let (dealings, nothing) = (relay.dealings(), Dealings::default());
    let mut breaches = Vec::new();
    for end in &ends {
        breaches.extend(judge(end, dealings.get(&end.email).unwrap_or(&nothing)));
    }
    assert!(breaches.is_empty(), "seed {seed}: {} breaches:\n{}", breaches.len(), breaches.join("\n"));
    let gone = ends.iter().filter(|end| end.email.starts_with(GONE)).count();
    let suppressed = suppressed_address::Entity::find().count(app.db()).await.expect("a count");
    assert_eq!(usize::try_from(suppressed).expect("few"), gone, "those that are gone, and no others");
    let breaks: usize = dealings.values().map(|dealings| dealings.breaks).sum();
    assert!(breaks > 0, "the relay has behaved");
    let copies: usize = dealings.values().map(|dealings| dealings.copies.len()).sum();
    let attempts: i32 = ends.iter().map(|end| end.attempts).sum();
    format!("{mails} mails, {copies} copies, {breaks} breaks, {gone} gone, {attempts} attempts, 0 lost")
}

async fn waiting_mails(app: &TestApp) -> u64 {
    let under_way = [State::Queued, State::Sending, State::Retry];
    let rows = outbox::Entity::find().filter(outbox::Column::State.is_in(under_way));
    rows.count(app.db()).await.expect("a count")
}

/// How a mail has ended.
struct End {
    email: String,
    is_reminder: bool,
    state: State,
    attempts: i32,
}

async fn ends(app: &TestApp) -> Vec<End> {
    let accounts = account::Entity::find().all(app.db()).await.expect("accounts");
    let emails: HashMap<_, _> = accounts.into_iter().map(|account| (account.id, account.email)).collect();
    let certificates = certificate::Entity::find().all(app.db()).await.expect("certificates");
    let owners: HashMap<_, _> =
        certificates.into_iter().map(|certificate| (certificate.id, certificate.account_id)).collect();
    let rows = outbox::Entity::find().all(app.db()).await.expect("rows");
    let end = |row: outbox::Model| {
        let owner = row.certificate_id.and_then(|certificate| owners.get(&certificate));
        End {
            email: emails[owner.expect("the owner of a certificate")].clone(),
            is_reminder: row.kind == Kind::ReceiptReminder.name(),
            state: row.state,
            attempts: row.attempts,
        }
    };
    rows.into_iter().map(end).collect()
}

/// What must not be.
fn judge(end: &End, dealings: &Dealings) -> Option<String> {
    let End { email, is_reminder, state, .. } = end;
    let is_fine = if email.starts_with(GONE) {
        *state == State::Dead && dealings.copies.is_empty() && dealings.refused > 0
    } else if *is_reminder && *state == State::Unknown {
        dealings.copies.len() <= 1 && dealings.breaks > 0
    } else {
        // The last copy is the one that was confirmed. Each before it was accepted, and then the relay broke
        // off.
        let (last, before) = dealings.copies.split_last().unwrap_or((&false, &[]));
        let may_repeat = !is_reminder || before.is_empty();
        *state == State::Sent && *last && !before.contains(&true) && may_repeat
    };
    let kind = if *is_reminder { "reminder" } else { "certificate" };
    // Addresses are invented here, and name nobody.
    (!is_fine).then(|| format!("the {kind} to {email} ended as {state:?}: {dealings:?}"))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn is_fine(email: &str, is_reminder: bool, state: State, copies: &[bool], breaks: usize) -> bool {
        let end = End { email: email.to_owned(), is_reminder, state, attempts: 1 };
        let refused = usize::from(email.starts_with(GONE));
        judge(&end, &Dealings { copies: copies.to_vec(), breaks, refused, ..Dealings::default() }).is_none()
    }

    #[test]
    fn the_judge_sees_what_must_not_be() {
        assert!(is_fine("p1@example.com", false, State::Sent, &[true], 0));
        assert!(is_fine("p1@example.com", false, State::Sent, &[false, true], 1));
        assert!(is_fine("p1@example.com", true, State::Unknown, &[false], 1));
        assert!(is_fine("p1@example.com", true, State::Unknown, &[], 1));
        assert!(is_fine("gone1@example.com", false, State::Dead, &[], 0));
        assert!(!is_fine("p1@example.com", false, State::Sent, &[], 0), "lost");
        assert!(!is_fine("p1@example.com", false, State::Sent, &[false], 1), "called sent without a reply");
        assert!(!is_fine("p1@example.com", false, State::Sent, &[true, true], 0), "two copies");
        assert!(
            !is_fine("p1@example.com", false, State::Sent, &[true, false], 1),
            "again after the confirmation"
        );
        assert!(!is_fine("p1@example.com", false, State::Dead, &[true], 0));
        assert!(!is_fine("p1@example.com", true, State::Sent, &[false, true], 1), "a reminder twice");
        assert!(!is_fine("p1@example.com", true, State::Unknown, &[true], 0), "unknown without a reason");
        assert!(!is_fine("gone1@example.com", false, State::Sent, &[true], 0));
    }
}
