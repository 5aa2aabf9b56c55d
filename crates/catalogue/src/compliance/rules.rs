use sillon_kernel::{Date, Dimension};

use super::{
    FoodFacts,
    Of::{HandOver, Producer, Product, Shop, Variant},
    Requirement,
};
use crate::{
    FoodGroup::Alcohol, FoodGroup::Bakery, FoodGroup::Beef, FoodGroup::Cereal, FoodGroup::Drink,
    FoodGroup::Egg, FoodGroup::Fruit, FoodGroup::Grocery, FoodGroup::Honey, FoodGroup::Pork,
    FoodGroup::Poultry, FoodGroup::SheepGoat, FoodGroup::Vegetable,
};
use sillon_enterprises::{Label, Seller};

/// Every rule that is enforced. A rule that does not apply to goods is kept by them.
pub const RULES: &[Requirement] = &[
    Requirement {
        id: "allergens",
        source: "Regulation (EU) No 1169/2011, art. 9 (1) (c), 14 and 44",
        field: "allergens",
        // Also of a carrot: that it has none is the producer's to say.
        of: Product(|goods| !goods.is_food() || goods.product.food.allergens.is_known()),
    },
    Requirement {
        id: "product-type",
        source: "Delegated Regulation (EU) 2023/2429; Implementing Regulation (EU) No 1337/2013; Regulation (EC) No 1760/2000; Directive 2001/110/EC",
        field: "product_type",
        // What nobody says it is may be any of what must say where it is from.
        of: Product(|goods| goods.group().is_some() || has_one_origin(goods)),
    },
    Requirement {
        id: "origin-fruit-vegetables",
        source: "Delegated Regulation (EU) 2023/2429",
        field: "origin",
        of: Product(|goods| !goods.is_produce() || has_origin(goods)),
    },
    Requirement {
        id: "origin-meat",
        source: "Implementing Regulation (EU) No 1337/2013",
        field: "origin",
        of: Product(|goods| !goods.is_one_of(&[Pork, SheepGoat, Poultry]) || has_origin(goods)),
    },
    Requirement {
        id: "origin-beef",
        source: "Regulation (EC) No 1760/2000, art. 13",
        field: "origin",
        of: Product(|goods| !goods.is_one_of(&[Beef]) || has_origin(goods)),
    },
    Requirement {
        id: "origin-honey",
        source: "Directive 2001/110/EC, art. 2 (4)",
        field: "origin",
        of: Product(|goods| !goods.is_one_of(&[Honey]) || has_origin(goods)),
    },
    Requirement {
        id: "honey-shares",
        source: "Directive 2001/110/EC, art. 2 (4), as amended by Directive (EU) 2024/1438, from 14 June 2026",
        field: "origin",
        of: Product(|goods| {
            !goods.is_one_of(&[Honey]) || goods.day < HONEY_SHARES_FROM || has_shares(goods)
        }),
    },
    Requirement {
        id: "ingredients",
        source: "Regulation (EU) No 1169/2011, art. 9 (1) (b), 18 and 19",
        field: "ingredients",
        of: Product(|goods| {
            !goods.is_prepacked() || !is_composed(goods) || goods.product.food.ingredients.is_some()
        }),
    },
    Requirement {
        id: "alcohol",
        source: "Regulation (EU) No 1169/2011, art. 9 (1) (k) and 28",
        field: "alcohol",
        of: Product(|goods| !goods.is_one_of(&[Alcohol]) || goods.product.food.alcohol.is_some()),
    },
    Requirement {
        id: "organic-certificate",
        source: "Regulation (EU) 2018/848, art. 30, 34 and 35",
        field: "labels",
        of: Product(|goods| is_certified(goods, Label::Organic)),
    },
    Requirement {
        id: "organic-body",
        source: "Regulation (EU) 2018/848, art. 32 (1) (a)",
        field: "labels",
        of: Product(|goods| {
            let mut organic = valid(goods, Label::Organic).peekable();
            let claims = goods.product.labels.contains(&Label::Organic);
            !claims || organic.peek().is_none() || organic.any(|it| it.body.is_some())
        }),
    },
    Requirement {
        id: "label-certificate",
        source: "Regulation (EU) 2024/1143; Code rural, art. L641-1 and D617-4; Regulation (EU) No 1169/2011, art. 7 (1)",
        field: "labels",
        of: Product(|goods| {
            let others = Label::ALL.into_iter().filter(|label| *label != Label::Organic);
            others.into_iter().all(|label| is_certified(goods, label))
        }),
    },
    Requirement {
        id: "net-quantity",
        source: "Regulation (EU) No 1169/2011, art. 9 (1) (e) and 23, Annex IX, 1",
        field: "content",
        of: Variant(|goods, variant| {
            let measured = variant.size.quantity().dimension() != Dimension::Piece;
            // Eggs are sold by number, and lettuces and melons too: their number is to be seen.
            let by_number = goods.is_one_of(&[Egg, Fruit, Vegetable]);
            !goods.is_prepacked() || by_number || measured || variant.content.is_some()
        }),
    },
    PRICE_REDUCTION,
    Requirement {
        id: "operator",
        source: "Regulation (EU) No 1169/2011, art. 8 (1) and 9 (1) (h)",
        field: "physical_address",
        of: Producer(|goods, producer| !goods.is_prepacked() || producer.address.is_some()),
    },
    Requirement {
        id: "seller-identity",
        source: "Directive 2011/83/EU, art. 6 (1) (b); Directive 2000/31/EC, art. 5 (1) (a); Code de la consommation, art. L221-5",
        field: "legal_identity",
        of: Shop(Seller::is_professional),
    },
    Requirement {
        id: "seller-number",
        source: "Directive 2000/31/EC, art. 5 (1) (d) and (g); Loi n° 2004-575, art. 19",
        field: "legal_identity",
        // Who says no identity at all is another rule's.
        of: Shop(|shop| !shop.is_professional() || shop.names_its_number()),
    },
    Requirement {
        id: "seller-address",
        source: "Directive 2011/83/EU, art. 6 (1) (c); Code de la consommation, art. L221-5",
        field: "physical_address",
        of: Shop(|shop| shop.address.is_some()),
    },
    Requirement {
        id: "seller-contact",
        source: "Directive 2011/83/EU, art. 6 (1) (c); Code de la consommation, art. L221-5",
        field: "contact",
        of: Shop(Seller::can_be_reached),
    },
    PICK_UP,
];

