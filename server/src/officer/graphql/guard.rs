//! The one guard of the officers' schema: it stands before every field of `Query` and `Mutation`.
//!
//! It asks the table of permissions and nothing else. What has no line there is refused; a refusal is recorded.
//! The schema itself (`__schema`, `__type`) may be read by anyone who reaches the listener.

use std::sync::Arc;

use async_graphql::{
    PathSegment, ServerError, ServerResult, Value,
    extensions::{Extension, ExtensionContext, ExtensionFactory, NextResolve, ResolveInfo},
};
use entity::audit::Action;
use sea_orm::DbErr;

use super::context::OfficerContext;
use crate::{
    audit,
    graphql::error::ApiError,
    officer::{
        permission::{self, Operation, Verdict},
        session::LiveOfficer,
    },
};

/// Makes the guard of a request.
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
        let roles = request.and_then(|request| request.visitor()).map(|live: &LiveOfficer| &live.roles[..]);
        let permission = permission::of(operation, info.name);
        let error = match permission.map_or(Verdict::Forbidden, |permission| permission.judge(roles)) {
            Verdict::Allowed => return next.run(ctx, info).await,
            Verdict::Unauthenticated => ApiError::Unauthenticated,
            Verdict::Forbidden => ApiError::Forbidden,
        };
        if let Some(request) = request.filter(|request| request.is_first_refusal()) {
            record(request, error, info.name).await.map_err(|error| at(&info, error.into()))?;
        }
        Err(at(&info, error))
    }
}

/// The kind of operation that a field begins; `None` for what lies below it, and for the schema's own fields.
fn root(info: &ResolveInfo<'_>) -> Option<Operation> {
    let is_own = !info.name.starts_with("__");
    match info.parent_type {
        "Query" => is_own.then_some(Operation::Query),
        "Mutation" => is_own.then_some(Operation::Mutation),
        _ => None,
    }
}

/// The field is one of the schema's, so its name may stand in the trail.
async fn record(request: &OfficerContext, error: ApiError, field: &str) -> Result<(), DbErr> {
    let tx = migration::database::write(&request.app.db).await?;
    let event = request.event(Action::PermissionRefused).refused(error.code()).detail(field);
    audit::record(&tx, event).await?;
    tx.commit().await
}

fn at(info: &ResolveInfo<'_>, error: ApiError) -> ServerError {
    let mut error = async_graphql::Error::from(error).into_server_error(info.field.name.pos);
    error.path = vec![PathSegment::Field(info.alias.unwrap_or(info.name).to_owned())];
    error
}
