use std::collections::BTreeSet;

use sillon_kernel::{Detail, EnterpriseId, Failure, FailureKind, HandOverMethodId, Window, Zone};

use crate::HandOverMethod;

/// The most methods a hub names in a cycle.
pub const MAX_HAND_OVERS: usize = 50;

/// A method that a hub offers in a cycle, and when.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct HandOverChoice {
    /// Which method.
    pub method: HandOverMethodId,
    /// When goods are fetched or brought by it; as the exchange says, without one.
    pub window: Option<Window>,
}

impl HandOverChoice {
    /// The same so many days later, by the clock on the wall; hours that the clock skips then are none.
    #[must_use]
    pub fn days_later(self, days: i32, zone: &Zone) -> Self {
        Self { window: self.window.and_then(|at| at.days_later(days, zone)), ..self }
    }

    /// What it says, for the history of its cycle.
    pub(crate) fn told(self) -> String {
        match self.window {
            Some(at) => format!("{} {}/{}", self.method, at.from(), at.until()),
            None => self.method.to_string(),
        }
    }
}

/// Checks the methods that a hub is to offer against those `found` of them: each is there once, and the hub's; one that was not
/// `kept` from before is not retired.
///
/// # Errors
///
/// [`HandOverChoiceRefused`]; a method of a stranger is told as one that is not there.
pub fn check_choices(
    wanted: &[HandOverChoice],
    found: &[HandOverMethod],
    hub: EnterpriseId,
    kept: &[HandOverChoice],
) -> Result<(), HandOverChoiceRefused> {
    let distinct: BTreeSet<HandOverMethodId> = wanted.iter().map(|it| it.method).collect();
    if distinct.len() < wanted.len() || wanted.len() > MAX_HAND_OVERS {
        return Err(HandOverChoiceRefused::Named);
    }
    for method in distinct {
        let known = found.iter().find(|it| it.id == method && it.hub == hub);
        let known = known.ok_or(HandOverChoiceRefused::Unknown)?;
        let is_kept = kept.iter().any(|it| it.method == method);
        if known.retired_at.is_some() && !is_kept {
            return Err(HandOverChoiceRefused::Retired(known.name.to_string()));
        }
    }
    Ok(())
}

/// Why a hub cannot offer these methods.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum HandOverChoiceRefused {
    /// One is named twice, or there are too many.
    #[error("each method is named once, at most {MAX_HAND_OVERS} of them")]
    Named,
    /// One does not exist, or is another hub's.
    #[error("one of these methods does not exist")]
    Unknown,
    /// One was retired, and is not named anew.
    #[error("“{0}” is retired: nothing new names it")]
    Retired(String),
}

impl Failure for HandOverChoiceRefused {
    fn class(&self) -> (FailureKind, &'static str) {
        (FailureKind::Invalid, "invalid-field")
    }

    fn details(&self) -> Vec<Detail> {
        vec![Detail::new("hand_over", self.to_string())]
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::sample::{at, id, pick_up};

    fn choice(method: u32) -> HandOverChoice {
        HandOverChoice { method: id(method), window: None }
    }

    #[test]
    fn a_hub_offers_its_own_methods_each_once() {
        let (hub, retired) = (id(900), pick_up(2, None).retired(at(1)));
        let found = [pick_up(1, None), retired];
        let check = |wanted: &[u32], kept: &[u32]| {
            let [wanted, kept] =
                [wanted, kept].map(|of| of.iter().map(|it| choice(*it)).collect::<Vec<_>>());
            check_choices(&wanted, &found, hub, &kept)
        };
        assert_eq!(check(&[1], &[]), Ok(()));
        assert_eq!(check(&[], &[]), Ok(()));
        assert_eq!(check(&[1, 1], &[]), Err(HandOverChoiceRefused::Named));
        assert_eq!(check(&[3], &[]), Err(HandOverChoiceRefused::Unknown));
        assert!(matches!(check(&[1, 2], &[]), Err(HandOverChoiceRefused::Retired(_))));
        assert_eq!(check(&[1, 2], &[2]), Ok(()), "what names it keeps it");
        let of_another = check_choices(&[choice(1)], &found, id(901), &[]);
        assert_eq!(of_another, Err(HandOverChoiceRefused::Unknown));
    }
}
