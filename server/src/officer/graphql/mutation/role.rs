//! Proposing, granting and taking away roles: of the first two, one officer does each.

use async_graphql::{Context, ID, InputObject, Object, SimpleObject, Union};
use entity::officer;

use crate::{
    graphql::{error::ApiError, scalar::NodeKind},
    officer::{
        care,
        graphql::{
            context::OfficerContext,
            person::{Officer, OfficerRole, RoleProposal},
            user_error::{ConflictError, ErrorCode, NotFoundError, SecondOfficerError},
        },
        role::{self, RoleError as Refusal},
    },
};

/// A role for an officer.
#[derive(InputObject)]
pub struct ProposeRoleInput {
    /// The officer's name.
    officer: String,
    /// The role.
    role: OfficerRole,
}

/// What follows a proposal.
#[derive(SimpleObject)]
pub struct ProposeRolePayload {
    /// The proposal, which another officer has to grant.
    proposal: Option<RoleProposal>,
    /// What was wrong; empty on success.
    errors: Vec<RoleError>,
}

/// Which proposal to grant.
#[derive(InputObject)]
pub struct GrantRoleInput {
    /// The `id` of one of `roleProposals`.
    proposal: ID,
}

/// What follows a grant.
#[derive(SimpleObject)]
pub struct GrantRolePayload {
    /// The officer, with the new role.
    officer: Option<Officer>,
    /// What was wrong; empty on success.
    errors: Vec<RoleError>,
}

/// A role of an officer.
#[derive(InputObject)]
pub struct RevokeRoleInput {
    /// The officer's name.
    officer: String,
    /// The role.
    role: OfficerRole,
}

/// What follows taking a role away.
#[derive(SimpleObject)]
pub struct RevokeRolePayload {
    /// The officer, without the role.
    officer: Option<Officer>,
    /// What was wrong; empty on success.
    errors: Vec<RoleError>,
}

/// What `proposeRole`, `grantRole` and `revokeRole` can refuse.
#[derive(Union)]
pub enum RoleError {
    /// There is no such officer, proposal or role.
    NotFound(NotFoundError),
    /// Whoever proposed a role cannot grant it.
    SecondOfficer(SecondOfficerError),
    /// The officer has it already, or it is proposed.
    Conflict(ConflictError),
}

/// Mutations of roles.
#[derive(Default)]
pub struct RoleMutation;

#[Object]
impl RoleMutation {
    /// Proposes a role for an officer; another officer has to grant it.
    async fn propose_role(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Whose, and which.")] input: ProposeRoleInput,
    ) -> Result<ProposeRolePayload, ApiError> {
        let request = OfficerContext::of(ctx);
        let wanted = (input.officer.as_str(), input.role.into());
        match role::propose(&request.app, request.officer(), wanted, &request.visit).await {
            Ok(proposal) => Ok(ProposeRolePayload { proposal: Some(proposal.into()), errors: vec![] }),
            Err(error) => {
                Ok(ProposeRolePayload { proposal: None, errors: errors(error, "officer", request)? })
            }
        }
    }

    /// Grants what another officer has proposed.
    async fn grant_role(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Which.")] input: GrantRoleInput,
    ) -> Result<GrantRolePayload, ApiError> {
        let request = OfficerContext::of(ctx);
        let granted = match NodeKind::parse(&input.proposal) {
            Some((NodeKind::RoleProposal, id)) => {
                role::grant(&request.app, request.officer(), id, &request.visit).await
            }
            _ => Err(Refusal::NotFound),
        };
        match granted {
            Ok(officer) => {
                Ok(GrantRolePayload { officer: Some(shown(officer, request).await?), errors: vec![] })
            }
            Err(error) => Ok(GrantRolePayload { officer: None, errors: errors(error, "proposal", request)? }),
        }
    }

    /// Takes a role from an officer at once, or a proposal back.
    async fn revoke_role(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Whose, and which.")] input: RevokeRoleInput,
    ) -> Result<RevokeRolePayload, ApiError> {
        let request = OfficerContext::of(ctx);
        let lost = (input.officer.as_str(), input.role.into());
        match role::revoke(&request.app, request.officer(), lost, &request.visit).await {
            Ok(officer) => {
                Ok(RevokeRolePayload { officer: Some(shown(officer, request).await?), errors: vec![] })
            }
            Err(error) => Ok(RevokeRolePayload { officer: None, errors: errors(error, "officer", request)? }),
        }
    }
}

/// An officer with the roles of now.
pub(super) async fn shown(officer: officer::Model, request: &OfficerContext) -> Result<Officer, ApiError> {
    let roles = care::roles_of(&request.app.db, &[officer.id]).await?;
    let held = roles.get(&officer.id).map(Vec::as_slice).unwrap_or_default();
    Ok(Officer::new(officer, held, request.visit.now))
}

fn errors(error: Refusal, field: &str, request: &OfficerContext) -> Result<Vec<RoleError>, ApiError> {
    let (language, field) = (request.visit.language, Some(field));
    Ok(vec![match error {
        Refusal::NotFound => NotFoundError::new(ErrorCode::NotFound, field, language).into(),
        Refusal::AlreadyThere => {
            ConflictError::new(ErrorCode::RoleAlreadyThere, Some("role"), language).into()
        }
        Refusal::SecondOfficerRequired => {
            SecondOfficerError::new(ErrorCode::SecondOfficerRequired, field, language).into()
        }
        Refusal::Database(error) => return Err(error.into()),
    }])
}
