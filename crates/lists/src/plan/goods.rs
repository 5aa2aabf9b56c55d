use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet};

use sillon_kernel::{
    Dimension, EnterpriseId, Name, ProductId, Quantity, Revised, SupplyId, Timestamp, VariantId,
    name_key,
};

use crate::{
    Fault, Faults, ListRow, RowChange, plan::goods_row::edit_of_product,
    plan::goods_row::edit_of_variant, plan::goods_row::shelf, plan::row_change::differences,
};
use sillon_catalogue::{
    FieldFaults, Product, Supply, UnitGraph, Variant, check_product, check_variant, pool_draw,
};

/// What a producer lists, or the part of it that is asked for, as it stands.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ProducerCatalogue {
    /// Whose it is.
    pub producer: EnterpriseId,
    /// What all its shelves are called, in the order of their first products.
    pub shelves: Vec<Name>,
    /// What it makes.
    pub products: Vec<Product>,
    /// In which sizes.
    pub variants: Vec<Variant>,
    /// What these are sold from.
    pub supplies: Vec<Supply>,
}

impl ProducerCatalogue {
    /// A producer that lists nothing yet.
    pub fn empty(producer: EnterpriseId) -> Self {
        let (shelves, products) = (Vec::new(), Vec::new());
        Self { producer, shelves, products, variants: Vec::new(), supplies: Vec::new() }
    }
}

/// What becomes of what a producer has and its list does not name.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Absent {
    /// It stays as it is.
    #[default]
    Keep,
    /// There is none of it left, also where it was made on demand.
    Zero,
}

/// Where the ids of what is new come from.
pub trait NewIds {
    /// For a product.
    fn product(&mut self) -> ProductId;
    /// For a variant.
    fn variant(&mut self) -> VariantId;
    /// For a supply.
    fn supply(&mut self) -> SupplyId;
}

/// What a list makes of a producer's catalogue.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Plan {
    /// What each row does, in the order of the list.
    pub lines: Vec<PlannedLine>,
    /// The supplies the list does not name and that are emptied for it.
    pub zeroed: Vec<Zeroed>,
    /// Products that are new or change, as they become.
    pub products: Vec<Revised<Product>>,
    /// Supplies that are new, with nothing in them yet.
    pub supplies: Vec<Supply>,
    /// Variants that are new or change, as they become.
    pub variants: Vec<Revised<Variant>>,
    /// Every variant the list names.
    pub listed: BTreeSet<VariantId>,
    /// Every variant that is seen otherwise from now on: itself, its product or its supply changes.
    pub touched: BTreeSet<VariantId>,
    /// The products there were, of which the list changes something.
    pub edited: Vec<Edited>,
    /// What the supplies the list speaks of come to.
    pub counts: BTreeMap<SupplyId, SupplyCount>,
    /// What was left of supplies that no size draws on any more, and goes to where their sizes draw now.
    pub moved: Vec<MovedStock>,
    /// The rows that say otherwise of a supply than one before them; with any, nothing is to be done.
    pub faults: Vec<Fault>,
}

/// What a row of a list does.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PlannedLine {
    /// The line it begins at.
    pub line: u64,
    /// Whose terms it sets, in a hub's list.
    pub hub: Option<EnterpriseId>,
    /// Whose goods it lists.
    pub producer: EnterpriseId,
    /// What the product is called.
    pub product: Name,
    /// What people read beside it.
    pub label: String,
    /// What it changes.
    pub change: RowChange,
}

/// A product that a list changes, or sizes of it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Edited {
    /// As it was, with the sizes it had.
    pub before: (Product, Vec<Variant>),
    /// As it becomes, with the same sizes.
    pub after: (Product, Vec<Variant>),
    /// The line that names it first.
    line: u64,
    /// The lines that name its sizes.
    lines: BTreeMap<VariantId, u64>,
}

impl Edited {
    /// The line that speaks of one of its sizes, or of the whole.
    pub fn line(&self, variant: Option<VariantId>) -> u64 {
        variant.and_then(|variant| self.lines.get(&variant)).copied().unwrap_or(self.line)
    }
}

/// A supply of which nothing is left because a list does not name it; or a size of it that is no longer offered, where the list
/// names others that draw on the same supply.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Zeroed {
    /// Which supply.
    pub supply: SupplyId,
    /// Of which product.
    pub product: Name,
    /// The size that is no longer offered; none where all of the supply is gone.
    pub size: Option<String>,
    /// What there was of the supply.
    pub before: Quantity,
}

