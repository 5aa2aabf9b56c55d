drop index outbox_given_up;
drop index outbox_by_subject;
delete from outbox where person_id is not null or kind in (
    'order-received', 'order-moved', 'cycle-opened', 'closing-soon', 'pick-up-soon', 'welcome');
alter table outbox drop column person_id;
drop table cycle_letter_plan;
drop table cycle_letter;
drop table order_copy;
drop table notice_token;
drop table shop_follower;
drop table notice_choice;
