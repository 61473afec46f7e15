//! The limit of open files (`RLIMIT_NOFILE`): raises it at the start, and divides it among the listeners.
//!
//! An accepted connection must never take the descriptor that the database, Redis or a log needs. So the
//! listeners get what is left after those. Nothing here opens or closes a file.

use crate::{config::ConnectionSettings, http::places::PlaceLimits};

/// Descriptors that are reserved besides those of the database: standard streams, the runtime, listeners,
/// Redis, key files, name resolution, and connections that are being refused or closed.
const OTHERS: u64 = 64;
/// The minimum number of connections of a listener. With fewer, the server does not start.
const LEAST: usize = 8;

/// The maximum number of connections of each listener.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Shares {
    /// Limits of the public listener.
    pub(crate) public: PlaceLimits,
    /// Limits of the officers' listener.
    pub(crate) officers: PlaceLimits,
}

/// The limit of open files leaves too few descriptors for connections.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error(
    "the limit of open files is {limit}, but with this UKETORI_DATABASE_CONNECTIONS it must be at least {needed}: raise \
     the hard limit (systemd: LimitNOFILE; Docker: --ulimit nofile)"
)]
pub(crate) struct TooFewFiles {
    limit: u64,
    needed: u64,
}

/// Raises the limit to the hard limit, and returns it.
pub(crate) fn raise() -> std::io::Result<u64> {
    rlimit::increase_nofile_limit(u64::MAX)
}

/// Divides `limit` descriptors among the database and the listeners. If there are too few for both listeners,
/// the officers' listener gets up to a quarter of what the database leaves.
pub(crate) fn share(
    limit: u64,
    wanted: &ConnectionSettings,
    database_connections: u32,
) -> Result<Shares, TooFewFiles> {
    let reserve = OTHERS + u64::from(database_connections);
    let left = usize::try_from(limit.saturating_sub(reserve)).unwrap_or(usize::MAX);
    if left < 2 * LEAST {
        return Err(TooFewFiles { limit, needed: reserve + 2 * LEAST as u64 });
    }
    let officers = if wanted.public.saturating_add(wanted.officers) <= left {
        wanted.officers
    } else {
        wanted.officers.min((left / 4).max(LEAST))
    };
    // At most half for one client, so that no client alone can fill a listener.
    let limits = |whole: usize| PlaceLimits { whole, client: wanted.client.min(whole / 2) };
    Ok(Shares { public: limits(wanted.public.min(left - officers)), officers: limits(officers) })
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::*;

    #[test]
    fn what_is_short_is_shared_and_the_database_keeps_its_own() {
        let wanted =
            ConnectionSettings { public: 2_048, officers: 256, client: 256, shutdown_delay: Duration::ZERO };
        let check = |limit, database, expected: Result<[usize; 4], u64>| {
            let found = share(limit, &wanted, database);
            let found =
                found.map(|it| [it.public.whole, it.public.client, it.officers.whole, it.officers.client]);
            assert_eq!(found.map_err(|error| error.needed), expected, "{limit}");
        };
        check(524_288, 16, Ok([2_048, 256, 256, 128]));
        check(80 + 2_304, 16, Ok([2_048, 256, 256, 128]));
        check(80 + 2_303, 16, Ok([2_047, 256, 256, 128]));
        check(1_024, 16, Ok([708, 256, 236, 118]));
        check(160, 16, Ok([60, 30, 20, 10]));
        check(96, 16, Ok([8, 4, 8, 4]));
        check(95, 16, Err(96));
        check(512, 500, Err(580));
    }
}
