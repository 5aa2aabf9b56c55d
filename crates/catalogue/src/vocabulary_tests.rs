use std::collections::BTreeSet;

use proptest::prelude::*;

use super::*;

fn name(text: &str) -> Name {
    Name::parse(text).unwrap()
}

fn own(code: &str, names: [&str; 3], parent: Option<&str>) -> Term {
    let [fr, en, de] = names.map(name);
    Term {
        kind: TermKind::Category,
        code: code.parse().unwrap(),
        names: TermNames { fr, en, de },
        other_names: Vec::new(),
        parent: parent.map(|code| code.parse().unwrap()),
        is_own: true,
        is_retired: false,
    }
}

fn found(vocabulary: &Vocabulary, word: &str) -> Option<String> {
    vocabulary.find(TermKind::Category, word).map(|term| term.code.to_string())
}

#[test]
fn every_known_term_has_a_code_of_its_own_and_stands_under_one_that_is_there() {
    let vocabulary = Vocabulary::default();
    for kind in [TermKind::Category, TermKind::Property] {
        let codes: Vec<&TermCode> = vocabulary.of(kind).map(|term| &term.code).collect();
        assert_eq!(codes.iter().collect::<BTreeSet<_>>().len(), codes.len());
        for term in vocabulary.of(kind) {
            assert_eq!(vocabulary.get(kind, &term.code), Some(term));
            assert!(vocabulary.find(kind, term.code.as_str()).is_some());
            assert_eq!(term.parent.is_some(), !vocabulary.above(term).is_empty(), "{}", term.code);
        }
    }
    assert!(vocabulary.of(TermKind::Category).count() > 250);
    assert_eq!(vocabulary.of(TermKind::Property).count(), Label::ALL.len());
}

#[test]
fn a_word_in_any_language_and_number_leads_to_its_category() {
    let vocabulary = Vocabulary::default();
    for (word, code) in [
        ("Légumes", "vegetable"),
        ("legumes", "vegetable"),
        ("VEGETABLES", "vegetable"),
        ("Gemüse", "vegetable"),
        ("vegetable", "vegetable"),
        ("Carottes", "carrot"),
        ("carrot", "carrot"),
        ("Boulangerie", "bakery"),
        ("Œufs", "egg"),
        ("Miel", "honey"),
        ("Crèmerie", "dairy"),
        ("Épicerie", "grocery"),
        ("prune", "plum"),
        ("pruneau", "prune"),
    ] {
        assert_eq!(found(&vocabulary, word).as_deref(), Some(code), "{word}");
    }
    assert_eq!(found(&vocabulary, "Market"), None);
    let carrot = vocabulary.find(TermKind::Category, "carrot").unwrap();
    let above: Vec<_> = vocabulary.above(carrot).iter().map(|it| it.code.as_str()).collect();
    assert_eq!(above, ["vegetable"]);
    let organic = vocabulary.find(TermKind::Property, "Bio").map(|term| term.code.as_str());
    assert_eq!(organic, Some("organic"));
}

#[test]
fn a_word_is_looked_for_in_all_the_ways_that_people_write_it() {
    let vocabulary = Vocabulary::default();
    let written = vocabulary.spellings(TermKind::Category, " legumes");
    for way in ["legumes", "Légumes", "légumes", "Vegetables", "Gemüse", "vegetable"] {
        assert!(written.iter().any(|it| it == way), "{way}: {written:?}");
    }
    assert_eq!(vocabulary.spellings(TermKind::Category, "Market"), ["Market", "market"]);
}

#[test]
fn what_is_renamed_is_still_found_by_what_it_was_called() {
    let plants = own("plants", ["Plants", "Seedlings", "Setzlinge"], None);
    let [fr, en, de] = ["Jeunes plants", "Young plants", "Setzlinge"].map(name);
    let plants = plants.renamed(TermNames { fr, en, de });
    assert_eq!(plants.other_names, ["Plants", "Seedlings"].map(name));
    let vocabulary = Vocabulary::with(vec![plants.clone()]);
    for word in ["plants", "seedlings", "Young Plants", "setzlinge"] {
        assert_eq!(found(&vocabulary, word).as_deref(), Some("plants"), "{word}");
    }
    // Named back, nothing of it stands twice.
    let [fr, en, de] = ["Plants", "Seedlings", "Setzlinge"].map(name);
    let back = plants.renamed(TermNames { fr, en, de });
    assert_eq!(back.other_names, ["Jeunes plants", "Young plants"].map(name));
}

#[test]
fn a_term_is_refused_where_it_would_mean_two_things() {
    let plants = own("plants", ["Plants", "Seedlings", "Setzlinge"], None);
    let herbs = own(
        "herb-plants",
        ["Plants d’herbes", "Herb seedlings", "Kräutersetzlinge"],
        Some("plants"),
    );
    let vocabulary = Vocabulary::with(vec![plants.clone(), herbs.clone()]);
    let refused = |term: Term| vocabulary.check(&term).unwrap_err().field();
    assert_eq!(vocabulary.check(&plants), Ok(()));
    assert_eq!(vocabulary.check(&herbs), Ok(()));
    assert_eq!(refused(own("carrot", ["A", "B", "C"], None)), "code");
    assert_eq!(refused(own("carrots", ["A", "B", "C"], None)), "code");
    assert_eq!(refused(own("new", ["Légumes", "B", "C"], None)), "names.fr");
    assert_eq!(refused(own("new", ["A", "seedlings", "C"], None)), "names.en");
    assert_eq!(refused(own("new", ["A", "B", "C"], Some("nowhere"))), "parent");
    assert_eq!(refused(Term { parent: "herb-plants".parse().ok(), ..plants.clone() }), "parent");
    assert_eq!(refused(Term { parent: "plants".parse().ok(), ..plants.clone() }), "parent");
    let property = Term { kind: TermKind::Property, ..herbs };
    assert_eq!(refused(property), "parent");
    let all: Vec<Term> = (0..MAX_OWN_TERMS)
        .map(|number| {
            let names = ["fr", "en", "de"].map(|language| format!("{language} {number}"));
            own(&format!("own-{number}"), names.each_ref().map(String::as_str), None)
        })
        .collect();
    let full = Vocabulary::with(all.clone());
    assert_eq!(full.check(&plants).unwrap_err(), TermRefused::TooMany);
    assert_eq!(full.check(all.first().unwrap()), Ok(()));
}

#[test]
fn codes_are_plain() {
    for code in ["sea-food", "ab", "a1"] {
        assert_eq!(code.parse::<TermCode>().unwrap().as_str(), code);
    }
    for code in ["", "a", "Sea", "-a", "1a", "sea food", "é-é", &"a".repeat(41)] {
        assert!(code.parse::<TermCode>().is_err(), "{code}");
    }
}

proptest! {
    #[test]
    fn what_is_above_a_term_ends_whatever_is_said(parents in proptest::collection::vec(0_usize..8, 8)) {
        // Even were terms parts of each other in a circle.
        let term = |(number, parent): (usize, &usize)| {
            let names = ["fr", "en", "de"].map(|language| format!("{language} {number}"));
            let names = names.each_ref().map(String::as_str);
            own(&format!("own-{number}"), names, Some(&format!("own-{parent}")))
        };
        let terms: Vec<Term> = parents.iter().enumerate().map(term).collect();
        let vocabulary = Vocabulary::with(terms.clone());
        for term in &terms {
            prop_assert!(vocabulary.above(term).len() <= terms.len());
        }
    }
}
