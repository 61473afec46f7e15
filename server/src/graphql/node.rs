//! Things with a global ID, for clients that keep a store of objects.

#![expect(missing_docs, reason = "the derive of interfaces writes methods without any")]

use async_graphql::{ID, Interface};
use entity::certificate::{self, CertificateId};
use sea_orm::{ColumnTrait, QueryFilter};

use super::{
    account::Account, error::ApiError, receipt::Receipt, request_context::RequestContext, scalar::NodeKind,
};

/// A thing with a global ID.
#[expect(clippy::large_enum_variant, reason = "one of it in a request; the derive takes no box")]
#[derive(Interface)]
#[graphql(field(name = "id", ty = "&ID", desc = "The opaque, global ID."))]
pub enum Node {
    /// The account of whoever is logged in.
    Account(Account),
    /// A receipt of that account.
    Receipt(Receipt),
}

/// The thing behind an ID, if the visitor may see it.
pub async fn find(request: &RequestContext, id: &ID) -> Result<Option<Node>, ApiError> {
    let (Some(live), Some((kind, uuid))) = (request.session(), NodeKind::parse(id)) else { return Ok(None) };
    match kind {
        NodeKind::Account => Ok((live.account.id.0 == uuid).then(|| Node::Account(live.into()))),
        // A session is no node, and officers are none of an applicant's business.
        NodeKind::Session | NodeKind::Officer | NodeKind::RoleProposal | NodeKind::Mail => Ok(None),
        NodeKind::Receipt => {
            let found = certificate::listed_for(live.account.id)
                .filter(certificate::Column::Id.eq(CertificateId(uuid)))
                .one(&request.app.db)
                .await?;
            Ok(found.map(|certificate| Node::Receipt(Receipt::new(certificate, request.visit.now))))
        }
    }
}
