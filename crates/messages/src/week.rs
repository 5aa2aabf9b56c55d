#![expect(missing_docs, reason = "a text is what it says: read it in any of the languages")]

use crate::texts::{CountOf, Say, Say2, Say3, Text};

texts! {
    /// What is said of a farmer's week: of what is wrong with a list, and what a list to edit is written in.
    WeekWords {
        unknown_product: Say,
        ambiguous: Say,
        no_product: Text,
        nothing_said: Say,
        price_or_quantity: Say,
        two_quantities: Text,
        two_prices: Text,
        contradiction: Text,
        range: Say,
        dash_or_minus: Say,
        spaced_number: Say,
        thousands: Say,
        not_a_number: Say,
        not_an_amount: Say,
        not_whole: Say,
        too_much: Say,
        below_zero: Say,
        no_such_size: Say,
        not_sold_by: Say,
        wrong_unit: Say,
        pieces_or_packs: Say2,
        price_of_what: Say2,
        price_per_other: Say,
        bad_price: Say,
        other_currency: Say,
        not_counted: Text,
        not_listed_before: Text,
        pool_set_twice: Say,
        said_twice: Say,
        greeting_with_goods: Say,
        line_too_long: Text,
        not_confirmed: Say,
        no_such_choice: Text,
        changed_meanwhile: Say,
        too_many_lines: Say,
        /// Around what is wrong, and what may have been meant.
        did_you_mean: Say2,
        /// Around the number of a line and what is wrong with it.
        one_fault: Say2,
        /// Around how many faults there are, the number of the first line that has one, and what is wrong with it.
        faults: Say3,
        /// Around how many faults there are, and the first.
        nothing_changed: CountOf,
        line: LineWords,
    }

    /// The words of a line of a list that is read again as it was written.
    LineWords {
        /// Around what goods are called, and what is said of them.
        of_goods: Say2,
        stop: Text,
        on_demand: Text,
        /// Before how much is left.
        left: Text,
        /// Before a price.
        at: Text,
    }
}
