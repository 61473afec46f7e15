//! The rows of a page of receipts, serialized in one go. The engine would create a future for each field, and
//! a page has hundreds of fields. None of them needs I/O, and one has an argument.

use std::borrow::Cow;

use async_graphql::{
    ContextSelectionSet, Name, OutputType, Positioned, ServerResult, Value,
    indexmap::IndexMap,
    parser::types::{Field, Selection},
    registry::Registry,
};

use super::{receipt::Receipt, request_context::RequestContext};

/// The rows of a page, which resolve themselves without the engine.
pub struct ReceiptRows(pub Vec<Receipt>);

impl OutputType for ReceiptRows {
    fn type_name() -> Cow<'static, str> {
        <Vec<Receipt> as OutputType>::type_name()
    }

    fn qualified_type_name() -> String {
        <Vec<Receipt> as OutputType>::qualified_type_name()
    }

    fn create_type_info(registry: &mut Registry) -> String {
        <Vec<Receipt> as OutputType>::create_type_info(registry)
    }

    async fn resolve(&self, ctx: &ContextSelectionSet<'_>, field: &Positioned<Field>) -> ServerResult<Value> {
        match self.written(ctx)? {
            Some(rows) => Ok(Value::List(rows)),
            // Fragments were expanded before execution. For anything else that is not a plain field, the
            // engine takes over.
            None => OutputType::resolve(&self.0, ctx, field).await,
        }
    }
}

/// What a selected field shows of each row.
enum Column {
    /// The value of the field of this name.
    Plain(Name),
    /// The status in words, in this language.
    StatusLabel(entity::language::Language),
}

impl ReceiptRows {
    fn written(&self, ctx: &ContextSelectionSet<'_>) -> ServerResult<Option<Vec<Value>>> {
        let mut columns = Vec::new();
        for selection in &ctx.item.node.items {
            let Selection::Field(field) = &selection.node else { return Ok(None) };
            let column = match field.node.name.node.as_str() {
                "statusLabel" => {
                    let of_field = ctx.with_field(field);
                    let (_, language) = of_field.param_value("language", None)?;
                    Column::StatusLabel(RequestContext::of(&of_field).language(language))
                }
                _ => Column::Plain(field.node.name.node.clone()),
            };
            columns.push((field.node.response_key().node.clone(), column));
        }
        let value = |receipt: &Receipt, column: &Column| match column {
            Column::Plain(name) => receipt.value(name),
            Column::StatusLabel(language) => Some(receipt.label(*language).into()),
        };
        let row = |receipt: &Receipt| {
            let values = columns.iter().map(|(key, column)| Some((key.clone(), value(receipt, column)?)));
            values.collect::<Option<IndexMap<_, _>>>().map(Value::Object)
        };
        Ok(self.0.iter().map(row).collect())
    }
}

#[cfg(test)]
mod tests {
    use apollo_compiler::schema::ExtendedType;
    use async_graphql::{EmptyMutation, EmptySubscription, Object, Schema};
    use chrono::DateTime;
    use entity::certificate::{CertificateId, Listed};
    use uuid::Uuid;

    use super::*;
    use crate::{graphql, http::graphql::schema::ApiSchema};

    fn receipts() -> Vec<Receipt> {
        let at = DateTime::from_timestamp_millis(1_762_500_000_000).expect("a valid time");
        let listed = |registered_at, cancelled_at| Listed {
            id: CertificateId(Uuid::from_u128(7)),
            number: "TEST25-\"1\"".to_owned(),
            holder_name: "JOHN \"J\" DOE".to_owned(),
            requested_at: at,
            registered_at,
            cancelled_at,
            issued_on: at.date_naive(),
            remind_until: at,
        };
        let receipts = [listed(None, None), listed(Some(at), None), listed(Some(at), Some(at))];
        receipts.map(|listed| Receipt::new(listed, at)).into()
    }

    struct Query;

    #[Object]
    impl Query {
        async fn at_once(&self) -> ReceiptRows {
            ReceiptRows(receipts())
        }
        async fn by_the_engine(&self) -> Vec<Receipt> {
            receipts()
        }
    }

    #[tokio::test]
    async fn all_fields_are_as_the_engine_writes_them() {
        let api = ApiSchema::new(&graphql::applicant::sdl());
        let Some(ExtendedType::Object(receipt)) = api.schema.types.get("Receipt") else { panic!("a type") };
        // The label needs the language of a request: `tests/receipt.rs` compares it.
        let names = receipt.fields.keys().filter(|name| *name != "statusLabel");
        let fields = names.fold("__typename again:id".to_owned(), |all, name| format!("{all} {name}"));
        let schema = Schema::build(Query, EmptyMutation, EmptySubscription).finish();
        let asked = |name: &str| format!("{{rows:{name}{{{fields}}}}}");
        let written = [schema.execute(asked("atOnce")).await, schema.execute(asked("byTheEngine")).await];
        let [at_once, by_the_engine] = written.map(|answer| {
            assert!(answer.errors.is_empty(), "{:?}", answer.errors);
            answer.data
        });
        assert_eq!(at_once, by_the_engine);
        let Value::Object(data) = at_once else { panic!("an object") };
        assert!(matches!(&data["rows"], Value::List(rows) if rows.len() == 3));
        let in_a_fragment = schema.execute("{atOnce{...on Receipt{id}}}").await;
        assert!(in_a_fragment.errors.is_empty());
    }
}
