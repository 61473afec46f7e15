//! The database's schema, and opening a database at the right version of it.
//!
//! A migration writes out its tables in full and imports nothing of ours, so an old one stays correct
//! whatever the code becomes. The same migrations run on PostgreSQL and SQLite.

pub use sea_orm_migration::MigratorTrait;
use sea_orm_migration::{MigrationTrait, async_trait::async_trait};

pub mod batch;
pub mod database;
pub mod failure;
pub mod first_connection;
pub mod fitness;
pub mod grants;
pub mod history;
pub mod probe;
pub mod program;
pub mod together;

mod concurrently;
mod m0001_account;
mod m0002_email_link;
mod m0003_certificate;
mod m0004_mail_outbox;
mod m0005_lockout;
mod m0006_recovery;
mod m0007_session_device;
mod m0008_second_form;
mod m0009_known_device;
mod m0010_audit;
mod m0011_suppressed_address;
mod m0012_mail_control;
mod m0013_mail_pace;
mod m0014_officer;
mod m0015_cancellation;
mod m0016_notice;
mod m0017_bureau;
mod m0018_server_key;
mod m0019_restore;
mod m0020_audit_append;
mod m0021_fewer_round_trips;
mod m0022_receipt_count;
mod m0023_first_link;
mod m0024_link_indexes;
mod m0025_session_grace;
mod m0027_mail_quota;
mod m0029_end_reason;
mod m0031_foreign_hash_index;
mod m0033_officer_creator;
mod m0034_officer_removal;
mod m0035_officer_device;
mod m0036_certificates_by_holder;
mod m0037_link_requester;
mod m0039_accounts_by_name;
mod m0040_creators_from_audit_log;
mod m0041_mail_bounce;
mod m0042_certificate_check;
mod m0043_first_copy;
mod m0044_receipts_by_status;
mod m0045_receipts_by_status_index;
mod pooler;
mod sqlite;
pub mod upgrade;

/// All migrations, oldest first.
pub struct Migrator;

#[async_trait]
impl MigratorTrait for Migrator {
    fn migrations() -> Vec<Box<dyn MigrationTrait>> {
        vec![
            Box::new(m0001_account::Migration),
            Box::new(m0002_email_link::Migration),
            Box::new(m0003_certificate::Migration),
            Box::new(m0004_mail_outbox::Migration),
            Box::new(m0005_lockout::Migration),
            Box::new(m0006_recovery::Migration),
            Box::new(m0007_session_device::Migration),
            Box::new(m0008_second_form::Migration),
            Box::new(m0009_known_device::Migration),
            Box::new(m0010_audit::Migration),
            Box::new(m0011_suppressed_address::Migration),
            Box::new(m0012_mail_control::Migration),
            Box::new(m0013_mail_pace::Migration),
            Box::new(m0014_officer::Migration),
            Box::new(m0015_cancellation::Migration),
            Box::new(m0016_notice::Migration),
            Box::new(m0017_bureau::Migration),
            Box::new(m0018_server_key::Migration),
            Box::new(m0019_restore::Migration),
            Box::new(m0020_audit_append::Migration),
            Box::new(m0021_fewer_round_trips::Migration),
            Box::new(m0022_receipt_count::Migration),
            Box::new(m0023_first_link::Migration),
            Box::new(m0024_link_indexes::Migration),
            Box::new(m0025_session_grace::Migration),
            Box::new(m0027_mail_quota::Migration),
            Box::new(m0029_end_reason::Migration),
            Box::new(m0031_foreign_hash_index::Migration),
            Box::new(m0033_officer_creator::Migration),
            Box::new(m0034_officer_removal::Migration),
            Box::new(m0035_officer_device::Migration),
            Box::new(m0036_certificates_by_holder::Migration),
            Box::new(m0037_link_requester::Migration),
            Box::new(m0039_accounts_by_name::Migration),
            Box::new(m0040_creators_from_audit_log::Migration),
            Box::new(m0041_mail_bounce::Migration),
            Box::new(m0042_certificate_check::Migration),
            Box::new(m0043_first_copy::Migration),
            Box::new(m0044_receipts_by_status::Migration),
            Box::new(m0045_receipts_by_status_index::Migration),
        ]
    }
}
