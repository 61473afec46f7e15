//! Changes an officer's own password and recovery codes.
//!
//! A session alone is not enough: both require the password and a second factor, and wrong ones count towards the
//! lock, as at a login.

use std::sync::Arc;

use entity::{
    account::Password,
    audit::Action,
    input::ValidationError,
    officer::{self, OfficerId, OfficerName, device, recovery_code, secret_code, session},
};
use sea_orm::{DatabaseTransaction, DbErr, EntityTrait};

use super::{
    authentication::{self, Attempt, AttemptError, Code, Verified},
    device::of_request,
    session::LiveOfficer,
};
use crate::{
    account::{Form, NewPassword, password_attempt::AuthenticationError, secret},
    app::App,
    audit::{self, Actor},
    rate_limit::Limit,
    request_info::RequestInfo,
};

/// What an officer types to reauthenticate.
pub struct Proof<'a> {
    /// The current password, as typed.
    pub current_password: &'a str,
    /// The second factor.
    pub code: Code,
}

/// Changes the password; every session ends, including the current one, and every browser and app is forgotten,
/// except the one that this request came from.
pub async fn change_password(
    app: &Arc<App>,
    live: &LiveOfficer,
    proof: &Proof<'_>,
    new: NewPassword<'_>,
    info: &RequestInfo,
) -> Result<(), AttemptError> {
    let mut form = Form::default();
    proof.read(&mut form);
    let chosen = form.take_officers_password(new, &live.officer.name);
    let chosen = match (chosen, form.faults()) {
        (Some(chosen), faults) if faults.is_empty() => chosen,
        (_, faults) => return Err(AttemptError::Input(faults)),
    };
    let attempt = proof.attempt(app, live, info).await?;
    // Before the transaction, which would otherwise hold a connection while the password is hashed.
    let hash = app.hasher.hash(&attempt.requester(), chosen).await.map_err(AuthenticationError::from)?;
    Ok(authentication::carry_out(attempt, move |attempt, verified| set_password(attempt, verified, hash))
        .await?)
}

async fn set_password(attempt: Arc<Attempt>, verified: Verified, hash: String) -> Result<Option<()>, DbErr> {
    let (info, now) = (&attempt.info, attempt.info.now);
    let tx = migration::database::write(&attempt.app.db).await?;
    let change = officer::with_password(hash, verified.change());
    let Some(officer) = verified.consume(&tx, change, now).await? else { return Ok(None) };
    session::end_all(officer.id, now).exec(&tx).await?;
    device::forget_others(officer.id, attempt.device).exec(&tx).await?;
    let event = info.event(Action::OfficerPasswordChanged).by(Actor::Officer(officer.id.0));
    audit::record(&tx, event).await?;
    tx.commit().await?;
    Ok(Some(()))
}

/// Creates new recovery codes, which are shown once; the old ones stop working.
pub async fn renew_recovery_codes(
    app: &Arc<App>,
    live: &LiveOfficer,
    proof: &Proof<'_>,
    info: &RequestInfo,
) -> Result<Vec<String>, AttemptError> {
    let mut form = Form::default();
    proof.read(&mut form);
    let faults = form.faults();
    if !faults.is_empty() {
        return Err(AttemptError::Input(faults));
    }
    let attempt = proof.attempt(app, live, info).await?;
    Ok(authentication::carry_out(attempt, renew).await?)
}

async fn renew(attempt: Arc<Attempt>, verified: Verified) -> Result<Option<Vec<String>>, DbErr> {
    let (info, now) = (&attempt.info, attempt.info.now);
    let tx = migration::database::write(&attempt.app.db).await?;
    let change = verified.change();
    let Some(officer) = verified.consume(&tx, change, now).await? else { return Ok(None) };
    let codes = draw_recovery_codes(&tx, officer.id).await?;
    let event = info.event(Action::OfficerRecoveryCodesRenewed).by(Actor::Officer(officer.id.0));
    audit::record(&tx, event).await?;
    tx.commit().await?;
    Ok(Some(codes))
}

/// Replaces all recovery codes of an officer.
pub(super) async fn draw_recovery_codes(
    tx: &DatabaseTransaction,
    officer: OfficerId,
) -> Result<Vec<String>, DbErr> {
    let codes: Vec<_> =
        (0..recovery_code::COUNT).map(|_| secret_code::draw(&mut secret::generator())).collect();
    recovery_code::remove(officer).exec(tx).await?;
    let rows = codes.iter().map(|code| recovery_code::of(officer, code));
    recovery_code::Entity::insert_many(rows).exec_without_returning(tx).await?;
    Ok(codes)
}

impl Proof<'_> {
    /// Records an error for each empty field.
    fn read(&self, form: &mut Form) {
        let is_empty = self.current_password.trim().is_empty();
        form.take("currentPassword", if is_empty { Err(ValidationError::Required) } else { Ok(()) });
        self.code.read(form);
    }

    async fn attempt(
        &self,
        app: &Arc<App>,
        live: &LiveOfficer,
        info: &RequestInfo,
    ) -> Result<Attempt, AttemptError> {
        // Those of a login, so that a stolen session gives no additional guesses at the password. By the session,
        // because anybody can use up what is counted by name.
        let subject = format!("{}:{}", live.officer.name, live.session.id);
        let by_session = Limit::OfficerLoginName(info.client, &subject);
        let limits = [Limit::OfficerLoginClient(info.client), by_session];
        app.limiter.take(&limits, 1, info.now).await?;
        let name = OfficerName::parse(&live.officer.name).ok();
        let device = of_request(app, name.as_ref(), info).await.map_err(AuthenticationError::from)?;
        Ok(Attempt {
            app: Arc::clone(app),
            name,
            device,
            password: Password::entered(self.current_password),
            code: self.code.clone(),
            refusal: Action::OfficerProofRefused,
            info: info.clone(),
        })
    }
}
