use std::io;

use actix_web::{
    Error, FromRequest, Handler, Resource, Responder,
    error::{InternalError, PayloadError, UrlencodedError},
    http::StatusCode,
    middleware::from_fn,
    web::{self, FormConfig, ServiceConfig},
};

use crate::{
    cycles::find_shops, cycles::shop, cycles::shops, http::middleware::around, orders::cart,
    orders::checkout, orders::choose_hand_over, orders::fill_basket, orders::order,
    orders::use_voucher, people::account, people::stop_letters, views::stylesheet,
};

/// The largest form that is read, in bytes: some 1 500 quantities.
pub const MAX_FORM_BYTES: usize = 64 * 1024;

/// Registers every page of the shop. Handlers expect the engine as `actix_web::web::Data<sillon_engine::Engine>`.
pub fn configure(config: &mut ServiceConfig) {
    add(config, shown("/", shops::show));
    add(config, shown("/shops", find_shops::show));
    add(config, shown("/shops/{slug}", shop::show));
    add(config, web::resource("/shops/{slug}/cart").route(web::post().to(fill_basket::fill)));
    add(config, shown("/carts/{id}", cart::show).route(web::post().to(cart::fill)));
    add(
        config,
        shown("/carts/{id}/checkout", checkout::show).route(web::post().to(checkout::place)),
    );
    add(
        config,
        shown("/carts/{id}/hand-over", choose_hand_over::show)
            .route(web::post().to(choose_hand_over::choose)),
    );
    add(config, web::resource("/carts/{id}/vouchers").route(web::post().to(use_voucher::choose)));
    add(config, shown("/orders/{id}", order::show));
    let link = |page: &str| format!("/account/{page}");
    add(
        config,
        shown(&link("confirm"), account::show_confirm).route(web::post().to(account::confirm)),
    );
    add(
        config,
        shown(&link("password"), account::show_password)
            .route(web::post().to(account::set_password)),
    );
    add(
        config,
        shown(&link("invitation"), account::show_invitation).route(web::post().to(account::accept)),
    );
    add(
        config,
        shown("/letters/stop", stop_letters::show).route(web::post().to(stop_letters::stop)),
    );
    add(config, shown(stylesheet::path(), stylesheet::send));
}

/// A page that can be looked at, or only its headers.
fn shown<F, Args>(path: &str, handler: F) -> Resource
where
    F: Handler<Args>,
    Args: FromRequest + 'static,
    F::Output: Responder + 'static,
{
    web::resource(path).route(web::get().to(handler.clone())).route(web::head().to(handler))
}

/// Adds a page with what happens around every page; other methods than its own are answered with 405.
fn add(config: &mut ServiceConfig, resource: Resource) {
    let forms =
        FormConfig::default().limit(MAX_FORM_BYTES).error_handler(|fault, _| form_refused(fault));
    config.service(resource.app_data(forms).wrap(from_fn(around)));
}

/// A form that comes too slowly says so; any other that cannot be read is refused as the framework has it.
fn form_refused(fault: UrlencodedError) -> Error {
    let is_late = matches!(&fault, UrlencodedError::Payload(PayloadError::Io(cause)) if cause.kind() == io::ErrorKind::TimedOut);
    if is_late {
        return InternalError::new(fault, StatusCode::REQUEST_TIMEOUT).into();
    }
    fault.into()
}
