//! Trusted documents: documents in a manifest, which a front end writes when it is built. Requests name them
//! with `documentId`, or with the hash in `extensions.persistedQuery`.
//!
//! The name of a document is the SHA-256 of its text, so a name in the manifest can only mean one document.
//! No request adds a document: a client that sends an unknown hash is asked for the document itself each time.

use std::{collections::HashMap, path::Path};

use sha2::{Digest, Sha256};

use super::{parameters::Parameters, reason::Reason, refusal::Refusal};

/// Which documents are executed; see `--graphql-documents`.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub enum TrustedDocuments {
    /// Any document. There is no manifest.
    #[default]
    Off,
    /// Documents of the manifest by name, and any other document.
    Prefer(Documents),
    /// Only documents of the manifest, by name or as the same text.
    Only(Documents),
}

/// The documents of a manifest, by name: `sha256:` and 64 hexadecimal digits.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Documents(HashMap<String, String>);

impl Documents {
    /// Reads a manifest: a JSON object of names and texts. A name may lack the prefix, because most tools
    /// leave it out.
    pub fn read(path: &Path) -> Result<Self, String> {
        let text = std::fs::read_to_string(path)
            .map_err(|error| format!("cannot be read from {}: {error}", path.display()))?;
        Self::parse(&text)
    }

    fn parse(text: &str) -> Result<Self, String> {
        let found: HashMap<String, String> = serde_json::from_str(text)
            .map_err(|_| "must be a JSON object of names (sha256:…) and documents".to_owned())?;
        // A wrong name is an error at the start, and not a request that fails later.
        let named = found.into_iter().map(|(name, document)| match name_of(&document) {
            right if right == name || right.strip_prefix(PREFIX) == Some(&name) => Ok((right, document)),
            right => Err(format!("{name} is not the name of its document, which is {right}")),
        });
        named.collect::<Result<_, _>>().map(Self)
    }
}

const PREFIX: &str = "sha256:";

fn name_of(document: &str) -> String {
    let digest = Sha256::digest(document.as_bytes());
    digest.iter().fold(PREFIX.to_owned(), |name, byte| format!("{name}{byte:02x}"))
}

impl TrustedDocuments {
    /// The text of the document that a request names or contains. Refuses it if it is unknown or not trusted.
    /// Beside a document, its hash has no meaning.
    pub fn document(&self, parameters: &mut Parameters) -> Result<String, Refusal> {
        match (parameters.document_id.take(), parameters.query.take(), parameters.hash()) {
            (Some(name), None, _) => self.stored(&name).ok_or(Refusal::UnknownDocument),
            (None, Some(text), _) if self.takes(&text) => Ok(text),
            (None, Some(_), _) => Err(Refusal::Request(Reason::UntrustedDocument)),
            (None, None, Some(hash)) => self.stored(&format!("{PREFIX}{hash}")).ok_or(Refusal::UnknownHash),
            (Some(_), Some(_), _) => Err(Refusal::Request(Reason::DocumentTwice)),
            (None, None, None) => Err(Refusal::Request(Reason::DocumentMissing)),
        }
    }

    fn stored(&self, name: &str) -> Option<String> {
        match self {
            Self::Off => None,
            Self::Prefer(stored) | Self::Only(stored) => stored.0.get(name).cloned(),
        }
    }

    fn takes(&self, text: &str) -> bool {
        match self {
            Self::Off | Self::Prefer(_) => true,
            Self::Only(stored) => stored.0.contains_key(&name_of(text)),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const TEXT: &str = "{__typename}";
    const NAME: &str = "sha256:ecf4edb46db40b5132295c0291d62fb65d6759a9eedfa4d5d612dd5ec54a6b38";

    fn stored() -> Documents {
        Documents::parse(&format!("{{\"{NAME}\":\"{TEXT}\"}}")).expect("a manifest")
    }

    fn ask_by_hash(
        documents: &TrustedDocuments,
        hash: &serde_json::Value,
        text: Option<&str>,
    ) -> Result<String, Refusal> {
        let extensions = serde_json::json!({ "persistedQuery": { "version": 1, "sha256Hash": hash } });
        let (query, extensions) = (text.map(str::to_owned), extensions.as_object().cloned());
        documents.document(&mut Parameters { query, extensions, ..Parameters::default() })
    }

    fn ask(documents: &TrustedDocuments, name: Option<&str>, text: Option<&str>) -> Result<String, Refusal> {
        let (document_id, query) = (name.map(str::to_owned), text.map(str::to_owned));
        documents.document(&mut Parameters { query, document_id, ..Parameters::default() })
    }

    #[test]
    fn a_manifest_names_its_documents_rightly() {
        assert_eq!(Documents::parse(&format!("{{\"{}\":\"{TEXT}\"}}", &NAME[7..])), Ok(stored()));
        let wrong = Documents::parse(&format!("{{\"sha256:00\":\"{TEXT}\"}}"));
        assert_eq!(wrong, Err(format!("sha256:00 is not the name of its document, which is {NAME}")));
        for text in ["", "[]", "{\"a\":1}"] {
            assert!(Documents::parse(text).is_err_and(|fault| fault.starts_with("must be a JSON object")));
        }
    }

    #[test]
    fn the_mode_decides_which_documents_are_taken() {
        let (prefer, only) = (TrustedDocuments::Prefer(stored()), TrustedDocuments::Only(stored()));
        let good = Ok(TEXT.to_owned());
        for (documents, by_name, same, other) in [
            (&TrustedDocuments::Off, Err(Refusal::UnknownDocument), good.clone(), Ok("{a}".to_owned())),
            (&prefer, good.clone(), good.clone(), Ok("{a}".to_owned())),
            (&only, good.clone(), good, Err(Refusal::Request(Reason::UntrustedDocument))),
        ] {
            assert_eq!(ask(documents, Some(NAME), None), by_name);
            assert_eq!(ask(documents, None, Some(TEXT)), same);
            assert_eq!(ask(documents, None, Some("{a}")), other);
            assert_eq!(ask(documents, Some("sha256:00"), None), Err(Refusal::UnknownDocument));
            assert_eq!(ask(documents, Some(NAME), Some(TEXT)), Err(Refusal::Request(Reason::DocumentTwice)));
            assert_eq!(ask(documents, None, None), Err(Refusal::Request(Reason::DocumentMissing)));
        }
    }

    #[test]
    fn a_hash_names_a_document_of_the_manifest_and_adds_none() {
        let (prefer, only) = (TrustedDocuments::Prefer(stored()), TrustedDocuments::Only(stored()));
        let (hash, good) = (serde_json::Value::from(&NAME[7..]), Ok(TEXT.to_owned()));
        for (documents, by_hash, other) in [
            (&TrustedDocuments::Off, Err(Refusal::UnknownHash), Ok("{a}".to_owned())),
            (&prefer, good.clone(), Ok("{a}".to_owned())),
            (&only, good.clone(), Err(Refusal::Request(Reason::UntrustedDocument))),
        ] {
            assert_eq!(ask_by_hash(documents, &hash, None), by_hash);
            assert_eq!(ask_by_hash(documents, &hash, Some(TEXT)), good);
            assert_eq!(ask_by_hash(documents, &hash, Some("{a}")), other);
            assert_eq!(ask_by_hash(documents, &"00".into(), None), Err(Refusal::UnknownHash));
            assert_eq!(
                ask_by_hash(documents, &1.into(), None),
                Err(Refusal::Request(Reason::DocumentMissing))
            );
        }
    }
}
