//! The account as its owner sees it: "My page" and "UserDetails" (R17, R18, R20, R73-R78, R82).

use std::sync::Arc;

use async_graphql::{ComplexObject, Context, Enum, ID, SimpleObject};
use entity::{
    audit,
    certificate::{self, CertificateNumber},
};
use sea_orm::{ColumnTrait, QueryFilter};

use super::{
    account_notice::AccountNotice,
    activity::ActivityPage,
    receipt::Receipt,
    receipt_page::ReceiptPage,
    request_context::RequestContext,
    session::{AccountSession, SessionStatus},
};
use crate::{
    account::{
        email_change,
        session::{LiveSession, status},
        session_list,
    },
    certificate::{bounced, receipt_list},
    graphql::{
        address::Address,
        enums::{ReceiptStatus, Sex, UserType},
        error::ApiError,
        language::Language,
        or_null::OrNull,
        scalar::{Date, DateTime, NodeKind},
    },
    paging::{self, PageRequest},
};

/// The colour scheme of the pages: the choices of the menu "Change Color Scheme".
#[derive(Enum, Clone, Copy, Debug, PartialEq, Eq)]
#[graphql(remote = "entity::account::ColorScheme")]
pub enum ColorScheme {
    /// The scheme "Standard": the default.
    Standard,
    /// The scheme "Blue" of the menu.
    Blue,
    /// The scheme "Yellow" of the menu.
    Yellow,
    /// The scheme "Black" of the menu.
    Black,
}

/// The preferences of the account holder. They are stored with the account and apply on all devices.
#[derive(SimpleObject, Clone, Copy, Debug)]
pub struct Preferences {
    /// The language of emails, and of the pages while the account holder is logged in.
    language: Language,
    /// The colour scheme of the pages, chosen with "Change Color Scheme".
    color_scheme: ColorScheme,
}

/// The account of the person who is logged in.
#[derive(SimpleObject)]
#[graphql(complex)]
pub struct Account {
    /// The global object ID: an opaque string, unique among all types.
    pub id: ID,
    /// The user ID to log in with, e.g. `hdlpf38617`. It never changes.
    user_id: String,
    /// The user type that was chosen at registration, or corrected since.
    #[graphql(name = "type")]
    user_type: UserType,
    /// The name in English letters, e.g. `HOUMU TARO` ("Name (English letter)"). An imported one may also
    /// have lower-case letters, apostrophes and hyphens.
    name: String,
    /// The registered email address. During a change of the email address, this is the old address until the
    /// link in the email to the new one is used. The new one is `pendingEmail`.
    email: String,
    /// The telephone number, 9 to 12 digits without hyphens, e.g. `0312345678`. Add hyphens when you show it.
    /// An imported one may also be international, e.g. `+63 917-123-4567`; show it as it is.
    phone_number: String,
    /// The sex; null if it is not on file. Only the 2023 form asks for it.
    sex: Option<Sex>,
    /// The date of birth; null if it is not on file. Only the 2023 form asks for it.
    birth_date: Option<Date>,
    /// The postal code, seven digits without a hyphen, e.g. `1000001`; null if it is not on file.
    postal_code: Option<String>,
    /// The address in Japan; null if it is not on file. Only the 2023 form asks for it.
    address: Option<Address>,
    /// When the account was registered.
    registered_at: DateTime,
    /// "Last Logindate": the time of the login before the current one; null at the first login.
    last_login_at: Option<DateTime>,
    /// The number of failed logins between `lastLoginAt` and the current login.
    failed_logins_since: i32,
    /// The language and the colour scheme.
    preferences: Preferences,
    #[graphql(skip)]
    live: Arc<LiveSession>,
}

impl From<&Arc<LiveSession>> for Account {
    fn from(live: &Arc<LiveSession>) -> Self {
        let account = &live.account;
        Self {
            id: NodeKind::Account.id(account.id.0),
            user_id: account.user_id.clone(),
            user_type: account.user_type.into(),
            name: account.name.clone(),
            email: account.email.clone(),
            phone_number: account.phone_number.clone(),
            sex: account.sex.map(Into::into),
            birth_date: account.birth_date.map(Date),
            postal_code: account.postal_code.clone(),
            address: Address::of(account),
            registered_at: DateTime(account.registered_at),
            last_login_at: account.previous_login_at.map(DateTime),
            failed_logins_since: account.failed_before_login,
            preferences: Preferences {
                language: account.language.into(),
                color_scheme: account.color_scheme.into(),
            },
            live: Arc::clone(live),
        }
    }
}

#[ComplexObject]
impl Account {
    /// When the current session warns about automatic logout, and when it ends.
    async fn session_status(&self, ctx: &Context<'_>) -> SessionStatus {
        SessionStatus::new(status(&self.live), RequestContext::of(ctx).info.now)
    }

