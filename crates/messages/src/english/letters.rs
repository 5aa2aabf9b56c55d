use crate::{
    AskedLetter, ChangedLetter, FullLetter, HarvestLetter, HasAccountLetter, InvitationLetter,
    LateLetter, LeftLetter, LetterWords, LinkLetter, MinimumLetter, NotAnnouncedLetter,
    OrderCancelledLetter, OrderChangedLetter, OrderLetter, OrderReceivedLetter, PaidBackLetter,
    PaidOutLetter, PickUpSoonLetter, RoleWords, ShopNewsLetter, WebhookLetter, WelcomeLetter,
};

pub(super) const LETTERS: LetterWords = LetterWords {
    greeting: |name| format!("Hello {name},"),
    see_you: "See you soon,",
    days: |count| super::plural(count, "day", "days"),
    hours: |count| {
        if count == 1 { "one hour".to_owned() } else { super::plural(count, "hour", "hours") }
    },
    order: ORDER,
    harvest: HARVEST,
    asked: ASKED,
    not_announced: NOT_ANNOUNCED,
    order_changed: ORDER_CHANGED,
    order_cancelled: ORDER_CANCELLED,
    paid_back: PAID_BACK,
    paid_out: PAID_OUT,
    minimum: MINIMUM,
    late: LATE,
    full: FULL,
    left: LEFT,
    webhook: WEBHOOK,
    shop_news: SHOP_NEWS,
    pick_up_soon: PICK_UP_SOON,
    order_received: ORDER_RECEIVED,
    welcome: WELCOME,
    confirm: CONFIRM,
    has_account: HAS_ACCOUNT,
    reset: RESET,
    changed: CHANGED,
    invitation: INVITATION,
};

const ORDER: OrderLetter = OrderLetter {
    subject: |reference, shop| format!("Your order {reference} at {shop}"),
    thanks: |reference, shop| {
        format!("Thank you! Your order {reference} at {shop} has reached us. Here it is:")
    },
    deposits: "Deposits, paid back on return",
    total: "Total",
    rights: "Your right of withdrawal",
    by_weight: "Sold by weight",
    comes_if: "Comes if enough is ordered",
    comes_from: |goods, farm, sum| format!("{goods}: if {sum} are ordered of {farm} in all"),
    comes_not: "If it does not come to that, it is cancelled: we tell you, and you pay nothing for it.",
    pick_up: "Pick-up",
    delivery: "Delivery",
    cash: "You pay in cash when you pick it up.",
    cash_brought: "You pay in cash when it is delivered.",
    transfer: |reference| {
        format!(
            "You pay by bank transfer. Give the reference {reference}, so we know it is from you."
        )
    },
    otherwise: |way| format!("Payment: {way}."),
    transfer_title: "Bank transfer",
    holder: "Account of",
    amount: "Amount",
    reference: "Reference",
    online: "See your order at any time:",
    untaxed: "Without VAT",
    taxes: "Taxes included",
};

const HARVEST: HarvestLetter = HarvestLetter {
    subject: |cycle, hub| format!("Your harvest for {hub}: {cycle}"),
    closed: |cycle, hub| format!("Orders at {hub} for “{cycle}” are closed."),
    harvest: "Here is all there is to harvest, in place of any earlier sheet:",
    nothing: "This time, nothing was ordered from you.",
    total: "Total",
    delivery: "Delivery",
    thanks: "Thank you, and a good harvest!",
    less_subject: |cycle, hub| format!("Less to harvest for {hub}: {cycle}"),
    less: |cycle, hub| {
        format!(
            "Since your cut-off, what you bring to “{cycle}” at {hub} has become less: boxes with goods of yours are cancelled, as too little was ordered of another farm whose goods are in them too."
        )
    },
    nothing_left: "Nothing is left for you to bring.",
    below_minimum: |minimum, hub| {
        format!(
            "It comes to less than the {minimum} you deliver from. As your cut-off has passed, what is left stays ordered and is expected of you; please tell {hub} soon if you cannot bring it."
        )
    },
};

