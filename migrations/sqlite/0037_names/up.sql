-- An enterprise is found by its name whatever spaces, apostrophes and letters that print nothing it was written with.
update enterprise set folded_name = trim(replace(replace(replace(replace(replace(replace(replace(replace(replace(replace(
    replace(folded_name, char(160), ' '), char(8239), ' '), char(8201), ' '), char(9), ' '), char(8203), ''), char(173), ''),
    char(8288), ''), char(65279), ''), char(8217), ''''), char(8216), ''''), char(8209), '-'));
update enterprise set folded_name = replace(replace(replace(folded_name, '  ', ' '), '  ', ' '), '  ', ' ')
where folded_name like '%  %';
