-- An association that is in no register of enterprises is known by the number of its own register.
alter table legal_identity add column rna text check (length(rna) = 10);
