use std::fmt;

use sillon_kernel::{Name, Text};

use crate::Country;

/// The most lines a street has in an address.
pub const MAX_STREET_LINES: usize = 3;

/// Millionths of a degree in a degree.
const MILLION: i64 = 1_000_000;

/// Metres in a degree of latitude, on a globe of the mean radius of 6 371 008.8 m (IUGG).
const METRES_A_DEGREE: i64 = 111_195;

/// Where somebody is or is written to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Address {
    /// Number and street, line by line; at most [`MAX_STREET_LINES`], each without a line break.
    pub street: Vec<Text<120>>,
    /// The postal code.
    pub postcode: Option<Text<12>>,
    /// The town.
    pub city: Name,
    /// The country.
    pub country: Country,
    /// Where that is on the globe.
    pub coordinates: Option<Coordinates>,
}

impl Address {
    /// The address on one line; the country is named by its code where it is not France.
    pub fn line(&self) -> String {
        let town = self.postcode.as_ref().map(|code| format!("{code} {}", self.city));
        let country = (self.country != Country::FR).then(|| self.country.to_string());
        let street = self.street.iter().map(ToString::to_string);
        let town = town.unwrap_or_else(|| self.city.to_string());
        street.chain([town]).chain(country).collect::<Vec<_>>().join(", ")
    }
}

/// What an address is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum AddressKind {
    /// Where the enterprise is, for everybody.
    Physical,
    /// Where invoices to it go, for its own people.
    Business,
}

impl AddressKind {
    /// The name it is stored under.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Physical => "physical",
            Self::Business => "business",
        }
    }
}

/// A place on the globe (WGS 84), in millionths of a degree: about 11 cm.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Coordinates {
    latitude: i64,
    longitude: i64,
}

impl Coordinates {
    /// The place of so many millionths of a degree north and east.
    ///
    /// # Errors
    ///
    /// [`NoSuchPlace`] beyond 90 degrees of latitude or 180 of longitude.
    pub fn new(latitude_millionths: i64, longitude_millionths: i64) -> Result<Self, NoSuchPlace> {
        let is_place = (-90 * MILLION..=90 * MILLION).contains(&latitude_millionths)
            && (-180 * MILLION..=180 * MILLION).contains(&longitude_millionths);
        let place = Self { latitude: latitude_millionths, longitude: longitude_millionths };
        is_place.then_some(place).ok_or(NoSuchPlace)
    }

    /// Degrees north of the equator, in millionths.
    pub fn latitude_millionths(self) -> i64 {
        self.latitude
    }

    /// Degrees east of Greenwich, in millionths.
    pub fn longitude_millionths(self) -> i64 {
        self.longitude
    }

    /// The middle of some places; none of none. Places on both sides of the date line have none that means anything.
    pub fn middle(places: &[Self]) -> Option<Self> {
        let count = i64::try_from(places.len()).ok().filter(|count| *count > 0)?;
        let mean = |of: fn(&Self) -> i64| places.iter().map(of).sum::<i64>() / count;
        Self::new(mean(|place| place.latitude), mean(|place| place.longitude)).ok()
    }

    /// How long a degree of longitude is at this latitude, in millionths of a degree of latitude: its cosine, after
    /// Bhaskara I, which is right to within 0.2 %.
    pub fn parallel_millionths(self) -> i64 {
        // (32400 - 4x²) / (32400 + x²) of x degrees, with x in thousandths of a degree.
        let x = self.latitude / 1_000;
        let (square, whole) = (x * x, 32_400 * MILLION);
        (whole - 4 * square).max(0) * 1_000 / ((whole + square) / 1_000)
    }

    /// How far another place is, in metres, on a flat map whose east is stretched as here: right to within a percent or so
    /// up to some hundred kilometres away, anywhere people farm.
    pub fn metres_to(self, other: Self) -> u64 {
        let north = i128::from(other.latitude - self.latitude);
        let east = i128::from(other.longitude - self.longitude)
            * i128::from(self.parallel_millionths())
            / i128::from(MILLION);
        let square = (north * north + east * east).unsigned_abs();
        let metres = square.isqrt() * u128::from(METRES_A_DEGREE.unsigned_abs())
            / u128::from(MILLION.unsigned_abs());
        u64::try_from(metres).unwrap_or(u64::MAX)
    }
}

impl fmt::Display for Coordinates {
    /// Latitude and longitude in millionths of a degree.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{},{}", self.latitude, self.longitude)
    }
}

/// Everything not further from a place than so much.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Near {
    /// The middle.
    pub centre: Coordinates,
    /// How far, in metres.
    metres: i64,
}

impl Near {
    /// The furthest that can be asked for, in kilometres.
    pub const MAX_KILOMETRES: u32 = 300;

    /// How far around a place is looked where nobody says, in kilometres: as far as people drive for their food.
    pub const USUAL_KILOMETRES: u32 = 30;

    /// So many kilometres around a place; none beyond [`Self::MAX_KILOMETRES`], or for zero.
    pub fn kilometres(centre: Coordinates, kilometres: u32) -> Option<Self> {
        (1..=Self::MAX_KILOMETRES)
            .contains(&kilometres)
            .then(|| Self { centre, metres: i64::from(kilometres) * 1_000 })
    }

    /// The distance, in millionths of a degree of latitude.
    pub fn reach_millionths(self) -> i64 {
        self.metres * MILLION / METRES_A_DEGREE
    }
}

/// There is no such place on the globe.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error(
    "a place is at most 90 degrees north or south, and 180 east or west, in millionths of a degree"
)]
pub struct NoSuchPlace;

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn at(latitude: i64, longitude: i64) -> Coordinates {
        Coordinates::new(latitude, longitude).unwrap()
    }

    #[test]
    fn places_are_on_the_globe() {
        assert!(Coordinates::new(90_000_000, -180_000_000).is_ok());
        for (latitude, longitude) in [(90_000_001, 0), (0, 180_000_001), (-90_000_001, 0)] {
            assert_eq!(Coordinates::new(latitude, longitude), Err(NoSuchPlace));
        }
    }

    #[test]
    fn distances_are_those_of_the_map() {
        // Great circle distances on a globe of the mean radius.
        let epinal = at(48_174_000, 6_450_000);
        for (other, metres) in [
            (at(48_692_000, 6_184_000), 60_848),  // Nancy
            (at(48_583_000, 7_750_000), 106_463), // Strasbourg
            (at(48_174_000, 6_450_000), 0),
            (at(48_175_000, 6_450_000), 111),
        ] {
            let found = i64::try_from(epinal.metres_to(other)).unwrap();
            assert!((found - metres).abs() <= metres / 100 + 1, "{found} m, not {metres} m");
        }
    }

    #[test]
    fn a_circle_has_a_bounded_radius() {
        let centre = at(48_174_000, 6_450_000);
        assert_eq!(Near::kilometres(centre, 111).unwrap().reach_millionths(), 998_246);
        assert!(Near::kilometres(centre, 0).is_none());
        assert!(Near::kilometres(centre, 301).is_none());
    }

    proptest! {
        #[test]
        fn a_parallel_is_never_longer_than_the_equator(latitude in -90_000_000_i64..=90_000_000) {
            let parallel = at(latitude, 0).parallel_millionths();
            prop_assert!((0..=MILLION).contains(&parallel), "{parallel}");
            prop_assert_eq!(parallel, at(-latitude, 0).parallel_millionths());
        }
    }
}
