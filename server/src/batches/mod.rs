//! Combines what concurrent requests ask of the database into single statements (`migration::batch`). It is a
//! layer between the use cases and the database, and decides nothing.

pub mod link_requests;
pub mod officer_sessions;
pub mod receipt_pages;
pub mod receipts;
pub mod sessions;

use std::time::Duration;

use sea_orm::DatabaseConnection;

use self::{
    link_requests::LinkRequests, officer_sessions::OfficerSessions, receipt_pages::ReceiptPages,
    receipts::Registrations, sessions::Sessions,
};

/// The batches of a server, one for each kind of query.
pub struct Batches {
    /// Lookups and activity of applicants' sessions.
    pub sessions: Sessions,
    /// Lookups of officers' sessions, which have their own limits.
    pub officer_sessions: OfficerSessions,
    /// Pages of the list of receipts.
    pub pages: ReceiptPages,
    /// Registrations of receipt that need no wait.
    pub receipts: Registrations,
    /// Requests for links in mails that anybody can make.
    pub link_requests: LinkRequests,
}

impl Batches {
    /// Creates the batches on `db`. A statement that takes longer than `limit` is abandoned.
    #[must_use]
    pub fn new(db: &DatabaseConnection, limit: Duration) -> Self {
        Self {
            sessions: Sessions::new(db, limit),
            officer_sessions: OfficerSessions::new(db, limit),
            pages: ReceiptPages::new(db, limit),
            receipts: Registrations::new(db, limit),
            link_requests: LinkRequests::new(db, limit),
        }
    }
}
