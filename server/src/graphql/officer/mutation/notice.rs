//! Publishing, changing and withdrawing notices (I32). All errors of a notice are reported together.

use async_graphql::{Context, ID, InputObject, Object, SimpleObject, Union};
use entity::notice::{BodyFault, NoticeId};

use crate::{
    account::FieldError,
    graphql::{
        error::ApiError,
        language::Language,
        officer::{
            context::OfficerContext,
            notice::Notice,
            user_error::{ConflictError, ErrorCode, InputError, NotFoundError, SessionError},
        },
        scalar::NodeKind,
        texts::label,
    },
    notice::{
        ChangeError, change,
        draft::{Draft, DraftText, Field, NoticeFault, Wrong},
        once::{OnceError, publish_once},
        withdraw,
    },
};

/// The text of a notice in one language.
#[derive(InputObject)]
pub struct NoticeTextInput {
    /// The language of this text. Each language may occur once.
    language: Language,
    /// The title: plain text, one line, up to 200 characters.
    #[graphql(default)]
    title: String,
    /// The text: CommonMark, up to 10,000 characters. It may have paragraphs, headings, emphasis, lists,
    /// quotations, rules, code spans, and links that begin with `https://` or `mailto:`; never HTML, images
    /// or code blocks.
    #[graphql(default)]
    body: String,
}

/// The input of the mutation `publishNotice`.
#[derive(InputObject)]
pub struct PublishNoticeInput {
    /// When the notice becomes visible, e.g. `2025-11-08T09:00:00+09:00`; default: now.
    from: Option<String>,
    /// When the notice moves from "General Notices" to "List of Notices", e.g. `2025-12-01T00:00:00+09:00`.
    /// Null or left out: it stays in "General Notices".
    until: Option<String>,
    /// The texts. A Japanese text is required: readers get it if there is no text in their language.
    texts: Vec<NoticeTextInput>,
    /// A random string of up to 64 characters that makes retries safe: within 24 hours, requests with the
    /// same key and the same input publish only one notice. Other input is refused: `IDEMPOTENCY_KEY_REUSED`.
    idempotency_key: Option<String>,
}

/// The input of `changeNotice`: the whole new version of the notice.
#[derive(InputObject)]
pub struct ChangeNoticeInput {
    /// The global object ID of the notice.
    id: ID,
    /// The `version` of the notice when it was loaded. If the notice has changed since, nothing is saved:
    /// `CHANGED_MEANWHILE`.
    expected_version: i32,
    /// When the notice becomes visible, e.g. `2025-11-08T09:00:00+09:00`; unchanged if it is null or left
    /// out.
    from: Option<String>,
    /// When the notice moves from "General Notices" to "List of Notices", e.g. `2025-12-01T00:00:00+09:00`.
    /// Null or left out: it stays in "General Notices", even if the old version had an end.
    until: Option<String>,
    /// All texts of the new version. A Japanese text is required.
    texts: Vec<NoticeTextInput>,
}

/// The input of the mutation `withdrawNotice`.
#[derive(InputObject)]
pub struct WithdrawNoticeInput {
    /// The global object ID of the notice.
    id: ID,
}

/// The result of the mutation `publishNotice`, or its errors.
#[derive(SimpleObject, Default)]
pub struct PublishNoticePayload {
    /// The published notice; null if there are errors.
    notice: Option<Notice>,
    /// The errors; empty on success.
    errors: Vec<PublishNoticeError>,
}

/// The result of the mutation `changeNotice`, or its errors.
#[derive(SimpleObject, Default)]
pub struct ChangeNoticePayload {
    /// The notice in its new version; null if there are errors.
    notice: Option<Notice>,
    /// The errors; empty on success.
    errors: Vec<ChangeNoticeError>,
}

/// The result of the mutation `withdrawNotice`, or its errors.
#[derive(SimpleObject, Default)]
pub struct WithdrawNoticePayload {
    /// The withdrawn notice; null if there are errors.
    notice: Option<Notice>,
    /// The errors; empty on success.
    errors: Vec<WithdrawNoticeError>,
}

/// Errors that `publishNotice` can return.
#[derive(Union)]
pub enum PublishNoticeError {
    /// A field is missing or invalid, or the key was sent before with other input.
    Input(InputError),
    /// Nobody is logged in.
    Session(SessionError),
}

