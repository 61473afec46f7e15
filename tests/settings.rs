//! The settings of both programs, their list in `entity`, and the sample file have the same names.

use std::collections::BTreeSet;

use clap::CommandFactory;
use entity::setting;

/// All environment variables that a program's commands read.
fn read_by(command: &clap::Command) -> BTreeSet<String> {
    let own = command.get_arguments().filter_map(|argument| argument.get_env()?.to_str().map(str::to_owned));
    own.chain(command.get_subcommands().flat_map(read_by)).collect()
}

#[test]
fn every_setting_is_listed_and_explained_in_the_sample_file() {
    let mut read = read_by(&server::config::Args::command());
    read.extend(read_by(&worker::config::Args::command()));
    let listed: BTreeSet<_> = setting::NAMES.map(str::to_owned).into();
    assert_eq!(listed, read, "entity/src/setting/mod.rs names what both programs read");

    let sample = include_str!("../.env.example");
    let assigned = sample.lines().filter_map(|line| {
        let (name, _) = line.trim_start_matches(['#', ' ']).split_once('=')?;
        name.starts_with("UKETORI_").then(|| name.to_owned())
    });
    assert_eq!(assigned.collect::<BTreeSet<_>>(), read, ".env.example has every setting");
}
