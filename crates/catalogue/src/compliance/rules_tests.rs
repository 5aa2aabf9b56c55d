use std::collections::BTreeSet;

use sillon_kernel::{
    Currency, Date, Email, Language, Money, Name, Quantity, Text, Unit, VatRegime,
};

use super::{FoodFacts, RULES, Requirement, missing, missing_of_producer, missing_of_shop};
use crate::{Alcohol, Allergens, Product, Size, Variant};
use sillon_enterprises::{Address, Certificate, Contact, Country, Label, LegalIdentity, Seller};

/// Somebody of whom nothing is known but a name.
fn unknown() -> Seller {
    Seller {
        id: "018f0000-0000-7000-8000-000000000001".parse().unwrap(),
        name: Name::parse("Le Panier").unwrap(),
        legal: None,
        address: None,
        contact: Contact::default(),
    }
}

/// Somebody who said all there is to say.
fn known() -> Seller {
    let legal = LegalIdentity {
        legal_name: Text::parse("Association du Panier").unwrap(),
        form: Text::parse("association loi de 1901").ok(),
        siren: "732829320".parse().ok(),
        siret: None,
        rna: None,
        vat_number: None,
        vat_regime: VatRegime::Franchise,
    };
    let address = Address {
        street: vec![Text::parse("12 rue des Lilas").unwrap()],
        postcode: Text::parse("88000").ok(),
        city: Name::parse("Épinal").unwrap(),
        country: Country::FR,
        coordinates: None,
    };
    let contact = Contact {
        email: Email::parse("bonjour@panier.example").ok(),
        phone: "+33 3 29 00 00 00".parse().ok(),
        ..Contact::default()
    };
    Seller { legal: Some(legal), address: Some(address), contact, ..unknown() }
}

/// A product of a type, of which its allergens are known.
fn product(kind: &str) -> Product {
    let id = |number: u32| format!("018f0000-0000-7000-8000-00000000000{number}");
    let (name, category) = (Name::parse("Ware").unwrap(), Name::parse("Shelf").unwrap());
    let mut product = Product::new(id(1).parse().unwrap(), id(2).parse().unwrap(), name, category);
    product.kind = kind.parse().ok();
    product.food.allergens = Allergens::DeclaredNone;
    product
}

/// The product after a change.
fn with(kind: &str, change: impl FnOnce(&mut Product)) -> Product {
    let mut product = product(kind);
    change(&mut product);
    product
}

fn jar() -> Variant {
    let size = Size::pieces(Quantity::pieces(1), Name::parse("jar").ok()).unwrap();
    let id = |number: u32| format!("018f0000-0000-7000-8000-00000000000{number}");
    let supply = (id(4).parse().unwrap(), size.quantity());
    let price = Money::new(400, Currency::EUR);
    Variant::new(id(3).parse().unwrap(), product("").id, size, price, supply)
}

fn day(text: &str) -> Date {
    text.parse().unwrap()
}

fn certificate(label: Label, body: Option<&str>) -> Certificate {
    Certificate {
        id: "018f0000-0000-7000-8000-000000000005".parse().unwrap(),
        enterprise: product("").producer,
        label,
        body: body.map(|code| code.parse().unwrap()),
        number: None,
        from: day("2026-01-01"),
        until: day("2026-12-31"),
    }
}

/// The rules that find something missing, with these certificates on a day.
fn lacks_on(on: &str, product: &Product, certificates: &[Certificate]) -> Vec<&'static str> {
    let goods = FoodFacts { product, certificates, day: day(on), not_reduced: &[] };
    let missing = missing(&goods, &[jar()], Some(&known()));
    missing.into_iter().map(|missing| missing.rule.id).collect()
}

fn lacks(product: &Product) -> Vec<&'static str> {
    lacks_on("2026-05-04", product, &[])
}

fn nothing() -> Vec<&'static str> {
    Vec::new()
}

#[test]
fn every_rule_has_a_name_of_its_own_and_says_what_is_missing() {
    let ids: BTreeSet<_> = RULES.iter().map(|rule| rule.id).collect();
    assert_eq!(ids.len(), RULES.len());
    let named = |rule: &Requirement| Language::ALL.iter().all(|it| rule.says(*it) != rule.id);
    assert!(RULES.iter().all(named));
}

