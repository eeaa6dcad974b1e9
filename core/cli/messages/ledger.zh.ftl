# 台账、记录、核对。Ids and arguments are those of ledger.en.ftl; a test compares.


# ---- columns ----
column-seq = 序次
column-step = 步骤
column-on = 日期
column-outcome = 结果

# ---- office ----
init-done = 已建立工作文件夹{ $path }:{ $name }({ $region })
init-needs-region = 要用--region给出行政区划代码,例如532300
init-exists = 这里已有工作文件夹,不会覆盖
init-exists-hint = 换一个文件夹,或直接在此文件夹中工作
init-other = 已有的office.toml与参数不符(其行政区划代码为{ $region })
init-other-hint = 去掉这些参数,或修改office.toml
init-network = 此文件夹在网络共享盘上,台账在那里不安全
init-network-hint = 放到本机硬盘上,用ledger export和备份与他人共享
init-share-unknown = 看不出此文件夹是否在网络共享盘上
init-share-unknown-hint = 台账应放在本机硬盘上
office-missing = 没有找到工作文件夹:从当前文件夹向上没有office.toml
office-missing-hint = 用phaseout init建立,或用--office指明
office-unreadable = 读不出:{ $detail }
office-syntax = 写法有误:{ $detail }
office-syntax-hint = 文本要加引号,例如region = "532300"
office-region = 没有这个行政区划代码:{ $detail }
office-region-hint = 用GB/T 2260的6位代码,街道、乡镇用9位代码
office-level = 级别高于行政区划代码本身的级别:{ $detail }
office-level-hint = 级别写province、prefecture、county或town
office-quorum = quorum至少为1,现为{ $detail }
doctor-ledger = { $name }({ $region })的台账:{ $events }条记录,台账头{ $head }
doctor-share = 看不出此文件夹在本机硬盘上还是在网络共享盘上;台账在共享盘上不安全
doctor-share-hint = 放到本机硬盘上

# ---- the file ----
ledger-missing = 没有台账文件({ $detail })
ledger-missing-hint = 从备份取回ledger.db,或用phaseout init另建
ledger-exists = 台账已经存在:{ $detail }
ledger-foreign = 这不是phaseout的台账({ $detail })
ledger-foreign-hint = 是不是别的文件放到了这个位置?从备份取回ledger.db
ledger-newer = 台账由更新版本的phaseout写成(格式{ $detail })
ledger-newer-hint = 请升级phaseout;台账没有改动
ledger-damaged = 台账文件已损坏({ $detail })
ledger-damaged-hint = 不要再写入;保留此文件,从备份恢复,再用ledger verify --head核对
ledger-truncated = 台账文件不完整,后面被截断({ $detail })
ledger-truncated-hint = 保留此文件,从备份恢复,再用ledger verify --head核对
ledger-event-unreadable = 有一条记录读不出({ $detail })
ledger-event-unreadable-hint = 运行phaseout ledger verify,看是哪一条被改动
ledger-locked = 台账正被另一个程序写入({ $detail })
ledger-locked-hint = 等它结束再试;没有记录任何内容
ledger-read-only = 台账只能读,不能写({ $detail })
ledger-read-only-hint = 检查文件和文件夹的权限;没有记录任何内容
ledger-cannot-open = 台账打不开({ $detail })
ledger-cannot-open-hint = 检查文件和文件夹的权限
ledger-full = 磁盘已满,没有记录任何内容({ $detail })
ledger-full-hint = 腾出空间后重新执行同一命令
ledger-input-output = 读写磁盘出错({ $detail })
ledger-input-output-hint = 检查磁盘;没有记录任何内容
ledger-failed = 数据库报错({ $detail })
ledger-no-log = 这个文件系统不能保存台账的日志({ $detail })
ledger-no-log-hint = 把办公文件夹放在本机磁盘上;没有记录任何内容
ledger-older = 台账还是旧格式({ $detail })
ledger-older-hint = 执行一次phaseout ledger rebuild:更新格式,不丢失任何内容
ledger-clock-back = 本机时钟早于台账最后一条记录({ $detail })
ledger-clock-back-hint = 校正时钟后再试;没有记录任何内容

# ---- proof ----
head-form = --head应写作 序次:哈希,现为{ $head }
verify-whole = 完整:{ $events }条记录逐条核对无误,账面与重建结果一致。台账头 { $head }
verify-altered = 第{ $seq }条记录被改动{ $which }
verify-removed = 第{ $seq }条记录被删去{ $which }
verify-inserted = 第{ $seq }条记录是后来插入的{ $which }
verify-reordered = 从第{ $seq }条起记录的次序被改动{ $which }
verify-cut-off = 从第{ $seq }条起末尾的记录被截去{ $which }
verify-rewritten = 第{ $seq }条记录与另存的台账头不符{ $which }
verify-projections = 各条记录完整,但账面与重建结果不一致
verify-projections-hint = 运行phaseout ledger rebuild重建账面,并查明是谁改动了文件
rebuild-same = 账面已重建,与原来一致({ $hash })
rebuild-differs = 账面已重建,与原来不一致:原来的账面被改动过({ $hash })

