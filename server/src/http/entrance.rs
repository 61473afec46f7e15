//! The settings of the HTTP layer, against which every request is checked before it reaches a use case. A
//! composition root builds them once; they never change.

use super::{
    client_address::TrustedProxies,
    graphql::{limits::Limits, trusted::TrustedDocuments},
    origin::Origins,
};

/// The settings of the HTTP layer that both listeners share.
#[derive(Debug)]
pub struct Entrance {
    /// The pages that may call the applicants' API, and how its cookies are set.
    pub origins: Origins,
    /// The proxies whose `X-Forwarded-For` is trusted.
    pub trusted_proxies: TrustedProxies,
    /// The limits of one GraphQL request.
    pub limits: Limits,
    /// Which GraphQL documents are executed: any, or only those of a manifest.
    pub documents: TrustedDocuments,
}
