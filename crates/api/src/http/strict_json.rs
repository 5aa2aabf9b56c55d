//! What serde takes beside an object is refused by a layer of our own under its data model: no option of serde or `serde_json`
//! turns off that a struct is also read from an array, and a check of the body against a schema would read every body twice.

use std::fmt;

use serde::de::{
    DeserializeSeed, Deserializer, EnumAccess, Error, MapAccess, SeqAccess, Unexpected,
    VariantAccess, Visitor,
};

/// What is said of whatever stands where an object is due; `body.rs` finds the problem's code by it.
pub(crate) const OBJECT_DUE: &str = "an object";

/// A value read strictly: where an object is due, nothing else is taken, however deep.
///
/// serde reads an array into a struct, too, field by field; so that a field we add would change what such an array means.
/// What a tag tells the kind of is read before its kind is known: there no array is taken at all, and a body that is to
/// have one names its kinds in another way.
pub(crate) struct Strict<T> {
    of: T,
    /// Whether it is a part of what a tag tells the kind of.
    is_tagged: bool,
}

impl<T> Strict<T> {
    /// The value that `of` reads.
    pub(crate) fn new(of: T) -> Self {
        Self { of, is_tagged: false }
    }

    fn and<U>(&self, of: U) -> Strict<U> {
        Strict { of, is_tagged: self.is_tagged }
    }
}

/// Passes calls through, their visitors made strict.
macro_rules! through {
    ($($method:ident($($argument:ident: $type:ty),*))*) => {$(
        fn $method<V: Visitor<'de>>(
            self,
            $($argument: $type,)*
            visitor: V,
        ) -> Result<V::Value, D::Error> {
            let visitor = self.and(visitor);
            self.of.$method($($argument,)* visitor)
        }
    )*};
}

impl<'de, D: Deserializer<'de>> Deserializer<'de> for Strict<D> {
    type Error = D::Error;

    through! {
        deserialize_bool() deserialize_i8() deserialize_i16() deserialize_i32() deserialize_i64() deserialize_i128()
        deserialize_u8() deserialize_u16() deserialize_u32() deserialize_u64() deserialize_u128() deserialize_f32()
        deserialize_f64() deserialize_char() deserialize_str() deserialize_string() deserialize_bytes()
        deserialize_byte_buf() deserialize_option() deserialize_unit() deserialize_unit_struct(name: &'static str)
        deserialize_newtype_struct(name: &'static str) deserialize_seq() deserialize_tuple(length: usize)
        deserialize_tuple_struct(name: &'static str, length: usize) deserialize_map()
        deserialize_enum(name: &'static str, variants: &'static [&'static str]) deserialize_identifier()
        deserialize_ignored_any()
    }

    fn deserialize_any<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, D::Error> {
        self.of.deserialize_any(Strict { of: visitor, is_tagged: true })
    }

    fn deserialize_struct<V: Visitor<'de>>(
        self,
        name: &'static str,
        fields: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, D::Error> {
        let visitor = Object(self.and(visitor));
        self.of.deserialize_struct(name, fields, visitor)
    }
}

/// A visitor of a struct: an object, and nothing else.
struct Object<V>(Strict<V>);

impl<'de, V: Visitor<'de>> Visitor<'de> for Object<V> {
    type Value = V::Value;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(OBJECT_DUE)
    }

    fn visit_map<A: MapAccess<'de>>(self, map: A) -> Result<V::Value, A::Error> {
        self.0.visit_map(map)
    }
}

/// Passes values through as they are.
macro_rules! plain {
    ($($method:ident($type:ty))*) => {$(
        fn $method<E: Error>(self, value: $type) -> Result<V::Value, E> {
            self.of.$method(value)
        }
    )*};
}

impl<'de, V: Visitor<'de>> Visitor<'de> for Strict<V> {
    type Value = V::Value;

    plain! {
        visit_bool(bool) visit_i64(i64) visit_i128(i128) visit_u64(u64) visit_u128(u128) visit_f64(f64) visit_char(char)
        visit_str(&str) visit_borrowed_str(&'de str) visit_string(String) visit_bytes(&[u8])
        visit_borrowed_bytes(&'de [u8]) visit_byte_buf(Vec<u8>)
    }

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.of.expecting(f)
    }

    fn visit_none<E: Error>(self) -> Result<V::Value, E> {
        self.of.visit_none()
    }

    fn visit_unit<E: Error>(self) -> Result<V::Value, E> {
        self.of.visit_unit()
    }

    fn visit_some<D: Deserializer<'de>>(self, value: D) -> Result<V::Value, D::Error> {
        let value = self.and(value);
        self.of.visit_some(value)
    }

    fn visit_newtype_struct<D: Deserializer<'de>>(self, value: D) -> Result<V::Value, D::Error> {
        let value = self.and(value);
        self.of.visit_newtype_struct(value)
    }

    fn visit_seq<A: SeqAccess<'de>>(self, items: A) -> Result<V::Value, A::Error> {
        if self.is_tagged {
            return Err(A::Error::invalid_type(Unexpected::Seq, &OBJECT_DUE));
        }
        let items = self.and(items);
        self.of.visit_seq(items)
    }

    fn visit_map<A: MapAccess<'de>>(self, map: A) -> Result<V::Value, A::Error> {
        let map = self.and(map);
        self.of.visit_map(map)
    }

    fn visit_enum<A: EnumAccess<'de>>(self, variant: A) -> Result<V::Value, A::Error> {
        let variant = self.and(variant);
        self.of.visit_enum(variant)
    }
}

impl<'de, S: DeserializeSeed<'de>> DeserializeSeed<'de> for Strict<S> {
    type Value = S::Value;

    fn deserialize<D: Deserializer<'de>>(self, value: D) -> Result<S::Value, D::Error> {
        let value = self.and(value);
        self.of.deserialize(value)
    }
}

