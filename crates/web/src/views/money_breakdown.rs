use std::collections::{BTreeSet, HashMap};

use sillon_cycles::{Listing, PriceList, Priced, SoldPart};
use sillon_kernel::{EnterpriseId, Money, Rate, VatRegime};
use sillon_messages::Format as _;
use sillon_orders::{ComponentKind, Order};

use crate::{cycles::offer_card::tax_note, http::page_context::PageContext};

/// How many colours the bar has; payees beyond share the last.
const COLOURS: usize = 4;

/// Where the money of a basket or an order goes.
pub(crate) struct MoneyBreakdown {
    /// The farms first, then everyone who is paid for a service, then what is paid back.
    pub(crate) groups: Vec<Group>,
    /// The length of the bar: the minor units of all that is not a discount.
    pub(crate) whole: i64,
}

/// What goes to the farms, or to somebody who is paid for services.
pub(crate) struct Group {
    pub(crate) label: String,
    pub(crate) amount: String,
    pub(crate) parts: Vec<Part>,
    /// The colour of its part of the bar.
    pub(crate) colour: usize,
    /// Where its part of the bar starts, and how long it is, in minor units.
    pub(crate) start: i64,
    pub(crate) length: i64,
}

/// What one farm gets, or what is paid for one service.
pub(crate) struct Part {
    pub(crate) label: String,
    pub(crate) amount: String,
    pub(crate) tax: Option<String>,
}

/// An amount and to whom it belongs.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Share {
    to: To,
    label: String,
    amount: Money,
    tax: Rate,
    /// How the payee charges tax, if it said so.
    regime: Option<VatRegime>,
}

/// Where a share goes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum To {
    /// To a farm, for its goods.
    Farms,
    /// To whoever is paid for a service, or to the shop for what it sells itself.
    Payee(EnterpriseId),
    /// Back to the customer, when packaging returns.
    Back,
}

/// The shares of a priced basket, as the order it becomes has them: goods by owner and tax rate, the shop's margin, then each
/// fee, then the hand-over, then taxes that are added, then deposits by owner and tax rate.
pub(crate) fn shares_of_basket(list: &PriceList, priced: &Priced) -> Vec<Share> {
    // What is added is told by itself, and in nothing else.
    let included = |rate| if list.adds_tax() { Rate::ZERO } else { rate };
    let sold: Vec<SoldPart<'_>> = priced.lines.iter().flat_map(|line| list.sold(line)).collect();
    let goods = sold.iter().map(|part| Share {
        to: of_goods(part.listing.owner, list.hub, part.listing.producer),
        label: owner_name(list, part.listing),
        amount: part.goods - part.margin,
        tax: included(part.listing.tax),
        regime: list.regime(part.listing.owner),
    });
    let margins = sold.iter().filter(|part| !part.margin.is_zero()).map(|part| Share {
        to: To::Payee(list.hub),
        label: list.hub_name.to_string(),
        amount: part.margin,
        tax: included(part.margin_tax_rate),
        regime: list.regime(list.hub),
    });
    let fees = priced.charges.iter().filter_map(|charge| {
        let fee = list.fees.get(charge.fee)?;
        Some(Share {
            to: To::Payee(fee.enterprise),
            label: fee.name.to_string(),
            amount: charge.amount,
            tax: included(charge.tax_rate),
            regime: list.regime(fee.enterprise),
        })
    });
    let hand_over = priced.hand_over.filter(|charge| !charge.amount.is_zero());
    let hand_over = hand_over.and_then(|charge| {
        let offered = list.hand_over(charge.method)?;
        Some(Share {
            to: To::Payee(list.hub),
            label: offered.method.name.to_string(),
            amount: charge.amount,
            tax: included(offered.tax),
            regime: list.regime(list.hub),
        })
    });
    let deposits = sold.iter().filter_map(|part| {
        Some(Share {
            to: To::Back,
            label: owner_name(list, part.listing),
            amount: part.deposit,
            tax: part.listing.deposit?.tax_rate,
            regime: list.regime(part.listing.owner),
        })
    });
    let farms: BTreeSet<EnterpriseId> = sold
        .iter()
        .map(|part| part.listing)
        .filter(|listing| listing.owner == listing.producer)
        .map(|listing| listing.owner)
        .collect();
    let taxes = priced.taxes.iter().map(|tax| Share {
        to: if farms.contains(&tax.payee) { To::Farms } else { To::Payee(tax.payee) },
        label: tax.name.to_string(),
        amount: tax.amount,
        tax: Rate::ZERO,
        regime: None,
    });
    let vouchers = priced.reductions.iter().flat_map(|reduction| {
        let code = list.voucher(reduction.voucher).map(|voucher| voucher.code.to_string());
        let code = code.unwrap_or_default();
        reduction.parts.iter().map(move |part| Share {
            to: To::Payee(list.hub),
            label: code.clone(),
            amount: part.amount,
            tax: part.tax_rate,
            regime: list.regime(list.hub),
        })
    });
    let services = margins.chain(fees).chain(hand_over).chain(taxes).chain(vouchers);
    merged(goods.chain(services).chain(deposits))
}

