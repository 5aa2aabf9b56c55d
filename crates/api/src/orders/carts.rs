use actix_web::{
    HttpResponse, get,
    http::{StatusCode, header::ETAG},
    post, put,
    web::{Data, Path},
};
use serde::{Deserialize, Serialize};
use sillon_cycles::{CannotOrder, Fee, HandOverRefused, PriceList, Priced};
use sillon_engine::{
    CartContents, Engine, Ids, OpenCart, Tx, choose_hand_over, fill_cart, open_cart,
};
use sillon_identity::Actor;
use sillon_kernel::{
    CartId, CycleId, Failure as _, HandOverMethodId, Money, Text, VariantId, VoucherId,
};
use sillon_orders::{CartLine, check_lines};
use utoipa::ToSchema;
use uuid::Uuid;

use crate::{
    Problem,
    http::auth::Caller,
    http::body::Body,
    http::idempotency::Once,
    http::if_match::{Tagged, quoted},
    views::measures::Amount,
    views::schemas,
};

/// How many of one variant are wanted.
#[derive(Clone, Deserialize, Serialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct LineBody {
    variant: Uuid,
    /// From 1 to 10 000.
    #[schema(minimum = 1, maximum = 10000)]
    quantity: u32,
}

pub(crate) fn lines(bodies: Vec<LineBody>) -> Vec<CartLine> {
    let line =
        |body: LineBody| CartLine { variant: VariantId(body.variant), quantity: body.quantity };
    bodies.into_iter().map(line).collect()
}

/// Lines of an order, checked as those of a cart are: bounded, and each size once.
pub(crate) fn checked(bodies: Vec<LineBody>) -> Result<Vec<(VariantId, u32)>, Problem> {
    let lines = lines(bodies);
    check_lines(&lines).map_err(sillon_engine::Error::from)?;
    Ok(lines.into_iter().map(|line| (line.variant, line.quantity)).collect())
}

/// The command to fill a cart.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct OpenCartBody {
    /// The shop's short name.
    #[schema(value_type = schemas::Slug)]
    shop: String,
    /// In which cycle; the open one when none is named.
    #[serde(default)]
    cycle: Option<Uuid>,
    /// What is wanted.
    #[serde(default)]
    lines: Vec<LineBody>,
    /// How it is to be handed over, where that is chosen at once.
    #[serde(default)]
    hand_over: Option<ChooseHandOverBody>,
}

/// A way of hand-over that a cart is priced with.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct ChooseHandOverBody {
    /// One of the shop's `hand_over`; `null` for none yet.
    #[serde(default)]
    method: Option<Uuid>,
    /// Where it would be delivered: whether it can be is answered, and the post code is not kept.
    #[serde(default)]
    #[schema(value_type = Option<String>, min_length = 1, max_length = 12)]
    postcode: Option<Text<12>>,
}

impl ChooseHandOverBody {
    pub(crate) fn into_choice(self) -> (Option<HandOverMethodId>, Option<String>) {
        (self.method.map(HandOverMethodId), self.postcode.map(Text::into_string))
    }
}

/// A cart and what it comes to now. It holds nothing: what is left may change until it is ordered.
#[derive(Serialize, ToSchema)]
pub(crate) struct CartView {
    id: Uuid,
    /// The shop's short name.
    #[schema(value_type = schemas::Slug)]
    shop: String,
    /// The order cycle.
    cycle: Uuid,
    lines: Vec<CartLineView>,
    /// The fees on the whole order, on top of the lines.
    order_fees: Vec<ChargeView>,
    /// How it is to be handed over, and what that comes to; null until it is chosen.
    hand_over: Option<CartHandOverView>,
    /// The taxes on all of these, by name, where the shop's prices are without.
    taxes: Vec<AddedTaxView>,
    /// The vouchers that are used on it, in the order they were named.
    vouchers: Vec<CartVoucherView>,
    /// What is paid for the packaging of all lines, and paid back for it; null when a line cannot be priced.
    #[schema(value_type = Option<Amount>)]
    deposits: Option<Money>,
    /// What it comes to, hand-over, taxes and deposits in and vouchers off; null when a line cannot be priced.
    #[schema(value_type = Option<Amount>)]
    total: Option<Money>,
    /// The most it may come to, whatever its goods weigh, which is agreed to with the total; null where nothing in it is sold by weight.
    #[schema(value_type = Option<Amount>)]
    at_most: Option<Money>,
    /// Stands for all of the above but what is left: it changes with any line, name, price, fee, tax or deposit. It is the
    /// `ETag` of the answer, and what `If-Match` of a checkout takes.
    tag: String,
    /// Why it cannot be ordered by whoever looks, whatever they choose; null where it can.
    #[schema(value_type = Option<schemas::CannotOrder>)]
    cannot_order: Option<&'static str>,
    /// The order it was placed as.
    order: Option<Uuid>,
}

