//! A Rust source seen two ways: its code alone, and its string literals alone.
//!
//! Both views keep every line break, so a line number found in one holds in the file.

/// The code, with comments, strings and characters blanked out.
pub(crate) fn code(text: &str) -> String {
    only(text, Part::Code)
}

/// The insides of string literals, with everything else blanked out.
pub(crate) fn literals(text: &str) -> String {
    only(text, Part::Literal)
}

/// Code up to the module of tests at its end. One that stands in a file of its own is only named, and code may follow.
pub(crate) fn without_tests(code: &str) -> &str {
    let has_its_tests = |at: &usize| {
        let declared = code.get(*at..).unwrap_or_default().lines().skip(1);
        let mut declared = declared.skip_while(|line| line.trim_start().starts_with("#["));
        declared.next().is_some_and(|line| line.starts_with("mod ") && line.ends_with('{'))
    };
    let tests = code.match_indices("#[cfg(test)]\n").map(|(at, _)| at).find(has_its_tests);
    tests.map_or(code, |at| code.get(..at).unwrap_or(code))
}

/// Whether `word` occurs in `line` other than as the tail of a longer identifier.
pub(crate) fn has_word(line: &str, word: &str) -> bool {
    line.match_indices(word).any(|(at, _)| !line[..at].ends_with(is_identifier))
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Part {
    Code,
    Comment,
    Literal,
}

fn only(text: &str, wanted: Part) -> String {
    let mut view = String::with_capacity(text.len());
    let mut rest = text;
    let mut previous = '\n';
    while !rest.is_empty() {
        let (part, length) = first_part(rest, previous);
        let (token, tail) = rest.split_at(length);
        if part == wanted {
            view.push_str(token);
        } else {
            view.extend(token.chars().map(|c| if c == '\n' { '\n' } else { ' ' }));
        }
        previous = token.chars().next_back().unwrap_or(previous);
        rest = tail;
    }
    view
}

/// What `rest`, which is not empty, begins with, and for how many bytes.
fn first_part(rest: &str, previous: char) -> (Part, usize) {
    if rest.starts_with("//") {
        return (Part::Comment, rest.find('\n').unwrap_or(rest.len()));
    }
    if rest.starts_with("/*") {
        return (Part::Comment, block_comment(rest));
    }
    if !is_identifier(previous)
        && let Some(length) = raw_string(rest)
    {
        return (Part::Literal, length);
    }
    if rest.starts_with('"') {
        return (Part::Literal, quoted(rest, '"'));
    }
    if rest.starts_with('\'') && is_character(rest) {
        return (Part::Literal, quoted(rest, '\''));
    }
    (Part::Code, rest.chars().next().map_or(0, char::len_utf8))
}

fn block_comment(rest: &str) -> usize {
    let mut depth = 0_usize;
    let mut at = 0;
    while at < rest.len() {
        let tail = &rest[at..];
        if tail.starts_with("/*") {
            depth += 1;
            at += 2;
        } else if tail.starts_with("*/") {
            depth -= 1;
            at += 2;
            if depth == 0 {
                break;
            }
        } else {
            at += tail.chars().next().map_or(1, char::len_utf8);
        }
    }
    at
}

/// The length of `r"…"`, `r#"…"#`, `br"…"` or `cr"…"`, when `rest` begins with one.
fn raw_string(rest: &str) -> Option<usize> {
    let after_r = ["r", "br", "cr"].into_iter().find_map(|prefix| rest.strip_prefix(prefix))?;
    let body = after_r.trim_start_matches('#');
    let hashes = after_r.len() - body.len();
    let inside = body.strip_prefix('"')?;
    let end = format!("\"{}", "#".repeat(hashes));
    let length = inside.find(&end).map_or(inside.len(), |at| at + end.len());
    Some(rest.len() - inside.len() + length)
}

/// The length of a literal from its opening to its closing `quote`.
fn quoted(rest: &str, quote: char) -> usize {
    let mut escaped = false;
    for (at, c) in rest.char_indices().skip(1) {
        if escaped {
            escaped = false;
        } else if c == '\\' {
            escaped = true;
        } else if c == quote {
            return at + c.len_utf8();
        }
    }
    rest.len()
}

/// Tells `'a'` and `'\n'` from a lifetime.
fn is_character(rest: &str) -> bool {
    let mut after_quote = rest.chars().skip(1);
    match after_quote.next() {
        Some('\\') => true,
        Some(_) => after_quote.next() == Some('\''),
        None => false,
    }
}

/// Whether a character may stand in an identifier.
pub(crate) fn is_identifier(c: char) -> bool {
    c == '_' || c.is_alphanumeric()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn code_leaves_out_comments_and_strings() {
        let text = "let a = \"x // y\"; // z\nlet b = r#\"q\"t\"#;/* m /* n */ o */ let c;";
        let code = code(text);
        assert_eq!(
            code.split_whitespace().collect::<Vec<_>>().join(" "),
            "let a = ; let b = ; let c;"
        );
        assert_eq!(code.lines().count(), 2);
    }

    #[test]
    fn a_lifetime_is_code_and_a_character_is_not() {
        let code = code("fn f<'a>(x: &'a str) { x.find('\"'); x.find('\\''); x.find('ö') }");
        assert!(code.contains("<'a>(x: &'a str)"));
        assert!(!code.contains('"') && !code.contains('ö'));
    }

    #[test]
    fn literals_are_what_is_quoted() {
        let seen = literals("let x = f(\"a\\\"b\", r\"c\"); // \"d\"");
        assert!(seen.contains("a\\\"b") && seen.contains('c'));
        assert!(!seen.contains('d') && !seen.contains("let"));
    }

    #[test]
    fn code_behind_the_name_of_a_module_of_tests_is_code() {
        let text = "#[cfg(test)]\nmod tests;\nfn a() {}\n#[cfg(test)]\nmod laws {\n fn b() {}\n}\n";
        assert_eq!(without_tests(text), "#[cfg(test)]\nmod tests;\nfn a() {}\n");
    }

    #[test]
    fn a_word_is_not_the_tail_of_another() {
        assert!(has_word("std::dbg!(x)", "dbg!("));
        assert!(!has_word("my_dbg!(x)", "dbg!("));
    }
}
