use std::collections::{BTreeMap, BTreeSet, HashMap};

use sillon_kernel::{Currency, EnterpriseId, Money, Name, VariantId, name_key};
use sillon_tables::{Fault, Faults, shown};

use crate::{
    Absent, FieldChange, HubRow, PlannedLine, ProducerCatalogue, RowChange, read::cell::flag,
};
use sillon_catalogue::{HubStock, HubTerms, Product, Variant};

/// All that a hub may sell, and the terms it sells it on, as they stand.
#[derive(Debug, Clone)]
pub struct HubAssortment {
    /// Whose terms they are.
    pub hub: EnterpriseId,
    /// What it sells in.
    pub currency: Currency,
    /// What it may sell, by producer.
    pub producers: Vec<HubSupplier>,
    /// Which of them the rows mean, by what stands in their column for it.
    pub called: HashMap<Name, EnterpriseId>,
    /// The terms it set.
    pub terms: BTreeMap<VariantId, HubTerms>,
}

/// A producer whose goods a hub may sell.
#[derive(Debug, Clone)]
pub struct HubSupplier {
    /// What it lists.
    pub goods: ProducerCatalogue,
    /// Whether it lets the hub set terms of its own.
    pub lets: bool,
}

/// What a hub's list makes of its terms.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct HubPlan {
    /// What each sound row does, in the order of the list.
    pub lines: Vec<PlannedLine>,
    /// The terms the list does not name and that have nothing left for it.
    pub zeroed: Vec<ZeroedTerms>,
    /// The terms that are new or change: as they were, and as they become.
    pub terms: BTreeMap<VariantId, (HubTerms, HubTerms)>,
    /// Every variant the list names.
    pub listed: BTreeSet<VariantId>,
    /// The producers whose goods the list names.
    pub producers: BTreeSet<EnterpriseId>,
    /// What is wrong with the other rows; with any, nothing is to be done.
    pub faults: Vec<Fault>,
}

/// Terms of which nothing is left because a list does not name them.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ZeroedTerms {
    /// Whose terms.
    pub hub: EnterpriseId,
    /// On what.
    pub variant: VariantId,
    /// What the product is called.
    pub product: Name,
    /// What people read beside it.
    pub label: String,
    /// What the hub sold from before.
    pub before: HubStock,
}

/// Tells what a hub's list makes of the terms it sells on; the rows are those of this hub.
///
/// A row is about the variant of its producer, product, size and display name, which must be there: a hub lists nothing for
/// others. What the list has no column for stays as it is, and what it names is shown in the shop unless it says otherwise.
/// [`Absent::Zero`] leaves the hub nothing of what else it has terms on; the producers' own pools stay as they are.
pub fn plan_hub_list(on: &HubAssortment, rows: &[&HubRow], absent: Absent) -> HubPlan {
    let index = Index::of(on);
    let (mut plan, mut faults) = (HubPlan::default(), Faults::default());
    let mut named: HashMap<VariantId, u64> = HashMap::new();
    for row in rows {
        let sound = index.find(row).and_then(|place| {
            check(on, row, &place)?;
            match named.insert(place.variant.id, row.line) {
                None => Ok(place),
                Some(first) => {
                    let rule = format!("{} is at line {first} already", shown(&row.name));
                    Err(("name", rule))
                }
            }
        });
        match sound {
            Ok(place) => plan.put(on, row, &place),
            Err((field, rule)) => faults.add(row.line, field, rule),
        }
    }
    if absent == Absent::Zero {
        plan.empty_unnamed(on, &index);
    }
    HubPlan { faults: faults.into_vec(), ..plan }
}

/// Where a row found its variant.
#[derive(Clone, Copy)]
struct FoundVariant<'s> {
    supplier: &'s HubSupplier,
    product: &'s Product,
    variant: &'s Variant,
}

