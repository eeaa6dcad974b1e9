//! Words and signs of other languages, with what stands for them here.

/// Words of the language that are misspelt often enough to be looked for.
pub(crate) const KEYWORDS: [&str; 22] = [
    "let", "const", "if", "else", "while", "loop", "for", "in", "do", "until", "switch", "break",
    "continue", "return", "throw", "try", "catch", "import", "export", "private", "fn", "as",
];

/// What stands for a word of another language, or of everyday Chinese.
pub(crate) fn foreign_word(word: &str) -> Option<&'static str> {
    Some(match word {
        "and" | "AND" | "And" | "且" | "并且" => "&&",
        "or" | "OR" | "Or" | "或" | "或者" => "||",
        "not" | "NOT" | "Not" | "非" => "!",
        "elif" | "elsif" | "elseif" | "否则如果" => "else if",
        "null" | "nil" | "None" | "NULL" | "Null" | "undefined" | "空" => "()",
        "True" | "TRUE" | "真" => "true",
        "False" | "FALSE" | "假" => "false",
        "function" | "def" | "func" | "sub" | "procedure" | "函数" => "fn",
        "var" | "dim" | "Dim" | "auto" | "设" | "令" => "let",
        "static" => "const",
        "then" | "THEN" | "begin" | "那么" => "{",
        "end" | "END" | "endif" | "endfor" | "fi" | "done" | "结束" => "}",
        "foreach" | "对于" => "for",
        "match" | "case" => "switch",
        "is" => "==",
        "如果" => "if",
        "否则" => "else",
        "返回" => "return",
        "循环" => "loop",
        "引入" => "import",
        _ => return None,
    })
}

/// What stands for a sign of another language.
pub(crate) fn foreign_sign(sign: &str) -> Option<&'static str> {
    Some(match sign {
        "===" => "==",
        "!==" | "<>" | "~=" => "!=",
        ":=" | "<-" => "=",
        "->" => "=>",
        "++" => "+= 1",
        "--" => "-= 1",
        "?" => "if … { … } else { … }",
        "#" => "//",
        "(*" | "*)" => "/* … */",
        "<|" | "|>" => ".",
        _ => return None,
    })
}