/// Errors that `changeNotice` can return.
#[derive(Union)]
pub enum ChangeNoticeError {
    /// A field is missing or invalid.
    Input(InputError),
    /// No notice has this ID.
    NotFound(NotFoundError),
    /// The notice was withdrawn, or has changed since it was loaded.
    Conflict(ConflictError),
    /// Nobody is logged in.
    Session(SessionError),
}

/// Errors that `withdrawNotice` can return.
#[derive(Union)]
pub enum WithdrawNoticeError {
    /// No notice has this ID.
    NotFound(NotFoundError),
    /// Nobody is logged in.
    Session(SessionError),
}

/// The mutations for notices.
#[derive(Default)]
pub struct NoticeMutation;

#[Object]
impl NoticeMutation {
    /// Publishes a notice, visible now or from a later time. Requires the role `SUPPORT`.
    async fn publish_notice(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The notice to publish.")] input: PublishNoticeInput,
    ) -> Result<PublishNoticePayload, ApiError> {
        let (request, key) = (OfficerContext::of(ctx), input.idempotency_key);
        let by = match request.required_session() {
            Ok(live) => live,
            Err(error) => {
                return Ok(PublishNoticePayload { errors: vec![error.into()], ..Default::default() });
            }
        };
        let draft = draft(input.from, input.until, input.texts);
        let (source, actor, now) = (&request.info.source, by.actor(), request.info.now);
        match publish_once(&request.app.db, &draft, key.as_deref(), source, actor, now).await {
            Ok(done) => {
                Ok(PublishNoticePayload { notice: Notice::find(done.id, request).await?, errors: vec![] })
            }
            Err(error) => {
                Ok(PublishNoticePayload { notice: None, errors: not_published(error, &draft, request)? })
            }
        }
    }

    /// Replaces the period and all the texts of a notice with a new version. Requires the role `SUPPORT`.
    async fn change_notice(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The new version of the notice.")] input: ChangeNoticeInput,
    ) -> Result<ChangeNoticePayload, ApiError> {
        let (request, id, version) = (OfficerContext::of(ctx), key(&input.id), Some(input.expected_version));
        let by = match request.required_session() {
            Ok(live) => live,
            Err(error) => {
                return Ok(ChangeNoticePayload { errors: vec![error.into()], ..Default::default() });
            }
        };
        let draft = draft(input.from, input.until, input.texts);
        let (source, actor, now) = (&request.info.source, by.actor(), request.info.now);
        match change(&request.app.db, id, version, &draft, source, actor, now).await {
            Ok(done) => {
                Ok(ChangeNoticePayload { notice: Notice::find(done.id, request).await?, errors: vec![] })
            }
            Err(error) => {
                Ok(ChangeNoticePayload { notice: None, errors: not_changed(error, &draft, request)? })
            }
        }
    }

    /// Withdraws a notice, so that the public no longer sees it. Withdrawing it again changes nothing.
    /// Requires the role `SUPPORT`.
    async fn withdraw_notice(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The notice to withdraw.")] input: WithdrawNoticeInput,
    ) -> Result<WithdrawNoticePayload, ApiError> {
        let (request, id) = (OfficerContext::of(ctx), key(&input.id));
        let by = match request.required_session() {
            Ok(live) => live,
            Err(error) => {
                return Ok(WithdrawNoticePayload { errors: vec![error.into()], ..Default::default() });
            }
        };
        let (source, actor, now) = (&request.info.source, by.actor(), request.info.now);
        if withdraw(&request.app.db, id, source, actor, now).await?.is_none() {
            let errors = vec![unknown(request).into()];
            return Ok(WithdrawNoticePayload { notice: None, errors });
        }
        Ok(WithdrawNoticePayload { notice: Notice::find(id, request).await?, errors: vec![] })
    }
}

pub(in crate::graphql::officer) fn draft(
    from: Option<String>,
    until: Option<String>,
    texts: Vec<NoticeTextInput>,
) -> Draft {
    let text = |text: NoticeTextInput| DraftText {
        language: text.language.into(),
        title: text.title,
        body: text.body,
    };
    Draft {
        from: from.unwrap_or_default(),
        until: until.unwrap_or_default(),
        texts: texts.into_iter().map(text).collect(),
    }
}

/// The key of a notice; the nil UUID, which no notice has, if the ID is not that of a notice.
fn key(id: &ID) -> NoticeId {
    match NodeKind::parse(id) {
        Some((NodeKind::Notice, id)) => NoticeId(id),
        _ => NoticeId(uuid::Uuid::nil()),
    }
}

/// What the label of the field `id` is found by: on the applicants' side it has the session's.
const NOTICE: &str = "notice";

