use crate::{AccountWords, Saying};

pub(super) const ACCOUNT: AccountWords = AccountWords {
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
    stop: Saying {
        title: "Ne plus recevoir ces lettres",
        text: "Il suffit de le confirmer. Celles qui concernent vos commandes vous parviennent toujours.",
    },
    stop_now: "Ne plus les recevoir",
    stopped: Saying {
        title: "C’est fait",
        text: "Vous ne recevrez plus de telles lettres. Dans votre compte, vous pouvez les redemander.",
    },
};
