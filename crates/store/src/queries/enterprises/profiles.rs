use diesel::{
    prelude::*,
    sql_types::{BigInt, Nullable, Text as SqlText},
};
use sillon_enterprises::{
    Address, AddressKind, BankAccount, Bic, Contact, Coordinates, Enterprise, LegalIdentity, Near,
    Phone, Profile, Property, Rna, Shelves, Siren, Siret, VatNumber, Visibility, WebAddress,
    plain_postcode,
};
use sillon_identity::{EditProfile, ManageEnterprise, Permit};
use sillon_kernel::{Email, EnterpriseId, Page, PageRequest, Slug, Text, Timestamp, fold};

use super::super::super::{Conn, Db};
use crate::{
    Error,
    error::stored,
    records::enterprises::ProducerEntry,
    schema::tables::{bank_account, enterprise, enterprise_address, former_slug, legal_identity},
    sql::ids::{Key, Uid, keys},
    sql::statement::statement,
};

#[derive(Queryable, Selectable)]
#[diesel(table_name = enterprise)]
#[expect(clippy::struct_excessive_bools, reason = "each is a column")]
struct Row {
    short_description: Option<String>,
    opening_text: Option<String>,
    takes_guests: bool,
    takes_changes: bool,
    customers_only: bool,
    listed_only: bool,
    shelves: Option<String>,
    #[diesel(embed)]
    contact: ContactRow,
    properties: String,
    version: i64,
}

/// How an enterprise is reached, as it is stored.
#[derive(Queryable, Selectable)]
#[diesel(table_name = enterprise)]
pub(crate) struct ContactRow {
    contact_email: Option<String>,
    phone: Option<String>,
    website: Option<String>,
    social: String,
}

impl ContactRow {
    pub(crate) fn into_contact(self) -> Result<Contact, Error> {
        let email = self.contact_email.as_deref().map(|text| {
            Email::kept(text)
                .map_err(|_fault| Error::Corrupt { what: "e-mail", value: text.to_owned() })
        });
        Ok(Contact {
            email: email.transpose()?,
            phone: maybe("phone", self.phone.as_deref())?,
            website: maybe("website", self.website.as_deref())?,
            social: json("social links", &self.social)?,
        })
    }
}

/// An address as it is stored.
#[derive(Queryable, Selectable)]
#[diesel(table_name = enterprise_address)]
pub(crate) struct AddressRow {
    kind: String,
    street: String,
    postcode: Option<String>,
    city: String,
    country: String,
    latitude_millionths: Option<i64>,
    longitude_millionths: Option<i64>,
}

/// Reads a column that may be empty.
fn maybe<T: std::str::FromStr>(what: &'static str, text: Option<&str>) -> Result<Option<T>, Error> {
    text.map(|text| stored(what, text)).transpose()
}

/// Reads a column of JSON.
fn json<T: serde::de::DeserializeOwned>(what: &'static str, text: &str) -> Result<T, Error> {
    let corrupt = |_fault| Error::Corrupt { what, value: text.to_owned() };
    serde_json::from_str(text).map_err(corrupt)
}

fn place(latitude: Option<i64>, longitude: Option<i64>) -> Result<Option<Coordinates>, Error> {
    let corrupt = |_fault| Error::Corrupt {
        what: "coordinates",
        value: format!("{latitude:?}, {longitude:?}"),
    };
    let place = latitude.zip(longitude);
    place.map(|(north, east)| Coordinates::new(north, east).map_err(corrupt)).transpose()
}

impl AddressRow {
    pub(crate) fn into_address(self) -> Result<Address, Error> {
        let street = self.street.lines().map(|line| stored("street", line));
        Ok(Address {
            street: street.collect::<Result<_, _>>()?,
            postcode: maybe("postcode", self.postcode.as_deref())?,
            city: stored("city", &self.city)?,
            country: stored("country", &self.country)?,
            coordinates: place(self.latitude_millionths, self.longitude_millionths)?,
        })
    }
}

pub(crate) fn get(conn: &mut Conn, id: EnterpriseId) -> Result<Profile, Error> {
    let row = enterprise::table.find(Key(id)).select(Row::as_select()).first(conn).optional()?;
    let row = row.ok_or(Error::Missing("enterprise"))?;
    let addresses: Vec<AddressRow> = enterprise_address::table
        .filter(enterprise_address::enterprise_id.eq(Key(id)))
        .select(AddressRow::as_select())
        .load(conn)?;
    let (mut physical_address, mut business_address) = (None, None);
    for address in addresses {
        let is_physical = address.kind == AddressKind::Physical.as_str();
        let of_kind = if is_physical { &mut physical_address } else { &mut business_address };
        *of_kind = Some(address.into_address()?);
    }
    Ok(Profile {
        short_description: maybe("short description", row.short_description.as_deref())?,
        opening_text: maybe("opening text", row.opening_text.as_deref())?,
        takes_guests: row.takes_guests,
        takes_changes: row.takes_changes,
        customers_only: row.customers_only,
        listed_only: row.listed_only,
        shelves: read_shelves(row.shelves.as_deref())?,
        contact: row.contact.into_contact()?,
        physical_address,
        business_address,
        properties: json("properties", &row.properties)?,
        version: row.version,
    })
}

