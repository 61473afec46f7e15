//! The queries.

use async_graphql::{Context, ID, Object};
use entity::{email_link, municipality};

use super::{
    account::Account,
    address::{Municipality, Prefecture},
    error::ApiError,
    language::Language,
    node::{self, Node},
    notice::{NoticePage, NoticeScope},
    or_null::OrNull,
    procedure::Procedure,
    public::{EmailLink, ErrorMessage, RegistrationRules, TermsOfUse, UserTypeChoice},
    request_context::RequestContext,
    session::SessionStatus,
    site::Site,
};
use crate::{account::session::status, notice::list, terms};

/// What can be read. What needs a login hangs under `viewer`.
#[derive(Default)]
pub struct Query;

/// What can be read. What needs a login hangs under `viewer`.
#[Object]
impl Query {
    /// Whoever is logged in; null when nobody is. My page and the header of every screen (R13, R17).
    async fn viewer(&self, ctx: &Context<'_>) -> Option<Account> {
        RequestContext::of(ctx).session().map(Into::into)
    }

    /// When the session warns and ends; null when nobody is logged in. Alone in an operation it is
    /// not activity, so a page may ask as often as it likes (R8, R46).
    async fn session_status(&self, ctx: &Context<'_>) -> Option<SessionStatus> {
        let request = RequestContext::of(ctx);
        request.session().map(|live| SessionStatus::new(status(live), request.visit.now))
    }

    /// The thing behind a global ID, if the visitor may see it.
    async fn node(&self, ctx: &Context<'_>, #[graphql(desc = "A global ID.")] id: ID) -> OrNull<Node> {
        node::find(RequestContext::of(ctx), &id).await.into()
    }

    /// The installation: title, help desk, languages and colours, for the header and the footer of every page, in
    /// the language of the request (R4, R19, R20, R24, R29, R33).
    async fn site(&self, ctx: &Context<'_>) -> Site {
        let RequestContext { app, visit, .. } = &**RequestContext::of(ctx);
        Site::new(&app.site, visit.language)
    }

    /// The choices of "Please choose the user type", with whom each is for (R58, R59, R101).
    async fn user_types(&self, ctx: &Context<'_>) -> Vec<UserTypeChoice> {
        UserTypeChoice::all(RequestContext::of(ctx).visit.language)
    }

    /// The rules of the registration forms (R63, R64, R94-R100).
    async fn registration_rules(&self, ctx: &Context<'_>) -> RegistrationRules {
        RegistrationRules::new(RequestContext::of(ctx).visit.language)
    }

    /// The terms of use of the "Explanation of User Registration" screen (R50, R51).
    async fn terms_of_use(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The language to read them in; that of the request if left out.")] language: Option<
            Language,
        >,
    ) -> TermsOfUse {
        let language = language.map_or(RequestContext::of(ctx).visit.language, Into::into);
        terms::in_language(language).into()
    }

    /// Notices of the bureau, newest first (R22, R23). Those that have not begun, and those that were withdrawn,
    /// are in neither list.
    #[graphql(complexity = "(per_page.clamp(20, 100) as usize) * child_complexity / 2 + 1")]
    async fn notices(
        &self,
        ctx: &Context<'_>,
        #[graphql(default_with = "NoticeScope::Current", desc = "The current ones, or the past ones.")]
        scope: NoticeScope,
        #[graphql(default = 1, desc = "The page, from 1; past the end is the last one.")] page: i32,
        #[graphql(default = 20, desc = "Rows a page: 20, 50 or 100; another number means the nearest.")]
        per_page: i32,
        #[graphql(desc = "The language to read them in; that of the request if left out.")] language: Option<
            Language,
        >,
    ) -> Result<NoticePage, ApiError> {
        let RequestContext { app, visit, .. } = &**RequestContext::of(ctx);
        let language = language.map_or(visit.language, Into::into);
        Ok(list::page(&app.db, scope.into(), page, per_page, language, visit.now).await?.into())
    }

    /// "Search for Application Procedures" (R15, R30): those whose title or summary has every word, whatever its
    /// case and width and whether accents were typed; all of them where nothing is searched for.
    async fn procedures(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Words, separated by spaces.")] search: Option<String>,
        #[graphql(desc = "The language to search and to read in; that of the request if left out.")] language: Option<
            Language,
        >,
    ) -> Vec<Procedure> {
        let RequestContext { app, visit, .. } = &**RequestContext::of(ctx);
        let language = language.map_or(visit.language, Into::into);
        Procedure::found(&app.site, &search.unwrap_or_default(), language)
    }

    /// The prefectures of Japan, from north to south: the first choice of "Address in Japan" (R97).
    async fn prefectures(&self) -> Vec<Prefecture> {
        municipality::prefectures().iter().copied().map(Into::into).collect()
    }

    /// The municipalities and wards that can be chosen in a prefecture: the search results of "Address in
    /// Japan" (R97). An unknown code has none.
    #[graphql(complexity = "20 * child_complexity + 1")]
    async fn municipalities(
        &self,
        #[graphql(desc = "The `code` of a prefecture.")] prefecture_code: String,
    ) -> Vec<Municipality> {
        municipality::in_prefecture(&prefecture_code).map(Into::into).collect()
    }

    /// What a link in a mail is for and whether it works. Looking never uses it up.
    async fn email_link(
        &self,
        ctx: &Context<'_>,
        #[graphql(secret, desc = "The token behind `#t=` in the link.")] token: String,
    ) -> Result<EmailLink, ApiError> {
        let request = RequestContext::of(ctx);
        let found = if email_link::is_token(&token) {
            email_link::by_token(&token).one(&request.app.db).await?
        } else {
            None
        };
        Ok(EmailLink::new(found, request.visit.now))
    }

    /// All codes with their texts, for apps that are offline.
    async fn error_messages(
        &self,
        #[graphql(desc = "The language of the texts.")] language: Language,
    ) -> Vec<ErrorMessage> {
        ErrorMessage::all(language.into())
    }
}
