use diesel::{
    dsl::{exists, select},
    prelude::*,
};
use sillon_cycles::{DeliveryAddress, Deposit, NamedTaxes};
use sillon_kernel::{
    CartId, CycleId, Dimension, Email, EnterpriseId, FeeId, HandOverMethodId, Money, Name,
    OrderChangeId, OrderId, Quantity, Rate, ShopKeyId, SupplyId, Text, UserId, VariantId,
    VoucherId,
};
use sillon_orders::{
    Component, ComponentKind, Contact, HubMargin, Order, OrderBundle, OrderHandOver, OrderLine,
    OrderToken,
};

use super::super::{
    super::{Conn, dialect::for_update},
    catalogue::products::{read_currency, read_json},
    cycles::cycle::window,
    orders::carts::read_partner,
    orders::columns::{bundle_columns, component_columns, line_columns},
    orders::weights,
};
use crate::{
    Error,
    error::{instant, stored},
    schema::{
        order_changes::{order_bundle_before, order_component_before, order_line_before},
        tables::{
            order_bundle, order_by_shop, order_component, order_hand_over, order_line, orders,
        },
    },
    sql::ids::Key,
};

#[derive(Queryable, Selectable)]
#[diesel(table_name = orders)]
struct OrderRow {
    id: OrderId,
    hub_id: EnterpriseId,
    cycle_id: CycleId,
    cart_id: CartId,
    reference: String,
    user_id: Option<UserId>,
    customer_name: String,
    email: String,
    phone: Option<String>,
    note: Option<String>,
    language: String,
    payment_method: String,
    currency: String,
    total_minor: i64,
    placed_at: i64,
    access_token: Option<String>,
    shop_key_id: Option<ShopKeyId>,
    shop_key_name: Option<String>,
    terms: Option<String>,
    cancelled_at: Option<i64>,
    named_taxes: Option<String>,
    at_most_minor: Option<i64>,
}

#[derive(Queryable)]
struct LineRow {
    position: i64,
    variant_id: VariantId,
    producer_id: EnterpriseId,
    supply_id: SupplyId,
    product_name: String,
    label: String,
    storage: String,
    dimension: String,
    quantity: i64,
    draw_milli: i64,
    taken_milli: i64,
    price_minor: i64,
    goods_minor: i64,
    fees_minor: i64,
    tax_millionths: i64,
    tax_minor: i64,
    quota_id: Option<SupplyId>,
    deposit_minor: Option<i64>,
    deposit_tax_millionths: Option<i64>,
    deposit_tax_minor: Option<i64>,
    withdrawal: Option<String>,
    owner_id: Option<EnterpriseId>,
    producer_price_minor: Option<i64>,
    margin_minor: i64,
    margin_tax_millionths: i64,
    margin_tax_minor: i64,
    deposits_tax_minor: Option<i64>,
    bundle_position: Option<i64>,
}

#[derive(Queryable)]
struct BundleRow {
    variant_id: VariantId,
    seller_id: EnterpriseId,
    supply_id: SupplyId,
    product_name: String,
    label: String,
    quantity: i64,
    taken_milli: i64,
    quota_id: Option<SupplyId>,
    price_minor: i64,
}

impl BundleRow {
    fn into_bundle(self, money: impl Fn(i64) -> Money) -> Result<OrderBundle, Error> {
        let corrupt = |_fault| Error::Corrupt {
            what: "quantity of a bundle",
            value: self.quantity.to_string(),
        };
        Ok(OrderBundle {
            variant: self.variant_id,
            seller: self.seller_id,
            supply: self.supply_id,
            taken_milli: self.taken_milli,
            quota: self.quota_id,
            product_name: self.product_name.into(),
            label: self.label.into(),
            quantity: u32::try_from(self.quantity).map_err(corrupt)?,
            price: money(self.price_minor),
        })
    }
}

impl LineRow {
    fn deposit(&self, money: impl Fn(i64) -> Money) -> Option<Deposit> {
        Some(Deposit {
            each: money(self.deposit_minor?),
            tax_rate: Rate::from_millionths(self.deposit_tax_millionths?),
            tax_each: money(self.deposit_tax_minor?),
        })
    }

