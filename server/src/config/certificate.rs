//! Flags of `server issue`, `server cancel` and `server resend`. Nothing here opens a file or a database.

use std::path::PathBuf;

use super::{DatabaseArgs, TargetArgs};

/// Flags of `server issue`, which records certificates from a file.
#[derive(Debug, clap::Args)]
pub struct IssueArgs {
    /// The certificates: .csv with a header line, .json with an array of objects, or .ndjson with one object
    /// per line. Columns: `user_id`, `certificate_number`, `holder_name`, nationality, sex (MALE or FEMALE),
    /// `birth_date`, `status_of_residence`, `period_of_stay`, `issued_on`, `issuing_bureau`, and, optionally,
    /// `application_number`. Dates are YYYY-MM-DD. A certificate that was issued before with the same content
    /// is skipped, so you can run the command again with the same file
    #[arg(long)]
    pub file: PathBuf,
    /// Also accept certificates past their three-month validity. By default they are refused
    #[arg(long)]
    pub allow_expired: bool,
    /// Work on this data folder of the embedded mode, whether or not it is running, even if
    /// `UKETORI_DATABASE_URL` is set. Without this flag and that setting: `var`
    #[arg(long)]
    pub data_dir: Option<PathBuf>,
    /// The production database, unless `--data-dir` is given
    #[command(flatten)]
    pub database: DatabaseArgs,
}

/// Flags of `server cancel`, which withdraws one certificate.
#[derive(Debug, clap::Args)]
pub struct CancelArgs {
    /// The number of the certificate, e.g. TEST25-000123
    pub number: String,
    /// The reason: one line of at most 500 characters. It is stored with the certificate and shown only to
    /// officers, e.g. "Wrong person"
    #[arg(long)]
    pub reason: String,
    /// The database to work on
    #[command(flatten)]
    pub place: TargetArgs,
}

/// Flags of `server resend`, which mails one certificate again.
#[derive(Debug, clap::Args)]
pub struct ResendArgs {
    /// The number of the certificate, e.g. TEST25-000123
    pub number: String,
    /// The database to work on
    #[command(flatten)]
    pub place: TargetArgs,
}
