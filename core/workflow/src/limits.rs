//! Every limit of the engine room, with its reason: one table, so that nobody has to look for a second.
//!
//! An office may lower a limit in its `office.toml`, never raise it past the ceiling.

use crate::codes;
use crate::nearest::nearest;

/// What is limited.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Limit {
    /// Steps of one hook call.
    HookOperations,
    /// Milliseconds of one hook call.
    HookMilliseconds,
    /// Steps of one run, the hooks it sets off among them.
    RunOperations,
    /// Milliseconds of one run.
    RunMilliseconds,
    /// MiB held at once.
    MemoryMib,
    /// Pieces of memory held at once.
    Allocations,
    /// Calls within calls.
    CallLevels,
    /// Bytes of one text.
    TextBytes,
    /// Items of one list, with all that lies in it.
    ListItems,
    /// Entries of one map, with all that lies in it.
    MapItems,
    /// Parts within parts of one statement, outside functions.
    Depth,
    /// The same inside functions.
    FunctionDepth,
    /// Variables at one moment.
    Variables,
    /// Lines printed by one run.
    PrintedLines,
    /// KiB printed by one run.
    PrintedKib,
    /// Imports of one run.
    Imports,
    /// Functions of one file.
    Functions,
    /// KiB of one file.
    SourceKib,
    /// Files of one set.
    Files,
}

/// One row of the table.
#[derive(Clone, Copy, Debug)]
pub struct Rule {
    /// Which limit.
    pub limit: Limit,
    /// Its name under `[scripts]` of `office.toml`.
    pub key: &'static str,
    /// What holds where an office says nothing.
    pub default: u64,
    /// What no office can pass.
    pub ceiling: u64,
    /// Why, in Chinese.
    pub zh: &'static str,
    /// Why, in English.
    pub en: &'static str,
}

macro_rules! rules {
    ($($limit:ident $key:literal $default:literal <= $ceiling:literal, $zh:literal, $en:literal;)*) => {
        /// All limits, in the order of [`Limit`].
        pub const RULES: &[Rule] = &[$(Rule {
            limit: Limit::$limit, key: $key, default: $default, ceiling: $ceiling, zh: $zh, en: $en,
        }),*];
        const DEFAULTS: [u64; RULES.len()] = [$($default),*];
    };
}

rules! {
    HookOperations "hook_operations" 2_000_000 <= 2_000_000,
        "钩子在每一步业务中都要运行,步数须以微秒计",
        "a hook runs at every step of the office, so it has to be a matter of microseconds";
    HookMilliseconds "hook_milliseconds" 200 <= 200,
        "有些步骤本身很慢,步数看不出来;人等待一步业务不应超过这个时间",
        "some steps are slow in themselves and the count does not see it; a person waits for a hook";
    RunOperations "run_operations" 200_000_000 <= 200_000_000,
        "全县两万条生产线、每条一万步,已绰绰有余",
        "twenty thousand lines at ten thousand steps each, which is more than a county has";
    RunMilliseconds "run_milliseconds" 30_000 <= 30_000,
        "夜间任务须在人发现之前自行停下",
        "a nightly job has to stop by itself before anybody notices";
    MemoryMib "memory_mib" 256 <= 256,
        "区县的机器内存不大,脚本不得挤占其他程序",
        "an office's machine is small, and a script must not push others out of it";
    Allocations "allocations" 1_000_000 <= 1_500_000,
        "嵌套的值逐层释放,每层占用约一百字节的栈;一百五十万块内存在 256 MiB 的栈内仍可安全释放",
        "what is nested is freed level by level at about a hundred bytes of stack for each piece; a million and a half still fit into the stack of 256 MiB";
    CallLevels "call_levels" 32 <= 32,
        "不会停止的递归须在栈用尽之前停下",
        "an endless recursion has to end before the stack does";
    TextBytes "text_bytes" 65_536 <= 262_144,
        "时钟无法打断正在复制的长文本",
        "the clock cannot interrupt the copying of a long text";
    ListItems "list_items" 10_000 <= 20_000,
        "列表每次增长都要重新计量,很长的列表会越来越慢",
        "a list is measured anew each time it grows, so long ones become slow";
    MapItems "map_items" 2_000 <= 5_000,
        "映射每次改动都要重新计量",
        "a map is measured anew each time it changes";
    Depth "depth" 64 <= 64,
        "过深的式子会用尽栈",
        "an expression that is too deep uses up the stack";
    FunctionDepth "function_depth" 48 <= 64,
        "同上,且函数会层层调用",
        "the same, and functions call each other";
    Variables "variables" 256 <= 512,
        "变量过多的脚本难以阅读,也会占满内存",
        "a script with more variables cannot be read, and they fill the memory";
    PrintedLines "printed_lines" 1_000 <= 10_000,
        "输出是给人看的",
        "what is printed is for people to read";
    PrintedKib "printed_kib" 256 <= 1_024,
        "输出是给人看的",
        "what is printed is for people to read";
    Imports "imports" 64 <= 200,
        "每次引入都要运行被引入的文件",
        "every import runs the file that it brings in";
    Functions "functions" 200 <= 500,
        "函数过多的文件应当拆分",
        "a file with more functions should be split";
    SourceKib "source_kib" 256 <= 512,
        "脚本由人书写,更长的多半是误放的数据",
        "scripts are written by people; what is longer is data in the wrong place";
    Files "files" 200 <= 500,
        "每次保存都要编译全部脚本",
        "all files are compiled at each save";
}

