use std::collections::HashMap;

use sillon_kernel::fold;

/// Entries by what people call them, in English or French, in the singular or the plural, accents and case aside.
pub(crate) struct ByName<T>([(Form, HashMap<String, T>); 4]);

/// A name in another form.
type Form = fn(&str) -> String;

impl<T: Copy> ByName<T> {
    /// The entries by their folded names: as they stand, then taken back to a singular in the ways people make plurals.
    pub(crate) fn of(entries: &(impl Iterator<Item = (&'static str, T)> + Clone)) -> Self {
        let forms: [Form; 4] = [
            str::to_owned,
            |name| each_word(name, |word| word.strip_suffix(['s', 'x']).map(str::to_owned)),
            |name| each_word(name, |word| word.strip_suffix("es").map(str::to_owned)),
            |name| each_word(name, |word| word.strip_suffix("ies").map(|stem| format!("{stem}y"))),
        ];
        Self(forms.map(|form| {
            // The first of a name keeps it.
            let mut found = HashMap::new();
            for (name, entry) in entries.clone() {
                found.entry(form(&fold(name))).or_insert(entry);
            }
            (form, found)
        }))
    }

    /// The entry of a name, where it is the whole name.
    pub(crate) fn find(&self, name: &str) -> Option<T> {
        let name = fold(name.trim());
        self.0.iter().find_map(|(form, entries)| entries.get(&form(&name)).copied())
    }
}

/// The name with each word that has one in its singular.
fn each_word(name: &str, singular: impl Fn(&str) -> Option<String>) -> String {
    let words = name.split(' ').map(|word| singular(word).unwrap_or_else(|| word.to_owned()));
    words.collect::<Vec<_>>().join(" ")
}
