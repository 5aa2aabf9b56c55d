use crate::{
    CartWords, ChangeWords, CheckoutWords, CycleWords, FieldWords, HandOverWords,
    MoneyBreakdownWords, OrderWords, PageErrorWords, QuantityWords, Saying, ShopWords, ShopsWords,
    SiteWords, VoucherWords,
};

pub(super) const SITE: SiteWords = SiteWords {
    language_name: "English",
    skip: "Skip to content",
    language: "Language",
    all_shops: "All shops",
    basket: "My basket",
    back_to_shop: "Back to the shop",
    tagline: "Sillon, straight from the farm to your table.",
    sold_by: "Sold by",
};

pub(super) const SHOPS: ShopsWords = ShopsWords {
    title: "Shops",
    intro: "Food from farms nearby, ordered here, picked up around the corner.",
    none: "No shop sells here yet. Come back soon!",
    enter: "Enter the shop",
    more: "More shops",
    find: "Find a shop",
    find_intro: "By where it is, by what it sells, and by whether it takes orders now.",
    postcode: "Near the post code",
    within: "Within",
    kilometres: |number| format!("{number} km"),
    any_state: "Open or not",
    open_now: "Takes orders now",
    search: "Search",
    none_found: "No shop is as you are looking for. Look further around, or ask for less.",
    clear: "Show all",
    away: |distance| format!("{distance} away"),
};

pub(super) const CYCLE: CycleWords = CycleWords {
    open: "Open",
    upcoming: "Soon",
    closed: "Closed",
    until: |when| format!("Orders until {when}"),
    opens: |when| format!("Orders open on {when}"),
    opens_shortly: "Orders open any moment now.",
    closed_since: |when| format!("Orders closed on {when}"),
    closed_full: |when| format!("Orders closed on {when}: it had all the orders it takes"),
    opens_next: |when| format!("The next orders open on {when}"),
    last: |when| format!("The last orders closed on {when}"),
    next_unknown: "The next sale will be announced here.",
    none_yet: "No sale is announced yet.",
};

pub(super) const SHOP: ShopWords = ShopWords {
    pick_up: "Pick-up",
    pick_up_unknown: "The shop will tell you where and when to pick up your goods.",
    write_to: "Write to the shop:",
    search: "Search the shop",
    search_for: "Product",
    category: "Category",
    producer: "Farm",
    any_category: "All categories",
    any_producer: "All farms",
    label: "Label",
    any_label: "With or without a label",
    free_of: "Declared to be without",
    apply: "Search",
    clear: "Show everything",
    found: |count| super::plural(count, "product", "products"),
    none_found: "Nothing matches this search.",
    nothing_offered: "Nothing is on sale at the moment.",
    no_way_to_pay: "This shop can be paid in no way at the moment, so nothing can be ordered. Please ask the shop.",
    categories: "Categories",
    quantity: |what| format!("Quantity: {what}"),
    left: |count| format!("Only {count} left"),
    sold_out: "Sold out",
    chilled: "Keep chilled",
    frozen: "Frozen",
    in_season: "In season",
    lowest_before: "lowest price of the last 30 days",
    allergens: |names| format!("Allergens: {names}"),
    no_allergens: "None of the 14 allergens",
    allergens_unknown: "Allergens not declared: ask the shop",
    ingredients: |list| format!("Ingredients: {list}"),
    origin: |place| format!("Origin: {place}"),
    alcohol: |percent| format!("{percent}% vol."),
    best_before: |days| format!("Keeps at least {}", super::plural(days, "day", "days")),
    use_by: |days| format!("To be eaten within {}", super::plural(days, "day", "days")),
    minimum: |sum| format!("Comes if {sum} are ordered of this farm in all"),
    deposit: |amount| format!("plus {amount} deposit, paid back"),
    weighed: |most, size| {
        format!(
            "Weighed when packed, at most {most}: the price is about, for {size}, and you pay for what it weighs"
        )
    },
    content: |amount| format!("Holds {amount}"),
    price_breakdown: "Price truth",
    farm_price: |farm| format!("Farm price ({farm})"),
    hub_price: |hub| format!("Shop's part ({hub})"),
    you_pay: "You pay",
    on_order: "On top, once an order:",
    further: |first, further| format!("{first}, and {further} for each further item"),
    from_goods: |normal, large, from| format!("{normal}, or {large} from {from} of goods on"),
    tax_included: |rate| format!("{rate}% VAT included"),
    tax_added: |rate| format!("plus {rate}% tax"),
    without_tax: "Prices are without tax, which is added in the basket.",
    update: "Update basket",
    to_basket: "See basket",
    in_basket: |count| super::plural(count, "item", "items"),
    basket_empty: "Your basket is empty",
    mend: "One quantity needs mending. Nothing in your basket was changed.",
    also_open: "Other open sales",
};

pub(super) const QUANTITY: QuantityWords = QuantityWords {
    not_whole: |typed| format!("“{typed}” is not a whole number."),
    below_zero: "A quantity cannot be below zero.",
    too_many: |most| format!("At most {most} at a time."),
};

