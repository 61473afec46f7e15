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
    writeln!(out)?;
    writeln!(out, "Ctrl-C ends it; the next start goes on with the same data.")?;
    out.flush()
}
