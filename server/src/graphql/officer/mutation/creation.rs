//! Creating, inviting and closing officers. A new officer has no role.

use async_graphql::{Context, ID, InputObject, Object, SimpleObject, Union};

use super::officer_admin::refused;
use crate::{
    account::FieldError,
    graphql::{
        error::ApiError,
        officer::{
            context::OfficerContext,
            person::{Officer, RemovalProposal, officer_id},
            user_error::{ConflictError, InputError, NotFoundError, SecondOfficerError, SessionError},
        },
    },
    officer::{creation::CreationError as Refusal, officer_admin, removal},
};

/// The input of the mutation `createOfficer`.
#[derive(InputObject)]
pub struct CreateOfficerInput {
    /// The name to log in with: 3 to 32 characters out of a-z, 0-9, dot, hyphen and underscore, beginning
    /// with a letter, e.g. `houmu.hanako`. A name cannot be used again, even after its officer was closed.
    name: String,
}

/// The result of the mutation `createOfficer`, or its errors.
#[derive(SimpleObject, Default)]
pub struct CreateOfficerPayload {
    /// The new officer, who has no role and has not enrolled yet; null if there are errors.
    officer: Option<Officer>,
    /// The errors; empty on success.
    errors: Vec<CreateOfficerError>,
}

/// Errors that `createOfficer` can return.
#[derive(Union)]
pub enum CreateOfficerError {
    /// The name is not in the right format.
    Input(InputError),
    /// An officer with this name exists, or existed before.
    Conflict(ConflictError),
    /// Nobody is logged in.
    Session(SessionError),
}

/// The input of the mutation `inviteOfficer`.
#[derive(InputObject)]
pub struct InviteOfficerInput {
    /// The `id` of the officer.
    officer_id: ID,
}

/// The result of the mutation `inviteOfficer`, or its errors.
#[derive(SimpleObject, Default)]
pub struct InviteOfficerPayload {
    /// The officer, who has not enrolled yet; null if there are errors.
    officer: Option<Officer>,
    /// The `otpauth://` URI for the officer's authenticator app; show it as a QR code. It is returned only
    /// here. Null if there are errors.
    telephone_uri: Option<String>,
    /// The code for `completeEnrolment`. It works once, within 24 hours, and is returned only here. Null if
    /// there are errors.
    enrolment_code: Option<String>,
    /// The errors; empty on success.
    errors: Vec<InviteOfficerError>,
}

/// Errors that `inviteOfficer` can return.
#[derive(Union)]
pub enum InviteOfficerError {
    /// No officer with this ID waits for an enrolment code: the officer has enrolled, or was created or
    /// reset on the command line.
    NotFound(NotFoundError),
    /// The officer was created by the same officer, or got a role that the same officer proposed or granted,
    /// or one of these officers may be the same person.
    SecondOfficer(SecondOfficerError),
    /// Nobody is logged in.
    Session(SessionError),
}

/// The input of the mutation `closeOfficer`.
#[derive(InputObject)]
pub struct CloseOfficerInput {
    /// The `id` of the officer.
    officer_id: ID,
}

/// The result of the mutation `closeOfficer`, or its errors.
#[derive(SimpleObject, Default)]
pub struct CloseOfficerPayload {
    /// The officer, closed unless there is a `proposal`; null if there are errors.
    officer: Option<Officer>,
    /// The proposal that another officer has to confirm with the same mutation; null if the officer was
    /// closed.
    proposal: Option<RemovalProposal>,
    /// The errors; empty on success.
    errors: Vec<CloseOfficerError>,
}

/// Errors that `closeOfficer` can return.
#[derive(Union)]
pub enum CloseOfficerError {
    /// No open officer has this ID.
    NotFound(NotFoundError),
    /// Officers cannot close themselves, or confirm a closing that they proposed.
    SecondOfficer(SecondOfficerError),
    /// Nobody is logged in.
    Session(SessionError),
}

/// The mutations that create and close officers.
#[derive(Default)]
pub struct CreationMutation;

