//! Property tests of documents: what passes the precheck is safe for the parser, the validation and the cost
//! analysis, all of which recurse.

use std::sync::LazyLock;

use apollo_compiler::response::JsonMap;
use proptest::{collection::vec, prelude::*, sample::select};

use crate::http::graphql::{
    cost, engine,
    limit_name::LimitName,
    limits::Limits,
    precheck,
    refusal::Refusal,
    schema::{ApiSchema, is_passive},
    validation,
};

static CONTRACT: LazyLock<ApiSchema> = LazyLock::new(|| ApiSchema::new(&crate::graphql::applicant::sdl()));

/// The stack for reading a document: a quarter of the 2 MiB stack of a runtime thread, in a build without
/// optimization.
const STACK: usize = 512 * 1024;

/// Pieces of documents, complete and broken.
const PIECES: &[&str] = &[
    "{",
    "}",
    "(",
    ")",
    "[",
    "]",
    "\"",
    "\"\"\"",
    "\\\"\"\"",
    "\\",
    "\n",
    "\r",
    "\r\n",
    "#",
    ",",
    " ",
    "\t",
    ":",
    "!",
    "$",
    "$a",
    "@",
    "...",
    "&",
    "|",
    "=",
    "on",
    "on Query",
    "fragment",
    "query",
    "mutation",
    "subscription",
    "a",
    "_b",
    "viewer",
    "true",
    "null",
    "0",
    "-1",
    "1.5e9",
    "1e",
    "\\u0041",
    "\u{feff}",
    "\u{2028}",
    "あ",
    "\0",
    "@include(if:",
    "fragment f on Query{...f}",
    "...f",
];

/// Reads a document as a request does. Anything may happen except a panic; a stack overflow aborts the whole
/// run.
fn read(text: &str) -> Result<(), Refusal> {
    let limits = Limits { fragments: 100, ..Limits::default() };
    let text = precheck::check(text, &limits)?;
    let document = validation::validate(&CONTRACT, &text, &limits)?;
    let operation = validation::select(&document, None)?;
    cost::analyze(&document, operation, &JsonMap::new(), &limits)?;
    let _passive: bool = is_passive(&document, operation);
    let _asked = engine::request(&CONTRACT, &document, operation, &JsonMap::new());
    Ok(())
}

fn read_on_a_small_stack(texts: Vec<String>) -> Vec<Result<(), Refusal>> {
    let thread = std::thread::Builder::new().stack_size(STACK);
    let reading = thread.spawn(move || texts.iter().map(|text| read(text)).collect());
    reading.expect("a thread").join().expect("no panic")
}

/// Selections of nested fields, inline fragments and spreads, with nested values as arguments.
fn selections() -> impl Strategy<Value = String> {
    let leaf = prop_oneof![
        Just("a".to_owned()),
        Just("b:a".to_owned()),
        Just("...f".to_owned()),
        Just("...g".to_owned())
    ];
    leaf.prop_recursive(12, 80, 4, |inner| {
        (vec(inner, 1..4), values(), 0..5).prop_map(|(inner, value, form)| {
            let inner = inner.join(" ");
            match form {
                0 => format!("a{{{inner}}}"),
                1 => format!("a(x:{value}){{{inner}}}"),
                2 => format!("...{{{inner}}}"),
                3 => format!("... on Query @include(if:{value}){{{inner}}}"),
                _ => format!("b:a{{{inner}}}"),
            }
        })
    })
}

fn values() -> impl Strategy<Value = String> {
    let leaf = prop_oneof![
        Just("1".to_owned()),
        Just("$v".to_owned()),
        Just("\"[{(\"".to_owned()),
        Just("\"\"\"]}\"\"\"".to_owned()),
    ];
    leaf.prop_recursive(12, 40, 4, |inner| {
        (vec(inner, 0..4), any::<bool>()).prop_map(|(inner, is_list)| {
            let fields: Vec<_> = inner.iter().map(|value| format!("k:{value}")).collect();
            if is_list { format!("[{}]", inner.join(",")) } else { format!("{{{}}}", fields.join(" ")) }
        })
    })
}

