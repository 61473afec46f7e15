//! Query cost analysis: counts fields, rows, depth and aliases of an operation before it is executed.
//!
//! The engine walks a fragment again for each spread, so twenty fragments with two spreads each are a million
//! fields. Here each fragment is analyzed once. Introspection (`__schema`, `__type`) has its own limits,
//! because the usual introspection query is deeper than any other. Nothing here executes or charges.

use std::collections::HashMap;

use apollo_compiler::{
    ExecutableDocument, Name,
    executable::{Field, Operation, Selection, SelectionSet, Value as Given},
    response::{JsonMap, JsonValue},
};

use serde_json::{Value, json};

use super::{limit_name::LimitName, limits::Limits, reason::Reason, refusal::Refusal};
use crate::paging;

/// The number of rows that a list without pages counts for.
const ROWS: u64 = 10;

/// The cost of an operation: its fields are charged to the client, its rows only have a limit.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Cost {
    /// The number of fields, with fragments expanded.
    pub fields: u32,
    /// The number of fields times the rows that they are requested for.
    pub rows: u64,
}

impl Cost {
    /// The cost as the response shows it in `extensions`.
    #[must_use]
    pub fn shown(self, limits: &Limits) -> Value {
        json!({
            "fields": self.fields,
            "maxFields": limits.fields,
            "rows": self.rows,
            "maxRows": limits.cost,
        })
    }
}

/// Computes the cost of an operation. Refuses one above the limits, e.g. with fragments that spread
/// fragments, many aliases of one field, or large pages of large pages, and one with several mutations.
pub fn analyze(
    document: &ExecutableDocument,
    operation: &Operation,
    variables: &JsonMap,
    limits: &Limits,
) -> Result<Cost, Refusal> {
    let mut scales = Analysis { document, variables, limits, weighed: HashMap::new() };
    let whole = scales.selections(&operation.selection_set)?;
    let rows = whole.flat.saturating_add(whole.listed.saturating_mul(ROWS));
    let counted = [
        (LimitName::Depth, whole.depth),
        (LimitName::IntrospectionDepth, whole.schema_depth),
        (LimitName::Fields, whole.all.max(whole.schema)),
        (LimitName::Aliases, whole.aliases),
        (LimitName::Cost, rows),
    ];
    for (name, count) in counted {
        let limit = limits.value(name);
        if count > u64::try_from(limit.max).unwrap_or(u64::MAX) {
            return Err(Refusal::Exceeds(limit));
        }
    }
    // One mutation per request: a hundred aliases of `logIn` would be a hundred guesses.
    if operation.is_mutation() && whole.own > 1 {
        return Err(Refusal::Request(Reason::SeveralMutations));
    }
    let fields = u32::try_from(whole.all.saturating_add(whole.schema)).unwrap_or(u32::MAX);
    Ok(Cost { fields: fields.max(1), rows })
}

/// The cost of a selection with its fragments expanded.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
struct FieldCost {
    /// The number of fields at its own level.
    own: u64,
    /// The number of fields at all levels, without introspection.
    all: u64,
    /// The number of introspection fields.
    schema: u64,
    /// The number of fields with an alias.
    aliases: u64,
    /// The depth of fields, without introspection.
    depth: u64,
    /// The depth of introspection fields.
    schema_depth: u64,
    /// Fields times rows, without the lists at its own level.
    flat: u64,
    /// The cost of one row of each of those lists.
    listed: u64,
}

impl FieldCost {
    fn add(&mut self, other: Self) {
        self.own = self.own.saturating_add(other.own);
        self.all = self.all.saturating_add(other.all);
        self.schema = self.schema.saturating_add(other.schema);
        self.aliases = self.aliases.saturating_add(other.aliases);
        self.depth = self.depth.max(other.depth);
        self.schema_depth = self.schema_depth.max(other.schema_depth);
        self.flat = self.flat.saturating_add(other.flat);
        self.listed = self.listed.saturating_add(other.listed);
    }
}

struct Analysis<'a> {
    document: &'a ExecutableDocument,
    variables: &'a JsonMap,
    limits: &'a Limits,
    /// The cost of each fragment; `None` while it is being analyzed.
    weighed: HashMap<&'a Name, Option<FieldCost>>,
}