# ---- import ----
import-new = 新增
import-changed = 变更
import-same = 相同
import-refused = 未入账
import-done = 新增{ $new },变更{ $changed },相同{ $same },未入账{ $refused }
import-nothing = 文件中没有一条生产线
import-nothing-hint = 检查表头;用--map指明列

# ---- record ----
on-unknown = 读不出日期{ $date }
on-unknown-hint = 写2013-07-27、2013-07、2013、..2013-12-15(此日及以前)或unknown
set-form = --set应写作 项目=内容,现为{ $set }
refusal-determine-unusable = 这一事实不能用:{ $what }
refusal-determine-unusable-hint = { $hint }
record-without-subject = { $kind }要写明对象:生产线、企业、目标任务或office
record-no-subject-column = 表中没有line(生产线)列
record-row-without-subject = 此行没有写明生产线
record-cell = 第{ $row }行有错误值单元格
record-none = 有{ $count }处不能记录,整份文件都没有记录
record-done = 已记录{ $count }条
record-dry = 将记录{ $count }条(未记录)

# ---- refusals of the record ----
refusal-unknown = 不能记录
refusal-kind-unknown = 没有这个步骤或事项;可用:{ $kinds }
refusal-fact-unknown = { $kind }没有{ $key }这一项;可用:{ $keys }
refusal-fact-given-twice = { $key }({ $zh })只能给一次,现有{ $value }
refusal-fact-blank = { $key }({ $zh })空着
refusal-fact-no-date = { $key }({ $zh })不是日期:{ $value }
refusal-fact-no-date-hint = 写2013-07-27、2013-07、2013、..2013-12-15或unknown
refusal-fact-no-year = { $key }({ $zh })不是年份:{ $value }
refusal-fact-no-count = { $key }({ $zh })不是整数:{ $value }
refusal-fact-no-decimal = { $key }({ $zh })不是数字:{ $value }
refusal-fact-no-capacity = { $key }({ $zh })不是带单位的产能:{ $value }
refusal-fact-no-capacity-hint = 写8万吨、1.2万千瓦、60万重量箱;文件隐去的写**
refusal-fact-no-money = { $key }({ $zh })不是带单位的金额:{ $value }
refusal-fact-no-money-hint = 写15万元、10.8亿元;文件隐去的写??
refusal-fact-no-yes-no = { $key }({ $zh })应为是或否,现为{ $value }
refusal-fact-no-word = { $key }({ $zh })不能是{ $value };可用:{ $words }
refusal-evidence-no-file = { $key }({ $zh })的文件不存在:{ $value }
refusal-evidence-no-file-hint = 文件名从当前文件夹算起;存于别处的写 文件名@sha256:哈希
refusal-evidence-hash = { $key }({ $zh })的哈希不是64位十六进制数:{ $value }
refusal-facts-missing = { $step }还缺:{ $missing }
refusal-facts-missing-hint = 用--set 项目=内容补上
refusal-line-unknown = 台账中没有这条生产线
refusal-line-unknown-hint = 用phaseout lines查编号;新的生产线先用import入账
refusal-line-not-open = 生产线已是{ $state },不能再变更
refusal-line-not-open-hint = 若原记录有误,用record correct更正
refusal-wrong-state = 现为{ $state },不能{ $step };{ $step }须在:{ $from }
refusal-date-before = { $step }的日期{ $date }早于{ $state }的日期{ $before }
refusal-date-before-hint = 核对日期;若前一条记录的日期有误,用record correct更正
refusal-date-ahead = 日期{ $date }还没有到
refusal-verdict-missing = 没有判定结果,也没有决定
refusal-verdict-not-eliminate = 判定结果是{ $verdict },不是淘汰;还缺:{ $missing }
refusal-verdict-not-eliminate-hint = 用record determine补充事实;或--set decision=自愿|过剩|污染|地方并写明reason
refusal-notice-not-cited = 原公告是{ $notice },引用的是{ $cited }
refusal-notice-not-cited-hint = 加上--set notice=原公告文号
refusal-nothing-to-resume = 现为{ $state },没有停产整顿,也没有关停或封存
refusal-parts-too-few = 按{ $regime }至少拆除{ $needed }个部件,写明的有{ $named }个
refusal-parts-too-few-hint = 加上--set parts=,六部件为:{ $parts }
refusal-seal-not-allowed = { $date }适用{ $regime },封存不算完成,必须拆除
refusal-reserve-not-allowed = { $date }适用{ $regime },{ $industry }不能退而不拆
refusal-regime-unknown = 日期{ $date }不能确定适用哪一完成标准
refusal-regime-unknown-hint = 写明到日的日期
refusal-not-announced = 列在目标任务下,还没有公告
refusal-not-announced-hint = 先record announce,写明名单、设备、时限、进展
refusal-quorum = 验收须{ $quorum }个部门到场,现为:{ $departments }
refusal-quorum-hint = 一个--set departments=工信、发改、环保列出全部部门;office.toml的quorum定个数
refusal-not-accepted = 没有验收;只有自愿淘汰的可以不经验收销号
refusal-capacity-unreadable = 读不出产能{ $value }
refusal-event-unknown = 没有这条记录
refusal-event-unknown-hint = 用phaseout show查序次或编号
refusal-correction-of-correction = 更正记录只能整条作废,或改日期
refusal-correction-breaks = 更正后第{ $event }条({ $kind },{ $date })不再成立:{ $cause }
refusal-correction-breaks-hint = 先更正后面那一条

