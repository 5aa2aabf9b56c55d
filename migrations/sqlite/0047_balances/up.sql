-- What stands in each account of an enterprise is kept beside the postings that it sums up, so that a balance is read and not added up again.
create table account_balance (
    holder        blob   not null,
    kind          text not null check (kind in ('earned', 'payable', 'deposit-due', 'deposit', 'till')),
    currency      text not null check (length(currency) = 3),
    balance_minor integer not null,
    primary key (holder, kind, currency)
) strict, without rowid;

insert into account_balance (holder, kind, currency, balance_minor)
select m.holder, m.kind, m.currency, sum(m.amount) from (
    select p.to_holder as holder, p.to_kind as kind, t.currency as currency, p.amount_minor as amount
    from posting p join ledger_transaction t on t.id = p.transaction_id
    union all
    select p.from_holder, p.from_kind, t.currency, -p.amount_minor
    from posting p join ledger_transaction t on t.id = p.transaction_id
) m
where m.kind not in ('order', 'refund')
group by m.holder, m.kind, m.currency;
