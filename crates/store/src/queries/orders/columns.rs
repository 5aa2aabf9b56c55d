//! The columns of what is in an order, now or before a change of it.

/// The columns of its lines.
macro_rules! line_columns {
    ($table:ident) => {
        (
            $table::position,
            $table::variant_id,
            $table::producer_id,
            $table::supply_id,
            $table::product_name,
            $table::label,
            $table::storage,
            $table::dimension,
            $table::quantity,
            $table::draw_milli,
            $table::taken_milli,
            $table::price_minor,
            $table::goods_minor,
            $table::fees_minor,
            $table::tax_millionths,
            $table::tax_minor,
            $table::quota_id,
            $table::deposit_minor,
            $table::deposit_tax_millionths,
            $table::deposit_tax_minor,
            $table::withdrawal,
            $table::owner_id,
            $table::producer_price_minor,
            $table::margin_minor,
            $table::margin_tax_millionths,
            $table::margin_tax_minor,
            $table::deposits_tax_minor,
            $table::bundle_position,
        )
    };
}
pub(crate) use line_columns;

/// The columns of how its lines are weighed.
macro_rules! weight_columns {
    ($table:ident) => {
        (
            $table::position,
            $table::expected_milli,
            $table::heaviest_milli,
            $table::tolerance_millionths,
            $table::weighed_milli,
        )
    };
}
pub(crate) use weight_columns;

/// The columns of its bundles.
macro_rules! bundle_columns {
    ($table:ident) => {
        (
            $table::variant_id,
            $table::seller_id,
            $table::supply_id,
            $table::product_name,
            $table::label,
            $table::quantity,
            $table::taken_milli,
            $table::quota_id,
            $table::price_minor,
        )
    };
}
pub(crate) use bundle_columns;

/// The columns of what it is made of.
macro_rules! component_columns {
    ($table:ident) => {
        (
            $table::kind,
            $table::payee_id,
            $table::fee_id,
            $table::label,
            $table::amount_minor,
            $table::allocated_minor,
            $table::tax_millionths,
            $table::tax_minor,
            $table::vat_regime,
            $table::voucher_id,
        )
    };
}
pub(crate) use component_columns;
