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
        let engine = Data::new(engine);
        let (server, address) = bind(&engine, settings)?;
        housekeeping::start(&engine, settings);
        ready(address);
        let served = server.await;
        engine.close();
        Ok(served?)
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
                        housekeeping::start(&engine, &settings);
                        let started = (address, engine.clone().into_inner(), server.handle());
                        drop(tell.send(Ok(started)));
                        if let Err(error) = server.await {
                            tracing::error!(%error, "the server stopped");
                        }
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
