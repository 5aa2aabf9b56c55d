-- A hub shows ways of hand-over to some of its customers only, by their tags.
alter table hand_over_method add column tags text not null default '[]';

-- And lets some of them pay only as others may not.
alter table tag_rule drop constraint tag_rule_subject_check;
alter table tag_rule add constraint tag_rule_subject_check
    check (subject in ('cycles', 'goods', 'hand-over', 'payments'));
