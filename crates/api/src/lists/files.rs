use actix_web::{
    HttpResponse, get,
    http::{StatusCode, header::ContentDisposition},
    post,
    web::{Bytes, Data, Json, Path},
};
use serde::{Deserialize, Serialize};
use sillon_engine::{
    Engine, Error, ExportRequest, Ids, Imported, ListToImport, Room, Tx, export_list, preview_rows,
};
use sillon_identity::Actor;
use sillon_kernel::{EnterpriseId, Language, Name};
use sillon_lists::{
    Absent, Delimiter, Fault, ImportRefused, Layout, List, ListFormat, ListRequest, MAX_LIST_BYTES,
    TextEncoding, read_any_list,
};
use sillon_messages::Format as _;
use utoipa::{IntoParams, ToSchema};
use uuid::Uuid;

use crate::{
    Problem,
    enterprises::found::{euro, read_currency},
    http::auth::SignedIn,
    http::body::Upload,
    http::idempotency::Once,
    http::query::Query,
    lists::views::{FaultView, PreviewView},
    views::schemas,
};

/// The media type of a workbook.
const XLSX: &str = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet";

/// What an import changed.
#[derive(Serialize, ToSchema)]
pub(crate) struct ImportedView {
    /// Variants, or a hub's terms on them, that were not there before.
    added: usize,
    /// Those that were, and that the list changes.
    updated: usize,
    /// Those that were as the list has them.
    unchanged: usize,
    /// Supplies that were emptied, or terms that have nothing left, because the list does not name them.
    zeroed: usize,
    /// The producers whose lists were read, or whose goods a hub's list names.
    producers: Vec<Uuid>,
    /// The hubs whose terms were read.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    hubs: Vec<Uuid>,
    /// What was passed over, such as a category of tax that another system has, with its first line.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    notes: Vec<FaultView>,
}

impl ImportedView {
    fn of(imported: Imported, notes: &[Fault]) -> Self {
        let Imported { added, updated, unchanged, zeroed, producers, hubs, variants: _ } = imported;
        let producers = producers.iter().map(|producer| producer.0).collect();
        let hubs = hubs.iter().map(|hub| hub.0).collect();
        let notes = notes.iter().cloned().map(FaultView::from).collect();
        Self { added, updated, unchanged, zeroed, producers, hubs, notes }
    }
}

/// How a list is to be read.
#[derive(Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
pub(crate) struct ListQuery {
    /// The ISO 4217 currency of its prices, where its rows do not say.
    #[serde(default = "euro")]
    #[param(value_type = schemas::Currency, default = "EUR")]
    currency: String,
    /// What kind of list it is: `products` (also `ofn` or `sillon`), `inventory` or `foodsoft`. Left out, its header tells.
    #[serde(default)]
    #[param(value_type = Option<schemas::ListFormat>)]
    format: Option<String>,
    /// The name of the producer whose goods it lists, where its rows do not say.
    #[serde(default)]
    producer: Option<String>,
    /// What its text is written in, such as `windows-1252`, `macintosh` or `utf-8`. Left out, its bytes tell, or it is asked for.
    #[serde(default)]
    encoding: Option<String>,
    /// What becomes of what the producers have, or the hubs have terms on, and the list does not name: `keep`, or `zero` to leave
    /// nothing of it.
    #[serde(default)]
    #[param(value_type = AbsentQuery)]
    absent: AbsentQuery,
}

/// What becomes of what a list does not name.
#[derive(Deserialize, Default, Clone, Copy, ToSchema)]
#[serde(rename_all = "lowercase")]
#[schema(as = AbsentGoods)]
pub(crate) enum AbsentQuery {
    #[default]
    Keep,
    Zero,
}

impl From<AbsentQuery> for Absent {
    fn from(absent: AbsentQuery) -> Self {
        match absent {
            AbsentQuery::Keep => Self::Keep,
            AbsentQuery::Zero => Self::Zero,
        }
    }
}

impl ListQuery {
    fn request(&self) -> Result<ListRequest, Problem> {
        let format = self.format.as_deref().map(str::parse::<ListFormat>).transpose();
        let producer = self.producer.as_deref().map(Name::parse).transpose();
        let encoding = self.encoding.as_deref().map(str::parse::<TextEncoding>).transpose();
        Ok(ListRequest {
            currency: read_currency(&self.currency)?,
            format: format.map_err(|fault| Problem::field("format", fault.to_string()))?,
            producer: producer.map_err(|fault| Problem::field("producer", fault.to_string()))?,
            encoding: encoding.map_err(|fault| Problem::field("encoding", fault.to_string()))?,
        })
    }
}

/// Reads a list where nothing else waits for it.
async fn read(bytes: Bytes, request: ListRequest, room: Room) -> Result<List, Problem> {
    let read = move || {
        let list = read_any_list(&bytes, &request);
        drop((bytes, room));
        list
    };
    let read = actix_web::web::block(read).await;
    let failed = |_fault| {
        Problem::new(StatusCode::INTERNAL_SERVER_ERROR, "internal", "the list was not read")
    };
    read.map_err(failed)
}