/// In which order a shop lists its goods; the usual one, where nothing is said.
pub(crate) fn read_shelves(text: Option<&str>) -> Result<Shelves, Error> {
    Ok(text.map(|text| json("shelves", text)).transpose()?.unwrap_or_default())
}

fn write_shelves(shelves: &Shelves) -> Option<String> {
    let text = || serde_json::to_string(shelves).expect("names and ids are always JSON");
    (*shelves != Shelves::default()).then(text)
}

pub(crate) fn hide(conn: &mut Conn, id: EnterpriseId) -> Result<(), Error> {
    diesel::update(enterprise::table.find(Key(id)))
        .set((
            enterprise::visibility.eq(Visibility::Hidden.as_str()),
            enterprise::version.eq(enterprise::version + 1),
        ))
        .execute(conn)?;
    Ok(())
}

pub(crate) fn properties(
    conn: &mut Conn,
    of: &[EnterpriseId],
) -> Result<Vec<(EnterpriseId, Vec<Property>)>, Error> {
    let rows: Vec<(EnterpriseId, String)> = enterprise::table
        .filter(enterprise::id.eq_any(keys(of)))
        .order(enterprise::id)
        .select((enterprise::id, enterprise::properties))
        .load(conn)?;
    rows.into_iter().map(|(id, text)| Ok((id, json("properties", &text)?))).collect()
}

pub(crate) fn save(
    conn: &mut Conn,
    by: &Permit<EditProfile>,
    changed: &Enterprise,
    profile: &Profile,
) -> Result<bool, Error> {
    by.must_be_for(changed.id);
    let contact = &profile.contact;
    let saved = diesel::update(
        enterprise::table.find(Key(changed.id)).filter(enterprise::version.eq(profile.version - 1)),
    )
    .set((
        enterprise::slug.eq(changed.slug.as_str()),
        enterprise::name.eq(changed.name.as_str()),
        enterprise::folded_name.eq(fold(&changed.name)),
        enterprise::description.eq(changed.description.as_ref().map(Text::as_str)),
        enterprise::email.eq(changed.email.as_ref().map(Email::as_str)),
        enterprise::visibility.eq(changed.visibility.as_str()),
        enterprise::is_producer.eq(changed.is_producer),
        enterprise::sells.eq(changed.sells.as_str()),
        enterprise::short_description.eq(profile.short_description.as_ref().map(Text::as_str)),
        enterprise::opening_text.eq(profile.opening_text.as_ref().map(Text::as_str)),
        enterprise::takes_guests.eq(profile.takes_guests),
        enterprise::takes_changes.eq(profile.takes_changes),
        enterprise::customers_only.eq(profile.customers_only),
        enterprise::listed_only.eq(profile.listed_only),
        enterprise::shelves.eq(write_shelves(&profile.shelves)),
        enterprise::contact_email.eq(contact.email.as_ref().map(Email::as_str)),
        enterprise::phone.eq(contact.phone.as_ref().map(Phone::as_str)),
        enterprise::website.eq(contact.website.as_ref().map(WebAddress::as_str)),
        enterprise::social
            .eq(serde_json::to_string(&contact.social).expect("links are always JSON")),
        enterprise::properties
            .eq(serde_json::to_string(&profile.properties).expect("properties are always JSON")),
        enterprise::version.eq(profile.version),
    ))
    .execute(conn)?;
    Ok(saved == 1)
}

pub(crate) fn set_address(
    conn: &mut Conn,
    by: &Permit<EditProfile>,
    kind: AddressKind,
    address: Option<&Address>,
) -> Result<(), Error> {
    let of = by.enterprise();
    diesel::delete(enterprise_address::table.find((Key(of), kind.as_str()))).execute(conn)?;
    let Some(address) = address else { return Ok(()) };
    let street: Vec<&str> = address.street.iter().map(Text::as_str).collect();
    diesel::insert_into(enterprise_address::table)
        .values((
            enterprise_address::enterprise_id.eq(Key(of)),
            enterprise_address::kind.eq(kind.as_str()),
            enterprise_address::street.eq(street.join("\n")),
            enterprise_address::postcode.eq(address.postcode.as_ref().map(Text::as_str)),
            enterprise_address::postcode_plain.eq(address.postcode.as_deref().map(plain_postcode)),
            enterprise_address::city.eq(address.city.as_str()),
            enterprise_address::country.eq(address.country.as_str()),
            enterprise_address::latitude_millionths
                .eq(address.coordinates.map(Coordinates::latitude_millionths)),
            enterprise_address::longitude_millionths
                .eq(address.coordinates.map(Coordinates::longitude_millionths)),
        ))
        .execute(conn)?;
    Ok(())
}

