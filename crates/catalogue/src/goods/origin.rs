use std::{collections::BTreeSet, fmt, str::FromStr};

use sillon_kernel::Name;

use sillon_enterprises::{Country, NoSuchCountry};

/// The most countries one food comes from.
const MAX_COUNTRIES: usize = 12;

/// Where a food comes from: one country or more, the largest part first, and perhaps a place within it.
///
/// Fruit and vegetables name their country (Delegated Regulation (EU) 2023/2429), meat and honey all of theirs (1337/2013,
/// Directive (EU) 2024/1438, with the share of each).
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Origin {
    countries: Vec<Share>,
    /// The place within the country, such as `Drôme`.
    pub place: Option<Name>,
}

/// A country and its part of a food.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Share {
    /// Which country.
    pub country: Country,
    /// Its part in percent, where it was said.
    pub percent: Option<u8>,
}

impl Origin {
    /// One country.
    pub fn of(country: Country, place: Option<Name>) -> Self {
        Self { countries: vec![Share { country, percent: None }], place }
    }

    /// The countries, the largest part first.
    pub fn countries(&self) -> &[Share] {
        &self.countries
    }

    /// The origin with a place within its country.
    #[must_use]
    pub fn at(self, place: Option<Name>) -> Self {
        Self { place, ..self }
    }
}

/// The countries as they are stored and listed: `FR`, or `FR 60,ES 40`. The place is not in it.
impl fmt::Display for Origin {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (index, share) in self.countries.iter().enumerate() {
            let between = if index == 0 { "" } else { "," };
            write!(f, "{between}{}", share.country)?;
            if let Some(percent) = share.percent {
                write!(f, " {percent}")?;
            }
        }
        Ok(())
    }
}

impl FromStr for Origin {
    type Err = OriginError;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let countries = text.split(',').map(read_share).collect::<Result<Vec<_>, _>>()?;
        let distinct: BTreeSet<_> = countries.iter().map(|share| share.country).collect();
        let parts: u32 = countries.iter().filter_map(|share| share.percent).map(u32::from).sum();
        let all_said = countries.iter().all(|share| share.percent.is_some());
        if countries.len() > MAX_COUNTRIES || distinct.len() < countries.len() {
            return Err(OriginError::Countries);
        }
        if parts > 100 || (all_said && parts < 100) {
            return Err(OriginError::Parts);
        }
        Ok(Self { countries, place: None })
    }
}

fn read_share(text: &str) -> Result<Share, OriginError> {
    let mut words = text.split_whitespace();
    let country = words.next().ok_or(OriginError::Countries)?.parse()?;
    let percent = words.next().map(|part| part.trim_end_matches('%').parse::<u8>());
    let percent = percent.transpose().map_err(|_fault| OriginError::Parts)?;
    if words.next().is_some() || percent == Some(0) {
        return Err(OriginError::Parts);
    }
    Ok(Share { country, percent })
}

/// Why an origin was refused.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum OriginError {
    /// No code of a country.
    #[error(transparent)]
    NoSuchCountry(#[from] NoSuchCountry),
    /// None, too many, or one twice.
    #[error("an origin names 1 to 12 countries, each once, such as FR or FR 60,ES 40")]
    Countries,
    /// Parts that cannot be.
    #[error("the parts of an origin are whole percents that come to 100")]
    Parts,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_origin_reads_back() {
        for text in ["FR", "FR 60,ES 40", "FR,ES", "FR 60,ES"] {
            assert_eq!(text.parse::<Origin>().unwrap().to_string(), text);
        }
        assert_eq!("fr 60%, es 40".parse::<Origin>().unwrap().to_string(), "FR 60,ES 40");
        assert!(matches!("XX".parse::<Origin>(), Err(OriginError::NoSuchCountry(_))));
        assert_eq!("FR,FR".parse::<Origin>(), Err(OriginError::Countries));
        assert_eq!("FR 60,ES 50".parse::<Origin>(), Err(OriginError::Parts));
        assert_eq!("FR 60,ES 30".parse::<Origin>(), Err(OriginError::Parts));
        assert_eq!("".parse::<Origin>(), Err(OriginError::Countries));
    }
}
