//! Publishing, changing and withdrawing notices (I32): all that is wrong with one is answered at once.

use async_graphql::{Context, ID, InputObject, Object, SimpleObject, Union};
use entity::notice::{BodyFault, NoticeId};

use crate::{
    account::FieldFault,
    graphql::{error::ApiError, language::Language, scalar::NodeKind},
    notice::{
        ChangeError, change,
        draft::{Draft, DraftText, Field, NoticeFault, Wrong},
        once::{OnceError, publish_once},
        withdraw,
    },
    officer::graphql::{
        context::OfficerContext,
        notice::Notice,
        user_error::{ConflictError, ErrorCode, InputError, NotFoundError},
    },
};

/// A notice in one language.
#[derive(InputObject)]
pub struct NoticeTextInput {
    /// The language; none twice.
    language: Language,
    /// The title: plain text, one line, at most 200 characters.
    #[graphql(default)]
    title: String,
    /// The text: at most 10,000 characters of `CommonMark`, with paragraphs, headings, emphasis, lists, quotations,
    /// rules, code spans, and links that begin with `https://` or `mailto:`; never HTML, images or code blocks.
    #[graphql(default)]
    body: String,
}

/// A notice to publish.
#[derive(InputObject)]
pub struct PublishNoticeInput {
    /// From when on it is seen, e.g. `2025-11-08T09:00:00+09:00`; now, if it is left out.
    from: Option<String>,
    /// Until when it is a current one; left out for no such moment.
    until: Option<String>,
    /// The texts. Japanese must be among them: readers of languages without a text get that one.
    texts: Vec<NoticeTextInput>,
    /// At most 64 characters. The same request with the same key within 24 hours publishes once.
    idempotency_key: Option<String>,
}

/// What a notice is to be.
#[derive(InputObject)]
pub struct ChangeNoticeInput {
    /// The ID of the notice.
    notice: ID,
    /// The version that was looked at; where it is another by now, nothing is changed.
    expected_version: i32,
    /// From when on it is seen; if it is left out, that stays.
    from: Option<String>,
    /// Until when it is a current one; left out for no such moment.
    until: Option<String>,
    /// All texts of the new version. Japanese must be among them.
    texts: Vec<NoticeTextInput>,
}

/// Which notice to take back.
#[derive(InputObject)]
pub struct WithdrawNoticeInput {
    /// The ID of the notice.
    notice: ID,
}

/// What follows publishing.
#[derive(SimpleObject)]
pub struct PublishNoticePayload {
    /// The notice.
    notice: Option<Notice>,
    /// What was wrong; empty on success.
    errors: Vec<NoticeError>,
}

/// What follows a change.
#[derive(SimpleObject)]
pub struct ChangeNoticePayload {
    /// The notice, in its new version.
    notice: Option<Notice>,
    /// What was wrong; empty on success.
    errors: Vec<NoticeError>,
}

/// What follows taking a notice back.
#[derive(SimpleObject)]
pub struct WithdrawNoticePayload {
    /// The notice, withdrawn.
    notice: Option<Notice>,
    /// What was wrong; empty on success.
    errors: Vec<NoticeError>,
}

/// What `publishNotice`, `changeNotice` and `withdrawNotice` can refuse.
#[derive(Union)]
pub enum NoticeError {
    /// A field is wrong.
    Input(InputError),
    /// There is no such notice.
    NotFound(NotFoundError),
    /// It was withdrawn or changed meanwhile, or the key came with other input before.
    Conflict(ConflictError),
}

/// Mutations of notices.
#[derive(Default)]
pub struct NoticeMutation;

#[Object]
impl NoticeMutation {
    /// Publishes a notice, seen from now or from a later moment on.
    async fn publish_notice(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The notice.")] input: PublishNoticeInput,
    ) -> Result<PublishNoticePayload, ApiError> {
        let (request, key) = (OfficerContext::of(ctx), input.idempotency_key);
        let draft = draft(input.from, input.until, input.texts);
        let (source, actor, now) = (&request.visit.source, request.officer().actor(), request.visit.now);
        match publish_once(&request.app.db, &draft, key.as_deref(), source, actor, now).await {
            Ok(done) => {
                Ok(PublishNoticePayload { notice: Notice::find(done.id, request).await?, errors: vec![] })
            }
            Err(error) => {
                Ok(PublishNoticePayload { notice: None, errors: not_published(error, &draft, request)? })
            }
        }
    }

