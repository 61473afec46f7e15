//! `server`, without a command: the embedded mode, until Ctrl-C.

use std::io::Write;

use crate::{command::shutdown_on_signal, config::EmbeddedArgs, embedded::Embedded};

/// Opens the embedded mode, says where things are, and runs it.
pub async fn run(args: &EmbeddedArgs) -> anyhow::Result<()> {
    let embedded = Embedded::open(args).await?;
    let (shutdown, watch) = shutdown_on_signal()?;
    say_where_things_are(&embedded, args)?;
    let run = embedded.run(shutdown);
    tokio::pin!(run);
    tokio::select! {
        ended = &mut run => ended,
        () = watch => run.await,
    }
}

fn say_where_things_are(embedded: &Embedded, args: &EmbeddedArgs) -> std::io::Result<()> {
    let base = format!("http://{}", embedded.address());
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
    writeln!(out, "  Mailbox      {base}/mailbox")?;
    writeln!(out)?;
    writeln!(out, "  Demo applicant: user ID {}, password {}", demo.user_id, demo.password)?;
    say_where_officers_are(&mut out, embedded)?;
    writeln!(out)?;
    writeln!(out, "Ctrl-C ends it; the next start goes on with the same data.")?;
    out.flush()
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
