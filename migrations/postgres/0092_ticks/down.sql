drop table hand_out_tick;
