use std::collections::BTreeSet;

use diesel::prelude::*;
use sillon_cycles::{Direction, OrderCycle, SeriesDay, Stage};
use sillon_enterprises::Enterprise;
use sillon_identity::{Coordinate, Permit};
use sillon_kernel::{
    CycleId, EnterpriseId, Page, PageRequest, SeriesId, Slug, Timestamp, VariantId, Window,
};

use super::super::super::{
    Conn, Db,
    dialect::{self, for_update, wait_for_turns},
};
use super::super::{
    cycles::exchanges::remove_exchanges,
    cycles::limits::{limited, read_limit},
    enterprises::enterprise::EnterpriseRow,
    orders::counts::{count_cycle, forget_cycle},
};
pub(crate) use super::super::{
    cycles::exchanges::{
        add_exchanges, cut_off, cutoffs_due, exchanges, find_exchange, missed, note_missed,
        payments_named, put_exchange, remove_exchange, told_at_cutoff,
    },
    cycles::facts::facts,
    cycles::failures::{clear_failure, due, failure, note_failure},
    cycles::fees::{
        add_fee, coordinator_fees, cycles_naming, fees, fees_of, lock_fee, save_fee,
        set_coordinator_fees,
    },
    cycles::limits::taken,
    orders::carts::left as supplies_left,
};
use crate::{
    Error,
    error::{instant, stored},
    records::cycles::{CycleFilter, CycleKey},
    schema::notices::{cycle_letter, cycle_letter_plan},
    schema::tables::{
        cart, change_log, coordinator_fee, cycle_failure, enterprise, exchange, exchange_variant,
        order_cycle, orders, participation,
    },
    sql::ids::{IDS_AT_ONCE, Key, Uid, keys},
    sql::statement::statement,
};

#[derive(Queryable, Selectable)]
#[diesel(table_name = order_cycle)]
pub(crate) struct CycleRow {
    id: CycleId,
    coordinator_id: EnterpriseId,
    name: String,
    opens_at: i64,
    closes_at: i64,
    stage: String,
    staged_at: i64,
    series_id: Option<SeriesId>,
    series_day: Option<String>,
    version: i64,
    limit_orders: Option<i64>,
    limit_minor: Option<i64>,
    limit_currency: Option<String>,
    is_full: bool,
}

pub(crate) fn window(from: i64, until: i64) -> Result<Window, Error> {
    let corrupt = |_fault| Error::Corrupt { what: "window", value: format!("{from}..{until}") };
    Window::new(instant(from)?, instant(until)?).map_err(corrupt)
}

fn day_of(series: Option<SeriesId>, day: Option<&str>) -> Result<Option<SeriesDay>, Error> {
    let (Some(series), Some(day)) = (series, day) else { return Ok(None) };
    Ok(Some(SeriesDay { series, day: stored("day", day)? }))
}

impl CycleRow {
    pub(crate) fn into_cycle(self) -> Result<OrderCycle, Error> {
        let at = instant(self.staged_at)?;
        let stage = match self.stage.as_str() {
            "draft" => Stage::Draft,
            "upcoming" => Stage::Upcoming,
            "open" => Stage::Open { since: at },
            "closed" => Stage::Closed { at },
            "settled" => Stage::Settled { at },
            other => return Err(Error::Corrupt { what: "stage", value: other.to_owned() }),
        };
        Ok(OrderCycle {
            id: self.id,
            coordinator: self.coordinator_id,
            name: stored("name", &self.name)?,
            orders: window(self.opens_at, self.closes_at)?,
            stage,
            limit: read_limit((self.limit_orders, self.limit_minor, self.limit_currency))?,
            is_full: self.is_full,
            of: day_of(self.series_id, self.series_day.as_deref())?,
            version: self.version,
        })
    }
}

