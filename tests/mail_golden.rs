//! Every mail as it was last reviewed: `golden/mails/KIND.LANGUAGE.txt` has headers and text, `….html` the
//! HTML. To change a mail on purpose, rewrite the files with `UKETORI_RENEW=1` and review the difference in
//! the commit.

use std::collections::BTreeSet;
use std::fmt::Write;
use std::fs;
use std::path::Path;

use similar::TextDiff;
use worker::mail::sample::SampleData;

use crate::support::samples::{Sample, samples};

/// Headers as a reader sees them, then the text.
fn text(sample: &Sample) -> String {
    let mail = &sample.mail;
    let mut text = format!("subject: {}\nfrom: {}\n", mail.subject, mail.from);
    for (name, value) in mail.headers.iter().filter(|(name, _)| !["subject", "from"].contains(&name.as_str()))
    {
        let _ = writeln!(text, "{name}: {value}");
    }
    text + "\n" + &mail.text
}

#[test]
fn every_mail_is_as_it_was() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("golden/mails");
    let mails: Vec<_> = samples(SampleData::Usual)
        .iter()
        .flat_map(|sample| {
            let name = sample.name();
            // One tag a line, for readable differences.
            let html = sample.mail.html.replace("><", ">\n<");
            [(format!("{name}.txt"), text(sample)), (format!("{name}.html"), html)]
        })
        .collect();
    if std::env::var_os("UKETORI_RENEW").is_some() {
        let _ = fs::remove_dir_all(&folder);
        fs::create_dir_all(&folder).expect("a folder");
        for (name, now) in &mails {
            fs::write(folder.join(name), now).expect("a file");
        }
    }
    let kept =
        fs::read_dir(&folder).expect("tests/golden/mails").map(|file| file.expect("a file").file_name());
    let kept: BTreeSet<_> = kept.map(|name| name.into_string().expect("text")).collect();
    let made: BTreeSet<_> = mails.iter().map(|(name, _)| name.clone()).collect();
    assert_eq!(kept, made, "the files are those of other mails");
    let mut changed = String::new();
    for (name, now) in &mails {
        let before = fs::read_to_string(folder.join(name)).expect("a file in UTF-8");
        if before != *now {
            let difference = TextDiff::from_lines(before.as_str(), now);
            let _ = writeln!(changed, "{}", difference.unified_diff().context_radius(1).header(name, "now"));
        }
    }
    assert!(changed.is_empty(), "if this is meant: UKETORI_RENEW=1 cargo it mail_golden\n{changed}");
}

/// A copy that is sent after a crash is recognizable as one.
#[test]
fn what_is_rendered_twice_is_the_same_to_the_byte() {
    let source = |sample: Sample| sample.mail.source;
    let [first, second] = [samples(SampleData::Longest), samples(SampleData::Longest)];
    assert!(first.into_iter().map(source).eq(second.into_iter().map(source)));
}
