//! Things with a global ID, for clients that keep a store of objects.

#![expect(missing_docs, reason = "the derive of interfaces writes methods without any")]

use async_graphql::{ID, Interface};
use entity::{
    certificate::{self, CertificateId},
    notice::NoticeId,
};
use sea_orm::{ColumnTrait, QueryFilter};

use super::{
    account::Account, error::ApiError, notice::Notice, receipt::Receipt, request_context::RequestContext,
    scalar::NodeKind,
};
use crate::notice::list;

/// A thing with a global ID.
#[expect(clippy::large_enum_variant, reason = "one of it in a request; the derive takes no box")]
#[derive(Interface)]
#[graphql(field(name = "id", ty = "&ID", desc = "The opaque, global ID."))]
pub enum Node {
    /// The account of whoever is logged in.
    Account(Account),
    /// A receipt of that account.
    Receipt(Receipt),
    /// A notice that everyone sees, in the language of the request.
    Notice(Notice),
}

/// The thing behind an ID, if the visitor may see it.
pub async fn find(request: &RequestContext, id: &ID) -> Result<Option<Node>, ApiError> {
    let Some((kind, uuid)) = NodeKind::parse(id) else { return Ok(None) };
    let (db, visit) = (&request.app.db, &request.visit);
    match (kind, request.session()) {
        (NodeKind::Account, Some(live)) => {
            Ok((live.account.id.0 == uuid).then(|| Node::Account(live.into())))
        }
        (NodeKind::Receipt, Some(live)) => {
            let found = certificate::listed_for(live.account.id)
                .filter(certificate::Column::Id.eq(CertificateId(uuid)))
                .one(db)
                .await?;
            Ok(found.map(|certificate| Node::Receipt(Receipt::new(certificate.into(), visit.now))))
        }
        (NodeKind::Notice, _) => {
            let found = list::find(db, NoticeId(uuid), visit.language, visit.now).await?;
            Ok(found.map(|shown| Node::Notice(shown.into())))
        }
        // Logged out; a session is no node; and officers are none of an applicant's business.
        (NodeKind::Account | NodeKind::Receipt, None)
        | (NodeKind::Session | NodeKind::Officer | NodeKind::RoleProposal | NodeKind::Mail, _) => Ok(None),
    }
}
