//! What a run found: a table of ratios with their targets, and the readings they are made of.

use std::{fs, path::Path};

use crate::{
    Fault,
    load::clients::Outcome,
    load::spread::{Spread, Target, millis, number, per_second},
};

/// The lines of the page between which a run is written.
const BEGIN: &str = "<!-- measured -->";
const END: &str = "<!-- /measured -->";

/// What a run found.
#[derive(Debug, Default)]
pub(crate) struct Report {
    environment: String,
    ratios: Vec<Ratio>,
    readings: Vec<Reading>,
}

/// Something measured beside its floor.
#[derive(Debug)]
struct Ratio {
    what: String,
    measured: String,
    floor: String,
    quotient: Spread,
    target: Option<Target>,
}

/// How fast something was, and what it cost.
#[derive(Debug, Default)]
pub(crate) struct Reading {
    /// What it is.
    pub(crate) what: String,
    /// How many clients asked at once.
    pub(crate) clients: usize,
    /// Answers a second.
    pub(crate) rate: Spread,
    /// The time within which half of the answers came, in milliseconds.
    pub(crate) half: Spread,
    /// The time within which 99 of 100 came, in milliseconds.
    pub(crate) most: Spread,
    /// What an answer cost the server, in microseconds of processor time.
    pub(crate) server: Spread,
    /// What it cost PostgreSQL.
    pub(crate) postgres: Spread,
}

impl Reading {
    /// Nothing read yet.
    pub(crate) fn of(what: impl Into<String>, clients: usize) -> Self {
        Self { what: what.into(), clients, ..Self::default() }
    }

    /// Adds how fast a round went.
    pub(crate) fn add(&mut self, outcome: &Outcome) {
        self.rate.add(per_second(outcome.answers, outcome.elapsed));
        self.half.add(millis(outcome.percentile(50.0)));
        self.most.add(millis(outcome.percentile(99.0)));
    }

    fn row(&self) -> String {
        let Self { what, clients, rate, half, most, server, postgres } = self;
        let cells = [rate, half, most, server, postgres].map(Spread::told).join(" | ");
        format!("| {what} | {clients} | {cells} |\n")
    }
}

impl Report {
    /// A report of a run in some circumstances.
    pub(crate) fn of(environment: String) -> Self {
        Self { environment, ..Self::default() }
    }

    /// Notes a quantity beside its floor, both in some unit; the ratio is the measured over the floor, round by round.
    pub(crate) fn ratio(
        &mut self,
        what: impl Into<String>,
        unit: &str,
        (measured, floor): (&Spread, &Spread),
        target: Option<Target>,
    ) {
        self.ratios.push(Ratio {
            what: what.into(),
            measured: format!("{}{unit}", measured.told()),
            floor: format!("{}{unit}", floor.told()),
            quotient: measured.over(floor),
            target,
        });
    }

    /// Notes a quantity that is its own measure.
    pub(crate) fn value(
        &mut self,
        what: impl Into<String>,
        unit: &str,
        measured: Spread,
        target: Target,
    ) {
        self.ratios.push(Ratio {
            what: what.into(),
            measured: format!("{}{unit}", measured.told()),
            floor: "–".to_owned(),
            quotient: measured,
            target: Some(target),
        });
    }

    /// Notes a reading.
    pub(crate) fn reading(&mut self, reading: Reading) {
        self.readings.push(reading);
    }

    /// The tables, as Markdown.
    pub(crate) fn told(&self) -> String {
        let ratios: Vec<String> = self.ratios.iter().map(Ratio::row).collect();
        let readings: Vec<String> = self.readings.iter().map(Reading::row).collect();
        let readings = if readings.is_empty() {
            String::new()
        } else {
            format!("\n{READINGS}{}", readings.concat())
        };
        format!("{}\n\n{RATIOS}{}{readings}", self.environment, ratios.concat())
    }

    /// Puts the tables into the page, in the place of those of the run before.
    pub(crate) fn write(&self, page: &Path) -> Result<(), Fault> {
        let text = fs::read_to_string(page)?;
        let replaced = replace(&text, &self.told())
            .ok_or_else(|| format!("{} has no {BEGIN} … {END}", page.display()))?;
        Ok(fs::write(page, replaced)?)
    }
}

const RATIOS: &str = "\
| what | measured | floor | ratio | target | |
| --- | --- | --- | --- | --- | --- |
";

const READINGS: &str = "\
| what | clients | a second | p50 ms | p99 ms | server CPU µs each | PostgreSQL CPU µs each |
| --- | --- | --- | --- | --- | --- | --- |
";

impl Ratio {
    fn row(&self) -> String {
        let Self { what, measured, floor, quotient, target } = self;
        let told = if floor == "–" { number(quotient.median()) } else { quotient.told() };
        let wanted = target.map(Target::told).unwrap_or_default();
        let verdict = target.map(|target| target.verdict(quotient)).unwrap_or_default();
        format!("| {what} | {measured} | {floor} | {told} | {wanted} | {verdict} |\n")
    }
}

fn replace(page: &str, tables: &str) -> Option<String> {
    let (before, rest) = page.split_once(BEGIN)?;
    let (_, after) = rest.split_once(END)?;
    Some(format!("{before}{BEGIN}\n\n{tables}\n{END}{after}"))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn spread(readings: &[f64]) -> Spread {
        let mut spread = Spread::default();
        for reading in readings {
            spread.add(*reading);
        }
        spread
    }

    #[test]
    fn a_ratio_is_told_with_both_sides_and_its_target() {
        let mut report = Report::of("Here".to_owned());
        let sides = (&spread(&[60.0, 70.0, 80.0]), &spread(&[100.0, 100.0, 100.0]));
        report.ratio("orders", "/s", sides, Some(Target::AtLeast(0.6)));
        let row = "| orders | 70 [60–80]/s | 100 [100–100]/s | 0.70 [0.60–0.80] | ≥ 0.60 | ok |";
        assert!(report.told().contains(row), "{}", report.told());
    }

    #[test]
    fn a_run_takes_the_place_of_the_one_before() {
        let page = format!("# Speed\n\n{BEGIN}\nold\n{END}\n\nThe end.\n");
        let written = replace(&page, "new").unwrap();
        assert_eq!(written, format!("# Speed\n\n{BEGIN}\n\nnew\n{END}\n\nThe end.\n"));
        assert_eq!(replace("no place", "new"), None);
    }
}
