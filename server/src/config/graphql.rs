//! The settings of what one request may ask for, and of stored documents, for `server serve`.

use std::path::PathBuf;

use clap::builder::{OsStringValueParser, TypedValueParser as _};
use entity::setting;

use super::Check;
use crate::http::graphql::{
    limits::Limits,
    trusted::{Documents, TrustedDocuments},
};

/// Flags about GraphQL.
#[derive(Debug, clap::Args)]
pub struct GraphqlArgs {
    /// What one request may ask for, where it is not the usual: pairs of a limit and a number, separated by commas.
    /// Usual are body=65536, officer-body=1048576 (bytes), brackets=60, tokens=2000, operations=10, fragments=20,
    /// variables=50, directives=20, aliases=30, fields=500, depth=12, introspection-depth=16, cost=10000 (fields times
    /// rows), errors=20, read-seconds=10 and execution-seconds=5
    #[arg(long = "graphql-limits", env = "UKETORI_GRAPHQL_LIMITS")]
    limits: Option<String>,
    /// Which documents are carried out: `off`, any; `prefer`, stored ones by `documentId` and any other; `only`, stored
    /// ones alone
    #[arg(long = "graphql-documents", env = "UKETORI_GRAPHQL_DOCUMENTS", default_value = "off")]
    documents: String,
    /// File with the stored documents: a JSON object of names, `sha256:` and the digest in hexadecimal, and texts.
    /// Needed unless that is `off`
    #[arg(long = "graphql-manifest", env = "UKETORI_GRAPHQL_MANIFEST", value_parser = OsStringValueParser::new().map(PathBuf::from))]
    manifest: Option<PathBuf>,
}

impl GraphqlArgs {
    /// Checks them among the others.
    pub(super) fn check(self, check: &mut Check) -> (Option<Limits>, Option<TrustedDocuments>) {
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
        (limits, documents)
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
        let mut check = Check(Vec::new());
        let args = GraphqlArgs {
            limits: Some(limits.to_owned()),
            documents: documents.to_owned(),
            manifest: manifest.map(PathBuf::from),
        };
        let (limits, documents) = args.check(&mut check);
        limits.zip(documents).ok_or_else(|| check.0.join("\n"))
    }

    #[test]
    fn without_a_word_everything_is_as_usual() {
        assert_eq!(check("", "off", None), Ok((Limits::default(), TrustedDocuments::Off)));
    }

    #[test]
    fn every_wrong_one_is_named() {
        let both =
            "UKETORI_GRAPHQL_LIMITS: there is no limit called width\nUKETORI_GRAPHQL_MANIFEST: is required";
        assert_eq!(check("width=1", "only", None), Err(both.to_owned()));
        let mode = "UKETORI_GRAPHQL_DOCUMENTS: must be `off`, `prefer` or `only`";
        assert_eq!(check("", "some", None), Err(mode.to_owned()));
        let missing = check("", "prefer", Some("/nothing/here"));
        assert!(missing.is_err_and(|text| text.starts_with("UKETORI_GRAPHQL_MANIFEST: cannot be read")));
    }
}
