//! Creating and closing officers. A new officer has no role.

use async_graphql::{Context, InputObject, Object, SimpleObject, Union};

use crate::{
    account::FieldError,
    graphql::{
        error::ApiError,
        officer::{
            context::OfficerContext,
            person::Officer,
            user_error::{ConflictError, ErrorCode, InputError, NotFoundError, SecondOfficerError},
        },
    },
    officer::{
        creation::CreationError as Refusal,
        officer_admin::{self, OfficerAdminError},
    },
};

/// The input of the mutation `createOfficer`.
#[derive(InputObject)]
pub struct CreateOfficerInput {
    /// The name to log in with: 3 to 32 characters out of a-z, 0-9, dot, hyphen and underscore, beginning
    /// with a letter, e.g. `houmu.hanako`. A name is never used for a second officer.
    name: String,
}

/// The result of the mutation `createOfficer`, or its errors.
#[derive(SimpleObject, Default)]
pub struct CreateOfficerPayload {
    /// The new officer, who has no role and has not enrolled yet; null if there are errors.
    officer: Option<Officer>,
    /// The `otpauth://` URI for the officer's authenticator app; show it as a QR code. It is returned only
    /// here.
    telephone_uri: Option<String>,
    /// The code for `completeEnrolment`. It works once, within 24 hours, and is returned only here.
    enrolment_code: Option<String>,
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
}

/// The input of the mutation `closeOfficer`.
#[derive(InputObject)]
pub struct CloseOfficerInput {
    /// The name of the officer, e.g. `houmu.hanako`.
    officer: String,
}

/// The result of the mutation `closeOfficer`, or its errors.
#[derive(SimpleObject)]
pub struct CloseOfficerPayload {
    /// The closed officer; null if there are errors.
    officer: Option<Officer>,
    /// The errors; empty on success.
    errors: Vec<CloseOfficerError>,
}

/// Errors that `closeOfficer` can return.
#[derive(Union)]
pub enum CloseOfficerError {
    /// No officer has this name.
    NotFound(NotFoundError),
    /// Officers cannot close themselves.
    SecondOfficer(SecondOfficerError),
}

/// The mutations that create and close officers.
#[derive(Default)]
pub struct CreationMutation;

#[Object]
impl CreationMutation {
    /// Creates an officer without any role; use `proposeRole` next. Hand the enrolment code and the QR code
    /// to the officer in person.
    async fn create_officer(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The name of the new officer.")] input: CreateOfficerInput,
    ) -> Result<CreateOfficerPayload, ApiError> {
        let request = OfficerContext::of(ctx);
        match officer_admin::create(&request.app, request.officer(), &input.name, &request.info).await {
            Ok((officer, invitation)) => Ok(CreateOfficerPayload {
                officer: Some(Officer::new(officer, &[], request.info.now)),
                telephone_uri: Some(invitation.uri),
                enrolment_code: Some(invitation.enrolment_code),
                errors: vec![],
            }),
            Err(error) => Ok(CreateOfficerPayload { errors: refused(error, request)?, ..Default::default() }),
        }
    }

    /// Closes another officer for good. All sessions, roles and proposals end, and the name is never used
    /// again.
    async fn close_officer(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The officer to close.")] input: CloseOfficerInput,
    ) -> Result<CloseOfficerPayload, ApiError> {
        let request = OfficerContext::of(ctx);
        match officer_admin::close(&request.app, request.officer(), &input.officer, &request.info).await {
            Ok(officer) => {
                let officer = Some(Officer::new(officer, &[], request.info.now));
                Ok(CloseOfficerPayload { officer, errors: vec![] })
            }
            Err(error) => Ok(CloseOfficerPayload { officer: None, errors: not_closed(error, request)? }),
        }
    }
}

fn refused(error: Refusal, request: &OfficerContext) -> Result<Vec<CreateOfficerError>, ApiError> {
    let language = request.info.language;
    Ok(vec![match error {
        Refusal::Name(fault) => InputError::new(FieldError { field: "name", fault }, language).into(),
        Refusal::NameTaken => ConflictError::new(ErrorCode::OfficerNameTaken, Some("name"), language).into(),
        Refusal::NotFound => return Err(sea_orm::DbErr::RecordNotFound("the new officer".to_owned()).into()),
        Refusal::Database(error) => return Err(error.into()),
    }])
}

fn not_closed(
    error: OfficerAdminError,
    request: &OfficerContext,
) -> Result<Vec<CloseOfficerError>, ApiError> {
    let language = request.info.language;
    Ok(vec![match error {
        OfficerAdminError::NotFound => {
            NotFoundError::new(ErrorCode::NotFound, Some("officer"), language).into()
        }
        OfficerAdminError::SecondOfficerRequired => {
            let code = ErrorCode::SecondOfficerRequired;
            SecondOfficerError::new(code, Some("officer"), language).into()
        }
        OfficerAdminError::Database(error) => return Err(error.into()),
    }])
}
