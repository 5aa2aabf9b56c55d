-- Whom letters go to beside those who must have them: what each person chose of every kind, which shops wrote to them when they ask
-- for it, and which letters of an order cycle are due when.
create table notice_choice (
    user_id blob not null references user_account (id),
    kind    text not null,
    wanted  integer not null,
    primary key (user_id, kind)
) strict, without rowid;

create index notice_choice_by_kind on notice_choice (kind, user_id);

-- A shop that somebody asked to be written to about.
create table shop_follower (
    hub_id   blob not null references enterprise (id),
    user_id  blob not null references user_account (id),
    asked_at integer not null,
    primary key (hub_id, user_id)
) strict, without rowid;

create index shop_follower_by_user on shop_follower (user_id);

-- What stands in the letters of a person by which they end them without signing in. It opens nothing else.
create table notice_token (
    user_id blob primary key not null references user_account (id),
    token   text not null unique
) strict, without rowid;

-- How far the events of a hub are told to those of its people who want every order.
create table order_copy (
    hub_id blob primary key not null references enterprise (id),
    number integer not null check (number >= 0)
) strict, without rowid;

-- Letters to many about an order cycle: due at an instant, about another, and told up to somebody.
create table cycle_letter (
    id       blob primary key not null,
    cycle_id blob not null references order_cycle (id),
    hub_id   blob not null references enterprise (id),
    kind     text not null check (kind in ('cycle-opened', 'closing-soon', 'pick-up-soon')),
    about_at integer not null,
    due_at   integer not null,
    reached  blob,
    done_at  integer,
    unique (cycle_id, hub_id, kind, about_at)
) strict, without rowid;

create index cycle_letter_due on cycle_letter (due_at) where done_at is null;

-- For which stage and end of a cycle its letters to many are noted.
create table cycle_letter_plan (
    cycle_id  blob primary key not null references order_cycle (id),
    stage     text not null check (stage in ('open', 'closed')),
    closes_at integer not null
) strict, without rowid;

-- A letter to an enterprise may be to one of its people, and a hub sees what became of the letters about its orders.
alter table outbox add column person_id blob;
create index outbox_by_subject on outbox (subject_id, id);
create index outbox_given_up on outbox (id) where gave_up_at is not null;
