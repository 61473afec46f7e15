//! The embedded mode: server and worker in one process, with nothing else to install.
//!
//! It uses SQLite, a queue in memory, and a mailbox instead of a relay, and keeps everything in one folder.
//! It is a composition root, and the only module of the server that runs a worker. No code elsewhere asks
//! whether it runs in the embedded mode.

mod clock_control;
mod data_folder;
mod demo_certificate;
mod demo_data;
mod demo_notices;
mod demo_officer;
mod demo_values;
mod documents;
mod front_end;
mod host;
mod mailbox_page;
mod pages;
mod preview_page;
mod services;

use std::{
    net::{IpAddr, Ipv4Addr, SocketAddr},
    path::Path,
    sync::Arc,
};

use anyhow::Context as _;
use entity::{clock::Clock, key_ring::KeyRing, server_key::Ring};
use migration::{
    database::{self, Pending},
    program::Program,
};
use poem::{EndpointExt, IntoEndpoint};
use sea_orm::DatabaseConnection;
use tokio::net::TcpListener;
use tokio_util::sync::CancellationToken;
use url::Url;
use worker::{
    Queues,
    mail::{Imprint, LinkKeys, Mailbox, Mailer, Sender, Transport},
};

use self::{clock_control::Control, data_folder::DataFolder, front_end::FrontEnd, host::Hosts};
pub use self::{
    clock_control::stored_clock,
    demo_data::DemoApplicant,
    demo_officer::{DemoColleague, DemoOfficer},
};
use crate::{
    account::imported_hashes::ImportedHashes,
    app::App,
    config::{ClockKind, EmbeddedArgs, EmbeddedSettings, reached_at},
    graphql,
    http::listen::listen,
    http::{
        self,
        assets::{self, Playground},
        client_address::TrustedProxies,
        entrance::Entrance,
        graphql::{limits::Limits, trusted::TrustedDocuments},
        hooks::Hooks,
        origin::Origins,
        places::{PlaceLimits, Places},
        shutdown::Shutdown,
    },
    keys,
    readiness_check::Watch,
    restore,
    site::Site,
};

/// The officers' listener stays here when the public listener is open to the network.
const LOCALHOST: IpAddr = IpAddr::V4(Ipv4Addr::LOCALHOST);
/// Mails that are sent at the same time. More would not help, because SQLite has one writer.
const CONCURRENCY: usize = 4;
/// One more connection for the worker's notify listener, which notices what other connections have written.
const NOTIFY_LISTENER: u32 = 1;

/// Server and worker, ready to run.
pub struct Embedded {
    /// What every use case of the server gets.
    pub app: Arc<App>,
    entrance: Arc<Entrance>,
    /// What every job of the worker gets.
    pub context: Arc<worker::Context>,
    /// The mailbox that the worker delivers to.
    pub mailbox: Mailbox,
    /// The login of the demo applicant.
    pub demo: DemoApplicant,
    /// The login of the demo officer; `None` if that officer was closed, or was reset and has not enrolled
    /// again.
    pub demo_officer: Option<DemoOfficer>,
    /// The colleague who can enrol as a second officer; `None` after that.
    pub demo_colleague: Option<DemoColleague>,
    queues: Queues,
    listener: TcpListener,
    address: SocketAddr,
    officer_listener: TcpListener,
    officer_address: SocketAddr,
    /// The base of the links in mails; `None` means this server's own pages.
    front_end: Option<Url>,
    /// Where bounces can be reported.
    pub hooks: Hooks,
    /// Kept because dropping it unlocks the folder.
    folder: DataFolder,
}

