//! From what a use case refuses to the members of a payload's `errors`, once for all mutations.
//!
//! Each mutation has a union of its own, with exactly what it can answer; what these functions need of it
//! stands in their bounds.

use crate::{
    account::{
        FieldFault,
        credential::Unproved,
        link::{self, Unusable},
        reauthentication::{NotShown, Unconfirmed},
        repeatable::RequestError,
    },
    graphql::{
        error::ApiError,
        request_context::RequestContext,
        user_error::{
            ErrorCode, InputError, InvalidCredentialsError, LinkError, OverloadedError, RateLimitedError,
            ReauthenticationRequiredError, SessionError,
        },
    },
    rate_limit::Limited,
};

/// What a mutation refused, or what is broken.
pub(super) type Refused<E> = Result<Vec<E>, ApiError>;

/// Wrong fields.
pub(super) fn fields<E: From<InputError>>(faults: Vec<FieldFault>, request: &RequestContext) -> Vec<E> {
    faults.into_iter().map(|fault| InputError::new(fault, request.visit.language).into()).collect()
}

/// A request that sends a mail.
pub(super) fn of_request<E>(error: RequestError, request: &RequestContext) -> Refused<E>
where
    E: From<InputError> + From<RateLimitedError>,
{
    Ok(match error {
        RequestError::Input(faults) => fields(faults, request),
        RequestError::IdempotencyKeyReused => {
            vec![InputError::idempotency_key_reused(request.visit.language).into()]
        }
        RequestError::RateLimited(limited) => limited_to(limited, request),
        RequestError::Busy(busy) => return Err(busy.into()),
        RequestError::Database(error) => return Err(error.into()),
    })
}

/// A form behind a link.
pub(super) fn of_form<E>(error: link::LinkError, request: &RequestContext) -> Refused<E>
where
    E: From<InputError> + From<LinkError> + From<OverloadedError> + From<RateLimitedError>,
{
    let language = request.visit.language;
    Ok(match error {
        link::LinkError::Refused { link, faults } => {
            let link = link.map(|fault| LinkError::new(fault, language).into());
            link.into_iter().chain(fields(faults, request)).collect()
        }
        link::LinkError::Overloaded(_) => vec![OverloadedError::new(language).into()],
        link::LinkError::RateLimited(limited) => limited_to(limited, request),
        link::LinkError::KeyMissing(missing) => return Err(missing.into()),
        link::LinkError::Database(error) => return Err(error.into()),
    })
}

/// A link with no form behind it.
pub(super) fn of_link<E>(error: Unusable, request: &RequestContext) -> Refused<E>
where
    E: From<LinkError> + From<RateLimitedError>,
{
    match error {
        Unusable::Link(fault) => Ok(vec![LinkError::new(fault, request.visit.language).into()]),
        Unusable::RateLimited(limited) => Ok(limited_to(limited, request)),
        Unusable::Database(error) => Err(error.into()),
    }
}

/// A password that the owner had to type, in `field`.
pub(super) fn of_password<E>(error: NotShown, field: &str, request: &RequestContext) -> Refused<E>
where
    E: From<InputError>
        + From<InvalidCredentialsError>
        + From<OverloadedError>
        + From<RateLimitedError>
        + From<SessionError>,
{
    let language = request.visit.language;
    Ok(match error {
        NotShown::Empty(fault) => fields(vec![fault], request),
        NotShown::Unproved(Unproved::InvalidCredentials) => {
            vec![InvalidCredentialsError::at(field, language).into()]
        }
        NotShown::Unproved(Unproved::Overloaded(_)) => vec![OverloadedError::new(language).into()],
        NotShown::RateLimited(limited) => limited_to(limited, request),
        NotShown::SessionOver => vec![session_over(request).into()],
        NotShown::Unproved(Unproved::KeyMissing(missing)) => return Err(missing.into()),
        NotShown::Unproved(Unproved::Database(error)) | NotShown::Database(error) => {
            return Err(error.into());
        }
    })
}

/// A change that asks for a recent login or for the password.
pub(super) fn of_change<E>(error: Unconfirmed, request: &RequestContext) -> Refused<E>
where
    E: From<InputError>
        + From<InvalidCredentialsError>
        + From<OverloadedError>
        + From<RateLimitedError>
        + From<SessionError>
        + From<ReauthenticationRequiredError>,
{
    match error {
        Unconfirmed::Required => Ok(vec![ReauthenticationRequiredError::new(request.visit.language).into()]),
        Unconfirmed::NotShown(error) => of_password(error, "currentPassword", request),
    }
}

/// Something that was asked for too often.
fn limited_to<E: From<RateLimitedError>>(limited: Limited, request: &RequestContext) -> Vec<E> {
    vec![RateLimitedError::new(limited, request.visit.language).into()]
}

/// The session ended while the request was carried out.
pub(super) fn session_over(request: &RequestContext) -> SessionError {
    SessionError::new(ErrorCode::SessionExpired, request.visit.language)
}
