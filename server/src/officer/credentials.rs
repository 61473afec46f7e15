//! What officers change of their own: the password, and the recovery codes.
//!
//! Whoever only has a session gets neither: both ask for the password and a code of the telephone, and wrong ones
//! count towards the lock as at a login.

use std::sync::Arc;

use entity::{
    account::{About, Password},
    audit::Action,
    input::Fault,
    officer::{self, OfficerId, OfficerName, recovery_code, secret_code, session},
};
use sea_orm::{DatabaseTransaction, DbErr, EntityTrait};

use super::{
    attempt::{self, Attempt, AttemptError, Code, Proved},
    session::LiveOfficer,
};
use crate::{
    account::{Form, credential::Unproved, secret},
    app::App,
    audit::{self, Actor},
    rate_limit::{Limit, Limited},
    visit::Visit,
};

/// What an officer types to show who that is.
pub struct Proof<'a> {
    /// The password in force.
    pub current_password: &'a str,
    /// The code of the telephone.
    pub totp_code: &'a str,
}

/// Chooses another password; every session ends, the one that asks too.
pub async fn change_password(
    app: &Arc<App>,
    live: &LiveOfficer,
    proof: &Proof<'_>,
    (password, confirmation): (&str, &str),
    visit: &Visit,
) -> Result<(), AttemptError> {
    let mut form = Form::default();
    proof.read(&mut form);
    let about = About { user_id: Some(&live.officer.name), name: None, email: None, phone_number: None };
    let chosen = form.take_all("password", Password::choose(password, &about));
    form.confirm("passwordConfirmation", confirmation, password == confirmation);
    let chosen = match (chosen, form.faults()) {
        (Some(chosen), faults) if faults.is_empty() => chosen,
        (_, faults) => return Err(AttemptError::Input(faults)),
    };
    let attempt = proof.attempt(app, live, visit).await?;
    let hash = app.hasher.hash(&attempt.requester(), chosen).await.map_err(Unproved::from)?;
    Ok(attempt::carry_out(attempt, move |attempt, proved| set_password(attempt, proved, hash)).await?)
}

async fn set_password(attempt: Arc<Attempt>, proved: Proved, hash: String) -> Result<Option<()>, DbErr> {
    let (visit, now) = (&attempt.visit, attempt.visit.now);
    let tx = migration::database::write(&attempt.app.db).await?;
    let change = officer::with_password(hash, proved.change());
    let Some(officer) = proved.spend(&tx, change, now).await? else { return Ok(None) };
    session::end_all(officer.id, now).exec(&tx).await?;
    let event = visit.event(Action::OfficerPasswordChanged).by(Actor::Officer(officer.id.0));
    audit::record(&tx, event).await?;
    tx.commit().await?;
    Ok(Some(()))
}

/// Makes new recovery codes, shown this once; the old ones are dead.
pub async fn renew_recovery_codes(
    app: &Arc<App>,
    live: &LiveOfficer,
    proof: &Proof<'_>,
    visit: &Visit,
) -> Result<Vec<String>, AttemptError> {
    let mut form = Form::default();
    proof.read(&mut form);
    let faults = form.faults();
    if !faults.is_empty() {
        return Err(AttemptError::Input(faults));
    }
    let attempt = proof.attempt(app, live, visit).await?;
    Ok(attempt::carry_out(attempt, renew).await?)
}

async fn renew(attempt: Arc<Attempt>, proved: Proved) -> Result<Option<Vec<String>>, DbErr> {
    let (visit, now) = (&attempt.visit, attempt.visit.now);
    let tx = migration::database::write(&attempt.app.db).await?;
    let change = proved.change();
    let Some(officer) = proved.spend(&tx, change, now).await? else { return Ok(None) };
    let codes = draw_recovery_codes(&tx, officer.id).await?;
    let event = visit.event(Action::OfficerRecoveryCodesRenewed).by(Actor::Officer(officer.id.0));
    audit::record(&tx, event).await?;
    tx.commit().await?;
    Ok(Some(codes))
}

/// Puts new recovery codes in the place of all that an officer has.
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
    /// Notes what is empty.
    fn read(&self, form: &mut Form) {
        let required = |text: &str| if text.trim().is_empty() { Err(Fault::Required) } else { Ok(()) };
        form.take("currentPassword", required(self.current_password));
        form.take("totpCode", required(self.totp_code));
    }

    async fn attempt(&self, app: &Arc<App>, live: &LiveOfficer, visit: &Visit) -> Result<Attempt, Limited> {
        let limits = [Limit::OfficerLoginClient(visit.client), Limit::OfficerLoginName(&live.officer.name)];
        app.limiter.take(&limits, 1, visit.now).await?;
        Ok(Attempt {
            app: Arc::clone(app),
            name: OfficerName::parse(&live.officer.name).ok(),
            password: Password::typed(self.current_password),
            code: Code::Totp(self.totp_code.to_owned()),
            refusal: Action::OfficerProofRefused,
            visit: visit.clone(),
        })
    }
}
