use std::fmt::Write;

use sillon_kernel::{EnterpriseId, Name, Slug, fold, name_key};
use sillon_tables::{Fault, shown};

/// An enterprise that may be meant by a name in a list.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Called {
    /// Which it is.
    pub id: EnterpriseId,
    /// What it is called.
    pub name: Name,
    /// Where its pages are.
    pub slug: Slug,
    /// Whether whoever sent the list may act for it here.
    pub is_own: bool,
    /// Whether it shows itself to anybody.
    pub is_hidden: bool,
}

/// Why a name in a list means no enterprise.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum NotMeant {
    /// None that the sender may act for is called so; perhaps this one was meant.
    Unknown(Option<Name>),
    /// More than one is, and nobody but the sender knows which of them.
    Several(Vec<Called>),
}

/// The one enterprise of those found that a text means: by its id, or by a name that no other has.
///
/// `found` are all that are called so, or nearly so, whoever may act for them: where two are called alike, the name alone never
/// decides, or a stranger could have a list land at a farm of the same name.
///
/// # Errors
///
/// [`NotMeant`], which tells of nobody else's enterprises but those that show themselves.
pub fn meant(text: &str, found: &[Called]) -> Result<EnterpriseId, NotMeant> {
    let by_id = text.trim().parse::<EnterpriseId>().ok();
    if let Some(one) = found.iter().find(|called| Some(called.id) == by_id && called.is_own) {
        return Ok(one.id);
    }
    let key = name_key(text);
    let (same, near): (Vec<&Called>, Vec<&Called>) =
        found.iter().partition(|called| name_key(&called.name) == key);
    match same.as_slice() {
        [only] if only.is_own => Ok(only.id),
        all if all.iter().any(|called| called.is_own) => {
            let told = all.iter().filter(|called| called.is_own || !called.is_hidden);
            Err(NotMeant::Several(told.map(|called| (*called).clone()).collect()))
        }
        _ => {
            let is_near = |called: &&Called| called.is_own && fold(&called.name) == fold(text);
            let near = near.into_iter().find(is_near);
            Err(NotMeant::Unknown(near.map(|called| called.name.clone())))
        }
    }
}

impl NotMeant {
    /// The fault of a line that has the text in a column; `kind` is what such an enterprise is: a producer, or a hub.
    pub fn fault(&self, line: u64, field: &str, text: &str, kind: &str) -> Fault {
        let rule = match self {
            Self::Unknown(Some(near)) => {
                format!(
                    "{} is not a {kind} known here: write {}, if it is meant",
                    shown(text),
                    shown(near)
                )
            }
            Self::Unknown(None) => {
                format!(
                    "{} is not a {kind} known here: write the name as it stands in the {kind}'s profile",
                    shown(text)
                )
            }
            Self::Several(called) => {
                let mut rule = format!(
                    "more than one {kind} is called {}: write the id of the one that is meant in place of the name",
                    shown(text)
                );
                for Called { id, name, slug, .. } in called {
                    write!(rule, "; {name} at {slug} is {id}")
                        .expect("writing to a string cannot fail");
                }
                rule
            }
        };
        Fault::new(line, field, rule)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn called(number: u128, name: &str, is_own: bool, is_hidden: bool) -> Called {
        let id = format!("018f0000-0000-7000-8000-{number:012}").parse().unwrap();
        let slug = Slug::from_name(name, "farm").numbered(u32::try_from(number).unwrap());
        Called { id, name: Name::parse(name).unwrap(), slug, is_own, is_hidden }
    }

    #[test]
    fn a_name_means_the_one_enterprise_that_has_it() {
        let farm = called(1, "Ferme des Prés", true, false);
        let others = [farm.clone(), called(2, "Ferme des Pres", true, false)];
        assert_eq!(meant("ferme  des prés", &others), Ok(farm.id));
        assert_eq!(meant("FERME DES PRE\u{301}S\u{200b}", &others), Ok(farm.id));
        assert_eq!(meant(&farm.id.to_string(), &others), Ok(farm.id));
        let near = meant("Ferme des Près", std::slice::from_ref(&farm)).unwrap_err();
        assert_eq!(near, NotMeant::Unknown(Some(farm.name)), "accents tell names apart");
    }

    #[test]
    fn of_two_of_one_name_none_is_meant_until_its_id_is_written() {
        let (own, strange) =
            (called(1, "Ferme des Prés", true, false), called(2, "ferme des prés", false, false));
        let hidden = called(3, "Ferme des Prés", false, true);
        let all = [own.clone(), strange.clone(), hidden];
        let refused = meant("Ferme des Prés", &all).unwrap_err();
        assert_eq!(refused, NotMeant::Several(vec![own.clone(), strange.clone()]));
        let fault = refused.fault(2, "producer", "Ferme des Prés", "producer");
        assert!(
            fault.rule.contains(&own.id.to_string()) && fault.rule.contains("ferme-des-pres2"),
            "{fault}"
        );
        assert_eq!(meant(&own.id.to_string(), &all), Ok(own.id));
        let id = strange.id.to_string();
        assert_eq!(meant(&id, &all), Err(NotMeant::Unknown(None)), "nobody lists for a stranger");
        assert_eq!(meant("Ferme des Prés", &[strange]), Err(NotMeant::Unknown(None)));
    }
}
