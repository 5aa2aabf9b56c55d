alter table orders drop column named_taxes;
