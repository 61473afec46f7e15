//! Settings of `server serve` about its listeners and its shutdown. Nothing here listens.

use std::time::Duration;

use super::{Check, serve::number};

/// Flags of `server serve` about connections and the shutdown, as text.
#[derive(Debug, clap::Args)]
pub struct ConnectionArgs {
    /// Maximum number of connections of the public listener, 16 to 100000. At the limit, a new connection
    /// replaces an idle one. When the server starts, it raises its limit of open files to the hard limit;
    /// if that is too low, the listener holds fewer connections
    #[arg(long, env = "UKETORI_MAX_CONNECTIONS", default_value = "2048")]
    max_connections: String,
    /// Maximum number of connections of the officers' listener, 16 to 100000. The public listener cannot use
    /// them
    #[arg(long, env = "UKETORI_OFFICER_MAX_CONNECTIONS", default_value = "256")]
    officer_max_connections: String,
    /// Maximum number of connections of one client on one listener, 1 to 100000. A client is an IPv4 address
    /// or an IPv6 /64, and may have at most half of the listener's connections. An IPv4 /24 or IPv6 /56 may
    /// have 1.5 times as many, an IPv6 /48 twice as many. Trusted proxies may use all connections of the
    /// listener
    #[arg(long, env = "UKETORI_MAX_CONNECTIONS_PER_CLIENT", default_value = "256")]
    max_connections_per_client: String,
    /// How many seconds, 0 to 300, the server keeps serving after SIGTERM. Meanwhile, /readyz returns 503 and
    /// each response closes its connection. Use 5 behind the proxies of docs/proxy, and 5 to 10 in Kubernetes
    #[arg(long, env = "UKETORI_SHUTDOWN_DELAY", default_value = "0")]
    shutdown_delay: String,
}

/// The checked values of [`ConnectionArgs`].
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ConnectionSettings {
    /// Maximum number of connections of the public listener; the limit of open files may lower it.
    pub public: usize,
    /// Maximum number of connections of the officers' listener; the limit of open files may lower it.
    pub officers: usize,
    /// Maximum number of connections of one client on one listener.
    pub client: usize,
    /// How long the server still serves after SIGTERM.
    pub shutdown_delay: Duration,
}

impl ConnectionArgs {
    /// Checks these flags and adds their errors to `check`; `None` if one of them is wrong.
    pub(super) fn check(self, check: &mut Check) -> Option<ConnectionSettings> {
        let mut count = |name, text, least| {
            check.that(name, Some(text), |text: String| number(&text, least..=100_000).map(|it| it as usize))
        };
        let public = count("UKETORI_MAX_CONNECTIONS", self.max_connections, 16);
        let officers = count("UKETORI_OFFICER_MAX_CONNECTIONS", self.officer_max_connections, 16);
        let client = count("UKETORI_MAX_CONNECTIONS_PER_CLIENT", self.max_connections_per_client, 1);
        let shutdown_delay = check.that("UKETORI_SHUTDOWN_DELAY", Some(self.shutdown_delay), |text| {
            number(&text, 0..=300).map(|seconds| Duration::from_secs(seconds.into()))
        });
        Some(ConnectionSettings {
            public: public?,
            officers: officers?,
            client: client?,
            shutdown_delay: shutdown_delay?,
        })
    }
}