#[test]
fn allergens_are_said_of_every_food_also_of_a_carrot() {
    let unsaid = |kind| with(kind, |it| it.food.allergens = Allergens::Unknown);
    assert_eq!(lacks(&unsaid("wine").clone()), ["allergens", "alcohol"]);
    assert_eq!(lacks(&unsaid("salt")), ["allergens"]);
    let typeless = ["allergens", "product-type"];
    assert_eq!(lacks(&unsaid("")), typeless, "what says no type is food");
    assert_eq!(lacks(&unsaid("flower")), nothing());
    assert_eq!(
        lacks(&with("bread", |it| it.food.allergens = "gluten".parse().unwrap())),
        nothing()
    );
}

#[test]
fn fruit_vegetables_meat_and_honey_name_their_country() {
    for (kind, rule) in [
        ("carrot", "origin-fruit-vegetables"),
        ("strawberry", "origin-fruit-vegetables"),
        ("pork", "origin-meat"),
        ("lamb", "origin-meat"),
        ("chicken", "origin-meat"),
        ("beef", "origin-beef"),
        ("veal", "origin-beef"),
        ("honey", "origin-honey"),
    ] {
        assert_eq!(lacks(&product(kind)), [rule], "{kind}");
        let said = with(kind, |it| it.food.origin = "FR".parse().ok());
        assert_eq!(lacks(&said), nothing(), "{kind}");
    }
    assert_eq!(lacks(&product("jam")), nothing());
}

#[test]
fn what_says_no_type_says_from_which_country_it_is() {
    assert_eq!(lacks(&product("")), ["product-type"]);
    let from = |origin: &str| with("", |it| it.food.origin = origin.parse().ok());
    assert_eq!(lacks(&from("FR")), nothing());
    assert_eq!(lacks(&from("FR,ES")), ["product-type"], "it may be honey");
}

#[test]
fn what_stands_under_fruit_and_vegetables_names_its_country_whatever_its_type() {
    let under = |heading: &str, kind| {
        let heading = Name::parse(heading).unwrap();
        with(kind, |it| it.category = heading)
    };
    for heading in ["Légumes", "FRUITS & légumes", "Vegetables", "Gemüse, Obst", "primeurs"] {
        let lacking = lacks(&under(heading, "flower"));
        assert_eq!(lacking, ["origin-fruit-vegetables"], "{heading}");
    }
    assert_eq!(lacks(&under("Flowers", "flower")), nothing());
    assert_eq!(lacks(&under("Fruits", "jam")), nothing(), "what its type says it is, it is");
}

#[test]
fn honey_of_several_countries_says_their_shares_from_14_june_2026() {
    let honey = |origin: &str| with("honey", |it| it.food.origin = origin.parse().ok());
    assert_eq!(lacks_on("2026-06-13", &honey("FR,ES"), &[]), nothing());
    assert_eq!(lacks_on("2026-06-14", &honey("FR,ES"), &[]), ["honey-shares"]);
    assert_eq!(lacks_on("2026-06-14", &honey("ES 40,FR 60"), &[]), ["honey-shares"]);
    assert_eq!(lacks_on("2026-06-14", &honey("FR 60,ES 40"), &[]), nothing());
    assert_eq!(lacks_on("2026-06-14", &honey("FR"), &[]), nothing());
}

#[test]
fn packed_food_lists_its_ingredients_unless_it_is_one_thing() {
    let packed = |kind: &str| {
        with(kind, |it| {
            it.food.prepacked = true;
            it.food.origin = "FR".parse().ok();
        })
    };
    let listed = |kind: &str| {
        let mut product = packed(kind);
        product.food.ingredients = Text::parse("Apples, sugar").ok();
        product
    };
    for kind in ["", "jam", "biscuit", "lemonade"] {
        assert_eq!(lacks(&packed(kind)), ["ingredients", "net-quantity"], "{kind}");
        assert_eq!(lacks(&listed(kind)), ["net-quantity"], "{kind}");
    }
    for kind in ["flour", "milk", "honey", "lentils", "beef"] {
        assert_eq!(lacks(&packed(kind)), ["net-quantity"], "{kind}");
    }
    assert_eq!(lacks(&product("jam")), nothing(), "what is not packed needs no list");
}

#[test]
fn packed_food_says_how_much_it_is() {
    let jam = with("jam", |it| {
        it.food.prepacked = true;
        it.food.ingredients = Text::parse("Apples, sugar").ok();
    });
    let goods =
        FoodFacts { product: &jam, certificates: &[], day: day("2026-05-04"), not_reduced: &[] };
    let of = |variant: &Variant| missing(&goods, std::slice::from_ref(variant), None).len();
    assert_eq!(of(&jar()), 1);
    let content = Quantity::parse("370", Unit::Gram).ok();
    assert_eq!(of(&Variant { content, ..jar() }), 0);
    let size = Size::measured(content.unwrap()).unwrap();
    assert_eq!(of(&Variant { size, ..jar() }), 0);
    assert_eq!(of(&Variant { withdrawn: true, ..jar() }), 0, "nobody is offered it");
    let eggs = with("egg", |it| it.food.prepacked = true);
    assert_eq!(lacks(&eggs), nothing(), "eggs are sold by number");
}