impl<'a> Analysis<'a> {
    fn selections(&mut self, selections: &'a SelectionSet) -> Result<FieldCost, Refusal> {
        let mut total = FieldCost::default();
        for selection in &selections.selections {
            total.add(match selection {
                Selection::Field(field) => self.field(field)?,
                Selection::InlineFragment(fragment) => self.selections(&fragment.selection_set)?,
                Selection::FragmentSpread(spread) => self.fragment(&spread.fragment_name)?,
            });
        }
        Ok(total)
    }

    fn fragment(&mut self, name: &'a Name) -> Result<FieldCost, Refusal> {
        match self.weighed.get(name) {
            Some(Some(weight)) => return Ok(*weight),
            // The fragment spreads itself, so its fields have no end.
            Some(None) => return Err(Refusal::Exceeds(self.limits.value(LimitName::Fields))),
            None => {}
        }
        let Some(fragment) = self.document.fragments.get(name) else { return Ok(FieldCost::default()) };
        self.weighed.insert(name, None);
        let weight = self.selections(&fragment.selection_set)?;
        self.weighed.insert(name, Some(weight));
        Ok(weight)
    }

    fn field(&mut self, field: &'a Field) -> Result<FieldCost, Refusal> {
        let inner = self.selections(&field.selection_set)?;
        let aliases = inner.aliases.saturating_add(u64::from(field.alias.is_some()));
        if matches!(field.name.as_str(), "__schema" | "__type") {
            let (schema, schema_depth) = (inner.all.saturating_add(1), inner.depth + 1);
            return Ok(FieldCost {
                own: 1,
                schema,
                schema_depth,
                aliases,
                flat: schema,
                ..FieldCost::default()
            });
        }
        let rows = self.page_size(field).unwrap_or(ROWS);
        let inside = inner.flat.saturating_add(inner.listed.saturating_mul(rows));
        let (flat, listed) = if field.ty().is_list() { (1, inside) } else { (inside.saturating_add(1), 0) };
        Ok(FieldCost {
            own: 1,
            all: inner.all.saturating_add(1),
            depth: inner.depth + 1,
            aliases,
            flat,
            listed,
            ..inner
        })
    }

