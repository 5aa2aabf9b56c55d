use actix_web::web::{self, Data, PathConfig, ServiceConfig};

use crate::{
    docs,
    document::openapi_json,
    http::compress::Remembered,
    http::served::{Served, not_found},
    routes::serve_all,
};

/// Adds the API to an actix application that carries a `Data<Engine>`: its routes, `/openapi.json`, and `/docs`.
pub fn configure(config: &mut ServiceConfig) {
    let served = Data::new(Served::of(crate::document()));
    config
        .app_data(served)
        .app_data(Data::new(Remembered::default()))
        .app_data(PathConfig::default().error_handler(|_, _| not_found().into()));
    serve_all(config);
    config.route("/openapi.json", web::get().to(openapi_json));
    docs::configure(config);
}
