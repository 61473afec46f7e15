//! Documents that were judged, kept: a front end sends the same few again and again, and judging one costs more than
//! carrying it out.
//!
//! Only documents that passed are kept, by the SHA-256 of their text, so that nobody can make one stand for another.
//! They take a bounded part of memory, and a flood of different documents does not push out those that are used: a new
//! one has to be asked for again before it takes the place of such a one. Nothing here judges.

use std::sync::Arc;

use apollo_compiler::{ExecutableDocument, validation::Valid};
use quick_cache::{Weighter, sync::Cache};
use sha2::{Digest, Sha256};

/// Memory for all kept documents of a door, in bytes.
const BYTES: u64 = 32 * 1024 * 1024;
/// Documents that are expected; more, or fewer, are no fault.
const DOCUMENTS: usize = 1_000;
/// What a byte of text takes as a tree: measured over our own front ends' documents, and rounded up.
const TREE: u64 = 24;

/// A document that passed.
pub struct Judged {
    /// Its text, without descriptions.
    pub text: String,
    /// How many tokens were judged.
    pub tokens: usize,
    /// What it says.
    pub document: Valid<ExecutableDocument>,
}

/// The documents that one door keeps.
pub struct JudgedDocuments(Cache<[u8; 32], Arc<Judged>, Weight>);

#[derive(Clone)]
struct Weight;

impl Weighter<[u8; 32], Arc<Judged>> for Weight {
    fn weight(&self, _: &[u8; 32], judged: &Arc<Judged>) -> u64 {
        1_024 + judged.text.len() as u64 * TREE
    }
}

impl Default for JudgedDocuments {
    fn default() -> Self {
        Self(Cache::with_weighter(DOCUMENTS, BYTES, Weight))
    }
}

impl JudgedDocuments {
    /// The document with this text, if it is kept; or else what it can be kept by.
    pub fn find(&self, text: &str) -> Result<Arc<Judged>, Unjudged<'_>> {
        let digest = Sha256::digest(text.as_bytes()).into();
        self.0.get(&digest).ok_or(Unjudged { documents: self, digest })
    }
}

/// A document that is not kept.
pub struct Unjudged<'a> {
    documents: &'a JudgedDocuments,
    digest: [u8; 32],
}

impl Unjudged<'_> {
    /// Keeps it, now that it has passed.
    #[must_use]
    pub fn keep(self, judged: Judged) -> Arc<Judged> {
        let judged = Arc::new(judged);
        self.documents.0.insert(self.digest, Arc::clone(&judged));
        judged
    }
}

#[cfg(test)]
mod tests {
    use apollo_compiler::Schema;

    use super::*;

    fn judged(text: &str) -> Judged {
        let schema = Schema::parse_and_validate("type Query { a: Int }", "schema").expect("a schema");
        let document = ExecutableDocument::parse_and_validate(&schema, text, "document").expect("a document");
        Judged { text: text.to_owned(), tokens: 3, document }
    }

    fn ask(documents: &JudgedDocuments, text: &str) -> bool {
        match documents.find(text) {
            Ok(kept) => kept.text == text,
            Err(unjudged) => unjudged.keep(judged(text)).text != text,
        }
    }

    #[test]
    fn a_document_is_judged_once_and_a_flood_of_others_does_not_push_it_out() {
        let documents = JudgedDocuments::default();
        assert!(!ask(&documents, "{a}"));
        assert!(ask(&documents, "{a}") && !ask(&documents, "{b:a}"), "each by its own text");
        for number in 0..40_000 {
            ask(&documents, &format!("{{a{number}:a}}"));
        }
        assert!(ask(&documents, "{a}"));
        assert!(documents.0.weight() <= BYTES);
    }
}
