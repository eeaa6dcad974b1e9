//! The office (主管部门): who it is, where, with whom it accepts. Its folder is found by `office.toml`.

use phaseout_model::{RegionCode, Regions};
use serde::Deserialize;

/// The name of the file that marks an office's folder.
pub const OFFICE_FILE: &str = "office.toml";

/// The name of the ledger in an office's folder.
pub const LEDGER_FILE: &str = "ledger.db";

/// The folders that an office may fill.
pub const OFFICE_FOLDERS: [&str; 3] = ["scripts", "criteria", "templates"];

/// How many departments have to accept together, unless `office.toml` says more.
const QUORUM: i64 = 2;

/// An office as its `office.toml` describes it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Office {
    /// Its name, as documents print it.
    pub name: String,
    /// The role that records; never a person.
    pub role: String,
    /// Its place.
    pub region: RegionCode,
    /// Its level.
    pub level: Level,
    /// The departments that accept together.
    pub departments: Vec<String>,
    /// How many of them have to.
    pub quorum: i64,
}

/// The level of an office.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Level {
    /// 省
    Province,
    /// 市、州
    Prefecture,
    /// 县、市、区
    County,
    /// 乡镇、街道
    Town,
}

/// What is wrong with an `office.toml`: a code, its place from 1, and what the message needs.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OfficeError {
    /// `office-syntax`, `office-region`, `office-level`, `office-quorum`.
    pub code: &'static str,
    /// The line of the file, where it is known.
    pub line: Option<usize>,
    /// What was found.
    pub detail: String,
}

#[derive(Deserialize)]
struct File {
    #[serde(default)]
    name: Option<String>,
    #[serde(default)]
    role: Option<String>,
    region: String,
    #[serde(default)]
    level: Option<Level>,
    #[serde(default)]
    departments: Vec<String>,
    #[serde(default)]
    quorum: Option<i64>,
}

impl Level {
    /// All levels, the highest first.
    pub const ALL: [Self; 4] = [Self::Province, Self::Prefecture, Self::County, Self::Town];

    /// The word of `office.toml`.
    pub fn id(self) -> &'static str {
        match self {
            Self::Province => "province",
            Self::Prefecture => "prefecture",
            Self::County => "county",
            Self::Town => "town",
        }
    }

    /// The level of a region's code.
    pub fn of(region: RegionCode) -> Self {
        match region.to_string() {
            code if code.len() > 6 => Self::Town,
            code if code.ends_with("0000") => Self::Province,
            code if code.ends_with("00") => Self::Prefecture,
            _ => Self::County,
        }
    }
}

impl Office {
    /// An office as `phaseout init` makes it.
    ///
    /// # Errors
    /// `office-region` where no such region is known, `office-level` where the level lies above the
    /// region's own.
    pub fn new(
        region: &str,
        level: Option<Level>,
        name: Option<&str>,
    ) -> Result<Self, OfficeError> {
        let (region, known) = known(region)?;
        let level = level.unwrap_or_else(|| Level::of(region));
        if level < Level::of(region) {
            let detail = format!("{region}: {}", Level::of(region).id());
            return Err(OfficeError { code: "office-level", line: None, detail });
        }
        Ok(Self {
            name: name.map_or(known, str::to_owned),
            role: "经办".to_owned(),
            region,
            level,
            departments: Vec::new(),
            quorum: QUORUM,
        })
    }

    /// Reads an `office.toml`.
    ///
    /// # Errors
    /// [`OfficeError`] with the line.
    pub fn parse(text: &str) -> Result<Self, OfficeError> {
        let file: File = toml::from_str(text).map_err(|error| OfficeError {
            code: "office-syntax",
            line: error
                .span()
                .map(|span| text[..span.start.min(text.len())].lines().count().max(1)),
            detail: error.message().to_owned(),
        })?;
        let placed = |error: OfficeError| {
            let key = error.code.strip_prefix("office-").unwrap_or_default();
            OfficeError { line: line_of(text, &[key]), ..error }
        };
        let mut office =
            Self::new(&file.region, file.level, file.name.as_deref()).map_err(placed)?;
        if let Some(role) = file.role.filter(|role| !role.trim().is_empty()) {
            role.trim().clone_into(&mut office.role);
        }
        office.departments = file.departments;
        office.quorum = file.quorum.unwrap_or(QUORUM);
        if office.quorum < 1 {
            let detail = office.quorum.to_string();
            return Err(placed(OfficeError { code: "office-quorum", line: None, detail }));
        }
        Ok(office)
    }

