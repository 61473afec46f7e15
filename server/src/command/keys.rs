//! `server keys`: creates key files, and rotates their keys in two steps, `add` and `promote`.
//!
//! A file is replaced as a whole and keeps its owner and mode, so no process ever reads half of one. It never
//! prints a key.

use std::{
    fs::{self, File},
    io::{self, Write},
    os::unix::fs::{MetadataExt, chown},
    path::{Path, PathBuf},
};

use anyhow::{Context, bail};
use entity::{key_file::new_key, key_ring::KeyRing, private_file};
use rand::{RngExt, rngs::ThreadRng};

use crate::config::{KeysArgs, KeysTask};

/// Random characters of a new key's name, after its first letter. There are enough that the name of a removed
/// key practically never appears again.
const DRAWN: usize = 7;
const LETTERS: &[u8] = b"abcdefghijkmnpqrstuvwxyz23456789";

/// Runs one task on the key file.
pub fn run(args: KeysArgs) -> anyhow::Result<()> {
    let mut out = io::stdout();
    match args.task {
        KeysTask::New { file } => make(&file, &mut out),
        KeysTask::Add { file } => add(&file, &mut out),
        KeysTask::Promote { file, name } => promote(&file, &name, &mut out),
        KeysTask::List { file } => list(&file, &mut out),
        KeysTask::Check { file } => check(&file, &mut out),
    }
}

fn make(file: &Path, out: &mut impl Write) -> anyhow::Result<()> {
    let name = name_beside(&[]);
    let line = format!("{name} {}\n", new_key(&mut generator()));
    private_file::create(file, line.as_bytes())
        .with_context(|| format!("{}: cannot be created", file.display()))?;
    writeln!(out, "{}: created with the key {name}", file.display())?;
    Ok(())
}

fn add(file: &Path, out: &mut impl Write) -> anyhow::Result<()> {
    let (name, current) = change(file, |ring, lines| {
        let known: Vec<_> = ring.ids().collect();
        let name = name_beside(&known);
        // After the current key: no process uses it for anything new before all of them know it.
        lines.insert(1, format!("{name} {}", new_key(&mut generator())));
        Ok((name, ring.current_id().to_owned()))
    })?;
    writeln!(out, "{}: added the key {name} after {current}", file.display())?;
    writeln!(out, "Copy the file to every process that uses it, restart all of them, and then run")?;
    writeln!(out, "    server keys promote {} {name}", file.display())?;
    Ok(())
}

fn promote(file: &Path, name: &str, out: &mut impl Write) -> anyhow::Result<()> {
    change(file, |ring, lines| {
        let Some(index) = ring.ids().position(|known| known == name) else {
            bail!("{}: has no key {name}; `server keys list` lists its keys", file.display());
        };
        // The other keys stay, because stored hashes and secrets still name them.
        let line = lines.remove(index);
        lines.insert(0, line);
        Ok(())
    })?;
    writeln!(out, "{}: {name} is now the current key", file.display())?;
    writeln!(
        out,
        "Copy the file to every process that uses it, and restart them one by one. Leave the older keys."
    )?;
    Ok(())
}

fn list(file: &Path, out: &mut impl Write) -> anyhow::Result<()> {
    let ring = KeyRing::read(file)?;
    for name in ring.ids() {
        let fingerprint = ring.fingerprint(name).unwrap_or_default();
        let current = if name == ring.current_id() { "  current" } else { "" };
        writeln!(out, "{name:<8}  {fingerprint}{current}")?;
    }
    Ok(())
}

fn check(file: &Path, out: &mut impl Write) -> anyhow::Result<()> {
    let ring = KeyRing::read(file)?;
    writeln!(
        out,
        "{}: valid; {} key(s), the current one is {}",
        file.display(),
        ring.ids().count(),
        ring.current_id()
    )?;
    Ok(())
}

