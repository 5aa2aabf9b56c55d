mod english;
mod french;

use sillon_kernel::Language;

/// A sentence around something already written for people: an amount, a date, a name.
pub(crate) type Say = fn(&str) -> String;

/// A sentence around a number, in its right plural.
pub(crate) type Count = fn(u32) -> String;

/// Everything the pages say, in one language. Every field is set in every language, or nothing compiles.
#[derive(Debug)]
pub(crate) struct Words {
    /// Around every page.
    pub(crate) site: SiteWords,
    /// The list of shops.
    pub(crate) shops: ShopsWords,
    /// Where a cycle stands.
    pub(crate) cycle: CycleWords,
    /// What a shop offers.
    pub(crate) shop: ShopWords,
    /// What is wrong with a quantity.
    pub(crate) quantity: QuantityWords,
    /// The basket.
    pub(crate) cart: CartWords,
    /// What is no longer as it was shown.
    pub(crate) change: ChangeWords,
    /// Whom an amount goes to.
    pub(crate) trail: TrailWords,
    /// The form that places an order.
    pub(crate) checkout: CheckoutWords,
    /// What is wrong with a field of it.
    pub(crate) field: FieldWords,
    /// A placed order.
    pub(crate) order: OrderWords,
    /// What went wrong.
    pub(crate) trouble: TroubleWords,
}

impl Words {
    /// What is said in a language.
    pub(crate) fn of(language: Language) -> &'static Self {
        const FR: Words = french::WORDS;
        const EN: Words = english::WORDS;
        match language {
            Language::Fr => &FR,
            Language::En => &EN,
        }
    }
}

#[derive(Debug)]
pub(crate) struct SiteWords {
    pub(crate) skip: &'static str,
    pub(crate) language: &'static str,
    pub(crate) all_shops: &'static str,
    pub(crate) basket: &'static str,
    pub(crate) back_to_shop: &'static str,
    pub(crate) tagline: &'static str,
    pub(crate) sold_by: &'static str,
}

#[derive(Debug)]
pub(crate) struct ShopsWords {
    pub(crate) title: &'static str,
    pub(crate) intro: &'static str,
    pub(crate) none: &'static str,
    pub(crate) enter: &'static str,
    pub(crate) more: &'static str,
}

#[derive(Debug)]
pub(crate) struct CycleWords {
    pub(crate) open: &'static str,
    pub(crate) upcoming: &'static str,
    pub(crate) closed: &'static str,
    pub(crate) until: Say,
    pub(crate) opens: Say,
    pub(crate) opens_shortly: &'static str,
    pub(crate) closed_since: Say,
    pub(crate) next_unknown: &'static str,
    pub(crate) none_yet: &'static str,
}

#[derive(Debug)]
pub(crate) struct ShopWords {
    pub(crate) pick_up: &'static str,
    pub(crate) pick_up_unknown: &'static str,
    pub(crate) write_to: &'static str,
    pub(crate) search: &'static str,
    pub(crate) search_for: &'static str,
    pub(crate) category: &'static str,
    pub(crate) producer: &'static str,
    pub(crate) any_category: &'static str,
    pub(crate) any_producer: &'static str,
    pub(crate) label: &'static str,
    pub(crate) any_label: &'static str,
    pub(crate) free_of: &'static str,
    pub(crate) apply: &'static str,
    pub(crate) clear: &'static str,
    pub(crate) found: Count,
    pub(crate) none_found: &'static str,
    pub(crate) nothing_offered: &'static str,
    pub(crate) categories: &'static str,
    pub(crate) quantity: Say,
    pub(crate) left: Count,
    pub(crate) sold_out: &'static str,
    pub(crate) chilled: &'static str,
    pub(crate) frozen: &'static str,
    pub(crate) in_season: &'static str,
    pub(crate) lowest_before: &'static str,
    pub(crate) allergens: Say,
    pub(crate) no_allergens: &'static str,
    pub(crate) allergens_unknown: &'static str,
    pub(crate) ingredients: Say,
    pub(crate) origin: Say,
    pub(crate) alcohol: Say,
    pub(crate) best_before: Count,
    pub(crate) use_by: Count,
    pub(crate) deposit: Say,
    pub(crate) weighed: Say,
    pub(crate) content: Say,
    pub(crate) per_piece: &'static str,
    pub(crate) price_truth: &'static str,
    pub(crate) farm_price: Say,
    pub(crate) hub_price: Say,
    pub(crate) you_pay: &'static str,
    /// What stands before the fees that come on the whole order.
    pub(crate) on_order: &'static str,
    /// A fee on the first item, and on each further one.
    pub(crate) further: fn(&str, &str) -> String,
    /// A fee, and another from an amount of goods on.
    pub(crate) from_goods: fn(&str, &str, &str) -> String,
    pub(crate) tax_included: Say,
    pub(crate) update: &'static str,
    pub(crate) to_basket: &'static str,
    pub(crate) in_basket: Count,
    pub(crate) basket_empty: &'static str,
    pub(crate) mend: &'static str,
    pub(crate) also_open: &'static str,
}