    /// Puts a new version in place of a notice: its period and all its texts.
    async fn change_notice(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "What it is to be.")] input: ChangeNoticeInput,
    ) -> Result<ChangeNoticePayload, ApiError> {
        let (request, id, version) =
            (OfficerContext::of(ctx), key(&input.notice), Some(input.expected_version));
        let draft = draft(input.from, input.until, input.texts);
        let (source, actor, now) = (&request.visit.source, request.officer().actor(), request.visit.now);
        match change(&request.app.db, id, version, &draft, source, actor, now).await {
            Ok(done) => {
                Ok(ChangeNoticePayload { notice: Notice::find(done.id, request).await?, errors: vec![] })
            }
            Err(error) => {
                Ok(ChangeNoticePayload { notice: None, errors: not_changed(error, &draft, request)? })
            }
        }
    }

    /// Takes a notice back: nobody of the public sees it any more. Again, it changes nothing.
    async fn withdraw_notice(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Which.")] input: WithdrawNoticeInput,
    ) -> Result<WithdrawNoticePayload, ApiError> {
        let (request, id) = (OfficerContext::of(ctx), key(&input.notice));
        let (source, actor, now) = (&request.visit.source, request.officer().actor(), request.visit.now);
        if withdraw(&request.app.db, id, source, actor, now).await?.is_none() {
            let errors = vec![unknown(request)];
            return Ok(WithdrawNoticePayload { notice: None, errors });
        }
        Ok(WithdrawNoticePayload { notice: Notice::find(id, request).await?, errors: vec![] })
    }
}

fn draft(from: Option<String>, until: Option<String>, texts: Vec<NoticeTextInput>) -> Draft {
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

/// The key of a notice; of none, for an ID that is none of a notice.
fn key(id: &ID) -> NoticeId {
    match NodeKind::parse(id) {
        Some((NodeKind::Notice, id)) => NoticeId(id),
        _ => NoticeId(uuid::Uuid::nil()),
    }
}

fn unknown(request: &OfficerContext) -> NoticeError {
    NotFoundError::new(ErrorCode::NotFound, Some("notice"), request.visit.language).into()
}

fn not_published(
    error: OnceError,
    draft: &Draft,
    request: &OfficerContext,
) -> Result<Vec<NoticeError>, ApiError> {
    let (language, field) = (request.visit.language, "idempotencyKey");
    Ok(match error {
        OnceError::Input(wrong, fault) => {
            let of_key = fault.map(|fault| InputError::new(FieldFault { field, fault }, language).into());
            faults(&wrong, draft, request).into_iter().chain(of_key).collect()
        }
        OnceError::IdempotencyKeyReused => {
            vec![ConflictError::new(ErrorCode::IdempotencyKeyReused, Some(field), language).into()]
        }
        OnceError::Database(error) => return Err(error.into()),
    })
}

fn not_changed(
    error: ChangeError,
    draft: &Draft,
    request: &OfficerContext,
) -> Result<Vec<NoticeError>, ApiError> {
    let conflict = |code, field| ConflictError::new(code, Some(field), request.visit.language).into();
    Ok(match error {
        ChangeError::Input(wrong) => faults(&wrong, draft, request),
        ChangeError::NotFound => vec![unknown(request)],
        ChangeError::Withdrawn => vec![conflict(ErrorCode::NoticeWithdrawn, "notice")],
        ChangeError::ChangedMeanwhile => {
            vec![conflict(ErrorCode::NoticeChangedMeanwhile, "expectedVersion")]
        }
        ChangeError::Database(error) => return Err(error.into()),
    })
}

/// The wrong fields of a draft, each where it stands in the list of texts.
fn faults(wrong: &[Wrong], draft: &Draft, request: &OfficerContext) -> Vec<NoticeError> {
    let language = request.visit.language;
    let mut errors: Vec<InputError> = Vec::new();
    for wrong in wrong {
        let place = place(wrong, draft);
        let path: Vec<_> = place.iter().map(String::as_str).collect();
        let coded = |code, facts: &[_]| InputError::coded(code, &path, facts, language);
        let error = match (wrong.fault, line(wrong.fault)) {
            (_, Some(line)) => coded(ErrorCode::MarkupNotAllowed, &[("line", &line.to_string())]),
            (NoticeFault::Twice, _) => coded(ErrorCode::LanguageTwice, &[]),
            (NoticeFault::Period(entity::notice::PeriodFault::Order), _) => {
                coded(ErrorCode::PeriodOrder, &[])
            }
            (fault, None) => InputError::at(&path, fault.fault(), language),
        };
        // A missing Japanese text is one thing, though title and body are missing with it.
        if errors.last().is_none_or(|last| last.path != error.path) {
            errors.push(error);
        }
    }
    errors.into_iter().map(Into::into).collect()
}

/// The line of a body that something stands in which no notice may hold.
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
