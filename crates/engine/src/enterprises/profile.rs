use sillon_catalogue::Patch;
use sillon_enterprises::{
    Address, AddressKind, BankAccount, Certificate, Enterprise, LegalIdentity, MAX_PROPERTIES,
    MAX_SOCIAL_LINKS, Phone, Profile, Property, Sells, Settings, Shelves, SocialLink, Visibility,
    WebAddress, check_kind,
};
use sillon_identity::{Actor, EditProfile, ManageEnterprise, Permit, ReadGrants};
use sillon_kernel::{Email, EnterpriseId, Failure, FailureKind, Name, Slug, Text};
use sillon_store::{Repositories, Tx};

use crate::{
    Branding, ChangedSince, Error,
    catalogue::compliance::{keep_who_sells, seller_of},
    catalogue::vocabulary::check_said,
    cycles::exchanges::{exchanges_of, note_exchanges},
    enterprises::{branding::branding_of, found::free_slug},
    error::refusals,
    log::{identity_of, note},
};

/// An enterprise as somebody sees it.
#[derive(Debug, Clone)]
pub struct EnterprisePage {
    /// The enterprise.
    pub enterprise: Enterprise,
    /// What it says of itself.
    pub profile: Profile,
    /// Who it is before the law, if it said so.
    pub legal: Option<LegalIdentity>,
    /// The account it is paid to by transfer, for its own people.
    pub bank_account: Option<BankAccount>,
    /// Its certificates: all for its own people, for others those valid today in its zone.
    pub certificates: Vec<Certificate>,
    /// Its sign and its banner.
    pub branding: Branding,
    /// Whether they are its own people, who see all of it.
    pub from_inside: bool,
}

/// An enterprise: what is public for everybody, all of it for its own people and those it lets edit its profile.
///
/// # Errors
///
/// Missing when there is none, or it is hidden from the actor.
pub fn enterprise_page(
    tx: &mut Tx<'_>,
    actor: &Actor,
    id: EnterpriseId,
) -> Result<EnterprisePage, Error> {
    let enterprise = tx.enterprises().get(id)?;
    let is_theirs = actor.may::<ReadGrants>(id);
    let from_inside = is_theirs || actor.may::<EditProfile>(id);
    if !from_inside && !enterprise.is_reachable() {
        return Err(Error::missing("enterprise"));
    }
    let mut profile = tx.profiles().get(id)?;
    let legal = tx.profiles().legal_identity(id)?;
    let bank_account = if is_theirs { tx.profiles().bank_account(id)? } else { None };
    let mut certificates = tx.certificates().of(&[id])?;
    if !from_inside {
        let today = tx.now().in_zone(&enterprise.zone).date();
        certificates.retain(|certificate| certificate.is_valid_on(today));
        // A label that wants a certificate is not claimed without one by calling it a property.
        let holds = |label| certificates.iter().any(|certificate| certificate.label == label);
        profile.properties.retain(|said| {
            said.label().is_none_or(|label| !label.needs_certificate() || holds(label))
        });
    }
    let branding = branding_of(tx, &[id])?.remove(&id).unwrap_or_default();
    Ok(EnterprisePage {
        enterprise,
        profile,
        legal,
        bank_account,
        certificates,
        branding,
        from_inside,
    })
}

/// What somebody wants an enterprise to say of itself.
#[derive(Debug, Clone, Default)]
pub struct EnterpriseEdit {
    /// Its name; its slug stays.
    pub name: Patch<Name>,
    /// Its name in web addresses. The one it had still leads to it.
    pub slug: Patch<Slug>,
    /// What it says of itself.
    pub description: Patch<Option<Text<2000>>>,
    /// The same in a sentence.
    pub short_description: Patch<Option<Text<200>>>,
    /// What stands at the head of its shop.
    pub opening_text: Patch<Option<Text<2000>>>,
    /// Whether people may order at its shop without an account.
    pub takes_guests: Patch<bool>,
    /// Whether its customers may change and cancel what they ordered, as long as it takes orders.
    pub takes_changes: Patch<bool>,
    /// Whether its shop sells to customers it knows alone.
    pub customers_only: Patch<bool>,
    /// Whether its shop sells only what it set terms on.
    pub listed_only: Patch<bool>,
    /// In which order its shop lists its goods.
    pub shelves: Patch<Shelves>,
    /// Where notices to it go.
    pub email: Patch<Option<Email>>,
    /// Where anybody may write to it.
    pub contact_email: Patch<Option<Email>>,
    /// Where it is called.
    pub phone: Patch<Option<Phone>>,
    /// Its own site.
    pub website: Patch<Option<WebAddress>>,
    /// Where it is found on social networks.
    pub social: Patch<Vec<SocialLink>>,
    /// Where it is.
    pub physical_address: Patch<Option<Address>>,
    /// Where invoices to it go.
    pub business_address: Patch<Option<Address>>,
    /// Its practices.
    pub properties: Patch<Vec<Property>>,
    /// Who finds it.
    pub visibility: Patch<Visibility>,
    /// Whether it makes goods of its own; for its owner to say.
    pub is_producer: Patch<bool>,
    /// Whose goods it sells; for its owner to say.
    pub sells: Patch<Sells>,
}

