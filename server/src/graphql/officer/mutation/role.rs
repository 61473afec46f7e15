//! Proposing, granting and revoking roles. The officer who proposes a role cannot grant it.

use async_graphql::{Context, ID, InputObject, Object, SimpleObject, Union};
use entity::input::ValidationError;

use super::officer_admin::refused;
use crate::{
    graphql::{
        error::ApiError,
        officer::{
            context::OfficerContext,
            person::{Officer, OfficerRole, RemovalProposal, RoleProposal, officer_id},
            user_error::{
                ConflictError, ErrorCode, InputError, NotFoundError, SecondOfficerError, SessionError,
            },
        },
        scalar::NodeKind,
    },
    officer::{
        officer_admin::OfficerAdminError as Refusal,
        role::{self, ProposeError},
    },
};

/// The input of the mutation `proposeRole`.
#[derive(InputObject)]
pub struct ProposeRoleInput {
    /// The `id` of the officer.
    officer_id: ID,
    /// The role that the officer is to hold. Null if none was chosen: `REQUIRED`.
    role: Option<OfficerRole>,
}

/// The result of the mutation `proposeRole`, or its errors.
#[derive(SimpleObject, Default)]
pub struct ProposeRolePayload {
    /// The proposal, which another officer has to grant; null if there are errors.
    proposal: Option<RoleProposal>,
    /// The errors; empty on success.
    errors: Vec<ProposeRoleError>,
}

/// The input of the mutation `grantRole`.
#[derive(InputObject)]
pub struct GrantRoleInput {
    /// The `id` of one of `roleProposals`.
    proposal_id: ID,
}

/// The result of the mutation `grantRole`, or its errors.
#[derive(SimpleObject, Default)]
pub struct GrantRolePayload {
    /// The officer with the new role; null if there are errors.
    officer: Option<Officer>,
    /// The errors; empty on success.
    errors: Vec<GrantRoleError>,
}

/// The input of the mutation `revokeRole`.
#[derive(InputObject)]
pub struct RevokeRoleInput {
    /// The `id` of the officer.
    officer_id: ID,
    /// The role that the officer is to lose.
    role: OfficerRole,
}

/// The result of the mutation `revokeRole`, or its errors.
#[derive(SimpleObject, Default)]
pub struct RevokeRolePayload {
    /// The officer, without the role unless there is a `proposal`; null if there are errors.
    officer: Option<Officer>,
    /// The proposal that another officer has to confirm with the same mutation; null if the role was revoked.
    proposal: Option<RemovalProposal>,
    /// The errors; empty on success.
    errors: Vec<RevokeRoleError>,
}

/// Errors that `proposeRole` can return.
#[derive(Union)]
pub enum ProposeRoleError {
    /// No role was chosen.
    Input(InputError),
    /// No open officer has this ID.
    NotFound(NotFoundError),
    /// The officer already holds the role, or it has already been proposed.
    Conflict(ConflictError),
    /// Nobody is logged in.
    Session(SessionError),
}

/// Errors that `grantRole` can return.
#[derive(Union)]
pub enum GrantRoleError {
    /// No such proposal waits.
    NotFound(NotFoundError),
    /// The officer who proposed the role cannot grant it, nor can anyone who may be one person with that
    /// officer, or with the officer who is to get the role.
    SecondOfficer(SecondOfficerError),
    /// Nobody is logged in.
    Session(SessionError),
}

/// Errors that `revokeRole` can return.
#[derive(Union)]
pub enum RevokeRoleError {
    /// No open officer has this ID, or the officer does not hold the role.
    NotFound(NotFoundError),
    /// Another officer has to revoke, or to confirm the revocation of, this role.
    SecondOfficer(SecondOfficerError),
    /// Nobody is logged in.
    Session(SessionError),
}

/// The mutations for roles.
#[derive(Default)]
pub struct RoleMutation;

