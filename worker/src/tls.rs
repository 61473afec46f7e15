//! TLS of a client: to relays, to a mailbox with bounces, and of servers to Amazon. Trusted are the authorities
//! of the system, or those in `SSL_CERT_FILE`.

use std::sync::Arc;

use tokio_rustls::{
    TlsConnector,
    rustls::{ClientConfig, RootCertStore, crypto::ring::default_provider},
};

/// No certificate of a server could be trusted.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("there are no trusted authorities: install ca-certificates, or set SSL_CERT_FILE")]
pub struct NoAuthorities;

/// A connector that trusts the authorities of the system.
pub fn connector() -> Result<TlsConnector, NoAuthorities> {
    let mut roots = RootCertStore::empty();
    // What cannot be read or parsed is left out, as in a browser.
    roots.add_parsable_certificates(rustls_native_certs::load_native_certs().certs);
    if roots.is_empty() {
        return Err(NoAuthorities);
    }
    let config = ClientConfig::builder_with_provider(Arc::new(default_provider()))
        .with_safe_default_protocol_versions()
        .expect("the provider supports the default versions of TLS")
        .with_root_certificates(roots)
        .with_no_client_auth();
    Ok(TlsConnector::from(Arc::new(config)))
}
