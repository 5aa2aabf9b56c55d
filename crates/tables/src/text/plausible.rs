//! How well a text read in an encoding of one byte a letter makes words: a file read in another encoding than it was written in
//! has letters and marks where no word has them.

use std::ops::AddAssign;

/// Whose words a text may have.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Script {
    /// Western Europe.
    Western,
    /// Central Europe.
    Central,
    Turkish,
    Cyrillic,
    Greek,
}

/// What is odd about a text.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(crate) struct Oddness {
    /// How many letters and marks no text has where they stand.
    pub(crate) wrong: usize,
    /// How many are seldom seen there.
    pub(crate) odd: usize,
}

impl Oddness {
    const FITS: Self = Self { wrong: 0, odd: 0 };
    const ODD: Self = Self { wrong: 0, odd: 1 };
    const WRONG: Self = Self { wrong: 1, odd: 0 };

    /// How many times what is wrong weighs what is odd.
    pub(crate) const WRONG_WEIGHS: usize = 4;

    /// What is wrong and odd together.
    pub(crate) fn weight(self) -> usize {
        self.wrong * Self::WRONG_WEIGHS + self.odd
    }

    fn wrong_if(is: bool) -> Self {
        if is { Self::WRONG } else { Self::FITS }
    }

    fn odd_if(is: bool) -> Self {
        if is { Self::ODD } else { Self::FITS }
    }
}

impl AddAssign for Oddness {
    fn add_assign(&mut self, other: Self) {
        self.wrong += other.wrong;
        self.odd += other.odd;
    }
}

/// How odd a text is as one of a script: its words with letters beyond ASCII, and its marks.
pub(crate) fn oddness(text: &str, script: Script) -> Oddness {
    let letters: Vec<char> = text.chars().collect();
    let mut found = Oddness::default();
    for word in letters.chunk_by(|one, other| is_letter(*one) && is_letter(*other)) {
        if word.iter().any(|c| is_letter(*c) && !c.is_ascii()) {
            found += of_word(word, script);
        }
    }
    let (mut before, mut rest) = (' ', letters.as_slice());
    while let [at, after @ ..] = rest {
        if !at.is_ascii() && !is_letter(*at) {
            found += of_mark(before, *at, after);
        }
        (before, rest) = (*at, after);
    }
    if script == Script::Western && is_central(&letters) {
        found += Oddness::ODD;
    }
    found
}

/// Whether a character is a letter of words; ordinals and the lone circumflex are marks.
fn is_letter(c: char) -> bool {
    c.is_alphabetic() && !matches!(c, 'º' | 'ª' | 'ˆ')
}

/// How odd a mark beyond ASCII is between two characters; `rest` begins with the one behind it.
fn of_mark(before: char, mark: char, rest: &[char]) -> Oddness {
    /// How far a mark that closes is looked for.
    const MAX_QUOTED: usize = 200;
    let after = rest.first().copied().unwrap_or(' ');
    let (ends, begins) = (is_letter(before), is_letter(after));
    let is_glued = |c: char| is_letter(c) || matches!(c, '–' | '—');
    let line = || rest.iter().take(MAX_QUOTED).take_while(|c| **c != '\n');
    let closes = |marks: &str| line().any(|c| marks.contains(*c));
    match mark {
        '’' | '·' | '\u{ad}' => Oddness::FITS,
        // Between letters these are letters of other encodings as a rule.
        '‘' | '\u{a0}' => Oddness::odd_if(ends && begins),
        '…' => {
            let is_alone = before == ' ' && after == ' ';
            let is_odd = is_alone || (begins && !ends) || (ends && after == '-');
            if is_odd { Oddness::ODD } else { Oddness::wrong_if(ends && begins) }
        }
        '–' | '—' | '•' if ends && !is_glued(after) => Oddness::ODD,
        '§' => Oddness::wrong_if(ends),
        '–' | '—' => Oddness::wrong_if(is_glued(before) && is_glued(after)),
        '½' | '¼' | '¾' => Oddness::wrong_if(ends || (begins && !is_unit(rest))),
        '€' => Oddness::wrong_if(begins && (ends || !is_unit(rest))),
        '£' | '²' | '³' | '©' | '®' | '™' => Oddness::wrong_if(begins),
        '”' if begins && !ends => Oddness::ODD,
        '„' => Oddness::wrong_if(ends || !closes("“”")),
        '‚' => Oddness::wrong_if(ends || !closes("‘’'")),
        '¿' => Oddness::wrong_if(ends || !closes("?")),
        '¡' => Oddness::wrong_if(ends || !closes("!")),
        '×' => Oddness::wrong_if(ends || (begins && !before.is_ascii_digit())),
        '‰' => Oddness::wrong_if(ends || begins),
        '°' | '±' | '“' | '”' | '«' | '»' | '‹' | '›' | '•' | 'º' | 'ª' | 'µ' | '´' => {
            Oddness::wrong_if(ends && begins)
        }
        _ => Oddness::WRONG,
    }
}

