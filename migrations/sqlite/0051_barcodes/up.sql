-- A size says the number under its bar code, by which anybody knows it.
alter table variant add column barcode text check (length(barcode) in (8, 12, 13, 14));
