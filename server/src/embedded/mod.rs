//! The embedded mode: server and worker in one process, with nothing installed but this program.
//!
//! SQLite, a queue in memory, and a mailbox in place of a relay; everything lies in one folder. This
//! room runs a worker, and no other does. It is a composition root: besides it there is no `if embedded`.

mod clock_control;
mod demo_data;
mod demo_facts;
mod demo_notices;
mod demo_officer;
mod mailbox_page;
mod pages;
mod preview_page;

use std::{
    fs::{self, File},
    net::{IpAddr, SocketAddr},
    path::{Path, PathBuf},
    sync::Arc,
};

use anyhow::Context as _;
use chrono::TimeDelta;
use entity::{clock::Clock, email_link::Lifetimes, key_ring::KeyRing};
use migration::database::{self, Pending};
use poem::{Endpoint, EndpointExt, IntoEndpoint, IntoResponse, Request, Response, http::StatusCode};
use tokio::net::TcpListener;
use tokio_util::{sync::CancellationToken, task::TaskTracker};
use url::Url;
use worker::{
    Queues,
    mail::{LinkKeys, Mailbox, Mailer, Sender, Transport},
};

pub use self::{
    clock_control::stored_clock,
    demo_data::DemoApplicant,
    demo_officer::{DemoColleague, DemoOfficer},
};
use crate::{
    account::{credential, password_hash::Hasher},
    app::App,
    config::{ClockKind, EmbeddedArgs},
    graphql,
    http::{
        self,
        assets::{self, Playground},
        client_address::TrustedProxies,
        graphql::{limits::Limits, trusted::TrustedDocuments},
        origin::Origins,
    },
    officer,
    rate_limit::Limiter,
    site::Site,
};

/// Mails worked on at a time; SQLite has one writer anyway.
const CONCURRENCY: usize = 4;

/// Server and worker, put together and not yet running.
pub struct Embedded {
    /// What the server's use cases are given.
    pub app: Arc<App>,
    /// What the worker's jobs are given.
    pub context: Arc<worker::Context>,
    /// Where the mails go.
    pub mailbox: Mailbox,
    /// Whom to log in as for a look around.
    pub demo: DemoApplicant,
    /// The same on the officers' side; `None` where that officer was closed or enrolled anew.
    pub demo_officer: Option<DemoOfficer>,
    /// Who can enrol as a second officer; `None` once that was done.
    pub demo_colleague: Option<DemoColleague>,
    queues: Queues,
    listener: TcpListener,
    address: SocketAddr,
    officer_listener: TcpListener,
    officer_address: SocketAddr,
    data_dir: PathBuf,
    /// Held for as long as the process works in the folder.
    _lock: File,
}

impl Embedded {
    /// Opens the data folder, makes what is missing in it, and takes the port.
    pub async fn open(args: &EmbeddedArgs) -> anyhow::Result<Self> {
        let data_dir = args.data_dir.clone();
        fs::create_dir_all(&data_dir).with_context(|| format!("cannot make {}", data_dir.display()))?;
        let lock = lock(&data_dir)?;
        let listener = TcpListener::bind(&args.listen)
            .await
            .with_context(|| format!("cannot listen on {}", args.listen))?;
        let address = listener.local_addr()?;
        let officer_listener = officer_listener(args, address).await?;
        let officer_address = officer_listener.local_addr()?;
        let clock = match args.clock {
            ClockKind::System => clock_control::forget(&data_dir).map(|()| Clock::System)?,
            ClockKind::Manual => clock_control::take_up(&data_dir)?,
        };
        let db = database::open(&database_url(&data_dir), 8, Pending::Apply).await?;
        let mailbox = Mailbox::open(data_dir.join("mailbox"))?;
        #[expect(clippy::disallowed_methods, reason = "a shell draws its own keys")]
        let link_keys = LinkKeys::read_or_make(&data_dir.join("link-keys"), &mut rand::rng())?;
        let site = Site::example();
        let mailer = Mailer::new(sender(address, &site)?, link_keys, Transport::Mailbox(mailbox.clone()));
        #[expect(clippy::disallowed_methods, reason = "a shell draws its own keys")]
        let keys = KeyRing::read_or_make(&data_dir.join("server-keys"), &mut rand::rng())?;
        let app = Arc::new(App {
            db: db.clone(),
            clock: clock.clone(),
            hasher: Hasher::for_this_machine(keys.clone()),
            limiter: Limiter::in_process(&keys, args.rate_limits),
            site,
            keys,
            session_cap: Some(TimeDelta::hours(24)),
            link_lifetimes: Lifetimes::default(),
            device_cookie: true,
            refusal_floor: credential::REFUSAL_FLOOR,
            logins: TaskTracker::new(),
            origins: Origins::plain(address),
            trusted_proxies: TrustedProxies::for_embedded(),
            limits: Limits::default(),
            documents: TrustedDocuments::Off,
        });
        let demo = demo_data::plant(&app).await?;
        let demo_officer = demo_officer::plant(&app).await?;
        let demo_colleague = demo_officer::plant_colleague(&app).await?;
        let context = Arc::new(worker::Context::new(db, clock, mailer));
        let queues = Queues::memory(CONCURRENCY);
        Ok(Self {
            app,
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
            data_dir,
            _lock: lock,
        })
    }

