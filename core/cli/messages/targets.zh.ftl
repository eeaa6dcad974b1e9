# 目标任务、分解、名单调整。Ids and arguments are the same in both languages; a test compares.

# ---- columns ----
column-target-id = 目标任务
column-target-holder = 承担者
column-target-unit = 单位
column-target-amount = 目标
column-target-split = 已分解
column-target-open = 未分解
column-target-planned = 计划
column-target-announced = 公告
column-target-shut-down = 关停
column-target-dismantled = 拆除
column-target-sealed = 封存
column-target-accepted = 验收
column-target-carried-over = 结转
column-target-difference = 差额
target-heading-region = { $year }年目标任务,按区域分解(差额=目标-验收)
target-heading-group = { $year }年目标任务,按集团分解(差额=目标-验收;未划归集团的企业留在未分解中)
target-as-of = 截至{ $date }的情况
target-known-at = { $date }在案的记录
target-lines = 条
target-firms = 户
target-over = 超{ $amount }

# ---- what the table does not say ----
target-note-changed = { $target }:{ $before } → { $after }({ $date },{ $source })
target-note-beyond = { $target }:分解或列入计划的多于目标
target-note-added = { $target }:分解多于目标,原因:{ $reason }
target-note-carried-over = { $target }:{ $lines }条({ $capacity })当年未完成,已结转下一年度
target-note-constructed = { $target }:计划中有{ $lines }条是占位,文件只写了数量
target-note-unknown = ?为文件隐去或看不清的数,×后是个数;不按零计

# ---- commands ----
target-none = 还没有目标任务;用phaseout target set录入
target-changed = { $target }原为{ $before },保留在记录中
target-not-there = 没有目标任务{ $target }
target-not-there-hint = 用phaseout target show查看已有的目标任务
target-split-nothing = 没有写明{ $target }分给谁
target-split-nothing-hint = 加上--to 532323=8万吨,或--to 牟定县=8万吨;按户数分用--firms 532323=2
target-pair = { $option }应写作 承担者=数量,现为{ $text }
target-imbalance = 账面不平({ $tree },{ $law }):{ $detail }
target-imbalance-hint = 这是程序的错误;先用phaseout ledger verify核对,再把台账交给维护者
tree-region = 区域
tree-group = 集团

# ---- refusals ----
refusal-target-unknown = 没有目标任务{ $target }
refusal-target-unknown-hint = 用phaseout target show查编号;新的目标任务先用phaseout target set录入
refusal-target-id-unusable = 目标任务的编号不能为空,不能有空格、顿号、逗号、分号,也不能是none
refusal-target-stands = 已有此目标任务({ $amount }),不能直接改成{ $given }
refusal-target-stands-hint = 上级调整的,加--notice文号或--reason原因;另一项目标任务用--id另编号
refusal-target-fixed = { $key }({ $zh })是{ $stands },不能改成{ $given }
refusal-target-fixed-hint = 录错的用record correct更正;另一项目标任务用--id另编号
refusal-target-unit = { $amount }与{ $other }的{ $others }单位不同,不能相加
refusal-target-unit-hint = 单位不同的分作两项目标任务
refusal-target-split-exceeds = { $target }是{ $amount },分解到{ $split },多出{ $excess }
refusal-target-split-exceeds-hint = 少分一些;本级自加任务的,用--reason写明
refusal-target-holder-outside = { $holder }不在{ $target }的承担者{ $wanted }之内
refusal-target-holder-unknown = 承担者{ $holder }不是已知的区域或生产线({ $tree })
refusal-target-holder-unknown-hint = 区域写行政区划代码,生产线写台账编号;分给集团的加--tree group
refusal-target-holder-twice = { $holder }已有{ $other }({ $amount })
refusal-target-holder-twice-hint = 要改就记在{ $other }上,并写明--notice或--reason
refusal-target-tree = { $target }按{ $wanted }分解,不能再按{ $has }分
refusal-target-date-before = 日期{ $date }早于{ $other }的{ $before }
refusal-target-date-before-hint = 核对日期;若{ $other }的日期有误,用record correct更正
refusal-target-year = { $target }是{ $wanted }年的,这里是{ $has }年
refusal-target-year-hint = 以前年度未完成的,列入本年目标任务,并用--set carried_over=写明以前的目标任务
refusal-target-industry = { $target }的行业是{ $wanted },这里是{ $has }
refusal-target-region = { $target }属于{ $wanted },生产线在{ $has }
refusal-target-group = { $target }属于{ $wanted },企业所属集团是{ $has }
refusal-target-group-hint = 企业所属集团以排查表的“所属集团”为准;有误的重新导入
refusal-target-other-line = { $target }是{ $wanted }的,不是{ $has }的
refusal-target-twice = { $year }年已计入{ $target },同一年按{ $tree }不能再计入{ $other }
refusal-target-twice-hint = 先用record withdraw调出,再列入;录错的用record correct更正
refusal-target-none-and-some = 不能既写none又写{ $target }
refusal-target-kept = { $year }年已计入{ $target },不能改为不计入目标任务
refusal-target-kept-hint = 要退出,用record withdraw并写明原公告和原因
refusal-target-later-year = 已计入{ $later }年的{ $target },不能再计入{ $year }年
refusal-carried-over-missing = { $missed }年的{ $target }没有完成,列入{ $year }年要写明结转
refusal-carried-over-missing-hint = 加上--set carried_over={ $target }
refusal-carried-over-nothing = 没有列入过{ $year }年的{ $target },无可结转
refusal-carried-over-nothing-hint = 先补记以前年度的plan
refusal-carried-over-without-target = 结转自{ $target },却没有写明计入哪一项目标任务
refusal-carried-over-without-target-hint = 加上--set target=本年的目标任务
refusal-sum-too-large = 数字太大,加不起来

# ---- changes of a published list ----
refusal-notice-unknown = 没有记录过公告{ $notice }(本次公告是{ $own })
refusal-notice-unknown-hint = 原公告文号要与record announce时记的一样
refusal-list-published = 名单“{ $list }”已由{ $notice }公告,本次{ $own }是增补
refusal-list-published-hint = 加上--set earlier_notice={ $notice } --set reason=原因;另一批名单用另一个名称
refusal-replaces-itself = 不能以本生产线替换自己
refusal-replaced-still-listed = { $replaces }还在名单上(现为{ $state })
refusal-replaced-still-listed-hint = 先用record withdraw { $replaces } --set replaced_by=…调出
refusal-replaced-by-other = { $replaces }已由{ $by }替换
