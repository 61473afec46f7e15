//! A Redis that a careful operator has set up: a user with permissions for one prefix and for the required
//! commands, TLS with a private authority, and Sentinels.

use crate::support::Client;
use crate::support::process::Directory;
use crate::support::program::Program;
use crate::support::redis::Redis;
use crate::support::relay::{Authority, Relay};
use crate::support::site::{LIMIT, Site, a_mail_goes_out, free_address, wait_until};

/// A server and a worker with their own settings and logs.
struct Running {
    browser: Client,
    logs: [Directory; 2],
    _programs: [Program; 2],
}

impl Running {
    fn on(site: &Site, settings: &[(&'static str, &str)]) -> Self {
        let logs = [Directory::new("server"), Directory::new("worker")];
        let (server, base) = site.server_with(settings, &logs[0]);
        let worker = site.worker_with(settings, &logs[1]);
        Self { browser: Client::new(&base), logs, _programs: [server, worker] }
    }

    fn log(&self) -> String {
        let read = |logs: &Directory| std::fs::read_to_string(logs.path().join("log")).unwrap_or_default();
        self.logs.iter().map(read).collect()
    }

    /// Checks that servers count in this Redis, and workers fetch from it.
    async fn use_it(&self, redis: &Redis, prefix: &str) {
        let is_used = async || {
            self.browser.someone_else().start_registration("again@example.com").await;
            let keys = redis.keys();
            let has = |part: &str| keys.iter().any(|(key, _)| key.starts_with(&format!("{prefix}{part}")));
            has("rl:1:registration-client:") && has("mail-account:workers") && has("mail-account:mark")
        };
        wait_until("Redis is used", LIMIT, is_used).await;
    }
}

/// The documented command that creates the user, as words, with another prefix.
fn documented_user(prefix: &str) -> Vec<String> {
    let root = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).parent().expect("the workspace");
    let manual = std::fs::read_to_string(root.join("docs/OPERATIONS.md")).expect("the manual");
    let line = manual.lines().map(str::trim).find(|line| line.starts_with("ACL SETUSER uketori "));
    let line =
        line.expect("the manual says how the user is made").replace("~uketori-*", &format!("~{prefix}*"));
    line.split_whitespace().map(str::to_owned).collect()
}

/// The documented permissions are enough, and only keys with the prefix are touched.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_user_with_the_rights_of_the_manual_is_enough() {
    let relay = Relay::start().await;
    let site = Site::new(relay.url()).await;
    for prefix in ["uketori-", "site-b:"] {
        site.redis.flush_all();
        let words = documented_user(prefix);
        site.redis.ask(&words.iter().map(String::as_str).collect::<Vec<_>>());
        let url = site.redis.url_for("uketori", "change-me");
        let settings = [("UKETORI_REDIS_URL", url.as_str()), ("UKETORI_REDIS_PREFIX", prefix)];
        let settings = if prefix == "uketori-" { &settings[..1] } else { &settings[..] };
        let running = Running::on(&site, settings);
        a_mail_goes_out(&relay, &running.browser, &prefix.replace(':', ""), LIMIT).await;
        running.use_it(&site.redis, prefix).await;
        let beats = async || site.redis.ask(&["INFO", "commandstats"]).contains("cmdstat_zrangebyscore");
        wait_until("a heartbeat", LIMIT, beats).await;
        assert_eq!(site.redis.ask(&["ACL", "LOG"]).trim(), "", "something was forbidden");
        let log = running.log();
        assert!(!log.contains("Redis forbids") && !log.contains("Redis refused"), "{log}");
        let keys = site.redis.keys();
        assert!(keys.iter().all(|(key, _)| key.starts_with(prefix)), "{keys:?}");
        drop(running); // a later request would be refused, and that is logged, too
        site.redis.ask(&["ACL", "DELUSER", "uketori"]);
        site.redis.ask(&["ACL", "LOG", "RESET"]);
    }
}

