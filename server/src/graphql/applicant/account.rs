//! The account as its owner sees it: "My page" and "UserDetails" (R17, R18, R20, R73-R78, R82).

use std::sync::Arc;

use async_graphql::{ComplexObject, Context, Enum, ID, SimpleObject};
use entity::{
    audit,
    certificate::{self, CertificateNumber},
};

use super::{
    activity::ActivityPage,
    receipt::Receipt,
    receipt_page::ReceiptPage,
    request_context::RequestContext,
    session::{AccountSession, SessionStatus},
};
use crate::{
    account::{
        session::{LiveSession, status},
        session_list,
    },
    certificate::receipt_list,
    graphql::{
        address::Address,
        enums::{Sex, UserType},
        error::ApiError,
        language::Language,
        or_null::OrNull,
        scalar::{Date, DateTime, NodeKind},
    },
    paging,
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

/// The preferences of the account holder, kept with the account for all devices.
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
    /// The user type that was chosen at registration.
    #[graphql(name = "type")]
    user_type: UserType,
    /// The name in English letters, e.g. `HOUMU TARO` ("Name (English letter)").
    name: String,
    /// The registered email address, in use for all emails.
    email: String,
    /// The telephone number, 9 to 12 digits without hyphens, e.g. `0312345678`. Add hyphens when you show it.
    phone_number: String,
    /// The sex; null if it is not on file. Only the 2023 form asks for it.
    sex: Option<Sex>,
    /// The date of birth; null if it is not on file. Only the 2023 form asks for it.
    birth_date: Option<Date>,
    /// The postal code, seven digits without a hyphen, e.g. `1000001`; null if none is on file.
    postal_code: Option<String>,
    /// The address in Japan; null if it is not on file. Only the 2023 form asks for it.
    address: Option<Address>,
    /// When the account was registered.
    registered_at: DateTime,
    /// "Last Logindate": the time of the login before the current one; null at the first login.
    last_login_at: Option<DateTime>,
    /// The number of failed logins between that login and the current one.
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
    async fn session(&self, ctx: &Context<'_>) -> SessionStatus {
        SessionStatus::new(status(&self.live), RequestContext::of(ctx).info.now)
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
        #[graphql(default = 1, desc = "Page number, starting at 1; past the end: the last page.")] page: i32,
        #[graphql(default = 20, desc = "Rows per page: 20, 50 or 100; other numbers mean the nearest one.")]
        per_page: i32,
        #[graphql(desc = "The `asOf` of the first page: certificates that arrive later then move no page.")]
        as_of: Option<DateTime>,
    ) -> Result<ReceiptPage, ApiError> {
        let request = RequestContext::of(ctx);
        let as_of = as_of.map(|at| at.0);
        let account = self.live.account.id;
        let page =
            receipt_list::page(&request.app.batches.pages, account, page, per_page, as_of, request.info.now)
                .await?;
        Ok(ReceiptPage::new(page, request.info.now))
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
        #[graphql(default = 1, desc = "Page number, starting at 1; past the end: the last page.")] page: i32,
        #[graphql(default = 20, desc = "Rows per page: 20, 50 or 100; other numbers mean the nearest one.")]
        per_page: i32,
    ) -> Result<ActivityPage, ApiError> {
        let db = &RequestContext::of(ctx).app.db;
        let events = audit::about(self.live.account.id);
        Ok(paging::page(db, events, page, per_page).await?.into())
    }
}
