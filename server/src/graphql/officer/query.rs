//! The queries of the officers' schema. Everything that requires a login is under `viewer`; the permission
//! table decides who may use which of its fields.

use async_graphql::{Context, MergedObject, Object};
use entity::officer::recovery_code;
use sea_orm::PaginatorTrait;

use super::{
    certificate::CertificateQuery,
    context::OfficerContext,
    look_up::LookUpQuery,
    notice::NoticeQuery,
    person::{Officer, OfficerPage, RemovalProposal, RoleProposal, SessionStatus},
    preview::PreviewQuery,
};
use crate::{
    graphql::{error::ApiError, paging::NumberedPageInfo},
    officer::{officer_admin, removal, role},
    paging::PageRequest,
};

/// Queries. Everything that requires a login is under `viewer`.
#[derive(Default)]
pub struct Query;

/// Queries. Everything that requires a login is under `viewer`.
#[Object]
impl Query {
    /// The officer who is logged in, and what that officer may see; null if nobody is logged in.
    async fn viewer(&self, ctx: &Context<'_>) -> Option<Viewer> {
        OfficerContext::of(ctx).session().map(|_| Viewer::default())
    }

    /// When the session ends; null if nobody is logged in. An operation that queries only this field does not
    /// count as activity, so a page can poll it.
    async fn session_status(&self, ctx: &Context<'_>) -> Option<SessionStatus> {
        let request = OfficerContext::of(ctx);
        request.session().map(|live| SessionStatus::new(live, request.info.now))
    }
}

/// The officer who is logged in, and what that officer may see. Most fields require a role; if it is missing,
/// the response has a top-level error with `FORBIDDEN` in `extensions.code`.
#[derive(MergedObject, Default)]
pub struct Viewer(PeopleQuery, LookUpQuery, CertificateQuery, NoticeQuery, PreviewQuery);

/// The queries about officers.
#[derive(Default)]
pub struct PeopleQuery;

#[Object]
impl PeopleQuery {
    /// The officer who is logged in.
    async fn officer(&self, ctx: &Context<'_>) -> Officer {
        let request = OfficerContext::of(ctx);
        let live = request.officer();
        Officer::new(live.officer.clone(), &live.roles, request.info.now)
    }

    /// When the current session ends. To look at it without activity, query the field of this name of `Query`.
    async fn session_status(&self, ctx: &Context<'_>) -> SessionStatus {
        let request = OfficerContext::of(ctx);
        SessionStatus::new(request.officer(), request.info.now)
    }

    /// The number of recovery codes that have not been used.
    async fn recovery_codes_left(&self, ctx: &Context<'_>) -> Result<u64, ApiError> {
        let request = OfficerContext::of(ctx);
        Ok(recovery_code::left_of(request.officer().officer.id).count(&request.app.db).await?)
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
        RoleProposal::all(proposals, request).await
    }

    /// The open proposals to close an officer or to revoke the role `SECURITY`, oldest first. Requires the
    /// role `SECURITY`.
    async fn removal_proposals(&self, ctx: &Context<'_>) -> Result<Vec<RemovalProposal>, ApiError> {
        let request = OfficerContext::of(ctx);
        let proposals = removal::proposals(&request.app.db, request.info.now).await?;
        RemovalProposal::all(proposals, request).await
    }
}
