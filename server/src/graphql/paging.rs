//! Where a page stands among the others: the same for every list.

use async_graphql::SimpleObject;

use crate::paging::{Page, SIZES};

/// Where a page stands among the others (R75, R76).
#[derive(SimpleObject, Clone, Debug)]
pub struct NumberedPageInfo {
    /// This page's number, from 1.
    page: i32,
    /// Rows a page.
    per_page: i32,
    /// The choices of "Change Display Count".
    per_page_options: Vec<i32>,
    /// Rows on all pages.
    total_items: i32,
    /// How many pages there are; at least one.
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

/// A count as GraphQL's Int; no list has two thousand million rows.
fn shown(count: u64) -> i32 {
    i32::try_from(count).unwrap_or(i32::MAX)
}