    /// The tax in the deposits on all items; an order that does not say it holds that in one, so many times over.
    fn deposits_tax(&self) -> i64 {
        let by_piece = || self.deposit_tax_minor.unwrap_or_default() * self.quantity;
        self.deposits_tax_minor.unwrap_or_else(by_piece)
    }

    fn into_line(self, money: impl Fn(i64) -> Money + Copy) -> Result<OrderLine, Error> {
        let order = self.variant_id.to_string();
        let corrupt = |what| Error::Corrupt { what, value: order.clone() };
        let dimension: Dimension = stored("dimension", &self.dimension)?;
        Ok(OrderLine {
            position: u32::try_from(self.position)
                .map_err(|_fault| corrupt("position of a line"))?,
            deposit: self.deposit(money),
            // What is weighed is read by itself.
            weighing: None,
            weighed: None,
            withdrawal: self
                .withdrawal
                .as_deref()
                .map(|right| stored("right of withdrawal", right))
                .transpose()?,
            deposit_tax: money(self.deposits_tax()),
            owner: self.owner_id.unwrap_or(self.producer_id),
            producer_price: money(self.producer_price_minor.unwrap_or(self.price_minor)),
            margin: HubMargin {
                amount: money(self.margin_minor),
                tax_rate: Rate::from_millionths(self.margin_tax_millionths),
                tax: money(self.margin_tax_minor),
            },
            variant: self.variant_id,
            producer: self.producer_id,
            supply: self.supply_id,
            product_name: self.product_name.into(),
            label: self.label.into(),
            storage: self.storage.into(),
            quantity: u32::try_from(self.quantity)
                .map_err(|_fault| corrupt("quantity of a line"))?,
            draw: Quantity::from_milli(self.draw_milli, dimension),
            taken_milli: self.taken_milli,
            quota: self.quota_id,
            price: money(self.price_minor),
            goods: money(self.goods_minor),
            fees: money(self.fees_minor),
            tax_rate: Rate::from_millionths(self.tax_millionths),
            tax: money(self.tax_minor),
            bundle: self
                .bundle_position
                .map(usize::try_from)
                .transpose()
                .map_err(|_fault| corrupt("bundle of a line"))?,
        })
    }
}

#[derive(Queryable)]
struct ComponentRow {
    kind: String,
    payee_id: EnterpriseId,
    fee_id: Option<FeeId>,
    label: String,
    amount_minor: i64,
    allocated_minor: i64,
    tax_millionths: i64,
    tax_minor: i64,
    vat_regime: Option<String>,
    voucher_id: Option<VoucherId>,
}

impl ComponentRow {
    fn kind(&self) -> Result<ComponentKind, Error> {
        match (self.kind.as_str(), self.fee_id, self.voucher_id) {
            ("goods", None, None) => Ok(ComponentKind::Goods),
            ("margin", None, None) => Ok(ComponentKind::Margin),
            ("item-fee", Some(fee), None) => Ok(ComponentKind::ItemFee(fee)),
            ("order-fee", Some(fee), None) => Ok(ComponentKind::OrderFee(fee)),
            ("hand-over", None, None) => Ok(ComponentKind::HandOver),
            ("voucher", None, Some(voucher)) => Ok(ComponentKind::Voucher(voucher)),
            ("tax", None, None) => Ok(ComponentKind::Tax),
            ("deposit", None, None) => Ok(ComponentKind::Deposit),
            (other, ..) => Err(Error::Corrupt { what: "component kind", value: other.to_owned() }),
        }
    }

    fn into_component(self, money: impl Fn(i64) -> Money) -> Result<Component, Error> {
        let regime = self.vat_regime.as_deref();
        Ok(Component {
            kind: self.kind()?,
            payee: self.payee_id,
            amount: money(self.amount_minor),
            allocated: money(self.allocated_minor),
            tax_rate: Rate::from_millionths(self.tax_millionths),
            tax: money(self.tax_minor),
            regime: regime.map(|regime| stored("VAT regime", regime)).transpose()?,
            label: self.label.into(),
        })
    }
}

