//! What a hub sells on terms of its own.

use std::collections::BTreeMap;

use serde::Deserialize;
use serde_json::{Value, json};
use sillon_catalogue::{HubStock, HubTerms, KeptTerms, Product, Size, StockKind, Variant};
use sillon_cycles::{FoodInformation, ListedProduct, Listing, TaxRates, TermsInForce};
use sillon_kernel::{Currency, EnterpriseId, Money, Name, Quantity, SupplyId, Text};
use uuid::Uuid;

use crate::case::{Answered, Unknown, need, read};

/// What a hub sets: a price, and the two settings of its stock; `count_on_hand` and `count` are one.
#[derive(Clone, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Setting {
    #[serde(default)]
    pub(crate) on_demand: Option<bool>,
    #[serde(default, alias = "count_on_hand")]
    pub(crate) count: Option<i64>,
    #[serde(default)]
    pub(crate) price: Value,
}

impl Setting {
    fn stock(&self) -> Result<HubStock, Unknown> {
        HubStock::named(self.on_demand, self.count).map_err(|refused| Unknown(refused.to_string()))
    }
}

/// What the producer has.
#[derive(Clone, Copy, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Held {
    #[serde(default)]
    pub(crate) on_hand: Option<i64>,
    #[serde(default)]
    pub(crate) on_demand: Option<bool>,
}

impl Held {
    /// How many items there are, and whether as many are made as are ordered.
    fn counted(self) -> (i64, bool) {
        (self.on_hand.unwrap_or_default(), self.on_demand.unwrap_or_default())
    }
}

/// Whether there is any to sell of what a producer has, at a hub that sets its stock, or does not.
pub(crate) fn is_on_sale(held: Held, set: Option<Setting>) -> Result<bool, Unknown> {
    Ok(to_sell(held, set)?.is_none_or(|items| items > 0))
}

/// How many items there are to sell; none where as many are made as are ordered.
pub(crate) fn to_sell(held: Held, set: Option<Setting>) -> Result<Option<i64>, Unknown> {
    let stock = set.unwrap_or_default().stock()?;
    let (items, is_on_demand) = Shelf::of(held.counted(), stock, None).seen();
    Ok((!is_on_demand).then_some(items))
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct DefaultStock {
    default_stock: Option<u32>,
    resettable: bool,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields, untagged)]
enum Given {
    Price {
        variant_price: Value,
        override_price: Value,
        #[serde(default)]
        features: Option<Features>,
    },
    NoOverride {
        variant_price: Value,
        r#override: (),
    },
    Stock {
        variant: Held,
        r#override: Option<Setting>,
        #[serde(default)]
        r#move: Option<i64>,
    },
    Skus {
        variant_sku: String,
        override_skus: Vec<Option<String>>,
    },
    Settings {
        cases: Vec<Setting>,
    },
    Moves {
        count_on_hand: Option<i64>,
        #[serde(default)]
        on_demand: Option<bool>,
        moves: Vec<i64>,
    },
    Reset {
        resettable: bool,
        default_stock: Option<u32>,
        before: Before,
    },
    Resets {
        count: i64,
        cases: Vec<DefaultStock>,
    },
    History {
        permission_history: Vec<String>,
    },
}

/// What is switched on: once, or as often as it is asked.
#[derive(Deserialize)]
#[serde(untagged)]
enum Features {
    Once(Vec<String>),
    Each(Vec<Vec<String>>),
}

/// One setting, or several.
#[derive(Deserialize)]
#[serde(untagged)]
enum Before {
    One(Setting),
    Many(Vec<Setting>),
}

