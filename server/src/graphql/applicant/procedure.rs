//! The procedures that "Search for Application Procedures" finds (R15, R30, I35).

use async_graphql::{ID, SimpleObject};
use entity::language::Language;

use crate::{
    graphql::{scalar::Url, texts::text},
    procedure,
    site::Site,
};

/// A procedure of "Search for Application Procedures".
#[derive(SimpleObject)]
pub struct Procedure {
    /// The identifier, the same in all languages, e.g. `user-registration`.
    id: ID,
    /// The title, e.g. "User Registration".
    title: String,
    /// What the procedure is for, in a sentence or two.
    summary: String,
    /// The page where the procedure starts; null if the operator of the installation has not set one.
    url: Option<Url>,
}

impl Procedure {
    /// Returns the procedures whose title or summary in `language` contains every word of `search`.
    #[must_use]
    pub fn found(site: &Site, search: &str, language: Language) -> Vec<Self> {
        let all = procedure::Procedure::ALL.into_iter().map(|procedure| Self::new(procedure, site, language));
        all.filter(|it| procedure::is_found(search, &[&it.title, &it.summary])).collect()
    }

    fn new(procedure: procedure::Procedure, site: &Site, language: Language) -> Self {
        let id = procedure.id();
        Self {
            id: ID(id.to_owned()),
            title: text(language, &format!("procedure-{id}-title"), &[]),
            summary: text(language, &format!("procedure-{id}-summary"), &[]),
            url: site.procedure_urls.get(&procedure).cloned().map(Url),
        }
    }
}
