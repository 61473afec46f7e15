//! The flags of the embedded mode. It reads none of production's settings.
//!
//! The checks keep the embedded mode on this computer, because its mailbox, its clock and its demo accounts
//! are open to everyone who can reach them.

use std::{
    net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr, ToSocketAddrs},
    path::PathBuf,
};

use clap::ValueEnum;
use entity::setting;
use url::Url;

use super::{Check, WrongSettings, hooks::hooks};
use crate::{http::hooks::Hooks, rate_limit::RateLimits};

/// Flags of the embedded mode.
#[derive(Clone, Debug, clap::Args)]
pub struct EmbeddedArgs {
    /// The address of the public listener. An address other than loopback also needs `--open-to-network`
    #[arg(long, default_value = "127.0.0.1:8000")]
    pub listen: String,
    /// The address of the officers' listener, always on loopback. Default: the port of `--listen` plus one
    #[arg(long)]
    pub officer_listen: Option<String>,
    /// Allow an address other than loopback in `--listen`. Everyone in the network can then use the API and
    /// its playground, read the mailbox with the links of all accounts, see the previews of mails, and move
    /// the clock, all without a password. The officers' listener stays on loopback
    #[arg(long)]
    pub open_to_network: bool,
    /// The base of the links in mails: the address of your own front end, e.g. <http://localhost:3000/>. Its
    /// pages may call the API from a browser. For users to stay logged in there, call the API by the same
    /// host name, e.g. <http://localhost:8000>. Default: this server's own pages
    #[arg(long)]
    pub public_url: Option<String>,
    /// The folder of the database, the keys and the mailbox. It is created if necessary; delete it to start
    /// from scratch
    #[arg(long, default_value = "var")]
    pub data_dir: PathBuf,
    /// The clock: `system`, or `manual`, which stands still until you move it on the start page or with POST
    /// /clock, e.g. to see a reminder without waiting a week. The data folder keeps the time of a manual
    /// clock
    #[arg(long, value_enum, default_value = "system")]
    pub clock: ClockKind,
    /// Rate limits. `off` disables them, e.g. for a load test
    #[arg(long, value_enum, default_value = "on")]
    pub rate_limits: RateLimits,
    /// The secret with which events at `POST /hooks/mail/events` are signed, at least 32 characters. With it you can
    /// report that a mail of the mailbox bounced. Optional; without it, there is no such hook
    #[arg(long)]
    pub hook_secret: Option<String>,
    /// The ARN of the Amazon SNS topic whose events `POST /hooks/mail/ses` takes. Optional; without it, there is no
    /// such hook
    #[arg(long)]
    pub hook_ses_topic: Option<String>,
}

/// The clock that the embedded mode uses.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum ClockKind {
    /// The clock of this computer.
    System,
    /// A clock that stands still until you move it.
    Manual,
}

/// The checked values of [`EmbeddedArgs`].
#[derive(Debug)]
pub struct EmbeddedSettings {
    /// The addresses of the host and port of `--listen`. The server listens on the first one that is
    /// available.
    pub listen: Vec<SocketAddr>,
    /// The same for officers; `None` means the port of `listen` plus one.
    pub officer_listen: Option<Vec<SocketAddr>>,
    /// The base of the links in mails; `None` means this server's own pages.
    pub public_url: Option<Url>,
    /// Where bounces can be reported.
    pub hooks: Hooks,
}

impl EmbeddedArgs {
    /// Checks the flags that clap cannot check. The error names all wrong flags at once.
    pub fn check(&self) -> Result<EmbeddedSettings, WrongSettings> {
        let mut check = Check::default();
        let listen = check.that("--listen", Some(&self.listen), |text| {
            let addresses = addresses(text)?;
            if self.open_to_network || all_loopback(&addresses) {
                return Ok(addresses);
            }
            Err("would open the mailbox, the clock and the demo accounts to the network; use a loopback address, \
                 e.g. 127.0.0.1:8000, or add --open-to-network"
                .to_owned())
        });
        let officers = self.officer_listen.as_ref();
        let officer_listen = officers.map(|text| {
            check.that("--officer-listen", Some(text), |text| {
                let addresses = addresses(text)?;
                if all_loopback(&addresses) {
                    return Ok(addresses);
                }
                Err("must be a loopback address, e.g. 127.0.0.1:8001; to reach it from another computer, use SSH: \
                     ssh -L 8001:127.0.0.1:8001 HOST"
                    .to_owned())
            })
        });
        let public_url = self.public_url.as_ref();
        let public_url =
            public_url.map(|text| check.that("--public-url", Some(text), |text| setting::url::base(text)));
        let (secret, topic) = (self.hook_secret.clone(), self.hook_ses_topic.clone());
        let hooks = hooks(&mut check, ["--hook-secret", "--hook-ses-topic"], secret, topic);
        WrongSettings::none_or(check.0.into_vec())?;
        Ok(EmbeddedSettings {
            listen: listen.unwrap_or_default(),
            officer_listen: officer_listen.flatten(),
            public_url: public_url.flatten(),
            hooks: hooks.unwrap_or_default(),
        })
    }
}

