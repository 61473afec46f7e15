//! Which version of Uketori this is. The crates and both programs have the same version.

/// The version, as CHANGELOG.md names it, e.g. `0.1.0`.
pub const VERSION: &str = env!("CARGO_PKG_VERSION");

/// The commit that the program was built from, as 12 hexadecimal digits; `unknown` if the build had no git, and
/// `development` in a debug build. It does not say whether somebody had changed files since that commit.
pub const COMMIT: &str = env!("UKETORI_COMMIT");

/// Both, as `--version` prints them.
pub const LONG: &str = concat!(env!("CARGO_PKG_VERSION"), " (commit ", env!("UKETORI_COMMIT"), ")");
