//! The settings of listeners and of the end of a server, for `server serve`.

use std::time::Duration;

use super::{Check, serve::number};

/// Flags about connections.
#[derive(Debug, clap::Args)]
pub struct ConnectionArgs {
    /// Connections that the public listener holds at a time, 16 to 100000. When all are taken, idle ones are closed
    /// for new ones. Fewer where the limit of open files is lower; it is raised to its hard limit at the start
    #[arg(long, env = "UKETORI_MAX_CONNECTIONS", default_value = "2048")]
    max_connections: String,
    /// The same for the officers' listener, which the public one cannot take any from
    #[arg(long, env = "UKETORI_OFFICER_MAX_CONNECTIONS", default_value = "256")]
    officer_max_connections: String,
    /// Connections of one client at a time, for each listener: of an IPv4 address or an IPv6 network of 64 bits, and
    /// never more than half of all. The networks around it have up to twice as many. Trusted proxies may have all
    #[arg(long, env = "UKETORI_MAX_CONNECTIONS_PER_CLIENT", default_value = "256")]
    max_connections_per_client: String,
    /// Seconds between SIGTERM, when /readyz turns 503 and each answer ends its connection, and the close of the
    /// listeners, 0 to 300. Behind a proxy that keeps connections, as in docs/proxy, 5; in Kubernetes 5 to 10
    #[arg(long, env = "UKETORI_SHUTDOWN_DELAY", default_value = "0")]
    shutdown_delay: String,
}

/// Settings of connections that were found good.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ConnectionSettings {
    /// The most of the public listener.
    pub public: usize,
    /// The most of the officers' listener.
    pub officers: usize,
    /// The most of one client, for each listener.
    pub client: usize,
    /// How long a server that is asked to end goes on to serve.
    pub shutdown_delay: Duration,
}

impl ConnectionArgs {
    /// Checks them among the others.
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
