-- What knows of no changes has each order as it stands: its check of the books finds what changes moved, and takes it for a fault.
alter table exchange drop column minimum_currency;
alter table exchange drop column minimum_minor;
drop table change_share;
drop table order_component_before;
drop table order_bundle_before;
drop table order_line_before;
drop table order_change;

delete from order_component where kind = 'voucher' and amount_minor = 0;
alter table order_component drop constraint order_component_voucher_amount_check;
alter table order_component add constraint order_component_voucher_amount_check
    check (kind <> 'voucher' or amount_minor < 0);

update ledger_transaction set cause = 'return' where cause = 'change';
alter table ledger_transaction drop constraint ledger_transaction_cause_check;
alter table ledger_transaction add constraint ledger_transaction_cause_check check (cause in ('due', 'payment', 'return'));

alter table orders drop column cancelled_at;
alter table orders drop column terms;
