//! Resending or dropping single emails. Each email has its own result.

use async_graphql::{Context, Enum, ID, InputObject, Object, SimpleObject, Union};
use entity::{input::ValidationError, outbox::resend::Ineligible};

use crate::{
    graphql::{
        error::ApiError,
        officer::{
            context::OfficerContext,
            mail::Mail,
            user_error::{ErrorCode, InputError, MailError, NotFoundError, SessionError},
        },
        scalar::NodeKind,
    },
    officer::mail::{
        MailView,
        resend::{self, DropReason, MailActionError},
    },
};

/// The input of the mutation `resendMails`.
#[derive(InputObject)]
pub struct ResendMailsInput {
    /// The IDs of the emails, up to 100.
    #[graphql(validator(max_items = 100))]
    ids: Vec<ID>,
    /// Whether to resend emails that may already have arrived: those with `isSecondCopyPossible`. Recipients
    /// may then receive a second copy, with the same Message-ID.
    #[graphql(default = false)]
    allow_second_copy: bool,
}

/// The result of the mutation `resendMails`, or its errors.
#[derive(SimpleObject, Default)]
pub struct ResendMailsPayload {
    /// The emails that will be resent.
    mails: Vec<Mail>,
    /// Why other emails will not be resent; empty if all will be. `path` ends with the index in `ids`, e.g.
    /// `["input", "ids", "0"]`.
    errors: Vec<ResendMailsError>,
}

/// Errors that `resendMails` can return.
#[derive(Union)]
pub enum ResendMailsError {
    /// No email has this ID.
    NotFound(NotFoundError),
    /// The email cannot be resent.
    Mail(MailError),
    /// Nobody is logged in.
    Session(SessionError),
}

/// The reason for dropping an email, for the audit log.
#[derive(Enum, Clone, Copy, Debug, PartialEq, Eq)]
#[graphql(remote = "DropReason")]
pub enum MailDropReason {
    /// The content was communicated in another way, e.g. at the counter or by telephone.
    ToldOtherwise,
    /// The email would reach the wrong person.
    WrongRecipient,
    /// Another email has the same content.
    Duplicate,
    /// The email is no longer needed.
    NoLongerNeeded,
}

/// The input of the mutation `dropMails`.
#[derive(InputObject)]
pub struct DropMailsInput {
    /// The IDs of the emails, up to 100.
    #[graphql(validator(max_items = 100))]
    ids: Vec<ID>,
    /// The reason, which the audit log records. Null if none was chosen: `REQUIRED`, and nothing is dropped.
    reason: Option<MailDropReason>,
}

/// The result of the mutation `dropMails`, or its errors.
#[derive(SimpleObject, Default)]
pub struct DropMailsPayload {
    /// The emails that were dropped.
    mails: Vec<Mail>,
    /// Why other emails were not dropped; empty if all were. Except for a missing reason, `path` ends with the index in `ids`, e.g.
    /// `["input", "ids", "0"]`.
    errors: Vec<DropMailsError>,
}

/// Errors that `dropMails` can return.
#[derive(Union)]
pub enum DropMailsError {
    /// No reason was chosen.
    Input(InputError),
    /// No email has this ID.
    NotFound(NotFoundError),
    /// The email is being sent, has ended, or informs an account holder of a change.
    Mail(MailError),
    /// Nobody is logged in.
    Session(SessionError),
}

/// The mutations for single emails.
#[derive(Default)]
pub struct MailMutation;

#[Object]
impl MailMutation {
    /// Resends emails that are `DEAD`, `EXPIRED` or `UNCERTAIN`. An email is resent only if it is still needed
    /// and its link, if it has one, still works. Certificates, cancellations and reminders are not resent to
    /// a suppressed address. Emails without a link go to the current address of the account. Requires the
    /// role `SUPPORT`.
    async fn resend_mails(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The emails to resend.")] input: ResendMailsInput,
    ) -> Result<ResendMailsPayload, ApiError> {
        let (request, mut payload) = (OfficerContext::of(ctx), ResendMailsPayload::default());
        let by = match request.required_session() {
            Ok(live) => live,
            Err(error) => return Ok(ResendMailsPayload { errors: vec![error.into()], ..Default::default() }),
        };
        let copy = input.allow_second_copy;
        for (index, id) in input.ids.iter().enumerate() {
            let taken = match NodeKind::parse(id) {
                Some((NodeKind::Mail, id)) => resend::resend(&request.app, by, id, copy, &request.info).await,
                _ => Err(MailActionError::NotFound),
            };
            sort(taken, index, request, &mut payload.mails, &mut payload.errors)?;
        }
        Ok(payload)
    }

    /// Drops emails that wait, on hold or not, and emails that are `DEAD`, `EXPIRED` or `UNCERTAIN`. They
    /// become `CANCELLED`, and alerts no longer count them. An email that informs an account holder of a
    /// change or a lock of the account cannot be dropped while it waits: `MAIL_WARNS_OWNER`. Requires the
    /// role `SUPPORT`.
    async fn drop_mails(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The emails to drop, and the reason.")] input: DropMailsInput,
    ) -> Result<DropMailsPayload, ApiError> {
        let (request, mut payload) = (OfficerContext::of(ctx), DropMailsPayload::default());
        let by = match request.required_session() {
            Ok(live) => live,
            Err(error) => return Ok(DropMailsPayload { errors: vec![error.into()], ..Default::default() }),
        };
        let Some(reason) = input.reason.map(Into::into) else {
            let missing = InputError::at(&["reason"], ValidationError::Required, request.info.language);
            return Ok(DropMailsPayload { errors: vec![missing.into()], ..payload });
        };
        for (index, id) in input.ids.iter().enumerate() {
            let taken = match NodeKind::parse(id) {
                Some((NodeKind::Mail, id)) => {
                    resend::drop_one(&request.app, by, id, reason, &request.info).await
                }
                _ => Err(MailActionError::NotFound),
            };
            sort(taken, index, request, &mut payload.mails, &mut payload.errors)?;
        }
        Ok(payload)
    }
}

/// Adds the result for one email to the payload.
fn sort<E: From<NotFoundError> + From<MailError>>(
    taken: Result<MailView, MailActionError>,
    index: usize,
    request: &OfficerContext,
    mails: &mut Vec<Mail>,
    errors: &mut Vec<E>,
) -> Result<(), ApiError> {
    let (language, index) = (request.info.language, index.to_string());
    let path = ["ids", index.as_str()];
    match taken {
        Ok(shown) => mails.push(Mail::new(shown, request.info.now)),
        Err(MailActionError::NotFound) => {
            errors.push(NotFoundError::new(ErrorCode::NotFound, &path, language).into());
        }
        Err(MailActionError::Ineligible(reason)) => {
            errors.push(MailError::new(code(reason), &path, language).into());
        }
        Err(MailActionError::Database(error)) => return Err(error.into()),
    }
    Ok(())
}

fn code(reason: Ineligible) -> ErrorCode {
    match reason {
        Ineligible::State => ErrorCode::MailStateUnsuitable,
        Ineligible::NotWanted => ErrorCode::MailNoLongerWanted,
        Ineligible::Suppressed => ErrorCode::AddressSuppressed,
        Ineligible::SecondCopy => ErrorCode::SecondCopyPossible,
        Ineligible::WarnsOwner => ErrorCode::MailWarnsOwner,
    }
}
