//! Proposing, granting and revoking roles. The officer who proposes a role cannot grant it.

use async_graphql::{Context, ID, InputObject, Object, SimpleObject, Union};
use entity::officer;

use crate::{
    graphql::{
        error::ApiError,
        officer::{
            context::OfficerContext,
            person::{Officer, OfficerRole, RemovalProposal, RoleProposal},
            user_error::{ConflictError, ErrorCode, NotFoundError, SecondOfficerError},
        },
        scalar::NodeKind,
    },
    officer::{
        officer_admin,
        role::{self, RoleError as Refusal},
    },
};

/// The input of the mutation `proposeRole`.
#[derive(InputObject)]
pub struct ProposeRoleInput {
    /// The name of the officer, e.g. `houmu.hanako`.
    officer: String,
    /// The role that the officer is to hold.
    role: OfficerRole,
}

/// The result of the mutation `proposeRole`, or its errors.
#[derive(SimpleObject)]
pub struct ProposeRolePayload {
    /// The proposal, which another officer has to grant; null if there are errors.
    proposal: Option<RoleProposal>,
    /// The errors; empty on success.
    errors: Vec<RoleError>,
}

/// The input of the mutation `grantRole`.
#[derive(InputObject)]
pub struct GrantRoleInput {
    /// The `id` of one of `roleProposals`.
    proposal: ID,
}

/// The result of the mutation `grantRole`, or its errors.
#[derive(SimpleObject)]
pub struct GrantRolePayload {
    /// The officer with the new role; null if there are errors.
    officer: Option<Officer>,
    /// The errors; empty on success.
    errors: Vec<RoleError>,
}

/// The input of the mutation `revokeRole`.
#[derive(InputObject)]
pub struct RevokeRoleInput {
    /// The name of the officer, e.g. `houmu.hanako`.
    officer: String,
    /// The role that the officer is to lose.
    role: OfficerRole,
}

/// The result of the mutation `revokeRole`, or its errors.
#[derive(SimpleObject)]
pub struct RevokeRolePayload {
    /// The officer, without the role unless there is a `proposal`; null if there are errors.
    officer: Option<Officer>,
    /// The proposal that another officer has to confirm with the same mutation; null if the role was revoked.
    proposal: Option<RemovalProposal>,
    /// The errors; empty on success.
    errors: Vec<RoleError>,
}

/// Errors that `proposeRole`, `grantRole` and `revokeRole` can return.
#[derive(Union)]
pub enum RoleError {
    /// No such officer, proposal or role exists.
    NotFound(NotFoundError),
    /// The officer who proposed a role cannot grant it, nor can anyone who may be one person with that
    /// officer, or with the officer who is to get the role. The same holds for a revocation and its
    /// confirmation.
    SecondOfficer(SecondOfficerError),
    /// The officer already holds the role, or it has already been proposed.
    Conflict(ConflictError),
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
        let wanted = (input.officer.as_str(), input.role.into());
        match role::propose(&request.app, request.officer(), wanted, &request.info).await {
            Ok(proposal) => Ok(ProposeRolePayload { proposal: Some(proposal.into()), errors: vec![] }),
            Err(error) => {
                Ok(ProposeRolePayload { proposal: None, errors: errors(error, "officer", request)? })
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
        let granted = match NodeKind::parse(&input.proposal) {
            Some((NodeKind::RoleProposal, id)) => {
                role::grant(&request.app, request.officer(), id, &request.info).await
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

    /// Revokes a role of an officer at once, or withdraws its proposal. Revoking `SECURITY` takes two
    /// officers: the first request proposes it, and the same request by another officer within a week revokes
    /// the role. Requires the role `SECURITY`.
    async fn revoke_role(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The officer, and the role to revoke.")] input: RevokeRoleInput,
    ) -> Result<RevokeRolePayload, ApiError> {
        let request = OfficerContext::of(ctx);
        let lost = (input.officer.as_str(), input.role.into());
        match role::revoke(&request.app, request.officer(), lost, &request.info).await {
            Ok(removed) => {
                let (officer, proposal) = (shown(removed.officer, request).await?, removed.proposal);
                let (officer, proposal) = (Some(officer), proposal.map(Into::into));
                Ok(RevokeRolePayload { officer, proposal, errors: vec![] })
            }
            Err(error) => {
                let errors = errors(error, "officer", request)?;
                Ok(RevokeRolePayload { officer: None, proposal: None, errors })
            }
        }
    }
}

/// Loads the officer's present roles for the response.
pub(super) async fn shown(officer: officer::Model, request: &OfficerContext) -> Result<Officer, ApiError> {
    let roles = officer_admin::roles_of(&request.app.db, &[officer.id]).await?;
    let held = roles.get(&officer.id).map(Vec::as_slice).unwrap_or_default();
    Ok(Officer::new(officer, held, request.info.now))
}

fn errors(error: Refusal, field: &str, request: &OfficerContext) -> Result<Vec<RoleError>, ApiError> {
    let (language, path) = (request.info.language, [field]);
    Ok(vec![match error {
        Refusal::NotFound => NotFoundError::new(ErrorCode::NotFound, &path, language).into(),
        Refusal::AlreadyThere => ConflictError::new(ErrorCode::RoleAlreadyThere, &["role"], language).into(),
        Refusal::SecondOfficerRequired => {
            SecondOfficerError::new(ErrorCode::SecondOfficerRequired, &path, language).into()
        }
        Refusal::Database(error) => return Err(error.into()),
    }])
}
