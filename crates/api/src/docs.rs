//! The documentation as pages: guides, routes and schemas, made once from the document and from `docs/`.
//!
//! The pages come from this server alone, need no script, and are read on a phone as well as on paper.

use std::{collections::HashMap, sync::LazyLock};

use actix_web::{
    HttpRequest, HttpResponse, ResponseError,
    http::header::{
        CACHE_CONTROL, CONTENT_SECURITY_POLICY, REFERRER_POLICY, X_CONTENT_TYPE_OPTIONS,
    },
    web::{self, ServiceConfig},
};
use askama::Template;
use serde_json::Value;

use crate::{document, http::served::not_found};

mod guides;
mod markdown;
mod operations;
mod schema_views;
#[cfg(test)]
mod tests;

use guides::Guide;
use operations::TagView;
use schema_views::SchemaView;

/// The pages take nothing from anywhere but here, and no script at all.
const POLICY: &str = "default-src 'none'; style-src 'self'; img-src 'self' data:; base-uri 'none'; form-action 'none'; \
                      frame-ancestors 'none'";

const STYLES: &str = include_str!("../assets/docs.css");

/// Adds the pages under `/docs`.
pub(crate) fn configure(config: &mut ServiceConfig) {
    config
        .service(web::redirect("/docs", "/docs/"))
        .route("/docs/docs.css", web::get().to(styles))
        .route("/docs/{page:.*}", web::get().to(page));
}

async fn styles() -> HttpResponse {
    HttpResponse::Ok()
        .content_type("text/css; charset=utf-8")
        .insert_header((CACHE_CONTROL, "public, max-age=300"))
        .insert_header((X_CONTENT_TYPE_OPTIONS, "nosniff"))
        .body(STYLES)
}

async fn page(request: HttpRequest) -> HttpResponse {
    static PAGES: LazyLock<HashMap<String, String>> = LazyLock::new(pages);
    let Some(page) = PAGES.get(request.path()) else {
        return not_found().error_response();
    };
    HttpResponse::Ok()
        .content_type("text/html; charset=utf-8")
        .insert_header((CACHE_CONTROL, "public, max-age=300"))
        .insert_header((CONTENT_SECURITY_POLICY, POLICY))
        .insert_header((REFERRER_POLICY, "no-referrer"))
        .insert_header((X_CONTENT_TYPE_OPTIONS, "nosniff"))
        .body(page.as_str())
}

/// Every page by its path.
fn pages() -> HashMap<String, String> {
    let document = document();
    let tags = operations::tags(document);
    let mut pages = HashMap::from([
        ("/docs/".to_owned(), overview(document, &tags)),
        (
            "/docs/schemas".to_owned(),
            written(&SchemasPage {
                language: "en",
                title: "Schemas",
                version: VERSION,
                schemas: schema_views::all(document),
            }),
        ),
    ]);
    for tag in &tags {
        let page = RoutesPage { language: "en", title: &tag.name, version: VERSION, tag };
        pages.insert(format!("/docs/routes/{}", tag.name), written(&page));
    }
    for guide in guides::all() {
        let text = guide.html();
        let page =
            GuidePage { language: guide.language, title: guide.title, version: VERSION, text };
        pages.insert(format!("/docs/guides/{}", guide.name), written(&page));
    }
    pages
}

const VERSION: &str = env!("CARGO_PKG_VERSION");

fn overview(document: &Value, tags: &[TagView]) -> String {
    let lead = document.pointer("/info/description").and_then(Value::as_str);
    written(&OverviewPage {
        language: "en",
        title: "API",
        version: VERSION,
        lead: markdown::html(lead.unwrap_or_default()),
        guides: guides::all(),
        tags,
    })
}

fn written(page: &impl Template) -> String {
    page.render().expect("a page is written into memory")
}

#[derive(Template)]
#[template(path = "docs_overview.html")]
struct OverviewPage<'a> {
    language: &'static str,
    title: &'a str,
    version: &'static str,
    lead: String,
    guides: Vec<Guide>,
    tags: &'a [TagView],
}

#[derive(Template)]
#[template(path = "docs_routes.html")]
struct RoutesPage<'a> {
    language: &'static str,
    title: &'a str,
    version: &'static str,
    tag: &'a TagView,
}

#[derive(Template)]
#[template(path = "docs_schemas.html")]
struct SchemasPage<'a> {
    language: &'static str,
    title: &'a str,
    version: &'static str,
    schemas: Vec<SchemaView>,
}

#[derive(Template)]
#[template(path = "docs_guide.html")]
struct GuidePage<'a> {
    language: &'static str,
    title: &'a str,
    version: &'static str,
    text: String,
}
