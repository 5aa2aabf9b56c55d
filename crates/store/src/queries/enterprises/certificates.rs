use diesel::prelude::*;
use sillon_enterprises::{BodyCode, Certificate};
use sillon_identity::{EditProfile, Permit};
use sillon_kernel::{CertificateId, EnterpriseId, Text};

use super::super::super::Conn;
use crate::{
    Error,
    error::stored,
    schema::tables::certificate,
    sql::ids::{Key, keys},
};

type Row = (CertificateId, EnterpriseId, String, Option<String>, Option<String>, String, String);

fn read((id, enterprise, label, body, number, from, until): Row) -> Result<Certificate, Error> {
    Ok(Certificate {
        id,
        enterprise,
        label: stored("label", &label)?,
        body: body.as_deref().map(|text| stored::<BodyCode>("control body", text)).transpose()?,
        number: number.as_deref().map(|text| stored("certificate number", text)).transpose()?,
        from: stored("day", &from)?,
        until: stored("day", &until)?,
    })
}

pub(crate) fn of(conn: &mut Conn, holders: &[EnterpriseId]) -> Result<Vec<Certificate>, Error> {
    let rows: Vec<Row> = certificate::table
        .filter(certificate::enterprise_id.eq_any(keys(holders)))
        .order((certificate::enterprise_id, certificate::label, certificate::id))
        .select((
            certificate::id,
            certificate::enterprise_id,
            certificate::label,
            certificate::body,
            certificate::number,
            certificate::valid_from,
            certificate::valid_until,
        ))
        .load(conn)?;
    rows.into_iter().map(read).collect()
}

pub(crate) fn add(
    conn: &mut Conn,
    by: &Permit<EditProfile>,
    new: &Certificate,
) -> Result<(), Error> {
    by.must_be_for(new.enterprise);
    diesel::insert_into(certificate::table)
        .values((
            certificate::id.eq(Key(new.id)),
            certificate::enterprise_id.eq(Key(new.enterprise)),
            certificate::label.eq(new.label.as_str()),
            certificate::body.eq(new.body.as_ref().map(BodyCode::as_str)),
            certificate::number.eq(new.number.as_ref().map(Text::as_str)),
            certificate::valid_from.eq(new.from.to_string()),
            certificate::valid_until.eq(new.until.to_string()),
        ))
        .execute(conn)?;
    Ok(())
}

pub(crate) fn remove(
    conn: &mut Conn,
    by: &Permit<EditProfile>,
    id: CertificateId,
) -> Result<bool, Error> {
    let held = certificate::table.find(Key(id));
    let held = held.filter(certificate::enterprise_id.eq(Key(by.enterprise())));
    Ok(diesel::delete(held).execute(conn)? == 1)
}
