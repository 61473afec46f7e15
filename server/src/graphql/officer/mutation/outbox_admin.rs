//! Pausing and resuming a kind of email, and releasing emails on hold.

use async_graphql::{Context, InputObject, Object, SimpleObject, Union};

use crate::{
    graphql::{
        error::ApiError,
        officer::{
            context::OfficerContext,
            mail::MailKind,
            queue::MailQueue,
            user_error::{ConflictError, ErrorCode, InputError, SessionError},
        },
    },
    officer::mail::control::{self, PauseError as Refusal},
    outbox_admin,
};

/// The input of the mutation `pauseMails`.
#[derive(InputObject)]
pub struct PauseMailsInput {
    /// The kind of email to pause. Null if none was chosen: `REQUIRED`.
    kind: Option<MailKind>,
    /// The reason, for other officers: up to 200 characters, without personal data.
    reason: String,
}

/// The result of the mutation `pauseMails`, or its errors.
#[derive(SimpleObject, Default)]
pub struct PauseMailsPayload {
    /// The statistics of the email queue after the call; null if there are errors.
    queue: Option<MailQueue>,
    /// The errors; empty on success.
    errors: Vec<PauseMailsError>,
}

/// Errors that `pauseMails` can return.
#[derive(Union)]
pub enum PauseMailsError {
    /// The kind or the reason is missing, the reason is too long, or this kind cannot be paused here.
    Input(InputError),
    /// The kind is already paused; the earlier pause stays.
    Conflict(ConflictError),
    /// Nobody is logged in.
    Session(SessionError),
}

/// The input of the mutation `resumeMails`.
#[derive(InputObject)]
pub struct ResumeMailsInput {
    /// The kind of email to resume.
    kind: MailKind,
}

/// The result of the mutation `resumeMails`, or its errors.
#[derive(SimpleObject, Default)]
pub struct ResumeMailsPayload {
    /// The statistics of the email queue after the call; null if there are errors.
    queue: Option<MailQueue>,
    /// The errors; empty on success.
    errors: Vec<ResumeMailsError>,
}

/// Errors that `resumeMails` can return.
#[derive(Union)]
pub enum ResumeMailsError {
    /// The kind is `OTHER`.
    Input(InputError),
    /// Nobody is logged in.
    Session(SessionError),
}

/// The input of the mutation `releaseMails`.
#[derive(InputObject)]
pub struct ReleaseMailsInput {
    /// The kind of email to release; null for all kinds.
    kind: Option<MailKind>,
}

/// The result of the mutation `releaseMails`, or its errors.
#[derive(SimpleObject, Default)]
pub struct ReleaseMailsPayload {
    /// The number of emails that were released.
    released: u64,
    /// The statistics of the email queue after the call; null if there are errors.
    queue: Option<MailQueue>,
    /// The errors; empty on success.
    errors: Vec<ReleaseMailsError>,
}

/// Errors that `releaseMails` can return.
#[derive(Union)]
pub enum ReleaseMailsError {
    /// The kind is `OTHER`.
    Input(InputError),
    /// Nobody is logged in.
    Session(SessionError),
}

/// The mutations for whole kinds of email.
#[derive(Default)]
pub struct MailControlMutation;

#[Object]
impl MailControlMutation {
    /// Pauses a kind of email. Its emails wait, and may expire while they do. Kinds that inform account
    /// holders of a change or a lock of their accounts cannot be paused here, nor can `OTHER`: `NOT_IN_LIST`.
    /// Requires the role `SUPPORT`.
    async fn pause_mails(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The kind to pause, and the reason.")] input: PauseMailsInput,
    ) -> Result<PauseMailsPayload, ApiError> {
        let request = OfficerContext::of(ctx);
        let by = match request.required_session() {
            Ok(live) => live,
            Err(error) => return Ok(PauseMailsPayload { errors: vec![error.into()], ..Default::default() }),
        };
        let kind = input.kind.map(MailKind::word);
        if kind == Some(None) {
            return Ok(PauseMailsPayload { queue: None, errors: vec![not_in_list(request).into()] });
        }
        match control::pause(&request.app, by, kind.flatten(), &input.reason, &request.info).await {
            Ok(()) => Ok(PauseMailsPayload { queue: Some(queue(request).await?), errors: vec![] }),
            Err(error) => Ok(PauseMailsPayload { queue: None, errors: errors(error, request)? }),
        }
    }

    /// Resumes a kind of email. If it is not paused, nothing happens. `OTHER` cannot be resumed: `NOT_IN_LIST`.
    /// Requires the role `SUPPORT`.
    async fn resume_mails(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The kind to resume.")] input: ResumeMailsInput,
    ) -> Result<ResumeMailsPayload, ApiError> {
        let request = OfficerContext::of(ctx);
        let by = match request.required_session() {
            Ok(live) => live,
            Err(error) => return Ok(ResumeMailsPayload { errors: vec![error.into()], ..Default::default() }),
        };
        let errors = match input.kind.word() {
            None => vec![not_in_list(request).into()],
            Some(kind) => {
                control::resume(&request.app, by, kind, &request.info).await?;
                vec![]
            }
        };
        Ok(ResumeMailsPayload { queue: Some(queue(request).await?), errors })
    }

    /// Releases emails that were put on hold after the database was restored from a backup: they are sent
    /// when they are due. To drop single emails instead, use `dropMails`. `OTHER` cannot be released:
    /// `NOT_IN_LIST`. Requires the role `SUPPORT`.
    async fn release_mails(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The kind to release; none for all kinds.")] input: ReleaseMailsInput,
    ) -> Result<ReleaseMailsPayload, ApiError> {
        let (request, kind) = (OfficerContext::of(ctx), input.kind.map(MailKind::word));
        let by = match request.required_session() {
            Ok(live) => live,
            Err(error) => {
                return Ok(ReleaseMailsPayload { errors: vec![error.into()], ..Default::default() });
            }
        };
        let (released, errors) = if kind == Some(None) {
            (0, vec![not_in_list(request).into()])
        } else {
            (control::release(&request.app, by, kind.flatten(), &request.info).await?, vec![])
        };
        Ok(ReleaseMailsPayload { released, queue: Some(queue(request).await?), errors })
    }
}

/// The error for `OTHER`, which stands for no kind of this release.
fn not_in_list(request: &OfficerContext) -> InputError {
    InputError::new(ErrorCode::NotInList, &["kind"], request.info.language)
}

async fn queue(request: &OfficerContext) -> Result<MailQueue, ApiError> {
    Ok(outbox_admin::status(&request.app.db, request.info.now).await?.into())
}

fn errors(error: Refusal, request: &OfficerContext) -> Result<Vec<PauseMailsError>, ApiError> {
    let language = request.info.language;
    Ok(match error {
        Refusal::Input(faults) => {
            faults.into_iter().map(|fault| InputError::of_officer(fault, language).into()).collect()
        }
        Refusal::AlreadyPaused => {
            vec![ConflictError::new(ErrorCode::AlreadyPaused, &["kind"], language).into()]
        }
        Refusal::Database(error) => return Err(error.into()),
    })
}
