# 判据文件中的错误。标识与参数同 criteria.en.ftl,由测试比对。

## 文件
diagnostic-toml-syntax = TOML 语法有误:{ $message }
diagnostic-toml-syntax-hint = 检查引号、括号和逗号是否成对;每个键写作“键 = 值”。
diagnostic-unknown-key = 没有“{ $key }”这个键
diagnostic-unknown-key-hint = 改为正确的键名,或删去这一行;`phaseout criteria schema` 列出全部键。
diagnostic-missing-key = 缺少“{ $key }”
diagnostic-missing-key-hint = 补上这个键;`phaseout criteria schema` 说明每个键的写法。
diagnostic-wrong-type = “{ $key }”应为{ $expected ->
    [string] 带引号的文字
    [boolean] true 或 false
    [array] 方括号中的列表
   *[table] 花括号中的表
 },这里是{ $found ->
    [string] 文字
    [boolean] true 或 false
    [integer] 整数
    [float] 小数
    [datetime] 不带引号的日期
    [array] 列表
   *[table] 表
 }
diagnostic-wrong-type-hint = 文字和日期要加双引号;true 和 false 不加。
diagnostic-empty-value = “{ $key }”不能为空
diagnostic-empty-value-hint = 写上内容;没有内容的可选键应整行删去。
diagnostic-empty-list = “{ $key }”的列表是空的
diagnostic-empty-list-hint = 列表中至少要有一项。
diagnostic-unknown-value = “{ $key }”不能是“{ $value }”
diagnostic-unknown-value-hint = 只能是其中之一:{ $values }。
diagnostic-id-form = “{ $id }”不是判据编号的写法
diagnostic-id-form-hint = 编号由三段组成:行业/版本/名称,只用小写字母、数字、点和连字符。
diagnostic-id-differs-from-path = 编号“{ $id }”与文件路径不一致
diagnostic-id-differs-from-path-hint = 按 criteria/ 之下的路径,编号应为“{ $expected }”;改编号或移动文件。
diagnostic-id-of-another-industry = 编号“{ $id }”不属于行业“{ $industry }”
diagnostic-id-of-another-industry-hint = 编号的第一段就是行业;把文件放到那个行业的目录下。
diagnostic-bad-date = “{ $date }”不是日期
diagnostic-bad-date-hint = 写作 "2010"、"2010-02" 或 "2010-02-17";不写日表示整月,不写月表示整年。
diagnostic-bad-region = “{ $region }”不是行政区划代码
diagnostic-bad-region-hint = 代码为 6、9 或 12 位数字,例如营口市 210800。
diagnostic-until-before-from = 失效日期 { $until } 早于生效日期 { $from }
diagnostic-until-before-from-hint = 核对 basis.from 和 basis.until。
diagnostic-unknown-kind = 行业“{ $industry }”没有设备种类“{ $kind }”
diagnostic-unknown-kind-hint = 这里写种类的编号,不写清单上的中文名;种类在插件的 plugin.toml 中声明。
diagnostic-attribute-of-other-kinds = { $kinds } 没有属性“{ $attribute }”
diagnostic-attribute-of-other-kinds-hint = 这样的条件永远不会成立;换属性,或改 kinds。
diagnostic-repeated-exemption = 豁免“{ $id }”写了两次
diagnostic-repeated-exemption-hint = 同一判据的豁免编号不能重复;合并两项或改一个编号。
diagnostic-tightens-without-region = 写了 tightens,却没有 region
diagnostic-tightens-without-region-hint = 只有地方判据可以收紧国家判据;补上 region。
diagnostic-unknown-case-field = 判例中没有“{ $field }”这一栏
diagnostic-unknown-case-field-hint = 可用:equipment、spec、quantity、capacity、region、commissioned、as_of、exemption、evidence、approved,或本行业属性的编号。
diagnostic-missing-case = 缺少结果为“{ $expect }”的判例
diagnostic-missing-case-hint = 每个判据至少要有一个命中(hit)、一个不命中(clear)、一个不明(unknown)的判例。

