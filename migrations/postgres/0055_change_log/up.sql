-- Who changed what, when, from what to what: one row a field.
create table change_log (
    subject_id    uuid not null,
    number        bigint not null check (number > 0),
    at            bigint not null,
    subject_kind  text not null check (subject_kind in ('cycle', 'exchange', 'fee')),
    part_id       uuid references enterprise (id),
    direction     text check (direction in ('incoming', 'outgoing')),
    field         text not null,
    before_text   text,
    after_text    text,
    user_id       uuid references user_account (id),
    api_key_id    uuid references api_key (id),
    primary key (subject_id, number),
    check (before_text is not null or after_text is not null)
);

create index change_log_by_user on change_log (user_id) where user_id is not null;
