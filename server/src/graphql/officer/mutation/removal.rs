//! Withdrawing the proposal to close an officer or to revoke the role `SECURITY`.

use async_graphql::{Context, ID, InputObject, Object, SimpleObject, Union};

use super::officer_admin::refused;
use crate::{
    graphql::{
        error::ApiError,
        officer::{
            context::OfficerContext,
            user_error::{NotFoundError, SecondOfficerError, SessionError},
        },
        scalar::NodeKind,
    },
    officer::{officer_admin::OfficerAdminError as Refusal, removal},
};

/// The input of the mutation `withdrawRemoval`.
#[derive(InputObject)]
pub struct WithdrawRemovalInput {
    /// The `id` of one of `removalProposals`.
    proposal_id: ID,
}

/// The result of the mutation `withdrawRemoval`, or its errors.
#[derive(SimpleObject, Default)]
pub struct WithdrawRemovalPayload {
    /// The errors. If it is empty, the proposal was withdrawn.
    errors: Vec<WithdrawRemovalError>,
}

/// Errors that `withdrawRemoval` can return.
#[derive(Union)]
pub enum WithdrawRemovalError {
    /// No such proposal waits.
    NotFound(NotFoundError),
    /// The proposal is another officer's, and about this officer, or about one who may be the same person.
    SecondOfficer(SecondOfficerError),
    /// Nobody is logged in.
    Session(SessionError),
}

/// The mutation that withdraws the proposal of a removal.
#[derive(Default)]
pub struct RemovalMutation;

#[Object]
impl RemovalMutation {
    /// Withdraws a proposal to close another officer or to revoke another officer's role `SECURITY`. The
    /// officer who made the proposal may do that, and any officer who is independent of the one whom it is
    /// about, as for `grantRole`. Requires the role `SECURITY`.
    async fn withdraw_removal(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The proposal to withdraw.")] input: WithdrawRemovalInput,
    ) -> Result<WithdrawRemovalPayload, ApiError> {
        let request = OfficerContext::of(ctx);
        let by = match request.required_session() {
            Ok(live) => live,
            Err(error) => return Ok(WithdrawRemovalPayload { errors: vec![error.into()] }),
        };
        let withdrawn = match NodeKind::parse(&input.proposal_id) {
            Some((NodeKind::RemovalProposal, id)) => {
                removal::withdraw(&request.app, by, id, &request.info).await
            }
            _ => Err(Refusal::NotFound),
        };
        match withdrawn {
            Ok(()) => Ok(WithdrawRemovalPayload { errors: vec![] }),
            Err(error) => Ok(WithdrawRemovalPayload { errors: vec![refused(error, "proposalId", request)?] }),
        }
    }
}
