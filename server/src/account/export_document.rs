//! The JSON document of an export, written list by list.
//!
//! However much is stored about an account, its export needs little memory, and the answer has a limited
//! size: rows are read in pages, and of each list the newest are kept. The document names the lists whose
//! older rows were left out.

use chrono::{DateTime, Utc};
use sea_orm::{DatabaseConnection, DbErr, EntityTrait, Order, QuerySelect, Select};
use serde_json::{Value, json};

/// The most rows of one list.
const MAX_ROWS: usize = 10_000;
/// The most bytes of one list: about 12,000 events.
const MAX_BYTES: usize = 2 * 1024 * 1024;
/// Number of rows read at a time.
const PAGE: u64 = 500;

/// A document that is being written.
pub(super) struct Document {
    text: String,
    shortened: Vec<&'static str>,
}

impl Document {
    /// Begins the document with the time and the account.
    pub(super) fn new(now: DateTime<Utc>, account: &Value) -> Self {
        let text = format!("{{\"exportedAt\":{},\"account\":{account}", json!(now));
        Self { text, shortened: Vec::new() }
    }

    /// Adds a list of the newest rows that have room, in this order of age. What `newest_first` selects must
    /// not change meanwhile, because it is read page by page.
    pub(super) async fn list<E: EntityTrait>(
        &mut self,
        db: &DatabaseConnection,
        name: &'static str,
        (newest_first, order): (Select<E>, Order),
        shown: fn(&E::Model) -> Value,
    ) -> Result<(), DbErr> {
        let (mut rows, mut bytes, mut offset) = (Vec::new(), 0_usize, 0_u64);
        let is_complete = 'pages: loop {
            let page = newest_first.clone().offset(offset).limit(PAGE).all(db).await?;
            for row in &page {
                let row = shown(row).to_string();
                bytes += row.len();
                if bytes > MAX_BYTES || rows.len() == MAX_ROWS {
                    break 'pages false;
                }
                rows.push(row);
            }
            if u64::try_from(page.len()).is_ok_and(|found| found < PAGE) {
                break true;
            }
            offset += PAGE;
        };
        if matches!(order, Order::Asc) {
            rows.reverse();
        }
        if !is_complete {
            self.shortened.push(name);
        }
        self.add(name, &format!("[{}]", rows.join(",")));
        Ok(())
    }

    /// Ends the document.
    pub(super) fn finish(mut self) -> String {
        let shortened = json!(self.shortened).to_string();
        self.add("olderRowsLeftOut", &shortened);
        self.text.push('}');
        self.text
    }

    /// Adds a member, whose value is JSON already.
    fn add(&mut self, name: &str, value: &str) {
        for part in [",\"", name, "\":", value] {
            self.text.push_str(part);
        }
    }
}
