use std::collections::{HashMap, HashSet};

use sillon_cycles::{PriceList, Priced};
use sillon_kernel::{Detail, Money, VariantId};

use crate::{Cart, Quote, QuotedLine, cart_tag};

/// What somebody saw a cart come to when they agreed to pay for it. An order is placed at that, or not at all.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Agreed {
    /// What is to be paid, as they saw it.
    pub total: Money,
    /// The lines as they saw them, where they say so.
    pub lines: Option<Vec<AgreedLine>>,
    /// The fees on the whole order as they saw them, where they say so.
    pub order_fees: Option<Vec<(String, Money)>>,
    /// What the hand-over came to, as they saw it, where they say so.
    pub hand_over: Option<Money>,
    /// The tag of all that the cart promised, where they say it.
    pub tag: Option<String>,
}

/// A line as somebody saw it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct AgreedLine {
    /// Which variant.
    pub variant: VariantId,
    /// How many items.
    pub quantity: u32,
    /// What all items cost, fees in and deposits aside.
    pub total: Money,
    /// What is paid for their packaging, where that is said.
    pub deposit: Option<Money>,
}

/// A cart that is no longer what was agreed to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Changed {
    /// What was agreed to.
    pub agreed: Money,
    /// What it comes to now.
    pub total: Money,
    /// The lines that changed, as far as it is known what they were.
    pub lines: Vec<LineChange>,
    /// The fees on the whole order that changed, likewise.
    pub order_fees: Vec<FeeChange>,
    /// That the hand-over comes to something else, likewise.
    pub hand_over: Option<FeeChange>,
    /// The taxes that come to something else, likewise.
    pub taxes: Vec<FeeChange>,
    /// The vouchers that take off something else, likewise.
    pub vouchers: Vec<FeeChange>,
}

impl Changed {
    /// Whether sum, lines and fees are the same, but not all that was promised with them.
    pub fn is_stale(&self) -> bool {
        self.agreed == self.total && self.is_same_in_parts()
    }

    fn is_same_in_parts(&self) -> bool {
        self.lines.is_empty()
            && self.order_fees.is_empty()
            && self.hand_over.is_none()
            && self.taxes.is_empty()
            && self.vouchers.is_empty()
    }
}

/// A line before and after.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LineChange {
    /// Which line of the cart, from 0; none of one that is no longer in it.
    pub line: Option<usize>,
    /// Which variant.
    pub variant: VariantId,
    /// What people call it, where it is known.
    pub name: Option<String>,
    /// What was agreed to; none where it was not in the cart.
    pub before: Option<Cost>,
    /// What it is now; none where it is in the cart no longer.
    pub now: Option<Cost>,
}

/// What a line comes to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Cost {
    /// How many items.
    pub quantity: u32,
    /// What they cost, fees in and deposits aside.
    pub total: Money,
    /// What is paid for their packaging; none where it is not known.
    pub deposit: Option<Money>,
}

/// What comes on the whole order under one name, a fee or what a voucher takes off, before and after.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FeeChange {
    /// What it is called.
    pub name: String,
    /// What was agreed to; none where it was not charged.
    pub before: Option<Money>,
    /// What it is now; none where it is charged no longer.
    pub now: Option<Money>,
}

impl Agreed {
    /// An agreement to a sum alone.
    pub fn to(total: Money) -> Self {
        Self { total, lines: None, order_fees: None, hand_over: None, tag: None }
    }

    /// Checks that a priced cart is what was agreed to.
    ///
    /// # Errors
    ///
    /// What changed; [`Changed`] names each line and fee of which it is known what it was.
    pub(crate) fn check(
        &self,
        cart: &Cart,
        list: &PriceList,
        priced: &Priced,
    ) -> Result<(), Box<Changed>> {
        let same_total = self.total == priced.total;
        let untold = self.lines.is_none() && self.order_fees.is_none() && self.hand_over.is_none();
        let same_tag =
            || self.tag.as_ref().is_none_or(|tag| *tag == cart_tag(list, cart, Some(priced)));
        if same_total && untold && same_tag() {
            return Ok(());
        }
        let now = Quote::at(list, &cart.lines, Some(priced), cart.quote.as_ref());
        let changed = self.compare(cart, &now, priced.total);
        if same_total && changed.is_same_in_parts() && same_tag() {
            Ok(())
        } else {
            Err(Box::new(changed))
        }
    }

