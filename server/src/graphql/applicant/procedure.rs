//! The procedures that "Search for Application Procedures" finds (R15, R30, I35).

use async_graphql::{ComplexObject, Context, ID, SimpleObject};
use entity::language::Language as Column;

use super::request_context::RequestContext;
use crate::{
    graphql::{language::Language, scalar::Url, texts::text},
    procedure,
    site::Site,
};

/// A procedure of "Search for Application Procedures".
#[derive(SimpleObject)]
#[graphql(complex)]
pub struct Procedure {
    /// The identifier, the same in all languages, e.g. `user-registration`.
    id: ID,
    /// The page where the procedure starts: a page of the portal, or another that the operator of the
    /// installation has set. Null if there is neither.
    url: Option<Url>,
    #[graphql(skip)]
    entry: procedure::Procedure,
}

#[ComplexObject]
impl Procedure {
    /// The title, e.g. "User Registration".
    async fn title(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The language of the text. Default: that of the request.")] language: Option<
            Language,
        >,
    ) -> String {
        self.text("title", RequestContext::of(ctx).language(language))
    }

    /// What the procedure is for, in a sentence or two.
    async fn summary(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The language of the text. Default: that of the request.")] language: Option<
            Language,
        >,
    ) -> String {
        self.text("summary", RequestContext::of(ctx).language(language))
    }
}

impl Procedure {
    /// Returns the procedures whose title or summary in `language` contains every word of `search`.
    #[must_use]
    pub fn found(site: &Site, search: &str, language: Column) -> Vec<Self> {
        let all = procedure::Procedure::ALL.into_iter().map(|procedure| Self::new(procedure, site));
        let texts = |it: &Self| ["title", "summary"].map(|which| it.text(which, language));
        all.filter(|it| procedure::is_found(search, &texts(it).each_ref().map(String::as_str))).collect()
    }

    fn new(procedure: procedure::Procedure, site: &Site) -> Self {
        let url = site.start_of(procedure).map(Url);
        Self { id: ID(procedure.id().to_owned()), url, entry: procedure }
    }

    fn text(&self, which: &str, language: Column) -> String {
        text(language, &format!("procedure-{}-{which}", self.entry.id()), &[])
    }
}
