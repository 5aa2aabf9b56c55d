use sillon_kernel::{Language, Money};
use sillon_messages::Format as _;

use super::{Account, listed};
use crate::demo::{
    figures::{count, millis, per_second, percentile, seconds},
    table::Table,
};

/// How many of the wares that sold out are named.
const MAX_NAMED: usize = 6;

impl Account {
    /// Everybody ordering at once: what came of it, and how fast.
    pub(super) fn rush_table(&self) -> Table {
        let words = self.words;
        let mut rows = vec![
            (words.either("Clients", "Shoppers"), self.shoppers()),
            (words.either("Commandes", "Orders"), self.orders()),
            (words.either("Refus", "Refusals"), self.refusals()),
        ];
        let names =
            std::iter::once(words.either("Épuisés", "Sold out")).chain(std::iter::repeat(""));
        rows.extend(names.zip(self.sold_out()));
        rows.push((words.either("Vitesse", "Speed"), self.speed()));
        listed(rows)
    }

    fn shoppers(&self) -> String {
        let language = self.words.0;
        let (shoppers, took) =
            (count(language, self.rush.shoppers), seconds(language, self.rush.took));
        match language {
            Language::Fr => format!("{shoppers} en même temps, servis en {took}"),
            Language::En | Language::De => format!("{shoppers} at once, served in {took}"),
        }
    }

    fn orders(&self) -> String {
        let (language, total) = (self.words.0, self.rush.total());
        let number = self.rush.orders.len();
        let share = i64::try_from(number).unwrap_or(i64::MAX).max(1);
        let average = language.money(Money::new(total.minor() / share, total.currency()));
        let (orders, total) = (count(language, number), language.money(total));
        match language {
            Language::Fr => format!("{orders} pour {total}, {average} en moyenne"),
            Language::En | Language::De => format!("{orders} for {total}, {average} on average"),
        }
    }

    fn refusals(&self) -> String {
        let (language, rush) = (self.words.0, &self.rush);
        let number = |number| count(language, number);
        let (refused, back, gave_up) =
            (number(rush.refusals), number(rush.came_back), number(rush.gave_up));
        match language {
            Language::Fr => {
                format!(
                    "{refused} (409) ; paniers réduits à ce qui restait : {back}, abandonnés : {gave_up}"
                )
            }
            Language::En | Language::De => {
                format!("{refused} (409); carts cut to what was left: {back}, given up: {gave_up}")
            }
        }
    }

    /// What sold out, a line each; the last line counts what is not named.
    fn sold_out(&self) -> Vec<String> {
        let (language, sold_out) = (self.words.0, &self.rush.sold_out);
        let line = |(name, refusals): &(String, usize)| match (refusals, language) {
            (0, _) => name.clone(),
            (times, Language::Fr) => format!("{name}, {times} refus"),
            (1, Language::En | Language::De) => format!("{name}, 1 refusal"),
            (times, Language::En | Language::De) => format!("{name}, {times} refusals"),
        };
        let mut lines: Vec<String> = sold_out.iter().take(MAX_NAMED).map(line).collect();
        match (sold_out.len().saturating_sub(MAX_NAMED), language) {
            (0, _) if lines.is_empty() => {
                lines.push(self.words.either("rien", "nothing").to_owned());
            }
            (0, _) => {}
            (more, Language::Fr) => lines.push(format!("et {more} de plus")),
            (more, Language::En | Language::De) => lines.push(format!("and {more} more")),
        }
        lines
    }

    fn speed(&self) -> String {
        let (language, rush) = (self.words.0, &self.rush);
        let rate = count(language, per_second(rush.requests, rush.took));
        let requests = count(language, rush.requests);
        let [p50, p99] =
            [50, 99].map(|percent| millis(language, percentile(&rush.checkout_micros, percent)));
        match language {
            Language::Fr => {
                format!("{requests} requêtes, {rate}/s ; commander prend {p50} (p50), {p99} (p99)")
            }
            Language::En | Language::De => format!(
                "{requests} requests, {rate} a second; a checkout takes {p50} (p50), {p99} (p99)"
            ),
        }
    }
}

#[cfg(test)]
mod tests {
    use sillon_kernel::Language;

    use super::super::sample;

    #[test]
    fn the_rush_is_told_in_english() {
        let told = [
            "  Shoppers  3 at once, served in 1.3 s",
            "  Orders    1 for €20.00, €20.00 on average",
            "  Refusals  2 (409); carts cut to what was left: 1, given up: 2",
            "  Sold out  Brioche (400 g), 2 refusals",
            "            Coings (1 kg)",
            "  Speed     1,500 requests, 1,200 a second; a checkout takes 12.3 ms (p50), 40.0 ms (p99)",
            "",
        ];
        assert_eq!(sample(Language::En).rush_table().to_string(), told.join("\n"));
    }

    #[test]
    fn much_that_sold_out_is_counted_and_nothing_is_said() {
        let mut account = sample(Language::Fr);
        account.rush.sold_out = vec![("Ail (250 g)".to_owned(), 1); 9];
        assert_eq!(account.sold_out().last().map(String::as_str), Some("et 3 de plus"));
        account.rush.sold_out.clear();
        assert_eq!(account.sold_out(), ["rien"]);
    }
}
