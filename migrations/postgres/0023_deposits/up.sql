-- A deposit is paid for packaging apart from the price, stands apart in every order and in the books, and is paid back when the packaging returns.
alter table variant add column deposit_kind text not null default 'container'
    check (deposit_kind in ('container', 'transport-aid'));

-- What is paid for the packaging of one item, and the tax in it; nothing where there is no deposit.
alter table order_line add column deposit_minor bigint check (deposit_minor > 0);
alter table order_line add column deposit_tax_millionths bigint
    check ((deposit_tax_millionths is null) = (deposit_minor is null));
alter table order_line add column deposit_tax_minor bigint
    check ((deposit_tax_minor is null) = (deposit_minor is null));

alter table order_component drop constraint order_component_kind_check;
alter table order_component drop constraint order_component_check;
alter table order_component add constraint order_component_kind_check
    check (kind in ('goods', 'item-fee', 'order-fee', 'deposit'));
alter table order_component add constraint order_component_check
    check ((kind in ('item-fee', 'order-fee')) = (fee_id is not null));

-- Packaging that returns is a cause of its own.
alter table ledger_transaction drop constraint ledger_transaction_cause_check;
alter table ledger_transaction add constraint ledger_transaction_cause_check
    check (cause in ('due', 'payment', 'return'));

-- Deposits stand in accounts of their own, and so does what is to be paid back to a customer.
alter table posting drop constraint posting_from_kind_check;
alter table posting drop constraint posting_to_kind_check;
alter table posting add constraint posting_from_kind_check
    check (from_kind in ('order', 'earned', 'payable', 'deposit-due', 'deposit', 'refund', 'till'));
alter table posting add constraint posting_to_kind_check
    check (to_kind in ('order', 'earned', 'payable', 'deposit-due', 'deposit', 'refund', 'till'));

-- Packaging of an order that came back, who says so, and what is paid back for it.
create table deposit_return (
    id              uuid   primary key not null,
    order_id        uuid   not null references orders (id),
    hub_id          uuid   not null references enterprise (id),
    transaction_id  uuid   not null unique references ledger_transaction (id),
    currency        text   not null check (length(currency) = 3),
    returned_at     bigint not null,
    recorded_by     uuid   references user_account (id),
    recorded_by_key uuid   references api_key (id)
);

create index deposit_return_by_order on deposit_return (order_id);

create table deposit_return_line (
    return_id     uuid   not null references deposit_return (id),
    line_position bigint not null,
    hub_id        uuid   not null,
    order_id      uuid   not null,
    quantity      bigint not null check (quantity > 0),
    amount_minor  bigint not null check (amount_minor > 0),
    tax_minor     bigint not null,
    primary key (return_id, line_position)
);

create index deposit_return_line_by_order on deposit_return_line (order_id);
