use actix_web::{
    HttpRequest, HttpResponse, ResponseError,
    dev::ResourceDef,
    error,
    http::{StatusCode, header::ALLOW},
    web::{self, Data, PathConfig, QueryConfig, ServiceConfig},
};
use utoipa::OpenApi;

use crate::{
    Problem,
    catalogue::assortment,
    catalogue::compliance,
    catalogue::hub_terms,
    catalogue::products,
    catalogue::supplies,
    cycles::offers,
    cycles::participations,
    cycles::plan,
    cycles::shops,
    docs,
    document::{DocumentInfo, openapi_json},
    enterprises::api_keys,
    enterprises::found,
    enterprises::grants,
    enterprises::groups,
    enterprises::images,
    enterprises::members,
    enterprises::producers,
    enterprises::profiles,
    enterprises::shop_keys,
    http::compress::Remembered,
    lists::files,
    logistics::returns,
    logistics::sheets,
    orders::carts,
    orders::placed,
    payments::balance,
    payments::bank_accounts,
    people::accounts,
    people::email_links,
    people::invitations,
    people::my_invitations,
    people::open_id,
    people::privacy,
    people::sessions,
};

/// Lists every handler once: as a route that is served, and as an operation of the document.
macro_rules! handlers {
    ($($handler:path),* $(,)?) => {
        /// The operations of the API, as utoipa reads them off the handlers.
        #[derive(OpenApi)]
        #[openapi(paths($($handler),*), modifiers(&DocumentInfo))]
        pub(crate) struct Operations;

        fn serve_all(config: &mut ServiceConfig) {
            $(config.service($handler);)*
        }
    };
}

handlers! {
    // actix tries routes in this order: what shoppers do all day comes first.
    offers::list_offers,
    carts::checkout,
    carts::open,
    carts::get_cart,
    carts::put_lines,
    accounts::sign_up,
    accounts::sign_in,
    accounts::sign_out,
    open_id::begin_sign_in,
    open_id::end_sign_in,
    accounts::me,
    privacy::export,
    privacy::erase,
    accounts::patch_me,
    accounts::put_password,
    sessions::get_my_sessions,
    sessions::delete_my_session,
    sessions::delete_other_sessions,
    email_links::confirm_address,
    email_links::send_confirmation,
    email_links::send_reset,
    email_links::reset_password,
    invitations::accept_invitation,
    my_invitations::list_my_invitations,
    my_invitations::accept_mine,
    my_invitations::refuse_mine,
    found::found_enterprise,
    profiles::get_enterprise,
    profiles::patch_enterprise,
    profiles::put_legal_identity,
    bank_accounts::put_bank_account,
    bank_accounts::delete_bank_account,
    profiles::list_certificates,
    profiles::post_certificate,
    profiles::delete_certificate,
    profiles::get_slug,
    producers::list_producers,
    members::list_members,
    members::put_member,
    members::delete_member,
    invitations::post_invitation,
    invitations::list_invitations,
    invitations::delete_invitation,
    images::get_image,
    images::put_enterprise_image,
    images::delete_enterprise_image,
    images::add_product_image,
    images::put_product_images,
    groups::list_groups,
    groups::get_group,
    groups::post_group,
    groups::patch_group,
    groups::delete_group,
    groups::put_group_member,
    groups::delete_group_member,
    groups::list_groups_of,
    grants::list_grants,
    grants::list_grant_offers,
    grants::put_grant,
    grants::delete_grant,
    hub_terms::get_hub_terms,
    hub_terms::put_hub_terms,
    hub_terms::delete_hub_terms,
    hub_terms::reset_hub_terms,
    api_keys::list_api_keys,
    api_keys::post_api_key,
    api_keys::delete_api_key,
    shop_keys::list_shop_keys,
    shop_keys::post_shop_key,
    shop_keys::delete_shop_key,
    products::list_products,
    products::post_product,
    compliance::of_producer,
    compliance::product_types,
    crate::catalogue::season::list_season,
    products::get_product,
    products::patch_product,
    products::delete_product,
    products::post_clone,
    products::post_variant,
    products::patch_variant,
    products::delete_variant,
    crate::catalogue::prices::list_prices,
    assortment::list_sellable,
    files::import_products,
    files::preview_products,
    files::export_csv,
    files::export_xlsx,
    supplies::put_supply,
    crate::week::routes::get_week,
    crate::week::routes::put_week,
    crate::week::routes::post_week,
    crate::week::routes::preview_week,
    crate::week::routes::copy_week,
    crate::week::routes::get_week_text,
    balance::get_balance,
    plan::plan,
    plan::get_cycle,
    plan::put_exchange_of,
    plan::put_fees,
    compliance::of_cycle,
    plan::publish,
    plan::close,
    plan::post_fee,
    participations::list_participations,
    participations::put_answer,
    participations::delete_participation,
    placed::list_orders,
    sheets::harvest,
    sheets::harvest_csv,
    sheets::packing,
    sheets::packing_csv,
    sheets::hand_over,
    sheets::delivery,
    sheets::delivery_csv,
    shops::list_shops,
    shops::get_shop,
    placed::get_order,
    placed::post_payment,
    returns::post_return,
    crate::http::health::health,
    crate::http::health::live,
    crate::http::health::ready,
}

