use sillon_identity::{AccountLink, Invitation, LinkPurpose, Token, TokenHash, User};
use sillon_kernel::{InvitationId, LinkId, UserId, unlinked};
use sillon_notices::{Mail, Notice, write};
use sillon_store::{Repositories, Tx};

use crate::{Error, Ids};

/// The letter of an account's link; none when nobody is to be told anything, and then the link is forgotten.
///
/// Its secret is made here and stands in the letter only. If the letter is written again, as the first did not leave, the
/// link of the second is the one that works.
pub(crate) fn account_link(
    tx: &mut Tx<'_>,
    ids: &Ids,
    id: LinkId,
    url: &str,
) -> Result<Option<Mail>, Error> {
    let now = tx.now();
    let Some(link) = tx.account_links().find(id)?.filter(|link| link.expires_at > now) else {
        return Ok(None);
    };
    let user = tx.people().find_by_email(&link.email)?;
    let Some(user) = user else {
        tx.account_links().end(id)?;
        return Ok(None);
    };
    let (name, site) = (user.name.to_string(), site_of(url));
    let mut edition = None;
    let notice = match link.purpose {
        LinkPurpose::Confirm if user.confirmed_at.is_some() => {
            tx.account_links().end(id)?;
            Notice::HasAccount { name, site }
        }
        LinkPurpose::Confirm => {
            let name = link.chosen.as_ref().map_or(name, |chosen| chosen.name.to_string());
            let hours = link.purpose.hours();
            Notice::ConfirmAddress {
                name,
                site,
                link: follow(tx, ids, &link, url, &mut edition)?,
                hours,
            }
        }
        LinkPurpose::Reset => {
            let hours = link.purpose.hours();
            Notice::ResetPassword {
                name,
                site,
                link: follow(tx, ids, &link, url, &mut edition)?,
                hours,
            }
        }
    };
    let mail = write(&notice, user.language, user.email);
    Ok(Some(Mail { edition, ..mail }))
}

/// What tells a letter with this secret from one with another.
fn edition_of(secret: &Token) -> String {
    let TokenHash([first, second, third, fourth, ..]) = secret.hash();
    format!("{:08x}", u32::from_be_bytes([first, second, third, fourth]))
}

/// The address to follow, with a new secret in it.
fn follow(
    tx: &mut Tx<'_>,
    ids: &Ids,
    link: &AccountLink,
    url: &str,
    edition: &mut Option<String>,
) -> Result<String, Error> {
    let secret = Token::from_random(ids.bytes());
    *edition = Some(edition_of(&secret));
    let until = tx.now().plus_seconds(link.purpose.hours() * 3_600);
    tx.account_links().set_secret(link.id, &secret.hash(), until)?;
    let page = match link.purpose {
        LinkPurpose::Confirm => "confirm",
        LinkPurpose::Reset => "password",
    };
    Ok(format!("{url}/account/{page}?token={}", secret.as_str()))
}

/// The letter that tells a person of their new password, in case it was not them.
pub(crate) fn password_changed(tx: &mut Tx<'_>, id: UserId, url: &str) -> Result<Mail, Error> {
    let user = tx.people().get(id)?;
    let notice = Notice::PasswordChanged { name: user.name.to_string(), site: site_of(url) };
    Ok(write(&notice, user.language, user.email))
}

/// The letter of an invitation; none when it was taken back or accepted meanwhile.
pub(crate) fn invitation(
    tx: &mut Tx<'_>,
    ids: &Ids,
    id: InvitationId,
    url: &str,
) -> Result<Option<Mail>, Error> {
    let now = tx.now();
    let open = tx.invitations().find(id)?.filter(|invitation| invitation.expires_at > now);
    let Some(Invitation { enterprise, email, role, language, invited_by, .. }) = open else {
        return Ok(None);
    };
    let secret = Token::from_random(ids.bytes());
    tx.invitations().set_secret(id, &secret.hash())?;
    let known = tx.people().find_by_email(&email)?;
    let language = known.as_ref().map_or(language, |user| user.language);
    let named = |user: User| user.name.to_string();
    let inviter = match invited_by {
        Some(user) => Some(named(tx.people().get(user)?)),
        None => None,
    };
    let notice = Notice::Invitation {
        name: known.map_or_else(|| email.to_string(), named),
        inviter: inviter.as_deref().map(unlinked),
        enterprise: unlinked(&tx.enterprises().get(enterprise)?.name),
        role: role.as_str().to_owned(),
        site: site_of(url),
        link: format!("{url}/account/invitation?token={}", secret.as_str()),
        hours: Invitation::DAYS * 24,
    };
    Ok(Some(write(&notice, language, email).in_edition(edition_of(&secret))))
}

/// An installation's name: its address without how to reach it.
pub(crate) fn site_of(url: &str) -> String {
    url.split_once("://").map_or(url, |(_, site)| site).to_owned()
}
