use std::{
    collections::{BTreeSet, HashMap},
    sync::Arc,
};

use parking_lot::Mutex;
use sillon_catalogue::Storage;
use sillon_enterprises::Label;
use sillon_kernel::{Date, EnterpriseId, Field, SearchIndex, fold};
use sillon_store::{ProductBrief, Tx};

use crate::{Error, FoodWish};

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
    pub food: FoodWish,
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
    pub(crate) fn of(tx: &mut Tx<'_>, producers: &[EnterpriseId]) -> Result<Self, Error> {
        let now = tx.now();
        let zones = tx.enterprises().of(producers)?.into_iter();
        let days: HashMap<EnterpriseId, Date> =
            zones.map(|it| (it.id, now.in_zone(&it.zone).date())).collect();
        let held = tx.certificates().of(producers)?.into_iter();
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
    pub(crate) producers: Vec<EnterpriseId>,
    pub(crate) changes: (i64, i64),
    pub(crate) briefs: Vec<ProductBrief>,
    pub(crate) words: SearchIndex,
}

impl Stock {
    fn read(
        tx: &mut Tx<'_>,
        producers: Vec<EnterpriseId>,
        changes: (i64, i64),
    ) -> Result<Self, Error> {
        let briefs = tx.catalogue().briefs(&producers)?;
        let words = SearchIndex::build(briefs.iter().map(words_of));
        Ok(Self { producers, changes, briefs, words })
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
        briefs.filter(|brief| wanted.includes(brief, held))
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
        let producers = producers(tx, seller)?;
        let changes = tx.catalogue().changes(&producers)?;
        let is_right =
            |stock: &&Arc<Stock>| stock.producers == producers && stock.changes == changes;
        if let Some(stock) = self.0.lock().get(&seller).filter(is_right) {
            return Ok(Arc::clone(stock));
        }
        let stock = Arc::new(Stock::read(tx, producers, changes)?);
        let mut remembered = self.0.lock();
        if remembered.len() >= MAX_REMEMBERED {
            remembered.clear();
        }
        remembered.insert(seller, Arc::clone(&stock));
        Ok(stock)
    }
}

/// Whose goods an enterprise may sell, as far as its own kind allows: its own, and those of the producers that let it.
fn producers(tx: &mut Tx<'_>, seller: EnterpriseId) -> Result<Vec<EnterpriseId>, Error> {
    let seller = tx.enterprises().get(seller)?;
    let mut producers = tx.grants().suppliers_of(seller.id)?;
    producers.retain(|producer| seller.may_sell_for(*producer));
    producers.push(seller.id);
    producers.sort_unstable();
    producers.dedup();
    // What an enterprise listed while it produced is kept, and sold by nobody.
    let producing = tx.enterprises().of(&producers)?.into_iter().filter(|it| it.is_producer);
    Ok(producing.map(|producer| producer.id).collect())
}