impl Embedded {
    /// Opens the data folder, creates what is missing in it, and listens on both ports. It serves nothing
    /// yet.
    pub async fn open(args: &EmbeddedArgs) -> anyhow::Result<Self> {
        let settings = args.check()?;
        let folder = DataFolder::open(&args.data_dir)?;
        let listener = listen(&settings.listen[..], &args.listen, "--listen").await?;
        let address = listener.local_addr()?;
        let officer_listener = officer_listener(args, &settings, address).await?;
        let officer_address = officer_listener.local_addr()?;
        let (front_end, hooks) = (settings.public_url, settings.hooks);
        let clock = match args.clock {
            ClockKind::System => clock_control::forget(folder.path()).map(|()| Clock::System)?,
            ClockKind::Manual => clock_control::take_up(folder.path())?,
        };
        let db = open_database(&folder).await?;
        let mailbox = Mailbox::open(folder.join("mailbox"))
            .with_context(|| format!("cannot use {}", folder.join("mailbox").display()))?;
        #[expect(clippy::disallowed_methods, reason = "a shell draws its own keys")]
        let link_keys = LinkKeys::read_or_make(&folder.join("link-keys"), &mut rand::rng())?;
        keys::check(&db, Ring::Link, link_keys.ring(), clock.now()).await?;
        let codes = link_keys.ring().clone();
        let base: Url = front_end.clone().map_or_else(|| base(address).parse(), Ok)?;
        let site = Site { public_url: front_end.clone(), ..Site::example() };
        let mailer = Mailer::new(sender(base, &site)?, link_keys, Transport::Mailbox(mailbox.clone()));
        #[expect(clippy::disallowed_methods, reason = "a shell draws its own keys")]
        let keys = KeyRing::read_or_make(&folder.join("server-keys"), &mut rand::rng())?;
        keys::check(&db, Ring::Server, &keys, clock.now()).await?;
        let entrance = Arc::new(Entrance {
            origins: Origins::plain(address).and(front_end.as_ref()),
            trusted_proxies: TrustedProxies::for_embedded(),
            limits: Limits::default(),
            documents: TrustedDocuments::Off,
        });
        let limit = entrance.limits.execution();
        let app = Arc::new(services::app(&db, &clock, site, (keys, codes), args.rate_limits, limit));
        let demo = demo_data::seed(&app).await?;
        let demo_officer = demo_officer::seed(&app).await?;
        let demo_colleague = demo_officer::seed_colleague(&app).await?;
        let context = Arc::new(worker::Context::new(db, clock, mailer));
        let queues = Queues::memory(CONCURRENCY);
        Ok(Self {
            app,
            entrance,
            context,
            mailbox,
            demo,
            demo_officer,
            demo_colleague,
            queues,
            listener,
            address,
            officer_listener,
            officer_address,
            front_end,
            hooks,
            folder,
        })
    }

    /// The address of the public listener.
    #[must_use]
    pub fn address(&self) -> SocketAddr {
        self.address
    }

    /// The URL of the public listener for a browser on this computer, without a slash at the end.
    #[must_use]
    pub fn base(&self) -> String {
        base(self.address)
    }

    /// Whether other computers can reach the public listener.
    #[must_use]
    pub fn is_open(&self) -> bool {
        !self.address.ip().to_canonical().is_loopback()
    }

    /// The base of the links in mails, with a slash at the end.
    #[must_use]
    pub fn link_base(&self) -> String {
        self.front_end.as_ref().map_or_else(|| format!("{}/", self.base()), Url::to_string)
    }

    /// The address of the officers' listener, always on loopback.
    #[must_use]
    pub fn officer_address(&self) -> SocketAddr {
        self.officer_address
    }

    /// Runs server and worker until `shutdown`.
    pub async fn run(mut self, shutdown: CancellationToken) -> anyhow::Result<()> {
        let clock = clock_control::control(Arc::clone(&self.context), self.folder.path());
        let hooks = std::mem::take(&mut self.hooks);
        let (routes, officer_routes) = (self.routes(&clock, hooks), self.officer_routes(&clock));
        let watch = Watch::begin(&self.app).await;
        let imported_hashes = ImportedHashes::begin(&self.app).await;
        let end = Shutdown::from(shutdown.clone());
        let officers =
            async { Ok(http::serve(self.officer_listener, officer_routes, places(), end.clone()).await?) };
        let serve = async { Ok(http::serve(self.listener, routes, places(), end.clone()).await?) };
        let ending = self.context.ending.clone();
        let end = async {
            shutdown.cancelled().await;
            ending.cancel();
            Ok(())
        };
        let watch = async {
            tokio::join!(
                watch.go_on(&self.app, shutdown.cancelled()),
                imported_hashes.go_on(&self.app, shutdown.cancelled()),
            );
            Ok(())
        };
        let work = worker::run(self.context, self.queues);
        tokio::try_join!(serve, officers, work, watch, end)?;
        self.app.close().await?;
        Ok(())
    }

