//! The shape of a GraphQL document, looked at before the engine parses it.
//!
//! The engine's parser recurses without a limit: four kilobytes of brackets would end the process.
//! So brackets and tokens are counted here first, in one pass that knows strings and comments.

use std::collections::{HashMap, HashSet};

use async_graphql::{
    Name, Positioned,
    parser::types::{ExecutableDocument, OperationDefinition, OperationType, Selection, SelectionSet},
};

use super::answer::Refusal;

/// How deep brackets may be nested.
const MAX_DEPTH: usize = 60;
/// How many tokens a document may have.
const MAX_TOKENS: usize = 2_000;
/// How many fields an operation may have, its fragments unfolded.
const MAX_FIELDS: usize = 500;
/// How many of them may have another name.
const MAX_ALIASES: usize = 30;

/// Refuses a document that would hurt the parser.
pub fn check_shape(document: &str) -> Result<(), Refusal> {
    let bytes = document.as_bytes();
    let (mut at, mut depth, mut tokens) = (0, 0_usize, 0_usize);
    while let Some(&byte) = bytes.get(at) {
        let start = at;
        at = match byte {
            // The parser ends a comment at a lone carriage return too.
            b'#' => at + bytes[at..].iter().take_while(|b| !matches!(b, b'\n' | b'\r')).count(),
            b'"' => after_string(bytes, at)?,
            b'_' | b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' | b'-' => {
                let is_word = |b: &u8| b.is_ascii_alphanumeric() || b"_.+-".contains(b);
                at + 1 + bytes[at + 1..].iter().take_while(|b| is_word(b)).count()
            }
            _ => at + 1,
        };
        if !matches!(byte, b' ' | b'\t' | b'\n' | b'\r' | b',' | b'#') {
            tokens += 1;
        }
        match bytes[start] {
            b'{' | b'[' | b'(' => depth += 1,
            b'}' | b']' | b')' => depth = depth.saturating_sub(1),
            _ => {}
        }
        if depth > MAX_DEPTH {
            return Err(Refusal::TooDeep);
        }
        if tokens > MAX_TOKENS {
            return Err(Refusal::DocumentTooLarge);
        }
    }
    Ok(())
}

/// Where a string that begins at `start` ends. One that does not end is refused here: the parser would
/// try to read it in another way, and then what follows would be no string.
fn after_string(bytes: &[u8], start: usize) -> Result<usize, Refusal> {
    let is_block = bytes[start..].starts_with(b"\"\"\"");
    let mut at = start + if is_block { 3 } else { 1 };
    while at < bytes.len() {
        match (is_block, &bytes[at..]) {
            (true, [b'\\', b'"', b'"', b'"', ..]) => at += 4,
            (true, [b'"', b'"', b'"', ..]) => return Ok(at + 3),
            (false, [b'\\', _, ..]) => at += 2,
            (false, [b'"', ..]) => return Ok(at + 1),
            (false, [b'\n' | b'\r', ..]) => break,
            _ => at += 1,
        }
    }
    Err(Refusal::Syntax)
}

/// The cost of a document, in fields of its largest operation; refuses one that unfolds into more than it looks like: fragments that spread fragments, many
/// names for one field, several mutations in one request.
///
/// The engine walks fragments inline, again for each spread, so twenty of two spreads each are a million
/// fields to it. Here each fragment is counted once.
pub fn check_cost(document: &ExecutableDocument) -> Result<u32, Refusal> {
    let (mut counted, mut largest) = (HashMap::new(), 1);
    for (_, operation) in document.operations.iter() {
        let selections = &operation.node.selection_set.node;
        let fields = count(document, selections, &mut counted)?;
        let is_mutation = operation.node.ty == OperationType::Mutation;
        if fields.all > MAX_FIELDS || fields.aliases > MAX_ALIASES || (is_mutation && fields.own > 1) {
            return Err(Refusal::TooComplex);
        }
        largest = largest.max(fields.all);
    }
    Ok(u32::try_from(largest).unwrap_or(u32::MAX))
}

