-- What knows no rules of hand-over and payment shows all of them to everybody.
create table tag_rule_before (
    hub_id    blob    not null references enterprise (id),
    number    integer not null check (number >= 0),
    subject   text    not null check (subject in ('cycles', 'goods')),
    customers text    not null,
    tagged    text    not null,
    shows     integer not null,
    primary key (hub_id, number)
) strict, without rowid;

insert into tag_rule_before
select hub_id, number, subject, customers, tagged, shows from tag_rule where subject in ('cycles', 'goods');

drop table tag_rule;
alter table tag_rule_before rename to tag_rule;

alter table hand_over_method drop column tags;
