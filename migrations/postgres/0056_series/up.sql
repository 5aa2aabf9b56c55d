-- Order cycles come again by a rule: a series makes each of them ahead, and asks who takes part.
create table cycle_series (
    id             uuid    primary key not null,
    coordinator_id uuid    not null references enterprise (id),
    name           text    not null,
    opens_at       bigint not null,
    closes_at      bigint not null,
    rule           text    not null,
    holidays       text    check (holidays in ('france', 'alsace-moselle')),
    on_holiday     text    check (on_holiday in ('skip', 'earlier', 'later')),
    days_ahead     bigint not null check (days_ahead >= 0 and days_ahead <= 90),
    is_paused      boolean not null,
    made_until     text,
    due_at         bigint,
    failed_times   bigint,
    failed_since   bigint,
    retry_at       bigint,
    version        bigint not null check (version > 0),
    check (opens_at < closes_at),
    check ((holidays is null) = (on_holiday is null)),
    check ((failed_times is null) = (failed_since is null) and (failed_times is null) = (retry_at is null))
);

create index cycle_series_by_coordinator on cycle_series (coordinator_id);
create index cycle_series_due on cycle_series (due_at) where due_at is not null;

-- Days beside the rule with a cycle, and days of the rule without one.
create table series_day (
    series_id uuid not null references cycle_series (id),
    kind      text not null check (kind in ('added', 'skipped')),
    day       text not null,
    primary key (series_id, kind, day)
);

create table series_fee (
    series_id uuid    not null references cycle_series (id),
    fee_id    uuid    not null references fee (id),
    position  bigint not null,
    primary key (series_id, fee_id)
);

create index series_fee_by_fee on series_fee (fee_id);

-- Whom its cycles ask to take part, on which terms, and in which of them.
create table series_part (
    series_id     uuid not null references cycle_series (id),
    enterprise_id uuid not null references enterprise (id),
    direction     text not null check (direction in ('incoming', 'outgoing')),
    terms         text not null,
    rhythm        text,
    primary key (series_id, enterprise_id, direction)
);

create index series_part_by_enterprise on series_part (enterprise_id);

-- Who said that no series of a coordinator is to ask it.
create table series_refusal (
    coordinator_id uuid   not null references enterprise (id),
    enterprise_id  uuid   not null references enterprise (id),
    direction      text   not null check (direction in ('incoming', 'outgoing')),
    refused_at     bigint not null,
    primary key (coordinator_id, enterprise_id, direction)
);

create index series_refusal_by_enterprise on series_refusal (enterprise_id);

-- The day of a cycle in its series tells it from every other. Who has not answered is reminded once.
alter table order_cycle add column series_id uuid references cycle_series (id);
alter table order_cycle add column series_day text;
alter table order_cycle add column remind_at bigint;
create unique index order_cycle_by_series on order_cycle (series_id, series_day) where series_id is not null;
create index order_cycle_to_remind on order_cycle (remind_at) where remind_at is not null;
create index order_cycle_by_opening on order_cycle (opens_at, id);

-- What changed of a series is known, too.
alter table change_log drop constraint change_log_subject_kind_check;
alter table change_log add constraint change_log_subject_kind_check
    check (subject_kind in ('cycle', 'exchange', 'fee', 'series', 'series-part'));
