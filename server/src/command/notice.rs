//! `server notice`: publishes, changes, withdraws and lists the notices of the top page (R22, R23, I32).
//!
//! If a file has mistakes, the command prints all of them, each with the name of its field.

use std::{
    fs,
    io::{self, Write},
    path::Path,
};

use anyhow::{Context, bail};
use chrono::{DateTime, Utc};
use entity::{
    clock::tokyo,
    faults::Faults,
    language::Language,
    notice::{self, NoticeId, State, text::ORIGINAL},
};
use migration::program::Program;
use serde_json::{Map, Value};
use uuid::Uuid;

use super::database;
use crate::{
    audit::{Actor, RequestOrigin},
    config::{NoticeArgs, NoticeTask},
    notice::{
        change,
        draft::{self, Draft, DraftText},
        list::{self, Listed},
        publish, withdraw,
    },
    paging::{PageRequest, SIZES},
};

/// Runs one task, and prints the notice that it changed. `list` prints all notices.
pub async fn run(args: NoticeArgs) -> anyhow::Result<()> {
    let (target, draft) = match &args.task {
        NoticeTask::Publish { file, target } | NoticeTask::Change { file, target, .. } => {
            (target, Some(read(file)?))
        }
        NoticeTask::Withdraw { target, .. } | NoticeTask::List { target } => (target, None),
    };
    let (db, clock) = database::open(Program::Command, target.clone()).await?;
    let (source, now) = (RequestOrigin::run(Uuid::now_v7()), clock.now());
    let draft = draft.unwrap_or_default();
    let mut out = io::stdout();
    match args.task {
        NoticeTask::Publish { .. } => {
            let notice = publish(&db, &draft, &source, Actor::System, now).await?;
            writeln!(out, "published {}", line(&notice, now))?;
        }
        NoticeTask::Change { id, .. } => {
            let id = NoticeId(id);
            let notice = change(&db, id, None, &draft, &source, Actor::System, now).await?;
            writeln!(out, "changed {}", line(&notice, now))?;
        }
        NoticeTask::Withdraw { id, .. } => {
            let withdrawn = withdraw(&db, NoticeId(id), &source, Actor::System, now).await?;
            let notice = withdrawn.context("there is no such notice")?;
            writeln!(out, "withdrawn {}", line(&notice, now))?;
        }
        NoticeTask::List { .. } => show_all(&db, now, &mut out).await?,
    }
    Ok(db.close().await?)
}

/// Reads a draft from a file, or prints all mistakes in it and fails.
fn read(file: &Path) -> anyhow::Result<Draft> {
    let name = file.display();
    let bytes = fs::read(file).with_context(|| format!("cannot read {name}"))?;
    let text = bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(&bytes);
    let value = serde_json::from_slice(text).with_context(|| format!("{name} is not JSON in UTF-8"))?;
    let Value::Object(members) = value else { bail!("{name} is not a JSON object") };
    let mut file = File { faults: Faults::default() };
    let draft = file.draft(members);
    // A field with a value of the wrong JSON type is empty in the draft. It is reported once, not again as
    // missing.
    let is_named = |field: &str| file.faults.as_slice().iter().any(|fault| covers(fault, field));
    // Any default for `from` does here: the mistakes in a draft do not depend on it.
    let wrong = draft::faults(&draft, DateTime::UNIX_EPOCH);
    let wrong: Vec<_> = wrong.into_iter().filter(|wrong| !is_named(&wrong.field.to_string())).collect();
    let all = file.faults.as_slice().iter().cloned().chain(wrong.iter().map(ToString::to_string));
    let all: Vec<_> = all.collect();
    if all.is_empty() {
        return Ok(draft);
    }
    for fault in &all {
        writeln!(io::stdout(), "refused: {fault}")?;
    }
    bail!("{name} was refused: {} mistake(s)", all.len())
}

/// Whether a fault is about `field` or about an object that contains it.
fn covers(fault: &str, field: &str) -> bool {
    let subject = fault.split(": ").next().unwrap_or_default();
    field == subject || field.strip_prefix(subject).is_some_and(|rest| rest.starts_with('.'))
}

/// Reads a JSON object as a draft, and collects what cannot be read.
struct File {
    faults: Faults<String>,
}

impl File {
    fn draft(&mut self, mut members: Map<String, Value>) -> Draft {
        let (from, until) = (self.take(&mut members, "", "from"), self.take(&mut members, "", "until"));
        let mut texts = Vec::new();
        for language in Language::ALL {
            match members.remove(language.tag()) {
                None | Some(Value::Null) => {}
                Some(Value::Object(text)) => texts.push(self.text(language, text)),
                Some(_) => {
                    self.faults.push(format!("{}: must be an object with title and body", language.tag()));
                }
            }
        }
        self.refuse("", &members);
        Draft { from, until, texts }
    }

    fn text(&mut self, language: Language, mut members: Map<String, Value>) -> DraftText {
        let within = format!("{}.", language.tag());
        let title = self.take(&mut members, &within, "title");
        let body = self.take(&mut members, &within, "body");
        self.refuse(&within, &members);
        DraftText { language, title, body }
    }

    /// Removes a member and returns its text; an empty text if it is missing or null.
    fn take(&mut self, members: &mut Map<String, Value>, within: &str, name: &str) -> String {
        match members.remove(name) {
            None | Some(Value::Null) => String::new(),
            Some(Value::String(text)) => text,
            Some(_) => {
                self.faults.push(format!("{within}{name}: must be text"));
                String::new()
            }
        }
    }

    fn refuse(&mut self, within: &str, members: &Map<String, Value>) {
        let unknown = |name: &String| format!("{within}{}: unknown member; remove it", name.escape_debug());
        self.faults.extend(members.keys().map(unknown));
    }
}

async fn show_all(
    db: &sea_orm::DatabaseConnection,
    now: DateTime<Utc>,
    out: &mut impl Write,
) -> anyhow::Result<()> {
    let rows = i32::try_from(SIZES[SIZES.len() - 1])?;
    for number in 1.. {
        let page = list::all(db, PageRequest::new(number, rows), now).await?;
        for Listed { notice, texts } in &page.items {
            let title = texts.iter().find(|text| text.language == ORIGINAL).map_or("", |text| &text.title);
            let languages: Vec<_> = texts.iter().map(|text| text.language.tag()).collect();
            writeln!(out, "{} [{}] {title}", line(notice, now), languages.join(" "))?;
        }
        if u64::try_from(number)? >= page.total_pages() {
            return Ok(writeln!(out, "{} notice(s)", page.total_items)?);
        }
    }
    Ok(())
}

/// Formats a notice in one line: ID, state and visibility, with times in Japan's time zone.
fn line(notice: &notice::Model, now: DateTime<Utc>) -> String {
    let state = match notice.state(now) {
        State::Upcoming => "UPCOMING",
        State::Current => "CURRENT",
        State::Past => "PAST",
        State::Withdrawn => "WITHDRAWN",
    };
    let moment = |at: DateTime<Utc>| at.with_timezone(&tokyo()).to_rfc3339();
    let until = notice.visible_until.map_or_else(String::new, |until| format!(" until {}", moment(until)));
    format!("{} {state} from {}{until}", notice.id.0, moment(notice.visible_from))
}