ledger-chain-broken = 第{ $detail }:记录被改动过,不能据此重建账面
ledger-chain-broken-hint = 运行phaseout ledger verify;保留此文件,从备份恢复
refusal-announced-later = 验收日期{ $date }早于公告日期{ $announced }
refusal-department-unknown = { $departments }不是本单位列出的部门;office.toml列出:{ $known }
refusal-department-unknown-hint = 改正部门名称,或在office.toml的departments中加上
refusal-plan-units = 计划产能{ $planned }与排查产能{ $surveyed }不是同一种单位
refusal-survey-older = 此名单({ $date })早于已入账的名单({ $newer }),不能覆盖
refusal-survey-older-hint = 若台账中的值有误,用record correct更正那条排查记录
refusal-replace-industry = 项目行业{ $industry }与生产线行业{ $own }不同,不能等量调配

# ---- the command register ----
register-publicity = 宣传
register-letters = 目标责任书
register-deadlines = 期限
register-changes = 名单调整
register-empty = 没有登记
column-media = 媒体
column-content = 内容
column-address = 网址
column-parties = 签订双方
column-year = 年度
column-targets = 目标任务
column-document = 文号
column-replacement = 替换为
column-change-out = 调出产能
column-change-into = 调入产能
column-notice = 原公告
column-reason = 原因
list-change-replaced = 替换
list-change-withdrawn = 调出
list-change-struck_off = 剔除
list-change-retrofitted = 改造达标
list-change-converted = 转产
list-change-exempted = 豁免
list-change-added = 增补
format-cannot = 不能写成{ $format },可以是:{ $can }
format-cannot-hint = 用--format,或用--out文件的后缀指明
actor-blank = --actor是空的
actor-blank-hint = 写明岗位,例如 工信科;不写--actor则用office.toml的role
sheet-import = 入账
sheet-record = 记录
sheet-lines = 生产线
sheet-accounts = 资金
sheet-register = 登记
sheet-compensation = 测算
import-change = { $field }:{ $from } → { $to }
import-problem = 表内问题“{ $problem }”{ $count }处
refusal-verdict-not-alone = 判定结果是{ $verdict },不是淘汰:能命中的判据没有核实原文,不能单独作为依据
refusal-verdict-not-alone-hint = 核实该判据的原文;或--set decision=自愿|过剩|污染|地方并写明reason
refusal-notice-not-cited-at-all = 原公告是{ $notice },没有引用
refusal-notice-not-cited-at-all-hint = 加上--set notice=原公告文号
record-facts = 可用--set写明:
record-needed = ;必须写明
record-needed-one = ;须有其一:{ $facts }
record-survey = 排查用phaseout import入账,不用record
record-correct-reason = reason (原因): 文字;必须写明
record-correct-on = on (日期): 改为这一日期
record-correct-subject = subject (对象): 改记在这一对象名下
record-correct-void = void (作废): 是,则整条作废
record-correct-facts = 被更正记录自己的各项内容;留空则去掉该项
form-text = 文字
form-date = 日期,如2013-07-27、2013-07、2013、..2013-12-15
form-year = 年份
form-count = 整数
form-decimal = 数字
form-capacity = 产能,如8万吨;文件隐去的写**
form-money = 金额,如15万元;文件隐去的写??万元
form-yes-no = 是或否
form-words = 几个词,用、隔开
form-evidence = 文件,或写明凭证
form-files = 文件
form-word = 其中之一:{ $words }
form-reason = 其中之一,或自行写明:{ $words }
verify-which = (编号{ $id })
verify-which-next = (其后一条的编号{ $id })
record-without-event = { $kind }要写明更正哪一条记录:序次或编号
