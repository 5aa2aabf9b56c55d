use std::collections::BTreeSet;

use diesel::prelude::*;
use sillon_catalogue::Part;
use sillon_identity::{Grant, GrantKind, ManageEnterprise, Permit, ReadGrants, Trust};
use sillon_kernel::{CycleId, EnterpriseId, Page, PageRequest, Timestamp, VariantId};

use super::super::{
    super::{
        Conn, Db,
        dialect::{for_update, wait_for_turns},
    },
    catalogue::price_history,
    catalogue::products::read_json,
    cycles::cycle::touch,
};
use crate::{
    Error,
    error::stored,
    records::enterprises::GivenGrant,
    schema::tables::{enterprise_grant, grant_offer, order_cycle, product, variant},
    sql::ids::{IDS_AT_ONCE, Key, Uid, keys},
    sql::statement::statement,
};

pub(crate) fn give(conn: &mut Conn, grant: &Grant, now: Timestamp) -> Result<bool, Error> {
    let given = diesel::insert_into(enterprise_grant::table)
        .values((
            enterprise_grant::grantor_id.eq(Key(grant.grantor)),
            enterprise_grant::grantee_id.eq(Key(grant.grantee)),
            enterprise_grant::kind.eq(grant.kind.as_str()),
            enterprise_grant::created_at.eq(now.micros()),
        ))
        .on_conflict_do_nothing()
        .execute(conn)?;
    let is_new = given == 1;
    note_prices(conn, grant, is_new, now)?;
    Ok(is_new)
}

/// Writes down the prices of a hub that change as it may set some, or no longer.
fn note_prices(conn: &mut Conn, grant: &Grant, changed: bool, now: Timestamp) -> Result<(), Error> {
    if changed && grant.kind == GrantKind::SetHubPrices {
        price_history::add_all_hubs(conn, grant.grantee, now)?;
    }
    Ok(())
}

pub(crate) fn take_back(
    conn: &mut Conn,
    by: &Permit<ManageEnterprise>,
    grant: &Grant,
    now: Timestamp,
) -> Result<bool, Error> {
    // Either of the two may end it.
    if by.enterprise() != grant.grantee {
        by.must_be_for(grant.grantor);
    }
    let kept =
        enterprise_grant::table.find((Key(grant.grantor), Key(grant.grantee), grant.kind.as_str()));
    let was_there = diesel::delete(kept).execute(conn)? == 1;
    note_prices(conn, grant, was_there, now)?;
    Ok(was_there)
}

type GrantRow = (EnterpriseId, EnterpriseId, String);

fn read(rows: Vec<GrantRow>) -> Result<Trust, Error> {
    let grant = |(grantor, grantee, kind): GrantRow| {
        Ok(Grant { grantor, grantee, kind: stored("grant", &kind)? })
    };
    rows.into_iter().map(grant).collect()
}

pub(crate) fn is_given(conn: &mut Conn, grant: &Grant) -> Result<bool, Error> {
    let kept =
        enterprise_grant::table.find((Key(grant.grantor), Key(grant.grantee), grant.kind.as_str()));
    Ok(diesel::select(diesel::dsl::exists(kept)).get_result(conn)?)
}

pub(crate) fn offer(
    conn: &mut Conn,
    by: &Permit<ManageEnterprise>,
    grant: &Grant,
    now: Timestamp,
) -> Result<bool, Error> {
    by.must_be_for(grant.grantor);
    let offered = diesel::insert_into(grant_offer::table)
        .values((
            grant_offer::grantor_id.eq(Key(grant.grantor)),
            grant_offer::grantee_id.eq(Key(grant.grantee)),
            grant_offer::kind.eq(grant.kind.as_str()),
            grant_offer::created_at.eq(now.micros()),
        ))
        .on_conflict_do_nothing()
        .execute(conn)?;
    Ok(offered == 1)
}

pub(crate) fn end_offer(conn: &mut Conn, grant: &Grant) -> Result<bool, Error> {
    let waits =
        grant_offer::table.find((Key(grant.grantor), Key(grant.grantee), grant.kind.as_str()));
    Ok(diesel::delete(waits).execute(conn)? == 1)
}

