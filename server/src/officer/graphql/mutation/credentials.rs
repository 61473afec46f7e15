//! What officers change of their own: the password, and the recovery codes.

use async_graphql::{Context, InputObject, Object, SimpleObject, Union};

use super::login::errors;
use crate::{
    graphql::{error::ApiError, request_context::CookieChange},
    officer::{
        credentials::{self, Proof},
        graphql::{
            context::OfficerContext,
            user_error::{InputError, InvalidCredentialsError, OverloadedError, RateLimitedError},
        },
    },
};

/// What an officer enters for another password.
#[derive(InputObject)]
pub struct ChangePasswordInput {
    /// The password in force.
    #[graphql(secret)]
    current_password: String,
    /// The code that the telephone shows now; each works once.
    #[graphql(secret)]
    totp_code: String,
    /// The new password; the rule is the applicants'.
    #[graphql(secret)]
    password: String,
    /// The new password again.
    #[graphql(secret)]
    password_confirmation: String,
}

/// What follows a change of password.
#[derive(SimpleObject)]
pub struct ChangePasswordPayload {
    /// Whether the new password is in force; then every session has ended, this one too.
    changed: bool,
    /// What was wrong; empty on success.
    errors: Vec<ChangePasswordError>,
}

/// What `changePassword` can refuse.
#[derive(Union)]
pub enum ChangePasswordError {
    /// Fields are empty or wrong.
    Input(InputError),
    /// The password and the code do not belong together, the code was used, or the officer is locked.
    InvalidCredentials(InvalidCredentialsError),
    /// Too many people are being served.
    Overloaded(OverloadedError),
    /// It was asked for too often.
    RateLimited(RateLimitedError),
}

/// What an officer enters for new recovery codes.
#[derive(InputObject)]
pub struct RenewRecoveryCodesInput {
    /// The password.
    #[graphql(secret)]
    current_password: String,
    /// The code that the telephone shows now; each works once.
    #[graphql(secret)]
    totp_code: String,
}

/// What follows new recovery codes.
#[derive(SimpleObject, Default)]
pub struct RenewRecoveryCodesPayload {
    /// Ten codes in the place of all older ones. They are shown this once.
    recovery_codes: Vec<String>,
    /// What was wrong; empty on success.
    errors: Vec<RenewRecoveryCodesError>,
}

/// What `renewRecoveryCodes` can refuse.
#[derive(Union)]
pub enum RenewRecoveryCodesError {
    /// A field is empty.
    Input(InputError),
    /// The password and the code do not belong together, the code was used, or the officer is locked.
    InvalidCredentials(InvalidCredentialsError),
    /// Too many people are being served.
    Overloaded(OverloadedError),
    /// It was asked for too often.
    RateLimited(RateLimitedError),
}

/// Mutations of one's own password and codes.
#[derive(Default)]
pub struct CredentialsMutation;

#[Object]
impl CredentialsMutation {
    /// Changes one's own password. Every session ends, this one too. A wrong password or code counts towards the
    /// lock as at a login.
    async fn change_password(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "What was entered.")] input: ChangePasswordInput,
    ) -> Result<ChangePasswordPayload, ApiError> {
        let request = OfficerContext::of(ctx);
        let proof = Proof { current_password: &input.current_password, totp_code: &input.totp_code };
        let chosen = (input.password.as_str(), input.password_confirmation.as_str());
        let (app, officer, visit) = (&request.app, request.officer(), &request.visit);
        match credentials::change_password(app, officer, &proof, chosen, visit).await {
            Ok(()) => {
                request.change_cookie(CookieChange::ClearSession);
                Ok(ChangePasswordPayload { changed: true, errors: vec![] })
            }
            Err(error) => Ok(ChangePasswordPayload { changed: false, errors: errors(error, request)? }),
        }
    }

    /// Makes new recovery codes for oneself; the old ones are dead. A wrong password or code counts towards the lock
    /// as at a login.
    async fn renew_recovery_codes(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "What was entered.")] input: RenewRecoveryCodesInput,
    ) -> Result<RenewRecoveryCodesPayload, ApiError> {
        let request = OfficerContext::of(ctx);
        let proof = Proof { current_password: &input.current_password, totp_code: &input.totp_code };
        let (app, officer, visit) = (&request.app, request.officer(), &request.visit);
        match credentials::renew_recovery_codes(app, officer, &proof, visit).await {
            Ok(recovery_codes) => Ok(RenewRecoveryCodesPayload { recovery_codes, errors: vec![] }),
            Err(error) => {
                Ok(RenewRecoveryCodesPayload { errors: errors(error, request)?, ..Default::default() })
            }
        }
    }
}