    fn routes(&self, clock: &Arc<Control>, hooks: Hooks) -> impl IntoEndpoint<Endpoint: 'static> + use<> {
        let routes = http::routes(&self.app, &self.entrance, graphql::applicant::schema());
        let routes = http::hooks::add(routes, &self.app, &self.entrance, hooks);
        let routes = pages::add(routes, self.start_page());
        let playground = Playground::Applicants { officers: self.officer_base() };
        let routes = routes.nest("/graphiql", assets::playground(&playground));
        let routes = mailbox_page::add(routes, self.mailbox.clone());
        let routes = demo_certificate::add(routes, Arc::clone(&self.app), Arc::clone(&self.context));
        let routes = documents::add(routes);
        let routes = preview_page::add(routes, Arc::clone(&self.context));
        let routes = clock_control::add(routes, clock);
        let front_end = FrontEnd::of(self.front_end.as_ref());
        let routes = routes.around(move |next, request| front_end.clone().admit(next, request));
        let hosts = Hosts::of(self.address.ip(), self.front_end.as_ref());
        routes.around(move |next, request| hosts.clone().check(next, request))
    }

    /// The content of the start page. If other computers can reach it, it does not show the officers' logins.
    fn start_page(&self) -> pages::StartPage {
        pages::StartPage {
            applicant: self.demo,
            officer: self.demo_officer.clone().filter(|_| !self.is_open()),
            colleague: self.demo_colleague.clone().filter(|_| !self.is_open()),
            officer_base: self.officer_base(),
            app: Arc::clone(&self.app),
        }
    }

    fn officer_base(&self) -> String {
        format!("http://{}", self.officer_address)
    }

    fn officer_routes(&self, clock: &Arc<Control>) -> impl IntoEndpoint<Endpoint: 'static> + use<> {
        let origins = Origins::plain(self.officer_address).for_officers();
        let routes = http::officer_routes(&self.app, &self.entrance, graphql::officer::schema(), origins);
        let playground = Playground::Officers { applicants: self.base() };
        let routes = routes.nest("/graphiql", assets::playground(&playground));
        let routes = demo_values::add(routes, Arc::clone(&self.app), self.demo_colleague.clone());
        let routes = clock_control::add(routes, clock);
        let hosts = Hosts::of(self.officer_address.ip(), None);
        routes.around(move |next, request| hosts.clone().check(next, request))
    }
}

/// The limits of one listener's connections.
fn places() -> Places {
    Places::new(PlaceLimits::default(), TrustedProxies::for_embedded())
}

/// Opens the database of a data folder, and migrates it.
async fn open_database(folder: &DataFolder) -> anyhow::Result<DatabaseConnection> {
    let file = folder.database()?;
    let connections = services::CONNECTIONS + NOTIFY_LISTENER;
    let db = database::open(&database_url(folder.path()), Program::SERVER, connections, Pending::Apply).await;
    let db = db.with_context(|| format!("cannot use {}", file.display()))?;
    // As in production: what was open in the backup must end before anything uses it.
    restore::refuse_under_way(&db).await?;
    Ok(db)
}

/// Opens the officers' listener: on the address of `--officer-listen`, or on loopback and the public port
/// plus one.
async fn officer_listener(
    args: &EmbeddedArgs,
    settings: &EmbeddedSettings,
    public: SocketAddr,
) -> anyhow::Result<TcpListener> {
    let given = settings.officer_listen.clone().zip(args.officer_listen.as_deref());
    if let Some((addresses, shown)) = given {
        return Ok(listen(&addresses[..], shown, "--officer-listen").await?);
    }
    let is_any_port = settings.listen.iter().all(|address| address.port() == 0);
    let port = if is_any_port { Some(0) } else { public.port().checked_add(1) };
    let port = port.context("--officer-listen is required, because --listen uses the last port, 65535")?;
    // Never open to the network, because the demo officer has every role and a known password.
    let local = if public.ip().to_canonical().is_loopback() { public.ip() } else { LOCALHOST };
    let next = SocketAddr::new(local, port);
    Ok(listen(next, next, "--officer-listen; default: the port of --listen plus one").await?)
}

/// The URL of the SQLite database in a data folder.
#[must_use]
pub fn database_url(data_dir: &Path) -> String {
    format!("sqlite://{}", data_folder::database(data_dir).display())
}

fn base(address: SocketAddr) -> String {
    format!("http://{}", reached_at(address))
}

fn sender(public_url: Url, site: &Site) -> anyhow::Result<Sender> {
    Ok(Sender {
        from: format!("no-reply@{}", site.mail_domain).parse()?,
        // Its mailbox takes every mail, so none comes back.
        bounce: None,
        public_url,
        help_desk_phone: site.help_desk_phone.clone(),
        help_desk_hours: site.help_desk_hours.clone(),
        help_desk_email: site.help_desk_email.clone(),
        imprint: Imprint { has_disclaimer: site.has_disclaimer, ..Imprint::default() },
    })
}
