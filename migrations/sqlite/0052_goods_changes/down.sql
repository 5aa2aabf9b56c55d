alter table enterprise drop column goods_changes;
