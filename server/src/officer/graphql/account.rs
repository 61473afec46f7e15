//! Accounts, as officers see them: what is on file, and nothing that opens an account.

use async_graphql::{ComplexObject, Context, Enum, ID, SimpleObject};
use entity::{
    account::{self, correction},
    certificate, session, suppressed_address,
};
use sea_orm::{ColumnTrait, EntityTrait, PaginatorTrait, QueryFilter, QueryOrder};

use super::{context::OfficerContext, mail::MailPage};
use crate::{
    graphql::{
        account::{Sex, UserType},
        address::Address,
        error::ApiError,
        language::Language,
        paging::NumberedPageInfo,
        receipt::ReceiptStatus,
        scalar::{Date, DateTime, NodeKind},
    },
    officer::{account::look_up::Sought, mail::look_up},
    paging::{self, Page},
};

/// By what accounts were looked for.
#[derive(Enum, Clone, Copy, Debug, PartialEq, Eq)]
pub enum AccountSearch {
    /// A user ID: something with a digit and without an @.
    UserId,
    /// An e-mail address, the whole of it, without regard to case: something with an @.
    Email,
    /// How a name begins: at least two letters, without regard to case.
    Name,
    /// Nothing: what was typed has none of these forms.
    Nothing,
}

impl From<&Sought> for AccountSearch {
    fn from(sought: &Sought) -> Self {
        match sought {
            Sought::UserId(_) => Self::UserId,
            Sought::Email(_) => Self::Email,
            Sought::Name(..) => Self::Name,
            Sought::Nothing => Self::Nothing,
        }
    }
}

/// An account in a list: enough to tell one person from another.
#[derive(SimpleObject)]
pub struct AccountSummary {
    /// The opaque, global ID.
    id: ID,
    /// The user ID.
    user_id: String,
    /// The user type.
    #[graphql(name = "type")]
    user_type: UserType,
    /// The name, to be compared with the form at the counter.
    name: String,
    /// The registered e-mail address; empty when the account is closed.
    email: String,
    /// When the account was registered.
    registered_at: DateTime,
    /// When the account was closed.
    closed_at: Option<DateTime>,
}

/// A page of accounts.
#[derive(SimpleObject)]
pub struct AccountPage {
    /// By what was looked for.
    searched_by: AccountSearch,
    /// The accounts, by name.
    items: Vec<AccountSummary>,
    /// Where this page stands among the others.
    page_info: NumberedPageInfo,
}

impl AccountPage {
    /// A page of what was sought.
    #[must_use]
    pub fn new(sought: &Sought, page: Page<account::Model>) -> Self {
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
        Self { searched_by: sought.into(), items: page.items.into_iter().map(summary).collect(), page_info }
    }
}

/// An account: what is on file, and how it stands.
#[derive(SimpleObject)]
#[graphql(complex)]
pub struct Account {
    /// The opaque, global ID.
    id: ID,
    /// Changes with everything that `correctAccount` can change. It and `closeAccount` take it, and refuse when the
    /// account is no longer as it was seen.
    version: String,
    /// The user ID.
    user_id: String,
    /// The user type.
    #[graphql(name = "type")]
    user_type: UserType,
    /// The name in English letters.
    name: String,
    /// The registered e-mail address; empty when the account is closed.
    email: String,
    /// The telephone number, digits only.
    phone_number: String,
    /// Male or female, where it is on file.
    sex: Option<Sex>,
    /// The date of birth, where it is on file.
    birth_date: Option<Date>,
    /// The postal code, where it is on file.
    postal_code: Option<String>,
    /// The address in Japan, where it is on file.
    address: Option<Address>,
    /// The language of the mails.
    language: Language,
    /// When the account was registered.
    registered_at: DateTime,
    /// Whether a password was set: without one nobody can log in.
    has_password: bool,
    /// The latest login.
    last_login_at: Option<DateTime>,
    /// Until when no password is tried; null when the account is not locked.
    locked_until: Option<DateTime>,
    /// When the account was closed, for good.
    closed_at: Option<DateTime>,
    #[graphql(skip)]
    model: account::Model,
}

