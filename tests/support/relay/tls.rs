//! Certificates for relays, signed by authorities that a test makes and nothing else trusts.

use std::path::Path;
use std::sync::Arc;

use rcgen::{BasicConstraints, CertificateParams, CertifiedIssuer, IsCa, KeyPair, date_time_ymd};
use tokio_rustls::TlsAcceptor;
use tokio_rustls::rustls::{
    ServerConfig,
    crypto::ring,
    pki_types::{PrivateKeyDer, PrivatePkcs8KeyDer},
};

/// Whether a relay offers TLS.
#[derive(Clone)]
pub(crate) enum Tls {
    /// No TLS.
    No,
    /// STARTTLS is offered, but not required.
    Offered(TlsAcceptor),
    /// TLS from the first byte.
    FromTheFirstByte(TlsAcceptor),
}

/// A certificate authority.
pub(crate) struct Authority(CertifiedIssuer<'static, KeyPair>);

impl Authority {
    /// A new authority, which nothing trusts yet.
    pub(crate) fn new() -> Self {
        let mut parameters = CertificateParams::new([]).expect("no names");
        parameters.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
        let key = KeyPair::generate().expect("a key");
        Self(CertifiedIssuer::self_signed(parameters, key).expect("a certificate"))
    }

    /// Writes its certificate to a file, for a program that is to trust it.
    pub(crate) fn write(&self, file: &Path) {
        std::fs::write(file, self.0.pem()).expect("a file");
    }

    /// Writes a certificate for a name or an address, and its key, for a server that reads files.
    pub(crate) fn certify_into(&self, name: &str, certificate: &Path, key: &Path) {
        let own = KeyPair::generate().expect("a key");
        let parameters = CertificateParams::new([name.to_owned()]).expect("a name");
        let signed = parameters.signed_by(&own, &self.0).expect("a certificate");
        std::fs::write(certificate, signed.pem()).expect("a file");
        std::fs::write(key, own.serialize_pem()).expect("a file");
    }

    /// A TLS configuration with a certificate for a name or an address.
    pub(crate) fn certify(&self, name: &str) -> TlsAcceptor {
        self.sign(&CertificateParams::new([name.to_owned()]).expect("a name"))
    }

    /// Like [`Self::certify`], with a certificate that expired in 2020.
    pub(crate) fn certify_until_2020(&self, name: &str) -> TlsAcceptor {
        let mut parameters = CertificateParams::new([name.to_owned()]).expect("a name");
        parameters.not_after = date_time_ymd(2020, 1, 1);
        self.sign(&parameters)
    }

    /// Like [`Self::certify`], as text: the chain and the key, in PEM.
    pub(crate) fn certify_as_text(&self, name: &str) -> (String, String) {
        let key = KeyPair::generate().expect("a key");
        let parameters = CertificateParams::new([name.to_owned()]).expect("a name");
        let certificate = parameters.signed_by(&key, &self.0).expect("a certificate");
        (certificate.pem() + &self.0.pem(), key.serialize_pem())
    }

    fn sign(&self, parameters: &CertificateParams) -> TlsAcceptor {
        let key = KeyPair::generate().expect("a key");
        let certificate = parameters.signed_by(&key, &self.0).expect("a certificate");
        let key = PrivateKeyDer::from(PrivatePkcs8KeyDer::from(key.serialize_der()));
        let config = ServerConfig::builder_with_provider(Arc::new(ring::default_provider()))
            .with_safe_default_protocol_versions()
            .expect("TLS 1.3")
            .with_no_client_auth()
            .with_single_cert(vec![certificate.der().clone()], key)
            .expect("a key and its certificate");
        Arc::new(config).into()
    }
}
