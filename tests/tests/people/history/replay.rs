//! What the log tells from the start comes to what is: random edits of goods, replayed.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::{Value, json};
use sillon_engine::Error;
use sillon_kernel::{FieldValue, Fields, ProductId};
use sillon_store::Repositories;
use sillon_testkit::{Dice, Marketplace, Shop, on_both_databases};

use super::{MONDAY, history, opened};

/// How many edits are tried.
const EDITS: usize = 150;

const CARROTS: &str = "Carrots, 500 g";

/// A field of something: the id of the size or the supply, none for the product, and its name.
type Place = (Option<String>, String);

/// What a history comes to.
#[derive(Default)]
struct Replayed(BTreeMap<Place, BTreeSet<String>>);

impl Replayed {
    fn play(changes: &[Value]) -> Self {
        let mut replayed = Self::default();
        for change in changes.iter().rev() {
            let text = |field: &str| change[field].as_str().map(str::to_owned);
            let field = text("field").unwrap();
            let is_several = ["labels", "properties", "units"].contains(&field.as_str());
            let parts = |text: Option<String>| -> BTreeSet<String> {
                match text {
                    Some(text) if is_several => text.split(", ").map(str::to_owned).collect(),
                    text => text.into_iter().collect(),
                }
            };
            let (went, came) = (parts(text("before")), parts(text("after")));
            let says = replayed.0.entry((text("id"), field)).or_default();
            if !is_several && !says.is_empty() {
                assert_eq!(*says, went, "a change begins where the last one ended: {change}");
            }
            says.retain(|part| !went.contains(part));
            says.extend(came);
        }
        replayed
    }

    /// That something is what the history comes to; what it never told is as usual.
    fn assert_is<T: Fields>(&self, id: Option<&str>, present: &T, usual: &[(&str, FieldValue)]) {
        for (field, value) in present.fields() {
            let Some(told) = self.0.get(&(id.map(str::to_owned), field.to_owned())) else {
                let is_usual = usual.iter().any(|(name, usual)| *name == field && *usual == value);
                let is_nothing =
                    value == FieldValue::One(None) || value == FieldValue::Several(BTreeSet::new());
                assert!(is_usual || is_nothing, "{field} was never told: {value:?}");
                continue;
            };
            let is = match value {
                FieldValue::One(value) => value.into_iter().collect(),
                FieldValue::Several(values) => values,
                FieldValue::Veiled { told, .. } => BTreeSet::from([told]),
            };
            assert_eq!(*told, is, "{field}");
        }
    }
}