const ASKED: AskedLetter = AskedLetter {
    subject: |cycle, hub| format!("Are you in? {cycle} at {hub}"),
    reminder: |cycle, hub| format!("Still open: are you in for {cycle} at {hub}?"),
    to_bring: |cycle, hub| {
        format!("{hub} plans “{cycle}” and asks whether you will bring your goods this time.")
    },
    to_sell: |cycle, hub| {
        format!("{hub} plans “{cycle}” and asks whether you will sell this time.")
    },
    orders: "Orders are taken",
    answer: "Say yes or no in Sillon before orders begin; you can also join while they are taken.",
    otherwise: "Without an answer, nothing of yours is sold this time.",
};

const NOT_ANNOUNCED: NotAnnouncedLetter = NotAnnouncedLetter {
    subject: |cycle| format!("“{cycle}” needs you before it is announced"),
    news: |cycle| {
        format!(
            "The next “{cycle}” is made, but it was not announced: the law wants something said that is missing."
        )
    },
    missing: |count| super::plural(count, "thing is missing.", "things are missing."),
    what_to_do: "Its checklist says what, and whom to ask for it. Then announce it: it opens at its time.",
};

const ORDER_CHANGED: OrderChangedLetter = OrderChangedLetter {
    subject: |reference, shop| format!("Your order {reference} at {shop} has changed"),
    cancelled: |reference, shop| format!("Your order {reference} at {shop} is cancelled"),
    news: |reference, shop| {
        format!(
            "Some of your order {reference} at {shop} does not come: a producer delivers from a certain sum on, and what \
             everybody ordered of it together did not come to that. You pay nothing for it."
        )
    },
    news_of_all: |reference, shop| {
        format!(
            "Your order {reference} at {shop} does not come: its producers deliver from a certain sum on, and what everybody \
             ordered together did not come to that. You pay nothing for it."
        )
    },
    short: |reference, shop| {
        format!(
            "Less comes of something in your order {reference} at {shop} than was ordered: what there is was shared. You pay \
             nothing for what does not come."
        )
    },
    short_all: |reference, shop| {
        format!(
            "What you ordered at {shop} (order {reference}) does not come: less of it is there than was ordered. You pay nothing for it."
        )
    },
    by_you: |reference, shop| format!("You changed your order {reference} at {shop}."),
    by_you_all: |reference, shop| format!("You cancelled your order {reference} at {shop}."),
    by_shop: |reference, shop| format!("{shop} changed your order {reference}."),
    by_shop_all: |reference, shop| format!("{shop} cancelled your order {reference}."),
    weighed: |reference, shop| {
        format!(
            "What is sold by weight in your order {reference} at {shop} was weighed: you pay what it weighs, and never more than was \
             said at most."
        )
    },
    weighs: |goods, weight, expected| format!("{goods}: {weight}, about {expected} was expected"),
    weighs_more: |goods, weight, charged| format!("{goods}: {weight}, of which you pay {charged}"),
    weights: "Weighed",
    reason: |why| format!("Why: {why}"),
    gone: "Does not come",
    less: "Taken out",
    more: "Added",
    left: "This is what is left:",
    stands: "This is your order now:",
    nothing_left: "Nothing is left of it: your order is cancelled.",
    to_pay_back: |amount| format!("You had paid more: {amount} will be paid back to you."),
    to_pay: |amount| format!("There is {amount} left to pay."),
};

const ORDER_CANCELLED: OrderCancelledLetter = OrderCancelledLetter {
    subject: |reference| format!("Order {reference} is cancelled"),
    news: |customer, reference| format!("{customer} cancelled their order {reference}."),
    gone: "What was in it",
    back: "All of it can be ordered again, and is on no list any more.",
    to_pay_back: |amount| format!("{amount} was paid for it, and is to be paid back."),
};

const PAID_BACK: PaidBackLetter = PaidBackLetter {
    subject: |reference, shop| format!("Paid back: your order {reference} at {shop}"),
    subject_reversed: |reference, shop| format!("A correction: your order {reference} at {shop}"),
    cash: |amount, reference, shop| {
        format!("{shop} gave you back {amount} in cash for your order {reference}.")
    },
    transfer: |amount, reference, shop| {
        format!(
            "{shop} transferred {amount} back to you for your order {reference}. Your bank may take a day or two."
        )
    },
    reversed: |amount, reference, shop| {
        format!(
            "We wrote to you that {shop} had paid back {amount} for your order {reference}. That was a mistake: it was not \
             paid back, and your order shows what is still owed to you."
        )
    },
    left: |amount| format!("{amount} will still be paid back to you."),
};

