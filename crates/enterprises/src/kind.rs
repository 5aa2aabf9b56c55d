use std::collections::BTreeSet;

use sillon_kernel::{Detail, Failure, FailureKind};

use crate::{Enterprise, Sells};

/// What ties an enterprise to cycles in which people order, or will without anybody doing more.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum CycleUse {
    /// It runs one.
    Coordinates,
    /// Goods go out to it.
    Sells,
    /// Goods of others go out to it.
    SellsForOthers,
    /// Goods of its own are in one.
    Supplies,
}

/// Whether an enterprise may become of another kind: what it is, its producing and its selling, is not taken from under
/// those who order. It may always become more.
///
/// # Errors
///
/// [`KindRefused`] with every field that stands against it.
pub fn check_kind(
    before: &Enterprise,
    after: &Enterprise,
    ties: &BTreeSet<CycleUse>,
) -> Result<(), KindRefused> {
    let against: &[CycleUse] = match (before.sells, after.sells) {
        (Sells::Own | Sells::Any, Sells::None) => &[CycleUse::Coordinates, CycleUse::Sells],
        (Sells::Any, Sells::Own) => &[CycleUse::SellsForOthers],
        (Sells::None, _) | (_, Sells::Any) | (Sells::Own, Sells::Own) => &[],
    };
    let sells = against.iter().any(|tie| ties.contains(tie));
    let supplies = before.is_producer && !after.is_producer && ties.contains(&CycleUse::Supplies);
    if sells || supplies { Err(KindRefused { sells, supplies }) } else { Ok(()) }
}

/// An enterprise is in cycles that are open or will be, as what it should no longer be.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("it is in a cycle that is open or will be: close that first, or take it out")]
pub struct KindRefused {
    /// It sells there.
    sells: bool,
    /// It supplies it.
    supplies: bool,
}

impl Failure for KindRefused {
    fn class(&self) -> (FailureKind, &'static str) {
        (FailureKind::Conflict, "still-in-cycle")
    }

    fn details(&self) -> Vec<Detail> {
        let sells = self.sells.then(|| Detail::new("sells", "it sells there, or runs the cycle"));
        let supplies =
            self.supplies.then(|| Detail::new("is_producer", "its goods are sold there"));
        sells.into_iter().chain(supplies).collect()
    }
}

#[cfg(test)]
mod tests {
    use sillon_kernel::{Currency, Name, Slug, Timestamp, Zone};

    use super::*;
    use crate::Visibility;

    fn enterprise(is_producer: bool, sells: Sells) -> Enterprise {
        Enterprise {
            id: "018f0000-0000-7000-8000-000000000001".parse().unwrap(),
            slug: Slug::parse("ferme-du-val").unwrap(),
            name: Name::parse("Ferme du Val").unwrap(),
            description: None,
            is_producer,
            sells,
            zone: Zone::UTC,
            currency: Currency::EUR,
            email: None,
            visibility: Visibility::Public,
            created_at: Timestamp::from_micros(0).unwrap(),
        }
    }

    fn fields(from: (bool, Sells), to: (bool, Sells), ties: &[CycleUse]) -> Vec<String> {
        let (before, after) = (enterprise(from.0, from.1), enterprise(to.0, to.1));
        let refused = check_kind(&before, &after, &ties.iter().copied().collect());
        let details = refused.err().map(|refused| refused.details()).unwrap_or_default();
        details.into_iter().map(|detail| detail.field.clone()).collect()
    }

    #[test]
    fn what_is_untied_becomes_anything() {
        for (is_producer, sells) in [(false, Sells::None), (true, Sells::Own), (true, Sells::Any)] {
            assert_eq!(fields((true, Sells::Any), (is_producer, sells), &[]), [""; 0]);
        }
    }

    #[test]
    fn what_sells_goes_on_selling_and_what_supplies_supplying() {
        let all =
            [CycleUse::Coordinates, CycleUse::Sells, CycleUse::SellsForOthers, CycleUse::Supplies];
        let hub = (true, Sells::Any);
        assert_eq!(fields(hub, (false, Sells::None), &all), ["sells", "is_producer"]);
        assert_eq!(fields(hub, (true, Sells::None), &[CycleUse::Coordinates]), ["sells"]);
        assert_eq!(fields(hub, (true, Sells::Own), &[CycleUse::SellsForOthers]), ["sells"]);
        assert_eq!(
            fields(hub, (true, Sells::Own), &[CycleUse::Sells, CycleUse::Coordinates]),
            [""; 0]
        );
        assert_eq!(fields((true, Sells::None), hub, &all), [""; 0], "it becomes more");
        assert_eq!(fields(hub, hub, &all), [""; 0]);
    }
}
