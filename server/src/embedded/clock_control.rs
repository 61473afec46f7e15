//! `/clock`: shows and moves the manual clock, so that a front-end team sees a reminder without waiting a
//! week.
//!
//! Both listeners have it, because the officers' playground moves on to the next one-time code.
//!
//! The data folder keeps the time. The next start continues from it, and commands on the same folder use it.
//! The clock never moves back.

#![expect(clippy::needless_pass_by_value, reason = "poem hands over what it extracts by value")]

use std::{
    fs, io,
    path::{Path, PathBuf},
    sync::Arc,
    time::Duration,
};

use anyhow::Context as _;
use chrono::{DateTime, Datelike, SecondsFormat, TimeDelta, Utc};
use entity::{clock::Clock, error_chain::chain, private_file};
use poem::{
    Body, EndpointExt, IntoResponse, Response, Route, get, handler,
    http::{HeaderMap, StatusCode},
    web::{Data, Json},
};
use serde::Deserialize;
use serde_json::json;
use tokio::{sync::Mutex, time::Instant};
use tokio_util::task::TaskTracker;

use crate::http::graphql::media_type::is_json;

/// The last year that the clock may show. One year later, dates that mails and rules compute may have five
/// digits, and neither mails nor the text in SQLite can sort those.
const LAST_YEAR: i32 = 9_998;

/// The maximum size of the body in bytes, and the time that it may take to arrive.
const BODY: (usize, Duration) = (1024, Duration::from_secs(10));
/// How long a request waits for the work that a move makes due. The work continues after the response.
const LIMIT: Duration = Duration::from_mins(2);

/// The clock of this process, and the file that keeps its time.
pub(super) struct Control {
    context: Arc<worker::Context>,
    file: PathBuf,
    /// Held during a move, so that the next one begins only when everything that this one made due is done.
    moving: Mutex<()>,
    /// Moves in progress. They run to their end even if the client has gone.
    moves: TaskTracker,
}

/// A move, in one of two forms: by a duration, or to a time.
#[derive(Deserialize)]
#[serde(rename_all = "lowercase", deny_unknown_fields)]
enum Move {
    Advance(String),
    Now(DateTime<Utc>),
}

/// The control of this process's clock, which all routes share.
pub(super) fn control(context: Arc<worker::Context>, data_dir: &Path) -> Arc<Control> {
    Arc::new(Control { context, file: file(data_dir), moving: Mutex::new(()), moves: TaskTracker::new() })
}

/// Adds GET and POST `/clock`. With the system's clock, both respond with 404.
pub(super) fn add(routes: Route, control: &Arc<Control>) -> Route {
    routes.at("/clock", get(show).post(change).data(Arc::clone(control)))
}

/// The clock of a data folder, for a command: the manual clock at the stored time, or the system's clock.
pub fn stored_clock(data_dir: &Path) -> anyhow::Result<Clock> {
    Ok(stored(data_dir)?.map_or(Clock::System, Clock::manual))
}

/// A manual clock that continues at the time in the data folder, or begins at the present time.
pub(super) fn take_up(data_dir: &Path) -> anyhow::Result<Clock> {
    let file = file(data_dir);
    let at = stored(data_dir)?.unwrap_or_else(|| Clock::System.now());
    write(&file, at).with_context(|| format!("cannot write {}", file.display()))?;
    Ok(Clock::manual(at))
}

/// Removes the stored time, so that the folder uses the system's clock again.
pub(super) fn forget(data_dir: &Path) -> anyhow::Result<()> {
    let file = file(data_dir);
    match fs::remove_file(&file) {
        Err(error) if error.kind() != io::ErrorKind::NotFound => {
            Err(error).with_context(|| format!("cannot remove {}", file.display()))
        }
        _ => Ok(()),
    }
}

#[handler]
fn show(control: Data<&Arc<Control>>) -> Response {
    match control.context.clock {
        Clock::Manual(_) => shown(&control.context.clock),
        Clock::System => StatusCode::NOT_FOUND.into(),
    }
}

/// Moves the clock, and responds when everything that has become due is done, or after [`LIMIT`].
#[handler]
async fn change(control: Data<&Arc<Control>>, headers: &HeaderMap, body: Body) -> Response {
    if matches!(control.context.clock, Clock::System) {
        return StatusCode::NOT_FOUND.into();
    }
    let wanted = match wanted(headers, body).await {
        Ok(wanted) => wanted,
        Err(refused) => return refused,
    };
    let moving = Arc::clone(&control);
    let (control, deadline) = (&**control, Instant::now() + LIMIT);
    match answered(&control.moves, async move { moving.go(wanted).await }, deadline).await {
        Some(Ok(())) => shown(&control.context.clock),
        Some(Err(MoveError::Refused(why))) => refused(StatusCode::BAD_REQUEST, why),
        Some(Err(MoveError::Failed(error))) => {
            tracing::error!("failed to move the clock: {}", chain(error.as_ref()));
            StatusCode::INTERNAL_SERVER_ERROR.into()
        }
        None => refused(
            StatusCode::SERVICE_UNAVAILABLE,
            "the work that became due is still running after two minutes; GET /clock shows the time, and the log \
             shows errors",
        ),
    }
}

/// Reads the move from the body; `Err` is the response to a bad request.
async fn wanted(headers: &HeaderMap, body: Body) -> Result<Move, Response> {
    // A browser lets a page of another site send plain text to any address, but JSON only with our permission
    // (CORS).
    if !is_json(headers) {
        return Err(StatusCode::UNSUPPORTED_MEDIA_TYPE.into());
    }
    let (bytes, limit) = BODY;
    let read = tokio::time::timeout(limit, body.into_bytes_limit(bytes)).await;
    let bytes = match read {
        Ok(read) => read.map_err(|error| poem::Error::from(error).into_response())?,
        Err(_) => return Err(StatusCode::REQUEST_TIMEOUT.into()),
    };
    serde_json::from_slice(&bytes).map_err(|_| refused(StatusCode::BAD_REQUEST, USAGE))
}

