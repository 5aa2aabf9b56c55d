//! What a hub sells on terms of its own.

use serde::Deserialize;
use serde_json::{Value, json};
use sillon_catalogue::{HubStock, HubTerms, Stock};
use sillon_kernel::{Currency, Money, Text};

use crate::case::{Answered, Unknown, need, read};

/// The two settings of a hub's stock; `count_on_hand` and `count` are one.
#[derive(Clone, Copy, Deserialize)]
#[serde(deny_unknown_fields)]
struct Setting {
    #[serde(default)]
    on_demand: Option<bool>,
    #[serde(default, alias = "count_on_hand")]
    count: Option<i64>,
}

impl Setting {
    fn stock(self) -> Result<HubStock, Unknown> {
        HubStock::named(self.on_demand, self.count).map_err(|refused| Unknown(refused.to_string()))
    }
}

/// What the producer has.
#[derive(Clone, Copy, Deserialize)]
#[serde(deny_unknown_fields)]
struct Held {
    #[serde(default)]
    on_hand: Option<i64>,
    #[serde(default)]
    on_demand: Option<bool>,
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
            let own = HubTerms { price: perhaps(&override_price)?, ..HubTerms::NONE };
            let price = |on: bool| -> Result<String, Unknown> {
                let terms = HubTerms::in_force(Some(own.clone()), on);
                Ok(terms.price_over(euros(&variant_price)?).amount())
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
            json!({ "price": HubTerms::NONE.price_over(euros(&variant_price)?).amount() })
        }
        Given::Stock { variant, r#override, r#move } => {
            let pool = Stock {
                on_hand: variant.on_hand.unwrap_or_default(),
                on_demand: variant.on_demand.unwrap_or_default(),
            };
            let stock = r#override.map_or(Ok(HubStock::Pool), Setting::stock)?;
            let (stock, pool) = stock.moved(pool, r#move.unwrap_or_default());
            let seen = HubTerms { stock, ..HubTerms::NONE }.stock_over(pool);
            json!({
                "on_hand": seen.on_hand,
                "on_demand": seen.on_demand,
                "variant_on_hand": pool.on_hand,
                "override_count": stock.count(),
            })
        }
        Given::Skus { variant_sku, override_skus } => {
            let code = |text: &str| Text::parse(text).map_err(|fault| Unknown(fault.to_string()));
            let producers = code(&variant_sku)?;
            let skus = override_skus.iter().map(|sku| {
                let sku = sku.as_deref().filter(|sku| !sku.is_empty()).map(code).transpose()?;
                let terms = HubTerms { sku, ..HubTerms::NONE };
                Ok(terms.sku_over(Some(&producers)).map(Text::to_string))
            });
            json!({ "sku": skus.collect::<Result<Vec<_>, Unknown>>()? })
        }
        Given::Settings { cases } => {
            let valid: Vec<bool> = cases.iter().map(|case| case.stock().is_ok()).collect();
            json!({ "valid": valid })
        }
        Given::Moves { count_on_hand, on_demand, moves } => {
            let pool = Stock { on_hand: 0, on_demand: false };
            let on_demand = on_demand.or(count_on_hand.map(|_| false));
            let stock = Setting { on_demand, count: count_on_hand }.stock()?;
            let moved = |items: &i64| stock.moved(pool, *items).0;
            json!({ "results": moves.iter().map(|items| moved(items).count()).collect::<Vec<_>>() })
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
    let on_demand = stock.is_own().then_some(matches!(stock, HubStock::OnDemand { .. }));
    json!({ "on_demand": on_demand, "count": stock.count() })
}

fn euros(value: &Value) -> Result<Money, Unknown> {
    Ok(Money::round(need(value)?, Currency::EUR))
}

fn perhaps(value: &Value) -> Result<Option<Money>, Unknown> {
    if value.is_null() { Ok(None) } else { euros(value).map(Some) }
}