#[test]
fn a_price_that_is_announced_as_reduced_is_below_the_lowest_of_the_days_before() {
    let jam = with("jam", |_| {});
    let of = |not_reduced: &[_]| {
        let goods =
            FoodFacts { product: &jam, certificates: &[], day: day("2026-05-04"), not_reduced };
        let missing = missing(&goods, &[jar()], None);
        missing.into_iter().map(|it| (it.rule.id, it.variant)).collect::<Vec<_>>()
    };
    assert_eq!(of(&[]), []);
    assert_eq!(of(&[jar().id]), [("price-reduction", Some(jar().id))]);
    let other = "018f0000-0000-7000-8000-000000000009".parse().unwrap();
    assert_eq!(of(&[other]), [], "that is another size");
}

#[test]
fn what_is_stronger_than_wine_sauce_says_how_strong() {
    assert_eq!(lacks(&product("beer")), ["alcohol"]);
    let beer = with("beer", |it| it.food.alcohol = Alcohol::from_tenths(55).ok());
    assert_eq!(lacks(&beer), nothing());
    assert_eq!(lacks(&product("fruit-juice")), nothing());
}

#[test]
fn organic_is_claimed_under_a_valid_certificate_that_names_its_body() {
    let organic = with("salt", |it| it.labels = BTreeSet::from([Label::Organic]));
    let sound = [certificate(Label::Organic, Some("FR-BIO-01"))];
    assert_eq!(lacks(&organic), ["organic-certificate"]);
    assert_eq!(lacks_on("2026-12-31", &organic, &sound), nothing());
    assert_eq!(lacks_on("2027-01-01", &organic, &sound), ["organic-certificate"]);
    assert_eq!(lacks_on("2025-12-31", &organic, &sound), ["organic-certificate"]);
    let unnamed = [certificate(Label::Organic, None)];
    assert_eq!(lacks_on("2026-05-04", &organic, &unnamed), ["organic-body"]);
    let other = [certificate(Label::Hve, None)];
    assert_eq!(lacks_on("2026-05-04", &organic, &other), ["organic-certificate"]);
}

#[test]
fn other_labels_need_theirs_and_the_farms_own_word_needs_none() {
    let of = |label| with("salt", |it| it.labels = BTreeSet::from([label]));
    for label in Label::ALL.into_iter().filter(|label| *label != Label::Organic) {
        let wanted = if label == Label::FarmMade { nothing() } else { vec!["label-certificate"] };
        assert_eq!(lacks(&of(label)), wanted, "{label}");
        let held = [certificate(label, None)];
        assert_eq!(lacks_on("2026-05-04", &of(label), &held), nothing(), "{label}");
    }
}

#[test]
fn whoever_sells_says_who_they_are() {
    let packed = with("milk", |it| it.food.prepacked = true);
    let goods =
        FoodFacts { product: &packed, certificates: &[], day: day("2026-05-04"), not_reduced: &[] };
    let found = missing(&goods, &[], Some(&unknown()));
    assert_eq!(found.iter().map(|it| it.rule.id).collect::<Vec<_>>(), ["operator"]);
    assert_eq!(missing_of_producer(&goods, &unknown()), found);
    assert_eq!(missing(&goods, &[], Some(&known())), []);
    assert_eq!(missing_of_producer(&goods, &known()), []);
    let lacks = |shop: &Seller| -> Vec<&str> {
        missing_of_shop(shop).iter().map(|it| it.rule.id).collect()
    };
    assert_eq!(lacks(&unknown()), ["seller-identity", "seller-address", "seller-contact"]);
    assert_eq!(lacks(&known()), nothing());
    let silent = Contact { phone: None, ..known().contact };
    assert_eq!(lacks(&Seller { contact: silent, ..known() }), ["seller-contact"]);
    let mut unnumbered = known();
    unnumbered.legal.as_mut().unwrap().siren = None;
    assert_eq!(lacks(&unnumbered), ["seller-number"]);
    assert_eq!(missing_of_shop(&unnumbered)[0].shop, Some((known().id, known().name)));
}
