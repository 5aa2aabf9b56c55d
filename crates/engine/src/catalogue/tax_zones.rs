use std::collections::BTreeMap;

use sillon_catalogue::{RateSince, TaxCategory, TaxZone, TaxZones};
use sillon_enterprises::Country;
use sillon_identity::{Actor, PermitRefused};
use sillon_kernel::{Failure, FailureKind, PageRequest, Rate};
use sillon_store::{Repositories, Tx};

use crate::{Error, error::refusals, history::HistoryPage, history::named, log::note};

/// The most rates that are said of a zone at once, and the most beginnings of post codes.
pub const MAX_RATES_SAID: usize = 100;

/// Every zone whose rates of value-added tax are known, with what they were, are and will be.
///
/// # Errors
///
/// What the database refuses.
pub fn tax_zones(tx: &mut Tx<'_>) -> Result<TaxZones, Error> {
    Ok(tx.tax_zones().all()?)
}

/// What is said of a zone. What is not said of one that is known stays as it is.
#[derive(Debug, Clone)]
pub struct SaidZone {
    /// What it is called, such as `FR` or `FR-20`.
    pub code: String,
    /// In which country.
    pub country: Country,
    /// How the post codes of its places begin; all of the country, of a new zone, where that is not said.
    pub postcodes: Option<Vec<String>>,
    /// Whether prices are said without tax there; with it, of a new zone, where that is not said.
    pub adds_tax: Option<bool>,
    /// Rates that begin at an instant.
    pub history: Vec<RateSince>,
}

impl SaidZone {
    /// The zone, with what is kept of it as it is known.
    fn over(self, known: Option<TaxZone>) -> TaxZone {
        let kept = |known: TaxZone| (known.postcodes, known.adds_tax);
        let (postcodes, adds_tax) = known.map(kept).unwrap_or_default();
        TaxZone {
            code: self.code,
            country: self.country,
            postcodes: self.postcodes.unwrap_or(postcodes),
            adds_tax: self.adds_tax.unwrap_or(adds_tax),
            history: self.history,
        }
    }
}

/// Says where a zone is, and rates of it: of each the one that begins at an instant. All that is on sale is taxed so from then on;
/// orders keep what they were placed at.
///
/// # Errors
///
/// A refusal unless the actor administers the installation; [`TaxZoneRefused`] for what is out of bounds.
pub fn say_tax_zone(tx: &mut Tx<'_>, actor: &Actor, said: SaidZone) -> Result<TaxZone, Error> {
    check_administers(actor)?;
    let known = tx.tax_zones().all()?;
    let before = known.get(&said.code).cloned();
    let zone = said.over(before.clone());
    check(&zone)?;
    if known.rival(&zone).is_some() {
        return Err(TaxZoneRefused::Rival.into());
    }
    let mut with = known.with([zone.clone()]).0.into_iter();
    let with = with.find(|it| it.code == zone.code).ok_or(Error::missing("tax zone"))?;
    if let Some(category) = with.misnamed() {
        return Err(TaxZoneRefused::Misnamed { category }.into());
    }
    // Cycles first, as checkouts lock them.
    tx.cycles().touch_unclosed()?;
    tx.tax_zones().say(&zone)?;
    note(tx, actor, before.as_ref(), Some(&with))?;
    Ok(with)
}

/// Takes back all that was said of a zone: one that is known without being told is as it is known again, any other is no more. What
/// is on sale is taxed so at once; orders keep what they were placed at.
///
/// # Errors
///
/// A refusal unless the actor administers the installation; missing when nothing was said of such a zone; [`TaxZoneNeeded`] while somebody is
/// there for whom no other zone holds; [`TaxZoneRefused::Rival`] when another has its places by now.
pub fn forget_tax_zone(tx: &mut Tx<'_>, actor: &Actor, code: &str) -> Result<(), Error> {
    check_administers(actor)?;
    let (before, now) = (tx.tax_zones().all()?, tx.now());
    let zone = before.get(code).cloned().ok_or(Error::missing("tax zone"))?;
    // Cycles first, as checkouts lock them.
    tx.cycles().touch_unclosed()?;
    if !tx.tax_zones().forget(code)? {
        return Err(Error::missing("what was said of the tax zone"));
    }
    let after = tx.tax_zones().all()?;
    let known = after.get(code);
    if known.is_some_and(|known| after.rival(known).is_some()) {
        return Err(TaxZoneRefused::Rival.into());
    }
    let is_left_out = |postcode: Option<&str>| {
        let holding = before.holding(zone.country, postcode, now);
        holding.is_some_and(|it| it.code == code)
            && after.holding(zone.country, postcode, now).is_none()
    };
    let there = tx.tax_zones().postcodes_in(zone.country)?.into_iter();
    let left_out = there.filter(|(postcode, _)| is_left_out(postcode.as_deref()));
    let enterprises: i64 = left_out.map(|(_, enterprises)| enterprises).sum();
    if enterprises > 0 {
        return Err(TaxZoneNeeded { enterprises }.into());
    }
    note(tx, actor, Some(&zone), known)
}