pub(super) const CART: CartWords = CartWords {
    title: "Your basket",
    empty: "Your basket is empty.",
    browse: "Choose products",
    browse_more: "Add more products",
    each: |price| format!("{price} each"),
    zero_removes: "Set 0 to remove a product.",
    update: "Update",
    checkout: "Go to checkout",
    goods: "Products",
    deposits: "Deposits, paid back",
    total: "Total",
    at_most: |amount| format!("At most {amount}, once all is weighed"),
    tax: |amount| format!("of which VAT {amount}"),
    taxes: |each| format!("of which {each}"),
    vat: "VAT",
    short: |left| format!("Only {left} left."),
    none_left: "None left.",
    short_notice: "There is not enough of everything. Lower the quantities marked below, then go to checkout.",
    gone: |count, names| {
        if count == 1 {
            format!("One product is no longer on sale: {names}. Take it out to order.")
        } else {
            format!("{count} products are no longer on sale: {names}. Take them out to order.")
        }
    },
    remove_gone: "Take out what is no longer on sale",
    not_open: "This sale takes no orders at the moment.",
    too_large: "This basket comes to more than we can count: lower the quantities.",
    discounts: |missing| {
        format!(
            "The discounts exceed the rest of the basket by {missing}: add other products for at least that much."
        )
    },
    mend: "One quantity needs mending. Nothing was changed.",
};

pub(super) const CHANGE: ChangeWords = ChangeWords {
    sum: |before, now| {
        format!(
            "The total is now {now}; it was {before}. Nothing was ordered: check it, and order again."
        )
    },
    same_sum: "This order is not what was shown any more, at the same total. Nothing was ordered: check it, and order again.",
    unknown: "Nothing was ordered yet: check the total, and order.",
    cost: |what, amount| format!("{what}: {amount}"),
    was: |now, before| format!("{now} (before: {before})"),
    added: |what| format!("Added: {what}"),
    left_out: |what| format!("No longer in it: {what}"),
    with_deposit: |amount| format!("plus {amount} deposit, paid back"),
    something: "a product",
};

pub(super) const MONEY_BREAKDOWN: MoneyBreakdownWords = MoneyBreakdownWords {
    title: "Where your money goes",
    farms: "To the farms",
    to: |payee| format!("To {payee}"),
    somebody: "a partner",
    back: "To be paid back to you for packaging",
};

pub(super) const VOUCHER: VoucherWords = VoucherWords {
    label: "Voucher code",
    apply: "Use",
    remove: |code| format!("Take out “{code}”"),
    unknown: |code| {
        format!(
            "The code “{code}” cannot be used here now. Check how it is written, and until when it is valid."
        )
    },
    twice: |code| format!("The code “{code}” is used on this basket already."),
    alone: |code| {
        format!("The code “{code}” cannot be used with another one. Take one of them out.")
    },
    used_up: |code| {
        format!("The code “{code}” was used as often as it may be. Take it out to order.")
    },
    used_by_you: |code| {
        format!("You have used the code “{code}” as often as you may. Take it out to order.")
    },
    too_many: "A basket takes five codes at most.",
};

pub(super) const HAND_OVER: HandOverWords = HandOverWords {
    title: "Pick-up and delivery",
    pick_up: "Pick-up",
    delivery: "Delivery",
    free: "free",
    per_item: |amount| format!("{amount} an item"),
    per_kilogram: |amount| format!("{amount} a kilogram"),
    of_goods: |percent| format!("{percent} of the products"),
    delivers_to: |postcodes| format!("Delivered to: {postcodes}"),
    carries: |storage| format!("Only for products kept so: {storage}"),
    choose: "How would you like to get your order?",
    choose_hint: "Each is shown with what it costs for your basket.",
    next: "Continue",
    otherwise: "Choose otherwise",
    required: "Choose how you get your order.",
    none_for_you: "This shop has no way of pick-up or delivery that is open to you. Please ask the shop.",
    cannot_carry: |names| format!("Not possible with: {names}"),
    full: "No more orders are taken this way.",
    address: "Where to deliver",
    street: "Number and street",
    postcode: "Post code",
    city: "Town",
    address_empty: "Write where your order is delivered.",
    not_delivered: "This delivery does not go to this post code.",
    cash: "In cash, on delivery",
    cash_hint: "You pay when your goods are brought.",
    pay_cash: |amount| format!("Have {amount} in cash ready for the delivery."),
};

