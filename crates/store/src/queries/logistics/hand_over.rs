use diesel::prelude::*;
use sillon_catalogue::Storage;
use sillon_cycles::{HandOverKind, HandOverKindName, HandOverMethod};
use sillon_identity::{Coordinate, Permit, ReadCycles};
use sillon_kernel::{EnterpriseId, HandOverMethodId, Page, PageRequest, Text, Timestamp};
use uuid::Uuid;

use super::super::{
    super::{Conn, dialect::for_update},
    catalogue::products::read_json,
    cycles::shop_rules::tags_text,
};
use crate::{
    Error,
    error::{instant, stored},
    schema::tables::hand_over_method,
    sql::ids::{Key, keys},
};

/// What may change of a method's row.
macro_rules! changing {
    ($of:expr) => {
        (
            hand_over_method::name.eq($of.name.as_str()),
            hand_over_method::kind.eq($of.kind.name().as_str()),
            hand_over_method::place.eq($of.kind.address().map(|place| place.as_str().to_owned())),
            hand_over_method::postcodes.eq($of.kind.postcodes().map(ToString::to_string)),
            hand_over_method::told.eq($of.text.as_ref().map(|text| text.as_str().to_owned())),
            hand_over_method::calculator.eq(calculator_text($of)),
            hand_over_method::tax_category.eq($of.tax.as_str()),
            hand_over_method::carries.eq(carried($of)),
            hand_over_method::capacity.eq($of.capacity.map(i64::from)),
            hand_over_method::retired_at.eq($of.retired_at.map(Timestamp::micros)),
            hand_over_method::version.eq($of.version),
            hand_over_method::tags.eq(tags_text(&$of.tags)),
        )
    };
}

fn calculator_text(of: &HandOverMethod) -> Option<String> {
    let text = |calculator| serde_json::to_string(calculator).expect("a calculator is always JSON");
    of.calculator.as_ref().map(text)
}

fn carried(of: &HandOverMethod) -> String {
    of.carries.iter().map(|class| class.as_str()).collect::<Vec<_>>().join(",")
}

pub(crate) fn add(
    conn: &mut Conn,
    by: &Permit<Coordinate>,
    new: &HandOverMethod,
) -> Result<(), Error> {
    by.must_be_for(new.hub);
    diesel::insert_into(hand_over_method::table)
        .values((
            hand_over_method::id.eq(Key(new.id)),
            hand_over_method::hub_id.eq(Key(new.hub)),
            changing!(new),
        ))
        .execute(conn)?;
    Ok(())
}

pub(crate) fn save(
    conn: &mut Conn,
    by: &Permit<Coordinate>,
    changed: &HandOverMethod,
) -> Result<(), Error> {
    by.must_be_for(changed.hub);
    diesel::update(hand_over_method::table.find(Key(changed.id)))
        .set(changing!(changed))
        .execute(conn)?;
    Ok(())
}

#[derive(Queryable, Selectable)]
#[diesel(table_name = hand_over_method)]
struct MethodRow {
    id: HandOverMethodId,
    hub_id: EnterpriseId,
    name: String,
    kind: String,
    place: Option<String>,
    postcodes: Option<String>,
    told: Option<String>,
    calculator: Option<String>,
    tax_category: String,
    carries: String,
    capacity: Option<i64>,
    retired_at: Option<i64>,
    version: i64,
    tags: String,
}

impl MethodRow {
    fn into_method(self) -> Result<HandOverMethod, Error> {
        let corrupt = |what| Error::Corrupt { what, value: self.id.to_string() };
        let kind = match (stored("hand-over kind", &self.kind)?, &self.place, &self.postcodes) {
            (HandOverKindName::PickUp, Some(address), None) => {
                HandOverKind::PickUp { address: stored::<Text<200>>("pick-up address", address)? }
            }
            (HandOverKindName::Delivery, None, Some(postcodes)) => {
                HandOverKind::Delivery { postcodes: stored("post codes", postcodes)? }
            }
            (HandOverKindName::PickUp | HandOverKindName::Delivery, ..) => {
                return Err(corrupt("hand-over place"));
            }
        };
        let calculator = self.calculator.as_deref().map(serde_json::from_str).transpose();
        let capacity = self.capacity.map(u32::try_from).transpose();
        let class = |class: &str| stored::<Storage>("storage class", class);
        Ok(HandOverMethod {
            kind,
            calculator: calculator.map_err(|_fault| corrupt("calculator"))?,
            capacity: capacity.map_err(|_fault| corrupt("capacity"))?,
            id: self.id,
            hub: self.hub_id,
            name: stored("name", &self.name)?,
            text: self.told.as_deref().map(|text| stored("hand-over text", text)).transpose()?,
            tax: stored("tax category", &self.tax_category)?,
            carries: self.carries.split(',').map(class).collect::<Result<_, _>>()?,
            tags: read_json("tags", &self.tags)?,
            retired_at: self.retired_at.map(instant).transpose()?,
            version: self.version,
        })
    }
}

fn read(rows: Vec<MethodRow>) -> Result<Vec<HandOverMethod>, Error> {
    rows.into_iter().map(MethodRow::into_method).collect()
}

pub(crate) fn get(conn: &mut Conn, id: HandOverMethodId) -> Result<HandOverMethod, Error> {
    let row: Option<MethodRow> = hand_over_method::table
        .find(Key(id))
        .select(MethodRow::as_select())
        .first(conn)
        .optional()?;
    row.ok_or(Error::Missing("hand-over method"))?.into_method()
}

pub(crate) fn lock(conn: &mut Conn, id: HandOverMethodId) -> Result<HandOverMethod, Error> {
    let row = for_update!(hand_over_method::table.find(Key(id)).select(MethodRow::as_select()));
    let row: Option<MethodRow> = row.first(conn).optional()?;
    row.ok_or(Error::Missing("hand-over method"))?.into_method()
}

pub(crate) fn of_hubs(
    conn: &mut Conn,
    hubs: &[EnterpriseId],
) -> Result<Vec<HandOverMethod>, Error> {
    let rows: Vec<MethodRow> = hand_over_method::table
        .filter(hand_over_method::hub_id.eq_any(keys(hubs)))
        .order((hand_over_method::hub_id, hand_over_method::id))
        .select(MethodRow::as_select())
        .load(conn)?;
    read(rows)
}

pub(crate) fn page(
    conn: &mut Conn,
    by: &Permit<ReadCycles>,
    after: Option<HandOverMethodId>,
    request: &PageRequest,
) -> Result<Page<HandOverMethod>, Error> {
    let rows: Vec<MethodRow> = hand_over_method::table
        .filter(hand_over_method::hub_id.eq(Key(by.enterprise())))
        .filter(hand_over_method::id.gt(Key(after.unwrap_or(HandOverMethodId(Uuid::nil())))))
        .order(hand_over_method::id)
        .limit(i64::from(request.limit) + 1)
        .select(MethodRow::as_select())
        .load(conn)?;
    Ok(Page::cut(read(rows)?, request, |method: &HandOverMethod| method.id.to_string()))
}

pub(crate) fn count(conn: &mut Conn, hub: EnterpriseId) -> Result<i64, Error> {
    Ok(hand_over_method::table
        .filter(hand_over_method::hub_id.eq(Key(hub)))
        .filter(hand_over_method::retired_at.is_null())
        .count()
        .get_result(conn)?)
}