#[derive(Queryable, Selectable)]
#[diesel(table_name = order_hand_over)]
struct HandOverRow {
    method_id: HandOverMethodId,
    name: String,
    kind: String,
    place: Option<String>,
    told: Option<String>,
    from_at: Option<i64>,
    until_at: Option<i64>,
    street: Option<String>,
    postcode: Option<String>,
    city: Option<String>,
}

impl HandOverRow {
    fn into_hand_over(self) -> Result<OrderHandOver, Error> {
        let at = self.from_at.zip(self.until_at);
        let address = match (self.street, self.postcode, self.city) {
            (Some(street), Some(postcode), Some(city)) => Some(DeliveryAddress {
                street: stored("street", &street)?,
                postcode: stored("post code", &postcode)?,
                city: stored("town", &city)?,
            }),
            _ => None,
        };
        Ok(OrderHandOver {
            method: self.method_id,
            name: stored("name", &self.name)?,
            kind: stored("hand-over kind", &self.kind)?,
            place: self
                .place
                .as_deref()
                .map(|place| stored("pick-up address", place))
                .transpose()?,
            text: self.told.as_deref().map(|text| stored("hand-over text", text)).transpose()?,
            window: at.map(|(from, until)| window(from, until)).transpose()?,
            address,
        })
    }
}

/// Makes what guests ordered with an address the account's whose it was proved to be.
pub(crate) fn join_guests(
    conn: &mut Conn,
    email: &Email,
    user: UserId,
) -> Result<Vec<OrderId>, Error> {
    let theirs =
        orders::table.filter(orders::user_id.is_null()).filter(orders::email.eq(email.as_str()));
    let ids: Vec<OrderId> = theirs.order(orders::id).select(orders::id).load(conn)?;
    diesel::update(theirs).set(orders::user_id.eq(Key(user))).execute(conn)?;
    Ok(ids)
}

/// Whether the shop's people placed an order for their customer.
pub(crate) fn is_by_shop(conn: &mut Conn, id: OrderId) -> Result<bool, Error> {
    Ok(select(exists(order_by_shop::table.find(Key(id)))).get_result(conn)?)
}

pub(crate) fn get(conn: &mut Conn, id: OrderId) -> Result<Order, Error> {
    let row = orders::table.find(Key(id)).select(OrderRow::as_select()).first(conn).optional()?;
    let row = row.ok_or(Error::Missing("order"))?;
    let lines: Vec<LineRow> = order_line::table
        .filter(order_line::order_id.eq(Key(id)))
        .order(order_line::position)
        .select(line_columns!(order_line))
        .load(conn)?;
    let components: Vec<ComponentRow> = order_component::table
        .filter(order_component::order_id.eq(Key(id)))
        .order(order_component::position)
        .select(component_columns!(order_component))
        .load(conn)?;
    let hand_over: Option<HandOverRow> = order_hand_over::table
        .find(Key(id))
        .select(HandOverRow::as_select())
        .first(conn)
        .optional()?;
    // Most orders hold none.
    let bundles: Vec<BundleRow> = if lines.iter().any(|line| line.bundle_position.is_some()) {
        order_bundle::table
            .filter(order_bundle::order_id.eq(Key(id)))
            .order(order_bundle::position)
            .select(bundle_columns!(order_bundle))
            .load(conn)?
    } else {
        Vec::new()
    };
    let is_weighed = row.at_most_minor.is_some();
    let mut order = whole(row, (lines, bundles), components, hand_over)?;
    // Nothing of most is weighed.
    if is_weighed {
        weights::read(conn, &mut order)?;
    }
    Ok(order)
}

