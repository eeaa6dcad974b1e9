# Documents: phaseout report KIND and its templates.

# phaseout report KIND
paper-kind = there is no document of this kind
paper-kind-unknown = there is no kind { $name }; there are: { $known }
paper-kind-unknown-hint = phaseout report kinds lists them with what each needs
paper-needs-out = nothing says where the document goes
paper-needs-out-hint = add --out FILE with the ending .md .html .docx or .xlsx; for the origin of its figures alone use --trace
paper-ending = the ending of { $path } is none of a document
paper-ending-hint = use .md .html .docx or .xlsx
paper-format = the ending of --out decides the format of a document; --format is for --trace
paper-format-hint = leave out --format, or add --trace
paper-number = { $number } is not how a document number is written
paper-number-hint = the year stands in 〔〕, as in 楚工信〔2013〕5号
paper-rows = the table { $name } has { $rows } rows, more than a sheet holds
paper-rows-hint = use .html, .docx or .md, or write one document for each region
paper-written = wrote { $path }: { $pieces } pieces from the record, settings, what was given or citations, { $figures } of them figures; --trace lists the ground of each
report-ledger = the record cannot be read: { $cause } { $detail }
need-month = a month (--month)
need-line = a line (--subject)
need-enterprise = an enterprise (--subject)
need-subject = a line, an enterprise or a region (--subject)
column-paper = Kind
column-paper-name = Name
column-paper-needs = Can be told
column-template = Template
template-of-program = the program's
sheet-kinds = Kinds
column-printed-at = No.
column-printed = Printed
column-printed-what = What it is
column-origin = Origin
trace-order = the order of rows
trace-cited = a citation
sheet-trace = Trace

# What is given: --set --from --number --to
given-form = { $pair } is not of the form KEY=VALUE
given-form-hint = as in --set founded=1985
given-key = a template cannot name the key { $key }
given-key-hint = use letters, digits and _, beginning with a letter, as in founded
given-unreadable = cannot be read: { $detail }
given-unreadable-hint = it should be TOML in UTF-8
given-long = the file has { $length } bytes, which is too long
given-long-hint = it is for the few things that the record does not hold
given-syntax = is not TOML: { $detail }
given-syntax-hint = texts stand in double quotes, as in founded = "1985"
given-value = the value of { $key } is no text, number or date
given-value-hint = write it as a text, { $key } = "…"; leave the line out where it is blank
given-piece = { $key } is none of the keys here: { $keys }
given-piece-hint = a table with a value is one thing; for several leave the value out
given-missing = the template prints given.{ $key }, which was not given
given-missing-hint = give it with --set { $key }=… or in the file of --from; what may be absent stands inside if given.{ $key } in the template
given-unused = given, and not used by the template: { $keys }
given-unused-hint = look at the spelling; a template uses it as given.KEY

