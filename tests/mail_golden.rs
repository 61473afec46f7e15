//! Every mail as it was last reviewed, in `golden/mails`: each thing once. `headers.txt` and `frame.html`
//! are the same for all mails. `KIND.html` has the tags of a kind's parts, with `…` for each text.
//! `LANGUAGE.txt` has the texts of all kinds. To change a mail on purpose, rewrite the files with
//! `UKETORI_RENEW=1`, and review the difference in the commit.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write;
use std::fs;
use std::path::Path;

use entity::language::Language;
use similar::TextDiff;
use worker::mail::sample::SampleData;

use crate::support::samples::{Sample, samples};

/// Headers that belong to the texts of a language.
const OF_TEXTS: [&str; 3] = ["subject", "from", "content-language"];
/// The first characters of a part in HTML.
const PART: &str = "<div lang=\"";

/// The headers that are the same for all mails.
fn headers(sample: &Sample) -> String {
    let mut text = String::new();
    for (name, value) in sample.mail.headers.iter().filter(|(name, _)| !OF_TEXTS.contains(&name.as_str())) {
        let _ = writeln!(text, "{name}: {value}");
    }
    text
}

/// The HTML around the parts, and the parts.
fn cut(html: &str) -> (String, Vec<&str>) {
    let begins: Vec<_> = html.match_indices(PART).map(|(at, _)| at).collect();
    let frame = html.rfind("<!--[if mso]></td>").expect("the end of the frame");
    // The frame's own end tag comes behind that of the last part.
    let end = html[..frame].rfind("</div>").expect("the end of the last part");
    let ends = begins.iter().skip(1).copied().chain([end]);
    let parts = begins.iter().zip(ends).map(|(begin, end)| html[*begin..end].trim_end()).collect();
    (format!("{}[parts]{}", &html[..begins[0]], &html[end..]), parts)
}

/// The frame without what differs by mail.
fn frame(sample: &Sample) -> String {
    let (sender, _) = sample.mail.from.split_once(" <").expect("a name before the address");
    let language = format!("lang=\"{}\"", sample.language.tag());
    let (frame, _) = cut(&sample.mail.html);
    [sample.mail.subject.as_str(), sample.preheader(), sender]
        .iter()
        .fold(frame.replace(&language, "lang=\"…\""), |frame, text| frame.replace(text, "…"))
}

/// HTML without the marks around numbers, whose places differ by language.
fn without_marks(html: &str) -> String {
    let mut pieces = html.split("<span style=\"white-space:nowrap\">");
    let first = pieces.next().unwrap_or_default().to_owned();
    pieces.fold(first, |html, piece| html + &piece.replacen("</span>", "", 1))
}

/// Each tag of a part with the text behind it.
fn tags(part: &str) -> Vec<(String, String)> {
    let part = without_marks(part);
    let tags = part.split('<').skip(1).map(|piece| piece.split_once('>').expect("a whole tag"));
    tags.map(|(tag, text)| (format!("<{tag}>"), text.trim().to_owned())).collect()
}

/// The tags of a part, one a line, with `…` for each text, and for its language.
fn structure(sample: &Sample, part: &str) -> String {
    let lines = tags(part).into_iter().map(|(tag, text)| tag + if text.is_empty() { "\n" } else { "…\n" });
    let lines: String = lines.collect();
    let (_, rest) = lines.strip_prefix(PART).and_then(|rest| rest.split_once('"')).expect("a language");
    // The reader's own line below a certificate.
    let own =
        if matches!(sample.language, Language::Ja | Language::En) { "-" } else { sample.language.tag() };
    format!("{PART}…\"{}", rest.replace(&format!("<p lang=\"{own}\""), "<p lang=\"…\""))
}

/// The structures of a kind's parts, each once, with the places where it is found.
fn structures<'s>(samples: impl Iterator<Item = &'s Sample>) -> String {
    let mut found: Vec<(String, BTreeMap<usize, Vec<&str>>)> = Vec::new();
    for sample in samples {
        for (part, place) in cut(&sample.mail.html).1.into_iter().zip(1..) {
            let structure = structure(sample, part);
            let at = found.iter().position(|(known, _)| *known == structure).unwrap_or_else(|| {
                found.push((structure, BTreeMap::new()));
                found.len() - 1
            });
            found[at].1.entry(place).or_default().push(sample.language.tag());
        }
    }
    let mut text = String::new();
    for (structure, places) in found {
        for (place, readers) in places {
            let _ = writeln!(text, "<!-- part {place} for {} -->", readers.join(" "));
        }
        text += &structure;
    }
    text
}

