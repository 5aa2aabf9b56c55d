#![expect(missing_docs, reason = "a text is what it says: read it in any of the languages")]

use crate::texts::{Count, CountOf, Say, Say2, Say3, Text};

texts! {
    SiteWords {
        /// What the language is called in itself.
        language_name: Text,
        skip: Text,
        language: Text,
        all_shops: Text,
        basket: Text,
        back_to_shop: Text,
        tagline: Text,
        sold_by: Text,
    }

    ShopsWords {
        title: Text,
        intro: Text,
        none: Text,
        enter: Text,
        more: Text,
        /// What leads to the page on which shops are looked for.
        find: Text,
        find_intro: Text,
        postcode: Text,
        within: Text,
        kilometres: Say,
        any_state: Text,
        open_now: Text,
        search: Text,
        none_found: Text,
        clear: Text,
        /// How far a shop is.
        away: Say,
    }

    CycleWords {
        open: Text,
        upcoming: Text,
        closed: Text,
        until: Say,
        opens: Say,
        opens_shortly: Text,
        closed_since: Say,
        closed_full: Say,
        opens_next: Say,
        last: Say,
        next_unknown: Text,
        none_yet: Text,
    }

    ShopWords {
        pick_up: Text,
        pick_up_unknown: Text,
        write_to: Text,
        search: Text,
        search_for: Text,
        category: Text,
        producer: Text,
        any_category: Text,
        any_producer: Text,
        label: Text,
        any_label: Text,
        free_of: Text,
        apply: Text,
        clear: Text,
        found: Count,
        none_found: Text,
        nothing_offered: Text,
        /// That nothing can be ordered, as the shop can be paid in no way.
        no_way_to_pay: Text,
        categories: Text,
        quantity: Say,
        left: Count,
        sold_out: Text,
        chilled: Text,
        frozen: Text,
        in_season: Text,
        lowest_before: Text,
        allergens: Say,
        no_allergens: Text,
        allergens_unknown: Text,
        ingredients: Say,
        origin: Say,
        alcohol: Say,
        best_before: Count,
        use_by: Count,
        /// Around the sum of orders from which on a farm's goods come.
        minimum: Say,
        deposit: Say,
        /// Around the most that is paid for, and what is expected.
        weighed: Say2,
        content: Say,
        price_breakdown: Text,
        farm_price: Say,
        hub_price: Say,
        you_pay: Text,
        /// What stands before the fees that come on the whole order.
        on_order: Text,
        /// A fee on the first item, and on each further one.
        further: Say2,
        /// A fee, and another from an amount of goods on.
        from_goods: Say3,
        tax_included: Say,
        tax_added: Say,
        /// That taxes come on top of the prices shown.
        without_tax: Text,
        update: Text,
        to_basket: Text,
        in_basket: Count,
        basket_empty: Text,
        mend: Text,
        also_open: Text,
    }

    QuantityWords {
        not_whole: Say,
        below_zero: Text,
        too_many: Count,
    }

    CartWords {
        title: Text,
        empty: Text,
        browse: Text,
        browse_more: Text,
        each: Say,
        zero_removes: Text,
        update: Text,
        checkout: Text,
        goods: Text,
        deposits: Text,
        total: Text,
        /// Around how much.
        at_most: Say,
        tax: Say,
        /// Around each tax and what it comes to.
        taxes: Say,
        /// A tax that has no name of its own.
        vat: Text,
        short: Count,
        none_left: Text,
        short_notice: Text,
        gone: CountOf,
        remove_gone: Text,
        not_open: Text,
        too_large: Text,
        discounts: Say,
        mend: Text,
    }

    ChangeWords {
        /// What the sum was, and what it is.
        sum: Say2,
        same_sum: Text,
        unknown: Text,
        /// What it is called, and what it costs.
        cost: Say2,
        /// What it is, and what it was.
        was: Say2,
        added: Say,
        left_out: Say,
        with_deposit: Say,
        something: Text,
    }

    MoneyBreakdownWords {
        title: Text,
        farms: Text,
        to: Say,
        somebody: Text,
        back: Text,
    }

    VoucherWords {
        label: Text,
        apply: Text,
        remove: Say,
        unknown: Say,
        twice: Say,
        alone: Say,
        used_up: Say,
        used_by_you: Say,
        too_many: Text,
    }

    HandOverWords {
        /// Before the ways in which a shop hands over.
        title: Text,
        pick_up: Text,
        delivery: Text,
        free: Text,
        per_item: Say,
        per_kilogram: Say,
        of_goods: Say,
        delivers_to: Say,
        carries: Say,
        /// Above the choice.
        choose: Text,
        choose_hint: Text,
        next: Text,
        otherwise: Text,
        required: Text,
        none_for_you: Text,
        cannot_carry: Say,
        full: Text,
        address: Text,
        street: Text,
        postcode: Text,
        city: Text,
        address_empty: Text,
        not_delivered: Text,
        cash: Text,
        cash_hint: Text,
        /// Around what is to be paid.
        pay_cash: Say,
    }

    CheckoutWords {
        title: Text,
        summary: Text,
        items: Count,
        back: Text,
        you: Text,
        name: Text,
        email: Text,
        email_hint: Text,
        phone: Text,
        phone_hint: Text,
        note: Text,
        optional: Text,
        payment: Text,
        cash: Text,
        cash_hint: Text,
        no_payment: Text,
        transfer: Text,
        transfer_hint: Text,
        terms: Text,
        consent: Text,
        rights: Text,
        submit: Text,
        mend: Count,
    }

    FieldWords {
        name_empty: Text,
        email_wrong: Text,
        too_long: Count,
        name_link: Text,
        unprintable: Text,
        payment: Text,
        consent: Text,
    }

    OrderWords {
        title: Say,
        thanks: Say,
        placed: Say,
        reference: Text,
        mailed: Say,
        lines: Text,
        pay: Text,
        pay_cash: Say,
        pay_transfer: Say,
        pay_nothing: Text,
        /// Of an order that was cancelled.
        nothing_to_pay: Text,
        /// Some of it does not come.
        changed: Text,
        /// Nothing of it comes.
        cancelled: Text,
        /// Why: too little was ordered of its producer.
        minimum: Text,
        /// Why: less of it came than was ordered.
        short: Text,
        account_holder: Text,
        amount: Text,
        /// Around what is expected, and the most that is paid for.
        weighs_about: Say2,
        /// Around what was weighed.
        weighs: Say,
        /// Around what was weighed, and what of it is paid for.
        weighs_more: Say2,
        received: Text,
        due: Text,
        paid_back: Text,
        to_pay_back: Text,
        placed_at: Say,
        keep: Text,
        note: Text,
        questions: Text,
    }

    /// What went wrong: in a word, and in a sentence that says what to do.
    Saying {
        title: Text,
        text: Text,
    }

    PageErrorWords {
        missing: Saying,
        ordered: Saying,
        members_only: Saying,
        customers_only: Saying,
        not_open: Saying,
        full: Saying,
        conflict: Saying,
        too_long: Saying,
        invalid: Saying,
        unreadable: Saying,
        foreign: Saying,
        no_method: Saying,
        too_large: Saying,
        busy: Saying,
        unavailable: Saying,
        /// The number to tell whoever runs the shop.
        incident: Say,
        internal: Saying,
        see_order: Text,
        home: Text,
    }
}