    /// What differs between what was agreed to and what is now.
    fn compare(&self, cart: &Cart, now: &Quote, total: Money) -> Changed {
        // What they did not say they saw is known when they agreed to what the cart came to as it was filled.
        let kept = cart.quote.as_ref().filter(|quote| quote.total == Some(self.total));
        let seen: Option<Vec<(VariantId, Cost)>> = match (&self.lines, kept) {
            (Some(lines), _) => {
                Some(lines.iter().map(|line| (line.variant, Cost::from(*line))).collect())
            }
            (None, Some(quote)) => quote.lines.iter().map(Cost::of).collect(),
            (None, None) => None,
        };
        let fees = self.order_fees.as_ref().or(kept.map(|quote| &quote.order_fees));
        let kept_hand_over = kept.map(|quote| quote.hand_over.as_ref().map(|(_, amount)| *amount));
        let handed_over = self.hand_over.map(Some).or(kept_hand_over);
        let name =
            |variant| now.name(variant).or(cart.quote.as_ref()?.name(variant)).map(str::to_owned);
        Changed {
            agreed: self.total,
            total,
            lines: seen.map(|seen| line_changes(&seen, now, name)).unwrap_or_default(),
            order_fees: fees.map(|fees| fee_changes(fees, &now.order_fees)).unwrap_or_default(),
            taxes: kept.map(|quote| fee_changes(&quote.taxes, &now.taxes)).unwrap_or_default(),
            hand_over: handed_over.and_then(|before| hand_over_change(before, now)),
            vouchers: kept
                .map(|quote| fee_changes(&some(&quote.vouchers), &some(&now.vouchers)))
                .unwrap_or_default(),
        }
    }
}

/// Vouchers that take something off: one that does not is as none.
fn some(vouchers: &[(String, Money)]) -> Vec<(String, Money)> {
    vouchers.iter().filter(|(_, amount)| !amount.is_zero()).cloned().collect()
}

impl From<AgreedLine> for Cost {
    fn from(line: AgreedLine) -> Self {
        Self { quantity: line.quantity, total: line.total, deposit: line.deposit }
    }
}

impl Cost {
    /// What a quoted line comes to, where it has a price.
    fn of(line: &QuotedLine) -> Option<(VariantId, Self)> {
        let none = Money::zero(line.total?.currency());
        let deposit = Some(line.deposit.unwrap_or(none));
        Some((line.variant, Self { quantity: line.quantity, total: line.total?, deposit }))
    }

    /// Whether it is the same, as far as both say.
    fn is_like(&self, other: &Self) -> bool {
        let same_deposit = match (self.deposit, other.deposit) {
            (Some(one), Some(other)) => one == other,
            _ => true,
        };
        self.quantity == other.quantity && self.total == other.total && same_deposit
    }
}

fn line_changes(
    seen: &[(VariantId, Cost)],
    now: &Quote,
    name: impl Fn(VariantId) -> Option<String>,
) -> Vec<LineChange> {
    // Of a variant that is said twice nobody knows what was agreed to.
    let mut twice = HashSet::new();
    let mut before: HashMap<VariantId, Cost> = HashMap::new();
    for (variant, cost) in seen {
        if before.insert(*variant, *cost).is_some() {
            twice.insert(*variant);
        }
    }
    before.retain(|variant, _| !twice.contains(variant));
    let mut changes = Vec::new();
    let mut still = HashSet::new();
    for (place, line) in now.lines.iter().enumerate() {
        still.insert(line.variant);
        let cost = Cost::of(line).map(|(_, cost)| cost);
        let agreed = before.get(&line.variant).copied();
        let is_same = agreed.zip(cost).is_some_and(|(agreed, cost)| agreed.is_like(&cost));
        if !is_same {
            let (variant, line) = (line.variant, Some(place));
            changes.push(LineChange {
                line,
                variant,
                name: name(variant),
                before: agreed,
                now: cost,
            });
        }
    }
    let gone = seen.iter().filter(|(variant, _)| !still.contains(variant));
    changes.extend(gone.map(|(variant, cost)| LineChange {
        line: None,
        variant: *variant,
        name: name(*variant),
        before: Some(*cost),
        now: None,
    }));
    changes
}

