//! Time travel, so that a front-end team sees a reminder without waiting a week.
//!
//! The time is kept in the data folder, so that a second start goes on where the first ended, and
//! commands in the same folder share it.

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

/// Later years have five digits, which neither mails nor SQLite's text can order.
const LAST_YEAR: i32 = 9_998;

/// The body of a move has no more bytes, and takes no longer to arrive.
const BODY: (usize, Duration) = (1024, Duration::from_secs(10));
/// A move is answered after this, done or not. What it made due goes on.
const LIMIT: Duration = Duration::from_mins(2);

/// The clock of one process, and where its time is kept.
struct Control {
    context: Arc<worker::Context>,
    file: PathBuf,
    /// One move at a time: the next one begins when all that the last one made due is done.
    moving: Mutex<()>,
    /// Moves under way: they come to their end even if nobody waits for it any more.
    moves: TaskTracker,
}

/// Where to, by one of the two.
#[derive(Deserialize)]
#[serde(rename_all = "lowercase", deny_unknown_fields)]
enum Move {
    Advance(String),
    Now(DateTime<Utc>),
}

/// Adds `/clock`.
pub(super) fn add(routes: Route, context: Arc<worker::Context>, data_dir: PathBuf) -> Route {
    let control = Arc::new(Control {
        context,
        file: file(&data_dir),
        moving: Mutex::new(()),
        moves: TaskTracker::new(),
    });
    routes.at("/clock", get(show).post(change).data(control))
}

/// The clock of a data folder, as a command beside a running server finds it.
pub fn stored_clock(data_dir: &Path) -> anyhow::Result<Clock> {
    Ok(stored(data_dir)?.map_or(Clock::System, Clock::manual))
}

/// A manual clock that goes on where the folder's last one stood, or begins now.
pub(super) fn take_up(data_dir: &Path) -> anyhow::Result<Clock> {
    let file = file(data_dir);
    let at = stored(data_dir)?.unwrap_or_else(|| Clock::System.now());
    write(&file, at).with_context(|| format!("cannot write {}", file.display()))?;
    Ok(Clock::manual(at))
}

/// Back to the system's clock.
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

/// Moves the clock, and answers when what has come due is done.
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
            tracing::error!("the clock could not be moved: {}", chain(error.as_ref()));
            StatusCode::INTERNAL_SERVER_ERROR.into()
        }
        None => refused(
            StatusCode::SERVICE_UNAVAILABLE,
            "what has come due is not done after two minutes, and goes on: GET /clock has the time, the log what is wrong",
        ),
    }
}

/// Reads where to.
async fn wanted(headers: &HeaderMap, body: Body) -> Result<Move, Response> {
    // A page of another site may send plain text anywhere, and JSON only where it may.
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

/// Has `work` done, whoever waits for it; answers what became of it, if it is done by then.
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
    /// Nobody can go there.
    Refused(&'static str),
    /// Something is wrong with the folder or the database.
    Failed(anyhow::Error),
}

impl Control {
    /// Goes where a move says, once all that the last one made due is done.
    async fn go(&self, wanted: Move) -> Result<(), MoveError> {
        let _moving = self.moving.lock().await;
        let now = self.context.clock.now();
        let to = match wanted {
            Move::Now(to) => Some(to),
            Move::Advance(span) => duration(&span).and_then(|span| now.checked_add_signed(span)),
        };
        let to = to.ok_or(MoveError::Refused(USAGE))?;
        if to < now {
            return Err(MoveError::Refused("the clock never goes back"));
        }
        if to.year() > LAST_YEAR {
            return Err(MoveError::Refused("the calendar of mails ends before that"));
        }
        self.go_to(to).await.map_err(MoveError::Failed)
    }

    /// Finishes what is under way, moves, and does what has come due. Without the first a leap would
    /// let the leases of mails under way lapse.
    async fn go_to(&self, to: DateTime<Utc>) -> anyhow::Result<()> {
        let clock = &self.context.clock;
        if let Err(error) = self.context.settle().await {
            tracing::warn!("the clock moves although something is still under way: {}", chain(&error));
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

/// An ISO 8601 duration of days or smaller units, not negative.
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
                "{} does not hold a time like 2026-02-01T00:00:00Z; remove it to start now",
                file.display()
            )
        }),
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(None),
        Err(error) => Err(error).with_context(|| format!("cannot read {}", file.display())),
    }
}

/// A reader never sees half a time.
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
            done.send(()).expect("somebody waits");
        };
        assert_eq!(answered(&tasks, work, began + LIMIT).await, None);
        assert_eq!(began.elapsed(), LIMIT);
        is_done.try_recv().expect_err("it waits");
        drop(shut);
        is_done.await.expect("it went on");
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
