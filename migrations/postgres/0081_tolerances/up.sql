-- How far from its size one item that is weighed may be, before its weight is held for a slip: 30 % where nothing is said.
alter table variant add column tolerance_millionths bigint
    check (tolerance_millionths > 0 and tolerance_millionths < 1000000);
