use std::collections::HashMap;

use diesel::{
    prelude::*,
    sql_types::{BigInt, Bool, Nullable, Text},
};
use sillon_catalogue::KeptTerms;
use sillon_cycles::TermsInForce;
use sillon_identity::{Coordinate, Permit};
use sillon_kernel::{EnterpriseId, Money, Name, Page, PageRequest, SupplyId, Timestamp, VariantId};

use super::super::{
    super::{Conn, Db},
    catalogue::price_history,
    catalogue::products::{read_json, read_price},
    cycles::shop_rules::tags_text,
};
use crate::{
    Error,
    error::{instant, stored},
    schema::tables::{hub_terms, product, variant},
    sql::ids::{IDS_AT_ONCE, Key, Uid, keys},
    sql::statement::statement,
};

#[derive(Queryable, Selectable)]
#[diesel(table_name = hub_terms)]
struct TermsRow {
    price_minor: Option<i64>,
    currency: Option<String>,
    sku: Option<String>,
    stock: String,
    own_id: Option<SupplyId>,
    quota_id: Option<SupplyId>,
    default_items: Option<i64>,
    hidden: bool,
    reduced_since: Option<i64>,
    tags: String,
}

/// Terms as they are written.
#[derive(Insertable, AsChangeset)]
#[diesel(table_name = hub_terms, primary_key(hub_id, variant_id), treat_none_as_null = true)]
#[diesel(treat_none_as_default_value = false)]
struct NewTerms {
    hub_id: Key<EnterpriseId>,
    variant_id: Key<VariantId>,
    price_minor: Option<i64>,
    currency: Option<String>,
    sku: Option<String>,
    stock: &'static str,
    own_id: Option<Key<SupplyId>>,
    quota_id: Option<Key<SupplyId>>,
    default_items: Option<i64>,
    hidden: bool,
    changed_at: i64,
    reduced_since: Option<i64>,
    tags: String,
}

impl NewTerms {
    fn of(hub: EnterpriseId, variant: VariantId, kept: &KeptTerms, now: Timestamp) -> Self {
        Self {
            hub_id: Key(hub),
            variant_id: Key(variant),
            price_minor: kept.price.map(Money::minor),
            currency: kept.price.map(|price| price.currency().code().to_owned()),
            sku: kept.sku.as_ref().map(ToString::to_string),
            stock: kept.stock.as_str(),
            own_id: kept.own.map(Key),
            quota_id: kept.quota.map(Key),
            default_items: kept.default_stock.map(i64::from),
            hidden: kept.hidden,
            changed_at: now.micros(),
            reduced_since: kept.reduced_since.map(Timestamp::micros),
            tags: tags_text(&kept.tags),
        }
    }
}

impl TermsRow {
    fn into_terms(self) -> Result<KeptTerms, Error> {
        let corrupt = |_fault| Error::Corrupt { what: "default stock", value: self.stock.clone() };
        Ok(KeptTerms {
            price: read_price(self.price_minor, self.currency.as_deref())?,
            sku: self.sku.as_deref().map(|sku| stored("code", sku)).transpose()?,
            stock: stored("stock", &self.stock)?,
            own: self.own_id,
            quota: self.quota_id,
            default_stock: self.default_items.map(u32::try_from).transpose().map_err(corrupt)?,
            hidden: self.hidden,
            reduced_since: self.reduced_since.map(instant).transpose()?,
            tags: read_json("tags", &self.tags)?,
        })
    }
}

pub(crate) fn find(
    conn: &mut Conn,
    hub: EnterpriseId,
    variant: VariantId,
) -> Result<Option<KeptTerms>, Error> {
    let row: Option<TermsRow> = hub_terms::table
        .find((Key(hub), Key(variant)))
        .select(TermsRow::as_select())
        .first(conn)
        .optional()?;
    row.map(TermsRow::into_terms).transpose()
}

pub(crate) fn save(
    conn: &mut Conn,
    by: &Permit<Coordinate>,
    variant: VariantId,
    kept: &KeptTerms,
    now: Timestamp,
) -> Result<(), Error> {
    let hub = by.enterprise();
    let row = NewTerms::of(hub, variant, kept, now);
    let place = hub_terms::table.find((Key(hub), Key(variant)));
    if diesel::update(place).set(&row).execute(conn)? == 0 {
        diesel::insert_into(hub_terms::table).values(&row).execute(conn)?;
    }
    price_history::add_hubs(conn, hub, variant, kept.price, now)
}

pub(crate) fn on(
    conn: &mut Conn,
    hub: EnterpriseId,
    variants: &[VariantId],
) -> Result<Vec<(VariantId, KeptTerms)>, Error> {
    let mut found = Vec::new();
    for some in variants.chunks(IDS_AT_ONCE) {
        let rows: Vec<(VariantId, TermsRow)> = hub_terms::table
            .filter(hub_terms::hub_id.eq(Key(hub)))
            .filter(hub_terms::variant_id.eq_any(keys(some)))
            .order(hub_terms::variant_id)
            .select((hub_terms::variant_id, TermsRow::as_select()))
            .load(conn)?;
        for (variant, row) in rows {
            found.push((variant, row.into_terms()?));
        }
    }
    Ok(found)
}

