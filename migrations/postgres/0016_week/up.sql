-- What a farm first put on its list in a week is kept, so that another week can begin from it.
create table listing_week (
    producer_id uuid not null references enterprise (id),
    week        text collate "C" not null check (length(week) = 8),
    variant_id  uuid not null references variant (id),
    supply_id   uuid not null references supply (id),
    left_milli  bigint not null check (left_milli >= 0),
    on_demand   boolean not null,
    price_minor bigint not null check (price_minor >= 0),
    offered     boolean not null,
    primary key (producer_id, week, variant_id)
);

create index listing_week_by_supply on listing_week (supply_id, week);
