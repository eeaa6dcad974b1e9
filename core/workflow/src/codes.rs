//! All codes of the room's own errors, with the arguments of their messages. A test holds the message
//! files of the binary against this table.

macro_rules! codes {
    ($($name:ident $code:literal [$($argument:literal)*];)*) => {
        $(pub(crate) const $name: &str = $code;)*
        /// Each code with the names of its arguments.
        pub const CODES: &[(&str, &[&str])] = &[$(($code, &[$($argument),*])),*];
    };
}

codes! {
    // ---- limits ----
    LIMIT_OPERATIONS "limit-operations" ["allowed" "span"];
    LIMIT_TIME "limit-time" ["allowed" "span"];
    LIMIT_MEMORY "limit-memory" ["allowed" "span"];
    LIMIT_ALLOCATIONS "limit-allocations" ["allowed" "span"];
    LIMIT_PRINTED_LINES "limit-printed-lines" ["allowed"];
    LIMIT_PRINTED_KIB "limit-printed-kib" ["allowed"];
    LIMIT_LEVELS "limit-levels" ["allowed"];
    LIMIT_TEXT "limit-text" ["allowed"];
    LIMIT_LIST "limit-list" ["allowed"];
    LIMIT_MAP "limit-map" ["allowed"];
    LIMIT_DEPTH "limit-depth" ["allowed"];
    LIMIT_VARIABLES "limit-variables" ["allowed"];
    LIMIT_FUNCTIONS "limit-functions" ["allowed"];
    LIMIT_IMPORTS "limit-imports" ["allowed"];
    LIMIT_SOURCE "limit-source" ["allowed"];
    LIMIT_FILES "limit-files" ["allowed"];

    // ---- [scripts] of office.toml ----
    SCRIPTS_KEY_UNKNOWN "scripts-key-unknown" ["key" "near"];
    SCRIPTS_ABOVE_CEILING "scripts-above-ceiling" ["key" "value" "ceiling"];
    SCRIPTS_NOT_A_NUMBER "scripts-not-a-number" ["key" "value"];

    // ---- signs and words that are written otherwise ----
    FULL_WIDTH "full-width" ["found" "meant"];
    INVISIBLE "character-invisible" ["found"];
    QUOTES_SINGLE "quotes-single" [];
    TEXT_UNTERMINATED "text-unterminated" [];
    ESCAPE_UNKNOWN "escape-unknown" ["found"];
    WORD_FOREIGN "word-foreign" ["found" "meant"];
    SYMBOL_FOREIGN "symbol-foreign" ["found" "meant"];
    SYMBOL_UNKNOWN "symbol-unknown" ["found"];
    KEYWORD_MISSPELT "keyword-misspelt" ["found" "near"];
    NUMBER_COMMA "number-comma" [];
    NUMBER_UNIT "number-unit" ["number" "unit"];
    NUMBER_MALFORMED "number-malformed" [];
    NUMBER_TOO_LARGE "number-too-large" ["number"];

    // ---- what is missing or too much ----
    SEMICOLON_MISSING "semicolon-missing" [];
    COMMA_MISSING "comma-missing" [];
    COLON_MISSING "colon-missing" ["name"];
    EQUALS_SINGLE "equals-single" [];
    BRACE_EXPECTED "brace-expected" ["found"];
    BRACKET_UNCLOSED "bracket-unclosed" ["found" "meant"];
    BRACKET_EXTRA "bracket-extra" ["found"];
    EXPRESSION_MISSING "expression-missing" ["found"];
    PROPERTY_MISSING "property-missing" [];
    TOKEN_MISSING "token-missing" ["meant" "found"];
    TEXT_ENDS "text-ends" [];

    // ---- forms ----
    FOR_FORM "for-form" [];
    CATCH_FORM "catch-form" [];
    MAP_HASH "map-hash" [];
    SWITCH_ARROW "switch-arrow" ["found"];
    SWITCH_DEFAULT_LAST "switch-default-last" [];
    SWITCH_WITHOUT_DEFAULT "switch-without-default" [];
    SWITCH_MIXED "switch-mixed" ["left" "right"];
    TYPE_ANNOTATION "type-annotation" [];
    FUNCTION_INSIDE "function-inside" [];
    FUNCTION_NAME_MISSING "function-name-missing" [];
    FUNCTION_PARAMETERS "function-parameters" ["name"];
    FUNCTION_TWICE "function-twice" ["name" "count"];
    PARAMETER_TWICE "parameter-twice" ["name"];
    DOC_COMMENT_PLACE "doc-comment-place" [];
    BREAK_OUTSIDE "break-outside" [];
    CONDITION_MISSING "condition-missing" [];
    ELSE_ALONE "else-alone" [];
    NAME_EXPECTED "name-expected" ["found"];
    NAME_RESERVED "name-reserved" ["name"];
    CALL_PARENTHESES "call-parentheses" ["name"];
    PROPERTY_TWICE "property-twice" ["name"];
    ASSIGNMENT_ODD "assignment-odd" [];
    CONSTANT_CHANGED "constant-changed" ["name"];
    THIS_OUTSIDE "this-outside" [];
    EVAL_OFF "eval-off" [];
    PARSE_OTHER "parse-other" ["detail"];

    // ---- names ----
    VARIABLE_UNKNOWN "variable-unknown" ["name" "near"];
    LET_MISSING "let-missing" ["name"];
    VARIABLE_OUTSIDE "variable-outside-function" ["name"];
    VARIABLE_OF_FUNCTION "variable-of-function" ["name"];
    MODULE_UNKNOWN "module-unknown" ["name" "near"];
    FUNCTION_UNKNOWN "function-unknown" ["name" "near"];
    FUNCTION_VARIABLE "function-in-variable" ["name"];
    FUNCTION_PRIVATE "function-private" ["name" "script"];
    PROPERTY_UNKNOWN "property-unknown" ["name" "type" "near"];
    PROPERTY_READ_ONLY "property-read-only" ["name" "type"];
    PROPERTY_OF_NOTHING "property-of-nothing" ["name"];
    SCRIPT_UNKNOWN "script-unknown" ["name" "near"];

    // ---- files ----
    SCRIPT_NAME "script-name" ["name"];
    SCRIPT_TWICE "script-twice" ["name"];
    IMPORT_OUTSIDE "import-outside" ["path"];
    IMPORT_UNKNOWN "import-unknown" ["path" "near"];
    IMPORT_CYCLE "import-cycle" ["path"];

    // ---- hooks ----
    HOOK_UNKNOWN "hook-unknown" ["name" "near"];
    HOOK_STEP_TAKEN "hook-step-taken" ["name" "step"];
    HOOK_STEP_TWICE "hook-step-twice" ["name" "script" "line"];
    HOOK_PRIVATE "hook-private" ["name"];
    HOOK_PARAMETERS "hook-parameters" ["name" "count" "wanted"];
    HOOKS_DEEP "hooks-deep" ["name" "allowed"];
    MILESTONES_LIST "milestones-list" ["given"];
    MILESTONE_DATE "milestone-date" ["name"];
    MILESTONE_DOCUMENT "milestone-document" ["name"];
    MILESTONE_LATER "milestone-later" ["name" "date" "until" "document"];

    // ---- words of the field ----
    OUTSIDE "outside" [];
    OUTSIDE_A_RUN "outside-a-run" [];
    QUANTITY_UNREADABLE "quantity-unreadable" ["text" "form"];
    UNITS_MIXED "units-mixed" ["left" "right"];
    AMOUNT_UNKNOWN "amount-unknown" ["amount"];
    SUM_TYPE "sum-type" ["given"];
    DATE_UNREADABLE "date-unreadable" ["text"];
    DATE_UNKNOWN "date-unknown" ["date"];
    DATES_UNSURE "dates-unsure" ["left" "right"];
    LINE_UNKNOWN "line-unknown" ["id"];
    ENTERPRISE_UNKNOWN "enterprise-unknown" ["text"];
    ENTERPRISE_SEVERAL "enterprise-several" ["text" "count" "names"];
    TARGET_UNKNOWN "target-unknown" ["id"];
    FIELD_UNKNOWN "field-unknown" ["name" "known" "near"];
    STATE_UNKNOWN "state-unknown" ["name" "near"];
    REGION_UNKNOWN "region-unknown" ["code"];
    ACCOUNT_EMPTY "account-empty" ["source"];
    TASK_MISSING "task-missing" [];
    SUBJECT_TYPE "subject-type" ["given"];
    FACT_NOTHING "fact-nothing" ["name"];
    FACT_DECIMAL "fact-decimal" ["name"];
    FACT_TYPE "fact-type" ["name" "given"];
    RECORD_REFUSED "record-refused" ["step" "subject" "reasons" "codes"];
    RECORD_IN_BEFORE "record-in-before" [];
    REFUSE_AFTER "refuse-after" [];
    REFUSE_BLANK "refuse-blank" [];
    NOTE_BLANK "note-blank" [];
    REPORT_ROW "report-row" ["given"];
    ONLY_IN_TESTS "only-in-tests" ["name"];
    TEST_FAILED "test-failed" ["detail"];

    // ---- how tests are written ----
    TEST_NAME "test-name" ["name" "near"];
    TEST_PARAMETERS "test-parameters" ["name" "count"];
    TEST_PRIVATE "test-private" ["name"];
    TEST_PLACE "test-place" ["name"];
    TEST_TOP "test-top" [];
    TESTS_NONE "tests-none" [];

    // ---- values ----
    ARGUMENTS_COUNT "arguments-count" ["name" "count" "takes"];
    ARGUMENTS_TYPE "arguments-type" ["name" "given" "wanted"];
    COMPARE_MIXED "compare-mixed" ["operator" "left" "right"];
    ADD_MIXED "add-mixed" ["left" "right"];
    OPERATOR_TYPES "operator-types" ["operator" "left" "right"];
    OPERATOR_TYPE "operator-type" ["operator" "type"];
    TYPE_MISMATCH "type-mismatch" ["wanted" "given"];
    CONDITION_TYPE "condition-type" ["given"];
    NOT_ITERABLE "not-iterable" [];
    INDEX_OUTSIDE "index-outside" ["index" "length"];
    INDEX_UNKNOWN "index-unknown" ["index"];
    INDEX_TYPE "index-type" ["type"];
    OVERFLOW "overflow" [];
    SHIFT "shift" [];
    DIVISION_BY_ZERO "division-by-zero" [];
    NOT_FINITE "not-finite" [];
    NOT_A_NUMBER "not-a-number" ["found"];
    ARITHMETIC "arithmetic" ["detail"];
    SORT_TYPES "sort-types" ["left" "right"];
    SORT_ANSWER "sort-answer" ["given"];
    THROWN "thrown" ["detail"];
    THIS_UNBOUND "this-unbound" [];
    SHARED_TWICE "shared-twice" ["name"];
    CLOCK_OFF "clock-off" ["name"];
    EXIT_OFF "exit-off" [];
    RETURNED_FUNCTION "returned-function" [];
    RETURNED_DEEP "returned-too-deep" ["allowed"];
    HOST_PANIC "host-panic" ["detail"];
    STAGE_MISSING "stage-missing" ["detail"];
    ENDED "ended" [];
    RUN_OTHER "run-other" ["detail"];
}