    /// The new email address of a change whose link has not been used yet; null if no change is under way.
    /// `withdrawEmailChange` withdraws the change.
    async fn pending_email(&self, ctx: &Context<'_>) -> OrNull<String> {
        let request = RequestContext::of(ctx);
        let pending = email_change::pending(&request.app.db, self.live.account.id, request.info.now).await;
        pending.map_err(ApiError::from).into()
    }

    /// Notices about the account, newest first, at most ten: e.g. that the email with a certificate could not be
    /// delivered. Show them after the login. A notice is gone once its reason is.
    async fn notices(&self, ctx: &Context<'_>) -> Result<Vec<AccountNotice>, ApiError> {
        let request = RequestContext::of(ctx);
        let (account, now) = (self.live.account.id, request.info.now);
        let bounced = bounced::of_account(&request.app.db, account, now).await?;
        Ok(bounced.into_iter().map(Into::into).collect())
    }

    /// The active sessions of the account, up to ten, the most recently used first.
    async fn sessions(&self, ctx: &Context<'_>) -> Result<Vec<AccountSession>, ApiError> {
        let request = RequestContext::of(ctx);
        let sessions = session_list::live(&request.app.db, self.live.account.id, request.info.now).await?;
        let current = self.live.session.id;
        Ok(sessions.into_iter().map(|session| AccountSession::new(session, current)).collect())
    }

    /// The rows of "Receipt registrationList": the certificates that were sent to this account, newest first.
    #[graphql(complexity = "(per_page.clamp(20, 100) as usize) * child_complexity / 10 + 1")]
    async fn receipts(
        &self,
        ctx: &Context<'_>,
        #[graphql(default = 1, desc = "Page number, from 1. A number past the end returns the last page.")]
        page: i32,
        #[graphql(default = 20, desc = "Rows per page: 20, 50 or 100. Other values round to the nearest.")]
        per_page: i32,
        #[graphql(desc = "The `asOf` of the first page, so that new certificates do not shift the rows.")]
        as_of: Option<DateTime>,
        #[graphql(desc = "Only certificates with this status, and their `totalItems`. Default: all.")]
        status: Option<ReceiptStatus>,
    ) -> Result<ReceiptPage, ApiError> {
        let request = RequestContext::of(ctx);
        let (account, page) = (self.live.account.id, PageRequest::new(page, per_page));
        let (pages, as_of, now) = (&request.app.batches.pages, as_of.map(|at| at.0), request.info.now);
        let page = receipt_list::page(pages, account, status.map(Into::into), page, as_of, now).await?;
        Ok(ReceiptPage::new(page, request.info.now))
    }

    /// The number of certificates whose receipt waits for registration: the `totalItems` of `receipts` with the
    /// status `NOT_REGISTERED`.
    async fn waiting_receipt_count(&self, ctx: &Context<'_>) -> Result<i32, ApiError> {
        let request = RequestContext::of(ctx);
        let pages = &request.app.batches.pages;
        let waiting = receipt_list::waiting(pages, self.live.account.id, request.info.now).await?;
        Ok(i32::try_from(waiting).unwrap_or(i32::MAX))
    }

    /// One certificate that was sent to this account; null if the account has none with this number.
    async fn receipt(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The certificate number, e.g. `TEST25-0001`.")] certificate_number: String,
    ) -> OrNull<Receipt> {
        let request = RequestContext::of(ctx);
        let Ok(number) = CertificateNumber::parse(&certificate_number) else { return Ok(None).into() };
        let found = certificate::listed_by_number(self.live.account.id, &number).one(&request.app.db).await;
        let receipt = |certificate: certificate::Model| Receipt::new(certificate.into(), request.info.now);
        found.map(|found| found.map(receipt)).map_err(ApiError::from).into()
    }

    /// What happened to this account, newest first: logins, refused logins, changes, and what the bureau did.
    #[graphql(complexity = "(per_page.clamp(20, 100) as usize) * child_complexity / 10 + 1")]
    async fn activity(
        &self,
        ctx: &Context<'_>,
        #[graphql(default = 1, desc = "Page number, from 1. A number past the end returns the last page.")]
        page: i32,
        #[graphql(default = 20, desc = "Rows per page: 20, 50 or 100. Other values round to the nearest.")]
        per_page: i32,
        #[graphql(desc = "The `asOf` of the first page, so that new events do not shift the rows.")]
        as_of: Option<DateTime>,
    ) -> Result<ActivityPage, ApiError> {
        let RequestContext { app, info, .. } = &**RequestContext::of(ctx);
        let as_of = paging::as_of(as_of.map(|at| at.0), info.now);
        let events = audit::about(self.live.account.id).filter(audit::Column::At.lte(as_of));
        Ok(ActivityPage::new(paging::page(&app.db, events, PageRequest::new(page, per_page)).await?, as_of))
    }
}
