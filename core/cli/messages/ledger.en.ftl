# Words of the record and its proof. Ids and arguments are those of ledger.zh.ftl; a test compares.


# ---- columns ----
column-seq = No.
column-step = Step
column-on = Date
column-outcome = Outcome

# ---- office ----
init-done = made the office folder { $path }: { $name } ({ $region })
init-needs-region = give the office's region code with --region, as 532300
init-exists = there is an office here already; nothing was changed
init-exists-hint = choose another folder, or work in this one
init-other = the office.toml that is there says otherwise (its region is { $region })
init-other-hint = leave the arguments out, or change office.toml
init-network = the folder lies on a network share, where the ledger is not safe
init-network-hint = put it on a disk of this machine; share with others by ledger export and copies
init-share-unknown = it cannot be told whether the folder lies on a network share
init-share-unknown-hint = a ledger belongs on a disk of this machine
office-missing = no office folder found: there is no office.toml here or above
office-missing-hint = make one with phaseout init, or name it with --office
office-unreadable = cannot be read: { $detail }
office-syntax = is not written as it should be: { $detail }
office-syntax-hint = texts stand in quotes, as region = "532300"
office-region = no such region: { $detail }
office-region-hint = use a code of GB/T 2260 with 6 digits, or 9 for towns and subdistricts
office-level = the level lies above that of the region's code: { $detail }
office-level-hint = the level is province, prefecture, county or town
office-quorum = quorum is at least 1, not { $detail }
doctor-ledger = ledger of { $name } ({ $region }): { $events } events, head { $head }
doctor-share = the folder may lie on a network share, where a ledger is not safe
doctor-share-hint = put it on a disk of this machine

# ---- the file ----
ledger-missing = there is no ledger file ({ $detail })
ledger-missing-hint = bring ledger.db back from a copy, or begin a new office with phaseout init
ledger-exists = the ledger is there already: { $detail }
ledger-foreign = this is no ledger of phaseout ({ $detail })
ledger-foreign-hint = was another file put in its place? Bring ledger.db back from a copy
ledger-newer = the ledger was written by a newer phaseout (form { $detail })
ledger-newer-hint = use the newer phaseout; the ledger was not changed
ledger-damaged = the ledger file is damaged ({ $detail })
ledger-damaged-hint = do not write in it; keep the file, restore a copy, and check it with ledger verify --head
ledger-truncated = the ledger file is cut short ({ $detail })
ledger-truncated-hint = keep the file, restore a copy, and check it with ledger verify --head
ledger-event-unreadable = an event cannot be read ({ $detail })
ledger-event-unreadable-hint = run phaseout ledger verify to see which event was tampered with
ledger-locked = another program is writing in the ledger ({ $detail })
ledger-locked-hint = try again when it has ended; nothing was recorded
ledger-read-only = the ledger can be read, not written ({ $detail })
ledger-read-only-hint = look at the permissions of file and folder; nothing was recorded
ledger-cannot-open = the ledger cannot be opened ({ $detail })
ledger-cannot-open-hint = look at the permissions of file and folder
ledger-full = the disk is full; nothing was recorded ({ $detail })
ledger-full-hint = make room and call the same command again
ledger-input-output = the disk could not be read or written ({ $detail })
ledger-input-output-hint = look at the disk; nothing was recorded
ledger-failed = the database failed ({ $detail })
ledger-no-log = this file system cannot keep the ledger's log ({ $detail })
ledger-no-log-hint = keep the office folder on a disk of this machine; nothing was recorded
ledger-older = the ledger is in an older form ({ $detail })
ledger-older-hint = call phaseout ledger rebuild once: it brings the ledger up to date and loses nothing
ledger-clock-back = this machine's clock stands before the ledger's last event ({ $detail })
ledger-clock-back-hint = set the clock right and try again; nothing was recorded

# ---- proof ----
head-form = --head is SEQ:HASH, not { $head }
verify-whole = whole: { $events } events checked one by one, projections equal a rebuild. Head { $head }
verify-altered = event { $seq } was altered{ $which }
verify-removed = event { $seq } was removed{ $which }
verify-inserted = event { $seq } was inserted{ $which }
verify-reordered = the order was changed from event { $seq } on{ $which }
verify-cut-off = the events from { $seq } on were cut off{ $which }
verify-rewritten = event { $seq } is not the one of the head kept elsewhere{ $which }
verify-projections = the events are whole, but the projections differ from a rebuild
verify-projections-hint = run phaseout ledger rebuild, and find out who changed the file
rebuild-same = projections made anew, equal to those before ({ $hash })
rebuild-differs = projections made anew; they differ from those before, which somebody had changed ({ $hash })

