use sillon_enterprises::{BodyCode, Certificate, Label, MAX_CERTIFICATES};
use sillon_identity::{Actor, EditProfile};
use sillon_kernel::{CertificateId, Date, EnterpriseId, Text};
use sillon_store::{Repositories, Tx};

use crate::{Error, Ids, enterprises::profile::show_anew, log::note};

/// A certificate to keep.
#[derive(Debug, Clone)]
pub struct NewCertificate {
    /// What it lets its holder claim.
    pub label: Label,
    /// The body that gave it.
    pub body: Option<BodyCode>,
    /// Its number.
    pub number: Option<Text<60>>,
    /// The first day it is valid.
    pub from: Date,
    /// The last day it is valid.
    pub until: Date,
}

/// Keeps a certificate of an enterprise's.
///
/// # Errors
///
/// A refusal unless the actor may edit the profile, when the certificate is none, or there are too many.
pub fn add_certificate(
    tx: &mut Tx<'_>,
    actor: &Actor,
    ids: &Ids,
    holder: EnterpriseId,
    new: NewCertificate,
) -> Result<Certificate, Error> {
    let permit = actor.permit::<EditProfile>(holder)?;
    let NewCertificate { label, body, number, from, until } = new;
    let (id, enterprise) = (ids.next(tx.now()), permit.enterprise());
    let certificate = Certificate { id, enterprise, label, body, number, from, until };
    certificate.check()?;
    if tx.certificates().of(&[holder])?.len() >= MAX_CERTIFICATES {
        return Err(Error::field("label", format!("at most {MAX_CERTIFICATES} are kept")));
    }
    tx.certificates().add(&permit, &certificate)?;
    note(tx, actor, None, Some(&certificate))?;
    show_anew(tx, holder)?;
    Ok(certificate)
}

/// Keeps a certificate no more.
///
/// # Errors
///
/// A refusal unless the actor may edit the profile; missing when the enterprise holds no such certificate.
pub fn remove_certificate(
    tx: &mut Tx<'_>,
    actor: &Actor,
    holder: EnterpriseId,
    id: CertificateId,
) -> Result<(), Error> {
    let permit = actor.permit::<EditProfile>(holder)?;
    let held = tx.certificates().of(&[permit.enterprise()])?.into_iter().find(|it| it.id == id);
    let gone = held.ok_or(Error::missing("certificate"))?;
    if !tx.certificates().remove(&permit, id)? {
        return Err(Error::missing("certificate"));
    }
    note(tx, actor, Some(&gone), None)?;
    show_anew(tx, holder)
}
