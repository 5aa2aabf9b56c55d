//! What is said of accounts: letters from the installation itself, which are signed with its address.

use sillon_kernel::Language;

/// How long something lasts, in days or, when it is less than two of them, in hours.
fn time(language: Language, hours: i64) -> String {
    let (days, is_days) = (hours / 24, hours >= 48 && hours % 24 == 0);
    match (language, is_days) {
        (Language::Fr, true) => format!("{days}\u{a0}jours"),
        (Language::En, true) => format!("{days} days"),
        (Language::Fr, false) if hours == 1 => "une heure".to_owned(),
        (Language::En, false) if hours == 1 => "one hour".to_owned(),
        (Language::Fr, false) => format!("{hours}\u{a0}heures"),
        (Language::En, false) => format!("{hours} hours"),
    }
}

pub(crate) fn last_word(language: Language) -> &'static str {
    match language {
        Language::Fr => "À bientôt,",
        Language::En => "See you soon,",
    }
}

pub(crate) mod confirm {
    use super::{Language, time};

    pub(crate) fn subject(language: Language) -> &'static str {
        match language {
            Language::Fr => "Confirmez votre adresse e-mail",
            Language::En => "Confirm your e-mail address",
        }
    }

    pub(crate) fn why(language: Language, site: &str) -> String {
        match language {
            Language::Fr => format!(
                "Quelqu’un, sans doute vous, s’est inscrit avec cette adresse sur {site}. Pour confirmer qu’elle est la \
                 vôtre, suivez ce lien\u{a0}:"
            ),
            Language::En => format!(
                "Somebody, probably you, signed up with this address at {site}. To confirm that it is yours, follow this \
                 link:"
            ),
        }
    }

    pub(crate) fn else_ignore(language: Language, hours: i64) -> String {
        let time = time(language, hours);
        match language {
            Language::Fr => format!(
                "Il vaut {time} et ne sert qu’une fois. Si ce n’était pas vous, ne le suivez pas\u{a0}: rien n’est \
                 confirmé sans vous."
            ),
            Language::En => format!(
                "It is good for {time}, and once. If it was not you, do not follow it: nothing is confirmed without you."
            ),
        }
    }
}

pub(crate) mod has_account {
    use super::Language;

    pub(crate) fn subject(language: Language) -> &'static str {
        match language {
            Language::Fr => "Vous avez déjà un compte",
            Language::En => "You have an account already",
        }
    }

    pub(crate) fn news(language: Language, site: &str) -> String {
        match language {
            Language::Fr => format!(
                "Quelqu’un, peut-être vous, a voulu s’inscrire avec cette adresse sur {site}. Vous y avez déjà un compte, \
                 et rien n’y a changé\u{a0}: connectez-vous avec votre mot de passe."
            ),
            Language::En => format!(
                "Somebody, perhaps you, wanted to sign up with this address at {site}. You have an account there already, \
                 and nothing has changed in it: sign in with your password."
            ),
        }
    }

    pub(crate) fn forgotten(language: Language) -> &'static str {
        match language {
            Language::Fr => {
                "Vous l’avez oublié\u{a0}? Demandez une lettre pour en choisir un autre. Si ce n’était pas vous, vous \
                 n’avez rien à faire."
            }
            Language::En => {
                "Forgotten it? Ask for a letter to choose another one. If it was not you, there is nothing to do."
            }
        }
    }
}

pub(crate) mod reset {
    use super::{Language, time};

