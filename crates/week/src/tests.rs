//! What farmers type, and what is made of it.

use proptest::{collection::vec, prelude::*, sample::select};
use sillon_kernel::{Currency, Language, Money, Name, Quantity, Unit, VariantId};
use uuid::Uuid;

use crate::{
    Choices, ItemState, LineKind, LineRead, Rule, Shelf, ShelfItem, WeekPreview, preview_week,
    write_week,
};
use sillon_catalogue::{NamedUnit, Size};

/// A size: product, name, size such as `500 g`, `6 oeuf` or `1 botte`, cents, whole items left.
type Row = (&'static str, &'static str, &'static str, i64, i64);

/// What the examples are read against. Rows of one product and dimension share a pool, which is the first one's.
const FARM: &[Row] = &[
    ("Carottes", "", "1 botte", 200, 10),
    ("Carottes", "", "1 kg", 210, 30),
    ("Poireaux", "", "1 kg", 320, 20),
    ("Salade", "", "1 pièce", 110, 30),
    ("Œufs", "", "6 œuf", 240, 12),
    ("Tomates cerises", "", "250 g", 280, 8),
    ("Tomates anciennes", "", "1 kg", 420, 8),
    ("Courges", "", "1500 g", 330, 25),
    ("Radis", "", "1 botte", 150, 18),
    ("Pommes", "", "1 kg", 260, 50),
    ("Pain", "de seigle", "1 miche", 450, 6),
    ("Farine T65", "", "1 kg", 190, 40),
    ("Pommes de terre", "", "500 g", 90, 100),
    ("Pommes de terre", "", "5 kg", 750, 0),
    ("Jus de pomme", "", "75 cl", 350, 24),
    ("Navets", "", "500 g", 120, 0),
    ("Haricots verts", "", "1 kg", 700, 5),
    ("Poires", "", "2 kg", 480, 5),
    ("Poires", "", "500 g", 140, 20),
];

fn id(number: usize) -> Uuid {
    Uuid::from_u128(u128::try_from(number).unwrap() + 1)
}

fn size(text: &str) -> Size {
    let (number, unit) = text.split_once(' ').unwrap();
    match unit.parse::<Unit>() {
        Ok(unit) => Size::measured(Quantity::parse(number, unit).unwrap()).unwrap(),
        Err(_) => {
            Size::pieces(Quantity::parse(number, Unit::Piece).unwrap(), Name::parse(unit).ok())
                .unwrap()
        }
    }
}

/// Pears by the crate of 10 kg, and juice by the case of 6 bottles of 75 cl.
fn units_of(product: &str) -> Vec<NamedUnit> {
    let unit = |name: &str, amount: Quantity, of: &str| NamedUnit {
        name: Name::parse(name).unwrap(),
        amount,
        of: Name::parse(of).ok(),
    };
    match product {
        "Poires" => vec![unit("caisse", Quantity::parse("10", Unit::Kilogram).unwrap(), "")],
        "Jus de pomme" => vec![
            unit("carton", Quantity::pieces(6), "bouteille"),
            unit("bouteille", Quantity::parse("75", Unit::Centilitre).unwrap(), ""),
        ],
        _ => Vec::new(),
    }
}

/// What sort of goods some are.
fn sorts_of(product: &str) -> Vec<String> {
    let sorts: &[&str] = match product {
        "Courges" => &["squash", "courge", "Légumes"],
        "Pommes" | "Poires" => &["Fruits"],
        "Farine T65" => &["flour", "farine", "Épicerie sèche"],
        _ => &[],
    };
    sorts.iter().map(|sort| (*sort).to_owned()).collect()
}

fn shelf_of(rows: &[Row]) -> Shelf {
    let mut items: Vec<ShelfItem> = Vec::new();
    for (place, (product, name, size_text, cents, left)) in rows.iter().enumerate() {
        let size = size(size_text);
        let draw = size.quantity();
        let same = items.iter().find(|item| item.product_name.as_str() == *product);
        let pool = items.iter().find(|item| {
            item.product_name.as_str() == *product && item.draw.dimension() == draw.dimension()
        });
        let now = ItemState {
            left_milli: pool.map_or(draw.milli() * left, |pool| pool.now.left_milli),
            on_demand: false,
            price: Money::new(*cents, Currency::EUR),
            offered: *product != "Navets",
        };
        let last = (*product == "Pommes").then_some(ItemState { left_milli: 64_000_000, ..now });
        items.push(ShelfItem {
            variant: VariantId(id(place)),
            product: same.map_or(id(place).into(), |same| same.product),
            product_name: Name::parse(product).unwrap(),
            sorts: sorts_of(product),
            name: Name::parse(name).ok(),
            supply: pool.map_or(id(place).into(), |pool| pool.supply),
            size,
            draw,
            content: None,
            display_as: None,
            units: units_of(product),
            now,
            reduced_since: None,
            last,
        });
    }
    Shelf::new(items, Currency::EUR)
}

fn farm() -> Shelf {
    shelf_of(FARM)
}

fn preview(text: &str) -> WeekPreview {
    preview_week(text, &Choices::new(), &farm())
}

fn stands(standing: &ItemState, item: &ShelfItem) -> String {
    let left = if standing.on_demand {
        "on demand".to_owned()
    } else {
        item.items(standing.left_milli).to_string()
    };
    let offered = if standing.offered { "" } else { " off" };
    format!("{left} at {}{offered}", standing.price.amount())
}

/// What a line was read as: `Carottes botte: 40 at 2.20`, or the code of its fault.
fn read(line: &str) -> String {
    let shelf = farm();
    let preview = preview_week(line, &Choices::new(), &shelf);
    let said = |line: &crate::WeekLine| match &line.kind {
        LineKind::PassedOver => "passed over".to_owned(),
        LineKind::Faulty(faults) => faults[0].rule.code().to_owned(),
        LineKind::Read(read) => {
            let entry = |entry: &crate::WeekEntry| {
                let item = shelf.find(entry.variant).unwrap();
                format!("{}: {}", item.written(), stands(&entry.after, item))
            };
            let all: Vec<String> = read.entries.iter().map(entry).collect();
            let guessed = if read.guessed { "? " } else { "" };
            format!("{guessed}{}", all.join(" & "))
        }
    };
    preview.lines.iter().map(said).collect::<Vec<_>>().join(" | ")
}

#[track_caller]
fn assert_read(lines: &[(&str, &str)]) {
    let found: Vec<(&str, String)> = lines.iter().map(|(line, _)| (*line, read(line))).collect();
    let wanted: Vec<(&str, String)> =
        lines.iter().map(|(line, wanted)| (*line, (*wanted).to_owned())).collect();
    assert_eq!(found, wanted);
}

#[test]
fn accents_tell_which_of_two_products_is_meant() {
    let shelf = shelf_of(&[("Pâtes", "", "500 g", 300, 5), ("Pâtés", "", "180 g", 400, 5)]);
    for (line, meant) in
        [("Pâtes 20", 0), ("pâtés 20", 1), ("Pâtés 180 g: 20", 1), ("PA\u{302}TES : 20", 0)]
    {
        let read = preview_week(line, &Choices::default(), &shelf);
        let LineKind::Read(read) = &read.lines[0].kind else { panic!("{line}: {read:?}") };
        assert_eq!(read.entries[0].variant, VariantId(id(meant)), "{line}");
    }
    let unsure = preview_week("pates 20", &Choices::default(), &shelf);
    assert!(matches!(unsure.lines[0].kind, LineKind::Faulty(_)), "nobody knows: {unsure:?}");
}

#[test]
fn lines_are_read_as_farmers_type_them() {
    assert_read(&[
        ("carottes 40 bottes 2,20", "Carottes botte: 40 at 2.20"),
        ("poireaux +15", "Poireaux 1 kg: 35 at 3.20"),
        ("poireaux -3", "Poireaux 1 kg: 17 at 3.20"),
        ("salade stop", "Salade pièce: 0 at 1.10 off"),
        ("œufs x6 30 à 2.50", "Œufs œuf x6: 30 at 2.50"),
        ("carrots 40 kg 2.20", "unknown-product"),
        ("carottes 40 kg 2.20", "Carottes 1 kg: 40 at 2.20"),
        ("tomates cerises 250 g 20 barquettes 3€", "Tomates cerises 250 g: 20 at 3.00"),
        ("courges : 12 pièces, 2,20 €/kg", "Courges 1.5 kg: 12 at 3.30"),
        ("radis épuisé", "Radis botte: 0 at 1.50 off"),
        ("radis sold out", "Radis botte: 0 at 1.50 off"),
        ("radis 0", "Radis botte: 0 at 1.50 off"),
        ("pommes idem", "Pommes 1 kg: 64 at 2.60"),
        ("pain à la demande", "Pain de seigle miche: on demand at 4.50"),
        ("pain on demand at 4", "Pain de seigle miche: on demand at 4.00"),
        ("farine T65 25", "Farine T65 1 kg: 25 at 1.90"),
        ("Pommes de terre 5 kg 12", "Pommes de terre 5 kg: 12 at 7.50"),
        ("navets 15", "Navets 500 g: 15 at 1.20"),
    ]);
}

#[test]
fn what_stands_around_a_line_does_not_matter() {
    let wanted = "Carottes botte: 40 at 2.20";
    for line in [
        "- Carottes 40 bottes 2,20 €",
        "• carottes : 40 bottes à 2,20€",
        "* CAROTTES 40 BOTTES @ 2.20",
        "3. carottes 40 bottes, 2,20 euros",
        "1️⃣ carottes 🥕 40 bottes — 2€20",
        "carottes\u{a0}: 40\u{a0}bottes\u{202f}2,20\u{a0}€",
        "40 bottes de carottes à 2,20 la botte",
        "carottes 2,20 €/botte 40 bottes",
        "carottes botte 40 2.20",
        "carotte =40 botte € 2.20",
        "carottes40bottes2,20€",
        "40 bunches carottes 2.20 each # the first ones",
        "carottes   40   bottes   2,20 EUR",
    ] {
        assert_eq!(read(line), wanted, "{line}");
    }
}

#[test]
fn what_is_no_line_of_a_list_is_passed_over() {
    let text = "Bonjour Lucie, voici ma liste du 23 novembre :\n\nLégumes :\n- radis 20\n\nMerci et à bientôt\nMarc\n# a remark\nTél. 06 12 34 56 78";
    assert_eq!(
        read(text),
        "passed over | passed over | Radis botte: 20 at 1.50 | passed over | passed over | passed over"
    );
    let numbers: Vec<u32> = preview(text).lines.iter().map(|line| line.number).collect();
    assert_eq!(numbers, [1, 3, 4, 6, 7, 9]);
    assert_eq!(read("Bonjour, radis 20"), "greeting-with-goods");
}

#[test]
fn nothing_is_guessed_silently() {
    assert_read(&[
        ("carottes 40", "ambiguous"),
        ("carottes 2,20", "ambiguous"),
        ("tomates 12", "ambiguous"),
        ("carotes 40 bottes", "? Carottes botte: 40 at 2.00"),
        ("haricots 4", "? Haricots verts 1 kg: 4 at 7.00"),
        ("radsi 12", "? Radis botte: 12 at 1.50"),
        ("tomates cerises 20 barquettes", "? Tomates cerises 250 g: 20 at 2.80"),
        ("haricots verts 4 sachets à 7,50", "? Haricots verts 1 kg: 4 at 7.50"),
        ("haricots verts 4 caisses", "not-sold-by"),
        ("poires 4 sachets", "not-sold-by"),
        ("radis noirs 12", "unknown-product"),
        ("courgettes 12", "unknown-product"),
        ("poireaux 40 2", "price-or-quantity"),
        ("poireaux 2.5", "price-or-quantity"),
        ("poireaux", "nothing-said"),
        ("Pommes de terre 5 kg", "nothing-said"),
        ("40 kg", "no-product"),
        ("poireaux 40-50", "range"),
        ("poireaux - 3", "dash-or-minus"),
        ("-3 poireaux", "dash-or-minus"),
        ("poireaux 1,200 kg", "thousands"),
        ("poireaux 1.2.3 kg", "not-a-number"),
        ("poireaux 2½ kg", "not-a-number"),
        ("poireaux 2, 20 €", "spaced-number"),
        ("poireaux 2 ,20 €", "spaced-number"),
        ("poireaux 40 kg 30 kg", "two-quantities"),
        ("poireaux 2 € 3 €", "two-prices"),
        ("salade stop 12", "contradiction"),
        ("salade stop idem", "contradiction"),
        ("salade 12.5 pièces", "not-whole"),
        ("salade 12 bottes", "not-sold-by"),
        ("salade 12 kg", "wrong-unit"),
        ("tomates cerises 500 g 20 barquettes", "no-such-size"),
        ("œufs 30 pièces", "pieces-or-packs"),
        ("œufs x12 30", "no-such-size"),
        ("tomates cerises 4 kg 12,00", "price-of-what"),
        ("salade 3 €/kg", "price-per-other"),
        ("poireaux 2,205 €", "thousands"),
        ("poireaux 99999999999999 €", "bad-price"),
        ("poireaux 3 £", "other-currency"),
        ("poireaux -21", "below-zero"),
        ("poireaux 9999999999999999999999", "too-much"),
        ("radis idem", "not-listed-before"),
    ]);
}

#[test]
fn an_amount_is_told_in_any_unit_of_its_pool() {
    assert_read(&[
        ("tomates cerises 5 kg", "Tomates cerises 250 g: 20 at 2.80"),
        ("tomates cerises 20 x 250 g", "Tomates cerises 250 g: 20 at 2.80"),
        ("tomates cerises 250 g x 20", "Tomates cerises 250 g: 20 at 2.80"),
        ("tomates cerises 12 €/kg", "Tomates cerises 250 g: 8 at 3.00"),
        ("tomates cerises 4 kg à 12 € le kg", "Tomates cerises 250 g: 16 at 3.00"),
        ("œufs 10 douzaines", "Œufs œuf x6: 20 at 2.40"),
        ("œufs boîtes de 6 : 15", "Œufs œuf x6: 15 at 2.40"),
        ("œufs 15 2,50 € les 6", "Œufs œuf x6: 15 at 2.50"),
        ("jus de pomme 30 bouteilles", "Jus de pomme 750 ml: 30 at 3.50"),
        ("jus de pomme 4 cartons", "Jus de pomme 750 ml: 24 at 3.50"),
        ("jus de pomme 24 €/carton", "Jus de pomme 750 ml: 24 at 4.00"),
        ("poires 4 caisses", "Poires 2 kg: 20 at 4.80 & Poires 500 g: 80 at 1.40"),
        ("poires 4 caisses 24 €", "ambiguous"),
        ("poires 2 kg 25 €/caisse", "Poires 2 kg: 5 at 5.00"),
        ("jus de pomme 75 cl 30 pièces", "Jus de pomme 750 ml: 30 at 3.50"),
        ("salade x30", "Salade pièce: 30 at 1.10"),
        ("pommes plus 5", "Pommes 1 kg: 55 at 2.60"),
        (
            "pommes de terre 20 kg",
            "Pommes de terre 500 g: 40 at 0.90 & Pommes de terre 5 kg: 4 at 7.50",
        ),
        ("pommes 1\u{a0}200 kg", "Pommes 1 kg: 1200 at 2.60"),
    ]);
}

fn fault_of(preview: &WeekPreview, number: u32) -> (&'static str, String) {
    let line = preview.lines.iter().find(|line| line.number == number).unwrap();
    let LineKind::Faulty(faults) = &line.kind else { panic!("{line:?}") };
    (faults[0].rule.code(), faults[0].sentence(Language::En))
}

fn entry_of(preview: &WeekPreview, number: u32) -> &LineRead {
    let line = preview.lines.iter().find(|line| line.number == number).unwrap();
    let LineKind::Read(read) = &line.kind else { panic!("{line:?}") };
    read
}

#[test]
fn an_ambiguous_line_says_what_may_have_been_meant() {
    assert_eq!(
        fault_of(&preview("carottes 40"), 1).1,
        "“carottes” may be any of several sizes; did you mean Carottes botte, Carottes 1 kg?"
    );
    assert!(fault_of(&preview("courgettes 40"), 1).1.ends_with("is called “courgettes”"));
    assert!(fault_of(&preview("radis noirs 3"), 1).1.ends_with("did you mean Radis botte?"));
    // A sort of goods suggests, however few there are of it, and never more than that.
    for (line, meant) in
        [("fruit 12", "Pommes 1 kg, Poires 2 kg, Poires 500 g?"), ("squash 3", "Courges 1.5 kg?")]
    {
        let (code, sentence) = fault_of(&preview(line), 1);
        assert_eq!(code, "unknown-product");
        assert!(sentence.ends_with(&format!("did you mean {meant}")), "{sentence}");
    }
}

#[test]
fn what_a_person_chose_is_not_guessed() {
    let shelf = farm();
    let choices =
        Choices::from([(1, VariantId(id(1))), (2, VariantId(id(8))), (3, VariantId(id(14)))]);
    let text = "carottes 40\nradsi 12\njus 30 bouteilles";
    let preview = preview_week(text, &choices, &shelf);
    assert_eq!(preview.faults(&shelf), []);
    assert_eq!(entry_of(&preview, 1).entries[0].variant, VariantId(id(1)));
    assert_eq!(entry_of(&preview, 3).entries[0].after.left_milli, 30 * 750_000);
    let wrong = Choices::from([(1, VariantId(id(99))), (9, VariantId(id(1)))]);
    let preview = preview_week(text, &wrong, &shelf);
    assert_eq!(fault_of(&preview, 1).0, "no-such-choice");
    assert_eq!(fault_of(&preview, 9).0, "no-such-choice");
    let unconfirmed = preview_week("radsi 12", &Choices::new(), &shelf);
    let refused = unconfirmed.accept(&shelf, Language::Fr).unwrap_err();
    assert!(refused.to_string().contains("comprise comme « Radis botte »"), "{refused}");
    assert_eq!(refused.faults[0].1.rule, Rule::NotConfirmed("Radis botte".to_owned()));
}

#[test]
fn a_pool_is_set_once() {
    let twice = preview("pommes de terre 500 g 40\npommes de terre 5 kg 5");
    assert_eq!(
        fault_of(&twice, 2),
        (
            "pool-set-twice",
            "line 1 says something else of the same supply: keep one of them".to_owned()
        )
    );
    let agreed = preview("pommes de terre 500 g 40\npommes de terre 5 kg 4");
    assert_eq!(agreed.faults(&farm()), []);
    assert_eq!(entry_of(&agreed, 1).shares_with, [VariantId(id(13))]);
    assert_eq!(agreed.effect.pools.len(), 1);
    assert_eq!(fault_of(&preview("radis +3\nradis +3"), 2).0, "pool-set-twice");
    assert_eq!(fault_of(&preview("radis 12\nradis stop"), 2).0, "said-twice");
    assert_eq!(fault_of(&preview("radis 1,20 €\nradis 1,30 €"), 2).0, "said-twice");
    assert_eq!(preview("radis 12\nradis 12").faults(&farm()), []);
}

#[test]
fn a_pool_is_emptied_when_its_last_size_stops() {
    let one = preview("pommes de terre 5 kg stop");
    assert_eq!(entry_of(&one, 1).entries[0].after.left_milli, 50_000_000, "bags are still sold");
    assert!(one.effect.pools.is_empty());
    let all = preview("pommes de terre stop");
    let after: Vec<_> = entry_of(&all, 1)
        .entries
        .iter()
        .map(|entry| (entry.after.left_milli, entry.after.offered))
        .collect();
    assert_eq!(after, [(0, false), (0, false)]);
    let again = preview("navets stop");
    assert!(entry_of(&again, 1).is_unchanged());
}

#[test]
fn a_digest_differs_with_what_is_shown() {
    let (shelf, mut sold) = (farm(), farm());
    sold.set_left(|supply| (supply == id(8).into()).then_some((17_000, false)));
    let digest = |text: &str, on: &Shelf| preview_week(text, &Choices::new(), on).digest(on);
    assert_eq!(digest("radis 12", &shelf), digest("radis 12", &shelf));
    assert_ne!(digest("radis 12", &shelf), digest("radis 13", &shelf));
    assert_ne!(digest("radis 12", &shelf), digest("radis 12", &sold));
    assert_ne!(digest("radis noirs 12", &shelf), digest("radis noirs 12", &sold), "suggested");
    assert_eq!(
        digest("salade 3", &shelf),
        digest("salade 3", &sold),
        "what a list does not name may change"
    );
}

#[test]
fn a_list_has_its_bounds() {
    let long = preview(&format!("radis 12 {}", "x".repeat(500)));
    assert_eq!(fault_of(&long, 1).0, "line-too-long");
    let many = preview(&"radis 12\n".repeat(501));
    assert_eq!(fault_of(&many, 501).0, "too-many-lines");
    assert_eq!(many.lines.len(), 501);
}

#[test]
fn a_shelf_written_as_a_list_changes_nothing() {
    let shelf = farm();
    for language in Language::ALL {
        let text = write_week(&shelf, language);
        let preview = preview_week(&text, &Choices::new(), &shelf);
        assert_eq!(preview.faults(&shelf), [], "{text}");
        assert_eq!(preview.lines.len(), FARM.len());
        assert!(
            preview.lines.iter().all(|line| entry_of(&preview, line.number).is_unchanged()),
            "{text}"
        );
        assert!(!text.contains('['), "{text}");
    }
    let text = write_week(&shelf, Language::Fr);
    assert!(
        text.starts_with("Carottes botte : 10 à 2,00 €\nCarottes 1 kg : 30 à 2,10 €\n"),
        "{text}"
    );
}

/// Sizes of any names, with numbers, signs and units in them, prices and stocks.
fn any_shelf() -> impl Strategy<Value = Shelf> {
    let word = select(vec![
        "Carottes", "carotte", "T65", "6", "kg", "500 g", "botte", "stop", "idem", "x6", "+15",
        "#2", "[a]", "à", "de", "Pommes", "n°3", ": ", "- ", "€", "2,20", "🥕", "1.", "Bonjour",
        "Œufs", "l’ail", "\n", "½",
    ]);
    let name = prop_oneof![
        vec(word, 1..4).prop_map(|words| words.join(" ")),
        "\\PC{1,12}".prop_map(|text: String| text),
    ];
    let sizes = select(vec!["1 kg", "500 g", "1.25 l", "1 botte", "6 œuf", "1 ", "6 ", "0.5 pain"]);
    let item =
        (name, any::<bool>(), sizes, 0..100_000_i64, 0..10_000_000_i64, any::<(bool, bool, u8)>());
    vec(item, 1..12).prop_map(|rows| {
        let items = rows.into_iter().enumerate().filter_map(|(place, row)| {
            let (name, has_label, size_text, cents, left, (on_demand, offered, pool)) = row;
            let size = size(size_text);
            let now = ItemState {
                left_milli: left / i64::from(pool.max(1)) * i64::from(pool.max(1)),
                on_demand,
                price: Money::new(cents, Currency::EUR),
                offered,
            };
            Some(ShelfItem {
                variant: VariantId(id(place)),
                product: id(place % 5).into(),
                product_name: Name::parse(&name).ok()?,
                sorts: Vec::new(),
                name: has_label
                    .then(|| Name::parse(name.split(' ').next_back().unwrap_or("")).ok())
                    .flatten(),
                supply: id(place).into(),
                draw: size.quantity(),
                size,
                content: None,
                display_as: None,
                units: Vec::new(),
                now,
                reduced_since: None,
                last: None,
            })
        });
        Shelf::new(items.collect(), Currency::EUR)
    })
}

proptest! {
    #[test]
    fn any_shelf_written_as_a_list_changes_nothing(shelf in any_shelf(), french in any::<bool>()) {
        let language = if french { Language::Fr } else { Language::En };
        let text = write_week(&shelf, language);
        let preview = preview_week(&text, &Choices::new(), &shelf);
        prop_assert_eq!(preview.faults(&shelf), [], "{}", text);
        prop_assert_eq!(preview.lines.len(), shelf.items().len(), "{}", text);
        for line in &preview.lines {
            prop_assert!(entry_of(&preview, line.number).is_unchanged(), "{}: {:?}", text, line);
        }
    }
}

/// Lines that mean something, to be spoilt.
const LINES: &[&str] = &[
    "carottes 40 bottes 2,20",
    "poireaux +15",
    "salade stop",
    "œufs x6 30 à 2.50",
    "tomates cerises 250 g 20 barquettes 3€",
    "courges : 12 pièces, 2,20 €/kg",
    "radis épuisé",
    "pommes idem",
    "pain à la demande",
    "• 40 bottes de carottes à 2,20 la botte",
    "Bonjour Lucie, voici ma liste :",
    "# a remark",
    "farine T65 25",
    "œufs boîtes de 6 : 15",
    "Pommes de terre 5 kg 12",
    "radis -3",
    "navets = 12",
    "1. haricots verts 4 kg 7 €/kg",
    "jus de pomme 75 cl 30",
];

/// A small generator of its own, so that many lists are made fast and the same each time (splitmix64, Steele et al. 2014).
struct Dice(u64);

impl Dice {
    fn below(&mut self, most: usize) -> usize {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut mixed = self.0;
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        usize::try_from((mixed ^ (mixed >> 31)) % u64::try_from(most.max(1)).unwrap()).unwrap()
    }

    fn spoilt(&mut self, line: &str) -> String {
        let mut chars: Vec<char> = line.chars().collect();
        for _ in 0..self.below(4) {
            let at = self.below(chars.len() + 1);
            match self.below(6) {
                0 if at < chars.len() => drop(chars.remove(at)),
                1 if at + 1 < chars.len() => chars.swap(at, at + 1),
                2 => chars.insert(
                    at,
                    char::from_u32(u32::try_from(self.below(0x11_0000)).unwrap()).unwrap_or('½'),
                ),
                3 => chars.insert(
                    at,
                    [' ', '-', '+', ',', '.', '€', '/', ':', '@', '[', ']', '#'][self.below(12)],
                ),
                4 => {
                    let digits = "9".repeat(self.below(40));
                    chars.splice(at..at, digits.chars());
                }
                _ => chars.truncate(at),
            }
        }
        chars.into_iter().collect()
    }
}

#[test]
fn a_hundred_thousand_spoilt_lists_are_read_or_refused() {
    let shelf = farm();
    let mut dice = Dice(20_261_123);
    let (mut sound, mut faulty) = (0, 0);
    for _ in 0..100_000 {
        let text: Vec<String> = (0..=dice.below(3))
            .map(|_| {
                let line = LINES[dice.below(LINES.len())];
                dice.spoilt(line)
            })
            .collect();
        let preview = preview_week(&text.join("\n"), &Choices::new(), &shelf);
        for (pool, set) in &preview.effect.pools {
            assert!(
                (0..=sillon_catalogue::MAX_SUPPLY_MILLI).contains(&set.left_milli),
                "{pool}: {text:?}"
            );
        }
        assert!(preview.effect.variants.values().all(|(price, _)| price.minor() >= 0), "{text:?}");
        match preview.accept(&shelf, Language::En) {
            Ok(_) => sound += 1,
            Err(refused) => {
                assert!(!refused.to_string().is_empty());
                faulty += 1;
            }
        }
    }
    assert!(sound > 10_000 && faulty > 10_000, "{sound} sound, {faulty} faulty");
}
