use std::{
    collections::{BTreeMap, BTreeSet},
    sync::Arc,
};

use sillon_cycles::{
    BundlePart, ChargedBefore, Choices, HandOverKind, HandOverMethod, Listing, NamedTaxes, Ordered,
    PriceList, Priced, ShortLine, SizeFacts, Storage, TaxCategory, Terms, available,
};
use sillon_kernel::{
    Dimension, EnterpriseId, Money, ProductId, Quantity, Rate, SupplyId, Text, VariantId,
    Withdrawal,
};

use crate::{
    Bought, ChangeGround, ChangeRefused, ComponentKind, Order, OrderBundle, OrderHandOver,
    OrderLine,
    order::placed::{components, lines, named_taxes},
};

impl Order {
    /// The order with this in it instead, at the prices of its lines and on the terms it was placed on, as if nothing was paid for it
    /// yet, and nothing of it had left a supply. With nothing in it, it costs nothing.
    ///
    /// What is left of it, when something does not come, costs no more for it.
    ///
    /// # Errors
    ///
    /// [`ChangeRefused`] when the basket names what is neither in the order nor on sale, something twice, or too much of it.
    pub(crate) fn repriced(
        &self,
        basket: &[(VariantId, u32)],
        ground: &ChangeGround<'_>,
    ) -> Result<Self, ChangeRefused> {
        if basket.is_empty() {
            let total = Money::zero(self.total.currency());
            let (lines, bundles, components) = (Vec::new(), Vec::new(), Vec::new());
            return Ok(Self { lines, bundles, components, total, at_most: None, ..self.clone() });
        }
        let terms = self.terms.as_ref().ok_or(ChangeRefused::TermsUnknown)?;
        let vouchers = terms.vouchers();
        let hand_over = self.hand_over.as_ref().map(|it| it.method);
        let weights = self.weights_of(basket);
        let choices = Choices { hand_over, vouchers: &vouchers, weights: &weights };
        let list = terms.price_list(&self.ordered(terms, ground.formers));
        if !ground.cause.is_asked_for() && self.is_rest(basket) {
            let (list, priced) = list.price_of_the_rest(basket, choices, &self.charged())?;
            let at_most = list.at_most(basket, choices)?;
            return Ok(Self { at_most, ..self.priced_as(&list, &priced) });
        }
        let known = list.offers.len();
        let goods: BTreeSet<VariantId> = basket.iter().map(|(variant, _)| *variant).collect();
        let list = match ground.shop {
            Some(shop) => list.with_goods_of(shop, &goods),
            None => list,
        };
        self.check_left(&list, basket, ground)?;
        let priced = list.price(basket, choices)?;
        let at_most = list.at_most(basket, choices)?;
        let changed = Self { at_most, ..self.priced_as(&list, &priced) };
        if list.offers.len() == known {
            return Ok(changed);
        }
        let more = named_taxes(&list, &changed.components).into_iter();
        let more = more.filter(|of| {
            let same = |it: &NamedTaxes| (it.payee, it.rate) == (of.payee, of.rate);
            !self.named_taxes.iter().any(same)
        });
        Ok(Self {
            terms: Some(Terms::of_all(&list)),
            named_taxes: self.named_taxes.iter().cloned().chain(more).collect(),
            ..changed
        })
    }

    /// What it holds, as a shop that sells nothing else would: each at the price and on the terms it was ordered on.
    ///
    /// # Errors
    ///
    /// [`ChangeRefused::TermsUnknown`] of what was ordered before terms were kept.
    pub fn as_shop(&self) -> Result<PriceList, ChangeRefused> {
        let terms = self.terms.as_ref().ok_or(ChangeRefused::TermsUnknown)?;
        Ok(terms.price_list(&self.ordered(terms, &[])))
    }

    /// Checks that there is as much of everything as is in it then: what the order holds itself is the order's.
    fn check_left(
        &self,
        list: &PriceList,
        basket: &[(VariantId, u32)],
        ground: &ChangeGround<'_>,
    ) -> Result<(), ChangeRefused> {
        let held = list.draws(&self.basket());
        let left = |supply| {
            let held = held.get(&supply).copied().unwrap_or_default();
            Some(available(ground.supplies, supply)? + held)
        };
        let had: BTreeMap<VariantId, u32> = self.basket().into_iter().collect();
        let is_more =
            |short: &ShortLine| had.get(&short.variant).is_none_or(|had| short.wanted > *had);
        let short: Vec<ShortLine> =
            list.short_lines(basket, left).into_iter().filter(is_more).collect();
        if short.is_empty() { Ok(()) } else { Err(ChangeRefused::OutOfStock(short)) }
    }

    /// What is in it, as it was chosen.
    pub fn basket(&self) -> Vec<(VariantId, u32)> {
        self.bought().iter().map(Bought::wanted).collect()
    }

    /// Whether it holds so much of each: nothing that is not in it, and no more of anything.
    pub fn is_rest(&self, basket: &[(VariantId, u32)]) -> bool {
        let had: BTreeMap<VariantId, u32> = self.basket().into_iter().collect();
        let is_in = |(variant, quantity): &(VariantId, u32)| {
            had.get(variant).is_some_and(|had| quantity <= had)
        };
        basket.iter().all(is_in)
    }

    /// What is charged on the whole of it.
    pub(crate) fn charged(&self) -> ChargedBefore {
        let mut charged = ChargedBefore::default();
        for part in &self.components {
            match part.kind {
                ComponentKind::OrderFee(fee) => {
                    let nothing = Money::zero(part.amount.currency());
                    *charged.fees.entry(fee).or_insert(nothing) += part.amount;
                }
                ComponentKind::HandOver => charged.hand_over = Some(part.amount),
                ComponentKind::Goods
                | ComponentKind::Margin
                | ComponentKind::ItemFee(_)
                | ComponentKind::Tax
                | ComponentKind::Voucher(_)
                | ComponentKind::Deposit => {}
            }
        }
        charged
    }