pub(crate) fn slug_holder(conn: &mut Conn, slug: &Slug) -> Result<Option<EnterpriseId>, Error> {
    let now = enterprise::table
        .filter(enterprise::slug.eq(slug.as_str()))
        .select(enterprise::id)
        .first(conn)
        .optional()?;
    if now.is_some() {
        return Ok(now);
    }
    let before = former_slug::table
        .find(slug.as_str())
        .select(former_slug::enterprise_id)
        .first(conn)
        .optional()?;
    Ok(before)
}

pub(crate) fn retire_slug(
    conn: &mut Conn,
    by: &Permit<EditProfile>,
    old: &Slug,
    new: &Slug,
    now: Timestamp,
) -> Result<(), Error> {
    diesel::delete(former_slug::table.find(new.as_str())).execute(conn)?;
    diesel::insert_into(former_slug::table)
        .values((
            former_slug::slug.eq(old.as_str()),
            former_slug::enterprise_id.eq(Key(by.enterprise())),
            former_slug::until.eq(now.micros()),
        ))
        .execute(conn)?;
    FreeOlder { of: by.enterprise(), kept: FORMER_SLUGS }.execute(conn)?;
    Ok(())
}

/// How many slugs it had before lead to an enterprise: who renames itself time and again keeps no names from others.
const FORMER_SLUGS: i64 = 5;

statement!(
    /// Frees the slugs an enterprise had, but those it had last.
    FreeOlder { of: EnterpriseId, kept: i64 } =
    "delete from former_slug where enterprise_id = ", [of: Uid], " and slug not in (select f.slug from former_slug f \
     where f.enterprise_id = ", [of: Uid], " order by f.until desc, f.slug limit ", [kept: BigInt], ")"
);

/// Who an enterprise is before the law, as it is stored.
#[derive(Queryable, Selectable)]
#[diesel(table_name = legal_identity)]
pub(crate) struct LegalRow {
    legal_name: String,
    form: Option<String>,
    siren: Option<String>,
    siret: Option<String>,
    rna: Option<String>,
    vat_number: Option<String>,
    vat_regime: String,
}

impl LegalRow {
    pub(crate) fn into_identity(self) -> Result<LegalIdentity, Error> {
        Ok(LegalIdentity {
            legal_name: stored("legal name", &self.legal_name)?,
            form: maybe("legal form", self.form.as_deref())?,
            siren: maybe("SIREN", self.siren.as_deref())?,
            siret: maybe("SIRET", self.siret.as_deref())?,
            rna: maybe("RNA", self.rna.as_deref())?,
            vat_number: maybe("VAT number", self.vat_number.as_deref())?,
            vat_regime: stored("VAT regime", &self.vat_regime)?,
        })
    }
}

pub(crate) fn legal_identity(
    conn: &mut Conn,
    of: EnterpriseId,
) -> Result<Option<LegalIdentity>, Error> {
    let row = legal_identity::table.find(Key(of)).select(LegalRow::as_select());
    let row: Option<LegalRow> = row.first(conn).optional()?;
    row.map(LegalRow::into_identity).transpose()
}

pub(crate) fn set_legal_identity(
    conn: &mut Conn,
    by: &Permit<ManageEnterprise>,
    identity: &LegalIdentity,
) -> Result<(), Error> {
    let of = by.enterprise();
    diesel::delete(legal_identity::table.find(Key(of))).execute(conn)?;
    diesel::insert_into(legal_identity::table)
        .values((
            legal_identity::enterprise_id.eq(Key(of)),
            legal_identity::legal_name.eq(identity.legal_name.as_str()),
            legal_identity::form.eq(identity.form.as_ref().map(Text::as_str)),
            legal_identity::siren.eq(identity.siren.as_ref().map(Siren::as_str)),
            legal_identity::siret.eq(identity.siret.as_ref().map(Siret::as_str)),
            legal_identity::rna.eq(identity.rna.as_ref().map(Rna::as_str)),
            legal_identity::vat_number.eq(identity.vat_number.as_ref().map(VatNumber::as_str)),
            legal_identity::vat_regime.eq(identity.vat_regime.as_str()),
        ))
        .execute(conn)?;
    Ok(())
}

pub(crate) fn bank_account(
    conn: &mut Conn,
    of: EnterpriseId,
) -> Result<Option<BankAccount>, Error> {
    let row: Option<(String, String, Option<String>)> = bank_account::table
        .find(Key(of))
        .select((bank_account::holder, bank_account::iban, bank_account::bic))
        .first(conn)
        .optional()?;
    let read = |(holder, iban, bic): (String, String, Option<String>)| {
        Ok(BankAccount {
            holder: stored("account holder", &holder)?,
            iban: stored("IBAN", &iban)?,
            bic: maybe("BIC", bic.as_deref())?,
        })
    };
    row.map(read).transpose()
}

