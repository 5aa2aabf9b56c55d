drop table group_member;
drop table enterprise_group;
