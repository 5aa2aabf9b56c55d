use std::{net::SocketAddr, num::NonZero, sync::Arc, thread, time::Duration};

use actix_web::{
    App, HttpRequest, HttpResponse, HttpServer,
    dev::{Server, ServerHandle},
    http::header::ACCEPT,
    middleware::from_fn,
    rt,
    web::{self, Data},
};
use sillon_engine::Engine;

use crate::{
    Settings,
    assemble::StartError,
    housekeeping,
    http::{
        Connections, Deadlines, Limits, Metrics, RequestRules, around_request, hold_back,
        serve_metrics,
    },
};

/// How long the rest of a request is read, to throw it away, once it was answered early: whoever still sends it hears why.
const LINGER: Duration = Duration::from_secs(2);

/// A server that listens.
struct Bound {
    server: Server,
    address: SocketAddr,
    /// What tells its metrics, at an address of their own.
    beside: Option<Server>,
    metrics: Option<Arc<Metrics>>,
}

impl Bound {
    /// Serves until it is told to stop.
    async fn serve(self) -> std::io::Result<()> {
        let beside = self.beside.map(|beside| {
            let handle = beside.handle();
            rt::spawn(beside);
            handle
        });
        let served = self.server.await;
        if let Some(beside) = beside {
            beside.stop(false).await;
        }
        served
    }
}

/// Binds a server over an engine: the API, its documents, and the pages. The address says which port it got.
fn bind(engine: &Data<Engine>, settings: &Settings) -> Result<Bound, StartError> {
    let metrics = (!settings.metrics.address.is_empty()).then(Metrics::new);
    let server = &settings.server;
    let deadlines = Deadlines::of(server);
    let connections = Connections::new(deadlines, server.connections_per_network);
    let around_all = Data::new(RequestRules {
        deadlines,
        proxies: server.proxies,
        is_logged: settings.log.access,
        metrics: metrics.clone(),
    });
    let limits = Data::new(Limits::of(&settings.limits));
    let app_engine = engine.clone();
    let watching = Arc::clone(&connections);
    let workers = match server.workers {
        0 => thread::available_parallelism().map_or(1, NonZero::get),
        workers => workers,
    };
    let server = HttpServer::new(move || {
        App::new()
            .app_data(app_engine.clone())
            .app_data(around_all.clone())
            .app_data(limits.clone())
            .configure(sillon_api::configure)
            .configure(sillon_web::configure)
            .default_service(web::to(nowhere))
            .wrap(from_fn(hold_back))
            .wrap(from_fn(sillon_api::answer_api))
            .wrap(from_fn(sillon_api::compress))
            .wrap(from_fn(around_request))
    })
    .workers(workers)
    // It is counted by each worker for itself.
    .max_connections(server.connections.div_ceil(workers))
    // Else the end of an answer of several parts waits for the receipt of those before it, which a client puts off for 40 ms.
    .tcp_nodelay(true)
    .on_connect(move |io, beside| watching.watch(io, beside))
    .client_request_timeout(deadlines.head())
    .client_disconnect_timeout(LINGER)
    .keep_alive(deadlines.idle())
    .shutdown_timeout(settings.server.shutdown_seconds);
    let beside = metrics.clone().map(|metrics| {
        let (engine, connections) = (engine.clone(), Arc::clone(&connections));
        serve_metrics(&settings.metrics.address, metrics, engine, connections)
    });
    rt::spawn(connections.look_after());
    let wanted = (settings.server.address.as_str(), settings.server.port);
    let server =
        server.bind(wanted).map_err(|fault| format!("{}:{}: {fault}", wanted.0, wanted.1))?;
    let address = server.addrs().first().copied().ok_or("the server has no address")?;
    Ok(Bound { server: server.run(), address, beside: beside.transpose()?, metrics })
}

/// Has a write to somebody who is gone fail by itself, and not end the program. Rust begins every program so; one that could not
/// begin once more (see `main.rs`) is left as the system begins programs, and dies of it.
#[cfg(unix)]
fn outlive_broken_pipes() -> std::io::Result<()> {
    use rt::signal::unix::{SignalKind, signal};
    signal(SignalKind::pipe()).map(drop)
}

