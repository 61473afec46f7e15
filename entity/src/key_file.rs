//! Key files: their format, their permissions, and the reasons why one is refused.
//!
//! A file with anything wrong in it is refused as a whole. Nothing here prints a key.

use std::{
    collections::HashSet,
    fs, io,
    path::{Path, PathBuf},
};

use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use rand::Rng;

use crate::{key_ring::KeyRing, private_file};

/// Minimum number of distinct bytes in a key. A random key practically never has fewer, so one that does was
/// typed, or made by a broken program.
const LEAST_VARIETY: usize = 8;
/// Permission bits that a key file must not have: its owner may read and write it, its group may read it.
const FORBIDDEN_MODE: u32 = 0o037;

/// A key file was refused. The error never contains a key.
#[derive(Debug, thiserror::Error)]
#[error("{}: {fault}", path.display())]
pub struct KeyFileError {
    /// The path of the file.
    pub path: PathBuf,
    /// What is wrong with the file.
    pub fault: KeyFileFault,
}

/// What is wrong with a key file. It never contains a key.
#[derive(Debug, thiserror::Error)]
pub enum KeyFileFault {
    /// The file cannot be read or written.
    #[error("the key file cannot be read or written: {0}")]
    File(io::Error),
    /// The path leads to a folder.
    #[error("is a folder, not a key file; create one with `server keys new FILE`")]
    Folder,
    /// Others than the owner can read or write it, beyond reading by its group.
    #[error("the key file has mode {0:04o}, so others can read or write it; run `chmod 0640` on it")]
    Mode(u32),
    /// A line is not a valid key.
    #[error("line {line}: {fault}")]
    Line {
        /// The line's number, counted from 1.
        line: usize,
        /// What is wrong with the line.
        fault: KeyLineFault,
    },
    /// The file has no key.
    #[error("the key file has no keys; create one at another path with `server keys new FILE`")]
    Empty,
}

/// What is wrong with a line of a key file.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum KeyLineFault {
    /// The line is not a name and a key.
    #[error("expected `name key`")]
    Form,
    /// The name is not valid.
    #[error("the name must be 1 to 8 ASCII letters and digits")]
    Name,
    /// The key has the wrong length or other characters.
    #[error("the key must be 32 bytes in base64url without padding, which is 43 characters")]
    Key,
    /// The key is visibly not random.
    #[error("the key is not random; replace it with the key of a new file (`server keys new FILE`)")]
    Weak,
    /// An earlier line has the same name.
    #[error("the name {0} is already used on an earlier line; give each key its own name")]
    Duplicate(String),
}

impl KeyRing {
    /// Reads a key file: one line `name key` per key, the current key first.
    pub fn read(path: &Path) -> Result<Self, KeyFileError> {
        let refused = |fault| KeyFileError { path: path.to_owned(), fault };
        check_mode(path).map_err(refused)?;
        let text = fs::read_to_string(path).map_err(|error| refused(KeyFileFault::File(error)))?;
        let ring = Self::parse(&text).map_err(refused)?;
        Ok(Self { file: Some(path.to_owned()), ..ring })
    }

    /// Parses the text of a key file.
    pub fn parse(text: &str) -> Result<Self, KeyFileFault> {
        let (mut keys, mut names) = (Vec::new(), HashSet::new());
        for (index, line) in text.lines().enumerate().filter(|(_, line)| !line.trim().is_empty()) {
            let refused = |fault| KeyFileFault::Line { line: index + 1, fault };
            let (name, key) = parse(line).map_err(refused)?;
            if !names.insert(name.clone()) {
                return Err(refused(KeyLineFault::Duplicate(name)));
            }
            keys.push((name, key));
        }
        if keys.is_empty() { Err(KeyFileFault::Empty) } else { Ok(Self { keys, file: None }) }
    }

    /// Reads the key file at `path`. If there is none, creates it with a new random key first.
    pub fn read_or_make(path: &Path, rng: &mut impl Rng) -> Result<Self, KeyFileError> {
        if !path.exists() {
            // `create` fails if another process has made the file meanwhile, rather than replacing its key.
            let made = private_file::create(path, format!("k1 {}\n", new_key(rng)).as_bytes());
            made.map_err(|error| KeyFileError { path: path.to_owned(), fault: KeyFileFault::File(error) })?;
        }
        Self::read(path)
    }
}

/// A new random key in the form of a key file.
pub fn new_key(rng: &mut impl Rng) -> String {
    let mut key = [0; 32];
    rng.fill_bytes(&mut key);
    URL_SAFE_NO_PAD.encode(key)
}

