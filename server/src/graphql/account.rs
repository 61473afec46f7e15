//! The account as its owner sees it: My page and "UserDetails" (R17, R82).

use std::sync::Arc;

use async_graphql::{ComplexObject, Context, Enum, ID, SimpleObject};
use entity::{
    audit,
    certificate::{self, CertificateNumber},
};

use super::{
    activity::ActivityPage,
    address::Address,
    error::ApiError,
    language::Language,
    or_null::OrNull,
    receipt::{Receipt, ReceiptPage},
    request_context::RequestContext,
    scalar::{Date, DateTime, NodeKind},
    session::{AccountSession, SessionStatus},
};
use crate::{
    account::{
        session::{LiveSession, status},
        session_list,
    },
    certificate::receipt_list,
    paging,
};

/// Who the account holder is (R58, R101).
#[derive(Enum, Clone, Copy, Debug, PartialEq, Eq)]
#[graphql(remote = "entity::account::UserType")]
pub enum UserType {
    /// Foreign national (applicant) · 外国人本人
    ForeignNational,
    /// Legal Representative · 法定代理人等
    LegalRepresentative,
    /// Attorney/Administrative Procedures Legal Specialist · 弁護士・行政書士
    LegalSpecialist,
    /// Staff Member of the Organization · 所属機関等の職員
    OrganizationStaff,
    /// Applicant (at a counter) for electronic issuance of a certificate of eligibility
    CounterApplicant,
}

/// Male or female, as the forms have it (R95).
#[derive(Enum, Clone, Copy, Debug, PartialEq, Eq)]
#[graphql(remote = "entity::account::Sex")]
pub enum Sex {
    /// 男 · Male
    Male,
    /// 女 · Female
    Female,
}

/// The colours of the pages (R20).
#[derive(Enum, Clone, Copy, Debug, PartialEq, Eq)]
#[graphql(remote = "entity::account::ColorScheme")]
pub enum ColorScheme {
    /// "Standard"
    Standard,
    /// "Blue"
    Blue,
    /// "Yellow"
    Yellow,
    /// "Black"
    Black,
}

/// What the account holder prefers.
#[derive(SimpleObject, Clone, Copy, Debug)]
pub struct Preferences {
    /// The language of the mails, and the one to show pages in.
    language: Language,
    /// The colours of the pages (R20).
    color_scheme: ColorScheme,
}

/// The account of whoever is logged in.
#[derive(SimpleObject)]
#[graphql(complex)]
pub struct Account {
    /// The opaque, global ID.
    pub id: ID,
    /// The user ID (R82), e.g. `hdlpf38617`.
    user_id: String,
    /// The user type (R82).
    #[graphql(name = "type")]
    user_type: UserType,
    /// Name (English letter) (R82).
    name: String,
    /// The registered e-mail address (R82).
    email: String,
    /// The telephone number (R82), digits only; hyphens are the client's.
    phone_number: String,
    /// Male or female; this and the next three only where the 2023 form was filled in.
    sex: Option<Sex>,
    /// The date of birth.
    birth_date: Option<Date>,
    /// The postal code, seven digits.
    postal_code: Option<String>,
    /// The address in Japan.
    address: Option<Address>,
    /// When the account was registered.
    registered_at: DateTime,
    /// "Last Logindate" (R18): the login before this one; null at the first.
    last_login_at: Option<DateTime>,
    /// Wrong passwords between that login and this one.
    failed_logins_since: i32,
    /// Language and colours.
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
    /// When this session warns and ends.
    async fn session(&self, ctx: &Context<'_>) -> SessionStatus {
        SessionStatus::new(status(&self.live), RequestContext::of(ctx).visit.now)
    }

    /// Every session of the account that stands, the last used first.
    async fn sessions(&self, ctx: &Context<'_>) -> Result<Vec<AccountSession>, ApiError> {
        let request = RequestContext::of(ctx);
        let sessions = session_list::live(&request.app.db, self.live.account.id, request.visit.now).await?;
        let current = self.live.session.id;
        Ok(sessions.into_iter().map(|session| AccountSession::new(session, current)).collect())
    }

    /// The "Receipt registrationList" (R73-R78): certificates sent to this account, newest first.
    #[graphql(complexity = "(per_page.clamp(20, 100) as usize) * child_complexity / 10 + 1")]
    async fn receipts(
        &self,
        ctx: &Context<'_>,
        #[graphql(default = 1, desc = "The page, from 1; past the end is the last one.")] page: i32,
        #[graphql(default = 20, desc = "Rows a page: 20, 50 or 100; another number means the nearest.")]
        per_page: i32,
        #[graphql(desc = "The `asOf` of the first page, so that new certificates do not move the pages.")]
        as_of: Option<DateTime>,
    ) -> Result<ReceiptPage, ApiError> {
        let request = RequestContext::of(ctx);
        let as_of = as_of.map(|at| at.0);
        let account = self.live.account.id;
        let page = receipt_list::page(
            &request.app.together.pages,
            account,
            page,
            per_page,
            as_of,
            request.visit.now,
        )
        .await?;
        Ok(ReceiptPage::new(page, request.visit.now))
    }

    /// One certificate sent to this account, by its number.
    async fn receipt(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The Certificate of Eligibility number.")] certificate_number: String,
    ) -> OrNull<Receipt> {
        let request = RequestContext::of(ctx);
        let Ok(number) = CertificateNumber::parse(&certificate_number) else { return Ok(None).into() };
        let found = certificate::listed_by_number(self.live.account.id, &number).one(&request.app.db).await;
        let receipt = |certificate: certificate::Model| Receipt::new(certificate.into(), request.visit.now);
        found.map(|found| found.map(receipt)).map_err(ApiError::from).into()
    }

    /// What happened to this account, newest first: logins, also refused ones, and changes.
    #[graphql(complexity = "(per_page.clamp(20, 100) as usize) * child_complexity / 10 + 1")]
    async fn activity(
        &self,
        ctx: &Context<'_>,
        #[graphql(default = 1, desc = "The page, from 1; past the end is the last one.")] page: i32,
        #[graphql(default = 20, desc = "Rows a page: 20, 50 or 100; another number means the nearest.")]
        per_page: i32,
    ) -> Result<ActivityPage, ApiError> {
        let db = &RequestContext::of(ctx).app.db;
        let events = audit::about(self.live.account.id);
        Ok(paging::page(db, events, page, per_page).await?.into())
    }
}