# ---- import ----
import-new = new
import-changed = changed
import-same = same
import-refused = refused
import-done = new { $new }, changed { $changed }, same { $same }, refused { $refused }
import-nothing = the files hold not a single line
import-nothing-hint = look at the header; name columns with --map

# ---- record ----
on-unknown = { $date } is no date
on-unknown-hint = write 2013-07-27, 2013-07, 2013, ..2013-12-15 (by that day) or unknown
set-form = --set is KEY=VALUE, not { $set }
refusal-determine-unusable = the fact cannot be used: { $what }
refusal-determine-unusable-hint = { $hint }
record-without-subject = say what { $kind } is about: a line, an enterprise, a target, or office
record-no-subject-column = the table has no column line (生产线)
record-row-without-subject = the row names no line
record-cell = row { $row } holds an error cell
record-none = { $count } refusals; nothing of the file was recorded
record-done = { $count } recorded
record-dry = { $count } would be recorded (nothing was)

# ---- refusals of the record ----
refusal-unknown = cannot be recorded
refusal-kind-unknown = no such step or kind; there are: { $kinds }
refusal-fact-unknown = { $kind } takes no { $key }; it takes: { $keys }
refusal-fact-given-twice = { $key } ({ $zh }) is given once, not as { $value }
refusal-fact-blank = { $key } ({ $zh }) is blank
refusal-fact-no-date = { $key } ({ $zh }) is no date: { $value }
refusal-fact-no-date-hint = write 2013-07-27, 2013-07, 2013, ..2013-12-15 or unknown
refusal-fact-no-year = { $key } ({ $zh }) is no year: { $value }
refusal-fact-no-count = { $key } ({ $zh }) is no whole number: { $value }
refusal-fact-no-decimal = { $key } ({ $zh }) is no number: { $value }
refusal-fact-no-capacity = { $key } ({ $zh }) is no capacity with a unit: { $value }
refusal-fact-no-capacity-hint = write 8万吨, 1.2万千瓦, 60万重量箱; what a document withholds is **
refusal-fact-no-money = { $key } ({ $zh }) is no sum of money with a unit: { $value }
refusal-fact-no-money-hint = write 15万元, 10.8亿元; what a document does not show is ??
refusal-fact-no-yes-no = { $key } ({ $zh }) is yes or no, not { $value }
refusal-fact-no-word = { $key } ({ $zh }) cannot be { $value }; it is one of: { $words }
refusal-evidence-no-file = the file of { $key } ({ $zh }) is not there: { $value }
refusal-evidence-no-file-hint = files are named from the current folder; one kept elsewhere is NAME@sha256:HASH
refusal-evidence-hash = the hash of { $key } ({ $zh }) is not 64 hexadecimal digits: { $value }
refusal-facts-missing = { $step } still lacks: { $missing }
refusal-facts-missing-hint = add them with --set KEY=VALUE
refusal-line-unknown = no such line in the ledger
refusal-line-unknown-hint = look up its id with phaseout lines; import new lines first
refusal-line-not-open = the line is { $state }: it no longer changes
refusal-line-not-open-hint = if the record is wrong, correct it with record correct
refusal-wrong-state = it is { $state }, so it cannot { $step }; { $step } is taken from: { $from }
refusal-date-before = { $step } on { $date } would be before { $state } on { $before }
refusal-date-before-hint = check the date; if the earlier one is wrong, correct it with record correct
refusal-date-ahead = { $date } has not come yet
refusal-verdict-missing = there is neither a verdict nor a decision
refusal-verdict-not-eliminate = the verdict is { $verdict }, not eliminate; still to be found out: { $missing }
refusal-verdict-not-eliminate-hint = add facts with record determine, or give --set decision=voluntary|surplus|pollution|local with its reason
refusal-notice-not-cited = the earlier notice is { $notice }, cited was { $cited }
refusal-notice-not-cited-hint = add --set notice=NOTICE with the earlier notice
refusal-nothing-to-resume = it is { $state }: neither suspended, shut down nor sealed
refusal-parts-too-few = under { $regime } at least { $needed } parts have to be gone; { $named } are named
refusal-parts-too-few-hint = add --set parts=…; the six are { $parts }
refusal-seal-not-allowed = on { $date } { $regime } holds: sealing does not count, it has to be dismantled
refusal-reserve-not-allowed = on { $date } { $regime } holds: { $industry } cannot be kept as a reserve
refusal-regime-unknown = { $date } does not tell which standard of completion holds
refusal-regime-unknown-hint = give the day
refusal-not-announced = it counts for a target and was not announced
refusal-not-announced-hint = record announce first, with list, equipment, deadline and progress
refusal-quorum = an acceptance needs { $quorum } departments; there were: { $departments }
refusal-quorum-hint = name all in one --set departments=工信、发改、环保; quorum in office.toml sets how many
refusal-not-accepted = it was not accepted; only a voluntary one is closed without
refusal-capacity-unreadable = { $value } is no capacity
refusal-event-unknown = no such event
refusal-event-unknown-hint = look up its number or id with phaseout show
refusal-correction-of-correction = a correction can only be voided, or take another date
refusal-correction-breaks = with this correction event { $event } ({ $kind }, { $date }) would lose its ground: { $cause }
refusal-correction-breaks-hint = correct the later one first

