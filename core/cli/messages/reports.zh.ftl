# 出文:phaseout report KIND 及其模板。

# phaseout report KIND
paper-kind = 没有这种文件
paper-kind-unknown = 没有 { $name } 这种文件;有:{ $known }
paper-kind-unknown-hint = phaseout report kinds 列出各种文件及其用途
paper-needs-out = 没有指定写到哪个文件
paper-needs-out-hint = 加上 --out 文件名,后缀为 .md .html .docx .xlsx 之一;只看数据来源则用 --trace
paper-ending = { $path } 的后缀不是文件的格式
paper-ending-hint = 可用 .md .html .docx .xlsx
paper-format = 文件的格式由 --out 的后缀决定,--format 只用于 --trace
paper-format-hint = 去掉 --format,或加上 --trace
paper-number = 发文字号 { $number } 的写法不对
paper-number-hint = 年份用六角括号〔〕括起,例如:楚工信〔2013〕5号
paper-rows = 表“{ $name }”有{ $rows }行,一张工作表放不下
paper-rows-hint = 改用 .html、.docx 或 .md,或按地区分别出文件
paper-written = 已写出 { $path }:{ $pieces }处来自台账、设置、给定内容或引文,其中数字{ $figures }处;加 --trace 逐处列出依据
report-ledger = 台账不能读取:{ $cause } { $detail }
need-month = 月份(--month)
need-line = 生产线(--subject)
need-enterprise = 企业(--subject)
need-subject = 生产线、企业或地区(--subject)
column-paper = 文种
column-paper-name = 名称
column-paper-needs = 可指明
column-template = 模板
template-of-program = 程序自带
sheet-kinds = 文种
column-printed-at = 序号
column-printed = 印出
column-printed-what = 所指
column-origin = 来源
trace-order = 表中序号
trace-cited = 引文
sheet-trace = 依据

# 给定的内容:--set --from --number --to
given-form = { $pair } 不是 KEY=VALUE 的形式
given-form-hint = 例如 --set founded=1985年
given-key = 键 { $key } 不能在模板中使用
given-key-hint = 键用英文字母、数字和下划线,以字母开头,例如 founded
given-unreadable = 不能读取:{ $detail }
given-unreadable-hint = 应是 UTF-8 的 TOML 文本
given-long = 文件有{ $length }字节,太长
given-long-hint = 它只放台账没有的少量内容
given-syntax = 不是 TOML:{ $detail }
given-syntax-hint = 文字放在双引号中,例如 founded = "1985年"
given-value = { $key } 的值不是文字、数字或日期
given-value-hint = 写成文字,例如 { $key } = "…";空着则删去这一行
given-piece = { $key } 不是这里可用的键;可用:{ $keys }
given-piece-hint = 有 value 的表是一项内容;要放多项,去掉 value
given-missing = 模板要印 given.{ $key },但没有给出
given-missing-hint = 用 --set { $key }=… 给出,或写在 --from 的文件中;可有可无的,在模板中放在 if given.{ $key } 之内
given-unused = 给出了但模板没有使用:{ $keys }
given-unused-hint = 检查键的拼写;模板中以 given.KEY 使用

