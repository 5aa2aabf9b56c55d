use sillon_catalogue::Patch;
use sillon_enterprises::{
    Group, GroupMembership, GroupOwner, MAX_IN_GROUP, NotYourGroup, Visibility,
};
use sillon_identity::{Actor, ManageEnterprise, ReadGrants};
use sillon_kernel::{EnterpriseId, Name, Page, PageRequest, Slug, Text};
use sillon_store::{GroupEntry, GroupMember, Repositories, Tx};

use crate::{AccountRules, ChangedSince, Error, Ids, enterprises::found::first_free};

/// The slug of a group whose name leaves none.
const FALLBACK: &str = "my-group";

/// A group as somebody sees it.
#[derive(Debug, Clone)]
pub struct GroupPage {
    /// The group.
    pub group: Group,
    /// Who belongs to it and shows itself; for who speaks for the group also who waits, and who hides.
    pub members: Vec<GroupMember>,
    /// Whether they speak for it.
    pub from_inside: bool,
}

/// A page of the groups of enterprises, by their short names.
///
/// # Errors
///
/// What the database refuses.
pub fn groups(tx: &mut Tx<'_>, page: &PageRequest) -> Result<Page<GroupEntry>, Error> {
    Ok(tx.groups().page(page)?)
}

/// A group and its members.
///
/// # Errors
///
/// Missing when there is none of this slug.
pub fn group_page(tx: &mut Tx<'_>, actor: &Actor, slug: &str) -> Result<GroupPage, Error> {
    let group = tx.groups().named(slug)?;
    let from_inside = speaks_for(actor, &group);
    let mut members = tx.groups().members(group.id)?;
    members.retain(|member| {
        let shown = member.visibility != Visibility::Hidden && member.belonging.is_member();
        shown || from_inside
    });
    Ok(GroupPage { group, members, from_inside })
}

/// Whether the actor speaks for a group: as its owner, for the enterprise that owns it, or as an administrator, who inherits
/// it when its owner is erased.
fn speaks_for(actor: &Actor, group: &Group) -> bool {
    match group.owner {
        GroupOwner::Person(person) => actor.user() == Some(person) || actor.administers(),
        GroupOwner::Enterprise(enterprise) => actor.may::<ManageEnterprise>(enterprise),
    }
}

/// The command to found a group.
#[derive(Debug, Clone)]
pub struct NewGroup {
    /// What people should call it.
    pub name: Name,
    /// What it says of itself.
    pub description: Option<Text<2000>>,
    /// The enterprise that owns it; the person who founds it, when none is named.
    pub owner: Option<EnterpriseId>,
}

/// Founds a group. An enterprise that owns it belongs to it.
///
/// # Errors
///
/// A refusal for who is no person, or does not own the enterprise it should belong to, and for those the [`AccountRules`] do
/// not allow it: a person, and an enterprise, owns no more groups than a person owns enterprises.
pub fn found_group(
    tx: &mut Tx<'_>,
    actor: &Actor,
    ids: &Ids,
    rules: AccountRules,
    new: NewGroup,
) -> Result<GroupPage, Error> {
    let rules = rules.of(actor);
    if let Some(user) = actor.user() {
        // Whoever founds two at once founds one after the other.
        rules.check_confirmed(&tx.people().lock(user)?)?;
    }
    let owner = match new.owner {
        Some(enterprise) => {
            let permit = actor.permit::<ManageEnterprise>(enterprise)?;
            // Who may all everywhere may name an enterprise that is not there.
            GroupOwner::Enterprise(tx.enterprises().get(permit.enterprise())?.id)
        }
        None => GroupOwner::Person(actor.person()?),
    };
    let already = tx.groups().owned(owner)?;
    if already >= rules.max_owned {
        let most = rules.max_owned;
        return Err(Error::field("owner", format!("it has {most} groups, the most there may be")));
    }
    let slug = Slug::from_name(&new.name, FALLBACK);
    let free = first_free(&slug, |some| Ok(tx.groups().slugs_taken(some)?))?
        .ok_or_else(|| Error::field("name", "too many groups have this name"))?;
    let group = Group {
        id: ids.next(tx.now()),
        slug: free,
        name: new.name,
        description: new.description,
        owner,
        created_at: tx.now(),
        version: 1,
    };
    // Its slug was free just now; whoever took it since is seen the next time round.
    tx.groups().add(&group).map_err(sillon_store::Error::into_lost_race)?;
    if let GroupOwner::Enterprise(enterprise) = owner {
        let both = GroupMembership { group_agrees: true, enterprise_agrees: true };
        tx.groups().set_belonging(group.id, enterprise, both)?;
    }
    group_page(tx, actor, group.slug.as_str())
}

