use crate::{
    AccountWords, CalendarWords, CartWords, ChangeWords, CheckoutWords, CycleWords, FieldWords,
    HandOverWords, LetterWords, MeasureWords, MoneyBreakdownWords, OrderWords, PageErrorWords,
    QuantityWords, SellerWords, SheetWords, ShopWords, ShopsWords, SiteWords, VatWords,
    VoucherWords, WeekWords, WithdrawalWords,
    texts::{Names, Say2},
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
        money_breakdown: MoneyBreakdownWords,
        /// What is taken off for a code.
        voucher: VoucherWords,
        /// How goods are handed over.
        hand_over: HandOverWords,
        /// The form that places an order.
        checkout: CheckoutWords,
        /// What is wrong with a field of it.
        field: FieldWords,
        /// A placed order.
        order: OrderWords,
        /// What went wrong.
        page_error: PageErrorWords,
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
        /// The shelves of foods.
        food_groups: Names,
        /// Countries by the codes of ISO 3166; those that are not here have only their codes.
        countries: Names,
        /// Kinds of goods by their ids in the taxonomy of the Data Food Consortium, and what grows that is none of them.
        product_types: Names,
        /// What the law wants to be known and is missing, by the rule that asks for it.
        requirements: Names,
        /// What whoever runs a cycle would want to know of it before it opens.
        cycle_warnings: Names,
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
