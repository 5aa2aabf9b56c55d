use sillon_kernel::Language;

use crate::{
    AccountWords, CalendarWords, CartWords, ChangeWords, CheckoutWords, CycleWords, FieldWords,
    LetterWords, MeasureWords, OrderWords, QuantityWords, SellerWords, SheetWords, ShopWords, ShopsWords,
    SiteWords, TrailWords, TroubleWords, VatWords, WeekWords, WithdrawalWords, english, french, texts::{Names, Say2},
};

texts! {
    /// Everything that is said, in one language.
    Words {
        /// Around what something is called and what it is, as on a line of a list.
        labelled: Say2,
        /// Around every page.
        site: SiteWords,
        /// The list of shops.
        shops: ShopsWords,
        /// Where a cycle stands.
        cycle: CycleWords,
        /// What a shop offers.
        shop: ShopWords,
        /// What is wrong with a quantity.
        quantity: QuantityWords,
        /// The basket.
        cart: CartWords,
        /// What is no longer as it was shown.
        change: ChangeWords,
        /// Whom an amount goes to.
        trail: TrailWords,
        /// The form that places an order.
        checkout: CheckoutWords,
        /// What is wrong with a field of it.
        field: FieldWords,
        /// A placed order.
        order: OrderWords,
        /// What went wrong.
        trouble: TroubleWords,
        /// The pages behind the links of letters.
        account: AccountWords,
        /// Letters.
        letters: LetterWords,
        /// The headings of sheets.
        sheets: SheetWords,
        /// Days and times.
        calendar: CalendarWords,
        /// Amounts and quantities.
        measures: MeasureWords,
        /// The fourteen allergens.
        allergens: Names,
        /// What goods may be marked with.
        labels: Names,
        /// Countries by the codes of ISO 3166; those that are not here have only their codes.
        countries: Names,
        /// Kinds of goods by their ids in the taxonomy of the Data Food Consortium, and what grows that is none of them.
        product_types: Names,
        /// What the law wants to be known and is missing, by the rule that asks for it.
        requirements: Names,
        /// Whether goods may be given back.
        withdrawal: WithdrawalWords,
        /// Who sells, as shoppers must be told.
        seller: SellerWords,
        /// A farmer's week.
        week: WeekWords,
        /// What whoever charges no tax says instead.
        vat: VatWords,
    }
}

impl Words {
    /// What is said in a language.
    pub fn of(language: Language) -> &'static Self {
        match language {
            Language::Fr => &french::WORDS,
            Language::En => &english::WORDS,
        }
    }
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
    fn the_button_that_orders_says_that_one_pays() {
        // Directive 2011/83/EU, art. 8 (2): the button names the obligation to pay.
        let said = Language::ALL.map(|language| Words::of(language).checkout.submit);
        assert_eq!(said, ["Commander avec obligation de paiement", "Order with obligation to pay"]);
    }
}