/// Draws a name for a new key that is not among `known`.
fn name_beside(known: &[&str]) -> String {
    let mut rng = generator();
    loop {
        let drawn = (0..DRAWN).map(|_| char::from(LETTERS[rng.random_range(0..LETTERS.len())]));
        let name: String = std::iter::once('k').chain(drawn).collect();
        if !known.contains(&name.as_str()) {
            return name;
        }
    }
}

/// Reads the lines with keys, in the order of the ring, without empty lines.
fn lines(file: &Path) -> anyhow::Result<Vec<String>> {
    let text = fs::read_to_string(file).with_context(|| format!("{}: cannot be read", file.display()))?;
    Ok(text.lines().filter(|line| !line.trim().is_empty()).map(str::to_owned).collect())
}

/// Replaces a key file with one whose lines `edit` has changed. If `file` is a symbolic link, its target is
/// replaced.
fn change<T>(
    file: &Path,
    edit: impl FnOnce(&KeyRing, &mut Vec<String>) -> anyhow::Result<T>,
) -> anyhow::Result<T> {
    KeyRing::read(file)?;
    let file = fs::canonicalize(file).with_context(|| format!("{}: cannot be found", file.display()))?;
    let beside = beside(&file);
    // The new file is the lock: it is created before the old one is read, and only one command can create it.
    // So two commands at a time lose no key.
    private_file::create(&beside, b"").with_context(|| {
        let path = beside.display();
        format!(
            "{path}: cannot be created, and the keys have not changed; another `server keys` may be changing them: try \
             again when it has ended, or remove the file if none is running"
        )
    })?;
    let changed = change_alone(&file, &beside, edit);
    if changed.is_err() {
        let _ = fs::remove_file(&beside); // the error to report is that of the change
    }
    changed
}

/// Changes the file while the file beside it locks out other commands.
fn change_alone<T>(
    file: &Path,
    beside: &Path,
    edit: impl FnOnce(&KeyRing, &mut Vec<String>) -> anyhow::Result<T>,
) -> anyhow::Result<T> {
    // Read again under the lock: another command may have ended since the first reading.
    let (ring, mut lines) = (KeyRing::read(file)?, lines(file)?);
    let done = edit(&ring, &mut lines)?;
    let replaced = fs::write(beside, lines.join("\n") + "\n")
        .and_then(|()| make_alike(file, beside))
        .and_then(|()| fs::rename(beside, file));
    replaced.with_context(|| format!("{}: cannot be replaced, and has not changed", file.display()))?;
    Ok(done)
}

fn beside(file: &Path) -> PathBuf {
    let mut name = file.as_os_str().to_owned();
    name.push(".new");
    name.into()
}

/// Gives the new file the owner and the mode of the old one, and syncs it to disk before it takes the old
/// one's place.
fn make_alike(file: &Path, beside: &Path) -> io::Result<()> {
    let old = fs::metadata(file)?;
    chown(beside, Some(old.uid()), Some(old.gid()))?;
    fs::set_permissions(beside, old.permissions())?;
    File::open(beside)?.sync_all()
}

#[expect(clippy::disallowed_methods, reason = "a shell draws its own keys")]
fn generator() -> ThreadRng {
    rand::rng()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn of_two_who_change_a_file_at_once_one_is_refused_and_no_key_is_lost() {
        let folder = std::env::temp_dir().join(name_beside(&[]));
        private_file::make_folder(&folder).expect("a folder");
        let (file, mut out) = (folder.join("keys"), io::sink());
        let count = || KeyRing::read(&file).expect("keys").ids().count();
        make(&file, &mut out).expect("a new file");
        let during = change(&file, |_, _| Ok(add(&file, &mut io::sink()).expect_err("refused").to_string()));
        let said = during.expect("the first change succeeds");
        assert!(said.contains("another `server keys` may be changing them"), "{said}");
        add(&file, &mut out).expect("no other change is in progress");
        promote(&file, "nobody", &mut out).expect_err("no such key");
        add(&file, &mut out).expect("the failed change left no file behind");
        assert_eq!(count(), 3);
        assert_eq!(fs::read_dir(&folder).expect("a folder").count(), 1);
        fs::remove_dir_all(&folder).expect("the folder is there");
    }
}