/// Brings products, prices and supplies to what a producer's list says, or the terms a hub sells on to what its own says. With one
/// wrong row, nothing of it. A list of more than 1,000 rows is brought in part after part; cut off, it goes on when it is sent again.
#[utoipa::path(
    tag = "catalogue", security(("session" = []), ("api-key" = [])),
    params(ListQuery,
        ("Idempotency-Key" = Option<String>, Header, description = "the same for a repeat: it happens once")),
    request_body(content = String, content_type = "text/csv",
        description = "the list with its header line: CSV, or a workbook (.xlsx, .ods) sent as such"),
    responses((status = 200, description = "what changed", body = ImportedView)),
)]
#[post("/v1/product-lists")]
pub(crate) async fn import_products(
    engine: Data<Engine>,
    caller: SignedIn,
    once: Once,
    query: Query<ListQuery>,
    file: Upload,
) -> Result<HttpResponse, Problem> {
    let (place, request) = (engine.list_place(&caller.actor)?, query.request()?);
    let file = file.table(&engine, MAX_LIST_BYTES).await?;
    let _turn = place.turn().await?;
    let list = read(file.bytes, request, file.room).await?;
    let notes = list.notes().to_vec();
    let rows = list.whole().map_err(|faults| Error::from(ImportRefused(faults)))?;
    let list = ListToImport { rows, absent: query.absent.into() };
    let key = once.key(&caller.actor, file.digest);
    let rest = engine.import_up_to_last_part(&caller.actor, key.as_ref(), list).await?;
    let work = move |tx: &mut Tx<'_>, actor: &Actor, ids: &Ids| {
        Ok(ImportedView::of(rest.import(tx, actor, ids)?, &notes))
    };
    once.run(&engine, caller.actor, file.digest, StatusCode::OK, work).await
}

/// Tells what a list would change, line by line, and changes nothing.
#[utoipa::path(
    tag = "catalogue", security(("session" = []), ("api-key" = [])),
    params(ListQuery),
    request_body(content = String, content_type = "text/csv",
        description = "the list with its header line: CSV, or a workbook (.xlsx, .ods) sent as such"),
    responses((status = 200, description = "what each line would do, and every fault", body = PreviewView)),
)]
#[post("/v1/product-lists/preview")]
pub(crate) async fn preview_products(
    engine: Data<Engine>,
    caller: SignedIn,
    query: Query<ListQuery>,
    file: Upload,
) -> Result<Json<PreviewView>, Problem> {
    let (place, request) = (engine.list_place(&caller.actor)?, query.request()?);
    let file = file.table(&engine, MAX_LIST_BYTES).await?;
    let _turn = place.turn().await?;
    let list = read(file.bytes, request, file.room).await?;
    let (absent, ids) = (query.absent.into(), engine.ids());
    let notes = list.notes().to_vec();
    let preview = engine.read(move |tx| preview_rows(tx, &caller.actor, &ids, &list, absent));
    Ok(Json(PreviewView::of(preview.await?, notes)))
}

/// How a list is to be written.
#[derive(Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
pub(crate) struct ExportQuery {
    /// `sillon` with every field, which an import reads back as it was; or `ofn`, the columns of Open Food Network alone.
    #[serde(default)]
    #[param(value_type = ExportFormat)]
    format: ExportFormat,
    /// `fr` parts the cells of a CSV file by semicolons and writes decimal commas, as French spreadsheets want; `en` parts them by
    /// commas and writes decimal points.
    #[serde(default = "english")]
    #[param(value_type = schemas::Language)]
    lang: Language,
}

fn english() -> Language {
    Language::En
}

/// Which columns a list has.
#[derive(Deserialize, Default, Clone, Copy, PartialEq, Eq, ToSchema)]
#[serde(rename_all = "lowercase")]
pub(crate) enum ExportFormat {
    #[default]
    Sillon,
    Ofn,
}

/// A producer's list as a CSV file.
#[utoipa::path(
    tag = "catalogue", security(("session" = []), ("api-key" = [])),
    params(("id" = Uuid, Path, description = "the producer"), ExportQuery),
    responses((status = 200, description = "the list", body = String, content_type = "text/csv")),
)]
#[get("/v1/enterprises/{id}/products.csv")]
pub(crate) async fn export_csv(
    engine: Data<Engine>,
    caller: SignedIn,
    id: Path<Uuid>,
    query: Query<ExportQuery>,
) -> Result<HttpResponse, Problem> {
    let layout = Layout::Csv(Delimiter::where_decimal_comma(query.lang.has_decimal_comma()));
    let request = ExportRequest { layout, is_ofn: query.format == ExportFormat::Ofn };
    export(&engine, caller, id.into_inner(), request, "text/csv; charset=utf-8", "products.csv")
        .await
}

/// A producer's list as a workbook for spreadsheets.
#[utoipa::path(
    tag = "catalogue", security(("session" = []), ("api-key" = [])),
    params(("id" = Uuid, Path, description = "the producer"), ExportQuery),
    responses((status = 200, description = "the workbook", body = Vec<u8>,
            content_type = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet")),
)]
#[get("/v1/enterprises/{id}/products.xlsx")]
pub(crate) async fn export_xlsx(
    engine: Data<Engine>,
    caller: SignedIn,
    id: Path<Uuid>,
    query: Query<ExportQuery>,
) -> Result<HttpResponse, Problem> {
    let request =
        ExportRequest { layout: Layout::Workbook, is_ofn: query.format == ExportFormat::Ofn };
    export(&engine, caller, id.into_inner(), request, XLSX, "products.xlsx").await
}

async fn export(
    engine: &Data<Engine>,
    caller: SignedIn,
    id: Uuid,
    request: ExportRequest,
    media_type: &'static str,
    name: &'static str,
) -> Result<HttpResponse, Problem> {
    let id = EnterpriseId(id);
    let file = engine.read(move |tx| export_list(tx, &caller.actor, &[id], request)).await?;
    let saved_as = ContentDisposition::attachment(name);
    Ok(HttpResponse::Ok().content_type(media_type).insert_header(saved_as).body(file))
}
