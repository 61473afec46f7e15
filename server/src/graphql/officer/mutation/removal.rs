//! Withdrawing the proposal to close an officer or to revoke the role `SECURITY`.

use async_graphql::{Context, ID, InputObject, Object, SimpleObject, Union};

use crate::{
    graphql::{
        error::ApiError,
        officer::{
            context::OfficerContext,
            user_error::{ErrorCode, NotFoundError, SecondOfficerError},
        },
        scalar::NodeKind,
    },
    officer::{officer_admin::OfficerAdminError as Refusal, removal},
};

/// The input of the mutation `withdrawRemoval`.
#[derive(InputObject)]
pub struct WithdrawRemovalInput {
    /// The `id` of one of `removalProposals`.
    proposal: ID,
}

/// The result of the mutation `withdrawRemoval`, or its errors.
#[derive(SimpleObject)]
pub struct WithdrawRemovalPayload {
    /// Whether the proposal was withdrawn.
    withdrawn: bool,
    /// The errors; empty on success.
    errors: Vec<WithdrawRemovalError>,
}

/// Errors that `withdrawRemoval` can return.
#[derive(Union)]
pub enum WithdrawRemovalError {
    /// No such proposal waits.
    NotFound(NotFoundError),
    /// The proposal is another officer's, and about this officer, or about one who may be the same person.
    SecondOfficer(SecondOfficerError),
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
        let withdrawn = match NodeKind::parse(&input.proposal) {
            Some((NodeKind::RemovalProposal, id)) => {
                removal::withdraw(&request.app, request.officer(), id, &request.info).await
            }
            _ => Err(Refusal::NotFound),
        };
        match withdrawn {
            Ok(()) => Ok(WithdrawRemovalPayload { withdrawn: true, errors: vec![] }),
            Err(error) => {
                Ok(WithdrawRemovalPayload { withdrawn: false, errors: vec![refused(error, request)?] })
            }
        }
    }
}

fn refused(error: Refusal, request: &OfficerContext) -> Result<WithdrawRemovalError, ApiError> {
    let (path, language) = (["proposal"], request.info.language);
    Ok(match error {
        Refusal::NotFound => NotFoundError::new(ErrorCode::NotFound, &path, language).into(),
        Refusal::SecondOfficerRequired => {
            SecondOfficerError::new(ErrorCode::SecondOfficerRequired, &path, language).into()
        }
        Refusal::Database(error) => return Err(error.into()),
    })
}
