//! Tests of the turns of user IDs and of what an attempt costs.

use std::sync::mpsc;

use argon2::Params;

use crate::{
    foreign_hash::ForeignHash,
    password_hash::{Class, HashError, Hasher, Overloaded, Requester, Verdict},
};
use entity::{account::Password, key_ring::KeyRing};
use tokio::time::{Duration, Instant};

const KEY: &str = "k1 Ocp9wMXBFVRDHC5jExVbK9i90Q4rvPZdFbUO-4TrBiQ\n";
/// Of the password `Tsubaki-2025=hana`.
const SLOW: &str = "$2b$09$abcdefghijklmnopqrstuuCTDHnkEHApg.HuIjFBq3B/xvDKcVGwu";

fn hasher() -> Hasher {
    // With a key, so that its own hashes are not taken for those of another system.
    let keys = KeyRing::parse(KEY).expect("keys");
    Hasher::new(&Params::new(64, 1, 1, None).expect("costs"), 1, Some(keys))
}

/// Verifies a wrong password, and returns how long its refusal took.
async fn refusal(hasher: &Hasher, subject: &str, phc: Option<&str>) -> Result<f64, Overloaded> {
    let requester = Requester { class: Class::Stranger, networks: Vec::new(), subject: subject.to_owned() };
    let started = Instant::now();
    let ticket = hasher.ticket(&requester)?;
    let mut turn = ticket.turn().await?;
    let wrong = Password::entered("Wrong-2025=hana");
    let verdict = ticket.verify_and_renew(&mut turn, wrong, phc.map(str::to_owned)).await;
    assert_eq!(verdict, Ok(Verdict::Wrong), "{subject}");
    ticket.conclude_refusal(turn, started).await?;
    Ok(started.elapsed().as_secs_f64())
}

/// Without a hash, with one of ours, and with an expensive one: each refusal waits as long as the
/// expensive one needs at least, also while others are under way.
#[tokio::test]
async fn no_refusal_is_answered_before_the_most_expensive_hash_is_due() {
    let hasher = hasher();
    let ours = hasher.hash(&Requester::PROCESS, Password::entered("Abcdef123$")).await.expect("a hash");
    hasher.survey(vec![ForeignHash::parse(SLOW).expect("a hash")], true).await;
    for (subject, phc) in [("slow", Some(SLOW)), ("nobody", None), ("ours", Some(ours.as_str()))] {
        let took = refusal(&hasher, subject, phc).await.expect("refused");
        assert!(took > 0.05, "{subject}: {took} s");
    }
    let (one, two, three) = tokio::join!(
        refusal(&hasher, "nobody", None),
        refusal(&hasher, "slow", Some(SLOW)),
        refusal(&hasher, "nobody else", None),
    );
    assert!([one, two, three].iter().all(|took| took.is_ok_and(|took| took > 0.05)));
}

/// The attempt that got no place was not verified, and says so; everyone else is refused with the same
/// words while the line is full. A right password is never called wrong.
#[tokio::test]
async fn an_attempt_without_a_place_is_overloaded_like_everyone_refused_at_that_moment() {
    let hasher = hasher();
    let ours = hasher.hash(&Requester::PROCESS, Password::entered("Abcdef123$")).await.expect("a hash");
    hasher.survey(vec![ForeignHash::parse(SLOW).expect("a hash")], true).await;
    let ticket = |subject: usize| {
        let subject = subject.to_string();
        hasher.ticket(&Requester { class: Class::Stranger, networks: Vec::new(), subject })
    };
    let probe = ticket(9).expect("a ticket");
    let (lane, (release, released)) = (&probe.works.lane, mpsc::channel::<()>());
    let running = lane.enter(Instant::now(), move |_| released.recv().is_ok()).1.expect("a place");
    let waiting: Vec<_> = std::iter::from_fn(|| lane.enter(Instant::now(), |_| ()).1).collect();
    let mut answers = Vec::new();
    for (subject, password, phc) in [
        (0, "Tsubaki-2025=hana", Some(SLOW)),
        (1, "Wrong-2025=hana", Some(ours.as_str())),
        (2, "Wrong-2025=hana", None),
        (3, "Abcdef123$", Some(ours.as_str())),
    ] {
        let ticket = ticket(subject).expect("a ticket");
        let mut turn = ticket.turn().await.expect("its turn");
        let phc = phc.map(str::to_owned);
        let verdict = ticket.verify_and_renew(&mut turn, Password::entered(password), phc).await;
        let concluded = match &verdict {
            Ok(Verdict::Right { .. }) => Ok(()),
            _ => ticket.conclude_refusal(turn, Instant::now()).await,
        };
        answers.push((verdict, concluded));
    }
    let full = Err(Overloaded);
    assert_eq!(
        answers,
        [
            (Err(HashError::Overloaded(Overloaded)), full),
            (Ok(Verdict::Wrong), full),
            (Ok(Verdict::Wrong), full),
            (Ok(Verdict::Right { renewed: None }), Ok(())),
        ]
    );
    drop((release, waiting));
    assert_eq!(running.await, Some(false));
}

/// The work that everyone does in the common queue makes the new hash, so the lane does nothing for a right
/// password that it does not do for a wrong one.
#[tokio::test]
async fn a_right_password_is_hashed_anew_by_the_work_that_everyone_does() {
    let hasher = hasher();
    hasher.survey(vec![ForeignHash::parse(SLOW).expect("a hash")], true).await;
    let ticket = hasher.ticket(&Requester::PROCESS).expect("a ticket");
    let mut turn = ticket.turn().await.expect("its turn");
    let before = hasher.done();
    let right = Password::entered("Tsubaki-2025=hana");
    let verdict = ticket.verify_and_renew(&mut turn, right.clone(), Some(SLOW.to_owned())).await;
    assert_eq!(hasher.done() - before, 1);
    let Ok(Verdict::Right { renewed: Some(new) }) = verdict else { panic!("{verdict:?}") };
    assert_eq!(hasher.verify(&Requester::PROCESS, right, Some(new)).await, Ok(true));
}

/// The third of three at once has its turn when the answer to the first is given, whatever the first did.
#[tokio::test]
async fn the_next_attempt_of_the_subject_waits_for_the_answer_to_this_one() {
    let hasher = hasher();
    let requester = Requester { class: Class::Stranger, networks: Vec::new(), subject: "someone".to_owned() };
    let ticket = || hasher.ticket(&requester).expect("a ticket");
    let (one, two, three) = (ticket(), ticket(), ticket());
    let (mut first, _second) = (one.turn().await.expect("its turn"), two.turn().await.expect("its turn"));
    let wrong = Password::entered("Wrong-2025=hana");
    assert_eq!(one.verify_and_renew(&mut first, wrong, None).await, Ok(Verdict::Wrong));
    let answered = Instant::now() + Duration::from_millis(50);
    let (concluded, turn) = tokio::join!(one.conclude_refusal(first, answered), async {
        let turn = three.turn().await;
        (turn.is_ok(), Instant::now())
    });
    assert_eq!(concluded, Ok(()));
    assert!(turn.0 && turn.1 >= answered, "{turn:?}");
}
