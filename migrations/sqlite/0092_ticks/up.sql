-- What became of each line of an order at its hand-over; bundles count from 1, and what is in none has 0.
create table hand_out_tick (
    order_id      blob not null references orders (id),
    variant_id    blob not null references variant (id),
    bundle        integer not null check (bundle >= 0),
    tick          text not null check (tick in ('handed-out', 'missing', 'left')),
    ticked_at     integer not null,
    ticked_by     blob references user_account (id),
    ticked_by_key blob references api_key (id),
    primary key (order_id, variant_id, bundle)
) strict, without rowid;