impl<'de, A: SeqAccess<'de>> SeqAccess<'de> for Strict<A> {
    type Error = A::Error;

    fn next_element_seed<S: DeserializeSeed<'de>>(
        &mut self,
        seed: S,
    ) -> Result<Option<S::Value>, A::Error> {
        let seed = self.and(seed);
        self.of.next_element_seed(seed)
    }

    fn size_hint(&self) -> Option<usize> {
        self.of.size_hint()
    }
}

impl<'de, A: MapAccess<'de>> MapAccess<'de> for Strict<A> {
    type Error = A::Error;

    fn next_key_seed<S: DeserializeSeed<'de>>(
        &mut self,
        seed: S,
    ) -> Result<Option<S::Value>, A::Error> {
        self.of.next_key_seed(seed)
    }

    fn next_value_seed<S: DeserializeSeed<'de>>(&mut self, seed: S) -> Result<S::Value, A::Error> {
        let seed = self.and(seed);
        self.of.next_value_seed(seed)
    }

    fn size_hint(&self) -> Option<usize> {
        self.of.size_hint()
    }
}

impl<'de, A: EnumAccess<'de>> EnumAccess<'de> for Strict<A> {
    type Error = A::Error;
    type Variant = Strict<A::Variant>;

    fn variant_seed<S: DeserializeSeed<'de>>(
        self,
        seed: S,
    ) -> Result<(S::Value, Self::Variant), A::Error> {
        let is_tagged = self.is_tagged;
        let (value, of) = self.of.variant_seed(seed)?;
        Ok((value, Strict { of, is_tagged }))
    }
}

impl<'de, A: VariantAccess<'de>> VariantAccess<'de> for Strict<A> {
    type Error = A::Error;

    fn unit_variant(self) -> Result<(), A::Error> {
        self.of.unit_variant()
    }

    fn newtype_variant_seed<S: DeserializeSeed<'de>>(self, seed: S) -> Result<S::Value, A::Error> {
        let seed = self.and(seed);
        self.of.newtype_variant_seed(seed)
    }

    fn tuple_variant<V: Visitor<'de>>(
        self,
        length: usize,
        visitor: V,
    ) -> Result<V::Value, A::Error> {
        let visitor = self.and(visitor);
        self.of.tuple_variant(length, visitor)
    }

    fn struct_variant<V: Visitor<'de>>(
        self,
        fields: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, A::Error> {
        let visitor = Object(self.and(visitor));
        self.of.struct_variant(fields, visitor)
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use serde::Deserialize;

    use super::*;

    #[derive(Debug, Deserialize, PartialEq)]
    struct Point {
        x: i32,
        y: i32,
    }

    #[derive(Debug, Deserialize, PartialEq)]
    struct Meters(Point);

    #[derive(Debug, Deserialize, PartialEq)]
    enum Outer {
        Struct { x: i32 },
        Tuple(i32, i32),
        New(Point),
        Unit,
    }

    #[derive(Debug, Deserialize, PartialEq)]
    #[serde(tag = "kind", rename_all = "lowercase")]
    enum Tagged {
        Dot { at: Point },
    }

    fn read<'de, T: Deserialize<'de>>(json: &'de str) -> Result<T, String> {
        let mut json = serde_json::Deserializer::from_str(json);
        T::deserialize(Strict::new(&mut json)).map_err(|fault| fault.to_string())
    }

    #[track_caller]
    fn assert_due<'de, T: Deserialize<'de> + fmt::Debug>(json: &'de str) {
        let fault = read::<T>(json).unwrap_err();
        assert!(fault.starts_with("invalid type: sequence, expected an object at "), "{fault}");
    }

    #[test]
    fn what_is_sound_is_read_as_ever() {
        let point = |x, y| Point { x, y };
        assert_eq!(read(r#"{"x":1,"y":2}"#), Ok(point(1, 2)));
        assert_eq!(read("[[1,2],[3,4]]"), Ok(vec![(1, 2), (3, 4)]));
        assert_eq!(read::<Option<Point>>("null"), Ok(None));
        assert_eq!(
            read(r#"{"a":{"x":1,"y":2}}"#),
            Ok(BTreeMap::from([("a".to_owned(), point(1, 2))]))
        );
        assert_eq!(read(r#"{"Struct":{"x":1}}"#), Ok(Outer::Struct { x: 1 }));
        assert_eq!(read(r#"[{"Tuple":[1,2]},"Unit"]"#), Ok(vec![Outer::Tuple(1, 2), Outer::Unit]));
        assert_eq!(
            read(r#"{"kind":"dot","at":{"x":1,"y":2}}"#),
            Ok(Tagged::Dot { at: point(1, 2) })
        );
    }

    #[test]
    fn an_array_is_no_object_wherever_it_stands() {
        assert_due::<Point>("[1,2]");
        assert_due::<Meters>("[1,2]");
        assert_due::<Option<Point>>("[1,2]");
        assert_due::<Vec<Point>>(r#"[{"x":1,"y":2},[1,2]]"#);
        assert_due::<BTreeMap<String, Point>>(r#"{"a":[1,2]}"#);
        assert_due::<Outer>(r#"{"Struct":[1]}"#);
        assert_due::<Outer>(r#"{"New":[1,2]}"#);
        assert_due::<Tagged>(r#"["dot",{"at":{"x":1,"y":2}}]"#);
        assert_due::<Tagged>(r#"{"kind":"dot","at":[1,2]}"#);
        assert_eq!(
            read::<Point>("7").unwrap_err(),
            "invalid type: integer `7`, expected an object at line 1 column 1"
        );
    }
}