impl Tagged for CartView {
    const VERSION_AT: &'static str = "/tag";
}

/// A line of a cart.
#[derive(Serialize, ToSchema)]
pub(crate) struct CartLineView {
    variant: Uuid,
    quantity: u32,
    /// The product's name; what the line was called when it was put in, size and all, where it is not on sale any more.
    name: Option<String>,
    /// The size; none where it is not on sale any more.
    label: Option<String>,
    /// What one item costs, fees in.
    #[schema(value_type = Option<Amount>)]
    price: Option<Money>,
    /// What the line costs, fees in and its deposit aside.
    #[schema(value_type = Option<Amount>)]
    total: Option<Money>,
    /// What is paid for the packaging of all its items, and paid back for it.
    #[schema(value_type = Option<Amount>)]
    deposit: Option<Money>,
    /// Whether it is on sale. What is not must leave the cart before it can be ordered.
    offered: bool,
    /// How many are left, where the checkout would be refused for it; 0 for what is not on sale any more. Sizes that share
    /// what is left may be short together: each then says how many there are if the others take none.
    left: Option<u32>,
}

/// A tax that is added to what a cart comes to.
#[derive(Serialize, ToSchema)]
pub(crate) struct AddedTaxView {
    #[schema(example = "GST")]
    name: String,
    #[schema(value_type = Amount)]
    amount: Money,
}

impl AddedTaxView {
    fn all(priced: &Priced) -> impl Iterator<Item = Self> {
        let taxes = priced.taxes_by_name().into_iter();
        taxes.map(|(name, amount)| Self { name: name.to_owned(), amount })
    }
}

/// How a cart is to be handed over.
#[derive(Serialize, ToSchema)]
pub(crate) struct CartHandOverView {
    method: Uuid,
    /// What it is called; null where it is not offered any more.
    name: Option<String>,
    /// What it comes to; null where a line cannot be priced, or it is not offered any more.
    #[schema(value_type = Option<Amount>)]
    amount: Option<Money>,
    /// Why it cannot be had, as a checkout would be refused: `hand-over-required` where it is not offered any more,
    /// `cannot-carry`, `not-delivered-there` or `hand-over-full`; null where it can.
    #[schema(value_type = Option<schemas::HandOverRefusal>)]
    refused: Option<&'static str>,
    /// The lines it cannot carry, from 0.
    cannot_carry: Vec<usize>,
}

impl CartHandOverView {
    fn of(contents: &CartContents, priced: Option<&Priced>) -> Option<Self> {
        // What was ordered is counted among those that it would be refused for.
        let is_ordered = contents.ordered.is_some();
        let refused = contents.check_hand_over().err().filter(|_| !is_ordered);
        let cannot_carry = match &refused {
            Some(HandOverRefused::CannotCarry { lines, .. }) => {
                lines.iter().map(|line| line.line).collect()
            }
            Some(_) | None => Vec::new(),
        };
        Some(Self {
            method: contents.cart.hand_over?.0,
            name: contents.hand_over().map(|offered| offered.method.name.to_string()),
            amount: priced.and_then(|priced| Some(priced.hand_over?.amount)),
            refused: refused.map(|refused| refused.class().1),
            cannot_carry,
        })
    }
}

/// A voucher that is used on a cart.
#[derive(Serialize, ToSchema)]
pub(crate) struct CartVoucherView {
    code: String,
    /// What it takes off, below zero; null where it cannot be used, or a line cannot be priced.
    #[schema(value_type = Option<Amount>)]
    amount: Option<Money>,
    /// Why it cannot be used, as a checkout would be refused: `voucher-alone`, `voucher-used-up` or `voucher-used`; null where it
    /// can.
    #[schema(value_type = Option<schemas::VoucherRefusal>)]
    refused: Option<&'static str>,
}

