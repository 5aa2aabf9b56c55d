use std::{
    collections::{BTreeMap, HashMap},
    fmt,
};

use sillon_kernel::{Detail, Failure, FailureKind, Language, Money, SupplyId, VariantId};
use sillon_messages::Words;

use crate::{
    ItemState, Shelf, ShelfItem, fault::Rule, preview::PoolSet, preview::WeekEffect,
    preview::WeekEntry,
};
use sillon_catalogue::{MAX_ON_HAND, MAX_SUPPLY_MILLI};

/// The most rows of a grid that are written at once.
pub const MAX_WEEK_ROWS: usize = 500;

/// From what somebody saw to what it should be, so that two people do not overwrite each other.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Edit<T> {
    /// What they saw.
    pub from: T,
    /// What it should be.
    pub to: T,
}

/// What should become of one size; what is not said stays.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct WeekRow {
    /// Which.
    pub variant: VariantId,
    /// Whole items left of its pool; none where it is on demand.
    pub items: Option<Edit<Option<u32>>>,
    /// What one costs.
    pub price: Option<Edit<Money>>,
    /// Whether it is offered.
    pub offered: Option<Edit<bool>>,
    /// Whether it is made as it is ordered.
    pub on_demand: Option<Edit<bool>>,
}

/// What rows come to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct WeekGrid {
    /// Each size, as it stands and as it would.
    pub entries: Vec<WeekEntry>,
    /// What all of it comes to.
    pub effect: WeekEffect,
}

/// Checks rows of a grid against the shelf, all of them or none.
///
/// # Errors
///
/// [`WeekRowsRefused`] with every fault by its row and field.
pub fn edit_week(
    rows: &[WeekRow],
    shelf: &Shelf,
    language: Language,
) -> Result<WeekGrid, WeekRowsRefused> {
    let places: HashMap<VariantId, &ShelfItem> =
        shelf.items().iter().map(|item| (item.variant, item)).collect();
    let mut editor = Editor {
        faults: Vec::new(),
        pools: BTreeMap::new(),
        sizes: HashMap::new(),
        read: Vec::new(),
    };
    for (number, row) in rows.iter().enumerate() {
        match places.get(&row.variant) {
            None => editor.fault(number, "variant", Rule::NoSuchChoice),
            Some(item) => editor.take(number, row, item),
        }
    }
    if !editor.faults.is_empty() {
        return Err(WeekRowsRefused { faults: editor.faults, language });
    }
    let Editor { pools, read, .. } = editor;
    let mut grid = WeekGrid { entries: Vec::new(), effect: WeekEffect::default() };
    for (item, price, offered) in read {
        let pool = pools.get(&item.supply).map(|(_, set)| *set);
        let after = ItemState {
            left_milli: pool.map_or(item.now.left_milli, |pool| pool.left_milli),
            on_demand: pool.map_or(item.now.on_demand, |pool| pool.on_demand),
            price,
            offered,
        };
        grid.effect.variants.insert(item.variant, (price, offered));
        grid.entries.push(WeekEntry { variant: item.variant, before: item.now, after });
    }
    grid.effect.pools = pools.into_iter().map(|(supply, (_, set))| (supply, set)).collect();
    Ok(grid)
}