# Templates
template-embedded = the program's template { $name }
template-none = there is no template { $name }
template-none-hint = this kind has a template in Chinese only; leave out --lang en, or write one in templates/
template-exists = the file is there already and was not overwritten
template-exists-hint = it may be a template that the office has changed; choose another name
template-written = written. As templates/{ $name } it takes the place of the program's own
template-unreadable = cannot be read: { $detail }
template-unreadable-hint = look at the rights of the file
template-encoding = line { $line } is not text in UTF-8
template-encoding-hint = save it as UTF-8 in the editor
template-long = the template has { $length } KB, and no more than { $longest } KB are read
template-long-hint = a template has form and words; the data are in the record
templates-many = templates/ holds { $count } templates, and no more than { $most } are read
templates-many-hint = move those elsewhere that are not used
template-unused = no document is written from this template, and no other template names it
template-unused-hint = the name is that of a kind with .md, as annual.md; phaseout report kinds lists the kinds
template-missing = there is no template { $name }
template-missing-hint = name a file in templates/, as "parts/sums.md"
template-outside = { $name } lies outside templates/
template-outside-hint = only files in templates/ can be named, without .., absolute paths and backslashes
template-name = there is no { $name }
template-name-hint = here there are: { $names }
template-part = { $of } has no { $name }
template-part-hint = { $of } has: { $names }
template-filter = there is no filter { $name }
template-filter-hint = common ones are default first join length list map reject select sort
template-test = there is no test { $name }
template-test-hint = common ones are defined none in even odd
template-function = there is no function { $name }
template-function-hint = there are cite row_no range namespace; a macro is written before, or brought in with from … import
template-statement = there is no statement { $name }
template-statement-hint = there are for if set include from macro with raw, each with its end…
template-unexpected = expected { $expected } here, and there is { $found }
template-unexpected-hint = see whether brackets and quotes are in pairs, and the punctuation half-width
template-unfinished = the end comes where { $expected } is still wanting
template-unfinished-hint = add { $expected }; for, if and macro each have their end…
template-character = a character that means nothing here: { $code }
template-character-hint = brackets, quotes, commas and points of code are half-width
template-syntax = the code is wrong: { $code } ({ $detail })
template-syntax-hint = compare with the program's own: phaseout report template KIND
template-failed = { $code } cannot be worked out: { $detail }
template-failed-hint = compare numbers by .number and texts by .raw
template-endless = the template has used up its steps and its memory
template-endless-hint = see whether loops are too many, or texts double
template-deep = templates go too deep
template-deep-hint = see whether a template includes itself, a macro calls itself, or brackets are nested too often
template-nothing = there is nothing to print here
template-nothing-hint = what may be absent stands inside if; or say so with default("not recorded")
template-number = { $number } was worked out by the template and has no origin
template-number-hint = print the figure of the record itself, without .number; rows are counted by row_no(loop.index)
template-whole = this is not one thing but a whole ({ $what })
template-whole-hint = print each by for, or name the part
template-row = { $number } is not the number of the next row
template-row-hint = write row_no(loop.index) in the loop
digits = { $digits } in “{ $words }” comes from nowhere
digits-hint = print the figure of the record; numbers of documents and standards and titles go into cite("…"); what the record does not hold is given.KEY
cite-blank = the citation is blank
cite-blank-hint = write the document, as in cite("国发〔2010〕7号")
cite-brackets = the brackets of { $words } are wrong; it is { $right }
cite-brackets-hint = the year of a document number stands in 〔〕
cite-digits = { $digits } in the citation “{ $words }” is no number of a document, standard, order or article, no title and no date
cite-digits-hint = it may be 国发〔2010〕7号, 《…》, GB 16780-2021, 2013年第21号令, 第12条, 2013年7月27日
front-missing = the template does not begin with its title between lines of +++
front-missing-hint = begin with a line +++, then title = "…", then a line +++
front-open = the +++ of the beginning is not closed
front-open-hint = write a line +++ after the settings
front-syntax = the front is not TOML: { $detail }
front-syntax-hint = texts stand in double quotes; one with double quotes in it stands in single quotes
front-title = there is no title
front-title-hint = add title = "…"
front-key = the front has no { $key }
front-key-hint = there are: { $keys }
front-text = { $key } is a text
front-text-hint = write { $key } = "…"
front-texts = { $key } is a text or a list of texts
front-texts-hint = write { $key } = ["…", "…"]
front-headings = headings is numbered or plain
front-headings-hint = numbered marks headings 一、(一) 1. (1); plain does not
front-block = a text of the front is one line of words
front-block-hint = headings, lists and tables belong to the body
chart-alone = a chart stands alone in a paragraph
chart-alone-hint = leave a blank line before and after it
markdown-stars = the ** in “{ $words }” stress nothing
markdown-stars-hint = they come in pairs, close to the words; quotes and brackets stay outside, as in “**words**”
markdown-ordered = lists with numbers are not used
markdown-ordered-hint = begin points with -; what is to be numbered is a heading, # or ##
markdown-nested = a list cannot stand in a list
markdown-nested-hint = use a heading of the next level, or one paragraph
markdown-emphasis = italics are not used
markdown-emphasis-hint = stress with **words**; to print * or _ write \* or \_
markdown-link = links are not used
markdown-link-hint = write the words; to print a bracket write \[
markdown-image = pictures are not used
markdown-image-hint = charts come from the record and stand alone in a paragraph
markdown-code = code is not used
markdown-code-hint = take the back-quotes away; to print one write \`
markdown-code-block = a paragraph that begins with four spaces becomes code
markdown-code-block-hint = take the spaces away; the indent belongs to the layout
markdown-quote = quotations with > are not used
markdown-quote-hint = take the > away
markdown-html = HTML is not used
markdown-html-hint = a line breaks with a backslash at its end, a page with --- alone; to print < write \<
markdown-underline = this line became a heading
markdown-underline-hint = leave a blank line before the --- of a page break; headings begin with #
markdown-deep = headings have four levels
markdown-deep-hint = use # to ####
markdown-other = this form is not used
markdown-other-hint = there are headings, paragraphs, - lists, tables, **stress**, breaks of line and page
watch-templates = templates ({ $count })
watch-templates-wrong = templates are wrong and not in force
watch-templates-none = no templates
doctor-templates = templates: { $count } of the office

public-list-empty = the plan of {$year} names no line
public-list-empty-hint = plan lines first (phaseout record plan …), then write the notice
public-list-firm = no name of an enterprise ({$firm} is a place-holder)
public-list-firm-hint = a public list must name the enterprises; import the list again with the name
public-list-equipment = {$firm}: no outdated equipment
public-list-equipment-hint = a public list must name the equipment; import the list again with it
public-list-deadline = {$firm}: no deadline
public-list-deadline-hint = a public list must say by when; record a deadline for {$year} (phaseout record deadline, or plan --set deadline=…)
report-subject = the record has no "{$subject}"
report-subject-hint = give a line's id, an enterprise's id or full name, a region's code or name