impl CartVoucherView {
    fn all(contents: &CartContents, priced: Option<&Priced>) -> Vec<Self> {
        // What was ordered is counted among those that it would be refused for.
        let is_ordered = contents.ordered.is_some();
        let refused = if is_ordered { Vec::new() } else { contents.voucher_refusals() };
        let list = &contents.snapshot.list;
        let named = contents.cart.vouchers.iter().enumerate();
        let view = |(place, id): (usize, &VoucherId)| {
            let reductions = priced.into_iter().flat_map(|priced| &priced.reductions);
            let mut of_it = reductions.filter(|reduction| reduction.voucher == *id);
            let refused = refused.iter().find(|refused| refused.place() == Some(place));
            Some(Self {
                code: list.voucher(*id)?.code.to_string(),
                amount: of_it.next().map(|reduction| reduction.amount),
                refused: refused.map(|refused| refused.class().1),
            })
        };
        named.filter_map(view).collect()
    }
}

/// A fee.
#[derive(Serialize, ToSchema)]
pub(crate) struct ChargeView {
    name: String,
    payee: Uuid,
    #[schema(value_type = Amount)]
    amount: Money,
}

/// Opens a cart at a shop; the answer prices it and names what is short.
#[utoipa::path(
    tag = "carts", security((), ("session" = []), ("api-key" = []), ("shop-key" = [])), request_body = OpenCartBody, params(("Idempotency-Key" = Option<String>, Header, description = "repeats are harmless")),
    responses((status = 201, description = "the cart, with its `ETag`", body = CartView)),
)]
#[post("/v1/carts")]
pub(crate) async fn open(
    engine: Data<Engine>,
    caller: Caller,
    once: Once,
    body: Body<OpenCartBody>,
) -> Result<HttpResponse, Problem> {
    let OpenCartBody { shop, cycle, lines: wanted, hand_over } = body.value;
    let (hand_over, postcode) = hand_over.map(ChooseHandOverBody::into_choice).unwrap_or_default();
    let (cycle, lines) = (cycle.map(CycleId), lines(wanted));
    let command = OpenCart { shop, cycle, lines, hand_over, postcode };
    opened(&engine, caller.actor, (once, body.digest), command).await
}

/// A new cart: one among many, unless its answer is kept for a key, in the same transaction.
async fn opened(
    engine: &Data<Engine>,
    actor: Actor,
    (once, digest): (Once, [u8; 32]),
    command: OpenCart,
) -> Result<HttpResponse, Problem> {
    if !once.is_kept_for(&actor) {
        let opened = engine.open_cart(actor, command).await?;
        return Ok(tagged(StatusCode::CREATED, &opened));
    }
    let lists = engine.lists();
    let work = move |tx: &mut Tx<'_>, actor: &Actor, ids: &Ids| {
        open_cart(tx, &lists, actor, ids, command.clone()).map(|contents| CartView::from(&contents))
    };
    once.run_tagged(engine, actor, digest, StatusCode::CREATED, work).await
}

/// A cart, priced, with what is short.
#[utoipa::path(
    tag = "carts", security((), ("session" = []), ("api-key" = []), ("shop-key" = [])), params(("id" = Uuid, Path, description = "the cart")),
    responses((status = 200, description = "the cart, with its `ETag`", body = CartView)),
)]
#[get("/v1/carts/{id}")]
pub(crate) async fn get_cart(
    engine: Data<Engine>,
    caller: Caller,
    id: Path<Uuid>,
) -> Result<HttpResponse, Problem> {
    Ok(tagged(StatusCode::OK, &engine.cart_of(caller.actor, CartId(id.into_inner())).await?))
}

/// The lines of a cart, as a whole.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct LinesBody {
    lines: Vec<LineBody>,
}

