use sillon_kernel::{Language, fold};

/// What a thing of a fixed list is called: as it is stored and sent, in English, and in French.
#[derive(Clone, Copy)]
pub(crate) struct Names(pub(crate) &'static str, pub(crate) &'static str, pub(crate) &'static str);

impl Names {
    /// What people call it.
    pub(crate) fn said_in(self, language: Language) -> &'static str {
        match language {
            Language::En => self.1,
            Language::Fr => self.2,
        }
    }

    /// Finds what a text names by any of its names, accents and case aside.
    pub(crate) fn find<T: Copy>(all: &[T], names: fn(T) -> Self, text: &str) -> Option<T> {
        let wanted = fold(text.trim());
        let is_it = |thing: &&T| {
            let Self(stored, english, french) = names(**thing);
            [stored, english, french].iter().any(|name| fold(name) == wanted)
        };
        all.iter().find(is_it).copied()
    }
}
