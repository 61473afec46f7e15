//! The limits that refuse requests, by name: what a response and the log say of a limit that is exceeded.
//! Nothing here counts.

use poem::http::StatusCode;

/// The name of a limit that refuses requests. `errors` and `execution-seconds` refuse none.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum LimitName {
    /// See [`super::limits::Limits::body`].
    Body,
    /// See [`super::limits::Limits::officer_body`].
    OfficerBody,
    /// See [`super::limits::Limits::read_seconds`].
    ReadSeconds,
    /// See [`super::limits::Limits::brackets`].
    Brackets,
    /// See [`super::limits::Limits::tokens`].
    Tokens,
    /// See [`super::limits::Limits::operations`].
    Operations,
    /// See [`super::limits::Limits::fragments`].
    Fragments,
    /// See [`super::limits::Limits::variables`].
    Variables,
    /// See [`super::limits::Limits::directives`].
    Directives,
    /// See [`super::limits::Limits::aliases`].
    Aliases,
    /// See [`super::limits::Limits::fields`].
    Fields,
    /// See [`super::limits::Limits::depth`].
    Depth,
    /// See [`super::limits::Limits::introspection_depth`].
    IntrospectionDepth,
    /// See [`super::limits::Limits::cost`].
    Cost,
}

impl LimitName {
    /// The name in `--graphql-limits`, and in `extensions.limit` of an error.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Body => "body",
            Self::OfficerBody => "officer-body",
            Self::ReadSeconds => "read-seconds",
            Self::Brackets => "brackets",
            Self::Tokens => "tokens",
            Self::Operations => "operations",
            Self::Fragments => "fragments",
            Self::Variables => "variables",
            Self::Directives => "directives",
            Self::Aliases => "aliases",
            Self::Fields => "fields",
            Self::Depth => "depth",
            Self::IntrospectionDepth => "introspection-depth",
            Self::Cost => "cost",
        }
    }

    /// The code and the status of a request that exceeds the limit.
    pub(super) const fn code_and_status(self) -> (&'static str, StatusCode) {
        match self {
            Self::Body | Self::OfficerBody => ("DOCUMENT_TOO_LARGE", StatusCode::PAYLOAD_TOO_LARGE),
            Self::ReadSeconds => ("BAD_REQUEST", StatusCode::REQUEST_TIMEOUT),
            Self::Tokens | Self::Operations | Self::Fragments | Self::Variables => {
                ("DOCUMENT_TOO_LARGE", StatusCode::UNPROCESSABLE_ENTITY)
            }
            Self::Brackets | Self::Depth | Self::IntrospectionDepth => {
                ("QUERY_TOO_DEEP", StatusCode::UNPROCESSABLE_ENTITY)
            }
            Self::Directives | Self::Aliases | Self::Fields | Self::Cost => {
                ("QUERY_TOO_COMPLEX", StatusCode::UNPROCESSABLE_ENTITY)
            }
        }
    }

    /// Whether the limit is one of the document, and not of the bytes of the request.
    pub(super) const fn is_of_the_document(self) -> bool {
        !matches!(self, Self::Body | Self::OfficerBody | Self::ReadSeconds)
    }
}

/// A limit and its value.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct LimitValue {
    /// Which limit it is.
    pub name: LimitName,
    /// The largest value that is allowed.
    pub max: usize,
}

impl LimitValue {
    /// The sentence about a request that exceeds the limit.
    #[must_use]
    pub fn text(self) -> String {
        let max = self.max;
        match self.name {
            LimitName::Body | LimitName::OfficerBody => {
                format!("The body or the query string has more than {max} bytes.")
            }
            LimitName::ReadSeconds => format!("The body did not arrive within {max} seconds."),
            LimitName::Brackets => format!("Brackets are nested more than {max} deep."),
            LimitName::Tokens => format!("The document has more than {max} tokens."),
            LimitName::Operations => format!("The document has more than {max} operations."),
            LimitName::Fragments => format!("The document has more than {max} fragments."),
            LimitName::Variables => format!("An operation declares more than {max} variables."),
            LimitName::Directives => format!("The document has more than {max} directives."),
            LimitName::Aliases => {
                format!("The operation has more than {max} aliases, with fragments expanded.")
            }
            LimitName::Fields => {
                format!("The operation has more than {max} fields, with fragments expanded.")
            }
            LimitName::Depth => format!("Fields are nested more than {max} deep."),
            LimitName::IntrospectionDepth => {
                format!("Fields of `__schema` or `__type` are nested more than {max} deep.")
            }
            LimitName::Cost => {
                format!("The operation costs more than {max}: its fields times the rows that it asks for.")
            }
        }
    }
}
