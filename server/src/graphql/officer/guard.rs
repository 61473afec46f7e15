//! The guard of the officers' schema: it runs before every field of `Query`, `Viewer` and `Mutation`.
//!
//! It consults the permission table and nothing else, and refuses every field that the table does not list. A
//! refusal is remembered, and recorded when the engine is done. A mutation without a login is refused by its
//! own payload, so the guard lets it begin: no use case can be called without an officer. Anyone who can reach
//! the listener may read the schema itself (`__schema`, `__type`).

use std::sync::Arc;

use async_graphql::{
    PathSegment, ServerError, ServerResult, Value,
    extensions::{Extension, ExtensionContext, ExtensionFactory, NextResolve, ResolveInfo},
};
use entity::audit::Reason;

use super::context::OfficerContext;
use crate::{
    graphql::error::{ApiError, ROLE_MISSING},
    officer::{
        permission::{self, Operation, Permission, Verdict},
        session::LiveOfficer,
    },
};

/// Creates the guard for a request; it has no state of its own.
pub struct Guard;

impl ExtensionFactory for Guard {
    fn create(&self) -> Arc<dyn Extension> {
        Arc::new(Self)
    }
}

#[async_graphql::async_trait::async_trait]
impl Extension for Guard {
    async fn resolve(
        &self,
        ctx: &ExtensionContext<'_>,
        info: ResolveInfo<'_>,
        next: NextResolve<'_>,
    ) -> ServerResult<Option<Value>> {
        let Some(operation) = root(&info) else { return next.run(ctx, info).await };
        let request = ctx.data_opt::<Arc<OfficerContext>>();
        let roles = request.and_then(|request| request.session()).map(|live: &LiveOfficer| &live.roles[..]);
        let permission = permission::of(operation, info.name);
        let verdict = permission.map_or(Verdict::Forbidden, |permission| permission.judge(roles));
        // Only remembered here: this future is dropped as soon as another field fails.
        let refuse = |reason| {
            if let Some(request) = request {
                request.refuse(reason, info.name);
            }
        };
        match (verdict, operation) {
            (Verdict::Allowed, _) => next.run(ctx, info).await,
            (Verdict::NotLoggedIn, Operation::Mutation) => {
                refuse(Reason::NotLoggedIn);
                next.run(ctx, info).await
            }
            // A query that requires a login is a field of `Viewer`, which nobody has without one.
            (Verdict::NotLoggedIn | Verdict::Forbidden, _) => {
                refuse(Reason::Forbidden);
                tracing::info!(field = info.name, reason = ROLE_MISSING, "refused a field to an officer");
                let roles = permission.map_or(&[][..], Permission::roles);
                Err(at(&info, ApiError::Forbidden(roles)))
            }
        }
    }
}

/// The kind of a field that has a permission; `None` for all others, and for the schema's own fields.
fn root(info: &ResolveInfo<'_>) -> Option<Operation> {
    let is_own = !info.name.starts_with("__");
    match info.parent_type {
        "Query" => is_own.then_some(Operation::Query),
        "Viewer" => is_own.then_some(Operation::Viewer),
        "Mutation" => is_own.then_some(Operation::Mutation),
        _ => None,
    }
}

fn at(info: &ResolveInfo<'_>, error: ApiError) -> ServerError {
    let mut error = async_graphql::Error::from(error).into_server_error(info.field.name.pos);
    // There is no list on the way to such a field.
    error.path = info.path_node.to_string_vec().into_iter().map(PathSegment::Field).collect();
    error
}
