//! A database of either kind without running workers: a story calls each job as a worker would. For what
//! happens before workers start, and for what several of them do at the same moment.

use std::sync::Arc;

use chrono::{DateTime, Utc};
use entity::certificate;
use entity::clock::Clock;
use entity::outbox::{self, Kind, Lane, Mail};
use entity::trace::TraceParent;
use migration::database::{self, Pending};
use migration::program::Program;
use sea_orm::{
    ActiveModelTrait, ColumnTrait, DatabaseConnection, EntityTrait, IntoActiveModel, QueryFilter, Set,
};
use serde_json::json;
use server::account::import::{self, Import};
use server::audit::{Actor, RequestOrigin};
use server::certificate::issue::{Expired, Mode as IssueMode, Run};
use tokio_util::sync::CancellationToken;
use uuid::Uuid;
use worker::job::deliver_mail;
use worker::mail::{LinkKeys, Mailbox, Mailer, Transport};

use super::app::Mode;
use super::fixtures::{generator, line, sender, start_of_stories};
use super::postgres::Postgres;
use super::process::Directory;
use super::start::template;

/// The database, with the context of a worker that does not run.
pub(crate) struct Quiet {
    /// The worker's context, as jobs get it.
    pub(crate) context: Arc<worker::Context>,
    /// The directory of its files; removed when dropped.
    directory: Directory,
}

impl Quiet {
    /// An empty database, at the usual time of the stories.
    pub(crate) async fn new(mode: Mode) -> Self {
        let directory = Directory::new("quiet");
        let url = match mode {
            Mode::Embedded => server::embedded::database_url(directory.path()),
            Mode::Production => Postgres::shared().database_from(template().await).await,
        };
        let db = database::open(&url, Program::SERVER, 8, Pending::Apply)
            .await
            .expect("a database at the right version");
        let keys = LinkKeys::read_or_make(&directory.path().join("link-keys"), &mut generator());
        let mailbox = Mailbox::open(directory.path().join("mailbox")).expect("a folder");
        let mailer = Mailer::new(sender(), keys.expect("keys"), Transport::Mailbox(mailbox));
        let context = Arc::new(worker::Context::new(db, Clock::manual(start_of_stories()), mailer));
        Self { context, directory }
    }

    /// The database.
    pub(crate) fn db(&self) -> &DatabaseConnection {
        &self.context.db
    }

    /// The time that the clock shows.
    pub(crate) fn now(&self) -> DateTime<Utc> {
        self.context.clock.now()
    }

    /// Its data folder.
    pub(crate) fn data_dir(&self) -> &str {
        self.directory.path().to_str().expect("a path in text")
    }

    /// Imports an account.
    pub(crate) async fn account(&self, user_id: &str) {
        let account = json!({
            "userId": user_id, "name": "JOHN DOE", "email": format!("{user_id}@example.com"),
            "phoneNumber": "03-1234-5678", "type": "LEGAL_SPECIALIST",
            "passwordHash": "$2b$04$abcdefghijklmnopqrstuu1DYyxwszY2r2fET8Otd/9p2FlO3pkQq",
        });
        let file = account.to_string();
        let mut import = Import::of(self.db(), file.as_bytes(), import::Mode::Write, self.now());
        while import.next_batch().await.expect("the database answers").is_some() {}
        assert_eq!(import.report().imported, 1);
    }

    /// Issues a certificate dated today; its mail stays in the outbox.
    pub(crate) async fn certificate(&self, user_id: &str, number: &str) -> certificate::Model {
        let today = entity::clock::today_in_japan(self.now()).to_string();
        let line = line(user_id, number, &today);
        let source = RequestOrigin::run(Uuid::now_v7());
        let run = Run::of(self.db(), IssueMode::Record, Expired::Refuse, &source, Actor::System);
        let issued =
            run.all(&[line], self.now()).await.expect("the database answers").remove(0).expect("a good line");
        certificate::Entity::find_by_id(issued.id)
            .one(self.db())
            .await
            .expect("an answer")
            .expect("the certificate")
    }

    /// Makes `count` certificates like `like`, whose next reminder is due at `due`.
    pub(crate) async fn reminded_at(&self, like: &certificate::Model, due: DateTime<Utc>, count: usize) {
        let rows: Vec<_> = (0..count)
            .map(|index| certificate::ActiveModel {
                id: Set(entity::certificate::CertificateId(Uuid::now_v7())),
                number: Set(format!("{}-{index}", like.number)),
                requested_at: Set(Some(due - certificate::reminder_schedule::INTERVAL)),
                next_reminder_at: Set(Some(due)),
                ..like.clone().into_active_model().reset_all()
            })
            .collect();
        for rows in rows.chunks(1_000) {
            certificate::Entity::insert_many(rows.to_vec())
                .exec_without_returning(self.db())
                .await
                .expect("certificates are inserted");
        }
    }

    /// Queues a mail and returns the id of its row.
    pub(crate) async fn queue(&self, mail: Mail) -> Uuid {
        let trace = TraceParent::begin(&mut generator());
        let row = outbox::queue(Uuid::now_v7(), mail, self.now(), trace);
        outbox::Entity::insert(row).exec_with_returning(self.db()).await.expect("a row").id
    }

    /// The only row of a kind; panics if there is not exactly one.
    pub(crate) async fn only(&self, kind: Kind) -> outbox::Model {
        let mut rows = self.rows(kind).await;
        assert_eq!(rows.len(), 1, "{kind:?}");
        rows.remove(0)
    }

    /// All rows of a kind.
    pub(crate) async fn rows(&self, kind: Kind) -> Vec<outbox::Model> {
        let rows = outbox::Entity::find().filter(outbox::Column::Kind.eq(kind.name()));
        rows.all(self.db()).await.expect("rows")
    }

    /// Marks due rows as pushed, as a dispatcher does, and returns their ids.
    pub(crate) async fn push(&self) -> Vec<Uuid> {
        let mut ids = Vec::new();
        for lane in Lane::ALL {
            let rows = outbox::mark_pushed(lane, self.now(), 100).exec_with_returning(self.db()).await;
            ids.extend(rows.expect("rows").iter().map(|row| row.id));
        }
        ids
    }

    /// Delivers a mail, as when the queue has delivered its id.
    pub(crate) async fn deliver(&self, id: Uuid) {
        deliver_mail::deliver(&self.context, id, CancellationToken::new()).await;
    }
}
