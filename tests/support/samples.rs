//! Every kind of mail in every language, as its receiver gets it: rendered from made-up data by the code that
//! renders all mails. Nothing here is sent or judged.

use entity::language::Language;
use entity::outbox::Kind;
use worker::mail::mailbox::StoredMail;
use worker::mail::sample::{self, SampleData};
use worker::mail::{LinkKeys, Mailbox, Mailer, Transport};

use super::app::{generator, sender};
use super::process::Directory;

/// A mail, with its kind and language.
pub(crate) struct Sample {
    pub(crate) kind: Kind,
    pub(crate) language: Language,
    /// The rendered mail, with its source.
    pub(crate) mail: StoredMail,
}

impl Sample {
    /// The name of its golden files, e.g. `registration-link.en`.
    pub(crate) fn name(&self) -> String {
        format!("{}.{}", self.kind.name().to_lowercase().replace('_', "-"), self.language.tag())
    }
}

/// All kinds in all languages.
pub(crate) fn samples(facts: SampleData) -> Vec<Sample> {
    let directory = Directory::new("samples");
    let keys = LinkKeys::read_or_make(&directory.path().join("link-keys"), &mut generator());
    let mailbox = Mailbox::open(directory.path().join("mailbox")).expect("a folder");
    let mailer = Mailer::new(sender(), keys.expect("keys"), Transport::Mailbox(mailbox));
    let render = |(kind, language)| {
        let message = sample::message(kind, language, facts);
        let letter = mailer.render(&message).unwrap_or_else(|error| panic!("{kind:?} {language:?}: {error}"));
        Sample { kind, language, mail: letter.stored(message.created_at) }
    };
    Kind::ALL.iter().flat_map(|&kind| Language::ALL.map(|language| (kind, language))).map(render).collect()
}