    /// Where it listens.
    #[must_use]
    pub fn address(&self) -> SocketAddr {
        self.address
    }

    /// Where it listens for officers.
    #[must_use]
    pub fn officer_address(&self) -> SocketAddr {
        self.officer_address
    }

    /// Runs server and worker until `shutdown`.
    pub async fn run(self, shutdown: CancellationToken) -> anyhow::Result<()> {
        let (routes, officer_routes) = (self.routes(), self.officer_routes());
        let officers =
            async { Ok(http::serve(self.officer_listener, officer_routes, shutdown.clone()).await?) };
        let serve = async { Ok(http::serve(self.listener, routes, shutdown.clone()).await?) };
        let ending = self.context.ending.clone();
        let end = async {
            shutdown.cancelled().await;
            ending.cancel();
            Ok(())
        };
        let work = worker::run(self.context, self.queues);
        tokio::try_join!(serve, officers, work, end)?;
        self.app.close().await?;
        Ok(())
    }

    fn routes(&self) -> impl IntoEndpoint<Endpoint: 'static> + use<> {
        let routes = http::routes(&self.app, graphql::schema());
        let routes = pages::add(routes, self.start_page());
        let playground = Playground::Applicants { officers: self.officer_base() };
        let routes = routes.nest("/graphiql", assets::playground(&playground));
        let routes = mailbox_page::add(routes, self.mailbox.clone());
        let routes = preview_page::add(routes, Arc::clone(&self.context));
        let routes = clock_control::add(routes, Arc::clone(&self.context), self.data_dir.clone());
        let is_local = self.address.ip().is_loopback();
        routes.around(move |next, request| refuse_other_names(next, request, is_local))
    }

    fn start_page(&self) -> pages::StartPage {
        pages::StartPage {
            applicant: self.demo,
            officer: self.demo_officer.clone(),
            colleague: self.demo_colleague.clone(),
            officer_base: self.officer_base(),
            clock: self.app.clock.clone(),
        }
    }

    fn officer_base(&self) -> String {
        format!("http://{}", self.officer_address)
    }

    fn officer_routes(&self) -> impl IntoEndpoint<Endpoint: 'static> + use<> {
        let origins = Origins::plain(self.officer_address).for_officers();
        let routes = http::officer_routes(&self.app, officer::graphql::schema(), origins);
        let playground = Playground::Officers { applicants: format!("http://{}", self.address) };
        let routes = routes.nest("/graphiql", assets::playground(&playground));
        let routes = demo_facts::add(routes, Arc::clone(&self.app), self.demo_colleague.clone());
        let is_local = self.officer_address.ip().is_loopback();
        routes.around(move |next, request| refuse_other_names(next, request, is_local))
    }
}

/// The port that is named, or the one after that of the public listener.
async fn officer_listener(args: &EmbeddedArgs, public: SocketAddr) -> anyhow::Result<TcpListener> {
    let is_any = args.listen.ends_with(":0");
    let port = if is_any { 0 } else { public.port().saturating_add(1) };
    let next = || SocketAddr::new(public.ip(), port).to_string();
    let listen = args.officer_listen.clone().unwrap_or_else(next);
    TcpListener::bind(&listen).await.with_context(|| format!("cannot listen for officers on {listen}"))
}

/// A page elsewhere may have its own name point to this machine, and would then read the mailbox: on
/// loopback only loopback's names are answered to.
async fn refuse_other_names<E: Endpoint>(
    next: Arc<E>,
    request: Request,
    is_local: bool,
) -> poem::Result<Response> {
    let host = request.header("host").unwrap_or("localhost");
    let name =
        host.rsplit_once(':').map_or(host, |(name, port)| if port.ends_with(']') { host } else { name });
    let is_loopback = name == "localhost"
        || name.trim_matches(['[', ']']).parse::<IpAddr>().is_ok_and(|address| address.is_loopback());
    if is_local && !is_loopback {
        return Ok(StatusCode::MISDIRECTED_REQUEST.into());
    }
    Ok(next.call(request).await?.into_response())
}

/// Where the database lies in a data folder.
#[must_use]
pub fn database_url(data_dir: &Path) -> String {
    format!("sqlite://{}", data_dir.join("uketori.sqlite").display())
}

/// Two processes in one folder would take each other's mails for lost.
fn lock(data_dir: &Path) -> anyhow::Result<File> {
    let lock = File::create(data_dir.join("lock"))?;
    lock.try_lock().map_err(|_| {
        anyhow::anyhow!("another Uketori is running in {}; give this one --data-dir", data_dir.display())
    })?;
    Ok(lock)
}

fn sender(address: SocketAddr, site: &Site) -> anyhow::Result<Sender> {
    Ok(Sender {
        from: format!("no-reply@{}", site.mail_domain).parse()?,
        public_url: Url::parse(&format!("http://{address}/"))?,
        help_desk_phone: site.help_desk_phone.clone(),
        help_desk_hours: site.help_desk_hours.clone(),
        help_desk_email: site.help_desk_email.clone(),
    })
}
