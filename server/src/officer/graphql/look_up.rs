//! Queries for accounts, mails and the trail. Each look is recorded, except at counts that name nobody.

use async_graphql::{Context, Object};

use super::{
    account::{Account, AccountPage},
    context::OfficerContext,
    mail::{MailFilter, MailPage},
    queue::MailQueue,
    trail::{AuditFilter, AuditPage},
};
use crate::{
    graphql::error::ApiError,
    mail_control,
    officer::{
        account::look_up::{self, Sought},
        mail, trail,
    },
};

/// Queries for accounts, mails and the trail.
#[derive(Default)]
pub struct LookUpQuery;

#[Object]
impl LookUpQuery {
    /// Accounts by user ID, e-mail address or name. What is typed decides: with an @ it is an address, which has to be
    /// whole and is compared without regard to case; with a digit, a user ID; else the beginning of a name, two
    /// letters or more. Anything else finds nothing. Each account that is shown is recorded as read.
    #[graphql(complexity = "(per_page.clamp(20, 100) as usize) * child_complexity / 10 + 1")]
    async fn accounts(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "What to look for.", validator(max_length = 200))] search: String,
        #[graphql(default = 1, desc = "Which page, from 1.")] page: i32,
        #[graphql(default = 20, desc = "How many a page: 20, 50 or 100.")] per_page: i32,
    ) -> Result<AccountPage, ApiError> {
        let (request, sought) = (OfficerContext::of(ctx), Sought::typed(&search));
        let pages = (page, per_page);
        let found = look_up::search(&request.app, request.officer(), &sought, pages, &request.visit).await?;
        Ok(AccountPage::new(&sought, found))
    }

    /// One account, closed ones too; null when nobody has this user ID. Its owner sees that it was looked at.
    async fn account(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The user ID.")] user_id: String,
    ) -> Result<Option<Account>, ApiError> {
        let request = OfficerContext::of(ctx);
        let found = look_up::read(&request.app, request.officer(), &user_id, &request.visit).await?;
        Ok(found.map(|account| Account::new(account, request.visit.now)))
    }

    /// Mails, the newest first. A list that nothing keeps short, neither an account nor a certificate nor a state in
    /// which few mails stay nor `from`, goes back 31 days.
    #[graphql(complexity = "(per_page.clamp(20, 100) as usize) * child_complexity / 10 + 1")]
    async fn mails(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Which; all of them without.")] filter: Option<MailFilter>,
        #[graphql(default = 1, desc = "Which page, from 1.")] page: i32,
        #[graphql(default = 20, desc = "How many a page: 20, 50 or 100.")] per_page: i32,
    ) -> Result<MailPage, ApiError> {
        let (request, filter) = (OfficerContext::of(ctx), filter.unwrap_or_default().into());
        let (by, pages) = (request.officer(), (page, per_page));
        let found = mail::look_up::list(&request.app, by, &filter, pages, &request.visit).await?;
        Ok(MailPage::new(found, request.visit.now))
    }

    /// How mails stand: how many wait and since when, what is paused and held, and what calls for staff.
    async fn queue(&self, ctx: &Context<'_>) -> Result<MailQueue, ApiError> {
        let request = OfficerContext::of(ctx);
        Ok(mail_control::status(&request.app.db, request.visit.now).await?.into())
    }

    /// The audit trail, the newest lines first; without `from` it goes back 31 days. This look is a line of it, too.
    #[graphql(complexity = "(per_page.clamp(20, 100) as usize) * child_complexity / 10 + 1")]
    async fn audit(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Which; all of them without.")] filter: Option<AuditFilter>,
        #[graphql(default = 1, desc = "Which page, from 1.")] page: i32,
        #[graphql(default = 20, desc = "How many a page: 20, 50 or 100.")] per_page: i32,
    ) -> Result<AuditPage, ApiError> {
        let (request, filter) = (OfficerContext::of(ctx), filter.unwrap_or_default().into());
        let (by, pages) = (request.officer(), (page, per_page));
        Ok(trail::read(&request.app, by, &filter, pages, &request.visit).await?.into())
    }
}
