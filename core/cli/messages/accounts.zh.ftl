# Words of this area. Ids and arguments are the same in both languages; a test compares.

# ---- workers ----
refusal-workers-too-many = 已安置{ $settled }人,多于涉及的{ $affected }人,多{ $difference }人
refusal-workers-too-many-hint = 涉及职工 = 内部安置 + 培训转岗 + 解除合同补偿 + 内部退养 + 已妥善安置未分类 + 待安置
refusal-workers-do-not-add = 已安置{ $settled }人,待安置{ $pending }人,合计{ $sum }人,与涉及的{ $affected }人差{ $difference }人
refusal-workers-do-not-add-hint = 更正人数;或不写待安置,由程序取其余
refusal-workers-date-before = { $date }的人数会排在{ $before }的人数之后
refusal-workers-date-before-hint = 人数按日期先后记录;若后一次有误,用record correct更正
refusal-workers-fewer = 涉及{ $affected }人,{ $date }是{ $before }人,会少{ $difference }人
refusal-workers-fewer-hint = 用--set reason=写明原因,或更正前一次的人数
refusal-workers-line-closed = 生产线已销号,却还有{ $pending }人待安置
refusal-workers-line-closed-hint = 写明去向;若销号有误,先更正销号
refusal-workers-unrecorded = 没有人数记录
refusal-workers-unrecorded-hint = 用record workers记录;不涉及职工也要写明:--set affected=0
refusal-workers-pending = 涉及{ $affected }人,仍有{ $pending }人待安置({ $date })
refusal-workers-pending-hint = 安置后再记一次workers

# ---- compensation ----
refusal-compensation-local = 当地月平均工资({ $mean })或最低工资({ $minimum })不对
refusal-compensation-local-hint = 平均工资是所在市上年度的职工月平均工资,单位元,大于零
refusal-compensation-wage = 工资不能是{ $wage }
refusal-compensation-wage-hint = 写前12个月的平均应得工资,单位元/月
refusal-compensation-dates = 自{ $since }起的工龄不能止于{ $ended }
refusal-compensation-dates-hint = 起算日在终止日之前,工龄也不能长过历法
refusal-compensation-too-large = { $people }人的金额位数过多
refusal-compensation-too-large-hint = 查看工资的单位

