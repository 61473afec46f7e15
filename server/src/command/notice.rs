//! `server notice`: publishes, changes, withdraws and lists the notices of the top page (R22, R23, I32).
//!
//! A file is answered by all that is wrong with it, each thing under the name of its field.

use std::{
    fs,
    io::{self, Write},
    path::Path,
};

use anyhow::{Context, bail};
use chrono::{DateTime, Utc};
use entity::{
    clock::tokyo,
    language::Language,
    notice::{self, NoticeId, State, text::ORIGINAL},
};
use migration::program::Program;
use serde_json::{Map, Value};
use uuid::Uuid;

use super::database;
use crate::{
    audit::{Actor, Source},
    config::{NoticeArgs, NoticeTask},
    notice::{
        change,
        draft::{self, Draft, DraftText},
        list::{self, Listed},
        publish, withdraw,
    },
    paging::SIZES,
};

/// Does what was asked for.
pub async fn run(args: NoticeArgs) -> anyhow::Result<()> {
    let (place, draft) = match &args.task {
        NoticeTask::Publish { file, place } | NoticeTask::Change { file, place, .. } => {
            (place, Some(read(file)?))
        }
        NoticeTask::Withdraw { place, .. } | NoticeTask::List { place } => (place, None),
    };
    let (db, clock) =
        database::open(Program::Command, place.data_dir.clone(), place.database.clone()).await?;
    let (source, now) = (Source::run(Uuid::now_v7()), clock.now());
    let draft = draft.unwrap_or_default();
    let mut out = io::stdout();
    match args.task {
        NoticeTask::Publish { .. } => {
            let notice = publish(&db, &draft, &source, Actor::System, now).await?;
            writeln!(out, "published {}", told(&notice, now))?;
        }
        NoticeTask::Change { id, .. } => {
            let id = NoticeId(id);
            let notice = change(&db, id, None, &draft, &source, Actor::System, now).await?;
            writeln!(out, "changed {}", told(&notice, now))?;
        }
        NoticeTask::Withdraw { id, .. } => {
            let withdrawn = withdraw(&db, NoticeId(id), &source, Actor::System, now).await?;
            let notice = withdrawn.context("there is no such notice")?;
            writeln!(out, "withdrawn {}", told(&notice, now))?;
        }
        NoticeTask::List { .. } => show_all(&db, now, &mut out).await?,
    }
    Ok(db.close().await?)
}

/// Reads a file, and prints all that is wrong with it.
fn read(file: &Path) -> anyhow::Result<Draft> {
    let name = file.display();
    let bytes = fs::read(file).with_context(|| format!("cannot read {name}"))?;
    let text = bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(&bytes);
    let value = serde_json::from_slice(text).with_context(|| format!("{name} is not JSON in UTF-8"))?;
    let Value::Object(members) = value else { bail!("{name} is not a JSON object") };
    let mut file = File { faults: Vec::new() };
    let draft = file.draft(members);
    // What is of the wrong kind is named as such, and not once more as missing.
    let is_named = |field: &str| file.faults.iter().any(|fault| covers(fault, field));
    // A draft's own faults do not depend on when `from` is, where a file names none.
    let wrong = draft::faults(&draft, DateTime::UNIX_EPOCH);
    let wrong: Vec<_> = wrong.into_iter().filter(|wrong| !is_named(&wrong.field.to_string())).collect();
    let all = file.faults.iter().cloned().chain(wrong.iter().map(ToString::to_string));
    let all: Vec<_> = all.collect();
    if all.is_empty() {
        return Ok(draft);
    }
    for fault in &all {
        writeln!(io::stdout(), "refused: {fault}")?;
    }
    bail!("{name} was refused: {} fault(s)", all.len())
}

/// Whether a fault is about a field, or about what the field is in.
fn covers(fault: &str, field: &str) -> bool {
    let subject = fault.split(": ").next().unwrap_or_default();
    field == subject || field.strip_prefix(subject).is_some_and(|rest| rest.starts_with('.'))
}

/// What cannot even be read as a draft.
struct File {
    faults: Vec<String>,
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

    /// Takes a member's text, empty where there is none.
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
        let unknown = |name: &String| format!("{within}{}: no notice has such a member", name.escape_debug());
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
        let page = list::all(db, number, rows).await?;
        for Listed { notice, texts } in &page.items {
            let title = texts.iter().find(|text| text.language == ORIGINAL).map_or("", |text| &text.title);
            let languages: Vec<_> = texts.iter().map(|text| text.language.tag()).collect();
            writeln!(out, "{} [{}] {title}", told(notice, now), languages.join(" "))?;
        }
        if u64::try_from(number)? >= page.total_pages() {
            return Ok(writeln!(out, "{} notice(s)", page.total_items)?);
        }
    }
    Ok(())
}

/// A notice in one line, times in Japan's.
fn told(notice: &notice::Model, now: DateTime<Utc>) -> String {
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
