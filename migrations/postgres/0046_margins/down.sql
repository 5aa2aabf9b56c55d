alter table order_component drop column vat_regime;

-- What knows of no margins counts them among the goods of whoever has them.
update order_component set kind = 'goods' where kind = 'margin';
alter table order_component drop constraint order_component_kind_check;
alter table order_component add constraint order_component_kind_check
    check (kind in ('goods', 'item-fee', 'order-fee', 'deposit'));

alter table order_line drop column deposits_tax_minor;
alter table order_line drop column margin_tax_minor;
alter table order_line drop column margin_tax_millionths;
alter table order_line drop column margin_minor;
alter table order_line drop column producer_price_minor;
alter table order_line drop column owner_id;
