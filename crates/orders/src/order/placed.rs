use std::{collections::BTreeSet, sync::Arc};

use sillon_cycles::{
    Deposit, NamedTaxes, PriceList, Priced, TaxesByName, Terms, Weighing, taxes_by_name,
};
use sillon_kernel::{
    CartId, CycleId, EnterpriseId, FeeId, Money, OrderId, Quantity, Rate, SupplyId, Timestamp,
    UserId, VariantId, VatRegime, VoucherId, Withdrawal,
};
use sillon_payments::Method;

use crate::{
    Cart, Checkout, Contact, OrderHandOver, OrderToken, Partner, VoucherUser,
    order::reference::reference,
};

/// A placed order, as it stands: what was placed, and every change of it since. A change is a fact of its own, and what it changed
/// is kept.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Order {
    /// The order.
    pub id: OrderId,
    /// The shop.
    pub hub: EnterpriseId,
    /// The order cycle.
    pub cycle: CycleId,
    /// The cart it was placed from.
    pub cart: CartId,
    /// What people call it.
    pub reference: String,
    /// Whose it is, when they have an account.
    pub user: Option<UserId>,
    /// What opens it, when it is a guest's.
    pub token: Option<OrderToken>,
    /// Through whose shop front it came, where it was not the shop's own.
    pub partner: Option<Partner>,
    /// Whom to hand it to.
    pub contact: Contact,
    /// How it is handed over, where that was chosen.
    pub hand_over: Option<OrderHandOver>,
    /// How it will be paid.
    pub payment: Method,
    /// What was ordered, at the names and prices of that moment: each size, and each part of a bundle.
    pub lines: Vec<OrderLine>,
    /// The bundles that were ordered; what is in each are lines.
    pub bundles: Vec<OrderBundle>,
    /// To whom the total belongs; the amounts sum to it. What a change leaves nothing of keeps its place.
    pub components: Vec<Component>,
    /// What it was priced on beside its lines; unknown of what was ordered before that was kept.
    pub terms: Option<Terms>,
    /// What the taxes were called that are included in what is paid to each, where they had names.
    pub named_taxes: Vec<NamedTaxes>,
    /// What the customer pays.
    pub total: Money,
    /// The most it may come to, whatever its goods weigh; none where nothing in it is weighed.
    pub at_most: Option<Money>,
    /// When it was placed.
    pub placed_at: Timestamp,
    /// When the last of what was in it was cancelled.
    pub cancelled_at: Option<Timestamp>,
}

/// A bundle ordered, as it was then.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OrderBundle {
    /// Which size is the bundle.
    pub variant: VariantId,
    /// Who puts it together.
    pub seller: EnterpriseId,
    /// The pool that limits how many there are, beside those of its parts.
    pub supply: SupplyId,
    /// Thousandths of a piece that left it: none, where nothing but the parts is counted.
    pub taken_milli: i64,
    /// The counter of the hub that they were taken from as well, where it has one.
    pub quota: Option<SupplyId>,
    /// The product's name then.
    pub product_name: Arc<str>,
    /// The size's label then.
    pub label: Arc<str>,
    /// How many.
    pub quantity: u32,
    /// The price of one, before fees: so many of them are the goods of its lines.
    pub price: Money,
}

/// What a customer bought as one: a line, or a bundle with the lines in it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Bought<'a> {
    /// A size by itself.
    Line(&'a OrderLine),
    /// A bundle, and what is in it.
    Bundle(&'a OrderBundle, Vec<&'a OrderLine>),
}

impl Bought<'_> {
    /// What was chosen, and how many of it.
    pub fn wanted(&self) -> (VariantId, u32) {
        match self {
            Self::Line(line) => (line.variant, line.quantity),
            Self::Bundle(bundle, _) => (bundle.variant, bundle.quantity),
        }
    }
}

