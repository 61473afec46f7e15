//! What the measurements share: accounts to log in to, samples and their comparison, resources of processes.

pub(crate) mod accounts;
pub(crate) mod process;
pub(crate) mod samples;

/// The random generator of a measurement. The same seed gives the same order.
pub(crate) fn seeded(seed: u64) -> rand::rngs::StdRng {
    use rand::SeedableRng;
    rand::rngs::StdRng::seed_from_u64(seed)
}

/// The current time, for rows that are inserted without the server.
pub(crate) fn now() -> chrono::DateTime<chrono::Utc> {
    entity::clock::Clock::System.now()
}
