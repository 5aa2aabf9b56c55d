alter table legal_identity drop column rna;