/// The address at which a browser on this computer reaches a listener on `address`: loopback instead of
/// `0.0.0.0` or `::`.
#[must_use]
pub fn reached_at(address: SocketAddr) -> SocketAddr {
    let loopback = |ip| SocketAddr::new(ip, address.port());
    match address.ip() {
        IpAddr::V4(ip) if ip.is_unspecified() => loopback(Ipv4Addr::LOCALHOST.into()),
        IpAddr::V6(ip) if ip.is_unspecified() => loopback(Ipv6Addr::LOCALHOST.into()),
        _ => address,
    }
}

fn addresses(text: &str) -> Result<Vec<SocketAddr>, String> {
    let found = text.to_socket_addrs().map(Iterator::collect::<Vec<_>>).unwrap_or_default();
    if found.is_empty() {
        return Err(format!("`{text}` is not an address and port of this computer, e.g. 127.0.0.1:8000"));
    }
    Ok(found)
}

fn all_loopback(addresses: &[SocketAddr]) -> bool {
    addresses.iter().all(|address| address.ip().to_canonical().is_loopback())
}

#[cfg(test)]
mod tests {
    use clap::Parser;

    use super::{super::Args, *};

    fn check(flags: &[&str]) -> Result<EmbeddedSettings, String> {
        let args = Args::parse_from(["server"].iter().chain(flags));
        args.embedded.check().map_err(|wrong| wrong.to_string())
    }

    #[test]
    fn the_embedded_mode_needs_no_flag() {
        let args = Args::parse_from(["server"]);
        assert!(args.command.is_none());
        assert_eq!((args.embedded.clock, args.embedded.rate_limits), (ClockKind::System, RateLimits::On));
        let settings = args.embedded.check().expect("valid settings");
        assert_eq!(settings.listen, [SocketAddr::from(([127, 0, 0, 1], 8000))]);
        assert!(settings.officer_listen.is_none() && settings.public_url.is_none());
    }

    #[test]
    fn the_network_is_opened_by_its_flag_alone_and_never_for_officers() {
        for open in ["0.0.0.0:8000", "[::]:8000", "192.0.2.1:8000", "[::ffff:192.0.2.1]:80"] {
            let refused = check(&["--listen", open]).expect_err(open);
            assert!(
                refused.contains("--listen: would open") && refused.contains("--open-to-network"),
                "{refused}"
            );
            assert!(check(&["--listen", open, "--open-to-network"]).is_ok(), "{open}");
            let refused = check(&["--officer-listen", open, "--open-to-network"]).expect_err(open);
            assert!(refused.contains("--officer-listen: must be a loopback address"), "{refused}");
        }
        for local in ["localhost:8000", "127.9.9.9:80", "[::1]:0"] {
            assert!(check(&["--listen", local, "--officer-listen", local]).is_ok(), "{local}");
        }
    }

    #[test]
    fn every_wrong_one_is_named_at_once() {
        let refused = check(&[
            "--listen=8000",
            "--officer-listen=here",
            "--public-url=localhost:3000",
            "--hook-secret=hunter2",
            "--hook-ses-topic=bounces",
        ]);
        let refused = refused.expect_err("five wrong flags");
        for named in [
            "--listen: `8000`",
            "--officer-listen: `here`",
            "--public-url: must be an http(s) address",
            "--hook-secret: must have at least 32 characters",
            "--hook-ses-topic: must be like arn:",
        ] {
            assert!(refused.contains(named), "{named} is not in {refused}");
        }
        assert!(!refused.contains("hunter2"), "{refused}");
    }
}
