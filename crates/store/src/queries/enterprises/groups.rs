use diesel::{
    prelude::*,
    sql_types::{Bool, Text as SqlText},
};
use sillon_enterprises::{Group, GroupMembership, GroupOwner};
use sillon_identity::{Permit, ReadGrants};
use sillon_kernel::{EnterpriseId, GroupId, Page, PageRequest, Slug, Text, Timestamp, UserId};

use super::super::super::{Conn, Db};
use crate::{
    Error,
    error::stored,
    records::enterprises::{EnterpriseBrief, GroupEntry, GroupMember},
    schema::tables::{enterprise_group, group_member},
    sql::ids::{Key, Uid},
    sql::statement::statement,
};

#[derive(Queryable, Selectable)]
#[diesel(table_name = enterprise_group)]
struct Row {
    id: GroupId,
    slug: String,
    name: String,
    description: Option<String>,
    owner_person_id: Option<UserId>,
    owner_enterprise_id: Option<EnterpriseId>,
    created_at: i64,
    version: i64,
}

impl Row {
    fn into_group(self) -> Result<Group, Error> {
        let corrupt = |what| Error::Corrupt { what, value: self.slug.clone() };
        let owner = match (self.owner_person_id, self.owner_enterprise_id) {
            (Some(person), None) => GroupOwner::Person(person),
            (None, Some(enterprise)) => GroupOwner::Enterprise(enterprise),
            (Some(_), Some(_)) | (None, None) => return Err(corrupt("owner of a group")),
        };
        Ok(Group {
            id: self.id,
            slug: Slug::parse(&self.slug).map_err(|_fault| corrupt("slug"))?,
            name: stored("name", &self.name)?,
            description: self
                .description
                .as_deref()
                .map(|text| stored("description", text))
                .transpose()?,
            owner,
            created_at: Timestamp::from_micros(self.created_at)
                .map_err(|_fault| corrupt("time"))?,
            version: self.version,
        })
    }
}

pub(crate) fn add(conn: &mut Conn, new: &Group) -> Result<(), Error> {
    let (person, enterprise) = match new.owner {
        GroupOwner::Person(person) => (Some(Key(person)), None),
        GroupOwner::Enterprise(enterprise) => (None, Some(Key(enterprise))),
    };
    diesel::insert_into(enterprise_group::table)
        .values((
            enterprise_group::id.eq(Key(new.id)),
            enterprise_group::slug.eq(new.slug.as_str()),
            enterprise_group::name.eq(new.name.as_str()),
            enterprise_group::description.eq(new.description.as_ref().map(Text::as_str)),
            enterprise_group::owner_person_id.eq(person),
            enterprise_group::owner_enterprise_id.eq(enterprise),
            enterprise_group::created_at.eq(new.created_at.micros()),
            enterprise_group::version.eq(new.version),
        ))
        .execute(conn)?;
    Ok(())
}

pub(crate) fn named(conn: &mut Conn, slug: &str) -> Result<Group, Error> {
    // What is no slug is nobody's; and some of it, such as a zero byte, PostgreSQL does not even take as text.
    if Slug::parse(slug).is_err() {
        return Err(Error::Missing("group"));
    }
    let row = enterprise_group::table
        .filter(enterprise_group::slug.eq(slug))
        .select(Row::as_select())
        .first(conn)
        .optional()?;
    row.ok_or(Error::Missing("group"))?.into_group()
}

pub(crate) fn slugs_taken(conn: &mut Conn, slugs: &[Slug]) -> Result<Vec<String>, Error> {
    Ok(enterprise_group::table
        .filter(enterprise_group::slug.eq_any(slugs.iter().map(Slug::as_str)))
        .select(enterprise_group::slug)
        .load(conn)?)
}

pub(crate) fn owned(conn: &mut Conn, owner: GroupOwner) -> Result<usize, Error> {
    let groups = enterprise_group::table.count().into_boxed();
    let of_owner = match owner {
        GroupOwner::Person(person) => {
            groups.filter(enterprise_group::owner_person_id.eq(Key(person)))
        }
        GroupOwner::Enterprise(enterprise) => {
            groups.filter(enterprise_group::owner_enterprise_id.eq(Key(enterprise)))
        }
    };
    let count: i64 = of_owner.get_result(conn)?;
    Ok(usize::try_from(count).unwrap_or(usize::MAX))
}

statement!(
    /// The person's groups that nobody is in or waits for.
    EndEmptyOf { person: UserId } =
    "delete from enterprise_group where owner_person_id = ", [person: Uid],
    " and not exists (select 1 from group_member m where m.group_id = enterprise_group.id)"
);

pub(crate) fn end_empty_of(conn: &mut Conn, person: UserId) -> Result<(), Error> {
    EndEmptyOf { person }.execute(conn)?;
    Ok(())
}

