//! The queries of the applicants' schema (R4, R8, R13, R15, R17, R19, R20, R22-R24, R29, R30, R33, R46, R50,
//! R51, R58, R59, R63, R64, R94-R101). Everything that requires a login is under `viewer`.

use async_graphql::{Context, ID, Object};
use entity::{email_link, municipality};

use super::{
    account::Account,
    certificate_check::CertificateCheckPayload,
    node::{self, Node},
    notice::{NoticePage, NoticeScope},
    procedure::Procedure,
    public::{EmailLink, ErrorMessage, RegistrationRules, UserTypeChoice},
    request_context::{RequestContext, Viewer},
    session::SessionStatus,
    site::Site,
    terms_of_use::TermsOfUse,
};
use crate::{
    account::session::status,
    certificate::check,
    graphql::{
        address::{Municipality, Prefecture},
        error::ApiError,
        language::Language,
        or_null::OrNull,
        scalar::DateTime,
    },
    notice::list,
    paging::{self, PageRequest},
};

/// Queries. Everything that requires a login is under `viewer`.
#[derive(Default)]
pub struct Query;

/// Queries. Everything that requires a login is under `viewer`.
#[Object]
impl Query {
    /// The account of the person who is logged in, for "My page" and the header of every page; null if nobody
    /// is logged in.
    async fn viewer(&self, ctx: &Context<'_>) -> Option<Account> {
        RequestContext::of(ctx).session().map(Into::into)
    }

    /// When the session warns about automatic logout, when it ends, and once it has ended, why. Null if the
    /// request has no session, or one that the server does not know. An operation that queries only this field
    /// does not count as activity, so a page can poll it.
    async fn session_status(&self, ctx: &Context<'_>) -> Option<SessionStatus> {
        let request = RequestContext::of(ctx);
        match &request.viewer {
            Viewer::LoggedOut => None,
            Viewer::LoggedIn(live) => Some(SessionStatus::new(status(live), request.info.now)),
            Viewer::SessionOver(end) => end.map(|end| SessionStatus::ended(end, request.info.now)),
        }
    }

    /// The object with this global ID; null if it does not exist or the visitor may not see it.
    async fn node(&self, ctx: &Context<'_>, #[graphql(desc = "A global object ID.")] id: ID) -> OrNull<Node> {
        node::find(RequestContext::of(ctx), &id).await.into()
    }

    /// The installation: title, help desk, languages and colour schemes, for the header and footer of every
    /// page.
    async fn site(&self, ctx: &Context<'_>) -> Site {
        Site::new(&RequestContext::of(ctx).app.site)
    }

    /// The choices of "Please choose the user type", each with the form that offers it. Those of the 2025
    /// form come first, in the order of the form.
    async fn user_types(&self) -> Vec<UserTypeChoice> {
        UserTypeChoice::all()
    }

    /// The rules of the two registration forms: lengths, patterns, examples and hints.
    async fn registration_rules(&self) -> RegistrationRules {
        RegistrationRules::in_force()
    }

    /// The terms of use, for the "Explanation of User Registration" screen.
    async fn terms_of_use(&self) -> TermsOfUse {
        TermsOfUse::in_force()
    }

    /// Notices of the bureau, newest first: "General Notices" or "List of Notices". Withdrawn notices, and
    /// those that are not visible yet, are in neither list.
    #[graphql(complexity = "(per_page.clamp(20, 100) as usize) * child_complexity / 2 + 1")]
    async fn notices(
        &self,
        ctx: &Context<'_>,
        #[graphql(default_with = "NoticeScope::Current", desc = "The list: current or past notices.")]
        scope: NoticeScope,
        #[graphql(default = 1, desc = "Page number, from 1. A number past the end returns the last page.")]
        page: i32,
        #[graphql(default = 20, desc = "Rows per page: 20, 50 or 100. Other values round to the nearest.")]
        per_page: i32,
        #[graphql(desc = "The `asOf` of the first page, so that new notices do not shift the rows.")]
        as_of: Option<DateTime>,
    ) -> Result<NoticePage, ApiError> {
        let RequestContext { app, info, .. } = &**RequestContext::of(ctx);
        let as_of = paging::as_of(as_of.map(|at| at.0), info.now);
        let page = PageRequest::new(page, per_page);
        Ok(NoticePage::new(&list::page(&app.db, scope.into(), page, as_of).await?, as_of))
    }

    /// "Search for Application Procedures": the procedures whose title or summary contains every word of
    /// `search`, or all procedures without `search`. Case, accents and character width are ignored.
    async fn procedures(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The words to search for, separated by spaces.")] search: Option<String>,
        #[graphql(desc = "The language of `search`. Default: that of the request.")] language: Option<
            Language,
        >,
    ) -> Vec<Procedure> {
        let request = RequestContext::of(ctx);
        Procedure::found(&request.app.site, &search.unwrap_or_default(), request.language(language))
    }

    /// The prefectures of Japan, from north to south: the first choice of "Address in Japan".
    async fn prefectures(&self) -> Vec<Prefecture> {
        municipality::prefectures().iter().copied().map(Into::into).collect()
    }

    /// The municipalities of a prefecture, large cities by ward: the second choice of "Address in Japan". The
    /// list is empty for an unknown code.
    #[graphql(complexity = "20 * child_complexity + 1")]
    async fn municipalities(
        &self,
        #[graphql(desc = "The `code` of a prefecture, e.g. `010006`.")] prefecture_code: String,
    ) -> Vec<Municipality> {
        municipality::in_prefecture(&prefecture_code).map(Into::into).collect()
    }

    /// The state and the purpose of a link in an email. Querying it does not use it up. GET requests for it
    /// are refused, because a URL must not contain the token.
    async fn email_link(
        &self,
        ctx: &Context<'_>,
        #[graphql(secret, desc = "The token: the part of the link after `#t=`.")] token: String,
    ) -> Result<EmailLink, ApiError> {
        let request = RequestContext::of(ctx);
        // Checked before any query, so that garbage never reaches the database.
        let found = if email_link::is_token(&token) {
            email_link::by_token(&token).one(&request.app.db).await?
        } else {
            None
        };
        Ok(EmailLink::new(found, request.info.now))
    }

    /// Whether the print of a certificate is good, for anyone who has it before them, without a login. GET
    /// requests for it are refused, because a URL must not contain the code. Without the right code, nothing
    /// can be learned about a number. The owner of the certificate sees in the account's activity that it was
    /// checked.
    async fn certificate_check(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The certificate number, e.g. `TEST25-0001`, as it is printed.")]
        certificate_number: String,
        #[graphql(
            secret,
            desc = "The code printed beside the number, e.g. `7K3M-9QXA-02VD`. Case, spaces, hyphens and full-width \
                    characters do not matter; O, I and L are read as 0 and 1."
        )]
        code: String,
    ) -> Result<CertificateCheckPayload, ApiError> {
        let RequestContext { app, info, .. } = &**RequestContext::of(ctx);
        CertificateCheckPayload::new(check::check(app, &certificate_number, &code, info).await, info.language)
    }

    /// All error codes with their texts, for apps that show errors while they are offline.
    async fn error_messages(
        &self,
        #[graphql(desc = "The language of the texts.")] language: Language,
    ) -> Vec<ErrorMessage> {
        ErrorMessage::all(language.into())
    }
}