const PAID_OUT: PaidOutLetter = PaidOutLetter {
    subject: |hub, amount| format!("{hub} paid you {amount}"),
    subject_reversed: |hub, amount| format!("A correction: {hub} did not pay you {amount}"),
    cash: |hub, amount, day| {
        format!("{hub} paid you {amount} in cash on {day}, for what customers paid there for you.")
    },
    transfer: |hub, amount, day| {
        format!(
            "{hub} transferred {amount} to you on {day}, for what customers paid there for you. Your bank may take a day or \
             two."
        )
    },
    reversed: |hub, amount, day| {
        format!(
            "We wrote to you that {hub} had paid you {amount} on {day}. That was a mistake: it was not paid, and is owed to you."
        )
    },
    note: "What they say of it",
    statement: "Your statement shows order by order what was sold, what came in and what was paid to you.",
};

const MINIMUM: MinimumLetter = MinimumLetter {
    subject: |cycle| format!("“{cycle}”: minimum not reached"),
    theirs: |cycle, hub, minimum| {
        format!(
            "What was ordered of you in “{cycle}” at {hub} comes to less than the {minimum} you deliver from. It is \
             cancelled, and everybody who had ordered it was told."
        )
    },
    what_was_due: "What became due before stays: your harvest sheet says what to bring.",
    nothing_to_bring: "You have nothing to bring this time. What was set aside for it is on sale again.",
    of_another: |cycle, producer, minimum| {
        format!("In “{cycle}”, less was ordered of {producer} than the {minimum} it delivers from.")
    },
    ordered: |sum, orders| format!("It came to {sum} in all. Orders changed: {orders}."),
    customers_told: "What was ordered of it is cancelled, with each box that held some of it; the orders are priced anew, and everybody \
                     who had ordered it was told.",
};

const LATE: LateLetter = LateLetter {
    subject: |name| format!("“{name}” does not go on by itself"),
    not_turned: |cycle| format!("“{cycle}” could not be opened or closed at its time."),
    not_made: |series| format!("The next “{series}” could not be made at its time."),
    tried_again: "It is tried again at least once an hour, and goes on by itself as soon as it can. No order is lost.",
    what_to_do: "Something stands in its way that you cannot see from here: please tell whoever runs your Sillon. Their \
                 log says what it is.",
};

const WEBHOOK: WebhookLetter = WebhookLetter {
    subject: "A webhook is paused",
    news: |host| {
        format!(
            "What your webhook is sent at {host} has been refused, or nobody was there, for five days. It is sent nothing \
         more."
        )
    },
    nothing_lost: "No event is lost: once you switch it on again it is sent everything since, in order, as far as events are kept.",
    what_to_do: "Its delivery log says what went wrong. Mend the receiver, send it a ping, and switch the webhook on; or remove it.",
};

const FULL: FullLetter = FullLetter {
    subject: |cycle| format!("“{cycle}” is full, and closed"),
    news: |cycle, limit| {
        format!("“{cycle}” came to its limit of {limit}, and closed before its time.")
    },
    orders: |count| super::plural(count, "order", "orders"),
    what_to_do: "Its farms have their harvest sheets, and what was ordered is due. To take more orders, open it again: that \
                 lifts its limit.",
};

const LEFT: LeftLetter = LeftLetter {
    subject: |who| format!("{who} takes part no more"),
    news: |who| format!("{who} has left what you run, and takes part in this no more:"),
    news_of_goods: |who| format!("{who} lets you sell its goods no more."),
    bundles: "No longer on sale, as it holds some of them",
    brings: "Brings nothing any more to",
    sells: "Sells nothing any more of",
    ordered: "What was ordered before stays ordered: it is brought, handed out and paid as it was said.",
};

const SHOP_NEWS: ShopNewsLetter = ShopNewsLetter {
    opened_subject: |shop, cycle| format!("{shop} takes orders: {cycle}"),
    opened: |cycle, shop| format!("Orders for “{cycle}” are open at {shop}."),
    closing_subject: |shop, cycle| format!("Last orders at {shop}: {cycle}"),
    closing: |cycle, shop| {
        format!("Orders for “{cycle}” at {shop} close soon, and you have not ordered yet.")
    },
    until: "Order until",
    order_here: "Order here:",
    why: |shop| {
        format!(
            "You get this letter because you asked to hear from {shop}. To get no more of them:"
        )
    },
};