/// The fields of a selection with its fragments unfolded.
#[derive(Clone, Copy, Default)]
struct Fields {
    /// At its own level.
    own: usize,
    /// At all levels.
    all: usize,
    /// Fields under another name.
    aliases: usize,
}

fn count<'a>(
    document: &'a ExecutableDocument,
    selections: &'a SelectionSet,
    counted: &mut HashMap<&'a Name, Option<Fields>>,
) -> Result<Fields, Refusal> {
    let mut total = Fields::default();
    for item in &selections.items {
        let (inner, is_field) = match &item.node {
            Selection::Field(field) => {
                total.aliases += usize::from(field.node.alias.is_some());
                (count(document, &field.node.selection_set.node, counted)?, true)
            }
            Selection::InlineFragment(fragment) => {
                (count(document, &fragment.node.selection_set.node, counted)?, false)
            }
            Selection::FragmentSpread(spread) => {
                (count_fragment(document, &spread.node.fragment_name.node, counted)?, false)
            }
        };
        total.own = total.own.saturating_add(if is_field { 1 } else { inner.own });
        total.all = total.all.saturating_add(inner.all).saturating_add(usize::from(is_field));
        total.aliases = total.aliases.saturating_add(inner.aliases);
    }
    Ok(total)
}

fn count_fragment<'a>(
    document: &'a ExecutableDocument,
    name: &'a Name,
    counted: &mut HashMap<&'a Name, Option<Fields>>,
) -> Result<Fields, Refusal> {
    match counted.get(name) {
        Some(Some(fields)) => return Ok(*fields),
        Some(None) => return Err(Refusal::TooComplex), // it spreads itself, and has no end
        None => {}
    }
    let Some(fragment) = document.fragments.get(name) else { return Ok(Fields::default()) };
    counted.insert(name, None);
    let fields = count(document, &fragment.node.selection_set.node, counted)?;
    counted.insert(name, Some(fields));
    Ok(fields)
}

/// The operation that a request asks for.
pub fn select<'a>(
    document: &'a ExecutableDocument,
    name: Option<&str>,
) -> Result<&'a Positioned<OperationDefinition>, Refusal> {
    let operations: Vec<_> = document.operations.iter().collect();
    match (name, &operations[..]) {
        (None | Some(""), [(_, operation)]) => Ok(operation),
        (None | Some(""), _) => Err(Refusal::NoSuchOperation),
        (Some(name), _) => operations
            .into_iter()
            .find(|(found, _)| found.is_some_and(|found| found.as_str() == name))
            .map(|(_, operation)| operation)
            .ok_or(Refusal::NoSuchOperation),
    }
}

