//! Parses and validates documents with apollo-compiler, and converts its errors.
//!
//! `input_values` adds the checks that it lacks. Its messages name types and fields. Messages that would
//! repeat a value are not used, because the value may be a password.

use apollo_compiler::{
    ExecutableDocument, Node,
    ast::{Definition, Document},
    executable::Operation,
    parser::Parser,
    validation::{DiagnosticList, Valid},
};

use super::{
    input_values,
    limit_name::LimitName,
    limits::Limits,
    refusal::{DocumentError, Refusal},
    schema::ApiSchema,
};

/// The parser also counts white space and comments as tokens, so it may count this many for each one that we
/// count.
const PARSERS_TOKENS: usize = 10;

/// Parses a document, and validates it against the schema and the limits.
pub fn validate(
    api: &ApiSchema,
    document: &str,
    limits: &Limits,
) -> Result<Valid<ExecutableDocument>, Refusal> {
    // `precheck` has refused deeper brackets, so this limit never ends the parsing of a good document.
    let most = limits.tokens.saturating_mul(PARSERS_TOKENS);
    let mut parser = Parser::new().recursion_limit(limits.brackets + 4).token_limit(most);
    let parsed = parser.parse_ast(document, "document");
    if parser.tokens_reached() > most {
        return Err(Refusal::Exceeds(limits.value(LimitName::Tokens)));
    }
    let ast = parsed.map_err(|faults| Refusal::Syntax(faults_of(&faults.errors)))?;
    count(&ast, limits)?;
    let valid = ast.to_executable_validate(&api.schema);
    let valid = valid.map_err(|faults| Refusal::Invalid(faults_of(&faults.errors)))?;
    let faults = input_values::faults(api, &valid);
    if faults.is_empty() { Ok(valid) } else { Err(Refusal::Invalid(faults)) }
}

/// Refuses a document with too many parts before the validation, whose time grows with their number.
fn count(document: &Document, limits: &Limits) -> Result<(), Refusal> {
    let (mut operations, mut fragments, mut variables) = (0, 0, 0);
    for definition in &document.definitions {
        match definition {
            Definition::OperationDefinition(operation) => {
                operations += 1;
                variables = variables.max(operation.variables.len());
            }
            Definition::FragmentDefinition(_) => fragments += 1,
            _ => {} // a type definition, which the validation refuses
        }
    }
    let counted = [
        (LimitName::Operations, operations),
        (LimitName::Fragments, fragments),
        (LimitName::Variables, variables),
    ];
    for (name, count) in counted {
        let limit = limits.value(name);
        if count > limit.max {
            return Err(Refusal::Exceeds(limit));
        }
    }
    Ok(())
}

/// The operation with this name. Without a name, the document must have exactly one operation.
pub fn select<'a>(
    document: &'a ExecutableDocument,
    name: Option<&str>,
) -> Result<&'a Node<Operation>, Refusal> {
    let name = name.filter(|name| !name.is_empty());
    document.operations.get(name).map_err(|_| Refusal::NoSuchOperation)
}

fn faults_of(faults: &DiagnosticList) -> Vec<DocumentError> {
    let fault = |found: apollo_compiler::diagnostic::Diagnostic<'_, _>| DocumentError {
        message: sentence(&ToString::to_string(&found.error)),
        location: found.line_column_range().map(|range| (range.start.line, range.start.column)),
    };
    faults.iter().map(fault).collect()
}

