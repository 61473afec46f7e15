//! The guide for front ends as its tests read it: prose, blocks of code, and tables.

/// The text of the guide.
pub(crate) const GUIDE: &str = include_str!("../../docs/FRONTEND.md");

/// The guide without its blocks of code.
pub(crate) fn prose() -> String {
    GUIDE.split("```").step_by(2).collect()
}

/// The blocks of code in this language.
pub(crate) fn blocks(language: &str) -> Vec<&'static str> {
    let blocks = GUIDE.split("```").skip(1).step_by(2);
    blocks.filter_map(|block| block.strip_prefix(&format!("{language}\n"))).collect()
}

/// The texts in backticks.
pub(crate) fn spans(text: &str) -> Vec<&str> {
    text.split('`').skip(1).step_by(2).collect()
}

/// The cells of each row in all tables of the guide whose header has these columns.
pub(crate) fn rows(header: &[&str]) -> Vec<Vec<String>> {
    rows_in(&prose(), header)
}

/// The same for another document.
pub(crate) fn rows_in(text: &str, header: &[&str]) -> Vec<Vec<String>> {
    let cells = |line: &str| -> Vec<String> {
        line.trim_matches('|').split('|').map(|cell| cell.trim().to_owned()).collect()
    };
    let mut found = Vec::new();
    let mut is_ours = false;
    let mut was_row = false;
    for line in text.lines() {
        let is_row = line.starts_with('|');
        if is_row && !was_row {
            is_ours = cells(line) == header;
        } else if is_row && is_ours && !line.starts_with("|---") {
            found.push(cells(line));
        }
        was_row = is_row;
    }
    assert!(!found.is_empty(), "no table {header:?}");
    found
}

/// The one name in a cell.
pub(crate) fn name_in(cell: &str) -> String {
    let spans = spans(cell);
    assert_eq!(spans.len(), 1, "one name in {cell:?}");
    spans[0].to_owned()
}
