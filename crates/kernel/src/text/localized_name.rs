use crate::{Language, fold};

/// What a thing of a fixed list is called: as it is stored and sent, in English, and in French.
#[derive(Debug, Clone, Copy)]
pub struct LocalizedName(pub &'static str, pub &'static str, pub &'static str);

impl LocalizedName {
    /// What people call it.
    pub fn said_in(self, language: Language) -> &'static str {
        match language {
            Language::En => self.1,
            Language::Fr => self.2,
        }
    }

    /// Finds what a text names by any of its names, accents and case aside.
    pub fn find<T: Copy>(all: &[T], names: fn(T) -> Self, text: &str) -> Option<T> {
        let wanted = fold(text.trim());
        let is_it = |thing: &&T| {
            let Self(stored, english, french) = names(**thing);
            [stored, english, french].iter().any(|name| fold(name) == wanted)
        };
        all.iter().find(is_it).copied()
    }
}