    /// The number of rows of a page, if the field has pages: the size that will be used, not the requested
    /// one.
    fn page_size(&self, field: &Field) -> Option<u64> {
        let value = field.argument_by_name("perPage").ok()?;
        let asked = match &**value {
            Given::Variable(name) => self.variables.get(name.as_str()).and_then(JsonValue::as_i64),
            Given::Int(size) => size.try_to_i32().ok().map(i64::from),
            _ => None,
        };
        // A size that cannot be read counts as the largest, so that it cannot make a query seem cheap.
        let asked = asked.and_then(|size| i32::try_from(size).ok()).unwrap_or(i32::MAX);
        Some(paging::nearest_size(asked))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::http::graphql::schema::ApiSchema;

    fn cost_with(text: &str, variables: Value, limits: &Limits) -> Result<Cost, Refusal> {
        let api = ApiSchema::new(&crate::graphql::applicant::sdl());
        let document = ExecutableDocument::parse(&api.schema, text, "document")
            .unwrap_or_else(|faults| panic!("{text}: {}", faults.errors));
        let operation = document.operations.iter().next().expect("an operation");
        let variables: JsonValue = variables.into();
        analyze(&document, operation, variables.as_object().expect("an object"), limits)
    }

    fn cost(text: &str) -> Result<Cost, Refusal> {
        cost_with(text, json!({}), &Limits::default())
    }

    fn fields(text: &str) -> Result<u32, Refusal> {
        cost(text).map(|cost| cost.fields)
    }

    fn beyond<T>(limit: LimitName) -> Result<T, Refusal> {
        Err(Refusal::Exceeds(Limits::default().value(limit)))
    }

    #[test]
    fn what_unfolds_too_far_is_refused() {
        let bomb = |levels: usize| {
            let fragment = |level| format!("fragment f{level} on Query{{...f{0} ...f{0}}}", level + 1);
            let chain = (0..levels).map(fragment).collect::<String>();
            format!("{{...f0}} {chain} fragment f{levels} on Query{{__typename}}")
        };
        assert_eq!(fields(&bomb(8)), Ok(256));
        for levels in [9, 60, 70] {
            assert_eq!(fields(&bomb(levels)), beyond(LimitName::Fields), "{levels}");
        }
        let cycle = "{...a} fragment a on Query{...b} fragment b on Query{...a}";
        assert_eq!(fields(cycle), beyond(LimitName::Fields));
        let many = |count: usize| format!("{{{}}}", "__typename ".repeat(count));
        assert_eq!(fields(&many(500)), Ok(500));
        assert_eq!(fields(&many(501)), beyond(LimitName::Fields));
    }

    #[test]
    fn other_names_and_mutations_are_counted() {
        let aliases = |count: usize| {
            let name = |n| format!("a{n}:__typename ");
            let names = (0..count).map(name).collect::<String>();
            format!("{{{names}}}")
        };
        assert_eq!(fields(&aliases(30)), Ok(30));
        assert_eq!(fields(&aliases(31)), beyond(LimitName::Aliases));
        let spread = "{...f ...f ...f ...f} fragment f on Query{a:__typename b:__typename c:__typename d:__typename \
                      e:__typename f:__typename g:__typename h:__typename}";
        assert_eq!(fields(spread), beyond(LimitName::Aliases), "32 with fragments expanded");
        assert_eq!(fields("mutation{logOut{errors{__typename}}}"), Ok(3));
        for two in [
            "mutation{a:logOut{errors{__typename}} b:logOut{errors{__typename}}}",
            "mutation{logOut{errors{__typename}} logOut{errors{__typename}}}",
            "mutation{...m ...m} fragment m on Mutation{logOut{errors{__typename}}}",
            "mutation{logOut{errors{__typename}} ...{__typename}}",
        ] {
            assert_eq!(fields(two), Err(Refusal::Request(Reason::SeveralMutations)), "{two}");
        }
    }

    #[test]
    fn depth_is_counted_and_the_schemas_apart() {
        let types = |levels: usize| {
            format!("{{__schema{{types{}kind{}}}}}", "{ofType".repeat(levels) + "{", "}".repeat(levels + 1))
        };
        assert_eq!(fields(&types(13)), Ok(16));
        assert_eq!(fields(&types(14)), beyond(LimitName::IntrospectionDepth));
        let limits = Limits { depth: 4, ..Limits::default() };
        let shallow = |text: &str| cost_with(text, json!({}), &limits).map(drop);
        assert_eq!(shallow("{viewer{receipts{items{status}}}}"), Ok(()));
        assert_eq!(shallow("{viewer{...{receipts{pageInfo{page}}}}}"), Ok(()));
        let five = "{viewer{...f}} fragment f on Account{address{municipality{prefecture{code}}}}";
        assert_eq!(shallow(five), Err(Refusal::Exceeds(limits.value(LimitName::Depth))));
    }

    #[test]
    fn a_page_costs_the_rows_that_it_will_have() {
        let rows = |per_page: &str| {
            cost(&format!(
                "{{viewer{{receipts(perPage:{per_page}){{items{{id status}} pageInfo{{page}}}}}}}}"
            ))
            .map(|cost| cost.rows)
        };
        // The five fields viewer, receipts, items, pageInfo and page, and two fields of each row.
        for (per_page, expected) in
            [("20", 5 + 40), ("50", 5 + 100), ("100", 5 + 200), ("100000", 5 + 200), ("-1", 5 + 40)]
        {
            assert_eq!(rows(per_page), Ok(expected), "{per_page}");
        }
        let by_variable = |size: serde_json::Value| {
            let text =
                "query($n:Int!){viewer{receipts(perPage:$n){...P}}} fragment P on ReceiptPage{items{id}}";
            cost_with(text, json!({ "n": size }), &Limits::default()).map(|cost| cost.rows)
        };
        assert_eq!(by_variable(json!(50)), Ok(3 + 50));
        assert_eq!(
            cost("{viewer{receipts{items{id}}}}").map(|cost| cost.rows),
            Ok(3 + 20),
            "20 is the default"
        );
        assert_eq!(
            cost("{userTypes{type label}}").map(|cost| cost.rows),
            Ok(1 + 20),
            "a list without pages counts as ten rows"
        );
        let full = "{viewer{receipts(perPage:100){items{id certificateNumber requestedAt registeredAt status issuedOn \
                    validUntil isPastValidity} pageInfo{page perPage totalItems totalPages}}}}";
        assert!(cost(full).is_ok());
        let page = |n| {
            format!(
                "a{n}:receipts(perPage:100){{items{{id status issuedOn validUntil requestedAt registeredAt certificateNumber}}}} "
            )
        };
        let pages = (0..15).map(page).collect::<String>();
        assert_eq!(cost(&format!("{{viewer{{{pages}}}}}")).map(drop), beyond(LimitName::Cost));
    }
}
