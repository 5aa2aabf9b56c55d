use sillon_kernel::Language;

/// The most ranges of an `Accept-Language` header that are read; browsers send fewer than ten.
const MOST_RANGES: usize = 20;

/// The language a visitor is spoken to in: the one asked for in the address, else the one kept from before, else the one
/// their browser prefers, else the default.
pub(crate) fn choose(
    asked: Option<Language>,
    kept: Option<&str>,
    accepted: Option<&str>,
) -> Language {
    let kept = kept.and_then(|code| code.parse().ok());
    asked.or(kept).or_else(|| accepted.and_then(preferred)).unwrap_or_default()
}

/// The language a browser would rather have, of those we speak (RFC 9110, §12.5.4); of equals, the first.
fn preferred(header: &str) -> Option<Language> {
    let ranges = header.split(',').take(MOST_RANGES).filter_map(read_range);
    let best = ranges.fold(None, |best: Option<(Language, u32)>, range| match best {
        Some(best) if best.1 >= range.1 => Some(best),
        Some(_) | None => Some(range),
    });
    best.map(|(language, _)| language)
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
    fn the_address_wins_over_the_cookie_and_the_cookie_over_the_browser() {
        let (fr, en) = (Language::Fr, Language::En);
        assert_eq!(choose(Some(en), Some("fr"), Some("fr")), en);
        assert_eq!(choose(None, Some("fr"), Some("en")), fr);
        assert_eq!(
            choose(None, Some("de"), Some("en")),
            en,
            "a cookie that means nothing is passed over"
        );
        assert_eq!(choose(None, None, None), fr);
    }

    #[test]
    fn a_browser_is_given_what_it_prefers_of_what_we_speak() {
        let chosen = |header| choose(None, None, Some(header));
        assert_eq!(chosen("en-GB,en;q=0.9,fr;q=0.8"), Language::En);
        assert_eq!(chosen("de-DE, de;q=0.9, fr;q=0.3, en;q=0.7"), Language::En);
        assert_eq!(chosen("EN"), Language::En);
        assert_eq!(chosen("en;q=0.5,fr;q=0.5"), Language::En, "of equals the first");
        assert_eq!(chosen("en;q=0.50,fr;q=0.505"), Language::Fr);
    }

    #[test]
    fn a_browser_that_speaks_neither_or_makes_no_sense_gets_french() {
        for header in
            ["de", "", ",,;;", "*", "en;q=0", "en;q=0.000", "en;q=x", "en;q=-1", "en;q=9e9"]
        {
            assert_eq!(choose(None, None, Some(header)), Language::Fr, "{header}");
        }
    }
}
