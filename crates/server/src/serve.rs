use std::{net::SocketAddr, sync::Arc, thread, time::Duration};

use actix_web::{
    App, HttpRequest, HttpResponse, HttpServer,
    dev::{Server, ServerHandle},
    http::header::ACCEPT,
    middleware::from_fn,
    rt,
    web::{self, Data},
};
use sillon_engine::Engine;

use crate::{Settings, assemble::StartError, housekeeping};

/// How long a request's head may take to arrive.
const REQUEST_TIMEOUT: Duration = Duration::from_secs(10);

/// Binds a server over an engine: the API, its documents, and the pages. The address says which port it got.
fn bind(engine: &Data<Engine>, settings: &Settings) -> Result<(Server, SocketAddr), StartError> {
    let app_engine = engine.clone();
    let mut server = HttpServer::new(move || {
        App::new()
            .app_data(app_engine.clone())
            .configure(sillon_api::configure)
            .configure(sillon_web::configure)
            .default_service(web::to(nowhere))
            .wrap(from_fn(sillon_api::door))
            .wrap(from_fn(sillon_api::compress))
    })
    .client_request_timeout(REQUEST_TIMEOUT)
    .shutdown_timeout(settings.server.shutdown_seconds);
    if settings.server.workers > 0 {
        server = server.workers(settings.server.workers);
    }
    let wanted = (settings.server.address.as_str(), settings.server.port);
    let server =
        server.bind(wanted).map_err(|fault| format!("{}:{}: {fault}", wanted.0, wanted.1))?;
    let address = server.addrs().first().copied().ok_or("the server has no address")?;
    Ok((server.run(), address))
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
        // Before anything is begun that a sudden end would leave half done.
        let told = word_to_stop()?;
        let engine = Data::new(engine);
        let (server, address) = bind(&engine, settings)?;
        let mailing = housekeeping::start(&engine, settings)?;
        let time = Duration::from_secs(settings.server.shutdown_seconds);
        let stop = mailing.stop();
        // Letters stop when requests do, not after them, so that the time given is enough for both.
        let handle = server.handle();
        rt::spawn(async move {
            told.await;
            stop.within(time);
            handle.stop(true).await;
        });
        ready(address);
        let ended = server.await;
        mailing.end(time).await;
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
                    Ok((server, address)) => {
                        let mailing = match housekeeping::start(&engine, &settings) {
                            Ok(mailing) => mailing,
                            Err(fault) => return drop(tell.send(Err(fault.into()))),
                        };
                        let started = (address, engine.clone().into_inner(), server.handle());
                        drop(tell.send(Ok(started)));
                        if let Err(error) = server.await {
                            tracing::error!(%error, "the server stopped");
                        }
                        mailing.end(Duration::from_secs(1)).await;
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