## 条件(when)
diagnostic-empty-expression = 条件是空的
diagnostic-empty-expression-hint = 只凭设备种类就能判定时,删去 when 这一行。
diagnostic-full-width-sign = “{ $found }”不是表达式的符号
diagnostic-full-width-sign-hint = 表达式只用半角符号,这里应写“{ $expected }”。
diagnostic-foreign-operator = 这里不写“{ $found }”
diagnostic-foreign-operator-hint = 写“{ $expected }”;逻辑词只有 and、or、not,比较只有 < <= > >= == !=。
diagnostic-single-equals = 比较相等不写单个等号
diagnostic-single-equals-hint = 写“{ $expected }”。
diagnostic-stray-character = 表达式中不该有“{ $found }”
diagnostic-stray-character-hint = 删去它;名称和词语不加引号,也没有四则运算。
diagnostic-unbalanced-parenthesis = 括号“{ $found }”不成对
diagnostic-unbalanced-parenthesis-hint = 补上另一半,或删去这一半。
diagnostic-missing-operand = 这里缺少属性、数值或条件
diagnostic-missing-operand-hint = 比较写作“属性 < 数值 单位”;and、or 两边都要有条件。
diagnostic-missing-connective = 两个条件之间缺少 and 或 or
diagnostic-missing-connective-hint = 同时成立写 and,有一个成立即可写 or。
diagnostic-unexpected-sign = 这里不该有这个符号
diagnostic-unexpected-sign-hint = 方括号和逗号只用在 in 之后的列表里:process in [钙盐法, 氢钙法]。
diagnostic-missing-list = in 之后应为方括号中的列表
diagnostic-missing-list-hint = 写作 process in [钙盐法, 氢钙法]。
diagnostic-known-without-parentheses = known 之后要有圆括号
diagnostic-known-without-parentheses-hint = 写作 known(属性)。
diagnostic-nested-too-deeply = 括号和 not 套了超过 { $most } 层
diagnostic-nested-too-deeply-hint = 化简条件,或拆成几个判据。
diagnostic-chained-comparison = 比较不能连写
diagnostic-chained-comparison-hint = 拆成两个比较,用 and 连接。
diagnostic-no-attribute = 这里只有数值,没有属性
diagnostic-no-attribute-hint = 比较的一边必须是本行业的一个属性。
diagnostic-attribute-not-compared = “{ $attribute }”要与一个值比较
diagnostic-attribute-not-compared-hint = 只有是/否属性可以单独写;其余写作“{ $attribute } < 数值 单位”,或 known({ $attribute })。
diagnostic-unknown-attribute = 行业“{ $industry }”没有属性“{ $attribute }”
diagnostic-unknown-attribute-hint = 写属性的编号、中文名或别名;属性在插件的 plugin.toml 中声明。
diagnostic-yes-no-compared = “{ $attribute }”是是/否属性,不与别的值比较
diagnostic-yes-no-compared-hint = 直接写 { $attribute },或 not { $attribute }。
diagnostic-two-attributes = 不能拿“{ $attribute }”与属性“{ $found }”比较
diagnostic-two-attributes-hint = 属性只与判据写明的界限比较;需要计算的由插件派生为一个属性。
diagnostic-limit-not-a-number = “{ $attribute }”的界限应为数值,这里是“{ $found }”
diagnostic-limit-not-a-number-hint = 写数值和单位,例如 3.0 m。
diagnostic-words-not-in-order = “{ $attribute }”的值是词语,不能这样比较
diagnostic-words-not-in-order-hint = 用 ==、!= 或 in,词语为:{ $words }。
diagnostic-unknown-word = “{ $attribute }”没有“{ $word }”这个词
diagnostic-unknown-word-hint = 可用:{ $words }。
diagnostic-in-without-words = “{ $attribute }”不是词语属性,不能用 in
diagnostic-in-without-words-hint = 数值的范围写作两个比较,例如 x >= 300 m³ and x < 400 m³。
diagnostic-missing-unit = { $number } 没有单位
diagnostic-missing-unit-hint = “{ $attribute }”的单位是 { $unit },写作 { $number } { $unit },或可换算的其他单位。
diagnostic-unknown-unit = “{ $unit }”不是单位
diagnostic-unknown-unit-hint = 检查拼写;数值之后紧跟单位,然后才是 and、or。
diagnostic-unit-of-another-dimension = 单位“{ $unit }”不能换算成“{ $attribute }”的单位“{ $expected }”
diagnostic-unit-of-another-dimension-hint = 换成 { $expected } 或可换算的单位,或检查属性是否写对。
diagnostic-inexact-limit = { $number } { $unit } 换算成 { $expected } 除不尽
diagnostic-inexact-limit-hint = 界限必须精确;直接用 { $expected } 写。
diagnostic-bad-number = “{ $number }”不是数
diagnostic-bad-number-hint = 只用数字和一个小数点,不用千分号和科学计数法,最多 28 位。

## 收紧国家判据(tightens)
diagnostic-tightens-later-deadline = 期限 { $deadline } 晚于国家判据的 { $national }
diagnostic-tightens-later-deadline-hint = 收紧“{ $tightens }”的地方判据期限只能相同或更早;提前期限,或删去 tightens。
diagnostic-tightens-weaker-class = 国家判据是淘汰类,这里只是限制类
diagnostic-tightens-weaker-class-hint = 收紧“{ $tightens }”的地方判据类别不能更轻;改 class,或删去 tightens。
diagnostic-tightens-adds-exemption = 豁免“{ $exemption }”(或其中的词)国家判据没有
diagnostic-tightens-adds-exemption-hint = 收紧“{ $tightens }”的地方判据不能增加豁免;删去它,或删去 tightens。
diagnostic-tightens-undecidable = 两个判据合起来的属性或界限太多,无法比较
diagnostic-tightens-undecidable-hint = 与“{ $tightens }”合计最多 { $most } 个属性;化简条件,或删去 tightens。
diagnostic-tightens-hits-less = 比国家判据放宽:{ $kind } { $example } 国家判据命中,这里不命中
diagnostic-tightens-hits-less-hint = 凡“{ $tightens }”命中的,这里也必须命中;改 kinds 或 when,或删去 tightens。

## 此处之外才知道的
diagnostic-unknown-industry = 没有加载管“{ $industry }”的插件
diagnostic-unknown-industry-hint = 判据路径的第一段是行业;用 --plugins 指定插件
diagnostic-tightens-unknown = 没有判据“{ $id }”可以收紧
diagnostic-tightens-unknown-hint = phaseout criteria list 列出全部判据
diagnostic-repeated-id = 已经有一条判据叫“{ $id }”
diagnostic-repeated-id-hint = 换一个名称
