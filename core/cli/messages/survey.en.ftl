# Words of this area. Ids and arguments are the same in both languages; a test compares.

# ---- refusals of surveys and of enterprises ----
refusal-same-as = { $name } { $label } { $equipment } { $specification } { $capacity } may be a line that is known: { $candidates }
refusal-same-as-hint = put the line's id into the column same_as, or `new` if it is none of them, and import the list again
refusal-same-enterprise = { $why ->
    [alike] { $name } is called much like a firm that is known: { $candidates }
    [other-code] { $name } has another code than a firm that is known: { $candidates }
    [other-region] { $name } lies elsewhere than a firm of that name: { $candidates }
    [several] several firms are called { $name }: { $candidates }
   *[code-and-name] the code and the name { $name } lead to different firms: { $candidates }
}
refusal-same-enterprise-hint = put the enterprise's id (E…) or the id of one of its lines into the column same_as, or `new` if it is none of them, and import the list again
refusal-codes-disagree = the codes of { $name } belong to two firms: { $code } to { $enterprise }, { $other_code } to { $other }
refusal-codes-disagree-hint = compare with the business licence and correct the list; if they became one, record the merger first
refusal-same-as-unknown = { $answer } is neither a line nor an enterprise of the ledger, nor `new`
refusal-same-as-unknown-hint = look up its id with phaseout lines
refusal-same-as-elsewhere = { $answer } belongs to { $enterprise }, but name and code of the row say { $other }
refusal-same-as-elsewhere-hint = correct same_as; if the line changed hands, record the merger or the split first
refusal-same-as-twice = another row of the list is { $line } already
refusal-same-as-twice-hint = each line stands in one row: correct same_as of one of them
refusal-field-unknown = { $key } is no field that the ledger can keep
refusal-enterprise-unknown = no enterprise of this id or name is on record; found: { $found }
refusal-enterprise-unknown-hint = name it by its id (E…) or by its name of today
refusal-enterprise-ambiguous = several enterprises are called so: { $candidates }
refusal-enterprise-ambiguous-hint = name it by its id
refusal-enterprise-gone = it was taken over by { $successor } ({ $date }) and bears no new act
refusal-enterprise-gone-hint = record it for { $successor }; if the merger is wrong, void it with record correct
refusal-changes-nothing = { $name } is called so already, and neither group nor code is another
refusal-named-later = its name { $name } holds since { $since }; { $date } is earlier
refusal-named-later-hint = record renamings in their order, or correct the earlier one with record correct
refusal-name-taken = { $name } is the name of { $enterprise } already
refusal-name-taken-hint = if they are one firm, record the merger; if both are called so, add --set same_name=yes
refusal-code-of-another = the code { $code } belongs to { $enterprise }
refusal-code-of-another-hint = compare with the business licence; if they became one, record the merger
refusal-credit-code-wrong = { $value } is neither a credit code (18 characters), an organisation code (9) nor a registration number (15)
refusal-merged-into-itself = an enterprise cannot take itself over
refusal-absorbed-twice = { $enterprise } is named twice
refusal-merge-of-one = a new enterprise takes the place of two at least, here of: { $enterprise }
refusal-merge-of-one-hint = if one took the place of one, record rename
refusal-line-elsewhere = the line belongs to { $enterprise }, not to { $named }
refusal-enterprise-not-there = no enterprise of this id or name is on record
refusal-enterprise-not-there-hint = name it by its id (E…) or by its name of today; phaseout lines has the ids
row-line-id-missing = no id
row-line-id-repeated = id used before
row-line-id-no-column = no column of ids
row-row-type-unknown = type of row not known
row-cell-damaged = damaged characters
row-cell-error = cell with an error
row-credit-code-length = code of a wrong length
row-credit-code-character = code with a wrong character
row-credit-code-check = code with a wrong check digit
row-credit-code = wrong code of the enterprise
row-industry-missing = industry not known
row-region-not-found = place not found
row-region-ambiguous = place not certain
row-region-contradiction = places contradict
row-leftover-word = word not known
row-unknown-equipment = kind of equipment not known
row-unreadable-spec = specification not read
row-size-of-which-unit = size of which unit
row-kind-contradiction = kinds contradict
row-several-kinds = several kinds
row-unreadable-size = size not read
row-quantity-contradiction = quantities contradict
row-unreadable-quantity = quantity not read
row-unreadable-date = date not read
row-exemption-unknown = exemption not known
row-exemption-denied = no exemption
row-contradiction = contradiction
row-columns-contradict = columns contradict
row-impossible-value = impossible value
row-ambiguous-unit = unit not certain
row-missing-unit = no unit
row-unknown-unit = unit not known
row-reversed-range = reversed range
row-approximate-value = approximate value
row-unreadable-value = value not read
row-attribute-does-not-fit = attribute of no unit
row-attribute-of-other-industry = column of another industry
row-unreadable-capacity = capacity not read
row-capacity-unreadable = capacity not read
row-capacity-without-unit = capacity without a unit
row-capacity-unit-unknown = unit of capacity not known
row-capacity-dimension = unit of capacity of another kind
row-capacity-unit-contradiction = units of capacity contradict
row-unreadable-yes-no = neither yes nor no
row-unknown-word = word not known
row-fact-attribute-unknown = attribute of a fact not known
row-fact-unit-unknown = unit of a fact not known
row-fact-needs-unit = fact of which unit
row-fact-without-value = fact without a value
row-other-region = not in the office's region
row-codes-contradict = codes of the enterprise contradict
