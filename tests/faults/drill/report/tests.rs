//! What counts as a breach in the report of a drill.

use super::*;

const LIMITS: Limits =
    Limits { felt: Duration::from_secs(10), ready: Duration::from_secs(2), slips: 0, blink: Duration::ZERO };

fn seconds(seconds: u64) -> Duration {
    Duration::from_secs(seconds)
}

/// A fault that lasts for twenty seconds.
fn step() -> Step {
    let step = Step::begin("a fault");
    Step { mended: step.began + seconds(20), ..step }
}

/// The number of breaches if one login fails `after` seconds after the beginning.
fn failed(step: &Step, after: u64) -> usize {
    let (at, failed) = (step.began + seconds(after), Some("503".to_owned()));
    let sample = Sample { class: Class::LogIn, at, took: Some(seconds(1)), failed };
    step.judge(&[sample], &[], LIMITS).1.len()
}

/// The number of breaches if the first server reports these states, each at a second after the beginning.
fn said(ready: Ready, said: &[(u64, State)]) -> usize {
    let step = step().ready([ready, Ready::Stays]);
    let changes = said.iter().map(|(after, state)| (step.began + seconds(*after), state.clone())).collect();
    step.judge(&[], &[changes], LIMITS).1.len()
}

#[test]
fn only_those_who_meet_a_fault_may_fail_and_not_for_long() {
    let meets = |cost| step().costs(&[Class::LogIn], cost);
    assert_eq!(failed(&step(), 1), 1);
    assert_eq!((failed(&meets(Cost::Brief), 9), failed(&meets(Cost::Brief), 11)), (0, 1));
    assert_eq!((failed(&meets(Cost::Probes), 11), failed(&meets(Cost::WhileItLasts), 19)), (0, 0));
    assert_eq!(failed(&meets(Cost::WhileItLasts), 23), 1);
    let (met, by_others) = (meets(Cost::Brief).met_by(&[Class::LogIn]), step().met_by(&[Class::Link]));
    assert_eq!((failed(&met, 1), met.judge(&[], &[], LIMITS).1.len(), failed(&by_others, 1)), (0, 1, 2));
    let slow = Sample { class: Class::LogIn, at: step().began, took: Some(seconds(11)), failed: None };
    assert_eq!(step().judge(&[slow], &[], LIMITS).1.len(), 1, "a correct answer that is too late");
    let (step, one) = (step(), Limits { slips: 1, ..LIMITS });
    let wrong = Sample {
        class: Class::LogIn,
        at: step.began,
        took: Some(seconds(1)),
        failed: Some("503".to_owned()),
    };
    let breaches = |count| step.judge(&vec![wrong.clone(); count], &[], one).1.len();
    assert_eq!((breaches(1), breaches(2)), (0, 1), "a single failure may be the machine's");
}

#[test]
fn a_server_has_to_say_how_it_is() {
    use State::{Ready as Is, Refused, Silent};
    let not = || State::Unready("503".to_owned());
    assert_eq!(
        (said(Ready::Stays, &[(0, Is)]), said(Ready::Stays, &[(0, Is), (5, Silent), (6, Is)])),
        (0, 1)
    );
    assert_eq!(said(Ready::Away, &[(0, Is), (1, not()), (21, Is)]), 0);
    assert_eq!(said(Ready::Away, &[(0, Is), (3, not()), (21, Is)]), 1, "too late");
    assert_eq!(said(Ready::Away, &[(0, Is), (1, not()), (23, Is)]), 1, "for too long");
    assert_eq!(said(Ready::Back, &[(0, Is), (1, not()), (9, Is)]), 0);
    assert_eq!(said(Ready::Back, &[(0, Is), (1, not()), (11, Is)]), 1);
    assert_eq!(said(Ready::Announced, &[(0, Is), (1, not()), (2, Refused), (3, Is)]), 0);
    assert_eq!(said(Ready::Announced, &[(0, Is), (2, Refused), (3, Is)]), 1, "suddenly");
    assert_eq!(said(Ready::Announced, &[(0, Is), (1, not())]), 1, "forever");
    assert_eq!(said(Ready::Announced, &[(0, Is)]), 1, "it was not restarted");
    let (step, blink) = (step(), Limits { blink: seconds(1), ..LIMITS });
    let changes = [(0, Is), (5, Silent), (6, Is)].map(|(after, state)| (step.began + seconds(after), state));
    assert_eq!(step.judge(&[], &[changes.to_vec()], blink).1.len(), 0, "it may be the machine");
}
