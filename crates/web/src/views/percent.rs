use sillon_kernel::{Language, Rate};
use sillon_messages::Format as _;

/// A rate as a percentage, without its sign: `5,5` or `5.5`.
pub(crate) fn percent(language: Language, rate: Rate) -> String {
    let percent = rate.percent();
    percent.parse().map_or(percent, |number| language.decimal(number))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rates_are_written_as_the_language_does() {
        let rates = |bps| Language::ALL.map(|language| percent(language, Rate::from_bps(bps)));
        assert_eq!(rates(550), ["5,5", "5.5", "5,5"]);
        assert_eq!(rates(2_000), ["20", "20", "20"]);
    }
}