impl Account {
    /// The account as of `now`.
    #[must_use]
    pub fn new(account: account::Model, now: chrono::DateTime<chrono::Utc>) -> Self {
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
    /// How many sessions stand.
    async fn session_count(&self, ctx: &Context<'_>) -> Result<u64, ApiError> {
        let request = OfficerContext::of(ctx);
        Ok(session::live_of(self.model.id, request.visit.now).count(&request.app.db).await?)
    }

    /// Since when mails to the address bounce; null when it is written to as usual.
    async fn suppression(&self, ctx: &Context<'_>) -> Result<Option<Suppression>, ApiError> {
        let found = suppressed_address::of(&self.model.email).one(&OfficerContext::of(ctx).app.db).await?;
        Ok(found.map(|row| Suppression { since: DateTime(row.suppressed_at), code: row.code }))
    }

    /// The certificates of the account, the newest first, also those whose mail has not been accepted.
    #[graphql(complexity = "(per_page.clamp(20, 100) as usize) * child_complexity / 10 + 1")]
    async fn certificates(
        &self,
        ctx: &Context<'_>,
        #[graphql(default = 1, desc = "Which page, from 1.")] page: i32,
        #[graphql(default = 20, desc = "How many a page: 20, 50 or 100.")] per_page: i32,
    ) -> Result<AccountCertificatePage, ApiError> {
        let of_account = certificate::Entity::find()
            .filter(certificate::Column::AccountId.eq(self.model.id))
            .order_by_desc(certificate::Column::RecordedAt)
            .order_by_desc(certificate::Column::Id);
        Ok(paging::page(&OfficerContext::of(ctx).app.db, of_account, page, per_page).await?.into())
    }

    /// The mails about the account, its certificates and its links, the newest first.
    #[graphql(complexity = "(per_page.clamp(20, 100) as usize) * child_complexity / 10 + 1")]
    async fn mails(
        &self,
        ctx: &Context<'_>,
        #[graphql(default = 1, desc = "Which page, from 1.")] page: i32,
        #[graphql(default = 20, desc = "How many a page: 20, 50 or 100.")] per_page: i32,
    ) -> Result<MailPage, ApiError> {
        let (request, pages) = (OfficerContext::of(ctx), (page, per_page));
        let mails = look_up::of_account(&request.app.db, &self.model, pages, request.visit.now).await?;
        Ok(MailPage::new(mails, request.visit.now))
    }
}

/// An address whose mails bounce: certificates and reminders are not sent there.
#[derive(SimpleObject)]
pub struct Suppression {
    /// The latest bounce.
    since: DateTime,
    /// The relay's code.
    code: Option<i32>,
}

/// A certificate of an account, in short.
#[derive(SimpleObject)]
pub struct AccountCertificate {
    /// The certificate number.
    certificate_number: String,
    /// How far it has come.
    status: ReceiptStatus,
    /// The date of issue.
    issued_on: Date,
    /// When its mail was accepted: "Request Date and Time"; null before.
    requested_at: Option<DateTime>,
    /// When receipt was registered.
    registered_at: Option<DateTime>,
}

/// A page of an account's certificates.
#[derive(SimpleObject)]
pub struct AccountCertificatePage {
    /// The certificates, the newest first.
    items: Vec<AccountCertificate>,
    /// Where this page stands among the others.
    page_info: NumberedPageInfo,
}

impl From<Page<certificate::Model>> for AccountCertificatePage {
    fn from(page: Page<certificate::Model>) -> Self {
        let page_info = NumberedPageInfo::from(&page);
        let shown = |found: certificate::Model| AccountCertificate {
            status: found.status().into(),
            certificate_number: found.number,
            issued_on: Date(found.issued_on),
            requested_at: found.requested_at.map(DateTime),
            registered_at: found.registered_at.map(DateTime),
        };
        Self { items: page.items.into_iter().map(shown).collect(), page_info }
    }
}
