use std::collections::BTreeSet;

/// What can be told of something field by field, so that what changed of it is read off two of them.
pub trait Fields {
    /// Its fields by name, always in the same order.
    fn fields(&self) -> Vec<(&'static str, FieldValue)>;

    /// What its fields say unless somebody says otherwise: of something new these are told only where they do.
    fn usual(&self) -> Vec<(&'static str, FieldValue)> {
        Vec::new()
    }
}

/// Something that is made, or changed: as it was, if it was there, and as it becomes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Revised<T> {
    /// As it was; none where it is new.
    pub before: Option<T>,
    /// As it becomes.
    pub now: T,
}

impl<T> Revised<T> {
    /// Something new.
    pub fn new(now: T) -> Self {
        Self { before: None, now }
    }

    /// Something that was there, and becomes something else.
    pub fn from(before: T, now: T) -> Self {
        Self { before: Some(before), now }
    }

    /// Whether it is not as it was.
    pub fn is_changed(&self) -> bool
    where
        T: PartialEq,
    {
        self.before.as_ref() != Some(&self.now)
    }
}

/// How many of several things are told one by one that came or went at once; of more, how many there are.
const MAX_TOLD: usize = 100;

/// What a field says.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum FieldValue {
    /// One thing, or nothing.
    One(Option<String>),
    /// Several things, of which some may come and go.
    Several(BTreeSet<String>),
    /// One thing that is not told in clear.
    Veiled {
        /// What it is: it is compared, and goes nowhere.
        value: String,
        /// What is told in its place.
        told: String,
    },
}

impl FieldValue {
    /// One thing.
    pub fn one(value: &impl ToString) -> Self {
        Self::One(Some(value.to_string()))
    }

    /// One thing, where there is one.
    pub fn maybe(value: Option<impl ToString>) -> Self {
        Self::One(value.map(|value| value.to_string()))
    }

    /// Several things.
    pub fn several(values: impl IntoIterator<Item = impl ToString>) -> Self {
        Self::Several(values.into_iter().map(|value| value.to_string()).collect())
    }

    /// One thing of which another text is told, where there is one.
    pub fn veiled(value: Option<&impl ToString>, told: impl FnOnce(&str) -> String) -> Self {
        value.map_or(Self::One(None), |value| {
            let value = value.to_string();
            Self::Veiled { told: told(&value), value }
        })
    }

    /// What is here and not in another: all of one thing, those of several that the other has not.
    fn beside(self, other: Option<&Self>) -> Option<String> {
        match (self, other) {
            (Self::One(value), _) => value,
            (Self::Veiled { told, .. }, _) => Some(told),
            (Self::Several(values), other) => {
                let is_new = |value: &String| match other {
                    Some(Self::Several(others)) => !others.contains(value),
                    Some(Self::One(_) | Self::Veiled { .. }) | None => true,
                };
                let mut new: Vec<String> = values.into_iter().filter(is_new).collect();
                if let Some(more @ 1..) = new.len().checked_sub(MAX_TOLD) {
                    new.truncate(MAX_TOLD);
                    new.push(format!("… +{more}"));
                }
                (!new.is_empty()).then(|| new.join(", "))
            }
        }
    }
}

/// A field that says something else than before. Of several things it tells those that went, and those that came.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FieldChange {
    /// Which field.
    pub field: &'static str,
    /// What it said.
    pub before: Option<String>,
    /// What it says now.
    pub after: Option<String>,
}

/// What changed of something between two moments, in which it may not have been there yet, or any more. Of what is new, what is
/// as [usual](Fields::usual) is not told.
pub fn field_changes<T: Fields>(before: Option<&T>, after: Option<&T>) -> Vec<FieldChange> {
    let told = |of: Option<&T>| of.map(Fields::fields).unwrap_or_default();
    let usual = if before.is_none() { after.map(Fields::usual) } else { None };
    let usual = usual.unwrap_or_default();
    let (mut before, mut after) = (told(before), told(after));
    after.retain(|field| !usual.contains(field));
    let names: Vec<&'static str> =
        if after.is_empty() { &before } else { &after }.iter().map(|(name, _)| *name).collect();
    let take = |fields: &mut Vec<(&'static str, FieldValue)>, name: &str| {
        let place = fields.iter().position(|(of, _)| *of == name)?;
        Some(fields.swap_remove(place).1)
    };
    let changed = |field: &'static str| {
        let (old, new) = (take(&mut before, field), take(&mut after, field));
        if old == new {
            return None;
        }
        let went = old.clone().and_then(|old| old.beside(new.as_ref()));
        let came = new.and_then(|new| new.beside(old.as_ref()));
        (went.is_some() || came.is_some()).then_some(FieldChange {
            field,
            before: went,
            after: came,
        })
    };
    names.into_iter().filter_map(changed).collect()
}