struct Editor<'s> {
    faults: Vec<(usize, &'static str, Rule)>,
    /// What rows set, each with the row that does.
    pools: BTreeMap<SupplyId, (usize, PoolSet)>,
    sizes: HashMap<VariantId, usize>,
    read: Vec<(&'s ShelfItem, Money, bool)>,
}

impl<'s> Editor<'s> {
    fn fault(&mut self, row: usize, field: &'static str, rule: Rule) {
        self.faults.push((row, field, rule));
    }

    fn take(&mut self, number: usize, row: &WeekRow, item: &'s ShelfItem) {
        if let Some(first) = self.sizes.insert(row.variant, number) {
            self.fault(number, "variant", Rule::SaidTwice(one_based(first)));
        }
        let now = item.now;
        let items_now = (!now.on_demand).then(|| item.items(now.left_milli));
        let price = self.edited(number, "price", row.price, now.price, Money::amount);
        let offered = self.edited(number, "offered", row.offered, now.offered, yes_or_no);
        let on_demand = self.edited(number, "on_demand", row.on_demand, now.on_demand, yes_or_no);
        let count =
            |items: Option<u32>| items.map_or_else(|| "-".to_owned(), |items| items.to_string());
        let items = self.edited(number, "items", row.items, items_now, count);
        if price.currency() != now.price.currency() {
            self.fault(number, "price", Rule::OtherCurrency(price.currency().code().to_owned()));
        } else if price.minor() < 0 {
            self.fault(number, "price", Rule::BadPrice(price.amount()));
        }
        if on_demand != now.on_demand || items != items_now {
            self.set_pool(number, item, items, on_demand);
        }
        self.read.push((item, price, offered));
    }

    /// What a field is to be; what somebody else changed meanwhile is a fault.
    fn edited<T: Copy + PartialEq>(
        &mut self,
        row: usize,
        field: &'static str,
        edit: Option<Edit<T>>,
        now: T,
        shown: impl Fn(T) -> String,
    ) -> T {
        match edit {
            None => now,
            Some(Edit { from, to }) => {
                if from != now {
                    self.fault(row, field, Rule::ChangedMeanwhile(shown(now)));
                }
                to
            }
        }
    }

    fn set_pool(&mut self, row: usize, item: &ShelfItem, items: Option<u32>, on_demand: bool) {
        let now_items = item.items(item.now.left_milli);
        let left_milli = match items {
            // What is left in part of an item stays, where the whole ones do.
            Some(items) if items == now_items => item.now.left_milli,
            Some(items) if items <= MAX_ON_HAND => {
                i64::from(items).saturating_mul(item.draw.milli())
            }
            Some(_) => i64::MAX,
            None if on_demand => item.now.left_milli,
            None => 0,
        };
        if left_milli > MAX_SUPPLY_MILLI {
            let items = items.unwrap_or_default().to_string();
            return self.fault(row, "items", Rule::TooMuch(items));
        }
        if on_demand && items.is_some() && items != Some(now_items) {
            return self.fault(row, "items", Rule::NotCounted);
        }
        let set = PoolSet { left_milli, on_demand, added_milli: None };
        match self.pools.get(&item.supply) {
            Some((first, other)) if *other != set => {
                let rule = Rule::PoolSetTwice(one_based(*first));
                self.fault(row, "items", rule);
            }
            Some(_) => {}
            None => drop(self.pools.insert(item.supply, (row, set))),
        }
    }
}

fn one_based(row: usize) -> u32 {
    u32::try_from(row).unwrap_or(u32::MAX).saturating_add(1)
}

fn yes_or_no(value: bool) -> String {
    value.to_string()
}

/// Rows of a grid were refused, all of them.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct WeekRowsRefused {
    /// Every fault, with its row from 0 and its field.
    pub faults: Vec<(usize, &'static str, Rule)>,
    /// The language it is told in.
    pub language: Language,
}

impl fmt::Display for WeekRowsRefused {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let count = self.faults.len();
        let first = self.faults.first().map(|(.., rule)| rule.sentence(self.language));
        let first = first.unwrap_or_default();
        let count = u32::try_from(count).unwrap_or(u32::MAX);
        f.write_str(&(Words::of(self.language).week.nothing_changed)(count, &first))
    }
}

impl std::error::Error for WeekRowsRefused {}

impl Failure for WeekRowsRefused {
    fn class(&self) -> (FailureKind, &'static str) {
        let is_stale = |(.., rule): &(usize, &str, Rule)| matches!(rule, Rule::ChangedMeanwhile(_));
        if self.faults.iter().any(is_stale) {
            (FailureKind::Conflict, "week-changed")
        } else {
            (FailureKind::Invalid, "week-faulty")
        }
    }

    fn details(&self) -> Vec<Detail> {
        let detail = |(row, field, rule): &(usize, &'static str, Rule)| {
            Detail::new(format!("rows[{row}].{field}"), rule.sentence(self.language))
                .with("rule_code", rule.code())
        };
        self.faults.iter().map(detail).collect()
    }
}
