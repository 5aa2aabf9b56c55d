use sillon_kernel::Months;

use crate::{FoodGroup, FoodGroup::Fruit, FoodGroup::Mushroom, FoodGroup::Vegetable};

/// An entry of the table.
pub(crate) struct Grown {
    pub(crate) id: &'static str,
    /// What it is called, where it is none of the product types, which have names.
    pub(crate) called: Option<Called>,
    pub(crate) months: Months,
}

/// What something is called that is no product type, and what group of foods it belongs to.
pub(crate) struct Called {
    pub(crate) english: &'static str,
    pub(crate) french: &'static str,
    pub(crate) group: FoodGroup,
}

/// Of a product type.
const fn of(id: &'static str, row: &str) -> Grown {
    Grown { id, called: None, months: Months::row(row) }
}

/// Of what has no product type.
const fn also(
    id: &'static str,
    english: &'static str,
    french: &'static str,
    group: FoodGroup,
    row: &str,
) -> Grown {
    Grown { id, called: Some(Called { english, french, group }), months: Months::row(row) }
}

/// What grows in mainland France, and the months it is in season: harvested in open ground or under unheated cover, or kept
/// by ordinary means since. Regions differ by some weeks; a month counts when it does in most. By group, then by name.
#[rustfmt::skip]
pub(crate) const GROWN: &[Grown] = &[
    of("artichoke",            "....MJJAS..."),
    of("asparagus",            "...AMJ......"),
    of("eggplant",             "....MJJAS..."),
    of("bean",                 ".....JJASO.."),
    of("beetroot",             "JFM..JJASOND"),
    also("black-radish", "black radish", "radis noir", Vegetable, "JF.......OND"),
    also("broad-bean", "broad bean", "fève", Vegetable, "...AMJ......"),
    of("broccoli-cabbage",     ".....JJASON."),
    of("brussels-sprouts",     "JFM.....SOND"),
    of("butternut",            "JF......SOND"),
    of("cabbage",              "JFMA....SOND"),
    of("carrot",               "JFMAMJJASOND"),
    of("cauliflower",          "JFMAM...SOND"),
    of("celeriac",             "JFM.....SOND"),
    of("celery-branch",        ".....JJASON."),
    of("chard",                "...AMJJASON."),
    of("cherry-tomato",        ".....JJASO.."),
    of("chicory",              "JFM......OND"),
    of("chinese-cabbage",      "JF.......OND"),
    also("chinese-artichoke", "chinese artichoke", "crosne", Vegetable, "JFM.......ND"),
    of("cluster-tomato",       ".....JJAS..."),
    of("corn-salad",           "JFM.....SOND"),
    of("courgette",            "....MJJASO.."),
    of("cress",                "JFMAM...SOND"),
    of("cucumber",             "...AMJJASO.."),
    of("dandelion",            "..MA........"),
    of("endive",               "JFMA.....OND"),
    of("fennel",               ".....JJASON."),
    of("garlic",               "......JASOND"),
    also("green-bean", "green bean", "haricot vert", Vegetable, ".....JJASO.."),
    of("green-garlic",         "..MAM......."),
    also("green-pea", "green pea", "petit pois", Vegetable, "....MJJ....."),
    of("hierloom-squash",      "JF......SOND"),
    of("hierloom-tomato",      ".....JJASO.."),
    of("jerusalem-artichoke",  "JFM......OND"),
    of("kale",                 "JFM......OND"),
    of("kale-cabbage",         "JFM......OND"),
    of("kohlrabi",             "....MJJASON."),
    of("leek",                 "JFMA....SOND"),
    of("lettuce",              "...AMJJASO.."),
    also("mangetout", "mangetout", "pois gourmand", Vegetable, "....MJJ....."),
    of("melon",                ".....JJAS..."),
    of("mesclun",              "...AMJJASO.."),
    also("new-potato", "new potato", "pomme de terre nouvelle", Vegetable, "...AMJJ....."),
    of("onion",                "JFMA..JASOND"),
    of("parsnip",              "JFM.....SOND"),
    of("pattypan-squash",      "......JASO.."),
    of("pepper",               ".....JJAS..."),
    of("potato",               "JFMAMJJASOND"),
    of("pumpkin",              "........SOND"),
    of("purslane",             ".....JJAS..."),
    of("radish",               "..MAMJJASO.."),
    of("red-cabbage",          "JFM.....SOND"),
    of("rhubarb",              "...AMJ......"),
    of("rocket",               "...AMJJASO.."),
    of("romanesco",            "........SON."),
    of("round-tomato",         ".....JJAS..."),
    of("rutabaga",             "JFM......OND"),
    of("salsify",              "JFM......OND"),
    of("savoy-cabbage",        "JFM.....SOND"),
    of("shallot",              "......JASOND"),
    also("shelling-bean", "shelling bean", "haricot à écosser", Vegetable, "......JASO.."),
    of("smooth-cabbage",       "JFM.....SOND"),
    of("spinach",              "..MAMJ..SON."),
    also("spring-onion", "spring onion", "oignon nouveau", Vegetable, "...AMJJ....."),
    of("squash",               "JF......SOND"),
    also("sweetcorn", "sweetcorn", "maïs doux", Vegetable, ".......ASO.."),
    of("tomato",               ".....JJAS..."),
    of("turnip",               "JFMAM....OND"),
    of("uchiki-kuri-squash",   "J.......SOND"),
    also("watermelon", "watermelon", "pastèque", Fruit, "......JAS..."),

    of("paris-mushroom",       "JFMAMJJASOND"),
    also("summer-truffle", "summer truffle", "truffe d’été", Mushroom, "....MJJA...."),
    of("chanterelle-mushroom", "........SON."),
    of("girolle-mushroom",     ".....JJASO.."),
    of("sheepfoot-mushroom",   "........SON."),
    of("deaths-trumpet",       "........SON."),
    of("morel",                "..MAM......."),
    of("porcini",              ".......ASON."),
    of("truffle",              "JF.........D"),

    of("basil",                "....MJJAS..."),
    of("chervil",              "..MAMJJASO.."),
    of("chilli-pepper",        "......JASO.."),
    of("chive",                "..MAMJJASO.."),
    of("coriander",            "....MJJAS..."),
    of("dill",                 "....MJJAS..."),
    of("laurel",               "JFMAMJJASOND"),
    of("mint",                 "...AMJJASO.."),
    of("parsley",              "..MAMJJASON."),
    of("rosemary",             "JFMAMJJASOND"),
    of("sage",                 "...AMJJASO.."),
    of("tarragon",             "...AMJJASO.."),
    of("thyme",                "JFMAMJJASOND"),

    of("apples",               "JFMA...ASOND"),
    of("apricot",              ".....JJA...."),
    of("blackberry",           "......JAS..."),
    of("blackcurrant",         ".....JJA...."),
    of("blueberry",            ".....JJAS..."),
    of("cherry",               "....MJJ....."),
    of("clementine",           "J.........ND"),
    of("fig",                  "......JASO.."),
    of("gooseberry",           ".....JJ....."),
    of("grape",                ".......ASO.."),
    also("greengage", "greengage", "reine-claude", Fruit, "......JAS..."),
    of("kiwi",                 "JFMA......ND"),
    of("lemon",                "JFM.......ND"),
    of("medlar",               ".........ON."),
    also("mirabelle", "mirabelle plum", "mirabelle", Fruit, ".......AS..."),
    of("nectarine",            ".....JJAS..."),
    of("peach",                ".....JJAS..."),
    of("pear",                 "JFM....ASOND"),
    of("plum",                 "......JAS..."),
    of("quince",               "........SON."),
    of("raspberry",            ".....JJASO.."),
    of("currant",              ".....JJA...."),
    of("strawberry",           "...AMJJ....."),

    of("almond",               "........SO.."),
    of("chestnut",             "........SON."),
    of("hazelnut",             ".......ASO.."),
    of("walnut",               "........SON."),
];
