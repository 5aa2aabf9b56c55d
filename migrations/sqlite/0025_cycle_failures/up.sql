-- A cycle whose opening or closing fails is tried again, later each time, and holds up no other.
create table cycle_failure (
    order_cycle_id blob    primary key not null references order_cycle (id),
    times          integer not null check (times > 0),
    since          integer not null,
    retry_at       integer not null
) strict, without rowid;