/// A variant ordered, as it was then.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OrderLine {
    /// Its place in the order, which it keeps when others leave.
    pub position: u32,
    /// Which variant.
    pub variant: VariantId,
    /// Who made it.
    pub producer: EnterpriseId,
    /// Whose goods they were: the producer's, or the hub's, which sold what it held itself.
    pub owner: EnterpriseId,
    /// The pool it was taken from.
    pub supply: SupplyId,
    /// The product's name then.
    pub product_name: Arc<str>,
    /// The size's label then.
    pub label: Arc<str>,
    /// Ambient, chilled or frozen.
    pub storage: Arc<str>,
    /// How many items.
    pub quantity: u32,
    /// What one item takes from the pool.
    pub draw: Quantity,
    /// Thousandths of the base unit that left the pool: none of what is made on demand.
    pub taken_milli: i64,
    /// The hub's quota they were taken from as well, where it has one: its counter, in pieces.
    pub quota: Option<SupplyId>,
    /// The price of one item before fees: the farm's, or the hub's own.
    pub price: Money,
    /// What the farm asked for one item, whatever the hub sold it at.
    pub producer_price: Money,
    /// The price of them all, before fees.
    pub goods: Money,
    /// What of the goods is the hub's, which sold them at a price of its own.
    pub margin: HubMargin,
    /// Per-item fees on them all.
    pub fees: Money,
    /// The tax rate of the goods, as their owner charges it: of tax that is included, or that is added.
    pub tax_rate: Rate,
    /// The tax included in the goods, that in the hub's margin with it.
    pub tax: Money,
    /// What is paid for the packaging of each item, and paid back for it.
    pub deposit: Option<Deposit>,
    /// Whether it may be given back, as it was told with the order; none in what was ordered before that was told.
    pub withdrawal: Option<Withdrawal>,
    /// The tax included in the deposits on them all.
    pub deposit_tax: Money,
    /// Which bundle of the order it is in, from 0; none of what was ordered by itself.
    pub bundle: Option<usize>,
    /// How its items are weighed, where they are: it is priced by their weight.
    pub weighing: Option<Weighing>,
    /// What all of them weigh, once they were weighed; until then they cost what is expected of them.
    pub weighed: Option<Quantity>,
}

/// The hub's part of the goods of a line: its price over the farm's, for all items.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct HubMargin {
    /// How much; below zero where the hub sold for less.
    pub amount: Money,
    /// The tax rate, as the hub charges it.
    pub tax_rate: Rate,
    /// The tax included.
    pub tax: Money,
}

impl OrderLine {
    /// What the customer pays for the line, per-item fees in; its deposits come on top.
    pub fn total(&self) -> Money {
        self.goods + self.fees
    }

    /// What the customer pays for the packaging of all items, to be paid back when it returns.
    pub fn deposits(&self) -> Money {
        let none = Money::zero(self.goods.currency());
        self.deposit.map_or(none, |deposit| deposit.of(self.quantity))
    }
}

/// What a component pays for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ComponentKind {
    /// The goods of one owner at one tax rate: of a producer, or of the hub, which sold what it held itself.
    Goods,
    /// What a hub's own prices come to over those of the producers, at one tax rate.
    Margin,
    /// A fee on items, which is in the prices of the lines.
    ItemFee(FeeId),
    /// A fee on the whole order, which comes on top of them.
    OrderFee(FeeId),
    /// The hand-over of the whole order, which comes on top of them.
    HandOver,
    /// A tax on what its payee sells, where prices are without: it comes on top of all of these.
    Tax,
    /// What the hub takes off for a voucher, at one tax rate: below zero, and borne by the hub.
    Voucher(VoucherId),
    /// The deposits for one owner's packaging at one tax rate, to be paid back when it returns.
    Deposit,
}

impl ComponentKind {
    /// The names of all kinds.
    pub const NAMES: [&'static str; 8] =
        ["goods", "margin", "item-fee", "order-fee", "hand-over", "tax", "voucher", "deposit"];

    /// Whether it is charged once on the whole order, on top of its lines.
    pub fn is_on_top(self) -> bool {
        match self {
            Self::OrderFee(_) | Self::HandOver | Self::Tax | Self::Voucher(_) => true,
            Self::Goods | Self::Margin | Self::ItemFee(_) | Self::Deposit => false,
        }
    }

    /// The name it is stored and sent under.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Goods => "goods",
            Self::Margin => "margin",
            Self::ItemFee(_) => "item-fee",
            Self::OrderFee(_) => "order-fee",
            Self::HandOver => "hand-over",
            Self::Tax => "tax",
            Self::Voucher(_) => "voucher",
            Self::Deposit => "deposit",
        }
    }
}