/// What is wrong: in which column, and by which rule.
type Wrong = (&'static str, String);

/// What cannot be set on what a row found.
fn check(on: &HubAssortment, row: &HubRow, place: &FoundVariant<'_>) -> Result<(), Wrong> {
    if !place.supplier.lets {
        let rule = format!(
            "{} does not let this hub set terms of its own: it grants set-hub-prices",
            shown(&row.producer)
        );
        return Err(("producer", rule));
    }
    if row.price.flatten().is_some_and(|price| price.currency() != on.currency) {
        return Err(("price", format!("this hub sells in {}", on.currency.code())));
    }
    let before = on.terms.get(&place.variant.id).map_or(HubStock::Pool, |terms| terms.stock);
    let becomes = row.stock.map_or(before, |says| says.over(before));
    if becomes != HubStock::Pool && place.product.producer == on.hub {
        let field = if matches!(becomes, HubStock::Quota { .. }) { "quota" } else { "on_hand" };
        return Err((field, "goods of the hub's own are counted in their pool".to_owned()));
    }
    Ok(())
}

impl HubPlan {
    fn put(&mut self, on: &HubAssortment, row: &HubRow, place: &FoundVariant<'_>) {
        let id = place.variant.id;
        let known = on.terms.get(&id);
        let before = known.cloned().unwrap_or(HubTerms::NONE);
        let after = HubTerms {
            price: row.price.unwrap_or(before.price),
            sku: row.sku.clone().unwrap_or_else(|| before.sku.clone()),
            stock: row.stock.map_or(before.stock, |says| says.over(before.stock)),
            default_stock: row.default_stock.unwrap_or(before.default_stock),
            hidden: row.hidden,
            ..before.clone()
        };
        let change = match known {
            None => RowChange::Created,
            Some(_) if before == after => RowChange::Unchanged,
            Some(_) => RowChange::Updated(differences(&before, &after)),
        };
        if change != RowChange::Unchanged {
            self.terms.insert(id, (before, after));
        }
        self.listed.insert(id);
        self.producers.insert(place.product.producer);
        self.lines.push(PlannedLine {
            line: row.line,
            hub: Some(on.hub),
            producer: place.product.producer,
            product: place.product.name.clone(),
            label: place.variant.label(),
            change,
        });
    }

    /// Leaves the hub nothing of what it has terms on and the list does not name. Terms that say nothing now stay, and so do
    /// those on the hub's own goods, which their pool counts.
    fn empty_unnamed(&mut self, on: &HubAssortment, index: &Index<'_>) {
        for (id, before) in &on.terms {
            let Some(place) = index.by_id.get(id) else { continue };
            let nothing = HubStock::Own { count: 0 };
            let stays = self.listed.contains(id)
                || !before.are_active()
                || place.product.producer == on.hub
                || before.stock == nothing;
            if stays {
                continue;
            }
            self.zeroed.push(ZeroedTerms {
                hub: on.hub,
                variant: *id,
                product: place.product.name.clone(),
                label: place.variant.label(),
                before: before.stock,
            });
            let after = HubTerms { stock: nothing, ..before.clone() };
            self.terms.insert(*id, (before.clone(), after));
        }
    }
}

/// A product of a producer: the producer's place, and the product's name as [`fold`] leaves it.
type Named = (usize, String);

/// What a hub may sell, by what rows say of it.
struct Index<'s> {
    on: &'s HubAssortment,
    by_producer: HashMap<EnterpriseId, usize>,
    products: HashMap<Named, Vec<FoundVariant<'s>>>,
    by_id: HashMap<VariantId, FoundVariant<'s>>,
}

impl<'s> Index<'s> {
    fn of(on: &'s HubAssortment) -> Self {
        let mut index = Self {
            on,
            by_producer: HashMap::new(),
            products: HashMap::new(),
            by_id: HashMap::new(),
        };
        for (at, supplier) in on.producers.iter().enumerate() {
            index.by_producer.insert(supplier.goods.producer, at);
            let products = supplier.goods.products.iter().map(|product| (product.id, product));
            let products: HashMap<_, _> = products.collect();
            for variant in &supplier.goods.variants {
                let Some(product) = products.get(&variant.product) else { continue };
                let place = FoundVariant { supplier, product, variant };
                index.products.entry((at, name_key(&product.name))).or_default().push(place);
                index.by_id.insert(variant.id, place);
            }
        }
        index
    }

