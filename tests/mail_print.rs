//! The certificate on paper: printed by Chromium in every language, and read by pdftotext. The certificate
//! is one page, and the type is large enough for an official.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

use entity::outbox::Kind;
use serde_json::Value;
use worker::mail::sample::SampleData;
use worker::mail::{Bilingual, Imprint};

use crate::browser::STORIES;
use crate::support::fixtures::sender;
use crate::support::process::{Directory, require, supervised};
use crate::support::samples::{Sample, samples, samples_of};

const NUMBER: &str = "TEST25-000123";
const CODE: &str = "SAMP-1E00-C0DE";
/// The smallest type, in points.
const SMALLEST: f64 = 9.0;

/// A word on a page, with its width in points.
struct Word {
    text: String,
    width: f64,
}

/// The words of each page.
fn pages(pdf: &Path) -> Vec<Vec<Word>> {
    let done =
        supervised("pdftotext", "KILL").arg("-bbox").arg(pdf).arg("-").output().expect("pdftotext runs");
    assert!(done.status.success(), "{}", String::from_utf8_lossy(&done.stderr));
    let text = String::from_utf8(done.stdout).expect("UTF-8");
    text.split("<page ").skip(1).map(|page| page.split("<word ").skip(1).map(word).collect()).collect()
}

/// Reads `xMin="…" yMin="…" xMax="…" yMax="…">text</word>`.
fn word(line: &str) -> Word {
    let (places, rest) = line.split_once('>').expect("a whole tag");
    let place = |name: &str| {
        let (_, rest) = places.split_once(&format!("{name}=\"")).expect("a place");
        rest.split('"').next().and_then(|number| number.parse::<f64>().ok()).expect("a number")
    };
    let text = rest.split("</word>").next().unwrap_or_default();
    let text = text.replace("&quot;", "\"").replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&");
    Word { text, width: place("xMax") - place("xMin") }
}

/// How often each character is there, without white space.
fn characters(text: &str) -> BTreeMap<char, usize> {
    let mut characters = BTreeMap::new();
    for character in text.chars().filter(|c| !c.is_whitespace()) {
        *characters.entry(character).or_default() += 1;
    }
    characters
}

/// What officials see of the certificate, without what only a text has: the colon behind a label, the slash
/// between a label's languages, and the link with number and code.
fn certificate(sample: &Sample) -> String {
    let (_, text) = sample.parts()[1];
    let lines = text.lines().filter(|line| !line.starts_with("http"));
    let lines = lines.map(|line| match line.strip_suffix(':') {
        Some(label) => label.replacen(" / ", "", 1),
        None => line.to_owned(),
    });
    lines.collect()
}

/// Prints the samples, and returns for each what Chromium measured, and the words of its pages.
fn printed(samples: &[&Sample]) -> Vec<(Value, Vec<Vec<Word>>)> {
    require("pdftotext");
    let folder = Directory::new("print");
    for sample in samples {
        fs::write(folder.path().join(format!("{}.html", sample.name())), &sample.mail.html).expect("a file");
    }
    let folder_name = folder.path().to_str().expect("text");
    let lines = STORIES.run("node", &["print.mjs", folder_name], &[]);
    let measured: Vec<Value> = lines.lines().map(|line| serde_json::from_str(line).expect("JSON")).collect();
    let of = |sample: &&Sample| {
        let file = format!("{}.html", sample.name());
        let measured =
            measured.iter().find(|one| one["file"] == file.as_str()).expect("it was printed").clone();
        (measured, pages(&folder.path().join(format!("{}.pdf", sample.name()))))
    };
    samples.iter().map(of).collect()
}

#[test]
fn the_certificate_is_one_page_of_readable_type_in_every_language() {
    let samples = samples(SampleData::Usual);
    let certificates: Vec<_> = samples.iter().filter(|sample| sample.kind == Kind::Certificate).collect();
    for (sample, (measured, pages)) in certificates.iter().zip(printed(&certificates)) {
        let name = sample.name();
        assert!(pages.len() <= 2, "{name}: {} pages", pages.len());
        let on_page = |page: &[Word]| page.iter().map(|word| word.text.as_str()).collect::<String>();
        let first = characters(&on_page(&pages[0]));
        let missing = characters(&certificate(sample)).into_iter();
        let missing: Vec<_> =
            missing.filter(|(c, count)| first.get(c).is_none_or(|found| found < count)).collect();
        assert!(missing.is_empty(), "{name}: {missing:?} is not on the page of the certificate");
        for whole in [NUMBER, CODE, "https://portal.example/check"] {
            assert!(pages[0].iter().any(|word| word.text == whole), "{name}: {whole} is whole");
        }
        let is_read_first = |word: &Word| word.text == "https://portal.example/receipts";
        assert!(!pages[0].iter().any(is_read_first), "{name}: the reader's part is behind it");
        let all: Vec<_> = pages.iter().map(|page| on_page(page)).collect();
        for (language, part) in sample.parts() {
            let last: String = part.lines().last().expect("a line").split_whitespace().collect();
            assert!(
                all.iter().any(|page| page.contains(&last)),
                "{name}: {language:?} is printed to its end"
            );
        }

        // A page that is wider than the paper would be scaled down, and its type with it.
        let number = pages[0].iter().find(|word| word.text == NUMBER).expect("the number");
        let scale = number.width / measured["number"].as_f64().expect("a width");
        assert!((0.98..1.02).contains(&scale), "{name}: scaled by {scale}");
        let smallest = measured["smallest"].as_f64().expect("a size") * scale;
        assert!(smallest >= SMALLEST - 0.05, "{name}: type of {smallest} pt");
        assert_eq!(measured["forScreens"], serde_json::json!([]), "{name}");
    }
}

/// Whom an installation names, and that it disclaims nothing, takes no second page.
#[test]
fn the_authority_of_an_installation_is_on_the_same_page() {
    let both = |ja: &str, en: &str| Bilingual { ja: ja.to_owned(), en: en.to_owned() };
    let title = both("在留資格認定証明書（見本）", "Certificate of Eligibility (specimen)");
    let authority = Some(both("出入国在留管理庁", "Immigration Services Agency"));
    let imprint = Imprint { title, authority, has_disclaimer: false };
    let samples = samples_of(worker::mail::Sender { imprint, ..sender() }, SampleData::Usual);
    for sample in &samples {
        let is_certificate = sample.kind == Kind::Certificate;
        let text: String = sample.mail.text.split_whitespace().collect();
        assert_eq!(
            text.contains("（見本）CertificateofEligibility(specimen)出入国在留管理庁"),
            is_certificate
        );
        assert_eq!(sample.mail.subject.contains("【在留資格認定証明書（見本）】"), is_certificate);
        for disclaimer in ["運営するものではありません", "isnotoperatedby"] {
            assert!(!text.contains(disclaimer), "{}", sample.name());
        }
    }
    let certificates: Vec<_> = samples.iter().filter(|sample| sample.kind == Kind::Certificate).collect();
    for (sample, (_, pages)) in certificates.iter().zip(printed(&certificates)) {
        assert!(pages[0].iter().any(|word| word.text == CODE) && pages.len() <= 2, "{}", sample.name());
    }
}