/// Changes what an enterprise says of itself; what the edit leaves out stays.
///
/// It may become another kind of enterprise too: a farm opens a shop, a hub sells no more. Then what it may no longer bring
/// or sell leaves the drafts; while people order it there, or will, it stays what it is.
///
/// # Errors
///
/// [`KindRefused`](sillon_enterprises::KindRefused) when it would no longer be what open and upcoming cycles need it to be.
/// A refusal unless the actor may edit the profile; [`ChangedSince`] when somebody else changed it since the version the
/// actor read; [`SlugTaken`]; a refusal naming a list that is too long;
/// [`NotCompliant`](sillon_catalogue::NotCompliant) when it takes away what shoppers who can order now must be told.
pub fn edit_profile(
    tx: &mut Tx<'_>,
    actor: &Actor,
    id: EnterpriseId,
    read: Option<i64>,
    edit: EnterpriseEdit,
) -> Result<EnterprisePage, Error> {
    let permit = actor.permit::<EditProfile>(id)?;
    // What an enterprise is, is more than what it says of itself.
    let says_what_it_is = edit.is_producer.said().is_some() || edit.sells.said().is_some();
    let to_manage = says_what_it_is.then(|| actor.permit::<ManageEnterprise>(id)).transpose()?;
    check_lengths(&edit)?;
    let before = tx.enterprises().get(permit.enterprise())?;
    let profile = tx.profiles().get(id)?;
    if read.is_some_and(|version| version != profile.version) {
        return Err(ChangedSince.into());
    }
    let sold = seller_of(tx, id)?;
    let named_anew = edit.name.said().is_some_and(|name| *name != before.name);
    let practised_anew = edit.properties.said().is_some_and(|said| *said != profile.properties);
    if let Some(said) = edit.properties.said() {
        check_said(tx, &profile.properties, said)?;
    }
    let place = |address: &Address| (address.country, address.postcode.clone());
    let moved = edit.physical_address.said().is_some_and(|said| {
        said.as_ref().map(place) != profile.physical_address.as_ref().map(place)
    });
    let admits_anew = edit.customers_only.said().is_some_and(|it| *it != profile.customers_only);
    let sells_anew = edit.listed_only.said().is_some_and(|it| *it != profile.listed_only);
    let lists_anew = edit.shelves.said().is_some_and(|it| *it != profile.shelves);
    if let Some(slug) = edit.slug.said().filter(|slug| **slug != before.slug) {
        take_slug(tx, &permit, &before, slug)?;
    }
    for (kind, address) in [
        (AddressKind::Physical, &edit.physical_address),
        (AddressKind::Business, &edit.business_address),
    ] {
        if let Some(address) = address.said() {
            tx.profiles().set_address(&permit, kind, address.as_ref())?;
        }
    }
    let was = Settings { enterprise: before.clone(), profile: profile.clone() };
    let (enterprise, profile) = edit.over(before.clone(), profile);
    if let Some(to_manage) = to_manage
        && (enterprise.is_producer, enterprise.sells) != (before.is_producer, before.sells)
    {
        check_kind(&before, &enterprise, &tx.sellers().ties(id)?)?;
        leave_drafts(tx, actor, &to_manage, &enterprise)?;
    }
    if !tx.profiles().save(&permit, &enterprise, &profile)? {
        return Err(ChangedSince.into());
    }
    note(tx, actor, Some(&was), Some(&Settings { enterprise, profile }))?;
    keep_who_sells(tx, &sold)?;
    if named_anew || practised_anew {
        show_anew(tx, id)?;
    }
    if admits_anew || sells_anew || lists_anew {
        tx.cycles().touch_selling(id)?;
    }
    if moved {
        // What is sold, or charged, for it is taxed where it is.
        tx.cycles().touch_paying(id)?;
    }
    enterprise_page(tx, actor, id)
}

/// Takes out of drafts what an enterprise may bring or sell no more.
fn leave_drafts(
    tx: &mut Tx<'_>,
    actor: &Actor,
    by: &Permit<ManageEnterprise>,
    becomes: &Enterprise,
) -> Result<(), Error> {
    let drafts = tx.sellers().lock_drafts(by)?;
    let before = exchanges_of(tx, &drafts)?;
    tx.sellers().leave_drafts(by, becomes.is_producer, becomes.sells)?;
    note_exchanges(tx, actor, before)
}

