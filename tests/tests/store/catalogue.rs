//! Products and variants come back from the database as they were saved.

use sillon_catalogue::{Food, NamedUnit, Product, Size, Variant};
use sillon_engine::Error;
use sillon_enterprises::Property;
use sillon_identity::Actor;
use sillon_kernel::{Currency, Dimension, Money, Name, Quantity, Revised, Text};
use sillon_store::Repositories;
use sillon_testkit::{Market, on_both_databases};

fn name(text: &str) -> Name {
    Name::parse(text).unwrap()
}

fn grams(grams: i64) -> Quantity {
    Quantity::from_milli(grams * 1_000, Dimension::Weight)
}

/// The product with everything said that can be.
fn described(product: &Product) -> Product {
    Product {
        description: Some(Text::parse("Sweet.\nWashed.").unwrap()),
        kind: Some("carrot".parse().unwrap()),
        food: Food {
            prepacked: true,
            allergens: "celery,sulphites".parse().unwrap(),
            ingredients: Some(Text::parse("carrots, celery").unwrap()),
            origin: Some(
                "FR 80,ES 20".parse::<sillon_catalogue::Origin>().unwrap().at(Some(name("Drôme"))),
            ),
            durability: Some("best-before 30".parse().unwrap()),
            alcohol: Some("1.5".parse().unwrap()),
        },
        labels: ["organic", "farm-made"].map(|label| label.parse().unwrap()).into(),
        properties: vec![Property { name: name("Water"), value: Text::parse("rain").ok() }],
        inherits_properties: false,
        units: vec![NamedUnit { name: name("bunch"), amount: grams(500), of: None }],
        ..product.clone()
    }
}

on_both_databases! {
    async fn what_was_saved_is_read(db: TestDatabase) {
        let market = Market::stocked(db).await;
        let variant = market.variant("Carrots 500 g");
        let read = market
            .engine
            .write(move |tx| {
                let producer = tx.enterprises().called(&["ferme des tilleuls".to_owned()], &[])?.remove(0).id;
                let product = tx.catalogue().products(producer)?.remove(0);
                let wanted = described(&product);
                let now = tx.now();
                let permit = Actor::Operator.permit(producer)?;
                let revised = Revised::from(product, wanted.clone());
                tx.goods().save_products(&permit, &[revised], now)?;
                let old = tx.catalogue().variants(&[wanted.id])?;
                let old = old.into_iter().find(|it| it.id == variant).unwrap();
                let changed = Variant {
                    size: Size::pieces(Quantity::pieces(1), Some(name("bunch"))).unwrap(),
                    deposit: Some(Money::new(30, Currency::EUR)),
                    heaviest: Some(Quantity::pieces(2)),
                    content: Some(grams(500)),
                    display_as: Some(name("big bunch")),
                    draw: grams(500),
                    ..old.clone()
                };
                let revised = Revised::from(old, changed.clone());
                tx.goods().save_variants(&permit, &[revised], now)?;
                let product = tx.catalogue().products(producer)?.remove(0);
                let variants = tx.catalogue().variants(&[product.id])?;
                Ok::<_, Error>((wanted, product, changed, variants))
            })
            .await
            .unwrap();
        let (wanted, product, changed, variants) = read;
        assert!(product.version > wanted.version, "both changes are counted");
        assert_eq!(product, Product { version: product.version, ..wanted });
        assert!(variants.contains(&changed));
        assert_eq!(changed.label(), "big bunch");
        market.assert_clean().await;
    }
}
