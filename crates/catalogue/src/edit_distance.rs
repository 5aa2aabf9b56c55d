/// How many letters have to be added, left out, changed or swapped with their neighbour to make one word of the other, when
/// that is `most` or fewer.
///
/// This is the optimal string alignment distance (Damerau 1964, in its restricted form), over three rows of the table; a
/// word too much longer than the other is not looked at.
pub(crate) fn edit_distance(one: &[char], other: &[char], most: usize) -> Option<usize> {
    if one.len().abs_diff(other.len()) > most {
        return None;
    }
    let mut before: Vec<usize> = Vec::new();
    let mut above: Vec<usize> = (0..=other.len()).collect();
    let mut last_letter = None;
    for (row, letter) in one.iter().enumerate() {
        let mut here = Vec::with_capacity(above.len());
        here.push(row + 1);
        let mut last_beside = None;
        for (column, beside) in other.iter().enumerate() {
            let at = |cells: &[usize], column: usize| {
                cells.get(column).copied().unwrap_or(usize::MAX / 2)
            };
            let changed = at(&above, column) + usize::from(letter != beside);
            let added = at(&here, column) + 1;
            let left_out = at(&above, column + 1) + 1;
            let mut least = changed.min(added).min(left_out);
            if last_letter == Some(beside) && last_beside == Some(letter) && column > 0 {
                least = least.min(at(&before, column - 1) + 1);
            }
            here.push(least);
            last_beside = Some(beside);
        }
        if here.iter().all(|cell| *cell > most) {
            return None;
        }
        last_letter = Some(letter);
        before = std::mem::replace(&mut above, here);
    }
    above.last().copied().filter(|distance| *distance <= most)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn distance(one: &str, other: &str, most: usize) -> Option<usize> {
        let letters = |word: &str| word.chars().collect::<Vec<_>>();
        edit_distance(&letters(one), &letters(other), most)
    }

    #[test]
    fn a_slip_of_the_finger_counts_one() {
        assert_eq!(distance("carotte", "carotte", 2), Some(0));
        assert_eq!(distance("carote", "carotte", 2), Some(1));
        assert_eq!(distance("carottte", "carotte", 2), Some(1));
        assert_eq!(distance("csrotte", "carotte", 2), Some(1));
        assert_eq!(distance("acrotte", "carotte", 2), Some(1), "swapped");
        assert_eq!(distance("epinard", "epinrad", 1), Some(1));
        assert_eq!(distance("radis", "navet", 2), None);
        assert_eq!(distance("", "ab", 2), Some(2));
        assert_eq!(distance("", "abc", 2), None);
    }

    proptest! {
        #[test]
        fn it_is_the_same_both_ways_and_nothing_only_for_equals(one in "[a-d]{0,8}", other in "[a-d]{0,8}") {
            let there = distance(&one, &other, 9);
            prop_assert_eq!(there, distance(&other, &one, 9));
            prop_assert_eq!(there == Some(0), one == other);
            prop_assert!(there.unwrap() <= one.len().max(other.len()));
            for most in 0..3 {
                prop_assert_eq!(distance(&one, &other, most), there.filter(|found| *found <= most));
            }
        }
    }
}
