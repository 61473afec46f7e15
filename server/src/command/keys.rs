//! `server keys`: makes key files and changes keys in them, in the two steps that a change takes.
//!
//! A file is replaced as a whole, with its owner and mode as they were, so no process ever reads half of one. A command
//! makes the new file before it reads the old one, and only one at a time can make it, so no key is lost. No key is
//! printed.

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

/// Characters of a new key's name after its first letter. Names of keys that were removed are drawn again so rarely that
/// nobody has to remember them.
const DRAWN: usize = 7;
const LETTERS: &[u8] = b"abcdefghijkmnpqrstuvwxyz23456789";

/// Carries the command out.
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
        .with_context(|| format!("{}: cannot be made", file.display()))?;
    writeln!(out, "{}: made, with the key {name}", file.display())?;
    Ok(())
}

fn add(file: &Path, out: &mut impl Write) -> anyhow::Result<()> {
    let (name, current) = change(file, |ring, lines| {
        let known: Vec<_> = ring.ids().collect();
        let name = name_beside(&known);
        lines.insert(1, format!("{name} {}", new_key(&mut generator())));
        Ok((name, ring.current_id().to_owned()))
    })?;
    writeln!(out, "{}: added the key {name} behind {current}", file.display())?;
    writeln!(out, "Give the file to every process that uses it, restart them all, and then run")?;
    writeln!(out, "    server keys promote {} {name}", file.display())?;
    Ok(())
}

fn promote(file: &Path, name: &str, out: &mut impl Write) -> anyhow::Result<()> {
    change(file, |ring, lines| {
        let Some(index) = ring.ids().position(|known| known == name) else {
            bail!("{}: holds no key {name}; `server keys list` names those it holds", file.display());
        };
        let line = lines.remove(index);
        lines.insert(0, line);
        Ok(())
    })?;
    writeln!(out, "{}: {name} is the current key", file.display())?;
    writeln!(
        out,
        "Give the file to every process that uses it, and restart them one by one. Leave the older keys."
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
        "{}: good; {} key(s), the current one is {}",
        file.display(),
        ring.ids().count(),
        ring.current_id()
    )?;
    Ok(())
}

/// A name for a new key that none of these has.
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

/// The lines that hold keys, in the order of the ring.
fn lines(file: &Path) -> anyhow::Result<Vec<String>> {
    let text = fs::read_to_string(file).with_context(|| format!("{}: cannot be read", file.display()))?;
    Ok(text.lines().filter(|line| !line.trim().is_empty()).map(str::to_owned).collect())
}

/// Puts a new file in the place of one, with the keys that `edit` makes of its lines; a link to a file stays one.
fn change<T>(
    file: &Path,
    edit: impl FnOnce(&KeyRing, &mut Vec<String>) -> anyhow::Result<T>,
) -> anyhow::Result<T> {
    KeyRing::read(file)?;
    let file = fs::canonicalize(file).with_context(|| format!("{}: cannot be found", file.display()))?;
    let beside = beside(&file);
    private_file::create(&beside, b"").with_context(|| {
        let path = beside.display();
        format!(
            "{path}: cannot be made, and the keys are as they were; another `server keys` may be changing them: try again \
             when it has ended, and if none is running, remove the file"
        )
    })?;
    let changed = change_alone(&file, &beside, edit);
    if changed.is_err() {
        let _ = fs::remove_file(&beside); // the error that is told is the one before
    }
    changed
}

/// The same, while nobody else changes the file.
fn change_alone<T>(
    file: &Path,
    beside: &Path,
    edit: impl FnOnce(&KeyRing, &mut Vec<String>) -> anyhow::Result<T>,
) -> anyhow::Result<T> {
    // Read now: another run may have ended a moment ago.
    let (ring, mut lines) = (KeyRing::read(file)?, lines(file)?);
    let done = edit(&ring, &mut lines)?;
    let replaced = fs::write(beside, lines.join("\n") + "\n")
        .and_then(|()| make_alike(file, beside))
        .and_then(|()| fs::rename(beside, file));
    replaced.with_context(|| format!("{}: cannot be replaced, and is as it was", file.display()))?;
    Ok(done)
}

fn beside(file: &Path) -> PathBuf {
    let mut name = file.as_os_str().to_owned();
    name.push(".new");
    name.into()
}

/// Gives a new file the owner and the mode of the old one, and has it written to disk.
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
        let said = during.expect("the first one ends");
        assert!(said.contains("another `server keys` may be changing them"), "{said}");
        add(&file, &mut out).expect("nobody else is at it");
        promote(&file, "nobody", &mut out).expect_err("no such key");
        add(&file, &mut out).expect("nothing was left behind");
        assert_eq!(count(), 3);
        assert_eq!(fs::read_dir(&folder).expect("a folder").count(), 1);
        fs::remove_dir_all(&folder).expect("the folder is there");
    }
}