/// Goods are a farm's, or what the shop itself holds of another's.
fn of_goods(owner: EnterpriseId, hub: EnterpriseId, producer: EnterpriseId) -> To {
    if owner == producer { To::Farms } else { To::Payee(hub) }
}

fn owner_name(list: &PriceList, listing: &Listing) -> String {
    let name =
        if listing.owner == listing.producer { &listing.producer_name } else { &list.hub_name };
    name.to_string()
}

/// The shares of a placed order: its components.
pub(crate) fn shares_of_order(order: &Order) -> Vec<Share> {
    let resold: BTreeSet<EnterpriseId> = order
        .lines
        .iter()
        .filter(|line| line.owner != line.producer)
        .map(|line| line.owner)
        .collect();
    let farms: BTreeSet<EnterpriseId> = order
        .lines
        .iter()
        .filter(|line| line.owner == line.producer)
        .map(|line| line.owner)
        .collect();
    let adds_tax = order.components.iter().any(|part| part.kind == ComponentKind::Tax);
    let share = |component: &sillon_orders::Component| Share {
        to: match component.kind {
            ComponentKind::Goods if resold.contains(&component.payee) => To::Payee(component.payee),
            ComponentKind::Goods => To::Farms,
            ComponentKind::Tax if farms.contains(&component.payee) => To::Farms,
            ComponentKind::Margin
            | ComponentKind::ItemFee(_)
            | ComponentKind::OrderFee(_)
            | ComponentKind::HandOver
            | ComponentKind::Tax
            | ComponentKind::Voucher(_) => To::Payee(component.payee),
            ComponentKind::Deposit => To::Back,
        },
        label: component.label.to_string(),
        amount: component.amount,
        // What is added is told by itself, and in nothing but what is taken off both.
        tax: match component.kind {
            ComponentKind::Tax => Rate::ZERO,
            ComponentKind::Voucher(_) => component.tax_rate,
            ComponentKind::Goods
            | ComponentKind::Margin
            | ComponentKind::ItemFee(_)
            | ComponentKind::OrderFee(_)
            | ComponentKind::HandOver
            | ComponentKind::Deposit => {
                if adds_tax {
                    Rate::ZERO
                } else {
                    component.tax_rate
                }
            }
        },
        regime: component.regime.filter(|_| component.kind != ComponentKind::Tax),
    };
    merged(order.components.iter().filter(|part| !part.amount.is_zero()).map(share))
}

/// Adds up what goes to the same for the same.
fn merged(shares: impl Iterator<Item = Share>) -> Vec<Share> {
    let mut merged: Vec<Share> = Vec::new();
    for share in shares {
        let same = |known: &&mut Share| {
            (known.to, &known.label, known.tax) == (share.to, &share.label, share.tax)
        };
        match merged.iter_mut().find(same) {
            Some(known) => known.amount += share.amount,
            None => merged.push(share),
        }
    }
    merged
}

