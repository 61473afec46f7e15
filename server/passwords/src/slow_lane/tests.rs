//! Tests of the slow lane: order, places and times of refusals.

use std::sync::mpsc;

use tokio::sync::oneshot;

use super::*;

fn lane(dearest: Duration) -> SlowLane {
    let lane = SlowLane::start();
    lane.dearest.store(micros(dearest), Ordering::Relaxed);
    lane
}

fn own_scheme() -> Arc<OwnScheme> {
    let costs = argon2::Params::new(64, 1, 1, None).expect("costs");
    Arc::new(OwnScheme::new(&costs, None))
}

fn bcrypt() -> ForeignHash {
    ForeignHash::parse(&format!("$2b$10${}", "a".repeat(53))).expect("a hash")
}

/// How long after `now` the refusal of an attempt is answered.
fn delay(lane: &SlowLane, now: Instant) -> Duration {
    lane.join(now).refused_at - now
}

#[test]
fn refusals_are_timed_as_if_each_attempt_were_verified_after_the_others() {
    let (lane, now) = (lane(Duration::from_millis(100)), Instant::now());
    let after = || delay(&lane, now).saturating_sub(STORE).as_millis();
    assert_eq!([after(), after(), after()], [110, 220, 330]);
}

#[test]
fn without_expensive_hashes_nothing_is_delayed() {
    let (lane, now) = (lane(Duration::ZERO), Instant::now());
    assert_eq!([delay(&lane, now), delay(&lane, now)], [Duration::ZERO; 2]);
}

/// A probe by a stranger gets the same answer whether those before it were verified here or only timed.
#[test]
fn a_full_lane_is_told_to_those_who_would_have_filled_it_in_any_case() {
    for needs_place in [true, false] {
        let (lane, now) = (lane(Duration::from_millis(300)), Instant::now());
        let before: Vec<_> = (0..8).map(|_| lane.join_for(needs_place, now)).collect();
        assert!(before.iter().all(|(answer, place)| !answer.is_overloaded && place.is_some() == needs_place));
        assert!(lane.join(now).is_overloaded);
        let (answer, place) = lane.join_for(true, now);
        assert!(answer.is_overloaded && place.is_none() == needs_place);
        drop(before);
        assert!(lane.join_for(true, now).1.is_some(), "places were returned");
    }
}

#[tokio::test]
async fn verifications_run_in_the_order_of_the_line_whichever_is_awaited_first() {
    let (lane, now) = (lane(Duration::from_millis(100)), Instant::now());
    let order = Arc::new(Mutex::new(Vec::new()));
    let enter = |number: u8| {
        let order = Arc::clone(&order);
        let (answer, queued) = lane.enter(now, move |_| lock(&order).push(number));
        (answer.refused_at, queued.expect("a place"))
    };
    let (one, two, three) = (enter(1), enter(2), enter(3));
    assert!(one.0 < two.0 && two.0 < three.0);
    assert_eq!((three.1.await, two.1.await, one.1.await), (Some(()), Some(()), Some(())));
    assert_eq!(*lock(&order), [1, 2, 3]);
}

/// A place goes back when its work has ended, has panicked, or never began; not when the one who waits
/// for work that has begun is gone.
#[tokio::test]
async fn no_place_is_lost_and_none_is_returned_too_early() {
    let (lane, now) = (Arc::new(lane(Duration::from_millis(100))), Instant::now());
    let free = || {
        let places: Vec<_> = std::iter::from_fn(|| lane.join_for(true, now).1).collect();
        places.len()
    };
    assert_eq!(free(), 8);

    let ((begin, when_begun), (release, when_released)) = (oneshot::channel(), mpsc::channel::<()>());
    let (_, first) = lane.enter(now, move |_| {
        begin.send(()).expect("the test waits");
        when_released.recv().expect("the test ends it");
    });
    when_begun.await.expect("it begins");
    let (_, never) = lane.enter::<()>(now, |_| panic!("it is done"));
    assert_eq!(free(), 6);
    drop(never);
    assert_eq!(free(), 7);
    drop(first);
    assert_eq!(free(), 7, "its work goes on");
    release.send(()).expect("it waits");

    let broken = Arc::clone(&lane);
    let broken = async move { broken.enter(now, |_| panic!("on purpose")).1.expect("a place").await };
    let broken = tokio::task::JoinSet::from_iter([broken]).join_next().await;
    assert!(broken.is_some_and(|ended: Result<Option<()>, _>| ended.is_err_and(|error| error.is_panic())));
    let (_, last) = lane.enter(now, |_| 7);
    assert_eq!(last.expect("a place").await, Some(7));
    assert_eq!(free(), 8);
}