/// Listens for the word to stop from now on; what it gives comes when the word does.
#[cfg(unix)]
fn word_to_stop() -> std::io::Result<impl Future<Output = ()>> {
    use rt::signal::unix::{SignalKind, signal};
    let kinds = [SignalKind::terminate(), SignalKind::interrupt(), SignalKind::quit()];
    let mut heard = kinds.into_iter().map(signal).collect::<Result<Vec<_>, _>>()?;
    Ok(std::future::poll_fn(move |context| {
        let is_told = heard.iter_mut().any(|signal| signal.poll_recv(context).is_ready());
        if is_told { std::task::Poll::Ready(()) } else { std::task::Poll::Pending }
    }))
}

/// Listens for the word to stop; what it gives comes when the word does.
#[cfg(not(unix))]
fn word_to_stop() -> std::io::Result<impl Future<Output = ()>> {
    Ok(async { drop(rt::signal::ctrl_c().await) })
}

/// What answers at an address that leads nowhere: a page to a browser, a problem to a program.
async fn nowhere(request: HttpRequest) -> HttpResponse {
    let accepts =
        request.headers().get(ACCEPT).and_then(|header| header.to_str().ok()).unwrap_or_default();
    if accepts.contains("text/html") && !request.path().starts_with("/v1/") {
        return sillon_web::not_found(request).await;
    }
    sillon_api::not_served(request).await
}

/// Serves until the program is told to stop; `ready` hears the address.
///
/// # Errors
///
/// What keeps it from starting, in words for whoever runs it.
pub fn serve(
    settings: &Settings,
    engine: Engine,
    ready: impl FnOnce(SocketAddr),
) -> Result<(), StartError> {
    rt::System::new().block_on(async move {
        #[cfg(unix)]
        outlive_broken_pipes()?;
        // Before anything is begun that a sudden end would leave half done.
        let told = word_to_stop()?;
        let engine = Data::new(engine);
        let bound = bind(&engine, settings)?;
        let mailing = housekeeping::start(&engine, settings, bound.metrics.clone())?;
        let time = Duration::from_secs(settings.server.shutdown_seconds);
        let stop = mailing.stop();
        // Letters stop when requests do, not after them, so that the time given is enough for both.
        let handle = bound.server.handle();
        rt::spawn(async move {
            told.await;
            stop.within(time);
            handle.stop(true).await;
        });
        ready(bound.address);
        let ended = bound.serve().await;
        mailing.end(time).await;
        engine.close();
        Ok(ended?)
    })
}

/// A server running on a thread of this process.
pub struct Running {
    /// Where it listens.
    pub address: SocketAddr,
    /// The engine behind it.
    pub engine: Arc<Engine>,
    handle: ServerHandle,
    thread: Option<thread::JoinHandle<()>>,
}

impl Running {
    /// Starts a server; port 0 takes a free one.
    ///
    /// # Errors
    ///
    /// What keeps it from starting, in words for whoever runs it.
    pub fn start(settings: &Settings, engine: Engine) -> Result<Self, StartError> {
        let (tell, told) = std::sync::mpsc::channel();
        let settings = settings.clone();
        let thread = thread::Builder::new().name("server".to_owned()).spawn(move || {
            rt::System::new().block_on(async move {
                let engine = Data::new(engine);
                match bind(&engine, &settings) {
                    Ok(bound) => {
                        let metrics = bound.metrics.clone();
                        let mailing = match housekeeping::start(&engine, &settings, metrics) {
                            Ok(mailing) => mailing,
                            Err(fault) => return drop(tell.send(Err(fault.into()))),
                        };
                        let handle = bound.server.handle();
                        let started = (bound.address, engine.clone().into_inner(), handle);
                        drop(tell.send(Ok(started)));
                        if let Err(error) = bound.serve().await {
                            tracing::error!(%error, "the server stopped");
                        }
                        mailing.end(Duration::from_secs(1)).await;
                        engine.close();
                    }
                    Err(fault) => drop(tell.send(Err(fault))),
                }
            });
        })?;
        let (address, engine, handle) = told.recv()??;
        Ok(Self { address, engine, handle, thread: Some(thread) })
    }

    /// Where it is reached.
    pub fn url(&self) -> String {
        format!("http://{}", self.address)
    }

    /// Serves until the program is told to stop.
    pub fn wait(mut self) {
        if let Some(thread) = self.thread.take() {
            drop(thread.join());
        }
    }
}

impl Drop for Running {
    fn drop(&mut self) {
        // Asked, the server stops by itself; nobody waits for what it answers.
        drop(self.handle.stop(false));
        if let Some(thread) = self.thread.take() {
            drop(thread.join());
        }
    }
}