pub(crate) fn end_offers(conn: &mut Conn, of: EnterpriseId) -> Result<(), Error> {
    let waits = grant_offer::table
        .filter(grant_offer::grantor_id.eq(Key(of)).or(grant_offer::grantee_id.eq(Key(of))));
    diesel::delete(waits).execute(conn)?;
    Ok(())
}

/// A page of the grants of a table that an enterprise gives or gets.
macro_rules! page_of {
    ($table:ident, $conn:ident, $of:ident, $after:ident, $request:ident) => {{
        let mut wanted = $table::table
            .filter($table::grantor_id.eq(Key($of)).or($table::grantee_id.eq(Key($of))))
            .into_boxed();
        if let Some(Grant { grantor, grantee, kind }) = $after {
            let (grantor, grantee) = (Key(*grantor), Key(*grantee));
            let later_kind = $table::grantee_id.eq(grantee).and($table::kind.gt(kind.as_str()));
            let later_grantee =
                $table::grantor_id.eq(grantor).and($table::grantee_id.gt(grantee).or(later_kind));
            wanted = wanted.filter($table::grantor_id.gt(grantor).or(later_grantee));
        }
        let rows: Vec<(EnterpriseId, EnterpriseId, String, i64)> = wanted
            .order(($table::grantor_id, $table::grantee_id, $table::kind))
            .limit(i64::from($request.limit) + 1)
            .select(($table::grantor_id, $table::grantee_id, $table::kind, $table::created_at))
            .load($conn)?;
        let given = rows.into_iter().map(given).collect::<Result<_, Error>>()?;
        Ok(Page::cut(given, $request, |last: &GivenGrant| last.grant.to_string()))
    }};
}

fn given(
    (grantor, grantee, kind, since): (EnterpriseId, EnterpriseId, String, i64),
) -> Result<GivenGrant, Error> {
    let corrupt = |_fault| Error::Corrupt { what: "time", value: since.to_string() };
    Ok(GivenGrant {
        grant: Grant { grantor, grantee, kind: stored("grant", &kind)? },
        since: Timestamp::from_micros(since).map_err(corrupt)?,
    })
}

pub(crate) fn page(
    conn: &mut Conn,
    of: EnterpriseId,
    after: Option<&Grant>,
    request: &PageRequest,
) -> Result<Page<GivenGrant>, Error> {
    page_of!(enterprise_grant, conn, of, after, request)
}

pub(crate) fn offers(
    conn: &mut Conn,
    by: &Permit<ReadGrants>,
    after: Option<&Grant>,
    request: &PageRequest,
) -> Result<Page<GivenGrant>, Error> {
    let of = by.enterprise();
    page_of!(grant_offer, conn, of, after, request)
}

pub(crate) fn among(conn: &mut Conn, ids: &[EnterpriseId]) -> Result<Trust, Error> {
    let rows = enterprise_grant::table
        .filter(enterprise_grant::grantor_id.eq_any(keys(ids)))
        .filter(enterprise_grant::grantee_id.eq_any(keys(ids)))
        .select((
            enterprise_grant::grantor_id,
            enterprise_grant::grantee_id,
            enterprise_grant::kind,
        ))
        .load(conn)?;
    read(rows)
}

pub(crate) fn of_to(
    conn: &mut Conn,
    grantor: EnterpriseId,
    grantees: &[EnterpriseId],
) -> Result<Trust, Error> {
    let rows = enterprise_grant::table
        .filter(enterprise_grant::grantor_id.eq(Key(grantor)))
        .filter(enterprise_grant::grantee_id.eq_any(keys(grantees)))
        .select((
            enterprise_grant::grantor_id,
            enterprise_grant::grantee_id,
            enterprise_grant::kind,
        ))
        .load(conn)?;
    read(rows)
}