/// Something said of the product, of a size, or of what there is; some of it is refused, and some changes nothing.
fn edit(shop: &Shop, dice: &mut Dice) {
    let product = format!("/v1/products/{}", shop.product(CARROTS));
    let sizes = shop.farmer.get(&product).assert(200)["variants"].clone();
    let sizes = sizes.as_array().unwrap();
    let size = format!("/v1/variants/{}", dice.pick(sizes)["id"].as_str().unwrap());
    let eur = |dice: &mut Dice| json!({"amount": format!("{}.{}0", dice.below(5), dice.below(10)), "currency": "EUR"});
    let of_size = |edit: Value| drop(shop.farmer.patch(&size, &edit));
    let of_product = |edit: Value| drop(shop.farmer.patch(&product, &edit));
    let grams =
        |dice: &mut Dice| json!({"value": (100 * (1 + dice.below(12))).to_string(), "unit": "g"});
    match dice.below(14) {
        0 => of_size(json!({"price": eur(dice)})),
        1 => of_size(json!({"size": grams(dice)})),
        2 => of_size(
            json!({"size": {"value": "1", "unit": "piece"}, "piece_name": *dice.pick(&["bunch", "box"])}),
        ),
        3 => of_size(
            json!({"sku": *dice.pick(&[Some("A"), Some("B"), None]), "withdrawn": dice.once_in(3)}),
        ),
        4 => {
            let deposit = if dice.once_in(2) { Value::Null } else { eur(dice) };
            of_size(json!({"deposit": deposit}));
        }
        5 => of_size(
            json!({"tax": *dice.pick(&["standard", "reduced"]), "name": *dice.pick(&[Some("washed"), None])}),
        ),
        6 => of_product(json!({"description": *dice.pick(&[Some("Sweet."), Some("Long."), None])})),
        7 => of_product(
            json!({"labels": *dice.pick(&[&["farm-made"][..], &["farm-made", "organic"], &[]])}),
        ),
        8 => {
            let bunch = json!({"name": "bunch", "amount": grams(dice)});
            of_product(json!({"units": if dice.once_in(3) { json!([]) } else { json!([bunch]) }}));
        }
        9 => of_product(
            json!({"storage": *dice.pick(&["ambient", "chilled"]), "withdrawn": dice.once_in(4)}),
        ),
        10 => {
            let new = json!({"size": grams(dice), "price": eur(dice)});
            drop(shop.farmer.post(&format!("{product}/variants"), &new));
        }
        11 => {
            let supply = dice.pick(sizes)["supply"]["id"].as_str().unwrap().to_owned();
            let unit = *dice.pick(&["kg", "piece"]);
            let there = json!({"value": dice.below(50).to_string(), "unit": unit});
            let counted = json!({"available": there, "on_demand": dice.once_in(4)});
            drop(shop.farmer.put(&format!("/v1/supplies/{supply}"), &counted));
        }
        12 => {
            let row = format!(
                "Ferme des Tilleuls,Market,Carrots,{},g,2.{}0,{}",
                100 * (1 + dice.below(12)),
                dice.below(10),
                dice.below(90)
            );
            let list = format!("producer,category,name,units,unit_type,price,on_hand\n{row}\n");
            let absent = *dice.pick(&["", "?absent=zero"]);
            let path = format!("/v1/product-lists{absent}");
            drop(shop.farmer.send("POST", &path, Some(("text/csv", list.as_bytes()))));
        }
        _ => {
            let week = format!("/v1/enterprises/{}/week", shop.farm_id);
            let line = format!("Carrots 500 g: {}.50", dice.below(5));
            drop(shop.farmer.send("POST", &week, Some(("text/plain", line.as_bytes()))));
        }
    }
}

on_both_databases! {
    async fn what_is_told_of_random_edits_comes_to_what_is(db: TestDatabase) {
        let market = Marketplace::open_at(db, MONDAY);
        let shop = opened(&market);
        let mut dice = Dice::new(58);
        for _ in 0..EDITS {
            edit(&shop, &mut dice);
        }
        let changes = history(&shop.farmer, &format!("/v1/products/{}/history", shop.product(CARROTS)));
        assert!(changes.len() > EDITS / 2, "only {} were told", changes.len());
        let replayed = Replayed::play(&changes);
        let (engine, id) = (market.engine(), shop.product(CARROTS).parse::<ProductId>().unwrap());
        let read = move |tx: &mut sillon_engine::Tx<'_>| {
            let product = tx.catalogue().product(id)?;
            Ok::<_, Error>((product, tx.catalogue().variants(&[id])?, tx.catalogue().supplies(&[id])?))
        };
        let reading = std::thread::spawn(move || sillon_testkit::run(engine.read(read)).unwrap());
        let (product, sizes, supplies) = reading.join().unwrap();
        replayed.assert_is(None, &product, &product.usual());
        assert!(sizes.len() > 2, "sizes came");
        for size in sizes {
            // What it takes of its supply is told where its units say so.
            let mut usual = size.usual();
            usual.push(("draw", FieldValue::one(&size.draw)));
            replayed.assert_is(Some(&size.id.to_string()), &size, &usual);
        }
        for supply in supplies {
            let empty = sillon_catalogue::Supply { available_milli: 0, on_demand: false, ..supply.clone() };
            replayed.assert_is(Some(&supply.id.to_string()), &supply, &empty.fields());
        }
        market.assert_clean();
    }
}
