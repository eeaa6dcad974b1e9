# 读表时除各行之外要告诉人的话。

sheet-hidden = 工作表“{ $sheet }”是隐藏的,未读
rows-hidden = “{ $sheet }”有{ $count }行被隐藏({ $rows }),照读不误
rows-hidden-hint = 取消隐藏,或删去,使人人看到判定的是什么
columns-hidden = “{ $sheet }”的{ $columns }列被隐藏,照读不误
columns-hidden-hint = 取消隐藏,或删去,使人人看到判定的是什么
formulas-without-value = “{ $sheet }”有{ $count }个公式没有算出的值,第一个在{ $first },这些格按空白读
formulas-without-value-hint = 用 Excel 或 WPS 打开并保存,让它算出来
merges-too-many = “{ $sheet }”的合并区超过{ $kept }处,其后的按原样读
sheet-unexamined = “{ $sheet }”的合并单元格和隐藏行未能查看:{ $detail }
quote-unclosed = 第{ $row }行有一个引号没有闭合,其后都成了一格
total-differs = { $sheet ->
    [""] {""}
   *[other] “{ $sheet }”
 }第{ $row }行({ $label })的{ $column }:写的是{ $printed },第{ $first }至{ $last }行加起来是{ $sum }
total-differs-hint = 有行漏了或重了,或者两个数有一个不对
