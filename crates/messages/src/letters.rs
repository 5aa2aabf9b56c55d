#![expect(missing_docs, reason = "a text is what it says: read it in any of the languages")]

use crate::texts::{Count, Say, Say2, Say3, Say4, Text};

texts! {
    /// What letters say.
    LetterWords {
        greeting: Say,
        see_you: Text,
        /// How long something is good, in days.
        days: Count,
        /// How long something is good, in hours.
        hours: Count,
        order: OrderLetter,
        harvest: HarvestLetter,
        asked: AskedLetter,
        not_announced: NotAnnouncedLetter,
        order_changed: OrderChangedLetter,
        order_cancelled: OrderCancelledLetter,
        paid_back: PaidBackLetter,
        paid_out: PaidOutLetter,
        minimum: MinimumLetter,
        late: LateLetter,
        full: FullLetter,
        left: LeftLetter,
        webhook: WebhookLetter,
        shop_news: ShopNewsLetter,
        pick_up_soon: PickUpSoonLetter,
        order_received: OrderReceivedLetter,
        welcome: WelcomeLetter,
        confirm: LinkLetter,
        has_account: HasAccountLetter,
        reset: LinkLetter,
        changed: ChangedLetter,
        invitation: InvitationLetter,
    }

    /// To a customer: the order is placed.
    OrderLetter {
        /// Around the order's reference and the shop.
        subject: Say2,
        /// Around the order's reference and the shop.
        thanks: Say2,
        deposits: Text,
        total: Text,
        rights: Text,
        /// Over what is sold by weight.
        by_weight: Text,
        /// Over each farm whose goods come only if enough is ordered of it.
        comes_if: Text,
        /// Around what of the order, whose it is, and how much has to be ordered in all.
        comes_from: Say3,
        /// What becomes of it otherwise.
        comes_not: Text,
        pick_up: Text,
        delivery: Text,
        cash: Text,
        cash_brought: Text,
        /// Around the order's reference.
        transfer: Say,
        /// Around a way to pay that has no words of its own.
        otherwise: Say,
        transfer_title: Text,
        holder: Text,
        amount: Text,
        reference: Text,
        online: Text,
        untaxed: Text,
        /// Over each tax that is included.
        taxes: Text,
    }

    /// To a producer: what to harvest for a cycle.
    HarvestLetter {
        /// Around the cycle and the hub.
        subject: Say2,
        /// Around the cycle and the hub.
        closed: Say2,
        harvest: Text,
        nothing: Text,
        total: Text,
        delivery: Text,
        thanks: Text,
        /// Around the cycle and the hub: there is less to bring than was said at the cut-off.
        less_subject: Say2,
        /// Around the cycle and the hub: why there is less.
        less: Say2,
        nothing_left: Text,
        /// Around how much the farm delivers from, and the hub.
        below_minimum: Say2,
    }

    /// To an enterprise: a cycle asks it to take part.
    AskedLetter {
        /// Around the cycle and the hub.
        subject: Say2,
        /// Around the cycle and the hub: it was asked before.
        reminder: Say2,
        /// Around the cycle and the hub: will it bring goods?
        to_bring: Say2,
        /// Around the cycle and the hub: will it sell?
        to_sell: Say2,
        orders: Text,
        answer: Text,
        otherwise: Text,
    }

    /// To who runs a cycle: it was not announced by itself.
    NotAnnouncedLetter {
        /// Around the cycle.
        subject: Say,
        /// Around the cycle.
        news: Say,
        /// How much is missing.
        missing: Count,
        what_to_do: Text,
    }

    /// To a customer: the order changed, or some of it does not come.
    OrderChangedLetter {
        /// Around the reference and the shop.
        subject: Say2,
        /// Around the reference and the shop: nothing is left of it.
        cancelled: Say2,
        /// Around the reference and the shop.
        news: Say2,
        /// Around the reference and the shop: nothing is left of it.
        news_of_all: Say2,
        /// Around the reference and the shop: less came than was ordered.
        short: Say2,
        /// Around the reference and the shop: nothing of it came.
        short_all: Say2,
        /// Around the reference and the shop: its customer changed it.
        by_you: Say2,
        /// Around the reference and the shop: its customer cancelled it.
        by_you_all: Say2,
        /// Around the reference and the shop: the shop changed it.
        by_shop: Say2,
        /// Around the reference and the shop: the shop cancelled it.
        by_shop_all: Say2,
        /// Around the reference and the shop: what is in it was weighed.
        weighed: Say2,
        /// Around what the goods are called, what they weigh and what they were expected to weigh.
        weighs: Say3,
        /// Around what the goods are called, what they weigh, and what of it is charged.
        weighs_more: Say3,
        /// Over what each of the goods weighs.
        weights: Text,
        /// Around why.
        reason: Say,
        gone: Text,
        less: Text,
        more: Text,
        left: Text,
        stands: Text,
        nothing_left: Text,
        /// Around how much.
        to_pay_back: Say,
        /// Around how much.
        to_pay: Say,
    }

    /// To a shop: a customer cancelled an order.
    OrderCancelledLetter {
        /// Around the reference.
        subject: Say,
        /// Around the customer and the reference.
        news: Say2,
        gone: Text,
        back: Text,
        /// Around how much.
        to_pay_back: Say,
    }

    /// To a customer: money was paid back, or never was after all.
    PaidBackLetter {
        /// Around the reference and the shop.
        subject: Say2,
        /// Around the reference and the shop: it never was.
        subject_reversed: Say2,
        /// Around how much, the reference and the shop.
        cash: Say3,
        /// Around how much, the reference and the shop.
        transfer: Say3,
        /// Around how much, the reference and the shop: it never was.
        reversed: Say3,
        /// Around how much is still to be paid back.
        left: Say,
    }

    /// To an enterprise: money was paid out to it, or never was after all.
    PaidOutLetter {
        /// Around the hub and how much.
        subject: Say2,
        /// Around the hub and how much: it never was.
        subject_reversed: Say2,
        /// Around the hub, how much and the day.
        cash: Say3,
        /// Around the hub, how much and the day.
        transfer: Say3,
        /// Around the hub, how much and the day: it never was.
        reversed: Say3,
        /// Over what the hub says of it.
        note: Text,
        statement: Text,
    }

    /// To a producer, or to who runs a cycle: too little was ordered.
    MinimumLetter {
        /// Around the cycle.
        subject: Say,
        /// Around the cycle, who runs it, and from how much on the producer delivers.
        theirs: Say3,
        nothing_to_bring: Text,
        /// What was due before is brought all the same.
        what_was_due: Text,
        /// Around the cycle, the producer, and from how much on it delivers.
        of_another: Say3,
        /// Around what was ordered, and how many orders changed.
        ordered: Say2,
        customers_told: Text,
    }

    /// To who runs a cycle or a series: it does not go on by itself.
    LateLetter {
        /// Around what it is called.
        subject: Say,
        /// Around the cycle: it did not open or close.
        not_turned: Say,
        /// Around the series: its next cycle was not made.
        not_made: Say,
        tried_again: Text,
        what_to_do: Text,
    }

    /// To an enterprise: an address took nothing of what it was sent for days.
    WebhookLetter {
        subject: Text,
        /// Around where it is.
        news: Say,
        nothing_lost: Text,
        what_to_do: Text,
    }

    /// To who runs a cycle: it came to its limit, and closed.
    FullLetter {
        /// Around the cycle.
        subject: Say,
        /// Around the cycle and its limit.
        news: Say2,
        /// The limit, where it is one of orders.
        orders: Count,
        what_to_do: Text,
    }

    /// To who runs cycles: somebody who took part in them left.
    LeftLetter {
        /// Around who left.
        subject: Say,
        /// Around who left.
        news: Say,
        /// Around who lets one sell its goods no more, where it left no cycle.
        news_of_goods: Say,
        brings: Text,
        sells: Text,
        /// Over each bundle with some of its goods.
        bundles: Text,
        ordered: Text,
    }

    /// To whoever follows a shop: orders are taken there, or soon no more.
    ShopNewsLetter {
        /// Around the shop and the cycle.
        opened_subject: Say2,
        /// Around the cycle and the shop.
        opened: Say2,
        /// Around the shop and the cycle.
        closing_subject: Say2,
        /// Around the cycle and the shop.
        closing: Say2,
        until: Text,
        order_here: Text,
        /// Around the shop.
        why: Say,
    }

    /// To a customer: the order is handed over soon.
    PickUpSoonLetter {
        /// Around the order's reference and the shop.
        subject: Say2,
        /// Around the order's reference and the shop: it is brought.
        subject_brought: Say2,
        /// Around the order's reference and the shop.
        news: Say2,
        /// Around the order's reference and the shop: it is brought.
        news_brought: Say2,
        inside: Text,
        paid: Text,
        /// It is brought.
        paid_brought: Text,
        stop: Text,
    }

    /// To a hub: a customer ordered, or changed an order.
    OrderReceivedLetter {
        /// Around the order's reference and the customer.
        subject: Say2,
        /// Around the order's reference and the customer.
        subject_changed: Say2,
        /// Around the customer and the order's reference.
        news: Say2,
        /// Around the customer and the order's reference.
        news_changed: Say2,
        to_reach: Text,
        note: Text,
        cash: Text,
        transfer: Text,
        switch: Text,
    }

    /// To an enterprise that was just founded.
    WelcomeLetter {
        /// Around the enterprise.
        subject: Say,
        /// Around the enterprise and the installation's name.
        news: Say2,
        to_set_up: Text,
        who_sells: Text,
        place: Text,
        products: Text,
        hand_over: Text,
        account: Text,
        cycle: Text,
        people: Text,
        letters: Text,
        begin: Text,
    }

    /// A letter with a link to follow.
    LinkLetter {
        subject: Text,
        /// Around the installation's name.
        why: Say,
        /// Around how long the link is good.
        otherwise: Say,
    }

    /// To a person whose address somebody signed up with once more.
    HasAccountLetter {
        subject: Text,
        /// Around the installation's name.
        news: Say,
        forgotten: Text,
    }

    /// To a person whose password was changed.
    ChangedLetter {
        subject: Text,
        /// Around the installation's name.
        news: Say,
        not_you: Text,
    }

    /// To somebody who is asked to act for an enterprise.
    InvitationLetter {
        /// Around the enterprise.
        subject: Say,
        /// Around who asks, the enterprise, the installation's name and the role.
        asks_to: Say4,
        /// Around how long the link is good.
        otherwise: Say,
        role: RoleWords,
    }

    /// What people are to an enterprise.
    RoleWords {
        owner: Text,
        manager: Text,
        packer: Text,
        hand_over: Text,
    }
}