pub(crate) fn add(
    conn: &mut Conn,
    by: &Permit<Coordinate>,
    new: &OrderCycle,
    now: Timestamp,
) -> Result<(), Error> {
    by.must_be_for(new.coordinator);
    diesel::insert_into(order_cycle::table)
        .values((
            order_cycle::id.eq(Key(new.id)),
            order_cycle::coordinator_id.eq(Key(new.coordinator)),
            order_cycle::name.eq(new.name.as_str()),
            order_cycle::opens_at.eq(new.orders.from().micros()),
            order_cycle::closes_at.eq(new.orders.until().micros()),
            order_cycle::stage.eq(new.stage.as_str()),
            order_cycle::staged_at.eq(now.micros()),
            limited!(order_cycle, new.limit),
            order_cycle::is_full.eq(new.is_full),
            order_cycle::series_id.eq(new.of.map(|of| Key(of.series))),
            order_cycle::series_day.eq(new.of.map(|of| of.day.to_string())),
            order_cycle::version.eq(new.version),
        ))
        .execute(conn)?;
    count_cycle(conn, new)
}

pub(crate) fn get(conn: &mut Conn, id: CycleId) -> Result<OrderCycle, Error> {
    let row =
        order_cycle::table.find(Key(id)).select(CycleRow::as_select()).first(conn).optional()?;
    row.ok_or(Error::Missing("order cycle"))?.into_cycle()
}

/// Who runs a cycle, also one that cannot be read.
pub(crate) fn coordinator_of(conn: &mut Conn, id: CycleId) -> Result<EnterpriseId, Error> {
    let of = order_cycle::table.find(Key(id)).select(order_cycle::coordinator_id);
    of.first(conn).optional()?.ok_or(Error::Missing("order cycle"))
}

pub(crate) fn lock(conn: &mut Conn, id: CycleId) -> Result<OrderCycle, Error> {
    wait_for_turns(conn, &[id])?;
    let row = for_update!(order_cycle::table.find(Key(id)).select(CycleRow::as_select()))
        .first(conn)
        .optional()?;
    row.ok_or(Error::Missing("order cycle"))?.into_cycle()
}

pub(crate) fn save(conn: &mut Conn, changed: &OrderCycle, now: Timestamp) -> Result<(), Error> {
    let staged_at = match changed.stage {
        Stage::Draft | Stage::Upcoming => now,
        Stage::Open { since } => since,
        Stage::Closed { at } | Stage::Settled { at } => at,
    };
    diesel::update(order_cycle::table.find(Key(changed.id)))
        .set((
            order_cycle::name.eq(changed.name.as_str()),
            order_cycle::opens_at.eq(changed.orders.from().micros()),
            order_cycle::closes_at.eq(changed.orders.until().micros()),
            order_cycle::stage.eq(changed.stage.as_str()),
            order_cycle::staged_at.eq(staged_at.micros()),
            limited!(order_cycle, changed.limit),
            order_cycle::is_full.eq(changed.is_full),
            order_cycle::series_id.eq(changed.of.map(|of| Key(of.series))),
            order_cycle::series_day.eq(changed.of.map(|of| of.day.to_string())),
            order_cycle::version.eq(changed.version),
        ))
        .execute(conn)?;
    count_cycle(conn, changed)
}

/// The cycles in which the enterprises have an exchange, in one direction or in either.
macro_rules! taking_part {
    ($enterprises:expr) => {
        exchange::table
            .filter(exchange::enterprise_id.eq_any(keys($enterprises)))
            .select(exchange::order_cycle_id)
    };
    ($enterprise:expr, $direction:expr) => {
        exchange::table
            .filter(exchange::enterprise_id.eq(Key($enterprise)))
            .filter(exchange::direction.eq($direction.as_str()))
            .select(exchange::order_cycle_id)
    };
}

