//! What officers with the role `SECURITY` do for other officers: lifting locks and ending sessions.

use async_graphql::{Context, ID, InputObject, Object, SimpleObject, Union};

use crate::{
    graphql::{
        error::ApiError,
        officer::{
            context::OfficerContext,
            person::{Officer, officer_id},
            user_error::{ErrorCode, NotFoundError, SecondOfficerError, SessionError},
        },
    },
    officer::officer_admin::{self, OfficerAdminError as Refusal},
};

/// The input of the mutation `unlockOfficer`.
#[derive(InputObject)]
pub struct UnlockOfficerInput {
    /// The `id` of the officer.
    officer_id: ID,
}

/// The result of the mutation `unlockOfficer`, or its errors.
#[derive(SimpleObject, Default)]
pub struct UnlockOfficerPayload {
    /// The officer, who is no longer locked; null if there are errors.
    officer: Option<Officer>,
    /// The errors; empty on success.
    errors: Vec<UnlockOfficerError>,
}

/// Errors that `unlockOfficer` can return.
#[derive(Union)]
pub enum UnlockOfficerError {
    /// No open officer has this ID.
    NotFound(NotFoundError),
    /// Officers cannot lift their own lock.
    SecondOfficer(SecondOfficerError),
    /// Nobody is logged in.
    Session(SessionError),
}

/// The input of the mutation `endOfficerSessions`.
#[derive(InputObject)]
pub struct EndOfficerSessionsInput {
    /// The `id` of the officer.
    officer_id: ID,
}

/// The result of the mutation `endOfficerSessions`, or its errors.
#[derive(SimpleObject, Default)]
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
    /// No open officer has this ID.
    NotFound(NotFoundError),
    /// Another officer has to do this.
    SecondOfficer(SecondOfficerError),
    /// Nobody is logged in.
    Session(SessionError),
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
        let by = match request.required_session() {
            Ok(live) => live,
            Err(error) => {
                return Ok(UnlockOfficerPayload { errors: vec![error.into()], ..Default::default() });
            }
        };
        match officer_admin::unlock(&request.app, by, officer_id(&input.officer_id), &request.info).await {
            Ok(officer) => Ok(UnlockOfficerPayload {
                officer: Some(Officer::shown(officer, request).await?),
                errors: vec![],
            }),
            Err(error) => {
                let errors = vec![refused(error, "officerId", request)?];
                Ok(UnlockOfficerPayload { officer: None, errors })
            }
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
        let by = match request.required_session() {
            Ok(live) => live,
            Err(error) => {
                return Ok(EndOfficerSessionsPayload { errors: vec![error.into()], ..Default::default() });
            }
        };
        match officer_admin::end_sessions(&request.app, by, officer_id(&input.officer_id), &request.info)
            .await
        {
            Ok((officer, ended)) => {
                let officer = Some(Officer::shown(officer, request).await?);
                Ok(EndOfficerSessionsPayload { officer, ended, errors: vec![] })
            }
            Err(error) => {
                let errors = vec![refused(error, "officerId", request)?];
                Ok(EndOfficerSessionsPayload { officer: None, ended: 0, errors })
            }
        }
    }
}

/// Maps the errors that all mutations for other officers share. `field` names the officer or the proposal.
pub(super) fn refused<E>(error: Refusal, field: &str, request: &OfficerContext) -> Result<E, ApiError>
where
    E: From<NotFoundError> + From<SecondOfficerError>,
{
    let language = request.info.language;
    Ok(match error {
        Refusal::NotFound => NotFoundError::new(ErrorCode::NotFound, &[field], language).into(),
        Refusal::SecondOfficerRequired => {
            SecondOfficerError::new(ErrorCode::SecondOfficerRequired, &[field], language).into()
        }
        Refusal::Database(error) => return Err(error.into()),
    })
}
