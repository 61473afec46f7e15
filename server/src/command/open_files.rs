//! The limit of open files (`RLIMIT_NOFILE`): raised at the start, and shared out among what needs descriptors.
//!
//! A connection that is accepted must not cost the database, Redis or a log its descriptor, so listeners get what is
//! left after those. Nothing here opens or closes anything.

use crate::{config::ConnectionSettings, http::places::PlaceLimits};

/// Descriptors besides those of listeners' connections and the database's: standard streams, the runtime, listeners,
/// Redis, key files, names being resolved, and connections that are just being refused or closed.
const OTHERS: u64 = 64;
/// A listener is of no use with fewer connections.
const LEAST: usize = 8;

/// How many connections each listener holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Shares {
    /// The public listener.
    pub(crate) public: PlaceLimits,
    /// The officers' listener.
    pub(crate) officers: PlaceLimits,
}

/// The limit of open files leaves too little for connections.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error(
    "the limit of open files is {limit}, and at least {needed} are needed with UKETORI_DATABASE_CONNECTIONS as it is: \
     raise the hard limit (systemd: LimitNOFILE; Docker: --ulimit nofile)"
)]
pub(crate) struct TooFewFiles {
    limit: u64,
    needed: u64,
}

/// Raises the limit as far as the process may; answers what it is.
pub(crate) fn raise() -> std::io::Result<u64> {
    rlimit::increase_nofile_limit(u64::MAX)
}

/// Shares out `limit` descriptors. When there are fewer than were asked for, the officers keep a quarter.
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
