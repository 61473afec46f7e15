//! `server`, without a command: the embedded mode, until Ctrl-C.

use std::{io::Write, time::Duration};

use chrono::SecondsFormat;
use entity::clock::Clock;
use tokio_util::sync::CancellationToken;

use super::{open_files, signals::Signals, until_signal};
use crate::{config::EmbeddedArgs, embedded::Embedded, http::shutdown::Shutdown};

/// Opens the embedded mode, says where things are, and runs it.
pub async fn run(args: &EmbeddedArgs) -> anyhow::Result<()> {
    open_files::raise()?;
    let embedded = Embedded::open(args).await?;
    let (signals, end) = (Signals::of_terminal()?, CancellationToken::new());
    say_where_things_are(&embedded, args)?;
    let run = Box::pin(embedded.run(end.clone()));
    until_signal(run, signals, Shutdown::from(end), Duration::ZERO).await
}

fn say_where_things_are(embedded: &Embedded, args: &EmbeddedArgs) -> std::io::Result<()> {
    let base = embedded.base();
    let demo = embedded.demo;
    let mut out = std::io::stdout();
    writeln!(
        out,
        "Uketori runs in its embedded mode; everything it keeps is in {}/",
        args.data_dir.display()
    )?;
    writeln!(out)?;
    writeln!(out, "  Start page   {base}/")?;
    writeln!(out, "  API          {base}/graphql")?;
    writeln!(out, "  Playground   {base}/graphiql")?;
    writeln!(out, "  Mailbox      {base}/mailbox; links in mails lead to {}", embedded.link_base())?;
    writeln!(out, "  Clock        {}", clock(embedded))?;
    writeln!(out)?;
    if embedded.is_open() {
        writeln!(out, "  OPEN TO THE NETWORK (--open-to-network): whoever reaches {}", embedded.address())?;
        writeln!(
            out,
            "  can read every mail, follow its links and move the clock. Officers are on loopback."
        )?;
        writeln!(out)?;
    }
    writeln!(out, "  Demo applicant: user ID {}, password {}", demo.user_id, demo.password)?;
    say_where_officers_are(&mut out, embedded)?;
    writeln!(out)?;
    writeln!(out, "Ctrl-C ends it; the next start goes on with the same data.")?;
    out.flush()
}

/// Which clock it is, what it shows, and how it is moved.
fn clock(embedded: &Embedded) -> String {
    let clock = &embedded.app.clock;
    let now = clock.now().to_rfc3339_opts(SecondsFormat::Secs, true);
    match clock {
        Clock::System => format!("this computer's, {now}"),
        Clock::Manual(_) => {
            format!("manual, stands at {now}; move it on the start page or by POST {}/clock", embedded.base())
        }
    }
}

/// The officers' side, and a code to log in with: a telephone may make the next ones.
fn say_where_officers_are(out: &mut impl Write, embedded: &Embedded) -> std::io::Result<()> {
    let base = format!("http://{}", embedded.officer_address());
    writeln!(out)?;
    writeln!(out, "  Officers' API         {base}/graphql")?;
    writeln!(out, "  Officers' playground  {base}/graphiql")?;
    let Some(demo) = &embedded.demo_officer else { return Ok(()) };
    writeln!(out, "  Demo officer: name {}, password {}", demo.name, demo.password)?;
    writeln!(
        out,
        "  Code of now {}; the next ones are on the start page, or by a telephone from",
        demo.code(embedded.app.clock.now())
    )?;
    writeln!(out, "  {}", demo.uri())?;
    let Some(colleague) = &embedded.demo_colleague else { return Ok(()) };
    writeln!(
        out,
        "  A colleague, who has yet to enrol: name {}, enrolment code {}",
        colleague.name, colleague.enrolment_code
    )
}