/// Turns a message into a sentence: a capital letter first, a full stop last.
fn sentence(text: &str) -> String {
    let mut characters = text.chars();
    let first = characters.next().map(|first| first.to_uppercase().to_string());
    format!("{}{}.", first.unwrap_or_default(), characters.as_str())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(document: &str) -> Result<(), Refusal> {
        let api = ApiSchema::new(&crate::graphql::applicant::sdl());
        validate(&api, document, &Limits::default()).map(drop)
    }

    #[test]
    fn a_fault_is_named_with_its_place() {
        let fault =
            |message: &str, location| DocumentError { message: message.to_owned(), location: Some(location) };
        let unknown = fault("Type `Query` does not have a field `nothing`.", (2, 3));
        assert_eq!(check("{\n  nothing\n}"), Err(Refusal::Invalid(vec![unknown])));
        let syntax = check("{ viewer {");
        assert!(matches!(&syntax, Err(Refusal::Syntax(faults)) if !faults.is_empty()), "{syntax:?}");
    }

    #[test]
    fn no_fault_repeats_a_value() {
        for input in
            ["userId:\"a\",password:77777", "userId:SECRET,password:\"p\"", "userId:\"a\",password:[77777]"]
        {
            let refused = check(&format!("mutation{{logIn(input:{{{input}}}){{accessToken}}}}"));
            let text = format!("{refused:?}");
            assert!(matches!(refused, Err(Refusal::Invalid(_))), "{text}");
            assert!(!text.contains("77777") && !text.contains("SECRET"), "{text}");
        }
    }

    #[test]
    fn what_the_engine_does_not_see_is_refused() {
        for document in [
            "{__typename @nothing}",
            "{__typename{a}}",
            "query($a:Int){__typename}",
            "{...f} fragment f on Query{...f}",
            "{... @defer{site{title}}}",
            "subscription{a}",
            "type A{a:Int}",
            "{site{a:title a:helpDeskPhone}}",
        ] {
            assert!(matches!(check(document), Err(Refusal::Invalid(_))), "{document}: {:?}", check(document));
        }
    }

    #[test]
    fn operations_fragments_and_variables_are_counted() {
        let of = |head: &str, count: usize, one: &dyn Fn(usize) -> String| {
            format!("{head}{}", (0..count).map(one).collect::<String>())
        };
        let operations = |count| of("", count, &|n| format!("query Q{n}{{__typename}}"));
        let spread = |n| format!("...f{n} ");
        let spread = |count: usize| (0..count).map(spread).collect::<String>();
        let fragments = |count| {
            of(&format!("{{{}}}", spread(count)), count, &|n| format!("fragment f{n} on Query{{__typename}}"))
        };
        let variables = |count: usize| {
            let (named, used) =
                (|n| format!("$v{n}:Boolean!"), |n| format!("a{n}:__typename @skip(if:$v{n})"));
            let named = (0..count).map(named).collect::<String>();
            let used = (0..count).map(used).collect::<String>();
            format!("query({named}){{{used}}}")
        };
        let roomy = Limits { directives: 100, ..Limits::default() };
        let api = ApiSchema::new(&crate::graphql::applicant::sdl());
        for (document, exceeded) in [
            (operations(10), None),
            (operations(11), Some(LimitName::Operations)),
            (fragments(20), None),
            (fragments(21), Some(LimitName::Fragments)),
            (variables(50), None),
            (variables(51), Some(LimitName::Variables)),
        ] {
            let checked = validate(&api, &document, &roomy).map(drop);
            let expected = exceeded.map_or(Ok(()), |name| Err(Refusal::Exceeds(roomy.value(name))));
            assert_eq!(checked, expected, "{document}");
        }
    }

    #[test]
    fn the_operation_is_the_one_that_is_named_or_the_only_one() {
        let api = ApiSchema::new(&crate::graphql::applicant::sdl());
        let found = |document: &str, name: Option<&str>| {
            let document = validate(&api, document, &Limits::default()).expect("a valid document");
            select(&document, name).map(|operation| operation.name.as_ref().map(ToString::to_string))
        };
        assert_eq!(found("{__typename}", None), Ok(None));
        assert_eq!(found("query A{__typename}", Some("")), Ok(Some("A".to_owned())));
        let two = "query A{__typename} query B{__typename}";
        assert_eq!(found(two, Some("B")), Ok(Some("B".to_owned())));
        assert_eq!(found(two, None), Err(Refusal::NoSuchOperation));
        assert_eq!(found(two, Some("C")), Err(Refusal::NoSuchOperation));
        assert_eq!(found("{__typename}", Some("A")), Err(Refusal::NoSuchOperation));
    }
}