/// What is announced as reduced is; a hub that announces it of a price of its own is held to it as well.
pub(super) const PRICE_REDUCTION: Requirement = Requirement {
    id: "price-reduction",
    source: "Directive 98/6/EC, art. 6a; Code de la consommation, art. L112-1-1",
    field: "reduced",
    of: Variant(|goods, variant| !goods.not_reduced.contains(&variant.id)),
};

/// Whoever sells says when or where the goods are fetched.
pub(super) const PICK_UP: Requirement = Requirement {
    id: "pick-up",
    source: "Directive 2011/83/EU, art. 6 (1) (g); Code de la consommation, art. L111-1 and L221-5",
    field: "pick_up",
    of: HandOver,
};

/// From this day on honey of several countries says the share of each.
const HONEY_SHARES_FROM: Date = Date::constant(2026, 6, 14);

fn has_origin(goods: &FoodFacts<'_>) -> bool {
    goods.product.food.origin.is_some()
}

fn has_one_origin(goods: &FoodFacts<'_>) -> bool {
    goods.product.food.origin.as_ref().is_some_and(|origin| origin.countries().len() == 1)
}

/// Whether honey of several countries says the share of each, in descending order; what names none is another rule's.
fn has_shares(goods: &FoodFacts<'_>) -> bool {
    let Some(origin) = &goods.product.food.origin else { return true };
    let shares: Option<Vec<u8>> = origin.countries().iter().map(|share| share.percent).collect();
    let descending = |shares: Vec<u8>| shares.is_sorted_by(|one, next| one >= next);
    origin.countries().len() == 1 || shares.is_some_and(descending)
}

/// Whether it is of several ingredients, as far as can be told: what does not say its type may be.
fn is_composed(goods: &FoodFacts<'_>) -> bool {
    // Beyond 1.2 % alcohol no list is wanted (art. 16 (4)); flour, milk, meat, honey are one ingredient (art. 19 (1)).
    let composed = goods.group().is_none() || goods.is_one_of(&[Bakery, Drink, Grocery]);
    composed && goods.product.food.alcohol.is_none() && !goods.is_one_of(&[Cereal])
}

fn is_certified(goods: &FoodFacts<'_>, label: Label) -> bool {
    let claims = goods.product.labels.contains(&label);
    !claims || !label.needs_certificate() || valid(goods, label).next().is_some()
}

fn valid<'a>(
    goods: &FoodFacts<'a>,
    label: Label,
) -> impl Iterator<Item = &'a sillon_enterprises::Certificate> {
    let day = goods.day;
    goods.certificates.iter().filter(move |it| it.label == label && it.is_valid_on(day))
}
