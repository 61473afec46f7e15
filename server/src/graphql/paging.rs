//! The paging information of numbered pages, the same for every list (R75, R76).

use async_graphql::SimpleObject;

use crate::paging::{Page, SIZES};

/// The paging information of a list.
#[derive(SimpleObject, Clone, Debug)]
pub struct NumberedPageInfo {
    /// The number of this page, starting at 1: the last page if the requested number was past the end.
    page: i32,
    /// The number of rows per page: 20, 50 or 100.
    per_page: i32,
    /// The page sizes that the menu "Change Display Count" offers: 20, 50 and 100.
    per_page_options: Vec<i32>,
    /// The number of rows on all pages.
    total_items: i32,
    /// The number of pages; 1 for an empty list.
    total_pages: i32,
}

impl<T> From<&Page<T>> for NumberedPageInfo {
    fn from(page: &Page<T>) -> Self {
        Self {
            page: shown(page.page),
            per_page: shown(page.per_page),
            per_page_options: SIZES.map(shown).to_vec(),
            total_items: shown(page.total_items),
            total_pages: shown(page.total_pages()),
        }
    }
}

/// Converts a count to GraphQL's Int, which ends at 2,147,483,647: more than any list has.
fn shown(count: u64) -> i32 {
    i32::try_from(count).unwrap_or(i32::MAX)
}
