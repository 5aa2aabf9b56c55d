use std::collections::BTreeSet;

use actix_web::{
    HttpRequest, HttpResponse, get,
    http::{
        StatusCode,
        header::{CACHE_CONTROL, ETAG, HeaderValue, IF_NONE_MATCH},
    },
    web::{Data, Path},
};
use serde::{Deserialize, Serialize};
use serde_json::value::{RawValue, to_raw_value};
use sha2::{Digest, Sha256};
use sillon_catalogue::{ProductType, Storage, TermCode};
use sillon_cycles::{CannotOrder, Fee, ItemFee, Offer, Practice, ShopSnapshot};
use sillon_engine::{CachedShop, Engine, Rendered};
use sillon_kernel::{CycleId, Language, Money, Quantity, Text, Timestamp};
use sillon_messages::Format as _;
use sillon_payments::Method;
use utoipa::{IntoParams, ToSchema};
use uuid::Uuid;

use crate::{
    Problem,
    catalogue::dietary_filter::read_food,
    catalogue::product_view::{DurabilityView, OriginView, allergens},
    catalogue::variant::SizeFactsView,
    cycles::offer_labels::{LabelView, ProducerView, label_view},
    cycles::offer_parts::{OfferPartView, offer_part_view},
    cycles::plan::CycleView,
    http::auth::Visitor,
    http::compress,
    http::if_match::weakly,
    http::query::Query,
    views::hand_over::OfferedHandOverView,
    views::image::ImageView,
    views::measures::{Amount, Measure},
    views::schemas,
};

/// Which offers are wanted.
#[derive(Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
pub(crate) struct OffersQuery {
    /// In which cycle; the open one when none is named.
    #[serde(default)]
    cycle: Option<Uuid>,
    /// Only of this category: as it is written, or by its code in the vocabulary, with all that is a part of it.
    #[serde(default)]
    category: Option<String>,
    /// Only of this producer.
    #[serde(default)]
    producer: Option<Uuid>,
    /// Only of this storage class: ambient, chilled or frozen.
    #[serde(default)]
    #[param(value_type = Option<schemas::Storage>)]
    storage: Option<Storage>,
    /// Only with these words, the best first: in the name, the size, the category, the producer or the description, whole
    /// or begun, accents and case aside; a typo is forgiven where no word begins so.
    #[serde(default)]
    q: Option<String>,
    /// Only showing this label, such as organic: where it wants a certificate, under one that is valid now.
    #[serde(default)]
    #[param(value_type = Option<schemas::Label>)]
    label: Option<String>,
    /// Only declared to be free of these allergens, with commas between; what is unknown is not free.
    #[serde(default)]
    #[param(value_type = Option<Vec<schemas::Allergen>>, style = Form, explode = false)]
    free_of: Option<String>,
    /// Only what is in season this month, where the shop is; with `false`, only what is not. What is not in the table of
    /// seasons is neither.
    #[serde(default)]
    in_season: Option<bool>,
}

/// What a shop shows in a cycle.
#[derive(Serialize, ToSchema)]
pub(crate) struct OffersView<'a> {
    #[schema(value_type = schemas::Slug)]
    shop: &'a str,
    cycle: CycleView,
    /// Whether prices here are without tax, which the basket adds, each by its name.
    adds_tax: bool,
    #[schema(value_type = Vec<OfferView>)]
    offers: Vec<&'a RawValue>,
    /// The fees charged once per order, on top.
    order_fees: Vec<OrderFeeView<'a>>,
    /// The ways in which the shop hands over in this cycle: a checkout names one of them, where there are any.
    hand_over: Vec<OfferedHandOverView>,
    /// How an order of this cycle may be paid.
    #[schema(value_type = Vec<schemas::PaymentMethod>)]
    payments: &'a BTreeSet<Method>,
    /// Why nothing of it can be ordered by whoever looks, whatever they choose, as a checkout would be refused; null where it can.
    #[schema(value_type = Option<schemas::CannotOrder>)]
    cannot_order: Option<&'static str>,
}

