/// Text without characters that print nothing and make it read as another: zero-width spaces and joiners, soft hyphens, marks
/// and overrides of direction, fillers, tags (Unicode Technical Report 36, §2.6 and §3). What joins the parts of an emoji, or
/// shapes letters of the scripts that need it, stays.
pub(crate) fn without_invisible(text: &str) -> String {
    let mut shown = String::with_capacity(text.len());
    let mut last: Option<char> = None;
    let mut rest = text.chars().peekable();
    while let Some(c) = rest.next() {
        let next = rest.peek().copied();
        let stays = match c {
            '\u{200C}' | '\u{200D}' => joins(c, last, next),
            '\u{FE00}'..='\u{FE0F}' => last.is_some_and(is_symbol),
            '\u{2028}' | '\u{2029}' => {
                shown.push('\n');
                last = Some('\n');
                continue;
            }
            _ => !is_invisible(c),
        };
        if stays {
            shown.push(c);
            last = Some(c);
        }
    }
    shown
}

/// Whether a joiner or non-joiner between two characters changes what is seen.
fn joins(joiner: char, last: Option<char>, next: Option<char>) -> bool {
    let (Some(last), Some(next)) = (last, next) else { return false };
    let is_shaped = |c: char| ('\u{0600}'..='\u{0DFF}').contains(&c);
    let is_emoji = joiner == '\u{200D}' && is_symbol(last) && is_symbol(next);
    is_emoji || (is_shaped(last) && is_shaped(next))
}

/// Whether it is a sign such as an emoji or its skin tone, and no letter, digit or space.
fn is_symbol(c: char) -> bool {
    !c.is_ascii() && !c.is_alphanumeric() && !c.is_whitespace() && !is_invisible(c)
}

/// Whether a character is one that prints nothing, or nothing that is text.
fn is_invisible(c: char) -> bool {
    is_ignorable(c)
        || matches!(
            c,
            '\u{2800}'
                | '\u{FFF0}'..='\u{FFFB}'
                | '\u{1BCA0}'..='\u{1BCA3}'
                | '\u{1D173}'..='\u{1D17A}'
        )
}

/// Whether Unicode lets programs ignore a character (`Default_Ignorable_Code_Point`); those that choose how the one before
/// them looks are not among these.
pub(crate) fn is_ignorable(c: char) -> bool {
    matches!(
        c,
        '\u{00AD}'
            | '\u{034F}'
            | '\u{061C}'
            | '\u{115F}'
            | '\u{1160}'
            | '\u{17B4}'
            | '\u{17B5}'
            | '\u{180B}'..='\u{180F}'
            | '\u{200B}'..='\u{200F}'
            | '\u{202A}'..='\u{202E}'
            | '\u{2060}'..='\u{206F}'
            | '\u{3164}'
            | '\u{FEFF}'
            | '\u{FFA0}'
            | '\u{E0000}'..='\u{E0FFF}'
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_prints_nothing_is_left_out() {
        for text in [
            "Aw\u{200B}a",
            "\u{202E}Awa",
            "A\u{2066}wa\u{2069}",
            "Aw\u{AD}a\u{FEFF}",
            "A\u{200D}wa",
            "Awa\u{E0041}",
            "A\u{FE0F}wa",
        ] {
            assert_eq!(without_invisible(text), "Awa", "{text:?}");
        }
        assert_eq!(without_invisible("a\u{2028}b"), "a\nb");
    }

    #[test]
    fn what_shapes_what_is_seen_stays() {
        for text in [
            "👩\u{200D}🌾",
            "❤\u{FE0F}",
            "👩🏽\u{200D}🌾",
            "می\u{200C}خواهم",
            "Œufs d’été – 6\u{A0}€",
        ] {
            assert_eq!(without_invisible(text), text);
        }
    }
}
