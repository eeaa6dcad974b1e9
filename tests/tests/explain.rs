//! The card of one line, as a county official reads it aloud: `explain` word for word.
//!
//! Where the words change on purpose, `INSTA_UPDATE=always cargo test -p phaseout-tests --test explain`
//! writes them anew; what changed then shows in the difference of the files under `snapshots/`.

use phaseout_tests::phaseout;

fn card(line: &str, as_of: &str, lang: &str) -> String {
    let arguments =
        ["explain", "tests/published/rows.csv", "--line", line, "--as-of", as_of, "--lang", lang];
    phaseout(arguments).exits(0).text().to_owned()
}

#[test]
fn a_kiln_that_the_2011_edition_names_and_the_2010_notice_does_not() {
    insta::assert_snapshot!("RL001-zh", card("RL001", "2013-07-01", "zh"));
}

#[test]
fn a_furnace_known_only_to_be_no_larger_than_460() {
    insta::assert_snapshot!("RL034-zh", card("RL034", "2014-07-01", "zh"));
}

#[test]
fn a_generator_of_which_the_list_gives_the_number_only() {
    insta::assert_snapshot!("RL133-zh", card("RL133", "2013-07-01", "zh"));
}

#[test]
fn a_furnace_on_a_list_that_no_criterion_names() {
    insta::assert_snapshot!("RL059-en", card("RL059", "2014-07-01", "en"));
}

#[test]
fn a_wet_line_whose_exemption_nobody_claimed() {
    let card = card("RL031", "2010-03-01", "zh");
    for words in [
        "湿法水泥生产线",
        "国发〔2010〕7号",
        "2012-12-31",
        "污泥、电石渣",
        "证明该窑主要用于处理污泥或电石渣的材料",
    ] {
        assert!(card.contains(words), "{words} is not in\n{card}");
    }
}

#[test]
fn an_overdue_deadline_is_told_as_passed_and_a_coming_one_as_coming() {
    assert!(card("RL004", "2013-07-01", "en").contains("Deadline 2010-12-31: passed"));
    assert!(card("RL031", "2010-03-01", "en").contains("Deadline 2012-12-31: to come"));
}

#[test]
fn a_line_that_no_plugin_knows_is_not_said_to_be_safe() {
    let card = card("RL018", "2013-07-01", "en");
    assert!(card.contains("造纸") && card.contains("no finding that it may stay"), "{card}");
}

#[test]
fn a_line_that_is_not_there_is_refused() {
    let answer = phaseout(["explain", "tests/published/rows.csv", "--line", "RL999"]).exits(3);
    assert!(answer.err.contains("RL999"), "{}", answer.err);
}