/// The texts of a language: headers, then of each kind what its readers see. Of an account mail that is the
/// first part; the others are those of other languages.
fn texts<'s>(samples: impl Iterator<Item = &'s Sample>) -> String {
    let mut text = String::new();
    for sample in samples {
        let mail = &sample.mail;
        if text.is_empty() {
            let _ =
                writeln!(text, "from: {}\ncontent-language: {}", mail.from, mail.headers["content-language"]);
        }
        let _ = writeln!(text, "\n==== {}\nsubject: {}", sample.text, mail.subject);
        let _ = writeln!(text, "preheader: {}", sample.preheader());
        let parts = sample.parts();
        let read = if sample.is_about_certificate() { &parts[..] } else { &parts[..1] };
        for (_, part) in read {
            let _ = write!(text, "\n----\n{part}");
        }
    }
    text
}

/// The golden files: their names and contents.
fn files(samples: &[Sample]) -> Vec<(String, String)> {
    let of_language = |language| samples.iter().filter(move |sample: &&Sample| sample.language == language);
    let mut files = vec![
        ("headers.txt".to_owned(), headers(&samples[0])),
        ("frame.html".to_owned(), frame(&samples[0]).replace("><", ">\n<")),
    ];
    for kind in of_language(Language::En) {
        let of_kind = samples.iter().filter(|sample| sample.text == kind.text);
        files.push((format!("{}.html", kind.text), structures(of_kind)));
    }
    let languages = Language::ALL.into_iter();
    files.extend(languages.map(|it| (format!("{}.txt", it.tag()), texts(of_language(it)))));
    files
}

#[test]
fn every_mail_is_as_it_was() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("golden/mails");
    let files = files(&samples(SampleData::Usual));
    if std::env::var_os("UKETORI_RENEW").is_some() {
        let _ = fs::remove_dir_all(&folder);
        fs::create_dir_all(&folder).expect("a folder");
        for (name, now) in &files {
            fs::write(folder.join(name), now).expect("a file");
        }
    }
    let kept =
        fs::read_dir(&folder).expect("tests/golden/mails").map(|file| file.expect("a file").file_name());
    let kept: BTreeSet<_> = kept.map(|name| name.into_string().expect("text")).collect();
    let made: BTreeSet<_> = files.iter().map(|(name, _)| name.clone()).collect();
    assert_eq!(kept, made, "the files are those of other mails");
    let mut changed = String::new();
    for (name, now) in &files {
        let before = fs::read_to_string(folder.join(name)).expect("a file in UTF-8");
        if before != *now {
            let difference = TextDiff::from_lines(before.as_str(), now);
            let _ = writeln!(changed, "{}", difference.unified_diff().context_radius(1).header(name, "now"));
        }
    }
    assert!(changed.is_empty(), "if this is meant: UKETORI_RENEW=1 cargo it mail_golden\n{changed}");
}

/// So that the golden files, which have each thing once, are the whole of every mail.
#[test]
fn what_the_golden_files_leave_out_is_what_they_have_elsewhere() {
    let samples = samples(SampleData::Usual);
    for sample in &samples {
        let name = sample.name();
        assert_eq!(headers(sample), headers(&samples[0]), "{name}");
        assert_eq!(frame(sample), frame(&samples[0]), "{name}");
        for (language, part) in sample.parts() {
            let Some(language) = language.filter(|_| !sample.is_about_certificate()) else { continue };
            let reader = samples.iter().find(|one| one.text == sample.text && one.language == language);
            assert_eq!(part, reader.expect("a sample of the language").parts()[0].1, "{name}");
        }
        let plain = squeezed(&sample.mail.text);
        let mut is_hint = false;
        for (tag, text) in cut(&sample.mail.html).1.into_iter().flat_map(tags) {
            let text =
                text.replace("&quot;", "\"").replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&");
            // The text before an address whose button a text does not have.
            is_hint = tag == "<span class=\"screen\">" || is_hint && tag != "</span>";
            assert!(is_hint || plain.contains(&squeezed(&text)), "{name}: {text:?} is in the HTML alone");
        }
    }
}

/// Without white space: lines are broken in a text, and not in HTML.
fn squeezed(text: &str) -> String {
    text.split_whitespace().collect()
}

/// A copy that is sent after a crash is recognizable as one.
#[test]
fn what_is_rendered_twice_is_the_same_to_the_byte() {
    let source = |sample: Sample| sample.mail.source;
    let [first, second] = [samples(SampleData::Longest), samples(SampleData::Longest)];
    assert!(first.into_iter().map(source).eq(second.into_iter().map(source)));
}
