//! The terms of use, in the languages in which they exist (R50, R51).

use async_graphql::{ComplexObject, Context, SimpleObject};

use super::request_context::RequestContext;
use crate::{graphql::language::Language, terms};

/// The terms of use.
#[derive(SimpleObject)]
#[graphql(complex)]
pub struct TermsOfUse {
    /// The version in force. Send it back as `agreedTermsVersion`.
    version: &'static str,
    /// The languages in which the terms exist, the original first. Readers of any other language get the
    /// English text.
    languages: Vec<Language>,
}

#[ComplexObject]
impl TermsOfUse {
    /// The text of the terms, in Markdown.
    async fn body(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The language of the text. Default: that of the request.")] language: Option<
            Language,
        >,
    ) -> &'static str {
        terms::in_language(RequestContext::of(ctx).language(language)).body
    }

    /// The language in which `body` is, if it is queried with the same `language`.
    async fn text_language(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The argument of `body`.")] language: Option<Language>,
    ) -> Language {
        terms::in_language(RequestContext::of(ctx).language(language)).language.into()
    }

    /// Whether `body`, if it is queried with the same `language`, is the Japanese text, which prevails over the
    /// translation.
    async fn is_original(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The argument of `body`.")] language: Option<Language>,
    ) -> bool {
        terms::in_language(RequestContext::of(ctx).language(language)).is_original
    }
}

impl TermsOfUse {
    /// The terms in force.
    #[must_use]
    pub fn in_force() -> Self {
        Self { version: terms::VERSION, languages: terms::LANGUAGES.map(Into::into).into() }
    }
}
