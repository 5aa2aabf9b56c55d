delete from change_log where subject_kind = 'hand-over-method';

-- What knows of no hand-over counts what was paid for it among the hub's margin.
update order_component set kind = 'margin' where kind = 'hand-over';
alter table order_component drop constraint order_component_kind_check;
alter table order_component add constraint order_component_kind_check
    check (kind in ('goods', 'margin', 'item-fee', 'order-fee', 'deposit'));

drop table order_hand_over;
alter table cart drop column hand_over_id;
drop table exchange_hand_over;
drop table hand_over_method;