/// An order as it was before a change, when it came to so much.
pub(crate) fn before(
    conn: &mut Conn,
    order: &Order,
    change: OrderChangeId,
    total: Money,
) -> Result<Order, Error> {
    let money = |minor| Money::new(minor, order.total.currency());
    let lines: Vec<LineRow> = order_line_before::table
        .filter(order_line_before::change_id.eq(Key(change)))
        .order(order_line_before::position)
        .select(line_columns!(order_line_before))
        .load(conn)?;
    let bundles: Vec<BundleRow> = order_bundle_before::table
        .filter(order_bundle_before::change_id.eq(Key(change)))
        .order(order_bundle_before::position)
        .select(bundle_columns!(order_bundle_before))
        .load(conn)?;
    let components: Vec<ComponentRow> = order_component_before::table
        .filter(order_component_before::change_id.eq(Key(change)))
        .order(order_component_before::position)
        .select(component_columns!(order_component_before))
        .load(conn)?;
    let (lines, bundles, components) =
        (lines.into_iter(), bundles.into_iter(), components.into_iter());
    let mut before = Order {
        lines: lines.map(|line| line.into_line(money)).collect::<Result<_, Error>>()?,
        bundles: bundles.map(|bundle| bundle.into_bundle(money)).collect::<Result<_, Error>>()?,
        components: components
            .map(|part| part.into_component(money))
            .collect::<Result<_, Error>>()?,
        total,
        cancelled_at: None,
        ..order.clone()
    };
    weights::read_before(conn, change, &mut before)?;
    Ok(before)
}

pub(crate) fn lock(conn: &mut Conn, id: OrderId) -> Result<Order, Error> {
    let locked: Option<OrderId> =
        for_update!(orders::table.find(Key(id)).select(orders::id)).first(conn).optional()?;
    get(conn, locked.ok_or(Error::Missing("order"))?)
}

/// What taxes were called; hardly any order says so.
fn read_taxes(named: Option<&str>) -> Result<Vec<NamedTaxes>, Error> {
    let read = named.map(|taxes| read_json("names of taxes", taxes)).transpose()?;
    Ok(read.unwrap_or_default())
}

fn whole(
    row: OrderRow,
    (lines, bundles): (Vec<LineRow>, Vec<BundleRow>),
    components: Vec<ComponentRow>,
    hand_over: Option<HandOverRow>,
) -> Result<Order, Error> {
    let currency = read_currency(&row.currency)?;
    let money = |minor| Money::new(minor, currency);
    let corrupt = |what, value: &str| Error::Corrupt { what, value: value.to_owned() };
    let contact = Contact {
        name: stored::<Name>("name", &row.customer_name)?,
        email: Email::kept(&row.email).map_err(|_fault| corrupt("e-mail", &row.email))?,
        phone: row.phone.as_deref().map(|phone| stored::<Text<40>>("phone", phone)).transpose()?,
        note: row.note.as_deref().map(|note| stored::<Text<500>>("note", note)).transpose()?,
        language: stored("language", &row.language)?,
    };
    let line = |line: LineRow| line.into_line(money);
    let bundle = |bundle: BundleRow| bundle.into_bundle(money);
    let component = |component: ComponentRow| component.into_component(money);
    Ok(Order {
        id: row.id,
        hub: row.hub_id,
        cycle: row.cycle_id,
        cart: row.cart_id,
        lines: lines.into_iter().map(line).collect::<Result<_, Error>>()?,
        bundles: bundles.into_iter().map(bundle).collect::<Result<_, Error>>()?,
        components: components.into_iter().map(component).collect::<Result<_, Error>>()?,
        named_taxes: read_taxes(row.named_taxes.as_deref())?,
        user: row.user_id,
        token: row.access_token.map(OrderToken::kept),
        partner: read_partner(row.shop_key_id, row.shop_key_name.as_deref())?,
        contact,
        hand_over: hand_over.map(HandOverRow::into_hand_over).transpose()?,
        payment: stored("payment method", &row.payment_method)?,
        total: money(row.total_minor),
        at_most: row.at_most_minor.map(money),
        terms: row
            .terms
            .as_deref()
            .map(|terms| read_json("terms of an order", terms))
            .transpose()?,
        placed_at: instant(row.placed_at)?,
        cancelled_at: row.cancelled_at.map(instant).transpose()?,
        reference: row.reference,
    })
}

pub(crate) fn count(conn: &mut Conn, cycle: CycleId) -> Result<i64, Error> {
    Ok(orders::table.filter(orders::cycle_id.eq(Key(cycle))).count().get_result(conn)?)
}

pub(crate) fn hubs(conn: &mut Conn, cycle: CycleId) -> Result<Vec<EnterpriseId>, Error> {
    Ok(orders::table
        .filter(orders::cycle_id.eq(Key(cycle)))
        .order(orders::hub_id)
        .select(orders::hub_id)
        .distinct()
        .load(conn)?)
}
