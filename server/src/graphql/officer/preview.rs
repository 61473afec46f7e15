//! Previews: a draft of a notice as applicants would see it, and mails as an account would get them.

use async_graphql::{Context, InputObject, Object, SimpleObject, Union};
use entity::notice::text::ORIGINAL;

use super::{
    context::OfficerContext,
    mail::MailKind,
    mutation::notice::{NoticeTextInput, draft, faults},
    user_error::InputError,
};
use crate::{
    graphql::{error::ApiError, language::Language, scalar::DateTime},
    notice::preview as notices,
    officer::mail::preview::{self, Choice, PreviewError},
};

/// The input of `noticePreview`: a draft, as for `publishNotice`, and the language of a reader.
#[derive(InputObject)]
pub struct NoticePreviewInput {
    /// When the notice becomes visible, e.g. `2025-11-08T09:00:00+09:00`; default: now.
    from: Option<String>,
    /// When the notice moves from "General Notices" to "List of Notices", e.g. `2025-12-01T00:00:00+09:00`.
    /// Null or left out: it stays in "General Notices".
    until: Option<String>,
    /// The texts. A Japanese text is required: readers get it if there is no text in their language.
    texts: Vec<NoticeTextInput>,
    /// The language of the reader.
    language: Language,
}

/// The result of `noticePreview`.
#[derive(SimpleObject, Default)]
pub struct NoticePreviewPayload {
    /// The notice as the reader would see it; null if there are errors.
    preview: Option<NoticePreview>,
    /// The errors; empty on success.
    errors: Vec<NoticePreviewError>,
}

/// Errors that `noticePreview` can return.
#[derive(Union)]
pub enum NoticePreviewError {
    /// A field is missing or invalid.
    Input(InputError),
}

/// A draft of a notice as a reader would see it.
#[derive(SimpleObject)]
pub struct NoticePreview {
    /// The language of the text: the reader's, or Japanese if the draft has no text in it.
    language: Language,
    /// Whether this is the Japanese original.
    is_original: bool,
    /// The title: plain text.
    title: String,
    /// The text in CommonMark, as applicants' front ends get it.
    body: String,
    /// The text as HTML. It has only paragraphs, headings, emphasis, lists, quotations, rules, code spans and
    /// links.
    html: String,
    /// When the notice would become visible.
    published_at: DateTime,
}

impl From<notices::NoticePreview> for NoticePreview {
    fn from(preview: notices::NoticePreview) -> Self {
        Self {
            language: preview.language.into(),
            is_original: preview.language == ORIGINAL,
            title: preview.title,
            body: preview.body,
            html: preview.html,
            published_at: DateTime(preview.visible_from),
        }
    }
}

/// An email as an account would get it now. Nothing in it opens anything: the token in its link and the code on
/// a certificate are made up.
#[derive(SimpleObject)]
pub struct MailPreview {
    /// The kind of the email.
    kind: MailKind,
    /// The language of the reader. Emails also have the text in Japanese and English.
    language: Language,
    /// The email address of the account.
    to: String,
    /// The number of the certificate that the email is about, e.g. `TEST25-0001`; null if it is about none.
    certificate_number: Option<String>,
    /// The subject.
    subject: String,
    /// The email as plain text.
    text: String,
    /// The email as HTML: a whole document. Show it in an `iframe` with the attribute `sandbox`.
    html: String,
}

/// The queries for previews.
#[derive(Default)]
pub struct PreviewQuery;

#[Object]
impl PreviewQuery {
    /// A draft of a notice as applicants would see it. Nothing is stored. Requires the role `SUPPORT`.
    async fn notice_preview(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The draft, and the language of a reader.")] input: NoticePreviewInput,
    ) -> NoticePreviewPayload {
        let (request, language) = (OfficerContext::of(ctx), input.language.into());
        let draft = draft(input.from, input.until, input.texts);
        match notices::preview(&draft, language, request.info.now) {
            Ok(preview) => NoticePreviewPayload { preview: Some(preview.into()), errors: vec![] },
            Err(wrong) => NoticePreviewPayload { preview: None, errors: faults(&wrong, &draft, request) },
        }
    }

    /// An email of a kind as the account would get it now, e.g. to explain it on the telephone. It is not sent,
    /// and nothing in it opens anything. Null if no open account has this user ID or, for an email about a
    /// certificate, if the account has no such certificate; also for the kind `OTHER`. The account holder sees the access on "My page".
    /// Requires the role `VIEWER`, `ISSUER` or `SUPPORT`.
    #[graphql(complexity = "child_complexity + 20")]
    async fn mail_preview(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The user ID of the account, e.g. `hdlpf38617`.")] user_id: String,
        #[graphql(desc = "The kind of the email.")] kind: MailKind,
        #[graphql(desc = "The language of the reader; default: that of the account.")] language: Option<
            Language,
        >,
        #[graphql(desc = "The certificate that the email is about; default: the newest one of the account.")]
        certificate_number: Option<String>,
    ) -> Result<Option<MailPreview>, ApiError> {
        let request = OfficerContext::of(ctx);
        let Some(word) = kind.word() else { return Ok(None) };
        let (language, certificate_number) = (language.map(Into::into), certificate_number.as_deref());
        let choice = Choice { user_id: &user_id, kind: word, language, certificate_number };
        let found = preview::preview(&request.app, request.officer(), &choice, &request.info).await?;
        Ok(found.map(|found| MailPreview {
            kind,
            language: found.language.into(),
            to: found.to,
            certificate_number: found.certificate_number,
            subject: found.rendered.subject,
            text: found.rendered.text,
            html: found.rendered.html,
        }))
    }
}

impl From<PreviewError> for ApiError {
    fn from(error: PreviewError) -> Self {
        match error {
            PreviewError::Database(error) => error.into(),
            PreviewError::Text(_) | PreviewError::Sender => {
                tracing::error!(error = &error as &dyn std::error::Error, "failed to render a preview");
                Self::Internal
            }
        }
    }
}
