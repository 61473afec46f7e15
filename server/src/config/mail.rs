//! The flags of `server mail`. A kind of mail has the name that it has in the database, in upper or lower
//! case.

use clap::{
    Subcommand,
    builder::{PossibleValuesParser, TypedValueParser},
};
use entity::outbox::Kind;

use super::TargetArgs;

/// Flags of `server mail`, with which staff control the outbox.
#[derive(Debug, clap::Args)]
pub struct MailArgs {
    /// What to do with mails
    #[command(subcommand)]
    pub task: MailTask,
}

/// The tasks of `server mail`; only `status` changes nothing.
#[derive(Debug, Subcommand)]
pub enum MailTask {
    /// Show the number of mails of each kind in each state, and the active alerts
    Status {
        /// The database to work on
        #[command(flatten)]
        target: TargetArgs,
    },
    /// Send no mail of this kind until you resume it. Mails wait, and expire as usual. Those that a worker is
    /// sending at this moment still go out
    Pause {
        /// The kind of mail, e.g. `RECEIPT_REMINDER`
        #[arg(value_parser = kinds(), ignore_case = true)]
        kind: Kind,
        /// The reason, for staff who find the kind paused, e.g. "relay change". Do not include names or
        /// addresses of applicants
        #[arg(long)]
        reason: String,
        /// The database to work on
        #[command(flatten)]
        target: TargetArgs,
    },
    /// End a pause: send mails of this kind again
    Resume {
        /// The kind of mail, e.g. `RECEIPT_REMINDER`
        #[arg(value_parser = kinds(), ignore_case = true)]
        kind: Kind,
        /// The database to work on
        #[command(flatten)]
        target: TargetArgs,
    },
    /// Send held mails, e.g. after a restore
    Release {
        /// Only mails of this kind. Default: all kinds
        #[arg(long, value_parser = kinds(), ignore_case = true)]
        kind: Option<Kind>,
        /// The database to work on
        #[command(flatten)]
        target: TargetArgs,
    },
    /// Cancel held mails. They are never sent
    DropHeld {
        /// Only mails of this kind. Default: all kinds
        #[arg(long, value_parser = kinds(), ignore_case = true)]
        kind: Option<Kind>,
        /// The database to work on
        #[command(flatten)]
        target: TargetArgs,
    },
}

/// Parses the name of a kind of mail. If it is unknown, clap's error lists all kinds.
fn kinds() -> impl TypedValueParser<Value = Kind> {
    let named = |input: String| {
        let is_it = |kind: &Kind| kind.name().eq_ignore_ascii_case(&input);
        Kind::ALL.into_iter().find(is_it).ok_or("not a kind of mail")
    };
    PossibleValuesParser::new(Kind::ALL.map(Kind::name)).try_map(named)
}

#[cfg(test)]
mod tests {
    use clap::Parser;

    use super::*;
    use crate::config::{Args, Command};

    #[test]
    fn a_kind_is_named_in_either_case_and_a_wrong_one_is_answered_with_all() {
        let parse = |kind| Args::try_parse_from(["server", "mail", "resume", kind]);
        for name in ["RECEIPT_REMINDER", "receipt_reminder"] {
            let Ok(Args { command: Some(Command::Mail(args)), .. }) = parse(name) else {
                panic!("{name} is not read");
            };
            assert!(matches!(args.task, MailTask::Resume { kind: Kind::ReceiptReminder, .. }));
        }
        let error = parse("REMINDER").expect_err("not a kind").to_string();
        for kind in Kind::ALL {
            assert!(error.contains(kind.name()), "{} is not named in {error}", kind.name());
        }
    }
}
