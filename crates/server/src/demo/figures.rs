use std::time::Duration;

use sillon_kernel::Language;

/// A whole number with its thousands apart.
pub(crate) fn count(language: Language, number: usize) -> String {
    let digits = number.to_string();
    let mut grouped = String::new();
    for (place, digit) in digits.chars().enumerate() {
        if place > 0 && (digits.len() - place).is_multiple_of(3) {
            grouped.push(match language {
                Language::Fr => '\u{a0}',
                Language::En | Language::De => ',',
            });
        }
        grouped.push(digit);
    }
    grouped
}

/// A number of tenths with its decimal mark.
fn tenths(language: Language, tenths: u64) -> String {
    let mark = match language {
        Language::Fr => ',',
        Language::En | Language::De => '.',
    };
    format!("{}{mark}{}", tenths / 10, tenths % 10)
}

/// Milliseconds, to a tenth.
pub(crate) fn millis(language: Language, micros: u64) -> String {
    format!("{} ms", tenths(language, (micros + 50) / 100))
}

/// Seconds, to a tenth.
pub(crate) fn seconds(language: Language, took: Duration) -> String {
    let millis = u64::try_from(took.as_millis()).unwrap_or(u64::MAX);
    format!("{} s", tenths(language, (millis + 50) / 100))
}

/// How many there were in each second.
pub(crate) fn per_second(number: usize, took: Duration) -> usize {
    let millis = usize::try_from(took.as_millis()).unwrap_or(usize::MAX).max(1);
    number.saturating_mul(1_000) / millis
}

/// The value that so many percent of the sorted values do not exceed; zero of none.
pub(crate) fn percentile(sorted: &[u64], percent: usize) -> u64 {
    let rank = (sorted.len() * percent).div_ceil(100).max(1);
    sorted.get(rank - 1).copied().unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_written_the_way_of_the_language() {
        assert_eq!(count(Language::Fr, 1_234_567), "1\u{a0}234\u{a0}567");
        assert_eq!([count(Language::En, 12_345), count(Language::En, 999)], ["12,345", "999"]);
        assert_eq!(millis(Language::Fr, 12_349), "12,3 ms");
        assert_eq!(millis(Language::En, 960), "1.0 ms");
        assert_eq!(seconds(Language::Fr, Duration::from_millis(1_951)), "2,0 s");
    }

    #[test]
    fn a_rate_is_whole_and_survives_no_time_at_all() {
        assert_eq!(per_second(1_000, Duration::from_millis(800)), 1_250);
        assert_eq!(per_second(3, Duration::ZERO), 3_000);
    }

    #[test]
    fn percentiles_are_values_that_were_met() {
        let sorted: Vec<u64> = (1..=200).collect();
        assert_eq!([percentile(&sorted, 50), percentile(&sorted, 99)], [100, 198]);
        assert_eq!(percentile(&[7], 99), 7);
        assert_eq!(percentile(&[], 50), 0);
    }
}
