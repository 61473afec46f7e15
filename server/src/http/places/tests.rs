//! Who gets a place on a listener, and who makes way.

use std::time::Duration;

use super::*;

fn places(whole: usize, client: usize) -> Arc<Places> {
    let proxies = TrustedProxies::parse("10.0.0.1").expect("an address");
    Arc::new(Places::new(PlaceLimits { whole, client }, proxies))
}

/// Connections of a test: whose turn it is on each, and its place.
struct Held(Vec<(watch::Sender<(Turn, Instant)>, Place)>);

impl Held {
    fn take(&mut self, places: &Arc<Places>, peer: &str) -> Result<bool, NoPlace> {
        let (sender, receiver) = watch::channel((Turn::New, Instant::now()));
        let (place, has_left) = places.take(peer.parse().expect("an address"), receiver)?;
        self.0.push((sender, place));
        Ok(has_left)
    }

    fn turn(&self, index: usize, turn: Turn) {
        self.0[index].0.send_replace((turn, Instant::now()));
    }

    fn dismissed(&self) -> Vec<usize> {
        let all = self.0.iter().enumerate();
        all.filter(|(_, (_, place))| place.is_needed()).map(|(index, _)| index).collect()
    }
}

#[tokio::test(start_paused = true)]
async fn who_has_waited_longest_goes_and_never_one_that_is_answered() {
    let (places, mut held) = (places(4, 4), Held(Vec::new()));
    for last in 1..=4 {
        assert_eq!(held.take(&places, &format!("192.0.2.{last}")), Ok(false));
        tokio::time::advance(Duration::from_secs(1)).await;
    }
    held.turn(0, Turn::Answer);
    held.turn(1, Turn::Rest); // idle since now, while the third and the fourth have been silent for longer
    held.turn(3, Turn::Write);
    assert_eq!(held.take(&places, "192.0.2.5"), Ok(true));
    assert_eq!(held.dismissed(), [2]);
    assert_eq!(held.take(&places, "192.0.2.6"), Ok(true));
    assert_eq!(held.dismissed(), [1, 2]);
    for busy in [4, 5] {
        held.turn(busy, Turn::Answer);
    }
    assert_eq!(held.take(&places, "192.0.2.7"), Err(NoPlace::Whole));
    held.0.remove(0);
    assert_eq!(held.take(&places, "192.0.2.7"), Ok(false), "a place is given back");
}

#[tokio::test(start_paused = true)]
async fn a_client_has_its_share_and_a_proxy_is_no_client() {
    let (places, mut held) = (places(100, 2), Held(Vec::new()));
    for peer in ["2001:db8:1:2::1", "2001:db8:1:2:ffff::2", "192.0.2.1", "::ffff:192.0.2.1"] {
        assert_eq!(held.take(&places, peer), Ok(false), "{peer}");
        held.turn(held.0.len() - 1, Turn::Answer);
    }
    assert_eq!(held.take(&places, "2001:db8:1:2::3"), Err(NoPlace::Client));
    assert_eq!(held.take(&places, "192.0.2.1"), Err(NoPlace::Client));
    assert_eq!(held.take(&places, "2001:db8:1:3::1"), Ok(false), "a neighbour");
    held.turn(0, Turn::Rest);
    assert_eq!(held.take(&places, "2001:db8:1:2::3"), Ok(true));
    assert_eq!(held.dismissed(), [0], "a connection of the same client");
    for _ in 0..50 {
        assert_eq!(held.take(&places, "10.0.0.1"), Ok(false));
    }
}

#[tokio::test(start_paused = true)]
async fn the_networks_around_a_client_have_a_share_too() {
    for (peer, most) in
        [("2001:db8:0:0:N::1", 4), ("2001:db8:0:N::1", 6), ("2001:db8:0:N00::1", 8), ("192.0.2.N", 6)]
    {
        let (places, mut held) = (places(100, 4), Held(Vec::new()));
        let taken = (1..=9).take_while(|number| {
            let is_taken = held.take(&places, &peer.replace('N', &number.to_string())) == Ok(false);
            if is_taken {
                held.turn(held.0.len() - 1, Turn::Answer);
            }
            is_taken
        });
        assert_eq!(taken.count(), most, "{peer}");
    }
}

#[tokio::test(start_paused = true)]
async fn a_flood_from_one_site_closes_its_own_connections() {
    let (places, mut held) = (places(8, 8), Held(Vec::new()));
    held.take(&places, "192.0.2.1").expect("a place");
    tokio::time::advance(Duration::from_secs(9)).await;
    for number in 0..100 {
        held.take(&places, &format!("2001:db8:1:{number:x}::1")).expect("a place");
    }
    assert_eq!(held.dismissed(), (1..94).collect::<Vec<_>>());
}

#[tokio::test(start_paused = true)]
async fn whoever_sends_or_reads_slowly_gives_way() {
    let (places, mut held) = (places(2, 2), Held(Vec::new()));
    held.take(&places, "192.0.2.1").expect("a place");
    held.turn(0, Turn::Body);
    held.take(&places, "192.0.2.2").expect("a place");
    held.turn(1, Turn::Write);
    assert_eq!(held.take(&places, "192.0.2.3"), Ok(true));
    held.turn(2, Turn::Answer);
    assert_eq!(held.dismissed(), [0], "the client may still read the response in time");
    tokio::time::advance(Duration::from_secs(5)).await;
    assert_eq!(held.take(&places, "192.0.2.4"), Ok(true));
    assert_eq!(held.dismissed(), [0, 1]);
}

#[tokio::test(start_paused = true)]
async fn a_proxys_connection_goes_last() {
    let (places, mut held) = (places(2, 2), Held(Vec::new()));
    held.take(&places, "10.0.0.1").expect("a place");
    tokio::time::advance(Duration::from_mins(1)).await;
    held.take(&places, "192.0.2.1").expect("a place");
    held.take(&places, "192.0.2.2").expect("a place");
    assert_eq!(held.dismissed(), [1]);
    held.turn(2, Turn::Answer);
    held.take(&places, "192.0.2.3").expect("a place");
    assert_eq!(held.dismissed(), [0, 1]);
}

#[test]
fn nothing_is_kept_of_those_who_left() {
    let (places, mut held) = (places(3, 3), Held(Vec::new()));
    for last in 1..=100 {
        held.take(&places, &format!("2001:db8:0:{last}::1")).expect("a place");
    }
    assert_eq!(places.taken().seats.len(), 3);
    held.0.clear();
    let taken = places.taken();
    assert!(taken.seats.is_empty() && taken.networks.is_empty());
}
