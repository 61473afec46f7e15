//! What officers can read. Who may read what stands in the table of permissions.

use async_graphql::{Context, MergedObject, Object};
use entity::officer::recovery_code;
use sea_orm::PaginatorTrait;

use super::{
    certificate::CertificateQuery,
    context::OfficerContext,
    look_up::LookUpQuery,
    notice::NoticeQuery,
    person::{Me, Officer, OfficerPage, OfficerSession, RoleProposal},
};
use crate::{
    graphql::{error::ApiError, paging::NumberedPageInfo},
    officer::{care, role},
};

/// What officers can read.
#[derive(MergedObject, Default)]
pub struct Query(PeopleQuery, LookUpQuery, CertificateQuery, NoticeQuery);

/// Queries about officers themselves.
#[derive(Default)]
pub struct PeopleQuery;

#[Object]
impl PeopleQuery {
    /// Whoever is logged in.
    async fn me(&self, ctx: &Context<'_>) -> Result<Me, ApiError> {
        let request = OfficerContext::of(ctx);
        let (live, now) = (request.officer(), request.visit.now);
        let left = recovery_code::left_of(live.officer.id).count(&request.app.db).await?;
        Ok(Me {
            officer: Officer::new(live.officer.clone(), &live.roles, now),
            session: OfficerSession::new(live, now),
            recovery_codes_left: left,
        })
    }

    /// All officers by name, closed ones too.
    #[graphql(complexity = "(per_page.clamp(20, 100) as usize) * child_complexity / 10 + 1")]
    async fn officers(
        &self,
        ctx: &Context<'_>,
        #[graphql(default = 1, desc = "Which page, from 1.")] page: i32,
        #[graphql(default = 20, desc = "How many a page: 20, 50 or 100.")] per_page: i32,
    ) -> Result<OfficerPage, ApiError> {
        let request = OfficerContext::of(ctx);
        let (db, now) = (&request.app.db, request.visit.now);
        let page = care::list(db, page, per_page).await?;
        let page_info = NumberedPageInfo::from(&page);
        let ids: Vec<_> = page.items.iter().map(|officer| officer.id).collect();
        let roles = care::roles_of(db, &ids).await?;
        let held = |id| roles.get(&id).map(Vec::as_slice).unwrap_or_default();
        let items =
            page.items.into_iter().map(|officer| Officer::new(officer.clone(), held(officer.id), now));
        Ok(OfficerPage { items: items.collect(), page_info })
    }

    /// Roles that one officer has proposed and another has to grant, the oldest first.
    async fn role_proposals(&self, ctx: &Context<'_>) -> Result<Vec<RoleProposal>, ApiError> {
        let request = OfficerContext::of(ctx);
        let proposals = role::proposals(&request.app.db, request.visit.now).await?;
        Ok(proposals.into_iter().map(Into::into).collect())
    }
}