impl MoneyBreakdown {
    /// The shares by who is paid; `names` are those of the payees.
    pub(crate) fn new(
        context: &PageContext,
        shares: &[Share],
        names: &HashMap<EnterpriseId, String>,
    ) -> Self {
        let mut ends: Vec<To> = Vec::new();
        for share in shares {
            if !ends.contains(&share.to) {
                ends.push(share.to);
            }
        }
        let mut money_breakdown = Self { groups: Vec::with_capacity(ends.len()), whole: 0 };
        for to in ends {
            let label = label(context, to, names);
            let theirs: Vec<&Share> = shares.iter().filter(|share| share.to == to).collect();
            money_breakdown.add(context, label, &theirs);
        }
        money_breakdown
    }

    fn add(&mut self, context: &PageContext, label: String, shares: &[&Share]) {
        let Some(amount) = Money::sum(shares.iter().map(|share| share.amount)) else { return };
        let part = |share: &&Share| Part {
            label: share.label.clone(),
            amount: context.language.money(share.amount),
            tax: tax_note(context, share.tax, share.regime),
        };
        // A discount is given, not received: it has no length.
        let length = amount.minor().max(0);
        self.groups.push(Group {
            label,
            amount: context.language.money(amount),
            parts: shares.iter().map(part).collect(),
            colour: self.groups.len().min(COLOURS - 1),
            start: self.whole,
            length,
        });
        self.whole += length;
    }
}

fn label(context: &PageContext, to: To, names: &HashMap<EnterpriseId, String>) -> String {
    let words = &context.words.money_breakdown;
    match to {
        To::Farms => words.farms.to_owned(),
        To::Payee(payee) => (words.to)(names.get(&payee).map_or(words.somebody, String::as_str)),
        To::Back => words.back.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::sample::{self, context, id};

    fn money_breakdown(uri: &str) -> MoneyBreakdown {
        let sample = sample::shop();
        let priced = sample
            .list
            .price(&[(id(1), 2), (id(2), 1), (id(3), 1)], sillon_cycles::Choices::default())
            .unwrap();
        MoneyBreakdown::new(
            &context(uri),
            &shares_of_basket(&sample.list, &priced),
            &sample::details().names,
        )
    }

    #[test]
    fn the_money_goes_to_the_farms_and_to_everyone_who_is_paid_for_a_service() {
        let groups: Vec<_> = money_breakdown("/")
            .groups
            .into_iter()
            .map(|group| (group.label, group.amount))
            .collect();
        let expected = [
            ("Pour les fermes", "9,80\u{a0}€"),
            ("Pour Le Panier d’Épinal", "0,98\u{a0}€"),
            ("Pour Vélo & Cie", "2,00\u{a0}€"),
        ];
        assert_eq!(groups, expected.map(|(label, amount)| (label.to_owned(), amount.to_owned())));
    }

    #[test]
    fn the_goods_of_one_farm_are_one_part() {
        let farms = money_breakdown("/?lang=en").groups.remove(0);
        let parts: Vec<_> = farms.parts.into_iter().map(|part| (part.label, part.amount)).collect();
        let expected = [("Ferme de l’Étang", "€7.80"), ("Élevage des Œufs", "€2.00")];
        assert_eq!(parts, expected.map(|(label, amount)| (label.to_owned(), amount.to_owned())));
    }

    #[test]
    fn the_parts_of_the_bar_make_up_its_whole() {
        let money_breakdown = money_breakdown("/");
        let places: Vec<_> = money_breakdown
            .groups
            .iter()
            .map(|group| (group.colour, group.start, group.length))
            .collect();
        assert_eq!(places, [(0, 0, 980), (1, 980, 98), (2, 1_078, 200)]);
        assert_eq!(money_breakdown.whole, 1_278);
    }

    #[test]
    fn a_discount_has_no_length_and_somebody_unknown_is_a_partner() {
        let share = |amount| Share {
            to: To::Payee(id(7)),
            label: "Remise".to_owned(),
            amount: sample::eur(amount),
            tax: Rate::ZERO,
            regime: None,
        };
        let money_breakdown =
            MoneyBreakdown::new(&context("/"), &[share("-1.50")], &HashMap::new());
        let group = money_breakdown.groups.first().unwrap();
        assert_eq!(
            (group.label.as_str(), group.amount.as_str()),
            ("Pour un partenaire", "-1,50\u{a0}€")
        );
        assert_eq!((group.length, money_breakdown.whole), (0, 0));
    }
}