/// Hints that stand for several codes: `script-<hint>-hint`.
pub const HINTS: &[&str] = &["near"];

/// Types that arguments name: `script-type-<id>`. Types of the host stand under the names that they were
/// registered with.
pub const TYPES: &[&str] = &[
    "number",
    "decimal",
    "text",
    "character",
    "truth",
    "list",
    "map",
    "function",
    "nothing",
    "range",
    "any",
    "Quantity",
    "Date",
    "Line",
    "Lines",
    "Group",
    "Enterprise",
    "Verdict",
    "Event",
    "Step",
    "Target",
    "Workers",
    "WorkersTotal",
    "Fund",
    "Balance",
    "Milestone",
    "Task",
    "Letter",
];

/// The id of a type from the engine's name for it; host types keep theirs.
pub(crate) fn type_id(name: &str) -> String {
    let id = match name.trim() {
        "i64" | "INT" => "number",
        "f64" | "f32" | "FLOAT" => "decimal",
        "string"
        | "&str"
        | "ImmutableString"
        | "String"
        | "&str | ImmutableString | String"
        | "&mut ImmutableString" => "text",
        "char" => "character",
        "bool" => "truth",
        "array" | "Array" | "blob" => "list",
        "map" | "Map" => "map",
        "Fn" | "FnPtr" => "function",
        "()" => "nothing",
        "range" | "range=" => "range",
        "Dynamic" | "?" | "var" => "any",
        other => other.rsplit("::").next().unwrap_or(other),
    };
    id.to_owned()
}
