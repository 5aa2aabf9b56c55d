use crate::{AccountWords, Saying};

pub(super) const ACCOUNT: AccountWords = AccountWords {
    confirm: Saying {
        title: "Confirm your address",
        text: "You have our letter: all that is left is to confirm that this address is yours.",
    },
    confirm_now: "Yes, it is my address",
    confirmed: Saying {
        title: "Thank you, your address is confirmed",
        text: "You can now found a farm or a hub, or join those of others.",
    },
    choose: Saying {
        title: "Choose a new password",
        text: "It takes the place of the old one. All your devices will be signed out.",
    },
    choose_now: "Take this password",
    chosen: Saying {
        title: "Your password is changed",
        text: "All your devices are signed out: sign in with the new one.",
    },
    invited: |enterprise| format!("Act for {enterprise}"),
    join: "You are invited to act for this enterprise. Say your name and choose a password: they will be your account.",
    join_with_password: "You are invited to act for this enterprise. You have an account already: accept with your \
                         password.",
    join_now: "Accept",
    joined: |enterprise| format!("You now act for {enterprise}"),
    joined_text: "Sign in with your address and your password.",
    name: "Your name",
    password: "Your password",
    new_password: "New password",
    new_password_hint: "10 to 200 characters.",
    bad_name: "Write a name of at most 120 characters.",
    bad_password: "A password has 10 to 200 characters.",
    wrong_password: "That is not the password of your account.",
    link_unknown: Saying {
        title: "This link works no more",
        text: "It was used before, is too old, or is not whole. If you need to, ask for another letter.",
    },
    too_often: Saying {
        title: "Too many attempts",
        text: "To be safe, wait a quarter of an hour, then try again.",
    },
    unconfirmed: Saying {
        title: "Confirm your address first",
        text: "Follow the link in the letter you got when you signed up, then come back to this invitation.",
    },
    owns_most: Saying {
        title: "You own many enterprises already",
        text: "You cannot own one more here. Ask for another role.",
    },
    home: "Go to the shops",
    stop: Saying {
        title: "Get no more of these letters",
        text: "You only need to confirm it. Those about your orders always reach you.",
    },
    stop_now: "Get no more of them",
    stopped: Saying {
        title: "It is done",
        text: "You will get no more letters of this kind. You can ask for them again in your account.",
    },
};
