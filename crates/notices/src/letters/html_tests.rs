use std::{fs, path::Path};

use proptest::prelude::*;
use sillon_kernel::Email;

use super::*;
use crate::{Mail, letters::samples, letters::write::write};

fn mails(said: samples::Said<'_>) -> Vec<(String, Mail)> {
    let letters = samples::all(said).into_iter();
    let in_each = letters.flat_map(|(name, notice)| {
        let to = || Email::parse("awa@example.org").unwrap();
        let in_one = move |language: Language| {
            (format!("{name}-{language}"), write(&notice, language, to()))
        };
        Language::ALL.map(in_one)
    });
    in_each.collect()
}

/// The tags of a page in order, and what stands between them, as a browser reads it.
fn read(page: &str) -> (Vec<String>, String) {
    let (mut tags, mut words) = (Vec::new(), String::new());
    for piece in page.split('<').skip(1) {
        let (tag, text) = piece.split_once('>').expect("each tag ends");
        assert!(!text.contains('>'), "a sign that opens nothing is written out: {piece}");
        tags.push(tag.to_owned());
        words.push(' ');
        words.push_str(text);
    }
    let signs = [("&lt;", "<"), ("&gt;", ">"), ("&quot;", "\""), ("&#39;", "'"), ("&amp;", "&")];
    (tags, signs.iter().fold(words, |words, (entity, sign)| words.replace(entity, sign)))
}

/// What a page says, word by word, and the addresses its links lead to.
fn words_of(page: &str) -> Vec<String> {
    let (_, body) = page.split_once("<body").expect("there is a body");
    let (_, said) = read(body);
    said.split_whitespace().map(str::to_owned).collect()
}

/// What plain text says, word by word; lines across tables say nothing, and of addresses a page shows the start.
fn words_of_text(text: &str) -> Vec<String> {
    let lines = text.lines().filter(|line| !line.trim_start().starts_with("----"));
    let shown = |word: &str| match word.split_once("://") {
        Some((_, address)) => address.split('?').next().unwrap_or_default().to_owned(),
        None => word.to_owned(),
    };
    lines.flat_map(str::split_whitespace).map(shown).collect()
}

/// The words without how they are broken: a table breaks a long word where a page does not, and puts numbers elsewhere.
fn sorted_letters(words: &[String]) -> String {
    let mut all: Vec<char> = words.concat().chars().collect();
    all.sort_unstable();
    all.into_iter().collect()
}

#[test]
fn every_letter_says_the_same_twice_and_lies_in_a_folder_to_be_looked_at() {
    let folder = Path::new(concat!(env!("CARGO_MANIFEST_DIR"), "/../../target/letters"));
    fs::create_dir_all(folder).unwrap();
    for (name, mail) in mails(&str::to_owned) {
        let (of_page, of_text) = (words_of(&mail.html), words_of_text(&mail.text));
        assert_eq!(sorted_letters(&of_page), sorted_letters(&of_text), "{name}: {}", mail.html);
        fs::write(folder.join(format!("{name}.html")), &mail.html).unwrap();
        fs::write(folder.join(format!("{name}.txt")), format!("{}\n\n{}", mail.subject, mail.text))
            .unwrap();
    }
}

#[test]
fn a_page_names_its_language_asks_nobody_for_anything_and_leads_only_to_the_web() {
    for (name, mail) in mails(&str::to_owned) {
        let (_, language) = name.rsplit_once('-').unwrap();
        assert!(mail.html.contains(&format!("<html lang=\"{language}\">")), "{}", mail.html);
        let (tags, _) = read(&mail.html);
        for tag in &tags {
            let name = tag.trim_start_matches('/').split_whitespace().next().unwrap();
            let known = [
                "!DOCTYPE", "html", "head", "meta", "style", "body", "div", "p", "h2", "br",
                "table", "tr", "td", "a",
            ];
            assert!(known.contains(&name), "{tag}");
            assert!(!tag.contains("src") && !tag.contains("url("), "{tag}");
            assert!(name != "a" || tag == "/a" || tag.starts_with("a href=\"https://"), "{tag}");
        }
    }
}

#[test]
fn an_address_that_is_not_of_the_web_is_no_link() {
    assert_eq!(link("javascript:alert(1)"), "javascript:alert(1)");
    assert_eq!(
        link("https://a.example/b?token=1&x=\"2"),
        "<a href=\"https://a.example/b?token=1&amp;x=&quot;2\">a.example/b</a>"
    );
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    /// Whatever stands in a name, a place or a reason: the page has the tags it has without, and says what was typed.
    #[test]
    fn nothing_that_is_typed_is_markup(typed in "[<>&\"'a /=!\\-\\r\\n\\u{0}\\u{2028}é]{1,24}") {
        let plain = samples::all(&str::to_owned);
        let injected = samples::all(&|text: &str| {
            // An address stays one of the web, or it would be no link; what is behind it is typed.
            format!("{text}{typed}x")
        });
        let to = || Email::parse("awa@example.org").unwrap();
        for ((name, plain), (_, injected)) in plain.iter().zip(&injected) {
            let (plain, injected) =
                (write(plain, Language::Fr, to()), write(injected, Language::Fr, to()));
            let kinds = |page: &str| -> Vec<String> {
                let (tags, _) = read(page);
                let kind = |tag: &String| match tag.strip_prefix("a href=\"") {
                    Some(rest) => {
                        assert!(rest.ends_with('"') && rest.matches('"').count() == 1, "{tag}");
                        "a".to_owned()
                    }
                    None => tag.clone(),
                };
                tags.iter().map(kind).filter(|tag| tag != "br").collect()
            };
            prop_assert_eq!(kinds(&plain.html), kinds(&injected.html), "{}", name);
            prop_assert!(!injected.html.contains('\0'), "{}", name);
        }
    }
}