#[cfg(test)]
mod tests {
    use proptest::{collection::btree_set, option, prelude::*};

    use super::*;

    #[derive(Debug, Clone, PartialEq)]
    struct Crate {
        label: Option<String>,
        holds: BTreeSet<u8>,
    }

    impl Fields for Crate {
        fn fields(&self) -> Vec<(&'static str, FieldValue)> {
            vec![
                ("label", FieldValue::maybe(self.label.as_ref())),
                ("holds", FieldValue::several(&self.holds)),
            ]
        }
    }

    fn of(label: &str, holds: &[u8]) -> Crate {
        Crate { label: Some(label.to_owned()), holds: holds.iter().copied().collect() }
    }

    fn told(changes: &[FieldChange]) -> Vec<(&str, Option<&str>, Option<&str>)> {
        changes.iter().map(|it| (it.field, it.before.as_deref(), it.after.as_deref())).collect()
    }

    #[test]
    fn what_comes_what_goes_and_what_becomes_something_else_is_told() {
        let (old, new) = (of("red", &[1, 2, 3]), of("blue", &[2, 3, 4, 5]));
        let changes = field_changes(Some(&old), Some(&new));
        let expected = [("label", Some("red"), Some("blue")), ("holds", Some("1"), Some("4, 5"))];
        assert_eq!(told(&changes), expected);
        let made = field_changes(None, Some(&old));
        assert_eq!(told(&made), [("label", None, Some("red")), ("holds", None, Some("1, 2, 3"))]);
        let gone = field_changes(Some(&of("red", &[])), None);
        assert_eq!(told(&gone), [("label", Some("red"), None)]);
    }

    #[test]
    fn of_very_many_the_first_are_told_and_how_many_more_there_are() {
        let many = |count: u8| of("red", &(0..count).collect::<Vec<_>>());
        let told = |count| field_changes(None, Some(&many(count))).remove(1).after.unwrap();
        assert_eq!((told(100).split(", ").count(), told(100).contains('…')), (100, false));
        assert_eq!((told(130).split(", ").count(), told(130).ends_with("… +30")), (101, true));
    }

    struct Sack {
        holds: &'static str,
        seal: &'static str,
    }

    impl Fields for Sack {
        fn fields(&self) -> Vec<(&'static str, FieldValue)> {
            let seal = FieldValue::veiled(Some(&self.seal), |seal| format!("…{}", &seal[3..]));
            vec![("holds", FieldValue::one(&self.holds)), ("seal", seal)]
        }

        fn usual(&self) -> Vec<(&'static str, FieldValue)> {
            vec![("holds", FieldValue::one(&"flour"))]
        }
    }

    #[test]
    fn what_is_new_is_told_where_it_is_not_as_usual_and_a_secret_only_by_its_end() {
        let (flour, rye) =
            (Sack { holds: "flour", seal: "1234" }, Sack { holds: "rye", seal: "5674" });
        assert_eq!(told(&field_changes(None, Some(&flour))), [("seal", None, Some("…4"))]);
        assert_eq!(field_changes(None, Some(&rye)).len(), 2);
        let changes = field_changes(Some(&flour), Some(&rye));
        let expected = [("holds", Some("flour"), Some("rye")), ("seal", Some("…4"), Some("…4"))];
        assert_eq!(told(&changes), expected, "it changed, also where both end alike");
    }

    proptest! {
        #[test]
        fn nothing_is_told_of_what_is_the_same_and_each_change_backwards_is_the_change_undone(
            labels in (option::of("[a-c]"), option::of("[a-c]")),
            holds in (btree_set(0_u8..6, 0..5), btree_set(0_u8..6, 0..5)),
        ) {
            let old = Crate { label: labels.0, holds: holds.0 };
            let new = Crate { label: labels.1, holds: holds.1 };
            let changes = field_changes(Some(&old), Some(&new));
            prop_assert_eq!(changes.is_empty(), old == new);
            let undone = field_changes(Some(&new), Some(&old)).into_iter();
            let swapped: Vec<_> = undone
                .map(|it| FieldChange { before: it.after, after: it.before, ..it })
                .collect();
            prop_assert_eq!(changes, swapped);
        }
    }
}