/// Sets the lines of a cart as a whole; the answer prices it and names what is short.
#[utoipa::path(
    tag = "carts", security((), ("session" = []), ("api-key" = []), ("shop-key" = [])), request_body = LinesBody, params(("id" = Uuid, Path, description = "the cart")),
    responses((status = 200, description = "the cart, with its `ETag`", body = CartView)),
)]
#[put("/v1/carts/{id}/lines")]
pub(crate) async fn put_lines(
    engine: Data<Engine>,
    caller: Caller,
    id: Path<Uuid>,
    body: Body<LinesBody>,
) -> Result<HttpResponse, Problem> {
    let (id, wanted, lists) = (CartId(id.into_inner()), lines(body.value.lines), engine.lists());
    let actor = caller.actor;
    let filled = engine.write(move |tx| fill_cart(tx, &lists, &actor, id, wanted.clone()));
    Ok(tagged(StatusCode::OK, &filled.await?))
}

/// Chooses how a cart is to be handed over; the answer prices it so, and says where it cannot be had.
#[utoipa::path(
    tag = "carts", security((), ("session" = []), ("api-key" = []), ("shop-key" = [])), request_body = ChooseHandOverBody, params(("id" = Uuid, Path, description = "the cart")),
    responses((status = 200, description = "the cart, with its `ETag`", body = CartView)),
)]
#[put("/v1/carts/{id}/hand-over")]
pub(crate) async fn put_hand_over(
    engine: Data<Engine>,
    caller: Caller,
    id: Path<Uuid>,
    body: Body<ChooseHandOverBody>,
) -> Result<HttpResponse, Problem> {
    let (id, choice, lists) = (CartId(id.into_inner()), body.value.into_choice(), engine.lists());
    let actor = caller.actor;
    let chosen = engine.write(move |tx| choose_hand_over(tx, &lists, &actor, id, choice.clone()));
    Ok(tagged(StatusCode::OK, &chosen.await?))
}

/// A cart as it is answered, under its tag.
pub(crate) fn tagged(status: StatusCode, contents: &CartContents) -> HttpResponse {
    let view = CartView::from(contents);
    HttpResponse::build(status).insert_header((ETAG, quoted(&view.tag))).json(view)
}

impl From<&CartContents> for CartView {
    fn from(contents: &CartContents) -> Self {
        let (cart, list) = (&contents.cart, &contents.snapshot.list);
        let priced = contents.priced().ok();
        let short = contents.short();
        let line = |(place, line): (usize, &CartLine)| {
            let left = short.iter().find(|short| short.line == place).map(|short| short.left);
            line_view(contents, line, left)
        };
        Self {
            id: cart.id.0,
            shop: contents.snapshot.shop.slug.as_str().to_owned(),
            cycle: cart.cycle.0,
            lines: cart.lines.iter().enumerate().map(line).collect(),
            order_fees: priced.iter().flat_map(|priced| order_charges(list, priced)).collect(),
            hand_over: CartHandOverView::of(contents, priced.as_ref()),
            taxes: priced.iter().flat_map(AddedTaxView::all).collect(),
            vouchers: CartVoucherView::all(contents, priced.as_ref()),
            deposits: priced.as_ref().map(|priced| priced.deposits),
            total: priced.as_ref().map(|priced| priced.total),
            at_most: contents.at_most(),
            tag: contents.tag(priced.as_ref()),
            cannot_order: list.cannot_order().map(CannotOrder::as_str),
            order: contents.ordered.map(|order| order.0),
        }
    }
}

fn line_view(contents: &CartContents, line: &CartLine, short: Option<u32>) -> CartLineView {
    let offer = contents.snapshot.list.offer(line.variant);
    let name = offer.map(|offer| offer.listing.product_name.to_string());
    CartLineView {
        variant: line.variant.0,
        quantity: line.quantity,
        name: name.or_else(|| contents.cart.name(line.variant).map(str::to_owned)),
        label: offer.map(|offer| offer.listing.label.to_string()),
        price: offer.map(|offer| offer.price),
        total: contents.snapshot.list.line_total(line.variant, line.quantity),
        deposit: offer.and_then(|offer| Some(offer.listing.deposit?.of(line.quantity))),
        offered: offer.is_some(),
        left: if offer.is_some() { short } else { Some(0) },
    }
}

/// The charges that come on top of the lines: those of per-order fees.
fn order_charges(list: &PriceList, priced: &Priced) -> Vec<ChargeView> {
    let view = |(fee, amount): (&Fee, Money)| ChargeView {
        name: fee.name.to_string(),
        payee: fee.enterprise.0,
        amount,
    };
    list.charges_on_order(priced).into_iter().map(view).collect()
}
