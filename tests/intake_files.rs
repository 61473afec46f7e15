//! The intake as a command: checks without effect, and files as spreadsheets write them.

use entity::{certificate, clock};
use sea_orm::{ColumnTrait, EntityTrait, PaginatorTrait, QueryFilter};

use crate::intake::{HEADER, Place, line};
use crate::support::Mode;

/// A dry run says what a run would, and records nothing.
async fn a_dry_run_records_nothing(mode: Mode) {
    let place = Place::of(mode).await;
    let today = clock::today_in_japan(clock::Clock::System.now());
    let tomorrow = today.succ_opt().expect("a day").to_string();
    let wrong = line(1, 3).replace(&today.to_string(), &tomorrow).replace(",MALE,", ",male,");
    let file = place.path("certificates.csv");
    std::fs::write(&file, format!("{HEADER}{}{}{wrong}{}", line(1, 1), line(2, 2), line(3, 1)))
        .expect("a file");
    for before in ["would be issued", "issued"] {
        let flags: &[&str] = if before == "issued" { &[] } else { &["--dry-run"] };
        let (code, said) = place.take_with(&file, flags);
        let answers = [
            format!("line 2: {before} TEST25-000001"),
            format!("line 3: {before} TEST25-000002"),
            "line 4: refused: sex: not one of the allowed values, expected MALE or FEMALE; \
             issued_on: the date is in the future, expected a day from 1900 to today in Japan"
                .to_owned(),
            "line 5: refused: certificate_number: an earlier line has this number".to_owned(),
            format!("2 {before}, 2 refused\n"),
        ];
        assert_eq!(code, Some(1), "{said}");
        for answer in answers {
            assert!(said.contains(&answer), "{answer} is not in {said}");
        }
        let count = if before == "issued" { 2 } else { 0 };
        assert_eq!(place.counts().await, (count, count, count));
    }
    let (_, said) = place.take_with(&file, &["--dry-run"]);
    assert!(said.contains("0 would be issued, 2 refused, 2 issued before"), "{said}");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_dry_run_records_nothing_on_sqlite() {
    a_dry_run_records_nothing(Mode::Embedded).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_dry_run_records_nothing_on_postgresql() {
    a_dry_run_records_nothing(Mode::Production).await;
}

/// A name that is not ASCII, in UTF-8 and in `Shift_JIS`.
const NAME: &str = "山田 花子";
const NAME_IN_SHIFT_JIS: &[u8] = b"\x8e\x52\x93\x63 \x89\xd4\x8e\x71";

/// Files as spreadsheets in Japan save them: encodings, separators, dates with slashes, Windows' line ends.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_files_of_spreadsheets_are_read_as_they_are() {
    let place = Place::of(Mode::Embedded).await;
    let today = clock::today_in_japan(clock::Clock::System.now());
    let text = |number: u64, separator: &str| {
        let row = line(1, number).replace("A B", NAME).replace("2000-01-01", "2000/1/1");
        let row = row.replace(&today.to_string(), &today.format("%Y/%-m/%-d").to_string());
        format!("{HEADER}{row}").replace(',', separator).replace('\n', "\r\n")
    };
    let shift_jis = |text: &str| {
        let parts: Vec<_> = text.split(NAME).map(str::as_bytes).collect();
        parts.join(NAME_IN_SHIFT_JIS)
    };
    let utf_16 = |text: &str, bytes: fn(u16) -> [u8; 2]| {
        format!("\u{feff}{text}").encode_utf16().flat_map(bytes).collect::<Vec<u8>>()
    };
    let files = [
        ("excel.csv", shift_jis(&text(1, ","))),
        ("EXCEL.CSV", shift_jis(&text(2, ";"))),
        ("utf-8.csv", format!("\u{feff}{}", text(3, ",")).into_bytes()),
        ("unicode.txt", utf_16(&text(4, "\t"), u16::to_le_bytes)),
        ("unicode.tsv", utf_16(&text(5, "\t"), u16::to_be_bytes)),
        ("semicolon.csv", utf_16(&text(6, ";"), u16::to_le_bytes)),
    ];
    let count = files.len() as u64;
    for (name, bytes) in files {
        let file = place.path(name);
        std::fs::write(&file, bytes).expect("a file");
        let (code, said) = place.take(&file);
        assert!(code == Some(0) && said.contains("1 issued, 0 refused"), "{name}: {said}");
    }
    let named = certificate::Entity::find().filter(certificate::Column::HolderName.eq(NAME));
    assert_eq!(named.count(&place.db).await.expect("a count"), count);

    let file = place.path("excel.csv");
    let (code, said) = place.take_with(&file, &["--encoding", "shift_jis"]);
    assert!(code == Some(0) && said.contains("1 issued before"), "{said}");
    let (code, said) = place.take_with(&file, &["--encoding", "utf-8"]);
    let why = "line 2: refused: holder_name: not valid UTF-8, set --encoding to the encoding of the file";
    assert!(code == Some(1) && said.contains(why), "{said}");
}