/// Whether the letters that begin here are what is counted or paid for, as people write them right behind a sign: `½l`, `€HT`.
fn is_unit(rest: &[char]) -> bool {
    let word: String = rest.iter().take_while(|c| is_letter(**c)).take(8).collect();
    let units = [
        "l", "cl", "dl", "ml", "g", "kg", "lb", "h", "litre", "litres", "kilo", "ht", "ttc",
        "htva", "tvac", "le", "la", "les", "par", "pièce", "net", "pro", "je",
    ];
    units.contains(&word.to_lowercase().as_str())
}

/// How odd a word with letters beyond ASCII is.
fn of_word(word: &[char], script: Script) -> Oddness {
    let mut found = Oddness::default();
    for (place, c) in word.iter().enumerate() {
        found += Oddness::wrong_if(!c.is_ascii() && !has_its_case(word, place, *c));
    }
    match script {
        Script::Western => {
            found += of_alphabets(word, &WESTERN, "šžýÿ");
            found += of_western(word);
        }
        Script::Central => found += of_alphabets(word, &CENTRAL, ""),
        Script::Turkish => found += of_alphabets(word, &["çğıöşüâîû"], "é"),
        Script::Cyrillic => found += of_cyrillic(word),
        Script::Greek => found += of_greek(word),
    }
    found
}

/// Whether a capital stands where words have capitals: at their beginning, or among others. A word in capitals may have a small
/// `s` at its end.
fn has_its_case(word: &[char], place: usize, c: char) -> bool {
    if !c.is_uppercase() || place == 0 {
        return true;
    }
    let before = place.checked_sub(1).and_then(|before| word.get(before));
    let after = word.get(place + 1..).unwrap_or_default();
    let is_small = |c: &char| c.is_lowercase();
    !before.is_some_and(is_small) && (!after.first().is_some_and(is_small) || after == ['s'])
}

/// The letters beyond ASCII of languages of western Europe: French, German, Spanish, Portuguese, Italian, Catalan and Occitan,
/// Danish and Norwegian, Swedish, Estonian, Dutch.
const WESTERN: [&str; 10] = [
    "àâæçéèêëîïôœùûü",
    "äöüßé",
    "áéíóúüñ",
    "áâãàçéêíóôõúü",
    "àèéìíîòóùú",
    "áàçèéíïóòúü",
    "æøå",
    "åäöéüà",
    "äöõüé",
    "éèëïöüä",
];

/// The same of central Europe: Czech and Slovak, Polish, Hungarian, Romanian, Croatian and Slovene, German.
const CENTRAL: [&str; 6] =
    ["áäčďéěíĺľňóôŕřšťúůýž", "ąćęłńóśźż", "áéíóöőúüű", "ăâîşţ", "čćđšž", "äöüßé"];

/// How odd a word's letters are together: those of one language fit, those of several are odd; letters of none are wrong, but for
/// those that are seldom seen.
fn of_alphabets(word: &[char], alphabets: &[&str], seldom: &str) -> Oddness {
    let small = |c: &char| c.to_lowercase().next().unwrap_or(*c);
    let letters: Vec<char> = word.iter().map(small).filter(|c| !c.is_ascii()).collect();
    let has_all = |alphabet: &&str| letters.iter().all(|c| alphabet.contains(*c));
    if alphabets.iter().any(has_all) {
        return Oddness::FITS;
    }
    let is_known =
        |c: &char| seldom.contains(*c) || alphabets.iter().any(|alphabet| alphabet.contains(*c));
    // Two letters may meet in a name from abroad; of three, none is where it belongs.
    let mut found = if letters.len() < 3 { Oddness::ODD } else { Oddness::WRONG };
    for c in &letters {
        found += Oddness::wrong_if(!is_known(c));
    }
    found
}

/// How odd the order of a word's letters is in western Europe.
fn of_western(word: &[char]) -> Oddness {
    let is_high = |c: &char| !c.is_ascii();
    let small: Vec<char> = word.iter().flat_map(|c| c.to_lowercase()).collect();
    let mut found = Oddness::wrong_if(small.windows(3).any(|three| three.iter().all(is_high)));
    for pair in small.windows(2) {
        let [one, other] = pair else { continue };
        let meet = matches!(one, 'ç' | 'ñ') || one == other;
        found += Oddness::odd_if(is_high(one) && is_high(other) && !meet);
    }
    for (place, _) in small.iter().enumerate().filter(|(_, c)| **c == 'œ') {
        let after = small.get(place + 1);
        found += Oddness::wrong_if(!after.is_some_and(|after| "uidnsctl".contains(*after)));
    }
    found += Oddness::wrong_if(match small.as_slice() {
        // These stand alone where they are marks of other encodings: `Û` is the euro of Mac Roman.
        [alone] => "ûêëïîòõãçß".contains(*alone) && word.iter().all(|c| c.is_uppercase()),
        ['î', after, ..] => *after != 'l',
        ['è', after, ..] => !"vzrs".contains(*after),
        ['ï' | 'û' | 'ù' | 'ÿ' | 'ë' | 'ì' | 'ã' | 'ß', ..] => true,
        ['œ', after, ..] => *after == 'l',
        _ => false,
    });
    found
}

