//! From cycle to books: prices, baskets, orders and their changes, hand-over, tax, and the money.
#![cfg(test)]

mod agreed_sum;
mod baskets;
mod bundles;
mod cycles;
mod cycles_alone;
mod deposits;
mod find_orders;
mod for_customers;
mod hand_over;
mod market_week;
mod minimums;
mod money_back;
mod month;
mod moved_goods;
mod node;
mod order_changes;
mod order_limits;
mod prices;
mod series;
mod shares;
mod shop_cache;
mod simulated;
mod taxes;
mod ticks;
mod vouchers;
mod ways_to_pay;
mod weights;
