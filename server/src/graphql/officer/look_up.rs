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
    graphql::error::ApiError,
    officer::{
        account::look_up::{self, Sought},
        audit_log, mail,
    },
    outbox_admin,
};

/// The queries for accounts, emails and the audit log.
#[derive(Default)]
pub struct LookUpQuery;

#[Object]
impl LookUpQuery {
    /// Accounts by user ID, email address or name. Input with an @ is an email address, which has to be
    /// complete. Other input with a digit is a user ID. Any other input is the beginning of a name, at least
    /// two letters. Case is ignored. `searchedBy` says how the input was understood. The audit log records
    /// each account in the results as read.
    #[graphql(complexity = "(per_page.clamp(20, 100) as usize) * child_complexity / 10 + 1")]
    async fn accounts(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "User ID, email address or beginning of a name.", validator(max_length = 200))]
        search: String,
        #[graphql(default = 1, desc = "Page number, starting at 1.")] page: i32,
        #[graphql(default = 20, desc = "Rows per page: 20, 50 or 100.")] per_page: i32,
    ) -> Result<AccountPage, ApiError> {
        let (request, sought) = (OfficerContext::of(ctx), Sought::typed(&search));
        let pages = (page, per_page);
        let found = look_up::search(&request.app, request.officer(), &sought, pages, &request.info).await?;
        Ok(AccountPage::new(&sought, found))
    }

    /// The account with this user ID, open or closed; null if there is none. The account holder sees the
    /// access in "My page".
    async fn account(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The user ID, e.g. `hdlpf38617`.")] user_id: String,
    ) -> Result<Option<Account>, ApiError> {
        let request = OfficerContext::of(ctx);
        let found = look_up::read(&request.app, request.officer(), &user_id, &request.info).await?;
        Ok(found.map(|account| Account::new(account, request.info.now)))
    }

    /// Emails, newest first. Without `from`, the list goes back 31 days, unless `userId`, `certificateNumber`
    /// or a `state` such as `DEAD` keeps it short.
    #[graphql(complexity = "(per_page.clamp(20, 100) as usize) * child_complexity / 10 + 1")]
    async fn mails(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The filter; default: all emails.")] filter: Option<MailFilter>,
        #[graphql(default = 1, desc = "Page number, starting at 1.")] page: i32,
        #[graphql(default = 20, desc = "Rows per page: 20, 50 or 100.")] per_page: i32,
    ) -> Result<MailPage, ApiError> {
        let (request, filter) = (OfficerContext::of(ctx), filter.unwrap_or_default().into());
        let (by, pages) = (request.officer(), (page, per_page));
        let found = mail::look_up::list(&request.app, by, &filter, pages, &request.info).await?;
        Ok(MailPage::new(found, request.info.now))
    }

    /// Statistics of the email queue: how many emails wait and since when, what is paused or held, and active
    /// alerts.
    async fn queue(&self, ctx: &Context<'_>) -> Result<MailQueue, ApiError> {
        let request = OfficerContext::of(ctx);
        Ok(outbox_admin::status(&request.app.db, request.info.now).await?.into())
    }

    /// The audit log, newest events first. Without `from`, it goes back 31 days. The query itself is
    /// recorded, too.
    #[graphql(complexity = "(per_page.clamp(20, 100) as usize) * child_complexity / 10 + 1")]
    async fn audit(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The filter; default: all events.")] filter: Option<AuditFilter>,
        #[graphql(default = 1, desc = "Page number, starting at 1.")] page: i32,
        #[graphql(default = 20, desc = "Rows per page: 20, 50 or 100.")] per_page: i32,
    ) -> Result<AuditPage, ApiError> {
        let (request, filter) = (OfficerContext::of(ctx), filter.unwrap_or_default().into());
        let (by, pages) = (request.officer(), (page, per_page));
        Ok(audit_log::read(&request.app, by, &filter, pages, &request.info).await?.into())
    }
}
