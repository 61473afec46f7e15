//! Kinds of mail as a whole: pausing, resuming, letting go what is held.

use async_graphql::{Context, InputObject, Object, SimpleObject, Union};

use crate::{
    graphql::error::ApiError,
    mail_control,
    officer::{
        graphql::{
            context::OfficerContext,
            mail::MailKind,
            queue::MailQueue,
            user_error::{ConflictError, ErrorCode, InputError, RateLimitedError},
        },
        mail::control::{self, PauseError as Refusal},
    },
};

/// Which kind to pause, and why.
#[derive(InputObject)]
pub struct PauseMailsInput {
    /// The kind.
    kind: MailKind,
    /// Why, for other officers: at most 200 characters, and nobody's data.
    reason: String,
}

/// What follows a pause.
#[derive(SimpleObject)]
pub struct PauseMailsPayload {
    /// How mails stand now.
    queue: Option<MailQueue>,
    /// What was wrong; empty on success.
    errors: Vec<PauseMailsError>,
}

/// What `pauseMails` can refuse.
#[derive(Union)]
pub enum PauseMailsError {
    /// The reason is missing or too long, or the kind warns owners.
    Input(InputError),
    /// The kind is paused already; the earlier pause stays.
    Conflict(ConflictError),
}

/// Which kind to resume.
#[derive(InputObject)]
pub struct ResumeMailsInput {
    /// The kind.
    kind: MailKind,
}

/// What follows.
#[derive(SimpleObject)]
pub struct ResumeMailsPayload {
    /// How mails stand now.
    queue: MailQueue,
    /// What was wrong; empty on success.
    errors: Vec<ResumeMailsError>,
}

/// What `resumeMails` can refuse: nothing so far.
#[derive(Union)]
pub enum ResumeMailsError {
    /// It was asked for too often.
    RateLimited(RateLimitedError),
}

/// Which held mails to let go.
#[derive(InputObject)]
pub struct ReleaseMailsInput {
    /// The kind; null for all kinds.
    kind: Option<MailKind>,
}

/// What follows.
#[derive(SimpleObject)]
pub struct ReleaseMailsPayload {
    /// How many mails were let go.
    released: u64,
    /// How mails stand now.
    queue: MailQueue,
    /// What was wrong; empty on success.
    errors: Vec<ReleaseMailsError>,
}

/// What `releaseMails` can refuse: nothing so far.
#[derive(Union)]
pub enum ReleaseMailsError {
    /// It was asked for too often.
    RateLimited(RateLimitedError),
}

/// Mutations of kinds of mail.
#[derive(Default)]
pub struct MailControlMutation;

#[Object]
impl MailControlMutation {
    /// Pauses a kind of mail: what waits goes on waiting, and expires in its time. Kinds that tell owners what was done
    /// to their accounts are not paused here: `NOT_IN_LIST`.
    async fn pause_mails(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Which, and why.")] input: PauseMailsInput,
    ) -> Result<PauseMailsPayload, ApiError> {
        let (request, kind) = (OfficerContext::of(ctx), input.kind.into());
        match control::pause(&request.app, request.officer(), kind, &input.reason, &request.visit).await {
            Ok(()) => Ok(PauseMailsPayload { queue: Some(queue(request).await?), errors: vec![] }),
            Err(error) => Ok(PauseMailsPayload { queue: None, errors: errors(error, request)? }),
        }
    }

    /// Resumes a kind of mail. Nothing happens when it is not paused.
    async fn resume_mails(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Which.")] input: ResumeMailsInput,
    ) -> Result<ResumeMailsPayload, ApiError> {
        let request = OfficerContext::of(ctx);
        control::resume(&request.app, request.officer(), input.kind.into(), &request.visit).await?;
        Ok(ResumeMailsPayload { queue: queue(request).await?, errors: vec![] })
    }

    /// Lets mails be sent that were held after a restore of the database. Single ones are dropped by `dropMails`.
    async fn release_mails(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Which.")] input: ReleaseMailsInput,
    ) -> Result<ReleaseMailsPayload, ApiError> {
        let (request, kind) = (OfficerContext::of(ctx), input.kind.map(Into::into));
        let released = control::release(&request.app, request.officer(), kind, &request.visit).await?;
        Ok(ReleaseMailsPayload { released, queue: queue(request).await?, errors: vec![] })
    }
}

async fn queue(request: &OfficerContext) -> Result<MailQueue, ApiError> {
    Ok(mail_control::status(&request.app.db, request.visit.now).await?.into())
}

fn errors(error: Refusal, request: &OfficerContext) -> Result<Vec<PauseMailsError>, ApiError> {
    let language = request.visit.language;
    Ok(match error {
        Refusal::Input(faults) => {
            faults.into_iter().map(|fault| InputError::new(fault, language).into()).collect()
        }
        Refusal::AlreadyPaused => {
            vec![ConflictError::new(ErrorCode::AlreadyPaused, Some("kind"), language).into()]
        }
        Refusal::Database(error) => return Err(error.into()),
    })
}
