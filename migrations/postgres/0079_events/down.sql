drop table webhook_delivery;
drop table webhook;
drop table event_feed;
drop table event;
delete from outbox where kind = 'webhook-paused';
delete from change_log where subject_kind = 'webhook';

alter table change_log drop constraint change_log_subject_kind_check;
alter table change_log add constraint change_log_subject_kind_check check (subject_kind in (
        'cycle', 'exchange', 'fee', 'series', 'series-part', 'deleted-cycle', 'deleted-series', 'product',
        'variant', 'supply', 'hub-terms', 'enterprise', 'legal-identity', 'bank-account', 'certificate', 'member',
        'invitation', 'grant-given', 'grant-received', 'api-key', 'shop-key', 'tag-rules', 'customer', 'hand-over-method',
        'voucher', 'tax-zone'));
