//! No secret is left behind: people use everything that exists, and afterwards their passwords, tokens of
//! links, sessions, devices and steps are searched for in the database and its files, in Redis and all
//! commands to it, in every log line at TRACE, and in the mailbox's list of mails. Logs and Redis must not
//! contain addresses, names or telephone numbers either.

mod flows;
mod mishaps;
mod officers;
mod places;
mod search;
mod tables;
mod walk;

use self::places::{Kind, Place};
use self::search::Words;
use self::walk::Walk;

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn nothing_secret_stays_in_the_embedded_mode() {
    nothing_secret_stays_in(Place::embedded()).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn nothing_secret_stays_in_production() {
    nothing_secret_stays_in(Place::production().await).await;
}

async fn nothing_secret_stays_in(place: Place) {
    let mut walk = Walk::new(place);
    flows::all(&mut walk).await;
    let (place, secrets, persons) = walk.end();
    for (what, least) in
        [("password", 30), ("link token", 9), ("session token", 10), ("device cookie", 5), ("step token", 1)]
    {
        assert!(secrets.count(what) >= least, "{} of {what}: the walk is shorter", secrets.count(what));
    }
    let (secret, personal) = (secrets.search(&Words::default()), secrets.search(&persons));
    let mut found = Vec::new();
    for trace in place.traces().await {
        let search = if trace.kind == Kind::Kept { &secret } else { &personal };
        assert!(!trace.bytes.is_empty(), "{} is empty", trace.name);
        found.extend(search.find(&trace.name, &trace.bytes));
    }
    assert!(found.is_empty(), "{}", found.join("\n"));
}

/// Everything that is planted is found, in each disguise and in each kind of place.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_is_planted_is_found() {
    let mut words = Words::default();
    words.add("password", "Zq77aa+b_c=1");
    words.add("link token", "AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8");
    let search = words.search(&Words::default());
    let check = |expected: &str, text: &str| {
        let found = search.find("a log", text.as_bytes());
        assert!(found.len() == 1 && found[0].contains(expected), "{text}: {found:?}");
        assert!(!found[0].contains("77aa"), "a secret is repeated: {found:?}");
    };
    check("password (itself)", "DEBUG typed Zq77aa+b_c=1 twice");
    check("password (itself)", "DEBUG typed zQ77AA+B_C=1 twice");
    check("password (backwards)", "1=c_b+aa77qZ");
    check("password (percent)", "a=%5A&b=Zq77aa%2Bb%5Fc%3D1");
    check("password (percent, unreserved)", "Zq77aa%2bb_c%3d1");
    check("password (hexadecimal)", "\\x5A713737616 5 5a71373761612b625f633d31");
    check("password (bytes)", "Bytes(Some([1, 90, 113, 55, 55, 97, 97, 43, 98, 95, 99, 61, 49]))");
    check("password (base64)", "eyJhIjoiWnE3N2FhK2JfYz0xIn0=");
    check("link token (", "#t=AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8&x");
    check("link token (hexadecimal)", "000102030405060708090A0B0C0D0E0F101112131415161718191a1b1c1d1e1f");
    assert!(search.find("a log", b"Zq77aa+b_c=2").is_empty());

    for (place, expected) in [
        (Place::embedded(), &["a table", "the file uketori.sqlite", "the log of the server"][..]),
        (
            Place::production().await,
            &["a table", "the file", "the log of the server", "the log of the Redis", "Redis"],
        ),
    ] {
        place.plant("Zq77aa+b_c=1").await;
        let traces = place.traces().await;
        let found: Vec<_> = traces.iter().flat_map(|trace| search.find(&trace.name, &trace.bytes)).collect();
        for name in expected {
            assert!(found.iter().any(|it| it.starts_with(name)), "not found in {name}: {found:#?}");
        }
    }
}
