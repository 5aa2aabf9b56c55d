-- A cart holds nothing; an order is placed once, priced, and never changes. All its rows carry their hub, so that a
-- distributed database can keep them together; what a parent row already vouches for has no foreign key of its own.
create table cart (
    id         blob   primary key not null,
    hub_id     blob   not null references enterprise (id),
    cycle_id   blob   not null references order_cycle (id),
    user_id    blob   references user_account (id),
    lines      text not null,
    created_at integer not null,
    updated_at integer not null
) strict, without rowid;

create table orders (
    id              blob   primary key not null,
    hub_id          blob   not null,
    cycle_id        blob   not null references order_cycle (id),
    cart_id         blob   not null unique references cart (id),
    reference       text not null,
    user_id         blob   references user_account (id),
    customer_name   text not null,
    email           text not null,
    phone           text,
    note            text,
    language        text not null check (language in ('fr', 'en')),
    payment_method  text not null check (payment_method in ('cash', 'bank-transfer')),
    currency        text not null check (length(currency) = 3),
    total_minor     integer not null check (total_minor >= 0),
    placed_at       integer not null,
    checkout_key    text not null,
    checkout_digest blob not null
) strict, without rowid;

create index orders_by_cycle on orders (cycle_id, id);
create index orders_by_user on orders (user_id, id) where user_id is not null;

-- What was ordered, at the names and prices of that moment. `taken_milli` left the supply; nothing on demand does.
create table order_line (
    order_id       blob   not null references orders (id),
    position       integer not null,
    hub_id         blob   not null,
    variant_id     blob   not null references variant (id),
    producer_id    blob   not null,
    supply_id      blob   not null,
    product_name   text not null,
    label          text not null,
    storage        text not null,
    dimension      text not null check (dimension in ('weight', 'volume', 'piece')),
    quantity       integer not null check (quantity > 0),
    draw_milli     integer not null check (draw_milli > 0),
    taken_milli    integer not null check (taken_milli >= 0),
    price_minor    integer not null,
    goods_minor    integer not null,
    fees_minor     integer not null,
    tax_millionths integer not null,
    tax_minor      integer not null,
    primary key (order_id, position)
) strict, without rowid;

-- To whom each part of an order's total belongs: goods by producer and tax rate, and each fee.
create table order_component (
    order_id        blob   not null references orders (id),
    position        integer not null,
    hub_id          blob   not null,
    kind            text not null check (kind in ('goods', 'item-fee', 'order-fee')),
    payee_id        blob   not null references enterprise (id),
    fee_id          blob,
    label           text not null,
    amount_minor    integer not null,
    allocated_minor integer not null,
    tax_millionths  integer not null,
    tax_minor       integer not null,
    primary key (order_id, position),
    check ((kind <> 'goods') = (fee_id is not null))
) strict, without rowid;
