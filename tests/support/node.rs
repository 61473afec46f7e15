//! Projects of Node among the tests: each is copied into a directory of a test's own, and its packages are
//! installed there, so that nothing is written into the sources.

use std::fs;
use std::path::Path;

use super::process::{Directory, require, supervised};

/// A project in `tests/`, installed; goes with its directory.
pub(crate) struct NodeProject(Directory);

impl NodeProject {
    /// The project `tests/NAME`, with the packages that its lock file names. They come from npm's own cache as far
    /// as they are there, and none of their scripts is run.
    pub(crate) fn installed(name: &str) -> Self {
        ["node", "npm"].into_iter().for_each(require);
        let project = Self(Directory::new(name));
        copy(&Path::new(env!("CARGO_MANIFEST_DIR")).join(name), project.0.path());
        let quiet = [
            "--prefer-offline",
            "--ignore-scripts",
            "--no-audit",
            "--no-fund",
            "--loglevel=error",
            "--fetch-retries=5",
        ];
        project.run("npm", &[&["ci"], &quiet[..]].concat(), &[]);
        project
    }

    /// Runs a program there with settings in its environment; answers with what it printed. One that fails is a
    /// failure with all that it said.
    pub(crate) fn run(&self, program: &str, arguments: &[&str], settings: &[(&str, &str)]) -> String {
        let mut command = supervised(program, "KILL");
        command.args(arguments).envs(settings.iter().copied()).current_dir(self.0.path());
        let done = command.output().unwrap_or_else(|failure| panic!("{program}: {failure}"));
        let text = |bytes| String::from_utf8_lossy(bytes).into_owned();
        let (printed, said) = (text(&done.stdout), text(&done.stderr));
        assert!(done.status.success(), "{program} {arguments:?}: {}\n{printed}{said}", done.status);
        printed
    }
}

/// Copies a folder, but for packages that were installed in it.
fn copy(from: &Path, to: &Path) {
    for entry in fs::read_dir(from).unwrap_or_else(|failure| panic!("{}: {failure}", from.display())) {
        let entry = entry.expect("an entry");
        let (source, copied) = (entry.path(), to.join(entry.file_name()));
        if source.is_file() {
            fs::copy(&source, &copied).expect("a copy");
        } else if entry.file_name() != "node_modules" {
            fs::create_dir(&copied).expect("a folder");
            copy(&source, &copied);
        }
    }
}
