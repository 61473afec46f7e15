//! The root causes of refused requests: each has a word that never changes, for programs, and a sentence for
//! the author of the client. Nothing here decides whether a request is refused.

use poem::http::StatusCode;

/// What is wrong with a request; `extensions.reason` has its name. docs/FRONTEND.md lists them all.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Reason {
    /// The request has no `Host` line, or several `Host` or `Origin` lines.
    HostUnclear,
    /// The connection failed before the body had arrived.
    BodyIncomplete,
    /// The body is not JSON, or a part of the query string that must be JSON is not.
    NotJson,
    /// The request has both a session cookie and an `Authorization` header.
    TwoCredentials,
    /// The body is a list of operations.
    Batch,
    /// The body is JSON, but neither an object nor a list.
    NotAnObject,
    /// `variables` is neither an object nor null.
    VariablesNotAnObject,
    /// `extensions` is neither an object nor null.
    ExtensionsNotAnObject,
    /// `query`, `documentId` or `operationName` is neither a string nor null.
    ParameterNotAString,
    /// The query string has a parameter twice.
    ParameterTwice,
    /// The request has neither `query` nor `documentId`.
    DocumentMissing,
    /// The request has both `query` and `documentId`.
    DocumentTwice,
    /// The method is neither GET, HEAD nor POST.
    MethodNotAllowed,
    /// A mutation was sent by GET.
    MutationByGet,
    /// A query with a secret argument was sent by GET.
    SecretByGet,
    /// The client accepts none of our media types.
    NotAcceptable,
    /// The body has one of the three media types that a form of any page can send.
    FormPost,
    /// The body has no media type, or another one than JSON.
    ContentType,
    /// The body is said to be in another encoding than UTF-8.
    Charset,
    /// The body is said to be compressed.
    ContentEncoding,
    /// The calling page's origin is not on the list. The setting that would add it, if the sentence may name
    /// it.
    ForeignOrigin(Option<&'static str>),
    /// The browser says that a page of another site causes the request.
    CrossSite,
    /// Only trusted documents are executed, and this is not one of them.
    UntrustedDocument,
    /// The `Authorization` header is malformed.
    AuthorizationMalformed,
    /// A mutation operation selects more than one mutation field.
    SeveralMutations,
    /// Lists of fields and types of the schema are nested in one another too deeply.
    IntrospectionNested,
}

impl Reason {
    /// The word for programs, and the sentence for the author of the client.
    const fn name_and_text(self) -> (&'static str, &'static str) {
        match self {
            Self::HostUnclear => ("HOST_UNCLEAR", "Send one `Host` line, and one `Origin` line at most."),
            Self::BodyIncomplete => ("BODY_INCOMPLETE", "The body did not arrive completely."),
            Self::NotJson => (
                "NOT_JSON",
                "The body must be JSON in UTF-8; so must `variables` and `extensions` in a query string.",
            ),
            Self::TwoCredentials => {
                ("TWO_CREDENTIALS", "Send either the session cookie or `Authorization`, not both.")
            }
            Self::Batch => {
                ("BATCH", "The body is a list of operations. Send each operation in a request of its own.")
            }
            Self::NotAnObject => ("NOT_AN_OBJECT", "The body must be a JSON object."),
            Self::VariablesNotAnObject => {
                ("VARIABLES_NOT_AN_OBJECT", "`variables` must be a JSON object: names and values.")
            }
            Self::ExtensionsNotAnObject => {
                ("EXTENSIONS_NOT_AN_OBJECT", "`extensions` must be a JSON object.")
            }
            Self::ParameterNotAString => {
                ("PARAMETER_NOT_A_STRING", "`query`, `documentId` and `operationName` must be strings.")
            }
            Self::ParameterTwice => ("PARAMETER_TWICE", "The query string has a parameter twice."),
            Self::DocumentMissing => {
                ("DOCUMENT_MISSING", "Send the document as `query`, or its `documentId`.")
            }
            Self::DocumentTwice => ("DOCUMENT_TWICE", "Send either `query` or `documentId`, not both."),
            Self::MethodNotAllowed => {
                ("METHOD_NOT_ALLOWED", "Send the operation by POST, or a query by GET.")
            }
            Self::MutationByGet => ("MUTATION_BY_GET", "Send mutations by POST."),
            Self::SecretByGet => {
                ("SECRET_BY_GET", "The query has a secret argument: send it by POST, because URLs are kept.")
            }
            Self::NotAcceptable => (
                "NOT_ACCEPTABLE",
                "`Accept` must allow `application/graphql-response+json` or `application/json`, in UTF-8.",
            ),
            Self::FormPost => (
                "FORM_POST",
                "Forms are not accepted: send a JSON object with `Content-Type: application/json`.",
            ),
            Self::ContentType => ("CONTENT_TYPE", "Send `Content-Type: application/json`, once."),
            Self::Charset => ("CHARSET", "The body must be in UTF-8."),
            Self::ContentEncoding => ("CONTENT_ENCODING", "Send the body without `Content-Encoding`."),
            Self::ForeignOrigin(_) => {
                ("FOREIGN_ORIGIN", "Pages of the origin in `Origin` may not call this API.")
            }
            Self::CrossSite => (
                "CROSS_SITE",
                "`Sec-Fetch-Site` says that a page of another site causes the request. Serve the pages from the \
                 site of the API.",
            ),
            Self::UntrustedDocument => (
                "UNTRUSTED_DOCUMENT",
                "The server executes trusted documents only, and this is not one of them.",
            ),
            Self::AuthorizationMalformed => {
                ("AUTHORIZATION_MALFORMED", "`Authorization` must be `Bearer` and a token, once.")
            }
            Self::SeveralMutations => (
                "SEVERAL_MUTATIONS",
                "The operation selects several mutation fields. Send each in a request of its own.",
            ),
            Self::IntrospectionNested => (
                "INTROSPECTION_NESTED",
                "Lists of fields, types and values of the schema are nested in one another too deeply.",
            ),
        }
    }

