use diesel::prelude::*;
use sillon_catalogue::{Term, TermCode, TermKind, TermNames, Vocabulary};

use super::{
    super::super::Conn,
    products::{read_json, write_json},
};
use crate::{Error, error::stored, schema::tables::vocabulary_term};

/// A term's row.
#[derive(Queryable, Selectable)]
#[diesel(table_name = vocabulary_term)]
struct TermRow {
    kind: String,
    code: String,
    name_fr: String,
    name_en: String,
    name_de: String,
    other_names: String,
    parent: Option<String>,
    is_retired: bool,
}

impl TermRow {
    fn into_term(self) -> Result<Term, Error> {
        Ok(Term {
            kind: stored("kind of terms", &self.kind)?,
            code: stored("code of a term", &self.code)?,
            names: TermNames {
                fr: stored("name", &self.name_fr)?,
                en: stored("name", &self.name_en)?,
                de: stored("name", &self.name_de)?,
            },
            other_names: read_json("names", &self.other_names)?,
            parent: self
                .parent
                .as_deref()
                .map(|code| stored("code of a term", code))
                .transpose()?,
            is_own: true,
            is_retired: self.is_retired,
        })
    }
}

pub(crate) fn all(conn: &mut Conn) -> Result<Vocabulary, Error> {
    let kinds = [TermKind::Category, TermKind::Property].map(TermKind::as_str);
    let rows: Vec<TermRow> = vocabulary_term::table
        .filter(vocabulary_term::kind.eq_any(kinds))
        .order((vocabulary_term::kind, vocabulary_term::code))
        .select(TermRow::as_select())
        .load(conn)?;
    Ok(Vocabulary::with(rows.into_iter().map(TermRow::into_term).collect::<Result<_, _>>()?))
}

pub(crate) fn say(conn: &mut Conn, term: &Term) -> Result<(), Error> {
    let said = (
        vocabulary_term::name_fr.eq(term.names.fr.as_str()),
        vocabulary_term::name_en.eq(term.names.en.as_str()),
        vocabulary_term::name_de.eq(term.names.de.as_str()),
        vocabulary_term::other_names.eq(write_json(&term.other_names)),
        vocabulary_term::parent.eq(term.parent.as_ref().map(TermCode::as_str)),
        vocabulary_term::is_retired.eq(term.is_retired),
    );
    diesel::insert_into(vocabulary_term::table)
        .values((
            vocabulary_term::kind.eq(term.kind.as_str()),
            vocabulary_term::code.eq(term.code.as_str()),
            said.clone(),
        ))
        .on_conflict((vocabulary_term::kind, vocabulary_term::code))
        .do_update()
        .set(said)
        .execute(conn)?;
    Ok(())
}
