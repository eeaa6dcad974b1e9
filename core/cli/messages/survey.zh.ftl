# Words of this area. Ids and arguments are the same in both languages; a test compares.

# ---- refusals of surveys and of enterprises ----
refusal-same-as = { $name }{ $label } { $equipment } { $specification } { $capacity },是否即已入账的:{ $candidates }
refusal-same-as-hint = 在same_as(同为)列填该生产线编号;都不是则填“新增”,再次导入
refusal-same-enterprise = { $why ->
    [alike] { $name }与已入账的企业名称相近:{ $candidates }
    [other-code] { $name }的代码与已入账的同名企业不同:{ $candidates }
    [other-region] { $name }与已入账的同名企业不在一地:{ $candidates }
    [several] 名为{ $name }的企业有多家:{ $candidates }
   *[code-and-name] { $name }的代码与名称分属不同企业:{ $candidates }
}
refusal-same-enterprise-hint = 在same_as(同为)列填企业编号(E…)或其任一生产线编号;都不是则填“新增”,再次导入
refusal-codes-disagree = { $name }的两个代码分属两家企业:{ $code }属{ $enterprise },{ $other_code }属{ $other }
refusal-codes-disagree-hint = 对照营业执照更正名单;若两家已合并,先记录合并
refusal-same-as-unknown = { $answer }既不是台账中的生产线或企业,也不是“新增”
refusal-same-as-unknown-hint = 用phaseout lines查编号
refusal-same-as-elsewhere = { $answer }属于{ $enterprise },而此行的名称或代码指向{ $other }
refusal-same-as-elsewhere-hint = 更正same_as(同为);若生产线已易主,先记录合并或分立
refusal-same-as-twice = 名单中另有一行已是{ $line }
refusal-same-as-twice-hint = 一条生产线只占一行,更正其中一行的same_as(同为)
refusal-field-unknown = { $key }不是台账能保存的项目
refusal-enterprise-unknown = 台账中没有此编号或名称的企业;查到:{ $found }
refusal-enterprise-unknown-hint = 写企业编号(E…)或现用名称
refusal-enterprise-ambiguous = 有多家企业用此名称:{ $candidates }
refusal-enterprise-ambiguous-hint = 写企业编号
refusal-enterprise-gone = 已并入{ $successor }({ $date }),不能再记录新的事项
refusal-enterprise-gone-hint = 记到{ $successor }名下;若合并记录有误,用record correct作废
refusal-changes-nothing = { $name }原已是此名称,集团和代码也没有变
refusal-named-later = 现用名称{ $name }自{ $since }起用,{ $date }在其之前
refusal-named-later-hint = 更名按先后记录;若前一条有误,用record correct更正
refusal-name-taken = { $name }已是{ $enterprise }的名称
refusal-name-taken-hint = 若是同一家,记录合并;若两家确实同名,加--set same_name=是
refusal-code-of-another = 代码{ $code }属于{ $enterprise }
refusal-code-of-another-hint = 对照营业执照;若两家已合并,先记录合并
refusal-credit-code-wrong = { $value }既不是统一社会信用代码(18位)、组织机构代码(9位),也不是注册号(15位)
refusal-merged-into-itself = 企业不能并入自己
refusal-absorbed-twice = { $enterprise }列了两次
refusal-merge-of-one = 新设合并至少要有两家,现为:{ $enterprise }
refusal-merge-of-one-hint = 一家换为一家,记录rename(更名)
refusal-line-elsewhere = 该生产线属于{ $enterprise },不属于{ $named }
refusal-enterprise-not-there = 台账中没有此编号或名称的企业
refusal-enterprise-not-there-hint = 写企业编号(E…)或现用名称;编号用phaseout lines查
row-line-id-missing = 没有序号
row-line-id-repeated = 序号重复
row-line-id-no-column = 没有序号栏
row-row-type-unknown = 行类型不明
row-cell-damaged = 字符损坏
row-cell-error = 单元格错误
row-credit-code-length = 代码位数不对
row-credit-code-character = 代码字符不对
row-credit-code-check = 代码校验位不对
row-credit-code = 企业代码有误
row-industry-missing = 行业不明
row-region-not-found = 地区查不到
row-region-ambiguous = 地区不唯一
row-region-contradiction = 地区矛盾
row-leftover-word = 有不认识的词
row-unknown-equipment = 设备种类不明
row-unreadable-spec = 规格读不懂
row-size-of-which-unit = 规格属于哪台不明
row-kind-contradiction = 设备种类矛盾
row-several-kinds = 写了几种设备
row-unreadable-size = 规格读不懂
row-quantity-contradiction = 数量矛盾
row-unreadable-quantity = 数量读不出
row-unreadable-date = 日期读不出
row-exemption-unknown = 除外情形不明
row-exemption-denied = 所写不是除外情形
row-contradiction = 前后矛盾
row-columns-contradict = 两栏矛盾
row-impossible-value = 数值不可能
row-ambiguous-unit = 单位不唯一
row-missing-unit = 没有单位
row-unknown-unit = 单位不明
row-reversed-range = 范围前大后小
row-approximate-value = 只是约数
row-unreadable-value = 数值读不懂
row-attribute-does-not-fit = 属性与设备不符
row-attribute-of-other-industry = 其他行业的栏
row-unreadable-capacity = 产能读不出
row-capacity-unreadable = 产能读不出
row-capacity-without-unit = 产能没有单位
row-capacity-unit-unknown = 产能单位不明
row-capacity-dimension = 产能单位与行业不符
row-capacity-unit-contradiction = 产能单位矛盾
row-unreadable-yes-no = 不是是或否
row-unknown-word = 用语不明
row-fact-attribute-unknown = 补充事实的属性不明
row-fact-unit-unknown = 补充事实的机组不明
row-fact-needs-unit = 补充事实要写明机组
row-fact-without-value = 补充事实没有值
row-other-region = 不在本辖区
row-codes-contradict = 两个企业代码矛盾
