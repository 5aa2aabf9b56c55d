-- Order cycles come again by a rule: a series makes each of them ahead, and asks who takes part.
create table cycle_series (
    id             blob    primary key not null,
    coordinator_id blob    not null references enterprise (id),
    name           text    not null,
    opens_at       integer not null,
    closes_at      integer not null,
    rule           text    not null,
    holidays       text    check (holidays in ('france', 'alsace-moselle')),
    on_holiday     text    check (on_holiday in ('skip', 'earlier', 'later')),
    days_ahead     integer not null check (days_ahead >= 0 and days_ahead <= 90),
    is_paused      integer not null,
    made_until     text,
    due_at         integer,
    failed_times   integer,
    failed_since   integer,
    retry_at       integer,
    version        integer not null check (version > 0),
    check (opens_at < closes_at),
    check ((holidays is null) = (on_holiday is null)),
    check ((failed_times is null) = (failed_since is null) and (failed_times is null) = (retry_at is null))
) strict, without rowid;

create index cycle_series_by_coordinator on cycle_series (coordinator_id);
create index cycle_series_due on cycle_series (due_at) where due_at is not null;

-- Days beside the rule with a cycle, and days of the rule without one.
create table series_day (
    series_id blob not null references cycle_series (id),
    kind      text not null check (kind in ('added', 'skipped')),
    day       text not null,
    primary key (series_id, kind, day)
) strict, without rowid;

create table series_fee (
    series_id blob    not null references cycle_series (id),
    fee_id    blob    not null references fee (id),
    position  integer not null,
    primary key (series_id, fee_id)
) strict, without rowid;

create index series_fee_by_fee on series_fee (fee_id);

-- Whom its cycles ask to take part, on which terms, and in which of them.
create table series_part (
    series_id     blob not null references cycle_series (id),
    enterprise_id blob not null references enterprise (id),
    direction     text not null check (direction in ('incoming', 'outgoing')),
    terms         text not null,
    rhythm        text,
    primary key (series_id, enterprise_id, direction)
) strict, without rowid;

create index series_part_by_enterprise on series_part (enterprise_id);

-- Who said that no series of a coordinator is to ask it.
create table series_refusal (
    coordinator_id blob   not null references enterprise (id),
    enterprise_id  blob   not null references enterprise (id),
    direction      text   not null check (direction in ('incoming', 'outgoing')),
    refused_at     integer not null,
    primary key (coordinator_id, enterprise_id, direction)
) strict, without rowid;

create index series_refusal_by_enterprise on series_refusal (enterprise_id);

-- The day of a cycle in its series tells it from every other. Who has not answered is reminded once.
alter table order_cycle add column series_id blob references cycle_series (id);
alter table order_cycle add column series_day text;
alter table order_cycle add column remind_at integer;
create unique index order_cycle_by_series on order_cycle (series_id, series_day) where series_id is not null;
create index order_cycle_to_remind on order_cycle (remind_at) where remind_at is not null;
create index order_cycle_by_opening on order_cycle (opens_at, id);

-- What changed of a series is known, too.
create table change_log_next (
    subject_id    blob not null,
    number        integer not null check (number > 0),
    at            integer not null,
    subject_kind  text not null check (subject_kind in ('cycle', 'exchange', 'fee', 'series', 'series-part')),
    part_id       blob references enterprise (id),
    direction     text check (direction in ('incoming', 'outgoing')),
    field         text not null,
    before_text   text,
    after_text    text,
    user_id       blob references user_account (id),
    api_key_id    blob references api_key (id),
    primary key (subject_id, number),
    check (before_text is not null or after_text is not null)
) strict, without rowid;

insert into change_log_next select subject_id, number, at, subject_kind, part_id, direction, field, before_text, after_text,
    user_id, api_key_id from change_log;
drop table change_log;
alter table change_log_next rename to change_log;
create index change_log_by_user on change_log (user_id) where user_id is not null;
