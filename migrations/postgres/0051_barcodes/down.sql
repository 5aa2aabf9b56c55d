alter table variant drop column barcode;
