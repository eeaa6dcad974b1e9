# Mistakes in criterion files. Ids and arguments are those of criteria.zh.ftl; a test compares.

## The file
diagnostic-toml-syntax = broken TOML: { $message }
diagnostic-toml-syntax-hint = Look for quotes, brackets and commas without their counterpart; every key is written `key = value`.
diagnostic-unknown-key = there is no key `{ $key }`
diagnostic-unknown-key-hint = Correct the key or drop the line; `phaseout criteria schema` lists them all.
diagnostic-missing-key = `{ $key }` is missing
diagnostic-missing-key-hint = Add it; `phaseout criteria schema` says how each key is written.
diagnostic-wrong-type = `{ $key }` wants { $expected ->
    [string] a text in quotes
    [boolean] true or false
    [array] a list in square brackets
   *[table] a table in braces
 }, here is { $found ->
    [string] a text
    [boolean] true or false
    [integer] a whole number
    [float] a number
    [datetime] a date without quotes
    [array] a list
   *[table] a table
 }
diagnostic-wrong-type-hint = Texts and dates stand in double quotes, true and false do not.
diagnostic-empty-value = `{ $key }` is empty
diagnostic-empty-value-hint = Fill it in; drop the line of an optional key that says nothing.
diagnostic-empty-list = the list of `{ $key }` is empty
diagnostic-empty-list-hint = It needs one item at least.
diagnostic-unknown-value = `{ $key }` cannot be `{ $value }`
diagnostic-unknown-value-hint = It is one of: { $values }.
diagnostic-id-form = `{ $id }` is not written like a criterion's id
diagnostic-id-form-hint = An id has three parts, industry/edition/name, of small letters, digits, points and hyphens.
diagnostic-id-differs-from-path = the id `{ $id }` differs from the file's path
diagnostic-id-differs-from-path-hint = Its path below criteria/ makes it `{ $expected }`; change the id or move the file.
diagnostic-id-of-another-industry = the id `{ $id }` does not belong to the industry `{ $industry }`
diagnostic-id-of-another-industry-hint = The first part of an id is its industry; put the file into that industry's folder.
diagnostic-bad-date = `{ $date }` is no date
diagnostic-bad-date-hint = Write "2010", "2010-02" or "2010-02-17"; without a day it means the month, without a month the year.
diagnostic-bad-region = `{ $region }` is no code of a division
diagnostic-bad-region-hint = A code has 6, 9 or 12 digits, such as 210800 for Yingkou.
diagnostic-until-before-from = it ends on { $until }, before it begins on { $from }
diagnostic-until-before-from-hint = Check basis.from and basis.until.
diagnostic-unknown-kind = the industry `{ $industry }` has no kind `{ $kind }`
diagnostic-unknown-kind-hint = Write a kind's id, not the word that lists print; kinds are declared in the plugin's plugin.toml.
diagnostic-attribute-of-other-kinds = { $kinds } has no attribute `{ $attribute }`
diagnostic-attribute-of-other-kinds-hint = Such a condition can never be met; change the attribute or the kinds.
diagnostic-repeated-exemption = the exemption `{ $id }` stands here twice
diagnostic-repeated-exemption-hint = Within a criterion an exemption's id is its own; join the two or rename one.
diagnostic-tightens-without-region = it says `tightens` but has no region
diagnostic-tightens-without-region-hint = Only a local criterion tightens a national one; add its region.
diagnostic-unknown-case-field = a case has no field `{ $field }`
diagnostic-unknown-case-field-hint = There are equipment, spec, quantity, capacity, region, commissioned, as_of, exemption, evidence, approved, and the ids of the industry's attributes.
diagnostic-missing-case = there is no case whose outcome is `{ $expect }`
diagnostic-missing-case-hint = Every criterion has at least one case that is a hit, one that is clear and one that is unknown.

