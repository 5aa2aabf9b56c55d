use std::collections::BTreeSet;

use diesel::prelude::*;
use sillon_identity::{ManageCustomers, Permit, ReadCustomers};
use sillon_kernel::{
    CustomerId, Email, EnterpriseId, Name, Page, PageRequest, Tag, Text, UserId, fold,
};
use sillon_orders::Customer;

use super::super::{
    super::{Conn, Db},
    catalogue::products::{holding, read_json},
    cycles::shop_rules::tags_text,
    logistics::packing::address,
};
use crate::{
    Error,
    error::{instant, stored},
    records::orders::CustomerFilter,
    schema::tables::{customer, user_account},
    sql::ids::Key,
};

#[derive(Queryable, Selectable)]
#[diesel(table_name = customer)]
struct CustomerRow {
    id: CustomerId,
    hub_id: EnterpriseId,
    email: String,
    name: Option<String>,
    code: Option<String>,
    tags: String,
    version: i64,
    created_at: i64,
    phone: Option<String>,
    note: Option<String>,
    street: Option<String>,
    postcode: Option<String>,
    city: Option<String>,
}

impl CustomerRow {
    fn into_customer(self) -> Result<Customer, Error> {
        let (name, code) = (self.name.as_deref(), self.code.as_deref());
        Ok(Customer {
            id: self.id,
            hub: self.hub_id,
            email: Email::parse(&self.email).map_err(|_fault| Error::Corrupt {
                what: "e-mail address",
                value: self.id.to_string(),
            })?,
            name: name.map(|name| stored::<Name>("name", name)).transpose()?,
            code: code.map(|code| stored::<Text<60>>("code", code)).transpose()?,
            tags: read_json("tags", &self.tags)?,
            phone: self.phone.as_deref().map(|it| stored("phone", it)).transpose()?,
            note: self.note.as_deref().map(|it| stored("note", it)).transpose()?,
            address: address(
                self.street.as_deref(),
                self.postcode.as_deref(),
                self.city.as_deref(),
            )?,
            version: self.version,
            created_at: instant(self.created_at)?,
        })
    }
}

/// What may change of a customer's row.
macro_rules! changing {
    ($of:expr) => {
        (
            customer::email.eq($of.email.as_str()),
            customer::name.eq($of.name.as_ref().map(Text::as_str)),
            customer::folded.eq(folded($of)),
            customer::code.eq($of.code.as_ref().map(Text::as_str)),
            customer::tags.eq(tags_text(&$of.tags)),
            customer::version.eq($of.version),
            customer::phone.eq($of.phone.as_ref().map(Text::as_str)),
            customer::note.eq($of.note.as_ref().map(Text::as_str)),
            customer::street.eq($of.address.as_ref().map(|it| it.street.as_str())),
            customer::postcode.eq($of.address.as_ref().map(|it| it.postcode.as_str())),
            customer::city.eq($of.address.as_ref().map(|it| it.city.as_str())),
        )
    };
}

pub(crate) fn add(
    conn: &mut Conn,
    by: &Permit<ManageCustomers>,
    new: &Customer,
) -> Result<(), Error> {
    diesel::insert_into(customer::table)
        .values((
            customer::id.eq(Key(new.id)),
            customer::hub_id.eq(Key(by.enterprise())),
            customer::created_at.eq(new.created_at.micros()),
            changing!(new),
        ))
        .execute(conn)?;
    Ok(())
}

pub(crate) fn get(conn: &mut Conn, id: CustomerId) -> Result<Customer, Error> {
    let row =
        customer::table.find(Key(id)).select(CustomerRow::as_select()).first(conn).optional()?;
    row.ok_or(Error::Missing("customer"))?.into_customer()
}

/// Writes a customer, unless somebody else changed it since the version before.
pub(crate) fn save(
    conn: &mut Conn,
    by: &Permit<ManageCustomers>,
    changed: &Customer,
) -> Result<bool, Error> {
    let before = customer::table
        .find(Key(changed.id))
        .filter(customer::hub_id.eq(Key(by.enterprise())))
        .filter(customer::version.eq(changed.version - 1));
    Ok(diesel::update(before).set(changing!(changed)).execute(conn)? == 1)
}

pub(crate) fn remove(
    conn: &mut Conn,
    by: &Permit<ManageCustomers>,
    id: CustomerId,
) -> Result<(), Error> {
    let theirs = customer::table.find(Key(id)).filter(customer::hub_id.eq(Key(by.enterprise())));
    diesel::delete(theirs).execute(conn)?;
    Ok(())
}

/// What a customer is found by: their address and their name, without capitals and accents.
fn folded(of: &Customer) -> String {
    let name = of.name.as_ref().map_or("", Text::as_str);
    fold(&format!("{} {name}", of.email))
}

pub(crate) fn end_all(conn: &mut Conn, hub: EnterpriseId) -> Result<(), Error> {
    diesel::delete(customer::table.filter(customer::hub_id.eq(Key(hub)))).execute(conn)?;
    Ok(())
}

/// The customer of a hub with an address, and the one with a code.
pub(crate) fn like(
    conn: &mut Conn,
    by: &Permit<ManageCustomers>,
    email: &Email,
    code: Option<&Text<60>>,
) -> Result<Vec<Customer>, Error> {
    let code = code.map_or("", |code| code.as_str());
    let rows: Vec<CustomerRow> = customer::table
        .filter(customer::hub_id.eq(Key(by.enterprise())))
        .filter(customer::email.eq(email.as_str()).or(customer::code.eq(code)))
        .select(CustomerRow::as_select())
        .load(conn)?;
    rows.into_iter().map(CustomerRow::into_customer).collect()
}

pub(crate) fn page(
    conn: &mut Conn,
    by: &Permit<ReadCustomers>,
    wanted: &CustomerFilter,
    after: Option<&Email>,
    page: &PageRequest,
) -> Result<Page<Customer>, Error> {
    let mut found =
        customer::table.filter(customer::hub_id.eq(Key(by.enterprise()))).into_boxed::<Db>();
    if let Some(tag) = &wanted.tag {
        let told = serde_json::to_string(tag).expect("a tag is always JSON");
        found = found.filter(customer::tags.like(holding(&told)).escape('!'));
    }
    if let Some(text) = &wanted.text {
        found = found.filter(customer::folded.like(holding(&fold(text))).escape('!'));
    }
    if let Some(after) = after {
        found = found.filter(customer::email.gt(after.as_str()));
    }
    let rows: Vec<CustomerRow> = found
        .order(customer::email)
        .limit(i64::from(page.limit) + 1)
        .select(CustomerRow::as_select())
        .load(conn)?;
    let customers = rows.into_iter().map(CustomerRow::into_customer).collect::<Result<_, _>>()?;
    Ok(Page::cut(customers, page, |customer: &Customer| customer.email.to_string()))
}

/// The tags of a hub's customer who signed in with an address they proved; none where the hub does not know it.
pub(crate) fn tags_of(
    conn: &mut Conn,
    hub: EnterpriseId,
    user: UserId,
) -> Result<Option<BTreeSet<Tag>>, Error> {
    let address = user_account::table
        .find(Key(user))
        .filter(user_account::confirmed_at.is_not_null())
        .select(user_account::email)
        .single_value();
    let tags: Option<String> = customer::table
        .filter(customer::hub_id.eq(Key(hub)))
        .filter(customer::email.nullable().eq(address))
        .select(customer::tags)
        .first(conn)
        .optional()?;
    tags.map(|tags| read_json("tags", &tags)).transpose()
}
