drop table deposit_return_line;
drop table deposit_return;

-- What knows of no deposits counts them among the goods; what was paid back for packaging is not known any more.
delete from posting where transaction_id in (select id from ledger_transaction where cause = 'return');
delete from ledger_transaction where cause = 'return';
update posting set
    from_kind = case from_kind when 'deposit-due' then 'earned' when 'deposit' then 'payable' else from_kind end,
    to_kind = case to_kind when 'deposit-due' then 'earned' when 'deposit' then 'payable' else to_kind end;
update order_component set kind = 'goods' where kind = 'deposit';

alter table posting drop constraint posting_from_kind_check;
alter table posting drop constraint posting_to_kind_check;
alter table posting add constraint posting_from_kind_check
    check (from_kind in ('order', 'earned', 'payable', 'till'));
alter table posting add constraint posting_to_kind_check
    check (to_kind in ('order', 'earned', 'payable', 'till'));

alter table ledger_transaction drop constraint ledger_transaction_cause_check;
alter table ledger_transaction add constraint ledger_transaction_cause_check check (cause in ('due', 'payment'));

alter table order_component drop constraint order_component_kind_check;
alter table order_component drop constraint order_component_check;
alter table order_component add constraint order_component_kind_check
    check (kind in ('goods', 'item-fee', 'order-fee'));
alter table order_component add constraint order_component_check
    check ((kind <> 'goods') = (fee_id is not null));

alter table order_line drop column deposit_tax_minor;
alter table order_line drop column deposit_tax_millionths;
alter table order_line drop column deposit_minor;
alter table variant drop column deposit_kind;