pub(crate) fn page(conn: &mut Conn, request: &PageRequest) -> Result<Page<GroupEntry>, Error> {
    let rows: Vec<(String, String, Option<String>)> = enterprise_group::table
        .filter(enterprise_group::slug.gt(request.after.as_deref().unwrap_or_default()))
        .order(enterprise_group::slug)
        .limit(i64::from(request.limit) + 1)
        .select((enterprise_group::slug, enterprise_group::name, enterprise_group::description))
        .load(conn)?;
    let entry = |(slug, name, description)| GroupEntry { slug, name, description };
    let entries = rows.into_iter().map(entry).collect();
    Ok(Page::cut(entries, request, |last: &GroupEntry| last.slug.clone()))
}

pub(crate) fn save(conn: &mut Conn, changed: &Group) -> Result<bool, Error> {
    let saved = diesel::update(
        enterprise_group::table
            .find(Key(changed.id))
            .filter(enterprise_group::version.eq(changed.version - 1)),
    )
    .set((
        enterprise_group::name.eq(changed.name.as_str()),
        enterprise_group::description.eq(changed.description.as_ref().map(Text::as_str)),
        enterprise_group::version.eq(changed.version),
    ))
    .execute(conn)?;
    Ok(saved == 1)
}

statement!(
    /// The enterprises in a group, and those that wait.
    Members { group: GroupId } -> (Uid, SqlText, SqlText, SqlText, Bool, Bool) =
    "select e.id, e.slug, e.name, e.visibility, m.group_agrees, m.enterprise_agrees from group_member m \
     join enterprise e on e.id = m.enterprise_id where m.group_id = ", [group: Uid], " order by e.slug"
);

pub(crate) fn members(conn: &mut Conn, group: GroupId) -> Result<Vec<GroupMember>, Error> {
    let rows: Vec<(EnterpriseId, String, String, String, bool, bool)> =
        Members { group }.load(conn)?;
    let member =
        |(id, slug, name, visibility, group_agrees, enterprise_agrees): (_, _, _, String, _, _)| {
            Ok(GroupMember {
                enterprise: EnterpriseBrief { id, slug, name },
                visibility: stored("visibility", &visibility)?,
                belonging: GroupMembership { group_agrees, enterprise_agrees },
            })
        };
    rows.into_iter().map(member).collect()
}

statement!(
    /// The groups an enterprise is in, waits for, or is asked into.
    GroupsOf { enterprise: EnterpriseId } -> (SqlText, SqlText, Bool, Bool) =
    "select g.slug, g.name, m.group_agrees, m.enterprise_agrees from group_member m \
     join enterprise_group g on g.id = m.group_id where m.enterprise_id = ", [enterprise: Uid],
    " order by g.slug limit 500"
);

pub(crate) fn of_enterprise(
    conn: &mut Conn,
    by: &Permit<ReadGrants>,
) -> Result<Vec<(GroupEntry, GroupMembership)>, Error> {
    let enterprise = by.enterprise();
    let rows: Vec<(String, String, bool, bool)> = GroupsOf { enterprise }.load(conn)?;
    let of = |(slug, name, group_agrees, enterprise_agrees)| {
        let entry = GroupEntry { slug, name, description: None };
        (entry, GroupMembership { group_agrees, enterprise_agrees })
    };
    Ok(rows.into_iter().map(of).collect())
}

pub(crate) fn set_belonging(
    conn: &mut Conn,
    group: GroupId,
    enterprise: EnterpriseId,
    belonging: GroupMembership,
) -> Result<(), Error> {
    let agreed = (
        group_member::group_agrees.eq(belonging.group_agrees),
        group_member::enterprise_agrees.eq(belonging.enterprise_agrees),
    );
    diesel::insert_into(group_member::table)
        .values((
            group_member::group_id.eq(Key(group)),
            group_member::enterprise_id.eq(Key(enterprise)),
            agreed,
        ))
        .on_conflict((group_member::group_id, group_member::enterprise_id))
        .do_update()
        .set(agreed)
        .execute(conn)?;
    Ok(())
}

pub(crate) fn remove(conn: &mut Conn, group: GroupId) -> Result<(), Error> {
    diesel::delete(group_member::table.filter(group_member::group_id.eq(Key(group))))
        .execute(conn)?;
    diesel::delete(enterprise_group::table.find(Key(group))).execute(conn)?;
    Ok(())
}

pub(crate) fn part(
    conn: &mut Conn,
    group: GroupId,
    enterprise: EnterpriseId,
) -> Result<bool, Error> {
    let kept = group_member::table.find((Key(group), Key(enterprise)));
    Ok(diesel::delete(kept).execute(conn)? == 1)
}