/// A size of a product as the shop offers it.
#[derive(Serialize, ToSchema)]
pub(crate) struct OfferView<'a> {
    variant: Uuid,
    product: Uuid,
    producer: ProducerView<'a>,
    name: &'a str,
    label: &'a str,
    category: &'a str,
    /// The code of its category in the vocabulary (`GET /v1/vocabulary`), where it is one.
    #[schema(example = "vegetable")]
    category_code: Option<&'a str>,
    description: Option<&'a str>,
    /// What it looks like, the first picture first.
    images: Vec<ImageView>,
    sku: Option<&'a str>,
    #[schema(value_type = schemas::Storage)]
    storage: &'a str,
    /// What one item costs, fees in.
    #[schema(value_type = Amount)]
    price: Money,
    /// What the price is reduced from, where that is announced: the lowest of the 30 days before, with the fees it would
    /// have, so that the two compare. Show it where it is there (directive 98/6/EC, art. 6a).
    #[schema(value_type = Option<Amount>)]
    reduced_from: Option<Money>,
    /// What the producer asks for one item.
    #[schema(value_type = Amount)]
    producer_price: Money,
    /// Whose goods they are, and who is paid for them: the producer, or the shop, which sells what it holds itself. Then all
    /// of the price but the fees is the shop's.
    owner: Uuid,
    /// What the shop takes over the producer's price where it sells the producer's goods at a price of its own; below zero
    /// where it sells for less. The price is the producer's price, this, and the fees.
    #[schema(value_type = Option<Amount>)]
    margin: Option<Money>,
    /// The fees in the price, by whom they are for.
    fees: Vec<OfferFeeView<'a>>,
    /// The tax included in the goods as their owner charges it, in percent; or added to them, where the shop `adds_tax`; null of a
    /// bundle, as each of its parts has its own.
    #[schema(value_type = Option<schemas::Percent>)]
    tax: Option<String>,
    /// What is to be said instead of a rate, where the owner of the goods charges no tax.
    #[schema(value_type = Option<String>, example = "TVA non applicable, art. 293 B du CGI")]
    vat_mention: Option<&'static str>,
    unit_price: UnitPriceView,
    /// What is paid for the packaging, and paid back for it; it is not part of the price.
    #[schema(value_type = Option<Amount>)]
    deposit: Option<Money>,
    /// What one item is; of what is weighed when it is packed, what to expect.
    #[schema(value_type = Measure)]
    size: Quantity,
    #[serde(flatten)]
    facts: SizeFactsView,
    /// What kind of goods it is: an id of the Data Food Consortium's product types.
    #[schema(value_type = Option<schemas::ProductType>)]
    product_type: Option<&'a str>,
    /// Whether it is packed before it is sold.
    prepacked: bool,
    /// Which of the fourteen allergens it has; none of them when empty, and null when nobody has said.
    #[schema(value_type = Option<Vec<schemas::Allergen>>)]
    allergens: Option<Vec<&'static str>>,
    ingredients: Option<&'a str>,
    origin: Option<OriginView>,
    durability: Option<DurabilityView>,
    /// Its alcohol by volume, in percent.
    #[schema(value_type = Option<schemas::Percent>)]
    alcohol: Option<String>,
    /// The labels it may show today.
    labels: Vec<LabelView<'a>>,
    /// Its practices and its producer's.
    properties: Vec<PracticeView<'a>>,
    /// Whether it is in season this month in mainland France; null of what is not in the table of seasons.
    in_season: Option<bool>,
    /// What is in it, where it is a bundle.
    parts: Vec<OfferPartView<'a>>,
    /// How many items are left; null when they are made on demand.
    available: Option<u32>,
    /// Until when it can be ordered, where its producer must know before the cycle closes.
    #[schema(value_type = Option<schemas::Instant>)]
    orders_until: Option<Timestamp>,
    /// From which sum of orders, of everybody together, its producer delivers: below it nothing of it comes, nor is it paid for. Null
    /// where it delivers whatever is ordered.
    #[schema(value_type = Option<Amount>)]
    minimum: Option<Money>,
}

/// A named practice or fact.
#[derive(Serialize, ToSchema)]
pub(crate) struct PracticeView<'a> {
    #[schema(example = "Irrigation")]
    name: &'a str,
    #[schema(example = "rain water")]
    value: Option<&'a str>,
    /// Whether its producer says it of all it makes.
    inherited: bool,
    /// The code of it in the vocabulary, where it is one.
    #[schema(example = "farm-made")]
    code: Option<&'a str>,
}

/// A fee in a price.
#[derive(Serialize, ToSchema)]
pub(crate) struct OfferFeeView<'a> {
    name: &'a str,
    #[schema(value_type = schemas::FeeKind)]
    kind: &'static str,
    payee: Uuid,
    /// `supplier`, `distributor` or `coordinator`.
    #[schema(value_type = schemas::FeeSide)]
    side: &'static str,
    #[schema(value_type = Amount)]
    amount: Money,
}

/// A fee charged once per order.
#[derive(Serialize, ToSchema)]
pub(crate) struct OrderFeeView<'a> {
    name: &'a str,
    #[schema(value_type = schemas::FeeKind)]
    kind: &'static str,
    payee: Uuid,
    #[schema(value_type = crate::views::measures::Calculator)]
    calculator: &'a sillon_cycles::Calculator,
}