fn fee_changes(before: &[(String, Money)], now: &[(String, Money)]) -> Vec<FeeChange> {
    // Two fees may have one name: they are compared by what all of that name come to.
    let sums = |fees: &[(String, Money)]| {
        let mut sums: HashMap<String, Money> = HashMap::new();
        for (name, amount) in fees {
            let known = sums.get(name).copied();
            sums.insert(name.clone(), known.map_or(*amount, |sum| sum + *amount));
        }
        sums
    };
    let (old, new) = (sums(before), sums(now));
    let mut told = HashSet::new();
    let names = before.iter().chain(now).map(|(name, _)| name);
    let names = names.filter(|name| told.insert(name.as_str())).collect::<Vec<_>>();
    let change = |name: &String| FeeChange {
        name: name.clone(),
        before: old.get(name).copied(),
        now: new.get(name).copied(),
    };
    names.into_iter().map(change).filter(|change| change.before != change.now).collect()
}

/// That the hand-over comes to something else than before.
fn hand_over_change(before: Option<Money>, now: &Quote) -> Option<FeeChange> {
    let amount = now.hand_over.as_ref().map(|(_, amount)| *amount);
    // One that costs nothing is as none.
    let some = |amount: Option<Money>| amount.filter(|amount| !amount.is_zero());
    let name = now.hand_over.as_ref().map(|(name, _)| name.clone()).unwrap_or_default();
    (some(before) != some(amount)).then_some(FeeChange { name, before, now: amount })
}

impl Changed {
    /// The change as a sentence.
    pub(crate) fn text(&self) -> String {
        let (agreed, total) = (said(self.agreed), said(self.total));
        if self.agreed == self.total {
            return format!(
                "the cart is not what was agreed to, though it comes to {total} as before"
            );
        }
        format!("the cart comes to {total}, not to {agreed} as was agreed to")
    }

    /// The new total, then each line and fee that changed, from what to what.
    pub(crate) fn details(&self) -> Vec<Detail> {
        let total = Detail::new("total", self.text())
            .with("before", self.agreed.amount())
            .with("now", self.total.amount())
            .with("currency", self.total.currency().code());
        let lines = self.lines.iter().map(LineChange::detail);
        let fees = self.order_fees.iter().map(|fee| fee.detail("order_fees"));
        let hand_over = self.hand_over.iter().map(|fee| fee.detail("hand_over"));
        let vouchers = self.vouchers.iter().map(|voucher| voucher.detail("vouchers"));
        let taxes = self.taxes.iter().map(|tax| tax.detail("taxes"));
        let on_top = fees.chain(hand_over).chain(taxes).chain(vouchers);
        std::iter::once(total).chain(lines).chain(on_top).collect()
    }
}

impl LineChange {
    fn detail(&self) -> Detail {
        let field = self.line.map_or_else(|| "lines".to_owned(), |line| format!("lines[{line}]"));
        let cost = |cost: Option<Cost>| {
            cost.map_or_else(
                || "not in the cart".to_owned(),
                |cost| match cost.deposit.filter(|deposit| !deposit.is_zero()) {
                    Some(deposit) => {
                        format!(
                            "{} for {}, deposit {}",
                            cost.quantity,
                            said(cost.total),
                            said(deposit)
                        )
                    }
                    None => format!("{} for {}", cost.quantity, said(cost.total)),
                },
            )
        };
        let what = self.name.clone().unwrap_or_else(|| format!("variant {}", self.variant));
        let rule = format!("{what}: {}, now {}", cost(self.before), cost(self.now));
        let facts = [
            ("before", "quantity_before", "deposit_before", self.before),
            ("now", "quantity", "deposit", self.now),
        ];
        let mut detail = Detail::new(field, rule).with("variant", self.variant);
        if let Some(name) = &self.name {
            detail = detail.with("name", name);
        }
        for (total, quantity, deposit, cost) in facts {
            let Some(cost) = cost else { continue };
            detail = detail.with(total, cost.total.amount()).with(quantity, cost.quantity);
            if let Some(amount) = cost.deposit {
                detail = detail.with(deposit, amount.amount());
            }
        }
        detail
    }
}

impl FeeChange {
    fn detail(&self, field: &'static str) -> Detail {
        let amount = |amount: Option<Money>| amount.map_or_else(|| "nothing".to_owned(), said);
        let rule = format!("{}: {}, now {}", self.name, amount(self.before), amount(self.now));
        let mut detail = Detail::new(field, rule).with("name", &self.name);
        for (fact, amount) in [("before", self.before), ("now", self.now)] {
            if let Some(amount) = amount {
                detail = detail.with(fact, amount.amount());
            }
        }
        detail
    }
}

fn said(amount: Money) -> String {
    format!("{} {}", amount.amount(), amount.currency().code())
}