#[tokio::test]
async fn until_all_kinds_are_known_refusals_take_as_long_as_any_may() {
    let (lane, scheme, now) = (Arc::new(lane(Duration::ZERO)), own_scheme(), Instant::now());
    let longest = dearest_allowed().mul_f64(MARGIN) + STORE;
    let later = |hours: u64| now + Duration::from_hours(hours);
    lane.assume_dearest();
    assert_eq!(delay(&lane, later(1)), longest, "no look has succeeded");
    lane.survey(&scheme, vec![bcrypt()], true, now).await;
    assert!(delay(&lane, later(2)) < longest);
    lane.survey(&scheme, vec![bcrypt()], false, now).await;
    assert_eq!(delay(&lane, later(3)), longest, "there are more kinds than were looked at");
    lane.survey(&scheme, Vec::new(), true, now).await;
    assert_eq!(delay(&lane, later(4)), Duration::ZERO);
}

#[tokio::test]
async fn what_took_too_long_is_measured_again_after_an_hour() {
    let (lane, scheme, now) = (Arc::new(lane(Duration::ZERO)), own_scheme(), Instant::now());
    let route = || lane.route(&format!("$2b$10${}", "a".repeat(53)));
    lock(&lane.measured).note(bcrypt().sample(), Duration::from_secs(10), now);
    let soon = now + MEASURE_AGAIN.mul_f64(0.9);
    assert_eq!(lane.survey(&scheme, vec![bcrypt()], true, soon).await.len(), 1);
    assert!(matches!(route(), Route::Never));
    assert!(lane.survey(&scheme, vec![bcrypt()], true, now + MEASURE_AGAIN).await.is_empty());
    assert!(matches!(route(), Route::Slow(_)));
}

#[tokio::test]
async fn what_costs_more_than_ours_is_verified_here_and_what_takes_too_long_nowhere() {
    let lane = Arc::new(lane(Duration::ZERO));
    let (scheme, now) = (own_scheme(), Instant::now());
    let (salt, hash) = ("A".repeat(22), "A".repeat(43));
    let slow = format!("$2b$10${}", "a".repeat(53));
    let quick = format!("$pbkdf2-sha256$1${salt}${hash}");
    let too_slow = format!("$scrypt$ln=17,r=8,p=10${salt}${hash}");
    assert!(matches!(lane.route(&quick), Route::Slow(_)), "its cost is not known");
    let all = [&slow, &quick, &too_slow].map(|text| ForeignHash::parse(text).expect("a hash"));
    let refused = lane.survey(&scheme, all.into(), true, now).await;
    assert!(matches!(refused[..], [Refusal::TooSlow { .. }]), "{refused:?}");
    assert!(matches!(lane.route(&slow), Route::Slow(_)));
    assert!(matches!(lane.route(&quick), Route::Common));
    assert!(matches!(lane.route(&too_slow), Route::Never));
    assert!(matches!(lane.route("no hash"), Route::Common));
    assert!(delay(&lane, now) > STORE);
    assert!(lane.survey(&scheme, Vec::new(), true, now).await.is_empty());
    assert_eq!(delay(&lane, now), Duration::ZERO, "the last expensive hash is gone");
}
