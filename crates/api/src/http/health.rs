use actix_web::{HttpResponse, get, web::Data};
use sillon_engine::Engine;

use crate::Problem;

/// Whether the server can serve: it is up, and its database answers. The same as `/health/ready`.
#[utoipa::path(
    tag = "operations",
    responses((status = 200, description = "it is", body = String, content_type = "text/plain")),
)]
#[get("/health")]
pub(crate) async fn health(engine: Data<Engine>) -> Result<HttpResponse, Problem> {
    engine.check().await?;
    Ok(ok())
}

/// Whether the program is up, whatever its database does: where it does not answer, starting it again may help.
#[utoipa::path(
    tag = "operations",
    responses((status = 200, description = "it is", body = String, content_type = "text/plain")),
)]
#[get("/health/live")]
pub(crate) async fn live() -> HttpResponse {
    ok()
}

/// Whether requests may be sent here: within three seconds the database answers, with the schema that this program is for.
#[utoipa::path(
    tag = "operations",
    responses((status = 200, description = "they may", body = String, content_type = "text/plain")),
)]
#[get("/health/ready")]
pub(crate) async fn ready(engine: Data<Engine>) -> Result<HttpResponse, Problem> {
    engine.check().await?;
    Ok(ok())
}

fn ok() -> HttpResponse {
    HttpResponse::Ok().content_type("text/plain").body("ok\n")
}