    pub(crate) fn priced_as(&self, list: &PriceList, priced: &Priced) -> Self {
        let (lines, bundles) = lines(list, priced, |_| false);
        let components = components(&lines, list, priced);
        Self { lines, bundles, components, total: priced.total, ..self.clone() }
    }

    /// What is in it, as it was bought, and what was in it before its changes.
    pub(crate) fn ordered(&self, terms: &Terms, formers: &[Self]) -> Ordered {
        let mut listings: Vec<Listing> = self.listings(terms);
        for listing in formers.iter().flat_map(|former| former.listings(terms)) {
            if !listings.iter().any(|known| known.variant == listing.variant) {
                listings.push(listing);
            }
        }
        Ordered {
            cycle: self.cycle,
            hub: self.hub,
            hub_name: self.name_of(self.hub),
            currency: self.total.currency(),
            listings,
            hand_over: self.hand_over.as_ref().and_then(|it| it.method(self.hub)),
        }
    }

    fn listings(&self, terms: &Terms) -> Vec<Listing> {
        let listing = |bought: Bought<'_>| match bought {
            Bought::Line(line) => self.listing(line, terms),
            Bought::Bundle(bundle, inside) => self.bundle_listing(bundle, &inside, terms),
        };
        self.bought().into_iter().map(listing).collect()
    }

    /// What somebody who sold something in it was called, as its parts tell it.
    fn name_of(&self, seller: EnterpriseId) -> Arc<str> {
        let names_its_payee = |kind| {
            matches!(kind, ComponentKind::Goods | ComponentKind::Margin | ComponentKind::Deposit)
        };
        let mut parts = self.components.iter();
        let told = parts.find(|part| part.payee == seller && names_its_payee(part.kind));
        told.map(|part| Arc::clone(&part.label)).unwrap_or_default()
    }

    /// A line as it was listed.
    fn listing(&self, line: &OrderLine, terms: &Terms) -> Listing {
        Listing {
            storage: Arc::clone(&line.storage),
            size: terms.size(line.variant, line.draw),
            tax: line.tax_rate,
            hub_tax: line.margin.tax_rate,
            deposit: line.deposit,
            withdrawal: line.withdrawal.unwrap_or(Withdrawal::FourteenDays),
            draw: line.draw,
            producer_price: line.producer_price,
            owner: line.owner,
            quota: line.quota,
            facts: SizeFacts {
                heaviest: line.weighing.map(|it| it.heaviest),
                tolerance: line.weighing.map(|it| it.tolerance),
                ..SizeFacts::default()
            },
            ..self.bare_listing(
                (line.variant, line.producer, line.supply),
                (&line.product_name, &line.label),
                line.price,
            )
        }
    }

    /// A bundle as it was listed, with what is in it.
    fn bundle_listing(
        &self,
        bundle: &OrderBundle,
        inside: &[&OrderLine],
        terms: &Terms,
    ) -> Listing {
        let in_one = |line: &&OrderLine| BundlePart {
            listing: self.listing(line, terms),
            quantity: line.quantity / bundle.quantity.max(1),
            is_retired: false,
        };
        let taken = bundle.taken_milli / i64::from(bundle.quantity.max(1));
        let draw = match taken {
            0 => Quantity::pieces(1),
            milli => Quantity::from_milli(milli, Dimension::Piece),
        };
        Listing {
            draw,
            size: terms.size(bundle.variant, draw),
            producer_price: terms.asked(bundle.variant, bundle.price),
            quota: bundle.quota,
            parts: inside.iter().map(in_one).collect(),
            ..self.bare_listing(
                (bundle.variant, bundle.seller, bundle.supply),
                (&bundle.product_name, &bundle.label),
                bundle.price,
            )
        }
    }

    /// A listing of so much as every size has; what an order does not tell of it is not asked for where it is priced.
    fn bare_listing(
        &self,
        (variant, seller, supply): (VariantId, EnterpriseId, SupplyId),
        (product_name, label): (&Arc<str>, &Arc<str>),
        price: Money,
    ) -> Listing {
        Listing {
            variant,
            product: ProductId(variant.0),
            producer: seller,
            producer_name: self.name_of(seller),
            product_name: Arc::clone(product_name),
            category: String::new(),
            description: None,
            pictures: [].into(),
            label: Arc::clone(label),
            sku: None,
            codes: Vec::new(),
            size: Quantity::pieces(1),
            owner: seller,
            price,
            producer_price: price,
            reduced_from: None,
            tax: Rate::ZERO,
            hub_tax: Rate::ZERO,
            supply,
            draw: Quantity::pieces(1),
            storage: Storage::Ambient.as_str().into(),
            food: Arc::default(),
            withdrawal: Withdrawal::FourteenDays,
            deposit: None,
            facts: SizeFacts::default(),
            quota: None,
            tags: BTreeSet::new(),
            is_listed: false,
            parts: Vec::new(),
        }
    }
}

impl OrderHandOver {
    /// The method as it was told, without what it costs and whom it takes.
    fn method(&self, hub: EnterpriseId) -> Option<HandOverMethod> {
        let address = self.place.clone().or_else(|| Text::parse(&self.name).ok())?;
        Some(HandOverMethod {
            id: self.method,
            hub,
            name: self.name.clone(),
            kind: HandOverKind::PickUp { address },
            text: self.text.clone(),
            calculator: None,
            tax: TaxCategory::Standard,
            carries: Vec::new(),
            capacity: None,
            tags: BTreeSet::new(),
            retired_at: None,
            version: 0,
        })
    }
}
