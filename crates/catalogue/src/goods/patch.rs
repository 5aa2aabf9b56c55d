use serde::{Deserialize, Deserializer};

/// What an edit does to a field: nothing, or give it another value.
///
/// In JSON a field left out is kept; one that is there, be it `null`, is set.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Change<T> {
    /// It stays as it is.
    #[default]
    Keep,
    /// It becomes this.
    To(T),
}

impl<T> Change<T> {
    /// What the field is after the edit.
    pub fn over(self, old: T) -> T {
        match self {
            Self::Keep => old,
            Self::To(new) => new,
        }
    }

    /// The new value, where there is one.
    pub fn said(&self) -> Option<&T> {
        match self {
            Self::Keep => None,
            Self::To(new) => Some(new),
        }
    }

    /// The change with its value read further.
    ///
    /// # Errors
    ///
    /// What reading refuses.
    pub fn try_map<U, E>(self, read: impl FnOnce(T) -> Result<U, E>) -> Result<Change<U>, E> {
        match self {
            Self::Keep => Ok(Change::Keep),
            Self::To(new) => read(new).map(Change::To),
        }
    }
}

/// What was said, where anything was.
impl<T> From<Option<T>> for Change<T> {
    fn from(said: Option<T>) -> Self {
        said.map_or(Self::Keep, Self::To)
    }
}

impl<'de, T: Deserialize<'de>> Deserialize<'de> for Change<T> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        T::deserialize(deserializer).map(Self::To)
    }
}

#[cfg(test)]
mod tests {
    use serde::de::{IntoDeserializer, value};

    use super::*;

    #[test]
    fn what_is_kept_stays_and_what_is_said_is_set() {
        assert_eq!(Change::Keep.over(Some(1)), Some(1));
        assert_eq!(Change::To(None).over(Some(1)), None);
        let said: Result<Change<u8>, value::Error> = Change::deserialize(2_u8.into_deserializer());
        assert_eq!(said, Ok(Change::To(2)));
        assert_eq!(Change::To(2).try_map(Err::<u8, _>), Err(2));
    }
}
