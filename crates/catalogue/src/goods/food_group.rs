use sillon_kernel::Language;
use sillon_messages::Words;

/// A group of foods that the law has rules of its own for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[expect(missing_docs, reason = "each is its own name")]
pub enum FoodGroup {
    Vegetable,
    Fruit,
    Nut,
    Mushroom,
    Herb,
    Dairy,
    Egg,
    Beef,
    Pork,
    SheepGoat,
    Poultry,
    OtherMeat,
    Fish,
    Bakery,
    Cereal,
    Honey,
    Drink,
    Alcohol,
    Grocery,
    NotFood,
}

impl FoodGroup {
    /// Every group.
    pub const ALL: [Self; 20] = [
        Self::Vegetable,
        Self::Fruit,
        Self::Nut,
        Self::Mushroom,
        Self::Herb,
        Self::Dairy,
        Self::Egg,
        Self::Beef,
        Self::Pork,
        Self::SheepGoat,
        Self::Poultry,
        Self::OtherMeat,
        Self::Fish,
        Self::Bakery,
        Self::Cereal,
        Self::Honey,
        Self::Drink,
        Self::Alcohol,
        Self::Grocery,
        Self::NotFood,
    ];

    /// The name it is sent under.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Vegetable => "vegetable",
            Self::Fruit => "fruit",
            Self::Nut => "nut",
            Self::Mushroom => "mushroom",
            Self::Herb => "herb",
            Self::Dairy => "dairy",
            Self::Egg => "egg",
            Self::Beef => "beef",
            Self::Pork => "pork",
            Self::SheepGoat => "sheep-goat",
            Self::Poultry => "poultry",
            Self::OtherMeat => "other-meat",
            Self::Fish => "fish",
            Self::Bakery => "bakery",
            Self::Cereal => "cereal",
            Self::Honey => "honey",
            Self::Drink => "drink",
            Self::Alcohol => "alcohol",
            Self::Grocery => "grocery",
            Self::NotFood => "not-food",
        }
    }

    /// What people call the shelf of it.
    pub fn name(self, language: Language) -> &'static str {
        Words::of(language).food_groups.of(self.as_str())
    }
}
