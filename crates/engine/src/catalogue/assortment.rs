use std::{
    collections::{BTreeSet, HashMap},
    sync::Arc,
};

use parking_lot::Mutex;
use sillon_catalogue::Storage;
use sillon_enterprises::Label;
use sillon_kernel::{Date, EnterpriseId, Field, SearchIndex, fold};
use sillon_store::{ProductBrief, Repositories, Supplier, Tx};

use crate::{DietaryFilter, Error};

/// How many stocks are remembered; beyond it all are forgotten and made again as they are asked for.
const MAX_REMEMBERED: usize = 256;

/// Which goods are wanted; what is left out narrows nothing.
#[derive(Debug, Clone, Default)]
pub struct Wanted {
    /// Words to find them by.
    pub words: Option<String>,
    /// Of this category.
    pub category: Option<String>,
    /// Of this producer.
    pub producer: Option<EnterpriseId>,
    /// As food.
    pub food: DietaryFilter,
    /// Of this storage class.
    pub storage: Option<Storage>,
}

impl Wanted {
    fn includes(&self, brief: &ProductBrief, held: &HeldToday) -> bool {
        let of_category = |wanted: &String| fold(wanted) == fold(&brief.category);
        self.category.as_ref().is_none_or(of_category)
            && self.producer.is_none_or(|wanted| wanted == brief.producer)
            && self.food.label.is_none_or(|wanted| held.shows(brief, wanted))
            && self.food.leaves(&brief.allergens)
            && self.storage.is_none_or(|wanted| wanted == brief.storage)
    }
}

/// The labels that producers hold a certificate for, valid today where they are.
pub(crate) struct HeldToday(BTreeSet<(EnterpriseId, Label)>);

impl HeldToday {
    pub(crate) fn of(tx: &mut Tx<'_>, suppliers: &[Supplier]) -> Result<Self, Error> {
        let now = tx.now();
        let day = |of: &Supplier| (of.producer, now.in_zone(&of.zone).date());
        let days: HashMap<EnterpriseId, Date> = suppliers.iter().map(day).collect();
        let held = tx.certificates().of(&ids(suppliers))?.into_iter();
        let valid = held.filter(|certificate| {
            days.get(&certificate.enterprise).is_some_and(|day| certificate.is_valid_on(*day))
        });
        Ok(Self(valid.map(|certificate| (certificate.enterprise, certificate.label)).collect()))
    }

    /// Whether goods may show a label today.
    pub(crate) fn shows(&self, brief: &ProductBrief, label: Label) -> bool {
        let is_proven = !label.needs_certificate() || self.0.contains(&(brief.producer, label));
        is_proven && brief.labels.contains(&label)
    }
}

/// The goods an enterprise may sell, with their words.
pub(crate) struct Stock {
    pub(crate) suppliers: Vec<Supplier>,
    /// As people sort them.
    pub(crate) briefs: Vec<Arc<ProductBrief>>,
    pub(crate) words: SearchIndex,
}

impl Stock {
    /// Reads it; of what is remembered of before, what the suppliers have not changed since is right.
    fn read(
        tx: &mut Tx<'_>,
        suppliers: Vec<Supplier>,
        before: Option<&Self>,
    ) -> Result<Self, Error> {
        let known = before.into_iter().flat_map(|before| &before.suppliers);
        let known: HashMap<EnterpriseId, i64> = known.map(|it| (it.producer, it.changes)).collect();
        let (same, changed): (Vec<_>, Vec<_>) =
            suppliers.iter().partition(|it| known.get(&it.producer) == Some(&it.changes));
        let same: BTreeSet<EnterpriseId> = same.iter().map(|it| it.producer).collect();
        let kept = before.into_iter().flat_map(|before| &before.briefs);
        let kept = kept.filter(|brief| same.contains(&brief.producer)).map(Arc::clone);
        let changed: Vec<EnterpriseId> = changed.iter().map(|it| it.producer).collect();
        let read = tx.catalogue().briefs(&changed)?;
        let mut briefs: Vec<_> = kept.chain(read.into_iter().map(Arc::new)).collect();
        briefs.sort_by_cached_key(|brief| (fold(&brief.name), brief.id));
        let words = SearchIndex::build(briefs.iter().map(|brief| words_of(brief)));
        Ok(Self { suppliers, briefs, words })
    }

    /// Whether it is what these suppliers have now.
    fn is_of(&self, suppliers: &[Supplier]) -> bool {
        let as_it_was = |(then, now): (&Supplier, &Supplier)| {
            (then.producer, then.changes) == (now.producer, now.changes)
        };
        self.suppliers.len() == suppliers.len()
            && self.suppliers.iter().zip(suppliers).all(as_it_was)
    }

    /// What is wanted of it: what was looked for with the best first, else all as people sort it.
    pub(crate) fn find<'s>(
        &'s self,
        wanted: &'s Wanted,
        held: &'s HeldToday,
    ) -> impl Iterator<Item = &'s ProductBrief> {
        let found = match &wanted.words {
            Some(words) => self.words.find(words),
            None => (0..self.briefs.len()).collect(),
        };
        let briefs = found.into_iter().filter_map(|place| self.briefs.get(place));
        briefs.map(Arc::as_ref).filter(|brief| wanted.includes(brief, held))
    }
}

/// What a product is found by.
fn words_of(brief: &ProductBrief) -> impl IntoIterator<Item = (Field, &str)> {
    [
        (Field::Name, brief.name.as_str()),
        (Field::Kind, &brief.category),
        (Field::Kind, &brief.producer_name),
        (Field::Text, brief.description.as_deref().unwrap_or_default()),
    ]
}

/// The stocks this process remembers, by whoever may sell from them. One is used only while the database says that nothing
/// on it has changed, so that nodes need not tell each other.
#[derive(Default)]
pub(crate) struct Stocks(Mutex<HashMap<EnterpriseId, Arc<Stock>>>);

impl Stocks {
    pub(crate) fn of(&self, tx: &mut Tx<'_>, seller: EnterpriseId) -> Result<Arc<Stock>, Error> {
        let suppliers = suppliers(tx, seller)?;
        let before = self.0.lock().get(&seller).cloned();
        if let Some(stock) = before.as_ref().filter(|stock| stock.is_of(&suppliers)) {
            return Ok(Arc::clone(stock));
        }
        let stock = Arc::new(Stock::read(tx, suppliers, before.as_deref())?);
        let mut remembered = self.0.lock();
        if remembered.len() >= MAX_REMEMBERED {
            remembered.clear();
        }
        remembered.insert(seller, Arc::clone(&stock));
        Ok(stock)
    }
}

/// Whose goods an enterprise may sell, as far as its own kind allows: its own, and those of the producers that let it. What
/// an enterprise listed while it produced is kept, and sold by nobody.
pub(crate) fn suppliers(tx: &mut Tx<'_>, seller: EnterpriseId) -> Result<Vec<Supplier>, Error> {
    let seller = tx.enterprises().get(seller)?;
    let mut suppliers = tx.catalogue().suppliers(seller.id)?;
    suppliers.retain(|it| it.producer == seller.id || seller.may_sell_for(it.producer));
    Ok(suppliers)
}

fn ids(suppliers: &[Supplier]) -> Vec<EnterpriseId> {
    suppliers.iter().map(|supplier| supplier.producer).collect()
}
