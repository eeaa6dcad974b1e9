//! The fields that every list may have, with the headers under which lists print them.
//!
//! Attributes of the industries come beside them from the plugins; this room knows none.

/// A field and the headers that mean it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FieldNames {
    /// The field's id, as `--map` names it.
    pub field: String,
    /// Headers, Chinese or English; the id itself need not be repeated.
    pub names: Vec<String>,
}

impl FieldNames {
    /// A field with its headers.
    pub fn new(field: &str, names: &[&str]) -> Self {
        let names = names.iter().map(|&name| name.to_owned()).collect();
        Self { field: field.to_owned(), names }
    }
}

/// Id and headers. `单位` alone is no name: it means the unit only to the right of `产能`.
const FIXED: [(&str, &[&str]); 16] = [
    // The id under which a line was judged, in a list that was given back; it wins over row_id.
    ("line_id", &["line id", "行标识"]),
    ("row_id", &["line", "序号", "编号"]),
    ("enterprise", &["企业名称", "单位名称", "企业"]),
    ("uscc", &["统一社会信用代码", "组织机构代码"]),
    ("industry", &["行业", "所属行业"]),
    (
        "equipment",
        &[
            "设备名称",
            "主要设备",
            "淘汰生产线(设备)",
            "淘汰生产线(设备)型号及数量",
            "淘汰生产线",
            "设备",
            "淘汰设备",
            "落后设备",
            "退出设备",
            "装备名称",
        ],
    ),
    ("spec", &["规格", "型号", "规格型号"]),
    ("quantity", &["数量"]),
    ("quantity_unit", &["数量单位"]),
    // 装机容量 is a plant's total; the size of one unit is 单机容量, an attribute.
    ("capacity", &["产能", "生产能力", "装机容量"]),
    ("capacity_unit", &["产能单位"]),
    ("province", &["省", "省份", "省(市)"]),
    ("city", &["市", "市(州)", "地市"]),
    ("county", &["县(市、区)", "县", "区县"]),
    ("region", &["地区", "所在地", "行政区划"]),
    ("row_type", &["行类型"]),
];

/// The fields of every list, whatever its industries.
pub fn fixed_fields() -> Vec<FieldNames> {
    FIXED.iter().map(|(field, names)| FieldNames::new(field, names)).collect()
}
