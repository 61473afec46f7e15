//! A field that becomes null when its resolver fails, with an error beside it.
//!
//! By default, the engine propagates the error of a nullable field to its parent. An extension around every
//! field prevents that (`graphql::failures`), but it costs time at every field of every response. This type
//! costs nothing elsewhere. Resolvers of the applicants' schema return it when they can fail and may be null.

use std::borrow::Cow;

use async_graphql::{
    ContextSelectionSet, OutputType, Positioned, ServerResult, Value, parser::types::Field,
    registry::Registry,
};

use super::error::ApiError;

/// A value, null, or the error that prevented both.
pub struct OrNull<T>(Result<Option<T>, ApiError>);

impl<T> From<Result<Option<T>, ApiError>> for OrNull<T> {
    fn from(outcome: Result<Option<T>, ApiError>) -> Self {
        Self(outcome)
    }
}

impl<T: OutputType> OutputType for OrNull<T> {
    fn type_name() -> Cow<'static, str> {
        T::type_name()
    }

    fn qualified_type_name() -> String {
        Option::<T>::qualified_type_name()
    }

    fn create_type_info(registry: &mut Registry) -> String {
        Option::<T>::create_type_info(registry)
    }

    async fn resolve(&self, ctx: &ContextSelectionSet<'_>, field: &Positioned<Field>) -> ServerResult<Value> {
        match &self.0 {
            Ok(outcome) => outcome.resolve(ctx, field).await,
            Err(error) => {
                // Recorded here and not returned: a returned error would also null the parent.
                let error = async_graphql::Error::from(*error).into_server_error(field.pos);
                ctx.add_error(ctx.set_error_path(error));
                Ok(Value::Null)
            }
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
    impl Query {
        async fn good(&self) -> i32 {
            1
        }
        async fn fallible(&self) -> OrNull<i32> {
            Ok(Some(2)).into()
        }
        async fn nothing(&self) -> OrNull<i32> {
            Ok(None).into()
        }
        async fn failed(&self) -> OrNull<i32> {
            Err(ApiError::Internal).into()
        }
        async fn list(&self) -> Vec<Query> {
            vec![Query]
        }
    }

    #[tokio::test]
    async fn an_error_makes_its_field_null_and_no_other() {
        let schema = Schema::new(Query, EmptyMutation, EmptySubscription);
        let answer = schema.execute("{good fallible nothing list{failed good}}").await;
        let expected =
            json!({ "good": 1, "fallible": 2, "nothing": null, "list": [{ "failed": null, "good": 1 }] });
        assert_eq!(answer.data.into_json().expect("JSON"), expected);
        let [error] = &answer.errors[..] else { panic!("{:?}", answer.errors) };
        assert_eq!(error.message, "INTERNAL_SERVER_ERROR");
        assert_eq!(serde_json::to_value(&error.path).expect("JSON"), json!(["list", 0, "failed"]));
        assert!(schema.sdl().contains("failed: Int\n"), "{}", schema.sdl());
    }
}
