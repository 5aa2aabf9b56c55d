-- A cycle whose opening or closing fails is tried again, later each time, and holds up no other.
create table cycle_failure (
    order_cycle_id uuid   primary key not null references order_cycle (id),
    times          bigint not null check (times > 0),
    since          bigint not null,
    retry_at       bigint not null
);
