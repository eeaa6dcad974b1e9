# Words of this area. Ids and arguments are the same in both languages; a test compares.

# ---- workers ----
refusal-workers-too-many = more are settled ({ $settled }) than affected ({ $affected }): { $difference } too many
refusal-workers-too-many-hint = affected = placed_inside + retrained_placed + compensated + retired + settled_unspecified + pending
refusal-workers-do-not-add = settled { $settled } and pending { $pending } are { $sum }, not { $affected }: { $difference } apart
refusal-workers-do-not-add-hint = correct the numbers, or leave pending out: it is then the rest
refusal-workers-date-before = a headcount of { $date } would stand after the one of { $before }
refusal-workers-date-before-hint = headcounts are recorded in the order of their dates; if the later one is wrong, correct it
refusal-workers-fewer = { $affected } affected, on { $date } it was { $before }: { $difference } would be lost
refusal-workers-fewer-hint = say why with --set reason=…, or correct the earlier headcount
refusal-workers-line-closed = the line is closed, and { $pending } would be pending
refusal-workers-line-closed-hint = say where they went; if the closure was wrong, correct it first
refusal-workers-unrecorded = no headcount is on record
refusal-workers-unrecorded-hint = record workers; where nobody is affected, say so: --set affected=0
refusal-workers-pending = { $pending } of { $affected } are still pending ({ $date })
refusal-workers-pending-hint = record workers again when they are settled

# ---- compensation ----
refusal-compensation-local = the local mean wage ({ $mean }) or minimum wage ({ $minimum }) cannot be right
refusal-compensation-local-hint = the mean wage is last year's, of the city, in 元 a month, and above zero
refusal-compensation-wage = a wage cannot be { $wage }
refusal-compensation-wage-hint = give the mean gross wage of the last 12 months, in 元 a month
refusal-compensation-dates = service from { $since } cannot end on { $ended }
refusal-compensation-dates-hint = the first day of service lies before the last, and no service is longer than a calendar
refusal-compensation-too-large = the sum for { $people } people has too many digits
refusal-compensation-too-large-hint = look for a wage in the wrong unit

# ---- funds ----
refusal-fund-subject-unknown = neither a line nor an enterprise of the ledger, nor office
refusal-fund-subject-unknown-hint = money for a line names the line; an office's own working money names office
refusal-fund-no-line = { $source } ({ $document }) is the office's own and has no beneficiary: { $entry }
refusal-fund-no-line-hint = record it with office as its subject
refusal-fund-no-beneficiary = { $source } ({ $document }) is for a line: { $entry } names none
refusal-fund-no-beneficiary-hint = record it with the line as its subject; only what is received or returned may name office
refusal-fund-line-only = { $source } ({ $document }) is for single lines, not for an enterprise: { $entry }
refusal-fund-line-only-hint = record it line by line
refusal-fund-negative = an amount is not negative: { $amount }
refusal-fund-negative-hint = money that goes back is entry=returned or entry=recovered; a mistake is corrected with record correct
refusal-fund-use-refused = { $source } may not be spent on { $purpose } ({ $document })
refusal-fund-use-refused-hint = permitted: { $permitted }
refusal-fund-two-central = it has money from { $other } already (recorded for { $holder }), so none from { $source }
refusal-fund-two-central-hint = a line gets money from one central fund; if the earlier entry is wrong, correct it
refusal-fund-instalment-twice = instalment { $instalment } of { $source }, { $entry }, was entered by event { $event }
refusal-fund-instalment-twice-hint = give the next instalment its own number
refusal-fund-proof-without-line = years of production and capacities are proved of a line
refusal-fund-proof-without-line-hint = record them with the line as the subject
refusal-fund-proof-without-evidence = years of production are proved by papers
refusal-fund-proof-without-evidence-hint = add --set evidence=… with tax receipts, electricity bills or the licence
refusal-fund-capacity-units = the approved capacity { $approved } and the mean output { $output } do not convert
refusal-fund-capacity-units-hint = give both in one unit
refusal-fund-not-planned = the line is { $state }, not on the plan, and gets no money under { $document }
refusal-fund-not-planned-hint = record plan first
refusal-fund-years-unproved = { $document } asks for { $years } years of normal production before the plan's; not proved: { $missing }
refusal-fund-years-unproved-hint = add --set proved_years=… and the papers as evidence
refusal-fund-not-dismantled = the line is { $state }; { $document } pays for lines that are gone
refusal-fund-not-dismantled-hint = allot the money, and pay it when the line is dismantled
refusal-fund-dismantled-late = dismantled on { $date }; { $document } asks for the year of the plan, { $year }
refusal-fund-dismantled-late-hint = send the money back; if the date is wrong, correct it
refusal-fund-overdrawn = { $source }, { $entry } { $amount }: { $lacking } more than there is (received { $received })
refusal-fund-overdrawn-hint = record what was received first; an amount that the paper does not show is ??万元
refusal-fund-more-than-allotted = { $source }, { $amount }: { $more } more than was allotted ({ $allotted })
refusal-fund-more-than-allotted-hint = record the allotment first
refusal-fund-more-recovered = { $source }, { $amount }: { $more } more than was paid ({ $paid })
refusal-fund-more-recovered-hint = only what was paid can be recovered
refusal-fund-line-closed = the line is closed, and { $amount } of { $source } would stand open
refusal-fund-line-closed-hint = record allotment and payment before the closure; if the closure was early, correct it
refusal-fund-unbalanced = allotted and neither paid nor returned: { $open }
refusal-fund-unbalanced-hint = record entry=paid or entry=returned
refusal-fund-amount-too-large = { $amount } has too many digits
refusal-fund-amount-too-large-hint = look at the unit
note-fund-use-unconfirmed = { $source } for { $purpose }: what { $document } says of it was not confirmed
note-fund-years-open = allotted under { $document } with { $proved } of { $years } years of production proved