## A condition
diagnostic-empty-expression = the condition is empty
diagnostic-empty-expression-hint = Where the kind alone decides, drop the line with `when`.
diagnostic-full-width-sign = `{ $found }` is no sign of a condition
diagnostic-full-width-sign-hint = Conditions use half-width signs only: here `{ $expected }`.
diagnostic-foreign-operator = `{ $found }` is written otherwise here
diagnostic-foreign-operator-hint = Write `{ $expected }`; there are and, or, not, and < <= > >= == !=.
diagnostic-single-equals = equality is not written with a single sign
diagnostic-single-equals-hint = Write `{ $expected }`.
diagnostic-stray-character = `{ $found }` does not belong into a condition
diagnostic-stray-character-hint = Remove it; names and words stand without quotes, and there is no arithmetic.
diagnostic-unbalanced-parenthesis = `{ $found }` has no counterpart
diagnostic-unbalanced-parenthesis-hint = Add the other one, or remove this one.
diagnostic-missing-operand = an attribute, a number or a condition is missing here
diagnostic-missing-operand-hint = A comparison is written `attribute < number unit`; and, or stand between two conditions.
diagnostic-missing-connective = there is no `and` or `or` between two conditions
diagnostic-missing-connective-hint = Write `and` where both must hold, `or` where one is enough.
diagnostic-unexpected-sign = this sign does not belong here
diagnostic-unexpected-sign-hint = Square brackets and commas stand only in the list after `in`: process in [钙盐法, 氢钙法].
diagnostic-missing-list = `in` wants a list in square brackets
diagnostic-missing-list-hint = Write process in [钙盐法, 氢钙法].
diagnostic-known-without-parentheses = `known` wants parentheses
diagnostic-known-without-parentheses-hint = Write known(attribute).
diagnostic-nested-too-deeply = parentheses and `not` stand more than { $most } deep
diagnostic-nested-too-deeply-hint = Simplify the condition, or make several criteria of it.
diagnostic-chained-comparison = comparisons cannot be chained
diagnostic-chained-comparison-hint = Write two comparisons joined by `and`.
diagnostic-no-attribute = there are only numbers here, no attribute
diagnostic-no-attribute-hint = One side of a comparison is an attribute of the industry.
diagnostic-attribute-not-compared = `{ $attribute }` has to be compared with something
diagnostic-attribute-not-compared-hint = Only a yes/no stands alone; write `{ $attribute } < number unit`, or known({ $attribute }).
diagnostic-unknown-attribute = the industry `{ $industry }` has no attribute `{ $attribute }`
diagnostic-unknown-attribute-hint = Write its id, its Chinese name or an alias; attributes are declared in the plugin's plugin.toml.
diagnostic-yes-no-compared = `{ $attribute }` is a yes/no and is not compared
diagnostic-yes-no-compared-hint = Write `{ $attribute }`, or `not { $attribute }`.
diagnostic-two-attributes = `{ $attribute }` cannot be compared with the attribute `{ $found }`
diagnostic-two-attributes-hint = An attribute is compared with a limit that the criterion states; what has to be computed is derived by the plugin as an attribute of its own.
diagnostic-limit-not-a-number = the limit of `{ $attribute }` has to be a number, here is `{ $found }`
diagnostic-limit-not-a-number-hint = Write a number with its unit, such as 3.0 m.
diagnostic-words-not-in-order = the values of `{ $attribute }` are words and cannot be compared so
diagnostic-words-not-in-order-hint = Use ==, != or in, with one of: { $words }.
diagnostic-unknown-word = `{ $attribute }` has no word `{ $word }`
diagnostic-unknown-word-hint = It has: { $words }.
diagnostic-in-without-words = `{ $attribute }` is no word, so `in` does not fit
diagnostic-in-without-words-hint = Write a range as two comparisons: x >= 300 m³ and x < 400 m³.
diagnostic-missing-unit = { $number } has no unit
diagnostic-missing-unit-hint = `{ $attribute }` is measured in { $unit }: write { $number } { $unit }, or a unit that converts.
diagnostic-unknown-unit = `{ $unit }` is no unit
diagnostic-unknown-unit-hint = Check the spelling; a unit stands right behind its number, before any and, or.
diagnostic-unit-of-another-dimension = the unit `{ $unit }` does not convert to `{ $expected }`, the unit of `{ $attribute }`
diagnostic-unit-of-another-dimension-hint = Use { $expected } or a unit that converts, or check the attribute.
diagnostic-inexact-limit = { $number } { $unit } is no exact number of { $expected }
diagnostic-inexact-limit-hint = Limits are never rounded; state it in { $expected }.
diagnostic-bad-number = `{ $number }` is no number
diagnostic-bad-number-hint = Write digits with at most one point: no thousands separator, no exponent, 28 digits at most.

## A local criterion that tightens a national one
diagnostic-tightens-later-deadline = the deadline { $deadline } is later than the national one, { $national }
diagnostic-tightens-later-deadline-hint = What tightens `{ $tightens }` has the same deadline or an earlier one; move it, or drop `tightens`.
diagnostic-tightens-weaker-class = the national criterion eliminates, this one only restricts
diagnostic-tightens-weaker-class-hint = What tightens `{ $tightens }` has no weaker class; change it, or drop `tightens`.
diagnostic-tightens-adds-exemption = the exemption `{ $exemption }`, or a word of it, is not in the national criterion
diagnostic-tightens-adds-exemption-hint = What tightens `{ $tightens }` adds no exemption; remove it, or drop `tightens`.
diagnostic-tightens-undecidable = the two criteria have too many attributes or limits together to be compared
diagnostic-tightens-undecidable-hint = With `{ $tightens }` there may be { $most } attributes at most; simplify the condition, or drop `tightens`.
diagnostic-tightens-hits-less = looser than the national criterion: it hits { $kind } { $example }, this one does not
diagnostic-tightens-hits-less-hint = Whatever `{ $tightens }` hits has to be hit here too; change kinds or when, or drop `tightens`.

## What is known only outside the file
diagnostic-unknown-industry = no plugin that is loaded speaks for { $industry }
diagnostic-unknown-industry-hint = the first part of a criterion's path is its industry; --plugins names more plugins
diagnostic-tightens-unknown = there is no criterion { $id } to tighten
diagnostic-tightens-unknown-hint = phaseout criteria list prints all of them
diagnostic-repeated-id = there is a criterion { $id } already
diagnostic-repeated-id-hint = give it another name
