alter table fee drop column retired_at;
