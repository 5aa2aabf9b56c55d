//! A walk through all that is said in a language, for the tests that hold the languages to each other.

use crate::texts::{Count, CountOf, Names, Say, Say2, Say3, Say4};

/// What stands for the things that sentences are around.
pub(crate) const THINGS: [&str; 4] = ["⟨first⟩", "⟨second⟩", "⟨third⟩", "⟨fourth⟩"];

/// What has texts in it.
pub(crate) trait Walk {
    /// Shows each text with where it stands; sentences are said around [`THINGS`], and of none, one and many.
    fn walk(&self, path: &str, each: &mut dyn FnMut(&str, String));
}

impl Walk for &'static str {
    fn walk(&self, path: &str, each: &mut dyn FnMut(&str, String)) {
        each(path, (*self).to_owned());
    }
}

impl Walk for Say {
    fn walk(&self, path: &str, each: &mut dyn FnMut(&str, String)) {
        each(&format!("{path}(1)"), self(THINGS[0]));
    }
}

impl Walk for Say2 {
    fn walk(&self, path: &str, each: &mut dyn FnMut(&str, String)) {
        each(&format!("{path}(2)"), self(THINGS[0], THINGS[1]));
    }
}

impl Walk for Say3 {
    fn walk(&self, path: &str, each: &mut dyn FnMut(&str, String)) {
        each(&format!("{path}(3)"), self(THINGS[0], THINGS[1], THINGS[2]));
    }
}

impl Walk for Say4 {
    fn walk(&self, path: &str, each: &mut dyn FnMut(&str, String)) {
        each(&format!("{path}(4)"), self(THINGS[0], THINGS[1], THINGS[2], THINGS[3]));
    }
}

impl Walk for Count {
    fn walk(&self, path: &str, each: &mut dyn FnMut(&str, String)) {
        for count in [0, 1, 2, 17] {
            each(&format!("{path} of {count}"), self(count));
        }
    }
}

impl Walk for CountOf {
    fn walk(&self, path: &str, each: &mut dyn FnMut(&str, String)) {
        for count in [1, 2, 17] {
            each(&format!("{path}(1) of {count}"), self(count, THINGS[0]));
        }
    }
}

impl<T: Walk, const N: usize> Walk for [T; N] {
    fn walk(&self, path: &str, each: &mut dyn FnMut(&str, String)) {
        for (number, of) in self.iter().enumerate() {
            of.walk(&format!("{path}[{number}]"), each);
        }
    }
}

impl Walk for Names {
    fn walk(&self, path: &str, each: &mut dyn FnMut(&str, String)) {
        for (code, name) in self.0 {
            each(&format!("{path}.{code}"), (*name).to_owned());
        }
    }
}
