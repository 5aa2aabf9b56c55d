drop index product_changes;
alter table product drop column changes;