pub(crate) fn answer(given: &Value) -> Answered {
    Ok(match read(given)? {
        Given::Price { variant_price, override_price, features } => {
            let own = KeptTerms { price: perhaps(&override_price)?, ..KeptTerms::default() };
            let price = |on: bool| -> Result<String, Unknown> {
                let terms = on.then(|| own.clone());
                Ok(listed(euros(&variant_price)?, None, terms).price.amount())
            };
            match features {
                None => json!({ "price": price(true)? }),
                Some(Features::Once(set)) => json!({ "price": price(are_on(&set))? }),
                Some(Features::Each(sets)) => {
                    let prices: Result<Vec<_>, _> =
                        sets.iter().map(|set| price(are_on(set))).collect();
                    json!({ "price": prices? })
                }
            }
        }
        Given::NoOverride { variant_price, r#override: () } => {
            json!({ "price": listed(euros(&variant_price)?, None, None).price.amount() })
        }
        Given::Stock { variant, r#override, r#move } => {
            let set = r#override.unwrap_or_default();
            let (stock, price) = (set.stock()?, perhaps(&set.price)?);
            let mut shelf = Shelf::of(variant.counted(), stock, price);
            shelf.move_items(r#move.unwrap_or_default());
            let (on_hand, on_demand) = shelf.seen();
            json!({
                "on_hand": on_hand,
                "on_demand": on_demand,
                "variant_on_hand": shelf.count(POOL),
                "override_count": stock.count().map(|_| shelf.count(shelf.counter)),
                "price": shelf.listing.price.amount(),
            })
        }
        Given::Skus { variant_sku, override_skus } => {
            let code = |text: &str| Text::parse(text).map_err(|fault| Unknown(fault.to_string()));
            let producers = code(&variant_sku)?;
            let skus = override_skus.iter().map(|sku| {
                let sku = sku.as_deref().filter(|sku| !sku.is_empty()).map(code).transpose()?;
                let terms = KeptTerms { sku, ..KeptTerms::default() };
                let price = Money::zero(Currency::EUR);
                Ok(listed(price, Some(producers.clone()), Some(terms)).sku)
            });
            json!({ "sku": skus.collect::<Result<Vec<_>, Unknown>>()? })
        }
        Given::Settings { cases } => {
            let valid: Vec<bool> = cases.iter().map(|case| case.stock().is_ok()).collect();
            json!({ "valid": valid })
        }
        Given::Moves { count_on_hand, on_demand, moves } => {
            let on_demand = on_demand.or(count_on_hand.map(|_| false));
            let set = Setting { on_demand, count: count_on_hand, ..Setting::default() };
            let stock = set.stock()?;
            let moved = |items: &i64| {
                let mut shelf = Shelf::of((0, false), stock, None);
                shelf.move_items(*items);
                stock.count().map(|_| shelf.count(shelf.counter))
            };
            json!({ "results": moves.iter().map(moved).collect::<Vec<_>>() })
        }
        Given::Reset { resettable, default_stock, before } => {
            let before = match before {
                Before::One(one) => vec![one],
                Before::Many(many) => many,
            };
            let after = before.into_iter().map(|setting| {
                let stock = setting.stock()?;
                Ok(setting_of(reset(stock, default_stock, resettable).stock))
            });
            let mut after = after.collect::<Result<Vec<_>, Unknown>>()?;
            after.dedup();
            json!({ "after": if after.len() == 1 { after.remove(0) } else { json!(after) } })
        }
        Given::Resets { count, cases } => {
            let own = HubStock::Own { count };
            let after = |case: &DefaultStock| reset(own, case.default_stock, case.resettable);
            let counts: Vec<_> = cases.iter().map(|case| after(case).stock.count()).collect();
            json!({ "count": counts })
        }
        Given::History { permission_history } => {
            let active = permission_history.iter().map(|word| match word.as_str() {
                "granted" => Ok(HubTerms { revoked: false, ..HubTerms::NONE }.are_active()),
                "revoked" => Ok(HubTerms { revoked: true, ..HubTerms::NONE }.are_active()),
                other => Err(Unknown(format!("nothing is {other}"))),
            });
            json!({ "active": active.collect::<Result<Vec<_>, _>>()? })
        }
    })
}

/// The producer's pool.
const POOL: SupplyId = SupplyId(Uuid::from_u128(1));
/// The hub's counter of what it holds itself.
const OWN: SupplyId = SupplyId(Uuid::from_u128(2));
/// The hub's counter of what it may take of the pool.
const QUOTA: SupplyId = SupplyId(Uuid::from_u128(3));

/// A piece as a hub lists it, which its producer sells at a price and under a code.
fn listed(price: Money, sku: Option<Text<60>>, terms: Option<KeptTerms>) -> Listing {
    let id = |number| Uuid::from_u128(number);
    let (hub, producer) = (EnterpriseId(id(10)), EnterpriseId(id(11)));
    let name = Name::parse("Eggs").expect("it is a name");
    let product = Product::new(id(12).into(), producer, name.clone(), name);
    let size = Size::pieces(Quantity::pieces(1), None).expect("a piece is a size");
    let variant = Variant::new(id(13).into(), product.id, size, price, (POOL, Quantity::pieces(1)));
    let product = ListedProduct::new(
        product,
        "Farm".into(),
        [].into(),
        FoodInformation::default(),
        TaxRates::default(),
    );
    let own_dimension = Some(Quantity::pieces(1).dimension());
    let terms = terms.map(|kept| TermsInForce { kept, own_dimension, group_price: None });
    let listing = Listing::of(
        (hub, &TaxRates::default()),
        Variant { sku, ..variant },
        &product,
        terms.as_ref(),
    );
    listing.expect("it is not hidden, and counted as its product is")
}

/// What a producer has, and what a hub counts, in items and whether as much is made as is ordered.
struct Shelf {
    listing: Listing,
    /// What the hub counts by, where it does.
    counter: SupplyId,
    supplies: BTreeMap<SupplyId, (i64, bool)>,
}

impl Shelf {
    fn of(pool: (i64, bool), stock: HubStock, price: Option<Money>) -> Self {
        let (kind, counter, left) = match stock {
            HubStock::Pool => (StockKind::Pool, POOL, pool),
            HubStock::Quota { count } => (StockKind::Quota, QUOTA, (count, false)),
            HubStock::Own { count } => (StockKind::Own, OWN, (count, false)),
            HubStock::OnDemand { count } => (StockKind::Own, OWN, (count, true)),
        };
        let kept = KeptTerms {
            price,
            stock: kind,
            own: Some(OWN),
            quota: Some(QUOTA),
            ..KeptTerms::default()
        };
        let listing = listed(Money::zero(Currency::EUR), None, Some(kept));
        Self { listing, counter, supplies: BTreeMap::from([(POOL, pool), (counter, left)]) }
    }

    /// Sells so many items, where there are less than none, or takes them back.
    fn move_items(&mut self, items: i64) {
        let count = u32::try_from(items.unsigned_abs()).expect("cases move few");
        for (supply, milli) in self.listing.takes(count) {
            let left = self.supplies.get_mut(&supply).expect("it is one of them");
            left.0 += items.signum() * milli / 1_000;
        }
    }

    fn count(&self, supply: SupplyId) -> i64 {
        self.supplies.get(&supply).map_or(0, |(count, _)| *count)
    }

    /// How many items there are to sell, and whether as many are made as are ordered.
    fn seen(&self) -> (i64, bool) {
        let left = |supply| {
            self.supplies.get(&supply).filter(|(_, on_demand)| !on_demand).map(|it| it.0 * 1_000)
        };
        match self.listing.items_left(left) {
            Some(items) => (items.into(), false),
            None => (self.count(self.listing.supply), true),
        }
    }
}

/// Whether hubs set terms at all.
fn are_on(features: &[String]) -> bool {
    let has = |name| features.iter().any(|feature| feature == name);
    has("inventory") && !has("variant_tag")
}

fn reset(stock: HubStock, default_stock: Option<u32>, resettable: bool) -> HubTerms {
    let default_stock = default_stock.filter(|_| resettable);
    HubTerms { stock, default_stock, ..HubTerms::NONE }.reset()
}

fn setting_of(stock: HubStock) -> Value {
    let on_demand = match stock {
        HubStock::OnDemand { .. } => Some(true),
        HubStock::Own { .. } => Some(false),
        HubStock::Pool | HubStock::Quota { .. } => None,
    };
    json!({ "on_demand": on_demand, "count": stock.count() })
}

fn euros(value: &Value) -> Result<Money, Unknown> {
    Ok(Money::round(need(value)?, Currency::EUR))
}

fn perhaps(value: &Value) -> Result<Option<Money>, Unknown> {
    if value.is_null() { Ok(None) } else { euros(value).map(Some) }
}
