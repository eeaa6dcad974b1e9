//! Reads the commands of a README: blocks marked `console`, commands after `$ `, what they print below.

/// A command and what the README says that it prints; blank where it says nothing.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Shown {
    /// `README.md:12`.
    pub place: String,
    /// The words of the command, the program's name first.
    pub words: Vec<String>,
    /// The lines below it.
    pub output: String,
}

/// All commands of all `console` blocks of a text.
pub fn console(name: &str, text: &str) -> Vec<Shown> {
    let mut shown: Vec<Shown> = Vec::new();
    let (mut inside, mut open) = (false, false);
    for (number, line) in (1..).zip(text.lines()) {
        if line.trim_start().starts_with("```") {
            inside = !inside && line.trim() == "```console";
            open = false;
            continue;
        }
        if !inside {
            continue;
        }
        if let Some(command) = line.strip_prefix("$ ") {
            let words = words(command);
            open = command.ends_with('\\');
            shown.push(Shown { place: format!("{name}:{number}"), words, output: String::new() });
        } else if let Some(last) = shown.last_mut() {
            if open {
                open = line.ends_with('\\');
                last.words.extend(words(line));
            } else {
                last.output.push_str(line);
                last.output.push('\n');
            }
        }
    }
    shown
}

/// The words of a command, as a shell splits it: quotes hold words together, `\` at the end goes on.
fn words(command: &str) -> Vec<String> {
    let mut words = Vec::new();
    let (mut word, mut quote, mut any) = (String::new(), None, false);
    for c in command.trim_end_matches('\\').chars() {
        match (quote, c) {
            (None, '"' | '\'') => (quote, any) = (Some(c), true),
            (Some(end), _) if c == end => quote = None,
            (None, _) if c.is_whitespace() => {
                if any {
                    words.push(std::mem::take(&mut word));
                }
                any = false;
            }
            _ => {
                word.push(c);
                any = true;
            }
        }
    }
    if any {
        words.push(word);
    }
    words
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_command_is_split_as_a_shell_splits_it() {
        let text = "Words.\n```console\n$ phaseout record plan 1 \\\n    --set \"note=a b\"\n$ phaseout status\n2 lines\nend\n```\n$ not here\n";
        let shown = console("README.md", text);
        assert_eq!(shown[0].words, ["phaseout", "record", "plan", "1", "--set", "note=a b"]);
        assert_eq!((shown[0].output.as_str(), shown[0].place.as_str()), ("", "README.md:3"));
        assert_eq!(shown[1].output, "2 lines\nend\n");
        assert_eq!(shown.len(), 2);
    }
}
