//! Officers by officers: created without any role, and closed.

use async_graphql::{Context, InputObject, Object, SimpleObject, Union};

use crate::{
    account::FieldFault,
    graphql::error::ApiError,
    officer::{
        care::{self, CareError},
        creation::CreationError as Refusal,
        graphql::{
            context::OfficerContext,
            person::Officer,
            user_error::{ConflictError, ErrorCode, InputError, NotFoundError, SecondOfficerError},
        },
    },
};

/// Whom to create.
#[derive(InputObject)]
pub struct CreateOfficerInput {
    /// The name to log in with: 3 to 32 characters of a-z, 0-9, dot, hyphen and underscore, a letter first. Never
    /// given out twice.
    name: String,
}

/// What follows the creation of an officer.
#[derive(SimpleObject, Default)]
pub struct CreateOfficerPayload {
    /// The officer, who holds no role and has yet to enrol.
    officer: Option<Officer>,
    /// What the officer's telephone reads, mostly as a QR code. It is shown this once.
    telephone_uri: Option<String>,
    /// What the officer enrols with, once, within 24 hours. It is shown this once.
    enrolment_code: Option<String>,
    /// What was wrong; empty on success.
    errors: Vec<CreateOfficerError>,
}

/// What `createOfficer` can refuse.
#[derive(Union)]
pub enum CreateOfficerError {
    /// The name has another form.
    Input(InputError),
    /// There is, or was, an officer of that name.
    Conflict(ConflictError),
}

/// Whom to close.
#[derive(InputObject)]
pub struct CloseOfficerInput {
    /// The officer's name.
    officer: String,
}

/// What follows the end of an officer.
#[derive(SimpleObject)]
pub struct CloseOfficerPayload {
    /// The officer, who is closed now.
    officer: Option<Officer>,
    /// What was wrong; empty on success.
    errors: Vec<CloseOfficerError>,
}

/// What `closeOfficer` can refuse.
#[derive(Union)]
pub enum CloseOfficerError {
    /// There is no such officer.
    NotFound(NotFoundError),
    /// Nobody closes themselves.
    SecondOfficer(SecondOfficerError),
}

/// Mutations of officers' beginning and end.
#[derive(Default)]
pub struct CreationMutation;

#[Object]
impl CreationMutation {
    /// Creates an officer without any role; roles are proposed and granted. Give the code and the telephone's secret
    /// to the officer in person.
    async fn create_officer(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Whom.")] input: CreateOfficerInput,
    ) -> Result<CreateOfficerPayload, ApiError> {
        let request = OfficerContext::of(ctx);
        match care::create(&request.app, request.officer(), &input.name, &request.visit).await {
            Ok((officer, invitation)) => Ok(CreateOfficerPayload {
                officer: Some(Officer::new(officer, &[], request.visit.now)),
                telephone_uri: Some(invitation.uri),
                enrolment_code: Some(invitation.enrolment_code),
                errors: vec![],
            }),
            Err(error) => Ok(CreateOfficerPayload { errors: refused(error, request)?, ..Default::default() }),
        }
    }

    /// Closes another officer for good: sessions, roles and proposals end, the name is never given out again.
    async fn close_officer(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Whom.")] input: CloseOfficerInput,
    ) -> Result<CloseOfficerPayload, ApiError> {
        let request = OfficerContext::of(ctx);
        match care::close(&request.app, request.officer(), &input.officer, &request.visit).await {
            Ok(officer) => {
                let officer = Some(Officer::new(officer, &[], request.visit.now));
                Ok(CloseOfficerPayload { officer, errors: vec![] })
            }
            Err(error) => Ok(CloseOfficerPayload { officer: None, errors: not_closed(error, request)? }),
        }
    }
}

fn refused(error: Refusal, request: &OfficerContext) -> Result<Vec<CreateOfficerError>, ApiError> {
    let language = request.visit.language;
    Ok(vec![match error {
        Refusal::Name(fault) => InputError::new(FieldFault { field: "name", fault }, language).into(),
        Refusal::NameTaken => ConflictError::new(ErrorCode::OfficerNameTaken, Some("name"), language).into(),
        Refusal::NotFound => return Err(sea_orm::DbErr::RecordNotFound("the new officer".to_owned()).into()),
        Refusal::Database(error) => return Err(error.into()),
    }])
}

fn not_closed(error: CareError, request: &OfficerContext) -> Result<Vec<CloseOfficerError>, ApiError> {
    let language = request.visit.language;
    Ok(vec![match error {
        CareError::NotFound => NotFoundError::new(ErrorCode::NotFound, Some("officer"), language).into(),
        CareError::SecondOfficerRequired => {
            let code = ErrorCode::SecondOfficerRequired;
            SecondOfficerError::new(code, Some("officer"), language).into()
        }
        CareError::Database(error) => return Err(error.into()),
    }])
}
