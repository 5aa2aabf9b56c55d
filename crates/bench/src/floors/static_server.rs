//! A server that does nothing but answer: the floor of everything that is served from memory.

use std::{fs, path::Path};

use actix_web::{
    App, HttpResponse, HttpServer,
    http::header::{CACHE_CONTROL, CONTENT_ENCODING, ETAG, VARY, X_CONTENT_TYPE_OPTIONS},
    rt,
    web::{Bytes, Data, get},
};

use crate::Fault;

/// What is answered.
struct Page {
    body: Bytes,
    etag: String,
    is_gzip: bool,
}

/// Answers every request for a shop's offers with the bytes of a file, with the headers that the measured server sends.
pub(crate) fn run(port: u16, body: &Path, etag: &str, is_gzip: bool) -> Result<(), Fault> {
    let page = Data::new(Page { body: fs::read(body)?.into(), etag: etag.to_owned(), is_gzip });
    let serve = move || {
        App::new().app_data(page.clone()).route("/v1/shops/{slug}/offers", get().to(answer))
    };
    let server = HttpServer::new(serve).bind(("127.0.0.1", port))?;
    Ok(rt::System::new().block_on(server.run())?)
}

async fn answer(page: Data<Page>) -> HttpResponse {
    let mut answer = HttpResponse::Ok();
    answer
        .insert_header((ETAG, page.etag.as_str()))
        .insert_header((CACHE_CONTROL, "no-cache"))
        .insert_header((X_CONTENT_TYPE_OPTIONS, "nosniff"))
        // As long as the number that each answer of the measured server bears.
        .insert_header(("x-request-id", "00000000000000000000000000000000"))
        .append_header((VARY, "Origin"))
        .append_header((VARY, "Accept-Encoding"))
        .content_type("application/json");
    if page.is_gzip {
        answer.insert_header((CONTENT_ENCODING, "gzip"));
    }
    answer.body(page.body.clone())
}
