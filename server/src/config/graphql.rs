//! Settings of `server serve` about GraphQL: the limits of one request, and trusted documents.

use std::path::PathBuf;

use clap::builder::{OsStringValueParser, TypedValueParser as _};
use entity::setting;

use super::Check;
use crate::http::graphql::{
    limits::Limits,
    trusted::{Documents, TrustedDocuments},
};

/// Flags of `server serve` about GraphQL, as text.
#[derive(Debug, clap::Args)]
pub struct GraphqlArgs {
    /// Limits of one request: pairs of a limit and a number, separated by commas, e.g. `depth=10,fields=300`.
    /// Limits that you leave out keep their defaults: body=65536 and officer-body=1048576 (bytes),
    /// brackets=60, tokens=2000, operations=10, fragments=20, variables=50, directives=20, aliases=30,
    /// fields=500, depth=12, introspection-depth=16, cost=10000 (fields times rows), errors=20,
    /// read-seconds=10, execution-seconds=5
    #[arg(long = "graphql-limits", env = "UKETORI_GRAPHQL_LIMITS")]
    limits: Option<String>,
    /// Which documents the server executes. `off`: any document in a request. `prefer`: those, and the
    /// documents of the manifest, which a request can name by `documentId` or by hash (`persistedQuery`).
    /// `only`: the documents of the manifest and no others
    #[arg(long = "graphql-documents", env = "UKETORI_GRAPHQL_DOCUMENTS", default_value = "off")]
    documents: String,
    /// The manifest: a file with one JSON object. Each name is `sha256:` and the hexadecimal digest of a
    /// document; the value is the document. Required for `prefer` and `only`
    #[arg(long = "graphql-manifest", env = "UKETORI_GRAPHQL_MANIFEST", value_parser = OsStringValueParser::new().map(PathBuf::from))]
    manifest: Option<PathBuf>,
}

/// The checked values of [`GraphqlArgs`]; `None` for a wrong one.
pub(super) struct GraphqlSettings {
    /// Limits of one GraphQL request.
    pub(super) limits: Option<Limits>,
    /// Which GraphQL documents are executed.
    pub(super) documents: Option<TrustedDocuments>,
}

impl GraphqlArgs {
    /// Checks these flags and adds their errors to `check`; a wrong one is `None`.
    pub(super) fn check(self, check: &mut Check) -> GraphqlSettings {
        let limits = Some(self.limits.unwrap_or_default());
        let limits = check.that("UKETORI_GRAPHQL_LIMITS", limits, |text| Limits::parse(&text));
        let stored = || {
            check.that("UKETORI_GRAPHQL_MANIFEST", setting::given(self.manifest), |path| {
                Documents::read(&path)
            })
        };
        let documents = match self.documents.as_str() {
            "off" => Some(TrustedDocuments::Off),
            "prefer" => stored().map(TrustedDocuments::Prefer),
            "only" => stored().map(TrustedDocuments::Only),
            _ => check.that("UKETORI_GRAPHQL_DOCUMENTS", Some(()), |()| {
                Err("must be `off`, `prefer` or `only`".to_owned())
            }),
        };
        GraphqlSettings { limits, documents }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(
        limits: &str,
        documents: &str,
        manifest: Option<&str>,
    ) -> Result<(Limits, TrustedDocuments), String> {
        let mut check = Check::default();
        let args = GraphqlArgs {
            limits: Some(limits.to_owned()),
            documents: documents.to_owned(),
            manifest: manifest.map(PathBuf::from),
        };
        let GraphqlSettings { limits, documents } = args.check(&mut check);
        limits.zip(documents).ok_or_else(|| check.0.as_slice().join("\n"))
    }

    #[test]
    fn without_a_word_everything_is_as_usual() {
        assert_eq!(check("", "off", None), Ok((Limits::default(), TrustedDocuments::Off)));
    }

    #[test]
    fn every_wrong_one_is_named() {
        let both = "UKETORI_GRAPHQL_LIMITS: there is no limit called width; `server serve --help` lists them\n\
             UKETORI_GRAPHQL_MANIFEST: is required";
        assert_eq!(check("width=1", "only", None), Err(both.to_owned()));
        let mode = "UKETORI_GRAPHQL_DOCUMENTS: must be `off`, `prefer` or `only`";
        assert_eq!(check("", "some", None), Err(mode.to_owned()));
        let missing = check("", "prefer", Some("/nothing/here"));
        assert!(missing.is_err_and(|text| text.starts_with("UKETORI_GRAPHQL_MANIFEST: cannot be read")));
    }
}
