//! Accounts as officers see them: what is compared with the request form before a certificate is issued (I1, I3).

use async_graphql::{Context, ID, Object, SimpleObject};
use entity::account;

use super::context::OfficerContext;
use crate::{
    graphql::{account::UserType, error::ApiError, scalar::NodeKind},
    officer::look_up,
};

/// An applicant's account.
#[derive(SimpleObject, Clone, Debug)]
pub struct OfficerAccount {
    /// The opaque, global ID.
    id: ID,
    /// The user ID.
    user_id: String,
    /// The holder's name, or the organization's; empty where a closed account keeps none.
    name: String,
    /// Who the holder is.
    #[graphql(name = "type")]
    kind: UserType,
    /// Whether it was closed, for good; no certificate is sent to it any more.
    is_closed: bool,
}

impl From<account::Model> for OfficerAccount {
    fn from(account: account::Model) -> Self {
        Self {
            id: NodeKind::Account.id(account.id.0),
            user_id: account.user_id,
            name: account.name,
            kind: account.user_type.into(),
            is_closed: account.closed_at.is_some(),
        }
    }
}

/// What officers can read of accounts.
#[derive(Default)]
pub struct AccountQuery;

#[Object]
impl AccountQuery {
    /// The account with this user ID, or null. Compare name and type with the request form before you issue (I3). That
    /// it was looked at is recorded.
    async fn account(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The user ID; case and spaces around it do not count.")] user_id: String,
    ) -> Result<Option<OfficerAccount>, ApiError> {
        let request = OfficerContext::of(ctx);
        let found = look_up::account(&request.app, request.officer(), &user_id, &request.visit).await?;
        Ok(found.map(Into::into))
    }
}
