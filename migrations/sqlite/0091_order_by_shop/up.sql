-- Who of a shop's people ordered for one of its customers.
create table order_by_shop (
    order_id       blob primary key not null references orders (id),
    ordered_by     blob references user_account (id),
    ordered_by_key blob references api_key (id)
) strict, without rowid;
