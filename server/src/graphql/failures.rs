//! Turns the failure of a nullable field into `null` and an error.
//!
//! Without this extension, the engine propagates every error to the parent. The extension wraps every field.
//! A nullable field becomes null, and its error is kept for the response; the error of any other field goes
//! up to the nearest nullable one. The officers' schema needs it, because its guard refuses fields of all
//! types. The applicants' schema avoids its cost (`graphql::or_null`).

use std::sync::{Arc, Mutex, PoisonError};

use async_graphql::{
    Response, ServerError, ServerResult, Value,
    extensions::{Extension, ExtensionContext, ExtensionFactory, NextRequest, NextResolve, ResolveInfo},
};

/// Creates the extension of one operation, which collects the errors of nullable fields.
pub struct Failures;

impl ExtensionFactory for Failures {
    fn create(&self) -> Arc<dyn Extension> {
        Arc::new(OfOneRequest::default())
    }
}

#[derive(Default)]
struct OfOneRequest(Mutex<Vec<ServerError>>);

#[async_graphql::async_trait::async_trait]
impl Extension for OfOneRequest {
    async fn request(&self, ctx: &ExtensionContext<'_>, next: NextRequest<'_>) -> Response {
        let mut response = next.run(ctx).await;
        response.errors.append(&mut self.0.lock().unwrap_or_else(PoisonError::into_inner));
        response
    }

    async fn resolve(
        &self,
        ctx: &ExtensionContext<'_>,
        info: ResolveInfo<'_>,
        next: NextResolve<'_>,
    ) -> ServerResult<Option<Value>> {
        let may_be_null = !info.return_type.ends_with('!');
        match next.run(ctx, info).await {
            Err(error) if may_be_null => {
                self.0.lock().unwrap_or_else(PoisonError::into_inner).push(error);
                Ok(None)
            }
            done => done,
        }
    }
}

#[cfg(test)]
mod tests {
    use async_graphql::{EmptyMutation, EmptySubscription, Object, Schema};
    use serde_json::json;

    use super::*;

    struct Query;

    #[Object]
    #[expect(clippy::unused_async, reason = "the engine's macro requires it")]
    impl Query {
        async fn good(&self) -> i32 {
            1
        }
        async fn optional(&self) -> async_graphql::Result<Option<i32>> {
            Err("optional".into())
        }
        async fn required(&self) -> async_graphql::Result<i32> {
            Err("required".into())
        }
        async fn below(&self) -> Option<Query> {
            Some(Query)
        }
        async fn list(&self) -> Vec<Query> {
            vec![Query]
        }
    }

    async fn check(query: &str, data: serde_json::Value, errors: &[&str]) {
        let schema = Schema::build(Query, EmptyMutation, EmptySubscription).extension(Failures).finish();
        let answer = schema.execute(query).await;
        assert_eq!(answer.data.into_json().expect("JSON"), data, "{query}");
        let found: Vec<_> = answer.errors.iter().map(|error| error.message.as_str()).collect();
        assert_eq!(found, errors, "{query}");
    }

    #[tokio::test]
    async fn a_failure_ends_at_the_first_field_that_may_be_null() {
        check("{optional good}", json!({ "optional": null, "good": 1 }), &["optional"]).await;
        check("{good required}", json!(null), &["required"]).await;
        check("{good below{good required}}", json!({ "good": 1, "below": null }), &["required"]).await;
        check(
            "{below{list{good optional}}}",
            json!({ "below": { "list": [{ "good": 1, "optional": null }] } }),
            &["optional"],
        )
        .await;
        check("{good below{list{required}}}", json!({ "good": 1, "below": null }), &["required"]).await;
    }
}
