# What the reader of tables has to say of a file beside its rows.

sheet-hidden = sheet { $sheet } is hidden and was not read
rows-hidden = { $sheet }: { $count } rows are hidden ({ $rows }); they were read like the others
rows-hidden-hint = show them, or take them out, so that everybody sees what is judged
columns-hidden = { $sheet }: columns { $columns } are hidden; they were read like the others
columns-hidden-hint = show them, or take them out, so that everybody sees what is judged
formulas-without-value = { $sheet }: { $count } formulas have no value, { $first } the first; their cells were read as blank
formulas-without-value-hint = open the file in Excel or WPS and save it, so that it is reckoned
cells-doubled = { $sheet }: { $count } cells have two values, { $first } the first; the last value was read
cells-doubled-hint = open the file in Excel or WPS, look at them and save it
merges-too-many = { $sheet }: more than { $kept } merged areas; those behind were read as they stand
sheet-unexamined = { $sheet }: merged areas and hidden rows could not be looked for: { $detail }
quote-unclosed = a quote opened in row { $row } is never closed: all that follows became one cell
unit-over-table = { $sheet } the column { $column } names no unit; it was read in { $unit }, which stands over the table
total-differs = row { $at } ({ $label }), { $column }: printed { $printed }, but rows { $first }-{ $last } come to { $sum }
total-differs-hint = a row is missing or counted twice, or one of the two figures is wrong
totals-differ-more = { $sheet } { $count } more totals differ or could not be compared

problem-line-id-merged = several lines share a number; this one is called { $line }
problem-line-id-merged-hint = give each line its own number
problem-figure-of-several-rows = { $text } stands in a merged cell for several lines, from row { $row } on; each was given it
problem-figure-of-several-rows-hint = write each line's own figure into its row
problem-code-damaged = the code has lost digits: { $text }
problem-code-damaged-hint = format the column as text and type the code again; the spreadsheet has made a number of it
problem-date-from-number = { $text } was read as the day { $read }
problem-date-from-number-hint = format the cell as a date
problem-month-of-number = { $text } may be January or October; only the year { $read } was read
problem-month-of-number-hint = write the date as text, 2013-10
