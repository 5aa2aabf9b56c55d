/// What spreadsheets show where a formula failed, in English, French and German.
const ERRORS: [&str; 19] = [
    "#DIV/0!",
    "#N/A",
    "#NAME?",
    "#NULL!",
    "#NUM!",
    "#REF!",
    "#VALUE!",
    "#SPILL!",
    "#CALC!",
    "#NOM?",
    "#NOMBRE!",
    "#VALEUR!",
    "#NUL!",
    "#PROPAGATION!",
    "#NV",
    "#WERT!",
    "#BEZUG!",
    "#ZAHL!",
    "#ÜBERLAUF!",
];

/// Whether a cell shows that its formula failed, and nothing else.
pub(crate) fn is_error(cell: &str) -> bool {
    let cell = cell.trim();
    let is_code = |code: &str| code.len() == 3 && code.bytes().all(|b| b.is_ascii_digit());
    match cell.as_bytes().first() {
        Some(b'#') => ERRORS.contains(&cell),
        Some(b'E') => cell.strip_prefix("Err:").is_some_and(is_code),
        Some(_) | None => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_error_is_told_from_text() {
        assert!(["#DIV/0!", " #REF! ", "Err:502", "#WERT!"].into_iter().all(is_error));
        assert!(!["#1", "Erreur", "Err:", "# REF", "", "Bio #N/A"].into_iter().any(is_error));
    }
}
