//! Flags of the commands about certificates.

use std::path::PathBuf;

use super::{DatabaseArgs, PlaceArgs};

/// Flags of `issue`.
#[derive(Debug, clap::Args)]
pub struct IssueArgs {
    /// The certificates, as .csv (with a header line), .json (an array of objects) or .ndjson (an object a line).
    /// Columns: `user_id`, `certificate_number`, `holder_name`, nationality, sex (MALE or FEMALE), `birth_date`,
    /// `status_of_residence`, `period_of_stay`, `issued_on`, `issuing_bureau`, `application_number` (may be
    /// empty); dates as YYYY-MM-DD. A certificate that is recorded already with the same content is left alone, so
    /// a file can be taken again
    #[arg(long)]
    pub file: PathBuf,
    /// Take certificates too whose three months are over; otherwise they are refused
    #[arg(long)]
    pub allow_expired: bool,
    /// The data folder of an embedded mode, running or not; wins over a database that is set. Without
    /// either it is `var`
    #[arg(long)]
    pub data_dir: Option<PathBuf>,
    /// The production database
    #[command(flatten)]
    pub database: DatabaseArgs,
}

/// Flags of `cancel`.
#[derive(Debug, clap::Args)]
pub struct CancelArgs {
    /// The certificate number
    pub number: String,
    /// Why: one line of up to 500 characters, kept with the certificate and shown to the bureau alone
    #[arg(long)]
    pub reason: String,
    /// Where the certificate is
    #[command(flatten)]
    pub place: PlaceArgs,
}

/// Flags of `resend`.
#[derive(Debug, clap::Args)]
pub struct ResendArgs {
    /// The certificate number
    pub number: String,
    /// Where the certificate is
    #[command(flatten)]
    pub place: PlaceArgs,
}