pub(crate) fn page(
    conn: &mut Conn,
    seen_by: Option<&[EnterpriseId]>,
    filter: &CycleFilter,
    after: Option<CycleKey>,
    request: &PageRequest,
) -> Result<Page<OrderCycle>, Error> {
    let mut wanted = order_cycle::table.into_boxed();
    if let Some(enterprises) = seen_by {
        let run = order_cycle::coordinator_id.eq_any(keys(enterprises));
        wanted = wanted.filter(run.or(order_cycle::id.eq_any(taking_part!(enterprises))));
    }
    if let Some(stage) = filter.stage {
        wanted = wanted.filter(order_cycle::stage.eq(stage.as_str()));
    }
    if let Some(from) = filter.from {
        wanted = wanted.filter(order_cycle::closes_at.gt(from.micros()));
    }
    if let Some(until) = filter.until {
        wanted = wanted.filter(order_cycle::opens_at.lt(until.micros()));
    }
    if let Some(coordinator) = filter.coordinator {
        wanted = wanted.filter(order_cycle::coordinator_id.eq(Key(coordinator)));
    }
    if let Some(series) = filter.series {
        wanted = wanted.filter(order_cycle::series_id.eq(Key(series)));
    }
    if let Some(hub) = filter.hub {
        let sold_in = taking_part!(hub, Direction::Outgoing);
        wanted = wanted.filter(order_cycle::id.eq_any(sold_in));
    }
    if let Some(producer) = filter.producer {
        let brought_to = taking_part!(producer, Direction::Incoming);
        wanted = wanted.filter(order_cycle::id.eq_any(brought_to));
    }
    if let Some(CycleKey { opens_at, cycle }) = after {
        let behind = order_cycle::opens_at.eq(opens_at).and(order_cycle::id.lt(Key(cycle)));
        wanted = wanted.filter(order_cycle::opens_at.lt(opens_at).or(behind));
    }
    let rows: Vec<CycleRow> = wanted
        .order((order_cycle::opens_at.desc(), order_cycle::id.desc()))
        .limit(i64::from(request.limit) + 1)
        .select(CycleRow::as_select())
        .load(conn)?;
    let key = |row: &CycleRow| CycleKey { opens_at: row.opens_at, cycle: row.id };
    let page = Page::cut(rows, request, |last| key(last).to_string());
    // One that cannot be read any more hides no other; `sillon verify` tells of it.
    let read = |row: CycleRow| {
        let id = row.id;
        let read = row.into_cycle();
        read.inspect_err(|error| tracing::warn!(cycle = %id, %error, "it cannot be read")).ok()
    };
    Ok(Page { items: page.items.into_iter().filter_map(read).collect(), next: page.next })
}

pub(crate) fn is_ordered_in(conn: &mut Conn, cycle: CycleId) -> Result<bool, Error> {
    let ordered = orders::table.filter(orders::cycle_id.eq(Key(cycle)));
    Ok(diesel::select(diesel::dsl::exists(ordered)).get_result(conn)?)
}

pub(crate) fn remove(
    conn: &mut Conn,
    by: &Permit<Coordinate>,
    gone: &OrderCycle,
) -> Result<(), Error> {
    by.must_be_for(gone.coordinator);
    let id = Key(gone.id);
    remove_exchanges(conn, gone.id)?;
    diesel::delete(coordinator_fee::table.filter(coordinator_fee::order_cycle_id.eq(id)))
        .execute(conn)?;
    diesel::delete(participation::table.filter(participation::order_cycle_id.eq(id)))
        .execute(conn)?;
    diesel::delete(cycle_failure::table.find(id)).execute(conn)?;
    diesel::delete(cycle_letter_plan::table.find(id)).execute(conn)?;
    diesel::delete(cycle_letter::table.filter(cycle_letter::cycle_id.eq(id))).execute(conn)?;
    diesel::delete(change_log::table.filter(change_log::subject_id.eq(id))).execute(conn)?;
    diesel::delete(cart::table.filter(cart::cycle_id.eq(id))).execute(conn)?;
    forget_cycle(conn, gone.id)?;
    diesel::delete(order_cycle::table.find(id)).execute(conn)?;
    Ok(())
}

pub(crate) fn of_hub(conn: &mut Conn, hub: EnterpriseId) -> Result<Vec<OrderCycle>, Error> {
    let selling = exchange::table
        .filter(exchange::enterprise_id.eq(Key(hub)))
        .filter(exchange::direction.eq("outgoing"))
        .select(exchange::order_cycle_id);
    let rows: Vec<CycleRow> = order_cycle::table
        .filter(order_cycle::id.eq_any(selling))
        .filter(order_cycle::stage.ne("draft"))
        .order((order_cycle::closes_at.desc(), order_cycle::id.desc()))
        .limit(100)
        .select(CycleRow::as_select())
        .load(conn)?;
    rows.into_iter().map(CycleRow::into_cycle).collect()
}

