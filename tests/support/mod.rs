//! The tools of the stories: a running app in either mode, and the people who use it.

pub(crate) mod app;
pub(crate) mod audit_log;
pub(crate) mod beside;
pub(crate) mod bounces;
pub(crate) mod bureau;
pub(crate) mod client;
pub(crate) mod database;
pub(crate) mod fixtures;
pub(crate) mod forwarder;
pub(crate) mod guide;
pub(crate) mod haproxy;
pub(crate) mod hooks;
pub(crate) mod imap;
pub(crate) mod nginx;
pub(crate) mod node;
pub(crate) mod officer;
pub(crate) mod pgbouncer;
pub(crate) mod postfix;
pub(crate) mod postgres;
pub(crate) mod process;
pub(crate) mod program;
pub(crate) mod quiet;
pub(crate) mod received;
pub(crate) mod redis;
pub(crate) mod relay;
pub(crate) mod samples;
pub(crate) mod site;
pub(crate) mod smtpd;
pub(crate) mod start;
pub(crate) mod waiting;

pub(crate) use app::{Mode, TestApp};
pub(crate) use client::{Applicant, Client, PASSWORD};
pub(crate) use officer::{OFFICER_PASSWORD, Officer};
pub(crate) use received::Received;

/// Runs each story twice: in the embedded mode (one process, SQLite), and in production mode (PostgreSQL,
/// Redis, SMTP).
macro_rules! stories {
    ($($(#[$note:meta])* async fn $name:ident($app:ident: TestApp) $story:block)*) => {
        $($(#[$note])* async fn $name($app: $crate::support::TestApp) $story)*

        mod embedded {
            $(#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
            async fn $name() {
                super::$name($crate::support::TestApp::start($crate::support::Mode::Embedded).await).await;
            })*
        }

        mod production {
            $(#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
            async fn $name() {
                super::$name($crate::support::TestApp::start($crate::support::Mode::Production).await).await;
            })*
        }
    };
}
pub(crate) use stories;
