//! Procedures, as "Search for Application Procedures" finds them (R15, R30, I35).

use async_graphql::{ID, SimpleObject};
use entity::language::Language;

use super::{scalar::Url, texts::text};
use crate::{procedure, site::Site};

/// A procedure that people can look for.
#[derive(SimpleObject)]
pub struct Procedure {
    /// Its name for programs, the same in all languages, e.g. `user-registration`.
    id: ID,
    /// Its title.
    title: String,
    /// What it is for, in a sentence or two.
    summary: String,
    /// Where it begins; null where the installation does not say.
    url: Option<Url>,
}

impl Procedure {
    /// The procedures whose title or summary in `language` has every word of `search`.
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
