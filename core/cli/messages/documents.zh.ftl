# 读表时除各行之外要告诉人的话。

sheet-hidden = 工作表“{ $sheet }”是隐藏的,未读
rows-hidden = “{ $sheet }”有{ $count }行被隐藏({ $rows }),照读不误
rows-hidden-hint = 取消隐藏,或删去,使人人看到判定的是什么
columns-hidden = “{ $sheet }”的{ $columns }列被隐藏,照读不误
columns-hidden-hint = 取消隐藏,或删去,使人人看到判定的是什么
formulas-without-value = “{ $sheet }”有{ $count }个公式没有算出的值,第一个在{ $first },这些格按空白读
formulas-without-value-hint = 用 Excel 或 WPS 打开并保存,让它算出来
cells-doubled = “{ $sheet }”有{ $count }个格写了两个值,第一个是{ $first },读的是后一个
cells-doubled-hint = 用 Excel 或 WPS 打开,核对后保存
merges-too-many = “{ $sheet }”的合并区超过{ $kept }处,其后的按原样读
sheet-unexamined = “{ $sheet }”的合并单元格和隐藏行未能查看:{ $detail }
quote-unclosed = 第{ $row }行有一个引号没有闭合,其后都成了一格
unit-over-table = { $sheet } “{ $column }”一列没有写单位,按表上方所写的{ $unit }读
total-differs = 行 { $at }({ $label })的{ $column }:写的是{ $printed },第{ $first }至{ $last }行加起来是{ $sum }
total-differs-hint = 有行漏了或重了,或者两个数有一个不对
totals-differ-more = { $sheet } 另有{ $count }个合计不符或未能核对

problem-line-id-merged = 几条生产线共用一个序号,本行称为{ $line }
problem-line-id-merged-hint = 每条生产线各编一个号
problem-figure-of-several-rows = { $text }写在从第{ $row }行起的合并单元格里,几行各按这个数读
problem-figure-of-several-rows-hint = 每行各写自己的数
problem-code-damaged = 代码丢了数字:{ $text }
problem-code-damaged-hint = 把该列设为文本后重新录入,表格软件把它当成了数
problem-date-from-number = { $text }读作{ $read }
problem-date-from-number-hint = 把该格设为日期格式
problem-month-of-number = { $text }可能是1月也可能是10月,只读作{ $read }年
problem-month-of-number-hint = 把日期写成文本,如 2013-10
