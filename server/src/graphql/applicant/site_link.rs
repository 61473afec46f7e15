//! Links from the portal to pages of others: the agency, its bureaus, and guides (R19, R28, R33, R91).

use async_graphql::{ComplexObject, Context, Enum, SimpleObject};

use super::request_context::RequestContext;
use crate::{
    graphql::{language::Language, scalar::Url, texts::text},
    site::{Link, LinkKind, Site},
};

/// What a link of the installation leads to. New releases may add kinds; show `label` for those that you do
/// not know.
#[derive(Enum, Clone, Copy, Debug, PartialEq, Eq)]
#[graphql(remote = "LinkKind")]
pub enum SiteLinkKind {
    /// The website of the Immigration Services Agency.
    Agency,
    /// The list of the Regional Immigration Bureaus, with their telephone numbers: where to ask about
    /// procedures.
    Bureaus,
    /// The manual of the portal.
    Guide,
    /// "Who can register online", for the top page's section on registration.
    WhoCanRegister,
    /// "Preparations for user registration", for the same section.
    BeforeRegistration,
    /// The JPKI client software, for the same section.
    CardSoftware,
}

/// A page outside the portal that helps its visitors.
#[derive(SimpleObject)]
#[graphql(complex)]
pub struct SiteLink {
    /// What the link leads to; at most one link has the same.
    kind: SiteLinkKind,
    /// The languages whose readers have a page of their own; empty if `url` is the same for all readers.
    languages: Vec<Language>,
    #[graphql(skip)]
    link: Link,
}

#[ComplexObject]
impl SiteLink {
    /// The text of the link.
    async fn label(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The language of the text. Default: that of the request.")] language: Option<
            Language,
        >,
    ) -> String {
        let key = format!("site-link-{}", LinkKind::from(self.kind).id());
        text(RequestContext::of(ctx).language(language), &key, &[])
    }

    /// The address of the page for readers of a language: their own, or the one for all other readers.
    async fn url(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The language of the reader. Default: that of the request.")] language: Option<
            Language,
        >,
    ) -> Url {
        Url(self.link.url_in(RequestContext::of(ctx).language(language)).clone())
    }
}

impl SiteLink {
    /// The links of an installation, in the order in which they are listed.
    #[must_use]
    pub fn all(site: &Site) -> Vec<Self> {
        let link = |kind: LinkKind| {
            let link = site.links.get(&kind)?.clone();
            let languages = link.languages().map(Into::into).collect();
            Some(Self { kind: kind.into(), languages, link })
        };
        LinkKind::ALL.into_iter().filter_map(link).collect()
    }
}
