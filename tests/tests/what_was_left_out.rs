//! The last tests to run: they tell what the others left out.
#![cfg(test)]

#[test]
fn what_was_left_out_is_told() {
    sillon_testkit::tell_left_out();
}
