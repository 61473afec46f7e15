//! Objects with a global ID, for clients that keep a normalized cache.

#![expect(missing_docs, reason = "the derive of interfaces generates methods without docs")]

use std::{slice, sync::Arc};

use async_graphql::{ID, Interface};
use entity::{
    certificate::{self, CertificateId},
    notice::NoticeId,
};
use sea_orm::{ColumnTrait, QueryFilter};

use super::{account::Account, notice::Notice, receipt::Receipt, request_context::RequestContext};
use crate::{
    graphql::{error::ApiError, scalar::NodeKind},
    notice::{list, texts::NoticeTexts},
};

/// An object with a global ID, which `node` can load again.
#[expect(clippy::large_enum_variant, reason = "a request has at most one; the derive supports no Box")]
#[derive(Interface)]
#[graphql(field(
    name = "id",
    ty = "&ID",
    desc = "The global object ID: an opaque string, unique among all types."
))]
pub enum Node {
    /// The account of the person who is logged in.
    Account(Account),
    /// A certificate that was sent to that account.
    Receipt(Receipt),
    /// A notice that everyone may see.
    Notice(Notice),
}

/// Finds the object behind a global ID; returns `None` if it does not exist or the visitor may not see it.
pub async fn find(request: &RequestContext, id: &ID) -> Result<Option<Node>, ApiError> {
    let Some((kind, uuid)) = NodeKind::parse(id) else { return Ok(None) };
    let (db, info) = (&request.app.db, &request.info);
    match (kind, request.session()) {
        (NodeKind::Account, Some(live)) => {
            Ok((live.account.id.0 == uuid).then(|| Node::Account(live.into())))
        }
        (NodeKind::Receipt, Some(live)) => {
            let found = certificate::listed_for(live.account.id)
                .filter(certificate::Column::Id.eq(CertificateId(uuid)))
                .one(db)
                .await?;
            Ok(found.map(|certificate| Node::Receipt(Receipt::new(certificate.into(), info.now))))
        }
        (NodeKind::Notice, _) => {
            let found = list::find(db, NoticeId(uuid), info.now).await?;
            Ok(found.map(|notice| {
                let texts = Arc::new(NoticeTexts::of(slice::from_ref(&notice)));
                Node::Notice(Notice::new(&notice, &texts))
            }))
        }
        // Nobody is logged in, or the type is no `Node`: sessions are listed under `viewer`, and officers,
        // proposals and emails belong to the other schema.
        (NodeKind::Account | NodeKind::Receipt, None)
        | (
            NodeKind::Session
            | NodeKind::Officer
            | NodeKind::RoleProposal
            | NodeKind::RemovalProposal
            | NodeKind::Mail,
            _,
        ) => Ok(None),
    }
}
