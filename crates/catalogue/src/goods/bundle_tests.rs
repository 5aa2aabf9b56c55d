//! Sizes that are put together from others, said.

use sillon_kernel::{Currency, Money, Timestamp};

use super::*;
use crate::{Patch, Size, VariantEdit};

fn id<T: std::str::FromStr>(number: u32) -> T
where
    T::Err: std::fmt::Debug,
{
    format!("018f0000-0000-7000-8000-{number:012}").parse().unwrap()
}

fn eur(minor: i64) -> Money {
    Money::new(minor, Currency::EUR)
}

fn refused(parts: &[(u32, u32)], edit: VariantEdit) -> Vec<(&'static str, String)> {
    let part = |(of, quantity): &(u32, u32)| Part { variant: id(*of), quantity: *quantity };
    let plain = Variant::new(id(1), id(2), Size::piece(), eur(1_500), (id(3), Quantity::pieces(1)));
    let edit = VariantEdit { parts: Patch::Set(parts.iter().map(part).collect()), ..edit };
    let now = Timestamp::from_micros(0).unwrap();
    edit.apply(plain, Currency::EUR, now).map_or_else(|refused| refused.0, |_| Vec::new())
}

#[test]
fn a_bundle_names_each_part_once_and_how_many_of_it() {
    let of = |parts: &[(u32, u32)]| refused(parts, VariantEdit::default());
    assert_eq!(of(&[(10, 1), (11, 100)]), []);
    for (parts, said) in [
        (vec![(10, 0)], "part 1: of each size 1 to 100 items go in"),
        (vec![(10, 1), (11, 101)], "part 2: of each size 1 to 100 items go in"),
        (vec![(10, 1), (10, 1)], "part 2: the size is named twice: say once how many go in"),
        (vec![(1, 1)], "part 1: a bundle is no part of itself"),
    ] {
        assert_eq!(of(&parts), [("parts", said.to_owned())]);
    }
    let many: Vec<(u32, u32)> = (10..41).map(|of| (of, 1)).collect();
    assert_eq!(of(&many), [("parts", "a bundle has at most 30 parts".to_owned())]);
}

#[test]
fn what_is_its_parts_is_not_said_of_a_bundle() {
    let edit = VariantEdit {
        deposit: Patch::Set(Some(eur(30))),
        content: Patch::Set(Some(Quantity::from_milli(1, sillon_kernel::Dimension::Weight))),
        ..VariantEdit::default()
    };
    let fields: Vec<&str> = refused(&[(10, 1)], edit).into_iter().map(|(of, _)| of).collect();
    assert_eq!(fields, ["deposit", "content"]);
}
