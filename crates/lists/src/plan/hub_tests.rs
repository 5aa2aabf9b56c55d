//! What a hub's list makes of its terms.

use std::collections::{BTreeMap, HashMap};

use sillon_kernel::{Currency, EnterpriseId, Money, Name, ProductId, Quantity, Unit, VariantId};
use uuid::Uuid;

use crate::{
    Absent, HubAssortment, HubPlan, HubRow, HubSupplier, List, ListRequest, ProducerCatalogue,
    RowChange, plan_hub_list, read_any_list,
};
use sillon_catalogue::{HubStock, HubTerms, Product, Size, Variant};

fn name(text: &str) -> Name {
    Name::parse(text).unwrap()
}

fn euros(minor: i64) -> Money {
    Money::new(minor, Currency::EUR)
}

const HUB: EnterpriseId = EnterpriseId(Uuid::from_u128(1));

fn variant(number: u128) -> VariantId {
    VariantId(Uuid::from_u128(number))
}

/// A farm that lists one product in sizes of so many grams, numbered on from `number`.
fn farm(number: u128, product: &str, grams: &[&str], lets: bool) -> HubSupplier {
    let producer = EnterpriseId(Uuid::from_u128(number));
    let product =
        Product::new(ProductId(Uuid::from_u128(number)), producer, name(product), name("Veg"));
    let size = |text: &&str| Quantity::parse(text, Unit::Gram).unwrap();
    let variants = (1..).zip(grams).map(|(count, text)| {
        let size = size(text);
        let supply = sillon_kernel::SupplyId(Uuid::from_u128(number));
        let measured = Size::measured(size).unwrap();
        Variant::new(variant(number + count), product.id, measured, euros(200), (supply, size))
    });
    let variants = variants.collect();
    let goods = ProducerCatalogue {
        products: vec![product],
        variants,
        ..ProducerCatalogue::empty(producer)
    };
    HubSupplier { goods, lets }
}

fn shelf() -> HubAssortment {
    let terms = HubTerms { price: Some(euros(250)), ..HubTerms::NONE };
    HubAssortment {
        hub: HUB,
        currency: Currency::EUR,
        producers: vec![
            farm(100, "Kale", &["500", "1000"], true),
            farm(200, "Apples", &["1000"], false),
        ],
        called: HashMap::new(),
        terms: BTreeMap::from([(variant(101), terms)]),
    }
}

fn rows(text: &str) -> Vec<HubRow> {
    let request = ListRequest::new(Currency::EUR);
    let List::Inventory(listing) = read_any_list(text.as_bytes(), &request) else {
        panic!("a hub's")
    };
    listing.whole().unwrap()
}

fn planned(on: &HubAssortment, text: &str, absent: Absent) -> HubPlan {
    let rows = rows(text);
    let farms = [("Ferme du Val", 100), ("ferme du val", 100), ("Verger", 200), ("Hub", 1)];
    let farms = farms.map(|(called, number)| (name(called), EnterpriseId(Uuid::from_u128(number))));
    let on = &HubAssortment { called: farms.into(), ..on.clone() };
    plan_hub_list(on, &rows.iter().collect::<Vec<_>>(), absent)
}

const HEADER: &str = "producer,distributor,name,units,unit_type,price,on_hand,on_demand";

#[test]
fn rows_set_terms_on_what_is_there_and_say_what_differs() {
    let list = format!(
        "{HEADER}\nferme du val,Hub,KALE,500,g,2.90,7,\nFerme du Val,Hub,Kale,1,kg,,,yes\n"
    );
    let plan = planned(&shelf(), &list, Absent::Keep);
    assert_eq!(plan.faults, []);
    let RowChange::Updated(fields) = &plan.lines[0].change else { panic!("it had terms") };
    let told: Vec<_> = fields
        .iter()
        .map(|field| (field.field, field.before.as_deref(), field.after.as_deref()))
        .collect();
    assert_eq!(
        told,
        [
            ("price", Some("2.50"), Some("2.90")),
            ("on_hand", None, Some("7")),
            ("on_demand", None, Some("no")),
        ]
    );
    assert_eq!(plan.lines[1].change, RowChange::Created);
    assert_eq!(plan.terms[&variant(101)].1.stock, HubStock::Own { count: 7 });
    assert_eq!(plan.terms[&variant(102)].1.stock, HubStock::OnDemand { count: 0 });
    let mut after = shelf();
    after.terms.extend(plan.terms.into_iter().map(|(id, (_, terms))| (id, terms)));
    let again = planned(&after, &list, Absent::Zero);
    assert!(
        again.terms.is_empty() && again.zeroed.is_empty(),
        "the same list again is nothing new"
    );
}

#[test]
fn every_row_that_cannot_be_is_told_by_its_line() {
    let list = format!(
        "{HEADER}\nNobody,Hub,Kale,500,g,2,,\nVerger,Hub,Apples,1,kg,2,,\nFerme du Val,Hub,Leeks,1,kg,2,,\n\
         Ferme du Val,Hub,Kale,250,g,2,,\nFerme du Val,Hub,Kale,1,kg,2,,\nFerme du Val,Hub,Kale,1000,g,3,,\n"
    );
    let pounds = HubAssortment { currency: Currency::from_code("GBP").unwrap(), ..shelf() };
    let told = |plan: &HubPlan| -> Vec<String> {
        plan.faults.iter().map(|fault| format!("{} {}", fault.line, fault.field)).collect()
    };
    // The last two lines are one size.
    let text = list.replace("Kale,1000,g,3", "Kale,1.0,kg,3");
    let read = read_any_list(text.as_bytes(), &ListRequest::new(Currency::EUR)).whole();
    assert_eq!(read.unwrap_err()[0].line, 7);
    let list = list.rsplit_once("Ferme du Val").unwrap().0.to_owned();
    let plan = planned(&shelf(), &list, Absent::Zero);
    assert_eq!(told(&plan), ["2 producer", "3 producer", "4 name", "5 units"]);
    assert!(plan.faults[3].rule.contains("500 g") && plan.faults[3].rule.contains("1 kg"));
    assert_eq!(told(&planned(&pounds, &list, Absent::Keep))[4], "6 price");
}

#[test]
fn what_a_list_does_not_name_has_nothing_left_where_it_is_said() {
    let list = format!("{HEADER}\nFerme du Val,Hub,Kale,1,kg,3,,\n");
    assert_eq!(planned(&shelf(), &list, Absent::Keep).zeroed, []);
    let plan = planned(&shelf(), &list, Absent::Zero);
    assert_eq!((plan.zeroed[0].variant, plan.zeroed[0].before), (variant(101), HubStock::Pool));
    let (_, after) = &plan.terms[&variant(101)];
    assert_eq!((after.stock, after.price), (HubStock::Own { count: 0 }, Some(euros(250))));
    let mut revoked = shelf();
    revoked.terms.values_mut().for_each(|terms| terms.revoked = true);
    assert_eq!(planned(&revoked, &list, Absent::Zero).zeroed, [], "they say nothing now");
}

#[test]
fn a_hubs_own_goods_are_counted_in_their_pool() {
    let own = HubAssortment { producers: vec![farm(1, "Kale", &["500"], true)], ..shelf() };
    let list = |cells: &str| format!("{HEADER}\nHub,Hub,Kale,500,g,{cells}\n");
    assert_eq!(planned(&own, &list("2.20,,"), Absent::Keep).faults, []);
    assert_eq!(planned(&own, &list("2.20,5,"), Absent::Keep).faults[0].field, "on_hand");
}