    fn find(&self, row: &HubRow) -> Result<FoundVariant<'s>, Wrong> {
        let at = self.producer(row)?;
        let sizes = self.products.get(&(at, name_key(&row.name))).ok_or_else(|| {
            let (producer, name) = (shown(&row.producer), shown(&row.name));
            let rule = format!("{producer} lists no {name}: write it as it stands in its list");
            ("name", rule)
        })?;
        let display = row.display_name.as_deref().map(name_key);
        let called =
            |place: &&FoundVariant<'s>| place.variant.name.as_deref().map(name_key) == display;
        let key = row.size.key();
        let mut exact: Vec<FoundVariant<'s>> = sizes
            .iter()
            .filter(called)
            .filter(|place| place.variant.size.key() == key)
            .copied()
            .collect();
        // Where one is withdrawn and another is not, the list is about the one that is sold.
        exact.sort_by_key(|place| (place.variant.withdrawn, place.variant.id));
        if let Some(place) = exact.first() {
            return Ok(*place);
        }
        // Other systems do not say what a piece is called: then the number of them has to tell.
        let mut as_many = sizes.iter().filter(called).filter(|place| {
            row.size.piece_name().is_none()
                && place.variant.size.quantity() == row.size.quantity()
                && !place.variant.withdrawn
        });
        match (as_many.next(), as_many.next()) {
            (Some(only), None) => Ok(*only),
            (Some(_), Some(_)) | (None, _) => Err(("units", no_such_size(row, sizes))),
        }
    }

    /// The producer a row names.
    fn producer(&self, row: &HubRow) -> Result<usize, Wrong> {
        let called = self.on.called.get(&row.producer);
        called.and_then(|id| self.by_producer.get(id)).copied().ok_or_else(|| {
            let rule = format!(
                "{} is not a producer this hub sells for: write the name as it stands in the producer's profile",
                shown(&row.producer)
            );
            ("producer", rule)
        })
    }
}

fn no_such_size(row: &HubRow, sizes: &[FoundVariant<'_>]) -> String {
    let mut sold: Vec<String> = sizes
        .iter()
        .filter(|place| !place.variant.withdrawn)
        .take(8)
        .map(|place| match &place.variant.name {
            Some(name) => format!("{} {name}", place.variant.size.label()),
            None => place.variant.size.label(),
        })
        .collect();
    sold.sort();
    let wanted = match &row.display_name {
        Some(name) => format!("{} {name}", row.size.label()),
        None => row.size.label(),
    };
    format!(
        "{} is not sold as {}: it is sold as {}",
        shown(&row.name),
        shown(&wanted),
        sold.join(", ")
    )
}

/// What differs between terms as they were and as they become, column by column.
fn differences(before: &HubTerms, after: &HubTerms) -> Vec<FieldChange> {
    let pairs = cells(before).into_iter().zip(cells(after));
    let changed = pairs.filter(|((_, was), (_, becomes))| was != becomes);
    changed.map(|((field, before), (_, after))| FieldChange { field, before, after }).collect()
}

/// Terms as the columns of a list have them.
fn cells(terms: &HubTerms) -> [(&'static str, Option<String>); 7] {
    let (on_hand, on_demand, quota) = match terms.stock {
        HubStock::Pool => (None, None, None),
        HubStock::Quota { count } => (None, None, Some(count)),
        HubStock::Own { count } => (Some(count), Some(false), None),
        HubStock::OnDemand { count } => (Some(count), Some(true), None),
    };
    let word = |yes: bool| flag(yes).to_owned();
    [
        ("price", terms.price.map(Money::amount)),
        ("sku", terms.sku.as_ref().map(ToString::to_string)),
        ("on_hand", on_hand.map(|count| count.to_string())),
        ("on_demand", on_demand.map(word)),
        ("quota", quota.map(|count| count.to_string())),
        ("default_stock", terms.default_stock.map(|items| items.to_string())),
        ("hidden", Some(word(terms.hidden))),
    ]
}