/// What is left of a supply, and where it goes because what a size takes changed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct MovedStock {
    /// The supply that no size draws on any more.
    pub from: SupplyId,
    /// What an item took of it.
    pub took: Quantity,
    /// The supply that its sizes draw on now.
    pub to: SupplyId,
    /// What an item takes of that.
    pub takes: Quantity,
}

/// What a list says of a supply.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct SupplyCount {
    /// How much there is, in thousandths of the base unit; none where the list leaves it as it is.
    pub available_milli: Option<i64>,
    /// Whether as much is made as is ordered; none where the list leaves it as it is.
    pub on_demand: Option<bool>,
}

/// Tells what a list makes of a producer's catalogue.
///
/// A row is about the variant of its product, size and display name, and makes it where it is not there. What a row does not
/// speak of stays as it is. The sizes of a product draw on one supply for each dimension: it becomes what the rows have on hand
/// together, or what one of them says is available.
///
/// Each product is planned by its own rows alone, so that the goods of those that rows name are enough, with all the shelves.
/// [`Absent::Zero`] is about those that are given.
pub fn plan_list(
    goods: ProducerCatalogue,
    rows: &[&ListRow],
    absent: Absent,
    now: Timestamp,
    ids: &mut dyn NewIds,
) -> Plan {
    let mut bench = CatalogueDraft::of(goods);
    for row in rows {
        bench.put(row, now, ids);
    }
    bench.finish(absent, ids)
}

fn kept<T: Clone>(it: T) -> Revised<T> {
    Revised::from(it.clone(), it)
}

/// What a list has said of a supply so far.
#[derive(Default)]
pub(crate) struct Counted {
    count: SupplyCount,
    /// The line that said how much is available in all.
    available_at: Option<u64>,
    /// The line that said whether it is made on demand.
    on_demand_at: Option<u64>,
    /// The line that named it first, which tells of its changes.
    first: Option<u64>,
}

/// That rows of one product contradict each other in what they share.
fn shared(what: &str, line: Option<u64>) -> String {
    let at = line.map_or_else(String::new, |line| format!(" at line {line}"));
    format!("the product's rows share {what}, and it is said otherwise{at}: say it once, or alike")
}

/// A catalogue while a list is read into it.
pub(crate) struct CatalogueDraft {
    pub(crate) producer: EnterpriseId,
    pub(crate) products: Vec<Revised<Product>>,
    pub(crate) variants: Vec<Revised<Variant>>,
    pub(crate) supplies: Vec<Revised<Supply>>,
    pub(crate) by_name: HashMap<String, usize>,
    pub(crate) by_size: HashMap<(ProductId, String, Option<String>), usize>,
    /// The products whose sizes are bundles.
    pub(crate) bundled: HashSet<ProductId>,
    pub(crate) by_pool: HashMap<(ProductId, Dimension), usize>,
    pub(crate) by_id: HashMap<SupplyId, usize>,
    pub(crate) said: HashMap<SupplyId, Counted>,
    /// The products the rows named so far.
    pub(crate) named: BTreeSet<usize>,
    /// The producer's shelves, by what tells them apart.
    pub(crate) categories: HashMap<String, Name>,
    /// What the rows were about: line, product, variant.
    pub(crate) rows: Vec<(u64, usize, usize)>,
    /// How the units of the products that rows named convert.
    pub(crate) graphs: HashMap<usize, UnitGraph>,
    pub(crate) faults: Faults,
}

fn size_and_name(variant: &Variant) -> (ProductId, String, Option<String>) {
    let (size, name) = variant.key();
    (variant.product, size, name)
}

