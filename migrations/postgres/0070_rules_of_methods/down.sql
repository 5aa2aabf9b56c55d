-- What knows no rules of hand-over and payment shows all of them to everybody.
delete from tag_rule where subject in ('hand-over', 'payments');
alter table tag_rule drop constraint tag_rule_subject_check;
alter table tag_rule add constraint tag_rule_subject_check check (subject in ('cycles', 'goods'));

alter table hand_over_method drop column tags;