#[derive(Debug)]
pub(crate) struct QuantityWords {
    pub(crate) not_whole: Say,
    pub(crate) below_zero: &'static str,
    pub(crate) too_many: Count,
}

#[derive(Debug)]
pub(crate) struct CartWords {
    pub(crate) title: &'static str,
    pub(crate) empty: &'static str,
    pub(crate) browse: &'static str,
    pub(crate) browse_more: &'static str,
    pub(crate) each: Say,
    pub(crate) zero_removes: &'static str,
    pub(crate) update: &'static str,
    pub(crate) checkout: &'static str,
    pub(crate) goods: &'static str,
    pub(crate) deposits: &'static str,
    pub(crate) total: &'static str,
    pub(crate) tax: Say,
    pub(crate) short: Count,
    pub(crate) none_left: &'static str,
    pub(crate) short_notice: &'static str,
    pub(crate) gone: fn(u32, &str) -> String,
    pub(crate) remove_gone: &'static str,
    pub(crate) not_open: &'static str,
    pub(crate) too_large: &'static str,
    pub(crate) discounts: Say,
    pub(crate) mend: &'static str,
}

#[derive(Debug)]
pub(crate) struct ChangeWords {
    /// What the sum was, and what it is.
    pub(crate) sum: fn(&str, &str) -> String,
    pub(crate) same_sum: &'static str,
    pub(crate) unknown: &'static str,
    /// What it is called, and what it costs.
    pub(crate) cost: fn(&str, &str) -> String,
    /// What it is, and what it was.
    pub(crate) was: fn(&str, &str) -> String,
    pub(crate) added: Say,
    pub(crate) left_out: Say,
    pub(crate) with_deposit: Say,
    pub(crate) something: &'static str,
}

#[derive(Debug)]
pub(crate) struct TrailWords {
    pub(crate) title: &'static str,
    pub(crate) farms: &'static str,
    pub(crate) to: Say,
    pub(crate) somebody: &'static str,
    pub(crate) back: &'static str,
}

#[derive(Debug)]
pub(crate) struct CheckoutWords {
    pub(crate) title: &'static str,
    pub(crate) summary: &'static str,
    pub(crate) items: Count,
    pub(crate) back: &'static str,
    pub(crate) you: &'static str,
    pub(crate) name: &'static str,
    pub(crate) email: &'static str,
    pub(crate) email_hint: &'static str,
    pub(crate) phone: &'static str,
    pub(crate) phone_hint: &'static str,
    pub(crate) note: &'static str,
    pub(crate) optional: &'static str,
    pub(crate) payment: &'static str,
    pub(crate) cash: &'static str,
    pub(crate) cash_hint: &'static str,
    pub(crate) transfer: &'static str,
    pub(crate) transfer_hint: &'static str,
    pub(crate) terms: &'static str,
    pub(crate) consent: &'static str,
    pub(crate) rights: &'static str,
    pub(crate) submit: &'static str,
    pub(crate) mend: Count,
}

