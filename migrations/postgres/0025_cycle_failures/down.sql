drop table cycle_failure;