/// Who changed what of a zone, when, from what to what, the latest first; also of one that is no more.
///
/// # Errors
///
/// A refusal unless the actor administers the installation; missing when there is no such zone, and was none.
pub fn tax_zone_history(
    tx: &mut Tx<'_>,
    actor: &Actor,
    code: &str,
    before: Option<i64>,
    request: &PageRequest,
) -> Result<HistoryPage, Error> {
    check_administers(actor)?;
    let page = tx.change_log().of_tax_zone(code, before, request)?;
    if page.items.is_empty() && before.is_none() && tx.tax_zones().all()?.get(code).is_none() {
        return Err(Error::missing("tax zone"));
    }
    named(tx, page, BTreeMap::new())
}

fn check_administers(actor: &Actor) -> Result<(), Error> {
    if actor.administers() {
        return Ok(());
    }
    Err(PermitRefused::Role { action: "say-tax-rates" }.into())
}

/// Checks what is said of a zone by itself. One that is known without being told stays in its country, as who reads the zones of
/// a country expects.
fn check(zone: &TaxZone) -> Result<(), TaxZoneRefused> {
    let is_code = |text: &str| {
        let letters = |c: char| c.is_ascii_uppercase() || c.is_ascii_digit() || c == '-';
        (2..=12).contains(&text.len()) && text.chars().all(letters)
    };
    let begins = |text: &String| {
        let letters = |c: char| c.is_ascii_alphanumeric();
        (1..=8).contains(&text.len()) && text.chars().all(letters)
    };
    let fits = |rate: &RateSince| rate.rate >= Rate::ZERO && rate.rate <= Rate::from_bps(10_000);
    if !is_code(&zone.code) {
        return Err(TaxZoneRefused::Code);
    }
    let known = TaxZones::known().0.into_iter().find(|known| known.code == zone.code);
    if let Some(known) = known.filter(|known| known.country != zone.country) {
        return Err(TaxZoneRefused::Country { of: known.country });
    }
    if zone.postcodes.len() > MAX_RATES_SAID || !zone.postcodes.iter().all(begins) {
        return Err(TaxZoneRefused::Postcodes);
    }
    if zone.history.len() > MAX_RATES_SAID {
        return Err(TaxZoneRefused::TooManyRates);
    }
    let same = |one: &RateSince, other: &RateSince| {
        (one.category, &one.tax, one.since) == (other.category, &other.tax, other.since)
    };
    let is_twice = |place: usize, rate: &RateSince| {
        zone.history.iter().take(place).any(|before| same(before, rate))
    };
    let twice = zone.history.iter().enumerate().find(|(place, rate)| is_twice(*place, rate));
    if let Some((place, _)) = twice {
        return Err(TaxZoneRefused::Twice { place });
    }
    match zone.history.iter().position(|rate| !fits(rate)) {
        Some(place) => Err(TaxZoneRefused::Rate { place }),
        None => Ok(()),
    }
}

/// Why a zone was refused.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum TaxZoneRefused {
    /// It is no code.
    #[error("a zone is named by 2 to 12 capital letters, digits and hyphens, such as FR-20")]
    Code,
    /// It is known in another country.
    #[error("this zone is in {of}: name another for another country")]
    Country {
        /// Where it is.
        of: Country,
    },
    /// No post code begins so.
    #[error(
        "post codes begin with 1 to 8 letters and digits, and a zone has at most {MAX_RATES_SAID}"
    )]
    Postcodes,
    /// Another zone has these places.
    #[error(
        "another zone has these places, or all of the country: name it, or post codes that say more"
    )]
    Rival,
    /// A tax without a name is charged with another, or added.
    #[error(
        "`{category}` has a tax without a name: end it with 0 at an instant before it has others, or before taxes are added"
    )]
    Misnamed {
        /// Of which category.
        category: TaxCategory,
    },
    /// More than anybody says at once.
    #[error("at most {MAX_RATES_SAID} rates are said at once")]
    TooManyRates,
    /// A rate is said twice.
    #[error("this rate of the category begins at the same instant as one before it")]
    Twice {
        /// Which of the rates, from 0.
        place: usize,
    },
    /// A tax below nothing, or above all.
    #[error("a rate of tax is from 0 to 100 %")]
    Rate {
        /// Which one, from 0.
        place: usize,
    },
}

impl Failure for TaxZoneRefused {
    fn class(&self) -> (FailureKind, &'static str) {
        (FailureKind::Invalid, "invalid-field")
    }

    fn details(&self) -> Vec<sillon_kernel::Detail> {
        let field = match self {
            Self::Code => "code".to_owned(),
            Self::Country { .. } => "country".to_owned(),
            Self::Postcodes | Self::Rival => "postcodes".to_owned(),
            Self::TooManyRates | Self::Misnamed { .. } => "rates".to_owned(),
            Self::Twice { place } => format!("rates[{place}].since"),
            Self::Rate { place } => format!("rates[{place}].percent"),
        };
        vec![sillon_kernel::Detail::new(field, self.to_string())]
    }
}

/// A zone is that of enterprises for whom no other holds: they would charge the rates of the default zone.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error(
    "the rates of {enterprises} enterprises come from this zone, and no other holds where they are: say another first"
)]
pub struct TaxZoneNeeded {
    /// How many.
    pub enterprises: i64,
}

impl Failure for TaxZoneNeeded {
    fn class(&self) -> (FailureKind, &'static str) {
        (FailureKind::Conflict, "tax-zone-needed")
    }
}

refusals!(TaxZoneRefused, TaxZoneNeeded);
