//! Flags of `server issue`, `server cancel` and `server resend`. Nothing here opens a file or a database.

use std::path::PathBuf;

use clap::ValueEnum;

use super::TargetArgs;

/// Flags of `server issue`, which records certificates from a file.
#[derive(Debug, clap::Args)]
pub struct IssueArgs {
    /// The certificates: .csv, .tsv or .txt with a header line, .json with an array of objects, or .ndjson
    /// with one object per line. Columns: `user_id`, `certificate_number`, `holder_name`, nationality, sex
    /// (MALE or FEMALE), `birth_date`, `status_of_residence`, `period_of_stay`, `issued_on`,
    /// `issuing_bureau`, and, optionally, `application_number`. They are separated by commas, semicolons or
    /// tabs. Dates are YYYY-MM-DD or YYYY/MM/DD. A certificate that was issued before with the same content
    /// is skipped, so you can run the command again with the same file
    #[arg(long)]
    pub file: PathBuf,
    /// The encoding of the file. By default it is detected from a byte order mark or from the first
    /// characters beyond ASCII
    #[arg(long, value_enum)]
    pub encoding: Option<FileEncoding>,
    /// Check the whole file, and record nothing
    #[arg(long)]
    pub dry_run: bool,
    /// Also accept certificates past their three-month validity. By default they are refused
    #[arg(long)]
    pub allow_expired: bool,
    /// The database to work on
    #[command(flatten)]
    pub target: TargetArgs,
}

/// An encoding that a file of certificates may have. Spreadsheets write all of these.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum FileEncoding {
    /// UTF-8, with or without a byte order mark
    #[value(name = "utf-8", alias = "utf8")]
    Utf8,
    /// Windows-31J, which Excel in Japan writes as CSV
    #[value(name = "shift_jis", alias = "shift-jis", alias = "sjis", alias = "windows-31j", alias = "cp932")]
    ShiftJis,
    /// UTF-16, little-endian, which Excel writes as Unicode text
    #[value(name = "utf-16le", alias = "utf-16")]
    Utf16Le,
    /// UTF-16, big-endian
    #[value(name = "utf-16be")]
    Utf16Be,
}

/// Flags of `server cancel`, which withdraws one certificate.
#[derive(Debug, clap::Args)]
pub struct CancelArgs {
    /// The certificate number, e.g. TEST25-000123
    pub number: String,
    /// The reason, e.g. "Wrong person": one line of at most 500 characters. It is stored with the
    /// certificate, and only officers see it
    #[arg(long)]
    pub reason: String,
    /// The database to work on
    #[command(flatten)]
    pub target: TargetArgs,
}

/// Flags of `server resend`, which mails one certificate again.
#[derive(Debug, clap::Args)]
pub struct ResendArgs {
    /// The certificate number, e.g. TEST25-000123
    pub number: String,
    /// The database to work on
    #[command(flatten)]
    pub target: TargetArgs,
}