/// A part of an order's total and to whom it belongs.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Component {
    /// What it pays for.
    pub kind: ComponentKind,
    /// To whom it belongs.
    pub payee: EnterpriseId,
    /// What it is called on a receipt: the name of whose goods they are, or the fee's.
    pub label: Arc<str>,
    /// How much; below zero for a discount.
    pub amount: Money,
    /// How much of it has been received.
    pub allocated: Money,
    /// The tax rate: of tax that is included, or that is added as a part of its own.
    pub tax_rate: Rate,
    /// The tax included.
    pub tax: Money,
    /// How the payee charged tax then, if it said so.
    pub regime: Option<VatRegime>,
}

impl Order {
    /// What comes on top of the lines by name, and what vouchers take off: each once, at all tax rates together.
    pub fn on_top(&self) -> Vec<(Arc<str>, Money)> {
        let mut told: Vec<(ComponentKind, Arc<str>, Money)> = Vec::new();
        let charged = |part: &&Component| part.kind.is_on_top() && !part.amount.is_zero();
        for part in self.components.iter().filter(charged) {
            let same = |known: &&mut (ComponentKind, Arc<str>, Money)| {
                (known.0, &known.1) == (part.kind, &part.label)
            };
            match told.iter_mut().find(same) {
                Some((.., amount)) => *amount += part.amount,
                None => told.push((part.kind, Arc::clone(&part.label), part.amount)),
            }
        }
        told.into_iter().map(|(_, label, amount)| (label, amount)).collect()
    }

    /// The taxes that are included in it, by name: they sum to what is included of tax in its components.
    pub fn included_taxes(&self) -> TaxesByName {
        let included = self.components.iter().filter(|part| part.kind != ComponentKind::Tax);
        taxes_by_name(&self.named_taxes, included.map(|it| (it.payee, it.tax_rate, it.tax)))
    }

    /// Every tax in the total by its name: those that are included, then those that were added.
    pub fn taxes(&self) -> Vec<(Option<Arc<str>>, Money)> {
        let included = self.included_taxes().into_iter();
        let mut told: Vec<(Option<Arc<str>>, Money)> =
            included.map(|(name, amount)| (name.map(|it| it.as_str().into()), amount)).collect();
        for part in self.components.iter().filter(|part| part.kind == ComponentKind::Tax) {
            let name = Some(Arc::clone(&part.label));
            match told.iter_mut().find(|(known, _)| *known == name) {
                Some((_, amount)) => *amount += part.amount,
                None => told.push((name, part.amount)),
            }
        }
        told
    }

    /// The vouchers that took something off it, each once.
    pub fn vouchers(&self) -> BTreeSet<VoucherId> {
        let of = |part: &Component| match part.kind {
            ComponentKind::Voucher(voucher) => Some(voucher),
            ComponentKind::Goods
            | ComponentKind::Margin
            | ComponentKind::ItemFee(_)
            | ComponentKind::OrderFee(_)
            | ComponentKind::HandOver
            | ComponentKind::Tax
            | ComponentKind::Deposit => None,
        };
        self.components.iter().filter(|part| !part.amount.is_zero()).filter_map(of).collect()
    }

    /// Whose it is, as the uses of a voucher are counted.
    pub fn customer(&self) -> VoucherUser {
        let account = self.user.map(VoucherUser::Account);
        account.unwrap_or_else(|| VoucherUser::Guest(self.contact.email.clone()))
    }

    /// Those whose part holds no tax as they charge none, each once with its regime.
    pub fn untaxed(&self) -> Vec<(EnterpriseId, VatRegime)> {
        let mut found: Vec<(EnterpriseId, VatRegime)> = Vec::new();
        for part in self.components.iter().filter(|part| !part.amount.is_zero()) {
            if let Some(regime) = part.regime.filter(|regime| !VatRegime::charges(Some(*regime)))
                && !found.iter().any(|(known, _)| *known == part.payee)
            {
                found.push((part.payee, regime));
            }
        }
        found
    }

    /// What of the total is paid for packaging, and paid back when it returns.
    pub fn deposits(&self) -> Money {
        Money::total(self.total.currency(), self.lines.iter().map(OrderLine::deposits))
    }

