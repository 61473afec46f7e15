//! Listens on an address. If that fails, the error names the address and its setting, and says what to do.

use std::io::ErrorKind;

use tokio::net::{TcpListener, ToSocketAddrs};

/// Why the program cannot listen on an address.
#[derive(Debug, thiserror::Error)]
#[error("cannot listen on {address} ({setting}): {cause}")]
pub(crate) struct ListenError {
    address: String,
    setting: &'static str,
    cause: String,
}

/// Listens on `address`. An error shows it as `shown`, and names `setting` as the place to change it.
pub(crate) async fn listen(
    address: impl ToSocketAddrs,
    shown: impl std::fmt::Display,
    setting: &'static str,
) -> Result<TcpListener, ListenError> {
    TcpListener::bind(address).await.map_err(|error| {
        let what_to_do = match error.kind() {
            ErrorKind::AddrInUse => "; another process is listening there: stop it, or choose another port",
            ErrorKind::AddrNotAvailable => "; this computer has no such address: choose one of its own",
            ErrorKind::PermissionDenied => "; ports below 1024 need a privilege: choose a higher port",
            _ => "",
        };
        ListenError { address: shown.to_string(), setting, cause: format!("{error}{what_to_do}") }
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn a_port_that_is_taken_is_named_with_its_setting() {
        let first = listen("127.0.0.1:0", "127.0.0.1:0", "UKETORI_LISTEN").await.expect("a free port");
        let address = first.local_addr().expect("an address");
        let error =
            listen(address, address, "UKETORI_LISTEN").await.expect_err("the port is in use").to_string();
        assert!(error.starts_with(&format!("cannot listen on {address} (UKETORI_LISTEN): ")), "{error}");
        assert!(error.contains("in use") && error.contains("choose another port"), "{error}");
        let elsewhere = listen("192.0.2.1:80", "192.0.2.1:80", "--listen")
            .await
            .expect_err("not an address of this computer");
        assert!(elsewhere.to_string().contains("no such address"), "{elsewhere}");
    }
}