impl EnterpriseEdit {
    /// What an enterprise says after the edit, under its next version.
    fn over(self, before: Enterprise, said: Profile) -> (Enterprise, Profile) {
        let enterprise = Enterprise {
            name: self.name.over(before.name),
            slug: self.slug.over(before.slug),
            description: self.description.over(before.description),
            email: self.email.over(before.email),
            visibility: self.visibility.over(before.visibility),
            is_producer: self.is_producer.over(before.is_producer),
            sells: self.sells.over(before.sells),
            ..before
        };
        let profile = Profile {
            short_description: self.short_description.over(said.short_description),
            opening_text: self.opening_text.over(said.opening_text),
            takes_guests: self.takes_guests.over(said.takes_guests),
            takes_changes: self.takes_changes.over(said.takes_changes),
            customers_only: self.customers_only.over(said.customers_only),
            listed_only: self.listed_only.over(said.listed_only),
            shelves: self.shelves.over(said.shelves),
            contact: sillon_enterprises::Contact {
                email: self.contact_email.over(said.contact.email),
                phone: self.phone.over(said.contact.phone),
                website: self.website.over(said.contact.website),
                social: self.social.over(said.contact.social),
            },
            physical_address: self.physical_address.over(said.physical_address),
            business_address: self.business_address.over(said.business_address),
            properties: self.properties.over(said.properties),
            version: said.version + 1,
        };
        (enterprise, profile)
    }
}

fn check_lengths(edit: &EnterpriseEdit) -> Result<(), Error> {
    if edit.social.said().is_some_and(|links| links.len() > MAX_SOCIAL_LINKS) {
        return Err(Error::field("social", format!("at most {MAX_SOCIAL_LINKS} links")));
    }
    if edit.properties.said().is_some_and(|said| said.len() > MAX_PROPERTIES) {
        return Err(Error::field("properties", format!("at most {MAX_PROPERTIES} of them")));
    }
    Ok(())
}

/// Takes a slug that is nobody's, or that the enterprise had before, and remembers the one it has.
fn take_slug(
    tx: &mut Tx<'_>,
    by: &Permit<EditProfile>,
    enterprise: &Enterprise,
    slug: &Slug,
) -> Result<(), Error> {
    let holder = tx.profiles().slug_holder(slug)?;
    if holder.is_some_and(|holder| holder != enterprise.id) {
        return Err(SlugTaken(slug.clone()).into());
    }
    let now = tx.now();
    Ok(tx.profiles().retire_slug(by, &enterprise.slug, slug, now)?)
}

/// Has the shops that sell an enterprise's goods show them anew: what they say of it has changed.
pub(crate) fn show_anew(tx: &mut Tx<'_>, producer: EnterpriseId) -> Result<(), Error> {
    let sold = tx.catalogue().sold_by(&[producer])?;
    let sold: Vec<_> = sold.into_iter().map(|(_, variant)| variant).collect();
    Ok(tx.cycles().touch_carrying(&sold)?)
}

/// Whether a slug is free, and one like it that is.
#[derive(Debug, Clone)]
pub struct SlugAvailability {
    /// The slug asked for, or made of the name asked for.
    pub slug: Slug,
    /// Whether nobody has it, or had it.
    pub is_free: bool,
    /// The slug itself, or the first of it with a number behind that is free.
    pub suggestion: Slug,
}

/// Whether a slug is free, and one like it that is; for a name, the slug it makes.
///
/// # Errors
///
/// A refusal when very many are taken; what the database refuses.
pub fn slug_availability(tx: &mut Tx<'_>, name: &Name) -> Result<SlugAvailability, Error> {
    let suggestion = free_slug(tx, name)?;
    let slug = Slug::from_name(name, Slug::FALLBACK);
    Ok(SlugAvailability { is_free: slug == suggestion, slug, suggestion })
}

/// Says who an enterprise is before the law.
///
/// # Errors
///
/// A refusal unless the actor owns it, or when its numbers name two enterprises;
/// [`NotCompliant`](sillon_catalogue::NotCompliant) when it takes away what shoppers who can order now must be told.
pub fn set_legal_identity(
    tx: &mut Tx<'_>,
    actor: &Actor,
    id: EnterpriseId,
    identity: LegalIdentity,
) -> Result<LegalIdentity, Error> {
    let permit = actor.permit::<ManageEnterprise>(id)?;
    identity.check()?;
    // What is sold, or charged, for it is taxed as it says.
    tx.cycles().touch_paying(permit.enterprise())?;
    let sold = seller_of(tx, permit.enterprise())?;
    let of = permit.enterprise();
    let before = tx.profiles().legal_identity(of)?.map(|before| identity_of(of, before));
    tx.profiles().set_legal_identity(&permit, &identity)?;
    note(tx, actor, before.as_ref(), Some(&identity_of(of, identity.clone())))?;
    keep_who_sells(tx, &sold)?;
    Ok(identity)
}

/// Another enterprise has the slug, or had it.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("“{0}” is the address of another enterprise")]
pub struct SlugTaken(pub Slug);

impl Failure for SlugTaken {
    fn class(&self) -> (FailureKind, &'static str) {
        (FailureKind::Conflict, "slug-taken")
    }
}

refusals!(SlugTaken);
