//! What officers with the role `SECURITY` do for other officers: lifting locks and ending sessions.

use async_graphql::{Context, InputObject, Object, SimpleObject, Union};

use super::role::shown;
use crate::{
    graphql::{
        error::ApiError,
        officer::{
            context::OfficerContext,
            person::Officer,
            user_error::{ErrorCode, NotFoundError, SecondOfficerError},
        },
    },
    officer::officer_admin::{self, OfficerAdminError as Refusal},
};

/// The input of the mutation `unlockOfficer`.
#[derive(InputObject)]
pub struct UnlockOfficerInput {
    /// The name of the officer, e.g. `houmu.hanako`.
    officer: String,
}

/// The result of the mutation `unlockOfficer`, or its errors.
#[derive(SimpleObject)]
pub struct UnlockOfficerPayload {
    /// The officer, who is no longer locked; null if there are errors.
    officer: Option<Officer>,
    /// The errors; empty on success.
    errors: Vec<UnlockOfficerError>,
}

/// Errors that `unlockOfficer` can return.
#[derive(Union)]
pub enum UnlockOfficerError {
    /// No officer has this name.
    NotFound(NotFoundError),
    /// Officers cannot lift their own lock.
    SecondOfficer(SecondOfficerError),
}

/// The input of the mutation `endOfficerSessions`.
#[derive(InputObject)]
pub struct EndOfficerSessionsInput {
    /// The name of the officer, e.g. `houmu.hanako`.
    officer: String,
}

/// The result of the mutation `endOfficerSessions`, or its errors.
#[derive(SimpleObject)]
pub struct EndOfficerSessionsPayload {
    /// The officer whose sessions were ended; null if there are errors.
    officer: Option<Officer>,
    /// The number of sessions that were ended.
    ended: u64,
    /// The errors; empty on success.
    errors: Vec<EndOfficerSessionsError>,
}

/// Errors that `endOfficerSessions` can return.
#[derive(Union)]
pub enum EndOfficerSessionsError {
    /// No officer has this name.
    NotFound(NotFoundError),
    /// Another officer has to do this.
    SecondOfficer(SecondOfficerError),
}

/// The mutations for other officers.
#[derive(Default)]
pub struct CareMutation;

#[Object]
impl CareMutation {
    /// Lifts the lock of another officer, and those of the browsers in which that officer has logged in
    /// before; officers cannot lift their own. Requires the role `SECURITY`.
    async fn unlock_officer(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The officer to unlock.")] input: UnlockOfficerInput,
    ) -> Result<UnlockOfficerPayload, ApiError> {
        let request = OfficerContext::of(ctx);
        match officer_admin::unlock(&request.app, request.officer(), &input.officer, &request.info).await {
            Ok(officer) => {
                Ok(UnlockOfficerPayload { officer: Some(shown(officer, request).await?), errors: vec![] })
            }
            Err(error) => Ok(UnlockOfficerPayload { officer: None, errors: errors(error, request)? }),
        }
    }

    /// Ends all sessions of an officer, e.g. after the loss of a computer. Officers may end their own, too.
    /// Requires the role `SECURITY`.
    async fn end_officer_sessions(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The officer whose sessions to end.")] input: EndOfficerSessionsInput,
    ) -> Result<EndOfficerSessionsPayload, ApiError> {
        let request = OfficerContext::of(ctx);
        match officer_admin::end_sessions(&request.app, request.officer(), &input.officer, &request.info)
            .await
        {
            Ok((officer, ended)) => {
                let officer = Some(shown(officer, request).await?);
                Ok(EndOfficerSessionsPayload { officer, ended, errors: vec![] })
            }
            Err(error) => {
                Ok(EndOfficerSessionsPayload { officer: None, ended: 0, errors: errors(error, request)? })
            }
        }
    }
}

/// Maps the errors that all mutations for other officers share.
pub(super) fn errors<E>(error: Refusal, request: &OfficerContext) -> Result<Vec<E>, ApiError>
where
    E: From<NotFoundError> + From<SecondOfficerError>,
{
    let language = request.info.language;
    Ok(vec![match error {
        Refusal::NotFound => NotFoundError::new(ErrorCode::NotFound, &["officer"], language).into(),
        Refusal::SecondOfficerRequired => {
            let code = ErrorCode::SecondOfficerRequired;
            SecondOfficerError::new(code, &["officer"], language).into()
        }
        Refusal::Database(error) => return Err(error.into()),
    }])
}
