//! Accounts as officers see them: what is on file, but no password, code or link.

use async_graphql::{ComplexObject, Context, Enum, ID, SimpleObject};
use entity::{
    account::{self, correction},
    certificate, session, suppressed_address,
};
use sea_orm::{ColumnTrait, EntityTrait, PaginatorTrait, QueryFilter, QueryOrder};

use super::{context::OfficerContext, mail::MailPage};
use crate::{
    graphql::{
        address::Address,
        enums::{ReceiptStatus, Sex, UserType},
        error::ApiError,
        language::Language,
        paging::NumberedPageInfo,
        scalar::{Date, DateTime, NodeKind},
    },
    officer::{account::look_up::Sought, mail::look_up, shown::Shown},
    paging::{self, Page, PageRequest},
};

/// How the input of an account search was understood.
#[derive(Enum, Clone, Copy, Debug, PartialEq, Eq)]
pub enum AccountSearch {
    /// As a user ID: the input is neither a complete email address nor the beginning of a name.
    UserId,
    /// As a complete email address, ignoring case. The search also finds an account with this user ID,
    /// because old user IDs may look like an address.
    Email,
    /// As the beginning of a name, ignoring case: the input has at least two letters, and no digit or `@`.
    /// The search also finds an account with this user ID, because old user IDs may consist of letters only.
    Name,
    /// As none of these, e.g. a single letter: the search finds nothing.
    Nothing,
}

impl From<&Sought> for AccountSearch {
    fn from(sought: &Sought) -> Self {
        match sought {
            Sought::UserId(_) => Self::UserId,
            Sought::Email(..) => Self::Email,
            Sought::Name(..) => Self::Name,
            Sought::Nothing => Self::Nothing,
        }
    }
}

/// An account in a list: enough to tell people apart.
#[derive(SimpleObject)]
pub struct AccountSummary {
    /// The global object ID: an opaque string, unique among all types.
    id: ID,
    /// The user ID of the account, e.g. `hdlpf38617`.
    user_id: String,
    /// The user type that was chosen at registration, or corrected since.
    #[graphql(name = "type")]
    user_type: UserType,
    /// The name in English letters, to be compared with the form at the counter.
    name: String,
    /// The registered email address; empty if the account is closed.
    email: String,
    /// When the account was registered.
    registered_at: DateTime,
    /// When the account was closed; null if it is open.
    closed_at: Option<DateTime>,
}

/// One page of a list of accounts.
#[derive(SimpleObject)]
pub struct AccountPage {
    /// How the search input was understood.
    searched_by: AccountSearch,
    /// The accounts, sorted by name.
    items: Vec<AccountSummary>,
    /// The number and size of this page, and the totals of the list.
    page_info: NumberedPageInfo,
}

impl AccountPage {
    /// Builds a page of search results.
    #[must_use]
    pub fn new(sought: &Sought, page: Page<Shown<account::Model>>) -> Self {
        let page_info = NumberedPageInfo::from(&page);
        let summary = |account: account::Model| AccountSummary {
            id: NodeKind::Account.id(account.id.0),
            user_id: account.user_id,
            user_type: account.user_type.into(),
            name: account.name,
            email: account.email,
            registered_at: DateTime(account.registered_at),
            closed_at: account.closed_at.map(DateTime),
        };
        let items = page.items.into_iter().map(Shown::into_inner).map(summary).collect();
        Self { searched_by: sought.into(), items, page_info }
    }
}

/// An account: what is on file, and its status.
#[derive(SimpleObject)]
#[graphql(complex)]
pub struct Account {
    /// The global object ID: an opaque string, unique among all types.
    id: ID,
    /// The version of the account's data, an opaque string. Pass it to `correctAccount` or `closeAccount`.
    /// They return `CHANGED_MEANWHILE` if the account has changed since it was loaded.
    version: String,
    /// The user ID of the account, e.g. `hdlpf38617`.
    user_id: String,
    /// The user type that was chosen at registration, or corrected since.
    #[graphql(name = "type")]
    user_type: UserType,
    /// The name in English letters, e.g. `HOUMU TARO`. An imported one may also have lower-case letters,
    /// apostrophes and hyphens.
    name: String,
    /// The registered email address; empty if the account is closed.
    email: String,
    /// The telephone number, 9 to 12 digits without hyphens, e.g. `0312345678`. An imported one may also be
    /// international, e.g. `+63 917-123-4567`.
    phone_number: String,
    /// The sex; null if it is not on file. Only the 2023 form asks for it.
    sex: Option<Sex>,
    /// The date of birth; null if it is not on file. Only the 2023 form asks for it.
    birth_date: Option<Date>,
    /// The postal code, seven digits without a hyphen, e.g. `1000001`; null if it is not on file.
    postal_code: Option<String>,
    /// The address in Japan; null if it is not on file. Only the 2023 form asks for it.
    address: Option<Address>,
    /// The language of the account holder's emails.
    language: Language,
    /// When the account was registered.
    registered_at: DateTime,
    /// Whether a password has been set. Without one, the account holder cannot log in.
    has_password: bool,
    /// The time of the latest login; null before the first one.
    last_login_at: Option<DateTime>,
    /// When the lock ends; null if the account is not locked. Until then, a password is accepted only from
    /// browsers and apps in which the account holder has logged in before.
    locked_until: Option<DateTime>,
    /// When the account was closed, for good; null if it is open.
    closed_at: Option<DateTime>,
    #[graphql(skip)]
    model: account::Model,
}

