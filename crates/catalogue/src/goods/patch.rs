use serde::{Deserialize, Deserializer};

/// What an edit does to a field: nothing, or give it another value.
///
/// In JSON a field left out is kept; one that is there, be it `null`, is set.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Patch<T> {
    /// It stays as it is.
    #[default]
    Keep,
    /// It becomes this.
    Set(T),
}

impl<T> Patch<T> {
    /// What the field is after the edit.
    pub fn over(self, old: T) -> T {
        match self {
            Self::Keep => old,
            Self::Set(new) => new,
        }
    }

    /// The new value, where there is one.
    pub fn said(&self) -> Option<&T> {
        match self {
            Self::Keep => None,
            Self::Set(new) => Some(new),
        }
    }

    /// The change with its value read further.
    ///
    /// # Errors
    ///
    /// What reading refuses.
    pub fn try_map<U, E>(self, read: impl FnOnce(T) -> Result<U, E>) -> Result<Patch<U>, E> {
        match self {
            Self::Keep => Ok(Patch::Keep),
            Self::Set(new) => read(new).map(Patch::Set),
        }
    }
}

/// What was said, where anything was.
impl<T> From<Option<T>> for Patch<T> {
    fn from(said: Option<T>) -> Self {
        said.map_or(Self::Keep, Self::Set)
    }
}

impl<'de, T: Deserialize<'de>> Deserialize<'de> for Patch<T> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        T::deserialize(deserializer).map(Self::Set)
    }
}

#[cfg(test)]
mod tests {
    use serde::de::{IntoDeserializer, value};

    use super::*;

    #[test]
    fn what_is_kept_stays_and_what_is_said_is_set() {
        assert_eq!(Patch::Keep.over(Some(1)), Some(1));
        assert_eq!(Patch::Set(None).over(Some(1)), None);
        let said: Result<Patch<u8>, value::Error> = Patch::deserialize(2_u8.into_deserializer());
        assert_eq!(said, Ok(Patch::Set(2)));
        assert_eq!(Patch::Set(2).try_map(Err::<u8, _>), Err(2));
    }
}