    /// What was bought, each as it was chosen, in the order of the lines.
    pub fn bought(&self) -> Vec<Bought<'_>> {
        let mut bought: Vec<Bought<'_>> = Vec::with_capacity(self.lines.len());
        let mut last = None;
        for line in &self.lines {
            let bundle = line.bundle.and_then(|place| self.bundles.get(place));
            match (bought.last_mut(), bundle) {
                (Some(Bought::Bundle(_, inside)), Some(_)) if last == line.bundle => {
                    inside.push(line);
                }
                (_, Some(bundle)) => bought.push(Bought::Bundle(bundle, vec![line])),
                (_, None) => bought.push(Bought::Line(line)),
            }
            last = line.bundle;
        }
        bought
    }

    /// The order a priced cart becomes. `on_demand` says which supplies nothing is taken from.
    pub(crate) fn new(
        checkout: &Checkout,
        cart: &Cart,
        list: &PriceList,
        (priced, at_most): (&Priced, Option<Money>),
        now: Timestamp,
        on_demand: impl Fn(SupplyId) -> bool,
    ) -> Self {
        let (lines, bundles) = lines(list, priced, on_demand);
        let components = components(&lines, list, priced);
        Self {
            id: checkout.order,
            hub: cart.hub,
            cycle: cart.cycle,
            cart: cart.id,
            reference: reference(checkout.order),
            // A guest who signed in meanwhile keeps the order in their account.
            user: cart.user.or(checkout.user),
            token: cart.user.or(checkout.user).is_none().then(|| checkout.token.clone()),
            partner: cart.partner.clone(),
            contact: checkout.contact.clone(),
            hand_over: OrderHandOver::of(checkout, list, priced),
            payment: checkout.payment,
            lines,
            bundles,
            named_taxes: named_taxes(list, &components),
            components,
            terms: Some(Terms::of(list, priced)),
            total: priced.total,
            at_most,
            placed_at: now,
            cancelled_at: None,
        }
    }
}

/// Those of a shop's taxes with names that are included in some component.
pub(crate) fn named_taxes(list: &PriceList, components: &[Component]) -> Vec<NamedTaxes> {
    let is_charged = |taxes: &&NamedTaxes| {
        let charged = |part: &Component| (part.payee, part.tax_rate) == (taxes.payee, taxes.rate);
        components.iter().any(charged)
    };
    list.named_taxes.iter().filter(is_charged).cloned().collect()
}

/// The lines of an order and the bundles some of them are in.
pub(crate) fn lines(
    list: &PriceList,
    priced: &Priced,
    on_demand: impl Fn(SupplyId) -> bool,
) -> (Vec<OrderLine>, Vec<OrderBundle>) {
    let taken = |supply, draw: Quantity, items| {
        if on_demand(supply) { 0 } else { draw.times(items).milli() }
    };
    let (mut lines, mut bundles) = (Vec::with_capacity(priced.lines.len()), Vec::new());
    for line in &priced.lines {
        let Some(offer) = list.offers.get(line.offer) else { continue };
        let listing = &offer.listing;
        let bundle = listing.is_bundle().then_some(bundles.len());
        if bundle.is_some() {
            bundles.push(OrderBundle {
                variant: listing.variant,
                seller: listing.producer,
                supply: listing.supply,
                taken_milli: taken(listing.supply, listing.draw, line.quantity),
                quota: listing.quota,
                product_name: listing.product_name.clone(),
                label: listing.label.clone(),
                quantity: line.quantity,
                price: listing.price,
            });
        }
        let sold = list.sold(line).into_iter();
        lines.extend((position(&lines)..).zip(sold).map(|(position, part)| {
            let listing = part.listing;
            OrderLine {
                position,
                variant: listing.variant,
                producer: listing.producer,
                owner: listing.owner,
                supply: listing.supply,
                product_name: listing.product_name.clone(),
                label: listing.label.clone(),
                storage: listing.storage.clone(),
                quantity: part.quantity,
                draw: listing.draw,
                taken_milli: taken(listing.supply, listing.draw, part.quantity),
                quota: listing.quota,
                price: listing.price,
                producer_price: listing.producer_price,
                goods: part.goods,
                margin: HubMargin {
                    amount: part.margin,
                    tax_rate: part.margin_tax_rate,
                    tax: part.margin_tax,
                },
                fees: part.fees,
                tax_rate: listing.tax,
                tax: part.tax,
                deposit: listing.deposit,
                withdrawal: Some(listing.withdrawal),
                deposit_tax: part.deposit_tax,
                bundle,
                weighing: listing.weighing().filter(|_| bundle.is_none()),
                weighed: line.weighed,
            }
        }));
    }
    (lines, bundles)
}

