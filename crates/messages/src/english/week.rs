use crate::{LineWords, WeekWords};

pub(super) const WEEK: WeekWords = WeekWords {
    unknown_product: |name| format!("none of your products is called “{name}”"),
    ambiguous: |name| format!("“{name}” may be any of several sizes"),
    no_product: "the line names no product",
    nothing_said: |name| {
        format!("the line says nothing of “{name}”: write how many there are, a price, or stop")
    },
    price_or_quantity: |number| {
        format!(
            "{number} may be a price or a quantity: write a price with € or after at, a quantity with its unit"
        )
    },
    two_quantities: "the line gives two quantities: leave one",
    two_prices: "the line gives two prices: leave one",
    contradiction: "the line says two things that do not go together: keep the number, or the word",
    range: |text| format!("“{text}” gives two numbers: write the one you are sure to have"),
    dash_or_minus: |number| {
        format!(
            "the dash before {number} may take away or only part: write “-{number}” after a space to take away, else “:”"
        )
    },
    spaced_number: |text| {
        format!("“{text}” may be one number or two: write a number without spaces")
    },
    thousands: |text| {
        format!("“{text}” may be a thousand or a little more than one: write 1200 or 1.2")
    },
    not_a_number: |text| format!("“{text}” is not a number: write digits, such as 40 or 2.5"),
    not_an_amount: |text| format!("{text} is too large or too fine to be counted"),
    not_whole: |number| format!("{number} is not a whole number of items"),
    too_much: |number| format!("{number} is more than a supply may hold"),
    below_zero: |left| format!("only {left} are left"),
    no_such_size: |size| format!("{size} is not one of your sizes"),
    not_sold_by: |unit| format!("no size is called “{unit}”"),
    wrong_unit: |unit| format!("this product is not counted in {unit}: write how many items"),
    pieces_or_packs: |number, size| {
        format!("{number} may count pieces or “{size}”: write “{size}: {number}” for the latter")
    },
    price_of_what: |price, size| {
        format!(
            "{price} may be the price of a measure or of “{size}”: write {price}/kg, {price}/l or {price}/item"
        )
    },
    price_per_other: |size| format!("this product has a price for “{size}”: write that one"),
    bad_price: |price| {
        format!("{price} is not a price: write digits with at most 2 decimals, such as 2.20")
    },
    other_currency: |currency| format!("this product has no price in {currency}"),
    not_counted: "this product is on demand and not counted: write how many there are, without + or -",
    not_listed_before: "this product was not in last week’s list: write how many there are",
    pool_set_twice: |line| {
        format!("line {line} says something else of the same supply: keep one of them")
    },
    said_twice: |line| {
        format!("line {line} says something else of the same item: keep one of them")
    },
    greeting_with_goods: |name| {
        format!("the line begins as a message, but names “{name}”: put it on a line of its own")
    },
    line_too_long: "the line is too long: one product a line",
    not_confirmed: |written| format!("the line was taken for “{written}”: confirm it"),
    no_such_choice: "what was chosen for this line is not one of your items",
    changed_meanwhile: |now| format!("somebody changed it meanwhile: it is {now} now"),
    too_many_lines: |most| format!("the list has more than {most} lines"),
    did_you_mean: |fault, meant| format!("{fault}; did you mean {meant}?"),
    one_fault: |line, fault| format!("the list has one fault, at line {line}: {fault}"),
    faults: |count, line, fault| {
        format!("the list has {count} faults, the first at line {line}: {fault}")
    },
    nothing_changed: |count, fault| format!("nothing was changed, for {count} fault(s): {fault}"),
    line: LineWords {
        of_goods: |name, says| format!("{name}: {says}"),
        stop: "stop",
        on_demand: "on demand",
        left: "left",
        at: "at",
    },
};
