//! `server` without a command: runs the embedded mode until Ctrl-C, and prints where everything is.

use std::{io::Write, time::Duration};

use chrono::SecondsFormat;
use entity::clock::Clock;
use tokio_util::sync::CancellationToken;

use super::{open_files, signals::Signals, until_signal};
use crate::{
    config::EmbeddedArgs,
    embedded::{DemoOfficer, Embedded},
    http::shutdown::Shutdown,
};

/// Opens the embedded mode, prints its addresses and demo logins, and runs it.
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
        "Uketori is running in the embedded mode. All its data is in {}/",
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
        writeln!(
            out,
            "  OPEN TO THE NETWORK (--open-to-network): everyone who can reach {}",
            embedded.address()
        )?;
        writeln!(
            out,
            "  can read all mails, open their links and move the clock. The officers' listener stays on loopback."
        )?;
        writeln!(out)?;
    }
    writeln!(out, "  Demo applicant: user ID {}, password {}", demo.user_id, demo.password)?;
    say_where_officers_are(&mut out, embedded)?;
    writeln!(out)?;
    writeln!(out, "Press Ctrl-C to stop it. The next start continues with the same data.")?;
    out.flush()
}

/// The kind of clock, its time, and how to move it.
fn clock(embedded: &Embedded) -> String {
    let clock = &embedded.app.clock;
    let now = clock.now().to_rfc3339_opts(SecondsFormat::Secs, true);
    match clock {
        Clock::System => format!("the clock of this computer, {now}"),
        Clock::Manual(_) => {
            format!(
                "manual, stands at {now}; move it on the start page or with POST {}/clock",
                embedded.base()
            )
        }
    }
}

/// Prints the officers' addresses, and the demo officer's login.
fn say_where_officers_are(out: &mut impl Write, embedded: &Embedded) -> std::io::Result<()> {
    let base = format!("http://{}", embedded.officer_address());
    writeln!(out)?;
    writeln!(out, "  Officers' API         {base}/graphql")?;
    writeln!(out, "  Officers' playground  {base}/graphiql")?;
    let Some(demo) = &embedded.demo_officer else { return Ok(()) };
    writeln!(out, "  Demo officer: name {}, password {}", demo.name, demo.password)?;
    say_where_codes_are(out, demo, &embedded.app.clock)?;
    let Some(colleague) = &embedded.demo_colleague else { return Ok(()) };
    writeln!(
        out,
        "  A colleague who has not enrolled yet: name {}, enrolment code {}",
        colleague.name, colleague.enrolment_code
    )
}

/// Prints where one-time codes come from. An authenticator app follows the real time, so its codes are of no
/// use with a manual clock.
fn say_where_codes_are(out: &mut impl Write, demo: &DemoOfficer, clock: &Clock) -> std::io::Result<()> {
    match clock {
        Clock::System => {
            let code = demo.code(clock.now());
            writeln!(
                out,
                "  Current code {code}; later codes are on the start page, or add this to an authenticator app:"
            )?;
            writeln!(out, "  {}", demo.uri())
        }
        Clock::Manual(_) => writeln!(
            out,
            "  Its codes follow the manual clock, and are on the start page; those of an authenticator app are refused."
        ),
    }
}