#[Object]
impl CreationMutation {
    /// Creates an officer without any role. Another officer then gets the enrolment code with
    /// `inviteOfficer`, so that nobody can both create an officer and enrol in the officer's place. Requires
    /// the role `SECURITY`.
    async fn create_officer(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The name of the new officer.")] input: CreateOfficerInput,
    ) -> Result<CreateOfficerPayload, ApiError> {
        let request = OfficerContext::of(ctx);
        let by = match request.required_session() {
            Ok(live) => live,
            Err(error) => {
                return Ok(CreateOfficerPayload { errors: vec![error.into()], ..Default::default() });
            }
        };
        match officer_admin::create(&request.app, by, &input.name, &request.info).await {
            Ok(officer) => Ok(CreateOfficerPayload {
                officer: Some(Officer::new(officer, &[], request.info.now)),
                errors: vec![],
            }),
            Err(error) => {
                Ok(CreateOfficerPayload { errors: not_created(error, request)?, ..Default::default() })
            }
        }
    }

    /// Generates the enrolment code of an officer whom another officer has created. Hand it and the QR code
    /// to the officer in person. An earlier code stops working. Officers who created the officer, or proposed
    /// or granted one of the officer's roles, are refused: `SECOND_OFFICER_REQUIRED`. So are officers who may
    /// be one person with them, as for `grantRole`. `server officer reset` generates a code, too. Requires the
    /// role `SECURITY`.
    async fn invite_officer(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The officer to invite.")] input: InviteOfficerInput,
    ) -> Result<InviteOfficerPayload, ApiError> {
        let request = OfficerContext::of(ctx);
        let by = match request.required_session() {
            Ok(live) => live,
            Err(error) => {
                return Ok(InviteOfficerPayload { errors: vec![error.into()], ..Default::default() });
            }
        };
        match officer_admin::invite(&request.app, by, officer_id(&input.officer_id), &request.info).await {
            Ok((officer, invitation)) => Ok(InviteOfficerPayload {
                officer: Some(Officer::shown(officer, request).await?),
                telephone_uri: Some(invitation.uri),
                enrolment_code: Some(invitation.enrolment_code),
                errors: vec![],
            }),
            Err(error) => {
                let errors = vec![refused(error, "officerId", request)?];
                Ok(InviteOfficerPayload { errors, ..Default::default() })
            }
        }
    }

    /// Closes another officer for good; this takes two officers. The first request proposes it, and the same
    /// request by another officer within a week closes the officer: all sessions, roles and proposals end,
    /// and the name cannot be used again. Requires the role `SECURITY`.
    async fn close_officer(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The officer to close.")] input: CloseOfficerInput,
    ) -> Result<CloseOfficerPayload, ApiError> {
        let request = OfficerContext::of(ctx);
        let by = match request.required_session() {
            Ok(live) => live,
            Err(error) => {
                return Ok(CloseOfficerPayload { errors: vec![error.into()], ..Default::default() });
            }
        };
        match removal::close(&request.app, by, officer_id(&input.officer_id), &request.info).await {
            Ok(removed) => {
                let officer = Some(Officer::shown(removed.officer, request).await?);
                let proposal =
                    RemovalProposal::all(removed.proposal.into_iter().collect(), request).await?.pop();
                Ok(CloseOfficerPayload { officer, proposal, errors: vec![] })
            }
            Err(error) => {
                let errors = vec![refused(error, "officerId", request)?];
                Ok(CloseOfficerPayload { officer: None, proposal: None, errors })
            }
        }
    }
}

fn not_created(error: Refusal, request: &OfficerContext) -> Result<Vec<CreateOfficerError>, ApiError> {
    let language = request.info.language;
    Ok(vec![match error {
        Refusal::Name(fault) => InputError::of_officer(FieldError { field: "name", fault }, language).into(),
        Refusal::NameTaken => ConflictError::of_officer_name(language).into(),
        Refusal::NotFound => return Err(sea_orm::DbErr::RecordNotFound("the new officer".to_owned()).into()),
        Refusal::Database(error) => return Err(error.into()),
    }])
}
