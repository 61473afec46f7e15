//! What the measurements share: accounts to log in to, samples and their comparison, processes under watch.

pub(crate) mod accounts;
pub(crate) mod process;
pub(crate) mod samples;

/// The generator of a measurement; the same seed gives the same order again.
pub(crate) fn seeded(seed: u64) -> rand::rngs::StdRng {
    use rand::SeedableRng;
    rand::rngs::StdRng::seed_from_u64(seed)
}

/// The moment, for rows that are made beside the server.
pub(crate) fn now() -> chrono::DateTime<chrono::Utc> {
    entity::clock::Clock::System.now()
}
