//! Small plugins in C, good and bad, compiled against the header as an integrator does it.
#![allow(dead_code, unreachable_pub, reason = "each test program uses its part of the kit")]
#![allow(
    clippy::unwrap_used,
    clippy::print_stderr,
    reason = "a kit of tests, which stop where something fails"
)]

use std::path::{Path, PathBuf};
use std::process::Command;

/// A plugin in C, to be varied.
#[derive(Clone, Debug)]
pub struct Plugin {
    pub industry: &'static str,
    pub criteria: Vec<(String, String)>,
    pub toml: String,
    /// `abi_version, struct_size`.
    pub table: &'static str,
    /// What stands before the functions.
    pub globals: String,
    pub describe: String,
    /// The body of `read`.
    pub read: String,
    pub constructor: String,
    pub entry: &'static str,
    /// The name of the exported symbol.
    pub symbol: &'static str,
}

/// The words of an industry with one measure, `size`.
pub fn toml(industry: &str) -> String {
    format!(
        "schema = 1\n[industry]\nid = \"{industry}\"\nname = {{ zh = \"石灰\", en = \"Lime\" }}\nprinted = [\"石灰\"]\n\
         capacity_unit = \"万吨/年\"\n[[kind]]\nid = \"lime_kiln\"\nname = {{ zh = \"石灰窑\", en = \"lime kiln\" }}\n\
         printed = [\"石灰窑\"]\n[[attribute]]\nid = \"size\"\nname = {{ zh = \"窑容\", en = \"volume\" }}\n\
         type = \"measure\"\nunit = \"m³\"\n"
    )
}

/// A criterion on `size` with a hit for `hit`.
pub fn criterion(industry: &str, hit: &str) -> (String, String) {
    let text = format!(
        "id = \"{industry}/test-2010/small-kiln\"\n\
         title = {{ zh = \"小石灰窑\", en = \"small lime kiln\" }}\nclass = \"eliminate\"\nkinds = [\"lime_kiln\"]\n\
         when = \"size < 100 m³\"\ndeadline = \"2012-12-31\"\nconfirmed = true\n\
         basis = {{ document = \"试〔2010〕1号\", wording = \"100立方米以下石灰窑\", from = \"2010-02\", source = [\"constructed\"] }}\n\
         explain = {{ zh = \"容积不足100立方米。\", en = \"Below 100 m³.\" }}\n\
         case = [\n  {{ spec = \"{hit}\", expect = \"hit\", source = \"constructed\" }},\n\
         \x20 {{ spec = \"100\", expect = \"clear\", source = \"constructed\" }},\n\
         \x20 {{ spec = \"\", expect = \"unknown\", source = \"constructed\" }},\n]\n"
    );
    (format!("{industry}/test-2010/small-kiln.toml"), text)
}

/// The same for an industry without code: the cells are of the attribute's own column.
pub fn data_criterion(industry: &str) -> (String, String) {
    let (path, text) = criterion(industry, "99m³");
    (path, text.replace("spec =", "size =").replace("\"100\"", "\"100m³\""))
}

/// Reads the leading digits of a specification as `size`.
pub const READ_DIGITS: &str = "
    for (uint64_t row = 0; row < batch->rows; row++) {
        const PhaseoutText *spec = &batch->texts[PHASEOUT_TEXT_SPEC];
        double value = 0; int digits = 0;
        for (int32_t at = spec->offsets[row]; at < spec->offsets[row + 1] && digits < 15; at++) {
            if (spec->bytes[at] < '0' || spec->bytes[at] > '9') break;
            value = value * 10 + (spec->bytes[at] - '0'); digits++;
        }
        if (!digits) continue;
        out->measures[0].lo[row] = value; out->measures[0].hi[row] = value;
        out->measures[0].validity[row / 8] |= 1 << (row % 8);
    }
    return PHASEOUT_OK;";

impl Plugin {
    /// A good one.
    pub fn good(industry: &'static str) -> Self {
        Self {
            industry,
            criteria: vec![criterion(industry, "99")],
            toml: toml(industry),
            table: "PHASEOUT_ABI_VERSION, sizeof(PhaseoutPluginV1)",
            globals: String::new(),
            describe: "sink(ctx, (const uint8_t *)said, sizeof said - 1); return PHASEOUT_OK;"
                .to_owned(),
            read: READ_DIGITS.to_owned(),
            constructor: String::new(),
            entry: "return &table;",
            symbol: "phaseout_plugin_v1",
        }
    }