# 模板
template-embedded = 程序自带的模板 { $name }
template-none = 没有模板 { $name }
template-none-hint = 这种文件只有中文模板;去掉 --lang en,或自己在 templates/ 中写一份
template-exists = 已有这个文件,没有覆盖
template-exists-hint = 它可能是本单位改过的模板;另写一个文件名
template-written = 已写出。放在 templates/{ $name } 后,它就代替程序自带的模板
template-unreadable = 不能读取:{ $detail }
template-unreadable-hint = 检查文件的权限
template-encoding = 第{ $line }行不是 UTF-8 文本
template-encoding-hint = 用编辑器另存为 UTF-8
template-long = 模板有{ $length } KB,上限为{ $longest } KB
template-long-hint = 模板只写格式和文字,数据来自台账
templates-many = templates/ 中有{ $count }个模板,上限为{ $most }个
templates-many-hint = 把不用的移到别处
template-unused = 没有哪种文件用这个模板,也没有别的模板引用它
template-unused-hint = 文件名应是文种加 .md,例如 annual.md;文种见 phaseout report kinds
template-missing = 没有模板 { $name }
template-missing-hint = 写 templates/ 中的文件名,例如 "parts/sums.md"
template-outside = { $name } 在 templates/ 之外
template-outside-hint = 只能引用 templates/ 中的文件,不用 ..、绝对路径和反斜杠
template-name = 没有 { $name } 这个名称
template-name-hint = 这里可用的有:{ $names }
template-part = { $of } 没有 { $name } 这一项
template-part-hint = { $of } 可用的有:{ $names }
template-filter = 没有过滤器 { $name }
template-filter-hint = 常用的有 default first join length list map reject select sort
template-test = 没有判断 { $name }
template-test-hint = 常用的有 defined none in even odd
template-function = 没有函数 { $name }
template-function-hint = 可用的有 cite row_no range namespace;本模板的 macro 要先写出或用 from … import 引入
template-statement = 没有语句 { $name }
template-statement-hint = 可用的有 for if set include from macro with raw,各有对应的 end…
template-unexpected = 此处应为 { $expected },却是 { $found }
template-unexpected-hint = 检查括号、引号是否成对,标点是否为半角
template-unfinished = 到结尾还缺 { $expected }
template-unfinished-hint = 补上 { $expected };for、if、macro 都要有对应的 end…
template-character = 此处有不能用的字符:{ $code }
template-character-hint = 代码中的括号、引号、逗号、句点都用半角
template-syntax = 模板代码有误:{ $code }({ $detail })
template-syntax-hint = 对照程序自带的模板:phaseout report template KIND
template-failed = { $code } 不能计算:{ $detail }
template-failed-hint = 比较数字用 .number,比较文字用 .raw
template-endless = 模板用尽了可用的步数和内存
template-endless-hint = 检查循环是否过多、文字是否成倍增长
template-deep = 模板套得太深
template-deep-hint = 检查是否有模板引用自己、macro 调用自己,或括号套得太多
template-nothing = 此处没有内容可印
template-nothing-hint = 没有时要省去的,放在 if 之内;要写出的,用 default("台账未记载")
template-number = { $number } 是模板自己算出的数,没有来源
template-number-hint = 直接印台账给出的数(不加 .number);序号用 row_no(loop.index)
template-whole = 此处印的不是一项内容,而是一整组({ $what })
template-whole-hint = 用 for 逐项印出,或印其中一项
template-row = { $number } 不是下一个序号
template-row-hint = 在循环中写 row_no(loop.index)
digits = “{ $words }”中的 { $digits } 没有来源
digits-hint = 数字要用台账给出的项印出;文号、标准号、书名用 cite("…");台账没有的用 given.KEY
cite-blank = 引文是空的
cite-blank-hint = 写出文号或文件名,例如 cite("国发〔2010〕7号")
cite-brackets = { $words } 的括号不对,应为 { $right }
cite-brackets-hint = 发文字号的年份用六角括号〔〕
cite-digits = 引文“{ $words }”中的 { $digits } 不是文号、书名、标准号、令号、条款或文件日期
cite-digits-hint = 可以是 国发〔2010〕7号、《…》、GB 16780-2021、2013年第21号令、第12条、2013年7月27日
front-missing = 模板开头没有 +++ 之间的标题等设置
front-missing-hint = 第一行写 +++,然后 title = "…",再一行 +++
front-open = 开头的 +++ 没有结束
front-open-hint = 设置之后另起一行写 +++
front-syntax = 开头的设置不是 TOML:{ $detail }
front-syntax-hint = 文字放在双引号中;文字里有双引号的,用单引号括起
front-title = 没有标题
front-title-hint = 加上 title = "…"
front-key = 开头没有 { $key } 这项设置
front-key-hint = 可用:{ $keys }
front-text = { $key } 应是一段文字
front-text-hint = 写成 { $key } = "…"
front-texts = { $key } 应是文字,或若干段文字
front-texts-hint = 写成 { $key } = ["…", "…"]
front-headings = headings 应是 numbered 或 plain
front-headings-hint = numbered 给标题编号(一、(一)1.(1)),plain 不编号
front-block = 开头的设置只能是一行文字
front-block-hint = 标题、列表、表格写在正文中
chart-alone = 图应单独成段
chart-alone-hint = 在图的前后各空一行
markdown-stars = “{ $words }”中的 ** 没有起作用
markdown-stars-hint = ** 应成对,紧贴文字;引号、括号放在 ** 之外,例如 “**文字**”
markdown-ordered = 不用数字编号的列表
markdown-ordered-hint = 列表用 - 开头;要编号的写成标题 # 或 ##
markdown-nested = 列表中不能再有列表
markdown-nested-hint = 改用下一级标题,或写成一段
markdown-emphasis = 不用斜体
markdown-emphasis-hint = 强调用 **文字**;要印出 * 或 _ 写成 \* 或 \_
markdown-link = 不用链接
markdown-link-hint = 写出文字;要印出方括号写成 \[
markdown-image = 不用图片
markdown-image-hint = 图用台账给出的图(chart),单独成段
markdown-code = 不用代码格式
markdown-code-hint = 去掉反引号;要印出写成 \`
markdown-code-block = 以四个空格开头的段落会成为代码
markdown-code-block-hint = 去掉行首的空格;首行缩进由格式决定
markdown-quote = 不用引用段
markdown-quote-hint = 去掉行首的 >
markdown-html = 不用 HTML
markdown-html-hint = 换行用行末的反斜杠,分页用单独一行的 ---;要印出 < 写成 \<
markdown-underline = 这一行成了标题
markdown-underline-hint = 分页的 --- 前面空一行;标题用 # 开头
markdown-deep = 标题最多四级
markdown-deep-hint = 用 # 到 ####
markdown-other = 这种格式不能用
markdown-other-hint = 可用标题、段落、- 列表、表格、**强调**、换行和分页
watch-templates = 模板{ $count }个
watch-templates-wrong = 模板有误,未采用
watch-templates-none = 没有模板
doctor-templates = 模板:本单位{ $count }个

public-list-empty = {$year}年的年度计划里没有生产线
public-list-empty-hint = 先列入计划(phaseout record plan …),再写公告
public-list-firm = 没有企业名称({$firm}只是占位)
public-list-firm-hint = 公告须载明企业名单;查到名称后重新导入名单
public-list-equipment = {$firm}: 没有落后工艺设备
public-list-equipment-hint = 公告须载明落后工艺设备;补上设备名称后重新导入名单
public-list-deadline = {$firm}: 没有淘汰时限
public-list-deadline-hint = 公告须载明淘汰时限;记录{$year}年的时限(phaseout record deadline 或 plan --set deadline=…)
report-subject = 台账里没有“{$subject}”
report-subject-hint = 写生产线编号、企业编号或全名、地区代码或名称
