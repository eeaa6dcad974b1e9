# Targets, their parts, changes of lists. Ids and arguments are the same in both languages; a test compares.

# ---- columns ----
column-target-id = target
column-target-holder = holder
column-target-unit = unit
column-target-amount = target
column-target-split = split
column-target-open = open
column-target-planned = plan
column-target-announced = ann.
column-target-shut-down = shut
column-target-dismantled = dism.
column-target-sealed = seal
column-target-accepted = acc.
column-target-carried-over = carried over
column-target-difference = diff.
target-heading-region = targets of { $year } by region (difference = target - accepted)
target-heading-group = targets of { $year } by ownership group (difference = target - accepted; firms without a group are in the open rest)
target-as-of = as of { $date }
target-known-at = as on record on { $date }
target-lines = lines
target-firms = firms
target-over = { $amount } over

# ---- what the table does not say ----
target-note-changed = { $target }: { $before } → { $after } ({ $date }, { $source })
target-note-beyond = { $target }: more was split or planned than was asked for
target-note-added = { $target }: more was split than was asked for, because: { $reason }
target-note-carried-over = { $target }: { $lines } lines ({ $capacity }) were missed and taken over by a later year
target-note-constructed = { $target }: { $lines } of the planned lines are place-holders for what a document only counts
target-note-unknown = ? is a figure that a document withholds or nobody can read, × how many; none is taken as zero

# ---- commands ----
target-none = no targets yet; record one with phaseout target set
target-changed = { $target } was { $before } before; it stays on record
target-not-there = no target { $target }
target-not-there-hint = phaseout target show lists the targets
target-split-nothing = nobody is named to whom { $target } is split
target-split-nothing-hint = add --to 532323=8万吨 or --to 牟定县=8万吨; firms go with --firms 532323=2
target-pair = { $option } is HOLDER=VALUE, not { $text }
target-imbalance = the figures do not come out ({ $tree }, { $law }): { $detail }
target-imbalance-hint = this is a fault of the program; run phaseout ledger verify, and show the ledger to a maintainer
tree-region = region
tree-group = group

# ---- refusals ----
refusal-target-unknown = no target { $target }
refusal-target-unknown-hint = look up its id with phaseout target show; record a new one with phaseout target set
refusal-target-id-unusable = a target's id is not blank, not none, and has no space, comma or semicolon
refusal-target-stands = the target is there already ({ $amount }); it is not simply made { $given }
refusal-target-stands-hint = if it was changed from above, add --notice or --reason; another target takes another --id
refusal-target-fixed = { $key } ({ $zh }) is { $stands } and cannot become { $given }
refusal-target-fixed-hint = correct a mistake with record correct; another target takes another --id
refusal-target-unit = { $amount } does not add to { $others } of { $other }
refusal-target-unit-hint = different units are different targets
refusal-target-split-exceeds = { $target } is { $amount }; its parts come to { $split }, { $excess } too much
refusal-target-split-exceeds-hint = split less; where the office adds of its own, say so with --reason
refusal-target-holder-outside = { $holder } does not belong to { $wanted }, the holder of { $target }
refusal-target-holder-unknown = the holder { $holder } is no known region or line ({ $tree })
refusal-target-holder-unknown-hint = write a region's code or a line's id; for an ownership group add --tree group
refusal-target-holder-twice = { $holder } has { $other } already ({ $amount })
refusal-target-holder-twice-hint = record the change on { $other }, with --notice or --reason
refusal-target-tree = { $target } is split by { $wanted }, not by { $has }
refusal-target-date-before = { $date } is before { $other } of { $before }
refusal-target-date-before-hint = check the date; if that of { $other } is wrong, correct it with record correct
refusal-target-year = { $target } is of { $wanted }, this is of { $has }
refusal-target-year-hint = plan what an earlier year missed under this year's target, and name the missed one with --set carried_over=
refusal-target-industry = { $target } is for { $wanted }, this is { $has }
refusal-target-region = { $target } belongs to { $wanted }, the line lies in { $has }
refusal-target-group = { $target } belongs to { $wanted }, the firm's ownership group is { $has }
refusal-target-group-hint = the group is the one of the survey (所属集团); import it again if it is wrong
refusal-target-other-line = { $target } is of { $wanted }, not of { $has }
refusal-target-twice = it counts for { $target } in { $year } already, and by { $tree } not for { $other } too
refusal-target-twice-hint = withdraw it first with record withdraw; correct a mistake with record correct
refusal-target-none-and-some = none and { $target } cannot both be said
refusal-target-kept = it counts for { $target } in { $year } and cannot simply stop to
refusal-target-kept-hint = take it out with record withdraw, notice and reason
refusal-target-later-year = it counts for { $target } of { $later } already, and not for { $year } too
refusal-carried-over-missing = { $target } of { $missed } was not fulfilled; the plan of { $year } has to say that it takes it over
refusal-carried-over-missing-hint = add --set carried_over={ $target }
refusal-carried-over-nothing = it was not planned under { $target } of { $year }: nothing to take over
refusal-carried-over-nothing-hint = record the earlier plan first
refusal-carried-over-without-target = it is taken over from { $target }, and no target is named that it counts for now
refusal-carried-over-without-target-hint = add --set target= with this year's target
refusal-sum-too-large = the sum has too many digits

# ---- changes of a published list ----
refusal-notice-unknown = no notice { $notice } was recorded (this one is { $own })
refusal-notice-unknown-hint = write the earlier notice as record announce has it
refusal-list-published = the list { $list } was published by { $notice }; { $own } adds to it
refusal-list-published-hint = add --set earlier_notice={ $notice } --set reason=REASON; another batch has another name
refusal-replaces-itself = a line does not replace itself
refusal-replaced-still-listed = { $replaces } is still on the list ({ $state })
refusal-replaced-still-listed-hint = first record withdraw { $replaces } --set replaced_by=…
refusal-replaced-by-other = { $replaces } was replaced by { $by }
