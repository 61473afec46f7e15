//! Node projects of the tests. Each is copied into a temporary directory, and its packages are installed
//! there, so that nothing is written into the sources.

use std::fs;
use std::path::Path;

use super::process::{Directory, require, supervised};

/// An installed copy of a project in `tests/`; removed when dropped.
pub(crate) struct NodeProject(Directory);

impl NodeProject {
    /// Installs `tests/NAME` with the packages of its lock file, from npm's cache where possible. Install
    /// scripts are not run.
    pub(crate) fn installed(name: &str) -> Self {
        ["node", "npm"].into_iter().for_each(require);
        let project = Self(Directory::new(name.rsplit('/').next().unwrap_or(name)));
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

    /// Runs a program there with `settings` in its environment, and returns what it printed. Panics with its
    /// whole output if it fails.
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

/// Copies a folder without installed packages.
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