pub(crate) fn page(
    conn: &mut Conn,
    by: &Permit<Coordinate>,
    producer: Option<EnterpriseId>,
    after: Option<VariantId>,
    request: &PageRequest,
) -> Result<Page<(VariantId, KeptTerms)>, Error> {
    let mut wanted = hub_terms::table
        .inner_join(variant::table.inner_join(product::table))
        .filter(hub_terms::hub_id.eq(Key(by.enterprise())))
        .into_boxed::<Db>();
    if let Some(producer) = producer {
        wanted = wanted.filter(product::producer_id.eq(Key(producer)));
    }
    if let Some(after) = after {
        wanted = wanted.filter(hub_terms::variant_id.gt(Key(after)));
    }
    let rows: Vec<(VariantId, TermsRow)> = wanted
        .order(hub_terms::variant_id)
        .limit(i64::from(request.limit) + 1)
        .select((hub_terms::variant_id, TermsRow::as_select()))
        .load(conn)?;
    let page = Page::cut(rows, request, |(variant, _)| variant.to_string());
    let read = |(variant, row): (VariantId, TermsRow)| Ok((variant, row.into_terms()?));
    let items = page.items.into_iter().map(read).collect::<Result<_, Error>>()?;
    Ok(Page { items, next: page.next })
}

pub(crate) fn products(
    conn: &mut Conn,
    hub: EnterpriseId,
) -> Result<Vec<(VariantId, EnterpriseId, Name)>, Error> {
    let rows: Vec<(VariantId, EnterpriseId, String)> = hub_terms::table
        .inner_join(variant::table.inner_join(product::table))
        .filter(hub_terms::hub_id.eq(Key(hub)))
        .select((hub_terms::variant_id, product::producer_id, product::name))
        .load(conn)?;
    let read =
        |(variant, producer, name): (_, _, String)| Ok((variant, producer, stored("name", &name)?));
    rows.into_iter().map(read).collect()
}

/// How many terms are written at once: SQLite takes some thirty thousand values.
const TERMS_AT_ONCE: usize = 1_000;

pub(crate) fn save_many(
    conn: &mut Conn,
    by: &Permit<Coordinate>,
    all: &[(VariantId, KeptTerms)],
    now: Timestamp,
) -> Result<(), Error> {
    let hub = by.enterprise();
    for some in all.chunks(TERMS_AT_ONCE) {
        let variants: Vec<VariantId> = some.iter().map(|(variant, _)| *variant).collect();
        let old = hub_terms::table
            .filter(hub_terms::hub_id.eq(Key(hub)))
            .filter(hub_terms::variant_id.eq_any(keys(&variants)));
        diesel::delete(old).execute(conn)?;
        let rows = some.iter().map(|(variant, kept)| NewTerms::of(hub, *variant, kept, now));
        let rows: Vec<NewTerms> = rows.collect();
        diesel::insert_into(hub_terms::table).values(rows).execute(conn)?;
    }
    price_history::add_all_hubs(conn, hub, now)
}

pub(crate) fn remove(
    conn: &mut Conn,
    by: &Permit<Coordinate>,
    variant: VariantId,
    now: Timestamp,
) -> Result<bool, Error> {
    let hub = by.enterprise();
    let place = hub_terms::table.find((Key(hub), Key(variant)));
    let was_there = diesel::delete(place).execute(conn)? == 1;
    if was_there {
        price_history::add_hubs(conn, hub, variant, None, now)?;
    }
    Ok(was_there)
}

statement!(
    /// A hub's terms that are in force: on its own goods, and on those of producers who let it set them.
    InForce { hub: EnterpriseId } ->
    (Uid, Nullable<BigInt>, Nullable<Text>, Nullable<Text>, Text, Nullable<Uid>, Nullable<Uid>, Nullable<BigInt>, Bool, Nullable<BigInt>, Text, Nullable<Text>) =
    "select t.variant_id, t.price_minor, t.currency, t.sku, t.stock, t.own_id, t.quota_id, t.default_items, t.hidden, \
     t.reduced_since, t.tags, s.dimension \
     from hub_terms t join variant v on v.id = t.variant_id join product p on p.id = v.product_id \
     left join supply s on s.id = t.own_id where t.hub_id = ", [hub: Uid],
    " and (p.producer_id = t.hub_id or exists (select 1 from enterprise_grant g where g.grantor_id = p.producer_id \
     and g.grantee_id = t.hub_id and g.kind = 'set-hub-prices'))"
);

type InForceRow = (
    VariantId,
    Option<i64>,
    Option<String>,
    Option<String>,
    String,
    Option<SupplyId>,
    Option<SupplyId>,
    Option<i64>,
    bool,
    Option<i64>,
    String,
    Option<String>,
);

pub(crate) fn in_force(
    conn: &mut Conn,
    hub: EnterpriseId,
) -> Result<HashMap<VariantId, TermsInForce>, Error> {
    let rows: Vec<InForceRow> = InForce { hub }.load(conn)?;
    rows.into_iter().map(read_in_force).collect()
}

fn read_in_force(row: InForceRow) -> Result<(VariantId, TermsInForce), Error> {
    let (
        variant,
        price_minor,
        currency,
        sku,
        stock,
        own_id,
        quota_id,
        default_items,
        hidden,
        reduced_since,
        tags,
        dimension,
    ) = row;
    let terms = TermsRow {
        price_minor,
        currency,
        sku,
        stock,
        own_id,
        quota_id,
        default_items,
        hidden,
        reduced_since,
        tags,
    };
    let own_dimension = dimension.as_deref().map(|text| stored("dimension", text)).transpose()?;
    Ok((variant, TermsInForce { kept: terms.into_terms()?, own_dimension, group_price: None }))
}