pub(crate) fn suppliers_of(conn: &mut Conn, hub: EnterpriseId) -> Result<Vec<EnterpriseId>, Error> {
    Ok(enterprise_grant::table
        .filter(enterprise_grant::grantee_id.eq(Key(hub)))
        .filter(enterprise_grant::kind.eq(GrantKind::SupplyToCycles.as_str()))
        .order(enterprise_grant::grantor_id)
        .select(enterprise_grant::grantor_id)
        .load(conn)?)
}

statement!(
    /// The cycles not closed yet in which one enterprise's goods reach another, as its coordinator or as a hub.
    Shared { grantor: EnterpriseId, grantee: EnterpriseId } -> (Uid,) =
    "select c.id from order_cycle c where c.stage in ('draft', 'upcoming', 'open') and c.id in ( \
     select e.order_cycle_id from exchange e join order_cycle o on o.id = e.order_cycle_id \
     where e.direction = 'incoming' and e.enterprise_id = ", [grantor: Uid], " and o.coordinator_id = ", [grantee: Uid],
    " union select e.order_cycle_id from exchange e \
     join exchange_variant ev on ev.exchange_id = e.id join variant v on v.id = ev.variant_id \
     join product p on p.id = v.product_id where e.direction = 'outgoing' and e.enterprise_id = ", [grantee: Uid],
    " and p.producer_id = ", [grantor: Uid], ")"
);

statement!(
    /// The cycles not closed yet to which a bundle of an enterprise comes, or from which it goes out to it.
    SharedBundle { bundle: VariantId, seller: EnterpriseId } -> (Uid,) =
    "select c.id from exchange_variant ev join exchange e on e.id = ev.exchange_id \
     join order_cycle c on c.id = e.order_cycle_id where ev.variant_id = ", [bundle: Uid],
    " and e.enterprise_id = ", [seller: Uid], " and c.stage in ('draft', 'upcoming', 'open')"
);

/// The bundles of one enterprise that have a part of another's.
pub(crate) fn bundles_of(
    conn: &mut Conn,
    producer: EnterpriseId,
    seller: EnterpriseId,
) -> Result<Vec<VariantId>, Error> {
    let rows: Vec<(VariantId, Option<String>)> = variant::table
        .inner_join(product::table)
        .filter(product::producer_id.eq(Key(seller)))
        .filter(variant::parts.is_not_null())
        .order(variant::id)
        .select((variant::id, variant::parts))
        .load(conn)?;
    let mut bundles: Vec<(VariantId, Vec<Part>)> = Vec::with_capacity(rows.len());
    for (bundle, parts) in rows {
        bundles.push((bundle, read_json("parts", parts.as_deref().unwrap_or("[]"))?));
    }
    let parts = bundles.iter().flat_map(|(_, parts)| parts).map(|part| part.variant);
    let parts: BTreeSet<VariantId> = parts.collect();
    let mut theirs: BTreeSet<VariantId> = BTreeSet::new();
    for some in Vec::from_iter(parts).chunks(IDS_AT_ONCE) {
        let of_producer = variant::table
            .inner_join(product::table)
            .filter(product::producer_id.eq(Key(producer)))
            .filter(variant::id.eq_any(keys(some)))
            .select(variant::id);
        theirs.extend(of_producer.load::<VariantId>(conn)?);
    }
    let has_theirs = |parts: &[Part]| parts.iter().any(|part| theirs.contains(&part.variant));
    let found = bundles.into_iter().filter(|(_, parts)| has_theirs(parts));
    Ok(found.map(|(bundle, _)| bundle).collect())
}

/// Locks the cycles in which one enterprise's goods reach another, by themselves or in its bundles, by id, as checkouts do.
pub(crate) fn lock_shared(
    conn: &mut Conn,
    grantor: EnterpriseId,
    grantee: EnterpriseId,
) -> Result<Vec<CycleId>, Error> {
    let mut shared: Vec<(CycleId,)> = Shared { grantor, grantee }.load(conn)?;
    for bundle in bundles_of(conn, grantor, grantee)? {
        shared.extend(SharedBundle { bundle, seller: grantee }.load::<(CycleId,)>(conn)?);
    }
    let shared: BTreeSet<CycleId> = shared.into_iter().map(|(cycle,)| cycle).collect();
    let shared = Vec::from_iter(shared);
    wait_for_turns(conn, &shared)?;
    let shared = order_cycle::table
        .filter(order_cycle::id.eq_any(keys(&shared)))
        .filter(order_cycle::stage.eq_any(["draft", "upcoming", "open"]))
        .order(order_cycle::id)
        .select(order_cycle::id);
    Ok(for_update!(shared).load(conn)?)
}