# ---- funds ----
refusal-fund-subject-unknown = 不是台账中的生产线或企业,也不是office
refusal-fund-subject-unknown-hint = 给生产线的资金写生产线编号;本机关的工作经费写office
refusal-fund-no-line = { $source }({ $document })是本机关自用,没有受益对象:{ $entry }
refusal-fund-no-line-hint = 对象写office
refusal-fund-no-beneficiary = { $source }({ $document })用于生产线,{ $entry }没有写明
refusal-fund-no-beneficiary-hint = 对象写生产线编号;只有收到和退回可写office
refusal-fund-line-only = { $source }({ $document })按生产线安排,不按企业:{ $entry }
refusal-fund-line-only-hint = 逐条生产线记录
refusal-fund-negative = 金额不能为负:{ $amount }
refusal-fund-negative-hint = 退回、追缴有各自的收支类别;记错用record correct更正
refusal-fund-use-refused = { $source }不得用于{ $purpose }({ $document })
refusal-fund-use-refused-hint = 可用于:{ $permitted }
refusal-fund-two-central = 已有{ $other }(记在{ $holder }),不能再得{ $source }
refusal-fund-two-central-hint = 一条生产线只能得一种中央资金;若前一笔有误,用record correct更正
refusal-fund-instalment-twice = { $source }{ $entry }第{ $instalment }期已记在事项{ $event }
refusal-fund-instalment-twice-hint = 下一期另编期次
refusal-fund-proof-without-line = 生产年份和产能是就生产线证明的
refusal-fund-proof-without-line-hint = 对象写生产线编号
refusal-fund-proof-without-evidence = 正常生产年份须有凭证
refusal-fund-proof-without-evidence-hint = 用--set evidence=附纳税凭证、电费清单或生产许可证
refusal-fund-capacity-units = 批复产能{ $approved }与年均实际产量{ $output }不能换算
refusal-fund-capacity-units-hint = 用同一单位
refusal-fund-not-planned = 生产线现为{ $state },未列入计划,不能按{ $document }安排
refusal-fund-not-planned-hint = 先记plan
refusal-fund-years-unproved = { $document }要求计划年度前{ $years }年正常生产,未证明:{ $missing }
refusal-fund-years-unproved-hint = 用--set proved_years=写明年份并附凭证
refusal-fund-not-dismantled = 生产线现为{ $state };{ $document }只付给已拆除的
refusal-fund-not-dismantled-hint = 可先下达,拆除后再支付
refusal-fund-dismantled-late = { $date }才拆除;{ $document }要求在计划年度{ $year }年内
refusal-fund-dismantled-late-hint = 应退回资金;若日期有误,用record correct更正
refusal-fund-overdrawn = { $source }{ $entry }{ $amount },比现有的多{ $lacking }(收到{ $received })
refusal-fund-overdrawn-hint = 先记收到;文件未写明的金额写??万元
refusal-fund-more-than-allotted = { $source }{ $amount },比下达的多{ $more }(下达{ $allotted })
refusal-fund-more-than-allotted-hint = 先记下达
refusal-fund-more-recovered = { $source }{ $amount },比支付的多{ $more }(支付{ $paid })
refusal-fund-more-recovered-hint = 只能追缴已支付的
refusal-fund-line-closed = 生产线已销号,{ $source }却有{ $amount }未结清
refusal-fund-line-closed-hint = 下达和支付应在销号之前记录;若销号过早,先更正销号
refusal-fund-unbalanced = 已下达而未支付或退回:{ $open }
refusal-fund-unbalanced-hint = 记支付或退回
refusal-fund-amount-too-large = { $amount }位数过多
refusal-fund-amount-too-large-hint = 查看单位
note-fund-use-unconfirmed = { $source }用于{ $purpose }:{ $document }的规定尚未证实
note-fund-years-open = 已按{ $document }下达,{ $years }年正常生产只证明了{ $proved }年