# ---- capacity replacement ----
refusal-replace-line-stays = the line is { $state }: its capacity does not leave
refusal-replace-line-stays-hint = identify it first; a line that stays gives no capacity
refusal-replace-excluded = it may not be used for replacement: { $reason } ({ $document })
refusal-replace-excluded-hint = use another line; if the record is wrong, correct it
refusal-replace-nothing-used = nothing is used: { $used }
refusal-replace-nothing-used-hint = say how much of the line's capacity the project takes
refusal-replace-units = { $used } and { $capacity } do not convert
refusal-replace-units-hint = give old and new capacity in one unit
refusal-replace-ton-unknown = of { $capacity }, { $before } is used ({ $projects }): with a figure withheld nobody can show that { $used } are other tons
refusal-replace-ton-unknown-hint = find out the figure, and record it
refusal-replace-ton-twice = of { $capacity }, { $before } is used already ({ $projects }): { $used } would use tons twice
refusal-replace-ton-twice-hint = what is left is shown by phaseout show; draw on another line for the rest
refusal-replace-region = no code of a place: { $region }
refusal-replace-region-hint = use a code of GB/T 2260, as 532300
refusal-replace-code-taken = the project code { $code } belongs to { $other }, not to { $project }
refusal-replace-code-taken-hint = check code and name; a project has one name here
refusal-replace-project-differs = { $key } of { $project } is { $was } on record, not { $now }
refusal-replace-project-differs-hint = if the record is wrong, correct it with record correct
refusal-replace-ratio-low = { $project } declares { $declared } : 1; { $document } asks for { $ratio } : 1
refusal-replace-ratio-low-hint = a declared ratio may be higher; a special case is named with --set special=…
refusal-replace-new-before-old = { $project } starts on { $start }, the old line stopped only on { $stopped }
refusal-replace-new-before-old-hint = the old line stops first; if a date is wrong, correct it
refusal-replace-old-runs = { $project } started on { $start }, the old line is { $state }
refusal-replace-old-runs-hint = record shut_down first, or give --set old_shut_on=…
refusal-replace-not-dismantled = { $project } started on { $start }; by { $document } the old line had to be dismantled by { $latest }
refusal-replace-not-dismantled-hint = record dismantle; if a date is wrong, correct it
refusal-replace-short = { $project } is not complete: { $used } at { $ratio } make { $covers } of { $new_capacity }; { $lacking } lack
refusal-replace-short-hint = draw on further lines, and say complete with the last
note-replacement-short = { $used } at { $ratio } make { $covers }; { $lacking } lack
note-replacement-undecided = whether { $used } suffice cannot be told: a figure or a date is not known
note-replacement-units = { $used } and the new capacity do not convert
note-replacement-edition-unclear = { $date } does not tell which edition holds
note-replacement-area-unknown = by { $document } the ratio turns on the area; whether it is a key area is not said (key_area)
note-replacement-ratio-unconfirmed = the ratio { $ratio } : 1 of { $document } was not confirmed
note-replacement-excluded = used for { $project }, but: { $reason } ({ $document })
note-replacement-capacity-shrank = { $used } are used, and a later survey gives the line { $capacity }
note-replacement-line-stays = used for { $project }, and is { $state } now: its capacity did not leave
note-replacement-old-runs = used for { $project }, which started on { $start }; the line is { $state }
note-replacement-stands = used for { $project }; by { $document } it had to be dismantled by { $latest }, and is { $state }

# ---- the command accounts ----
accounts-workers = Workers
accounts-funds = Money
accounts-replacement = Capacity replacement
accounts-unrecorded = lines without a headcount
column-count = People
column-source = Source
column-received = Received
column-allotted = Allotted
column-paid = Paid
column-returned = Returned
column-recovered = Recovered
column-balance = Balance
column-project = Project
column-lines = Lines
column-used = Capacity used
column-investment = Investment
coverage-no-rule = no ratio holds
coverage-undecided = cannot be told
coverage-units = units do not convert
coverage-covered = enough
coverage-short = short

# ---- the command compensation ----
column-people = People
column-since-2008 = Since 2008 (months)
column-before-2008 = Before 2008 (months)
column-amount = Amount
column-remarks = Remarks
compensation-total = { $people } people, { $total }
compensation-unconfirmed = service before 2008 is counted by the older rules, whose caps were not confirmed
compensation-basis = Basis: { $document }
compensation-local-form = { $key } is a number of 元 a month, not { $value }
compensation-header = the table needs the columns people, wage, and since or years
compensation-row = row { $row }: { $column } cannot be read: { $value }
compensation-note-minimum-wage = at the minimum wage
compensation-note-three-times-mean = at three times the mean wage
compensation-note-twelve-years = twelve years at most
compensation-note-older-rules = the part before 2008 is not confirmed
compensation-note-months-worked = fewer than twelve months: mean of those worked
class-people = people
class-wage = wage
class-since = since
class-years = years
class-months = months
accounts-awards = What the award goes by
column-proved-years = Years proved
column-approved = Approved
column-mean-output = Mean output
column-counted = Counted
