//! Mails one by one: sending again what was given up, and dropping. Each mail is answered on its own.

use async_graphql::{Context, Enum, ID, InputObject, Object, SimpleObject, Union};
use entity::outbox::again::Unfit;

use crate::{
    graphql::{error::ApiError, scalar::NodeKind},
    officer::{
        graphql::{
            context::OfficerContext,
            mail::Mail,
            user_error::{ErrorCode, MailError, NotFoundError},
        },
        mail::{
            Shown,
            again::{self, DropReason, NotTaken},
        },
    },
};

/// Which mails to send again.
#[derive(InputObject)]
pub struct RetryMailsInput {
    /// Their ids, a hundred at most.
    #[graphql(validator(max_items = 100))]
    ids: Vec<ID>,
    /// Whether those that may have arrived, and should not arrive twice, are sent all the same: reminders that are
    /// `UNKNOWN`. Their receivers may get a second copy, with the same Message-ID.
    #[graphql(default = false)]
    allow_second_copy: bool,
}

/// What follows.
#[derive(SimpleObject, Default)]
pub struct RetryMailsPayload {
    /// The mails that are on their way again.
    mails: Vec<Mail>,
    /// Why others are not, each with its place in `ids`; empty when all are.
    errors: Vec<RetryMailsError>,
}

/// What `retryMails` can refuse.
#[derive(Union)]
pub enum RetryMailsError {
    /// There is no such mail.
    NotFound(NotFoundError),
    /// It makes no sense to send it again.
    Mail(MailError),
}

/// Why a mail is dropped; it stands in the audit trail.
#[derive(Enum, Clone, Copy, Debug, PartialEq, Eq)]
#[graphql(remote = "DropReason")]
pub enum MailDropReason {
    /// It was told otherwise: at the counter, by telephone.
    ToldOtherwise,
    /// It would go to somebody else.
    WrongRecipient,
    /// Another mail says the same.
    Duplicate,
    /// Nobody needs it any more.
    NoLongerNeeded,
}

/// Which mails to drop, and why.
#[derive(InputObject)]
pub struct DropMailsInput {
    /// Their ids, a hundred at most.
    #[graphql(validator(max_items = 100))]
    ids: Vec<ID>,
    /// Why.
    reason: MailDropReason,
}

/// What follows.
#[derive(SimpleObject, Default)]
pub struct DropMailsPayload {
    /// The mails that were dropped.
    mails: Vec<Mail>,
    /// Why others were not, each with its place in `ids`; empty when all were.
    errors: Vec<DropMailsError>,
}

/// What `dropMails` can refuse.
#[derive(Union)]
pub enum DropMailsError {
    /// There is no such mail.
    NotFound(NotFoundError),
    /// It is on its way at this moment, has ended, or warns the owner of an account.
    Mail(MailError),
}

/// Mutations of single mails.
#[derive(Default)]
pub struct MailMutation;

#[Object]
impl MailMutation {
    /// Puts mails on their way again that are `DEAD`, `EXPIRED` or `UNKNOWN`, where that makes sense: somebody still needs
    /// them, their links still work, and their address is not one whose mails bounce. What brings no link goes to the present address.
    async fn retry_mails(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Which.")] input: RetryMailsInput,
    ) -> Result<RetryMailsPayload, ApiError> {
        let (request, mut payload) = (OfficerContext::of(ctx), RetryMailsPayload::default());
        let (by, copy) = (request.officer(), input.allow_second_copy);
        for (index, id) in input.ids.iter().enumerate() {
            let taken = match NodeKind::parse(id) {
                Some((NodeKind::Mail, id)) => {
                    again::send_again(&request.app, by, id, copy, &request.visit).await
                }
                _ => Err(NotTaken::NotFound),
            };
            sort(taken, index, request, &mut payload.mails, &mut payload.errors)?;
        }
        Ok(payload)
    }

    /// Drops mails that wait, held or not, or that were given up: they end as `CANCELLED`, and nobody need look at them
    /// again. A mail that tells an owner what was done to the account is not dropped while it waits.
    async fn drop_mails(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Which, and why.")] input: DropMailsInput,
    ) -> Result<DropMailsPayload, ApiError> {
        let (request, mut payload) = (OfficerContext::of(ctx), DropMailsPayload::default());
        let (by, reason) = (request.officer(), input.reason.into());
        for (index, id) in input.ids.iter().enumerate() {
            let taken = match NodeKind::parse(id) {
                Some((NodeKind::Mail, id)) => {
                    again::drop_one(&request.app, by, id, reason, &request.visit).await
                }
                _ => Err(NotTaken::NotFound),
            };
            sort(taken, index, request, &mut payload.mails, &mut payload.errors)?;
        }
        Ok(payload)
    }
}

/// Puts what became of one mail where it belongs.
fn sort<E: From<NotFoundError> + From<MailError>>(
    taken: Result<Shown, NotTaken>,
    index: usize,
    request: &OfficerContext,
    mails: &mut Vec<Mail>,
    errors: &mut Vec<E>,
) -> Result<(), ApiError> {
    let (language, field) = (request.visit.language, Some("ids"));
    match taken {
        Ok(shown) => mails.push(Mail::new(shown, request.visit.now)),
        Err(NotTaken::NotFound) => {
            errors.push(NotFoundError::new(ErrorCode::NotFound, field, language).of_item(index).into());
        }
        Err(NotTaken::Unfit(unfit)) => {
            errors.push(MailError::new(code(unfit), field, language).of_item(index).into());
        }
        Err(NotTaken::Database(error)) => return Err(error.into()),
    }
    Ok(())
}

fn code(unfit: Unfit) -> ErrorCode {
    match unfit {
        Unfit::State => ErrorCode::MailStateUnsuitable,
        Unfit::NotWanted => ErrorCode::MailNoLongerWanted,
        Unfit::Suppressed => ErrorCode::AddressSuppressed,
        Unfit::SecondCopy => ErrorCode::SecondCopyPossible,
        Unfit::WarnsOwner => ErrorCode::MailWarnsOwner,
    }
}
