use sillon_catalogue::{Patch, VariantEdit};
use sillon_engine::{ListToImport, WeekPage, edit_variant, put_week_rows, week_page};
use sillon_identity::Actor;
use sillon_kernel::{Currency, Language, Money, VariantId};
use sillon_lists::{Absent, ListRows, read_list};
use sillon_week::{Edit, ShelfItem, WeekRow};

use crate::{Fault, dice::Dice, town::Farm, world::World};

/// What a farm may grow: name, category, size as a list has it, cents, how many there are at most, allergens.
type Goods = (&'static str, &'static str, &'static str, u32, u32, &'static str);

/// All that is grown around here.
pub(crate) const GOODS: [Goods; 14] = [
    ("Carrots", "Vegetables", "500,g,", 160, 120, "none"),
    ("Potatoes", "Vegetables", "1,kg,", 220, 160, "none"),
    ("Leeks", "Vegetables", "1,kg,", 310, 60, "none"),
    ("Lettuce", "Vegetables", "1,,head", 130, 80, "none"),
    ("Pumpkins", "Vegetables", "1,,pumpkin", 450, 20, "none"),
    ("Apples", "Fruit", "1,kg,", 290, 90, "none"),
    ("Apple juice", "Drinks", "1,L,", 340, 60, "none"),
    ("Cider vinegar", "Pantry", "500,ml,", 390, 25, "none"),
    ("Eggs", "Eggs", "6,,egg", 270, 70, "eggs"),
    ("Bread", "Bakery", "1,,loaf", 390, 40, "gluten"),
    ("Goat cheese", "Dairy", "150,g,", 410, 40, "milk"),
    ("Honey", "Pantry", "250,g,", 590, 30, "none"),
    ("Spinach", "Vegetables", "300,g,", 240, 45, "none"),
    (SCARCE, "Dairy", "250,g,", 900, 12, "milk"),
];

/// What many want and little is of.
pub(crate) const SCARCE: &str = "Tomme";

/// What comes in bottles that go back.
pub(crate) const BOTTLED: &str = "Apple juice";

/// The place of what is scarce.
pub(crate) const SCARCE_PLACE: usize = 13;

/// Has a farm list its week: by a file in one week, in the grid in the next.
pub(crate) async fn list_week(
    world: &mut World,
    farm: &Farm,
    is_by_file: bool,
) -> Result<(), Fault> {
    if is_by_file { import(world, farm).await } else { fill_grid(world, farm).await }
}

/// Sends a farm's list as a file.
pub(crate) async fn import(world: &mut World, farm: &Farm) -> Result<(), Fault> {
    let list = list_of(farm, &mut world.dice);
    let rows = read_list(list.as_bytes(), Currency::EUR);
    let rows = rows.map_err(|faults| format!("a list is not read: {faults:?}"))?;
    let list = ListToImport { rows: ListRows::Products(rows), absent: Absent::Keep };
    let rest = world.engine.import_up_to_last_part(&farm.farmer, None, list).await?;
    let imported = world.ask("list imported", &farm.farmer, move |tx, actor, tools| {
        let done = rest.import(tx, actor, &tools.ids)?;
        Ok(format!("{} added, {} updated, {} as before", done.added, done.updated, done.unchanged))
    });
    imported.await?.map(drop).map_err(|code| format!("a list was refused: {code}").into())
}

fn list_of(farm: &Farm, dice: &mut Dice) -> String {
    let header =
        "producer,category,name,units,unit_type,variant_unit_name,price,on_hand,allergens,origin\n";
    let grown = farm.grows.iter().filter_map(|place| GOODS.get(*place));
    grown.fold(header.to_owned(), |list, (name, category, size, cents, most, allergens)| {
        let (price, items) = (price_around(*cents, dice), items_up_to(*most, dice));
        let price = Money::new(price, Currency::EUR).amount();
        format!("{list}{},{category},{name},{size},{price},{items},{allergens},FR\n", farm.name)
    })
}

/// A price of this week, in cents: up to a tenth less or more.
fn price_around(cents: u32, dice: &mut Dice) -> i64 {
    i64::from(cents.saturating_mul(dice.between(90, 110)) / 100)
}

fn items_up_to(most: u32, dice: &mut Dice) -> u32 {
    dice.between(most / 2, most)
}

/// Fills in a farm's grid.
async fn fill_grid(world: &mut World, farm: &Farm) -> Result<(), Fault> {
    let id = farm.id;
    let page = world.read(&farm.farmer, move |tx, actor| week_page(tx, actor, id, None, 100));
    let WeekPage { items, .. } = page.await?;
    let rows: Vec<WeekRow> =
        items.items.iter().filter_map(|item| row_of(item, &mut world.dice)).collect();
    let filled = world.ask("week filled in", &farm.farmer, move |tx, actor, tools| {
        put_week_rows(tx, actor, &tools.ids, id, &rows, Language::Fr)?;
        Ok(format!("{} rows", rows.len()))
    });
    filled.await?.map(drop).map_err(|code| format!("a grid was refused: {code}").into())
}

/// What becomes of a size this week.
fn row_of(item: &ShelfItem, dice: &mut Dice) -> Option<WeekRow> {
    let known = GOODS.iter().find(|(name, ..)| *name == item.product_name.as_str());
    let (.., cents, most, _) = known?;
    let left = item.now.left_milli.checked_div(item.draw.milli())?;
    let price = Money::new(price_around(*cents, dice), Currency::EUR);
    Some(WeekRow {
        variant: item.variant,
        items: Some(Edit {
            from: Some(u32::try_from(left).ok()?),
            to: Some(items_up_to(*most, dice)),
        }),
        price: Some(Edit { from: item.now.price, to: price }),
        offered: None,
        on_demand: None,
    })
}

/// Has a farmer change the price of a size, by some cents.
pub(crate) async fn change_price(
    world: &mut World,
    farmer: &Actor,
    variant: VariantId,
    price: Money,
) -> Result<(), Fault> {
    let more = i64::from(world.dice.between(1, 20));
    let price = Money::new(price.minor() + more, price.currency());
    let changed = world.ask("price changed", farmer, move |tx, actor, tools| {
        let edit = VariantEdit { price: Patch::Set(price), ..VariantEdit::default() };
        edit_variant(tx, actor, &tools.ids, variant, None, edit)?;
        Ok(price.amount())
    });
    changed.await.map(drop)
}