pub(super) const CHECKOUT: CheckoutWords = CheckoutWords {
    title: "Checkout",
    summary: "Your order",
    items: |count| super::plural(count, "item", "items"),
    back: "Back to the basket",
    you: "About you",
    name: "Name",
    email: "E-mail address",
    email_hint: "The confirmation is sent there.",
    phone: "Phone",
    phone_hint: "To reach you on the day of the pick-up.",
    note: "A word to the shop",
    optional: "optional",
    payment: "Payment",
    cash: "In cash, at pick-up",
    cash_hint: "You pay when you fetch your goods.",
    no_payment: "None of the ways to pay is open to you here. Please ask the shop.",
    transfer: "By bank transfer",
    transfer_hint: "The reference to give is shown once the order is placed.",
    terms: "Agreement",
    consent: "I have checked my order: it is binding, and I will have to pay for it.",
    rights: "Your right of withdrawal is said with each product of your order, above.",
    submit: "Order with obligation to pay",
    mend: |count| {
        if count == 1 {
            "One thing needs mending:".to_owned()
        } else {
            format!("{count} things need mending:")
        }
    },
};

pub(super) const FIELD: FieldWords = FieldWords {
    name_empty: "Write your name, so that your goods are handed to you.",
    email_wrong: "Write an e-mail address, such as name@example.org.",
    too_long: |most| format!("At most {most} characters."),
    name_link: "A name holds no web address.",
    unprintable: "This text holds a character that cannot be written.",
    payment: "Choose how you pay.",
    consent: "Tick this box to order.",
};

pub(super) const ORDER: OrderWords = OrderWords {
    title: |reference| format!("Order {reference}"),
    thanks: |name| format!("Thank you, {name}!"),
    placed: |shop| format!("Your order at {shop} is placed."),
    reference: "Your reference",
    mailed: |email| format!("The confirmation is on its way to {email}."),
    lines: "Your products",
    pay: "Payment",
    pay_cash: |amount| format!("Bring {amount} in cash to the pick-up."),
    pay_transfer: |reference| {
        format!("Pay by transfer to the shop’s bank account, and give the reference {reference}.")
    },
    pay_nothing: "All is paid, thank you.",
    nothing_to_pay: "There is nothing to pay.",
    changed: "Some of it does not come",
    cancelled: "The order is cancelled",
    minimum: "A producer delivers from a certain sum on, and what everybody ordered of it together did not come to that. You pay nothing for it.",
    short: "Less of it came than was ordered, and what there was was shared. You pay nothing for what does not come.",
    account_holder: "Account of",
    amount: "Amount",
    weighs_about: |weight, most| {
        format!("about {weight}, weighed when packed: you pay for {most} at most")
    },
    weighs: |weight| format!("weighs {weight}"),
    weighs_more: |weight, paid| format!("weighs {weight}, of which you pay {paid}"),
    received: "Received so far",
    due: "Still to pay",
    paid_back: "Paid back to you",
    to_pay_back: "To be paid back",
    placed_at: |when| format!("Placed on {when}"),
    keep: "Keep the address of this page: it leads back to your order.",
    note: "Your note",
    questions: "Any question? Write to the shop:",
};

pub(super) const PAGE_ERROR: PageErrorWords = PageErrorWords {
    missing: Saying {
        title: "There is no such page",
        text: "The address may be incomplete, or what it showed is no longer there.",
    },
    ordered: Saying {
        title: "This basket was ordered already",
        text: "Nothing was ordered a second time. For anything else, fill a new basket.",
    },
    members_only: Saying {
        title: "This shop does not take orders of guests",
        text: "It takes orders of people with an account only. Ask the shop how to order.",
    },
    customers_only: Saying {
        title: "This shop is for its own customers",
        text: "It shows what it sells, and takes orders, only when somebody it knows is signed in. Ask the shop how to join.",
    },
    not_open: Saying {
        title: "Orders are not open",
        text: "This sale takes no orders at the moment. The shop announces the next one.",
    },
    full: Saying {
        title: "All orders are in",
        text: "This sale has all the orders it takes, and closed before its time. The shop announces the next one.",
    },
    conflict: Saying {
        title: "Something changed meanwhile",
        text: "Nothing was saved. Go back to the page before and look again.",
    },
    too_long: Saying {
        title: "This basket is too large",
        text: "A basket holds 200 different products. Make it two orders.",
    },
    invalid: Saying {
        title: "Something in this form is not right",
        text: "Nothing was saved. Go back to the page before and mend what is written.",
    },
    unreadable: Saying {
        title: "This request cannot be read",
        text: "Nothing was saved. Go back to the page before and try again.",
    },
    foreign: Saying {
        title: "This form comes from another site",
        text: "To be safe, nothing was saved. Start again from our own pages.",
    },
    no_method: Saying {
        title: "That cannot be done here",
        text: "This address does not answer to such a request.",
    },
    too_large: Saying {
        title: "That is too much at once",
        text: "The form is too large. Nothing was saved.",
    },
    unavailable: Saying {
        title: "This cannot be shown just now",
        text: "Wait a moment, then try again. Nothing that you ordered is lost.",
    },
    incident: |number| format!("If it lasts, tell whoever runs the shop this number: {number}"),
    busy: Saying {
        title: "It is crowded",
        text: "Too many requests wait at the moment. Nothing was saved: try again in a moment.",
    },
    internal: Saying {
        title: "This is our fault",
        text: "Something broke on our side, and we have been told. Try again in a while.",
    },
    see_order: "See the order",
    home: "Go to the shops",
};
