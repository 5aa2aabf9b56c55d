-- A hub shows ways of hand-over to some of its customers only, by their tags.
alter table hand_over_method add column tags text not null default '[]';

-- And lets some of them pay only as others may not.
create table tag_rule_next (
    hub_id    blob    not null references enterprise (id),
    number    integer not null check (number >= 0),
    subject   text    not null check (subject in ('cycles', 'goods', 'hand-over', 'payments')),
    customers text    not null,
    tagged    text    not null,
    shows     integer not null,
    primary key (hub_id, number)
) strict, without rowid;

insert into tag_rule_next select hub_id, number, subject, customers, tagged, shows from tag_rule;

drop table tag_rule;
alter table tag_rule_next rename to tag_rule;
