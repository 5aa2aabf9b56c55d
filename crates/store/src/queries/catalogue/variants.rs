//! A size as it is stored: the row that is read, and the row that is written.

use diesel::{
    prelude::*,
    sql_types::{BigInt, Bool, Nullable, Text as Words},
};
use sillon_catalogue::{Part, Variant};
use sillon_kernel::{
    Dimension, Money, Name, ProductId, Quantity, Rate, SupplyId, Text, Timestamp, VariantId,
};

use super::super::{
    super::{Conn, Db, dialect::putting},
    catalogue::products::{optional, read_currency, read_draw, read_json, read_size, write_json},
};
use crate::{
    Error,
    error::{instant, stored},
    schema::tables::variant,
    sql::ids::{Key, Uid},
};

#[derive(Queryable, Selectable)]
#[diesel(table_name = variant)]
pub(crate) struct VariantRow {
    pub(crate) id: VariantId,
    product_id: ProductId,
    supply_id: SupplyId,
    sku: Option<String>,
    barcode: Option<String>,
    name: Option<String>,
    dimension: String,
    size_milli: i64,
    piece_name: Option<String>,
    price_minor: i64,
    currency: String,
    tax_category: String,
    draw_dimension: Option<String>,
    draw_milli: i64,
    deposit_minor: Option<i64>,
    deposit_kind: String,
    heaviest_milli: Option<i64>,
    content_dimension: Option<String>,
    content_milli: Option<i64>,
    display_as: Option<String>,
    parts: Option<String>,
    tolerance_millionths: Option<i64>,
    pub(crate) reduced_since: Option<i64>,
    withdrawn: bool,
}

impl VariantRow {
    /// What it is put together from.
    pub(crate) fn parts(&self) -> Result<Vec<Part>, Error> {
        let parts = self.parts.as_deref().map(|parts| read_json("parts", parts));
        Ok(parts.transpose()?.unwrap_or_default())
    }

    pub(crate) fn into_variant(self) -> Result<Variant, Error> {
        let size = read_size(&self.dimension, self.size_milli, self.piece_name.as_deref())?;
        let dimension = size.quantity().dimension();
        let currency = read_currency(&self.currency)?;
        let parts = self.parts()?;
        let content = optional::<Dimension>("dimension", self.content_dimension.as_deref())?;
        Ok(Variant {
            id: self.id,
            product: self.product_id,
            sku: self.sku.as_deref().map(|sku| stored::<Text<60>>("sku", sku)).transpose()?,
            barcode: optional("barcode", self.barcode.as_deref())?,
            name: self.name.as_deref().map(|name| stored::<Name>("name", name)).transpose()?,
            deposit: self.deposit_minor.map(|minor| Money::new(minor, currency)),
            deposit_kind: stored("deposit kind", &self.deposit_kind)?,
            tolerance: self.tolerance_millionths.map(Rate::from_millionths),
            heaviest: self.heaviest_milli.map(|milli| Quantity::from_milli(milli, dimension)),
            content: content
                .zip(self.content_milli)
                .map(|(dimension, milli)| Quantity::from_milli(milli, dimension)),
            display_as: optional("display name", self.display_as.as_deref())?,
            size,
            price: Money::new(self.price_minor, currency),
            tax: stored("tax category", &self.tax_category)?,
            supply: self.supply_id,
            draw: read_draw(self.draw_dimension.as_deref(), self.draw_milli, dimension)?,
            reduced_since: self.reduced_since.map(instant).transpose()?,
            parts,
            withdrawn: self.withdrawn,
        })
    }
}

putting!(PutVariant, PutVariants into "variant" {
    keys {
        id: Uid as Key<VariantId>,
        product_id: Uid as Key<ProductId>,
        reduced_since: Nullable<BigInt> as Option<i64>,
    }
    changing {
        supply_id: Uid as Key<SupplyId>,
        sku: Nullable<Words> as Option<String>,
        barcode: Nullable<Words> as Option<String>,
        name: Nullable<Words> as Option<String>,
        dimension: Words as &'static str,
        size_milli: BigInt as i64,
        piece_name: Nullable<Words> as Option<String>,
        price_minor: BigInt as i64,
        currency: Words as &'static str,
        tax_category: Words as &'static str,
        draw_milli: BigInt as i64,
        draw_dimension: Nullable<Words> as Option<&'static str>,
        withdrawn: Bool as bool,
        deposit_minor: Nullable<BigInt> as Option<i64>,
        deposit_kind: Words as &'static str,
        heaviest_milli: Nullable<BigInt> as Option<i64>,
        content_dimension: Nullable<Words> as Option<&'static str>,
        content_milli: Nullable<BigInt> as Option<i64>,
        display_as: Nullable<Words> as Option<String>,
        parts: Nullable<Words> as Option<String>,
        tolerance_millionths: Nullable<BigInt> as Option<i64>,
    }
} also ", reduced_since = case when excluded.price_minor > variant.price_minor \
    and excluded.reduced_since = variant.reduced_since then null else excluded.reduced_since end");

/// The row of a size.
pub(crate) fn variant_row(variant: &Variant) -> PutVariant {
    let size = variant.size.quantity();
    PutVariant {
        id: Key(variant.id),
        product_id: Key(variant.product),
        // One that goes on ends where the price goes up.
        reduced_since: variant.reduced_since.map(Timestamp::micros),
        supply_id: Key(variant.supply),
        sku: variant.sku.as_ref().map(Text::to_string),
        barcode: variant.barcode.as_ref().map(ToString::to_string),
        name: variant.name.as_ref().map(Text::to_string),
        dimension: size.dimension().as_str(),
        size_milli: size.milli(),
        piece_name: variant.size.piece_name().map(Text::to_string),
        price_minor: variant.price.minor(),
        currency: variant.price.currency().code(),
        tax_category: variant.tax.as_str(),
        draw_milli: variant.draw.milli(),
        draw_dimension: Some(variant.draw.dimension().as_str()),
        withdrawn: variant.withdrawn,
        deposit_minor: variant.deposit.map(Money::minor),
        deposit_kind: variant.deposit_kind.as_str(),
        heaviest_milli: variant.heaviest.map(Quantity::milli),
        tolerance_millionths: variant.tolerance.map(Rate::millionths),
        content_dimension: variant.content.map(|content| content.dimension().as_str()),
        content_milli: variant.content.map(Quantity::milli),
        display_as: variant.display_as.as_ref().map(Text::to_string),
        parts: variant.is_bundle().then(|| write_json(&variant.parts)),
    }
}