/// Adds the API to an actix application that carries a `Data<Engine>`: its routes, `/openapi.json`, and `/docs`.
pub fn configure(config: &mut ServiceConfig) {
    let served = Data::new(Served::of(crate::document()));
    config
        .app_data(served)
        .app_data(Data::new(Remembered::default()))
        .app_data(PathConfig::default().error_handler(|_, _| not_found().into()))
        .app_data(QueryConfig::default().error_handler(|fault, _| bad_query(&fault).into()));
    serve_all(config);
    config.route("/openapi.json", web::get().to(openapi_json));
    docs::configure(config);
}

/// The paths of the document and the methods of each, to tell a wrong method from a wrong address.
struct Served(Vec<(ResourceDef, Vec<String>)>);

impl Served {
    fn of(document: &serde_json::Value) -> Self {
        let paths = document.get("paths").and_then(serde_json::Value::as_object);
        let methods = |operations: &serde_json::Value| {
            let operations = operations.as_object();
            operations
                .map(|operations| operations.keys().map(|method| method.to_uppercase()).collect())
                .unwrap_or_default()
        };
        let served = paths.into_iter().flatten();
        Self(
            served
                .map(|(path, operations)| (ResourceDef::new(path.as_str()), methods(operations)))
                .collect(),
        )
    }

    fn methods(&self, path: &str) -> Option<String> {
        let methods: Vec<&str> = self
            .0
            .iter()
            .filter(|(pattern, _)| pattern.is_match(path))
            .flat_map(|(_, methods)| methods.iter().map(String::as_str))
            .collect();
        (!methods.is_empty()).then(|| methods.join(", "))
    }
}

/// What answers where no handler does: 405 where another method would be served, else 404.
pub async fn not_served(request: HttpRequest) -> HttpResponse {
    let Some(allowed) = methods_at(&request) else { return not_found().error_response() };
    let said = format!("{} is not served here; {allowed} is", request.method());
    let problem = Problem::new(StatusCode::METHOD_NOT_ALLOWED, "method-not-allowed", said);
    let mut response = problem.error_response();
    if let Ok(allowed) = allowed.parse() {
        response.headers_mut().insert(ALLOW, allowed);
    }
    response
}

/// The methods that are served at the address of a request, if any are.
pub(crate) fn methods_at(request: &HttpRequest) -> Option<String> {
    request.app_data::<Data<Served>>().and_then(|served| served.methods(request.path()))
}

pub(crate) fn not_found() -> Problem {
    Problem::new(StatusCode::NOT_FOUND, "not-found", "there is nothing at this address")
}

fn bad_query(fault: &error::QueryPayloadError) -> Problem {
    let said: String = fault.to_string().chars().take(300).collect();
    let code = if said.contains("unknown field") { "unknown-field" } else { "invalid-query" };
    Problem::new(StatusCode::UNPROCESSABLE_ENTITY, code, said.clone()).at("query", said)
}
