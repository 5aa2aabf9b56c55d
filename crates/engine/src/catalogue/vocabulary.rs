use std::collections::BTreeSet;

use sillon_catalogue::{Product, Term, TermCode, TermKind, TermNames, TermRefused, Vocabulary};
use sillon_enterprises::Property;
use sillon_identity::{Actor, PermitRefused};
use sillon_kernel::{Detail, Failure, FailureKind, Revised, name_key};
use sillon_store::{Repositories, Tx};

use crate::{Error, error::refusals};

/// What an administrator says of a category or a property.
#[derive(Debug, Clone)]
pub struct SayTerm {
    /// Which of the two it is.
    pub kind: TermKind,
    /// What programs call it.
    pub code: TermCode,
    /// What people call it.
    pub names: TermNames,
    /// The category it is a part of.
    pub parent: Option<TermCode>,
    /// Whether nothing new may be said to be of it.
    pub is_retired: bool,
}

/// Every category and property that has a code.
///
/// # Errors
///
/// What the database refuses.
pub fn vocabulary(tx: &mut Tx<'_>) -> Result<Vocabulary, Error> {
    Ok(tx.terms().all()?)
}

/// Says a category or a property beside those that are known without being told, new or anew: what it was called still leads to
/// it, and what is retired stays on the goods that have it.
///
/// # Errors
///
/// A refusal unless the actor administers the installation; [`TermSaidRefused`] for what would mean two things.
pub fn say_term(tx: &mut Tx<'_>, actor: &Actor, said: SayTerm) -> Result<Term, Error> {
    if !actor.administers() {
        return Err(PermitRefused::Role { action: "say-vocabulary" }.into());
    }
    let vocabulary = tx.terms().all()?;
    let SayTerm { kind, code, names, parent, is_retired } = said;
    let known = vocabulary.get(kind, &code).cloned();
    let new = Term {
        kind,
        code,
        names: names.clone(),
        other_names: Vec::new(),
        parent: parent.clone(),
        is_own: true,
        is_retired,
    };
    vocabulary.check(&new).map_err(TermSaidRefused)?;
    let term = match known {
        Some(known) => Term { parent, is_retired, ..known.renamed(names) },
        None => new,
    };
    tx.terms().say(&term)?;
    // What is on sale says its codes.
    tx.cycles().touch_unclosed()?;
    Ok(term)
}

/// Checks that products choose no category and no property anew that was retired.
///
/// # Errors
///
/// A refusal naming the field.
pub(crate) fn check_chosen(tx: &mut Tx<'_>, revised: &[Revised<Product>]) -> Result<(), Error> {
    let category_of = |product: &Product| name_key(&product.category);
    let chooses_category =
        |it: &&Revised<Product>| it.before.as_ref().map(category_of) != Some(category_of(&it.now));
    let categories: BTreeSet<&str> =
        revised.iter().filter(chooses_category).map(|it| it.now.category.as_str()).collect();
    let properties: BTreeSet<&str> = revised
        .iter()
        .flat_map(|it| {
            let before = it.before.as_ref().map(|before| before.properties.as_slice());
            chosen_properties(before.unwrap_or_default(), &it.now.properties)
        })
        .collect();
    if categories.is_empty() && properties.is_empty() {
        return Ok(());
    }
    let vocabulary = tx.terms().all()?;
    let retired = categories.into_iter().find(|it| vocabulary.is_retired(TermKind::Category, it));
    if let Some(category) = retired {
        return Err(retired_field("category", category));
    }
    check_properties(&vocabulary, properties)
}

/// Checks that an enterprise says no property anew of all it makes that was retired.
///
/// # Errors
///
/// A refusal naming the field.
pub(crate) fn check_said(
    tx: &mut Tx<'_>,
    before: &[Property],
    now: &[Property],
) -> Result<(), Error> {
    let chosen: BTreeSet<&str> = chosen_properties(before, now).collect();
    if chosen.is_empty() {
        return Ok(());
    }
    let vocabulary = tx.terms().all()?;
    check_properties(&vocabulary, chosen)
}

/// The names of the properties that were not said before.
fn chosen_properties<'p>(
    before: &[Property],
    now: &'p [Property],
) -> impl Iterator<Item = &'p str> + use<'p> {
    let before: BTreeSet<String> = before.iter().map(|said| name_key(&said.name)).collect();
    let names = now.iter().map(|said| said.name.as_str());
    names.filter(move |name| !before.contains(&name_key(name)))
}

fn check_properties<'p>(
    vocabulary: &Vocabulary,
    chosen: impl IntoIterator<Item = &'p str>,
) -> Result<(), Error> {
    let is_retired = |name: &&str| vocabulary.is_retired(TermKind::Property, name);
    match chosen.into_iter().find(is_retired) {
        Some(name) => Err(retired_field("properties", name)),
        None => Ok(()),
    }
}

fn retired_field(field: &'static str, name: &str) -> Error {
    Error::field(
        field,
        format!("“{name}” is retired: it stays where it is, and is not chosen anew"),
    )
}

/// Why a term was refused.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error(transparent)]
pub struct TermSaidRefused(pub TermRefused);

impl Failure for TermSaidRefused {
    fn class(&self) -> (FailureKind, &'static str) {
        (FailureKind::Invalid, "invalid-field")
    }

    fn details(&self) -> Vec<Detail> {
        vec![Detail::new(self.0.field(), self.0.to_string())]
    }
}

refusals!(TermSaidRefused);