/// Whether an operation only looks at the session or at the schema: then it is not activity (R8),
/// and a page that polls it keeps nobody logged in.
#[must_use]
pub fn is_passive(document: &ExecutableDocument, operation: &OperationDefinition) -> bool {
    let mut seen = HashSet::new();
    let mut waiting = vec![&operation.selection_set.node];
    while let Some(selections) = waiting.pop() {
        for item in &selections.items {
            match &item.node {
                Selection::Field(field) => {
                    let name = field.node.name.node.as_str();
                    if name != "sessionStatus" && !name.starts_with("__") {
                        return false;
                    }
                }
                Selection::InlineFragment(fragment) => waiting.push(&fragment.node.selection_set.node),
                Selection::FragmentSpread(spread) => {
                    let name = &spread.node.fragment_name.node;
                    if let Some(fragment) = document.fragments.get(name).filter(|_| seen.insert(name)) {
                        waiting.push(&fragment.node.selection_set.node);
                    }
                }
            }
        }
    }
    true
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nesting_is_counted_outside_of_strings_and_comments_only() {
        let nested = |depth: usize| format!("{{f(a:{}1{})}}", "[".repeat(depth), "]".repeat(depth));
        assert_eq!(check_shape(&nested(58)), Ok(()));
        assert_eq!(check_shape(&nested(59)), Err(Refusal::TooDeep));
        assert_eq!(check_shape(&nested(2_000)), Err(Refusal::TooDeep));
        let brackets = "[".repeat(100);
        assert_eq!(check_shape(&format!("{{f(a:\"{brackets}\\\"{brackets}\")}}")), Ok(()));
        assert_eq!(check_shape(&format!("{{f(a:\"\"\"{brackets}\\\"\"\"{brackets}\"\"\")}}")), Ok(()));
        assert_eq!(check_shape(&format!("{{f}} # {brackets}")), Ok(()));
        // Readings that the parser would not share must not hide anything from the count.
        assert_eq!(check_shape(&format!("{{f(a:#\r{brackets}")), Err(Refusal::TooDeep));
        for open in ["\"", "\"\n", "\"\r", "\"\"\"x\""] {
            assert_eq!(check_shape(&format!("{{f(a:{open}{brackets}")), Err(Refusal::Syntax), "{open:?}");
        }
    }

    #[test]
    fn tokens_are_counted() {
        assert_eq!(check_shape(&"a ".repeat(2_000)), Ok(()));
        assert_eq!(check_shape(&"a ".repeat(2_001)), Err(Refusal::DocumentTooLarge));
        assert_eq!(check_shape(&",".repeat(60_000)), Ok(()));
    }

    #[test]
    fn what_unfolds_too_far_is_refused() {
        let cost = |text: &str| check_cost(&async_graphql::parser::parse_query(text).expect("a document"));
        let bomb = |levels: usize| {
            let fragment = |level| format!("fragment f{level} on Query{{...f{0} ...f{0}}}", level + 1);
            let chain = (0..levels).map(fragment).collect::<String>();
            format!("{{...f0}} {chain} fragment f{levels} on Query{{__typename}}")
        };
        assert!(cost(&bomb(8)).is_ok());
        assert_eq!(cost(&bomb(9)), Err(Refusal::TooComplex));
        assert_eq!(cost(&bomb(60)), Err(Refusal::TooComplex));
        assert_eq!(cost(&bomb(70)), Err(Refusal::TooComplex), "more than a number can hold");
        assert_eq!(
            cost("{...a} fragment a on Query{...b} fragment b on Query{...a}"),
            Err(Refusal::TooComplex)
        );
        let aliases = |count: usize| {
            let names = (0..count).map(|n| format!("a{n}:__typename")).collect::<Vec<_>>();
            format!("{{{}}}", names.join(" "))
        };
        assert_eq!(cost(&aliases(30)), Ok(30));
        assert_eq!(cost(&aliases(31)), Err(Refusal::TooComplex));
        assert_eq!(cost("mutation{logOut{loggedOut}}"), Ok(2));
        assert_eq!(cost("mutation{a:logOut{loggedOut} b:logOut{loggedOut}}"), Err(Refusal::TooComplex));
        assert_eq!(
            cost("mutation{...m ...m} fragment m on Mutation{logOut{loggedOut}}"),
            Err(Refusal::TooComplex)
        );
    }

    #[test]
    fn an_operation_that_only_looks_at_the_session_is_passive() {
        let passive = |text: &str| {
            let document = async_graphql::parser::parse_query(text).expect("a document");
            is_passive(&document, &select(&document, Some("Q")).expect("an operation").node)
        };
        assert!(passive("query Q { sessionStatus { expiresAt } }"));
        assert!(passive(
            "query Q { __typename sessionStatus { now } } mutation E { extendSession { __typename } }"
        ));
        assert!(!passive("query Q { sessionStatus { now } viewer { id } }"));
        assert!(passive("query Q { ...f ...f } fragment f on Query { ... { sessionStatus { now } } ...f }"));
        assert!(!passive("query Q { ...f } fragment f on Query { sessionStatus { now } viewer { id } }"));
    }
}
