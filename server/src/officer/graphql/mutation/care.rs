//! What officers of security do for others: lift a lock, end sessions.

use async_graphql::{Context, InputObject, Object, SimpleObject, Union};

use super::role::shown;
use crate::{
    graphql::error::ApiError,
    officer::{
        care::{self, CareError as Refusal},
        graphql::{
            context::OfficerContext,
            person::Officer,
            user_error::{ErrorCode, NotFoundError, SecondOfficerError},
        },
    },
};

/// Whose lock to lift.
#[derive(InputObject)]
pub struct UnlockOfficerInput {
    /// The officer's name.
    officer: String,
}

/// What follows lifting a lock.
#[derive(SimpleObject)]
pub struct UnlockOfficerPayload {
    /// The officer, who is not locked now.
    officer: Option<Officer>,
    /// What was wrong; empty on success.
    errors: Vec<UnlockOfficerError>,
}

/// What `unlockOfficer` can refuse.
#[derive(Union)]
pub enum UnlockOfficerError {
    /// There is no such officer.
    NotFound(NotFoundError),
    /// Nobody lifts a lock of their own.
    SecondOfficer(SecondOfficerError),
}

/// Whose sessions to end.
#[derive(InputObject)]
pub struct EndOfficerSessionsInput {
    /// The officer's name.
    officer: String,
}

/// What follows the end of an officer's sessions.
#[derive(SimpleObject)]
pub struct EndOfficerSessionsPayload {
    /// The officer.
    officer: Option<Officer>,
    /// How many sessions were ended.
    ended: u64,
    /// What was wrong; empty on success.
    errors: Vec<EndOfficerSessionsError>,
}

/// What `endOfficerSessions` can refuse.
#[derive(Union)]
pub enum EndOfficerSessionsError {
    /// There is no such officer.
    NotFound(NotFoundError),
    /// Another officer has to do it.
    SecondOfficer(SecondOfficerError),
}

/// Mutations for other officers.
#[derive(Default)]
pub struct CareMutation;

#[Object]
impl CareMutation {
    /// Lifts the lock of another officer.
    async fn unlock_officer(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Whose.")] input: UnlockOfficerInput,
    ) -> Result<UnlockOfficerPayload, ApiError> {
        let request = OfficerContext::of(ctx);
        match care::unlock(&request.app, request.officer(), &input.officer, &request.visit).await {
            Ok(officer) => {
                Ok(UnlockOfficerPayload { officer: Some(shown(officer, request).await?), errors: vec![] })
            }
            Err(error) => Ok(UnlockOfficerPayload { officer: None, errors: errors(error, request)? }),
        }
    }

    /// Ends all sessions of an officer, one's own too, e.g. when a machine was lost.
    async fn end_officer_sessions(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Whose.")] input: EndOfficerSessionsInput,
    ) -> Result<EndOfficerSessionsPayload, ApiError> {
        let request = OfficerContext::of(ctx);
        match care::end_sessions(&request.app, request.officer(), &input.officer, &request.visit).await {
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

fn errors<E>(error: Refusal, request: &OfficerContext) -> Result<Vec<E>, ApiError>
where
    E: From<NotFoundError> + From<SecondOfficerError>,
{
    let language = request.visit.language;
    Ok(vec![match error {
        Refusal::NotFound => NotFoundError::new(ErrorCode::NotFound, Some("officer"), language).into(),
        Refusal::SecondOfficerRequired => {
            let code = ErrorCode::SecondOfficerRequired;
            SecondOfficerError::new(code, Some("officer"), language).into()
        }
        Refusal::Database(error) => return Err(error.into()),
    }])
}