    pub(crate) fn subject(language: Language) -> &'static str {
        match language {
            Language::Fr => "Choisissez un nouveau mot de passe",
            Language::En => "Choose a new password",
        }
    }

    pub(crate) fn why(language: Language, site: &str) -> String {
        match language {
            Language::Fr => format!(
                "Quelqu’un, sans doute vous, a demandé un nouveau mot de passe pour votre compte sur {site}. Pour le \
                 choisir, suivez ce lien\u{a0}:"
            ),
            Language::En => format!(
                "Somebody, probably you, asked for a new password for your account at {site}. To choose it, follow this \
                 link:"
            ),
        }
    }

    pub(crate) fn else_ignore(language: Language, hours: i64) -> String {
        let time = time(language, hours);
        match language {
            Language::Fr => format!(
                "Il vaut {time} et ne sert qu’une fois. Si ce n’était pas vous, ne le suivez pas\u{a0}: votre mot de \
                 passe reste ce qu’il est."
            ),
            Language::En => format!(
                "It is good for {time}, and once. If it was not you, do not follow it: your password stays what it is."
            ),
        }
    }
}

pub(crate) mod changed {
    use super::Language;

    pub(crate) fn subject(language: Language) -> &'static str {
        match language {
            Language::Fr => "Votre mot de passe a changé",
            Language::En => "Your password was changed",
        }
    }

    pub(crate) fn news(language: Language, site: &str) -> String {
        match language {
            Language::Fr => format!(
                "Le mot de passe de votre compte sur {site} vient de changer, et vos autres appareils sont déconnectés."
            ),
            Language::En => format!(
                "The password of your account at {site} was just changed, and your other devices are signed out."
            ),
        }
    }

    pub(crate) fn not_you(language: Language) -> &'static str {
        match language {
            Language::Fr => {
                "Si c’était vous, tout va bien. Sinon, demandez tout de suite une lettre pour choisir un autre mot de \
                 passe."
            }
            Language::En => {
                "If it was you, all is well. If not, ask for a letter to choose another password right away."
            }
        }
    }
}

pub(crate) mod invitation {
    use super::{Language, time};

    pub(crate) fn subject(language: Language, enterprise: &str) -> String {
        match language {
            Language::Fr => format!("Une invitation de {enterprise}"),
            Language::En => format!("An invitation from {enterprise}"),
        }
    }

    /// Who asks whom to do what.
    pub(crate) fn wish(
        language: Language,
        inviter: Option<&str>,
        enterprise: &str,
        role: &str,
        site: &str,
    ) -> String {
        let who = inviter.unwrap_or(site);
        let role = role_name(language, role);
        match language {
            Language::Fr => format!(
                "{who} vous invite à agir pour {enterprise} sur {site}, avec le rôle «\u{a0}{role}\u{a0}». Pour accepter, \
                 suivez ce lien\u{a0}:"
            ),
            Language::En => format!(
                "{who} invites you to act for {enterprise} at {site}, in the role “{role}”. To accept, follow this link:"
            ),
        }
    }

    pub(crate) fn else_ignore(language: Language, hours: i64) -> String {
        let time = time(language, hours);
        match language {
            Language::Fr => format!(
                "Il vaut {time} et ne sert qu’une fois. Si vous ne voulez pas, ou ne connaissez personne là-bas, ne le \
                 suivez pas."
            ),
            Language::En => format!(
                "It is good for {time}, and once. If you do not want to, or know nobody there, do not follow it."
            ),
        }
    }

    /// A role by its name; one that has no words here by what it is stored under.
    fn role_name(language: Language, role: &str) -> &str {
        match (language, role) {
            (Language::Fr, "owner") => "propriétaire",
            (Language::Fr, "manager") => "gestionnaire",
            (Language::Fr, "packer") => "préparation",
            (Language::Fr, "hand-over") => "remise",
            (Language::En, "packer") => "packing",
            (Language::Fr | Language::En, other) => other,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn times_are_told_as_people_do() {
        assert_eq!(time(Language::Fr, 168), "7\u{a0}jours");
        assert_eq!(time(Language::En, 336), "14 days");
        assert_eq!(time(Language::Fr, 1), "une heure");
        assert_eq!(time(Language::En, 24), "24 hours");
        assert_eq!(time(Language::En, 50), "50 hours");
    }
}
