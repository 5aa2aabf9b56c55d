drop index change_log_by_age;
drop index change_log_by_kind;
drop index change_log_by_enterprise;
drop index change_log_by_member;
delete from change_log where subject_kind not in ('cycle', 'exchange', 'fee', 'series', 'series-part');
alter table change_log drop column member_id;
alter table change_log drop column item_id;
alter table change_log drop column enterprise_id;
alter table change_log drop constraint change_log_subject_kind_check;
alter table change_log add constraint change_log_subject_kind_check
    check (subject_kind in ('cycle', 'exchange', 'fee', 'series', 'series-part'));
