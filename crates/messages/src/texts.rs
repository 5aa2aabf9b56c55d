#[cfg(test)]
pub(crate) mod walk;

/// A text that is always the same.
pub type Text = &'static str;

/// A sentence around something already written for people: an amount, a date, a name.
pub type Say = fn(&str) -> String;

/// A sentence around two things.
pub type Say2 = fn(&str, &str) -> String;

/// A sentence around three things.
pub type Say3 = fn(&str, &str, &str) -> String;

/// A sentence around four things.
pub type Say4 = fn(&str, &str, &str, &str) -> String;

/// A sentence around a number, in its right plural.
pub type Count = fn(u32) -> String;

/// A sentence around a number, in its right plural, and what it counts.
pub type CountOf = fn(u32, &str) -> String;

/// What the things of a closed set are called, by the codes they are stored and sent under.
#[derive(Debug)]
pub struct Names(pub(crate) &'static [(&'static str, Text)]);

impl Names {
    /// What the thing of a code is called; the code itself, where it has no name.
    pub fn of<'c>(&self, code: &'c str) -> &'c str {
        self.0.iter().find(|(known, _)| *known == code).map_or(code, |(_, name)| *name)
    }
}

/// Declares what is said somewhere: a structure of texts, which has a constant in every language.
///
/// A text without a sentence in one of the languages does not compile; tests walk all of them.
macro_rules! texts {
    ($($(#[$meta:meta])* $name:ident { $($(#[$field_meta:meta])* $field:ident: $type:ty,)* })*) => {
        $(
            $(#[$meta])*
            #[derive(Debug)]
            pub struct $name {
                $($(#[$field_meta])* pub $field: $type,)*
            }

            #[cfg(test)]
            impl $crate::texts::walk::Walk for $name {
                fn walk(&self, path: &str, each: &mut dyn FnMut(&str, String)) {
                    $(self.$field.walk(&format!("{path}.{}", stringify!($field)), each);)*
                }
            }
        )*
    };
}
