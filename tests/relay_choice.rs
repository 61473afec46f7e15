//! Which relay a mail goes to: mails wait while none is available, and a second relay takes over.

use chrono::TimeDelta;
use entity::outbox::State;

use crate::relay_failures::{SHORT, impatient, rows};
use crate::support::TestApp;
use crate::support::fixtures::relays;
use crate::support::relay::{Relay, Reply, Step};

/// A relay that is unavailable for an hour: mails wait unchanged, and each is sent once when it is back.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn mails_wait_untouched_while_the_only_relay_is_away() {
    let mut app = impatient().await;
    app.relay_mut().stop().await;
    for index in 0..20 {
        app.visitor().start_registration(&format!("p{index}@example.com")).await;
    }
    app.settle().await;
    let waiting = rows(&app, "REGISTRATION_LINK").await;
    assert!(
        waiting.iter().filter(|row| row.state == State::Queued).count() >= 10,
        "most were not even tried"
    );
    for _ in 0..30 {
        app.advance(TimeDelta::minutes(2)).await;
    }
    let waiting = rows(&app, "REGISTRATION_LINK").await;
    assert!(waiting.iter().all(|row| row.attempts == 0 && row.crashes == 0));
    app.relay_mut().restart().await;
    app.advance(TimeDelta::minutes(2)).await;
    app.advance(TimeDelta::minutes(10)).await;
    assert_eq!(app.relay().accepted().len(), 20);
}

/// The second relay takes over at once when the first fails, and the first is used again when it is back.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_second_relay_takes_over_and_gives_back() {
    let (first, second) = (Relay::start().await, Relay::start().await);
    let both = relays(&[first.url(), second.url()], SHORT);
    let mut app = TestApp::start_with_relays(first, both).await;
    let send = async |app: &TestApp, name: &str| {
        for index in 0..8 {
            app.visitor().start_registration(&format!("{name}{index}@example.com")).await;
        }
        app.settle().await;
        (app.relay().accepted().len(), second.accepted().len())
    };
    assert_eq!(send(&app, "before").await, (8, 0));
    app.relay_mut().stop().await;
    assert_eq!(send(&app, "meanwhile").await, (8, 8), "no mail waits");
    app.relay_mut().restart().await;
    assert_eq!(send(&app, "resting").await, (8, 16), "the first rests for a while");
    app.advance(TimeDelta::minutes(1)).await;
    assert_eq!(send(&app, "probing").await.0 + second.accepted().len(), 32);
    assert_eq!(send(&app, "after").await.0 + second.accepted().len(), 40);
    assert!(app.relay().accepted().len() > 16, "the first is used again");
    assert!(rows(&app, "REGISTRATION_LINK").await.iter().all(|row| row.attempts == 1));
    // A mail that is refused is not tried at the other relay.
    app.relay().reply(Step::Rcpt, Reply::Code(550, "5.7.1 no"), Some(1));
    let (first, commands) = (app.relay().accepted().len(), second.heard().len());
    app.visitor().start_registration("refused@example.com").await;
    app.settle().await;
    assert_eq!((app.relay().accepted().len(), second.heard().len()), (first, commands));
    // A relay that refuses everybody does not accept us: the other one takes over.
    app.relay().reply(Step::Rcpt, Reply::Code(550, "5.7.1 no"), None);
    let before = second.accepted().len();
    assert!(send(&app, "everybody").await.1 >= before + 6, "the first two are tried again later");
    app.advance(TimeDelta::minutes(2)).await;
    assert_eq!(second.accepted().len(), before + 9);
    assert!(rows(&app, "REGISTRATION_LINK").await.iter().all(|row| row.state == State::Sent));
}
