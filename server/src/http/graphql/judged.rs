//! A cache of validated documents. Front ends send the same few documents again and again, and validating one
//! costs more than executing it.
//!
//! Only valid documents are kept. Their key is the SHA-256 of their text, so that no document can pass for
//! another. The cache takes a limited part of memory, and a flood of new documents does not push out those in
//! use: a new one must be requested again before it replaces one of them. Nothing here validates.

use std::sync::Arc;

use apollo_compiler::{ExecutableDocument, validation::Valid};
use quick_cache::{Weighter, sync::Cache};
use sha2::{Digest, Sha256};

/// The maximum memory for the documents of one audience, in bytes.
const BYTES: u64 = 32 * 1024 * 1024;
/// The expected number of documents, as a hint for the cache.
const DOCUMENTS: usize = 1_000;
/// The memory of a syntax tree in bytes for each byte of text: measured with the documents of our own front
/// ends, and rounded up.
const TREE: u64 = 24;

/// A document that passed validation, shared by all requests that send it.
pub struct Judged {
    /// Its text, with descriptions blanked out.
    pub text: String,
    /// The number of its tokens, from which the price of its validation follows.
    pub tokens: usize,
    /// The parsed and validated document.
    pub document: Valid<ExecutableDocument>,
}

/// The cache of one audience.
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
    /// Returns the document with this text, or an empty entry in which to keep it.
    pub fn find(&self, text: &str) -> Result<Arc<Judged>, Unjudged<'_>> {
        let digest = Sha256::digest(text.as_bytes()).into();
        self.0.get(&digest).ok_or(Unjudged { documents: self, digest })
    }
}

/// The empty entry of a document that is not in the cache.
pub struct Unjudged<'a> {
    documents: &'a JudgedDocuments,
    digest: [u8; 32],
}

impl Unjudged<'_> {
    /// Keeps the document after it passed validation.
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
        assert!(ask(&documents, "{a}") && !ask(&documents, "{b:a}"), "each text has its own entry");
        for number in 0..40_000 {
            ask(&documents, &format!("{{a{number}:a}}"));
        }
        assert!(ask(&documents, "{a}"));
        assert!(documents.0.weight() <= BYTES);
    }
}