#[derive(Debug)]
pub(crate) struct FieldWords {
    pub(crate) name_empty: &'static str,
    pub(crate) email_wrong: &'static str,
    pub(crate) too_long: Count,
    pub(crate) name_link: &'static str,
    pub(crate) unprintable: &'static str,
    pub(crate) payment: &'static str,
    pub(crate) consent: &'static str,
}

#[derive(Debug)]
pub(crate) struct OrderWords {
    pub(crate) title: Say,
    pub(crate) thanks: Say,
    pub(crate) placed: Say,
    pub(crate) reference: &'static str,
    pub(crate) mailed: Say,
    pub(crate) lines: &'static str,
    pub(crate) pay: &'static str,
    pub(crate) pay_cash: Say,
    pub(crate) pay_transfer: Say,
    pub(crate) pay_nothing: &'static str,
    pub(crate) account_holder: &'static str,
    pub(crate) amount: &'static str,
    pub(crate) received: &'static str,
    pub(crate) due: &'static str,
    pub(crate) to_pay_back: &'static str,
    pub(crate) placed_at: Say,
    pub(crate) keep: &'static str,
    pub(crate) note: &'static str,
    pub(crate) questions: &'static str,
}

/// What went wrong: in a word, and in a sentence that says what to do.
#[derive(Debug)]
pub(crate) struct Saying {
    pub(crate) title: &'static str,
    pub(crate) text: &'static str,
}

#[derive(Debug)]
pub(crate) struct TroubleWords {
    pub(crate) missing: Saying,
    pub(crate) ordered: Saying,
    pub(crate) members_only: Saying,
    pub(crate) not_open: Saying,
    pub(crate) conflict: Saying,
    pub(crate) too_long: Saying,
    pub(crate) invalid: Saying,
    pub(crate) unreadable: Saying,
    pub(crate) foreign: Saying,
    pub(crate) no_method: Saying,
    pub(crate) too_large: Saying,
    pub(crate) busy: Saying,
    pub(crate) unavailable: Saying,
    /// The number to tell whoever runs the shop.
    pub(crate) incident: Say,
    pub(crate) internal: Saying,
    pub(crate) see_order: &'static str,
    pub(crate) home: &'static str,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_said_in_the_plural_of_the_language() {
        let [fr, en] = Language::ALL.map(Words::of);
        let counted = |words: &Words| [0, 1, 2].map(|count| (words.checkout.items)(count));
        assert_eq!(counted(fr), ["0 article", "1 article", "2 articles"]);
        assert_eq!(counted(en), ["0 items", "1 item", "2 items"]);
        assert_eq!((fr.shop.left)(1), "Plus qu’un");
        assert_eq!((fr.shop.left)(3), "Plus que 3");
        assert_eq!((en.shop.left)(1), "Only 1 left");
        assert_eq!(
            (fr.cart.gone)(2, "A, B"),
            "2 produits ne sont plus en vente\u{a0}: A, B. Retirez-les pour commander."
        );
    }

    #[test]
    fn sentences_hold_what_they_are_about() {
        for words in Language::ALL.map(Words::of) {
            let sentences = [
                words.cycle.until,
                words.cycle.opens,
                words.cycle.closed_since,
                words.shop.tax_included,
                words.cart.each,
                words.trail.to,
                words.order.title,
                words.order.pay_transfer,
            ];
            assert!(sentences.iter().all(|say| say("<what>").contains("<what>")));
        }
    }

    #[test]
    fn the_button_that_orders_says_that_one_pays() {
        // Directive 2011/83/EU, art. 8 (2): the button names the obligation to pay.
        let said = Language::ALL.map(|language| Words::of(language).checkout.submit);
        assert_eq!(said, ["Commander avec obligation de paiement", "Order with obligation to pay"]);
    }
}
