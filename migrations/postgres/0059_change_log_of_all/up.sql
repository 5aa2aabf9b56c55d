-- Who changed goods, terms, rights and settings is known, too: which size or key of many, and of whom it is where it is of
-- a person.
alter table change_log drop constraint change_log_subject_kind_check;
alter table change_log add constraint change_log_subject_kind_check check (subject_kind in (
    'cycle', 'exchange', 'fee', 'series', 'series-part', 'deleted-cycle', 'deleted-series', 'product', 'variant',
    'supply', 'hub-terms', 'enterprise', 'legal-identity', 'bank-account', 'certificate', 'member', 'invitation',
    'grant-given', 'grant-received', 'api-key', 'shop-key', 'tag-rules', 'customer', 'hand-over-method'));
alter table change_log add column enterprise_id uuid references enterprise (id);
alter table change_log add column item_id uuid;
alter table change_log add column member_id uuid references user_account (id);
create index change_log_by_member on change_log (member_id) where member_id is not null;
-- What is of an enterprise is read by when it was, all of it or of one kind.
create index change_log_by_enterprise on change_log (enterprise_id, at, number) where enterprise_id is not null;
create index change_log_by_kind on change_log (enterprise_id, subject_kind, at, number) where enterprise_id is not null;
-- How long a change is known depends on what it is of.
create index change_log_by_age on change_log (subject_kind, at);
