-- A cart holds nothing; an order is placed once, priced, and never changes. All its rows carry their hub, so that a
-- distributed database can keep them together; what a parent row already vouches for has no foreign key of its own.
create table cart (
    id         uuid   primary key not null,
    hub_id     uuid   not null references enterprise (id),
    cycle_id   uuid   not null references order_cycle (id),
    user_id    uuid   references user_account (id),
    lines      text not null,
    created_at bigint not null,
    updated_at bigint not null
);

create table orders (
    id              uuid   primary key not null,
    hub_id          uuid   not null,
    cycle_id        uuid   not null references order_cycle (id),
    cart_id         uuid   not null unique references cart (id),
    reference       text collate "C" not null,
    user_id         uuid   references user_account (id),
    customer_name   text collate "C" not null,
    email           text not null,
    phone           text,
    note            text,
    language        text not null check (language in ('fr', 'en')),
    payment_method  text not null check (payment_method in ('cash', 'bank-transfer')),
    currency        text not null check (length(currency) = 3),
    total_minor     bigint not null check (total_minor >= 0),
    placed_at       bigint not null,
    checkout_key    text not null,
    checkout_digest bytea not null
);

create index orders_by_cycle on orders (cycle_id, id);
create index orders_by_user on orders (user_id, id) where user_id is not null;

-- What was ordered, at the names and prices of that moment. `taken_milli` left the supply; nothing on demand does.
create table order_line (
    order_id       uuid   not null references orders (id),
    position       bigint not null,
    hub_id         uuid   not null,
    variant_id     uuid   not null references variant (id),
    producer_id    uuid   not null,
    supply_id      uuid   not null,
    product_name   text collate "C" not null,
    label          text collate "C" not null,
    storage        text not null,
    dimension      text not null check (dimension in ('weight', 'volume', 'piece')),
    quantity       bigint not null check (quantity > 0),
    draw_milli     bigint not null check (draw_milli > 0),
    taken_milli    bigint not null check (taken_milli >= 0),
    price_minor    bigint not null,
    goods_minor    bigint not null,
    fees_minor     bigint not null,
    tax_millionths bigint not null,
    tax_minor      bigint not null,
    primary key (order_id, position)
);

-- To whom each part of an order's total belongs: goods by producer and tax rate, and each fee.
create table order_component (
    order_id        uuid   not null references orders (id),
    position        bigint not null,
    hub_id          uuid   not null,
    kind            text not null check (kind in ('goods', 'item-fee', 'order-fee')),
    payee_id        uuid   not null references enterprise (id),
    fee_id          uuid,
    label           text not null,
    amount_minor    bigint not null,
    allocated_minor bigint not null,
    tax_millionths  bigint not null,
    tax_minor       bigint not null,
    primary key (order_id, position),
    check ((kind <> 'goods') = (fee_id is not null))
) with (fillfactor = 70);