ledger-chain-broken = event { $detail }: the record was tampered with; no projections are made from it
ledger-chain-broken-hint = run phaseout ledger verify; keep the file, and restore a copy
refusal-announced-later = accepted on { $date }, and announced only on { $announced }
refusal-department-unknown = { $departments }: no department that the office names; office.toml names: { $known }
refusal-department-unknown-hint = write the name as it stands there, or add it to departments in office.toml
refusal-plan-units = the planned { $planned } and the surveyed { $surveyed } do not convert
refusal-survey-older = this list ({ $date }) is older than the one on record ({ $newer }), and does not overwrite it
refusal-survey-older-hint = if the record is wrong, correct its survey event with record correct
refusal-replace-industry = the project is of { $industry }, the line of { $own }: capacity of one industry does not stand for another's

# ---- the command register ----
register-publicity = Publicity
register-letters = Letters of responsibility
register-deadlines = Deadlines
register-changes = Changes of published lists
register-empty = nothing is on record
column-media = Media
column-content = Content
column-address = Address
column-parties = Parties
column-year = Year
column-targets = Targets
column-document = Document
column-replacement = Replacement
column-change-out = Out
column-change-into = In
column-notice = Earlier notice
column-reason = Reason
list-change-replaced = replaced
list-change-withdrawn = withdrawn
list-change-struck_off = struck off
list-change-retrofitted = retrofitted
list-change-converted = converted
list-change-exempted = exempted
list-change-added = added
format-cannot = { $format } cannot be written here, only: { $can }
format-cannot-hint = say which by --format, or by the ending of --out
actor-blank = --actor is blank
actor-blank-hint = name a role, as industry desk; without --actor the role of office.toml is taken
sheet-import = Import
sheet-record = Record
sheet-lines = Lines
sheet-accounts = Money
sheet-register = Register
sheet-compensation = Estimate
import-change = { $field }: { $from } → { $to }
import-problem = { $problem }: { $count } of the rows
refusal-verdict-not-alone = the verdict is { $verdict }, not eliminate: the criterion that would say so is not confirmed, and cannot decide alone
refusal-verdict-not-alone-hint = have the criterion confirmed; or give --set decision=voluntary|surplus|pollution|local with its reason
refusal-notice-not-cited-at-all = the earlier notice is { $notice }, and none was cited
refusal-notice-not-cited-at-all-hint = add --set notice=NOTICE with the earlier notice
record-facts = to be given by --set:
record-needed = ; needed
record-needed-one = ; one of these is needed: { $facts }
record-survey = surveys are taken in by phaseout import, not by record
record-correct-reason = reason (原因): words; needed
record-correct-on = on (日期): it happened on this date
record-correct-subject = subject (对象): it was about this subject
record-correct-void = void (作废): yes takes the whole event back
record-correct-facts = the facts of the event that is corrected; a blank one is taken away
form-text = words
form-date = a date: 2013-07-27, 2013-07, 2013, ..2013-12-15
form-year = a year
form-count = a whole number
form-decimal = a number
form-capacity = a capacity: 8万吨; ** where the document withholds it
form-money = money: 15万元; ??万元 where the document withholds it
form-yes-no = yes or no
form-words = several words, with 、 between
form-evidence = files, or a reference to a paper
form-files = files
form-word = one of { $words }
form-reason = one of these, or other words: { $words }
verify-which = { " " }(id { $id })
verify-which-next = { " " }(what follows has the id { $id })
record-without-event = { $kind } needs the event that it corrects: its place in the record or its id