/// What a kilogram, a litre or a piece costs, fees in.
#[derive(Serialize, ToSchema)]
pub(crate) struct UnitPriceView {
    #[schema(value_type = Amount)]
    price: Money,
    /// `kg`, `l` or `piece`.
    #[schema(value_type = schemas::PriceUnit)]
    unit: &'static str,
}

/// What a shop shows: every offer with producer, price, fee split, unit price and what is left.
#[utoipa::path(
    tag = "shops", security((), ("shop-key" = [])), params(("slug" = schemas::Slug, Path, description = "the shop's short name"), OffersQuery),
    responses((status = 200, description = "the offers; cacheable, with an `ETag`", body = OffersView),
        (status = 304, description = "as `If-None-Match` has it")),
)]
#[get("/v1/shops/{slug}/offers")]
pub(crate) async fn list_offers(
    engine: Data<Engine>,
    visitor: Visitor,
    slug: Path<String>,
    query: Query<OffersQuery>,
    request: HttpRequest,
) -> Result<HttpResponse, Problem> {
    let food = read_food(query.label.as_deref(), query.free_of.as_deref())?;
    let cached = engine.cached_shop(&visitor.actor, &slug, query.cycle.map(CycleId)).await?;
    let shown = &cached.snapshot;
    Engine::check_visit(&visitor.actor, &shown.shop)?;
    cached.check_admits()?;
    if query.is_all() && food.is_open() {
        let rendered = cached.rendered(|shown| render(&cached, 0..shown.list.offers.len()));
        let response = respond(&request, rendered);
        if response.status() == StatusCode::OK && compress::is_taken(&request) {
            let small = rendered.compressed(|body| compress::gzip(body)).clone();
            return Ok(compress::prepared(response, small));
        }
        return Ok(response);
    }
    let mut wanted = query.wanted(shown);
    wanted.retain(|(_, offer)| food.takes(&offer.listing.food, shown.at));
    Ok(respond(&request, &render(&cached, wanted.into_iter().map(|(place, _)| place))))
}

impl OffersQuery {
    /// Whether it leaves nothing out but by what goods are as food.
    fn is_all(&self) -> bool {
        let Self { cycle: _, category, producer, storage, q: _, label: _, free_of: _, in_season } =
            self;
        let has_words = self.words().is_some();
        let is_narrow = category.is_some() || producer.is_some() || storage.is_some();
        !is_narrow && in_season.is_none() && !has_words
    }

    /// What is looked for; nothing where the parameter is blank, as a form leaves it.
    fn words(&self) -> Option<&str> {
        self.q.as_deref().map(str::trim).filter(|words| !words.is_empty())
    }

    /// The offers it asks for, each with its place in the list: in the order they were found in, else in the list's.
    fn wanted<'f>(&self, shown: &'f ShopSnapshot) -> Vec<(usize, &'f Offer)> {
        let list = &shown.list;
        let found = match self.words() {
            Some(query) => list.search(query),
            None => list.offers.iter().enumerate().collect(),
        };
        found.into_iter().filter(|(_, offer)| self.wants(shown, offer)).collect()
    }

    fn wants(&self, shown: &ShopSnapshot, offer: &Offer) -> bool {
        let listing = &offer.listing;
        let of_category = |wanted: &String| listing.is_of_category(wanted);
        self.category.as_ref().is_none_or(of_category)
            && self.producer.is_none_or(|wanted| wanted == listing.producer.0)
            && self.storage.is_none_or(|wanted| wanted.as_str() == &*listing.storage)
            && self.in_season.is_none_or(|wanted| shown.is_in_season(offer) == Some(wanted))
    }
}

fn respond(request: &HttpRequest, rendered: &Rendered) -> HttpResponse {
    let etag = HeaderValue::from_str(&rendered.etag);
    let known = request.headers().get(IF_NONE_MATCH).and_then(|header| header.to_str().ok());
    let matches = known.is_some_and(|known| {
        known.split(',').map(str::trim).any(|tag| tag == "*" || weakly(tag) == rendered.etag)
    });
    let mut response = if matches { HttpResponse::NotModified() } else { HttpResponse::Ok() };
    if let Ok(etag) = etag {
        response.insert_header((ETAG, etag));
    }
    response.insert_header((CACHE_CONTROL, "no-cache"));
    if matches {
        return response.finish();
    }
    response.content_type("application/json").body(rendered.body.clone())
}

/// About how many bytes are written beside the offers.
const BYTES_BESIDE: usize = 2_048;

