#![expect(missing_docs, reason = "a text is what it says: read it in any of the languages")]

use crate::{
    Saying,
    texts::{Say, Text},
};

texts! {
    /// What the pages behind the links of letters say, in one language.
    AccountWords {
        confirm: Saying,
        confirm_now: Text,
        confirmed: Saying,
        choose: Saying,
        choose_now: Text,
        chosen: Saying,
        invited: Say,
        join: Text,
        join_with_password: Text,
        join_now: Text,
        joined: Say,
        joined_text: Text,
        name: Text,
        password: Text,
        new_password: Text,
        new_password_hint: Text,
        bad_name: Text,
        bad_password: Text,
        wrong_password: Text,
        link_unknown: Saying,
        too_often: Saying,
        unconfirmed: Saying,
        owns_most: Saying,
        home: Text,
        stop: Saying,
        stop_now: Text,
        stopped: Saying,
    }
}
