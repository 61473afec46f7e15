//! Codes that are written down and typed in once: 120 bits, in letters and digits that are not mistaken for
//! each other.

use rand::Rng;
use sha2::{Digest, Sha256};

use super::OfficerId;

/// Letters and digits without I, O, 0 and 1.
const LETTERS: &[u8; 32] = b"ABCDEFGHJKLMNPQRSTUVWXYZ23456789";
/// Number of groups of four characters.
const GROUPS: usize = 6;

/// The purpose of a code. A code for one purpose does not work for the other.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum CodeKind {
    /// Enrolling, with a new phone.
    Enrolment,
    /// Logging in without the phone.
    Recovery,
}

/// A new random code, e.g. `7QXK-M2AB-…`.
pub fn draw(rng: &mut impl Rng) -> String {
    let mut bytes = [0; GROUPS * 4];
    rng.fill_bytes(&mut bytes);
    // 256 is a multiple of 32, so the remainder favours no letter.
    let letters = bytes.map(|byte| char::from(LETTERS[usize::from(byte % 32)]));
    let groups: Vec<String> = letters.chunks(4).map(|group| group.iter().collect()).collect();
    groups.join("-")
}

/// The digest that is stored in place of an officer's code. Case, spaces and hyphens in what was typed are
/// ignored.
#[must_use]
pub fn digest(kind: CodeKind, officer: OfficerId, input: &str) -> Vec<u8> {
    let domain: &[u8] = match kind {
        CodeKind::Enrolment => b"uketori:officer:enrolment:v1:",
        CodeKind::Recovery => b"uketori:officer:recovery:v1:",
    };
    let code: String = input.chars().filter(|c| !matches!(c, ' ' | '-')).collect();
    // The officer is part of the input, so a code works for nobody else.
    let hash = Sha256::new().chain_update(domain).chain_update(officer.0.as_bytes());
    hash.chain_update(code.to_ascii_uppercase()).finalize().to_vec()
}

#[cfg(test)]
mod tests {
    use rand::SeedableRng;
    use sea_orm::prelude::Uuid;

    use super::*;

    #[test]
    fn a_code_is_six_groups_of_four_letters() {
        let mut rng = rand::rngs::StdRng::seed_from_u64(7);
        let code = draw(&mut rng);
        assert_eq!(code.len(), GROUPS * 5 - 1, "{code}");
        assert!(code.split('-').all(|group| group.len() == 4 && group.bytes().all(|c| LETTERS.contains(&c))));
        assert_ne!(code, draw(&mut rng));
    }

    #[test]
    fn a_code_is_one_officers_and_of_one_kind() {
        let (one, other) = (OfficerId(Uuid::from_u128(1)), OfficerId(Uuid::from_u128(2)));
        let stored = digest(CodeKind::Recovery, one, "ABCD-EFGH");
        assert_eq!(digest(CodeKind::Recovery, one, " abcd efgh"), stored);
        assert_ne!(digest(CodeKind::Enrolment, one, "ABCD-EFGH"), stored);
        assert_ne!(digest(CodeKind::Recovery, other, "ABCD-EFGH"), stored);
    }
}
