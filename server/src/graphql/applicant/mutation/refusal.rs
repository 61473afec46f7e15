//! Maps the errors of use cases to the members of a payload's `errors`, once for all mutations.
//!
//! Each mutation has its own union with exactly the errors that it can return. The bounds of these functions
//! say which members such a union needs.

use crate::{
    account::{
        FieldError,
        link::{self, Unusable},
        link_request::RequestError,
        password_attempt::AuthenticationError,
        reauthentication::{ReauthenticationError, ReauthenticationRequired},
    },
    graphql::{
        applicant::{
            request_context::RequestContext,
            user_error::{
                ErrorCode, InputError, InvalidCredentialsError, LinkError, OverloadedError, RateLimitedError,
                ReauthenticationRequiredError, SessionError,
            },
        },
        error::ApiError,
    },
    rate_limit::Limited,
};

/// The errors for a payload, or a failure of the system.
pub(super) type Refused<E> = Result<Vec<E>, ApiError>;

/// Maps missing and invalid fields.
pub(super) fn fields<E: From<InputError>>(faults: Vec<FieldError>, request: &RequestContext) -> Vec<E> {
    faults.into_iter().map(|fault| InputError::of_field(fault, request.info.language).into()).collect()
}

/// Maps the errors of a request that sends an email.
pub(super) fn of_request<E>(error: RequestError, request: &RequestContext) -> Refused<E>
where
    E: From<InputError> + From<RateLimitedError>,
{
    Ok(match error {
        RequestError::Input(faults) => fields(faults, request),
        RequestError::IdempotencyKeyReused => {
            vec![InputError::idempotency_key_reused(request.info.language).into()]
        }
        RequestError::RateLimited(limited) => limited_to(limited, request),
        RequestError::Busy(busy) => return Err(busy.into()),
        RequestError::Database(error) => return Err(error.into()),
    })
}

/// Maps the errors of a form behind a link.
pub(super) fn of_form<E>(error: link::LinkError, request: &RequestContext) -> Refused<E>
where
    E: From<InputError> + From<LinkError> + From<OverloadedError> + From<RateLimitedError>,
{
    let language = request.info.language;
    Ok(match error {
        link::LinkError::Refused { link, faults } => {
            let link = link.map(|fault| LinkError::of_link(fault, language).into());
            link.into_iter().chain(fields(faults, request)).collect()
        }
        link::LinkError::Overloaded(_) => vec![OverloadedError::of_hasher(language).into()],
        link::LinkError::RateLimited(limited) => limited_to(limited, request),
        link::LinkError::KeyMissing(missing) => return Err(missing.into()),
        link::LinkError::Database(error) => return Err(error.into()),
    })
}

/// Maps the errors of a link without a form.
pub(super) fn of_link<E>(error: Unusable, request: &RequestContext) -> Refused<E>
where
    E: From<LinkError> + From<RateLimitedError>,
{
    match error {
        Unusable::Link(fault) => Ok(vec![LinkError::of_link(fault, request.info.language).into()]),
        Unusable::RateLimited(limited) => Ok(limited_to(limited, request)),
        Unusable::Database(error) => Err(error.into()),
    }
}

/// Maps the errors of a password that the owner had to enter in `field`.
pub(super) fn of_password<E>(
    error: ReauthenticationRequired,
    field: &str,
    request: &RequestContext,
) -> Refused<E>
where
    E: From<InputError>
        + From<InvalidCredentialsError>
        + From<OverloadedError>
        + From<RateLimitedError>
        + From<SessionError>,
{
    let language = request.info.language;
    Ok(match error {
        ReauthenticationRequired::Empty(fault) => fields(vec![fault], request),
        ReauthenticationRequired::AuthenticationError(AuthenticationError::InvalidCredentials) => {
            vec![InvalidCredentialsError::of_current_password(field, language).into()]
        }
        ReauthenticationRequired::AuthenticationError(AuthenticationError::Overloaded(_)) => {
            vec![OverloadedError::of_hasher(language).into()]
        }
        ReauthenticationRequired::RateLimited(limited) => limited_to(limited, request),
        ReauthenticationRequired::SessionOver => vec![session_over(request).into()],
        ReauthenticationRequired::AuthenticationError(AuthenticationError::KeyMissing(missing)) => {
            return Err(missing.into());
        }
        ReauthenticationRequired::AuthenticationError(AuthenticationError::Database(error))
        | ReauthenticationRequired::Database(error) => {
            return Err(error.into());
        }
    })
}

/// Maps the errors of a change that requires a recent login or the password.
pub(super) fn of_change<E>(error: ReauthenticationError, request: &RequestContext) -> Refused<E>
where
    E: From<InputError>
        + From<InvalidCredentialsError>
        + From<OverloadedError>
        + From<RateLimitedError>
        + From<SessionError>
        + From<ReauthenticationRequiredError>,
{
    match error {
        ReauthenticationError::Required => Ok(vec![
            ReauthenticationRequiredError::new(
                ErrorCode::ReauthenticationRequired,
                &["currentPassword"],
                request.info.language,
            )
            .into(),
        ]),
        ReauthenticationError::ReauthenticationRequired(error) => {
            of_password(error, "currentPassword", request)
        }
    }
}

/// Maps an exhausted limit.
fn limited_to<E: From<RateLimitedError>>(limited: Limited, request: &RequestContext) -> Vec<E> {
    vec![RateLimitedError::of_limit(limited, request.info.language).into()]
}

/// The error of a session that ended while the request was executed. The next request tells why.
pub(super) fn session_over(request: &RequestContext) -> SessionError {
    SessionError::expired(None, request.info.language)
}
