//! Which letters people want.

use sillon_enterprises::Enterprise;
use sillon_identity::{Actor, LinkUnknown, Token};
use sillon_kernel::{EnterpriseId, Failure, FailureKind, UserId};
use sillon_notices::NoticeKind;
use sillon_store::{Repositories, Touched, Tx};

use crate::{Error, Ids, error::refusals};

/// The most shops that one person follows.
pub const MAX_FOLLOWED: usize = 200;

/// Which letters a person wants, and which shops they follow.
#[derive(Debug, Clone)]
pub struct NoticesWanted {
    /// Every kind, and whether they want it.
    pub kinds: Vec<(NoticeKind, bool)>,
    /// The shops that write to them when orders are taken.
    pub shops: Vec<Enterprise>,
}

/// Why a choice of letters is refused.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum NoticeRefused {
    /// It is sent whether it is wanted or not.
    #[error("letters of the kind “{}” are always sent: {}", .0.as_str(), .0.fixed().map_or("", |why| why.as_str()))]
    Fixed(NoticeKind),
    /// They follow as many shops as one may.
    #[error("at most {MAX_FOLLOWED} shops can be followed")]
    FollowsMost,
}

impl Failure for NoticeRefused {
    fn class(&self) -> (FailureKind, &'static str) {
        match self {
            Self::Fixed(_) => (FailureKind::Conflict, "always-sent"),
            Self::FollowsMost => (FailureKind::Conflict, "follows-most"),
        }
    }
}

refusals!(NoticeRefused);

/// Which letters the actor wants.
///
/// # Errors
///
/// A refusal for whoever is no person.
pub fn my_notices(tx: &mut Tx<'_>, actor: &Actor) -> Result<NoticesWanted, Error> {
    wanted_by(tx, actor.person()?)
}

/// Notes which letters the actor wants; of kinds that are not named, it stays as it is.
///
/// # Errors
///
/// A refusal for whoever is no person; [`NoticeRefused::Fixed`] for a kind that is sent always, and is not wanted.
pub fn choose_notices(
    tx: &mut Tx<'_>,
    actor: &Actor,
    chosen: &[(NoticeKind, bool)],
) -> Result<NoticesWanted, Error> {
    let user = tx.people().lock(actor.person()?)?.id;
    if let Some((kind, _)) = chosen.iter().find(|(kind, wanted)| kind.fixed().is_some() && !wanted)
    {
        return Err(NoticeRefused::Fixed(*kind).into());
    }
    for (kind, wanted) in chosen.iter().filter(|(kind, _)| kind.fixed().is_none()) {
        tx.notices().choose(user, *kind, *wanted)?;
    }
    tx.touches(Touched::NOTHING);
    wanted_by(tx, user)
}

/// Has the actor written to when a shop takes orders.
///
/// # Errors
///
/// A refusal for whoever is no person; missing when it is no shop; [`NoticeRefused::FollowsMost`].
pub fn follow_shop(
    tx: &mut Tx<'_>,
    actor: &Actor,
    ids: &Ids,
    hub: EnterpriseId,
) -> Result<NoticesWanted, Error> {
    let user = tx.people().lock(actor.person()?)?.id;
    let shop = tx.enterprises().of(&[hub])?.into_iter().next().filter(Enterprise::is_open_shop);
    let shop = shop.ok_or_else(|| Error::missing("shop"))?;
    let followed = tx.notices().followed(user)?;
    if followed.len() >= MAX_FOLLOWED && !followed.contains(&shop.id) {
        return Err(NoticeRefused::FollowsMost.into());
    }
    let now = tx.now();
    tx.notices().follow(user, shop.id, now)?;
    tx.notices().keep_token(user, Token::from_random(ids.bytes()).as_str())?;
    tx.touches(Touched::NOTHING);
    wanted_by(tx, user)
}

/// Ends that the actor is written to about a shop.
///
/// # Errors
///
/// A refusal for whoever is no person.
pub fn unfollow_shop(
    tx: &mut Tx<'_>,
    actor: &Actor,
    hub: EnterpriseId,
) -> Result<NoticesWanted, Error> {
    let user = actor.person()?;
    tx.notices().unfollow(user, hub)?;
    tx.touches(Touched::NOTHING);
    wanted_by(tx, user)
}

/// Which letters are to come no more.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum StopLetters {
    /// Those about a shop.
    Of(EnterpriseId),
    /// Those of a kind.
    Kind(NoticeKind),
}

/// Ends letters, for whoever has one of them at hand; it is no matter whether they came still.
///
/// # Errors
///
/// [`LinkUnknown`] for a token that stands in nobody's letters, and for letters that are always sent.
pub fn stop_letters(tx: &mut Tx<'_>, token: &Token, stop: StopLetters) -> Result<(), Error> {
    let user = tx.notices().whose_token(token.as_str())?.ok_or(LinkUnknown)?;
    match stop {
        StopLetters::Of(hub) => drop(tx.notices().unfollow(user, hub)?),
        StopLetters::Kind(kind) if kind.fixed().is_none() => {
            tx.notices().choose(user, kind, false)?;
        }
        StopLetters::Kind(_) => return Err(LinkUnknown.into()),
    }
    tx.touches(Touched::NOTHING);
    Ok(())
}

fn wanted_by(tx: &mut Tx<'_>, user: UserId) -> Result<NoticesWanted, Error> {
    let chosen = tx.notices().of(user)?;
    let wanted = |kind: NoticeKind| {
        let said = chosen.iter().find(|(name, _)| name == kind.as_str());
        (kind, said.map_or(kind.is_wanted_by_default(), |(_, wanted)| *wanted))
    };
    let kinds = NoticeKind::ALL.into_iter().map(wanted).collect();
    let followed = tx.notices().followed(user)?;
    let mut shops = tx.enterprises().of(&followed)?;
    shops.sort_by(|one, other| one.name.cmp(&other.name));
    Ok(NoticesWanted { kinds, shops })
}
