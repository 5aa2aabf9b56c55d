//! What a use case can ask of the database about the catalogue: each function is one of `queries/catalogue`, compiled for either
//! connection.

use std::collections::BTreeSet;

use sillon_catalogue::{KeptTerms, Product, Supply, TaxZone, TaxZones, Term, Variant, Vocabulary};
use sillon_enterprises::Country;
use sillon_identity::{Coordinate, ManageProducts, Permit};
use sillon_kernel::{
    CycleId, EnterpriseId, Name, Page, PageRequest, ProductId, Revised, SupplyId, Timestamp,
    VariantId,
};
use sillon_lists::ProducerCatalogue;

use crate::{
    Error, Tx, postgres,
    records::catalogue::{Movement, ProductBrief, ProductFilter, SellersRates, Supplier},
    repositories::declare::repositories,
    sqlite,
    tx::Handle,
};

repositories! {
    /// What hubs sell producers' variants on.
    HubTermsOf in catalogue::hub_terms {
        /// The terms a hub set on a variant.
        fn find(hub: EnterpriseId, variant: VariantId) -> Option<KeptTerms>;
        /// Sets them.
        fn save(by: &Permit<Coordinate>, variant: VariantId, kept: &KeptTerms, now: Timestamp) -> ();
        /// Forgets them; whether there were any.
        fn remove(by: &Permit<Coordinate>, variant: VariantId, now: Timestamp) -> bool;
        /// What a hub set on any of the variants.
        fn on(hub: EnterpriseId, variants: &[VariantId]) -> Vec<(VariantId, KeptTerms)>;
        /// A page of what a hub set, of one producer's goods or of all.
        fn page(
            by: &Permit<Coordinate>,
            producer: Option<EnterpriseId>,
            after: Option<VariantId>,
            page: &PageRequest,
        ) -> Page<(VariantId, KeptTerms)>;
        /// What a hub set terms on, with whose product it is and what that is called.
        fn products(hub: EnterpriseId) -> Vec<(VariantId, EnterpriseId, Name)>;
        /// Sets many.
        fn save_many(by: &Permit<Coordinate>, kept: &[(VariantId, KeptTerms)], now: Timestamp) -> ();
    }

    /// Products, variants and supplies.
    Catalogue in catalogue::products {
        /// The producer's products, by name.
        fn products(producer: EnterpriseId) -> Vec<Product>;
        /// A page of the producer's products, by name.
        fn page_of_products(
            producer: EnterpriseId,
            wanted: &ProductFilter,
            page: &PageRequest,
        ) -> Page<Product>;
        /// The producer's products that have one of the names, listed or withdrawn, with theirs.
        fn products_named(
            producer: EnterpriseId,
            names: &[Name],
        ) -> Vec<(ProductId, Name)>;
        /// The product.
        fn product(id: ProductId) -> Product;
        /// The variant.
        fn variant(id: VariantId) -> Variant;
        /// The variants of the products.
        fn variants(products: &[ProductId]) -> Vec<Variant>;
        /// The variants of the producers that are still sold, each with its producer.
        fn sold_by(producers: &[EnterpriseId]) -> Vec<(EnterpriseId, VariantId)>;
        /// What the producers' goods on sale are found by, in no order.
        fn briefs(producers: &[EnterpriseId]) -> Vec<ProductBrief>;
        /// The producers whose goods a hub may sell, as far as they decide: those that let it, and itself if it is one.
        fn suppliers(hub: EnterpriseId) -> Vec<Supplier>;
        /// The products.
        fn products_of(ids: &[ProductId]) -> Vec<Product>;
        /// What a cycle offers in any shop, by producer and product: each size with its product; then what is offered in bundles alone.
        fn offered_in(cycle: CycleId) -> Vec<(Product, Variant)>;
        /// The supplies of the products.
        fn supplies(products: &[ProductId]) -> Vec<Supply>;
        /// The supply.
        fn supply(id: SupplyId) -> Supply;
        /// The supply, and nobody else changes it until the transaction ends.
        fn lock_supply(id: SupplyId) -> Supply;
        /// Adds a supply.
        fn add_supply(supply: &Supply) -> ();
        /// Sets what is left of a supply the transaction has locked.
        fn set_supply(supply: &Supply) -> ();
        /// Notes why a supply changed.
        fn add_movement(movement: &Movement) -> ();
    }

    /// The rates of value-added tax, and where they are charged.
    AllTaxZones in catalogue::tax_zones {
        /// Every zone: those that are known without being told, with what was said.
        fn all() -> TaxZones;
        /// Says a zone, and rates of it.
        fn say(zone: &TaxZone) -> ();
        /// Takes back all that was said of a zone; whether anything was.
        fn forget(code: &str) -> bool;
        /// The post codes of those who sell in a country, each with how many say it.
        fn postcodes_in(country: Country) -> Vec<(Option<String>, i64)>;
        /// The rates of enterprises where they are.
        fn rates_of(of: &[EnterpriseId], now: Timestamp) -> SellersRates;
    }

    /// What categories and properties are called.
    Terms in catalogue::vocabulary {
        /// Every term: those that are known without being told, with what was said.
        fn all() -> Vocabulary;
        /// Says a term, new or anew.
        fn say(term: &Term) -> ();
    }

    /// What producers list, many rows at a time.
    AllGoods in catalogue::many {
        /// All that the producers list, by their ids.
        fn load(producers: &[EnterpriseId]) -> Vec<ProducerCatalogue>;
        /// What a producer lists under these names, listed or withdrawn, with all its shelves.
        fn load_named(producer: EnterpriseId, names: &BTreeSet<Name>) -> ProducerCatalogue;
        /// The names of what a producer has something left of, or makes on demand.
        fn left(producer: EnterpriseId) -> BTreeSet<Name>;
        /// These sizes, each with who makes it and the name of what it is a size of.
        fn made(variants: &[VariantId]) -> Vec<(EnterpriseId, Name, Variant)>;
        /// The variants, each with what its product is called.
        fn named(variants: &[VariantId]) -> Vec<(Name, Variant)>;
        /// Those of the variants that a shop offers, or will, in a cycle that was published and is not closed.
        fn on_sale(variants: &[VariantId]) -> BTreeSet<VariantId>;
        /// Adds products, or changes them.
        fn save_products(by: &Permit<ManageProducts>, products: &[Revised<Product>], now: Timestamp) -> ();
        /// Adds variants, or changes them.
        fn save_variants(by: &Permit<ManageProducts>, variants: &[Revised<Variant>], now: Timestamp) -> ();
        /// Adds supplies, or sets what is left of those the transaction has locked.
        fn save_supplies(supplies: &[Supply]) -> ();
        /// The supplies, by their ids.
        fn supplies(ids: &[SupplyId]) -> Vec<Supply>;
        /// The supplies, whose ids come in order; nobody else changes them until the transaction ends.
        fn lock_supplies(ids: &[SupplyId]) -> Vec<Supply>;
        /// Notes why supplies changed.
        fn add_movements(movements: &[Movement]) -> ();
    }
}
