//! The flags of `server mail`. A kind of mail is named as in the database, in either case.

use clap::{
    Subcommand,
    builder::{PossibleValuesParser, TypedValueParser},
};
use entity::outbox::Kind;

use super::PlaceArgs;

/// What to do about mails.
#[derive(Debug, clap::Args)]
pub struct MailArgs {
    /// Look, pause, let go, or drop
    #[command(subcommand)]
    pub task: MailTask,
}

/// What can be done about mails.
#[derive(Debug, Subcommand)]
pub enum MailTask {
    /// How the mails of each kind stand, and the alerts that last
    Status {
        /// Which mails
        #[command(flatten)]
        place: PlaceArgs,
    },
    /// Send no mail of this kind until it is resumed: mails wait, and expire in their time. Those being sent at
    /// this moment still go out
    Pause {
        /// Which kind
        #[arg(value_parser = kinds(), ignore_case = true)]
        kind: Kind,
        /// Why, for those who find it paused; nobody's name or address
        #[arg(long)]
        reason: String,
        /// Which mails
        #[command(flatten)]
        place: PlaceArgs,
    },
    /// Send mails of this kind again
    Resume {
        /// Which kind
        #[arg(value_parser = kinds(), ignore_case = true)]
        kind: Kind,
        /// Which mails
        #[command(flatten)]
        place: PlaceArgs,
    },
    /// Let held mails be sent
    Release {
        /// Only those of this kind
        #[arg(long, value_parser = kinds(), ignore_case = true)]
        kind: Option<Kind>,
        /// Which mails
        #[command(flatten)]
        place: PlaceArgs,
    },
    /// Cancel held mails: they are not sent
    DropHeld {
        /// Only those of this kind
        #[arg(long, value_parser = kinds(), ignore_case = true)]
        kind: Option<Kind>,
        /// Which mails
        #[command(flatten)]
        place: PlaceArgs,
    },
}

/// Reads the name of a kind; clap names all of them when it is none.
fn kinds() -> impl TypedValueParser<Value = Kind> {
    let named = |typed: String| {
        let is_it = |kind: &Kind| kind.name().eq_ignore_ascii_case(&typed);
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
