use crate::Language;

/// The most ranges of an `Accept-Language` header that are read; browsers send fewer than ten.
const MAX_RANGES: usize = 20;

impl Language {
    /// The language an `Accept-Language` header would rather have, of those we speak (RFC 9110, §12.5.4); of equals, the
    /// first. None when it has neither.
    pub fn preferred(header: &str) -> Option<Self> {
        let ranges = header.split(',').take(MAX_RANGES).filter_map(read_range);
        let best = ranges.fold(None, |best: Option<(Self, u32)>, range| match best {
            Some(best) if best.1 >= range.1 => Some(best),
            Some(_) | None => Some(range),
        });
        best.map(|(language, _)| language)
    }
}

/// Reads `fr-CA;q=0.8` as French at 800 thousandths; nothing when we do not speak it or it is refused.
fn read_range(range: &str) -> Option<(Language, u32)> {
    let mut parts = range.split(';').map(str::trim);
    let tag = parts.next()?.split('-').next()?.to_ascii_lowercase();
    let language = match tag.as_str() {
        "*" => Language::default(),
        code => code.parse().ok()?,
    };
    let weight = parts.find_map(|part| part.strip_prefix("q=")).map_or(Some(1_000), thousandths)?;
    (weight > 0).then_some((language, weight))
}

/// A weight such as `1` or `0.85`, with at most three decimals.
fn thousandths(weight: &str) -> Option<u32> {
    let (whole, decimals) = weight.split_once('.').unwrap_or((weight, ""));
    let padded: String = decimals.chars().chain("000".chars()).take(3).collect();
    let whole: u32 = whole.parse().ok()?;
    Some(whole.min(1) * 1_000 + padded.parse::<u32>().ok()?)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_preferred_of_what_we_speak_is_chosen() {
        assert_eq!(Language::preferred("en-GB,en;q=0.9,fr;q=0.8"), Some(Language::En));
        assert_eq!(Language::preferred("it-IT, fr;q=0.3, en;q=0.7"), Some(Language::En));
        assert_eq!(Language::preferred("de-AT, en;q=0.7"), Some(Language::De));
        assert_eq!(Language::preferred("*"), Some(Language::Fr));
        assert_eq!(Language::preferred("it, en;q=0"), None);
        assert_eq!(Language::preferred(",;q=x;;"), None);
    }
}