pub(crate) fn touch_shared(
    conn: &mut Conn,
    grantor: EnterpriseId,
    grantee: EnterpriseId,
) -> Result<(), Error> {
    let cycles = lock_shared(conn, grantor, grantee)?;
    touch(conn, &cycles)
}

statement!(
    /// An enterprise's goods leave the exchanges of a cycle: all of them in one that the other runs, else those that go
    /// out to it.
    DropGoods { cycle: CycleId, grantor: EnterpriseId, grantee: EnterpriseId } =
    "delete from exchange_variant where exchange_id in (select e.id from exchange e \
     join order_cycle c on c.id = e.order_cycle_id where c.id = ", [cycle: Uid], " and (c.coordinator_id = ",
    [grantee: Uid], " or (e.direction = 'outgoing' and e.enterprise_id = ", [grantee: Uid], "))) \
     and variant_id in (select v.id from variant v join product p on p.id = v.product_id where p.producer_id = ",
    [grantor: Uid], ")"
);

statement!(
    /// A bundle leaves what goes out of a cycle to whoever sells it, whose part's producer lets it sell no more; it still comes in where
    /// that producer supplies whoever runs the cycle itself.
    DropBundle {
        bundle: VariantId, cycle: CycleId, seller: EnterpriseId, of: EnterpriseId, producer: EnterpriseId,
    } =
    "delete from exchange_variant where variant_id = ", [bundle: Uid], " and exchange_id in (select e.id from exchange e \
     join order_cycle c on c.id = e.order_cycle_id where c.id = ", [cycle: Uid], " and e.enterprise_id = ", [seller: Uid],
    " and (e.direction = 'outgoing' or c.coordinator_id = ", [of: Uid], " or not exists (select 1 from enterprise_grant g \
     where g.grantor_id = ", [producer: Uid], " and g.grantee_id = c.coordinator_id and g.kind = 'supply-to-cycles')))"
);

statement!(
    /// What an enterprise is charged on its way into a cycle that another runs.
    DropFees { cycle: CycleId, grantor: EnterpriseId, grantee: EnterpriseId } =
    "delete from exchange_fee where exchange_id in (select e.id from exchange e \
     join order_cycle c on c.id = e.order_cycle_id where c.id = ", [cycle: Uid], " and c.coordinator_id = ",
    [grantee: Uid], " and e.enterprise_id = ", [grantor: Uid], " and e.direction = 'incoming')"
);

statement!(
    /// An enterprise's way into a cycle that another runs.
    DropIncoming { cycle: CycleId, grantor: EnterpriseId, grantee: EnterpriseId } =
    "delete from exchange where order_cycle_id = ", [cycle: Uid], " and enterprise_id = ", [grantor: Uid],
    " and direction = 'incoming' and exists (select 1 from order_cycle c where c.id = order_cycle_id \
     and c.coordinator_id = ", [grantee: Uid], ")"
);

pub(crate) fn withdraw(
    conn: &mut Conn,
    cycles: &[CycleId],
    grantor: EnterpriseId,
    grantee: EnterpriseId,
) -> Result<(), Error> {
    let bundles = bundles_of(conn, grantor, grantee)?;
    for cycle in cycles.iter().copied() {
        for bundle in bundles.iter().copied() {
            DropBundle { bundle, cycle, seller: grantee, of: grantee, producer: grantor }
                .execute(conn)?;
        }
        DropGoods { cycle, grantor, grantee }.execute(conn)?;
        DropFees { cycle, grantor, grantee }.execute(conn)?;
        DropIncoming { cycle, grantor, grantee }.execute(conn)?;
    }
    touch(conn, cycles)
}