#[Object]
impl RoleMutation {
    /// Proposes a role for an officer. Another officer has to grant it within a week. Requires the role
    /// `SECURITY`.
    async fn propose_role(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The officer, and the role to propose.")] input: ProposeRoleInput,
    ) -> Result<ProposeRolePayload, ApiError> {
        let request = OfficerContext::of(ctx);
        let by = match request.required_session() {
            Ok(live) => live,
            Err(error) => return Ok(ProposeRolePayload { errors: vec![error.into()], ..Default::default() }),
        };
        let Some(role) = input.role.map(Into::into) else {
            let missing = InputError::at(&["role"], ValidationError::Required, request.info.language);
            return Ok(ProposeRolePayload { errors: vec![missing.into()], ..Default::default() });
        };
        let wanted = (officer_id(&input.officer_id), role);
        match role::propose(&request.app, by, wanted, &request.info).await {
            Ok(proposal) => {
                let proposal = RoleProposal::all(vec![proposal], request).await?.pop();
                Ok(ProposeRolePayload { proposal, errors: vec![] })
            }
            Err(error) => {
                Ok(ProposeRolePayload { proposal: None, errors: vec![not_proposed(error, request)?] })
            }
        }
    }

    /// Grants a role that another officer has proposed. The officer who grants it must be independent of the
    /// one who proposed it, and of the one who gets it. Two officers are not independent if one created or
    /// invited the other one, directly or through others, or if a third one did so with both. Officers may
    /// grant roles to themselves that an independent officer proposed. Requires the role `SECURITY`.
    async fn grant_role(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The proposal to grant.")] input: GrantRoleInput,
    ) -> Result<GrantRolePayload, ApiError> {
        let request = OfficerContext::of(ctx);
        let by = match request.required_session() {
            Ok(live) => live,
            Err(error) => return Ok(GrantRolePayload { errors: vec![error.into()], ..Default::default() }),
        };
        let granted = match NodeKind::parse(&input.proposal_id) {
            Some((NodeKind::RoleProposal, id)) => role::grant(&request.app, by, id, &request.info).await,
            _ => Err(Refusal::NotFound),
        };
        match granted {
            Ok(officer) => Ok(GrantRolePayload {
                officer: Some(Officer::shown(officer, request).await?),
                errors: vec![],
            }),
            Err(error) => {
                Ok(GrantRolePayload { officer: None, errors: vec![refused(error, "proposalId", request)?] })
            }
        }
    }

    /// Revokes a role of an officer at once, or withdraws its proposal. Revoking `SECURITY` takes two
    /// officers: the first request proposes it, and the same request by another officer within a week revokes
    /// the role. Requires the role `SECURITY`.
    async fn revoke_role(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The officer, and the role to revoke.")] input: RevokeRoleInput,
    ) -> Result<RevokeRolePayload, ApiError> {
        let request = OfficerContext::of(ctx);
        let by = match request.required_session() {
            Ok(live) => live,
            Err(error) => return Ok(RevokeRolePayload { errors: vec![error.into()], ..Default::default() }),
        };
        let lost = (officer_id(&input.officer_id), input.role.into());
        match role::revoke(&request.app, by, lost, &request.info).await {
            Ok(removed) => {
                let officer = Some(Officer::shown(removed.officer, request).await?);
                let proposal =
                    RemovalProposal::all(removed.proposal.into_iter().collect(), request).await?.pop();
                Ok(RevokeRolePayload { officer, proposal, errors: vec![] })
            }
            Err(error) => {
                let errors = vec![refused(error, "officerId", request)?];
                Ok(RevokeRolePayload { officer: None, proposal: None, errors })
            }
        }
    }
}

fn not_proposed(error: ProposeError, request: &OfficerContext) -> Result<ProposeRoleError, ApiError> {
    let language = request.info.language;
    Ok(match error {
        ProposeError::NotFound => NotFoundError::new(ErrorCode::NotFound, &["officerId"], language).into(),
        ProposeError::AlreadyThere => {
            ConflictError::new(ErrorCode::RoleAlreadyThere, &["role"], language).into()
        }
        ProposeError::Database(error) => return Err(error.into()),
    })
}
