-- Who pays an enterprise by transfer must know to which account.
create table bank_account (
    enterprise_id blob primary key not null references enterprise (id),
    holder        text not null,
    iban          text not null check (length(iban) >= 15 and length(iban) <= 34),
    bic           text check (length(bic) in (8, 11))
) strict, without rowid;