/// A Redis with TLS on a second port, with a certificate for 127.0.0.1; and its URL.
fn redis_with_tls(authority: &Authority) -> (Redis, String) {
    let directory = Directory::new("redis");
    let [ca, certificate, key] =
        ["ca.pem", "certificate.pem", "key.pem"].map(|name| directory.path().join(name));
    authority.write(&ca);
    authority.certify_into("127.0.0.1", &certificate, &key);
    let port = free_address().rsplit_once(':').expect("a port").1.to_owned();
    let words = [
        ("--tls-port", port.clone()),
        ("--tls-cert-file", certificate.display().to_string()),
        ("--tls-key-file", key.display().to_string()),
        ("--tls-ca-cert-file", ca.display().to_string()),
        ("--tls-auth-clients", "no".to_owned()),
    ];
    let arguments = words.into_iter().flat_map(|(name, value)| [name.to_owned(), value]).collect();
    (Redis::start_with(directory, arguments), format!("rediss://127.0.0.1:{port}"))
}

/// TLS with a certificate that only a private CA file vouches for. Without the file the log says which
/// setting is missing.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn tls_with_an_authority_of_ones_own() {
    let relay = Relay::start().await;
    let site = Site::new(relay.url()).await;
    let authority = Authority::new();
    let (redis, url) = redis_with_tls(&authority);
    let file = site.directory.path().join("ca.pem");
    authority.write(&file);
    let file = file.display().to_string();
    {
        let running = Running::on(&site, &[("UKETORI_REDIS_URL", &url), ("UKETORI_REDIS_CA_FILE", &file)]);
        a_mail_goes_out(&relay, &running.browser, "a", LIMIT).await;
        running.use_it(&redis, "uketori-").await;
    }
    redis.flush_all();
    let running = Running::on(&site, &[("UKETORI_REDIS_URL", &url)]);
    a_mail_goes_out(&relay, &running.browser, "b", LIMIT).await;
    let is_said = async || running.log().matches("set UKETORI_REDIS_CA_FILE").count() >= 2;
    wait_until("server and worker say which setting is missing", LIMIT, is_said).await;
    assert_eq!(redis.keys(), [], "nothing was sent there");
}

/// The primary is the server that Sentinel names, at the start and after a switch-over.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn sentinels_name_the_primary() {
    let relay = Relay::start().await;
    let site = Site::new(relay.url()).await;
    let (first, second) = (&site.redis, Redis::start());
    for redis in [first, &second] {
        redis.ask(&["ACL", "SETUSER", "uketori", "on", ">secret", "~uketori-*", "+@all"]);
    }
    second.follow(first);
    let sentinel = Redis::start_sentinel(first);
    let knows =
        async || sentinel.ask(&["SENTINEL", "REPLICAS", "primary"]).contains(&second.port().to_string());
    wait_until("the Sentinel knows both", LIMIT, knows).await;

    let url = format!("redis+sentinel://uketori:secret@127.0.0.1:1,127.0.0.1:{}/primary/0", sentinel.port());
    let running = Running::on(&site, &[("UKETORI_REDIS_URL", &url)]);
    a_mail_goes_out(&relay, &running.browser, "before", LIMIT).await;
    running.use_it(first, "uketori-").await;

    // The Sentinel may be busy.
    let begins = async || sentinel.try_ask(&["SENTINEL", "FAILOVER", "primary"]).is_ok();
    wait_until("the Sentinel lets the other one lead", LIMIT, begins).await;
    // The Sentinel closes connections to the server that it promotes, possibly this one, too.
    let leads =
        async || second.try_ask(&["INFO", "replication"]).is_ok_and(|said| said.contains("role:master"));
    wait_until("the other one leads", LIMIT, leads).await;
    second.flush_all();
    a_mail_goes_out(&relay, &running.browser, "after", LIMIT).await;
    running.use_it(&second, "uketori-").await;
}
