//! Shows an officer a mail as it would go to an account. The lookup is recorded about the account. Nothing in
//! the mail opens anything: its token and its code are made up.

use entity::{
    account,
    audit::{Action, Reason},
    certificate,
    language::Language,
    outbox::Kind,
};
use sea_orm::{DbErr, QueryOrder, entity::prelude::*};
use worker::mail::{Bilingual, Imprint, Sender, preview, render::Rendered, texts::TextError};

use super::super::{account as accounts, session::LiveOfficer, shown};
use crate::{app::App, audit, request_info::RequestInfo, site::Site};

/// Why a mail could not be shown.
#[derive(Debug, thiserror::Error)]
pub enum PreviewError {
    /// A text of the mail is missing, or could not be filled in.
    #[error(transparent)]
    Text(#[from] TextError),
    /// The address that mails are sent from, which is a setting, cannot be used.
    #[error("the sender's address cannot be used")]
    Sender,
    /// A database operation failed; the source says why.
    #[error("could not read the account, or record the lookup")]
    Database(#[from] DbErr),
}

/// Which mail to show.
pub struct Choice<'a> {
    /// The user ID of the account, as typed.
    pub user_id: &'a str,
    /// The kind of the mail.
    pub kind: Kind,
    /// The language of the reader; `None` for the account's.
    pub language: Option<Language>,
    /// The number of the certificate that the mail is about; `None` for the account's newest one.
    pub certificate_number: Option<&'a str>,
}

/// A mail as the account would get it.
pub struct MailPreview {
    /// The address of the account.
    pub to: String,
    /// The language of the reader.
    pub language: Language,
    /// The number of the certificate that it is about.
    pub certificate_number: Option<String>,
    /// Subject, text and HTML.
    pub rendered: Rendered,
}

/// The mail as the account would get it now. `None` if there is no such open account, or if the mail is about a
/// certificate and the account has none, or none with this number.
pub async fn preview(
    app: &App,
    by: &LiveOfficer,
    choice: &Choice<'_>,
    info: &RequestInfo,
) -> Result<Option<MailPreview>, PreviewError> {
    let found = accounts::find(&app.db, choice.user_id).await?;
    let event = by.event(Action::AccountRead, info).detail(format!("PREVIEW {}", choice.kind.name()));
    let tx = migration::database::write(&app.db).await?;
    let Some(account) = found.filter(|account| account.closed_at.is_none()) else {
        audit::record(&tx, event.refused(Reason::Unknown)).await?;
        tx.commit().await?;
        return Ok(None);
    };
    // Committed before anything is shown.
    let account = shown::commit(tx, event, account).await?.into_inner();
    let certificate = if preview::is_about_certificate(choice.kind) {
        certificate_of(app, &account, choice.certificate_number).await?
    } else {
        None
    };
    let certificate_number = certificate.as_ref().map(|certificate| certificate.number.clone());
    let language = choice.language.unwrap_or(account.language);
    let lifetimes = &app.link_lifetimes;
    let message = preview::message(choice.kind, language, &account, certificate, lifetimes, info.now);
    let Some(message) = message else { return Ok(None) };
    let rendered = preview::render(&sender(&app.site)?, &message)?;
    Ok(Some(MailPreview { to: account.email, language, certificate_number, rendered }))
}

/// The certificate of the account with this number, or its newest one.
async fn certificate_of(
    app: &App,
    account: &account::Model,
    number: Option<&str>,
) -> Result<Option<certificate::Model>, DbErr> {
    let mut rows = certificate::Entity::find().filter(certificate::Column::AccountId.eq(account.id));
    if let Some(number) = number {
        rows = rows.filter(certificate::Column::Number.eq(number.trim_matches(' ')));
    }
    let newest = rows.order_by_desc(certificate::Column::RecordedAt).order_by_desc(certificate::Column::Id);
    newest.one(&app.db).await
}

/// What mails say about the installation. Their links begin with the portal's address or, if this server does
/// not know it, with the domain of the mails.
fn sender(site: &Site) -> Result<Sender, PreviewError> {
    let domain = &site.mail_domain;
    let of_domain = || format!("https://{domain}/").parse().map_err(|_| PreviewError::Sender);
    Ok(Sender {
        from: format!("no-reply@{domain}").parse().map_err(|_| PreviewError::Sender)?,
        bounce: None,
        public_url: site.public_url.clone().map_or_else(of_domain, Ok)?,
        help_desk_phone: site.help_desk_phone.clone(),
        help_desk_hours: site.help_desk_hours.clone(),
        help_desk_email: site.help_desk_email.clone(),
        imprint: imprint(site),
    })
}

fn imprint(site: &Site) -> Imprint {
    let (usual, of) = (Imprint::default(), |(ja, en)| Bilingual { ja, en });
    Imprint {
        title: site.certificate_title.clone().map_or(usual.title, of),
        authority: site.certificate_authority.clone().map(of),
        has_disclaimer: site.has_disclaimer,
    }
}
