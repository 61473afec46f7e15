//! Time travel, so that a front-end team sees a reminder without waiting a week.
//!
//! The time is kept in the data folder, so that a second start goes on where the first ended, and
//! commands in the same folder share it.

#![expect(clippy::needless_pass_by_value, reason = "poem hands over what it extracts by value")]

use std::{
    fs, io,
    path::{Path, PathBuf},
    sync::Arc,
};

use chrono::{DateTime, Datelike, SecondsFormat, TimeDelta, Utc};
use entity::clock::Clock;
use poem::{
    EndpointExt, IntoResponse, Response, Route, get, handler,
    http::StatusCode,
    web::{Data, Json},
};
use serde::Deserialize;
use serde_json::{Value, json};
use tokio::sync::Mutex;

/// Later years have five digits, which neither mails nor SQLite's text can order.
const LAST_YEAR: i32 = 9_998;

/// The clock of one process, and where its time is kept.
struct Control {
    context: Arc<worker::Context>,
    file: PathBuf,
    /// One move at a time: the next one begins when all that the last one made due is done.
    moving: Mutex<()>,
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
    let control = Arc::new(Control { context, file: file(&data_dir), moving: Mutex::new(()) });
    routes.at("/clock", get(show).post(change).data(control))
}

/// The clock of a data folder, as a command beside a running server finds it.
pub fn stored_clock(data_dir: &Path) -> io::Result<Clock> {
    Ok(read(data_dir)?.map_or(Clock::System, Clock::manual))
}

/// A manual clock that goes on where the folder's last one stood, or begins now.
pub(super) fn take_up(data_dir: &Path) -> io::Result<Clock> {
    let at = read(data_dir)?.unwrap_or_else(|| Clock::System.now());
    write(&file(data_dir), at)?;
    Ok(Clock::manual(at))
}

/// Back to the system's clock.
pub(super) fn forget(data_dir: &Path) -> io::Result<()> {
    match fs::remove_file(file(data_dir)) {
        Err(error) if error.kind() != io::ErrorKind::NotFound => Err(error),
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
async fn change(control: Data<&Arc<Control>>, body: Json<Value>) -> Response {
    let clock = &control.context.clock;
    if matches!(clock, Clock::System) {
        return StatusCode::NOT_FOUND.into();
    }
    let _moving = control.moving.lock().await;
    let to = match serde_json::from_value(body.0) {
        Ok(Move::Now(to)) => Some(to),
        Ok(Move::Advance(span)) => duration(&span).and_then(|span| clock.now().checked_add_signed(span)),
        Err(_) => None,
    };
    let Some(to) = to else {
        return refused("send {\"advance\": \"PT24H\"} or {\"now\": \"2026-02-01T00:00:00Z\"}");
    };
    if to < clock.now() {
        return refused("the clock never goes back");
    }
    if to.year() > LAST_YEAR {
        return refused("the calendar of mails ends before that");
    }
    match control.go(to).await {
        Ok(()) => shown(clock),
        Err(error) => {
            tracing::error!("the clock could not be moved: {error:#}");
            StatusCode::INTERNAL_SERVER_ERROR.into()
        }
    }
}

impl Control {
    /// Finishes what is under way, moves, and does what has come due. Without the first a leap would
    /// let the leases of mails under way lapse.
    async fn go(&self, to: DateTime<Utc>) -> anyhow::Result<()> {
        let clock = &self.context.clock;
        if let Err(error) = self.context.settle().await {
            tracing::warn!("the clock moves although something is still under way: {error:#}");
        }
        clock.move_to(to)?;
        write(&self.file, clock.now())?;
        Ok(self.context.settle().await?)
    }
}

fn shown(clock: &Clock) -> Response {
    Json(json!({ "now": text(clock.now()) })).into_response()
}

fn refused(why: &str) -> Response {
    (StatusCode::BAD_REQUEST, Json(json!({ "error": why }))).into_response()
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

fn read(data_dir: &Path) -> io::Result<Option<DateTime<Utc>>> {
    match fs::read_to_string(file(data_dir)) {
        Ok(text) => text.trim().parse().map(Some).map_err(|_| io::ErrorKind::InvalidData.into()),
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(None),
        Err(error) => Err(error),
    }
}

/// Written beside and renamed, so that a reader never sees half a time.
fn write(file: &Path, at: DateTime<Utc>) -> io::Result<()> {
    let beside = file.with_extension("new");
    fs::write(&beside, text(at))?;
    fs::rename(beside, file)
}

fn text(at: DateTime<Utc>) -> String {
    at.to_rfc3339_opts(SecondsFormat::Millis, true)
}

#[cfg(test)]
mod tests {
    use super::*;

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
