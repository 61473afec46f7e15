//! The flags of `server officer`.

use std::path::PathBuf;

use clap::{
    Subcommand,
    builder::{OsStringValueParser, TypedValueParser as _},
};
use entity::{key_ring::KeyRing, officer::Role, setting};

use super::{Check, PlaceArgs, WrongSettings};

/// What to do with officers.
#[derive(Debug, clap::Args)]
pub struct OfficerArgs {
    /// Create, list, close or reset
    #[command(subcommand)]
    pub task: OfficerTask,
}

/// What can be done with officers.
#[derive(Debug, Subcommand)]
pub enum OfficerTask {
    /// Create an officer, and print what a telephone and the officer need to enrol; it is shown once
    Create {
        /// The name to log in with: 3 to 32 of a-z, 0-9, dot, hyphen and underscore
        name: String,
        /// VIEWER, ISSUER, SUPPORT, SECURITY, separated by commas. They are granted only while fewer than two
        /// enrolled officers hold SECURITY: from then on officers grant them to each other
        #[arg(long, value_delimiter = ',', value_parser = role)]
        roles: Vec<Role>,
        /// Where
        #[command(flatten)]
        place: OfficerPlaceArgs,
    },
    /// List all officers, with their roles
    List {
        /// Where
        #[command(flatten)]
        place: PlaceArgs,
    },
    /// Close an officer for good: sessions end, roles are gone, and the name is never given out again
    Close {
        /// The officer's name
        name: String,
        /// Where
        #[command(flatten)]
        place: OfficerPlaceArgs,
    },
    /// Let an officer enrol anew, e.g. after a telephone was lost: sessions end, password, old codes and
    /// recovery codes are dead; roles stay
    Reset {
        /// The officer's name
        name: String,
        /// Where
        #[command(flatten)]
        place: OfficerPlaceArgs,
    },
}

/// Which installation a command works on, and with which keys.
#[derive(Debug, clap::Args)]
pub struct OfficerPlaceArgs {
    /// Which database
    #[command(flatten)]
    pub place: PlaceArgs,
    /// File with the keys of the servers, as for `server serve`: the telephones' secrets are sealed with them.
    /// A data folder has its own
    #[arg(long, env = "UKETORI_SERVER_KEY_FILE", value_parser = OsStringValueParser::new().map(PathBuf::from))]
    pub server_key_file: Option<PathBuf>,
}

impl OfficerPlaceArgs {
    /// The keys of the servers: the data folder's, or production's.
    pub fn keys(&self) -> Result<KeyRing, WrongSettings> {
        let production = self.place.data_dir.is_none() && self.place.database.database_url.is_some();
        let folder = self.place.data_dir.clone().unwrap_or_else(|| "var".into());
        let path = if production { self.server_key_file.clone() } else { Some(folder.join("server-keys")) };
        let name = if production { "UKETORI_SERVER_KEY_FILE" } else { "--data-dir" };
        let mut check = Check::default();
        let keys = check
            .that(name, setting::given(path), |path| KeyRing::read(&path).map_err(|error| error.to_string()));
        keys.ok_or(WrongSettings(check.0))
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
