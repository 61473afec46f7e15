//! Every kind of mail in every language, as its receiver gets it: rendered from made-up data by the code that
//! renders all mails. Nothing here is sent or judged.

use entity::language::Language;
use entity::outbox::Kind;
use worker::mail::mailbox::StoredMail;
use worker::mail::sample::{self, SampleData};
use worker::mail::{LinkKeys, Mailbox, Mailer, Sender, Transport};

use super::fixtures::{generator, sender};
use super::process::Directory;

/// The rule between the parts of a text.
const RULE: &str = "\n----------------------------------------\n\n";

/// A mail, with its kind and language.
pub(crate) struct Sample {
    pub(crate) kind: Kind,
    /// The name of its text, e.g. `registration-link`: the kind's, or that of one of its variants.
    pub(crate) text: String,
    pub(crate) language: Language,
    /// The rendered mail, with its source.
    pub(crate) mail: StoredMail,
}

impl Sample {
    /// What it is called in messages of tests, e.g. `registration-link.en`.
    pub(crate) fn name(&self) -> String {
        format!("{}.{}", self.text, self.language.tag())
    }

    /// Whether it is about a certificate: it has what people show to officials, in Japanese and English.
    pub(crate) fn is_about_certificate(&self) -> bool {
        matches!(self.kind, Kind::Certificate | Kind::ReceiptReminder | Kind::CertificateCancelled)
    }

    /// The parts of the text, without the sender above the first, with their languages; `None` for the part in
    /// Japanese and English that people show to officials.
    pub(crate) fn parts(&self) -> Vec<(Option<Language>, &str)> {
        let (_, text) = self.mail.text.split_once("\n\n").expect("a sender line, and an empty one");
        let parts: Vec<_> = text.split(RULE).collect();
        let reader = Some(self.language);
        let languages = if self.is_about_certificate() {
            vec![reader, None, reader]
        } else {
            let known = |tag: &str| Language::ALL.into_iter().find(|language| language.tag() == tag);
            self.mail.headers["content-language"].split(", ").map(known).collect()
        };
        assert_eq!(parts.len(), languages.len(), "{}: a part for each language", self.name());
        languages.into_iter().zip(parts).collect()
    }

    /// What lists of mails show beside the subject, as it is written in the HTML.
    pub(crate) fn preheader(&self) -> &str {
        let (_, rest) = self.mail.html.split_once("mso-hide:all\">").expect("a hidden line");
        rest.split('<').next().unwrap_or_default()
    }
}

/// All kinds, with all their texts, in all languages.
pub(crate) fn samples(data: SampleData) -> Vec<Sample> {
    samples_of(sender(), data)
}

/// The same from another sender.
pub(crate) fn samples_of(sender: Sender, data: SampleData) -> Vec<Sample> {
    let directory = Directory::new("samples");
    let keys = LinkKeys::read_or_make(&directory.path().join("link-keys"), &mut generator());
    let mailbox = Mailbox::open(directory.path().join("mailbox")).expect("a folder");
    let mailer = Mailer::new(sender, keys.expect("keys"), Transport::Mailbox(mailbox));
    let usual = Kind::ALL.map(|kind| (kind.name().to_lowercase().replace('_', "-"), kind));
    let others = sample::VARIANTS.map(|(name, kind)| (name.to_owned(), kind));
    let mut samples = Vec::new();
    for (text, kind) in usual.into_iter().chain(others) {
        for language in Language::ALL {
            let variant = sample::variant(&text, language, data);
            let message = variant.unwrap_or_else(|| sample::message(kind, language, data));
            let letter =
                mailer.render(&message).unwrap_or_else(|error| panic!("{text} {language:?}: {error}"));
            let mail = letter.stored(message.created_at);
            samples.push(Sample { kind, text: text.clone(), language, mail });
        }
    }
    samples
}