pub(crate) fn sold_in(
    conn: &mut Conn,
    hub: EnterpriseId,
    cycle: CycleId,
) -> Result<Option<OrderCycle>, Error> {
    let selling = exchange::table
        .filter(exchange::order_cycle_id.eq(Key(cycle)))
        .filter(exchange::enterprise_id.eq(Key(hub)))
        .filter(exchange::direction.eq("outgoing"))
        .select(exchange::order_cycle_id);
    let row = order_cycle::table
        .filter(order_cycle::id.eq_any(selling))
        .filter(order_cycle::stage.ne("draft"))
        .select(CycleRow::as_select())
        .first(conn)
        .optional()?;
    row.map(CycleRow::into_cycle).transpose()
}

/// Shops with the cycles they sell in, where something holds of both.
macro_rules! sold_where {
    ($condition:expr) => {
        enterprise::table
            .inner_join(exchange::table.on(exchange::enterprise_id.eq(enterprise::id)))
            .inner_join(order_cycle::table.on(order_cycle::id.eq(exchange::order_cycle_id)))
            .filter($condition)
            .filter(order_cycle::stage.ne("draft"))
            .filter(exchange::direction.eq("outgoing"))
            .select((EnterpriseRow::as_select(), CycleRow::as_select()))
    };
}

pub(crate) fn sold_at(
    conn: &mut Conn,
    places: &BTreeSet<(&str, CycleId)>,
) -> Result<Vec<(Enterprise, OrderCycle)>, Error> {
    // What is no slug is nobody's; and some of it PostgreSQL does not even take as text.
    let asked = places.iter().filter(|(slug, _)| Slug::parse(slug).is_ok());
    let mut rows: Vec<(EnterpriseRow, CycleRow)> = Vec::new();
    if dialect::PREPARES_LISTS {
        let (slugs, cycles): (Vec<&str>, Vec<CycleId>) = asked.copied().unzip();
        let listed = enterprise::slug.eq_any(slugs).and(order_cycle::id.eq_any(keys(&cycles)));
        rows = sold_where!(listed).load(conn)?;
    } else {
        for (slug, cycle) in asked {
            let named = enterprise::slug.eq(slug).and(order_cycle::id.eq(Key(*cycle)));
            rows.extend(sold_where!(named).first(conn).optional()?);
        }
    }
    let read = |(shop, cycle): (EnterpriseRow, CycleRow)| {
        Ok((shop.into_enterprise()?, cycle.into_cycle()?))
    };
    let read: Vec<_> = rows.into_iter().map(read).collect::<Result<_, Error>>()?;
    // In a list, each of the shops may sell in each of the cycles.
    let is_asked =
        |(shop, cycle): &(Enterprise, OrderCycle)| places.contains(&(shop.slug.as_str(), cycle.id));
    Ok(read.into_iter().filter(is_asked).collect())
}

pub(crate) fn sold_by(
    conn: &mut Conn,
    places: &BTreeSet<(EnterpriseId, CycleId)>,
) -> Result<Vec<(Enterprise, OrderCycle)>, Error> {
    let mut rows: Vec<(EnterpriseRow, CycleRow)> = Vec::new();
    if dialect::PREPARES_LISTS {
        let (hubs, cycles): (Vec<EnterpriseId>, Vec<CycleId>) = places.iter().copied().unzip();
        let listed = enterprise::id.eq_any(keys(&hubs)).and(order_cycle::id.eq_any(keys(&cycles)));
        rows = sold_where!(listed).load(conn)?;
    } else {
        for (hub, cycle) in places {
            let named = enterprise::id.eq(Key(*hub)).and(order_cycle::id.eq(Key(*cycle)));
            rows.extend(sold_where!(named).first(conn).optional()?);
        }
    }
    let read = |(shop, cycle): (EnterpriseRow, CycleRow)| {
        Ok((shop.into_enterprise()?, cycle.into_cycle()?))
    };
    let read: Vec<_> = rows.into_iter().map(read).collect::<Result<_, Error>>()?;
    // In a list, each of the shops may sell in each of the cycles.
    let is_asked = |(shop, cycle): &(Enterprise, OrderCycle)| places.contains(&(shop.id, cycle.id));
    Ok(read.into_iter().filter(is_asked).collect())
}

statement!(
    /// A new version for a cycle.
    Touch { cycle: CycleId } =
    "update order_cycle set version = version + 1 where id = ", [cycle: Uid]
);