    /// The name, e.g. `BATCH`. A name never changes.
    #[must_use]
    pub const fn name(self) -> &'static str {
        self.name_and_text().0
    }

    /// The sentence for the author of the client.
    #[must_use]
    pub fn text(self) -> String {
        let text = self.name_and_text().1;
        match self {
            Self::ForeignOrigin(Some(setting)) => format!("{text} To allow it, set `{setting}`."),
            _ => text.to_owned(),
        }
    }

    /// The code and the status of a request that is refused for this reason.
    pub(super) const fn code_and_status(self) -> (&'static str, StatusCode) {
        match self {
            Self::HostUnclear | Self::BodyIncomplete | Self::NotJson | Self::TwoCredentials => {
                ("BAD_REQUEST", StatusCode::BAD_REQUEST)
            }
            Self::Batch
            | Self::NotAnObject
            | Self::VariablesNotAnObject
            | Self::ExtensionsNotAnObject
            | Self::ParameterNotAString
            | Self::ParameterTwice
            | Self::DocumentMissing
            | Self::DocumentTwice => ("BAD_REQUEST", StatusCode::UNPROCESSABLE_ENTITY),
            Self::MethodNotAllowed | Self::MutationByGet | Self::SecretByGet => {
                ("BAD_REQUEST", StatusCode::METHOD_NOT_ALLOWED)
            }
            Self::NotAcceptable => ("BAD_REQUEST", StatusCode::NOT_ACCEPTABLE),
            Self::FormPost | Self::ContentType | Self::Charset | Self::ContentEncoding => {
                ("BAD_REQUEST", StatusCode::UNSUPPORTED_MEDIA_TYPE)
            }
            Self::ForeignOrigin(_) | Self::CrossSite | Self::UntrustedDocument => {
                ("FORBIDDEN", StatusCode::FORBIDDEN)
            }
            Self::AuthorizationMalformed => ("UNAUTHENTICATED", StatusCode::UNAUTHORIZED),
            Self::SeveralMutations => ("QUERY_TOO_COMPLEX", StatusCode::UNPROCESSABLE_ENTITY),
            Self::IntrospectionNested => ("QUERY_TOO_DEEP", StatusCode::UNPROCESSABLE_ENTITY),
        }
    }

    /// Whether the request is well-formed, and only its document is wrong.
    pub(super) const fn is_of_the_document(self) -> bool {
        matches!(self, Self::SeveralMutations | Self::IntrospectionNested)
    }
}
