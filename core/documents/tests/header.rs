//! Headers as lists print them, and the columns they mean.

use phaseout_documents::{FieldNames, Header, HeaderProblem, find_header, fixed_fields, recognise};

fn fields() -> Vec<FieldNames> {
    let mut fields = fixed_fields();
    fields.push(FieldNames::new("clinker_capacity", &["熟料能力", "熟料产能(t/d)"]));
    fields.push(FieldNames::new("unit_capacity", &["单机容量"]));
    fields.push(FieldNames::new("coal_rate_over_province", &["供电煤耗高出全省平均(%)"]));
    fields
}

fn map(pairs: &[(&str, &str)]) -> Vec<(String, String)> {
    pairs.iter().map(|(field, header)| ((*field).to_owned(), (*header).to_owned())).collect()
}

fn read(header: &[&str], pairs: &[(&str, &str)]) -> Header {
    recognise(header, &fields(), &map(pairs))
}

/// Field and unit of a header that stands alone.
fn one(header: &str) -> (String, String) {
    let column = read(&[header], &[]).columns.remove(0);
    let field = column.field.map(|field| fields()[field].field.clone()).unwrap_or_default();
    (field, column.unit.unwrap_or_default())
}

fn names(header: &Header) -> Vec<String> {
    let name = |field: usize| fields()[field].field.clone();
    header.columns.iter().map(|column| column.field.map(name).unwrap_or_default()).collect()
}

#[test]
fn headers_mean_their_fields() {
    for (printed, field, unit) in [
        ("企业名称", "enterprise", ""),
        (" 企 业\n名 称 ", "enterprise", ""),
        ("Enterprise", "enterprise", ""),
        ("ROW_ID", "row_id", ""),
        ("淘汰生产线（设备）型号及数量", "equipment", ""),
        ("淘汰生产线（设备）", "equipment", ""),
        ("县（市、区）", "county", ""),
        ("省(市)", "province", ""),
        ("市（州）", "city", ""),
        ("产能", "capacity", ""),
        ("产能（万吨/年）", "capacity", "万吨/年"),
        ("产能 ( 万千瓦 )", "capacity", "万千瓦"),
        ("产能/万吨", "capacity", "万吨"),
        ("产能/万吨/年", "capacity", "万吨/年"),
        ("生产能力【万重量箱】", "capacity", "万重量箱"),
        ("单机容量(MW)", "unit_capacity", "MW"),
        ("熟料产能（t/d）", "clinker_capacity", "t/d"),
        ("熟料能力(t/d)", "clinker_capacity", "t/d"),
        ("供电煤耗高出全省平均(%)", "coal_rate_over_province", "%"),
        ("企业名称(盖章)", "enterprise", "盖章"),
        ("备注", "", ""),
        ("单位", "", ""),
        ("产能)", "", ""),
        ("", "", ""),
    ] {
        assert_eq!(one(printed), (field.to_owned(), unit.to_owned()), "{printed}");
    }
}

#[test]
fn a_unit_column_right_of_the_capacity_is_its_unit() {
    let header = read(&["企业", "产能", "单位", "备注"], &[]);
    assert_eq!(names(&header), ["enterprise", "capacity", "capacity_unit", ""]);
    let apart = read(&["单位", "产能", "备注", "单位"], &[]);
    assert_eq!(names(&apart), ["", "capacity", "", ""]);
}

#[test]
fn of_two_columns_for_a_field_the_first_keeps_it() {
    let header = read(&["规格", "企业", "型号"], &[]);
    assert_eq!(names(&header), ["spec", "enterprise", ""]);
    assert_eq!(
        header.problems,
        [HeaderProblem::Repeated {
            field: "spec".to_owned(),
            first: 0,
            column: 2,
            header: "型号".to_owned()
        }]
    );
}

#[test]
fn a_map_wins_over_the_header() {
    let header = read(&["规格", "备注(米)", "企业"], &[("spec", "备注（米）")]);
    assert_eq!(names(&header), ["", "spec", "enterprise"]);
    assert_eq!(header.columns[1].unit.as_deref(), Some("米"));
    assert_eq!(header.problems, []);
    // The field may be named in Chinese as well, the header without its unit.
    assert_eq!(names(&read(&["甲(米)"], &[("规格", "甲")])), ["spec"]);
}

#[test]
fn a_map_that_fits_nothing_suggests_what_would() {
    let header = read(&["企业名称", "规模"], &[("equipmant", "规模"), ("spec", "企业名")]);
    let codes: Vec<String> = header.problems.iter().map(ToString::to_string).collect();
    assert_eq!(
        codes,
        [
            "--map: there is no field equipmant; did you mean equipment?",
            "--map spec=企业名: the table has no such header; did you mean 企业名称?",
        ]
    );
}

fn rows(rows: &[&[&str]]) -> Vec<Vec<String>> {
    rows.iter().map(|row| row.iter().map(|&cell| cell.to_owned()).collect()).collect()
}

#[test]
fn the_header_is_found_below_a_title() {
    let table = rows(&[
        &["附件:2013年淘汰落后产能企业名单", "", ""],
        &["单位:万吨"],
        &["序号", "企业名称", "产能"],
        &["1", "甲", "8"],
    ]);
    let (index, header) = find_header(&table, &fields(), &[]).unwrap();
    assert_eq!((index, names(&header)), (2, names(&read(&["序号", "企业名称", "产能"], &[]))));
}

#[test]
fn one_known_column_is_no_header_unless_it_is_mapped() {
    let table = rows(&[&["某表"], &["甲", "乙"], &["1", "2"]]);
    assert_eq!(find_header(&table, &fields(), &[]), None);
    let found = find_header(&table, &fields(), &map(&[("spec", "乙")]));
    assert_eq!(found.map(|(index, _)| index), Some(1));
}

#[test]
fn a_header_below_the_first_twenty_rows_is_not_looked_for() {
    let mut table = vec![vec!["x".to_owned()]; 20];
    table.extend(rows(&[&["企业", "产能"]]));
    assert_eq!(find_header(&table, &fields(), &[]), None);
}