impl Account {
    /// Builds the account; `now` decides whether it is locked.
    #[must_use]
    pub fn new(shown: Shown<account::Model>, now: chrono::DateTime<chrono::Utc>) -> Self {
        let account = shown.into_inner();
        Self {
            id: NodeKind::Account.id(account.id.0),
            version: correction::version(&account),
            user_id: account.user_id.clone(),
            user_type: account.user_type.into(),
            name: account.name.clone(),
            email: account.email.clone(),
            phone_number: account.phone_number.clone(),
            sex: account.sex.map(Into::into),
            birth_date: account.birth_date.map(Date),
            postal_code: account.postal_code.clone(),
            address: Address::of(&account),
            language: account.language.into(),
            registered_at: DateTime(account.registered_at),
            has_password: account.password_hash.is_some(),
            last_login_at: account.logged_in_at.map(DateTime),
            locked_until: account.locked_until.filter(|until| now < *until).map(DateTime),
            closed_at: account.closed_at.map(DateTime),
            model: account,
        }
    }
}

#[ComplexObject]
impl Account {
    /// The number of active sessions.
    async fn session_count(&self, ctx: &Context<'_>) -> Result<u64, ApiError> {
        let request = OfficerContext::of(ctx);
        Ok(session::live_of(self.model.id, request.info.now).count(&request.app.db).await?)
    }

    /// The suppression of the account's address; null if its emails do not bounce. See `liftSuppression`.
    async fn suppression(&self, ctx: &Context<'_>) -> Result<Option<Suppression>, ApiError> {
        let found = suppressed_address::of(&self.model.email).one(&OfficerContext::of(ctx).app.db).await?;
        Ok(found.map(|row| Suppression { since: DateTime(row.suppressed_at), code: row.code }))
    }

    /// The certificates of the account, newest first, including those whose email no relay has accepted yet.
    #[graphql(complexity = "(per_page.clamp(20, 100) as usize) * child_complexity / 10 + 1")]
    async fn certificates(
        &self,
        ctx: &Context<'_>,
        #[graphql(default = 1, desc = "Page number, from 1. A number past the end returns the last page.")]
        page: i32,
        #[graphql(default = 20, desc = "Rows per page: 20, 50 or 100. Other values round to the nearest.")]
        per_page: i32,
        #[graphql(desc = "The `asOf` of the first page, so that new certificates do not shift the rows.")]
        as_of: Option<DateTime>,
    ) -> Result<AccountCertificatePage, ApiError> {
        let (request, page) = (OfficerContext::of(ctx), PageRequest::new(page, per_page));
        let as_of = paging::as_of(as_of.map(|at| at.0), request.info.now);
        let of_account = certificate::Entity::find()
            .filter(certificate::Column::AccountId.eq(self.model.id))
            .filter(certificate::Column::RecordedAt.lte(as_of))
            .order_by_desc(certificate::Column::RecordedAt)
            .order_by_desc(certificate::Column::Id);
        Ok(AccountCertificatePage::new(paging::page(&request.app.db, of_account, page).await?, as_of))
    }

    /// The emails about the account, its certificates and its links, newest first.
    #[graphql(complexity = "(per_page.clamp(20, 100) as usize) * child_complexity / 10 + 1")]
    async fn mails(
        &self,
        ctx: &Context<'_>,
        #[graphql(default = 1, desc = "Page number, from 1. A number past the end returns the last page.")]
        page: i32,
        #[graphql(default = 20, desc = "Rows per page: 20, 50 or 100. Other values round to the nearest.")]
        per_page: i32,
        #[graphql(desc = "The `asOf` of the first page, so that new emails do not shift the rows.")]
        as_of: Option<DateTime>,
    ) -> Result<MailPage, ApiError> {
        let (request, page) = (OfficerContext::of(ctx), PageRequest::new(page, per_page));
        let now = request.info.now;
        let as_of = paging::as_of(as_of.map(|at| at.0), now);
        let mails = look_up::of_account(&request.app.db, &self.model, page, as_of, now).await?;
        Ok(MailPage::new(mails, as_of, now))
    }
}

/// The suppression of an address to which emails bounce. Certificates, cancellations and reminders are not
/// sent to it.
#[derive(SimpleObject)]
pub struct Suppression {
    /// The time of the latest bounce.
    since: DateTime,
    /// The SMTP reply code of that bounce, e.g. `550`; null if there was none.
    code: Option<i32>,
}

/// A certificate in the list of an account.
#[derive(SimpleObject)]
pub struct AccountCertificate {
    /// The certificate number, e.g. `TEST25-0001`.
    certificate_number: String,
    /// Whether receipt has been registered, or the certificate was cancelled.
    status: ReceiptStatus,
    /// The date of issue, a day in Japan.
    issued_on: Date,
    /// "Request Date and Time": when an SMTP relay accepted the certificate's first email; null until then.
    requested_at: Option<DateTime>,
    /// When receipt was registered; null until then.
    registered_at: Option<DateTime>,
}

/// A page of an account's certificates.
#[derive(SimpleObject)]
pub struct AccountCertificatePage {
    /// The time as of which the list was read. Send it back as `asOf` with every further page.
    as_of: DateTime,
    /// The certificates of this page, newest first.
    items: Vec<AccountCertificate>,
    /// The number and size of this page, and the totals of the list.
    page_info: NumberedPageInfo,
}

impl AccountCertificatePage {
    fn new(page: Page<certificate::Model>, as_of: chrono::DateTime<chrono::Utc>) -> Self {
        let page_info = NumberedPageInfo::from(&page);
        let shown = |found: certificate::Model| AccountCertificate {
            status: found.status().into(),
            certificate_number: found.number,
            issued_on: Date(found.issued_on),
            requested_at: found.requested_at.map(DateTime),
            registered_at: found.registered_at.map(DateTime),
        };
        let items = page.items.into_iter().map(shown).collect();
        Self { as_of: DateTime(as_of), items, page_info }
    }
}
