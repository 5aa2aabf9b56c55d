use std::collections::{BTreeMap, BTreeSet, HashMap};

use sillon_kernel::{Name, ProductId, Quantity, Revised, SupplyId};

use crate::{MovedStock, NewIds, Zeroed, plan::goods::CatalogueDraft};
use sillon_catalogue::{MAX_SIZES, Supply, pool_draw};

impl CatalogueDraft {
    /// Refuses sizes that are too many for one product.
    pub(crate) fn check_sizes(&mut self) {
        let mut told: HashMap<ProductId, usize> = HashMap::new();
        for Revised { now, .. } in &self.variants {
            *told.entry(now.product).or_default() += 1;
        }
        for (line, _, variant) in &self.rows {
            let Some(variant) = self.variants.get(*variant) else { continue };
            let sizes = told.get(&variant.now.product).copied().unwrap_or_default();
            if variant.before.is_none() && sizes > MAX_SIZES {
                self.faults.add(*line, "name", format!("a product has at most {MAX_SIZES} sizes"));
            }
        }
    }

    /// The sizes that no row names draw as the units of their products have it now, where the list changed those.
    pub(crate) fn draw_anew(&mut self, ids: &mut dyn NewIds) {
        let named: BTreeSet<usize> = self.rows.iter().map(|(_, _, at)| *at).collect();
        let changed = self.products.iter().enumerate().filter_map(|(at, product)| {
            let before = product.before.as_ref()?;
            (before.units != product.now.units).then_some((product.now.id, at))
        });
        let changed: HashMap<ProductId, usize> = changed.collect();
        for at in 0..self.variants.len() {
            let Some(Revised { now, .. }) = self.variants.get(at).filter(|_| !named.contains(&at))
            else {
                continue;
            };
            let graph = changed.get(&now.product).and_then(|product| self.graphs.get(product));
            let Some(draw) = graph.map(|graph| pool_draw(graph, &now.size)) else { continue };
            if draw == now.draw {
                continue;
            }
            let product = now.product;
            let supply = self.pool(product, draw.dimension(), ids);
            if let Some(variant) = self.variants.get_mut(at) {
                (variant.now.supply, variant.now.draw) = (supply, draw);
            }
        }
    }

    /// What was left of supplies that sizes drew on and none does any more, and where it goes.
    pub(crate) fn moved(&self) -> Vec<MovedStock> {
        let drawn: BTreeSet<SupplyId> = self.variants.iter().map(|it| it.now.supply).collect();
        let mut moved: BTreeMap<SupplyId, MovedStock> = BTreeMap::new();
        for Revised { before, now } in &self.variants {
            let Some(before) = before.as_ref().filter(|was| !drawn.contains(&was.supply)) else {
                continue;
            };
            let (from, took, to, takes) = (before.supply, before.draw, now.supply, now.draw);
            moved.entry(from).or_insert(MovedStock { from, took, to, takes });
        }
        moved.into_values().collect()
    }

    /// Offers no longer the sizes that no row names, where rows name others that draw on the same supply: what is there is theirs.
    pub(crate) fn withdraw_unnamed(&mut self) -> Vec<Zeroed> {
        let named: BTreeSet<usize> = self.rows.iter().map(|(_, _, at)| *at).collect();
        let called: HashMap<ProductId, Name> =
            self.products.iter().map(|it| (it.now.id, it.now.name.clone())).collect();
        let mut gone = Vec::new();
        for (at, Revised { now, .. }) in self.variants.iter_mut().enumerate() {
            let is_shared = self.said.contains_key(&now.supply);
            if named.contains(&at) || now.withdrawn || !is_shared {
                continue;
            }
            now.withdrawn = true;
            let supply = self.by_id.get(&now.supply).and_then(|at| self.supplies.get(*at));
            let (Some(supply), Some(product)) = (supply, called.get(&now.product)) else {
                continue;
            };
            let was = supply.before.as_ref().unwrap_or(&supply.now);
            let before = Quantity::from_milli(was.available_milli, was.dimension);
            let (size, product) = (Some(now.label()), product.clone());
            gone.push(Zeroed { supply: now.supply, product, size, before });
        }
        gone
    }

    /// The supplies that no row draws on and that have something left to take.
    pub(crate) fn zeroed(&self) -> Vec<Zeroed> {
        let names: HashMap<ProductId, &Name> =
            self.products.iter().map(|product| (product.now.id, &product.now.name)).collect();
        let untold = self.supplies.iter().map(|supply| &supply.now);
        let untold = untold.filter(|supply| !self.said.contains_key(&supply.id));
        let left = untold.filter(|supply| supply.available_milli > 0 || supply.on_demand);
        let zeroed = |supply: &Supply| {
            let before = Quantity::from_milli(supply.available_milli, supply.dimension);
            let product = (*names.get(&supply.product)?).clone();
            Some(Zeroed { supply: supply.id, product, size: None, before })
        };
        left.filter_map(zeroed).collect()
    }
}
