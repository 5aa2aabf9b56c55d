-- What knows of no reversals knows neither what was reversed nor that it was: both go, with all that moved. What was
-- paid back and paid out goes likewise. Its check of the books may find a cent where more than one payment of an order
-- had been shared.
delete from posting where transaction_id in (
        select id from ledger_transaction where cause in ('repayment', 'payout', 'reversal'))
    or transaction_id in (
        select p.transaction_id from payment p where exists (select 1 from payment r where r.reverses_id = p.id));
delete from payment_share where payment_id in (select id from payment where reverses_id is not null)
    or payment_id in (select reverses_id from payment where reverses_id is not null);
drop table hub_payable;
drop table payout;
drop table repayment_share;
drop table repayment;

create table payment_gone (id uuid primary key not null, transaction_id uuid not null);
insert into payment_gone select p.id, p.transaction_id from payment p
    where p.reverses_id is not null or exists (select 1 from payment r where r.reverses_id = p.id);
delete from payment where id in (select id from payment_gone) and reverses_id is not null;
delete from payment where id in (select id from payment_gone);
delete from ledger_transaction where id in (select transaction_id from payment_gone)
    or cause in ('repayment', 'payout', 'reversal');
drop table payment_gone;

delete from account_balance;
insert into account_balance (holder, kind, currency, balance_minor)
select m.holder, m.kind, m.currency, cast(sum(m.amount) as bigint) from (
    select p.to_holder as holder, p.to_kind as kind, t.currency as currency, p.amount_minor as amount
    from posting p join ledger_transaction t on t.id = p.transaction_id
    union all
    select p.from_holder, p.from_kind, t.currency, -p.amount_minor
    from posting p join ledger_transaction t on t.id = p.transaction_id
) m
where m.kind not in ('order', 'refund')
group by m.holder, m.kind, m.currency;

alter table payment drop constraint payment_check1;
alter table payment drop constraint payment_check;
alter table payment drop column reason;
alter table payment drop column reverses_id;
alter table payment add constraint payment_amount_minor_check check (amount_minor > 0);

alter table ledger_transaction drop constraint ledger_transaction_check;
alter table ledger_transaction alter column order_id set not null;
alter table ledger_transaction drop constraint ledger_transaction_cause_check;
alter table ledger_transaction add constraint ledger_transaction_cause_check
    check (cause in ('due', 'payment', 'return', 'change'));
