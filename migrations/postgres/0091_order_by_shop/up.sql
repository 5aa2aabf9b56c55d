-- Who of a shop's people ordered for one of its customers.
create table order_by_shop (
    order_id       uuid primary key not null references orders (id),
    ordered_by     uuid references user_account (id),
    ordered_by_key uuid references api_key (id)
);