fn unknown(request: &OfficerContext) -> NotFoundError {
    let language = request.info.language;
    let error = NotFoundError::new(ErrorCode::NotFound, &["id"], language);
    NotFoundError { field_label: label(NOTICE, language), ..error }
}

fn withdrawn(request: &OfficerContext) -> ConflictError {
    let language = request.info.language;
    let error = ConflictError::new(ErrorCode::NoticeWithdrawn, &["id"], language);
    ConflictError { field_label: label(NOTICE, language), ..error }
}

fn changed_meanwhile(request: &OfficerContext) -> ConflictError {
    ConflictError::new(ErrorCode::ChangedMeanwhile, &["expectedVersion"], request.info.language)
}

fn not_published(
    error: OnceError,
    draft: &Draft,
    request: &OfficerContext,
) -> Result<Vec<PublishNoticeError>, ApiError> {
    let (language, field) = (request.info.language, "idempotencyKey");
    Ok(match error {
        OnceError::Input(wrong, fault) => {
            let of_key =
                fault.map(|fault| InputError::of_field(FieldError { field, fault }, language).into());
            faults(&wrong, draft, request).into_iter().chain(of_key).collect()
        }
        OnceError::IdempotencyKeyReused => {
            vec![InputError::idempotency_key_reused(language).into()]
        }
        OnceError::Database(error) => return Err(error.into()),
    })
}

fn not_changed(
    error: ChangeError,
    draft: &Draft,
    request: &OfficerContext,
) -> Result<Vec<ChangeNoticeError>, ApiError> {
    Ok(match error {
        ChangeError::Input(wrong) => faults(&wrong, draft, request),
        ChangeError::NotFound => vec![unknown(request).into()],
        ChangeError::Withdrawn => vec![withdrawn(request).into()],
        ChangeError::ChangedMeanwhile => vec![changed_meanwhile(request).into()],
        ChangeError::Database(error) => return Err(error.into()),
    })
}

/// Maps the errors of a draft, each with the path of its field in the list of texts.
pub(in crate::graphql::officer) fn faults<E: From<InputError>>(
    wrong: &[Wrong],
    draft: &Draft,
    request: &OfficerContext,
) -> Vec<E> {
    let language = request.info.language;
    let mut errors: Vec<InputError> = Vec::new();
    for wrong in wrong {
        let place = place(wrong, draft);
        let path: Vec<_> = place.iter().map(String::as_str).collect();
        let coded = |code, values: &[_]| InputError::with_values(code, &path, values, language);
        let error = match (wrong.fault, line(wrong.fault)) {
            (_, Some(line)) => coded(ErrorCode::MarkupNotAllowed, &[("line", &line.to_string())]),
            (NoticeFault::Twice, _) => coded(ErrorCode::LanguageTwice, &[]),
            (NoticeFault::Period(entity::notice::PeriodFault::Order), _) => {
                coded(ErrorCode::PeriodOrder, &[])
            }
            (fault, None) => InputError::at(&path, fault.fault(), language),
        };
        // A missing Japanese text is reported once, although its title and body are both missing.
        if errors.last().is_none_or(|last| last.path != error.path) {
            errors.push(error);
        }
    }
    errors.into_iter().map(Into::into).collect()
}

/// The line of the body with the markup that is not allowed; `None` for other errors.
fn line(fault: NoticeFault) -> Option<usize> {
    let NoticeFault::Body(fault) = fault else { return None };
    match fault {
        BodyFault::Input(_) => None,
        BodyFault::Control { line }
        | BodyFault::Html { line }
        | BodyFault::Image { line }
        | BodyFault::CodeBlock { line }
        | BodyFault::Link { line }
        | BodyFault::Nesting { line } => Some(line),
    }
}

fn place(wrong: &Wrong, draft: &Draft) -> Vec<String> {
    let of = |language, which: &str| {
        let mut texts = draft.texts.iter().enumerate().filter(|(_, text)| text.language == language);
        let found = if which.is_empty() { texts.nth(1) } else { texts.next() };
        let index = found.map(|(index, _)| index.to_string());
        let which = index.is_some().then(|| which.to_owned()).filter(|which| !which.is_empty());
        ["texts".to_owned()].into_iter().chain(index).chain(which).collect()
    };
    match wrong.field {
        Field::From => vec!["from".to_owned()],
        Field::Until => vec!["until".to_owned()],
        Field::Text(language) => of(language, ""),
        Field::Title(language) => of(language, "title"),
        Field::Body(language) => of(language, "body"),
    }
}