/// Whether a text in Windows-1252 has letters where words of western Europe do not have them and those of central Europe, in
/// Windows-1250, do: `ì` within a word is Czech `ě`, `õ` before anything but an `e` Hungarian `ő`.
fn is_central(letters: &[char]) -> bool {
    let has = |wanted: &str| letters.iter().any(|c| wanted.contains(*c));
    let followed = |wanted: char, by: fn(char) -> bool| {
        letters.windows(2).any(|pair| matches!(pair, [at, next] if *at == wanted && by(*next)))
    };
    followed('ì', char::is_alphabetic)
        || followed('õ', |next| next.is_alphabetic() && next != 'e')
        || (has("øØ") && has("èùìýžš"))
        || (has("ý") && has("èìùø"))
}

/// How odd a word is in Cyrillic letters: other letters among them are wrong, and words have vowels.
fn of_cyrillic(word: &[char]) -> Oddness {
    let small: Vec<char> = word.iter().flat_map(|c| c.to_lowercase()).collect();
    let is_mixed = small.iter().any(|c| !('\u{400}'..='\u{4ff}').contains(c));
    let begins_wrong = matches!(small.first(), Some('ь' | 'ъ' | 'ы'));
    let has_vowel = small.iter().any(|c| "аеёиоуыэюяіїє".contains(*c));
    let mut found = Oddness::wrong_if(is_mixed || begins_wrong);
    found += Oddness::wrong_if(small.len() >= 3 && !has_vowel);
    found += Oddness::odd_if(small.iter().any(|c| "ђѓќћџљњјѕґ".contains(*c)));
    found
}

/// How odd a word is in Greek letters: other letters among them are wrong, words have vowels, and small ones of several syllables
/// one accent.
fn of_greek(word: &[char]) -> Oddness {
    let is_mixed = word.iter().any(|c| !('\u{370}'..='\u{3ff}').contains(c));
    let (accented, plain) = ("άέήίόύώΐΰΆΈΉΊΌΎΏ", "αεηιουωϊϋΑΕΗΙΟΥΩ");
    let accents = word.iter().filter(|c| accented.contains(**c)).count();
    let has_vowel = accents > 0 || word.iter().any(|c| plain.contains(*c));
    let is_small = word.last().is_some_and(|c| c.is_lowercase());
    let mut found = Oddness::wrong_if(is_mixed || word.last() == Some(&'σ'));
    found += Oddness::wrong_if(word.len() >= 3 && !has_vowel);
    found += Oddness::wrong_if(accents > 1 || (is_small && word.len() >= 4 && accents == 0));
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn letters_stand_where_words_have_them() {
        for text in [
            "Pâté à l’ancienne, crème 2 €",
            "ŒUFS œufs cœur nœud œillet",
            "É",
            "½ poulet, 30 °C, ½l, 1½ kg, 1/2",
            "Straße «bio» MAÏS Île Ève",
            "À la coque… etc…",
            "Prix €HT; 2,50€ TTC; n°1; 6 × Œufs; 2×L; m²; Bio®",
            "„Elstar“ ‚Boskoop‘ “bio” ¿qué? ¡sí!",
            "Maçãs, limões, corações, São João",
            "Jordbær på Sørøya; Smörgås; hyvää",
            "Piñón;Jamón ibérico;Açaí",
        ] {
            assert_eq!(oddness(text, Script::Western), Oddness::FITS, "{text}");
        }
        for text in [
            "P‰tŽ",
            "cr‚me",
            "crŠme",
            "c½ur",
            "P¤te",
            "Pâtâs\u{90}",
            "fin¶",
            "¼ufs",
            "6 × ½uf",
            "LŽgumes",
            "Îufs",
            "2 Û",
            "ˆ l'eau",
            "€pfel",
            "Pi–—n",
            "Bl‚",
            "‚pinards",
            "Õëåá",
            "Ëóê",
            "Èesnek",
            "£osoœ",
            "¿urek",
            "MŸsli",
            "Ïufs",
            "©penát",
            "³osoś",
        ] {
            assert!(oddness(text, Script::Western).wrong > 0, "{text}");
        }
        for text in ["Mšhren", "kayýsý", "Kuøecí", "Jus\u{a0}de", "Soupe … l'oignon"] {
            let found = oddness(text, Script::Western);
            assert!(found.wrong == 0 && found.odd > 0, "{text} {found:?}");
        }
    }

    #[test]
    fn words_of_other_scripts_are_known() {
        for (script, fits, wrong) in [
            (Script::Central, "Česnek Říz Łosoś żurek", "à cröme"),
            (Script::Turkish, "kayısı İncir yeşil", "Lègumes"),
            (Script::Cyrillic, "Хлеб Каша и ЛУК", "Lйgumes"),
            (Script::Cyrillic, "Хлеб", "иМЕА"),
            (Script::Greek, "Ψωμί και ΛΑΔΙ μέλι", "Υλεα"),
            (Script::Greek, "Ελιές", "Κΰψΰ"),
        ] {
            assert_eq!(oddness(fits, script), Oddness::FITS, "{fits}");
            assert!(oddness(wrong, script).weight() > 0, "{wrong}");
        }
    }
}