pub(crate) fn set_bank_account(
    conn: &mut Conn,
    by: &Permit<ManageEnterprise>,
    account: Option<&BankAccount>,
) -> Result<(), Error> {
    let of = by.enterprise();
    diesel::delete(bank_account::table.find(Key(of))).execute(conn)?;
    let Some(account) = account else { return Ok(()) };
    diesel::insert_into(bank_account::table)
        .values((
            bank_account::enterprise_id.eq(Key(of)),
            bank_account::holder.eq(account.holder.as_str()),
            bank_account::iban.eq(account.iban.as_str()),
            bank_account::bic.eq(account.bic.as_ref().map(Bic::as_str)),
        ))
        .execute(conn)?;
    Ok(())
}

statement!(
    /// The public producers behind a slug.
    Producers { after: String, most: i64 } -> (
        Uid, SqlText, SqlText, Nullable<SqlText>, SqlText, Nullable<SqlText>, Nullable<SqlText>, Nullable<SqlText>,
        Nullable<BigInt>, Nullable<BigInt>
    ) =
    "select e.id, e.slug, e.name, e.short_description, e.sells, a.postcode, a.city, a.country, \
     a.latitude_millionths, a.longitude_millionths from enterprise e \
     left join enterprise_address a on a.enterprise_id = e.id and a.kind = 'physical' \
     where e.is_producer and e.visibility = 'public' and e.slug > ", [after: SqlText],
    " order by e.slug limit ", [most: BigInt]
);

statement!(
    /// The public producers behind a slug that are near a place: of those between two latitudes, in whole numbers, as
    /// `sillon_enterprises::Coordinates` measures.
    NearProducers {
        after: String, most: i64, south_end: i64, north_end: i64, north: i64, east: i64, parallel: i64, reach_squared: i64,
    } -> (
        Uid, SqlText, SqlText, Nullable<SqlText>, SqlText, Nullable<SqlText>, Nullable<SqlText>, Nullable<SqlText>,
        Nullable<BigInt>, Nullable<BigInt>
    ) =
    "select e.id, e.slug, e.name, e.short_description, e.sells, a.postcode, a.city, a.country, \
     a.latitude_millionths, a.longitude_millionths from enterprise_address a \
     join enterprise e on e.id = a.enterprise_id where a.kind = 'physical' and a.latitude_millionths >= ",
    [south_end: BigInt], " and a.latitude_millionths <= ", [north_end: BigInt],
    " and e.is_producer and e.visibility = 'public' and e.slug > ", [after: SqlText],
    " and (a.latitude_millionths - ", [north: BigInt], ") * (a.latitude_millionths - ", [north: BigInt],
    ") + ((a.longitude_millionths - ", [east: BigInt], ") * ", [parallel: BigInt],
    " / 1000000) * ((a.longitude_millionths - ", [east: BigInt], ") * ", [parallel: BigInt], " / 1000000) <= ",
    [reach_squared: BigInt], " order by e.slug limit ", [most: BigInt]
);

type ProducerRow = (
    EnterpriseId,
    String,
    String,
    Option<String>,
    String,
    Option<String>,
    Option<String>,
    Option<String>,
    Option<i64>,
    Option<i64>,
);

pub(crate) fn producers(
    conn: &mut Conn,
    around: Option<&Near>,
    page: &PageRequest,
) -> Result<Page<ProducerEntry>, Error> {
    let after = page.after.clone().unwrap_or_default();
    let most = i64::from(page.limit) + 1;
    let rows: Vec<ProducerRow> = match around {
        None => Producers { after, most }.load(conn)?,
        Some(around) => {
            let (north, reach) = (around.centre.latitude_millionths(), around.reach_millionths());
            let wanted = NearProducers {
                after,
                most,
                south_end: north - reach,
                north_end: north + reach,
                north,
                east: around.centre.longitude_millionths(),
                parallel: around.centre.parallel_millionths(),
                reach_squared: reach * reach,
            };
            wanted.load(conn)?
        }
    };
    let read =
        |(id, slug, name, short, sells, postcode, city, country, north, east): ProducerRow| {
            Ok(ProducerEntry {
                id,
                slug,
                name,
                short_description: short,
                sells: stored("what it sells", &sells)?,
                postcode,
                city,
                country,
                coordinates: place(north, east)?,
            })
        };
    let found = rows.into_iter().map(read).collect::<Result<_, Error>>()?;
    Ok(Page::cut(found, page, |last: &ProducerEntry| last.slug.clone()))
}
