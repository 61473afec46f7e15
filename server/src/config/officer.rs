//! The flags of `server officer`, and the server keys that it needs.

use std::path::PathBuf;

use clap::{
    Subcommand,
    builder::{OsStringValueParser, TypedValueParser as _},
};
use entity::{key_ring::KeyRing, officer::Role, setting};

use super::{Check, TargetArgs, WrongSettings};

/// Flags of `server officer`, which manages officers.
#[derive(Debug, clap::Args)]
pub struct OfficerArgs {
    /// What to do with officers
    #[command(subcommand)]
    pub task: OfficerTask,
}

/// The tasks of `server officer`; only `list` changes nothing.
#[derive(Debug, Subcommand)]
pub enum OfficerTask {
    /// Create an officer, and print a QR code for an authenticator app and an enrolment code. Both are shown
    /// only once
    Create {
        /// The name to log in with: 3 to 32 characters of a-z, 0-9, dot, hyphen and underscore, e.g. hanako
        name: String,
        /// Roles to grant: VIEWER, ISSUER, SUPPORT, SECURITY, separated by commas. Default: none. As soon as
        /// two enrolled officers hold SECURITY, neither of whom created or invited the other one, this command
        /// grants no roles: officers grant them to each other
        #[arg(long, value_delimiter = ',', value_parser = role)]
        roles: Vec<Role>,
        /// The database to work on
        #[command(flatten)]
        target: OfficerTargetArgs,
    },
    /// List all officers with their state, the name of the server key that encrypts their one-time-code
    /// secret, and their roles
    List {
        /// The database to work on
        #[command(flatten)]
        target: TargetArgs,
    },
    /// Unlock an officer after wrong passwords or codes, e.g. if all officers with SECURITY are locked
    Unlock {
        /// The name that the officer logs in with
        name: String,
        /// The database to work on
        #[command(flatten)]
        target: OfficerTargetArgs,
    },
    /// Close an officer for good: sessions end, roles are removed, and the name cannot be used again
    Close {
        /// The name that the officer logs in with
        name: String,
        /// The database to work on
        #[command(flatten)]
        target: OfficerTargetArgs,
    },
    /// Reset an officer, e.g. after a phone was lost: sessions end, the password, the phone's codes and the
    /// recovery codes stop working, and the officer must enrol again. Roles stay. Prints what `create` prints
    Reset {
        /// The name that the officer logs in with
        name: String,
        /// The database to work on
        #[command(flatten)]
        target: OfficerTargetArgs,
    },
}

/// The database that a command works on, and the server keys that belong to it.
#[derive(Debug, clap::Args)]
pub struct OfficerTargetArgs {
    /// The database to work on
    #[command(flatten)]
    pub target: TargetArgs,
    /// The server key file, as for `server serve`. Its keys encrypt the secrets of officers' one-time codes.
    /// Required for the production database; a data folder has its own file
    #[arg(long, env = "UKETORI_SERVER_KEY_FILE", value_parser = OsStringValueParser::new().map(PathBuf::from))]
    pub server_key_file: Option<PathBuf>,
}

impl OfficerTargetArgs {
    /// Reads the server keys that belong to the database: those of the data folder, or those of production.
    pub fn keys(&self) -> Result<KeyRing, WrongSettings> {
        let production = self.target.data_dir.is_none() && self.target.database.database_url.is_some();
        let folder = self.target.data_dir.clone().unwrap_or_else(|| "var".into());
        let path = if production { self.server_key_file.clone() } else { Some(folder.join("server-keys")) };
        let name = if production { "UKETORI_SERVER_KEY_FILE" } else { "--data-dir" };
        let mut check = Check::default();
        let keys = check
            .that(name, setting::given(path), |path| KeyRing::read(&path).map_err(|error| error.to_string()));
        keys.ok_or(WrongSettings(check.0.into_vec()))
    }
}

fn role(text: &str) -> Result<Role, String> {
    let role = <Role as sea_orm::ActiveEnum>::try_from_value(&text.to_ascii_uppercase());
    role.map_err(|_| "must be VIEWER, ISSUER, SUPPORT or SECURITY".to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_role_is_one_of_four() {
        assert_eq!(role("security"), Ok(Role::Security));
        assert_eq!(role("ISSUER"), Ok(Role::Issuer));
        assert!(role("ADMIN").is_err());
    }
}
