//! The readings of one quantity, one a round.

#![expect(clippy::float_arithmetic, reason = "speeds and ratios are readings, not money")]

use std::time::Duration;

/// The readings of one quantity: their median, lowest and highest are told.
#[derive(Debug, Clone, Default, PartialEq)]
pub(crate) struct Spread(Vec<f64>);

impl Spread {
    /// The same reading so many times.
    pub(crate) fn of(reading: f64, times: usize) -> Self {
        Self(vec![reading; times])
    }

    /// Adds the reading of another round.
    pub(crate) fn add(&mut self, reading: f64) {
        self.0.push(reading);
    }

    /// The middle reading, the mean of the middle two when they are even in number; not a number when there are none.
    pub(crate) fn median(&self) -> f64 {
        let sorted = self.sorted();
        let below = sorted.get((sorted.len().saturating_sub(1)) / 2);
        let above = sorted.get(sorted.len() / 2);
        below.zip(above).map_or(f64::NAN, |(below, above)| f64::midpoint(*below, *above))
    }

    /// The lowest reading.
    pub(crate) fn lowest(&self) -> f64 {
        self.sorted().first().copied().unwrap_or(f64::NAN)
    }

    /// The highest reading.
    pub(crate) fn highest(&self) -> f64 {
        self.sorted().last().copied().unwrap_or(f64::NAN)
    }

    /// Each reading over the other's of the same round: what disturbed a round disturbed both.
    pub(crate) fn over(&self, other: &Self) -> Self {
        Self(self.0.iter().zip(&other.0).map(|(own, other)| own / other).collect())
    }

    fn sorted(&self) -> Vec<f64> {
        let mut sorted = self.0.clone();
        sorted.sort_by(f64::total_cmp);
        sorted
    }

    /// The median, and between brackets the lowest and the highest.
    pub(crate) fn told(&self) -> String {
        let [median, lowest, highest] = [self.median(), self.lowest(), self.highest()].map(number);
        if self.0.len() < 2 { median } else { format!("{median} [{lowest}–{highest}]") }
    }
}

/// A number with as many digits as its size deserves, and commas between its thousands.
pub(crate) fn number(value: f64) -> String {
    if value.is_nan() {
        return "–".to_owned();
    }
    let digits = match value.abs() {
        size if size >= 100.0 || size.fract() < f64::EPSILON => 0,
        size if size >= 10.0 => 1,
        _ => 2,
    };
    let plain = format!("{value:.digits$}");
    let (whole, fraction) = plain.split_at(plain.find('.').unwrap_or(plain.len()));
    let grouped: Vec<String> = whole
        .bytes()
        .enumerate()
        .map(|(place, digit)| {
            let comma = place > 0 && (whole.len() - place).is_multiple_of(3);
            format!("{}{}", if comma { "," } else { "" }, char::from(digit))
        })
        .collect();
    format!("{}{fraction}", grouped.concat())
}

/// How many a second.
pub(crate) fn per_second(count: usize, elapsed: Duration) -> f64 {
    float(count) / elapsed.as_secs_f64()
}

/// How many seconds.
pub(crate) fn seconds(time: Duration) -> f64 {
    time.as_secs_f64()
}

/// How many milliseconds.
pub(crate) fn millis(time: Duration) -> f64 {
    time.as_secs_f64() * 1_000.0
}

/// How many microseconds of a time fall to each of so many.
pub(crate) fn micros_each(time: Duration, count: usize) -> f64 {
    time.as_secs_f64() * 1_000_000.0 / float(count)
}

fn float(count: usize) -> f64 {
    f64::from(u32::try_from(count).unwrap_or(u32::MAX))
}

/// What a ratio should be.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) enum Target {
    /// At least this.
    AtLeast(f64),
    /// At most this.
    AtMost(f64),
    /// This, in every round.
    Exactly(f64),
}

impl Target {
    /// The target as it is written.
    pub(crate) fn told(self) -> String {
        match self {
            Self::AtLeast(least) => format!("≥ {}", number(least)),
            Self::AtMost(most) => format!("≤ {}", number(most)),
            Self::Exactly(wanted) => format!("= {}", number(wanted)),
        }
    }

    /// Whether the median meets it; if not, by how much it is missed.
    pub(crate) fn verdict(self, values: &Spread) -> String {
        let value = values.median();
        let missing = match self {
            Self::AtLeast(least) => (least - value) / least,
            Self::AtMost(most) => (value - most) / most,
            Self::Exactly(wanted) => {
                let away = |end: f64| (end - wanted).abs() / wanted;
                away(values.lowest()).max(away(values.highest()))
            }
        };
        match missing {
            missing if missing.is_nan() => "not measured".to_owned(),
            missing if missing <= 0.0 => "ok".to_owned(),
            missing => format!("**missed by {:.0} %**", (missing * 100.0).max(1.0)),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn spread(readings: &[f64]) -> Spread {
        Spread(readings.to_vec())
    }

    #[test]
    fn a_spread_is_told_by_its_middle_and_its_ends() {
        assert_eq!(spread(&[2_500.0, 1_200.4, 3_000.0]).told(), "2,500 [1,200–3,000]");
        assert_eq!(spread(&[4.0, 1.0]).told(), "2.50 [1–4]");
        assert_eq!(spread(&[0.815]).told(), "0.81");
        assert_eq!(spread(&[]).told(), "–");
    }

    #[test]
    fn ratios_are_taken_round_by_round() {
        let ratio = spread(&[100.0, 300.0, 90.0]).over(&spread(&[200.0, 300.0, 100.0]));
        assert_eq!(ratio, spread(&[0.5, 1.0, 0.9]));
    }

    #[test]
    fn numbers_are_grouped_by_thousands() {
        let told = [0.5, 5.0, 12.34, 123.4, 1_234.0, 1_234_567.0].map(number);
        assert_eq!(told, ["0.50", "5", "12.3", "123", "1,234", "1,234,567"]);
    }

    #[test]
    fn a_missed_target_says_by_how_much() {
        let verdict = |target: Target, values: &[f64]| target.verdict(&spread(values));
        assert_eq!(verdict(Target::AtLeast(0.6), &[0.1, 0.61, 0.7]), "ok");
        assert_eq!(verdict(Target::AtLeast(0.6), &[0.3]), "**missed by 50 %**");
        assert_eq!(verdict(Target::AtMost(2.0), &[2.5]), "**missed by 25 %**");
        assert_eq!(verdict(Target::AtMost(2.0), &[]), "not measured");
        assert_eq!(verdict(Target::Exactly(1.0), &[1.0, 1.0, 1.05]), "**missed by 5 %**");
    }

    #[test]
    fn times_fall_evenly_to_each() {
        assert!((per_second(500, Duration::from_millis(250)) - 2_000.0).abs() < 1e-9);
        assert!((micros_each(Duration::from_millis(5), 50) - 100.0).abs() < 1e-9);
        assert!((millis(Duration::from_micros(1_500)) - 1.5).abs() < 1e-9);
    }
}
