use std::fmt::Write as _;

use sillon_kernel::Language;

use crate::{
    letters::part::Part,
    letters::table::{Row, Table},
};

/// How a letter stands on a screen: one column that fits a phone of 320 pixels and is no wider than is good to read.
const COLUMN: &str = "max-width:36em;margin:0 auto;padding:16px;font-family:system-ui,-apple-system,'Segoe UI',\
                      Roboto,'Helvetica Neue',Arial,sans-serif;font-size:16px;line-height:1.5;overflow-wrap:anywhere";

/// How paragraphs stand.
const PARAGRAPH: &str = "margin:0 0 16px";

/// How the title of some lines stands.
const TITLE: &str = "margin:20px 0 4px;font-size:16px;line-height:1.5";

/// How the line across a table is drawn: in a grey that is seen on white and on black.
const RULE: &str = "border-top:1px solid #808080;font-weight:bold;";

/// The parts of a letter as a page of HTML.
///
/// There is no colour in it but that of a line, and no picture: what reads it shows it light or dark as its reader has it,
/// and asks nobody for anything.
pub(crate) fn of(language: Language, parts: &[Part]) -> String {
    let mut page = format!(
        "<!DOCTYPE html>\n<html lang=\"{language}\">\n<head>\n<meta charset=\"utf-8\">\n\
         <meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n\
         <meta name=\"color-scheme\" content=\"light dark\">\n\
         <meta name=\"format-detection\" content=\"telephone=no, date=no, address=no, email=no\">\n\
         <style>:root {{ color-scheme: light dark; }}</style>\n</head>\n\
         <body style=\"margin:0\">\n<div lang=\"{language}\" style=\"{COLUMN}\">\n"
    );
    let mut is_signed = false;
    for part in parts {
        let said = of_part(part);
        page.push_str(&if is_signed { small(&said) } else { said });
        is_signed |= matches!(part, Part::Signature { .. });
    }
    page.push_str("</div>\n</body>\n</html>\n");
    page
}

fn of_part(part: &Part) -> String {
    match part {
        Part::Paragraph(text) => paragraph(&escaped(text)),
        Part::Table(table) => of_table(table),
        Part::Titled { title, lines } => {
            let lines: Vec<String> = lines.iter().map(|line| escaped(line)).collect();
            let title = format!("<h2 style=\"{TITLE}\">{}</h2>\n", escaped(title));
            title + &paragraph(&lines.join("<br>\n"))
        }
        Part::Address { purpose, address } => {
            paragraph(&format!("{}<br>\n{}", escaped(purpose), link(address)))
        }
        Part::Signature { last_word, name } => {
            paragraph(&format!("{}<br>\n{}", escaped(last_word), escaped(name)))
        }
    }
}

fn paragraph(inside: &str) -> String {
    format!("<p style=\"{PARAGRAPH}\">{inside}</p>\n")
}

fn small(inside: &str) -> String {
    format!(
        "<div style=\"font-size:14px;border-top:1px solid #808080;padding-top:12px\">\n{inside}</div>\n"
    )
}

/// A link that says where it leads, without what is secret or long in it; an address that is not of the web is no link.
fn link(address: &str) -> String {
    let Some(shown) = ["https://", "http://"].iter().find_map(|way| address.strip_prefix(way))
    else {
        return escaped(address);
    };
    let shown = shown.split(['?', '#']).next().unwrap_or_default();
    format!("<a href=\"{}\">{}</a>", escaped(address), escaped(shown))
}

/// A table: how many, of what, and the last of its numbers beside it, which stays whole. Other numbers stand below of what they
/// are, so that a phone shows all of them.
fn of_table(table: &Table) -> String {
    let mut said =
        String::from("<table style=\"width:100%;border-collapse:collapse;margin:0 0 16px\">\n");
    let mut rule = "";
    for row in table.rows() {
        let Row::Cells { count, text, numbers } = row else {
            rule = RULE;
            continue;
        };
        let (last, below) =
            numbers.split_last().map_or(("", &[][..]), |(last, others)| (last, others));
        let below = below.iter().filter(|number| !number.is_empty());
        let what: Vec<String> = [text].into_iter().chain(below).map(|it| escaped(it)).collect();
        let (count, what, last) = (escaped(count.trim_end()), what.join("<br>\n"), escaped(last));
        let number = "vertical-align:top;text-align:right;white-space:nowrap;";
        let _ = write!(
            said,
            "<tr>\n<td style=\"{rule}{number}padding:3px 6px 3px 0\">{count}</td>\n\
             <td style=\"{rule}vertical-align:top;width:100%;padding:3px 0\">{what}</td>\n\
             <td style=\"{rule}{number}padding:3px 0 3px 10px\">{last}</td>\n</tr>\n"
        );
        rule = "";
    }
    said + "</table>\n"
}

/// The text as it stands in HTML, also within the quotes of an attribute.
fn escaped(text: &str) -> String {
    let mut said = String::with_capacity(text.len());
    for character in text.chars() {
        match character {
            '&' => said.push_str("&amp;"),
            '<' => said.push_str("&lt;"),
            '>' => said.push_str("&gt;"),
            '"' => said.push_str("&quot;"),
            '\'' => said.push_str("&#39;"),
            other => said.push(other),
        }
    }
    said
}

#[cfg(test)]
#[path = "html_tests.rs"]
mod tests;