    /// The text of a new `office.toml`, with what its keys mean.
    pub fn text(&self) -> String {
        let quoted = |text: &str| toml::Value::String(text.to_owned()).to_string();
        format!(
            "# 本单位。命令从当前文件夹向上找到此文件,即以此文件夹为工作文件夹。\n\
             name = {}\n\
             # 岗位,记入每条记录;不写个人姓名。 The role that records; never a person.\n\
             role = {}\n\
             # 行政区划代码和级别(province prefecture county town)\n\
             region = {}\n\
             level = {}\n\
             # 参加验收的部门,例如 [\"工信\", \"发改\", \"环保\"];空着则不限。 Who accepts.\n\
             departments = []\n\
             # 验收至少几个部门到场。 How many of them have to be there.\n\
             quorum = {}\n\
             # 脚本的设置。tests = true:脚本改动后先运行 scripts/tests 中的测试,通过才采用。\n\
             # 各项上限只能调低,见 phaseout script check。 Limits may be lowered only.\n\
             [scripts]\n\
             tests = false\n",
            quoted(&self.name),
            quoted(&self.role),
            quoted(&self.region.to_string()),
            quoted(self.level.id()),
            self.quorum,
        )
    }
}

/// The line, from 1, on which a key of an `office.toml` stands: `["region"]`, `["scripts", "tests"]`.
pub fn line_of(text: &str, keys: &[&str]) -> Option<usize> {
    let document = toml::de::DeTable::parse(text).ok()?;
    let mut table = document.get_ref();
    let (last, above) = keys.split_last()?;
    for key in above {
        table = table.iter().find(|(own, _)| own.get_ref() == key)?.1.get_ref().as_table()?;
    }
    let (key, _) = table.iter().find(|(own, _)| own.get_ref() == last)?;
    Some(text[..key.span().start].matches('\n').count() + 1)
}

/// The region of a code, with its name.
fn known(code: &str) -> Result<(RegionCode, String), OfficeError> {
    let wrong = || OfficeError { code: "office-region", line: None, detail: code.to_owned() };
    let region: RegionCode = code.parse().map_err(|()| wrong())?;
    let nearest = Regions::known().nearest(region).ok_or_else(wrong)?;
    Ok((region, nearest.name.clone()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_written_is_read_back() {
        let office = Office::new("532300", None, Some("楚雄州\"工信委\"")).unwrap();
        assert_eq!(office.level, Level::Prefecture);
        assert_eq!(Office::parse(&office.text()), Ok(office));
    }

    #[test]
    fn a_subdistrict_of_a_county_is_a_town() {
        assert_eq!(Office::new("330112008", None, None).unwrap().level, Level::Town);
        assert_eq!(Office::new("330185", Some(Level::Town), None).unwrap().level, Level::Town);
        assert_eq!(
            Office::new("532300", Some(Level::Province), None).unwrap_err().code,
            "office-level"
        );
        assert_eq!(Office::new("990000", None, None).unwrap_err().code, "office-region");
    }

    #[test]
    fn a_fault_names_its_line() {
        let error = Office::parse("name = \"a\"\nregion = 532300\n").unwrap_err();
        assert_eq!((error.code, error.line), ("office-syntax", Some(2)));
        let error = Office::parse("name = \"a\"\n\nregion = \"990000\"\n").unwrap_err();
        assert_eq!((error.code, error.line), ("office-region", Some(3)));
        let error = Office::parse("region = \"532300\"\nquorum = 0\n").unwrap_err();
        assert_eq!((error.code, error.line), ("office-quorum", Some(2)));
    }
}