/// The place of the line after these.
fn position(lines: &[OrderLine]) -> u32 {
    u32::try_from(lines.len()).unwrap_or(u32::MAX)
}

/// Goods by owner and tax rate, in the order they first appear, then the hub's margin by tax rate, then each fee, then the
/// hand-over, then each tax that is added by payee, then each voucher by tax rate, then deposits as goods are.
pub(crate) fn components(lines: &[OrderLine], list: &PriceList, priced: &Priced) -> Vec<Component> {
    let part = |kind, payee, label: Arc<str>, (amount, tax_rate, tax): (Money, Rate, Money)| {
        let (allocated, regime) = (Money::zero(list.currency), list.regime(payee));
        Component { kind, payee, label, amount, allocated, tax_rate, tax, regime }
    };
    let owner = |line: &OrderLine| {
        let sold = list.offer(line.variant).map(|offer| &offer.listing.producer_name);
        // What is sold in bundles alone is no offer.
        let producer = sold.or_else(|| list.producer_name(line.producer));
        match producer {
            Some(producer) if line.owner == line.producer => producer.clone(),
            Some(_) | None => list.hub_name.clone(),
        }
    };
    let goods = lines.iter().map(|line| {
        let HubMargin { amount, tax, .. } = line.margin;
        let theirs = (line.goods - amount, line.tax_rate, line.tax - tax);
        part(ComponentKind::Goods, line.owner, owner(line), theirs)
    });
    let margins = lines.iter().filter(|line| !line.margin.amount.is_zero()).map(|line| {
        let HubMargin { amount, tax_rate, tax } = line.margin;
        part(ComponentKind::Margin, list.hub, list.hub_name.clone(), (amount, tax_rate, tax))
    });
    let deposits = lines.iter().filter_map(|line| {
        let deposit = line.deposit?;
        let theirs = (line.deposits(), deposit.tax_rate, line.deposit_tax);
        Some(part(ComponentKind::Deposit, line.owner, owner(line), theirs))
    });
    let fees =
        priced.charges.iter().filter_map(|charge| Some((charge, list.fees.get(charge.fee)?)));
    let fees = fees.map(|(charge, fee)| {
        let kind = if fee.is_per_item() {
            ComponentKind::ItemFee(fee.id)
        } else {
            ComponentKind::OrderFee(fee.id)
        };
        let label = fee.name.as_str().into();
        part(kind, fee.enterprise, label, (charge.amount, charge.tax_rate, charge.tax))
    });
    let handed_over = priced.hand_over.filter(|charge| !charge.amount.is_zero());
    let hand_over = handed_over.and_then(|charge| {
        let offered = list.hand_over(charge.method)?;
        let theirs = (charge.amount, offered.tax, charge.tax);
        Some(part(ComponentKind::HandOver, list.hub, offered.method.name.as_str().into(), theirs))
    });
    let taxes = priced.taxes.iter().map(|tax| {
        let theirs = (tax.amount, tax.rate, tax.amount);
        part(ComponentKind::Tax, tax.payee, Arc::clone(&tax.name), theirs)
    });
    let vouchers = priced.reductions.iter().flat_map(|reduction| {
        let code = list.voucher(reduction.voucher).map_or("", |voucher| voucher.code.as_str());
        let label: Arc<str> = code.into();
        reduction.parts.iter().map(move |it| {
            let theirs = (it.amount, it.tax_rate, it.tax);
            part(ComponentKind::Voucher(reduction.voucher), list.hub, label.clone(), theirs)
        })
    });
    let mut components = by_payee_and_rate(goods);
    components.extend(by_payee_and_rate(margins));
    components.extend(fees);
    components.extend(hand_over);
    components.extend(taxes);
    components.extend(vouchers);
    components.extend(by_payee_and_rate(deposits));
    components
}

/// Adds up the parts of one payee at one tax rate, in the order they first appear.
fn by_payee_and_rate(parts: impl Iterator<Item = Component>) -> Vec<Component> {
    let mut sums: Vec<Component> = Vec::new();
    for part in parts {
        let same = |sum: &&mut Component| (sum.payee, sum.tax_rate) == (part.payee, part.tax_rate);
        if let Some(sum) = sums.iter_mut().find(same) {
            sum.amount += part.amount;
            sum.tax += part.tax;
        } else {
            sums.push(part);
        }
    }
    sums
}