pub(crate) fn touch_carrying(conn: &mut Conn, variants: &[VariantId]) -> Result<(), Error> {
    let mut cycles: BTreeSet<CycleId> = BTreeSet::new();
    for some in variants.chunks(IDS_AT_ONCE) {
        let carrying = exchange_variant::table
            .inner_join(exchange::table)
            .filter(exchange_variant::variant_id.eq_any(keys(some)))
            .select(exchange::order_cycle_id)
            .distinct();
        let carrying: Vec<CycleId> = carrying.load(conn)?;
        cycles.extend(carrying);
    }
    lock_and_touch(conn, &cycles)
}

statement!(
    /// The cycles in which something is paid to an enterprise: at its shop, for its goods, or by a fee of its.
    Paying { part: EnterpriseId, goods: EnterpriseId, fee: EnterpriseId, whole: EnterpriseId } -> Uid =
    "select e.order_cycle_id from exchange e where e.enterprise_id = ", [part: Uid],
    " union select e.order_cycle_id from product p join variant v on v.product_id = p.id \
     join exchange_variant ev on ev.variant_id = v.id join exchange e on e.id = ev.exchange_id \
     where p.producer_id = ", [goods: Uid],
    " union select e.order_cycle_id from fee f join exchange_fee ef on ef.fee_id = f.id \
     join exchange e on e.id = ef.exchange_id where f.enterprise_id = ", [fee: Uid],
    " union select cf.order_cycle_id from fee f join coordinator_fee cf on cf.fee_id = f.id \
     where f.enterprise_id = ", [whole: Uid]
);

pub(crate) fn touch_paying(conn: &mut Conn, of: EnterpriseId) -> Result<(), Error> {
    let cycles: Vec<CycleId> = Paying { part: of, goods: of, fee: of, whole: of }.load(conn)?;
    lock_and_touch(conn, &cycles.into_iter().collect())
}

statement!(
    /// The cycles in which a hub sells now, or will.
    OnSaleIn { hub: EnterpriseId } -> Uid =
    "select e.order_cycle_id from exchange e join order_cycle c on c.id = e.order_cycle_id \
     where e.direction = 'outgoing' and c.stage in ('upcoming', 'open') and e.enterprise_id = ", [hub: Uid]
);

pub(crate) fn touch_on_sale(conn: &mut Conn, hub: EnterpriseId) -> Result<(), Error> {
    let cycles: Vec<CycleId> = OnSaleIn { hub }.load(conn)?;
    lock_and_touch(conn, &cycles.into_iter().collect())
}

pub(crate) fn touch_unclosed(conn: &mut Conn) -> Result<(), Error> {
    let unclosed = order_cycle::table.filter(order_cycle::stage.ne_all(["closed", "settled"]));
    let cycles: Vec<CycleId> = unclosed.select(order_cycle::id).load(conn)?;
    lock_and_touch(conn, &cycles.into_iter().collect())
}

statement!(
    /// The cycles in which a hub sells that are announced, or were: its shop shows the last of them, too.
    SellingIn { hub: EnterpriseId } -> Uid =
    "select e.order_cycle_id from exchange e join order_cycle c on c.id = e.order_cycle_id \
     where e.direction = 'outgoing' and c.stage <> 'draft' and e.enterprise_id = ", [hub: Uid]
);

pub(crate) fn touch_selling(conn: &mut Conn, hub: EnterpriseId) -> Result<(), Error> {
    let cycles: Vec<CycleId> = SellingIn { hub }.load(conn)?;
    lock_and_touch(conn, &cycles.into_iter().collect())
}

pub(super) fn lock_and_touch(conn: &mut Conn, cycles: &BTreeSet<CycleId>) -> Result<(), Error> {
    let cycles: Vec<CycleId> = cycles.iter().copied().collect();
    let carrying = order_cycle::table
        .filter(order_cycle::id.eq_any(keys(&cycles)))
        .order(order_cycle::id)
        .select(order_cycle::id);
    // Locked by id, as checkouts do.
    wait_for_turns(conn, &cycles)?;
    let cycles: Vec<CycleId> = for_update!(carrying).load(conn)?;
    touch(conn, &cycles)
}

/// A new version for each of the cycles the transaction has locked.
pub(crate) fn touch(conn: &mut Conn, cycles: &[CycleId]) -> Result<(), Error> {
    for cycle in cycles.iter().copied() {
        Touch { cycle }.execute(conn)?;
    }
    Ok(())
}