proptest! {
    #[test]
    fn any_text_is_read_without_harm(text in prop_oneof![
        any::<String>(),
        vec(any::<char>(), 0..200).prop_map(String::from_iter),
    ]) {
        read_on_a_small_stack(vec![text]);
    }

    #[test]
    fn any_pieces_of_documents_are_read_without_harm(pieces in vec(select(PIECES), 0..200)) {
        let glued = pieces.concat();
        read_on_a_small_stack(vec![pieces.join(" "), format!("{{a(b:{glued}"), glued]);
    }

    /// As deep as the precheck allows and deeper, with every kind of bracket and mixtures: the parser must
    /// cope.
    #[test]
    fn what_is_nested_as_deeply_as_allowed_is_borne(
        brackets in vec(select(&["[", "{k:", "{a(b:", "{a{", "{...{", "($a:[", "a("][..]), 1..8),
        times in 1_usize..2_000,
        is_closed in any::<bool>(),
    ) {
        let open = brackets.concat().repeat(times.div_ceil(brackets.len()));
        let closing = |c: char| match c { '[' => Some(']'), '{' => Some('}'), '(' => Some(')'), _ => None };
        let close: String = if is_closed { open.chars().rev().filter_map(closing).collect() } else { String::new() };
        let texts = ["", "{a(x:", "{a(x:[", "query("].map(|start| format!("{start}{open}1{close}"));
        read_on_a_small_stack(texts.to_vec());
    }

    /// Nested fragments go deeper than any bracket.
    #[test]
    fn fragments_that_are_nested_in_fragments_are_borne(levels in 1_usize..58, fragments in 1_usize..20) {
        let nested = |inner: &str| format!("{{{}{inner}{}}}", "...{".repeat(levels), "}".repeat(levels));
        let fragment = |n: usize| format!("fragment f{n} on Query{} ", nested(&format!("...f{}", n + 1)));
        let chain: String = (0..fragments).map(fragment).collect();
        let text = format!("{} {chain} fragment f{fragments} on Query{{__typename}}", nested("...f0"));
        let answer = read_on_a_small_stack(vec![text]).remove(0);
        prop_assert!(matches!(answer, Ok(()) | Err(Refusal::Exceeds(_))), "{:?}", answer);
    }

    #[test]
    fn documents_are_read_and_counted(
        first in selections(), second in selections(), third in selections(),
        kind in select(&["query Q($v:[Int!]=[1])", "mutation M", "subscription S", ""][..]),
    ) {
        let text = format!("{kind}{{{first}}} fragment f on Query{{{second}}} fragment g on Query{{{third}}}");
        let answer = read_on_a_small_stack(vec![text.clone()]).remove(0);
        let is_known =
            matches!(answer, Ok(()) | Err(Refusal::Invalid(_) | Refusal::Exceeds(_) | Refusal::Request(_)));
        prop_assert!(is_known, "{:?}: {}", answer, text);
    }

    /// The cost counts what the engine would execute: every spread is expanded each time.
    #[test]
    fn nothing_that_unfolds_too_far_passes(fan in 1_usize..6, levels in 0_usize..40) {
        let spreads = |level: usize| format!("...f{level} ").repeat(fan);
        let fragment = |level: usize| format!("fragment f{level} on Query{{{}}} ", spreads(level + 1));
        let chain: String = (0..levels).map(fragment).collect();
        let text = format!("{{...f0}} {chain} fragment f{levels} on Query{{__typename}}");
        let fields = u32::try_from(levels).ok().and_then(|levels| fan.checked_pow(levels));
        let beyond = Err(Refusal::Exceeds(Limits::default().value(LimitName::Fields)));
        let expected = if fields.is_some_and(|fields| fields <= 500) { Ok(()) } else { beyond };
        prop_assert_eq!(read_on_a_small_stack(vec![text]), [expected]);
    }
}