const PICK_UP_SOON: PickUpSoonLetter = PickUpSoonLetter {
    subject: |reference, shop| format!("To pick up: your order {reference} at {shop}"),
    subject_brought: |reference, shop| {
        format!("On its way soon: your order {reference} from {shop}")
    },
    news: |reference, shop| format!("Your order {reference} at {shop} is handed out soon."),
    news_brought: |reference, shop| {
        format!("Your order {reference} from {shop} is delivered soon.")
    },
    inside: "What is in it",
    paid: "It is paid: you have nothing to bring but a bag.",
    paid_brought: "It is paid: there is nothing to pay at the door.",
    stop: "To get no more of these reminders:",
};

const ORDER_RECEIVED: OrderReceivedLetter = OrderReceivedLetter {
    subject: |reference, customer| format!("New order {reference}: {customer}"),
    subject_changed: |reference, customer| format!("Order {reference} changed: {customer}"),
    news: |customer, reference| format!("{customer} has placed the order {reference}:"),
    news_changed: |customer, reference| {
        format!("{customer} has changed the order {reference}. It stands like this now:")
    },
    to_reach: "To reach them",
    note: "They write",
    cash: "It is paid in cash.",
    transfer: "It is paid by bank transfer.",
    switch: "You get this letter with every order because you asked for it; you end it in your account, under letters.",
};

const WELCOME: WelcomeLetter = WelcomeLetter {
    subject: |enterprise| format!("Welcome, {enterprise}: what to set up"),
    news: |enterprise, site| {
        format!(
            "{enterprise} now has its place at {site}. This is what there is to set up; take it in any order, and come \
             back to it when you like."
        )
    },
    to_set_up: "To set up",
    who_sells: "– Who sells: your name before the law, your registration number and your VAT regime. Shoppers must be told.",
    place: "– Where you are and how you are reached: address, e-mail, telephone.",
    products: "– What you sell: products with their sizes, prices and quantities, typed one by one or taken from your list.",
    hand_over: "– Where and when customers fetch their orders, or where you deliver.",
    account: "– The account that customers transfer to, if you take transfers.",
    cycle: "– A first order cycle: who brings what, and from when until when people order.",
    people: "– Who works with you: invite them, each in their role.",
    letters: "– Which letters you want: each of you chooses in their account.",
    begin: "Begin here:",
};

const CONFIRM: LinkLetter = LinkLetter {
    subject: "Confirm your e-mail address",
    why: |site| {
        format!(
            "Somebody, probably you, signed up with this address at {site}. To confirm that it is yours, follow this \
             link:"
        )
    },
    otherwise: |time| {
        format!(
            "It is good for {time}, and once. If it was not you, do not follow it: nothing is confirmed without you."
        )
    },
};

const HAS_ACCOUNT: HasAccountLetter = HasAccountLetter {
    subject: "You have an account already",
    news: |site| {
        format!(
            "Somebody, perhaps you, wanted to sign up with this address at {site}. You have an account there already, \
             and nothing has changed in it: sign in with your password."
        )
    },
    forgotten: "Forgotten it? Ask for a letter to choose another one. If it was not you, there is nothing to do.",
};

const RESET: LinkLetter = LinkLetter {
    subject: "Choose a new password",
    why: |site| {
        format!(
            "Somebody, probably you, asked for a new password for your account at {site}. To choose it, follow this \
             link:"
        )
    },
    otherwise: |time| {
        format!(
            "It is good for {time}, and once. If it was not you, do not follow it: your password stays what it is."
        )
    },
};

const CHANGED: ChangedLetter = ChangedLetter {
    subject: "Your password was changed",
    news: |site| {
        format!(
            "The password of your account at {site} was just changed, and your other devices are signed out."
        )
    },
    not_you: "If it was you, all is well. If not, ask for a letter to choose another password right away.",
};

const INVITATION: InvitationLetter = InvitationLetter {
    subject: |enterprise| format!("An invitation from {enterprise}"),
    asks_to: |who, enterprise, site, role| {
        format!(
            "{who} invites you to act for {enterprise} at {site}, in the role “{role}”. To accept, follow this link:"
        )
    },
    otherwise: |time| {
        format!(
            "It is good for {time}, and once. If you do not want to, or know nobody there, do not follow it."
        )
    },
    role: RoleWords {
        owner: "owner",
        manager: "manager",
        packer: "packing",
        hand_over: "hand-over",
    },
};
