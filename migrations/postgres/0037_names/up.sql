-- An enterprise is found by its name whatever spaces, apostrophes and letters that print nothing it was written with.
update enterprise set folded_name = trim(translate(
    folded_name,
    chr(160) || chr(8239) || chr(8201) || chr(9) || chr(8217) || chr(8216) || chr(8209) || chr(8203) || chr(173) || chr(8288) || chr(65279),
    '    ''''-'
));
update enterprise set folded_name = replace(replace(replace(folded_name, '  ', ' '), '  ', ' '), '  ', ' ')
where folded_name like '%  %';
