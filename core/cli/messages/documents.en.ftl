# What the reader of tables has to say of a file beside its rows.

sheet-hidden = sheet { $sheet } is hidden and was not read
rows-hidden = { $sheet }: { $count } rows are hidden ({ $rows }); they were read like the others
rows-hidden-hint = show them, or take them out, so that everybody sees what is judged
columns-hidden = { $sheet }: columns { $columns } are hidden; they were read like the others
columns-hidden-hint = show them, or take them out, so that everybody sees what is judged
formulas-without-value = { $sheet }: { $count } formulas have no value, { $first } the first; their cells were read as blank
formulas-without-value-hint = open the file in Excel or WPS and save it, so that it is reckoned
merges-too-many = { $sheet }: more than { $kept } merged areas; those behind were read as they stand
sheet-unexamined = { $sheet }: merged areas and hidden rows could not be looked for: { $detail }
quote-unclosed = a quote opened in row { $row } is never closed: all that follows became one cell
total-differs = { $sheet ->
    [""] row
   *[other] { $sheet }, row
 } { $row } ({ $label }), { $column }: printed { $printed }, but rows { $first }-{ $last } come to { $sum }
total-differs-hint = a row is missing or counted twice, or one of the two figures is wrong
