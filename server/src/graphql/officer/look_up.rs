//! Queries for accounts, emails and the audit log. Each access is recorded, except to statistics without
//! personal data.

use async_graphql::{Context, Object};

use super::{
    account::{Account, AccountPage},
    audit_log::{AuditFilter, AuditPage},
    context::OfficerContext,
    mail::{MailFilter, MailPage},
    queue::MailQueue,
};
use crate::{
    graphql::{error::ApiError, scalar::DateTime},
    officer::{
        account::look_up::{self, Sought},
        audit_log, mail,
    },
    outbox_admin,
    paging::{self, PageRequest},
};

/// The queries for accounts, emails and the audit log.
#[derive(Default)]
pub struct LookUpQuery;

#[Object]
impl LookUpQuery {
    /// Searches accounts by user ID, complete email address or beginning of a name, ignoring case.
    /// `searchedBy` says how the input was understood. The audit log records each account in the results as
    /// read, and its account holder sees that on "My page". Requires the role `VIEWER`, `ISSUER` or
    /// `SUPPORT`.
    #[graphql(complexity = "(per_page.clamp(20, 100) as usize) * child_complexity / 10 + 1")]
    async fn accounts(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "User ID, email address or beginning of a name.", validator(max_length = 200))]
        search: String,
        #[graphql(default = 1, desc = "Page number, from 1. A number past the end returns the last page.")]
        page: i32,
        #[graphql(default = 20, desc = "Rows per page: 20, 50 or 100. Other values round to the nearest.")]
        per_page: i32,
    ) -> Result<AccountPage, ApiError> {
        let (request, sought) = (OfficerContext::of(ctx), Sought::parse(&search));
        let page = PageRequest::new(page, per_page);
        let found = look_up::search(&request.app, request.officer(), &sought, page, &request.info).await?;
        Ok(AccountPage::new(&sought, found))
    }

    /// The account with this user ID, open or closed; null if there is none. The account holder sees the
    /// access on "My page". Requires the role `VIEWER`, `ISSUER` or `SUPPORT`.
    async fn account(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The user ID, e.g. `hdlpf38617`.")] user_id: String,
    ) -> Result<Option<Account>, ApiError> {
        let request = OfficerContext::of(ctx);
        let found = look_up::read(&request.app, request.officer(), &user_id, &request.info).await?;
        Ok(found.map(|account| Account::new(account, request.info.now)))
    }

    /// Emails, newest first. Without `from`, the list starts 31 days before `until`, or before now. It has no
    /// such limit if the filter sets `userId`, `certificateNumber`, or a `state` other than `SENT`,
    /// `CANCELLED` and `EXPIRED`. Requires the role `VIEWER`, `ISSUER` or `SUPPORT`.
    #[graphql(complexity = "(per_page.clamp(20, 100) as usize) * child_complexity / 10 + 1")]
    async fn mails(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The filter; default: all emails.")] filter: Option<MailFilter>,
        #[graphql(default = 1, desc = "Page number, from 1. A number past the end returns the last page.")]
        page: i32,
        #[graphql(default = 20, desc = "Rows per page: 20, 50 or 100. Other values round to the nearest.")]
        per_page: i32,
        #[graphql(desc = "The `asOf` of the first page, so that new emails do not shift the rows.")]
        as_of: Option<DateTime>,
    ) -> Result<MailPage, ApiError> {
        let request = OfficerContext::of(ctx);
        let as_of = paging::as_of(as_of.map(|at| at.0), request.info.now);
        let filter = mail::look_up::Filter { as_of: Some(as_of), ..filter.unwrap_or_default().into() };
        let (by, page) = (request.officer(), PageRequest::new(page, per_page));
        let found = mail::look_up::list(&request.app, by, &filter, page, &request.info).await?;
        Ok(MailPage::new(found, as_of, request.info.now))
    }

    /// Statistics of the email queue: how many emails wait and since when, what is paused or on hold, and
    /// active alerts. Requires any role.
    async fn queue(&self, ctx: &Context<'_>) -> Result<MailQueue, ApiError> {
        let request = OfficerContext::of(ctx);
        Ok(outbox_admin::status(&request.app.db, request.info.now).await?.into())
    }

    /// The audit log, newest events first. Without `from`, it starts 31 days before `until`, or before now.
    /// The query itself is recorded, too. Requires the role `SECURITY`.
    #[graphql(complexity = "(per_page.clamp(20, 100) as usize) * child_complexity / 10 + 1")]
    async fn audit(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The filter; default: all events.")] filter: Option<AuditFilter>,
        #[graphql(default = 1, desc = "Page number, from 1. A number past the end returns the last page.")]
        page: i32,
        #[graphql(default = 20, desc = "Rows per page: 20, 50 or 100. Other values round to the nearest.")]
        per_page: i32,
        #[graphql(desc = "The `asOf` of the first page, so that new events do not shift the rows.")]
        as_of: Option<DateTime>,
    ) -> Result<AuditPage, ApiError> {
        let request = OfficerContext::of(ctx);
        let as_of = paging::as_of(as_of.map(|at| at.0), request.info.now);
        let filter = audit_log::Filter { as_of: Some(as_of), ..filter.unwrap_or_default().into() };
        let (by, page) = (request.officer(), PageRequest::new(page, per_page));
        let found = audit_log::read(&request.app, by, &filter, page, &request.info).await?;
        Ok(AuditPage::new(found, as_of))
    }
}