    /// One whose `size` is always this, and whose criterion's cases do not mind.
    pub fn saying(industry: &'static str, size: u32) -> Self {
        let read = format!(
            "for (uint64_t row = 0; row < batch->rows; row++) {{
                 out->measures[0].lo[row] = out->measures[0].hi[row] = {size};
                 out->measures[0].validity[row / 8] |= 1 << (row % 8);
             }}
             return PHASEOUT_OK;"
        );
        Self { read, criteria: Vec::new(), ..Self::good(industry) }
    }

    #[must_use]
    pub fn read(self, body: &str) -> Self {
        Self { read: body.to_owned(), ..self }
    }

    #[must_use]
    pub fn describe(self, body: &str) -> Self {
        Self { describe: body.to_owned(), ..self }
    }

    #[must_use]
    pub fn constructor(self, body: &str) -> Self {
        Self {
            constructor: format!(
                "__attribute__((constructor)) static void at_load(void) {{ {body} }}"
            ),
            ..self
        }
    }

    fn source(&self) -> String {
        let quoted = |text: &str| {
            let escaped: String = text
                .chars()
                .map(|c| match c {
                    '"' => "\\\"".to_owned(),
                    '\\' => "\\\\".to_owned(),
                    '\n' => "\\n".to_owned(),
                    c => c.to_string(),
                })
                .collect();
            format!("\"{escaped}\"")
        };
        let criteria: Vec<String> = self
            .criteria
            .iter()
            .map(|(path, text)| format!("{{\"path\":{},\"text\":{}}}", quoted(path), quoted(text)))
            .collect();
        let json = format!(
            "{{\"id\":\"{}\",\"version\":\"1.0\",\"plugin_toml\":{},\"criteria\":[{}]}}",
            self.industry,
            quoted(&self.toml),
            criteria.join(",")
        );
        format!(
            "#include \"phaseout_plugin.h\"\n#include <stdio.h>\n#include <stdlib.h>\n#include <string.h>\n\
             #include <unistd.h>\nstatic const char said[] = {};\n{}\n{}\n\
             static int32_t describe(PhaseoutSink sink, void *ctx) {{ (void)said; {} }}\n\
             static int32_t read_(const PhaseoutBatch *batch, PhaseoutColumns *out, PhaseoutSink sink, void *ctx) {{\n\
             (void)sink; (void)ctx; (void)batch; (void)out; {} }}\n\
             static const PhaseoutPluginV1 table = {{ {}, describe, read_, NULL, NULL, NULL }};\n\
             PHASEOUT_EXPORT const PhaseoutPluginV1 *{}(void) {{ {} }}\n",
            quoted(&json),
            self.globals,
            self.constructor,
            self.describe,
            self.read,
            self.table,
            self.symbol,
            self.entry
        )
    }

    /// Builds it as `FOLDER/libNAME.so`. `None`, with a word on why, where there is no C compiler.
    pub fn build(&self, folder: &Path, name: &str) -> Option<PathBuf> {
        static NUMBER: std::sync::atomic::AtomicU32 = std::sync::atomic::AtomicU32::new(0);
        let number = NUMBER.fetch_add(1, std::sync::atomic::Ordering::Relaxed);
        let aside =
            std::env::temp_dir().join(format!("phaseout-c-{}-{number}", std::process::id()));
        std::fs::create_dir_all(&aside).unwrap();
        let (source, made) = (aside.join("plugin.c"), aside.join("plugin.so"));
        std::fs::write(&source, self.source()).unwrap();
        let include = Path::new(env!("CARGO_MANIFEST_DIR")).ancestors().find_map(|above| {
            let include = above.join("core/plugin/include");
            include.is_dir().then_some(include)
        });
        let compiled = Command::new("cc")
            .args(["-std=gnu11", "-O1", "-shared", "-fPIC", "-I"])
            .arg(include.expect("the header lies in the project"))
            .arg(&source)
            .arg("-o")
            .arg(&made)
            .output();
        let Ok(compiled) = compiled else {
            eprintln!("skipped: no C compiler (cc) on this machine");
            return None;
        };
        assert!(compiled.status.success(), "{}", String::from_utf8_lossy(&compiled.stderr));
        let path = folder.join(format!(
            "{}{name}{}",
            std::env::consts::DLL_PREFIX,
            std::env::consts::DLL_SUFFIX
        ));
        std::fs::create_dir_all(folder).unwrap();
        // A new name in one step: whoever watches the folder sees a whole file.
        let beside = folder.join(format!(".{number}.part"));
        std::fs::copy(&made, &beside).unwrap();
        std::fs::rename(&beside, &path).unwrap();
        std::fs::remove_dir_all(&aside).unwrap();
        Some(path)
    }
}
