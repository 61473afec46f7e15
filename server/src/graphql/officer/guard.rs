//! The guard of the officers' schema: it runs before every field of `Query` and `Mutation`.
//!
//! It consults the permission table and nothing else, and refuses every field that the table does not list. A
//! refusal is remembered, and recorded when the engine is done. Anyone who can reach the listener may read
//! the schema itself (`__schema`, `__type`).

use std::sync::Arc;

use async_graphql::{
    PathSegment, ServerError, ServerResult, Value,
    extensions::{Extension, ExtensionContext, ExtensionFactory, NextResolve, ResolveInfo},
};

use super::context::OfficerContext;
use crate::{
    graphql::error::ApiError,
    officer::{
        permission::{self, Operation, Verdict},
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
        let roles = request.and_then(|request| request.viewer()).map(|live: &LiveOfficer| &live.roles[..]);
        let permission = permission::of(operation, info.name);
        let error = match permission.map_or(Verdict::Forbidden, |permission| permission.judge(roles)) {
            Verdict::Allowed => return next.run(ctx, info).await,
            Verdict::Unauthenticated => ApiError::Unauthenticated,
            Verdict::Forbidden => ApiError::Forbidden,
        };
        // Only remembered here: this future is dropped as soon as another field fails.
        if let Some(request) = request {
            request.refuse(error.code(), info.name);
        }
        Err(at(&info, error))
    }
}

/// The operation that a top-level field belongs to; `None` for nested fields and for the schema's own fields.
fn root(info: &ResolveInfo<'_>) -> Option<Operation> {
    let is_own = !info.name.starts_with("__");
    match info.parent_type {
        "Query" => is_own.then_some(Operation::Query),
        "Mutation" => is_own.then_some(Operation::Mutation),
        _ => None,
    }
}

fn at(info: &ResolveInfo<'_>, error: ApiError) -> ServerError {
    let mut error = async_graphql::Error::from(error).into_server_error(info.field.name.pos);
    error.path = vec![PathSegment::Field(info.alias.unwrap_or(info.name).to_owned())];
    error
}