/// What somebody wants a group to say of itself.
#[derive(Debug, Clone, Default)]
pub struct GroupEdit {
    /// What people call it; its slug stays.
    pub name: Patch<Name>,
    /// What it says of itself.
    pub description: Patch<Option<Text<2000>>>,
}

/// Changes what a group says of itself.
///
/// # Errors
///
/// [`NotYourGroup`] unless the actor speaks for it; [`ChangedSince`] when somebody else changed it since the version the
/// actor read.
pub fn edit_group(
    tx: &mut Tx<'_>,
    actor: &Actor,
    slug: &str,
    read: Option<i64>,
    edit: GroupEdit,
) -> Result<GroupPage, Error> {
    let group = tx.groups().named(slug)?;
    if !speaks_for(actor, &group) {
        return Err(NotYourGroup.into());
    }
    if read.is_some_and(|version| version != group.version) {
        return Err(ChangedSince.into());
    }
    let changed = Group {
        name: edit.name.over(group.name),
        description: edit.description.over(group.description),
        version: group.version + 1,
        ..group
    };
    if !tx.groups().save(&changed)? {
        return Err(ChangedSince.into());
    }
    group_page(tx, actor, slug)
}

/// An enterprise joins a group, as far as the actor can agree: for the group, for the enterprise, or for both. What one
/// side agrees to waits for the other.
///
/// # Errors
///
/// [`NotYourGroup`] when the actor speaks for neither; a refusal when the group is full.
pub fn join_group(
    tx: &mut Tx<'_>,
    actor: &Actor,
    slug: &str,
    enterprise: EnterpriseId,
) -> Result<GroupMembership, Error> {
    let group = tx.groups().named(slug)?;
    let for_enterprise = actor.may::<ManageEnterprise>(enterprise);
    let for_group = speaks_for(actor, &group);
    let members = tx.groups().members(group.id)?;
    let known = members.iter().find(|member| member.enterprise.id == enterprise);
    let before = known.map(|member| member.belonging).unwrap_or_default();
    let belonging = before.agreed_by(for_group, for_enterprise)?;
    if known.is_none() && members.len() >= MAX_IN_GROUP {
        return Err(Error::field("enterprise", format!("a group has at most {MAX_IN_GROUP}")));
    }
    let joining = tx.enterprises().get(enterprise)?;
    if !for_enterprise && !joining.is_reachable() {
        return Err(Error::missing("enterprise"));
    }
    tx.groups().set_belonging(group.id, joining.id, belonging)?;
    Ok(belonging)
}

/// An enterprise leaves a group, or is asked no more.
///
/// # Errors
///
/// [`NotYourGroup`] when the actor speaks for neither; missing when it was neither in it nor asked.
pub fn leave_group(
    tx: &mut Tx<'_>,
    actor: &Actor,
    slug: &str,
    enterprise: EnterpriseId,
) -> Result<(), Error> {
    let group = tx.groups().named(slug)?;
    let for_enterprise = actor.may::<ManageEnterprise>(enterprise);
    GroupMembership::default().agreed_by(speaks_for(actor, &group), for_enterprise)?;
    if !tx.groups().part(group.id, enterprise)? {
        return Err(Error::missing("member"));
    }
    Ok(())
}

/// Ends a group: nobody is in it any more, and its address is free. The enterprises that were in it stay as they are.
///
/// # Errors
///
/// [`NotYourGroup`] unless the actor speaks for it; [`ChangedSince`] when somebody else changed it since the version the
/// actor read.
pub fn end_group(
    tx: &mut Tx<'_>,
    actor: &Actor,
    slug: &str,
    read: Option<i64>,
) -> Result<(), Error> {
    let group = tx.groups().named(slug)?;
    if !speaks_for(actor, &group) {
        return Err(NotYourGroup.into());
    }
    if read.is_some_and(|version| version != group.version) {
        return Err(ChangedSince.into());
    }
    Ok(tx.groups().remove(group.id)?)
}

/// The groups an enterprise is in, waits for, or is asked into.
///
/// # Errors
///
/// A refusal unless the actor is of the enterprise.
pub fn groups_of(
    tx: &mut Tx<'_>,
    actor: &Actor,
    enterprise: EnterpriseId,
) -> Result<Vec<(GroupEntry, GroupMembership)>, Error> {
    let permit = actor.permit::<ReadGrants>(enterprise)?;
    Ok(tx.groups().of_enterprise(&permit)?)
}
