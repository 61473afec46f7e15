//! `/graphql`: turns a request's bytes into an operation, executes it for its user, and responds.
//!
//! A request passes the modules in this order: `media_type`, `parameters`, `trusted`, `precheck`,
//! `validation` (with `input_values`), `variables`, `null_variables`, `cost`; then `introspection`, or
//! `audience` and `engine`; then `completion` and `answer`. Errors are found before anything is executed, and
//! a refused request is charged for, too (`price`). A client that cannot pay the price of a document is
//! refused before the document is validated.

pub mod answer;
pub mod audience;
pub mod completion;
pub mod cost;
mod endpoint;
pub mod engine;
mod execution;
pub mod input_values;
pub mod introspection;
mod introspection_types;
pub mod judged;
pub mod limit_name;
pub mod limits;
pub mod media_type;
pub mod null_variables;
pub mod parameters;
pub mod precheck;
pub mod price;
pub mod reason;
pub mod refusal;
pub mod schema;
pub mod selection;
pub mod trusted;
pub mod validation;
pub mod variables;
mod work;

use entity::language::Language;
use poem::{
    Request,
    http::{HeaderMap, header},
};

pub use self::endpoint::GraphqlEndpoint;
use self::{answer::ResponseFormat, media_type::MediaType};
use super::{RequestId, header_lines};
use crate::graphql::language::negotiate;

impl ResponseFormat {
    /// Reads the format of the response from the headers of the request.
    #[must_use]
    pub fn of(request: &Request) -> Self {
        Self {
            media_type: MediaType::of(request.headers()),
            language: language_of(request.headers()),
            id: request.data::<RequestId>().copied().unwrap_or(RequestId(uuid::Uuid::nil())),
        }
    }
}

/// The language that `Accept-Language` prefers.
fn language_of(headers: &HeaderMap) -> Language {
    negotiate(&header_lines::list(headers, header::ACCEPT_LANGUAGE))
}
