use sillon_kernel::Language;

use crate::messages::{Say, Saying};

/// What the pages behind the links of letters say, in one language.
#[derive(Debug)]
pub(crate) struct AccountWords {
    pub(crate) confirm: Saying,
    pub(crate) confirm_now: &'static str,
    pub(crate) confirmed: Saying,
    pub(crate) choose: Saying,
    pub(crate) choose_now: &'static str,
    pub(crate) chosen: Saying,
    pub(crate) invited: Say,
    pub(crate) join: &'static str,
    pub(crate) join_with_password: &'static str,
    pub(crate) join_now: &'static str,
    pub(crate) joined: Say,
    pub(crate) joined_text: &'static str,
    pub(crate) name: &'static str,
    pub(crate) password: &'static str,
    pub(crate) new_password: &'static str,
    pub(crate) new_password_hint: &'static str,
    pub(crate) bad_name: &'static str,
    pub(crate) bad_password: &'static str,
    pub(crate) wrong_password: &'static str,
    pub(crate) link_unknown: Saying,
    pub(crate) too_often: Saying,
    pub(crate) unconfirmed: Saying,
    pub(crate) owns_most: Saying,
    pub(crate) home: &'static str,
}

impl AccountWords {
    /// What is said in a language.
    pub(crate) fn of(language: Language) -> &'static Self {
        match language {
            Language::Fr => &FRENCH,
            Language::En => &ENGLISH,
        }
    }
}

const FRENCH: AccountWords = AccountWords {
    confirm: Saying {
        title: "Confirmer votre adresse",
        text: "Vous avez reçu notre lettre\u{a0}: il ne reste qu’à confirmer que cette adresse est la vôtre.",
    },
    confirm_now: "Oui, c’est mon adresse",
    confirmed: Saying {
        title: "Merci, votre adresse est confirmée",
        text: "Vous pouvez maintenant fonder une ferme ou un pôle, ou rejoindre ceux des autres.",
    },
    choose: Saying {
        title: "Choisir un nouveau mot de passe",
        text: "Il remplace l’ancien. Tous vos appareils seront déconnectés.",
    },
    choose_now: "Prendre ce mot de passe",
    chosen: Saying {
        title: "Votre mot de passe est changé",
        text: "Tous vos appareils sont déconnectés\u{a0}: connectez-vous avec le nouveau.",
    },
    invited: |enterprise| format!("Agir pour {enterprise}"),
    join: "Vous êtes invité à agir pour cette entreprise. Dites votre nom et choisissez un mot de passe\u{a0}: ce sera \
           votre compte.",
    join_with_password: "Vous êtes invité à agir pour cette entreprise. Vous avez déjà un compte\u{a0}: acceptez avec \
                         votre mot de passe.",
    join_now: "Accepter",
    joined: |enterprise| format!("Vous agissez maintenant pour {enterprise}"),
    joined_text: "Connectez-vous avec votre adresse et votre mot de passe.",
    name: "Votre nom",
    password: "Votre mot de passe",
    new_password: "Nouveau mot de passe",
    new_password_hint: "De 10 à 200 caractères.",
    bad_name: "Écrivez un nom, de 120 caractères au plus.",
    bad_password: "Un mot de passe a de 10 à 200 caractères.",
    wrong_password: "Ce n’est pas le mot de passe de votre compte.",
    link_unknown: Saying {
        title: "Ce lien ne sert plus",
        text: "Il a déjà servi, il est trop ancien, ou il est incomplet. Au besoin, demandez une autre lettre.",
    },
    too_often: Saying {
        title: "Trop d’essais",
        text: "Par sécurité, attendez un quart d’heure, puis réessayez.",
    },
    unconfirmed: Saying {
        title: "Confirmez d’abord votre adresse",
        text: "Suivez le lien de la lettre reçue à votre inscription, puis revenez à cette invitation.",
    },
    owns_most: Saying {
        title: "Vous possédez déjà beaucoup d’entreprises",
        text: "Vous ne pouvez pas en posséder une de plus ici. Demandez un autre rôle.",
    },
    home: "Aller aux boutiques",
};

const ENGLISH: AccountWords = AccountWords {
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
};