# ---- capacity replacement ----
refusal-replace-line-stays = 生产线现为{ $state },其产能并未退出
refusal-replace-line-stays-hint = 先认定;保留的生产线没有可置换的产能
refusal-replace-excluded = 不得用于产能置换:{ $reason }({ $document })
refusal-replace-excluded-hint = 改用其他生产线;若原记录有误,用record correct更正
refusal-replace-nothing-used = 没有使用产能:{ $used }
refusal-replace-nothing-used-hint = 写明项目使用该线多少产能
refusal-replace-units = { $used }与{ $capacity }不能换算
refusal-replace-units-hint = 新旧产能用同一单位
refusal-replace-ton-unknown = { $capacity }中已用{ $before }({ $projects });有数字未公开,无法证明{ $used }不是同一产能
refusal-replace-ton-unknown-hint = 查明数字并记录
refusal-replace-ton-twice = { $capacity }中已用{ $before }({ $projects }),再用{ $used }即重复使用
refusal-replace-ton-twice-hint = 用phaseout show查剩余产能;不足的改用其他生产线
refusal-replace-region = 不是行政区划代码:{ $region }
refusal-replace-region-hint = 写GB/T 2260代码,如532300
refusal-replace-code-taken = 项目代码{ $code }属于{ $other },不属于{ $project }
refusal-replace-code-taken-hint = 核对代码和名称;一个项目在此只有一个名称
refusal-replace-project-differs = { $project }的{ $key }原记为{ $was },不是{ $now }
refusal-replace-project-differs-hint = 若原记录有误,用record correct更正
refusal-replace-ratio-low = { $project }所报置换比例{ $declared } : 1,{ $document }要求{ $ratio } : 1
refusal-replace-ratio-low-hint = 所报比例可以更高;特殊情形用--set special=写明
refusal-replace-new-before-old = { $project }于{ $start }投产,旧线{ $stopped }才关停
refusal-replace-new-before-old-hint = 旧线应先关停;若日期有误,用record correct更正
refusal-replace-old-runs = { $project }已于{ $start }投产,旧线现为{ $state }
refusal-replace-old-runs-hint = 先记shut_down,或用--set old_shut_on=写明关停日期
refusal-replace-not-dismantled = { $project }于{ $start }投产;按{ $document }旧线应于{ $latest }前拆除
refusal-replace-not-dismantled-hint = 记dismantle;若日期有误,用record correct更正
refusal-replace-short = { $project }方案不完备:{ $used }按{ $ratio }可建{ $covers },拟建{ $new_capacity },缺{ $lacking }
refusal-replace-short-hint = 再用其他生产线的产能,最后一条再写方案完备
note-replacement-short = { $used }按{ $ratio }可建{ $covers },缺{ $lacking }
note-replacement-undecided = { $used }是否足够无法确定:有数字或日期不明
note-replacement-units = { $used }与新建产能不能换算
note-replacement-edition-unclear = 日期{ $date }不能确定适用哪一版办法
note-replacement-area-unknown = 按{ $document }置换比例取决于地区,未写明是否重点区域(key_area)
note-replacement-ratio-unconfirmed = { $document }的置换比例{ $ratio } : 1尚未证实
note-replacement-excluded = 已用于{ $project },但:{ $reason }({ $document })
note-replacement-capacity-shrank = 已用{ $used },后来的排查只有{ $capacity }
note-replacement-line-stays = 已用于{ $project },现为{ $state },其产能并未退出
note-replacement-old-runs = 已用于{ $project },该项目{ $start }投产,旧线现为{ $state }
note-replacement-stands = 已用于{ $project };按{ $document }应于{ $latest }前拆除,现为{ $state }

# ---- the command accounts ----
accounts-workers = 职工安置
accounts-funds = 资金
accounts-replacement = 产能置换
accounts-unrecorded = 没有登记人数的生产线
column-count = 人数
column-source = 来源
column-received = 收到
column-allotted = 下达
column-paid = 支付
column-returned = 退回
column-recovered = 追缴
column-balance = 结余
column-project = 项目
column-lines = 生产线
column-used = 使用产能
column-investment = 投资
coverage-no-rule = 无比例规定
coverage-undecided = 不能确定
coverage-units = 单位不一致
coverage-covered = 足够
coverage-short = 不足

# ---- the command compensation ----
column-people = 人数
column-since-2008 = 2008年起(月)
column-before-2008 = 2008年前(月)
column-amount = 金额
column-remarks = 说明
compensation-total = 共{ $people }人,{ $total }
compensation-unconfirmed = 2008年前的工作年限按当时规定计算,其上限没有核实
compensation-basis = 依据:{ $document }
compensation-local-form = { $key }应为元/月的数字,现为{ $value }
compensation-header = 表中要有这些列:人数、月平均工资,以及入职日期或工作年数
compensation-row = 第{ $row }行的“{ $column }”读不出:{ $value }
compensation-note-minimum-wage = 按最低工资
compensation-note-three-times-mean = 按三倍平均工资
compensation-note-twelve-years = 年限以十二年为限
compensation-note-older-rules = 2008年前部分未核实
compensation-note-months-worked = 不满十二个月,按实际月数平均
class-people = 人数
class-wage = 月平均工资
class-since = 入职日期
class-years = 工作年数
class-months = 月数
accounts-awards = 奖励资金所据
column-proved-years = 正常生产年份
column-approved = 批复产能
column-mean-output = 年均产量
column-counted = 计奖产能