/// Runs `work` to its end on a task, even if the client hangs up. Returns its result, or `None` at the
/// deadline.
async fn answered<T: Send + 'static>(
    tasks: &TaskTracker,
    work: impl Future<Output = T> + Send + 'static,
    deadline: Instant,
) -> Option<T> {
    let done = tokio::time::timeout_at(deadline, tasks.spawn(work)).await.ok()?;
    Some(done.expect("a move does not panic"))
}

const USAGE: &str = "send {\"advance\": \"PT24H\"} or {\"now\": \"2026-02-01T00:00:00Z\"}";

/// Why the clock was not moved.
enum MoveError {
    /// The request is wrong, or asks for a time that the clock cannot show.
    Refused(&'static str),
    /// The data folder or the database failed.
    Failed(anyhow::Error),
}

impl Control {
    /// Makes a move, once everything that the previous one made due is done.
    async fn go(&self, wanted: Move) -> Result<(), MoveError> {
        let _moving = self.moving.lock().await;
        let now = self.context.clock.now();
        let to = match wanted {
            Move::Now(to) => Some(to),
            Move::Advance(span) => duration(&span).and_then(|span| now.checked_add_signed(span)),
        };
        let to = to.ok_or(MoveError::Refused(USAGE))?;
        if to < now {
            return Err(MoveError::Refused("the clock cannot go back"));
        }
        if to.year() > LAST_YEAR {
            return Err(MoveError::Refused("the clock cannot go beyond the year 9998"));
        }
        self.go_to(to).await.map_err(MoveError::Failed)
    }

    /// Finishes the work in progress, moves the clock, and does the work that has become due.
    async fn go_to(&self, to: DateTime<Utc>) -> anyhow::Result<()> {
        let clock = &self.context.clock;
        // Before the move, because it would make the leases of mails in progress expire.
        if let Err(error) = self.context.settle().await {
            tracing::warn!("moving the clock although some work is still in progress: {}", chain(&error));
        }
        clock.move_to(to)?;
        write(&self.file, clock.now())?;
        Ok(self.context.settle().await?)
    }
}

fn shown(clock: &Clock) -> Response {
    Json(json!({ "now": text(clock.now()) })).into_response()
}

fn refused(status: StatusCode, why: &str) -> Response {
    (status, Json(json!({ "error": why }))).into_response()
}

/// Parses an ISO 8601 duration of days or smaller units that is not negative, e.g. `P7D`.
fn duration(text: &str) -> Option<TimeDelta> {
    let span = jiff::fmt::temporal::SpanParser::new().parse_span(text).ok()?;
    let days = jiff::SpanRelativeTo::days_are_24_hours();
    let millis = span.total((jiff::Unit::Millisecond, days)).ok()?;
    #[expect(clippy::cast_possible_truncation, reason = "a span of jiff has far fewer milliseconds")]
    let millis = millis as i64;
    (millis >= 0).then(|| TimeDelta::milliseconds(millis))
}

fn file(data_dir: &Path) -> PathBuf {
    data_dir.join("clock")
}

fn stored(data_dir: &Path) -> anyhow::Result<Option<DateTime<Utc>>> {
    let file = file(data_dir);
    match fs::read_to_string(&file) {
        Ok(text) => text.trim().parse().map(Some).with_context(|| {
            format!(
                "{} does not hold a time like 2026-02-01T00:00:00Z; remove it to begin at the present time",
                file.display()
            )
        }),
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(None),
        Err(error) => Err(error).with_context(|| format!("cannot read {}", file.display())),
    }
}

/// Replaces the file as a whole, because a command may read it at any time.
fn write(file: &Path, at: DateTime<Utc>) -> io::Result<()> {
    private_file::replace(file, text(at).as_bytes())
}

fn text(at: DateTime<Utc>) -> String {
    at.to_rfc3339_opts(SecondsFormat::Millis, true)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test(start_paused = true)]
    async fn a_move_that_does_not_end_is_answered_and_goes_on() {
        let (tasks, began) = (TaskTracker::new(), Instant::now());
        let gate = Arc::new(Mutex::new(()));
        let shut = gate.lock().await;
        let (inside, (done, mut is_done)) = (Arc::clone(&gate), tokio::sync::oneshot::channel());
        let work = async move {
            let _passed = inside.lock().await;
            done.send(()).expect("the test waits for it");
        };
        assert_eq!(answered(&tasks, work, began + LIMIT).await, None);
        assert_eq!(began.elapsed(), LIMIT);
        is_done.try_recv().expect_err("the work still waits");
        drop(shut);
        is_done.await.expect("the work continued");
        assert_eq!(answered(&tasks, async { 1 }, Instant::now() + LIMIT).await, Some(1));
    }

    #[test]
    fn durations_are_iso_8601_and_go_forward() {
        assert_eq!(duration("P7D"), Some(TimeDelta::days(7)));
        assert_eq!(duration("PT24H"), Some(TimeDelta::hours(24)));
        assert_eq!(duration("PT90S"), Some(TimeDelta::seconds(90)));
        assert_eq!(duration("P1DT2H"), Some(TimeDelta::hours(26)));
        for wrong in ["", "7 days", "24h", "-PT1H", "P1M", "PT"] {
            assert_eq!(duration(wrong), None, "{wrong}");
        }
    }
}
