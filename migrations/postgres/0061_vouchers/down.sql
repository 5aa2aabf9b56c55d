delete from change_log where subject_kind = 'voucher';

-- What knows of no vouchers counts what they took off among the hub's margin.
drop index order_component_by_voucher;
alter table order_component drop constraint order_component_voucher_check;
alter table order_component drop constraint order_component_voucher_amount_check;
alter table order_component drop column voucher_id;
update order_component set kind = 'margin' where kind = 'voucher';
alter table order_component drop constraint order_component_kind_check;
alter table order_component add constraint order_component_kind_check
    check (kind in ('goods', 'margin', 'item-fee', 'order-fee', 'hand-over', 'deposit'));

alter table cart drop column vouchers;
drop table voucher;

alter table change_log drop constraint change_log_subject_kind_check;
alter table change_log add constraint change_log_subject_kind_check check (subject_kind in (
    'cycle', 'exchange', 'fee', 'series', 'series-part', 'deleted-cycle', 'deleted-series', 'product', 'variant',
    'supply', 'hub-terms', 'enterprise', 'legal-identity', 'bank-account', 'certificate', 'member', 'invitation',
    'grant-given', 'grant-received', 'api-key', 'shop-key', 'tag-rules', 'customer', 'hand-over-method'));
