//! The flags of the embedded mode. It reads none of production's settings.
//!
//! What is checked here keeps the embedded mode on this computer: its mailbox, its clock and its demo accounts are
//! open to everyone who reaches them.

use std::{
    net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr, ToSocketAddrs},
    path::PathBuf,
};

use clap::ValueEnum;
use entity::setting;
use url::Url;

use super::{Check, RateLimits, WrongSettings};

/// Flags of the embedded mode.
#[derive(Clone, Debug, clap::Args)]
pub struct EmbeddedArgs {
    /// Where to listen. An address outside loopback needs `--open-to-network`
    #[arg(long, default_value = "127.0.0.1:8000")]
    pub listen: String,
    /// Where to listen for officers, always on loopback; default: the port after that of `--listen`
    #[arg(long)]
    pub officer_listen: Option<String>,
    /// Let other computers reach `--listen`: the API and its playground, but also the mailbox with the links of
    /// every account, the mails' previews and the clock, all without a password. Officers stay on loopback
    #[arg(long)]
    pub open_to_network: bool,
    /// Base of the links in mails: your own front end, e.g. <http://localhost:3000/>. Its pages may call the API from
    /// a browser; they stay logged in if both have the same host name, like <http://localhost:8000>. Default: this
    /// server's own pages
    #[arg(long)]
    pub public_url: Option<String>,
    /// Where database, keys and mailbox are kept
    #[arg(long, default_value = "var")]
    pub data_dir: PathBuf,
    /// `manual` stands still until it is moved by POST /clock, so that a reminder can be seen
    /// without waiting a week; its time is kept in the data folder
    #[arg(long, value_enum, default_value = "system")]
    pub clock: ClockKind,
    /// `off` lets everything be asked for as often as one likes, e.g. for a load test
    #[arg(long, value_enum, default_value = "on")]
    pub rate_limits: RateLimits,
}

/// Which clock the embedded mode goes by.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum ClockKind {
    /// The machine's.
    System,
    /// One that is moved by hand.
    Manual,
}

/// Flags of the embedded mode that were found good.
#[derive(Debug)]
pub struct EmbeddedSettings {
    /// Where to listen: the addresses of one host and port, of which the first that can be had is taken.
    pub listen: Vec<SocketAddr>,
    /// The same for officers; `None` for the port after that of `listen`.
    pub officer_listen: Option<Vec<SocketAddr>>,
    /// Base of the links in mails, where it is not this server.
    pub public_url: Option<Url>,
}

impl EmbeddedArgs {
    /// Checks the flags that clap cannot; either all are good, or all that are wrong are named.
    pub fn check(&self) -> Result<EmbeddedSettings, WrongSettings> {
        let mut check = Check::default();
        let listen = check.that("--listen", Some(&self.listen), |text| {
            let addresses = addresses(text)?;
            if self.open_to_network || all_loopback(&addresses) {
                return Ok(addresses);
            }
            Err("would open mailbox, clock and demo accounts to the network; give an address of loopback, e.g. \
                 127.0.0.1:8000, or add --open-to-network"
                .to_owned())
        });
        let officers = self.officer_listen.as_ref();
        let officer_listen = officers.map(|text| {
            check.that("--officer-listen", Some(text), |text| {
                let addresses = addresses(text)?;
                if all_loopback(&addresses) {
                    return Ok(addresses);
                }
                Err("stays on loopback, e.g. 127.0.0.1:8001; from another computer, reach it through SSH: \
                     ssh -L 8001:127.0.0.1:8001 HOST"
                    .to_owned())
            })
        });
        let public_url = self.public_url.as_ref();
        let public_url =
            public_url.map(|text| check.that("--public-url", Some(text), |text| setting::url::base(text)));
        WrongSettings::none_or(check.0)?;
        Ok(EmbeddedSettings {
            listen: listen.unwrap_or_default(),
            officer_listen: officer_listen.flatten(),
            public_url: public_url.flatten(),
        })
    }
}

/// Where a browser on this computer reaches what listens on `address`.
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
        return Err(format!("`{text}` is not an address and a port of this computer, e.g. 127.0.0.1:8000"));
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
        let settings = args.embedded.check().expect("good settings");
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
            assert!(refused.contains("--officer-listen: stays on loopback"), "{refused}");
        }
        for local in ["localhost:8000", "127.9.9.9:80", "[::1]:0"] {
            assert!(check(&["--listen", local, "--officer-listen", local]).is_ok(), "{local}");
        }
    }

    #[test]
    fn every_wrong_one_is_named_at_once() {
        let refused = check(&["--listen=8000", "--officer-listen=here", "--public-url=localhost:3000"]);
        let refused = refused.expect_err("three faults");
        for named in
            ["--listen: `8000`", "--officer-listen: `here`", "--public-url: must be an http(s) address"]
        {
            assert!(refused.contains(named), "{named} is not in {refused}");
        }
    }
}