impl CatalogueDraft {
    fn of(goods: ProducerCatalogue) -> Self {
        let ProducerCatalogue { producer, shelves, products, mut variants, supplies } = goods;
        // Where one is withdrawn and another is not, the list is about the one that is sold.
        variants.sort_by_key(|variant| (!variant.withdrawn, variant.id));
        let numbered = |number: usize, name: String| (name, number);
        let by_name = products.iter().enumerate().map(|(at, it)| numbered(at, name_key(&it.name)));
        let by_name = by_name.collect();
        // Of two that look alike, the first is the producer's way to write it.
        let categories = shelves.into_iter().rev().map(|shelf| (name_key(&shelf), shelf)).collect();
        let bundled = variants.iter().filter(|it| it.is_bundle()).map(|it| it.product).collect();
        let by_size = variants.iter().enumerate().map(|(at, it)| (size_and_name(it), at)).collect();
        let pool = |(at, it): (usize, &Supply)| ((it.product, it.dimension), at);
        let by_pool = supplies.iter().enumerate().map(pool).collect();
        let by_id = supplies.iter().enumerate().map(|(at, it)| (it.id, at)).collect();
        Self {
            producer,
            products: products.into_iter().map(kept).collect(),
            variants: variants.into_iter().map(kept).collect(),
            supplies: supplies.into_iter().map(kept).collect(),
            by_name,
            by_size,
            bundled,
            by_pool,
            by_id,
            said: HashMap::new(),
            named: BTreeSet::new(),
            categories,
            rows: Vec::new(),
            graphs: HashMap::new(),
            faults: Faults::default(),
        }
    }

    fn put(&mut self, row: &ListRow, now: Timestamp, ids: &mut dyn NewIds) {
        let product = self.put_product(row, ids);
        let Some(product_id) = self.products.get(product).map(|product| product.now.id) else {
            return;
        };
        let key = (product_id, row.size.key(), row.display_name.as_deref().map(name_key));
        let known = self.by_size.get(&key).copied();
        let before = known.and_then(|at| self.variants.get(at)).map(|known| known.now.clone());
        let draw = self.drawn(row, product, before.as_ref());
        let supply = match &before {
            Some(before) if before.draw.dimension() == draw.dimension() => before.supply,
            Some(_) | None => self.pool(product_id, draw.dimension(), ids),
        };
        self.count(row, supply, draw);
        let sized = if let Some(before) = before {
            Variant { supply, draw, ..before }
        } else {
            if self.bundled.contains(&product_id) {
                let rule = "the sizes of this product are put together from others, which no list says: add this one by hand";
                self.faults.add(row.line, "name", rule.to_owned());
            }
            let size = row.size.clone();
            Variant::new(ids.variant(), product_id, size, row.price, (supply, draw))
        };
        let variant = edit_of_variant(row, &sized).over(sized, now);
        self.refuse(row.line, check_variant(&variant));
        let at = known.unwrap_or(self.variants.len());
        if let Some(known) = self.variants.get_mut(at) {
            known.now = variant;
        } else {
            self.variants.push(Revised::new(variant));
            self.by_size.insert(key, at);
        }
        self.rows.push((row.line, product, at));
    }

    /// What one item of a row takes: what the row says; what it took, where nothing changed that; or what the units of the
    /// product make of its size, as it is for whoever adds a size by hand.
    fn drawn(&mut self, row: &ListRow, product: usize, before: Option<&Variant>) -> Quantity {
        let Some(of) = self.products.get(product) else { return row.size.quantity() };
        let graph = || UnitGraph::of(&of.now.units).unwrap_or_default();
        let graph = self.graphs.entry(product).or_insert_with(graph);
        let by_units = pool_draw(graph, &row.size);
        let has_same_units = of.before.as_ref().is_some_and(|was| was.units == of.now.units);
        match (row.draw, before) {
            (Some(Some(said)), _) => {
                let is_known = row.size.piece_name().is_some_and(|name| graph.knows(name));
                if is_known && said != by_units {
                    let rule = format!(
                        "the product's units say that one takes {by_units}, and this says {said}: write one of them alone"
                    );
                    self.faults.add(row.line, "draw", rule);
                }
                said
            }
            (None, Some(before)) if has_same_units => before.draw,
            (Some(None) | None, _) => by_units,
        }
    }

    /// The product a row names, as the row describes it.
    fn put_product(&mut self, row: &ListRow, ids: &mut dyn NewIds) -> usize {
        let name = name_key(&row.name);
        let category = shelf(row, &self.categories).clone();
        let at = self.by_name.get(&name).copied().unwrap_or_else(|| {
            let new = Product::new(ids.product(), self.producer, row.name.clone(), category);
            self.products.push(Revised::new(new));
            self.products.len() - 1
        });
        self.by_name.insert(name, at);
        // What the list says of a product stands at the first of its rows.
        if self.named.insert(at)
            && let Some(product) = self.products.get_mut(at)
        {
            product.now =
                edit_of_product(row, &product.now, &self.categories).over(product.now.clone());
            let faults = check_product(&product.now);
            self.refuse(row.line, faults);
        }
        at
    }