/// The limits in force.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Limits([u64; RULES.len()]);

/// Why `[scripts]` of an `office.toml` cannot be followed: a code, words under `script-<code>`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LimitError {
    /// `scripts-key-unknown`, `scripts-above-ceiling`, `scripts-not-a-number`.
    pub code: &'static str,
    /// What the message needs.
    pub arguments: Vec<(&'static str, String)>,
}

impl Limit {
    /// Its row in the table.
    pub fn rule(self) -> &'static Rule {
        &RULES[self as usize]
    }

    /// The limit of a key.
    pub fn of(key: &str) -> Option<Self> {
        RULES.iter().find(|rule| rule.key == key).map(|rule| rule.limit)
    }
}

impl Default for Limits {
    fn default() -> Self {
        Self(DEFAULTS)
    }
}

impl Limits {
    /// What holds.
    pub fn get(&self, limit: Limit) -> u64 {
        self.0[limit as usize]
    }

    /// The same limits with one of them lower: for tests of others, and for a caller who knows better.
    /// What lies above the ceiling becomes the ceiling.
    #[must_use]
    pub fn with(mut self, limit: Limit, value: u64) -> Self {
        self.0[limit as usize] = value.clamp(1, limit.rule().ceiling);
        self
    }

    /// The limits of an office: `[scripts]` of its `office.toml`.
    ///
    /// # Errors
    /// All that is wrong in the table: a key that is not known (with the one that was probably meant), a
    /// value above its ceiling, a value that is no whole number from 1.
    pub fn lowered(table: &toml::Table) -> Result<Self, Vec<LimitError>> {
        let mut limits = Self::default();
        let mut errors = Vec::new();
        for (key, value) in table {
            match Self::row(key, value) {
                Ok((limit, value)) => limits.0[limit as usize] = value,
                Err(error) => errors.push(error),
            }
        }
        if errors.is_empty() { Ok(limits) } else { Err(errors) }
    }

    fn row(key: &str, value: &toml::Value) -> Result<(Limit, u64), LimitError> {
        let said = |code, mut arguments: Vec<(&'static str, String)>| {
            arguments.insert(0, ("key", key.to_owned()));
            LimitError { code, arguments }
        };
        let Some(limit) = Limit::of(key) else {
            let near = nearest(key, RULES.iter().map(|rule| rule.key)).unwrap_or_default();
            return Err(said(codes::SCRIPTS_KEY_UNKNOWN, vec![("near", near.to_owned())]));
        };
        let number = value.as_integer().and_then(|number| u64::try_from(number).ok());
        let Some(number) = number.filter(|number| *number > 0) else {
            return Err(said(codes::SCRIPTS_NOT_A_NUMBER, vec![("value", value.to_string())]));
        };
        let ceiling = limit.rule().ceiling;
        if number > ceiling {
            let values = vec![("value", number.to_string()), ("ceiling", ceiling.to_string())];
            return Err(said(codes::SCRIPTS_ABOVE_CEILING, values));
        }
        Ok((limit, number))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn table(text: &str) -> toml::Table {
        text.parse().unwrap()
    }

    #[test]
    fn the_table_stands_in_the_order_of_the_names_and_no_default_passes_its_ceiling() {
        for (place, rule) in RULES.iter().enumerate() {
            assert_eq!(rule.limit as usize, place, "{}", rule.key);
            assert!(rule.default <= rule.ceiling, "{}", rule.key);
            assert!(!rule.zh.is_empty() && !rule.en.is_empty(), "{} has its reason", rule.key);
        }
    }

    #[test]
    fn an_office_lowers_a_limit() {
        let limits = Limits::lowered(&table("hook_milliseconds = 50\nlist_items = 500")).unwrap();
        assert_eq!(limits.get(Limit::HookMilliseconds), 50);
        assert_eq!(limits.get(Limit::ListItems), 500);
        assert_eq!(limits.get(Limit::RunOperations), 200_000_000);
    }

    #[test]
    fn a_default_below_its_ceiling_may_be_raised_up_to_it() {
        let limits = Limits::lowered(&table("list_items = 20000")).unwrap();
        assert_eq!(limits.get(Limit::ListItems), 20_000);
    }

    #[test]
    fn no_office_passes_a_ceiling_and_all_mistakes_come_at_once() {
        let errors = Limits::lowered(&table(
            "hook_milliseconds = 201\nhook_operation = 5\nfiles = 0\nmemory_mib = \"much\"",
        ))
        .unwrap_err();
        let said: Vec<String> = errors
            .iter()
            .map(|error| {
                let arguments: Vec<&str> =
                    error.arguments.iter().map(|(_, value)| value.as_str()).collect();
                format!("{} {}", error.code, arguments.join(" "))
            })
            .collect();
        for expected in [
            "scripts-above-ceiling hook_milliseconds 201 200",
            "scripts-key-unknown hook_operation hook_operations",
            "scripts-not-a-number files 0",
            "scripts-not-a-number memory_mib \"much\"",
        ] {
            assert!(said.iter().any(|said| said == expected), "{expected}: {said:?}");
        }
    }
}
