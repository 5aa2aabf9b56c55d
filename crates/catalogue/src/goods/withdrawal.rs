use sillon_kernel::Withdrawal;

use crate::{Durability, FoodGroup, Product, ProductType, Storage};

/// What keeps no longer than this, in days, expires rapidly.
const SOON_DAYS: u16 = 30;

/// How many words of a name are read to tell what it is.
const MAX_WORDS: usize = 6;

/// What is known of goods that tells whether they spoil.
#[derive(Debug, Clone, Copy)]
struct Keeping<'a> {
    /// How long its label says it keeps.
    durability: Option<Durability>,
    /// How it must be kept.
    storage: Storage,
    /// What it is.
    kind: Option<ProductType>,
    /// Whether it is packed before it is sold, as jars are.
    prepacked: bool,
    /// What it is called.
    name: &'a str,
    /// The shelf it stands on.
    category: &'a str,
}

impl Product {
    /// The right to give it back that goes with it.
    pub fn withdrawal(&self) -> Withdrawal {
        withdrawal(&Keeping {
            durability: self.food.durability,
            storage: self.storage,
            kind: self.kind,
            prepacked: self.food.prepacked,
            name: &self.name,
            category: &self.category,
        })
    }
}

/// The right that goes with goods, by what is known of them. An exception is for whoever sells to show: of what nothing is
/// known to spoil, the right is there.
///
/// What its label says counts first, then how it must be kept, then what it is: by its type, or, of what is not packed, by
/// what its name begins with, or its shelf.
fn withdrawal(goods: &Keeping<'_>) -> Withdrawal {
    match (goods.durability, goods.storage) {
        (Some(Durability::BestBefore(days)), _) if days <= SOON_DAYS => Withdrawal::Perishable,
        (Some(Durability::BestBefore(_)), Storage::Ambient) => Withdrawal::FourteenDays,
        (Some(Durability::UseBy(_)), _) | (_, Storage::Chilled | Storage::Frozen) => {
            Withdrawal::Perishable
        }
        (None, Storage::Ambient) => match goods.kind.or_else(|| guessed(goods)) {
            Some(kind) => of_group(kind.group()),
            None => Withdrawal::FourteenDays,
        },
    }
}

/// What unpacked goods are, by the longest beginning of their name that is a type's name; else by their shelf.
fn guessed(goods: &Keeping<'_>) -> Option<ProductType> {
    if goods.prepacked {
        return None;
    }
    let words: Vec<&str> = goods.name.split_whitespace().collect();
    let beginnings = (1..=words.len().min(MAX_WORDS)).rev();
    let mut named = beginnings.filter_map(|count| words.get(..count));
    let by_name = named.find_map(|words| ProductType::named(&words.join(" ")));
    by_name.or_else(|| ProductType::named(goods.category))
}

fn of_group(group: FoodGroup) -> Withdrawal {
    match group {
        FoodGroup::Vegetable
        | FoodGroup::Fruit
        | FoodGroup::Mushroom
        | FoodGroup::Herb
        | FoodGroup::Dairy
        | FoodGroup::Egg
        | FoodGroup::Beef
        | FoodGroup::Pork
        | FoodGroup::SheepGoat
        | FoodGroup::Poultry
        | FoodGroup::OtherMeat
        | FoodGroup::Fish
        | FoodGroup::Bakery => Withdrawal::Perishable,
        FoodGroup::Nut
        | FoodGroup::Cereal
        | FoodGroup::Honey
        | FoodGroup::Drink
        | FoodGroup::Alcohol
        | FoodGroup::Grocery
        | FoodGroup::NotFood => Withdrawal::FourteenDays,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(durability: &str, storage: Storage, kind: &str) -> Withdrawal {
        let kind = kind.parse::<ProductType>().ok();
        let (name, category) = ("What the farm calls it", "Market");
        let durability = durability.parse().ok();
        withdrawal(&Keeping { durability, storage, kind, prepacked: false, name, category })
    }

    #[test]
    fn what_spoils_soon_is_not_taken_back_and_jars_and_bottles_are() {
        use Storage::{Ambient, Chilled, Frozen};
        use Withdrawal::{FourteenDays, Perishable};
        for (durability, storage, kind, right) in [
            ("", Ambient, "carrot", Perishable),
            ("", Ambient, "honey", FourteenDays),
            ("", Ambient, "wine", FourteenDays),
            ("best-before 730", Ambient, "honey", FourteenDays),
            ("best-before 365", Ambient, "carrot", FourteenDays),
            ("best-before 3", Ambient, "bread", Perishable),
            ("use-by 5", Chilled, "", Perishable),
            ("", Chilled, "", Perishable),
            ("best-before 180", Frozen, "", Perishable),
            ("", Ambient, "", FourteenDays),
        ] {
            assert_eq!(of(durability, storage, kind), right, "{durability} {storage:?} {kind}");
        }
    }

    #[test]
    fn what_has_no_type_is_known_by_its_name_or_its_shelf_unless_it_is_packed() {
        use Withdrawal::{FourteenDays, Perishable};
        let named = |name, category, prepacked| {
            let (storage, kind) = (Storage::Ambient, None);
            withdrawal(&Keeping { durability: None, storage, kind, prepacked, name, category })
        };
        for (name, category, right) in [
            ("Carottes de sable", "Market", Perishable),
            ("Carrots", "Market", Perishable),
            ("Mâche des bois", "Légumes", Perishable),
            ("Miel de châtaignier", "Market", FourteenDays),
            ("Confiture de fraises", "Market", FourteenDays),
            ("Surprise", "Légumes", Perishable),
            ("Surprise", "Market", FourteenDays),
            ("", "", FourteenDays),
        ] {
            assert_eq!(named(name, category, false), right, "{name}, {category}");
        }
        assert_eq!(named("Tomates séchées", "Légumes", true), FourteenDays, "in a jar");
    }
}
