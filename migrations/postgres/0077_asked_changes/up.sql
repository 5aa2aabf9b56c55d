-- Whether a hub lets its customers change and cancel what they ordered, as long as it takes orders.
alter table enterprise add column takes_changes boolean not null default false;

-- A change may be asked for, by the customer or by the shop's people, who say why.
alter table order_change drop constraint order_change_cause_check;
alter table order_change add constraint order_change_cause_check check (cause in ('minimum', 'shortage', 'customer', 'shop'));
alter table order_change add column reason text;
alter table order_change add column changed_by uuid references user_account (id);
alter table order_change add column changed_by_key uuid references api_key (id);
