//! The queries of the officers' schema. The permission table decides who may use which.

use async_graphql::{Context, MergedObject, Object};
use entity::officer::recovery_code;
use sea_orm::PaginatorTrait;

use super::{
    certificate::CertificateQuery,
    context::OfficerContext,
    look_up::LookUpQuery,
    notice::NoticeQuery,
    person::{Me, Officer, OfficerPage, OfficerSession, RemovalProposal, RoleProposal},
};
use crate::{
    graphql::{error::ApiError, paging::NumberedPageInfo},
    officer::{officer_admin, removal, role},
    paging::PageRequest,
};

/// Queries. Each requires a login, and all except `me` also require a role. If the login or the role is
/// missing, the response has a top-level error with `UNAUTHENTICATED` or `FORBIDDEN` in `extensions.code`.
#[derive(MergedObject, Default)]
pub struct Query(PeopleQuery, LookUpQuery, CertificateQuery, NoticeQuery);

/// The queries about officers.
#[derive(Default)]
pub struct PeopleQuery;

#[Object]
impl PeopleQuery {
    /// The officer who is logged in, and the session.
    async fn me(&self, ctx: &Context<'_>) -> Result<Me, ApiError> {
        let request = OfficerContext::of(ctx);
        let (live, now) = (request.officer(), request.info.now);
        let left = recovery_code::left_of(live.officer.id).count(&request.app.db).await?;
        Ok(Me {
            officer: Officer::new(live.officer.clone(), &live.roles, now),
            session: OfficerSession::new(live, now),
            recovery_codes_left: left,
        })
    }

    /// All officers, including closed ones, sorted by name. Requires the role `SECURITY`.
    #[graphql(complexity = "(per_page.clamp(20, 100) as usize) * child_complexity / 10 + 1")]
    async fn officers(
        &self,
        ctx: &Context<'_>,
        #[graphql(default = 1, desc = "Page number, from 1. A number past the end returns the last page.")]
        page: i32,
        #[graphql(default = 20, desc = "Rows per page: 20, 50 or 100. Other values round to the nearest.")]
        per_page: i32,
    ) -> Result<OfficerPage, ApiError> {
        let request = OfficerContext::of(ctx);
        let (db, now) = (&request.app.db, request.info.now);
        let page = officer_admin::list(db, PageRequest::new(page, per_page)).await?;
        let page_info = NumberedPageInfo::from(&page);
        let ids: Vec<_> = page.items.iter().map(|officer| officer.id).collect();
        let roles = officer_admin::roles_of(db, &ids).await?;
        let held = |id| roles.get(&id).map(Vec::as_slice).unwrap_or_default();
        let items =
            page.items.into_iter().map(|officer| Officer::new(officer.clone(), held(officer.id), now));
        Ok(OfficerPage { items: items.collect(), page_info })
    }

    /// The open role proposals, oldest first. Requires the role `SECURITY`.
    async fn role_proposals(&self, ctx: &Context<'_>) -> Result<Vec<RoleProposal>, ApiError> {
        let request = OfficerContext::of(ctx);
        let proposals = role::proposals(&request.app.db, request.info.now).await?;
        Ok(proposals.into_iter().map(Into::into).collect())
    }

    /// The open proposals to close an officer or to revoke the role `SECURITY`, oldest first. Requires the
    /// role `SECURITY`.
    async fn removal_proposals(&self, ctx: &Context<'_>) -> Result<Vec<RemovalProposal>, ApiError> {
        let request = OfficerContext::of(ctx);
        let proposals = removal::proposals(&request.app.db, request.info.now).await?;
        Ok(proposals.into_iter().map(Into::into).collect())
    }
}