fn parse(line: &str) -> Result<(String, [u8; 32]), KeyLineFault> {
    let (name, key) = line.trim().split_once(' ').ok_or(KeyLineFault::Form)?;
    if !(1..=8).contains(&name.len()) || !name.bytes().all(|b| b.is_ascii_alphanumeric()) {
        return Err(KeyLineFault::Name);
    }
    let key: Option<[u8; 32]> = URL_SAFE_NO_PAD.decode(key.trim()).ok().and_then(|key| key.try_into().ok());
    let key = key.ok_or(KeyLineFault::Key)?;
    if key.iter().collect::<HashSet<_>>().len() < LEAST_VARIETY {
        return Err(KeyLineFault::Weak);
    }
    Ok((name.to_owned(), key))
}

/// Refuses a folder, and a file with one of the bits of [`FORBIDDEN_MODE`].
fn check_mode(path: &Path) -> Result<(), KeyFileFault> {
    let found = fs::metadata(path).map_err(KeyFileFault::File)?;
    if found.is_dir() {
        return Err(KeyFileFault::Folder);
    }
    #[cfg(unix)]
    {
        let mode = std::os::unix::fs::PermissionsExt::mode(&found.permissions()) & 0o777;
        if mode & FORBIDDEN_MODE != 0 {
            return Err(KeyFileFault::Mode(mode));
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use rand::SeedableRng;

    use super::*;

    #[test]
    fn a_file_that_cannot_have_been_meant_is_refused_with_the_line_and_the_reason() {
        let mut rng = rand::rngs::StdRng::seed_from_u64(3);
        let good = new_key(&mut rng);
        let check = |text: &str, line, fault: KeyLineFault| {
            let refused = KeyRing::parse(text).err().map(|error| error.to_string());
            assert_eq!(refused, Some(format!("line {line}: {fault}")));
            assert!(!refused.expect("refused").contains(&good), "the message contains a key");
        };
        check("k1", 1, KeyLineFault::Form);
        check(&format!("k,1 {good}"), 1, KeyLineFault::Name);
        check(&format!("123456789 {good}"), 1, KeyLineFault::Name);
        check(&format!("k2 {good}\n\nk1 c2hvcnQ"), 3, KeyLineFault::Key);
        check(&format!("k1 {good}="), 1, KeyLineFault::Key);
        check(&format!("k1 {}", "A".repeat(43)), 1, KeyLineFault::Weak);
        for byte in [0, 1, 0x41, 0xff] {
            check(&format!("k1 {}", URL_SAFE_NO_PAD.encode([byte; 32])), 1, KeyLineFault::Weak);
        }
        let other = new_key(&mut rng);
        let twice = format!("k1 {good}\nk2 {other}\nk1 {other}\n");
        check(&twice, 3, KeyLineFault::Duplicate("k1".to_owned()));
        assert!(matches!(KeyRing::parse("\n \n"), Err(KeyFileFault::Empty)));
        let read = KeyRing::parse(&format!("k2 {other}\n\n k1  {good} \n")).expect("two keys");
        assert_eq!(read.ids().collect::<Vec<_>>(), ["k2", "k1"]);
    }

    #[cfg(unix)]
    #[test]
    fn a_file_that_others_can_read_is_refused_and_says_what_to_do() {
        use std::os::unix::fs::PermissionsExt;
        let mut rng = rand::rngs::StdRng::seed_from_u64(3);
        let folder = std::env::temp_dir().join(format!("key-ring-{}", new_key(&mut rng)));
        fs::create_dir(&folder).expect("a folder");
        let file = folder.join("keys");
        let refused =
            |path: &Path| KeyRing::read(path).err().map(|error| error.to_string()).unwrap_or_default();
        assert!(refused(&file).starts_with(&format!("{}: the key file cannot be read", file.display())));
        assert!(refused(&folder).starts_with(&format!("{}: is a folder", folder.display())));
        KeyRing::read_or_make(&file, &mut rng).expect("a new key");
        for (mode, is_good) in [
            (0o600, true),
            (0o400, true),
            (0o440, true),
            (0o640, true),
            (0o644, false),
            (0o660, false),
            (0o641, false),
        ] {
            fs::set_permissions(&file, fs::Permissions::from_mode(mode)).expect("a mode");
            let said = refused(&file);
            assert_eq!(said.is_empty(), is_good, "{said}");
            assert!(
                is_good || said.contains(&format!("mode {mode:04o}")) && said.contains("chmod"),
                "{said}"
            );
        }
        fs::remove_dir_all(&folder).expect("the folder is there");
    }
}