/// The answer that shows the offers of these places.
fn render(cached: &CachedShop, places: impl Iterator<Item = usize>) -> Rendered {
    let shown = &cached.snapshot;
    let list = &shown.list;
    let write = |shown: &ShopSnapshot, offer: &Offer| {
        to_raw_value(&offer_view(shown, offer)).expect("views are always JSON")
    };
    let offers: Vec<&RawValue> = places.filter_map(|place| cached.written(place, write)).collect();
    let order_fees = list.order_fees.iter().filter_map(|fee| list.fees.get(fee.fee));
    // Room for all of it at once: grown as it is written, it would be moved a dozen times.
    let room = offers.iter().map(|offer| offer.get().len() + 1).sum::<usize>() + BYTES_BESIDE;
    let view = OffersView {
        shop: shown.shop.slug.as_str(),
        cycle: CycleView::for_shoppers(shown.cycle.clone()),
        adds_tax: list.adds_tax(),
        offers,
        order_fees: order_fees.map(order_fee_view).collect(),
        hand_over: list.hand_over.iter().map(OfferedHandOverView::from).collect(),
        payments: &list.payments,
        cannot_order: list.cannot_order().map(CannotOrder::as_str),
    };
    let mut body = Vec::with_capacity(room);
    serde_json::to_writer(&mut body, &view).expect("views are always JSON");
    let digest: [u8; 32] = Sha256::digest(&body).into();
    let tag = digest.first_chunk().map(|bytes| Uuid::from_bytes(*bytes)).unwrap_or_default();
    Rendered::new(body.into(), format!("\"{}\"", tag.simple()))
}

fn offer_view<'a>(shown: &'a ShopSnapshot, offer: &'a Offer) -> OfferView<'a> {
    let (listing, food) = (&offer.listing, &*offer.listing.food);
    let fees = offer.fees.iter().filter_map(|fee| Some((fee, shown.list.fees.get(fee.fee)?)));
    OfferView {
        variant: listing.variant.0,
        product: listing.product.0,
        producer: ProducerView { id: listing.producer.0, name: &listing.producer_name },
        name: &listing.product_name,
        label: &listing.label,
        category: &listing.category,
        category_code: food.category.as_ref().map(|of| of.code.as_str()),
        description: listing.description.as_deref(),
        images: listing.pictures.iter().map(ImageView::from).collect(),
        sku: listing.sku.as_deref(),
        storage: &listing.storage,
        price: offer.price,
        reduced_from: offer.reduced_from,
        producer_price: listing.producer_price,
        owner: listing.owner.0,
        margin: Some(listing.margin()).filter(|margin| !margin.is_zero()),
        fees: fees.map(|(charged, fee)| offer_fee_view(charged, fee)).collect(),
        tax: (!listing.is_bundle()).then(|| listing.tax.percent()),
        vat_mention: shown.list.regime(listing.owner).and_then(|it| Language::Fr.vat_mention(it)),
        unit_price: UnitPriceView { price: offer.unit_price, unit: offer.unit.symbol() },
        deposit: listing.deposit.map(|deposit| deposit.each),
        size: listing.size,
        facts: listing.facts.clone().into(),
        product_type: food.product_type.map(ProductType::as_str),
        prepacked: food.prepacked,
        allergens: allergens(&food.allergens),
        ingredients: food.ingredients.as_ref().map(Text::as_str),
        origin: food.origin.as_ref().map(OriginView::from),
        durability: food.durability.map(DurabilityView::from),
        alcohol: food.alcohol.map(|alcohol| alcohol.to_string()),
        labels: food.claims_at(shown.at).map(label_view).collect(),
        properties: food.practices.iter().map(practice_view).collect(),
        in_season: shown.is_in_season(offer),
        parts: listing.parts.iter().map(|part| offer_part_view(shown, part)).collect(),
        available: shown.items_left(offer),
        orders_until: offer.orders_until,
        minimum: offer.minimum,
    }
}

fn practice_view(practice: &Practice) -> PracticeView<'_> {
    PracticeView {
        name: practice.name.as_str(),
        value: practice.value.as_ref().map(Text::as_str),
        inherited: practice.is_inherited,
        code: practice.code.as_ref().map(TermCode::as_str),
    }
}

fn offer_fee_view<'a>(charged: &ItemFee, fee: &'a Fee) -> OfferFeeView<'a> {
    OfferFeeView {
        name: &fee.name,
        kind: fee.kind.as_str(),
        payee: fee.enterprise.0,
        side: charged.side.as_str(),
        amount: charged.amount,
    }
}

fn order_fee_view(fee: &Fee) -> OrderFeeView<'_> {
    OrderFeeView {
        name: &fee.name,
        kind: fee.kind.as_str(),
        payee: fee.enterprise.0,
        calculator: &fee.calculator,
    }
}
