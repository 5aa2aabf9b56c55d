use crate::{
    letters::paragraph::{LINE, wrapped},
    letters::part::Part,
};

/// The parts of a letter as plain text: wrapped lines, with an empty line between the parts.
pub(crate) fn of(parts: &[Part]) -> String {
    let parts: Vec<String> = parts.iter().map(|part| lines(part).join("\n")).collect();
    parts.join("\n\n") + "\n"
}

fn lines(part: &Part) -> Vec<String> {
    match part {
        Part::Paragraph(text) => wrapped(text, LINE),
        Part::Table(table) => table.lines(),
        Part::Titled { title, lines } => {
            let lines = lines.iter().flat_map(|line| wrapped(line, LINE));
            [title.clone()].into_iter().chain(lines).collect()
        }
        Part::Address { purpose, address } => {
            wrapped(purpose, LINE).into_iter().chain([address.clone()]).collect()
        }
        Part::Signature { last_word, name } => {
            wrapped(last_word, LINE).into_iter().chain(wrapped(name, LINE)).collect()
        }
    }
}