    /// Notes what whoever edits it by hand would be refused too.
    fn refuse(&mut self, line: u64, faults: FieldFaults) {
        for (field, rule) in faults.into_vec() {
            // A list has another name for them.
            let field = if field == "units" { "named_units" } else { field };
            self.faults.add(line, field, rule);
        }
    }

    /// The supply a product's sizes of one dimension draw on.
    pub(crate) fn pool(
        &mut self,
        product: ProductId,
        dimension: Dimension,
        ids: &mut dyn NewIds,
    ) -> SupplyId {
        let known = self.by_pool.get(&(product, dimension)).and_then(|at| self.supplies.get(*at));
        if let Some(known) = known {
            return known.now.id;
        }
        let id = ids.supply();
        let (producer, at) = (self.producer, self.supplies.len());
        let now = Supply { id, producer, product, dimension, available_milli: 0, on_demand: false };
        self.supplies.push(Revised::new(now));
        self.by_pool.insert((product, dimension), at);
        self.by_id.insert(id, at);
        id
    }

    /// Adds what a row says of how much there is.
    fn count(&mut self, row: &ListRow, supply: SupplyId, draw: Quantity) {
        let said = self.said.entry(supply).or_default();
        said.first.get_or_insert(row.line);
        if let Some(on_demand) = row.stock.on_demand {
            let before = said.count.on_demand.replace(on_demand);
            if before.is_some_and(|before| before != on_demand) {
                let rule = shared("whether it is made on demand", said.on_demand_at);
                self.faults.add(row.line, "on_demand", rule);
            }
            said.on_demand_at.get_or_insert(row.line);
        }
        let available = &mut said.count.available_milli;
        if let Some(items) = row.stock.on_hand {
            if said.available_at.is_some() {
                self.faults.add(
                    row.line,
                    "on_hand",
                    shared("what is available", said.available_at),
                );
            }
            let more = draw.milli().saturating_mul(i64::from(items));
            *available = Some(available.unwrap_or_default().saturating_add(more));
        }
        if let Some(all) = row.stock.available {
            let before = available.replace(all.milli());
            if before.is_some_and(|before| before != all.milli()) {
                let rule = shared("what is available", said.available_at);
                self.faults.add(row.line, "available", rule);
            }
            said.available_at.get_or_insert(row.line);
        }
    }

    fn finish(mut self, absent: Absent, ids: &mut dyn NewIds) -> Plan {
        self.draw_anew(ids);
        let unnamed = match absent {
            Absent::Keep => Vec::new(),
            Absent::Zero => self.withdraw_unnamed(),
        };
        for (supply, said) in &self.said {
            if let Some(supply) = self.by_id.get(supply).and_then(|at| self.supplies.get_mut(*at)) {
                let SupplyCount { available_milli, on_demand } = said.count;
                supply.now.available_milli = available_milli.unwrap_or(supply.now.available_milli);
                supply.now.on_demand = on_demand.unwrap_or(supply.now.on_demand);
            }
        }
        let lines = self.lines();
        let mut zeroed = match absent {
            Absent::Keep => Vec::new(),
            Absent::Zero => self.zeroed(),
        };
        let mut counts: BTreeMap<SupplyId, SupplyCount> =
            self.said.iter().map(|(id, said)| (*id, said.count)).collect();
        let none = SupplyCount { available_milli: Some(0), on_demand: Some(false) };
        counts.extend(zeroed.iter().map(|zeroed| (zeroed.supply, none)));
        zeroed.extend(unnamed);
        let mut moved = self.moved();
        // Where the list says how much there is, it is said; what was left elsewhere is gone.
        moved.retain(|moved| {
            let is_said =
                counts.get(&moved.to).is_some_and(|count| count.available_milli.is_some());
            if is_said {
                counts.insert(moved.from, none);
            }
            !is_said
        });
        self.check_sizes();
        let listed: BTreeSet<VariantId> = self
            .rows
            .iter()
            .filter_map(|(_, _, at)| self.variants.get(*at))
            .map(|variant| variant.now.id)
            .collect();
        let edited = self.edited();
        let products = changed(self.products);
        let of_changed: BTreeSet<ProductId> =
            products.iter().map(|product| product.now.id).collect();
        let is_touched = |variant: &&Revised<Variant>| {
            of_changed.contains(&variant.now.product)
                || counts.contains_key(&variant.now.supply)
                || variant.is_changed()
        };
        let touched = self.variants.iter().filter(is_touched).map(|it| it.now.id).collect();
        let empty = |supply: Supply| Supply { available_milli: 0, on_demand: false, ..supply };
        Plan {
            lines,
            zeroed,
            touched,
            edited,
            moved,
            faults: self.faults.into_vec(),
            products,
            supplies: self
                .supplies
                .into_iter()
                .filter(|supply| supply.before.is_none())
                .map(|supply| empty(supply.now))
                .collect(),
            variants: changed(self.variants),
            listed,
            counts,
        }
    }

