//! Changing one's own password and recovery codes.

use async_graphql::{Context, InputObject, Object, SimpleObject, Union};

use super::login::{SecondFactorInput, errors};
use crate::{
    account::NewPassword,
    graphql::{
        error::ApiError,
        officer::{
            context::OfficerContext,
            user_error::{
                InputError, InvalidCredentialsError, OverloadedError, RateLimitedError, SessionError,
            },
        },
    },
    officer::credentials::{self, Proof},
    request_info::CookieChange,
};

/// The input of the mutation `changePassword`.
#[derive(InputObject)]
pub struct ChangePasswordInput {
    /// The current password, to confirm the operation.
    #[graphql(secret)]
    current_password: String,
    /// A one-time code or a recovery code.
    #[graphql(secret)]
    second_factor: SecondFactorInput,
    /// The new password: 12 to 128 characters of any kind. Common passwords and the officer's name are
    /// refused.
    #[graphql(secret)]
    password: String,
    /// The new password again, to detect typing errors.
    #[graphql(secret)]
    password_confirmation: String,
}

/// The result of the mutation `changePassword`, or its errors.
#[derive(SimpleObject, Default)]
pub struct ChangePasswordPayload {
    /// The errors. If it is empty, the password was changed, and all sessions have ended, including the
    /// current one.
    errors: Vec<ChangePasswordError>,
}

/// Errors that `changePassword` can return.
#[derive(Union)]
pub enum ChangePasswordError {
    /// Fields are missing or invalid.
    Input(InputError),
    /// The password and the code do not match, the code was used before, or the officer is locked.
    InvalidCredentials(InvalidCredentialsError),
    /// The server is overloaded.
    Overloaded(OverloadedError),
    /// There were too many requests in a short time.
    RateLimited(RateLimitedError),
    /// Nobody is logged in.
    Session(SessionError),
}

/// The input of the mutation `renewRecoveryCodes`.
#[derive(InputObject)]
pub struct RenewRecoveryCodesInput {
    /// The current password, to confirm the operation.
    #[graphql(secret)]
    current_password: String,
    /// A one-time code or a recovery code.
    #[graphql(secret)]
    second_factor: SecondFactorInput,
}

/// The result of the mutation `renewRecoveryCodes`, or its errors.
#[derive(SimpleObject, Default)]
pub struct RenewRecoveryCodesPayload {
    /// Ten new recovery codes, which replace all older ones. They are returned only here; the list is empty
    /// if there are errors.
    recovery_codes: Vec<String>,
    /// The errors; empty on success.
    errors: Vec<RenewRecoveryCodesError>,
}

/// Errors that `renewRecoveryCodes` can return.
#[derive(Union)]
pub enum RenewRecoveryCodesError {
    /// A field is missing.
    Input(InputError),
    /// The password and the code do not match, the code was used before, or the officer is locked.
    InvalidCredentials(InvalidCredentialsError),
    /// The server is overloaded.
    Overloaded(OverloadedError),
    /// There were too many requests in a short time.
    RateLimited(RateLimitedError),
    /// Nobody is logged in.
    Session(SessionError),
}

/// The mutations for one's own password and recovery codes.
#[derive(Default)]
pub struct CredentialsMutation;

#[Object]
impl CredentialsMutation {
    /// Changes one's own password. All sessions end, including the current one, and all known browsers are
    /// forgotten. A wrong password or code counts towards the lock, as in `logIn`.
    async fn change_password(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The current password, a one-time code or a recovery code, and the new password.")]
        input: ChangePasswordInput,
    ) -> Result<ChangePasswordPayload, ApiError> {
        let request = OfficerContext::of(ctx);
        let by = match request.required_session() {
            Ok(live) => live,
            Err(error) => return Ok(ChangePasswordPayload { errors: vec![error.into()] }),
        };
        let proof = Proof { current_password: &input.current_password, code: input.second_factor.into() };
        let new = NewPassword { password: &input.password, confirmation: &input.password_confirmation };
        let (app, info) = (&request.app, &request.info);
        match credentials::change_password(app, by, &proof, new, info).await {
            Ok(()) => {
                request.change_cookie(CookieChange::ClearSession);
                Ok(ChangePasswordPayload { errors: vec![] })
            }
            Err(error) => {
                let errors = errors(error, InvalidCredentialsError::of_current_password, request)?;
                Ok(ChangePasswordPayload { errors })
            }
        }
    }

    /// Issues new recovery codes for the officer who is logged in; the old ones stop working. A wrong
    /// password or code counts towards the lock, as in `logIn`.
    async fn renew_recovery_codes(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The current password, and a one-time code or a recovery code.")]
        input: RenewRecoveryCodesInput,
    ) -> Result<RenewRecoveryCodesPayload, ApiError> {
        let request = OfficerContext::of(ctx);
        let by = match request.required_session() {
            Ok(live) => live,
            Err(error) => {
                return Ok(RenewRecoveryCodesPayload { errors: vec![error.into()], ..Default::default() });
            }
        };
        let proof = Proof { current_password: &input.current_password, code: input.second_factor.into() };
        let (app, info) = (&request.app, &request.info);
        match credentials::renew_recovery_codes(app, by, &proof, info).await {
            Ok(recovery_codes) => Ok(RenewRecoveryCodesPayload { recovery_codes, errors: vec![] }),
            Err(error) => {
                let errors = errors(error, InvalidCredentialsError::of_current_password, request)?;
                Ok(RenewRecoveryCodesPayload { errors, ..Default::default() })
            }
        }
    }
}