    /// What each row changes. Of a product and of a supply the first row that names them tells.
    fn lines(&self) -> Vec<PlannedLine> {
        let mut told = BTreeSet::new();
        let line = |(line, product, variant): &(u64, usize, usize)| {
            let product = self.products.get(*product)?;
            let variant = self.variants.get(*variant)?;
            let is_first = told.insert(product.now.id);
            let change = self.change(*line, product, variant, is_first);
            Some(PlannedLine {
                line: *line,
                hub: None,
                producer: self.producer,
                product: product.now.name.clone(),
                label: variant.now.label(),
                change,
            })
        };
        self.rows.iter().filter_map(line).collect()
    }

    fn change(
        &self,
        line: u64,
        product: &Revised<Product>,
        variant: &Revised<Variant>,
        is_first: bool,
    ) -> RowChange {
        let supply_of = |id: SupplyId| self.by_id.get(&id).and_then(|at| self.supplies.get(*at));
        let (Some(was), Some(before)) = (&product.before, &variant.before) else {
            return RowChange::Created;
        };
        let (Some(from), Some(to)) = (supply_of(before.supply), supply_of(variant.now.supply))
        else {
            return RowChange::Created;
        };
        let counts =
            self.said.get(&variant.now.supply).is_some_and(|said| said.first == Some(line));
        let becomes = if is_first { &product.now } else { was };
        let supply_was = from.before.as_ref().unwrap_or(&from.now);
        let supply_becomes = if counts { &to.now } else { to.before.as_ref().unwrap_or(&to.now) };
        let is_same = was == becomes && *before == variant.now && *supply_was == *supply_becomes;
        if is_same {
            return RowChange::Unchanged;
        }
        let changes =
            differences((was, before, supply_was), (becomes, &variant.now, supply_becomes));
        if changes.is_empty() { RowChange::Unchanged } else { RowChange::Updated(changes) }
    }

    /// The products there were, of which anything changes.
    fn edited(&self) -> Vec<Edited> {
        let mut named: HashMap<ProductId, (u64, BTreeMap<VariantId, u64>)> = HashMap::new();
        for (line, product, variant) in &self.rows {
            let found = self.products.get(*product).zip(self.variants.get(*variant));
            let Some((product, variant)) = found else { continue };
            let (_, lines) = named.entry(product.now.id).or_insert((*line, BTreeMap::new()));
            lines.insert(variant.now.id, *line);
        }
        let mut sizes: HashMap<ProductId, Vec<(&Variant, &Variant)>> = HashMap::new();
        for Revised { before, now } in &self.variants {
            if let Some(before) = before {
                sizes.entry(now.product).or_default().push((before, now));
            }
        }
        let edited = |Revised { before, now }: &Revised<Product>| {
            let (line, lines) = named.remove(&now.id)?;
            let (before, sizes) = (before.as_ref()?, sizes.remove(&now.id).unwrap_or_default());
            let is_same = before == now && sizes.iter().all(|(before, now)| before == now);
            let (old, new) = sizes.into_iter().map(|(old, new)| (old.clone(), new.clone())).unzip();
            let (before, after) = ((before.clone(), old), (now.clone(), new));
            (!is_same).then_some(Edited { before, after, line, lines })
        };
        self.products.iter().filter_map(edited).collect()
    }
}

/// What is new, or is not as it was.
fn changed<T: PartialEq>(all: Vec<Revised<T>>) -> Vec<Revised<T>> {
    all.into_iter().filter(Revised::is_changed).collect()
}
